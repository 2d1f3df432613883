//! What a paper states of itself: its title, its number and issuer, the day it is dated, what it cites.
//! A paper that was not clearly dated or numbered says nothing here; checks that block must not guess.

use crate::checks::day_of;
use crate::lexicon::{RECORDS, WordSet};
use crate::text::{Fact, FactKind, fact::facts, normalize};
use std::{collections::BTreeSet, sync::LazyLock};

/// Characters that may name the issuer before a number's bracket.
const ISSUER_CHARS_MAX: usize = 12;
/// Lines at the head of a paper in which its own number stands.
const HEAD_LINES: usize = 8;
/// Lines at the foot of a paper in which it is signed, and the longest name of an office there.
const FOOT_LINES: usize = 4;
const OFFICE_CHARS: std::ops::RangeInclusive<usize> = 3..=24;
const TITLE_CHARS_MIN: usize = 5;
const TITLE_CHARS_MAX: usize = 60;

/// What a text states of itself. Spans are half-open, in Unicode scalars of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stated {
    pub title: String,
    /// Issuer, year, number.
    pub number: Option<(String, u32, u64)>,
    /// Days since 1970-01-01.
    pub day: Option<i64>,
    pub span: (u32, u32),
    /// Numbers of other documents that the text cites: issuer, year, number.
    pub cited: BTreeSet<(String, u32, u64)>,
    /// Numbers of seven digits and more: vouchers, certificates, accounts.
    pub codes: BTreeSet<u64>,
    /// The text speaks of the inspection or of rectification.
    pub answers: bool,
    /// By its title, it reports on an item as a whole.
    pub reports: bool,
    /// By its title, several units wrote it together.
    pub joint: bool,
}

struct Sets {
    labels: WordSet,
    after: WordSet,
    answers: WordSet,
    reports: WordSet,
    joint: WordSet,
    office_ends: WordSet,
    no_office: WordSet,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let set = |n: &str| WordSet::new(RECORDS.words(n));
    Sets {
        labels: set("signing-labels"),
        after: set("after-number"),
        answers: set("answers-cause"),
        reports: set("report-titles"),
        joint: set("joint-titles"),
        office_ends: set("office-ends"),
        no_office: set("no-office"),
    }
});

/// Reads what a text states of itself.
pub fn stated(text: &str) -> Stated {
    let n = normalize(text);
    let found = facts(&n.chars);
    let lines = lines(&n.chars);
    let mut out = Stated { answers: SETS.answers.occurs_in(&n.chars), ..Stated::default() };
    for f in found.iter().filter(|f| f.kind == FactKind::Document) {
        let key = (issuer(&n.chars, f), f.extra, f.value);
        if out.number.is_none() && is_own(&n.chars, f, &lines) {
            out.number = Some(key);
        } else if out.number.as_ref() != Some(&key) && !key.0.is_empty() {
            out.cited.insert(key);
        }
    }
    if let Some(f) = found.iter().rev().find(|f| is_signing(&n.chars, f, &lines)) {
        out.day = Some(day_of(i64::from(f.extra), (f.value / 100) as i64, (f.value % 100) as i64));
        out.span = (n.offsets[f.start as usize], n.end_of(f.end as usize - 1));
    }
    out.codes = found.iter().filter(|f| f.kind == FactKind::Code).map(|f| f.value).collect();
    out.title = title(&n.chars, &lines, &found);
    let named: Vec<char> = out.title.chars().collect();
    out.reports = SETS.reports.occurs_in(&named);
    out.joint = SETS.joint.occurs_in(&named);
    out
}

/// Lines as half-open places; empty ones left out.
fn lines(chars: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = 0;
    for (i, c) in chars.iter().enumerate() {
        if *c == '\n' {
            out.push((from, i));
            from = i + 1;
        }
    }
    out.push((from, chars.len()));
    out.retain(|(a, b)| a < b);
    out
}

fn line_of(lines: &[(usize, usize)], f: &Fact) -> Option<(usize, (usize, usize))> {
    lines.iter().copied().enumerate().find(|(_, (a, b))| (*a..*b).contains(&(f.start as usize)))
}

/// The words right before the bracket.
fn issuer(chars: &[char], f: &Fact) -> String {
    let from = (f.start as usize).saturating_sub(ISSUER_CHARS_MAX);
    let before = &chars[from..f.start as usize];
    let word = before.iter().rposition(|c| !c.is_alphanumeric()).map_or(0, |i| i + 1);
    before[word..].iter().collect()
}

/// A number at the head, on a line of its own. One within a sentence is cited.
fn is_own(chars: &[char], f: &Fact, lines: &[(usize, usize)]) -> bool {
    let Some((n, (a, b))) = line_of(lines, f) else { return false };
    let (start, end) = (f.start as usize, f.end as usize);
    let before = &chars[a..start];
    let after = &chars[end.min(b)..b];
    n < HEAD_LINES
        && !before.is_empty()
        && before.len() <= ISSUER_CHARS_MAX
        && before.iter().all(|c| c.is_alphabetic())
        && (after.is_empty() || SETS.after.at(after, 0).is_some())
}

/// A full date alone on its line, behind a label that says what it is, or at the foot behind the name of the office that
/// signs. A deadline or an event within a sentence does not date the paper.
fn is_signing(chars: &[char], f: &Fact, lines: &[(usize, usize)]) -> bool {
    if f.kind != FactKind::Date || f.extra == 0 {
        return false;
    }
    let Some((n, (a, b))) = line_of(lines, f) else { return false };
    let before = &chars[a..f.start as usize];
    if f.end as usize != b {
        return false;
    }
    match before.split_last() {
        None => true,
        Some((':', label)) => SETS.labels.at(label, 0) == Some(label.len()),
        _ => SETS.labels.at(before, 0) == Some(before.len()) || (n > 0 && n + FOOT_LINES >= lines.len() && is_office(before)),
    }
}

/// The name of an office and nothing else: no mark, no word of a sentence, the end of an office's name.
fn is_office(name: &[char]) -> bool {
    let ends = (1..=name.len().min(3)).any(|n| SETS.office_ends.at(&name[name.len() - n..], 0) == Some(n));
    OFFICE_CHARS.contains(&name.len()) && name.iter().all(|c| c.is_alphabetic()) && ends && !SETS.no_office.occurs_in(name)
}

/// The first line that is neither number nor date nor a letterhead that stands above the number. Sentences are no title:
/// a receipt whose head is short goes on with them.
fn title(chars: &[char], lines: &[(usize, usize)], found: &[Fact]) -> String {
    let head = &lines[..lines.len().min(HEAD_LINES)];
    let numbered = head.iter().rposition(|(a, b)| {
        found.iter().any(|f| f.kind == FactKind::Document && is_own(chars, f, lines) && (*a..*b).contains(&(f.start as usize)))
    });
    let rest = &lines[numbered.map_or(0, |n| n + 1)..];
    let line = rest.iter().find(|(a, b)| b - a >= TITLE_CHARS_MIN && !chars[*a..*b].contains(&'。'));
    line.map(|(a, b)| chars[*a..*b].iter().take(TITLE_CHARS_MAX).collect()).unwrap_or_default()
}
