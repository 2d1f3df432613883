//! Figures in one order: whoever tells a paper in other words keeps its figures one after another. Asked only where two
//! texts share little of their wording: what shares much is judged by its sentences, and forms share nearly all of it.

use super::{
    counts::Counts,
    sketch::{RUN, Sketch},
};
use std::collections::BTreeSet;

/// Facts of one text that are compared.
const FACTS_MAX: usize = 48;
/// Facts that must follow each other in both texts, and their part of those of the text that has fewer.
const FOLLOWING_MIN: usize = 4;
const FOLLOWING_SHARE: f32 = 0.6;
/// Bits of one fact that a single digit does not reach; so many facts must reach them.
const TELLING_BITS: f32 = 5.0;
const TELLING_MIN: usize = 2;
/// Pairs of characters that the shorter text must share: the same case, whatever the words.
const PAIRS_SHARE: f32 = 0.2;
/// What the pairs are worth by their share, and at most.
const PAIRS_BITS: f32 = 24.0;
const PAIRS_BITS_MAX: f32 = 12.0;
/// Part of the runs from which on two texts share their wording.
const WORDING_SHARE: f32 = 0.35;

/// Figures that two texts tell in one order.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub bits: f32,
    /// Part of the bits of the facts of the poorer text.
    pub share: f32,
    pub equals: u32,
    /// Sentences of both in which they stand.
    pub sentences: BTreeSet<(usize, usize)>,
}

/// A fact of a text: its key, its bits, its sentence.
type Told = (u64, f32, usize);

fn told(counts: &Counts, s: &Sketch) -> Vec<Told> {
    let facts = s.tokens.tokens.iter().filter_map(|t| s.tokens.facts.get(t.fact as usize).map(|f| (f, t.sentence as usize)));
    facts.map(|(f, sentence)| (f.key(), counts.bits(f.key(), f.prior_bits()), sentence)).filter(|f| f.1 > 0.0).take(FACTS_MAX).collect()
}

/// The heaviest facts that follow each other in both texts, as places in both.
fn following(a: &[Told], b: &[Told]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut best = vec![0f32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let take = if a[i].0 == b[j].0 { best[(i + 1) * width + j + 1] + a[i].1 } else { 0.0 };
            best[i * width + j] = skip.max(take);
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        let here = best[i * width + j];
        if a[i].0 == b[j].0 && here == best[(i + 1) * width + j + 1] + a[i].1 {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// Part of the runs of the shorter text that the other one holds as well.
fn runs_shared(a: &Sketch, b: &Sketch) -> f32 {
    let of = |s: &Sketch| s.runs.iter().copied().filter(|r| *r != 0).collect::<BTreeSet<u64>>();
    let (x, y) = (of(a), of(b));
    x.intersection(&y).count() as f32 / x.len().min(y.len()).max(RUN) as f32
}

/// Part of the pairs of characters of the shorter text that the other one holds as well.
fn pairs_shared(a: &Sketch, b: &Sketch) -> f32 {
    let of = |s: &Sketch| s.character_pairs().into_iter().flatten().collect::<BTreeSet<u64>>();
    let (x, y) = (of(a), of(b));
    x.intersection(&y).count() as f32 / x.len().min(y.len()).max(1) as f32
}

/// Figures in one order, where they are enough to speak of a copy in other words.
pub(super) fn order(counts: &Counts, a: &Sketch, b: &Sketch) -> Option<Order> {
    let (x, y) = (told(counts, a), told(counts, b));
    let fewer = x.len().min(y.len());
    if fewer < FOLLOWING_MIN {
        return None;
    }
    let pairs = following(&x, &y);
    let telling = pairs.iter().filter(|p| x[p.0].1 >= TELLING_BITS).count();
    let enough = pairs.len() >= FOLLOWING_MIN && telling >= TELLING_MIN && pairs.len() as f32 >= FOLLOWING_SHARE * fewer as f32;
    if !enough || runs_shared(a, b) >= WORDING_SHARE {
        return None;
    }
    let words = pairs_shared(a, b);
    if words < PAIRS_SHARE {
        return None;
    }
    let sum = |all: &[Told]| all.iter().map(|f| f.1).sum::<f32>();
    let bits: f32 = pairs.iter().map(|p| x[p.0].1).sum();
    Some(Order {
        bits: bits + (PAIRS_BITS * words).min(PAIRS_BITS_MAX),
        share: (bits / sum(&x).min(sum(&y)).max(1.0)).min(1.0),
        equals: pairs.len() as u32,
        sentences: pairs.iter().map(|p| (x[p.0].2, y[p.1].2)).collect(),
    })
}
