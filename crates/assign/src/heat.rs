//! Simulated annealing in integers (Kirkpatrick, Gelatt and Vecchi, 1983): acceptance and cooling without one float, so that a
//! run gives the same plan on every machine.

use crate::rng::Rng;

/// Points of the objective in the fixed-point unit of temperatures.
pub const POINT: i64 = 1024;

/// A temperature that halves `halvings` times from `start` over a run.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    /// In 1/[`POINT`] points.
    pub start: i64,
    pub halvings: u64,
}

impl Cooling {
    /// Returns the temperature after `step` of `steps`.
    pub fn at(&self, step: u64, steps: u64) -> i64 {
        let place = step * self.halvings * 256 / steps.max(1);
        let base = self.start >> (place >> 8).min(62);
        (base - base * (place & 255) as i64 / 512).max(1)
    }
}

/// Tells whether a change by `delta` points is accepted at `heat`: always when it is no loss, else with probability
/// exp(−delta/heat) but for the error of a logarithm that is read off the bits (below 0.06).
#[inline]
pub fn accepts(delta: i64, heat: i64, rng: &mut Rng) -> bool {
    if delta <= 0 {
        return true;
    }
    let bits = rng.next() | 1;
    let zeros = bits.leading_zeros();
    let fraction = (bits << zeros << 1) >> 56;
    let log2 = i64::from(zeros) * 256 + 256 - fraction as i64;
    // ln 2 is 177/256.
    delta * (POINT << 8) / 177 * 256 <= heat * log2
}
