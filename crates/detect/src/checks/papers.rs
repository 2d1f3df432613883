//! Files against what they say: metadata, shared editing sessions, one attachment under several items. Advisory.

use super::date_of;
use crate::signal::{Hint, Remark, Signal, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Metadata of a file; times in seconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Metadata {
    pub created: Option<i64>,
    pub modified: Option<i64>,
    pub author: String,
    pub edited_by: String,
    /// Editing sessions of Word: every session leaves its number in the file.
    pub rsids: BTreeSet<String>,
    /// EXIF time of a photograph as it stands, local, in seconds.
    pub taken: Option<i64>,
    pub camera: String,
}

/// A file as evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    pub paper: String,
    pub unit: String,
    pub item: String,
    /// SHA-256 of the bytes, hex.
    pub digest: String,
    /// Stated date, in days.
    pub day: Option<i64>,
    pub metadata: Metadata,
    /// By its title, several units wrote it together.
    pub joint: bool,
    /// Numbers of vouchers and certificates in it.
    pub numbers: BTreeSet<u64>,
}

const DAY_SECONDS: i64 = 86_400;
/// A paper is often typed after the event; a month later it is worth a look.
const CREATED_LATE_DAYS: i64 = 30;
const EDITED_LATE_DAYS: i64 = 60;
/// Editing sessions that two files must share after forms are taken out.
const RSIDS_MIN: usize = 3;
/// A session in so many units came with a form that was handed out.
const FORM_UNITS_MIN: usize = 3;

/// Creation, last edit and EXIF time against the stated date. Absent metadata proves nothing and gives nothing.
pub fn file_metadata(files: &[Attachment]) -> Vec<Remark> {
    let mut out = Vec::new();
    for f in files {
        let Some(day) = f.day else { continue };
        let source = || vec![Source::paper(&f.paper)];
        let late = |at: Option<i64>, days: i64| at.map(|t| t.div_euclid(DAY_SECONDS)).filter(|d| d - day >= days);
        if let Some(d) = late(f.metadata.created, CREATED_LATE_DAYS) {
            out.push(Signal::new(Hint::FileCreatedAfter, &[("date", date_of(day)), ("created", date_of(d))], source()));
        } else if let Some(d) = late(f.metadata.modified, EDITED_LATE_DAYS) {
            let params = [("date", date_of(day)), ("edited", date_of(d)), ("by", f.metadata.edited_by.clone())];
            out.push(Signal::new(Hint::FileEditedLate, &params, source()));
        }
        // Clocks of cameras are off by a time zone; two days are not.
        if let Some(d) = f.metadata.taken.map(|t| t.div_euclid(DAY_SECONDS)).filter(|d| (d - day).abs() >= 2) {
            out.push(Signal::new(Hint::PhotoTime, &[("date", date_of(day)), ("taken", date_of(d))], source()));
        }
    }
    out.sort();
    out
}

/// Two files of two units that were edited in the same Word sessions. Sessions of `forms`, and those that many units
/// share, came with a form. Of equal files `same_file` speaks.
pub fn shared_editing(files: &[Attachment], forms: &[BTreeSet<String>]) -> Vec<Remark> {
    let mut units: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for f in files {
        f.metadata.rsids.iter().for_each(|r| {
            units.entry(r).or_default().insert(&f.unit);
        });
    }
    let counts = |r: &str| units.get(r).is_some_and(|u| u.len() < FORM_UNITS_MIN) && !forms.iter().any(|f| f.contains(r));
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, f) in files.iter().enumerate() {
        for r in f.metadata.rsids.iter().filter(|r| counts(r)) {
            let list = holders.entry(r).or_default();
            list.iter()
                .filter(|j| files[**j].unit != f.unit && !equal(&files[**j], f))
                .for_each(|j| *shared.entry((*j, i)).or_default() += 1);
            list.push(i);
        }
    }
    let mut out: Vec<Remark> = shared
        .into_iter()
        .filter(|(_, n)| *n >= RSIDS_MIN)
        .map(|((i, j), n)| {
            let sources = vec![Source::paper(&files[i].paper), Source::paper(&files[j].paper)];
            Signal::new(Hint::SharedEditing, &[("sessions", n.to_string())], sources)
        })
        .collect();
    out.sort();
    out
}

/// One file under several items: equal bytes. What lies with three units and more was handed out
/// to them; what two units wrote together lies with both by right.
pub fn same_file(files: &[Attachment]) -> Vec<Remark> {
    let mut by: BTreeMap<&str, Vec<&Attachment>> = BTreeMap::new();
    files.iter().filter(|f| !f.digest.is_empty()).for_each(|f| by.entry(&f.digest).or_default().push(f));
    let mut out: Vec<Remark> = by
        .into_values()
        .filter(|v| v.iter().map(|f| &f.item).collect::<BTreeSet<_>>().len() > 1)
        .filter(|v| {
            let units = v.iter().map(|f| &f.unit).collect::<BTreeSet<_>>().len();
            let joint = units > 1 && v.iter().all(|f| f.joint);
            units < FORM_UNITS_MIN && !joint
        })
        .map(|v| {
            let items: BTreeSet<&str> = v.iter().map(|f| f.item.as_str()).collect();
            let params = [("items", items.into_iter().collect::<Vec<_>>().join(", "))];
            Signal::new(Hint::SameFile, &params, v.iter().map(|f| Source::paper(&f.paper)).collect())
        })
        .collect();
    out.sort();
    out
}

/// Items that hold a number before it is the unit's own (an account, a telephone): a receipt is not cited so often.
const OWN_ITEMS_MIN: usize = 3;

/// The same numbers of vouchers or certificates under two items: two numbers and more of one length, so that one cited
/// number is no alarm, and an account beside a telephone is none.
pub fn same_series(files: &[Attachment]) -> Vec<Remark> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, f) in files.iter().enumerate() {
        f.numbers.iter().for_each(|n| holders.entry(*n).or_default().push(i));
    }
    let mut shared: BTreeMap<(usize, usize), BTreeMap<u32, Vec<u64>>> = BTreeMap::new();
    for (n, list) in holders {
        if list.iter().map(|i| &files[*i].item).collect::<BTreeSet<_>>().len() >= OWN_ITEMS_MIN {
            continue;
        }
        for (k, j) in list.iter().enumerate() {
            for i in &list[..k] {
                if files[*i].item != files[*j].item && !equal(&files[*i], &files[*j]) {
                    shared.entry((*i, *j)).or_default().entry(n.checked_ilog10().unwrap_or(0)).or_default().push(n);
                }
            }
        }
    }
    let mut out = Vec::new();
    for ((i, j), lengths) in shared {
        let series: Vec<String> = lengths.into_values().filter(|l| l.len() >= 2).flatten().map(|n| n.to_string()).collect();
        if !series.is_empty() {
            let sources = vec![Source::paper(&files[i].paper), Source::paper(&files[j].paper)];
            out.push(Signal::new(Hint::SameSeries, &[("numbers", series.join(", "))], sources));
        }
    }
    out.sort();
    out
}

fn equal(a: &Attachment, b: &Attachment) -> bool {
    !a.digest.is_empty() && a.digest == b.digest
}
