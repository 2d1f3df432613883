//! Which kind of paper this is. Cues of the title and of the body are weighed; a paper that speaks of no inspection
//! or rectification, or reaches no weight, is none of the kinds.

use super::{Item, closing, sure::names_units, unnamed::outlined};
use crate::{
    clause::blames,
    doc::{Doc, Line},
    facts::Source,
    lexicon::{Words, is_figure},
    tree::{Node, Tree, frame, label::announces},
};
use serde::Serialize;
use std::{cell::LazyCell, collections::BTreeMap};

/// Kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Genre {
    /// Notice of how a round was fed back.
    RoundReport,
    /// Letter that feeds findings back.
    FeedbackLetter,
    /// Public account of rectification.
    RectificationNotice,
    /// Plan of rectification.
    RectificationPlan,
    /// Register as a table.
    Register,
    /// Summary of a round's work.
    RoundSummary,
    /// None of these.
    None,
}

impl Genre {
    /// All kinds but none.
    pub const KINDS: [Genre; 6] = [
        Genre::RoundReport,
        Genre::FeedbackLetter,
        Genre::RectificationNotice,
        Genre::RectificationPlan,
        Genre::Register,
        Genre::RoundSummary,
    ];

    /// Name in the output.
    pub fn name(self) -> &'static str {
        match self {
            Genre::RoundReport => "round_report",
            Genre::FeedbackLetter => "feedback_letter",
            Genre::RectificationNotice => "rectification_notice",
            Genre::RectificationPlan => "rectification_plan",
            Genre::Register => "register",
            Genre::RoundSummary => "round_summary",
            Genre::None => "none",
        }
    }
}

/// Least weight of a kind.
const WEIGHT_MIN: i32 = 5;
/// Problems in running text that speak for news of a feedback.
const FED_MIN: usize = 1;
/// Longest name of a unit that is a heading, in characters.
const UNIT_CHARS_MAX: usize = 24;
/// Fewest units that a circular names as headings.
const UNITS_MIN: usize = 2;
/// Problems in running text that speak for a circular of a check.
const CIRCULAR_MIN: usize = 2;
/// Problems in running text that speak for such a circular where words only say that a check found them.
const FOUND_MIN: usize = 2;
/// Longest stretch from a check to what it found, in characters.
const FOUND_CHARS_MAX: usize = 12;
/// Weight of such problems.
const NEWS: i32 = 7;
/// How far from the beginning an essay says that it is one, in characters.
const ESSAY_CHARS_MAX: usize = 600;
/// What such problems say against the other kind of news.
const OTHER: i32 = 2;
/// Longest stretch from "we now" to the problems that were fed back, in characters.
const TOLD_CHARS_MAX: usize = 24;
/// Words between "we now" and "rectification" at most, in characters.
const NOW_CHARS_MAX: usize = 12;
/// Longest heading that names the section on rectification, in characters.
const SECTION_CHARS_MAX: usize = 40;
/// How far behind "severally" the leading body of one unit is looked for, in characters.
const SEVERAL_CHARS_MAX: usize = 60;
/// Longest stretch from "secretary" over the name to "and", in characters.
const HEAD_CHARS_MAX: usize = 7;
/// Longest rest of a line after "problems that were found", in characters.
const BESIDE_CHARS_MAX: usize = 6;
/// Longest rest of a line behind "the following problems", in characters.
const LEAD_CHARS_MAX: usize = 8;
/// How often news of a check speaks of checking.
const CHECKED_MIN: usize = 2;
/// How far behind "to" the number of units is looked for, in characters.
const COUNTED_CHARS_MAX: usize = 10;
/// Lines among which a title is looked for.
const TITLE_LINES_MAX: usize = 4;
/// Lines among which it may stand below the menu of a site.
const MENU_LINES_MAX: usize = 20;
/// Longest line of a title, in characters.
const TITLE_CHARS_MAX: usize = 60;
/// Words between "fed back" and the inspection at most, in characters.
const FED_CHARS_MAX: usize = 14;
/// How much of the body is weighed, in characters.
const BODY_CHARS_MAX: usize = 20_000;

/// Returns the kind and the confidence in per cent; `drafts` are what running text tells.
pub fn genre<F: FnOnce() -> Vec<Item>>(source: &Source, tree: &Tree, table_rows: usize, drafts: &LazyCell<Vec<Item>, F>) -> (Genre, u8) {
    let doc = source.doc;
    let body = &doc.plain[..doc.plain.len().min(BODY_CHARS_MAX)];
    if table_rows > 0 {
        return (Genre::Register, 90);
    }
    if !words!("domain").is_in(body) && !finds(body) {
        return (Genre::None, 95);
    }
    // An essay on inspections tells of problems as a paper does, and is none.
    if is_talk(body) {
        return (Genre::None, 70);
    }
    let mut weight = Weight::new();
    let talks =
        doc.lines.iter().take(TITLE_LINES_MAX).any(|l| l.range.len() <= TITLE_CHARS_MAX && words!("talk_title").is_in(doc.plain(&l.range)));
    if talks {
        return (Genre::None, 70);
    }
    // A sentence is no title, however short its line, and neither is what leads to a list.
    let named = |l: &&Line| {
        let text = doc.plain(&l.range);
        text.len() <= TITLE_CHARS_MAX && !text.contains(&'\u{3002}') && !(text.contains(&',') && text.ends_with(&[':']))
    };
    let first = doc.lines.iter().take_while(named).take(TITLE_LINES_MAX);
    // News of a notice has its title below the sentence that says who issued it.
    let below = || doc.lines.iter().take(TITLE_LINES_MAX).skip_while(|l| !titled(doc, l)).take_while(named);
    let lines: Vec<&Line> = Some(first.collect::<Vec<_>>()).filter(|f| !f.is_empty()).unwrap_or_else(|| below().collect());
    // Above it may stand the menu of a site.
    // "(Public version)" may end it.
    let ends = |l: &&Line| {
        let text = doc.plain(&l.range);
        let bracket = text.iter().rposition(|c| *c == '(').filter(|_| text.ends_with(&[')']));
        words!("title_end").ends(&text[..bracket.unwrap_or(text.len())]).is_some()
    };
    let further = doc.lines.iter().take(MENU_LINES_MAX).skip(lines.len()).filter(named).filter(ends);
    let title: Vec<char> = lines.into_iter().chain(further).flat_map(|l| doc.plain(&l.range)).copied().filter(|c| *c != ' ').collect();
    weigh(words!("genre_title"), &title, 1, &mut weight);
    weigh(words!("genre_title_against"), &title, -1, &mut weight);
    weigh(words!("genre_body"), body, 1, &mut weight);
    weigh_title(&title, &mut weight);
    weigh_account(doc, tree, body, &mut weight);
    weigh_letter(doc, tree, body, &mut weight);
    let fed = words!("inspection").find(&title).is_some_and(|(at, len, _)| words!("fed_back").is_in(&title[at + len..]));
    // What is now made public of it is a letter to everybody.
    let letter = now(body, words!("now_fed"), TOLD_CHARS_MAX);
    if fed && !letter && !words!("rectified").is_in(&title) && told_units(doc, tree) {
        *weight.entry("round_report").or_default() += NEWS;
    }
    let outlined = outlined(&tree.nodes);
    let other =
        ["rectification_notice", "rectification_plan", "round_summary"].iter().any(|k| weight.get(k).is_some_and(|w| *w >= WEIGHT_MIN));
    // News of one unit's feedback that tells several problems in running text is as good as the letter; news of several
    // units' tells of the round.
    let least = problems_min(&title, body).filter(|_| !outlined && !other);
    if least.is_some_and(|least| drafts.len() >= least) {
        let units = several(body) || names_units(source);
        let (told, other) = if units { ("round_report", "feedback_letter") } else { ("feedback_letter", "round_report") };
        // Its title may speak of rectification all the same.
        let entry = weight.entry(told).or_default();
        *entry = (*entry + if !units && to_one(&title) { 2 * NEWS } else { NEWS }).max(WEIGHT_MIN);
        *weight.entry(other).or_default() -= OTHER;
    }
    let mut ranked: Vec<(i32, Genre)> = Genre::KINDS.iter().map(|g| (weight.get(g.name()).copied().unwrap_or(0), *g)).collect();
    ranked.sort_by_key(|(w, _)| -w);
    let (best, kind) = ranked[0];
    if best < WEIGHT_MIN || kind == Genre::Register {
        return (Genre::None, 70);
    }
    let margin = best - ranked[1].0;
    (kind, (60 + 4 * margin.clamp(0, 9)) as u8)
}

/// Whether a line begins as a title does: "concerning ...".
fn titled(doc: &Doc, line: &Line) -> bool {
    words!("about").at(doc.plain(&line.range), 0).is_some_and(|(_, value)| value != "verb") && line.range.len() <= TITLE_CHARS_MAX
}

/// Whether a paper of no kind may tell problems all the same: it speaks of inspections, or of what was found, and is
/// neither an essay nor a talk.
pub fn may_tell(body: &[char]) -> bool {
    let begin = &body[..body.len().min(ESSAY_CHARS_MAX)];
    !(is_talk(body) || words!("answers").is_in(begin) || deliberates(body))
        && (words!("domain").is_in(body) || words!("checks").is_in(body) || words!("check_team").is_in(body))
}

/// Whether a paper without a title of any kind tells what a check found: its first lines speak of one, or it names who
/// checked, audits, or is a circular; and it speaks of the problems found.
pub fn feeds_back(source: &Source) -> bool {
    let doc = source.doc;
    let body = doc.plain.as_slice();
    let first = doc.lines.iter().filter(|l| l.range.len() <= TITLE_CHARS_MAX && !doc.plain(&l.range).contains(&'\u{3002}'));
    let titled = first.take(TITLE_LINES_MAX).any(|l| words!("checks").is_in(doc.plain(&l.range)));
    let by_whom = words!("check_team").is_in(body) || words!("circular").is_in(body) || words!("audits").is_in(body);
    let checks = words!("checks").is_in(body) || words!("check_team").is_in(body);
    (titled || by_whom) && checks && (words!("problem_word").is_in(body) || finds(body))
}

/// Whether a paper says that it is an essay, or a report on a year of work.
fn is_talk(body: &[char]) -> bool {
    let begin = &body[..body.len().min(ESSAY_CHARS_MAX)];
    let scholarly = words!("abstract").is_in(begin) && words!("keywords").is_in(begin);
    words!("essay").is_in(begin) || scholarly || words!("talk").is_in(body)
}

/// Weight of each kind, by its name.
type Weight = BTreeMap<&'static str, i32>;

/// Whether a title says that one team fed back to one unit: "the third team to the bureau's Party group".
fn to_one(title: &[char]) -> bool {
    let to = |at: &usize| title[*at] == '\u{5411}' && words!("team_unit").ends(&title[..*at]).is_some();
    let fed = |at: usize| words!("fed_back").find(&title[at..]).map(|(i, _, _)| &title[at..at + i]);
    let number = |c: &char| is_figure(*c);
    let counted = |unit: &[char]| words!("unit_measure").find_all(unit).iter().any(|f| unit[..f.0].last().is_some_and(number));
    let one = |unit: &[char]| !unit.contains(&'\u{3001}') && !counted(unit);
    (0..title.len()).find(to).and_then(fed).is_some_and(one)
}

/// "Rectification ..., report": clerks put any words between the two.
fn weigh_title(title: &[char], weight: &mut Weight) {
    let account = |of: &Words, what: &Words| of.find(title).is_some_and(|(at, len, _)| what.is_in(&title[at + len..]));
    if account(words!("rectified"), words!("rectified_account")) {
        *weight.entry("rectification_notice").or_default() += 4;
    } else if account(words!("inspection"), words!("round_account")) {
        *weight.entry("round_summary").or_default() += 6;
    }
}

/// What the body says for and against an account of rectification.
fn weigh_account(doc: &Doc, tree: &Tree, body: &[char], weight: &mut Weight) {
    if !words!("inspected").is_in(body) {
        *weight.entry("rectification_notice").or_default() -= 6;
        *weight.entry("rectification_plan").or_default() -= 6;
    }
    let names = |label: &[char]| announces(label) || words!("label_task").is(frame::label_name(label));
    let labelled = |l: &Line| frame::label(doc.plain(&l.range)).is_some_and(|n| names(&doc.plain(&l.range)[..n]));
    let told = now_accounts(body) || tells_quoted(doc, body);
    if tree.nodes.is_empty() && !told && !doc.lines.iter().any(labelled) {
        *weight.entry("rectification_notice").or_default() -= 3;
        *weight.entry("rectification_plan").or_default() -= 3;
    } else {
        *weight.entry("round_report").or_default() -= 2;
    }
    // "Rectification of the problems found, how it went": a section is called so.
    let accounts =
        |text: &[char]| words!("rectified").find(text).is_some_and(|(at, len, _)| words!("rectified_account").is_in(&text[at + len..]));
    let section = |n: &Node| {
        let text = doc.plain(&n.text);
        let problems = words!("problem_word").find(text).is_some_and(|(at, len, _)| accounts(&text[at + len..]));
        let named = n.children.iter().any(|c| {
            let child = doc.plain(&c.text);
            words!("about").at(child, 0).is_some() && words!("problem_word").is_in(child)
        });
        n.text.len() <= SECTION_CHARS_MAX && (problems || accounts(text) && named)
    };
    if tree.nodes.iter().any(section) {
        *weight.entry("rectification_notice").or_default() += 4;
    }
    // The sections of a notice that closes one task, and headings such as "rectification of the problem of 'slow work'".
    let rectifies = |n: &Node| {
        let text = doc.plain(&n.text);
        let quoted = words!("about").at(text, 0).is_some_and(|(at, _)| text.get(at).is_some_and(|c| words!("open_quote").has(*c)));
        quoted && words!("problem_word").is_in(text) && words!("rectified").is_in(text)
    };
    let public = words!("made_public").is_in(body) && words!("rectified").is_in(body);
    let task = words!("rectified").is_in(body).then(|| closing::task(doc)).flatten();
    if task.as_ref().is_some_and(closing::Task::is_whole) {
        *weight.entry("rectification_notice").or_default() += WEIGHT_MIN;
    }
    if public && (task.is_some() || tree.nodes.iter().flat_map(|n| &n.children).any(rectifies)) {
        *weight.entry("rectification_notice").or_default() += NEWS + OTHER;
    }
    // "The progress of rectification is now made public".
    if now(body, words!("rectified"), NOW_CHARS_MAX) || told {
        *weight.entry("rectification_notice").or_default() += WEIGHT_MIN;
    }
}

/// Whether several headings of the first level only name a unit, as in a circular that tells each what was fed back.
pub fn told_units(doc: &Doc, tree: &Tree) -> bool {
    let unit = |n: &&Node| {
        let text = doc.plain(&n.text);
        text.len() <= UNIT_CHARS_MAX && (words!("unit_end").ends(text).is_some() || words!("unit_last").ends(text).is_some())
    };
    tree.nodes.iter().filter(unit).count() >= UNITS_MIN
}

/// What the body says for a letter that feeds findings back.
fn weigh_letter(doc: &Doc, tree: &Tree, body: &[char], weight: &mut Weight) {
    // "The problems that were fed back are now made public" is a letter to everybody.
    if now(body, words!("now_fed"), TOLD_CHARS_MAX) && !now_accounts(body) {
        *weight.entry("feedback_letter").or_default() += WEIGHT_MIN;
    }
    // "Problems that the inspection found" is called a section of a letter.
    let lists = |n: &Node| {
        let text = doc.plain(&n.text);
        let found = words!("checks").find(text).is_some_and(|(at, len, _)| words!("found_problem").is_in(&text[at + len..]));
        n.text.len() <= SECTION_CHARS_MAX && found && !words!("rectified").is_in(text)
    };
    // "The check found the following problems:" stands above the numbers.
    let leads = |l: &Line| {
        let text = doc.plain(&l.range);
        let at = words!("below_problems").find_all(text).pop().filter(|(at, len, _)| text.len() - (at + len) <= LEAD_CHARS_MAX);
        let numbered = tree.nodes.iter().any(|n| n.marker.start > l.range.end);
        let before = at.map(|(at, _, _)| &text[..at]);
        numbered && before.is_some_and(|t| words!("checks").is_in(t) && !words!("rectified").is_in(t))
    };
    // Or so is called a line above the numbers: "problems and hazards that the check found".
    let heads = |l: &Line| {
        let text = doc.plain(&l.range);
        if text.len() > SECTION_CHARS_MAX {
            return false;
        }
        let found = words!("checks")
            .find(text)
            .and_then(|(at, len, _)| words!("found_problem").find(&text[at + len..]).map(|(i, n, _)| text.len() - (at + len + i + n)));
        let numbered = tree.nodes.last().is_some_and(|n| n.marker.start > l.range.end);
        numbered && found.is_some_and(|n| n <= BESIDE_CHARS_MAX) && !words!("rectified").is_in(text)
    };
    if tree.nodes.iter().any(lists) || doc.lines.iter().any(heads) || doc.lines.iter().any(leads) {
        *weight.entry("feedback_letter").or_default() += WEIGHT_MIN;
    }
}

/// Whether "now" stands in a body with one of `what` not far behind it.
fn now(body: &[char], what: &Words, chars_max: usize) -> bool {
    words!("now").find_all(body).into_iter().any(|(at, len, _)| what.is_in(&body[at + len..body.len().min(at + len + chars_max)]))
}

/// "We now make public how the problem fed back under number seven was put right": whether a sentence says so after "now".
fn now_accounts(body: &[char]) -> bool {
    let told = |(at, len, _): (usize, usize, &str)| {
        let sentence = body[at + len..].split(|c| matches!(c, '\u{3002}' | '\n')).next().unwrap_or_default();
        let rectified = words!("rectified").find_all(sentence).pop();
        let fed = words!("problem_word").is_in(sentence) || words!("fed_back").is_in(sentence);
        fed && rectified.is_some_and(|(i, n, _)| words!("made_public").is_in(&sentence[i + n..]))
    };
    words!("now").find_all(body).into_iter().any(told)
}

/// Whether news of what was put right quotes a problem that was fed back at the beginning of a line: "against 'slow work'".
fn tells_quoted(doc: &Doc, body: &[char]) -> bool {
    let quoted = |line: &Line| {
        let text = doc.plain(&line.range);
        let about = words!("about").at(text, 0).filter(|(_, v)| *v == "against").map(|(n, _)| n);
        let open = about.filter(|n| text.get(*n).is_some_and(|c| words!("open_quote").has(*c)));
        let Some((open, len)) = open.and_then(|n| text[n..].iter().position(|c| words!("close_quote").has(*c)).map(|len| (n, len))) else {
            return false;
        };
        blames(&text[open..open + len]) && words!("problem_word").at(text, open + len + 1).is_some()
    };
    words!("fed_back").is_in(body) && words!("inspection").is_in(body) && doc.lines.iter().any(quoted)
}

/// Whether a meeting deliberates on rectification: it feeds nothing back.
fn deliberates(body: &[char]) -> bool {
    let first = body.split(|c| *c == '\u{3002}').next().unwrap_or_default();
    let meets = words!("meeting").find(first).map(|(at, len, _)| &first[at + len..]);
    let what = meets.and_then(|rest| words!("deliberates").find(rest).map(|(at, len, _)| &rest[at + len..]));
    what.is_some_and(|rest| words!("rectified").is_in(rest)) && !words!("fed").is_in(first)
}

/// Whether words say that a check, an audit or an inspection found something.
fn finds(body: &[char]) -> bool {
    let found = |(at, len, _): (usize, usize, &str)| {
        let rest = &body[at + len..body.len().min(at + len + FOUND_CHARS_MAX)];
        let sentence = rest.split(|c| matches!(c, '\u{3002}' | ';')).next().unwrap_or_default();
        // "In the course of the audit, it was found": only such words may be parted from the verb.
        let ends = |i: &usize| sentence[*i] == ',' && words!("while_last").ends(&sentence[..*i]).is_none();
        let sentence = &sentence[..(0..sentence.len()).find(ends).unwrap_or(sentence.len())];
        words!("reported_verb").is_in(sentence)
    };
    words!("checks").find_all(body).into_iter().any(found)
}

/// How many problems in running text make news of a feedback of it, a circular, or the account of a check.
fn problems_min(title: &[char], body: &[char]) -> Option<usize> {
    let begin = &body[..body.len().min(ESSAY_CHARS_MAX)];
    if deliberates(body) || words!("answers").is_in(begin) {
        return None;
    }
    // "Fed back how the special inspection went": a few words may stand between.
    let back = |(at, len, _): (usize, usize, &str)| {
        let rest = &body[at + len..body.len().min(at + len + FED_CHARS_MAX)];
        let what = |(i, n, _): (usize, usize, &str)| (i + n..=i + n + 1).any(|at| words!("fed_what").at(rest, at).is_some());
        words!("inspection").find(rest).is_some_and(what) || words!("round_kind").find(rest).is_some_and(what)
    };
    let fed = words!("fed").is_in(body) || words!("fed_back").find_all(body).into_iter().any(back);
    if fed && words!("inspection").is_in(body) || words!("check_team").is_in(body) && words!("fed_back").is_in(body) {
        return Some(FED_MIN);
    }
    // News of what a check found: it says so in its title, or speaks of its circular.
    let conducted = |(at, len, _): (usize, usize, &str)| {
        words!("field_work").ends(&title[..at]).is_some() || words!("fed_what").at(title, at + len).is_some()
    };
    let circular =
        words!("checked").find_all(title).into_iter().any(conducted) || words!("circular").is_in(title) && words!("checked").is_in(body);
    if circular || words!("circular").is_in(body) && words!("checked").find_all(body).len() >= CHECKED_MIN {
        return Some(CIRCULAR_MIN);
    }
    finds(body).then_some(FOUND_MIN)
}

/// Whether several units were fed back to; "to the secretary and the leading body each" is one.
fn several(body: &[char]) -> bool {
    let units = |(at, len, _): (usize, usize, &str)| {
        let rest = &body[at + len..body.len().min(at + len + SEVERAL_CHARS_MAX)];
        let clause = rest.split(|c| matches!(c, ',' | '\u{3002}' | ';')).next().unwrap_or_default();
        // "To its secretary X and to the school" is one as well.
        let heads = words!("secretary").find_all(clause);
        let one = heads.len() == 1 && clause[heads[0].0..].iter().take(HEAD_CHARS_MAX).any(|c| words!("together").has(*c));
        !words!("leading_body").is_in(clause) && !one
    };
    // "Eight teams told twelve units what they had found".
    let counted = |at: usize| {
        let rest = &body[at..body.len().min(at + COUNTED_CHARS_MAX)];
        let number = |c: &char| is_figure(*c);
        let digits = rest.iter().position(number).map(|from| (from, rest[from..].iter().take_while(|c| number(c)).count()));
        digits.is_some_and(|(from, n)| {
            rest[from..from + n] != ['1'] && rest[from..from + n] != ['\u{4E00}'] && words!("unit_measure").at(rest, from + n).is_some()
        }) && words!("unit_counted").is_in(rest)
    };
    let told = (0..body.len()).filter(|i| body[*i] == '\u{5411}').any(|i| counted(i + 1));
    told || words!("severally_fed").find_all(body).into_iter().any(units)
}

fn weigh(list: &'static Words, text: &[char], sign: i32, weight: &mut Weight) {
    let mut seen: Vec<&str> = Vec::new();
    // Cues may overlap and one word may speak for several kinds, so every entry is looked for by itself.
    for ((_, value), found) in list.entries().iter().zip(list.which(text)) {
        let Some((kind, points)) = value.split_once(' ').filter(|_| found) else { continue };
        let key = value.as_str();
        if seen.iter().filter(|s| **s == key).count() < 3 {
            seen.push(key);
            *weight.entry(kind).or_default() += sign * points.parse::<i32>().unwrap_or(0);
        }
    }
}
