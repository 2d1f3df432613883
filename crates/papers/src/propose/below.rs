//! What stands below a problem: its stretches of text, each read as one, and the labels in them.

use super::found::Found;
use crate::{
    doc::Doc,
    facts::Source,
    lexicon::{Often, often},
    tree::{Wrap, frame},
};
use std::ops::Range;

/// Longest stretch between a wording and the comma that closes its frame, in characters.
const FRAME_CHARS_MAX: usize = 12;

/// A stretch of text that is read as one, though lines or pages may break it.
pub(super) struct Stretch {
    joined: Option<Doc>,
    /// Its range in the text that it lies in.
    pub range: Range<usize>,
}

impl Stretch {
    /// The text in which its range lies.
    pub fn source<'s>(&'s self, source: &Source<'s>) -> Source<'s> {
        Source { doc: self.joined.as_ref().unwrap_or(source.doc), ..*source }
    }
}

/// Stretches of a heading's rest and its paragraphs; a paragraph that only goes on with the line before is joined to it.
pub(super) fn stretches<'r>(
    source: &Source,
    wrap: &Wrap,
    rest: Option<Range<usize>>,
    paras: impl Iterator<Item = &'r Range<usize>>,
) -> Vec<Stretch> {
    let mut all: Vec<Vec<Range<usize>>> = rest.into_iter().map(|r| vec![r]).collect();
    for para in paras {
        let goes_on = |before: &Range<usize>| {
            let (before, text) = (source.doc.plain(before), source.doc.plain(para));
            // A figure cannot begin a sentence that follows an open one.
            let open = before.len() > 2 && before.last().is_some_and(|c| !often(Often::Terminal).has(*c));
            let cut = before.last().is_some_and(char::is_ascii_digit) && words!("money_unit").at(text, 0).is_some();
            let figure = cut || open && text.first().is_some_and(char::is_ascii_digit);
            let line = source.doc.line_at(para.start);
            (figure || line.is_some_and(|i| wrap.continues(source.doc, i))) && frame::label(text).is_none()
        };
        match all.last_mut() {
            Some(last) if last.last().is_some_and(goes_on) => last.push(para.clone()),
            _ => all.push(vec![para.clone()]),
        }
    }
    let stretch = |parts: Vec<Range<usize>>| match parts.as_slice() {
        [one] => Stretch { joined: None, range: one.clone() },
        many => {
            let doc = source.doc.joined(many);
            let range = 0..doc.plain.len();
            Stretch { joined: Some(doc), range }
        }
    };
    all.into_iter().map(stretch).collect()
}

/// What stands after the sentence of the problem, on the line on which it ends.
pub(super) fn after_wording(source: &Source, found: &Found) -> Option<Range<usize>> {
    let text = &source.doc.plain;
    let end = found.paras.iter().find(|p| p.contains(&found.wording.end)).map_or(found.text.end, |p| p.end);
    let mut i = found.wording.end;
    // "Concerning the problem of slow work, the following was done": the frame ends with the comma.
    let framed =
        |i: usize| text[i] == ',' && i <= found.wording.end + FRAME_CHARS_MAX && words!("problem_word").is_in(&text[found.wording.end..i]);
    // A field may follow on the same line after a blank.
    let field = |i: usize| text[i] == ' ' && frame::label(&text[i + 1..end]).is_some();
    while i < end && !matches!(text[i], '\u{3002}' | ';' | '!') && !framed(i) && !field(i) {
        i += 1;
    }
    let rest = source.doc.trim((i + 1).min(end)..end);
    (!rest.is_empty()).then_some(rest)
}

/// What stands before the wording in a section that tells of nothing else: what was asked for, and where it lies.
pub(super) fn section_before(source: &Source, found: &Found) -> Option<Range<usize>> {
    let before = source.doc.trim(found.text.start..found.wording.start.max(found.text.start));
    let text = source.doc.plain(&before);
    // "It was found that," says nothing by itself.
    text.contains(&'\u{3002}').then_some(before)
}

/// What stands behind the wording in a section that tells of nothing else.
pub(super) fn section_rest(source: &Source, found: &Found) -> Option<Range<usize>> {
    let text = source.doc.plain(&(found.wording.end..found.text.end.max(found.wording.end)));
    let marks = text.iter().take_while(|c| !c.is_alphanumeric()).count();
    let rest = source.doc.trim(found.wording.end + marks..found.text.end.max(found.wording.end + marks));
    (!rest.is_empty()).then_some(rest)
}

/// Splits a stretch at its labels: at its beginning, and after each sentence. Returns label and content.
pub(super) fn labelled(source: &Source, stretch: &Range<usize>) -> Vec<(Option<Range<usize>>, Range<usize>)> {
    let text = &source.doc.plain;
    let mut parts: Vec<(Option<Range<usize>>, usize)> = vec![(None, stretch.start)];
    let mut i = stretch.start;
    while i < stretch.end {
        let boundary = i == stretch.start || matches!(text[i - 1], '\u{3002}' | ';' | '\n' | ' ' | '[' | '(' | '\u{3010}');
        match boundary.then(|| frame::label(&text[i..stretch.end])).flatten() {
            Some(len) => {
                parts.push((Some(i..i + len), i + len));
                i += len;
            }
            None => i += 1,
        }
    }
    let ends: Vec<usize> = parts.iter().skip(1).map(|(l, _)| l.as_ref().map_or(stretch.end, |l| l.start)).chain([stretch.end]).collect();
    let all = parts.into_iter().zip(ends).map(|((label, start), end)| (label, unbracketed(source, start..end.max(start))));
    all.filter(|(label, content)| label.is_some() || !content.is_empty()).collect()
}

/// A stretch without the bracket that opens the next label's list or closes its own.
fn unbracketed(source: &Source, range: Range<usize>) -> Range<usize> {
    let mut range = source.doc.trim(range);
    let text = source.doc.plain(&range);
    let count = |a: char, b: char| text.iter().fold(0i32, |n, c| n + i32::from(*c == a) - i32::from(*c == b));
    let open = [('(', ')'), ('[', ']'), ('\u{3010}', '\u{3011}')].map(|(a, b)| (a, b, count(a, b)));
    let wrong = |c: &char| open.iter().any(|(a, b, n)| *n > 0 && c == a || *n < 0 && c == b);
    if text.last().is_some_and(wrong) {
        range.end -= 1;
    }
    source.doc.trim(range)
}
