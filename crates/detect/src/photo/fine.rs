//! Registration to a fraction of a pixel: where each small patch of one picture lies in the other, and what of that no
//! single flat movement explains.
//!
//! An edit of one exposure moves all of the picture by one affine map. A second exposure comes from another stand: near
//! things move against far ones, and even a turn of the hand bends the picture towards its edges.

use super::agree::quantile;
use super::geometry::Affine;
use super::plane::Plane;

/// Side of a patch and distance between patches, in pixels of a.
const PATCH: usize = 28;
const STEP: usize = 22;
/// Patches must vary by so many grey levels.
const TEXTURE_MIN: f32 = 1.0;
/// A displacement beyond this many pixels is not followed.
const REACH: f32 = 5.0;
/// Agreement at the found place below which a patch tells nothing of where it lies.
const AGREEMENT_MIN: f32 = 0.35;
/// Sums that are kept beside each other; a patch is a whole number of them.
const LANES: usize = 4;
/// Side, in pixels, of what is one independent value of a band.
const BAND_PIXELS: f32 = 4.0;

/// Where one patch of a lies on the moved b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Centre of the patch, in pixels of a.
    pub at: (f32, f32),
    /// Displacement against the common movement, in pixels of a.
    pub by: (f32, f32),
    /// Agreement there, −1..1.
    pub agreement: f32,
    /// Deviation to be expected of the place from what does not agree, in pixels of a.
    pub doubt: f32,
}

/// Finds the places of the textured patches that both show. `a` and `b` are bands of brightness on one grid.
pub fn places(a: &Plane, b: &Plane, both: &[bool]) -> Vec<Place> {
    let (w, h) = (a.width, a.height);
    let mut out = Vec::new();
    let margin = 8;
    let mut y = margin;
    while y + PATCH + margin < h {
        let mut x = margin;
        while x + PATCH + margin < w {
            let corners = [(x - 6, y - 6), (x + PATCH + 6, y - 6), (x - 6, y + PATCH + 6), (x + PATCH + 6, y + PATCH + 6)];
            if corners.iter().all(|(x, y)| both[y * w + x]) {
                out.extend(place(a, b, x, y));
            }
            x += STEP;
        }
        y += STEP;
    }
    out
}

/// Values of a patch of a, and their gradients.
struct Patch {
    values: Vec<f32>,
    /// Gradients along x and along y.
    along: Vec<f32>,
    across: Vec<f32>,
    deviation: f32,
    matrix: [f32; 3],
}

impl Patch {
    fn of(a: &Plane, x0: usize, y0: usize) -> Self {
        let [mut values, mut along, mut across] = std::array::from_fn(|_| Vec::with_capacity(PATCH * PATCH));
        let mut matrix = [0f32; 3];
        for y in y0..y0 + PATCH {
            for x in x0..x0 + PATCH {
                values.push(a.at(x, y));
                let g = ((a.at(x + 1, y) - a.at(x - 1, y)) / 2.0, (a.at(x, y + 1) - a.at(x, y - 1)) / 2.0);
                along.push(g.0);
                across.push(g.1);
                matrix[0] += g.0 * g.0;
                matrix[1] += g.0 * g.1;
                matrix[2] += g.1 * g.1;
            }
        }
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        values.iter_mut().for_each(|v| *v -= mean);
        let deviation = (values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32).sqrt();
        Self { values, along, across, deviation, matrix }
    }

    /// Sums of the gradients along x and y, each by how far the patch is from `seen` times `part`.
    fn pull(&self, seen: &[f32], part: f32) -> (f32, f32) {
        let (mut x, mut y) = ([0f32; LANES], [0f32; LANES]);
        let along = self.along.chunks_exact(LANES).zip(self.across.chunks_exact(LANES));
        for ((v, s), (gx, gy)) in self.values.chunks_exact(LANES).zip(seen.chunks_exact(LANES)).zip(along) {
            for n in 0..LANES {
                let e = v[n] - s[n] * part;
                x[n] += gx[n] * e;
                y[n] += gy[n] * e;
            }
        }
        (x.iter().sum(), y.iter().sum())
    }

    /// The smaller eigenvalue of the matrix of gradients.
    fn sharpness(&self) -> f32 {
        let [xx, xy, yy] = self.matrix;
        ((xx + yy) - ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt()) / 2.0
    }
}

/// Follows one patch by the method of Lucas and Kanade, its contrast in b taken from b.
fn place(a: &Plane, b: &Plane, x0: usize, y0: usize) -> Option<Place> {
    let patch = Patch::of(a, x0, y0);
    let [xx, xy, yy] = patch.matrix;
    let det = xx * yy - xy * xy;
    let sharpness = patch.sharpness();
    if patch.deviation < TEXTURE_MIN || sharpness < 0.02 * (PATCH * PATCH) as f32 {
        return None;
    }
    let (mut by, mut agreement) = ((0f32, 0f32), 0f32);
    let mut seen = vec![0f32; PATCH * PATCH];
    for _ in 0..6 {
        sample_patch(b, (x0 as f32 + by.0, y0 as f32 + by.1), &mut seen)?;
        let mean = sum(&seen) / seen.len() as f32;
        let (mut ab, mut bb) = ([0f32; LANES], [0f32; LANES]);
        for (v, s) in patch.values.chunks_exact(LANES).zip(seen.chunks_exact_mut(LANES)) {
            for n in 0..LANES {
                s[n] -= mean;
                ab[n] += v[n] * s[n];
                bb[n] += s[n] * s[n];
            }
        }
        let (ab, bb) = (ab.iter().sum::<f32>(), bb.iter().sum::<f32>() + 1e-6);
        let aa = patch.deviation.powi(2) * (PATCH * PATCH) as f32 + 1e-6;
        agreement = ab / (aa * bb).sqrt();
        let gain = ab / aa;
        if agreement < 0.1 || gain < 0.02 {
            return None;
        }
        let (rx, ry) = patch.pull(&seen, 1.0 / gain);
        let step = ((yy * rx - xy * ry) / det, (xx * ry - xy * rx) / det);
        let length = step.0.hypot(step.1);
        let most = (1.5 / length.max(1e-6)).min(1.0);
        by = (by.0 + step.0 * most, by.1 + step.1 * most);
        if by.0.hypot(by.1) > REACH {
            return None;
        }
        if length < 0.01 {
            break;
        }
    }
    let half = PATCH as f32 / 2.0 - 0.5;
    // What is left after the fit is not free from pixel to pixel: the band is blurred, so few pixels of it are independent.
    let noise = (1.0 - agreement * agreement).max(0.0).sqrt() * patch.deviation;
    let doubt = BAND_PIXELS * noise / sharpness.sqrt();
    (agreement >= AGREEMENT_MIN).then_some(Place { at: (x0 as f32 + half, y0 as f32 + half), by, agreement, doubt })
}

/// Sum of the values of a patch.
fn sum(values: &[f32]) -> f32 {
    let mut sums = [0f32; LANES];
    values.chunks_exact(LANES).for_each(|v| (0..LANES).for_each(|n| sums[n] += v[n]));
    sums.iter().sum()
}

/// Bilinear values of a patch by its upper left corner; `None` where it is not inside.
fn sample_patch(b: &Plane, at: (f32, f32), out: &mut [f32]) -> Option<()> {
    let end = (PATCH - 1) as f32;
    let inside = at.0 >= 0.0 && at.1 >= 0.0 && at.0 + end < (b.width - 1) as f32 && at.1 + end < (b.height - 1) as f32;
    if !inside {
        return None;
    }
    let (xi, yi) = (at.0 as usize, at.1 as usize);
    // All pixels lie at the same place between those of b.
    let (fx, fy) = (at.0 - xi as f32, at.1 - yi as f32);
    for (dy, out) in out.chunks_exact_mut(PATCH).enumerate() {
        let row = |dy: usize| &b.data[(yi + dy) * b.width + xi..][..PATCH + 1];
        let (top, low) = (row(dy), row(dy + 1));
        for (dx, o) in out.iter_mut().enumerate() {
            let (t, l) = (top[dx] * (1.0 - fx) + top[dx + 1] * fx, low[dx] * (1.0 - fx) + low[dx + 1] * fx);
            *o = t * (1.0 - fy) + l * fy;
        }
    }
    Some(())
}

/// Terms of each coordinate: 1, x, y of a flat movement; x², xy, y² besides where it bends.
const FLAT: usize = 3;
const BENT: usize = 6;
/// Rounds of fitting, each with weights from the one before.
const ROUNDS: usize = 12;
/// Pixels in the unit of x and y, which keeps the terms of one size.
const UNIT: f64 = 100.0;

/// A field of displacements that the bulk of the places follow: Σ c·term for each coordinate, in pixels.
#[derive(Debug, Clone)]
pub struct Field {
    terms: usize,
    centre: (f32, f32),
    x: [f64; BENT],
    y: [f64; BENT],
}

impl Field {
    /// Fits a flat or a bent field; `None` where there are too few places, or all on one line.
    pub fn fit(places: &[Place], bent: bool) -> Option<Self> {
        let terms = if bent { BENT } else { FLAT };
        if places.len() < terms + 2 {
            return None;
        }
        let n = places.len() as f32;
        let centre = places.iter().fold((0.0, 0.0), |c, p| (c.0 + p.at.0 / n, c.1 + p.at.1 / n));
        let mut field = Self { terms, centre, x: [0.0; BENT], y: [0.0; BENT] };
        let mut weights = vec![1f64; places.len()];
        for round in 0..ROUNDS {
            field.solve(places, &weights)?;
            let rest: Vec<f32> = places.iter().map(|p| field.rest(p)).collect();
            let middle = f64::from(quantile(rest.clone(), 0.5).max(0.02));
            // Cauchy: far places count little, and less in later rounds.
            let scale = middle * if round < ROUNDS / 3 { 3.0 } else { 1.5 };
            weights = rest.iter().map(|r| 1.0 / (1.0 + (f64::from(*r) / scale).powi(2))).collect();
        }
        Some(field)
    }

    fn basis(&self, at: (f32, f32)) -> [f64; BENT] {
        let (x, y) = (f64::from(at.0 - self.centre.0) / UNIT, f64::from(at.1 - self.centre.1) / UNIT);
        [1.0, x, y, x * x, x * y, y * y]
    }

    fn solve(&mut self, places: &[Place], weights: &[f64]) -> Option<()> {
        let n = self.terms;
        let mut rows = [[0f64; BENT + 2]; BENT];
        for (p, w) in places.iter().zip(weights) {
            let t = self.basis(p.at);
            for (row, ti) in rows.iter_mut().zip(&t[..n]) {
                row.iter_mut().zip(&t[..n]).for_each(|(r, tj)| *r += w * ti * tj);
                row[BENT] += w * ti * f64::from(p.by.0);
                row[BENT + 1] += w * ti * f64::from(p.by.1);
            }
        }
        (self.x, self.y) = solved(&mut rows[..n])?;
        Some(())
    }

    /// Displacement at a place of a.
    pub fn at(&self, at: (f32, f32)) -> (f32, f32) {
        let t = self.basis(at);
        let sum = |c: &[f64; BENT]| c.iter().zip(&t).map(|(c, t)| c * t).sum::<f64>() as f32;
        (sum(&self.x), sum(&self.y))
    }

    /// Distance of a place from the field, in pixels.
    pub fn rest(&self, p: &Place) -> f32 {
        let d = self.at(p.at);
        (p.by.0 - d.0).hypot(p.by.1 - d.1)
    }

    /// m after the flat part of this displacement of the plane.
    pub fn then(&self, m: &Affine) -> Affine {
        let part = |c: &[f64; BENT]| {
            let (u, v) = (c[1] / UNIT, c[2] / UNIT);
            (c[0] - u * f64::from(self.centre.0) - v * f64::from(self.centre.1), u, v)
        };
        let ((tx, ax, bx), (ty, ay, by)) = (part(&self.x), part(&self.y));
        let k = m.0.map(f64::from);
        let row = |a: f64, b: f64, c: f64| [a * (1.0 + ax) + b * ay, a * bx + b * (1.0 + by), a * tx + b * ty + c];
        let (first, second) = (row(k[0], k[1], k[2]), row(k[3], k[4], k[5]));
        Affine([first[0], first[1], first[2], second[0], second[1], second[2]].map(|v| v as f32))
    }
}

/// Solves a small system by elimination; the last two columns are right sides.
fn solved(rows: &mut [[f64; BENT + 2]]) -> Option<([f64; BENT], [f64; BENT])> {
    for i in 0..rows.len() {
        let pivot = (i..rows.len()).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs()))?;
        rows.swap(i, pivot);
        let row = rows[i];
        if row[i].abs() < 1e-9 {
            return None;
        }
        for (j, other) in rows.iter_mut().enumerate() {
            if j != i {
                let f = other[i] / row[i];
                other.iter_mut().zip(&row).for_each(|(o, r)| *o -= f * r);
            }
        }
    }
    let (mut x, mut y) = ([0.0; BENT], [0.0; BENT]);
    for (i, row) in rows.iter().enumerate() {
        (x[i], y[i]) = (row[BENT] / row[i], row[BENT + 1] / row[i]);
    }
    Some((x, y))
}

/// How far the places depart from one movement.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Departure {
    /// Places that were measured.
    pub places: usize,
    /// Median distance from the flat movement, in pixels of a.
    pub flat: f32,
    /// Median distance from the bent movement.
    pub bent: f32,
    /// Root mean square of what bends.
    pub bend: f32,
}

/// Measures it; `None` where there are too few places.
pub fn departure(places: &[Place]) -> Option<Departure> {
    let (flat, bent) = (Field::fit(places, false)?, Field::fit(places, true)?);
    let median = |w: &Field| quantile(places.iter().map(|p| w.rest(p)).collect(), 0.5);
    let square = |p: &Place| {
        let (u, v) = (flat.at(p.at), bent.at(p.at));
        (u.0 - v.0).powi(2) + (u.1 - v.1).powi(2)
    };
    let bend = (places.iter().map(square).sum::<f32>() / places.len() as f32).sqrt();
    Some(Departure { places: places.len(), flat: median(&flat), bent: median(&bent), bend })
}
