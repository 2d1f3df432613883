//! Problems that running text quotes, and the marks around them.

use super::{
    draft::{entry, unquoted},
    phrase::{problem_named, quotation_end},
    summed::together,
};
use crate::{
    clause::{FAULT, acts, asks, blames, listed},
    facts::Source,
};
use std::ops::Range;

/// Longest name before what is quoted of a city, in characters.
const NAME_CHARS_MAX: usize = 8;
/// Shortest problem that is quoted, in characters.
const QUOTED_CHARS_MIN: usize = 8;
/// Fewest clauses of a quotation that opens a sentence and is one problem.
const RUN_MIN: usize = 3;
/// Shortest quotation that is told as a problem by who quotes it, in characters.
const QUOTED_MIN: usize = 7;
/// Longest problem that a sentence answers, in characters.
const ANSWERED_CHARS_MAX: usize = 80;
/// How far behind a quotation the word itself may stand, in characters.
const BEHIND_CHARS_MAX: usize = 10;

/// "One city '...'; another '...'": each is quoted with what it was told.
pub(super) fn quoted_each(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let quoted = |part: Range<usize>| {
        let part = source.doc.trim(part);
        let text = source.doc.plain(&part);
        let open = text.iter().position(|c| words!("open_quote").has(*c))?;
        let name = text[..open].iter().rev().take_while(|c| !matches!(c, ':' | ',')).count();
        let whole = name <= NAME_CHARS_MAX && text.last().is_some_and(|c| words!("close_quote").has(*c));
        let inner = part.start + open + 1..part.end - 1;
        (whole && inner.len() >= QUOTED_CHARS_MIN).then_some(inner)
    };
    let parts: Option<Vec<Range<usize>>> = unquoted(source, sentence, &[';']).into_iter().map(quoted).collect();
    parts.filter(|p| p.len() >= 2 && together(source, p).is_some()).unwrap_or_else(|| quoted_run(source, sentence))
}

/// "There are 'slow work' 'poor records' and other problems": quotations one right after another, all of which blame.
fn quoted_run(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let Some((at, len, _)) = words!("draft_still").find(text) else { return Vec::new() };
    let (mut i, mut all) = (at + len, Vec::new());
    while text.get(i).is_some_and(|c| words!("open_quote").has(*c)) {
        let Some(n) = text[i + 1..].iter().position(|c| words!("close_quote").has(*c)) else { break };
        all.push(sentence.start + i + 1..sentence.start + i + 1 + n);
        i += n + 2;
        i += usize::from(text.get(i).is_some_and(|c| matches!(c, '\u{3001}' | ',')));
    }
    let whole = all.iter().all(|r| r.len() >= QUOTED_CHARS_MIN) && together(source, &all).is_some();
    if all.len() >= 2 && whole && words!("and_others").at(text, i).is_some() { all } else { Vec::new() }
}

/// "No. 17 pointed at the problem of 'slow work'", "the problems 'A, B, C' are put right": what is quoted as a problem.
pub(super) fn quoted(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let (mut all, mut from, mut first) = (Vec::new(), 0, true);
    // What is named in a title's marks is no quotation.
    let opens = |c: &char| words!("open_quote").has(*c) && *c != '\u{300A}';
    while let Some(open) = text[from..].iter().position(opens).map(|n| from + n) {
        let Some(close) = quotation_end(text, open) else { break };
        all.extend(quotation(source, sentence, open, close, first));
        (from, first) = (close + 1, false);
    }
    all
}

/// "Against the problem that cars were borrowed, they were given back": what a sentence that acts says was wrong.
pub(super) fn answered(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let begins = |i: usize| i == 0 || matches!(text[i - 1], ',' | ';' | ':' | ' ');
    let told = |i: usize| {
        // "Against" may stand behind who acts; a word as short as "to" begins its clause.
        let about = words!("about").at(text, i).filter(|(_, v)| *v == "against" || *v != "verb" && begins(i));
        let (len, _) = about.or_else(|| words!("about_quoted").at(text, i).filter(|_| begins(i)))?;
        let from = i + len;
        let goes_on = |at: usize| text.get(at) == Some(&',') || words!("sets_about").at(text, at).is_some();
        let named = |e: &usize| problem_named(text, *e).is_some_and(|n| goes_on(e + n));
        let end = (from + QUOTED_MIN..text.len().min(from + ANSWERED_CHARS_MAX)).find(named)?;
        let behind = end + problem_named(text, end)?;
        let rest = text[behind..].split(|c| *c == ';').next().unwrap_or_default();
        let particle = usize::from(words!("particle").has(text[end - 1]));
        let wording = source.doc.trim(sentence.start + from..sentence.start + end - particle);
        let acted = acts(rest) && !asks(rest) && !words!("open_quote").has(text[from]);
        (acted && blames(source.doc.plain(&wording))).then_some(wording)
    };
    (0..text.len()).filter_map(told).collect()
}

/// What the quotation of a sentence from `open` to `close` tells as problems; only the `first` may be a list of them.
fn quotation(source: &Source, sentence: &Range<usize>, open: usize, close: usize, first: bool) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let several = words!("and_others").at(text, close + 1).map(|(n, _)| n);
    let after = close + 1 + several.unwrap_or(0);
    let called = (after..=after + 1).any(|at| words!("problem_word").at(text, at).is_some());
    let inner = sentence.start + open + 1..sentence.start + close;
    // "'Work is slow; records are poor ...' was read out": a quotation that lists.
    let list = unquoted(source, &inner, &[';']);
    let told = together(source, &list).filter(|l| l.len() >= 2 && l.iter().all(|r| listed(source.doc.plain(r)) >= FAULT));
    if let Some(told) = told.filter(|_| first) {
        return told;
    }
    let clauses = unquoted(source, &inner, &[',']);
    if clauses.len() >= RUN_MIN && open == 0 && together(source, &clauses).is_some() {
        return entry(source, &inner).into_iter().collect();
    }
    let parts = unquoted(source, &inner, &['\u{3001}']);
    let blame = |r: &Range<usize>| r.len() > 3 && blames(source.doc.plain(r));
    let mark = usize::from(open > 0 && matches!(text[open - 1], ',' | ':'));
    let before = &text[..open - mark];
    let said = words!("reported_verb").ends(before).is_some();
    // "The inspection pointed out 'work is slow'", "the first problem is 'slow work'", "against 'slow work', ...".
    let fed = called && words!("quote_before").ends(before).is_some();
    let tells = said && words!("reporter").is_in(before) || words!("quote_tells").ends(before).is_some() || fed;
    let against = words!("about").ends(before).is_some_and(|v| v == "against") && problem_behind(text, close + 1);
    // Most must blame: the word itself speaks for the rest.
    let blamed = parts.iter().filter(|p| blame(p)).count();
    if first && called && several.is_some() && parts.len() >= 2 && blamed * 3 >= parts.len() * 2 {
        parts
    } else if (first && called && said && several.is_none() || (tells || against) && inner.len() >= QUOTED_MIN) && blame(&inner) {
        entry(source, &inner).into_iter().collect()
    } else {
        Vec::new()
    }
}

/// Whether the word itself stands a little behind a quotation: "'slow work', this old problem".
fn problem_behind(text: &[char], at: usize) -> bool {
    let rest = &text[at..text.len().min(at + BEHIND_CHARS_MAX)];
    let rest = rest.split(|c| matches!(c, ',' | ';')).next().unwrap_or_default();
    words!("problem_word").is_in(rest)
}

/// Whether the quotation that opens at the beginning of a text is closed at its end.
pub(super) fn enclosed(text: &[char]) -> bool {
    let opens = text.len() > 2 && words!("open_quote").has(text[0]);
    opens && quotation_end(text, 0) == Some(text.len() - 1)
}

/// What stands between quotation marks, where they hold all of it.
pub(super) fn unquoted_whole(source: &Source, range: Range<usize>) -> Range<usize> {
    if enclosed(source.doc.plain(&range)) { source.doc.trim(range.start + 1..range.end - 1) } else { range }
}
