//! Papers against their causes, their numbers and the people they speak of: sound enough to block closing. Gaps in
//! numbers and rest days are weak alone and stand here as context.

use super::date_of;
use crate::signal::{Blocking, Hint, Remark, Signal, Sound, Source};
use std::collections::{BTreeMap, BTreeSet};

/// What a paper answers or cites: the paper or event that says so, and its day since 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    pub what: String,
    pub day: i64,
}

/// A paper with the date it states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dated {
    pub paper: String,
    /// Stated date, in days.
    pub day: Option<i64>,
    /// Where the date stands in the text.
    pub span: (u32, u32),
    /// Everything the paper answers or cites (feedback, plan, meeting).
    pub causes: Vec<Cause>,
    /// The unit declared that it existed before.
    pub pre_existing: bool,
    /// Who numbered it (the words before the bracket), year, number.
    pub number: Option<(String, u32, u64)>,
    /// Title; two copies of one paper have one. Empty where none can be read, as in a scan.
    pub title: String,
}

/// A person who was asked again about an item that is claimed done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    pub item: String,
    /// The record of the talk.
    pub record: String,
    /// The item itself names this person as concerned: who got the money, whose roof was mended.
    pub concerned: bool,
    /// Knows of it. Whoever cannot say is not recorded here.
    pub knows: bool,
}

/// Days by which number order and date order must differ before it counts.
const ORDER_DAYS_MIN: i64 = 7;
/// One person who knows nothing may be the wrong one, unless the item names that person.
const ASKED_MIN: usize = 2;
/// Numbers of one issuer and year on hand before a gap says anything, and the share of the range they must fill.
const GAP_NUMBERS_MIN: usize = 8;
const GAP_FILLED_MIN: f32 = 0.8;

/// Evidence dated before its cause; of several causes, the latest one that it precedes.
pub fn before_cause(papers: &[Dated]) -> Vec<Blocking> {
    let mut out = Vec::new();
    for p in papers.iter().filter(|p| !p.pre_existing) {
        let Some(day) = p.day else { continue };
        if let Some(c) = p.causes.iter().filter(|c| day < c.day).max_by_key(|c| (c.day, &c.what)) {
            let params = [("date", date_of(day)), ("cause", c.what.clone()), ("cause_date", date_of(c.day))];
            let source = Source { paper: p.paper.clone(), start: p.span.0, end: p.span.1 };
            out.push(Signal::new(Sound::BeforeCause, &params, vec![source, Source::paper(&c.what)]));
        }
    }
    out.sort();
    out
}

type Numbered<'a> = BTreeMap<(&'a str, u32), Vec<(u64, &'a Dated)>>;

/// Numbered papers by issuer and year, in an order that does not depend on that of the records.
fn by_issuer(papers: &[Dated]) -> Numbered<'_> {
    let mut out = Numbered::new();
    for p in papers {
        // Without an issuer, two offices' numbers would be taken for one series.
        if let Some((issuer, year, number)) = p.number.as_ref().filter(|n| !n.0.is_empty()) {
            out.entry((issuer, *year)).or_default().push((*number, p));
        }
    }
    out.values_mut().for_each(|v| v.sort_by(|(n, p), (m, q)| (n, p.day, &p.paper).cmp(&(m, q.day, &q.paper))));
    out
}

fn number_text(issuer: &str, year: u32, number: u64) -> String {
    format!("{issuer}[{year}]{number}")
}

/// One number on two documents: another title, or another date. A scan without a title or date is taken for the same.
pub fn number_twice(papers: &[Dated]) -> Vec<Blocking> {
    let differ = |a: &Dated, b: &Dated| {
        let titles = !a.title.is_empty() && !b.title.is_empty() && a.title != b.title;
        titles || matches!((a.day, b.day), (Some(x), Some(y)) if x != y)
    };
    let mut out = Vec::new();
    for ((issuer, year), list) in by_issuer(papers) {
        for same in list.chunk_by(|a, b| a.0 == b.0) {
            // Every paper is held against the first that it differs from, so that a third one does not go unseen.
            for (k, (n, b)) in same.iter().enumerate() {
                if let Some((_, a)) = same[..k].iter().find(|(_, a)| a.paper != b.paper && differ(a, b)) {
                    let params = [("number", number_text(issuer, year, *n)), ("title_a", a.title.clone()), ("title_b", b.title.clone())];
                    out.push(Signal::new(Sound::NumberTwice, &params, vec![Source::paper(&a.paper), Source::paper(&b.paper)]));
                }
            }
        }
    }
    out.sort();
    out
}

/// A number that is dated a week or more away from its place among the numbers of one issuer and year. One misdated paper
/// stands against all its neighbours; it is named, not they: the paper with most conflicts is taken out until none is left.
pub fn number_order(papers: &[Dated]) -> Vec<Blocking> {
    let mut out = Vec::new();
    for ((issuer, year), list) in by_issuer(papers) {
        let mut left: Vec<(u64, i64, &Dated)> = list.iter().filter_map(|(n, p)| Some((*n, p.day?, *p))).collect();
        while let Some((worst, witness)) = most_conflicts(&left) {
            let ((n, day, p), (m, other_day, other)) = (left[worst], left[witness]);
            let params = [
                ("number", number_text(issuer, year, n)),
                ("date", date_of(day)),
                ("other", number_text(issuer, year, m)),
                ("other_date", date_of(other_day)),
            ];
            out.push(Signal::new(Sound::NumberOrder, &params, vec![Source::paper(&p.paper), Source::paper(&other.paper)]));
            left.remove(worst);
        }
    }
    out.sort();
    out
}

/// The paper that contradicts most others, and the one it contradicts by most days. Quick where there is no conflict.
fn most_conflicts(list: &[(u64, i64, &Dated)]) -> Option<(usize, usize)> {
    let mut latest = i64::MIN;
    let in_order = list.iter().all(|(_, day, _)| {
        latest = latest.max(*day);
        latest - day < ORDER_DAYS_MIN
    });
    if in_order {
        return None;
    }
    let against = |a: usize, b: usize| {
        let ((n, x, _), (m, y, _)) = (list[a], list[b]);
        let days = match n.cmp(&m) {
            std::cmp::Ordering::Less => x - y,
            std::cmp::Ordering::Greater => y - x,
            std::cmp::Ordering::Equal => 0,
        };
        (days >= ORDER_DAYS_MIN).then_some(days)
    };
    let conflicts = |a: usize| (0..list.len()).filter_map(|b| against(a, b)).fold((0usize, 0i64), |(n, sum), d| (n + 1, sum + d));
    let worst = (0..list.len()).max_by_key(|a| conflicts(*a)).filter(|a| conflicts(*a).0 > 0)?;
    let witness = (0..list.len()).filter_map(|b| Some((against(worst, b)?, b))).max()?.1;
    Some((worst, witness))
}

/// People asked again of whom nobody knows anything of the item.
pub fn nobody_knows(asked: &[Asked]) -> Vec<Blocking> {
    let distinct: BTreeSet<&Asked> = asked.iter().collect();
    let mut by: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    distinct.into_iter().for_each(|a| by.entry(&a.item).or_default().push(a));
    let unknown = |l: &Vec<&Asked>| l.iter().all(|a| !a.knows) && (l.len() >= ASKED_MIN || l.iter().any(|a| a.concerned));
    let mut out: Vec<Blocking> = by
        .into_iter()
        .filter(|(_, l)| unknown(l))
        .map(|(item, l)| {
            let params = [("item", item.to_owned()), ("asked", l.len().to_string())];
            Signal::new(Sound::NobodyKnows, &params, l.iter().map(|a| Source::paper(&a.record)).collect())
        })
        .collect();
    out.sort();
    out
}

/// Numbers that are missing in a series which is nearly whole otherwise. Context.
pub fn number_gap(papers: &[Dated]) -> Vec<Remark> {
    let mut out = Vec::new();
    for ((issuer, year), list) in by_issuer(papers) {
        let numbers: BTreeSet<u64> = list.iter().map(|(n, _)| *n).collect();
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { continue };
        let range = last - first + 1;
        let filled = numbers.len() as f32 / range as f32;
        if numbers.len() < GAP_NUMBERS_MIN || !(GAP_FILLED_MIN..1.0).contains(&filled) {
            continue;
        }
        let missing: Vec<String> = (*first..=*last).filter(|n| !numbers.contains(n)).map(|n| number_text(issuer, year, n)).collect();
        let sources = list.iter().map(|(_, p)| Source::paper(&p.paper)).collect();
        out.push(Signal::new(Hint::NumberGap, &[("numbers", missing.join(", "))], sources));
    }
    out.sort();
    out
}

/// Papers dated on a day of rest. `works` tells whether a day (since 1970-01-01) is a working day, and `None` where the
/// calendar of its year is not known: then nothing is said. Context.
pub fn rest_day(papers: &[Dated], works: impl Fn(i64) -> Option<bool>) -> Vec<Remark> {
    let mut out = Vec::new();
    for p in papers {
        if let Some(day) = p.day.filter(|d| works(*d) == Some(false)) {
            let source = Source { paper: p.paper.clone(), start: p.span.0, end: p.span.1 };
            out.push(Signal::new(Hint::RestDay, &[("date", date_of(day))], vec![source]));
        }
    }
    out.sort();
    out
}
