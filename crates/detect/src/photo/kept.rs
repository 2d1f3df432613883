//! Features as bytes, so that a candidate is compared by what was taken from it once: its picture is unpacked only where
//! the features say that it may be the same place.
//!
//! Layout, little-endian: width, height (f32), then of each feature x, y, angle, response (f32), four words of bits (u64),
//! level (u8): 49 bytes.

use super::feature::{Feature, Features};

const HEAD: usize = 8;
const EACH: usize = 49;

impl Features {
    /// The features exactly, 8 bytes and 49 for each.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD + EACH * self.all.len());
        [self.width, self.height].iter().for_each(|v| out.extend(v.to_le_bytes()));
        for f in &self.all {
            [f.x, f.y, f.angle, f.response].iter().for_each(|v| out.extend(v.to_le_bytes()));
            f.bits.iter().for_each(|b| out.extend(b.to_le_bytes()));
            out.push(f.level);
        }
        out
    }

    /// The features that were written; `None` where the length does not fit.
    pub fn from_bytes(bytes: &[u8]) -> Option<Features> {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        if rest.len() % EACH != 0 {
            return None;
        }
        let all = rest.chunks_exact(EACH).map(feature).collect::<Option<Vec<Feature>>>()?;
        Some(Features { all, width: float(head, 0)?, height: float(head, 4)? })
    }
}

fn float(bytes: &[u8], at: usize) -> Option<f32> {
    Some(f32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn feature(b: &[u8]) -> Option<Feature> {
    Some(Feature {
        x: float(b, 0)?,
        y: float(b, 4)?,
        angle: float(b, 8)?,
        response: float(b, 12)?,
        bits: [word(b, 16)?, word(b, 24)?, word(b, 32)?, word(b, 40)?],
        level: *b.get(48)?,
    })
}
