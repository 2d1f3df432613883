//! Which features of two pictures agree in one common movement: matches, random samples, least squares.

use super::feature::{Bits, Feature, distance, mirrored};

/// x' = a·x + b·y + c, y' = d·x + e·y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine(pub [f32; 6]);

impl Affine {
    /// Maps a point.
    #[inline]
    pub fn map(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.0;
        (m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5])
    }

    /// How much it enlarges, by length; 0 where it folds the plane.
    pub fn scale(&self) -> f32 {
        (self.0[0] * self.0[4] - self.0[1] * self.0[3]).abs().sqrt()
    }

    /// Tells whether it keeps shapes nearly: no strong shear, no needle.
    pub fn is_gentle(&self) -> bool {
        let m = &self.0;
        let (u, v) = (m[0].hypot(m[3]), m[1].hypot(m[4]));
        let cosine = (m[0] * m[1] + m[3] * m[4]) / (u * v).max(1e-6);
        self.scale() > 0.15 && self.scale() < 7.0 && u / v > 0.6 && u / v < 1.65 && cosine.abs() < 0.35
    }
}

/// Two features that look alike: places in a and b.
#[derive(Debug, Clone, Copy)]
pub struct Pairing {
    pub a: (f32, f32),
    pub b: (f32, f32),
    pub distance: u32,
}

const DISTANCE_MAX: u32 = 72;
/// The best match must be this much nearer than the second at another place.
const RATIO_MAX: f32 = 0.88;

/// A distance from which on a feature can neither be the best match nor spoil one: `RATIO_MAX` times as much is beyond
/// `DISTANCE_MAX`.
const RIVAL_MAX: u32 = 82;

/// Matches features of a with those of b; `flip` compares with the mirrored a.
pub fn matches(a: &[Feature], b: &[Feature], flip: bool) -> Vec<Pairing> {
    // Word by word, so that the compiler counts several descriptors at a time.
    let words: [Vec<u64>; 3] = std::array::from_fn(|w| b.iter().map(|g| g.bits[w]).collect());
    let mut least = vec![0u32; b.len()];
    let mut out = Vec::new();
    for f in a {
        let bits = if flip { mirrored(&f.bits) } else { f.bits };
        least_distances(&bits, &words, &mut least);
        let (mut best, mut second, mut at) = (u32::MAX, u32::MAX, 0);
        for (j, _) in least.iter().enumerate().filter(|(_, d)| **d < RIVAL_MAX) {
            let g = &b[j];
            let d = distance(&bits, &g.bits);
            if d < best {
                // The same corner at the next scale is no rival.
                if best != u32::MAX && !near(&b[at], g) {
                    second = best;
                }
                (best, at) = (d, j);
            } else if d < second && !near(&b[at], g) {
                second = d;
            }
        }
        if best <= DISTANCE_MAX && (best as f32) < RATIO_MAX * second as f32 {
            out.push(Pairing { a: (f.x, f.y), b: (b[at].x, b[at].y), distance: best });
        }
    }
    out
}

/// The bits in which three words of a descriptor differ from those of all others: what all four differ in is no less.
fn least_distances(bits: &Bits, words: &[Vec<u64>; 3], out: &mut [u32]) {
    let [first, second, third] = words;
    for (((o, x), y), z) in out.iter_mut().zip(first).zip(second).zip(third) {
        let (x, y, z) = (x ^ bits[0], y ^ bits[1], z ^ bits[2]);
        // Three bits are added to one digit of one and one of two: two counts instead of three.
        let (odd, twos) = (x ^ y ^ z, (x & y) | (z & (x ^ y)));
        *o = odd.count_ones() + 2 * twos.count_ones();
    }
}

fn near(f: &Feature, g: &Feature) -> bool {
    (f.x - g.x).abs() < 6.0 && (f.y - g.y).abs() < 6.0
}

/// The movement that most pairings follow, and those that do.
pub fn movement(pairs: &[Pairing], flip: bool) -> Option<(Affine, Vec<Pairing>)> {
    if pairs.len() < 6 {
        return None;
    }
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut draw = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % n
    };
    let mut best: Option<(usize, Affine)> = None;
    for _ in 0..1500 {
        let (p, q) = (&pairs[draw(pairs.len())], &pairs[draw(pairs.len())]);
        let Some(m) = similarity(p, q, flip) else { continue };
        let n = followers(pairs, &m, tolerance(&m)).count();
        if best.as_ref().is_none_or(|b| n > b.0) {
            best = Some((n, m));
        }
    }
    let (_, mut m) = best?;
    for _ in 0..4 {
        let kept: Vec<Pairing> = followers(pairs, &m, tolerance(&m)).copied().collect();
        match least_squares(&kept) {
            Some(next) if next.is_gentle() => m = next,
            _ => break,
        }
    }
    let kept = distinct(followers(pairs, &m, tolerance(&m)).copied().collect());
    m.is_gentle().then_some((m, kept))
}

fn tolerance(m: &Affine) -> f32 {
    4.0 * m.scale().max(0.7)
}

fn followers<'a>(pairs: &'a [Pairing], m: &'a Affine, tolerance: f32) -> impl Iterator<Item = &'a Pairing> {
    pairs.iter().filter(move |p| {
        let (x, y) = m.map(p.a.0, p.a.1);
        (x - p.b.0).powi(2) + (y - p.b.1).powi(2) <= tolerance * tolerance
    })
}

/// One corner at several scales is one witness.
fn distinct(mut kept: Vec<Pairing>) -> Vec<Pairing> {
    kept.sort_by_key(|p| p.distance);
    let mut out: Vec<Pairing> = Vec::with_capacity(kept.len());
    for p in kept {
        if out.iter().all(|o| (o.a.0 - p.a.0).hypot(o.a.1 - p.a.1) > 5.0 && (o.b.0 - p.b.0).hypot(o.b.1 - p.b.1) > 3.0) {
            out.push(p);
        }
    }
    out
}

/// The turn, scale and shift (after a mirror where `flip`) that take two points of a to two of b.
fn similarity(p: &Pairing, q: &Pairing, flip: bool) -> Option<Affine> {
    let sign = if flip { -1.0 } else { 1.0 };
    let (ax, ay) = (q.a.0 - p.a.0, sign * (q.a.1 - p.a.1));
    let (bx, by) = (q.b.0 - p.b.0, q.b.1 - p.b.1);
    let n = ax * ax + ay * ay;
    if n < 400.0 || bx * bx + by * by < 100.0 {
        return None;
    }
    let (re, im) = ((bx * ax + by * ay) / n, (by * ax - bx * ay) / n);
    let scale = re.hypot(im);
    if !(0.2..=5.0).contains(&scale) {
        return None;
    }
    let (a, b, d, e) = (re, -im * sign, im, re * sign);
    Some(Affine([a, b, p.b.0 - a * p.a.0 - b * p.a.1, d, e, p.b.1 - d * p.a.0 - e * p.a.1]))
}

fn least_squares(pairs: &[Pairing]) -> Option<Affine> {
    if pairs.len() < 4 {
        return None;
    }
    let n = pairs.len() as f64;
    let mean = |f: &dyn Fn(&Pairing) -> f32| pairs.iter().map(|p| f64::from(f(p))).sum::<f64>() / n;
    let (mx, my, mu, mv) = (mean(&|p| p.a.0), mean(&|p| p.a.1), mean(&|p| p.b.0), mean(&|p| p.b.1));
    let (mut xx, mut xy, mut yy, mut xu, mut yu, mut xv, mut yv) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for p in pairs {
        let (x, y) = (f64::from(p.a.0) - mx, f64::from(p.a.1) - my);
        let (u, v) = (f64::from(p.b.0) - mu, f64::from(p.b.1) - mv);
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xu += x * u;
        yu += y * u;
        xv += x * v;
        yv += y * v;
    }
    let det = xx * yy - xy * xy;
    // Points on one line leave the movement open.
    if det < 1e-3 * xx.max(yy).powi(2) {
        return None;
    }
    let (a, b) = ((xu * yy - yu * xy) / det, (yu * xx - xu * xy) / det);
    let (d, e) = ((xv * yy - yv * xy) / det, (yv * xx - xv * xy) / det);
    Some(Affine([a as f32, b as f32, (mu - a * mx - b * my) as f32, d as f32, e as f32, (mv - d * mx - e * my) as f32]))
}
