//! Collects every place where a heading could begin, with what speaks for and against it.

use super::{
    frame::Role,
    marker::{self, Kind, Reading},
};
use crate::{
    doc::{Doc, Line},
    lexicon::{Often, often},
};

/// A place where a heading could begin, with its readings.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Index of the line.
    pub line: usize,
    /// Readings, each with its cost in tenths if taken.
    pub readings: Vec<Reading>,
    /// Cost in tenths if none is taken.
    pub rejection: i32,
    /// Not at the beginning of its line.
    pub inline: bool,
    /// A break in the paper stands before it: an attachment begins, numbering starts afresh.
    pub fresh: bool,
}

/// Shortest line that has lost its breaks, in characters.
const RUN_ON_CHARS_MIN: usize = 300;
/// How far behind the first entry of a list without a mark the second is looked for, in characters.
const SECOND_CHARS_MAX: usize = 400;
/// How far back the decimal before one is looked for, in candidates.
const DECIMALS_BACK: usize = 60;
/// How far from a number without a stop its neighbours are looked for, in candidates.
const BESIDE_MAX: usize = 12;
/// Longest search ahead for a list's next number, in candidates.
const AHEAD_MAX: usize = 400;

/// Returns the candidates of the lines that `roles` gives to the body.
pub fn candidates(doc: &Doc, roles: &[Role], wrap: &Wrap) -> Vec<Candidate> {
    let (mut all, mut fresh) = (Vec::new(), false);
    for (i, line) in doc.lines.iter().enumerate() {
        match roles[i] {
            Role::Body => {}
            Role::Break => {
                fresh = true;
                continue;
            }
            Role::Title | Role::Furniture => continue,
        }
        if line.aside || line.row.is_some() {
            continue;
        }
        let before = all.len();
        line_candidates(doc, i, line, wrap, &mut all);
        if fresh && all.len() > before {
            all[before].fresh = true;
            fresh = false;
        }
    }
    loneliness(&mut all);
    all
}

fn line_candidates(doc: &Doc, index: usize, line: &Line, wrap: &Wrap, all: &mut Vec<Candidate>) {
    let (start, end) = (line.range.start, line.range.end);
    let first = line_start(doc, index, line, wrap);
    let mut i = first.as_ref().map_or(start + 1, |c| c.readings[0].text.max(start + 1));
    all.extend(first);
    while i < end {
        let line = &doc.plain[start..end];
        let found = boundary(&doc.plain, start, i).or_else(|| begins_list(line, i - start)).or_else(|| run_on(line, i - start));
        if let Some(boundary) = found {
            let readings: Vec<Reading> = marker::readings(&doc.plain, i, end)
                .into_iter()
                .filter(|r| !cited(line, i - start, r))
                .filter_map(|mut r| {
                    r.doubt += inline_doubt(r.kind, boundary)?;
                    (r.text < end || r.kind == marker::IS).then_some(r)
                })
                .collect();
            if let Some(r) = readings.first() {
                let (next, rejection) = (r.marker.end, if marker::is_inline_kind(r.kind) { 20 } else { 22 });
                all.push(Candidate { line: index, readings, rejection, inline: true, fresh: false });
                i = next;
                continue;
            }
        }
        i += 1;
    }
}

/// Whether the number at `at` stands in a quotation that has no number before it: a rule is cited from its second item on.
fn cited(line: &[char], at: usize, reading: &Reading) -> bool {
    let quote = |c: &char| words!("open_quote").has(*c) || words!("close_quote").has(*c);
    let open = line[..at].iter().rposition(quote).filter(|q| words!("open_quote").has(line[*q]));
    let next = line[at..].iter().find(|c| quote(c));
    let closed = next.is_some_and(|c| words!("close_quote").has(*c));
    let numbered = |q: usize| (q + 1..at).any(|i| marker::readings(line, i, line.len()).iter().any(|r| r.kind == reading.kind));
    reading.number > 1 && closed && open.is_some_and(|q| !numbered(q))
}

fn line_start(doc: &Doc, index: usize, line: &Line, wrap: &Wrap) -> Option<Candidate> {
    let (start, end) = (line.range.start, line.range.end);
    let mut readings = marker::readings(&doc.plain, start, end);
    let mut rejection = readings.first().map_or(0, |r| marker::rejection(r.kind));
    if let Some(level) = line.outline {
        if line.number > 0 || !readings.is_empty() {
            // The file itself says that this is a heading, so its number is one.
            rejection += 40;
            readings.iter_mut().for_each(|r| r.doubt /= 3);
        } else {
            let kind = marker::OUTLINE + (level - 1).min(8);
            readings.push(Reading { kind, number: 1, marker: start..start, text: start, doubt: 0, lonely: 0, above: None });
            rejection = 100;
        }
    } else if line.number > 0 {
        rejection += 25;
        readings.iter_mut().for_each(|r| r.doubt = 0);
    } else if wrap.continues(doc, index) {
        // A list may part its entries by commas: the number before this one then begins the line before.
        let before = wrap.before(doc, index).map(|l| marker::readings(&doc.plain, l.range.start, l.range.end)).unwrap_or_default();
        let follows = |r: &Reading| before.iter().any(|b| (b.kind, b.number + 1, b.above) == (r.kind, r.number, r.above));
        readings.iter_mut().for_each(|r| r.doubt += if follows(r) { 6 } else { 38 });
    }
    (!readings.is_empty()).then_some(Candidate { line: index, readings, rejection, inline: false, fresh: false })
}

/// How strongly the text before a place ends something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Boundary {
    Sentence,
    Comma,
    Bracket,
    Blank,
    /// Nothing stands between: the breaks of a long line were lost.
    Lost,
}

fn boundary(text: &[char], start: usize, i: usize) -> Option<Boundary> {
    let before = text[i - 1];
    if before == ' ' {
        let j = text[start..i].iter().rposition(|c| *c != ' ').map(|k| start + k)?;
        return Some(boundary(text, start, j + 1).filter(|b| *b == Boundary::Sentence).unwrap_or(Boundary::Blank));
    }
    match before {
        ',' => Some(Boundary::Comma),
        ')' => Some(Boundary::Bracket),
        c if often(Often::Terminal).has(c) => Some(Boundary::Sentence),
        '\n' => Some(Boundary::Sentence),
        c if words!("close_quote").has(c) && text[start..i - 1].last().is_some_and(|d| often(Often::Terminal).has(*d)) => {
            Some(Boundary::Sentence)
        }
        _ => None,
    }
}

/// Whether an ordinal of running text begins a list though no mark stands before it: "the office, one is ...; two is ...".
fn begins_list(line: &[char], i: usize) -> Option<Boundary> {
    // "The problems that exist 1. ...": the words that announce a list stand before it.
    let announced = || words!("problem_label").ends(&line[..i]).is_some();
    if line[i] == '1' && line.get(i + 1).is_some_and(|c| matches!(c, '.' | '\u{3001}')) && announced() {
        return Some(Boundary::Sentence);
    }
    let ordinal = |at: usize| words!("ordinal").at(line, at).is_some_and(|(_, kind)| kind == "is");
    let one = marker::cn_number(&line[i..i + 1])? == (1, 1) && ordinal(i + 1) && !words!("not_one").has(line[i - 1]);
    let two = |j: usize| marker::cn_number(&line[j..j + 1]) == Some((2, 1)) && ordinal(j + 1);
    if one && announced() {
        return Some(Boundary::Comma);
    }
    let next = one && (i + 2..(line.len() - 1).min(i + SECOND_CHARS_MAX)).any(|j| matches!(line[j - 1], ';' | '\u{3002}' | ',') && two(j));
    next.then_some(Boundary::Comma)
}

/// Whether a number of a heading follows words directly in a line so long that it must have lost its breaks.
fn run_on(line: &[char], i: usize) -> Option<Boundary> {
    if line.len() < RUN_ON_CHARS_MIN || !crate::script::is_han(line[i - 1]) || words!("before_reference").has(line[i - 1]) {
        return None;
    }
    let next = |n: usize| line.get(i + n).copied();
    let dotted = next(0).is_some_and(|c| c.is_ascii_digit()) && next(1) == Some('.') && next(2).is_some_and(|c| !c.is_ascii_digit());
    let bracketed =
        next(0) == Some('(') && marker::cn_number(&line[(i + 1).min(line.len())..]).is_some_and(|(_, n)| next(n + 1) == Some(')'));
    (dotted || bracketed).then_some(Boundary::Lost)
}

/// What a number inside a line costs more than at its beginning; `None` where it cannot be one.
fn inline_doubt(kind: Kind, boundary: Boundary) -> Option<i32> {
    use marker::{
        ARTICLE, CHAPTER, CIRCLED, CN_HALF, CN_LIST, CN_PAREN, DEMAND, DIGIT_DOT, DIGIT_HALF, DIGIT_LIST, DIGIT_PAREN, FIRST, IS,
    };
    match (boundary, kind) {
        (Boundary::Sentence, IS | DEMAND) => Some(0),
        (Boundary::Sentence, CIRCLED | CN_PAREN | DIGIT_PAREN) => Some(2),
        (Boundary::Sentence, CN_LIST | DIGIT_DOT | DIGIT_LIST | FIRST) => Some(4),
        (Boundary::Sentence, DIGIT_HALF | CN_HALF) => Some(8),
        (Boundary::Sentence, k) if k >= marker::OUTLINE => Some(5),
        (Boundary::Comma, IS) => Some(2),
        (Boundary::Comma, DEMAND | CIRCLED | DIGIT_PAREN) => Some(8),
        (Boundary::Bracket, CIRCLED | DIGIT_PAREN | CN_PAREN) => Some(12),
        (Boundary::Blank, IS | CIRCLED) => Some(4),
        (Boundary::Blank, CN_PAREN | DIGIT_PAREN | CN_LIST | DIGIT_DOT | DIGIT_LIST) => Some(10),
        (Boundary::Lost, CN_PAREN) => Some(8),
        (Boundary::Lost, DIGIT_DOT) => Some(10),
        (_, CHAPTER | ARTICLE) => None,
        _ => None,
    }
}

/// Adds to each reading what it costs that no neighbour of its list is in sight.
fn loneliness(all: &mut [Candidate]) {
    let mut keys: Vec<Vec<(Kind, u32)>> = all.iter().map(|c| c.readings.iter().map(|r| (r.kind, r.number)).collect()).collect();
    keys.iter_mut().for_each(|k| k.sort_unstable());
    for i in 0..all.len() {
        let (inline, line) = (all[i].inline, all[i].line);
        for r in 0..all[i].readings.len() {
            let (kind, number) = (all[i].readings[r].kind, all[i].readings[r].number);
            if (marker::OUTLINE..marker::OUTLINE + 9).contains(&kind) {
                continue;
            }
            // An inline list lives in one paragraph or the few after it.
            let reach = |j: usize| !inline || !marker::is_inline_kind(kind) || all[j].line.abs_diff(line) <= 12;
            let near = |j: usize, n: u32| reach(j) && keys[j].contains(&(kind, n));
            // "4. ... 5 ... 6. ...": a number that lost its stop stands between two that have theirs.
            if kind == marker::DIGIT_BARE && !inline {
                let beside = |j: usize, n: u32| keys[j].iter().any(|k| marker::alike(k.0, kind) && k.1 == n);
                let before = (i.saturating_sub(BESIDE_MAX)..i).any(|j| beside(j, number.wrapping_sub(1)));
                if before && (i + 1..all.len().min(i + BESIDE_MAX)).any(|j| beside(j, number + 1)) {
                    all[i].readings[r].doubt = 0;
                    continue;
                }
            }
            let next = (i + 1..all.len().min(i + AHEAD_MAX)).any(|j| near(j, number + 1));
            let previous = number > 1 && (i.saturating_sub(AHEAD_MAX)..i).any(|j| near(j, number - 1));
            // "3.2 years" is no year where 3.1 numbers a line before it.
            if let (Some(above), false) = (all[i].readings[r].above, inline) {
                let before =
                    |c: &Candidate| !c.inline && c.readings.iter().any(|q| (q.kind, q.above, q.number + 1) == (kind, Some(above), number));
                if all[i.saturating_sub(DECIMALS_BACK)..i].iter().any(before) {
                    all[i].readings[r].doubt = all[i].readings[r].doubt.min(10);
                }
            }
            if !next && !previous {
                let inline_more = if inline && !marker::is_inline_kind(kind) { 25 } else { 0 };
                all[i].readings[r].lonely = marker::loneliness(kind) + inline_more;
            } else if number > 1 && !previous {
                all[i].readings[r].doubt += 4;
            }
        }
    }
}

/// Widest line of a hard-wrapped paper, in columns.
const WIDTH_MAX: usize = 120;
/// How many full lines such a paper has at least for every longer one, as a menu is.
const LONG_LINES: usize = 6;
/// How much shorter than the longest a broken line may be, in columns.
const SLACK: usize = 6;
/// Fewest blanks of an indentation.
const INDENT_MIN: usize = 2;
/// Columns of an indentation.
const INDENT: usize = 4;
/// Fewest open lines of the width at which a text was broken.
const SHARED_MIN: usize = 3;
/// Narrowest such paper, in columns.
const WIDTH_MIN: usize = 36;

/// Columns that a line takes in print: a figure or a Latin letter is half as wide as a character.
fn columns(doc: &Doc, line: &Line) -> usize {
    doc.plain[line.range.clone()].iter().map(|c| if c.is_ascii_alphanumeric() { 1 } else { 2 }).sum()
}

/// Whether the paper is hard-wrapped, and at which width, in columns.
#[derive(Clone, Debug, Default)]
pub struct Wrap {
    width: usize,
    /// The same in characters: some break lines at so many of them, however wide.
    chars: usize,
    hard: bool,
    /// For each line the line before it that is not furniture; a page number stands in the middle of a sentence.
    before: Vec<Option<usize>>,
}

/// Columns by which the first line of a paragraph is indented.
fn indent(doc: &Doc, line: &Line) -> usize {
    let blanks = doc.plain[..line.range.start].iter().rev().take_while(|c| **c == ' ').count();
    if blanks >= INDENT_MIN { INDENT } else { 0 }
}

/// Whether a line does not end with a stop.
fn is_open(doc: &Doc, line: &Line) -> bool {
    !often(Often::Terminal).has(doc.plain[line.range.end - 1])
}

impl Wrap {
    /// Measures the lines of `doc`.
    pub fn new(doc: &Doc, roles: &[Role]) -> Wrap {
        let mut last = None;
        let before = (0..doc.lines.len()).map(|i| if roles[i] == Role::Furniture { last } else { last.replace(i) }).collect();
        let own = |(l, r): (&'_ Line, &Role)| l.row.is_none() && *r != Role::Furniture;
        let lines: Vec<&Line> = doc.lines.iter().zip(roles).filter(|p| own(*p)).map(|p| p.0).collect();
        // One line around the text, as that of who put it up, may be longer than those that were broken.
        let open: Vec<usize> = lines.iter().filter(|l| is_open(doc, l)).map(|l| columns(doc, l)).collect();
        let shared = |w: &usize| *w >= WIDTH_MIN && open.iter().filter(|n| (w - SLACK..=*w).contains(n)).count() >= SHARED_MIN;
        let widths = || lines.iter().map(|l| columns(doc, l)).filter(|n| *n <= WIDTH_MAX);
        let width = widths().filter(shared).max().or_else(|| widths().max()).unwrap_or(0);
        let full = |l: &Line| columns(doc, l) + SLACK >= width && is_open(doc, l);
        let numbered = |l: &Line| !marker::readings(&doc.plain, l.range.start, l.range.end).is_empty();
        // A full line that prose goes on from shows the wrapping; a full heading shows nothing.
        let shown = lines
            .windows(2)
            .filter(|w| full(w[0]) && !numbered(w[0]) && !numbered(w[1]) && super::frame::label(doc.plain(&w[1].range)).is_none())
            .count();
        let long = lines.iter().filter(|l| columns(doc, l) > width + 4).count();
        let full = lines.iter().filter(|l| full(l)).count();
        let chars = lines.iter().filter(|l| columns(doc, l) <= WIDTH_MAX).map(|l| l.range.len()).max().unwrap_or(0);
        Wrap { width, chars, hard: width >= WIDTH_MIN && shown > 0 && full > 1 && long * LONG_LINES <= full, before }
    }

    /// The line before line `i` that is not furniture.
    fn before<'d>(&self, doc: &'d Doc, i: usize) -> Option<&'d Line> {
        self.before.get(i).copied().flatten().map(|j| &doc.lines[j])
    }

    /// Whether line `i` goes on in the middle of the sentence of the line before it.
    pub fn continues(&self, doc: &Doc, i: usize) -> bool {
        let Some(before) = self.before(doc, i) else { return false };
        let last = doc.plain[before.range.end - 1];
        // A site that hides names breaks the line before each.
        let masked = words!("masked").at(doc.plain(&doc.lines[i].range), 0).is_some_and(|(n, _)| n < doc.lines[i].range.len());
        let open = last == ','
            || masked
            || last == '\u{3001}'
            || (self.hard && (columns(doc, before) + indent(doc, before) + 8 >= self.width || before.range.len() + 4 >= self.chars));
        open && !often(Often::Terminal).has(last) && last != ')' && before.row.is_none() && before.outline.is_none()
    }

    /// The text with its broken lines joined: running text is read so.
    pub fn unwrapped(&self, doc: &Doc) -> Doc {
        let own = |i: usize| {
            let line = &doc.lines[i];
            let numbered = || !marker::readings(&doc.plain, line.range.start, line.range.end).is_empty();
            line.row.is_none()
                && !line.aside
                && line.outline.is_none()
                && super::frame::label(doc.plain(&line.range)).is_none()
                && !numbered()
        };
        let masked = |i: usize| words!("masked").at(doc.plain(&doc.lines[i].range), 0).is_some();
        doc.unwrapped(|i| (self.hard || masked(i)) && self.before[i] == i.checked_sub(1) && self.continues(doc, i) && own(i))
    }
}
