//! A hash for keys that are well mixed already or very short: hashing them with care would cost more than the look-up.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Takes whole numbers as they are, multiplied once where they are small.
#[derive(Debug, Default, Clone, Copy)]
pub struct Plain(u64);

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| (h.rotate_left(8) ^ u64::from(*b)).wrapping_mul(SPREAD));
    }
    fn write_u64(&mut self, x: u64) {
        self.0 = x;
    }
    fn write_u32(&mut self, x: u32) {
        self.0 = u64::from(x).wrapping_mul(SPREAD);
    }
}

/// A map with such keys.
pub type PlainMap<K, V> = HashMap<K, V, BuildHasherDefault<Plain>>;
