//! Two pictures judged: the same photograph, the same place on another day, or neither.
//!
//! "The same photograph" needs evidence of one exposure: registered to a fraction of a pixel, an edit follows one flat
//! movement, while another stand bends the picture and moves near things against far ones; its ground, its light (up to one
//! curve of tones) and its grain are those of the original. Whatever speaks against makes it "the same place".

use super::agree::{Ground, Patches, Registered, Taken, quantile};
use super::contrary::Contrary;
use super::feature::Features;
use super::fine::{Departure, Place, departure};
use super::geometry::{Affine, Pairing, matches, movement};
use super::paper::is_paper;
use super::plane::Plane;
use serde::Serialize;
use std::borrow::{Borrow, Cow};

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
/// The ground: copies keep .65 and more of it, a page photographed again next to nothing.
const AGREEMENT_GROUND: f32 = 0.5;
/// Ground so alike that the light needs no look: odd curves of tones are edits too.
const AGREEMENT_GROUND_SURE: f32 = 0.98;
/// Grey levels by which the light may depart from one curve of tones where nothing else speaks against; with a camera that
/// nobody moved, another day departs by 2.7 and more.
const LIGHT_MAX: f32 = 3.2;
/// Share of what stands out that may be hidden by pasted marks where nothing else speaks against.
const MARKS_MAX: f32 = 0.5;
/// Blocks of a thing that moved. Edits leave one at most.
const MOVED_MIN: usize = 2;
/// Agreement before fine registration below which it is not worth its time.
const AGREEMENT_FINE: f32 = 0.4;
/// Patches of which it is known where they lie, by deviation in pixels, and how many of them are needed to judge by.
const DOUBT_MAX: f32 = 0.15;
const PLACES_MIN: usize = 12;
/// Pixels by which known patches may depart from one flat movement. Edits: .2 at most; another stand: .4 and more.
const FLAT_MAX: f32 = 0.25;
/// The same from a bent one, as an edit of perspective leaves it. A wall seen from another stand may come as near, so
/// ground and light must agree the better.
const BENT_MAX: f32 = 0.12;
const AGREEMENT_GROUND_BENT: f32 = 0.9;
const LIGHT_MAX_BENT: f32 = 1.5;
/// Grain strong enough, in grey levels, to be missed where compression took none of it, and the share that must be common.
const GRAIN_MIN: f32 = 0.4;
const GRAIN_SHARED_MIN: f32 = 0.12;
/// Agreement of one place from two stands; pavements of one kind come to .024 on 16 witnesses.
const AGREEMENT_PLACE: f32 = 0.06;
/// Share of what stands out that may contradict beside pasted marks: edits leave .02 at most, a printed form filled in
/// differently .10 and more, another text in the mark of a program .03 to .07.
const SCATTERED_MAX: f32 = 0.04;
/// Share of the common part in which witnesses must stand where there is no ground to compare; marks come to .35.
const SPREAD_GROUNDLESS: f32 = 0.4;
/// Grey levels by which the light of a copy of a blank wall or of the night departs at most (.5), with next to no
/// contradiction; two blank walls come to 1.1.
const LIGHT_GROUNDLESS: f32 = 0.6;
const CONTRARY_GROUNDLESS: f32 = 0.02;
/// The same for one place; marks come to .30, and so does a window of one make. Below it what is far from all witnesses
/// must agree: in so many blocks by this share, while pictures of two places agree in .23 at most.
const SPREAD_PLACE: f32 = 0.35;
const FAR_MIN: usize = 40;
const FAR_AGREES: f32 = 0.3;
/// Ground of a scanned form, and pixels by which its places depart from a flat movement; walls and fields come to .94.
const GROUND_FORM: f32 = 0.95;
const FLAT_FORM: f32 = 0.35;
/// Grey levels by which ground varies that is print.
const TEXTURE_PRINT: f32 = 5.0;
/// Share of the smaller picture that both must show where there is no ground: a copy lies within its original.
const OVERLAP_GROUNDLESS: f32 = 0.65;
/// Grey levels by which light must vary to be evidence: that of a scanner is the same on every sheet.
const LIGHT_VARIES_MIN: f32 = 10.0 * LIGHT_GROUNDLESS;
const BLOCKS_MIN: usize = 8;
/// Share of the smaller picture that both must show.
const OVERLAP_MIN: f32 = 0.12;

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
    Asked::new(a).compare(&b.features, || Some(&b.plane))
}

/// A picture that is compared with many, by several threads if need be: what is taken from it is taken once.
pub struct Asked<'a> {
    features: &'a Features,
    taken: Taken<'a>,
}

impl<'a> Asked<'a> {
    /// Takes nothing yet.
    pub fn new(of: &'a Prepared) -> Self {
        Self { features: &of.features, taken: Taken::new(Cow::Borrowed(&of.plane)) }
    }

    /// Compares it with a picture of which the features were kept: that one is unpacked only where enough of them follow one
    /// movement. `None` as well where it cannot be unpacked.
    pub fn compare<P: Borrow<Plane>>(&self, b: &Features, plane: impl FnOnce() -> Option<P>) -> Option<Match> {
        let found = [false, true].map(|flip| {
            let pairs = matches(&self.features.all, &b.all, flip);
            movement(&pairs, flip).map(|(m, kept)| (flip, m, kept))
        });
        let (flip, m, kept) = found.into_iter().flatten().max_by_key(|f| f.2.len())?;
        if kept.len() < WITNESSES_PHOTO {
            return None;
        }
        judge(&self.taken, plane()?.borrow(), flip, &m, &kept)
    }
}

/// Judges a registered pair. What is cheap is asked first, and what can no longer change the answer is not asked.
fn judge(a: &Taken, b: &Plane, flip: bool, m: &Affine, kept: &[Pairing]) -> Option<Match> {
    let area_b = (b.width * b.height) as f32;
    let coarsely = Registered::new(a, b, m);
    let mut agreed = Agreed::of(&coarsely.patches(area_b))?;
    // Nobody comes back to a place that is mirrored; only many witnesses show a copy too worn to be one exposure.
    let many = kept.len() >= if flip { 2 * WITNESSES_PLACE } else { WITNESSES_PLACE };
    let mut seen = None;
    if agreed.most >= AGREEMENT_FINE {
        let (finely, places) = coarsely.finely(b, m);
        let registered = finely.as_ref().unwrap_or(&coarsely);
        if let Some(fine) = Agreed::of(&registered.patches(area_b)) {
            seen = Some(Seen::of(registered, kept, &fine, departure_of(&places), many)?);
            // What is ruined by fine registration was no single movement; one place may well be seen from two stands.
            agreed = Agreed { most: agreed.most.max(fine.most), ..fine };
        }
    }
    let place = || {
        let spread = seen.as_ref().map_or_else(|| Spread::of(&coarsely, kept, 1.0).may_be_place_unseen(), |s| s.spread);
        let print = seen.as_ref().and_then(|s| s.ground).is_some_and(|g| is_print(&g));
        many && agreed.most >= AGREEMENT_PLACE && spread && (print || !is_paper(&a.plane, b, kept))
    };
    let kind = if seen.as_ref().is_some_and(|s| s.exposure) {
        Kind::SamePhoto
    } else if many && place() {
        Kind::SamePlace
    } else {
        return None;
    };
    let score = match kind {
        Kind::SamePhoto => (0.5 + agreed.most / 2.0).min(1.0),
        Kind::SamePlace => (kept.len() as f32 / 80.0).min(1.0),
    };
    Some(Match {
        kind,
        score,
        witnesses: kept.len(),
        agreement: agreed.most,
        ground: seen.and_then(|s| s.ground).map(|g| g.agreement),
        mirrored: flip,
        overlap: agreed.overlap,
    })
}

/// What a finely registered pair says.
struct Seen {
    exposure: bool,
    ground: Option<Ground>,
    /// The witnesses stand on more than a mark.
    spread: bool,
}

impl Seen {
    /// `None` where the pair can be neither. `many`: there are witnesses enough for a place.
    fn of(seen: &Registered, kept: &[Pairing], fine: &Agreed, departure: Option<Departure>, many: bool) -> Option<Self> {
        let flat = departure.is_none_or(|d| d.flat <= FLAT_MAX);
        let bent = departure.is_some_and(|d| d.bent <= BENT_MAX);
        let mut exposure = fine.most >= AGREEMENT_PHOTO && fine.plain >= AGREEMENT_PLAIN && (flat || bent);
        if !(exposure || many) || (flat && seen.written_otherwise()) {
            return None;
        }
        let found = Spread::of(seen, kept, fine.overlap);
        exposure = exposure
            && found.contrary.scattered <= SCATTERED_MAX
            && !seen.grain().is_some_and(|g| g.deviation >= GRAIN_MIN && g.shared < GRAIN_SHARED_MIN)
            // What a flat movement does not register seems to have moved.
            && !(flat && seen.moved(&found.contrary.against) >= MOVED_MIN);
        if !(exposure || many) {
            return None;
        }
        let ground = seen.ground(if exposure { AGREEMENT_GROUND } else { GROUND_FORM });
        exposure =
            exposure && (ground.is_some() || found.holds_without_ground(seen)) && one_exposure(seen, departure, ground, &found.contrary);
        let spread = exposure || found.may_be_place(seen, ground, departure.is_some_and(|d| d.flat <= FLAT_FORM));
        Some(Self { exposure, ground, spread })
    }
}

/// What the patches say together.
#[derive(Clone, Copy)]
struct Agreed {
    most: f32,
    plain: f32,
    overlap: f32,
}

impl Agreed {
    /// `None` where too little is common to both.
    fn of(patches: &Patches) -> Option<Self> {
        let Patches { all, overlap } = patches;
        if all.len() < BLOCKS_MIN || *overlap < OVERLAP_MIN {
            return None;
        }
        // Edges agree on another day as well, and a mark or a moved thing hides some of the surface: a third of the way up
        // the sorted patches, both are left behind.
        let most = quantile(all.iter().map(|b| b.0).collect(), 0.35);
        let plain = quantile(all[..all.len() * 2 / 5].iter().map(|b| b.0).collect(), 0.5);
        Some(Self { most, plain, overlap: *overlap })
    }
}

/// How far the places of which it is known where they lie depart from one movement; `None` where they are too few.
fn departure_of(places: &[Place]) -> Option<Departure> {
    let known: Vec<Place> = places.iter().copied().filter(|p| p.doubt <= DOUBT_MAX).collect();
    if known.len() < PLACES_MIN { None } else { departure(&known) }
}

/// How the witnesses are spread, and what speaks against them.
struct Spread {
    share: f32,
    contrary: Contrary,
    /// Share of the smaller picture that both show.
    overlap: f32,
}

impl Spread {
    fn of(seen: &Registered, kept: &[Pairing], overlap: f32) -> Self {
        Self { share: seen.spread(kept), contrary: seen.contrary(kept), overlap }
    }

    /// Without any ground to compare, all evidence is what stands out: it must be all over the picture and nothing may
    /// contradict, or the light must vary and be the very same; else it is the mark of one program on two pictures, or the
    /// head of an office on two pages.
    fn holds_without_ground(&self, seen: &Registered) -> bool {
        let everywhere = self.share >= SPREAD_GROUNDLESS && self.contrary.all <= SCATTERED_MAX;
        let one_light = || seen.light() <= LIGHT_GROUNDLESS && seen.light_range() >= LIGHT_VARIES_MIN;
        self.overlap >= OVERLAP_GROUNDLESS && (everywhere || (self.contrary.all <= CONTRARY_GROUNDLESS && one_light()))
    }

    /// Tells whether the pictures have more in common than a thing that stands in many pictures, and are not one printed
    /// form filled in differently. `flat`: all follows one flat movement. Of print that is seen so well, no block of one sheet
    /// contradicts.
    fn may_be_place(&self, seen: &Registered, ground: Option<Ground>, flat: bool) -> bool {
        let Some(ground) = ground else { return self.holds_without_ground(seen) };
        let against = if is_print(&ground) { self.contrary.all > 0.0 } else { self.contrary.scattered > SCATTERED_MAX };
        let form = flat && ground.agreement >= GROUND_FORM && against;
        !form && self.may_be_place_unseen()
    }

    /// The same where the pictures agree too little to be registered finely.
    fn may_be_place_unseen(&self) -> bool {
        let beyond = self.contrary.far >= FAR_MIN && self.contrary.far_agrees >= FAR_AGREES;
        self.share >= SPREAD_PLACE || beyond
    }
}

/// Tells whether the ground is print that agrees: there is no plain ground to speak of.
fn is_print(ground: &Ground) -> bool {
    ground.agreement >= GROUND_FORM && ground.texture >= TEXTURE_PRINT
}

/// Tells whether two pictures of which nothing moved are one exposure: no other stand, the same ground and the same light.
fn one_exposure(seen: &Registered, departure: Option<Departure>, ground: Option<Ground>, contrary: &Contrary) -> bool {
    if departure.is_some_and(|d| d.flat > FLAT_MAX) {
        return ground.is_some_and(|g| g.agreement >= AGREEMENT_GROUND_BENT) && seen.light() <= LIGHT_MAX_BENT;
    }
    // What speaks against adds up, each by the share of what would be enough alone. Where a picture has no ground to compare
    // (a clean scan, a drawing), the rest must do.
    let lost = ground.map_or(0.0, |g| (1.0 - g.agreement) / (1.0 - AGREEMENT_GROUND));
    let doubts = || lost + contrary.all / MARKS_MAX + seen.light() / LIGHT_MAX;
    match ground {
        // Print is the same on every sheet: where a block contradicts, only what is registered as a copy is none of another.
        Some(g) if is_print(&g) && contrary.all > 0.0 => doubts() + departure.map_or(0.0, |d| d.flat / FLAT_MAX) <= 1.0,
        Some(g) if g.agreement >= AGREEMENT_GROUND_SURE => true,
        _ => lost <= 1.0 && doubts() <= 1.0,
    }
}
