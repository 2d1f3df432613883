//! Two pictures judged: the same photograph, the same place on another day, or neither.
//!
//! After registration an edited copy agrees in the fine grain of its surfaces; another photograph of the place agrees
//! only in its edges, since light, grain and whatever can move are new.

use super::agree::{Patches, Registered, quantile};
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
    /// Agreement of the calm ground between the edges, −1..1; `None` where it was not asked or has nothing to compare.
    pub ground: Option<f32>,
}

/// Witnesses of a common movement from which on two pictures may be one photograph.
const WITNESSES_PHOTO: usize = 8;
/// Witnesses for one place; the pixels cannot confirm it.
const WITNESSES_PLACE: usize = 16;
const AGREEMENT_PHOTO: f32 = 0.72;
/// The plainer patches must agree as well, though compression costs them more.
const AGREEMENT_PLAIN: f32 = 0.5;
/// The grain of the ground: copies keep .7 and more of it, a page photographed again next to nothing.
const AGREEMENT_GROUND: f32 = 0.5;
/// Ground so alike that the light needs no look: curves and vignettes are edits too.
const AGREEMENT_GROUND_SURE: f32 = 0.95;
/// Grey levels by which the light may depart from one curve of tones.
const LIGHT_MAX: f32 = 2.8;
const AGREEMENT_PLACE: f32 = 0.02;
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
    let seen = Registered::new(&a.plane, &b.plane, m);
    let Patches { all: blocks, overlap } = seen.patches((b.plane.width * b.plane.height) as f32);
    if blocks.len() < BLOCKS_MIN || overlap < 0.12 {
        return None;
    }
    // Edges agree on another day as well, and a mark or a moved thing hides some of the surface: a third of the way up
    // the sorted patches, both are left behind.
    let agreement = quantile(blocks.iter().map(|b| b.0).collect(), 0.35);
    let plain = quantile(blocks[..blocks.len() * 2 / 5].iter().map(|b| b.0).collect(), 0.5);
    let edges_agree = agreement >= AGREEMENT_PHOTO && plain >= AGREEMENT_PLAIN;
    // Where a picture has no ground to compare (a clean scan, a drawing), its edges must do.
    let ground = if edges_agree { seen.ground() } else { None };
    let kind = if edges_agree && ground.is_none_or(|g| same_day(&seen, g.agreement)) {
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
    Some(Match { kind, score, witnesses: kept.len(), agreement, ground: ground.map(|g| g.agreement), mirrored: flip, overlap })
}

/// Tells whether ground and light are those of one exposure: the grain of a brick wall comes back, its light does not.
fn same_day(seen: &Registered, ground: f32) -> bool {
    ground >= AGREEMENT_GROUND_SURE || ground >= AGREEMENT_GROUND && seen.light() <= LIGHT_MAX
}
