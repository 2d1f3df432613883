//! The index of copies. Adding papers one by one, in any order, gives the pairs of one batch: an addition only appends
//! to counts and postings, and a pair is judged from the final counts when it is asked for.
//!
//! INVARIANT: a feature proposes a pair only while its posting list is short. Lists only grow, so a pair that the final
//! lists still support was proposed at the addition of its later paper, whatever the order.

use super::{
    Limits, align,
    sketch::{Feature, Sketch},
};
use crate::text::token::OwnNames;
use std::collections::{BTreeMap, HashMap};

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
const CANDIDATE_BITS_MIN: f32 = 12.0;
/// Papers that may share a feature before it begins to count as common.
const FREE_PAPERS: f32 = 4.0;
const NONE: u32 = u32::MAX;

/// How many papers hold a feature: one row of counters, where two features may meet; a meeting only lowers a weight.
#[derive(Debug)]
pub(super) struct Counts {
    cells: Vec<u32>,
    pub papers: u32,
}

impl Counts {
    const BITS: u32 = 22;

    fn new() -> Self {
        Self { cells: vec![0; 1 << Self::BITS], papers: 0 }
    }

    #[inline]
    fn cell(key: u64) -> usize {
        (key.wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - Self::BITS)) as usize
    }

    #[inline]
    fn add(&mut self, key: u64) {
        let c = &mut self.cells[Self::cell(key)];
        *c = c.saturating_add(1);
    }

    /// Bits of a feature: `prior` where it is rare, less the more papers share it.
    #[inline]
    pub fn bits(&self, key: u64, prior: f32) -> f32 {
        let shared = self.cells[Self::cell(key)] as f32 - FREE_PAPERS;
        if shared <= 0.0 { prior } else { prior.min((self.papers.max(1) as f32 / shared).log2().max(0.0)) }
    }
}

impl Counts {
    /// Bits of a run of text: what a few papers share is worth its full weight, what many share is a template and worth
    /// nothing. The runs of one phrase stand or fall together, so a middle weight for each would add up to false evidence.
    #[inline]
    pub fn run_bits(&self, key: u64, prior: f32) -> f32 {
        let spare = (self.papers as f32 / 200.0).min(60.0);
        let shared = self.cells[Self::cell(key)] as f32 - FREE_PAPERS;
        if shared <= 0.0 { prior } else { prior * (1.0 - shared / (spare + 1.0)).max(0.0) }
    }
}

/// A posting list: the newest posting, and how many there are.
#[derive(Debug, Clone, Copy)]
struct List {
    head: u32,
    len: u32,
}

/// Keys are well mixed already; hashing them again would cost more than the look-up.
#[derive(Debug, Default, Clone, Copy)]
struct Plain(u64);

impl std::hash::Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| h.rotate_left(8) ^ u64::from(*b));
    }
    fn write_u64(&mut self, x: u64) {
        self.0 = x;
    }
    fn write_u32(&mut self, x: u32) {
        self.0 = u64::from(x).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

type PlainMap<K, V> = HashMap<K, V, std::hash::BuildHasherDefault<Plain>>;

/// The index.
#[derive(Debug)]
pub struct Copies {
    docs: Vec<Doc>,
    counts: Counts,
    lists: PlainMap<u64, List>,
    /// (paper, next posting of the same list)
    postings: Vec<(u32, u32)>,
    /// Pairs that share enough, later paper first.
    candidates: Vec<(u32, u32)>,
    templates: Vec<u64>,
    limits: Limits,
    propose: bool,
}

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
            counts: Counts::new(),
            lists: PlainMap::default(),
            postings: Vec::new(),
            candidates: Vec::new(),
            templates: Vec::new(),
            limits,
            propose: true,
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
    pub fn docs(&self) -> &[Doc] {
        &self.docs
    }

    /// Registers a text that the office sent out: what stands in it is never evidence.
    pub fn register_template(&mut self, text: &str) {
        let s = Sketch::new(text, &OwnNames::default());
        self.templates.extend(s.runs.iter().filter(|r| **r != 0));
        self.templates.sort_unstable();
        self.templates.dedup();
    }

    /// Adds a paper. Cost: its own length and the short posting lists that it meets.
    pub fn add(&mut self, doc: Doc) {
        let sketch = Sketch::new(&doc.text, &OwnNames::new(&doc.unit, &doc.county));
        let features = sketch.indexed();
        let id = self.docs.len() as u32;
        if self.propose {
            let found = self.propose(&features);
            self.candidates.extend(found.into_iter().map(|other| (id, other)));
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
        self.docs.push(doc);
    }

    fn count(&mut self, sketch: &Sketch) {
        self.counts.papers += 1;
        let mut keys: Vec<u64> =
            sketch.runs.iter().copied().filter(|r| *r != 0).chain(sketch.tokens.facts.iter().map(|f| f.key())).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().for_each(|k| self.counts.add(k));
    }

    /// Papers that share enough indexed features, in order of number.
    fn propose(&self, features: &[Feature]) -> Vec<u32> {
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
        let mut found: Vec<u32> = bits.into_iter().filter(|(_, b)| *b >= CANDIDATE_BITS_MIN).map(|(p, _)| p).collect();
        found.sort_unstable();
        found
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

    fn sketch_of(&self, d: &Doc) -> Sketch {
        let mut s = Sketch::new(&d.text, &OwnNames::new(&d.unit, &d.county));
        if !self.templates.is_empty() {
            s.runs.iter_mut().filter(|r| self.templates.binary_search(r).is_ok()).for_each(|r| *r = 0);
        }
        s
    }

    /// All pairs, by ids. Only proposed pairs are looked at; no paper is compared with all others.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut cache: HashMap<u32, (Sketch, Vec<Feature>)> = HashMap::new();
        let mut wanted: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        self.candidates.iter().for_each(|(a, b)| wanted.entry(*a).or_default().push(*b));
        let mut out = Vec::new();
        for (a, others) in wanted {
            for b in others {
                for id in [a, b] {
                    cache.entry(id).or_insert_with(|| {
                        let s = self.sketch_of(&self.docs[id as usize]);
                        let f = s.indexed();
                        (s, f)
                    });
                }
                let ((sa, fa), (sb, fb)) = (&cache[&a], &cache[&b]);
                if self.support(fa, fb) >= CANDIDATE_BITS_MIN {
                    out.extend(self.judge(&self.docs[a as usize], sa, &self.docs[b as usize], sb));
                }
            }
        }
        out.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
        out
    }

    /// Papers in the index that a new paper was copied from, best first, without adding it.
    pub fn lookup(&self, doc: &Doc) -> Vec<Pair> {
        let sketch = self.sketch_of(doc);
        let found = self.propose(&sketch.indexed());
        let mut out: Vec<Pair> = found
            .into_iter()
            .filter_map(|id| self.judge(doc, &sketch, &self.docs[id as usize], &self.sketch_of(&self.docs[id as usize])))
            .collect();
        out.sort_by(|x, y| y.bits.total_cmp(&x.bits).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
        out
    }

    fn judge(&self, a: &Doc, sa: &Sketch, b: &Doc, sb: &Sketch) -> Option<Pair> {
        // The order of the ids and not that of addition decides which text is a.
        let swap = a.id > b.id;
        let ((a, sa), (b, sb)) = if swap { ((b, sb), (a, sa)) } else { ((a, sa), (b, sb)) };
        let found = align::align(&self.counts, sa, sb, &self.limits);
        let needed = self.limits.pair_bits_min + (self.counts.papers as f32 + 16.0).log2();
        (found.bits >= needed && found.share >= self.limits.share_min).then(|| Pair {
            a: a.id.clone(),
            b: b.id.clone(),
            score: found.share,
            bits: found.bits,
            spans: found.spans,
        })
    }
}
