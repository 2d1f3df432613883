//! How far two registered pictures agree: patch by patch in their edges and grain, and pixel by pixel in the calm ground
//! between the edges.
//!
//! Edges come back whenever a place is seen again. The grain of walls, sky, paper and desk, as light and sensor drew it
//! that day, does not: it is what an edited copy keeps and a second photograph lacks.

use super::contrary::{Contrary, contrary};
use super::fine::{Field, Place, places};
use super::geometry::{Affine, Pairing};
use super::moved::{Pair, moved};
use super::plane::Plane;
use super::spread::spread;
use std::borrow::Cow;
use std::sync::OnceLock;

const BLOCK: usize = 20;
/// Patches must vary by so many grey levels to be compared.
const TEXTURE_MIN: f32 = 1.2;
/// Shares of the common pixels, calmest first, that are taken for ground.
const GROUND_SHARES: [f32; 3] = [0.12, 0.22, 0.4];
/// Side of the cells in which ground is compared, in pixels.
const CELL: usize = 24;
/// Pixels of ground without which a cell tells nothing.
const CELL_PIXELS_MIN: f32 = 60.0;
/// Cells without which ground tells nothing.
const CELLS_MIN: usize = 12;
/// Grey levels by which ground must vary; below, compression is all there is.
const GROUND_TEXTURE_MIN: f32 = 0.9;

/// A picture and what is taken from it once, however many others it is compared with.
pub struct Taken<'p> {
    pub plane: Cow<'p, Plane>,
    band: OnceLock<Plane>,
    edges: OnceLock<Plane>,
    light: OnceLock<Plane>,
}

impl<'p> Taken<'p> {
    /// Takes nothing yet.
    pub fn new(plane: Cow<'p, Plane>) -> Self {
        Self { plane, band: OnceLock::new(), edges: OnceLock::new(), light: OnceLock::new() }
    }

    fn band(&self) -> &Plane {
        self.band.get_or_init(|| band(&self.plane))
    }

    fn edges(&self) -> &Plane {
        self.edges.get_or_init(|| edges(&self.plane))
    }

    fn light(&self) -> &Plane {
        self.light.get_or_init(|| self.plane.blurred(LIGHT))
    }
}

/// b as it lies on a.
pub struct Registered<'a> {
    a: &'a Taken<'a>,
    b: Taken<'static>,
    /// Pixels of a that b shows too.
    both: Vec<bool>,
    scale: f32,
}

/// What the patches of a pair say.
pub struct Patches {
    /// Agreement −1..1 and variance in a of every textured patch, plainest first.
    pub all: Vec<(f32, f32)>,
    /// Share of the smaller picture that both show.
    pub overlap: f32,
}

/// What the finest grain of a pair says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grain {
    /// Share of the fainter grain that the other picture has too; added noise leaves it near 1, another exposure near 0.
    pub shared: f32,
    /// Deviation of the fainter grain in grey levels.
    pub deviation: f32,
}

/// What the ground of a pair says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground {
    /// Agreement of the ground, −1..1, each cell counting by how much it varies.
    pub agreement: f32,
    /// Deviation of the ground in grey levels, of the calmer picture.
    pub texture: f32,
}

impl<'a> Registered<'a> {
    /// Samples b at the moved places of a.
    pub fn new(a: &'a Taken<'a>, b: &Plane, m: &Affine) -> Self {
        let (scale, own) = (m.scale(), &a.plane);
        let source = if scale > 1.1 { Cow::Owned(b.blurred(0.45 * scale)) } else { Cow::Borrowed(b) };
        let mut out = Plane::new(own.width, own.height);
        let mut both = vec![false; out.data.len()];
        for y in 0..own.height {
            for x in 0..own.width {
                let (u, v) = m.map(x as f32, y as f32);
                let i = y * own.width + x;
                // Filling the void with a's own value keeps the filters finite; such places are left out below.
                (out.data[i], both[i]) = source.sample(u, v).map_or((own.data[i], false), |v| (v, true));
            }
        }
        Self { a, b: Taken::new(Cow::Owned(out)), both, scale }
    }

    /// Registers b anew by its patches, to a fraction of a pixel, and gives what they depart from the movement then. `None`
    /// where they give no movement: then these are the places as registered here by `m`.
    pub fn finely(&self, b: &Plane, m: &Affine) -> (Option<Self>, Vec<Place>) {
        let mut m = *m;
        let mut found = places(self.a.band(), self.b.band(), &self.both);
        let mut seen = None;
        for _ in 0..FINE_ROUNDS {
            let Some(field) = Field::fit(&found, false) else { break };
            m = field.then(&m);
            let next = Self::new(self.a, b, &m);
            found = places(self.a.band(), next.b.band(), &next.both);
            seen = Some(next);
        }
        (seen, found)
    }

    fn bands(&self) -> [&Plane; 2] {
        [self.a.band(), self.b.band()]
    }

    /// Compares all textured patches that both show; `area_b` is the number of pixels of b.
    pub fn patches(&self, area_b: f32) -> Patches {
        let [fa, fb] = self.bands();
        let mut all = Vec::new();
        let (mut by, mut seen) = (8, 0usize);
        let (width, height) = (self.a.plane.width, self.a.plane.height);
        while by + BLOCK + 8 < height {
            let mut bx = 8;
            while bx + BLOCK + 8 < width {
                if self.shows(bx, by) {
                    seen += 1;
                    all.extend(patch(fa, fb, bx, by));
                }
                bx += BLOCK;
            }
            by += BLOCK;
        }
        all.sort_by(|x, y| x.1.total_cmp(&y.1));
        let smaller = ((width * height) as f32).min(area_b / self.scale.powi(2).max(1e-6));
        Patches { all, overlap: (seen * BLOCK * BLOCK) as f32 / smaller.max(1.0) }
    }

    /// What speaks against the pair.
    pub fn contrary(&self, kept: &[Pairing]) -> Contrary {
        contrary(self.a.band(), self.b.band(), &self.both, kept)
    }

    /// Number of blocks that stand elsewhere in the other picture; `against` are the middles of those that contradict.
    pub fn moved(&self, against: &[(usize, usize)]) -> usize {
        let [a, b] = self.bands();
        moved(Pair { a, b, both: &self.both }, against)
    }

    /// Share of the common part in which witnesses stand, 0..1.
    pub fn spread(&self, kept: &[Pairing]) -> f32 {
        spread(kept, &self.both, self.a.plane.width)
    }

    /// Tells whether b covers a patch and its surroundings.
    fn shows(&self, x: usize, y: usize) -> bool {
        [(0, 0), (BLOCK, 0), (0, BLOCK), (BLOCK, BLOCK)].iter().all(|(dx, dy)| {
            let (x, y) = (x + dx, y + dy);
            [(x - 6, y - 6), (x + 6, y - 6), (x - 6, y + 6), (x + 6, y + 6)].iter().all(|(x, y)| self.both[y * self.a.plane.width + x])
        })
    }

    /// Tells whether print stands on clean paper in both and differs in one connected place.
    pub fn written_otherwise(&self) -> bool {
        let pair = Pair { a: &self.a.plane, b: &self.b.plane, both: &self.both };
        pair.are_paper() && pair.differ(self.a.band(), self.b.band())
    }

    /// Compares the ground at several shares and gives the one that agrees least; `None` where there is too little of it,
    /// or nothing to be seen on it. The first share that agrees by less than `enough` is given without a look at the others.
    /// A page full of print has edges in all but its calmest parts, a meadow has none to part
    /// from, so no single share fits every picture.
    pub fn ground(&self, enough: f32) -> Option<Ground> {
        let mut least: Option<Ground> = None;
        for share in GROUND_SHARES {
            let Some(found) = self.ground_of(&self.calm(share)) else { continue };
            if least.is_none_or(|l| found.agreement < l.agreement) {
                least = Some(found);
            }
            if found.agreement < enough {
                break;
            }
        }
        least
    }

    /// How far the light of b departs from a's by more than one curve of tones and one fall of light towards the corners, in
    /// grey levels: an edit brightens what is alike alike, another day lights each place in its own way. Median over the
    /// common pixels, so marks do not count.
    pub fn light(&self) -> f32 {
        let points = self.light_points();
        FALLS.iter().map(|fall| departure_of_light(&points, *fall)).fold(f32::MAX, f32::min)
    }

    /// How far the light of a varies over the calmer half of the common pixels, in grey levels, the darkest and brightest
    /// seventh of them left out.
    pub fn light_range(&self) -> f32 {
        let (light, calm) = (self.a.light(), self.calm(CALM_SHARE));
        let levels: Vec<f32> = light.data.iter().zip(&calm.data).filter(|(_, c)| **c > 0.0).map(|(l, _)| *l).collect();
        quantile(levels.clone(), 0.85) - quantile(levels, 0.15)
    }

    /// Light of a, of b, and the square of the distance from the middle, 0..1, at places that both show; by the light of a.
    fn light_points(&self) -> Vec<(f32, f32, f32)> {
        let (fa, fb) = (self.a.light(), self.b.light());
        let (cx, cy) = (fa.width as f32 / 2.0, fa.height as f32 / 2.0);
        let mut points = Vec::new();
        for y in (16..fa.height.saturating_sub(16)).step_by(6) {
            for x in (16..fa.width.saturating_sub(16)).step_by(6) {
                if [(x - 12, y - 12), (x + 12, y - 12), (x - 12, y + 12), (x + 12, y + 12)].iter().all(|(x, y)| self.both[y * fa.width + x])
                {
                    let r = ((x as f32 - cx).powi(2) + (y as f32 - cy).powi(2)) / (cx * cx + cy * cy);
                    points.push((fa.at(x, y), fb.at(x, y), r));
                }
            }
        }
        points.sort_by(|p, q| p.0.total_cmp(&q.0));
        points
    }

    fn ground_of(&self, mask: &Plane) -> Option<Ground> {
        let weights = GROUND_BAND.map(|sigma| mask.blurred(sigma));
        let (fa, fb) = (masked_band(&self.a.plane, mask, GROUND_BAND, &weights), masked_band(&self.b.plane, mask, GROUND_BAND, &weights));
        let (mut together, mut own, mut least, mut cells) = (0.0, 0.0, 0.0, 0usize);
        for y0 in (0..fa.height.saturating_sub(CELL)).step_by(CELL) {
            for x0 in (0..fa.width.saturating_sub(CELL)).step_by(CELL) {
                let Some((va, vb, ab)) = cell(&fa, &fb, mask, x0, y0) else { continue };
                if va.min(vb) >= GROUND_TEXTURE_MIN * GROUND_TEXTURE_MIN {
                    together += ab;
                    own += (va * vb).sqrt();
                    least += va.min(vb);
                    cells += 1;
                }
            }
        }
        let texture = (least / cells.max(1) as f32).sqrt();
        (cells >= CELLS_MIN).then(|| Ground { agreement: together / own, texture })
    }

    /// What the finest grain of calm ground says; `None` where there is no calm ground.
    pub fn grain(&self) -> Option<Grain> {
        let mask = self.calm(GRAIN_SHARE);
        let weights = GRAIN_BAND.map(|sigma| mask.blurred(sigma));
        let (fa, fb) = (masked_band(&self.a.plane, &mask, GRAIN_BAND, &weights), masked_band(&self.b.plane, &mask, GRAIN_BAND, &weights));
        let (mut va, mut vb, mut ab, mut cells) = (0.0, 0.0, 0.0, 0usize);
        for y0 in (0..fa.height.saturating_sub(CELL)).step_by(CELL) {
            for x0 in (0..fa.width.saturating_sub(CELL)).step_by(CELL) {
                let Some(c) = cell(&fa, &fb, &mask, x0, y0) else { continue };
                (va, vb, ab, cells) = (va + c.0, vb + c.1, ab + c.2, cells + 1);
            }
        }
        let least = va.min(vb);
        (cells > 0).then(|| Grain { shared: ab / least.max(1e-6), deviation: (least / cells as f32).sqrt() })
    }

    /// 1 where neither picture has an edge nearby, 0 elsewhere.
    fn calm(&self, share: f32) -> Plane {
        let (ea, eb) = (self.a.edges(), self.b.edges());
        let limit = |e: &Plane| {
            let mut common: Vec<f32> = e.data.iter().zip(&self.both).filter(|(_, b)| **b).map(|(v, _)| *v).collect();
            if common.is_empty() {
                return 0.0;
            }
            let at = ((common.len() as f32 * share) as usize).min(common.len() - 1);
            *common.select_nth_unstable_by(at, f32::total_cmp).1
        };
        let (la, lb) = (limit(ea), limit(eb));
        let calm = |i: usize| self.both[i] && ea.data[i] <= la && eb.data[i] <= lb;
        Plane { data: (0..self.both.len()).map(|i| f32::from(u8::from(calm(i)))).collect(), ..*ea }
    }
}

/// Deviation of the Gaussian that leaves only light, in pixels.
const LIGHT: f32 = 7.0;
/// Share of the common pixels, calmest first, on which the light is looked at for itself.
const CALM_SHARE: f32 = 0.5;
/// Parts of the scale of tones, each with a line of its own.
const TONES: usize = 10;

/// Shares by which the light may fall (or rise) from the middle to the corners.
const FALLS: [f32; 13] = [0.0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3, -0.4, 0.4, -0.5, 0.5, -0.6, 0.6];

/// Median distance from one curve of tones, once the corners of b are brightened by `fall`. Points are a, b and the
/// square of the distance from the middle, by a.
fn departure_of_light(points: &[(f32, f32, f32)], fall: f32) -> f32 {
    let part = (points.len() / TONES).max(8);
    let corrected: Vec<(f32, f32)> = points.iter().map(|(a, b, r)| (*a, b * (1.0 + fall * r))).collect();
    quantile(corrected.chunks(part).flat_map(residuals).collect(), 0.5)
}

/// Distances of b from the line that most points follow by a: marks and empty corners are left behind in two rounds.
fn residuals(part: &[(f32, f32)]) -> Vec<f32> {
    let mut kept = part.to_vec();
    let mut out = Vec::new();
    for round in 0..3 {
        let n = kept.len() as f32;
        let (ma, mb) = (kept.iter().map(|p| p.0).sum::<f32>() / n, kept.iter().map(|p| p.1).sum::<f32>() / n);
        let (aa, ab) = kept.iter().fold((1e-3, 0.0), |(aa, ab), p| (aa + (p.0 - ma).powi(2), ab + (p.0 - ma) * (p.1 - mb)));
        let rest = |p: &(f32, f32)| (p.1 - mb - ab / aa * (p.0 - ma)).abs();
        out = part.iter().map(rest).collect();
        if round < 2 {
            let limit = 2.5 * quantile(out.clone(), 0.5).max(0.1);
            kept = part.iter().copied().filter(|p| rest(p) <= limit).collect();
        }
    }
    out
}

/// How strong the edges around each pixel are.
fn edges(p: &Plane) -> Plane {
    let (fine, coarse) = (p.blurred(1.0), p.blurred(3.0));
    let squares = fine.data.iter().zip(&coarse.data).map(|(f, c)| (f - c).powi(2)).collect();
    Plane { data: squares, ..fine }.blurred(3.0)
}

/// Deviations of the two Gaussians between which ground is compared, in pixels.
const GROUND_BAND: [f32; 2] = [1.6, 8.0];
/// The same for grain, as fine as compression and resizing leave any.
const GRAIN_BAND: [f32; 2] = [1.0, 2.5];
/// Share of the common pixels, calmest first, on which grain is compared.
const GRAIN_SHARE: f32 = 0.3;
/// Rounds of fine registration: each shortens what is left by a power of ten or so.
const FINE_ROUNDS: usize = 3;

/// Brightness between two Gaussians, from the masked pixels alone: no edge leaks in.
fn masked_band(p: &Plane, mask: &Plane, sigmas: [f32; 2], weights: &[Plane; 2]) -> Plane {
    let product = Plane { data: p.data.iter().zip(&mask.data).map(|(v, m)| v * m).collect(), ..*p };
    let [fine, coarse] = sigmas.map(|sigma| product.blurred(sigma));
    let value = |i: usize| fine.data[i] / weights[0].data[i].max(1e-4) - coarse.data[i] / weights[1].data[i].max(1e-4);
    Plane { data: (0..p.data.len()).map(value).collect(), ..*p }
}

/// Variances and covariance of the ground of one cell.
fn cell(a: &Plane, b: &Plane, mask: &Plane, x0: usize, y0: usize) -> Option<(f32, f32, f32)> {
    let (mut n, mut sa, mut sb, mut aa, mut bb, mut ab) = (0f32, 0f32, 0f32, 0f32, 0f32, 0f32);
    for y in y0..y0 + CELL {
        for x in x0..x0 + CELL {
            let i = y * a.width + x;
            if mask.data[i] > 0.0 {
                let (p, q) = (a.data[i], b.data[i]);
                n += 1.0;
                sa += p;
                sb += q;
                aa += p * p;
                bb += q * q;
                ab += p * q;
            }
        }
    }
    (n >= CELL_PIXELS_MIN).then(|| {
        let (ma, mb) = (sa / n, sb / n);
        ((aa / n - ma * ma).max(0.0), (bb / n - mb * mb).max(0.0), ab / n - ma * mb)
    })
}

/// Brightness between the grain of the sensor and the light of the scene.
fn band(p: &Plane) -> Plane {
    let (fine, coarse) = (p.blurred(1.3), p.blurred(7.0));
    Plane { data: fine.data.iter().zip(&coarse.data).map(|(f, c)| f - c).collect(), ..fine }
}

/// The value below which a share of the values lies.
pub fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    let at = (values.len() as f32 * share) as usize;
    if at < values.len() { *values.select_nth_unstable_by(at, f32::total_cmp).1 } else { 0.0 }
}

/// Best normalised correlation of a patch within one pixel of its place, and its variance in a.
fn patch(a: &Plane, b: &Plane, x0: usize, y0: usize) -> Option<(f32, f32)> {
    let mut best: Option<(f32, f32)> = None;
    for oy in 0..=2 {
        for ox in 0..=2 {
            let (va, vb, together) = a.moments((x0, y0), b, (x0 + ox - 1, y0 + oy - 1), BLOCK, 1);
            if va < TEXTURE_MIN * TEXTURE_MIN || vb < TEXTURE_MIN * TEXTURE_MIN * 0.25 {
                return None;
            }
            let z = together / (va * vb).sqrt();
            best = Some((best.map_or(z, |b| b.0.max(z)), va));
        }
    }
    best
}
