//! Templates found from the corpus itself: runs of text that many units share, facts left open.

use super::index::Doc;
use super::sketch::Sketch;
use crate::text::token::OwnNames;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A passage that many units use.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Template {
    /// The paper in which it is shown.
    pub id: String,
    /// Half-open, in Unicode scalars of that paper.
    pub start: u32,
    pub end: u32,
    pub units: usize,
}

/// Finds passages of at least `chars_min` characters that `units_min` units or more share, longest first.
pub fn templates(docs: &[Doc], units_min: usize, chars_min: u32) -> Vec<Template> {
    let sketches: Vec<Sketch> = docs.iter().map(|d| Sketch::new(&d.text, &OwnNames::new(&d.unit, &d.county))).collect();
    let mut units: HashMap<u64, HashSet<&str>> = HashMap::new();
    for (d, s) in docs.iter().zip(&sketches) {
        for r in s.runs.iter().filter(|r| **r != 0) {
            units.entry(*r).or_default().insert(&d.unit);
        }
    }
    let mut found: BTreeMap<u64, Template> = BTreeMap::new();
    for (d, s) in docs.iter().zip(&sketches) {
        let mut i = 0;
        while i < s.runs.len() {
            let n = s.runs[i..].iter().take_while(|r| **r != 0 && units[r].len() >= units_min).count();
            let (first, last) = (i, (i + n + super::sketch::RUN).min(s.runs.len()).saturating_sub(2));
            i += n.max(1);
            if n == 0 || last < first {
                continue;
            }
            let (start, end) = (s.tokens.tokens[first].start, s.tokens.tokens[last].end);
            if end - start >= chars_min {
                let count = s.runs[first..first + n].iter().map(|r| units[r].len()).min().unwrap_or(0);
                found.entry(s.runs[first]).or_insert(Template { id: d.id.clone(), start, end, units: count });
            }
        }
    }
    let mut out: Vec<Template> = found.into_values().collect();
    out.sort_by(|x, y| (y.end - y.start).cmp(&(x.end - x.start)).then_with(|| x.id.cmp(&y.id)));
    out
}
