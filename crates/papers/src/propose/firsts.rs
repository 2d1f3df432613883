//! Problems of a notice in a layout that no rule knows: lines whose first sentence surely tells a problem, and what follows
//! says what was done.

use super::{
    found::{Found, problem},
    phrase::marks,
};
use crate::{
    clause::{Class, FAULT, acts, asks, fault, judge, throughout},
    doc::Doc,
    tree::{frame, label, marker},
};
use std::ops::{Range, RangeInclusive};

/// Share from which on a first sentence surely tells a problem.
const SURE: f32 = 0.75;
/// Confidence of such a problem in per cent: each is asked about.
const CONFIDENCE: u8 = 50;
/// From which share on what follows says what was done.
const DONE: f32 = 0.5;
/// Shortest and longest such sentence, in characters.
const CHARS: RangeInclusive<usize> = 5..=90;
/// Fewest such lines.
const LEAST: usize = 3;
/// From this doubt on a number is part of the words.
const DOUBT_MAX: i32 = 12;

/// The problems that no rule `found`, in reading order; none where the lines that read so are fewer than three.
pub(super) fn untaken<'a>(doc: &Doc, found: &[Found]) -> Vec<Found<'a>> {
    let lines: Vec<&Range<usize>> = doc.lines.iter().filter(|l| l.row.is_none() && !l.aside).map(|l| &l.range).collect();
    let first = |i: usize| {
        let line = lines[i];
        let number = marker::readings(&doc.plain, line.start, line.end).into_iter().find(|r| r.doubt < DOUBT_MAX);
        let start = number.map_or(line.start, |r| r.text.min(line.end));
        let text = doc.plain(&(start..line.end));
        let stop = text.iter().position(|c| *c == '\u{3002}').unwrap_or(text.len());
        let told = doc.trim(start..start + stop);
        let rest = doc.trim((start + stop + 1).min(line.end)..line.end);
        let next = if rest.is_empty() { lines.get(i + 1).map(|l| (*l).clone())? } else { rest.clone() };
        let done = doc.plain(&next).split(|c| *c == '\u{3002}').next().unwrap_or_default();
        let follows = label::is_field(doc.plain(&next)) || judge(done).share(Class::Measure) >= DONE && fault(done) < FAULT;
        let words = doc.plain(&told);
        let tells =
            CHARS.contains(&words.len()) && frame::label(words).is_none() && throughout(words) >= SURE && !acts(words) && !asks(words);
        let free = found.iter().all(|f| f.wording.end <= told.start || told.end <= f.wording.start);
        (tells && follows && free).then(|| {
            let wording = told.start..told.end - marks(words);
            let paras = Some(rest).filter(|r| !r.is_empty()).into_iter().collect();
            Found { paras, confidence: CONFIDENCE, ..problem(told, wording, &[], None) }
        })
    };
    let all: Vec<Found> = (0..lines.len()).filter_map(first).collect();
    if all.len() < LEAST {
        return Vec::new();
    }
    // What stands around the text of a page tells none.
    let roles = frame::roles(doc);
    let around = |f: &Found| doc.line_at(f.text.start).is_some_and(|i| roles[i] == frame::Role::Furniture);
    all.into_iter().filter(|f| !around(f)).collect()
}
