//! The notice that closes one task: its heads are the fields of one item. "One, the task. Two, the aim. Three, the
//! measures. Four, how it was completed." The heads may be numbered or not, stand on lines of their own, in brackets, or
//! one behind another in a paragraph.

use super::{
    draft::ordinals,
    fields::Numbered,
    finding::Finder,
    found::{Found, problem},
    phrase::{bullets, quotation_end},
    reported::found_at,
};
use crate::{
    clause::{Class, FAULT, acts, asks, fault, judge, throughout},
    doc::{Doc, Line},
    lexicon::{Often, is_figure, often},
    tree::{Wrap, label, marker},
};
use std::ops::Range;

/// Longest head of such a section, in characters.
const HEAD_CHARS_MAX: usize = 24;
/// Share from which on the first sentence of a section surely is its problem.
const SURE: f32 = 0.5;
/// Share from which on a task may tell what was wrong.
const MAY: f32 = 0.1;
/// Share from which on the first sentence under the head of the problem is no mere description of the place.
const TOLD: f32 = 0.2;
/// Longest number of a task before its colon, in characters.
const NUMBERED_CHARS_MAX: usize = 48;
/// Shortest quotation that tells a problem in sentences, in characters.
const QUOTED_CHARS_MIN: usize = 40;
/// Fewest fields beside the problem.
const FIELDS_MIN: usize = 2;
/// Fewest fields of a paper that says by them alone what it is.
const WHOLE_MIN: usize = 3;
/// From this doubt on a number is part of the words.
const DOUBT_MAX: i32 = 12;
/// Sentences of a finding that are one problem together, at most.
const TOGETHER_MAX: usize = 2;

/// What stands under a head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// The problem itself.
    Problem,
    /// What is to be done, or the problem.
    Task,
    /// Another field of the item.
    Field,
}

/// The one problem of a notice and its fields.
pub struct Task {
    /// What stands under the head of the problem.
    problem: Vec<Entry>,
    /// Whether that is called a problem: then it is one, whatever its words; a task may be no more than what is to be done.
    called: bool,
    /// Whether another head names what is to be reached.
    aims: bool,
    /// The other heads, and what stands under them.
    fields: Vec<(Range<usize>, Vec<Entry>)>,
}

/// What a head says of the section below it, and whether by all of its words; nothing where the words are no head.
fn role(name: &[char]) -> Option<(Role, bool)> {
    if name.is_empty() || name.len() > HEAD_CHARS_MAX {
        return None;
    }
    let of = |value: &str| match value {
        "problem" => Role::Problem,
        "task" => Role::Task,
        _ => Role::Field,
    };
    let listed = words!("task_section").at(name, 0).filter(|(n, _)| *n == name.len()).map(|(_, v)| of(v));
    if let Some(role) = listed.or_else(|| label::announces(name).then_some(Role::Problem)) {
        return Some((role, true));
    }
    let known = label::owner(name).is_some() || label::is_due(name) || label::is_status(name) || label::content(name).is_some();
    // "Aims, and how they were reached" ends as a head of fields does.
    let ends = || words!("task_section").ends(name).map(of).filter(|r| *r == Role::Field);
    if known { Some((Role::Field, true)) } else { words!("task_problem").ends(name).map(of).or_else(ends).map(|r| (r, false)) }
}

/// Whether a name is the head of a problem or of a task, or of another field of one; nothing where it is no head.
pub fn is_problem_head(name: &[char]) -> Option<bool> {
    role(name).filter(|(_, whole)| *whole).map(|(role, _)| role != Role::Field)
}

/// The number that a line begins with.
fn numbered(doc: &Doc, line: &Range<usize>) -> Option<marker::Reading> {
    marker::readings(&doc.plain, line.start, line.end).into_iter().find(|r| r.doubt < DOUBT_MAX)
}

/// A head at `at`: the words of it, where its content begins, and what it says. One inside a line needs its colon.
fn head(doc: &Doc, at: usize, end: usize, inside: bool, numbered: bool) -> Option<(Range<usize>, usize, Role)> {
    let text = &doc.plain[at..end];
    let open = text.iter().take_while(|c| matches!(c, ' ' | '\u{3010}' | '[') || often(Often::Bullet).has(**c)).count();
    // "Problem  fed back": a short line may be set wide.
    if !inside && text.len() <= HEAD_CHARS_MAX && text[open..].contains(&' ') {
        let name: Vec<char> = text[open..].iter().copied().filter(|c| *c != ' ').collect();
        if let Some((role, true)) = role(&name) {
            return Some((at + open..end, end, role));
        }
    }
    let closes = |c: &char| matches!(c, ':' | '\u{3011}' | ']' | '\u{3002}' | ',' | ';' | ' ');
    let len = text[open..].iter().take(HEAD_CHARS_MAX + 1).position(closes).unwrap_or(text.len() - open);
    let Some((role, whole)) = role(&text[open..open + len]) else {
        // "One, the problem The lake is dirty": the mark behind the head was lost.
        let lost = numbered && (len >= HEAD_CHARS_MAX || text.get(open + len) == Some(&','));
        let field = || words!("task_section").at(text, open).filter(|(_, v)| *v == "field");
        let (n, value) = words!("task_problem").at(text, open).or_else(field).filter(|_| lost)?;
        let role = match value {
            "problem" => Role::Problem,
            "task" => Role::Task,
            _ => Role::Field,
        };
        return Some((at + open..at + open + n, at + open + n, role));
    };
    let mut rest = open + len;
    match text.get(rest) {
        // The line of a title may end as a head does.
        None if inside || !(whole || numbered) => return None,
        None | Some(':') => {}
        Some(c) if inside || matches!(c, ',' | ';') => return None,
        Some('\u{3011}' | ']') => rest += usize::from(text.get(rest + 1) == Some(&':')),
        Some(_) if !(whole || numbered) => return None,
        Some(_) => {}
    }
    Some((at + open..at + open + len, (at + rest + 1).min(end), role))
}

/// A head: its words, its line, where its content begins, and what it says.
struct Head {
    /// Where its number begins, or else its words.
    start: usize,
    label: Range<usize>,
    line: usize,
    from: usize,
    /// Kind of the number before it.
    kind: Option<marker::Kind>,
    role: Role,
}

/// All heads of a paper, in reading order.
fn heads(doc: &Doc) -> Vec<Head> {
    let mut all = Vec::new();
    for (i, line) in doc.lines.iter().enumerate().filter(|(_, l)| l.row.is_none() && !l.aside) {
        let number = numbered(doc, &line.range);
        let begin = number.as_ref().map_or(line.range.start, |r| r.text);
        let kind = number.map(|r| r.kind);
        let at = |start: usize, at: usize, inside: bool| {
            let found = head(doc, at, line.range.end, inside, kind.is_some());
            found.map(|(label, from, role)| Head { start, label, line: i, from, kind, role })
        };
        // Only a line that begins with a head has others inside it.
        let Some(first) = at(line.range.start, begin, false) else { continue };
        // "The task / task no. 9 of the round: ...": the second names the first by its number.
        let above = all.last().filter(|h: &&Head| h.line + 1 == i && h.role == first.role && h.from >= doc.lines[h.line].range.end);
        if above.is_some() && doc.plain(&first.label).iter().any(|c| is_figure(*c)) {
            continue;
        }
        all.push(first);
        let inside = |n: usize| {
            let start = n + 1 + doc.plain[n + 1..line.range.end].iter().take_while(|c| **c == ' ').count();
            // "One, the task ... . Two, the aim ...": their numbers say as much as a colon.
            let counted = numbered(doc, &(start..line.range.end)).filter(|r| kind == Some(r.kind));
            match counted {
                Some(r) => at(start, r.text, false),
                None => at(n + 1, n + 1, true),
            }
        };
        all.extend((begin..line.range.end).filter(|n| matches!(doc.plain[*n], '\u{3002}' | ';')).filter_map(inside));
    }
    all
}

/// A line under a head, without its number.
struct Entry {
    range: Range<usize>,
    kind: Option<marker::Kind>,
}

/// What stands under a head up to the next: the rest of its line, and the lines below.
fn content(doc: &Doc, head: &Head, next: Option<&Head>) -> Vec<Entry> {
    let line = &doc.lines[head.line].range;
    let end = next.filter(|h| h.line == head.line).map_or(line.end, |h| h.start);
    let own = Entry { range: doc.trim(head.from.min(end)..end), kind: None };
    let until = next.map_or(doc.lines.len(), |h| h.line.max(head.line + 1));
    let to_public = |l: &&Line| words!("to_public").at(doc.plain(&l.range), 0).is_some();
    let below = doc.lines[head.line + 1..until].iter().filter(|l| l.row.is_none() && !l.aside).take_while(|l| !to_public(l));
    let bare = |l: &Line| match numbered(doc, &l.range) {
        Some(r) => Entry { range: r.text..l.range.end, kind: Some(r.kind) },
        None => Entry { range: l.range.clone(), kind: None },
    };
    // The next number of the head's own list begins a section that is no field.
    let below = below.map(bare).take_while(|e| head.kind.is_none() || e.kind != head.kind);
    let mut all: Vec<Entry> = [own].into_iter().chain(below).filter(|e| !e.range.is_empty()).collect();
    // "The problem / handed over, in short": the second line of a head.
    let second = |e: &Entry| words!("head_rest").is(doc.plain(&e.range));
    let skip = all.iter().take_while(|e| second(e)).count();
    all.drain(..skip);
    // Who answers and when is told in one line; what stands below belongs to nothing.
    let name = doc.plain(&head.label);
    if label::owner(name).is_some() || label::is_due(name) {
        all.truncate(1);
    }
    all
}

/// The one problem of a notice and its fields; nothing for other papers.
pub fn task(doc: &Doc) -> Option<Task> {
    let heads = heads(doc);
    let name = |h: &Head| doc.plain(&h.label);
    let whose = |h: &&Head| label::owner(name(h)).is_some() || label::is_due(name(h));
    let first = heads.iter().find(|h| !whose(h)).filter(|h| h.role != Role::Field)?;
    let named = |role: Role| heads.iter().filter(|h| h.role == role).map(|h| h.label.start).collect::<Vec<_>>();
    let chosen = match (named(Role::Problem).as_slice(), named(Role::Task).as_slice()) {
        ([one], _) | ([], [one]) => *one,
        _ => return None,
    };
    // Where a head comes again, every problem has its own.
    let again = heads.iter().enumerate().any(|(i, h)| heads[..i].iter().any(|o| name(o) == name(h)));
    if again || first.label.start > chosen {
        return None;
    }
    let (mut problem, mut fields) = (Vec::new(), Vec::new());
    for (i, head) in heads.iter().enumerate() {
        let content = content(doc, head, heads.get(i + 1));
        if head.label.start == chosen {
            problem = content;
        } else {
            fields.push((head.label.clone(), content));
        }
    }
    // "Problems: 1 ... 2 ... Measures: 1 ... 2 ...": one field is enough where it has entries of its own.
    let entries = |all: &[Entry]| all.iter().filter(|e| e.kind.is_some()).count();
    let alike = |f: &(Range<usize>, Vec<Entry>)| entries(&problem) > 1 && entries(&f.1) > entries(&problem) / 2;
    if fields.len() < FIELDS_MIN && !fields.iter().any(alike) {
        return None;
    }
    let called = heads.iter().any(|h| h.label.start == chosen && h.role == Role::Problem);
    let aims = heads.iter().any(|h| label::content(name(h)) == Some("target"));
    (!problem.is_empty()).then_some(Task { problem, called, aims, fields })
}

impl Finder<'_> {
    /// The problems of a notice that closes one task, with the other sections as their fields.
    pub fn of_task<'a>(&self, doc: &Doc, wrap: &Wrap, task: &Task) -> Vec<Found<'a>> {
        let told = task.parts(doc, wrap);
        let mut all: Vec<Found<'a>> = told.into_iter().flat_map(|t| self.of_section(doc, &t, task)).collect();
        let count = all.len();
        for (label, content) in &task.fields {
            // As many entries as problems: each belongs to one. Else all belong to the last.
            let each = count > 1 && content.len() == count && content.iter().all(|e| e.kind.is_some());
            for (i, found) in all.iter_mut().enumerate().filter(|(i, _)| each || i + 1 == count) {
                let own = if each { &content[i..=i] } else { content };
                let content = own.iter().map(|e| e.range.clone()).collect();
                found.fields.push(Numbered { label: label.clone(), content });
            }
        }
        all
    }

    /// The problems of a stretch; nothing where none of its sentences tells one.
    fn of_section<'a>(&self, doc: &Doc, told: &Range<usize>, task: &Task) -> Vec<Found<'a>> {
        let told = &(told.start + number_of(doc.plain(told))..told.end);
        let quoted = told_in_quotes(doc, told);
        let told = quoted.as_ref().unwrap_or(told);
        let found = |wording: Range<usize>| Found {
            text: told.clone(),
            confidence: 80,
            section: true,
            score: 5,
            ..problem(wording.clone(), wording, &[], None)
        };
        finding(doc, told, task).into_iter().filter_map(|w| self.judge.whole(&w)).map(found).collect()
    }
}

impl Task {
    /// Whether the paper is all heads: no more words are needed to tell what it is.
    pub fn is_whole(&self) -> bool {
        self.fields.len() >= WHOLE_MIN
    }

    /// Stretches that tell a problem each: the numbered lines, what is counted "first, second", or the first paragraph.
    fn parts(&self, doc: &Doc, wrap: &Wrap) -> Vec<Range<usize>> {
        let kinds: Vec<marker::Kind> = self.problem.iter().filter_map(|e| e.kind).collect();
        if kinds.len() > 1 && kinds.iter().any(|k| *k != kinds[0]) {
            return Vec::new();
        }
        // "(One) In study: - ... - ...": what stands below the names of aspects.
        let aspect = |e: &&Entry| words!("category_end").ends(doc.plain(&e.range)).is_some();
        let (numbered, lines): (Vec<&Entry>, Vec<&Entry>) = self.problem.iter().partition(|e| e.kind.is_some());
        if numbered.len() > 1 && numbered.iter().all(aspect) && lines.len() >= numbered.len() {
            return lines.iter().map(|e| e.range.start + bullets(doc.plain(&e.range))..e.range.end).filter(|r| !r.is_empty()).collect();
        }
        let listed = kinds.len() > 1;
        let mut all: Vec<Range<usize>> = Vec::new();
        for entry in &self.problem {
            let goes_on = entry.kind.is_none() && doc.line_at(entry.range.start).is_some_and(|i| wrap.continues(doc, i));
            match all.last_mut() {
                Some(last) if goes_on => last.end = entry.range.end,
                _ if entry.kind.is_some() || !listed => all.push(entry.range.clone()),
                _ => {}
            }
        }
        let points = points(doc, &all);
        if !points.is_empty() {
            return points;
        }
        if !listed {
            all.truncate(1);
        }
        all.into_iter().flat_map(|r| counted(doc, r)).collect()
    }
}

/// The sentences of a stretch that a quotation holds: "the third task asked of us, 'by the plan ... But ...', and so on".
fn told_in_quotes(doc: &Doc, told: &Range<usize>) -> Option<Range<usize>> {
    let text = doc.plain(told);
    let open = text.iter().position(|c| words!("open_quote").has(*c))?;
    let close = quotation_end(text, open)?;
    let inner = doc.trim(told.start + open + 1..told.start + close);
    (open > 0 && inner.len() >= QUOTED_CHARS_MIN && doc.plain(&inner).contains(&'\u{3002}')).then_some(inner)
}

/// Length of a task's number at the beginning of its words: "no. 364 (35-11): ".
pub(super) fn number_of(text: &[char]) -> usize {
    let (mut at, mut numbered, mut counted) = (0, false, false);
    while let Some(c) = text.get(at) {
        let word = words!("says_nothing").at(text, at);
        let counts = is_figure(*c);
        if word.is_none() && !counts && !matches!(c, ' ' | ':' | '(' | ')' | '{' | '}' | '-') {
            break;
        }
        numbered |= word.is_some_and(|w| w.1 == "number");
        counted |= counts;
        at += word.map_or(1, |w| w.0);
    }
    if numbered && counted && at < text.len() {
        return at;
    }
    // "The problem of complaint no. X3 that was handed over: ...".
    let colon = text.iter().take(NUMBERED_CHARS_MAX).position(|c| *c == ':').unwrap_or(0);
    let name = &text[..colon];
    let counts = |c: &char| is_figure(*c);
    let whole = name.iter().any(counts) && !name.iter().any(|c| matches!(c, ',' | '\u{3002}' | ';'));
    let bare = &name[..name.len() - name.iter().rev().take_while(|c| counts(c)).count()];
    let called = words!("problem_word").ends(name).is_some() || words!("task_problem").ends(name).is_some();
    let counted = bare.len() < name.len() && words!("says_nothing").ends(bare).is_some();
    if whole && (counted || called && fault(name) < FAULT) { colon + 1 } else { 0 }
}

/// "Point one (no. 2): ...", "point two (no. 7): ...": what stands behind the names of points, where all paragraphs begin
/// with one.
fn points(doc: &Doc, all: &[Range<usize>]) -> Vec<Range<usize>> {
    let colon = |r: &Range<usize>| doc.plain(r).iter().take(HEAD_CHARS_MAX).position(|c| *c == ':').map(|at| r.start + at + 1);
    let word = |r: &Range<usize>| doc.plain(r).get(..2).map(<[char]>::to_vec);
    let alike = all.len() > 1 && all.iter().all(|r| colon(r).is_some() && word(r) == word(&all[0]));
    let named = alike && all.iter().all(|r| fault(doc.plain(&(r.start..colon(r).unwrap_or(r.start)))) < FAULT);
    if named { all.iter().filter_map(|r| Some(doc.trim(colon(r)?..r.end))).collect() } else { Vec::new() }
}

/// What a stretch counts "first, second", each; else the stretch.
fn counted(doc: &Doc, range: Range<usize>) -> Vec<Range<usize>> {
    let numbers = ordinals(doc.plain(&range));
    if numbers.len() < 2 || numbers[0].1 != 1 {
        let listed = listed(doc, &range);
        return if listed.len() < 2 { vec![range] } else { listed };
    }
    let ends = numbers.iter().skip(1).map(|o| range.start + o.0).chain([range.end]);
    numbers.iter().zip(ends).map(|(o, end)| doc.trim(range.start + o.0 + o.2..end)).collect()
}

/// What a stretch numbers "1. ...; 2. ..." within its line, each without its number.
pub(super) fn listed(doc: &Doc, range: &Range<usize>) -> Vec<Range<usize>> {
    let begins = |i: usize| i == range.start || matches!(doc.plain[i - 1], ';' | '\u{3002}' | ' ' | '\n');
    let (mut all, mut kind): (Vec<marker::Reading>, Option<marker::Kind>) = (Vec::new(), None);
    for i in range.clone().filter(|i| begins(*i)) {
        let next = |r: &marker::Reading| kind.is_none_or(|k| k == r.kind) && r.number as usize == all.len() + 1;
        let reading = marker::readings(&doc.plain, i, range.end).into_iter().find(next);
        kind = kind.or(reading.as_ref().map(|r| r.kind));
        all.extend(reading);
    }
    let first = all.first().is_some_and(|r| r.marker.start == range.start);
    let ends = all.iter().skip(1).map(|r| r.marker.start).chain([range.end]);
    if first { all.iter().zip(ends).map(|(r, end)| doc.trim(r.text..end)).collect() } else { Vec::new() }
}

/// The sentences of a stretch that tell its problem: those that blame, without "it was found that" before them.
fn finding(doc: &Doc, told: &Range<usize>, task: &Task) -> Option<Range<usize>> {
    let own = |s: Range<usize>| {
        let found = found_at(doc.plain(&s)).map(|n| doc.trim(s.start + n..s.end));
        (found.is_some(), found.unwrap_or(s))
    };
    let sentences: Vec<(bool, Range<usize>)> = sentences(doc, told).into_iter().map(own).collect();
    let sure = |s: &(bool, Range<usize>)| throughout(doc.plain(&s.1)) >= SURE;
    let blames = |s: &(bool, Range<usize>)| fault(doc.plain(&s.1)) >= FAULT;
    let named = |s: &(bool, Range<usize>)| task.called || words!("problem_word").ends(doc.plain(&s.1)).is_some();
    // Where the problem is not told at once, it is what an inspection found; else what blames, or is called one.
    let whole = |s: &(bool, Range<usize>)| judge(doc.plain(&s.1)).share(Class::Problem) >= FAULT;
    let at_once = sentences.first().filter(|s| sure(s) || s.0 || whole(s)).map(|_| 0);
    let detail = |s: &(bool, Range<usize>)| words!("detail").at(doc.plain(&s.1), 0).is_some();
    // Under the head of the problem nothing stands before it but what was asked for, where it lies, and what an inspection did.
    let called = |share: f32| {
        let may = |s: &&(bool, Range<usize>)| judge(doc.plain(&s.1)).share(Class::Problem) >= share;
        sentences.first().filter(|s| task.called && !acts(doc.plain(&s.1)) && !asks(doc.plain(&s.1))).filter(may).map(|_| 0)
    };
    let later =
        || sentences.iter().position(|s| s.0).or_else(|| called(TOLD)).or_else(|| sentences.iter().position(|s| blames(s) && !detail(s)));
    // A task that is not told as something to be done tells what was wrong.
    // Where the aim has a head of its own, the task is no aim.
    let tells = |s: &(bool, Range<usize>)| {
        let text = doc.plain(&s.1);
        named(s) || task.aims && !text.split(|c| *c == ',').any(asks) || judge(text).share(Class::Problem) >= MAY && !acts(text)
    };
    // "The plan asked for ... But the bureau only ...": what was asked for is none.
    let turns = sentences.iter().position(|s| words!("but").at(doc.plain(&s.1), 0).is_some() && blames(s));
    let first = turns.or(at_once).or_else(later).or_else(|| called(0.0)).or_else(|| sentences.iter().position(tells))?;
    if words!("rectified").ends(doc.plain(&sentences[first].1)).is_some() {
        return None;
    }
    // "Among them, the mine of ..." tells how it shows.
    let count = 1 + sentences[first + 1..].iter().take_while(|s| (sure(s) || s.0) && !detail(s)).count();
    let last = if count <= TOGETHER_MAX { first + count - 1 } else { first };
    // "But the bureau only ..." goes on from what was required.
    let start = sentences[first].1.start;
    let turn = words!("but").at(doc.plain(&sentences[first].1), 0).map_or(0, |(n, _)| n);
    Some(start + turn..sentences[last].1.end)
}

/// Sentences of a stretch, without their full stop.
fn sentences(doc: &Doc, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let stops = range.clone().filter(|i| doc.plain[*i] == '\u{3002}').chain([range.end]);
    stops.map(|end| doc.trim(std::mem::replace(&mut start, end + 1).min(end)..end)).filter(|r| r.len() > 3).collect()
}
