//! Claims on pictures that look alike and are not the same: marks of one program, forms filled in differently.

use super::edits::{edited, jpeg};
use super::overlay::{MARKS, ground, marked, scanned};
use super::score::read;
use detect::photo::{Kind, compare};

/// Claims of one kind of picture.
#[derive(Debug, Default, Clone, Copy)]
pub struct Alike {
    /// Pairs of different things, and those claimed as the same photograph or as the same place.
    pub others: usize,
    pub others_photo: usize,
    pub others_place: usize,
    /// The same picture again, and those claimed as the same photograph.
    pub copies: usize,
    pub copies_photo: usize,
    /// The same thing in another exposure, and those claimed as either.
    pub again: usize,
    pub again_either: usize,
    pub again_photo: usize,
}

impl Alike {
    fn other(&mut self, kind: Option<Kind>) {
        self.others += 1;
        self.others_photo += usize::from(kind == Some(Kind::SamePhoto));
        self.others_place += usize::from(kind == Some(Kind::SamePlace));
    }
    fn copy(&mut self, kind: Option<Kind>) {
        self.copies += 1;
        self.copies_photo += usize::from(kind == Some(Kind::SamePhoto));
    }
    fn again(&mut self, kind: Option<Kind>) {
        self.again += 1;
        self.again_either += usize::from(kind.is_some());
        self.again_photo += usize::from(kind == Some(Kind::SamePhoto));
    }
}

/// Edits tried on a marked picture and on a scan, of `EDITS`.
const TRIED: [usize; 4] = [0, 1, 4, 13];

/// `n` pictures under each mark against `n` others under the same mark, each pair once; copies are the unmarked picture with
/// another text of the mark, and edits of the marked one.
pub fn marks(first: u64, n: u64) -> [Alike; MARKS as usize] {
    std::array::from_fn(|mark| {
        let mut out = Alike::default();
        let take = |scene: u64, text: u64| marked(&ground(scene), mark as u64, text);
        let all: Vec<_> = (first..first + n).map(|s| read(&jpeg(&take(s, s), 85))).collect();
        for (i, a) in all.iter().enumerate() {
            let scene = first + i as u64;
            all[..i].iter().for_each(|b| out.other(compare(a, b).map(|m| m.kind)));
            // Blank ground and night hold nothing to find a copy by once the mark is another.
            if scene % 4 > 1 {
                out.copy(compare(&read(&jpeg(&take(scene, scene + 5_000), 80)), a).map(|m| m.kind));
            }
            let edit = TRIED[i % TRIED.len()];
            out.copy(compare(&read(&edited(&take(scene, scene), edit, scene)), a).map(|m| m.kind));
        }
        out
    })
}

/// `n` fillings of each of `forms` printed forms, scanned: pairs of different fillings, edits of a scan, and the same paper
/// scanned twice.
pub fn forms(first: u64, forms: u64, n: u64) -> Alike {
    let mut out = Alike::default();
    for form in first..first + forms {
        let all: Vec<_> = (0..n).map(|fill| read(&jpeg(&scanned(form, fill, 0), 88))).collect();
        for (i, a) in all.iter().enumerate() {
            let fill = i as u64;
            all[..i].iter().for_each(|b| out.other(compare(a, b).map(|m| m.kind)));
            out.again(compare(&read(&jpeg(&scanned(form, fill, 1), 88)), a).map(|m| m.kind));
            let edit = TRIED[i % TRIED.len()];
            out.copy(compare(&read(&edited(&scanned(form, fill, 0), edit, form)), a).map(|m| m.kind));
        }
    }
    out
}
