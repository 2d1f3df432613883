//! The index of copies. Adding papers one by one, in any order, gives the pairs of one batch: an addition only appends
//! to counts and postings, and a pair is judged from the final counts when it is asked for.
//!
//! INVARIANT: a feature proposes a pair only while its posting list is short. Lists only grow, so a pair that the final
//! lists still support was proposed at the addition of its later paper, whatever the order. `tests/incremental.rs`
//! shows it.

use super::{
    Limits, align,
    counts::Counts,
    sketch::{Feature, Sketch},
};
use crate::{
    IdTwice,
    text::{plain::PlainMap, token::OwnNames},
};
use std::{
    collections::HashMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// One paragraph or item of a paper.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize, PartialEq, Eq)]
pub struct Doc {
    pub id: String,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub county: String,
    pub text: String,
}

/// Two texts of which one was copied from the other or both from a third.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Pair {
    pub a: String,
    pub b: String,
    /// 0..1: share of the poorer text that is copied, by weight.
    pub score: f32,
    /// Evidence in bits.
    pub bits: f32,
    /// Aligned sentences [a0, a1, b0, b1]: half-open, in Unicode scalars of the sources.
    pub spans: Vec<[u32; 4]>,
}

/// Longest posting list that still proposes candidates.
const LIST_MAX: u32 = 64;
/// Bits of indexed features that a pair must share to be looked at.
const CANDIDATE_BITS_MIN: f32 = 15.0;
/// Papers that a look-up compares in full: those that share most come first.
const LOOKED_AT_MAX: usize = 64;
const NONE: u32 = u32::MAX;

/// A posting list: the newest posting, and how many there are.
#[derive(Debug, Clone, Copy)]
struct List {
    head: u32,
    len: u32,
}

/// Sketches that an evaluation of all pairs keeps at once.
const KEPT_MAX: usize = 1 << 14;

/// The index.
#[derive(Debug)]
pub struct Copies {
    docs: Vec<Arc<Doc>>,
    ids: HashMap<String, u32>,
    counts: Counts,
    lists: PlainMap<u64, List>,
    /// (paper, next posting of the same list)
    postings: Vec<(u32, u32)>,
    /// Of each paper: the papers that share enough with it, both ways.
    partners: PlainMap<u32, Vec<u32>>,
    templates: Vec<u64>,
    limits: Limits,
    propose: bool,
    readings: AtomicU64,
    /// Room to work in.
    seen: Vec<u64>,
}

/// A paper as read, and the features that the index holds of it.
type Read = (Sketch, Vec<Feature>);

impl Default for Copies {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Copies {
    /// An empty index.
    pub fn new(limits: Limits) -> Self {
        Self {
            docs: Vec::new(),
            ids: HashMap::new(),
            counts: Counts::default(),
            lists: PlainMap::default(),
            postings: Vec::new(),
            partners: PlainMap::default(),
            templates: Vec::new(),
            limits,
            propose: true,
            readings: AtomicU64::new(0),
            seen: Vec::new(),
        }
    }

    /// An index that takes papers in without proposing pairs among them, for look-ups of single papers.
    pub fn for_lookup() -> Self {
        Self { propose: false, ..Self::default() }
    }

    /// Papers in the index.
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Tells whether no paper was added.
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// The papers, in order of addition.
    pub fn docs(&self) -> &[Arc<Doc>] {
        &self.docs
    }

    /// How often a text was read so far, additions and comparisons together: shows that nothing is scanned again in full.
    pub fn readings(&self) -> u64 {
        self.readings.load(Relaxed)
    }

    /// Registers a text that the office sent out: what stands in it is never evidence.
    pub fn register_template(&mut self, text: &str) {
        let s = Sketch::new(text, &OwnNames::default());
        self.templates.extend(s.runs.iter().filter(|r| **r != 0));
        self.templates.sort_unstable();
        self.templates.dedup();
    }

    /// Adds a paper. Cost: its own length and the short posting lists that it meets.
    ///
    /// # Errors
    /// Refuses an id that the index holds; the index stays as it was.
    pub fn add(&mut self, doc: impl Into<Arc<Doc>>) -> Result<(), IdTwice> {
        let doc = doc.into();
        if self.ids.contains_key(&doc.id) {
            return Err(IdTwice { id: doc.id.clone() });
        }
        let sketch = Sketch::new(&doc.text, &OwnNames::new(&doc.unit, &doc.county));
        self.readings.fetch_add(1, Relaxed);
        let features = sketch.indexed();
        let id = self.docs.len() as u32;
        if self.propose {
            let found = self.propose(&features);
            for other in &found {
                self.partners.entry(*other).or_default().push(id);
            }
            if !found.is_empty() {
                self.partners.insert(id, found);
            }
        }
        self.count(&sketch);
        for f in &features {
            let list = self.lists.entry(f.key).or_insert(List { head: NONE, len: 0 });
            list.len += 1;
            // A list that is too long never proposes again, so it need not grow.
            if list.len <= LIST_MAX {
                self.postings.push((id, list.head));
                list.head = (self.postings.len() - 1) as u32;
            }
        }
        self.ids.insert(doc.id.clone(), id);
        self.docs.push(doc);
        Ok(())
    }

    fn count(&mut self, sketch: &Sketch) {
        let runs = sketch.runs.iter().copied().filter(|r| *r != 0);
        // No feature may be 0, the mark of a free place.
        let facts = sketch.tokens.facts.iter().map(|f| f.key().max(1));
        self.counts.add_paper(runs.chain(facts), &mut self.seen);
    }

    /// Papers that share enough indexed features, in order of number.
    fn propose(&self, features: &[Feature]) -> Vec<u32> {
        let mut found: Vec<u32> = self.shared(features).into_iter().map(|(p, _)| p).collect();
        found.sort_unstable();
        found
    }

    /// Papers that share enough indexed features, and the bits that they share.
    fn shared(&self, features: &[Feature]) -> Vec<(u32, f32)> {
        let mut bits: PlainMap<u32, f32> = PlainMap::default();
        for f in features {
            let Some(list) = self.lists.get(&f.key).filter(|l| l.len <= LIST_MAX) else { continue };
            let mut at = list.head;
            while at != NONE {
                let (paper, next) = self.postings[at as usize];
                *bits.entry(paper).or_default() += f.bits_max;
                at = next;
            }
        }
        bits.into_iter().filter(|(_, b)| *b >= CANDIDATE_BITS_MIN).collect()
    }

    /// Bits of the indexed features that two papers share and whose lists are short in the index as it is now.
    fn support(&self, a: &[Feature], b: &[Feature]) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while i < a.len() && j < b.len() {
            match a[i].key.cmp(&b[j].key) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    if self.lists.get(&a[i].key).is_some_and(|l| l.len <= LIST_MAX) {
                        sum += a[i].bits_max;
                    }
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        sum
    }

    fn read(&self, d: &Doc) -> Read {
        self.readings.fetch_add(1, Relaxed);
        let mut s = Sketch::new(&d.text, &OwnNames::new(&d.unit, &d.county));
        if !self.templates.is_empty() {
            s.runs.iter_mut().filter(|r| self.templates.binary_search(r).is_ok()).for_each(|r| *r = 0);
        }
        let features = s.indexed();
        (s, features)
    }

    /// All pairs, by ids. Only papers that have partners are looked at; no paper is compared with all others.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut out = self.pairs_within(0..self.docs.len());
        out.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        out
    }

    /// The pairs whose later paper is one of these, counted in order of addition: parts of [`Copies::pairs`], for a run that
    /// shows progress and may be broken off.
    pub fn pairs_within(&self, papers: Range<usize>) -> Vec<Pair> {
        let mut kept: HashMap<u32, Read> = HashMap::new();
        let mut out = Vec::new();
        for a in papers.map(|n| n as u32) {
            if kept.len() > KEPT_MAX {
                kept.clear();
            }
            for b in self.partners.get(&a).into_iter().flatten().copied().filter(|b| *b < a) {
                out.extend(self.pair(a, b, &mut kept));
            }
        }
        out
    }

    /// The pairs that hold one paper, by ids; empty where the paper is not known.
    pub fn pairs_of(&self, id: &str) -> Vec<Pair> {
        let Some(a) = self.ids.get(id) else { return Vec::new() };
        let mut kept = HashMap::new();
        let others = self.partners.get(a).into_iter().flatten();
        let mut out: Vec<Pair> = others.filter_map(|b| self.pair(*a, *b, &mut kept)).collect();
        out.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        out
    }

    fn pair(&self, a: u32, b: u32, kept: &mut HashMap<u32, Read>) -> Option<Pair> {
        for id in [a, b] {
            kept.entry(id).or_insert_with(|| self.read(&self.docs[id as usize]));
        }
        let ((sa, fa), (sb, fb)) = (&kept[&a], &kept[&b]);
        if self.support(fa, fb) < CANDIDATE_BITS_MIN {
            return None;
        }
        self.judge(&self.docs[a as usize], sa, &self.docs[b as usize], sb)
    }

    /// Papers in the index that a new paper was copied from, best first, without adding it. Only those papers are read
    /// again that share enough rare features with it, and of them at most the 64 that share most.
    pub fn lookup(&self, doc: &Doc) -> Vec<Pair> {
        let (sketch, features) = self.read(doc);
        let mut near = self.shared(&features);
        near.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        near.truncate(LOOKED_AT_MAX);
        let found = near.into_iter().map(|(id, _)| &self.docs[id as usize]).filter(|d| d.id != doc.id);
        let mut out: Vec<Pair> = found.filter_map(|d| self.judge(doc, &sketch, d, &self.read(d).0)).collect();
        out.sort_by(|x, y| y.bits.total_cmp(&x.bits).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
        out
    }

    fn judge(&self, a: &Doc, sa: &Sketch, b: &Doc, sb: &Sketch) -> Option<Pair> {
        // The order of the ids and not that of addition decides which text is a.
        let swap = a.id > b.id;
        let ((a, sa), (b, sb)) = if swap { ((b, sb), (a, sa)) } else { ((a, sa), (b, sb)) };
        let needed = self.limits.pair_bits_min + (self.counts.papers as f32 + 16.0).log2();
        // What a sentence is worth is slow to tell, and most candidates fall without it.
        if align::align(&self.counts, (sa, &[]), (sb, &[]), &self.limits).bits < needed {
            return None;
        }
        let found = align::align(&self.counts, (sa, sa.worth(&a.text)), (sb, sb.worth(&b.text)), &self.limits);
        (found.bits >= needed && found.share >= self.limits.share_min && found.is_witnessed()).then(|| Pair {
            a: a.id.clone(),
            b: b.id.clone(),
            score: found.share,
            bits: found.bits,
            spans: found.spans,
        })
    }
}
