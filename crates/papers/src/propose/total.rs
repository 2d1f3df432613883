//! Totals that a paper states, reconciled with what was found in it.

use super::item::Item;
use crate::{
    facts::{Field, Source, number},
    lexicon::{Often, often},
};
use serde::Serialize;
use std::ops::Range;

/// A total as stated, and what was found.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    /// `problems`, `aspects`, `categories`, `done`.
    pub what: String,
    /// As stated.
    pub stated: i64,
    /// As found; nothing where it cannot be counted.
    pub found: Option<i64>,
    /// Whether both agree.
    pub agrees: Option<bool>,
    /// Where it is stated.
    pub field: Field,
}

/// Returns the totals stated in `stretches`, each sentence read by itself.
pub fn totals(source: &Source, stretches: &[Range<usize>], items: &[Item]) -> Vec<Total> {
    let mut all: Vec<Total> = Vec::new();
    for stretch in stretches {
        let mut start = stretch.start;
        for i in stretch.clone().chain([stretch.end]) {
            if i == stretch.end || matches!(source.doc.plain[i], '\u{3002}' | ';') {
                sentence(source, &(start..i), items, &mut all);
                start = i + 1;
            }
        }
    }
    all
}

fn sentence(source: &Source, range: &Range<usize>, items: &[Item], all: &mut Vec<Total>) {
    let text = &source.doc.plain[..range.end];
    let plain = source.doc.plain(range);
    if !words!("total_problem").is_in(plain) || !words!("total_cue").is_in(plain) {
        return;
    }
    let mut i = range.start;
    let mut clause = range.start;
    while i < range.end {
        if text[i] == ',' || text[i] == '\u{3001}' {
            clause = i + 1;
        }
        let begins = text[i].is_ascii_digit() && (i == range.start || !(text[i - 1].is_ascii_digit() || text[i - 1] == '.'))
            || often(Often::Numeral).has(text[i]);
        let Some((n, after)) = begins.then(|| number(text, i, range.end)).flatten() else {
            i += 1;
            continue;
        };
        let before = &text[clause..i];
        let listed = words!("total_unit").at(text, after).or_else(|| {
            let spoken = words!("total_problem").is_in(&text[range.start..i]);
            // "The eight rules" count no problems.
            let counts = |len: usize| words!("total_other").at(text, after + len).is_none();
            words!("total_after_problem").at(text, after).filter(|(len, _)| spoken && counts(*len))
        });
        if let Some((len, what)) = listed.filter(|_| !words!("total_not").is_in(before)) {
            let done = words!("total_done").is_in(before);
            let what = if done { "done" } else { what };
            add(source, &(i..after + len), what, n / 1_000_000, items, all);
        }
        i = after.max(i + 1);
    }
}

fn add(source: &Source, range: &Range<usize>, what: &str, stated: i64, items: &[Item], all: &mut Vec<Total>) {
    let field = source.field(range, 85);
    // The first statement of a total is the paper's; later ones are parts. What a measure counts is no total.
    let counted = |f: &Field| f.place.start <= field.place.start && field.place.end <= f.place.end;
    if all.iter().any(|t| t.what == what) || items.is_empty() || items.iter().flat_map(|i| &i.measures).any(counted) {
        return;
    }
    let found = match what {
        "problems" => Some(items.len() as i64),
        "aspects" | "categories" => aspects(items),
        _ => {
            let known = items.iter().filter(|i| i.status.value != "unknown").count();
            (known == items.len()).then(|| items.iter().filter(|i| i.status.value == "done").count() as i64)
        }
    };
    let agrees = found.map(|f| f == stated);
    all.push(Total { what: what.to_owned(), stated, found, agrees, field });
}

/// Number of different headings directly above the problems.
fn aspects(items: &[Item]) -> Option<i64> {
    let mut above: Vec<usize> = items.iter().filter_map(|i| i.path.last().map(|f| f.place.start)).collect();
    if above.len() < items.len() {
        return None;
    }
    above.sort_unstable();
    above.dedup();
    Some(above.len() as i64)
}
