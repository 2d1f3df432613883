//! Perfunctory text: which sentences of an answer hold nothing that somebody could go and check.
//! The heading that quotes the finding is no answer, and numbers inside slogans are words.

pub mod names;
pub mod sentence;

use crate::IdTwice;
use crate::copies::Doc;
use crate::text::{
    normalize,
    sentence::{heading_len, sentences},
};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};

pub use sentence::{Evidence, SENTENCE_MIN};

/// Version of the detector.
pub const VERSION: u32 = 5;
/// A signal is raised only where the weight of every sentence stays below this.
pub const SIGNAL_WEIGHT_MAX: f32 = 0.5;
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
    /// Empty beyond doubt: no sentence comes near to anything that can be checked. Only then is a signal raised; below
    /// that the verdict is for those who ask for it.
    pub signal: bool,
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

/// A sentence as read, before it is known how many units use it.
#[derive(Debug, Clone)]
struct Line {
    judged: Judged,
    key: u64,
    /// Holds a fact that can be checked whoever else writes it.
    pinned: bool,
}

impl Line {
    /// The sentence as judged when `units` units use it.
    fn with_units(&self, units: usize) -> Judged {
        let mut out = self.judged.clone();
        out.units = units.max(1);
        // The same dated or paid fact in many units is a matter for the detector of copies; here it can be checked.
        if out.units >= BOILERPLATE_UNITS_MIN && !self.pinned {
            out.weight = 0.0;
        }
        out.verifiable = out.weight >= SENTENCE_MIN;
        out
    }
}

fn hash(text: impl Iterator<Item = char>) -> u64 {
    text.fold(0xcbf2_9ce4_8422_2325, |h, c| (h ^ u64::from(c as u32)).wrapping_mul(0x0100_0000_01b3).rotate_left(23))
}

fn sentence_key(chars: &[char]) -> u64 {
    hash(chars.iter().copied().filter(|c| c.is_alphanumeric()))
}

fn read(doc: &Doc) -> Vec<Line> {
    let n = normalize(&doc.text);
    let head = heading_len(&n.chars).min(n.chars.len());
    let body = &n.chars[head..];
    let line = |(a, b): (usize, usize)| {
        let chars = &body[a..b];
        let (weight, evidence) = sentence::weigh(chars, &doc.unit);
        let pinned = evidence.iter().any(|e| matches!(e, Evidence::Money | Evidence::Date | Evidence::Document | Evidence::Code));
        let (start, end) = (n.offsets[head + a], n.end_of(head + b - 1));
        let judged = Judged { start, end, weight, verifiable: weight >= SENTENCE_MIN, units: 1, evidence };
        Line { judged, key: sentence_key(chars), pinned }
    };
    sentences(body).into_iter().map(line).collect()
}

fn verdict(id: &str, sentences: Vec<Judged>) -> Verdict {
    let empty = sentences.iter().filter(|s| !s.verifiable).count();
    let score = if sentences.is_empty() { 0.0 } else { empty as f32 / sentences.len() as f32 };
    let perfunctory = !sentences.is_empty() && empty == sentences.len();
    let signal = perfunctory && sentences.iter().all(|s| s.weight < SIGNAL_WEIGHT_MAX);
    Verdict { id: id.to_owned(), perfunctory, signal, score, sentences }
}

/// Judges one text by its words alone.
pub fn judge(doc: &Doc) -> Verdict {
    verdict(&doc.id, read(doc).into_iter().map(|l| l.judged).collect())
}

#[derive(Debug, Default)]
struct Use {
    units: HashSet<u64>,
    /// Papers that hold the sentence, in order of addition.
    papers: Vec<u32>,
}

/// The texts of a corpus. Every text is read once; how many units use a sentence is looked up when a verdict is asked for,
/// so papers added one by one, in any order, are judged as in one batch.
#[derive(Debug, Default)]
pub struct Perfunctory {
    papers: Vec<(String, Vec<Line>)>,
    ids: HashMap<String, u32>,
    uses: HashMap<u64, Use>,
}

impl Perfunctory {
    /// Adds a text. Answers the ids of earlier texts that it touched, sorted: a sentence of theirs has now become one of
    /// many units, so their verdict may be another.
    ///
    /// # Errors
    /// Refuses an id that is known; nothing changes.
    pub fn add(&mut self, doc: &Doc) -> Result<Vec<String>, IdTwice> {
        let at = self.papers.len() as u32;
        if self.ids.contains_key(&doc.id) {
            return Err(IdTwice { id: doc.id.clone() });
        }
        self.ids.insert(doc.id.clone(), at);
        let (lines, unit) = (read(doc), hash(doc.unit.chars()));
        let mut touched = BTreeSet::new();
        for line in &lines {
            let used = self.uses.entry(line.key).or_default();
            if used.units.insert(unit) && used.units.len() == BOILERPLATE_UNITS_MIN && !line.pinned {
                touched.extend(used.papers.iter().copied());
            }
            if used.papers.last() != Some(&at) {
                used.papers.push(at);
            }
        }
        self.papers.push((doc.id.clone(), lines));
        touched.remove(&at);
        let mut changed: Vec<String> = touched.into_iter().map(|p| self.papers[p as usize].0.clone()).collect();
        changed.sort();
        Ok(changed)
    }

    /// The verdict on a text as the corpus is now.
    pub fn verdict(&self, id: &str) -> Option<Verdict> {
        let (id, lines) = &self.papers[*self.ids.get(id)? as usize];
        let units = |l: &Line| self.uses.get(&l.key).map_or(1, |u| u.units.len());
        Some(verdict(id, lines.iter().map(|l| l.with_units(units(l))).collect()))
    }

    /// All verdicts, in order of addition.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> + '_ {
        self.papers.iter().filter_map(|(id, _)| self.verdict(id))
    }
}
