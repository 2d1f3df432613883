//! A register of scenes, edits and second visits against it, and what was claimed.

use super::edits::{EDITS, edited, jpeg};
use super::{photograph, photograph_from};
use detect::photo::album::key_of;
use detect::photo::compare::Prepared;
use detect::photo::{Kind, Limits, PhotoIndex, compare, decode};

/// What was claimed. An honest item is a second visit or a scene that is not in the register.
#[derive(Debug, Default, Clone)]
pub struct Claims {
    pub found: [usize; EDITS.len()],
    pub edits: usize,
    /// Claims of either kind on another scene.
    pub false_pairs: usize,
    pub visits: usize,
    pub visits_photo: usize,
    pub visits_place: usize,
    /// Scenes that nobody photographed before.
    pub new: usize,
    /// Honest pictures that anything but a context signal fell upon.
    pub accused: usize,
}

impl Claims {
    pub fn recall(&self) -> f64 {
        self.found.iter().sum::<usize>() as f64 / self.edits.max(1) as f64
    }
    /// False alarms per 1,000 honest pictures.
    pub fn alarms(&self) -> f64 {
        self.accused as f64 * 1000.0 / (self.visits + self.new).max(1) as f64
    }
}

/// Decodes a file that must be a picture.
pub fn read(bytes: &[u8]) -> Prepared {
    Prepared::of(decode(bytes, &Limits::default()).expect("a picture").plane)
}

/// Claims of one query: (scene, kind).
fn ask(index: &PhotoIndex, register: &[Prepared], q: &Prepared) -> Vec<(usize, Kind)> {
    let all = index.candidates(&q.features);
    all.iter().filter_map(|c| Some((c.picture as usize, compare(q, &register[c.picture as usize])?.kind))).collect()
}

/// Scenes `first..first + n` in the register; every edit of each in turn where `step` is 1, two visits, and as many new
/// scenes.
pub fn measure(first: u64, n: usize, step: usize) -> Claims {
    let scene = |i: usize| first + i as u64;
    let register: Vec<Prepared> = (0..n).map(|i| read(&jpeg(&photograph(scene(i), 0), 92))).collect();
    let mut index = PhotoIndex::default();
    for (i, p) in register.iter().enumerate() {
        index.add(&p.features, key_of(&i.to_string()));
    }
    let mut out = Claims::default();
    for i in 0..n {
        let original = photograph(scene(i), 0);
        for e in (i % step..EDITS.len()).step_by(step) {
            let claims = ask(&index, &register, &read(&edited(&original, e, scene(i))));
            out.edits += 1;
            out.found[e] += usize::from(claims.contains(&(i, Kind::SamePhoto)));
            out.false_pairs += claims.iter().filter(|c| c.0 != i).count();
        }
        for visit in 1..3 {
            let claims = ask(&index, &register, &read(&jpeg(&photograph(scene(i), visit), 92)));
            out.visits += 1;
            out.visits_photo += usize::from(claims.contains(&(i, Kind::SamePhoto)));
            out.visits_place += usize::from(claims.contains(&(i, Kind::SamePlace)));
            out.false_pairs += claims.iter().filter(|c| c.0 != i).count();
            out.accused += usize::from(claims.iter().any(|c| c.1 == Kind::SamePhoto || c.0 != i));
        }
        let claims = ask(&index, &register, &read(&jpeg(&photograph(scene(i) + 1_000_000, 0), 92)));
        out.new += 1;
        out.false_pairs += claims.len();
        out.accused += usize::from(!claims.is_empty());
    }
    out
}

/// Honest second visits alone, without edits: from another stand, by a camera that nobody moved, and by one moved by a
/// tenth. Of each: visits, claimed as the same photograph, claimed as the same place, pictures of other scenes claimed.
/// Every claim that is wrong is printed: scenes, visit, what was measured.
pub fn visits(first: u64, n: usize) -> [[usize; 4]; 3] {
    let scene = |i: usize| first + i as u64;
    let register: Vec<Prepared> = (0..n).map(|i| read(&jpeg(&photograph(scene(i), 0), 92))).collect();
    let mut index = PhotoIndex::default();
    for (i, p) in register.iter().enumerate() {
        index.add(&p.features, key_of(&i.to_string()));
    }
    [1.0, 0.0, 0.1].map(|away| {
        let mut out = [0; 4];
        for (i, visit) in (0..n).flat_map(|i| [(i, 1), (i, 2)]) {
            let query = read(&jpeg(&photograph_from(scene(i), visit, away), 92));
            let claims = ask(&index, &register, &query);
            for (at, _) in claims.iter().filter(|c| c.0 != i || c.1 == Kind::SamePhoto) {
                println!("  scene {} visit {visit} away {away}, register {}: {:?}", scene(i), scene(*at), compare(&query, &register[*at]));
            }
            let claimed = |kind: Kind| usize::from(claims.contains(&(i, kind)));
            let found = [1, claimed(Kind::SamePhoto), claimed(Kind::SamePlace), claims.iter().filter(|c| c.0 != i).count()];
            out.iter_mut().zip(found).for_each(|(o, f)| *o += f);
        }
        out
    })
}
