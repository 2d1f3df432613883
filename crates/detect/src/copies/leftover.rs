//! The name of another county or unit left over in a text: cheap, and seldom wrong where no joint work explains it.

use super::index::Doc;
use crate::lexicon::{RECORDS, WordSet};
use crate::text::{normalize, sentence::sentences};
use std::collections::BTreeSet;

/// A foreign name in a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Leftover {
    pub id: String,
    pub name: String,
    /// Half-open, in Unicode scalars of the source.
    pub start: u32,
    pub end: u32,
}

/// Foreign names in every text. The names are those of the corpus itself; a name beside words of joint work, transfer or
/// comparison in the same sentence is explained and left out.
pub fn leftovers(docs: &[Doc]) -> Vec<Leftover> {
    let names: BTreeSet<&str> = docs.iter().flat_map(|d| [d.county.trim(), d.unit.trim()]).filter(|n| n.chars().count() >= 2).collect();
    let set = WordSet::new(names.iter().copied());
    let explained = WordSet::new(RECORDS.words("joint-words"));
    let mut out = Vec::new();
    for d in docs.iter().filter(|d| !d.county.trim().is_empty() || !d.unit.trim().is_empty()) {
        let n = normalize(&d.text);
        for (s, e) in sentences(&n.chars) {
            let sentence = &n.chars[s..e];
            if explained.occurs_in(sentence) {
                continue;
            }
            for (a, b) in set.find_all(sentence) {
                let name: String = sentence[a..b].iter().collect();
                let own =
                    d.unit.contains(&name) || d.county.contains(&name) || name.contains(d.county.trim()) && !d.county.trim().is_empty();
                if !own && !is_tail_of_longer(sentence, a, &name) {
                    out.push(Leftover { id: d.id.clone(), name, start: n.offsets[s + a], end: n.end_of(s + b - 1) });
                }
            }
        }
    }
    out
}

/// A short name may be the tail of another place's longer one; then it names somebody else.
fn is_tail_of_longer(sentence: &[char], at: usize, name: &str) -> bool {
    let boundary = WordSet::new(RECORDS.words("before-names"));
    name.chars().count() <= 2 && at > 0 && sentence[at - 1].is_alphanumeric() && boundary.at(sentence, at - 1).is_none()
}
