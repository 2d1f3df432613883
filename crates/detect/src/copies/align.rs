//! Sentences of two texts set side by side: each takes the sentence of the other with which it shares most.

use super::{
    Limits,
    counts::Counts,
    sketch::{RUN, Sketch},
};
use std::collections::HashMap;

/// A run stands for one symbol of the text; six runs cover what one independent six-symbol phrase tells.
const RUN_BITS_MAX: f32 = 10.0 / RUN as f32;

/// What two texts share.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    pub bits: f32,
    pub share: f32,
    pub spans: Vec<[u32; 4]>,
}

/// A feature of a sentence: its key and its bits.
type Weighed = (u32, u64, f32);

/// (sentence, key, bits) of every feature of a text, and the bits of each sentence.
fn weigh(counts: &Counts, s: &Sketch) -> (Vec<Weighed>, Vec<f32>) {
    let mut sums = vec![0.0; s.tokens.sentences as usize];
    let mut out = Vec::with_capacity(s.runs.len());
    for (t, run) in s.tokens.tokens.iter().zip(&s.runs) {
        if *run != 0 {
            let bits = counts.run_bits(*run, RUN_BITS_MAX);
            out.push((t.sentence, *run, bits));
            sums[t.sentence as usize] += bits;
        }
        if let Some(f) = s.tokens.facts.get(t.fact as usize) {
            let bits = counts.bits(f.key(), f.prior_bits());
            out.push((t.sentence, f.key(), bits));
            sums[t.sentence as usize] += bits;
        }
    }
    (out, sums)
}

/// Start and end of every sentence in the source.
fn bounds(s: &Sketch) -> Vec<(u32, u32)> {
    let mut out = vec![(u32::MAX, 0); s.tokens.sentences as usize];
    for t in &s.tokens.tokens {
        let b = &mut out[t.sentence as usize];
        *b = (b.0.min(t.start), b.1.max(t.end));
    }
    out
}

/// Aligns two texts.
pub(super) fn align(counts: &Counts, a: &Sketch, b: &Sketch, limits: &Limits) -> Alignment {
    let ((fa, sums_a), (fb, sums_b)) = (weigh(counts, a), weigh(counts, b));
    let mut where_b: HashMap<u64, Vec<u32>> = HashMap::with_capacity(fb.len());
    for (sentence, key, _) in &fb {
        let v = where_b.entry(*key).or_default();
        if v.last() != Some(sentence) {
            v.push(*sentence);
        }
    }
    let nb = sums_b.len();
    let mut shared = vec![0f32; sums_a.len() * nb];
    for (sentence, key, bits) in &fa {
        for other in where_b.get(key).into_iter().flatten() {
            shared[*sentence as usize * nb + *other as usize] += bits;
        }
    }
    let mut cells: Vec<(usize, usize, f32)> = shared
        .iter()
        .enumerate()
        .map(|(i, bits)| (i / nb, i % nb, *bits))
        .filter(|(i, j, bits)| *bits >= limits.sentence_bits_min && *bits >= limits.sentence_share_min * sums_a[*i].min(sums_b[*j]))
        .collect();
    cells.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let (bounds_a, bounds_b) = (bounds(a), bounds(b));
    let (mut left_a, mut left_b) = (sums_a.clone(), sums_b.clone());
    let mut out = Alignment::default();
    for (i, j, bits) in cells {
        // A sentence may be split in two by a copier, so it is used up by weight and not by number.
        let bits = bits.min(left_a[i]).min(left_b[j]);
        if bits < limits.sentence_bits_min {
            continue;
        }
        left_a[i] -= bits;
        left_b[j] -= bits;
        out.bits += bits;
        out.spans.push([bounds_a[i].0, bounds_a[i].1, bounds_b[j].0, bounds_b[j].1]);
    }
    let poorer = sums_a.iter().sum::<f32>().min(sums_b.iter().sum());
    out.share = if poorer > 0.0 { (out.bits / poorer).min(1.0) } else { 0.0 };
    out.spans.sort_unstable();
    out
}
