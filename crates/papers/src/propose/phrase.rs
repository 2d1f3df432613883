//! What stands around a wording: marks at its end, "concerning" before it, words in brackets that say how it stands,
//! and names before a colon.

use crate::{
    clause::{Class, FAULT, acts, blames, fault, judge},
    doc::Doc,
    lexicon::{Often, is_figure, often},
    tree::marker,
};
use std::ops::Range;

/// From which share on a heading finds fault without the help of its form.
pub(super) const SURE: f32 = 0.6;
/// Arrows of a line that parts a problem and what was done, at most.
const ARROWS_MAX: usize = 2;
/// Longest tag in brackets after a heading, in characters.
const TAG_CHARS_MAX: usize = 20;
/// Longest label before a quotation that is pointed out, in characters.
const LABEL_CHARS_MAX: usize = 20;
/// From which share on a clause says what was done.
const ACTS: f32 = 0.4;
/// How far into its clause a word says that something is done, in characters.
const DOER_CHARS_MAX: usize = 12;
/// Share from which on words may tell a problem.
const MAY: f32 = 0.1;
/// Share of problems below which words are surely a name.
const NAME: f32 = 0.3;

/// Whether words only count problems and say who named them: "the eighteen of three aspects that were fed back".
pub(super) fn only_counts(text: &[char]) -> bool {
    let (mut i, mut counted) = (0, false);
    while let Some(c) = text.get(i) {
        let word = |n: Option<(usize, &str)>| n.map(|(n, _)| n);
        let unit = word(words!("total_unit").at(text, i)).or_else(|| word(words!("unit_measure").at(text, i)));
        let number = is_figure(*c);
        counted |= number;
        let len = word(words!("sourced").at(text, i)).or(unit).or_else(|| (number || words!("particle").has(*c)).then_some(1));
        let Some(len) = len else { return false };
        i += len;
    }
    counted
}

/// Whether words tell the steps of a process: "melting -> dropping -> distilling".
pub(super) fn is_process(text: &[char]) -> bool {
    text.iter().filter(|c| words!("arrow").has(**c)).count() > ARROWS_MAX
}

/// Number of bullets and blanks that a line begins with.
pub(super) fn bullets(text: &[char]) -> usize {
    text.iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count()
}

/// Where the quotation that opens at `open` is closed, others within it passed over.
pub(super) fn quotation_end(text: &[char], open: usize) -> Option<usize> {
    let mut depth = 0i32;
    let closes = |c: &char| {
        depth += i32::from(words!("open_quote").has(*c)) - i32::from(words!("close_quote").has(*c));
        depth <= 0
    };
    text[open..].iter().position(closes).map(|n| open + n)
}

/// Number of marks that a wording ends with and that say nothing; a point ends a sentence only behind words.
pub(super) fn marks(text: &[char]) -> usize {
    let behind_words = |i: usize| text[..i].last().is_some_and(|c| crate::script::is_han(*c));
    let mark = |i: &usize| matches!(text[*i], ',' | ';' | '\u{3001}' | '\u{3002}' | '\u{2026}') || text[*i] == '.' && behind_words(*i);
    (0..text.len()).rev().take_while(mark).count()
}

/// How many sentences from the first on go on telling a problem: up to the last that blames or tells of nothing done, where
/// most do.
pub(super) fn telling(doc: &Doc, sentences: &[Range<usize>]) -> usize {
    let tells = |r: &Range<usize>| blames(doc.plain(r)) || !acts(doc.plain(r));
    let goes_on = |n: &usize| tells(&sentences[n - 1]) && sentences[..*n].iter().filter(|r| tells(r)).count() * 2 > *n;
    (1..=sentences.len()).rev().find(goes_on).unwrap_or(0)
}

/// Length of "the first problem," at the beginning of a text, where that is all that its first clause says.
pub(super) fn counted(text: &[char]) -> Option<usize> {
    let (n, _) = words!("ordinal_prefix").at(text, 0)?;
    let (_, digits) = marker::cn_number(&text[n..])?;
    let measure = usize::from(words!("total_unit").at(text, n + digits).is_some() || words!("unit_measure").at(text, n + digits).is_some());
    let word = n + digits + measure;
    let (len, _) = words!("problem_word").at(text, word)?;
    matches!(text.get(word + len), Some(',' | ':')).then_some(word + len + 1)
}

/// Whether what stands before a colon only names where the problem behind it was found.
pub(super) fn names_only(text: &[char], colon: usize) -> bool {
    let rest = text[colon + 1..].split(|c| matches!(c, '\u{3002}' | ';' | '!')).next().unwrap_or_default();
    let before = judge(&text[..colon]);
    // The surer it is that a name tells no problem, the less sure need be what follows.
    let problem = before.share(Class::Problem);
    let least = if problem < NAME { FAULT } else { SURE };
    problem < SURE && before.share(Class::Summary) < FAULT && fault(rest) >= least
}

/// Whether a colon stands between figures: "one teacher for 1:512".
pub(super) fn ratio(text: &[char], colon: usize) -> bool {
    colon > 0 && text[colon - 1].is_ascii_digit() && text.get(colon + 1).is_some_and(char::is_ascii_digit)
}

/// Whether a heading only says how the problems below it stand: "problems already put right".
pub(super) fn only_stands(first: &[char]) -> bool {
    let (mut i, mut named) = (0, false);
    while i < first.len() {
        match words!("stands").at(first, i) {
            Some((n, what)) => {
                named |= what == "named";
                i += n;
            }
            None if is_figure(first[i]) => i += 1,
            None => return false,
        }
    }
    named && words!("stands_end").ends(first).is_some()
}

/// Length of "concerning" at the beginning of a text.
pub(super) fn about(text: &[char]) -> Option<usize> {
    // "To 'slow work', ...": so short a word is one only before a quotation.
    let quoted = || words!("about_quoted").at(text, 0).filter(|(n, _)| text.get(*n).is_some_and(|c| words!("open_quote").has(*c)));
    words!("about").at(text, 0).filter(|(_, v)| *v != "verb").or_else(quoted).map(|(n, _)| n)
}

/// The words in brackets at the end of a stretch that say how something stands.
pub fn tag(doc: &Doc, range: &Range<usize>) -> Option<Range<usize>> {
    let text = doc.plain(range);
    // "The exit is locked (settled) - cleared on the same day": a dash may follow.
    let dash = |i: &usize| text[*i] == ')' && text.get(i + 1).is_some_and(|c| often(Often::Bullet).has(*c));
    if let Some((open, end)) = (0..text.len()).filter(dash).find_map(|end| Some((tagged(text, end, '(')?, end))) {
        return Some(range.start + open + 1..range.start + end);
    }
    let end = text.iter().rposition(|c| !matches!(c, ' ' | '\u{3002}' | ':' | ';'))?;
    let pairs = [(')', '('), (']', '['), ('\u{3011}', '\u{3010}')];
    let (_, opens) = pairs.into_iter().find(|(close, _)| text[end] == *close)?;
    tagged(text, end, opens).map(|open| range.start + open + 1..range.start + end)
}

/// Where the brackets open that close at `end` and say how something stands.
fn tagged(text: &[char], end: usize, opens: char) -> Option<usize> {
    let open = text[..end].iter().rposition(|c| *c == opens).filter(|o| end - o <= TAG_CHARS_MAX && *o > 3)?;
    words!("status").is_in(&text[open + 1..end]).then_some(open)
}

/// Where the problem of a clause ends that says behind its comma what was done about it: "files are loose, bound again".
pub(super) fn settled(text: &[char]) -> Option<usize> {
    let commas = (0..text.len()).filter(|i| matches!(text[*i], ',' | '\u{2014}') && *i > 3);
    let says = |comma: &usize| {
        let rest = &text[comma + 1..];
        let rest = &rest[rest.iter().take_while(|c| **c == '\u{2014}').count()..];
        let done = rest.split(|c| *c == ',').next().unwrap_or_default();
        // "The bureau has already ..."
        let doer = |at: usize| at == 0 || words!("doer_last").has(done[at - 1]);
        let begin = &done[..done.len().min(DOER_CHARS_MAX)];
        let already = words!("settled").find(begin).is_some_and(|(at, _, _)| doer(at));
        let demanded = words!("demanded").at(done, 0).is_some();
        if !(already || demanded || text[*comma] == '\u{2014}') {
            return false;
        }
        let verdict = judge(done);
        let measure = verdict.share(Class::Measure) + if demanded { verdict.share(Class::Demand) } else { 0.0 };
        // "Of forty-one mines only nine are done".
        let only = words!("only").is_in(done);
        measure >= ACTS && fault(done) < FAULT && !only
    };
    let mut found = commas.filter(says);
    found.find(|comma| fault(&text[..*comma]) >= MAY)
}

/// Length of "the problem of" at `at`, as it follows what it names.
pub(super) fn problem_named(text: &[char], at: usize) -> Option<usize> {
    words!("problem_of").at(text, at).or_else(|| words!("problem_word").at(text, at)).map(|(n, _)| n)
}

/// The quotation in a stretch of running text that an inspection is said to have pointed out as a problem: "the team
/// pointed out 'work is slow. Records are poor.' as a problem".
pub(super) fn pointed_out(doc: &Doc, range: &Range<usize>) -> Option<Range<usize>> {
    let text = doc.plain(range);
    let opens = |i: &usize| {
        let before = &text[..*i];
        let told =
            before.last() == Some(&':') || words!("quote_before").ends(before).is_some() || words!("quote_task").ends(before).is_some();
        told && words!("open_quote").has(text[*i])
    };
    let quoted = |open: usize| {
        let close = quotation_end(text, open)?;
        let inner = doc.trim(range.start + open + 1..range.start + close);
        let inner = inner.start..inner.end - marks(doc.plain(&inner));
        let before = &text[..open];
        let label = &before[before.len().saturating_sub(LABEL_CHARS_MAX)..];
        // A complaint that is quoted behind its number need not blame.
        let numbered = before.last() == Some(&':') && words!("quote_number").is_in(label);
        let labelled = numbered || before.last() == Some(&':') && words!("fed_back").is_in(label);
        let task = words!("quote_task").ends(before) == Some("task");
        let called = problem_named(text, close + 1).is_some() || labelled || task;
        (called && inner.len() > 3 && (numbered || fault(doc.plain(&inner)) >= FAULT)).then_some(inner)
    };
    (0..text.len()).filter(opens).find_map(quoted)
}
