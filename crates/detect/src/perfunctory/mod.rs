//! Perfunctory text: which sentences of an answer hold nothing that somebody could go and check.
//! The heading that quotes the finding is no answer, and numbers inside slogans are words.

pub mod names;
pub mod sentence;

use crate::copies::Doc;
use crate::text::{
    normalize,
    sentence::{heading_len, sentences},
};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

pub use sentence::{Evidence, SENTENCE_MIN};

/// Version of the detector.
pub const VERSION: u32 = 1;
/// A sentence that so many units use word for word tells nothing about any of them.
pub const BOILERPLATE_UNITS_MIN: usize = 4;

/// One sentence as judged; `start..end` are Unicode scalars of the source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    pub start: u32,
    pub end: u32,
    /// Weight of what can be checked; from `SENTENCE_MIN` on the sentence counts as verifiable.
    pub weight: f32,
    pub verifiable: bool,
    /// Units that use the sentence word for word, 1 where it was judged alone.
    pub units: usize,
    /// What was found, by code.
    pub evidence: Vec<Evidence>,
}

/// A text as judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    pub id: String,
    /// No sentence of the answer can be checked.
    pub perfunctory: bool,
    /// 0..1: share of the answer's sentences that hold nothing to check.
    pub score: f32,
    pub sentences: Vec<Judged>,
}

impl Verdict {
    /// Sentences without and with anything to check: N of M.
    pub fn empty_of_all(&self) -> (usize, usize) {
        (self.sentences.iter().filter(|s| !s.verifiable).count(), self.sentences.len())
    }
}

/// Sentences of a corpus and the units that use them. Additions commute, so any order gives the same verdicts.
#[derive(Debug, Default)]
pub struct Boilerplate {
    units: HashMap<u64, HashSet<u64>>,
}

fn hash(text: impl Iterator<Item = char>) -> u64 {
    text.fold(0xcbf2_9ce4_8422_2325, |h, c| (h ^ u64::from(c as u32)).wrapping_mul(0x0100_0000_01b3).rotate_left(23))
}

fn sentence_key(chars: &[char]) -> u64 {
    hash(chars.iter().copied().filter(|c| c.is_alphanumeric()))
}

impl Boilerplate {
    /// Counts the sentences of a text for its unit.
    pub fn add(&mut self, doc: &Doc) {
        let n = normalize(&doc.text);
        let unit = hash(doc.unit.chars());
        for (a, b) in sentences(&n.chars) {
            self.units.entry(sentence_key(&n.chars[a..b])).or_default().insert(unit);
        }
    }

    fn units_of(&self, chars: &[char]) -> usize {
        self.units.get(&sentence_key(chars)).map_or(1, HashSet::len).max(1)
    }
}

/// Judges one text. `seen` may be empty; then sentences are judged by their words alone.
pub fn judge(doc: &Doc, seen: &Boilerplate) -> Verdict {
    let n = normalize(&doc.text);
    let head = heading_len(&n.chars).min(n.chars.len());
    let body = &n.chars[head..];
    let mut judged = Vec::new();
    for (a, b) in sentences(body) {
        let chars = &body[a..b];
        let units = seen.units_of(chars);
        let (mut weight, evidence) = sentence::weigh(chars, &doc.unit);
        // The same dated or paid fact in many units is a matter for the detector of copies; here it can be checked.
        let pinned = evidence.iter().any(|e| matches!(e, Evidence::Money | Evidence::Date | Evidence::Document | Evidence::Code));
        if units >= BOILERPLATE_UNITS_MIN && !pinned {
            weight = 0.0;
        }
        judged.push(Judged {
            start: n.offsets[head + a],
            end: n.end_of(head + b - 1),
            weight,
            verifiable: weight >= SENTENCE_MIN,
            units,
            evidence,
        });
    }
    let empty = judged.iter().filter(|s| !s.verifiable).count();
    let score = if judged.is_empty() { 0.0 } else { empty as f32 / judged.len() as f32 };
    Verdict { id: doc.id.clone(), perfunctory: !judged.is_empty() && empty == judged.len(), score, sentences: judged }
}
