//! Texts written by a grammar of our own, with the truth beside them. Every place, body and person is invented. The
//! vocabulary was written before any detector was run on it, and no word was taken from a detector's lists.
// Each test and example uses its part.
#![allow(dead_code)]

pub mod answers;
pub mod copies;
pub mod empty;
pub mod findings;
pub mod perfunctory;
pub mod repeats;
pub mod words;
pub mod written;

/// SplitMix64: small, seeded, the same everywhere.
#[derive(Debug, Clone)]
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// From `low` to `high`, both among the results.
    pub fn from(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for i in (1..all.len()).rev() {
            all.swap(i, self.below(i + 1));
        }
    }
}

/// What was right, what was claimed, what there was to find.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub hit: usize,
    pub claimed: usize,
    pub wanted: usize,
}

impl Score {
    pub fn precision(&self) -> f64 {
        self.hit as f64 / self.claimed.max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.hit as f64 / self.wanted.max(1) as f64
    }

    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        2.0 * p * r / (p + r).max(1e-9)
    }
}
