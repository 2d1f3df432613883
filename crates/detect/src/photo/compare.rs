//! Two pictures judged: the same photograph, the same place on another day, or neither.
//!
//! After registration an edited copy agrees in the fine grain of its surfaces; another photograph of the place agrees
//! only in its edges, since light, grain and whatever can move are new.

use super::feature::Features;
use super::geometry::{Affine, Pairing, matches, movement};
use super::plane::Plane;
use serde::Serialize;

/// What two pictures are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    SamePhoto,
    SamePlace,
}

/// Two pictures that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Match {
    pub kind: Kind,
    /// 0..1.
    pub score: f32,
    /// Places that follow the common movement.
    pub witnesses: usize,
    /// Agreement of small patches after registration, −1..1, at the 35th of 100 sorted patches.
    pub agreement: f32,
    pub mirrored: bool,
    /// Share of the smaller picture that both show.
    pub overlap: f32,
}

/// Witnesses of a common movement from which on two pictures may be one photograph.
const WITNESSES_PHOTO: usize = 8;
/// An edited copy keeps its corners all over; a page photographed again keeps few of them however well its print agrees.
const WITNESSES_COPY: usize = 30;
/// Witnesses for one place; the pixels cannot confirm it.
const WITNESSES_PLACE: usize = 16;
const AGREEMENT_PHOTO: f32 = 0.72;
/// The plainer patches must agree as well, though compression costs them more.
const AGREEMENT_PLAIN: f32 = 0.5;
const AGREEMENT_PLACE: f32 = 0.02;
const BLOCK: usize = 20;
/// Patches must vary by so many grey levels to be compared.
const TEXTURE_MIN: f32 = 1.2;
const BLOCKS_MIN: usize = 8;

/// A picture with what comparison needs of it.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub plane: Plane,
    pub features: Features,
}

impl Prepared {
    /// Takes the features of a plane at common size.
    pub fn of(plane: Plane) -> Self {
        let features = Features::of(&plane);
        Self { plane, features }
    }
}

/// Compares two pictures. Symmetric up to rounding: callers order the pair to have it exactly so.
pub fn compare(a: &Prepared, b: &Prepared) -> Option<Match> {
    let found = [false, true].map(|flip| {
        let pairs = matches(&a.features.all, &b.features.all, flip);
        movement(&pairs, flip).map(|(m, kept)| (flip, m, kept))
    });
    let (flip, m, kept) = found.into_iter().flatten().max_by_key(|f| f.2.len())?;
    judge(a, b, flip, &m, &kept)
}

/// Judges a registered pair.
fn judge(a: &Prepared, b: &Prepared, flip: bool, m: &Affine, kept: &[Pairing]) -> Option<Match> {
    if kept.len() < WITNESSES_PHOTO {
        return None;
    }
    let (blocks, overlap) = agreements(&a.plane, &b.plane, m);
    if blocks.len() < BLOCKS_MIN || overlap < 0.12 {
        return None;
    }
    // Edges agree on another day as well, and a mark or a moved thing hides some of the surface: a third of the way up
    // the sorted patches, both are left behind.
    let agreement = quantile(blocks.iter().map(|b| b.0).collect(), 0.35);
    // A page of print is all edges; what tells its second photograph is the plain desk and margin around them.
    let plain = quantile(blocks[..blocks.len() * 2 / 5].iter().map(|b| b.0).collect(), 0.5);
    let kind = if kept.len() >= WITNESSES_COPY && agreement >= AGREEMENT_PHOTO && plain >= AGREEMENT_PLAIN {
        Kind::SamePhoto
    } else if kept.len() >= WITNESSES_PLACE && agreement >= AGREEMENT_PLACE {
        Kind::SamePlace
    } else {
        return None;
    };
    let score = match kind {
        Kind::SamePhoto => (0.5 + agreement / 2.0).min(1.0),
        Kind::SamePlace => (kept.len() as f32 / 80.0).min(1.0),
    };
    Some(Match { kind, score, witnesses: kept.len(), agreement, mirrored: flip, overlap })
}

/// b as seen from a: sampled at the moved places, `f32::NAN` where b has nothing.
fn registered(a: &Plane, b: &Plane, m: &Affine) -> Plane {
    let scale = m.scale();
    let b = if scale > 1.1 { b.blurred(0.45 * scale) } else { b.clone() };
    let mut out = Plane::new(a.width, a.height);
    for y in 0..a.height {
        for x in 0..a.width {
            let (u, v) = m.map(x as f32, y as f32);
            out.data[y * a.width + x] = b.sample(u, v).unwrap_or(f32::NAN);
        }
    }
    out
}

/// Brightness between the grain of the sensor and the light of the scene.
fn band(p: &Plane) -> Plane {
    let (fine, coarse) = (p.blurred(1.3), p.blurred(7.0));
    Plane { data: fine.data.iter().zip(&coarse.data).map(|(f, c)| f - c).collect(), ..fine }
}

/// Agreement and variance of every textured patch, plainest first, and the share of the smaller picture that both show.
fn agreements(a: &Plane, b: &Plane, m: &Affine) -> (Vec<(f32, f32)>, f32) {
    let mut moved = registered(a, b, m);
    let valid: Vec<bool> = moved.data.iter().map(|v| v.is_finite()).collect();
    // Filling the void with a's own mean keeps the filters finite; such patches are left out below.
    moved.data.iter_mut().zip(&a.data).filter(|(v, _)| !v.is_finite()).for_each(|(v, o)| *v = *o);
    let (fa, fb) = (band(a), band(&moved));
    let mut out = Vec::new();
    let (mut by, mut seen) = (8, 0usize);
    while by + BLOCK + 8 < a.height {
        let mut bx = 8;
        while bx + BLOCK + 8 < a.width {
            let inside = [(0, 0), (BLOCK, 0), (0, BLOCK), (BLOCK, BLOCK)].iter().all(|(dx, dy)| {
                let (x, y) = (bx + dx, by + dy);
                [(x - 6, y - 6), (x + 6, y - 6), (x - 6, y + 6), (x + 6, y + 6)].iter().all(|(x, y)| valid[y * a.width + x])
            });
            if inside {
                seen += 1;
                out.extend(patch(&fa, &fb, bx, by));
            }
            bx += BLOCK;
        }
        by += BLOCK;
    }
    out.sort_by(|x, y| x.1.total_cmp(&y.1));
    let area_b = (b.width * b.height) as f32 / m.scale().powi(2).max(1e-6);
    let smaller = ((a.width * a.height) as f32).min(area_b);
    (out, (seen * BLOCK * BLOCK) as f32 / smaller.max(1.0))
}

fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).copied().unwrap_or(0.0)
}

/// Best normalised correlation of a patch within one pixel of its place, and its variance in a.
fn patch(a: &Plane, b: &Plane, x0: usize, y0: usize) -> Option<(f32, f32)> {
    let mut best: Option<(f32, f32)> = None;
    for oy in 0..=2 {
        for ox in 0..=2 {
            let (mut sa, mut sb, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for dy in 0..BLOCK {
                let ra = &a.data[(y0 + dy) * a.width + x0..][..BLOCK];
                let rb = &b.data[(y0 + dy + oy - 1) * b.width + x0 + ox - 1..][..BLOCK];
                for (p, q) in ra.iter().zip(rb) {
                    sa += p;
                    sb += q;
                    aa += p * p;
                    bb += q * q;
                    ab += p * q;
                }
            }
            let n = (BLOCK * BLOCK) as f32;
            let (va, vb) = (aa / n - (sa / n).powi(2), bb / n - (sb / n).powi(2));
            if va < TEXTURE_MIN * TEXTURE_MIN || vb < TEXTURE_MIN * TEXTURE_MIN * 0.25 {
                return None;
            }
            let z = (ab / n - sa / n * sb / n) / (va * vb).sqrt();
            best = Some((best.map_or(z, |b| b.0.max(z)), va));
        }
    }
    best
}
