//! Whether two sheets of clean paper bear other writing in one place: two sheets of one printed form, laid on the glass of one
//! scanner, agree everywhere but in the fields.
//!
//! An edit of a scan leaves no such place: compression, another size or curve of tones change all of the writing alike, and
//! what is pasted covers the paper as well as the writing.

use super::agree::quantile;
use super::moved::Pair;
use super::plane::Plane;

/// Grey levels around the level of the paper that are paper still, and the share of the common part that must be, in both.
const PAPER_BAND: f32 = 9.0;
const PAPER_SHARE_MIN: f32 = 0.45;
/// Part of the brightest tone that paper comes up to.
const BRIGHT_MIN: f32 = 0.7;
const BRIGHTEST: f32 = 0.99;
/// Deviation of the Gaussian window in which writing is compared, in pixels.
const WINDOW: f32 = 4.0;
/// Grey levels by which the stronger writing must vary in a window, and the part of what the writing of the sheet varies by.
const STRONG_MIN: f32 = 6.0;
const STRONG_PART: f32 = 0.5;
/// Share of the common part, the most written on, by which the writing of the sheet is measured.
const WRITTEN_SHARE: f32 = 0.9;
/// What differs by what varies in both: 0 is the same, 1 has nothing in common.
const DIFFERS_MIN: f32 = 0.6;
/// Pixels of a connected place that count, and distance from the edge of the common part.
const PLACE_MIN: usize = 100;
const EDGE: usize = 10;
/// Grey levels by which the level of the paper may depart in such a place; else something covers it.
const LEVEL_MAX: f32 = 3.5;
/// Share of such pixels up to which there may be ink in the other picture.
const LEVEL_SHARE: f32 = 0.8;
/// Pixels of paper without which a level is not known.
const LEVEL_PIXELS_MIN: usize = 20;
/// How much darker than brighter, in sums, writing is against its paper.
const INK_MIN: f32 = 3.0;

impl Pair<'_> {
    /// Tells whether most of the common part is bright and of one level in both.
    pub fn are_paper(&self) -> bool {
        [self.a, self.b].iter().all(|p| {
            let shown = || p.data.iter().zip(self.both).filter(|(_, b)| **b).map(|(v, _)| *v);
            let level = quantile(shown().collect(), 0.5);
            let near = shown().filter(|v| (v - level).abs() <= PAPER_BAND).count();
            let all = shown().count().max(1);
            near as f32 >= PAPER_SHARE_MIN * all as f32 && level >= BRIGHT_MIN * quantile(shown().collect(), BRIGHTEST)
        })
    }

    /// Tells whether writing differs in one connected place of bare paper. `band_a`, `band_b`: bands of brightness of the two.
    pub fn differ(&self, band_a: &Plane, band_b: &Plane) -> bool {
        let level = |p: &Plane| quantile(p.data.iter().zip(self.both).filter(|(_, b)| **b).map(|(v, _)| *v).collect(), 0.5);
        let levels = (level(self.a), level(self.b));
        let (inside, width) = (self.inside(), self.a.width);
        let mut against = self.against(band_a, band_b, &inside);
        // At the edge of the common part there may be what fills the corners of a turned picture.
        let at_edge = |place: &[usize]| place.iter().any(|i| [i - 1, i + 1, i - width, i + width].iter().any(|n| !inside[*n]));
        let mut at = 0;
        while let Some(from) = against[at..].iter().position(|x| *x) {
            at += from;
            let place = taken(&mut against, width, at);
            if place.len() >= PLACE_MIN && !at_edge(&place) && self.is_writing(&place, levels) {
                return true;
            }
        }
        false
    }

    /// Pixels around which writing that stands out in either picture has little in common.
    fn against(&self, a: &Plane, b: &Plane, inside: &[bool]) -> Vec<bool> {
        let product = |p: &Plane, q: &Plane| Plane { data: p.data.iter().zip(&q.data).map(|(x, y)| x * y).collect(), ..*p }.blurred(WINDOW);
        let (aa, bb, ab) = (product(a, a), product(b, b), product(a, b));
        let shown = |p: &Plane| p.data.iter().zip(self.both).filter(|(_, b)| **b).map(|(v, _)| *v).collect::<Vec<f32>>();
        let (typical_a, typical_b) = (quantile(shown(&aa), WRITTEN_SHARE), quantile(shown(&bb), WRITTEN_SHARE));
        // Contrast of b by that of a.
        let gain = (typical_b / typical_a.max(1e-3)).max(1e-3);
        let strong = (STRONG_MIN * STRONG_MIN).max(STRONG_PART * STRONG_PART * typical_a);
        let against = |i: usize| {
            let (own, theirs, common) = (aa.data[i], bb.data[i] / gain, ab.data[i] / gain.sqrt());
            inside[i] && own.max(theirs) >= strong && own + theirs - 2.0 * common >= DIFFERS_MIN * (own + theirs)
        };
        (0..self.both.len()).map(against).collect()
    }

    /// Pixels that are not near the edge of the common part.
    fn inside(&self) -> Vec<bool> {
        let (w, h) = (self.a.width, self.a.height);
        let mut out = vec![false; self.both.len()];
        for y in EDGE..h.saturating_sub(EDGE) {
            for x in EDGE..w.saturating_sub(EDGE) {
                let around = [(x - EDGE, y), (x + EDGE, y), (x, y - EDGE), (x, y + EDGE), (x, y)];
                out[y * w + x] = around.iter().all(|(x, y)| self.both[y * w + x]);
            }
        }
        out
    }

    /// Tells whether a place is ink on the bare paper of both sheets: where one shows paper, so does the other on the whole.
    fn is_writing(&self, place: &[usize], levels: (f32, f32)) -> bool {
        let departs = |p: &Plane, level: f32, q: &Plane, other: f32| {
            let bare = place.iter().filter(|i| (p.data[**i] - level).abs() <= PAPER_BAND);
            let there: Vec<f32> = bare.map(|i| q.data[*i] - other).collect();
            (there.len() >= LEVEL_PIXELS_MIN).then(|| quantile(there, LEVEL_SHARE).abs())
        };
        let (there, back) = (departs(self.a, levels.0, self.b, levels.1), departs(self.b, levels.1, self.a, levels.0));
        let covered = there.is_none_or(|d| d > LEVEL_MAX) || back.is_none_or(|d| d > LEVEL_MAX);
        let (mut ink, mut bright) = (0.0, 0.0);
        for i in place {
            for off in [self.a.data[*i] - levels.0, self.b.data[*i] - levels.1] {
                ink += (-off).max(0.0);
                bright += off.max(0.0);
            }
        }
        !covered && ink >= INK_MIN * bright
    }
}

/// The pixels connected with one that is marked; their marks are taken away.
fn taken(marked: &mut [bool], width: usize, first: usize) -> Vec<usize> {
    let (mut place, mut next) = (Vec::new(), vec![first]);
    marked[first] = false;
    while let Some(i) = next.pop() {
        place.push(i);
        for to in [i.checked_sub(1), Some(i + 1), i.checked_sub(width), Some(i + width)].into_iter().flatten() {
            if marked.get(to) == Some(&true) {
                marked[to] = false;
                next.push(to);
            }
        }
    }
    place
}
