//! What somebody who inspects says he found or saw: "the team found that the gate stood open". The words need no blame:
//! who says so, and how, tells that a problem follows.

use super::{
    draft::{List, entry, going_on, ordinals, some, unquoted},
    quotes::quoted,
    sure,
    told::demands,
};
use crate::{
    clause::{Class, judge, listed},
    facts::Source,
};
use std::ops::Range;

/// Longest stretch from who inspects to the verb of finding, in characters.
const VERB_CHARS_MAX: usize = 24;
/// Longest words that announce what follows a colon, in characters.
const LEAD_CHARS_MAX: usize = 24;
/// Longest entry of a list that tells too little by itself, in characters.
const BRIEF_CHARS_MAX: usize = 4;
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

/// What a sentence sums up; "the audit found that the money is badly watched, with theft, misuse and other problems, eight
/// millions in all" tells one, as entries so short tell too little.
pub(super) fn not_brief(source: &Source, sentence: &Range<usize>, summary: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let brief = summary.len() > 1 && summary.iter().all(|r| r.len() <= BRIEF_CHARS_MAX);
    let whole = if brief { reported(source, sentence) } else { Vec::new() };
    if whole.len() == 1 { whole } else { summary }
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
