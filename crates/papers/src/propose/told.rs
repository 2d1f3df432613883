//! How running text tells problems: lines that are called so, what was found part by part, and where somebody begins to
//! demand instead.

use super::{
    draft::{announced, draft, entries, entry, ordinals, run, some, unquoted},
    round::split,
    summed::{summed_up, together},
};
use crate::{
    clause::{Class, FAULT, Verdict, blames, judge},
    facts::Source,
    lexicon::Words,
    tree::{frame, label},
};
use std::ops::Range;

/// How far into a sentence it says that it tells causes, in characters.
const CAUSE_CHARS_MAX: usize = 60;
/// Longest name of a line of problems, in characters.
const CALLED_CHARS_MAX: usize = 36;
/// From which share on a clause demands or reports, whatever follows.
const REPORTS: f32 = 0.8;
/// From which share on what stands before a "but" praises or tells what was done.
const PRAISE: f32 = 0.6;
/// Shortest clause that is judged for itself, in characters.
const CLAUSE_CHARS_MIN: usize = 4;
/// Longest name before what is quoted of a city, in characters.
const NAME_CHARS_MAX: usize = 8;
/// Longest clause that names an aspect, in characters.
const ASPECT_CHARS_MAX: usize = 40;
/// Longest "it was found that" before what a sentence tells, in characters.
const LEAD_CHARS_MAX: usize = 12;
/// Longest such words where they name many units, in characters.
const FAR_CHARS_MAX: usize = 28;
/// Longest clause that only says when something was found, in characters.
const WHEN_CHARS_MAX: usize = 8;
/// Longest order at the end of an entry, in characters.
const ORDER_CHARS_MAX: usize = 12;
/// How far into a sentence it says what an inspection looks at, in characters.
const WATCHED_CHARS_MAX: usize = 28;
/// Longest "the team found" right before what it found, in characters.
const FOUND_CHARS_MAX: usize = 16;
/// Blank lines between the name of a list and the list at most.
const BLANK_LINES_MAX: usize = 4;
/// Fewest parts each of which ends with an order.
const ORDERED_MIN: usize = 3;
/// Fewest parts of what was found.
const PARTS_MIN: usize = 2;

/// Whether a sentence goes on telling problems on the line of the one before: it blames, and nobody demands or reports.
pub(super) fn tells_on(source: &Source, before: &Range<usize>, next: &Range<usize>) -> bool {
    let text = source.doc.plain(next);
    let line = |at: usize| source.doc.lines_to(at).saturating_sub(1);
    let (own, above) = (line(next.start), line(before.start));
    let named = |at: usize| source.doc.lines.get(at).is_some_and(|l| called(source.doc.plain(&l.range)).is_some());
    // The line above may hold the name alone.
    let alone = |at: usize| {
        let whole = |text: &[char]| called(text).is_some_and(|n| n + 1 == text.len());
        source.doc.lines.get(at).is_some_and(|l| whole(source.doc.plain(&source.doc.trim(l.range.clone()))))
    };
    let full = |at: usize| {
        at.checked_sub(1).and_then(|last| (0..=last).rev().take(BLANK_LINES_MAX).find(|i| !source.doc.lines[*i].range.is_empty()))
    };
    let under = full(own).is_some_and(alone);
    let goes_on = own == above || under && full(own) == Some(above);
    let told = goes_on && announced(source, next, true).is_some();
    goes_on && !told && ordinals(text).is_empty() && !demands(text) && (blames(text) || named(own) || under)
}

/// Where the name of a line that is called "problems of the bureau: ..." ends.
fn called(line: &[char]) -> Option<usize> {
    let at = line.iter().take(CALLED_CHARS_MAX).position(|c| *c == ':')?;
    words!("draft_cue").ends(&line[..at]).map(|_| at)
}

/// Whether somebody demands or reports: the first clause that surely does one or the other, or blames, decides, else the
/// whole.
pub(super) fn demands(text: &[char]) -> bool {
    let other = |v: &Verdict| v.share(Class::Demand) + v.share(Class::Background) + v.share(Class::Praise);
    let clause = |clause: &[char]| {
        let verdict = judge(clause);
        let reports = other(&verdict) >= REPORTS;
        (reports || verdict.share(Class::Problem) >= FAULT).then_some(reports)
    };
    let first = || text.split(|c| matches!(c, ',' | ':')).filter(|c| c.len() >= CLAUSE_CHARS_MIN).find_map(clause);
    // "The inspection looked above all at whether ...": what is looked at is not found.
    let watched = || words!("watched").is_in(&text[..text.len().min(WATCHED_CHARS_MAX)]);
    words!("demand").at(text, 0).is_some() || watched() || first().unwrap_or_else(|| other(&judge(text)) >= FAULT)
}

/// "He pointed out: first ..., second ...", "there are problems, first ...": a list that begins right after such a word,
/// and blames.
pub(super) fn said(source: &Source, sentence: &Range<usize>) -> Option<Range<usize>> {
    let text = source.doc.plain(sentence);
    let (at, number, len) = *ordinals(text).first()?;
    let before = &text[..at - usize::from(at > 0 && matches!(text[at - 1], ',' | ':'))];
    let blamed = blames(&text[at + len..]) && words!("demand").at(text, at + len).is_none();
    let cue = || text[..at].last() == Some(&':') && words!("draft_cue").ends(before).is_some();
    let says = words!("draft_said").ends(before).is_some() || words!("problem_word").ends(before).is_some() || cue();
    (number == 1 && says && blamed).then(|| sentence.start + at..sentence.end)
}

/// Whether a sentence begins with a short name of a place or a unit.
pub(super) fn names_unit(text: &[char]) -> bool {
    let until = text.len().min(NAME_CHARS_MAX);
    (2..=until).any(|n| words!("unit_last").has(text[n - 1]))
}

/// "It was found: A, B; C, D; E": parts between semicolons after such words, all of which blame.
pub(super) fn found_each(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let contrasted = contrasted(source, sentence);
    if contrasted.is_some() {
        return contrasted.into_iter().collect();
    }
    let ordered = ordered_each(source, sentence);
    if !ordered.is_empty() {
        return ordered;
    }
    let found = words!("draft_found").find(text).filter(|(at, len, _)| matches!(text.get(at + len), Some(',' | ':')));
    let Some((at, len, _)) = found.filter(|_| ordinals(text).is_empty()) else { return Vec::new() };
    if !summed_up(source, sentence).is_empty() {
        return Vec::new();
    }
    let mut parts = unquoted(source, &(sentence.start + at + len + 1..sentence.end), &[';']);
    parts.retain(|p| words!("no_problem").ends(source.doc.plain(&source.doc.trim(p.clone()))).is_none());
    let demanded = |p: &Range<usize>| demands(source.doc.plain(&source.doc.trim(p.clone())));
    if parts.len() < PARTS_MIN || together(source, &parts).is_none() || parts.iter().any(demanded) {
        return Vec::new();
    }
    // "Some ..., some ...; some ...": each is one.
    let each = |p: &Range<usize>| {
        let some = some(source, p);
        let clauses = split(source, p, &[',']).len();
        if some.len() >= 2 && some.len() == clauses { some } else { entry(source, p).into_iter().collect() }
    };
    parts.iter().flat_map(each).collect()
}

/// "The inn, its gate is locked, to be put right at once; the shop, its alarm is dead, closed": parts between semicolons
/// most of which end with an order, each without it.
fn ordered_each(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let order = |p: &Range<usize>| {
        let text = source.doc.plain(p);
        text.iter().rposition(|c| *c == ',').filter(|at| words!("order").at(&text[at + 1..], 0).is_some())
    };
    let parts: Vec<Range<usize>> = unquoted(source, sentence, &[';']).into_iter().map(|p| source.doc.trim(p)).collect();
    let ordered = parts.iter().filter(|p| order(p).is_some()).count();
    if parts.len() < ORDERED_MIN || ordered * 3 < parts.len() * 2 {
        return Vec::new();
    }
    let bare = |p: &Range<usize>| p.start..order(p).map_or(p.end, |at| p.start + at);
    let told: Vec<Range<usize>> = parts.iter().map(bare).collect();
    together(source, &told).unwrap_or_default()
}

/// "It was pointed out that, although much was done, work is slow": what stands after such a "but", where it is no list.
fn contrasted(source: &Source, sentence: &Range<usize>) -> Option<Range<usize>> {
    let text = source.doc.plain(sentence);
    let said = words!("draft_told").find(text).filter(|(at, len, _)| text.get(at + len) == Some(&',')).map(|(at, len, _)| at + len)?;
    let (though, _, _) = words!("although").find(&text[said..])?;
    let (but, len, _) = *words!("but").find_all(text).iter().find(|f| f.0 > said + though && text[f.0 - 1] == ',')?;
    let lists = !summed_up(source, sentence).is_empty()
        || !run(source, sentence).is_empty()
        || text[but..].contains(&';')
        || !ordinals(&text[but..]).is_empty();
    let mut told = draft(source, &(sentence.start + but + len..sentence.end)).filter(|_| !lists)?;
    told.end -= words!("draft_framed").end_len(source.doc.plain(&told));
    (!demands(source.doc.plain(&told))).then_some(told)
}

/// "Study is regular, but talks are written by clerks": what stands behind the "but", where what stands before it praises.
pub(super) fn without_praise(source: &Source, range: Range<usize>) -> Range<usize> {
    let text = source.doc.plain(&range);
    let turn = words!("but").find_all(text).into_iter().find(|f| f.0 > 0 && text[f.0 - 1] == ',');
    let Some((but, len, _)) = turn.filter(|f| f.0 + f.1 + 3 < text.len()) else { return range };
    let before = judge(&text[..but - 1]);
    let praises = before.share(Class::Praise) + before.share(Class::Measure) >= PRAISE && words!("although").at(text, 0).is_none();
    if praises && !blames(&text[..but - 1]) && blames(&text[but + len..]) { range.start + but + len..range.end } else { range }
}

/// "Some ...; some ..."; where more stand between semicolons, those.
pub(super) fn some_or_more(source: &Source, range: &Range<usize>) -> Vec<Range<usize>> {
    let some = some(source, range);
    if some.is_empty() || !source.doc.plain(range).contains(&';') {
        return some;
    }
    let all = entries(source, range);
    if all.len() > some.len() { all } else { some }
}

/// Whether a sentence only names an aspect: "in study."
pub(super) fn only_aspect(text: &[char]) -> bool {
    words!("within_last").ends(text).is_some() && !blames(text)
}

/// An entry without the clause that names its aspect: "in study, records are poor".
pub(super) fn without_aspect(source: &Source, range: Range<usize>) -> Range<usize> {
    let text = source.doc.plain(&range);
    let within = |at: &usize| {
        let (at, clause) = (*at, &text[..*at]);
        let begins = words!("within").at(text, 0).is_some() || words!("draft_still").at(text, at + 1).is_some();
        clause.len() <= ASPECT_CHARS_MAX && begins && words!("within_last").ends(clause).is_some()
    };
    match text.iter().position(|c| *c == ',').filter(within) {
        Some(at) => source.doc.trim(range.start + at + 1..range.end),
        None => range,
    }
}

/// A sentence without "it was found that" before what it tells.
pub(super) fn without_lead(source: &Source, sentence: &Range<usize>) -> Range<usize> {
    let text = source.doc.plain(sentence);
    let near = |end: usize, value: &str| end <= if value == "far" { FAR_CHARS_MAX } else { LEAD_CHARS_MAX };
    let leads = words!("draft_told").find_all(&text[..text.len().min(FAR_CHARS_MAX)]);
    // "During the visits, four units ...": the clause only says when it was found.
    let when = text
        .iter()
        .position(|c| *c == ',')
        .filter(|at| *at <= WHEN_CHARS_MAX && words!("checks").is_in(&text[..*at]) && words!("while_last").ends(&text[..*at]).is_some());
    let lead = leads.into_iter().find(|(at, len, v)| near(at + len, v)).map(|(at, len, _)| at + len).or(when);
    let at_once = || found_at_once(text, words!("draft_found")).map(|at| sentence.start + at);
    match lead.filter(|end| text.get(*end) == Some(&',')) {
        Some(end) => source.doc.trim(sentence.start + end + 1..sentence.end),
        None => at_once().map_or_else(|| sentence.clone(), |start| source.doc.trim(start..sentence.end)),
    }
}

/// "The team pointed out that the gate was locked": where what follows begins, where no mark stands between.
pub(super) fn said_at_once(text: &[char]) -> Option<usize> {
    found_at_once(text, words!("said_verb"))
}

/// Where what somebody who inspects found begins, right behind one of `verbs` and without a mark.
fn found_at_once(text: &[char], verbs: &Words) -> Option<usize> {
    let (by, len, _) = words!("reporter").find(text)?;
    let (at, n, _) = verbs.find(&text[by + len..]).map(|(at, n, v)| (by + len + at, n, v))?;
    let goes_on = |c: &char| !matches!(c, ',' | ':' | ';') && !words!("particle").has(*c) && !words!("open_quote").has(*c);
    let noun = words!("problem_word").at(text, at + n).is_some();
    (at + n <= FOUND_CHARS_MAX && !noun && text.get(at + n).is_some_and(goes_on)).then_some(at + n)
}

/// Whether words only say that something is amiss, and not what: "shortcomings and weak points".
pub(super) fn only_called(text: &[char]) -> bool {
    let mut at = 0;
    while at < text.len() {
        match words!("called_amiss").at(text, at) {
            Some((n, _)) => at += n,
            None => return false,
        }
    }
    true
}

/// An entry up to the words that close a list in its middle: "slow work and other problems, and made proposals".
pub(super) fn cut_behind(text: &[char]) -> &[char] {
    let closes = |i: &usize| {
        text[*i] == ',' && words!("draft_close").ends(&text[..*i]).is_some_and(|_| words!("problem_word").ends(&text[..*i]).is_some())
    };
    // "..., such things do harm" speaks of what was told.
    let sums = |i: &usize| text[*i] == ',' && words!("draft_sums").at(text, i + 1).is_some();
    match (0..text.len()).find(closes).filter(|at| !blames(&text[at + 1..])).or_else(|| (0..text.len()).rfind(sums)) {
        Some(at) => &text[..at],
        None => text,
    }
}

/// An entry without the order that was given about it: "the gate was locked, to be put right at once".
pub(super) fn without_order(text: &[char]) -> &[char] {
    let ordered = |at: &usize| {
        let last = &text[at + 1..];
        last.len() <= ORDER_CHARS_MAX && words!("order").at(last, 0).is_some() && blames(&text[..*at])
    };
    text.iter().rposition(|c| *c == ',').filter(ordered).map_or(text, |at| &text[..at])
}

/// What follows a clause that only says that something is amiss: "there are some weak points, records are poor".
pub(super) fn without_called(source: &Source, range: Range<usize>) -> Range<usize> {
    let text = source.doc.plain(&range);
    let still = words!("draft_still").at(text, 0).map_or(0, |(n, _)| n);
    match text.iter().position(|c| *c == ',').filter(|at| *at > still && only_called(&text[still..*at])) {
        Some(at) => source.doc.trim(range.start + at + 1..range.end),
        None => range,
    }
}

/// An entry without a mark or a word that only links it to what stands before: "at the same time, ...".
pub(super) fn linked(source: &Source, mut range: Range<usize>) -> Range<usize> {
    let text = source.doc.plain(&range);
    range.start += text.iter().take_while(|c| matches!(c, ',' | ';' | ':' | '\u{3001}' | ' ')).count();
    let text = source.doc.plain(&range);
    match words!("connective").at(text, 0).filter(|(n, _)| text.get(*n) == Some(&',')) {
        Some((n, _)) => source.doc.trim(range.start + n + 1..range.end),
        None => range,
    }
}

/// Whether a sentence stands under the label of a cause: why it came about is no further problem.
pub(super) fn is_cause(text: &[char]) -> bool {
    let labelled = frame::label(text).is_some_and(|n| label::content(frame::label_name(&text[..n])) == Some("cause"));
    labelled || words!("cause_begins").at(text, 0).is_some()
}

/// Whether a sentence begins to tell causes, and so does the list behind it: "the causes are mainly: ...".
pub(super) fn causes(text: &[char]) -> bool {
    let colon = text.iter().take(CAUSE_CHARS_MAX).position(|c| *c == ':');
    colon.is_some_and(|at| words!("cause_word").is_in(&text[..at]) && !blames(&text[..at]))
}
