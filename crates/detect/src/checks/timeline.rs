//! Papers against their causes and their numbers. Sound enough to block closing.

use super::date_of;
use crate::signal::{Signal, Source, signal};
use std::collections::BTreeMap;

/// A paper with the date it states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dated {
    pub paper: String,
    /// Stated date, in days.
    pub day: Option<i64>,
    /// Where the date stands in the text.
    pub span: (u32, u32),
    /// Date of what the paper answers or cites (feedback, plan, meeting), and which paper says so.
    pub cause: Option<(String, i64)>,
    /// The unit declared that it existed before.
    pub pre_existing: bool,
    /// Who numbered it (the words before the bracket), year, number.
    pub number: Option<(String, u32, u64)>,
    /// Title; two copies of one paper have one.
    pub title: String,
}

/// Days by which number order and date order must differ before it counts.
const ORDER_DAYS_MIN: i64 = 7;

/// Evidence dated before its cause.
pub fn before_cause(papers: &[Dated]) -> Vec<Signal> {
    let mut out = Vec::new();
    for p in papers.iter().filter(|p| !p.pre_existing) {
        let (Some(day), Some((cause, cause_day))) = (p.day, &p.cause) else { continue };
        if day < *cause_day {
            let params = [("date", date_of(day)), ("cause", cause.clone()), ("cause_date", date_of(*cause_day))];
            let source = Source { paper: p.paper.clone(), start: p.span.0, end: p.span.1 };
            out.push(signal("before-cause", &params, vec![source, Source::paper(cause)]));
        }
    }
    out.sort();
    out
}

type Numbered<'a> = BTreeMap<(&'a str, u32), Vec<(u64, &'a Dated)>>;

fn by_issuer(papers: &[Dated]) -> Numbered<'_> {
    let mut out = Numbered::new();
    for p in papers {
        if let Some((issuer, year, number)) = &p.number {
            out.entry((issuer, *year)).or_default().push((*number, p));
        }
    }
    out.values_mut().for_each(|v| v.sort_by_key(|(n, p)| (*n, p.day, p.paper.clone())));
    out
}

fn number_text(issuer: &str, year: u32, number: u64) -> String {
    format!("{issuer}[{year}]{number}")
}

/// One number on two documents: other title or other date.
pub fn number_twice(papers: &[Dated]) -> Vec<Signal> {
    let mut out = Vec::new();
    for ((issuer, year), list) in by_issuer(papers) {
        for w in list.windows(2) {
            let ((n, a), (m, b)) = (w[0], w[1]);
            let other = a.title != b.title || matches!((a.day, b.day), (Some(x), Some(y)) if x != y);
            if n == m && other && a.paper != b.paper {
                let params = [("number", number_text(issuer, year, n)), ("title_a", a.title.clone()), ("title_b", b.title.clone())];
                out.push(signal("number-twice", &params, vec![Source::paper(&a.paper), Source::paper(&b.paper)]));
            }
        }
    }
    out.sort();
    out
}

/// A higher number that is dated a week or more before a lower one of the same issuer and year.
pub fn number_order(papers: &[Dated]) -> Vec<Signal> {
    let mut out = Vec::new();
    for ((issuer, year), list) in by_issuer(papers) {
        let dated: Vec<(u64, i64, &Dated)> = list.iter().filter_map(|(n, p)| Some((*n, p.day?, *p))).collect();
        let mut latest: Option<(u64, i64, &Dated)> = None;
        for (n, day, p) in dated {
            if let Some((m, before, other)) = latest.filter(|(m, before, _)| *m < n && before - day >= ORDER_DAYS_MIN) {
                let params = [
                    ("number", number_text(issuer, year, n)),
                    ("date", date_of(day)),
                    ("other", number_text(issuer, year, m)),
                    ("other_date", date_of(before)),
                ];
                out.push(signal("number-order", &params, vec![Source::paper(&p.paper), Source::paper(&other.paper)]));
            }
            if latest.is_none_or(|(_, before, _)| day > before) {
                latest = Some((n, day, p));
            }
        }
    }
    out.sort();
    out
}
