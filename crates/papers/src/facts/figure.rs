//! Figures: money in integer fen with its verb, people by kind of handling, counts of things.

use super::{Field, Source};
use crate::lexicon::is_figure;
use serde::Serialize;
use std::ops::Range;

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Amount in fen; value of the field is the same as a decimal string.
    pub fen: i64,
    /// `refunded`, `recovered_from_persons`, `recovered`, `loss_avoided`, `other`, or `none` where no verb governs it.
    pub verb: String,
    /// The verb as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb_field: Option<Field>,
    /// Amount as printed.
    pub field: Field,
}

/// People dealt with in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Persons {
    /// Kind of handling.
    pub kind: String,
    /// How many.
    pub count: i64,
    /// `persons` or `person_times`, which are never added.
    pub unit: String,
    /// Figure as printed.
    pub field: Field,
    /// Kind as printed.
    pub kind_field: Field,
}

/// A number of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// In thousandths, since 3.6 kilometres are a count as well.
    pub thousandths: i64,
    /// Measure word as printed.
    pub unit: String,
    /// Number and measure word as printed.
    pub field: Field,
}

/// Reads a number at `at`: value in millionths and where it ends.
pub fn number(text: &[char], at: usize, end: usize) -> Option<(i64, usize)> {
    let (mut i, mut value, mut scale, mut digits) = (at, 0i64, None, 0);
    while i < end {
        match text[i] {
            c @ '0'..='9' => {
                digits += 1;
                match scale {
                    None => value = value.checked_mul(10)?.checked_add(i64::from(c as u32 - '0' as u32) * 1_000_000)?,
                    Some(s) => {
                        value = value.checked_add(i64::from(c as u32 - '0' as u32) * s)?;
                        scale = Some(s / 10);
                    }
                }
            }
            ',' if scale.is_none() && digits > 0 && text[i + 1..end].iter().take(3).filter(|c| c.is_ascii_digit()).count() == 3 => {}
            '.' if scale.is_none() && digits > 0 && text.get(i + 1).is_some_and(|c| i + 1 < end && c.is_ascii_digit()) => {
                scale = Some(100_000)
            }
            _ => break,
        }
        i += 1;
    }
    if digits > 0 {
        return Some((value, i));
    }
    let (n, len) = crate::tree::marker::cn_number(&text[at..end])?;
    Some((i64::from(n) * 1_000_000, at + len))
}

fn starts_number(text: &[char], i: usize, start: usize) -> bool {
    let digit = is_figure;
    digit(text[i])
        && (i == start || !(digit(text[i - 1]) || matches!(text[i - 1], '.' | ',') && i >= start + 2 && text[i - 2].is_ascii_digit()))
}

fn skip_blank(text: &[char], mut i: usize, end: usize) -> usize {
    while i < end && matches!(text[i], ' ' | '\n') {
        i += 1;
    }
    i
}

/// Returns the amounts of a range.
pub fn money(source: &Source, range: &Range<usize>) -> Vec<Money> {
    let (text, mut i, mut all, mut from) = (&source.doc.plain, range.start, Vec::new(), range.start);
    while i < range.end {
        if matches!(text[i], '\u{3002}' | ';' | '!') {
            from = i + 1;
        }
        let found = (starts_number(text, i, range.start) && text[i].is_ascii_digit())
            .then(|| number(text, i, range.end))
            .flatten()
            .and_then(|(n, after)| {
                let at = skip_blank(text, after, range.end);
                let (len, factor) = words!("money_unit").at(&text[..range.end], at)?;
                // What people say for the unit also counts plates and boards: only a verb right before makes it money.
                let (factor, spoken) = factor.split_once(' ').map_or((factor, false), |(f, _)| (f, true));
                let paid = |(s, n, _): (usize, usize, &str)| from + s + n == i;
                (!spoken || words!("money_verb").find_all(&text[from..i]).pop().is_some_and(paid)).then_some(())?;
                let fen = i128::from(n) * factor.parse::<i128>().ok()? / 1_000_000;
                Some((i64::try_from(fen).ok()?, at + len))
            });
        let Some((fen, end)) = found else {
            i += 1;
            continue;
        };
        let verbs = words!("money_verb").find_all(&text[from..i]);
        let before = governing(&text[from..i], &verbs).map(|(s, n, v)| (from + s..from + s + n, v));
        // "Sold for two million, paid into the treasury": a verb may follow at once.
        let verb = before.or_else(|| words!("money_verb").at(&text[..range.end], end).map(|(n, v)| (end..end + n, v)));
        all.push(Money {
            fen,
            verb: verb.as_ref().map_or("none", |(_, v)| v).to_owned(),
            verb_field: verb.map(|(r, _)| source.field(&r, 90)),
            field: source.typed(&(i..end), format!("{}.{:02}", fen / 100, fen % 100), 95),
        });
        (i, from) = (end, end);
    }
    all
}

/// The verb that governs the amount after `text`, of the verbs in it. In "refunds subsidies paid against the rules" the
/// later verb says more of the thing: one of refunding or recovering in the last clause goes before it.
fn governing<'v>(text: &[char], verbs: &[(usize, usize, &'v str)]) -> Option<(usize, usize, &'v str)> {
    let clause = text.iter().rposition(|c| *c == ',').map_or(0, |i| i + 1);
    let recovers = verbs.iter().rfind(|(s, _, v)| *s >= clause && *v != "other");
    let said = || verbs.iter().rfind(|(s, n, _)| text.get(s + n) != Some(&'\u{7684}'));
    recovers.or_else(said).or(verbs.last()).copied()
}

/// Returns the people of a range by kind of handling.
pub fn persons(source: &Source, range: &Range<usize>) -> Vec<Persons> {
    let text = &source.doc.plain;
    let mut all: Vec<Persons> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for (start, len, kind) in words!("person_kind").find_all(&text[range.clone()]) {
        let kind_range = range.start + start..range.start + start + len;
        let stop = |c: &char| matches!(*c, ',' | '\u{3002}' | ';' | '\u{3001}' | '\n' | ':');
        let right =
            (kind_range.end..range.end.min(kind_range.end + 12)).take_while(|i| !stop(&text[*i])).find_map(|i| people(text, i, range));
        let left = || {
            let from = (range.start..kind_range.start).rev().take(24).take_while(|i| !stop(&text[*i])).last()?;
            (from..kind_range.start).rev().find_map(|i| people(text, i, range).filter(|p| p.2 <= kind_range.start))
        };
        let Some((at, count, end, unit)) = right.filter(|p| !used.contains(&p.0)).or_else(left).filter(|p| !used.contains(&p.0)) else {
            continue;
        };
        used.push(at);
        all.push(Persons {
            kind: kind.to_owned(),
            count,
            unit: unit.to_owned(),
            field: source.typed(&(at..end), count.to_string(), 90),
            kind_field: source.field(&kind_range, 90),
        });
    }
    all
}

/// A number of people at `i`: where, how many, end, unit.
fn people(text: &[char], i: usize, range: &Range<usize>) -> Option<(usize, i64, usize, &'static str)> {
    if !starts_number(text, i, range.start) {
        return None;
    }
    let (n, after) = number(text, i, range.end)?;
    let (len, unit) = words!("person_unit").at(&text[..range.end], skip_blank(text, after, range.end))?;
    Some((i, n / 1_000_000, skip_blank(text, after, range.end) + len, unit))
}

/// Returns the counts of a range.
pub fn counts(source: &Source, range: &Range<usize>) -> Vec<Count> {
    let (text, mut i, mut all) = (&source.doc.plain, range.start, Vec::new());
    while i < range.end {
        let found = (starts_number(text, i, range.start) && text[i].is_ascii_digit()).then(|| number(text, i, range.end)).flatten();
        let unit = found.and_then(|(n, after)| words!("count_unit").at(&text[..range.end], after).map(|(len, _)| (n, after, after + len)));
        match unit {
            Some((n, after, end)) => {
                let unit = source.doc.wording(&(after..end));
                all.push(Count { thousandths: n / 1000, unit, field: source.field(&(i..end), 90) });
                i = end;
            }
            None => i += 1,
        }
    }
    all
}
