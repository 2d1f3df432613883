//! Pages that print their text twice: what stands in the second print is told already.

use super::Item;
use crate::doc::Doc;
use rustc_hash::FxHashMap;

/// Shortest line that may begin a second print, in characters: the line below it must be printed again as well, since
/// two units may be told the same in one line.
const CHARS_MIN: usize = 30;

/// Items without those of a second print, numbered anew.
pub(super) fn without(doc: &Doc, mut items: Vec<Item>) -> Vec<Item> {
    let again = lines(doc);
    if !again.contains(&true) {
        return items;
    }
    let starts: Vec<usize> = doc.lines.iter().map(|l| doc.place(&l.range).start).collect();
    items.retain(|item| {
        let line = starts.partition_point(|s| *s <= item.wording.place.start).checked_sub(1);
        line.is_none_or(|i| !again[i])
    });
    items.iter_mut().enumerate().for_each(|(i, item)| item.number = i + 1);
    items
}

/// Which lines are the second print of an earlier one.
fn lines(doc: &Doc) -> Vec<bool> {
    let mut seen: FxHashMap<&[char], usize> = FxHashMap::default();
    let mut all: Vec<bool> = Vec::with_capacity(doc.lines.len());
    for (i, line) in doc.lines.iter().enumerate() {
        let text = doc.plain(&line.range);
        let before = seen.get(text).copied();
        let same = |a: Option<usize>, b: Option<usize>| {
            let plain = |i: Option<usize>| i.and_then(|i| doc.lines.get(i)).map(|l| doc.plain(&l.range));
            plain(a).is_some() && plain(a) == plain(b)
        };
        let follows = before.is_some_and(|b| i > 0 && all[i - 1] && same(b.checked_sub(1), i.checked_sub(1)));
        let begins = before.is_some_and(|b| text.len() >= CHARS_MIN && same(Some(b + 1), Some(i + 1)));
        all.push(line.row.is_none() && (follows || begins));
        seen.entry(text).or_insert(i);
    }
    all
}
