//! Repeat findings: former findings ranked by likeness of the problem and not of the wording.
//!
//! A finding becomes a vector of weighed features: classes of things and of acts with their synonyms (`data/concepts.txt`)
//! and runs of one to three characters. Weights are inverse document frequencies of the findings given, so a class that
//! all of them share ranks nobody. A person confirms every link.

use crate::copies::Doc;
use crate::lexicon::{CONCEPTS, WordSet};
use crate::text::normalize;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Version of the detector.
pub const VERSION: u32 = 1;

/// A finding of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub id: String,
    pub text: String,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub county: String,
    #[serde(default)]
    pub sector: String,
}

impl From<Doc> for Finding {
    fn from(d: Doc) -> Self {
        Self { id: d.id, text: d.text, unit: d.unit, county: d.county, sector: String::new() }
    }
}

struct Classes {
    /// A word and the numbers of its classes.
    words: WordSet,
    classes: HashMap<Vec<char>, Vec<u32>>,
    objects: u32,
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let mut classes: HashMap<Vec<char>, Vec<u32>> = HashMap::new();
    let lines = || CONCEPTS.lines("objects").iter().chain(CONCEPTS.lines("acts"));
    for (n, line) in lines().enumerate() {
        for w in line {
            classes.entry(w.chars().collect()).or_default().push(n as u32);
        }
    }
    Classes { words: WordSet::new(lines().flatten().copied()), classes, objects: CONCEPTS.lines("objects").len() as u32 }
});

/// Weights of the kinds of features; characters carry what no class knows.
const OBJECT: f32 = 3.0;
const ACT: f32 = 1.0;
const GRAM: [f32; 3] = [0.25, 0.6, 0.5];

type Vector = BTreeMap<u64, f32>;

fn features(text: &str) -> Vector {
    let chars: Vec<char> = normalize(text).chars;
    let mut v = Vector::new();
    for i in 0..chars.len() {
        // Words inside longer words count as well, since findings are short.
        for len in 1..=8.min(chars.len() - i) {
            let Some(classes) = CLASSES.classes.get(&chars[i..i + len]) else { continue };
            for c in classes {
                let w = if *c < CLASSES.objects { OBJECT } else { ACT };
                // A second word of one class adds little.
                v.entry(u64::from(*c)).and_modify(|x| *x = (*x * 1.15).min(w * 1.6)).or_insert(w);
            }
        }
        for (n, w) in GRAM.iter().enumerate() {
            let Some(run) = chars.get(i..=i + n).filter(|r| r.iter().all(|c| c.is_alphanumeric())) else { continue };
            let key = run.iter().fold(1u64 << 32, |h, c| h.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*c as u32)) | 1 << 63;
            *v.entry(key).or_insert(0.0) = *w;
        }
    }
    v
}

/// Tells whether the finding names anything that a class knows.
pub fn is_known(text: &str) -> bool {
    CLASSES.words.occurs_in(&normalize(text).chars)
}

/// Former findings by their vectors.
#[derive(Debug, Default)]
pub struct Repeats {
    findings: Vec<Finding>,
    vectors: Vec<Vector>,
    papers: HashMap<u64, u32>,
}

impl Repeats {
    /// Adds a finding.
    pub fn add(&mut self, f: Finding) {
        let v = features(&f.text);
        v.keys().for_each(|k| *self.papers.entry(*k).or_default() += 1);
        self.findings.push(f);
        self.vectors.push(v);
    }

    /// The findings in order of addition.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn weigh(&self, v: &Vector) -> Vec<(u64, f32)> {
        let n = self.findings.len() as f32;
        let idf = |k: &u64| ((n + 1.0) / (*self.papers.get(k).unwrap_or(&0) as f32 + 0.5)).ln().max(0.05);
        let mut out: Vec<(u64, f32)> = v.iter().map(|(k, w)| (*k, w * idf(k))).collect();
        let norm = out.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-6);
        out.iter_mut().for_each(|(_, w)| *w /= norm);
        out
    }

    /// All other findings by likeness (cosine, 0..1), best first; equal ones by id. Findings of the same unit, county
    /// and sector go before others that are as like.
    pub fn ranked(&self) -> BTreeMap<String, Vec<(String, f32)>> {
        let weighed: Vec<Vec<(u64, f32)>> = self.vectors.iter().map(|v| self.weigh(v)).collect();
        let mut holders: HashMap<u64, Vec<(usize, f32)>> = HashMap::new();
        for (i, v) in weighed.iter().enumerate() {
            v.iter().for_each(|(k, w)| holders.entry(*k).or_default().push((i, *w)));
        }
        let rank = |i: usize| {
            let mut likeness = vec![0f32; self.findings.len()];
            for (k, w) in &weighed[i] {
                holders[k].iter().for_each(|(j, x)| likeness[*j] += w * x);
            }
            let mut order: Vec<(usize, f32)> = likeness
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(j, l)| (j, l + near(&self.findings[i], &self.findings[j])))
                .collect();
            order.sort_by(|x, y| y.1.total_cmp(&x.1).then_with(|| self.findings[x.0].id.cmp(&self.findings[y.0].id)));
            order.into_iter().map(|(j, l)| (self.findings[j].id.clone(), l)).collect::<Vec<_>>()
        };
        (0..self.findings.len()).map(|i| (self.findings[i].id.clone(), rank(i))).collect()
    }
}

/// A little for the same unit, county, sector: enough to part equals, too little to lift the unlike.
fn near(a: &Finding, b: &Finding) -> f32 {
    let same = |x: &str, y: &str| f32::from(u8::from(!x.is_empty() && x == y));
    0.03 * same(&a.unit, &b.unit) + 0.02 * same(&a.county, &b.county) + 0.01 * same(&a.sector, &b.sector)
}
