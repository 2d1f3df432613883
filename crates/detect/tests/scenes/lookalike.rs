//! Claims on pictures that look alike and are not the same: marks of one program, forms filled in differently.

use super::edits::{EDITS, edited, jpeg};
use super::overlay::{Filled, MARKS, blank_page, blank_page_photographed, ground, marked, photographed, scanned};
use super::score::read;
use detect::photo::plane::Plane;
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

/// How a sheet of paper becomes a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By {
    Scanner,
    Hand,
}

impl By {
    fn form(self, form: u64, filled: Filled, again: u64) -> Plane {
        match self {
            Self::Scanner => scanned(form, filled, again),
            Self::Hand => photographed(form, filled, again),
        }
    }
    fn page(self, office: u64, page: u64) -> Plane {
        match self {
            Self::Scanner => blank_page(office, page),
            Self::Hand => blank_page_photographed(office, page),
        }
    }
}

/// `n` fillings of each of `forms` printed forms: pairs of different fillings, edits of a picture, and the same paper in
/// another picture.
pub fn forms(first: u64, forms: u64, n: u64, by: By) -> Alike {
    let mut out = Alike::default();
    for form in first..first + forms {
        let all: Vec<_> = (0..n).map(|fill| read(&jpeg(&by.form(form, Filled::all(fill), 0), 88))).collect();
        for (i, a) in all.iter().enumerate() {
            let filled = Filled::all(i as u64);
            all[..i].iter().for_each(|b| out.other(compare(a, b).map(|m| m.kind)));
            out.again(compare(&read(&jpeg(&by.form(form, filled, 1), 88)), a).map(|m| m.kind));
            let edit = TRIED[i % TRIED.len()];
            out.copy(compare(&read(&edited(&by.form(form, filled, 0), edit, form)), a).map(|m| m.kind));
        }
    }
    out
}

/// Edits of a scan of each of `forms` printed forms, every edit there is: found as the same photograph.
pub fn scan_edits(first: u64, forms: u64) -> [usize; EDITS.len()] {
    let mut out = [0; EDITS.len()];
    for form in first..first + forms {
        let scan = scanned(form, Filled::all(form), 0);
        let own = read(&jpeg(&scan, 88));
        for (edit, found) in out.iter_mut().enumerate() {
            *found += usize::from(compare(&read(&edited(&scan, edit, form)), &own).is_some_and(|m| m.kind == Kind::SamePhoto));
        }
    }
    out
}

/// `n` papers on each of `forms` printed forms that differ from the first one in `fields` fields, each in a picture of its
/// own: pairs with the first one.
pub fn few_fields(first: u64, forms: u64, n: u64, fields: usize, by: By) -> Alike {
    let mut out = Alike::default();
    for form in first..first + forms {
        let of = |other: u64| read(&jpeg(&by.form(form, Filled { by: 7, fields: if other == 0 { 0 } else { fields }, other }, other), 88));
        let all: Vec<_> = (0..=n).map(of).collect();
        all[1..].iter().for_each(|b| out.other(compare(&all[0], b).map(|m| m.kind)));
    }
    out
}

/// `n` blank pages under the head of each of `offices` offices: pairs of different pages, and edits of one.
pub fn blank_pages(first: u64, offices: u64, n: u64, by: By) -> Alike {
    let mut out = Alike::default();
    for office in first..first + offices {
        let all: Vec<_> = (0..n).map(|page| read(&jpeg(&by.page(office, page), 88))).collect();
        for (i, a) in all.iter().enumerate() {
            all[..i].iter().for_each(|b| out.other(compare(a, b).map(|m| m.kind)));
            let edit = TRIED[i % TRIED.len()];
            out.copy(compare(&read(&edited(&by.page(office, i as u64), edit, office)), a).map(|m| m.kind));
        }
    }
    out
}
