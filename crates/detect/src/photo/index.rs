//! The index of pictures: every feature under three short keys, each posting with part of the descriptor, so that a
//! look-up touches no picture. A picture costs 156 × 3 × 8 = 3,744 bytes, with room to grow 3,978 at most.
//!
//! INVARIANT: votes are symmetric. Keys and signatures take whole pairs of mirrored bits, turns are differences or sums,
//! and the fewer of the two pictures' distinct features count: a has as many votes for b as b for a. Ties go by a key of
//! the content, never by the order of additions.

use super::feature::{Bits, Feature, Features, mirrored};
use std::cmp::Reverse;

/// Features of a picture in the index; a posting has eight bits for the number of one.
pub const INDEXED: usize = 156;
const TABLES: usize = 3;
const KEY_BITS: usize = 16;
const SIGNATURE_BITS: usize = 24;
const SIGNATURE_DISTANCE_MAX: u32 = 5;
/// Votes of one direction that make a candidate.
pub const VOTES_MIN: u32 = 3;
/// Votes that chance does not give.
pub const VOTES_STRONG: u32 = 12;
/// Candidates of a picture, and such where all are strong.
pub const CANDIDATES_MAX: usize = 12;
pub const CANDIDATES_STRONG_MAX: usize = 64;
const TURNS: usize = 16;
/// A list grows by this part of its length, so that the index wastes little.
const GROWTH_PART: usize = 16;

/// A picture that shares features in one common turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub picture: u32,
    pub mirrored: bool,
    pub votes: u32,
    /// Key of the picture's content or name, by which ties go.
    pub key: u64,
}

impl Candidate {
    /// Best first.
    pub fn rank(&self) -> (Reverse<u32>, u64) {
        (Reverse(self.votes), self.key)
    }
}

/// Cuts a list that is sorted by rank to those that are compared: the best, and all that chance does not explain.
pub fn cut(list: &mut Vec<Candidate>) {
    let n = list.iter().take(CANDIDATES_STRONG_MAX).take_while(|c| c.votes >= VOTES_STRONG).count();
    list.truncate(n.max(CANDIDATES_MAX));
}

/// The index. A posting holds picture (28 bits), turn (4), feature (8) and signature (24).
#[derive(Debug)]
pub struct PhotoIndex {
    tables: Vec<Vec<Vec<u64>>>,
    keys: Vec<u64>,
}

impl Default for PhotoIndex {
    fn default() -> Self {
        Self { tables: vec![vec![Vec::new(); 1 << KEY_BITS]; TABLES], keys: Vec::new() }
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
        self.keys.len()
    }

    /// Tells whether no picture was added.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Bytes that a picture takes on the average, unused room of the lists included.
    pub fn bytes_per_picture(&self) -> usize {
        let postings: usize = self.tables.iter().flatten().map(|l| l.capacity() * 8).sum();
        (postings + self.keys.len() * 8) / self.len().max(1)
    }

    /// Adds a picture and returns its number: additions are numbered from 0. `key` is the same whenever and wherever the
    /// same picture is added.
    pub fn add(&mut self, features: &Features, key: u64) -> u32 {
        self.add_indexed(&features.indexed(INDEXED), key)
    }

    /// Adds a picture by the features chosen for the index.
    pub fn add_indexed(&mut self, features: &[Feature], key: u64) -> u32 {
        let number = self.keys.len() as u32;
        for (i, f) in features.iter().take(INDEXED).enumerate() {
            let head = u64::from(number) << 36 | turn(f.angle) << 32 | (i as u64) << 24;
            for t in 0..TABLES {
                let list = &mut self.tables[t][self::key(&f.bits, t)];
                if list.len() == list.capacity() {
                    list.reserve_exact(list.len() / GROWTH_PART + 1);
                }
                list.push(head | u64::from(signature(&f.bits, t)));
            }
        }
        self.keys.push(key);
        number
    }

    /// The pictures to compare with, best first.
    pub fn candidates(&self, features: &Features) -> Vec<Candidate> {
        self.candidates_of(&features.indexed(INDEXED))
    }

    /// The same from the features chosen for the index.
    pub fn candidates_of(&self, features: &[Feature]) -> Vec<Candidate> {
        let mut out = self.ranked(features);
        cut(&mut out);
        out
    }

    /// All pictures with enough votes, best first.
    pub fn ranked(&self, features: &[Feature]) -> Vec<Candidate> {
        let mut hits = Vec::new();
        for flip in [false, true] {
            for (i, f) in features.iter().take(INDEXED).enumerate() {
                let bits = if flip { mirrored(&f.bits) } else { f.bits };
                self.hits(&bits, turn(f.angle), flip, i as u64, &mut hits);
            }
        }
        hits.sort_unstable();
        // One pair of features may meet in several tables.
        hits.dedup();
        let mut out: Vec<Candidate> = hits.chunk_by(|a, b| a >> 21 == b >> 21).filter_map(|h| self.count(h)).collect();
        out.sort_unstable_by_key(Candidate::rank);
        out
    }

    /// Collects what one feature meets: picture (28 bits), mirrored (1), turn (4), own feature (8), met feature (8).
    fn hits(&self, bits: &Bits, own: u64, flip: bool, feature: u64, hits: &mut Vec<u64>) {
        for t in 0..TABLES {
            let sig = signature(bits, t);
            for p in &self.tables[t][key(bits, t)] {
                if ((*p as u32 & 0x00ff_ffff) ^ sig).count_ones() <= SIGNATURE_DISTANCE_MAX {
                    let theirs = p >> 32 & 0xf;
                    // Mirroring turns the other way round: then the sum of the angles is common to all features.
                    let turn = if flip { own + theirs } else { theirs + TURNS as u64 - own } % TURNS as u64;
                    hits.push((p >> 36) << 21 | turn << 17 | u64::from(flip) << 16 | feature << 8 | p >> 24 & 0xff);
                }
            }
        }
    }

    /// Counts the votes of the hits of one picture: two neighbouring turns, distinct features of both sides.
    fn count(&self, hits: &[u64]) -> Option<Candidate> {
        if hits.len() < VOTES_MIN as usize {
            return None;
        }
        let mut seen = [[[0u64; 8]; TURNS]; 2];
        for h in hits {
            let (flip, turn) = ((h >> 16 & 1) as usize, (h >> 17 & 0xf) as usize);
            let (f, g) = ((h >> 8 & 0xff) as usize, (h & 0xff) as usize);
            seen[flip][turn][f / 64] |= 1 << (f % 64);
            seen[flip][turn][4 + g / 64] |= 1 << (g % 64);
        }
        let votes = |flip: usize, turn: usize| {
            let (a, b) = (&seen[flip][turn], &seen[flip][(turn + 1) % TURNS]);
            let side = |from: usize| (from..from + 4).map(|i| (a[i] | b[i]).count_ones()).sum::<u32>();
            side(0).min(side(4))
        };
        let best = |flip: usize| (0..TURNS).map(|t| votes(flip, t)).max().unwrap_or(0);
        let (straight, mirrored) = (best(0), best(1));
        let votes = straight.max(mirrored);
        let picture = (hits[0] >> 21) as u32;
        (votes >= VOTES_MIN).then(|| Candidate { picture, mirrored: mirrored > straight, votes, key: self.keys[picture as usize] })
    }
}
