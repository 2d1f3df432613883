//! The index of pictures: every feature under three short keys, each posting with part of the descriptor, so that a
//! look-up touches no picture; and the places of the features, by which chance meetings are told from a common movement.
//! A picture costs 144 × (3 × 8 + 2) = 3,744 bytes, with room to grow 4,030 at most.
//!
//! INVARIANT: votes are symmetric. Keys and signatures take whole pairs of mirrored bits, turns are differences or sums,
//! and the fewer of the two pictures' distinct features count: a has as many votes for b as b for a. Ties go by a key of
//! the content, never by the order of additions.

use super::feature::{Bits, Feature, Features, mirrored};
use super::parallel::{THREADS, in_order};
use std::cmp::Reverse;

/// Features of a picture in the index; a posting has eight bits for the number of one.
pub const INDEXED: usize = 144;
const TABLES: usize = 3;
const KEY_BITS: usize = 16;
const SIGNATURE_BITS: usize = 24;
const SIGNATURE_DISTANCE_MAX: u32 = 5;
/// Votes of one direction that make a candidate.
pub const VOTES_MIN: u32 = 3;
/// Votes that chance does not give.
pub const VOTES_STRONG: u32 = 12;
/// Postings that a look-up reads, those of the rarest keys first; registers of tens of thousands of pictures stay below it.
const POSTINGS_MAX: usize = 16 << 20;
/// Pictures whose votes are counted by turns, those that are met most.
const COUNTED_MAX: usize = 8_192;
/// Pictures whose votes are checked for a common movement, those with most.
const CHECKED_MAX: usize = 512;
/// Meetings of a picture that are checked, and those of them that movements are taken from.
const MEETINGS_MAX: usize = 160;
const MOVEMENTS_FROM: usize = 32;
/// A place has this many steps along the longer side.
const STEPS: f32 = 255.0;
/// Steps by which a feature may lie off the common movement: perspective and rounding.
const OFF_MAX: i64 = 7;
/// Steps below which two features are too near each other to give a movement.
const APART_MIN: i64 = 12;
/// Faint candidates that are compared; strong ones of an album.
pub const CANDIDATES_MAX: usize = 12;
pub const CANDIDATES_STRONG_MAX: usize = 64;
const TURNS: usize = 16;
/// A list grows by this part of its length, so that the index wastes little.
const GROWTH_PART: usize = 16;
/// Postings below which a look-up is not worth a second thread.
const POSTINGS_ALONE: usize = 1 << 20;
/// The same of pictures that are checked.
const CHECKED_ALONE: usize = 128;
/// Postings whose signatures are compared at a time.
const AT_A_TIME: usize = 32;

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
    /// Places of the features of each picture.
    places: Vec<Box<[Spot]>>,
}

impl Default for PhotoIndex {
    fn default() -> Self {
        Self { tables: vec![vec![Vec::new(); 1 << KEY_BITS]; TABLES], keys: Vec::new(), places: Vec::new() }
    }
}

/// A place in steps of the longer side.
type Spot = [u8; 2];

/// Places of features, by the longest extent of the picture that they span.
fn spots(features: &[Feature]) -> Box<[Spot]> {
    let most = features.iter().fold(1.0, |m: f32, f| m.max(f.x).max(f.y));
    let step = |v: f32| (v / most * STEPS).round().clamp(0.0, STEPS) as u8;
    features.iter().take(INDEXED).map(|f| [step(f.x), step(f.y)]).collect()
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
        let spots: usize = self.places.iter().map(|p| p.len() * size_of::<Spot>()).sum();
        let heads = self.keys.capacity() * 8 + self.places.capacity() * size_of::<Box<[Spot]>>();
        (postings + spots + heads) / self.len().max(1)
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
        // These lists grow by parts as well.
        if self.keys.len() == self.keys.capacity() {
            let more = self.keys.len() / GROWTH_PART + 1;
            self.keys.reserve_exact(more);
            self.places.reserve_exact(more);
        }
        self.keys.push(key);
        self.places.push(spots(features));
        number
    }

    /// The pictures to compare with, best first: all whose votes follow one movement and are more than chance gives, and the
    /// best of the fainter ones. No more than `CHECKED_MAX` pictures are considered, those with the most votes, and no more
    /// than `POSTINGS_MAX` meetings, those of the rarest keys.
    pub fn candidates(&self, features: &Features) -> Vec<Candidate> {
        self.candidates_of(&features.indexed(INDEXED))
    }

    /// The same from the features chosen for the index.
    pub fn candidates_of(&self, features: &[Feature]) -> Vec<Candidate> {
        let (hits, own) = (self.met(features, POSTINGS_MAX, COUNTED_MAX), spots(features));
        let mut all: Vec<(Candidate, &[u64])> = hits.chunk_by(same_picture).filter_map(|h| self.count(h).map(|c| (c, h))).collect();
        all.sort_unstable_by_key(|c| c.0.rank());
        all.truncate(CHECKED_MAX);
        let checked = in_order(&all, if all.len() < CHECKED_ALONE { 1 } else { THREADS }, |(c, h)| {
            let (votes, mirrored) = self.checked(h, &own);
            Candidate { votes, mirrored, ..*c }
        });
        let mut out: Vec<Candidate> = checked.into_iter().filter(|c| c.votes >= VOTES_MIN).collect();
        out.sort_unstable_by_key(Candidate::rank);
        let strong = out.iter().take_while(|c| c.votes >= VOTES_STRONG).count();
        out.truncate(strong.max(CANDIDATES_MAX));
        out
    }

    /// All pictures with enough votes, best first; votes are not checked for a common movement.
    pub fn ranked(&self, features: &[Feature]) -> Vec<Candidate> {
        let hits = self.met(features, usize::MAX, usize::MAX);
        let mut out: Vec<Candidate> = hits.chunk_by(same_picture).filter_map(|h| self.count(h)).collect();
        out.sort_unstable_by_key(Candidate::rank);
        out
    }

    /// What the features meet, picture by picture: the shortest lists first, as long as they hold no more than `postings`
    /// in all, and no more than about `pictures` of those that are met most.
    fn met(&self, features: &[Feature], postings: usize, pictures: usize) -> Vec<u64> {
        let (mut probes, mut read) = (self.probes(features), 0usize);
        probes.sort_unstable_by_key(|p| p.list.len());
        let most = |p: &&Probe| {
            read = read.saturating_add(p.list.len());
            read <= postings
        };
        let probes = &probes[..probes.iter().take_while(most).count()];
        // Lists of one length go to both by turns, the longest first to be read.
        let parts: Vec<usize> = if read < POSTINGS_ALONE { vec![0] } else { (0..THREADS).collect() };
        let each = parts.len();
        let found = in_order(&parts, each, |part| {
            let (mut hits, mut times) = (Vec::new(), vec![0u8; self.len()]);
            probes.iter().rev().skip(*part).step_by(each).for_each(|p| p.hits(&mut hits, &mut times));
            (hits, times)
        });
        let (mut hits, mut times) = (Vec::new(), vec![0u8; self.len()]);
        for (more, met) in found {
            hits.extend(more);
            times.iter_mut().zip(met).for_each(|(n, m)| *n = n.saturating_add(m));
        }
        // Most pictures are met by chance, once or twice: leaving them out first makes sorting short.
        let least = least_times(&times, pictures);
        hits.retain(|h| times[(h >> 21) as usize] >= least);
        hits.sort_unstable();
        // One pair of features may meet in several tables.
        hits.dedup();
        hits
    }

    /// The lists in which the features, straight and mirrored, are looked up.
    fn probes(&self, features: &[Feature]) -> Vec<Probe<'_>> {
        let mut out = Vec::with_capacity(2 * TABLES * INDEXED);
        for flip in [false, true] {
            for (i, f) in features.iter().take(INDEXED).enumerate() {
                let bits = if flip { mirrored(&f.bits) } else { f.bits };
                let probe = |t: usize| {
                    let list = self.tables[t][key(&bits, t)].as_slice();
                    Probe { list, signature: signature(&bits, t), turn: turn(f.angle), flip, feature: i as u64 }
                };
                out.extend((0..TABLES).map(probe));
            }
        }
        out
    }

    /// Counts the votes of the hits of one picture: two neighbouring turns, distinct features of both sides.
    fn count(&self, hits: &[u64]) -> Option<Candidate> {
        if hits.len() < VOTES_MIN as usize {
            return None;
        }
        let mut seen = [[[0u64; 8]; TURNS]; 2];
        for h in hits {
            let (flip, m) = (usize::from(is_flipped(*h)), Meeting::of(*h));
            seen[flip][m.turn][m.own / 64] |= 1 << (m.own % 64);
            seen[flip][m.turn][4 + m.theirs / 64] |= 1 << (m.theirs % 64);
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

    /// Votes that follow one common movement, of the turn that has most votes on either side of the mirror.
    fn checked(&self, hits: &[u64], own: &[Spot]) -> (u32, bool) {
        let theirs = &self.places[(hits[0] >> 21) as usize];
        let best = [false, true].map(|flip| {
            let of: Vec<Meeting> = hits.iter().filter(|h| is_flipped(**h) == flip).map(|h| Meeting::of(*h)).collect();
            let turns = (0..TURNS).map(|turn| {
                let common: Vec<Meeting> = of.iter().copied().filter(|m| m.turn == turn || m.turn == (turn + 1) % TURNS).collect();
                (distinct(&common), common)
            });
            let most = turns.max_by_key(|t| t.0).filter(|t| t.0 >= VOTES_MIN);
            most.map_or(0, |(_, common)| moved_together(&thinned(common, MEETINGS_MAX), own, theirs, flip))
        });
        (best[0].max(best[1]), best[1] > best[0])
    }
}

/// One feature of the asked picture, with the list of those that share its key.
struct Probe<'a> {
    list: &'a [u64],
    signature: u32,
    turn: u64,
    flip: bool,
    feature: u64,
}

impl Probe<'_> {
    /// Collects what the feature meets: picture (28 bits), mirrored (1), turn (4), own feature (8), met feature (8); and
    /// counts it for the picture.
    fn hits(&self, hits: &mut Vec<u64>, times: &mut [u8]) {
        let distance = |p: u64| ((p as u32 & 0x00ff_ffff) ^ self.signature).count_ones();
        let mut distances = [0u32; AT_A_TIME];
        for part in self.list.chunks(AT_A_TIME) {
            // Written so that the compiler counts several at a time; few of them are near.
            distances.iter_mut().zip(part).for_each(|(d, p)| *d = distance(*p));
            let distances = &distances[..part.len()];
            if distances.iter().fold(u32::MAX, |least, d| least.min(*d)) > SIGNATURE_DISTANCE_MAX {
                continue;
            }
            let near = part.iter().zip(distances).filter(|(_, d)| **d <= SIGNATURE_DISTANCE_MAX);
            near.for_each(|(p, _)| self.hit(*p, hits, times));
        }
    }

    /// Notes one picture that the feature meets.
    fn hit(&self, p: u64, hits: &mut Vec<u64>, times: &mut [u8]) {
        let theirs = p >> 32 & 0xf;
        // Mirroring turns the other way round: then the sum of the angles is common to all features.
        let turn = if self.flip { self.turn + theirs } else { theirs + TURNS as u64 - self.turn } % TURNS as u64;
        hits.push((p >> 36) << 21 | turn << 17 | u64::from(self.flip) << 16 | self.feature << 8 | p >> 24 & 0xff);
        let n = &mut times[(p >> 36) as usize];
        *n = n.saturating_add(1);
    }
}

/// How often a picture has to be met so that no more than about `most` remain; `VOTES_MIN` at least.
fn least_times(times: &[u8], most: usize) -> u8 {
    let mut with = [0usize; 256];
    times.iter().for_each(|n| with[usize::from(*n)] += 1);
    let mut left = 0;
    let few = |n: &u8| {
        left += with[usize::from(*n)];
        left <= most
    };
    (VOTES_MIN as u8..=u8::MAX).rev().take_while(few).last().unwrap_or(u8::MAX)
}

/// At most so many, evenly taken.
fn thinned(all: Vec<Meeting>, most: usize) -> Vec<Meeting> {
    let step = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(step).collect()
}

/// Tells whether a hit was met by the mirrored feature.
fn is_flipped(hit: u64) -> bool {
    hit >> 16 & 1 == 1
}

/// A feature of the asked picture that met one of an indexed picture.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    turn: usize,
    own: usize,
    theirs: usize,
}

impl Meeting {
    fn of(hit: u64) -> Self {
        Self { turn: (hit >> 17 & 0xf) as usize, own: (hit >> 8 & 0xff) as usize, theirs: (hit & 0xff) as usize }
    }
}

/// Tells whether two hits are of one picture.
fn same_picture(a: &u64, b: &u64) -> bool {
    a >> 21 == b >> 21
}

/// Distinct features of the side that has fewer.
fn distinct(all: &[Meeting]) -> u32 {
    let mut seen = [0u64; 8];
    for m in all {
        seen[m.own / 64] |= 1 << (m.own % 64);
        seen[4 + m.theirs / 64] |= 1 << (m.theirs % 64);
    }
    let side = |from: usize| (from..from + 4).map(|i| seen[i].count_ones()).sum::<u32>();
    side(0).min(side(4))
}

/// Votes of the meetings that follow the movement (turn, scale, shift) given by some two of them.
fn moved_together(all: &[Meeting], own: &[Spot], theirs: &[Spot], flip: bool) -> u32 {
    let sign = if flip { -1 } else { 1 };
    let minus = |p: Spot, q: Spot| (i64::from(p[0]) - i64::from(q[0]), i64::from(p[1]) - i64::from(q[1]));
    let mut best = 0;
    let from = thinned(all.to_vec(), MOVEMENTS_FROM);
    for (n, i) in from.iter().enumerate() {
        for j in &from[n + 1..] {
            let (a, b) = (minus(own[j.own], own[i.own]), minus(theirs[j.theirs], theirs[i.theirs]));
            let (a, length_b) = ((a.0, sign * a.1), b.0 * b.0 + b.1 * b.1);
            let shorter = (a.0 * a.0 + a.1 * a.1).min(length_b);
            if shorter < APART_MIN * APART_MIN {
                continue;
            }
            // As complex numbers: how far b of a third feature lies from b/a of the first two, times a; the other way round
            // the same number comes out.
            let follows = |k: &&Meeting| {
                let (u, v) = (minus(own[k.own], own[i.own]), minus(theirs[k.theirs], theirs[i.theirs]));
                let u = (u.0, sign * u.1);
                let off = (v.0 * a.0 - v.1 * a.1 - b.0 * u.0 + b.1 * u.1, v.0 * a.1 + v.1 * a.0 - b.0 * u.1 - b.1 * u.0);
                off.0 * off.0 + off.1 * off.1 <= OFF_MAX * OFF_MAX * shorter
            };
            if all.iter().filter(follows).count() as u32 > best {
                let kept: Vec<Meeting> = all.iter().filter(follows).copied().collect();
                best = best.max(distinct(&kept));
            }
        }
    }
    best
}
