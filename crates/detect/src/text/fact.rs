//! Typed facts in running text: dates, money, counts, percentages, document numbers, long codes.
//! The same fact has the same value however it is written (with a unit word, in digits, or in Chinese numerals).

use super::class::{BRACKET, CLASSES, DIGIT, LARGE, MARKS, SMALL};
use crate::lexicon::{BASE, WordSet};
use std::{collections::HashMap, sync::LazyLock};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// Month and day; `extra` is the year or 0. Value: month × 100 + day.
    Date,
    /// A month of a year. Value: month; `extra`: year.
    Month,
    /// A year alone.
    Year,
    /// Money in fen.
    Money,
    /// A percentage, in ten-thousandths.
    Percent,
    /// Number of an official document. Value: number; `extra`: year.
    Document,
    /// Seven digits and more: certificates, telephone numbers.
    Code,
    /// A counted thing, in ten-thousandths.
    Count,
    /// A number that only counts places in a list: the fifth article.
    Ordinal,
}

/// One fact; `start..end` are places in the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Fact {
    pub kind: FactKind,
    pub value: u64,
    pub extra: u32,
    pub start: u32,
    pub end: u32,
    /// Written with Chinese numerals.
    pub spelled: bool,
}

impl Fact {
    /// What the fact tells at most, in bits: how unlikely two papers share it by chance when nothing is known of the corpus.
    pub fn prior_bits(&self) -> f32 {
        let significant = |v: u64| {
            let mut v = v;
            while v > 0 && v.is_multiple_of(10) {
                v /= 10;
            }
            v.checked_ilog10().map_or(0.0, |d| d as f32 + 1.0)
        };
        match self.kind {
            FactKind::Date => 8.0,
            FactKind::Month => 3.0,
            FactKind::Year => 1.5,
            FactKind::Money => (significant(self.value) * 3.0 + 1.0).min(14.0),
            FactKind::Percent => {
                if self.value == 1_000_000 {
                    0.0
                } else {
                    (significant(self.value) * 2.8).min(8.0)
                }
            }
            FactKind::Document => 9.0,
            FactKind::Code => 18.0,
            FactKind::Count => (significant(self.value) * 2.8).min(11.0),
            FactKind::Ordinal => 1.0,
        }
    }

    /// A number that is equal for equal facts of one kind; the year does not take part, since copies swap it.
    pub fn key(&self) -> u64 {
        (self.value ^ ((self.kind as u64 + 1) << 56)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

struct Words {
    money: HashMap<char, Vec<(Vec<char>, u64)>>,
    classifiers: WordSet,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut money: HashMap<char, Vec<(Vec<char>, u64)>> = HashMap::new();
    for (w, fen) in BASE.numbered("money-units").into_iter().filter(|(_, fen)| *fen > 0) {
        let w: Vec<char> = w.chars().collect();
        money.entry(w[0]).or_default().push((w, fen));
    }
    Words { money, classifiers: WordSet::new(BASE.words("classifiers")) }
});

/// A number at a place: its value in ten-thousandths and where it ends.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: u64,
    end: usize,
    digits: u32,
    spelled: bool,
    decimal: bool,
}

/// The length of a classifier at a place of the folded text.
pub fn classifier_at(text: &[char], at: usize) -> Option<usize> {
    WORDS.classifiers.at(text, at)
}

fn ascii_number(text: &[char], at: usize) -> Option<Number> {
    let mut n = Number { value: 0, end: at, digits: 0, spelled: false, decimal: false };
    while let Some(c) = text.get(n.end) {
        match c {
            '0'..='9' => {
                n.value = n.value.saturating_mul(10).saturating_add(u64::from(*c as u32 - 48));
                n.digits += 1;
                n.end += 1;
            }
            // A comma belongs to the number only as a thousands mark.
            ',' if n.digits > 0 && n.digits <= 12 && triple_follows(text, n.end + 1) => n.end += 1,
            _ => break,
        }
    }
    if n.digits == 0 {
        return None;
    }
    n.value = n.value.saturating_mul(10_000);
    if text.get(n.end) == Some(&'.') && text.get(n.end + 1).is_some_and(char::is_ascii_digit) {
        let mut scale = 1_000;
        let mut i = n.end + 1;
        while let Some(c) = text.get(i).filter(|c| c.is_ascii_digit()) {
            n.value = n.value.saturating_add(u64::from(*c as u32 - 48) * scale);
            scale /= 10;
            i += 1;
        }
        n.end = i;
        n.decimal = true;
    }
    Some(n)
}

fn triple_follows(text: &[char], at: usize) -> bool {
    (0..3).all(|k| text.get(at + k).is_some_and(char::is_ascii_digit)) && !text.get(at + 3).is_some_and(char::is_ascii_digit)
}

/// Chinese numerals, positional as in a year or with units of ten, hundred, thousand and ten thousand.
fn spelled_number(text: &[char], at: usize) -> Option<Number> {
    let (mut total, mut section, mut digit, mut plain, mut i) = (0u64, 0u64, None::<u64>, 0u32, at);
    let mut units = false;
    while let Some(c) = text.get(i) {
        let f = CLASSES.of(*c);
        let low = u64::from(f & 15);
        if f & DIGIT != 0 {
            if let (Some(d), false) = (digit, units) {
                section = section.saturating_mul(10).saturating_add(d);
            }
            digit = Some(low);
            plain += 1;
        } else if f & SMALL != 0 {
            section = section.saturating_add(digit.take().unwrap_or(1).saturating_mul(10u64.pow(low as u32)));
            units = true;
        } else if f & LARGE != 0 && i > at {
            let part = if units {
                section.saturating_add(digit.unwrap_or(0))
            } else {
                section.saturating_mul(10).saturating_add(digit.unwrap_or(0))
            };
            total = total.saturating_add(part).saturating_mul(10u64.pow(low as u32));
            (section, digit, units) = (0, None, true);
        } else {
            break;
        }
        i += 1;
        if plain > 18 {
            break;
        }
    }
    if i == at {
        return None;
    }
    let rest =
        if units { section.saturating_add(digit.unwrap_or(0)) } else { section.saturating_mul(10).saturating_add(digit.unwrap_or(0)) };
    let value = total.saturating_add(rest).saturating_mul(10_000);
    Some(Number { value, end: i, digits: (i - at) as u32, spelled: true, decimal: false })
}

fn number_at(text: &[char], at: usize) -> Option<Number> {
    let c = *text.get(at)?;
    if c.is_ascii_digit() {
        return ascii_number(text, at);
    }
    if CLASSES.of(c) & (DIGIT | SMALL) != 0 { spelled_number(text, at) } else { None }
}

/// The amount in fen where a money word follows the number.
fn money_after(text: &[char], n: &Number) -> Option<(u64, usize)> {
    let units = WORDS.money.get(text.get(n.end)?)?;
    let (w, fen) = units.iter().filter(|(w, _)| text[n.end..].starts_with(w)).max_by_key(|(w, _)| w.len())?;
    let value = u128::from(n.value) * u128::from(*fen) / 10_000;
    Some((u64::try_from(value).unwrap_or(u64::MAX), n.end + w.len()))
}

fn day_value(month: &Number, day: &Number) -> Option<u64> {
    let (m, d) = (month.value / 10_000, day.value / 10_000);
    ((1..=12).contains(&m) && (1..=31).contains(&d) && !month.decimal && !day.decimal).then_some(m * 100 + d)
}

/// Reads the rest of a date whose first number is `n`.
fn date_after(text: &[char], n: &Number) -> Option<(FactKind, u64, u32, usize)> {
    let next = *text.get(n.end)?;
    let whole = n.value / 10_000;
    let year = u32::try_from(whole).unwrap_or(0);
    if next == MARKS.year && (1900..2200).contains(&whole) && !n.decimal {
        let Some(m) = number_at(text, n.end + 1).filter(|m| text.get(m.end) == Some(&MARKS.month)) else {
            return Some((FactKind::Year, whole, year, n.end + 1));
        };
        return Some(match number_at(text, m.end + 1).and_then(|d| Some((day_value(&m, &d)?, d.end))) {
            Some((v, end)) => (FactKind::Date, v, year, end + usize::from(text.get(end).is_some_and(|c| MARKS.day.contains(c)))),
            None => (FactKind::Month, m.value / 10_000, year, m.end + 1),
        });
    }
    if next == MARKS.month && whole <= 12 {
        let d = number_at(text, n.end + 1).filter(|d| text.get(d.end).is_some_and(|c| MARKS.day.contains(c)))?;
        return Some((FactKind::Date, day_value(n, &d)?, 0, d.end + 1));
    }
    None
}

/// Dates written 2021-09-05, 2021/9/5 or 2021.9.5.
fn dotted_date(text: &[char], at: usize) -> Option<(u64, u32, usize)> {
    let year = text.get(at..at + 4)?.iter().try_fold(0u32, |y, c| Some(y * 10 + c.to_digit(10)?))?;
    let sep = *text.get(at + 4).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let part = |from: usize| -> Option<(u64, usize)> {
        let n = (0..2).take_while(|k| text.get(from + k).is_some_and(char::is_ascii_digit)).count();
        let v = text.get(from..from + n)?.iter().fold(0u64, |v, c| v * 10 + u64::from(*c as u32 - 48));
        (n > 0).then_some((v, from + n))
    };
    let (m, e) = part(at + 5)?;
    if text.get(e) != Some(&sep) {
        return None;
    }
    let (d, e) = part(e + 1)?;
    let ok =
        (1900..2200).contains(&year) && (1..=12).contains(&m) && (1..=31).contains(&d) && !text.get(e).is_some_and(char::is_ascii_digit);
    ok.then_some((m * 100 + d, year, e))
}

/// The number of an official document (bracketed year, number, closing word) from its opening bracket.
fn document_at(text: &[char], at: usize) -> Option<(u64, u32, usize)> {
    let year = text.get(at + 1..at + 5)?.iter().try_fold(0u32, |y, c| Some(y * 10 + c.to_digit(10)?))?;
    if CLASSES.of(*text.get(at + 5)?) & BRACKET == 0 {
        return None;
    }
    let n = ascii_number(text, at + 6).filter(|n| !n.decimal)?;
    (text.get(n.end) == Some(&MARKS.number)).then_some((n.value / 10_000, year, n.end + 1))
}

/// The fact that begins at `text[at]`, if one does. `text` is folded; `ordinal` tells that the ordinal mark stands before.
pub fn fact_at(text: &[char], at: usize, ordinal: bool) -> Option<Fact> {
    let make = |kind, value, extra, end: usize, spelled| Some(Fact { kind, value, extra, start: at as u32, end: end as u32, spelled });
    let c = *text.get(at)?;
    let f = CLASSES.of(c);
    if !c.is_ascii_digit() && f & (BRACKET | DIGIT | SMALL) == 0 {
        return None;
    }
    if f & BRACKET != 0 {
        let (v, year, end) = document_at(text, at)?;
        return make(FactKind::Document, v, year, end, false);
    }
    if c.is_ascii_digit()
        && let Some((v, year, end)) = dotted_date(text, at)
    {
        return make(FactKind::Date, v, year, end, false);
    }
    let n = number_at(text, at)?;
    if ordinal {
        return make(FactKind::Ordinal, n.value / 10_000, 0, n.end, n.spelled);
    }
    if let Some((kind, v, year, end)) = date_after(text, &n) {
        return make(kind, v, year, end, n.spelled);
    }
    if let Some((fen, end)) = money_after(text, &n) {
        return make(FactKind::Money, fen, 0, end, n.spelled);
    }
    if text.get(n.end).is_some_and(|c| MARKS.percent.contains(c)) {
        return make(FactKind::Percent, n.value, 0, n.end + 1, n.spelled);
    }
    if n.spelled {
        // Short numerals are parts of words as often as numbers; only a classifier makes them a count.
        return classifier_at(text, n.end).and_then(|_| make(FactKind::Count, n.value, 0, n.end, true));
    }
    if n.digits >= 7 && !n.decimal {
        return make(FactKind::Code, n.value / 10_000, 0, n.end, false);
    }
    // A large unit without a money word counts things by the ten thousand.
    let large = text.get(n.end).map_or(0, |c| CLASSES.of(*c));
    let (value, end) =
        if large & LARGE != 0 { (n.value.saturating_mul(10u64.pow(u32::from(large & 15))), n.end + 1) } else { (n.value, n.end) };
    make(FactKind::Count, value, 0, end, false)
}

/// All facts of a folded text, left to right, not overlapping.
pub fn facts(text: &[char]) -> Vec<Fact> {
    let ordinal = BASE.words("ordinal-mark").flat_map(str::chars).next().unwrap_or('\0');
    let (mut out, mut i) = (Vec::new(), 0);
    while i < text.len() {
        match fact_at(text, i, i > 0 && text[i - 1] == ordinal) {
            Some(f) => {
                i = (f.end as usize).max(i + 1);
                out.push(f);
            }
            None => i += 1,
        }
    }
    out
}
