//! How far the witnesses of a common movement are spread over what two pictures have in common.
//!
//! The mark of a watermark program, a logo, a window of one make: small things stand in many pictures, and all their corners
//! follow one movement. A place seen again has witnesses in most of what both pictures show.

use super::geometry::Pairing;

/// Number of cells into which the common part is parted, about.
const CELLS: f32 = 36.0;

/// Share of the common part, 0..1, in which witnesses stand. `both` marks the pixels of a (`width` in a row) that b shows too.
pub fn spread(kept: &[Pairing], both: &[bool], width: usize) -> f32 {
    let common = both.iter().filter(|b| **b).count();
    let side = ((common as f32 / CELLS).sqrt() as usize).max(8);
    let columns = width.div_ceil(side);
    let rows = (both.len() / width.max(1)).div_ceil(side);
    let mut seen = vec![0usize; columns * rows];
    for (i, _) in both.iter().enumerate().filter(|(_, b)| **b) {
        seen[i / width / side * columns + i % width / side] += 1;
    }
    let mut stands = vec![false; seen.len()];
    for p in kept {
        let at = (p.a.1 as usize / side).min(rows - 1) * columns + (p.a.0 as usize / side).min(columns - 1);
        stands[at] = true;
    }
    let half = |n: usize| 2 * n >= side * side;
    let all = seen.iter().filter(|n| half(**n)).count();
    let held = seen.iter().zip(&stands).filter(|(n, s)| half(**n) && **s).count();
    held as f32 / all.max(1) as f32
}
