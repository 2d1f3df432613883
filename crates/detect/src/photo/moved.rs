//! Whether a thing stands elsewhere in the other picture: what one shows here, the other shows there, and neither agrees with
//! the other at either place. Nobody who marks or cuts a picture does that, so it shows two exposures; a camera that does not
//! move keeps all else.

use super::plane::Plane;

/// Side of what is looked for, in pixels of a.
const SIDE: usize = 24;
/// How far it is looked for, in pixels of a, and the step of the first look.
const REACH: i64 = 24;
const STEP: i64 = 2;
/// Grey levels by which it must vary.
const STRONG_MIN: f32 = 5.0;
/// The part of its changes in one direction that it must have across: an edge looks like many another edge.
const ACROSS_MIN: f32 = 0.2;
/// Agreement of the first look, by every other pixel; of the found place; and what the pictures may agree by there.
const FIRST_MIN: f32 = 0.6;
const FOUND_MIN: f32 = 0.85;
const OWN_MAX: f32 = 0.5;
/// Pixels below which it did not move.
const SHIFT_MIN: i64 = 2;
/// Pixels by which the ways of two blocks of one thing differ at most.
const APART_MAX: i64 = 2;

/// Two bands of brightness on one grid, and the pixels that both show.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub a: &'a Plane,
    pub b: &'a Plane,
    pub both: &'a [bool],
}

/// Number of blocks, of those that contradict at the middles given, that stand elsewhere in the other picture and went the
/// same way, as the parts of one thing do; looked for from both pictures.
pub fn moved(pair: Pair, contradicting: &[(usize, usize)]) -> usize {
    let other = Pair { a: pair.b, b: pair.a, ..pair };
    let there = contradicting.iter().filter_map(|at| pair.way(*at));
    let back = contradicting.iter().filter_map(|at| other.way(*at)).map(|(x, y)| (-x, -y));
    let ways: Vec<(i64, i64)> = there.chain(back).collect();
    let alike = |p: &(i64, i64)| ways.iter().filter(|q| (p.0 - q.0).abs().max((p.1 - q.1).abs()) <= APART_MAX).count();
    ways.iter().map(alike).max().unwrap_or(0)
}

impl Pair<'_> {
    /// How far from a place that what a shows there is found in b; `None` where it is not found elsewhere.
    fn way(&self, middle: (usize, usize)) -> Option<(i64, i64)> {
        let here = (middle.0.saturating_sub(SIDE / 2), middle.1.saturating_sub(SIDE / 2));
        let own = |at: (usize, usize)| agreement_of(self.a.moments(at, self.b, at, SIDE, 1));
        if !self.shown(here)
            || self.a.moments(here, self.a, here, SIDE, 1).0 < STRONG_MIN * STRONG_MIN
            || own(here) >= OWN_MAX
            || self.is_edge(here)
        {
            return None;
        }
        let (first, found) = self.best(here, self.around(here, REACH, STEP), STEP as usize)?;
        if first < FIRST_MIN {
            return None;
        }
        let (agreement, there) = self.best(here, self.around(found, STEP - 1, 1), 1)?;
        let way = (there.0 as i64 - here.0 as i64, there.1 as i64 - here.1 as i64);
        (agreement >= FOUND_MIN && way.0.abs() + way.1.abs() >= SHIFT_MIN && own(there) < OWN_MAX).then_some(way)
    }

    /// Places around one that both pictures show.
    fn around(&self, at: (usize, usize), reach: i64, step: i64) -> Vec<(usize, usize)> {
        let steps = || (-reach / step..=reach / step).map(move |n| n * step);
        let to = |n: usize, by: i64| usize::try_from(n as i64 + by).ok();
        let all = steps().flat_map(|dy| steps().map(move |dx| (dx, dy)));
        all.filter_map(|(dx, dy)| Some((to(at.0, dx)?, to(at.1, dy)?))).filter(|p| self.shown(*p)).collect()
    }

    /// The place of b that agrees most with one of a, by every `every`th pixel.
    fn best(&self, here: (usize, usize), places: Vec<(usize, usize)>, every: usize) -> Option<(f32, (usize, usize))> {
        let agreements = places.into_iter().map(|there| (agreement_of(self.a.moments(here, self.b, there, SIDE, every)), there));
        agreements.max_by(|p, q| p.0.total_cmp(&q.0))
    }

    /// Tells whether a changes in one direction alone around a place.
    fn is_edge(&self, at: (usize, usize)) -> bool {
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for y in at.1 + 1..at.1 + SIDE - 1 {
            for x in at.0 + 1..at.0 + SIDE - 1 {
                let (dx, dy) = (self.a.at(x + 1, y) - self.a.at(x - 1, y), self.a.at(x, y + 1) - self.a.at(x, y - 1));
                (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
            }
        }
        let apart = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt();
        xx + yy - apart < ACROSS_MIN * (xx + yy + apart)
    }

    fn shown(&self, at: (usize, usize)) -> bool {
        let (x, y) = (at.0 + SIDE - 1, at.1 + SIDE - 1);
        x < self.a.width && y < self.a.height && [at, (x, at.1), (at.0, y), (x, y)].iter().all(|(x, y)| self.both[y * self.a.width + x])
    }
}

fn agreement_of((va, vb, ab): (f32, f32, f32)) -> f32 {
    if va.min(vb) <= 0.0 { 0.0 } else { ab / (va * vb).sqrt() }
}
