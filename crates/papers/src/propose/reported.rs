//! What somebody who inspects says he found or saw: "the team found that the gate stood open". The words need no blame:
//! who says so, and how, tells that a problem follows.

use super::{
    draft::{List, entry, going_on, ordinals, some, unquoted},
    summed::together,
    sure,
    told::demands,
};
use crate::{
    clause::{Class, FAULT, blames, judge, listed},
    facts::Source,
};
use std::ops::Range;

/// Longest stretch from who inspects to the verb of finding, in characters.
const VERB_CHARS_MAX: usize = 24;
/// Longest words that announce what follows a colon, in characters.
const LEAD_CHARS_MAX: usize = 24;
/// Fewest clauses of a quotation that opens a sentence and is one problem.
const RUN_MIN: usize = 3;
/// Shortest quotation that is told as a problem by who quotes it, in characters.
const QUOTED_MIN: usize = 7;
/// How far behind a quotation the word itself may stand, in characters.
const BEHIND_CHARS_MAX: usize = 10;
/// Share from which on what stands before "some" tells a problem of its own.
const SURE: f32 = 0.5;
/// Share from which on what was found may be a problem, where no other kind of clause has more.
const MAY: f32 = 0.08;

/// What a sentence tells without words before it that announce problems, where `summary` is what it sums up; and
/// whether somebody who inspects reports it.
pub(super) fn by_itself(
    source: &Source,
    sentence: &Range<usize>,
    summary: &[Range<usize>],
    sure: bool,
    list: List,
) -> (Vec<Range<usize>>, bool) {
    let quoted = quoted(source, sentence);
    if !quoted.is_empty() {
        return (quoted, false);
    }
    // "Some branches show A, B, C and other problems" tells three.
    let some = some(source, sentence);
    let told_by_one = some.len() == 1 && summary.iter().all(|r| some[0].start <= r.start && r.end <= some[0].end);
    let some: Vec<Range<usize>> = some.into_iter().filter(|_| summary.is_empty() || !told_by_one).collect();
    let some = if summary.is_empty() { with_lead(source, sentence, some) } else { some };
    if !(summary.is_empty() && (some.is_empty() || sure && some.len() == 1)) {
        return (some, false);
    }
    let reports = reported(source, sentence);
    let told = if sure && reports.is_empty() { going_on(source, sentence, list) } else { sure::list(source, sentence) };
    if !(told.is_empty() && reports.is_empty()) {
        return if told.is_empty() { (reports, true) } else { (told, !reports.is_empty()) };
    }
    (sure::turned(source, sentence).into_iter().collect(), false)
}

/// "There is still a gap, some leaders do not see why": one that stands alone in its part goes on with what is told there.
fn with_lead(source: &Source, sentence: &Range<usize>, some: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let start = sentence.start + found_at(source.doc.plain(sentence)).unwrap_or(0);
    let parts = unquoted(source, &(start..sentence.end), &[';']);
    let led = |one: &Range<usize>| {
        let part = parts.iter().find(|p| p.contains(&one.start))?;
        let alone = some.iter().filter(|s| part.contains(&s.start)).count() == 1;
        let before = source.doc.plain(&(part.start..one.start));
        (alone && before.len() > 3 && listed(before) >= SURE).then(|| entry(source, &(part.start..one.end))).flatten()
    };
    some.iter().map(|one| led(one).unwrap_or_else(|| one.clone())).collect()
}

/// "No. 17 pointed at the problem of 'slow work'", "the problems 'A, B, C' are put right": what is quoted as a problem.
fn quoted(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let (mut all, mut from, mut first) = (Vec::new(), 0, true);
    // What is named in a title's marks is no quotation.
    let opens = |c: &char| words!("open_quote").has(*c) && *c != '\u{300A}';
    while let Some(open) = text[from..].iter().position(opens).map(|n| from + n) {
        let mut depth = 0i32;
        let closes = |c: &char| {
            depth += i32::from(words!("open_quote").has(*c)) - i32::from(words!("close_quote").has(*c));
            depth <= 0
        };
        let Some(close) = text[open..].iter().position(closes).map(|n| open + n) else { break };
        all.extend(quotation(source, sentence, open, close, first));
        (from, first) = (close + 1, false);
    }
    all
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
    let tells = said && words!("reporter").is_in(before) || words!("quote_tells").ends(before).is_some();
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

/// The problems of a sentence in which an inspection says what it found: each part between semicolons, where every one may
/// be a problem.
fn reported(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let Some(start) = found_at(text).filter(|_| ordinals(text).is_empty()) else { return Vec::new() };
    let rest = source.doc.trim(sentence.start + start..sentence.end);
    let parts = unquoted(source, &after_lead(source, rest), &[';']);
    let tells = |p: &Range<usize>| entry(source, p).filter(|r| may_be_problem(source.doc.plain(r)));
    parts.iter().map(tells).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Where what was found begins: behind "the team ... found," and its mark.
pub(super) fn found_at(text: &[char]) -> Option<usize> {
    // "On inspection, the gate stood open".
    if let Some((n, _)) = words!("found_alone").at(text, 0).filter(|(n, _)| matches!(text.get(*n), Some(',' | ':'))) {
        return Some(n + 1);
    }
    let verbs = words!("reported_verb").find_all(text);
    let marked = verbs.iter().filter(|(at, len, _)| matches!(text.get(at + len), Some(',' | ':')));
    let said = |at: usize| {
        let before = &text[..at];
        let from = words!("reporter").find_all(before).pop().map(|(i, n, _)| i + n)?;
        (at - from <= VERB_CHARS_MAX && !before[from..].contains(&'\u{3002}')).then_some(())
    };
    marked.filter_map(|(at, len, _)| said(*at).map(|()| at + len + 1)).next()
}

/// What follows a short clause that only announces: "the problems lie with fees and staff: ...".
fn after_lead(source: &Source, rest: Range<usize>) -> Range<usize> {
    let text = source.doc.plain(&rest);
    match text.iter().position(|c| matches!(c, ':' | ';' | ',')) {
        Some(at) if text[at] == ':' && at <= LEAD_CHARS_MAX && words!("problem_word").is_in(&text[..at]) => {
            source.doc.trim(rest.start + at + 1..rest.end)
        }
        _ => rest,
    }
}

/// Whether what was found may be a problem: nobody demands, and neither praise nor work done nor a summary is likelier.
fn may_be_problem(text: &[char]) -> bool {
    // "The school has problems in two respects" tells none.
    if words!("problem_word").ends(text).is_some() || words!("whether").is_in(text) {
        return false;
    }
    let verdict = judge(text);
    let share = verdict.share(Class::Problem);
    let likelier = |class: Class| verdict.share(class) > share;
    share >= MAY && ![Class::Praise, Class::Summary, Class::Demand].into_iter().any(likelier) && !(demands(text) && share < 0.5)
}
