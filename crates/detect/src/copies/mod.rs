//! Copied text between units, years and items: an index of rare features, pairs with aligned spans, names left over.
//!
//! A pair is scored by the bits that its sentences share: typed facts and runs of six symbols, each weighed by how rare
//! it is in the corpus, so that what many papers hold (a template, a slogan) weighs nothing. Own names are masked.

mod align;
mod counts;
pub mod index;
pub mod leftover;
mod order;
pub mod sketch;
pub mod template;

pub use index::{Copies, Doc, Pair};
pub use leftover::{Leftover, Leftovers};

/// Version of the detector; raised whenever the same papers may give other signals.
pub const VERSION: u32 = 4;

/// Limits that decide what is a copy. Bits are base-two logarithms of how unlikely chance is.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A sentence counts as copied from this many shared bits on.
    pub sentence_bits_min: f32,
    /// And from this share of the poorer sentence on.
    pub sentence_share_min: f32,
    /// Bits that the copied sentences must reach together, beside log2 of the corpus.
    pub pair_bits_min: f32,
    /// Share of the poorer text that must be copied.
    pub share_min: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sentence_bits_min: 6.0, sentence_share_min: 0.2, pair_bits_min: 12.0, share_min: 0.1 }
    }
}
