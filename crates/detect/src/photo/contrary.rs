//! Where two registered pictures speak against each other: what stands out in one and is not in the other.

use super::agree::quantile;
use super::geometry::Pairing;
use super::plane::Plane;
use std::ops::Range;

/// Side of a block, in pixels of a.
const BLOCK: usize = 16;
/// Grey levels by which the stronger of two blocks must vary to say anything.
const STRONG_MIN: f32 = 4.0;
/// Agreement from which on blocks say the same, and below which they contradict.
const AGREES_MIN: f32 = 0.6;
const CONTRADICTS_MAX: f32 = 0.3;
/// Distance in pixels of a from the nearest witness beyond which a block is no part of what the witnesses stand on.
const FAR: f32 = 40.0;

/// A pasted mark is taken out where it contradicts in so many blocks more than twice those that agree within it.
const MARK_MIN: i32 = 4;
/// Marks that are taken out: a stamp and a sticker, or a mark and its logo.
const MARKS_MAX: usize = 2;

/// What speaks against a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrary {
    /// Blocks that stand out in either picture.
    pub blocks: usize,
    /// Share of them, 0..1, that contradict.
    pub all: f32,
    /// Share of them that contradict and lie in no pasted mark.
    pub scattered: f32,
    /// Blocks far from all witnesses, and the share of them that agrees.
    pub far: usize,
    pub far_agrees: f32,
    /// Middles of the blocks that contradict, in pixels of a.
    pub against: Vec<(usize, usize)>,
}

/// One block of the common part.
#[derive(Debug, Clone, Copy)]
struct Block {
    /// Column and row of the grid.
    at: (usize, usize),
    /// Agreement, −1..1; 0 where only one picture shows anything.
    agreement: f32,
}

/// Measures it. `a`, `b`: bands of brightness on one grid; `both`: pixels that both show; `kept`: the witnesses.
pub fn contrary(a: &Plane, b: &Plane, both: &[bool], kept: &[Pairing]) -> Contrary {
    let blocks = blocks(a, b, both);
    let far = |block: &&Block| {
        let (x, y) = ((block.at.0 * BLOCK + BLOCK / 2) as f32, (block.at.1 * BLOCK + BLOCK / 2) as f32);
        kept.iter().all(|p| (p.a.0 - x).powi(2) + (p.a.1 - y).powi(2) > FAR * FAR)
    };
    let distant: Vec<&Block> = blocks.iter().filter(far).collect();
    let agree = distant.iter().filter(|b| b.agreement >= AGREES_MIN).count();
    let (columns, rows) = (a.width / BLOCK + 1, a.height / BLOCK + 1);
    let mut grid = vec![0i32; columns * rows];
    for b in &blocks {
        let vote = i32::from(b.agreement < CONTRADICTS_MAX) - 2 * i32::from(b.agreement >= AGREES_MIN);
        grid[b.at.1 * columns + b.at.0] = vote;
    }
    let share = |grid: &[i32]| grid.iter().filter(|v| **v > 0).count() as f32 / blocks.len().max(1) as f32;
    let all = share(&grid);
    for _ in 0..MARKS_MAX {
        let Some(mark) = Mark::greatest(&grid, columns).filter(|m| m.sum >= MARK_MIN) else { break };
        mark.rows.for_each(|r| grid[r * columns..][mark.columns.clone()].fill(0));
    }
    let far_agrees = agree as f32 / distant.len().max(1) as f32;
    let middle = |b: &Block| (b.at.0 * BLOCK + BLOCK / 2, b.at.1 * BLOCK + BLOCK / 2);
    let against = blocks.iter().filter(|b| b.agreement < CONTRADICTS_MAX).map(middle).collect();
    Contrary { blocks: blocks.len(), all, scattered: share(&grid), far: distant.len(), far_agrees, against }
}

/// A rectangle of the grid and the sum of its votes.
struct Mark {
    columns: Range<usize>,
    rows: Range<usize>,
    sum: i32,
}

impl Mark {
    /// The rectangle with the greatest sum; time by rows² · columns.
    fn greatest(grid: &[i32], columns: usize) -> Option<Self> {
        let rows = grid.len() / columns.max(1);
        let mut best: Option<Self> = None;
        for top in 0..rows {
            let mut sums = vec![0i32; columns];
            for bottom in top..rows {
                sums.iter_mut().zip(&grid[bottom * columns..]).for_each(|(s, v)| *s += v);
                let (mut run, mut from) = (0, 0);
                for (at, s) in sums.iter().enumerate() {
                    run += s;
                    if run <= 0 {
                        (run, from) = (0, at + 1);
                    } else if best.as_ref().is_none_or(|b| run > b.sum) {
                        best = Some(Self { columns: from..at + 1, rows: top..bottom + 1, sum: run });
                    }
                }
            }
        }
        best
    }
}

/// All blocks that stand out in either picture.
fn blocks(a: &Plane, b: &Plane, both: &[bool]) -> Vec<Block> {
    let mut found = Vec::new();
    let edge = BLOCK / 2;
    for row in 1..(a.height / BLOCK).saturating_sub(1) {
        for column in 1..(a.width / BLOCK).saturating_sub(1) {
            let (x, y) = (column * BLOCK, row * BLOCK);
            let (left, right, top, bottom) = (x - edge, x + BLOCK + edge, y - edge, y + BLOCK + edge);
            let shown = |x: usize, y: usize| x < a.width && y < a.height && both[y * a.width + x];
            if shown(left, top) && shown(right, top) && shown(left, bottom) && shown(right, bottom) {
                found.push(((column, row), moments(a, b, x, y)));
            }
        }
    }
    // Contrast of b by that of a, from what agrees.
    let agrees = |m: &Moments| m.0 > 4.0 && m.2 > AGREES_MIN * (m.0 * m.1).sqrt();
    let gains: Vec<f32> = found.iter().filter(|(_, m)| agrees(m)).map(|(_, m)| (m.1 / m.0).sqrt()).collect();
    let gain = if gains.is_empty() { 1.0 } else { quantile(gains, 0.5).max(0.05) };
    let block = |(at, (va, vb, ab)): ((usize, usize), Moments)| {
        let (sa, sb) = (va.sqrt(), vb.sqrt() / gain);
        let (most, least) = (sa.max(sb), sa.min(sb));
        // What stands out in one picture alone is no agreement, whatever compression left of it in the other.
        let agreement = if least < most / 6.0 { 0.0 } else { ab / (va * vb).sqrt().max(1e-3) };
        (most >= STRONG_MIN).then_some(Block { at, agreement })
    };
    found.into_iter().filter_map(block).collect()
}

/// Variance in a, in b, and what varies together.
type Moments = (f32, f32, f32);

/// Variances and covariance of a block, the best within one pixel of its place.
fn moments(a: &Plane, b: &Plane, x0: usize, y0: usize) -> Moments {
    let mut best = (0.0, 0.0, f32::MIN);
    for (ox, oy) in [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)] {
        let m = a.moments((x0, y0), b, (x0 + ox - 1, y0 + oy - 1), BLOCK, 1);
        if m.2 > best.2 {
            best = (m.0.max(0.0), m.1.max(0.0), m.2);
        }
    }
    best
}
