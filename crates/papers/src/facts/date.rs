//! Dates of official papers: whole, to the month, to the end of a month; damaged ones are kept and said to be so.

use super::{Field, Source};
use crate::lexicon::{Often, often};
use serde::Serialize;
use std::ops::Range;

/// A date as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Date {
    /// Value `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, `--MM-DD` or `--MM`; as printed where damaged.
    pub field: Field,
    /// Part of the month: `end`, `begin`, `early`, `middle`, `late`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Whether it cannot be a date as it stands.
    pub damaged: bool,
}

/// A number in a date: value, whether it has blanks such as × in it, digits printed, and where it ends.
struct Part {
    value: u32,
    blank: bool,
    digits: usize,
    end: usize,
}

fn part(text: &[char], at: usize, end: usize) -> Option<Part> {
    let is = |c: char| {
        c.is_ascii_digit()
            || often(Often::Numeral).has(c)
            || matches!(c, ' ' | 'X' | 'x' | '\u{D7}' | '*' | '?')
            || often(Often::BlankDigit).has(c)
    };
    let len = text[at..end].iter().take(8).take_while(|c| is(**c)).count();
    let body: Vec<char> = text[at..at + len].iter().copied().filter(|c| *c != ' ').collect();
    if len == 0 {
        return None;
    }
    let blank = body.is_empty() || body.iter().any(|c| !c.is_ascii_digit() && !often(Often::Numeral).has(*c));
    let value = if blank {
        0
    } else if body.iter().all(char::is_ascii_digit) {
        body.iter().take(7).fold(0, |n, c| n * 10 + c.to_digit(10).unwrap_or(0))
    } else {
        crate::tree::marker::cn_number(&body).filter(|(_, n)| *n == body.len()).map(|(v, _)| v)?
    };
    Some(Part { value, blank, digits: body.len(), end: at + len })
}

fn mark(text: &[char], at: usize, end: usize, which: &[usize]) -> bool {
    let marks = often(Often::DateMark).entries();
    at < end && which.iter().any(|i| marks[*i].0[0] == text[at])
}

const YEAR: &[usize] = &[0];
const MONTH: &[usize] = &[1];
const DAY: &[usize] = &[2, 3];

/// Returns the dates of a range.
pub fn dates(source: &Source, range: &Range<usize>) -> Vec<Date> {
    let (text, mut i, mut all) = (&source.doc.plain, range.start, Vec::new());
    while i < range.end {
        let starts = text[i] != ' ' && (i == range.start || !text[i - 1].is_ascii_digit() && text[i - 1] != '.');
        match starts.then(|| date(text, i, range.end)).flatten() {
            Some((end, value, part, damaged)) => {
                let confidence = if damaged { 20 } else { 95 };
                let value = if damaged { source.doc.wording(&(i..end)) } else { value };
                all.push(Date { field: source.typed(&(i..end), value, confidence), part, damaged });
                i = end;
            }
            None => i += 1,
        }
    }
    all
}

type Found = (usize, String, Option<String>, bool);

fn date(text: &[char], at: usize, end: usize) -> Option<Found> {
    let first = part(text, at, end)?;
    if mark(text, first.end, end, YEAR) {
        return from_year(text, &first, end);
    }
    if mark(text, first.end, end, MONTH) && (1..=2).contains(&first.digits) || mark(text, first.end, end, MONTH) && first.value > 9 {
        let (stop, tail, piece, damaged) = after_month(text, &first, 2000, end);
        // A month without a year a date only with a day or a part of the month.
        return (stop > first.end + 1).then(|| (stop, format!("--{:02}{tail}", first.value), piece, damaged));
    }
    numeric(text, at, end)
}

fn from_year(text: &[char], year: &Part, end: usize) -> Option<Found> {
    let month_at = year.end + 1;
    let month = part(text, month_at, end).filter(|m| mark(text, m.end, end, MONTH));
    let wrong_year = year.blank || year.digits != 4 || !(1900..=2100).contains(&year.value);
    let Some(month) = month else {
        // A short number of years is a span of time; only a year of four digits stands alone.
        return (!wrong_year && !text.get(month_at).is_some_and(|c| often(Often::Numeral).has(*c)))
            .then(|| (month_at, year.value.to_string(), None, false));
    };
    // A short number of years and months is a span as well.
    if !year.blank && year.digits <= 2 {
        return None;
    }
    let (stop, tail, piece, damaged) = after_month(text, &month, year.value, end);
    Some((stop, format!("{:04}-{:02}{tail}", year.value, month.value), piece, damaged || wrong_year))
}

/// What follows a month: where the date ends, "-DD" or nothing, part of the month, whether it is damaged.
fn after_month(text: &[char], month: &Part, year: u32, end: usize) -> Found {
    let bad_month = month.blank || !(1..=12).contains(&month.value);
    let day_at = month.end + 1;
    if let Some(day) = part(text, day_at, end).filter(|d| mark(text, d.end, end, DAY)) {
        let bad = day.blank || day.value == 0 || day.value > days_of(year, month.value);
        return (day.end + 1, format!("-{:02}", day.value), None, bad || bad_month);
    }
    match words!("month_part").at(&text[..end], day_at) {
        Some((len, piece)) => (day_at + len, String::new(), Some(piece.to_owned()), bad_month),
        None => (day_at, String::new(), None, bad_month),
    }
}

/// `2021-12-11`, `2021.12.11`, `2021/12/11`.
fn numeric(text: &[char], at: usize, end: usize) -> Option<Found> {
    let digits = |i: usize, max: usize| {
        let n = text[i.min(end)..end].iter().take(max + 1).take_while(|c| c.is_ascii_digit()).count();
        (1..=max).contains(&n).then(|| (text[i..i + n].iter().fold(0, |v, c| v * 10 + c.to_digit(10).unwrap_or(0)), i + n))
    };
    let (year, i) = digits(at, 4).filter(|(y, i)| (1949..=2100).contains(y) && i - at == 4)?;
    let separator = text.get(i).filter(|c| i < end && matches!(**c, '-' | '.' | '/'))?;
    let (month, i) = digits(i + 1, 2)?;
    (text.get(i) == Some(separator) && i < end).then_some(())?;
    let (day, i) = digits(i + 1, 2)?;
    let damaged = !(1..=12).contains(&month) || day == 0 || day > days_of(year, month);
    Some((i, format!("{year:04}-{month:02}-{day:02}"), None, damaged))
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}
