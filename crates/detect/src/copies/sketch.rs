//! The features of one text: hashes of six-symbol runs and of facts, and which of them go into the index.

use crate::lexicon::{STYLE, WordSet};
use crate::perfunctory::sentence::{SENTENCE_MIN, general_share, weigh};
use crate::text::normalize;
use crate::text::token::{OWN, OwnNames, Token, Tokens, tokenize};
use std::sync::{LazyLock, OnceLock};

/// Symbols in a run.
pub const RUN: usize = 6;
/// One run in this many goes into the index; all are counted.
const SAMPLE: u64 = 8;
/// Bits that an indexed run may stand for at most.
const RUN_SAMPLED_BITS: f32 = 9.0;

/// What text is worth in a sentence that holds nothing to check, and where general words fill at least this share of it.
/// One such sentence shared is no copy; a whole paragraph of them is.
const WORTH_HOLLOW: f32 = 0.4;
const WORTH_GENERAL: f32 = 0.3;
const GENERAL_SHARE: f32 = 0.12;
/// Bits that two symbols beside a fact add, and how much of the whole each side counts.
const CONTEXT_BITS: f32 = 3.0;
const CONTEXT_SHARE: f32 = 0.6;

/// A feature that the index holds, with the most bits that it may be worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    pub key: u64,
    pub bits_max: f32,
}

/// A text as features.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    pub tokens: Tokens,
    /// Hash of the run that begins at each token, 0 where no run fits in its sentence or where stock words fill it.
    pub runs: Vec<u64>,
    worth: OnceLock<Vec<f32>>,
}

static STOCK: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(STYLE.words("stock").chain(STYLE.words("slogans"))));

#[inline]
fn mix(mut x: u64) -> u64 {
    x ^= x >> 32;
    x = x.wrapping_mul(0x9fb2_1c65_1e98_df25);
    x ^= x >> 32;
    x
}

impl Sketch {
    /// Reads a text under the names of its own unit and county.
    pub fn new(text: &str, own: &OwnNames) -> Self {
        let tokens = tokenize(text, own);
        let runs = runs(&tokens.tokens);
        Self { tokens, runs, worth: OnceLock::new() }
    }

    /// Start and end of every sentence in the source, in Unicode scalars.
    pub fn bounds(&self) -> Vec<(u32, u32)> {
        let mut out = vec![(u32::MAX, 0); self.tokens.sentences as usize];
        for t in &self.tokens.tokens {
            let b = &mut out[t.sentence as usize];
            *b = (b.0.min(t.start), b.1.max(t.end));
        }
        out
    }

    /// Of each sentence: the pairs of neighbouring characters, sorted, each once. Facts and own names part the text.
    pub(super) fn character_pairs(&self) -> Vec<Vec<u64>> {
        let mut out = vec![Vec::new(); self.tokens.sentences as usize];
        for w in self.tokens.tokens.windows(2).filter(|w| w[0].sentence == w[1].sentence && w[0].symbol < OWN && w[1].symbol < OWN) {
            out[w[0].sentence as usize].push(u64::from(w[0].symbol) << 32 | u64::from(w[1].symbol));
        }
        out.iter_mut().for_each(|pairs| {
            pairs.sort_unstable();
            pairs.dedup();
        });
        out
    }

    /// What the text of each sentence is worth, 0..1, where `text` is what was read: those that hold nothing to check are everybody's, those of general words most of
    /// all. Slow, so only for papers that are compared.
    pub fn worth(&self, text: &str) -> &[f32] {
        self.worth.get_or_init(|| self.weigh_sentences(text))
    }

    fn weigh_sentences(&self, text: &str) -> Vec<f32> {
        let chars: Vec<char> = text.chars().collect();
        let worth = |(start, end): (u32, u32)| {
            let sentence = chars.get(start as usize..end as usize).unwrap_or_default();
            let folded = normalize(&sentence.iter().collect::<String>()).chars;
            match weigh(&folded, "").0 {
                w if w >= SENTENCE_MIN => 1.0,
                _ if general_share(&folded) >= GENERAL_SHARE => WORTH_GENERAL,
                _ => WORTH_HOLLOW,
            }
        };
        self.bounds().into_iter().map(worth).collect()
    }

    /// The features by which the index finds candidates: strong facts, neighbouring facts, every eighth run.
    pub fn indexed(&self) -> Vec<Feature> {
        let mut out = Vec::with_capacity(self.runs.len() / 6 + self.tokens.facts.len() * 4);
        for r in self.runs.iter().filter(|r| **r != 0 && (**r >> 40) % SAMPLE == 0) {
            out.push(Feature { key: *r, bits_max: RUN_SAMPLED_BITS });
        }
        let mut before: Option<(u64, f32)> = None;
        for t in self.tokens.tokens.iter().filter(|t| t.fact != u32::MAX) {
            let f = &self.tokens.facts[t.fact as usize];
            let bits = f.prior_bits();
            if bits < 2.5 {
                continue;
            }
            if bits >= 8.0 {
                out.push(Feature { key: mix(f.key()), bits_max: bits });
            }
            // Also across sentences: a plain sentence often holds a single fact.
            if let Some((key, b)) = before {
                out.push(Feature { key: mix(key.rotate_left(17) ^ f.key()), bits_max: (b + bits).min(16.0) });
            }
            before = Some((f.key(), bits));
        }
        self.in_context(&mut out);
        out.sort_unstable_by_key(|f| f.key);
        out.dedup_by_key(|f| f.key);
        out
    }

    /// Facts together with the two symbols before or after them: what is left of a frame where one figure stands alone in
    /// its sentence.
    fn in_context(&self, out: &mut Vec<Feature>) {
        let tokens = &self.tokens.tokens;
        for (i, t) in tokens.iter().enumerate().filter(|(_, t)| t.fact != u32::MAX) {
            let f = &self.tokens.facts[t.fact as usize];
            if f.prior_bits() < 2.5 {
                continue;
            }
            // Both sides of one fact are no independent evidence.
            let bits = (f.prior_bits() + CONTEXT_BITS) * CONTEXT_SHARE;
            for (side, range) in [(1u64, i.checked_sub(2).map(|a| (a, i))), (2, Some((i + 1, i + 3)))] {
                let Some(near) = range.and_then(|(a, b)| tokens.get(a..b)) else { continue };
                if near.iter().all(|n| n.sentence == t.sentence) {
                    let h = near.iter().fold(f.key() ^ side, |h, n| mix(h).wrapping_add(u64::from(n.symbol)));
                    out.push(Feature { key: mix(h), bits_max: bits });
                }
            }
        }
    }
}

fn runs(tokens: &[Token]) -> Vec<u64> {
    let stock = stock_marks(tokens);
    let mut out = vec![0; tokens.len()];
    for (i, w) in tokens.windows(RUN).enumerate() {
        if w[0].sentence != w[RUN - 1].sentence || stock[i + RUN] - stock[i] > (RUN / 2) as u32 {
            continue;
        }
        let h =
            w.iter().fold(0u64, |h, t| h.wrapping_mul(0x0000_0100_0000_01b3_u64 ^ 0x5bd1_e995_0000).wrapping_add(u64::from(t.symbol) + 1));
        out[i] = mix(h).max(1);
    }
    out
}

/// Running count of tokens that belong to stock phrases; one longer than the tokens.
fn stock_marks(tokens: &[Token]) -> Vec<u32> {
    let mut marked = vec![0u32; tokens.len() + 1];
    let chars: Vec<char> = tokens.iter().map(|t| char::from_u32(t.symbol).unwrap_or('\0')).collect();
    for (a, b) in STOCK.find_all(&chars) {
        marked[a + 1..=b].fill(1);
    }
    for i in 1..marked.len() {
        marked[i] += marked[i - 1];
    }
    marked
}
