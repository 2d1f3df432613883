//! A plane of brightness and the few operations that features need.

/// Brightness, row by row; `data.len() == width * height`, values 0..=255.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plane {
    pub width: usize,
    pub height: usize,
    pub data: Vec<f32>,
}

impl Plane {
    /// A plane of zeros.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, data: vec![0.0; width * height] }
    }

    /// The value at a place inside the plane.
    #[inline]
    pub fn at(&self, x: usize, y: usize) -> f32 {
        self.data[y * self.width + x]
    }

    /// Variance here, variance there and covariance of two squares of `side` pixels, each by its upper left corner; of every
    /// `every`th pixel and row.
    #[inline]
    pub fn moments(&self, here: (usize, usize), other: &Plane, there: (usize, usize), side: usize, every: usize) -> (f32, f32, f32) {
        let mut sums = [[0f32; LANES]; 5];
        let mut add = |at: usize, p: f32, q: f32| {
            sums[0][at] += p;
            sums[1][at] += q;
            sums[2][at] += p * p;
            sums[3][at] += q * q;
            sums[4][at] += p * q;
        };
        for dy in (0..side).step_by(every) {
            let ra = &self.data[(here.1 + dy) * self.width + here.0..][..side];
            let rb = &other.data[(there.1 + dy) * other.width + there.0..][..side];
            if every > 1 {
                ra.iter().zip(rb).step_by(every).for_each(|(p, q)| add(0, *p, *q));
                continue;
            }
            let (fours, theirs) = (ra.chunks_exact(LANES), rb.chunks_exact(LANES));
            let rest = fours.remainder().iter().zip(theirs.remainder());
            for (p, q) in fours.zip(theirs) {
                (0..LANES).for_each(|n| add(n, p[n], q[n]));
            }
            rest.for_each(|(p, q)| add(0, *p, *q));
        }
        let [sa, sb, aa, bb, ab] = sums.map(|s| s.iter().sum::<f32>());
        let n = side.div_ceil(every).pow(2) as f32;
        (aa / n - (sa / n).powi(2), bb / n - (sb / n).powi(2), ab / n - sa / n * sb / n)
    }

    /// Bilinear value, `None` outside.
    #[inline]
    pub fn sample(&self, x: f32, y: f32) -> Option<f32> {
        if !(x >= 0.0 && y >= 0.0 && x < (self.width - 1) as f32 && y < (self.height - 1) as f32) {
            return None;
        }
        let (xi, yi) = (x as usize, y as usize);
        let (fx, fy) = (x - xi as f32, y - yi as f32);
        let i = yi * self.width + xi;
        let top = self.data[i] * (1.0 - fx) + self.data[i + 1] * fx;
        let low = self.data[i + self.width] * (1.0 - fx) + self.data[i + self.width + 1] * fx;
        Some(top * (1.0 - fy) + low * fy)
    }

    /// Resized: box average where it shrinks, bilinear where it grows.
    pub fn resized(&self, width: usize, height: usize) -> Plane {
        let mut out = Plane::new(width.max(1), height.max(1));
        let (sx, sy) = (self.width as f32 / out.width as f32, self.height as f32 / out.height as f32);
        let taps = |i: usize, s: f32, n: usize| -> Vec<(usize, f32)> {
            let half = (s / 2.0).max(0.5);
            let centre = (i as f32 + 0.5) * s - 0.5;
            let (lo, hi) = ((centre - half).floor() as i64, (centre + half).ceil() as i64);
            let w: Vec<(usize, f32)> = (lo..=hi)
                .map(|k| (k.clamp(0, n as i64 - 1) as usize, (1.0 - ((k as f32 - centre).abs() - (half - 0.5)).max(0.0)).clamp(0.0, 1.0)))
                .filter(|(_, w)| *w > 0.0)
                .collect();
            let sum: f32 = w.iter().map(|x| x.1).sum();
            w.into_iter().map(|(k, x)| (k, x / sum.max(1e-6))).collect()
        };
        let mut middle = Plane::new(out.width, self.height);
        let columns: Vec<Vec<(usize, f32)>> = (0..out.width).map(|x| taps(x, sx, self.width)).collect();
        for (row, from) in middle.data.chunks_exact_mut(out.width).zip(self.data.chunks_exact(self.width)) {
            for (o, t) in row.iter_mut().zip(&columns) {
                *o = t.iter().map(|(k, w)| from[*k] * w).sum();
            }
        }
        for y in 0..out.height {
            let t = taps(y, sy, self.height);
            let row = &mut out.data[y * out.width..(y + 1) * out.width];
            for (k, w) in t {
                let from = &middle.data[k * middle.width..(k + 1) * middle.width];
                row.iter_mut().zip(from).for_each(|(o, v)| *o += v * w);
            }
        }
        out
    }

    /// Blurred by a Gaussian of the given deviation in pixels, edges repeated.
    pub fn blurred(&self, sigma: f32) -> Plane {
        let r = (sigma * 2.5).ceil() as usize;
        let kernel: Vec<f32> = (0..=2 * r).map(|i| (-((i as f32 - r as f32) / sigma).powi(2) / 2.0).exp()).collect();
        let sum: f32 = kernel.iter().sum();
        let kernel: Vec<f32> = kernel.into_iter().map(|k| k / sum).collect();
        let (w, h) = (self.width, self.height);
        let mut middle = Plane::new(w, h);
        let mut padded = vec![0f32; w + 2 * r];
        for y in 0..h {
            let row = &self.data[y * w..(y + 1) * w];
            padded[r..r + w].copy_from_slice(row);
            padded[..r].fill(row[0]);
            padded[r + w..].fill(row[w - 1]);
            let out = &mut middle.data[y * w..(y + 1) * w];
            for (n, weights) in kernel.chunks(TAPS).enumerate() {
                add_weighted(out, |k| &padded[n * TAPS + k..][..w], weights);
            }
        }
        let mut out = Plane::new(w, h);
        for y in 0..h {
            let row = &mut out.data[y * w..(y + 1) * w];
            for (n, weights) in kernel.chunks(TAPS).enumerate() {
                let from = |k: usize| (y + n * TAPS + k).saturating_sub(r).min(h - 1) * w;
                add_weighted(row, |k| &middle.data[from(k)..][..w], weights);
            }
        }
        out
    }
}

/// Sums that are kept beside each other, so that the compiler adds several at a time.
const LANES: usize = 4;
/// Rows that are added at a time: the sum is read and written once for all of them.
const TAPS: usize = 4;

/// Adds rows, each by its weight; `row(k)` is at least as long as `out`.
#[inline]
fn add_weighted<'a>(out: &mut [f32], row: impl Fn(usize) -> &'a [f32], weights: &[f32]) {
    let Ok([wa, wb, wc, wd]) = <[f32; TAPS]>::try_from(weights) else {
        for (k, weight) in weights.iter().enumerate() {
            out.iter_mut().zip(row(k)).for_each(|(o, v)| *o += v * weight);
        }
        return;
    };
    let rows = row(0).iter().zip(row(1)).zip(row(2)).zip(row(3));
    for (o, (((a, b), c), d)) in out.iter_mut().zip(rows) {
        *o += a * wa + b * wb + c * wc + d * wd;
    }
}
