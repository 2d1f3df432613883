//! A file whose author is at home in another unit. Advisory: computers are lent, and people write together.

use super::papers::Attachment;
use crate::lexicon::RECORDS;
use crate::signal::{Hint, Remark, Signal, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Files by which a person is at home in a unit.
const HOME_FILES_MIN: usize = 3;
/// A person with files in more units works for all of them.
const UNITS_MAX: usize = 3;
/// Files at home for each one elsewhere; of units with as many, none is the home.
const HOME_TO_REST: usize = 2;
/// A name of a unit says whose it is only from this many characters on.
const UNIT_CHARS_MIN: usize = 4;

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Names that stand for a person; what a computer calls itself is nobody.
fn person(name: &str) -> Option<String> {
    let name = folded(name);
    // `Lenovo User` and `admin01` are nobody as well.
    let machine = |part: &str| RECORDS.words("shared-accounts").any(|w| w == part);
    let own = name.split(|c: char| !c.is_alphabetic()).filter(|p| !p.is_empty()).any(|p| !machine(p));
    (name.chars().count() >= 2 && own && !machine(&name)).then_some(name)
}

/// Author and last editor of a file, each once.
fn people(f: &Attachment) -> BTreeSet<String> {
    [&f.metadata.author, &f.metadata.edited_by].into_iter().filter_map(|n| person(n)).collect()
}

/// Files of a unit whose author or last editor has files of one other unit to show, or whose author names another unit.
pub fn file_author_foreign(files: &[Attachment]) -> Vec<Remark> {
    let mut at: BTreeMap<String, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for f in files.iter().filter(|f| !f.unit.is_empty()) {
        for name in people(f) {
            // Equal bytes are one file, wherever they lie.
            let id = if f.digest.is_empty() { f.paper.as_str() } else { f.digest.as_str() };
            at.entry(name).or_default().entry(&f.unit).or_default().insert(id);
        }
    }
    let units: BTreeMap<String, &str> =
        files.iter().filter(|f| f.unit.chars().count() >= UNIT_CHARS_MIN).map(|f| (folded(&f.unit), f.unit.as_str())).collect();
    let mut out = Vec::new();
    for f in files.iter().filter(|f| !f.unit.is_empty()) {
        for name in people(f) {
            if let Some(home) = home_of(&name, &f.unit, &at, &units) {
                let params = [("author", name), ("unit", f.unit.clone()), ("home", home.to_owned())];
                out.push(Signal::new(Hint::FileAuthorForeign, &params, vec![Source::paper(&f.paper)]));
            }
        }
    }
    out.sort();
    out
}

fn home_of<'a>(
    name: &str,
    unit: &str,
    at: &BTreeMap<String, BTreeMap<&'a str, BTreeSet<&str>>>,
    units: &BTreeMap<String, &'a str>,
) -> Option<&'a str> {
    if let Some(named) = units.iter().filter(|(k, _)| name.contains(k.as_str())).max_by_key(|(k, _)| k.len()) {
        return (*named.1 != unit).then_some(*named.1);
    }
    let by = at.get(name).filter(|by| by.len() <= UNITS_MAX)?;
    let all: usize = by.values().map(BTreeSet::len).sum();
    let home = |files: &BTreeSet<&str>| files.len() >= HOME_FILES_MIN && files.len() >= HOME_TO_REST * (all - files.len());
    by.iter().find(|(u, files)| **u != unit && home(files)).map(|(u, _)| *u)
}
