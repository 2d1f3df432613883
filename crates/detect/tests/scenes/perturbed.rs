//! Feature sets perturbed from pictures of our own, for indexes larger than can be photographed.

use super::scenes::edits::jpeg;
use super::scenes::score::read;
use super::scenes::{Rng, photograph};
use detect::photo::Features;
use detect::photo::feature::Feature;
use detect::photo::index::INDEXED;

/// The scene of the first stem.
pub const SCENES_FIRST: u64 = 40_000_000;
/// Bits of 256 that are flipped in each feature.
const FLIPPED: usize = 8;
/// Features that a made picture takes from one stem.
const OF_ONE: usize = 1;

/// Features of `n` scenes.
pub fn stems(n: usize) -> Vec<Features> {
    let each = n.div_ceil(2);
    let part =
        |from: usize| (from..(from + each).min(n)).map(|i| read(&jpeg(&photograph(SCENES_FIRST + i as u64, 0), 90)).features).collect();
    std::thread::scope(|s| {
        let other = s.spawn(|| -> Vec<Features> { part(each) });
        let mut all: Vec<Features> = part(0);
        all.extend(other.join().expect("pictures are taken"));
        all
    })
}

/// The indexed features of all stems.
pub struct Pool {
    all: Vec<Feature>,
    rng: Rng,
}

impl Pool {
    pub fn of(stems: &[Features]) -> Self {
        Self { all: stems.iter().flat_map(|f| f.indexed(INDEXED)).collect(), rng: Rng(4) }
    }

    /// The features of a picture that nobody took: runs of features of many stems, so that keys are as uneven as in the
    /// world, each with some bits flipped, at a place and with a turn of its own.
    pub fn picture(&mut self) -> Vec<Feature> {
        let mut out = Vec::with_capacity(INDEXED);
        while out.len() < INDEXED {
            let from = self.rng.below(self.all.len() - OF_ONE);
            let turn = self.rng.range(-3.1, 3.1);
            for f in &self.all[from..from + OF_ONE] {
                let mut f = *f;
                for _ in 0..FLIPPED {
                    let at = self.rng.bits() as usize % 256;
                    f.bits[at / 64] ^= 1 << (at % 64);
                }
                f.angle += turn;
                (f.x, f.y) = (self.rng.range(20.0, 500.0), self.rng.range(20.0, 370.0));
                out.push(f);
            }
        }
        out
    }
}
