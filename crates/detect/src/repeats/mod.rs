//! Repeat findings: former findings ranked by likeness of the problem and not of the wording.
//!
//! A finding becomes three vectors of weighed features: what it means by the lists, its characters alone (`features.rs`), and
//! the known problems that are near to it (`problems.rs`). They are compared apart, and the lists count the more, the more of
//! the asked text they know. Weights are inverse document
//! frequencies of the findings given, so a class that all of them share ranks nobody. A person confirms every link.

mod features;
mod narration;
mod problems;

use crate::IdTwice;
use features::{Vector, Views, features};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::OnceLock};

/// Version of the detector.
pub const VERSION: u32 = 7;

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
    /// The round that found it; findings of one round are no repeats of each other. Empty where nothing is known.
    #[serde(default)]
    pub round: String,
}

/// A feature that more findings hold proposes nobody; it still counts once two findings are compared.
const HOLDERS_MAX: usize = 4_000;
/// Findings that are compared in full with one that is asked for.
const COMPARED_MAX: usize = 1_000;
/// Findings through which others are reached, and what likeness to them counts beside likeness to the one asked for.
const NEAREST: usize = 2;
const THROUGH: f32 = 1.0;
/// What the lists count beside the characters alone: for a text of which they know nothing, and for one they know wholly.
const LISTS_MIN: f32 = 0.3;
const LISTS_MAX: f32 = 1.0;
/// What the known problems count beside both, and what is added to it where the lists count nothing: with three
/// tellings struck out of each problem, and `EVENED` of problems.rs, that found .015 more of them.
const PROBLEMS: f32 = 0.4;
const PROBLEMS_FOR_LISTS: f32 = 0.3;
/// Longest answer.
pub const RANKED_MAX: usize = 100;

/// Former findings by their features. Additions commute, and every weight is taken from the findings held when it is asked for.
#[derive(Debug, Default)]
pub struct Repeats {
    findings: Vec<Finding>,
    ids: HashMap<String, u32>,
    views: Vec<Views>,
    /// Of each feature: the findings that hold it, and its weight there.
    holders: HashMap<u64, Vec<(u32, f32)>>,
    /// The views with the weights of the findings held, taken when they are first asked for; an addition moves all weights.
    weighed: OnceLock<Vec<OnceLock<Weighed>>>,
}

impl Repeats {
    /// Adds a finding.
    ///
    /// # Errors
    /// Refuses an id that is known; nothing changes.
    pub fn add(&mut self, f: Finding) -> Result<(), IdTwice> {
        let at = self.findings.len() as u32;
        if self.ids.contains_key(&f.id) {
            return Err(IdTwice { id: f.id });
        }
        self.ids.insert(f.id.clone(), at);
        self.weighed = OnceLock::new();
        let v = features(&f);
        v.meaning.iter().chain(&v.problems).for_each(|(k, w)| self.holders.entry(*k).or_default().push((at, *w)));
        self.findings.push(f);
        self.views.push(v);
        Ok(())
    }

    /// The findings in order of addition.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn weigh(&self, v: &Vector) -> Vector {
        let n = self.findings.len() as f32;
        let idf = |k: &u64| ((n + 1.0) / (self.holders.get(k).map_or(0, Vec::len) as f32 + 0.5)).ln().max(0.05);
        let mut out: Vector = v.iter().map(|(k, w)| (*k, w * idf(k))).collect();
        let norm = out.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-6);
        out.iter_mut().for_each(|(_, w)| *w /= norm);
        out
    }

    /// The views of a finding with the weights of the findings held.
    fn weighed(&self, at: u32) -> &Weighed {
        let all = self.weighed.get_or_init(|| self.views.iter().map(|_| OnceLock::new()).collect());
        let v = &self.views[at as usize];
        all[at as usize].get_or_init(|| Weighed {
            meaning: self.weigh(&v.meaning),
            wording: self.weigh(&v.wording),
            problems: self.weigh(&v.problems),
        })
    }

    /// Findings that share features with one, those that share most first: found through the features that not too many
    /// findings hold, so no finding is compared with all others.
    fn proposed(&self, asked: u32, weighed: &Weighed) -> Vec<u32> {
        let mut shared: HashMap<u32, f32> = HashMap::new();
        for (k, w) in weighed.meaning.iter().chain(&weighed.problems) {
            let holders = self.holders.get(k).map_or(&[][..], Vec::as_slice);
            if holders.len() <= HOLDERS_MAX {
                holders.iter().for_each(|(j, x)| *shared.entry(*j).or_default() += w * x);
            }
        }
        let round = &self.findings[asked as usize].round;
        let comparable = |j: u32| j != asked && (round.is_empty() || self.findings[j as usize].round != *round);
        let mut found: Vec<(u32, f32)> = shared.into_iter().filter(|(j, _)| comparable(*j)).collect();
        let id = |j: u32| &self.findings[j as usize].id;
        found.sort_by(|x, y| y.1.total_cmp(&x.1).then_with(|| id(x.0).cmp(id(y.0))));
        found.truncate(COMPARED_MAX);
        found.into_iter().map(|(j, _)| j).collect()
    }

    /// Adds to the likeness of each finding what it shares with those that are nearest to the one asked for: a third telling
    /// often shares words with the second one and none with the first.
    fn through_nearest(&self, proposed: &[(u32, &Weighed)], own: &[f32], lists: f32) -> Vec<f32> {
        let mut order = self.order(proposed, own);
        order.truncate(NEAREST);
        let through = |n: usize| {
            let best = order.iter().filter(|m| **m != n).map(|m| own[*m] * proposed[*m].1.likeness(proposed[n].1, lists));
            best.fold(0.0, f32::max)
        };
        own.iter().enumerate().map(|(n, l)| (l + THROUGH * through(n)) / (1.0 + THROUGH)).collect()
    }

    /// Places of the proposed findings, those of most likeness first; equal ones by id.
    fn order(&self, proposed: &[(u32, &Weighed)], likeness: &[f32]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..likeness.len()).collect();
        let id = |n: usize| &self.findings[proposed[n].0 as usize].id;
        order.sort_by(|x, y| likeness[*y].total_cmp(&likeness[*x]).then_with(|| id(*x).cmp(id(*y))));
        order
    }

    /// Findings of other rounds by likeness (0..1, a little more for the same unit, county or sector), best first; equal
    /// ones by id; at most `RANKED_MAX`. Empty where the id is not known.
    pub fn ranked(&self, id: &str) -> Vec<(String, f32)> {
        let Some(asked) = self.ids.get(id).copied() else { return Vec::new() };
        let weighed = self.weighed(asked);
        let lists = LISTS_MIN + (LISTS_MAX - LISTS_MIN) * self.views[asked as usize].known;
        let proposed: Vec<(u32, &Weighed)> = self.proposed(asked, weighed).into_iter().map(|j| (j, self.weighed(j))).collect();
        let own: Vec<f32> = proposed.iter().map(|(_, w)| weighed.likeness(w, lists)).collect();
        let mut likeness = self.through_nearest(&proposed, &own, lists);
        for ((j, _), l) in proposed.iter().zip(&mut likeness) {
            *l *= 1.0 + near(&self.findings[asked as usize], &self.findings[*j as usize]);
        }
        let order = self.order(&proposed, &likeness);
        let told = |n: usize| (self.findings[proposed[n].0 as usize].id.clone(), likeness[n]);
        order.into_iter().take(RANKED_MAX).map(told).collect()
    }
}

/// The views of a finding, each of length 1.
#[derive(Debug)]
struct Weighed {
    meaning: Vector,
    wording: Vector,
    problems: Vector,
}

impl Weighed {
    /// 0..1; `lists` is the share of the meanings.
    fn likeness(&self, other: &Weighed, lists: f32) -> f32 {
        let words = lists * dot(&self.meaning, &other.meaning) + (1.0 - lists) * dot(&self.wording, &other.wording);
        let known = PROBLEMS + PROBLEMS_FOR_LISTS * (1.0 - lists);
        (words + known * dot(&self.problems, &other.problems)) / (1.0 + known)
    }
}

/// Product of two vectors that are sorted by feature.
fn dot(a: &Vector, b: &Vector) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}

/// A little for the same unit, county, sector: enough to part equals, too little to lift the unlike.
fn near(a: &Finding, b: &Finding) -> f32 {
    let same = |x: &str, y: &str| f32::from(u8::from(!x.is_empty() && x == y));
    0.03 * same(&a.unit, &b.unit) + 0.02 * same(&a.county, &b.county) + 0.01 * same(&a.sector, &b.sector)
}
