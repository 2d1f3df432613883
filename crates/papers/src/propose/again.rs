//! Pages that print their text twice: what stands in the second print is told already.

use super::Item;
use crate::doc::Doc;
use rustc_hash::FxHashMap;

/// Shortest line that is the second print of another by itself, in characters; a shorter one is where the line before is.
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
        let follows = before
            .is_some_and(|b| b > 0 && i > 0 && all[i - 1] && doc.plain(&doc.lines[b - 1].range) == doc.plain(&doc.lines[i - 1].range));
        all.push(line.row.is_none() && before.is_some() && (text.len() >= CHARS_MIN || follows));
        seen.entry(text).or_insert(i);
    }
    all
}
