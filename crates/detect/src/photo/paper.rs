//! Whether what two pictures have in common is writing on paper: the paper of one office looks the same wherever it lies, so
//! it shows no place.

use super::agree::quantile;
use super::geometry::Pairing;
use super::plane::Plane;

/// Side of the surroundings of a witness, in pixels.
const SIDE: usize = 41;
const HALF: usize = SIDE / 2;
/// The level of the paper is what a fifth of the surroundings comes up to.
const LEVEL_SHARE: f32 = 0.8;
/// Parts of the level from which on a pixel is paper, and below which it is ink.
const PAPER_MIN: f32 = 0.88;
const INK_MAX: f32 = 0.8;
/// Shares of the surroundings that are paper at least, and ink.
const PAPER_SHARE_MIN: f32 = 0.5;
const INK_SHARE: std::ops::RangeInclusive<f32> = 0.02..=0.4;

/// Parts of the middle level between which that of one sheet lies; light falls off slowly.
const ONE_SHEET: std::ops::RangeInclusive<f32> = 0.7..=1.35;

/// Share of the witnesses that stand on it, and share of each picture that is as bright as it; darker is what lies in shade.
const WITNESSES_MIN: f32 = 0.9;
const BRIGHT_MIN: f32 = 0.45;
const SHADE: f32 = 0.7;

/// Tells whether nearly all witnesses stand on the writing of one sheet that fills most of both pictures.
pub fn is_paper(a: &Plane, b: &Plane, kept: &[Pairing]) -> bool {
    let levels: Vec<(f32, f32)> = kept.iter().filter_map(|p| Some((paper_level(a, p.a)?, paper_level(b, p.b)?))).collect();
    let middle = |of: fn(&(f32, f32)) -> f32| quantile(levels.iter().map(of).collect(), 0.5);
    let (la, lb) = (middle(|l| l.0), middle(|l| l.1));
    let one = levels.iter().filter(|l| ONE_SHEET.contains(&(l.0 / la)) && ONE_SHEET.contains(&(l.1 / lb))).count();
    let bright = |p: &Plane, level: f32| p.data.iter().filter(|v| **v >= SHADE * level).count() as f32 / p.data.len().max(1) as f32;
    one as f32 >= WITNESSES_MIN * kept.len() as f32 && bright(a, la).min(bright(b, lb)) >= BRIGHT_MIN
}

/// The level of the paper around a place; `None` where that is not ink on a plain bright ground.
fn paper_level(p: &Plane, at: (f32, f32)) -> Option<f32> {
    let from = |v: f32, n: usize| (v.max(0.0) as usize).saturating_sub(HALF).min(n.saturating_sub(SIDE));
    let (x0, y0) = (from(at.0, p.width), from(at.1, p.height));
    let (x1, y1) = ((x0 + SIDE).min(p.width), (y0 + SIDE).min(p.height));
    let around: Vec<f32> = (y0..y1).flat_map(|y| p.data[y * p.width + x0..y * p.width + x1].iter().copied()).collect();
    let share = |test: &dyn Fn(f32) -> bool| around.iter().filter(|v| test(**v)).count() as f32 / around.len().max(1) as f32;
    let level = quantile(around.clone(), LEVEL_SHARE);
    let written = share(&|v| v >= PAPER_MIN * level) >= PAPER_SHARE_MIN && INK_SHARE.contains(&share(&|v| v < INK_MAX * level));
    written.then_some(level)
}
