//! Corners at several scales with an orientation and 256 comparisons of brightness each.
//!
//! INVARIANT: bit 2k+1 of a descriptor samples the mirror image of bit 2k, so mirroring swaps neighbouring bits.

use super::plane::Plane;
use std::sync::LazyLock;

/// 256 bits.
pub type Bits = [u64; 4];

/// One local feature; `x`, `y` in pixels of the picture at common size, `angle` in radians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    pub x: f32,
    pub y: f32,
    pub angle: f32,
    pub level: u8,
    pub response: f32,
    pub bits: Bits,
}

/// The features of a picture, strongest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    pub all: Vec<Feature>,
    /// Size of the picture that they were taken from.
    pub width: f32,
    pub height: f32,
}

/// Scale between two levels of the pyramid.
pub const LEVEL_SCALE: f32 = 1.2;
const LEVELS: usize = 8;
const FEATURES_MAX: usize = 560;
const PATCH: i32 = 15;
const BORDER: usize = 17;

/// A comparison of two places in the patch.
type Comparison = [f32; 4];

static PATTERN: LazyLock<Vec<Comparison>> = LazyLock::new(|| {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32
    };
    // The sum of uniform numbers is near enough to a Gaussian.
    let mut place = move || ((0..6).map(|_| uniform()).sum::<f32>() - 3.0) / 0.707 * 6.0;
    let mut out = Vec::with_capacity(256);
    while out.len() < 256 {
        let c = [place(), place(), place(), place()];
        let inside = c.iter().all(|v| v.abs() <= 13.0) && c[0].hypot(c[1]) <= 14.5 && c[2].hypot(c[3]) <= 14.5;
        // The patch is turned so that it brightens along x: a comparison along x would come out alike for all corners.
        let (along, across) = ((c[0] - c[2]).abs(), (c[1] - c[3]).abs());
        let parted = across >= 3.0 && along <= 0.4 * across;
        if inside && parted {
            out.push(c);
            out.push([c[0], -c[1], c[2], -c[3]]);
        }
    }
    out
});

/// The descriptor of the same place in the mirrored picture.
pub fn mirrored(b: &Bits) -> Bits {
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    b.map(|w| ((w & ODD) >> 1) | ((w << 1) & ODD))
}

/// Bits in which two descriptors differ.
#[inline]
pub fn distance(a: &Bits, b: &Bits) -> u32 {
    (a[0] ^ b[0]).count_ones() + (a[1] ^ b[1]).count_ones() + (a[2] ^ b[2]).count_ones() + (a[3] ^ b[3]).count_ones()
}

/// Corner strength after Harris: large where brightness changes in two directions.
fn corners(p: &Plane) -> Plane {
    let (w, h) = (p.width, p.height);
    let [mut xx, mut yy, mut xy] = [Plane::new(w, h), Plane::new(w, h), Plane::new(w, h)];
    for y in 1..h - 1 {
        for x in 1..w - 1 {
            let (dx, dy) = (p.at(x + 1, y) - p.at(x - 1, y), p.at(x, y + 1) - p.at(x, y - 1));
            let i = y * w + x;
            (xx.data[i], yy.data[i], xy.data[i]) = (dx * dx, dy * dy, dx * dy);
        }
    }
    let (xx, yy, mut xy) = (xx.blurred(1.5), yy.blurred(1.5), xy.blurred(1.5));
    for i in 0..xy.data.len() {
        let (a, b, c) = (xx.data[i], yy.data[i], xy.data[i]);
        xy.data[i] = a * b - c * c - 0.05 * (a + b) * (a + b);
    }
    xy
}

fn peaks(r: &Plane) -> Vec<(usize, usize, f32)> {
    let mut out = Vec::new();
    for y in BORDER..r.height.saturating_sub(BORDER) {
        for x in BORDER..r.width.saturating_sub(BORDER) {
            let v = r.at(x, y);
            if v <= 1.0 {
                continue;
            }
            let top = (y - 2..=y + 2)
                .all(|b| (x - 2..=x + 2).all(|a| r.at(a, b) < v || (a, b) == (x, y) || (r.at(a, b) == v && (b, a) > (y, x))));
            if top {
                out.push((x, y, v));
            }
        }
    }
    out
}

/// The direction in which the patch is brighter: the centroid of brightness.
fn orientation(p: &Plane, x: usize, y: usize) -> f32 {
    let (mut mx, mut my) = (0.0, 0.0);
    for dy in -PATCH..=PATCH {
        let row = (y as i32 + dy) as usize * p.width;
        for dx in -PATCH..=PATCH {
            if dx * dx + dy * dy <= PATCH * PATCH {
                let v = p.data[row + (x as i32 + dx) as usize];
                mx += dx as f32 * v;
                my += dy as f32 * v;
            }
        }
    }
    my.atan2(mx)
}

fn describe(p: &Plane, x: usize, y: usize, angle: f32) -> Bits {
    let (s, c) = angle.sin_cos();
    let value = |u: f32, v: f32| {
        let (dx, dy) = ((c * u - s * v).round() as i32, (s * u + c * v).round() as i32);
        p.data[(y as i32 + dy) as usize * p.width + (x as i32 + dx) as usize]
    };
    let mut bits = [0u64; 4];
    for (i, q) in PATTERN.iter().enumerate() {
        if value(q[0], q[1]) < value(q[2], q[3]) {
            bits[i / 64] |= 1 << (i % 64);
        }
    }
    bits
}

/// Takes the strongest candidates, but no more from one cell of an 8 × 6 grid than `per_cell`.
fn spread<T: Copy>(sorted: &[T], n: usize, per_cell: usize, place: impl Fn(&T) -> (f32, f32)) -> Vec<T> {
    let mut used = [0usize; 48];
    let mut out = Vec::with_capacity(n);
    for c in sorted {
        let (x, y) = place(c);
        let cell = ((y * 6.0) as usize).min(5) * 8 + ((x * 8.0) as usize).min(7);
        if used[cell] < per_cell {
            used[cell] += 1;
            out.push(*c);
            if out.len() == n {
                break;
            }
        }
    }
    out
}

impl Features {
    /// Finds the features of a plane at common size.
    pub fn of(plane: &Plane) -> Features {
        let mut all = Vec::with_capacity(FEATURES_MAX + 64);
        let shrink: f32 = (0..LEVELS).map(|l| LEVEL_SCALE.powi(-(l as i32))).sum();
        for level in 0..LEVELS {
            let scale = LEVEL_SCALE.powi(level as i32);
            let (w, h) = ((plane.width as f32 / scale).round() as usize, (plane.height as f32 / scale).round() as usize);
            if w <= 2 * BORDER + 4 || h <= 2 * BORDER + 4 {
                break;
            }
            let p = if level == 0 { plane.blurred(1.0) } else { plane.resized(w, h).blurred(0.8) };
            let mut found = peaks(&corners(&p));
            found.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.1, a.0).cmp(&(b.1, b.0))));
            let n = (FEATURES_MAX as f32 / scale / shrink).round() as usize;
            let smooth = p.blurred(1.8);
            let (sx, sy) = (plane.width as f32 / w as f32, plane.height as f32 / h as f32);
            for (x, y, response) in spread(&found, n, (n / 16).max(3), |c| (c.0 as f32 / w as f32, c.1 as f32 / h as f32)) {
                let angle = orientation(&smooth, x, y);
                let bits = describe(&smooth, x, y, angle);
                all.push(Feature {
                    x: (x as f32 + 0.5) * sx - 0.5,
                    y: (y as f32 + 0.5) * sy - 0.5,
                    angle,
                    level: level as u8,
                    response,
                    bits,
                });
            }
        }
        all.sort_by(|a, b| b.response.total_cmp(&a.response));
        Features { all, width: plane.width as f32, height: plane.height as f32 }
    }

    /// The features that go into the index: the strongest of the middle scales, spread over the picture.
    pub fn indexed(&self, n: usize) -> Vec<Feature> {
        let sorted: Vec<Feature> = self.all.iter().copied().filter(|f| (1..=6).contains(&f.level)).collect();
        spread(&sorted, n, (n / 20).max(2), |f| (f.x / self.width, f.y / self.height))
    }
}
