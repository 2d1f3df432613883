//! The index of pictures: every feature under three short keys, each posting with part of the descriptor, so that a
//! look-up touches no picture. A picture costs at most 160 × 3 × 8 = 3,840 bytes.
//!
//! INVARIANT: keys and signatures take whole pairs of mirrored bits, so a and b vote for each other alike, whichever of
//! them lies in the index: any order of additions gives the same candidates.

use super::feature::{Bits, Feature, Features, mirrored};
use std::collections::HashMap;

/// Features of a picture in the index.
pub const INDEXED: usize = 160;
const TABLES: usize = 3;
const KEY_BITS: usize = 16;
const SIGNATURE_BITS: usize = 24;
const SIGNATURE_DISTANCE_MAX: u32 = 5;
/// Votes of one direction that make a candidate.
pub const VOTES_MIN: u32 = 3;
const TURNS: usize = 16;

/// A picture that shares features in one common turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub picture: u32,
    pub mirrored: bool,
    pub votes: u32,
}

/// The index.
#[derive(Debug)]
pub struct PhotoIndex {
    tables: Vec<Vec<Vec<u64>>>,
    pictures: u32,
}

impl Default for PhotoIndex {
    fn default() -> Self {
        Self { tables: vec![vec![Vec::new(); 1 << KEY_BITS]; TABLES], pictures: 0 }
    }
}

/// Bits `2 * pair` and `2 * pair + 1`.
fn pair(b: &Bits, pair: usize) -> u64 {
    (b[pair / 32] >> (2 * (pair % 32))) & 3
}

fn key(b: &Bits, table: usize) -> usize {
    (0..KEY_BITS / 2).fold(0, |k, i| k << 2 | pair(b, table * KEY_BITS / 2 + i) as usize)
}

fn signature(b: &Bits, table: usize) -> u32 {
    // The signature of a table lies behind the keys of all tables, another part for each.
    let first = TABLES * KEY_BITS / 2 + table * SIGNATURE_BITS / 2;
    (0..SIGNATURE_BITS / 2).fold(0, |k, i| k << 2 | pair(b, (first + i) % 128) as u32)
}

fn turn(angle: f32) -> u64 {
    ((angle / std::f32::consts::TAU * TURNS as f32).round() as i64).rem_euclid(TURNS as i64) as u64
}

impl PhotoIndex {
    /// Pictures in the index.
    pub fn len(&self) -> usize {
        self.pictures as usize
    }

    /// Tells whether no picture was added.
    pub fn is_empty(&self) -> bool {
        self.pictures == 0
    }

    /// Bytes of postings a picture, on the average.
    pub fn bytes_per_picture(&self) -> usize {
        self.tables.iter().flatten().map(|l| l.len() * 8).sum::<usize>() / self.len().max(1)
    }

    /// Adds a picture and returns its number: additions are numbered from 0.
    pub fn add(&mut self, features: &Features) -> u32 {
        self.add_indexed(&features.indexed(INDEXED))
    }

    /// Adds a picture by the features chosen for the index.
    pub fn add_indexed(&mut self, features: &[Feature]) -> u32 {
        let number = self.pictures;
        for f in features.iter().take(INDEXED) {
            for t in 0..TABLES {
                let posting = u64::from(number) << 32 | turn(f.angle) << 24 | u64::from(signature(&f.bits, t));
                self.tables[t][key(&f.bits, t)].push(posting);
            }
        }
        self.pictures += 1;
        number
    }

    /// Pictures with enough votes, most votes first, equal ones by number.
    pub fn candidates(&self, features: &Features, n: usize) -> Vec<Candidate> {
        self.candidates_of(&features.indexed(INDEXED), n)
    }

    /// The same from the features chosen for the index.
    pub fn candidates_of(&self, features: &[Feature], n: usize) -> Vec<Candidate> {
        // (picture, mirrored, turn) → votes of distinct features
        let mut votes: HashMap<u64, u32, std::hash::BuildHasherDefault<Mixed>> = HashMap::default();
        let mut hit: Vec<u64> = Vec::new();
        for flip in [false, true] {
            for f in features {
                let bits = if flip { mirrored(&f.bits) } else { f.bits };
                let own = turn(f.angle);
                hit.clear();
                for t in 0..TABLES {
                    let sig = signature(&bits, t);
                    for p in &self.tables[t][key(&bits, t)] {
                        if ((*p as u32 & 0x00ff_ffff) ^ sig).count_ones() <= SIGNATURE_DISTANCE_MAX {
                            let theirs = p >> 24 & 0xff;
                            // Mirroring turns the other way round: then the sum of the angles is common to all features.
                            let turn = if flip { own + theirs } else { theirs + TURNS as u64 - own } % TURNS as u64;
                            hit.push((p >> 32) << 8 | turn << 1 | u64::from(flip));
                        }
                    }
                }
                hit.sort_unstable();
                hit.dedup();
                hit.iter().for_each(|h| *votes.entry(*h).or_default() += 1);
            }
        }
        rank(&votes, n)
    }
}

/// Adds up neighbouring turns and ranks.
fn rank(votes: &HashMap<u64, u32, std::hash::BuildHasherDefault<Mixed>>, n: usize) -> Vec<Candidate> {
    let mut best: HashMap<u32, Candidate> = HashMap::new();
    for (k, v) in votes {
        let (picture, turn, flip) = ((k >> 8) as u32, k >> 1 & 0x7f, k & 1);
        let next = u64::from(picture) << 8 | ((turn + 1) % TURNS as u64) << 1 | flip;
        let c = Candidate { picture, mirrored: flip == 1, votes: v + votes.get(&next).copied().unwrap_or(0) };
        if c.votes < VOTES_MIN {
            continue;
        }
        let e = best.entry(picture).or_insert(c);
        if (c.votes, !c.mirrored) > (e.votes, !e.mirrored) {
            *e = c;
        }
    }
    let mut out: Vec<Candidate> = best.into_values().collect();
    out.sort_by_key(|c| (std::cmp::Reverse(c.votes), c.picture));
    out.truncate(n);
    out
}

/// Spreads the bits of a key that is a packed number.
#[derive(Debug, Default, Clone, Copy)]
struct Mixed(u64);

impl std::hash::Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }
    fn write_u64(&mut self, x: u64) {
        self.0 = (self.0 ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 29;
    }
}
