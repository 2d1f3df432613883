//! Lists that a sentence sums up: "there are slow work, poor records and other problems".

use super::{
    draft::{AMONG, COMPANY_MIN, DRAFT_CHARS_MIN, draft, entry, unquoted},
    told::demands,
};
use crate::{
    clause::{Class, FAULT, blames, judge, listed},
    facts::Source,
    lexicon::{Words, is_figure},
};
use std::ops::Range;

/// Longest stretch from "and other" to "problems", in characters.
const CLOSE_CHARS_MAX: usize = 16;
/// From which share on the clause before a list tells a problem of its own.
const SURE: f32 = 0.9;
/// Longest names of the aspects before a list, in characters.
const NAMED_CHARS_MAX: usize = 16;
/// Longest count of the problems between the word and what they are, in characters.
const COUNT_CHARS_MAX: usize = 6;
/// Mean share of a list of which most blames.
const COMPANY: f32 = 0.6;
/// From which share on a word or two say more of what stands before.
const ALONE: f32 = 0.7;

/// Parts that blame; one that does not goes on with the next: "projects, funds and assets are badly managed".
pub(super) fn joined(source: &Source, parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let (mut all, mut open): (Vec<Range<usize>>, Option<usize>) = (Vec::new(), None);
    let shares: Vec<f32> = parts.iter().map(|p| listed(source.doc.plain(&source.doc.trim(p.clone())))).collect();
    let least = least(&shares);
    for (part, share) in parts.into_iter().zip(shares) {
        let start = open.take().unwrap_or(part.start);
        let short = part.len() < DRAFT_CHARS_MIN;
        let own = share >= if short { ALONE } else { least };
        // "Slow, not thorough": a word or two say more of what stands before.
        if let Some(last) = all.last_mut().filter(|_| own && short && start == part.start) {
            last.end = part.end;
        } else if own {
            all.push(start..part.end);
        } else {
            open = Some(start);
        }
    }
    all
}

/// Parts of a list in which both commas and enumeration marks stand: all of them where each blames by itself, else those
/// between commas where each of those does.
fn unlike(source: &Source, list: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let text = source.doc.plain(list);
    (text.contains(&',') && text.contains(&'\u{3001}') && !text.contains(&';')).then_some(())?;
    let own = |p: &Range<usize>| p.len() >= DRAFT_CHARS_MIN && listed(source.doc.plain(&source.doc.trim(p.clone()))) >= FAULT;
    let all: [&[char]; 2] = [&[',', '\u{3001}'], &[',']];
    all.iter().map(|marks| unquoted(source, list, marks)).find(|parts| parts.iter().all(own))
}

/// The entries of a list that tells problems: most of them surely, and none surely something else.
pub(super) fn together(source: &Source, parts: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
    let entries: Option<Vec<Range<usize>>> = parts.iter().map(|p| entry(source, p)).collect();
    let entries = entries.filter(|e| !e.iter().any(|r| words!("whether").is_in(source.doc.plain(r))))?;
    let shares: Vec<f32> = entries.iter().map(|r| listed(source.doc.plain(r))).collect();
    (shares.iter().sum::<f32>() >= FAULT * shares.len() as f32 && shares.iter().all(|s| *s >= AMONG)).then_some(entries)
}

/// From which share on an entry is taken: where most of its list blames, it need be less sure.
pub(super) fn least(shares: &[f32]) -> f32 {
    if shares.len() >= COMPANY_MIN && shares.iter().sum::<f32>() >= COMPANY * shares.len() as f32 { AMONG } else { FAULT }
}

/// "There are slow work, poor records and other problems, and ...": what is summed up within a sentence.
pub(super) fn summed_up(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    // "In safety there are A, B and others; in quality there are C, D and others".
    let parts = unquoted(source, sentence, &[';']);
    let each: Vec<Vec<Range<usize>>> = parts.iter().map(|p| with_first(source, p, summed_part(source, p))).collect();
    let summed = each.iter().filter(|e| !e.is_empty()).count();
    // A part that sums up nothing may tell one problem.
    let one = |p: &Range<usize>| draft(source, p).filter(|r| !demands(source.doc.plain(r))).into_iter().collect();
    let all: Vec<Vec<Range<usize>>> = each.into_iter().zip(&parts).map(|(e, p)| if e.is_empty() { one(p) } else { e }).collect();
    if parts.len() >= 2 && summed > 0 && all.iter().all(|p| !p.is_empty()) {
        return all.concat();
    }
    let all = with_first(source, sentence, summed_part(source, sentence));
    if all.is_empty() { lying_in(source, sentence) } else { all }
}

/// "The problems found are mainly A, B and others", "found 25 problems, which concern A, B": what stands behind such words up
/// to those that close it, or to the end of the sentence.
fn lying_in(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let word = words!("problem_word").find_all(text).into_iter().chain(words!("hazard_word").find_all(text));
    let lies = |(at, len, _): (usize, usize, &str)| {
        let count = text[at + len..].iter().take(COUNT_CHARS_MAX).position(|c| *c == ',');
        let from = at + len + count.map_or(0, |n| n + 1);
        let (n, _) = words!("problem_lies").at(text, from)?;
        let found = words!("draft_exist").is_in(&text[..at]) || words!("reported_verb").is_in(&text[..at]);
        found.then_some((from, n + usize::from(text.get(from + n) == Some(&':'))))
    };
    let Some((at, mut len)) = word.into_iter().find_map(lies) else { return Vec::new() };
    // "The problems lie in fees and staff: ...": the list stands behind the colon.
    let colon = text[at + len..].iter().take(NAMED_CHARS_MAX).position(|c| *c == ':').filter(|n| !blames(&text[at + len..at + len + n]));
    len += colon.map_or(0, |n| n + 1);
    let closes = |i: &usize| words!("and_others").at(text, *i).is_some();
    let end = (at + len..text.len()).find(closes).unwrap_or(text.len());
    opened(source, sentence, at, len, end)
}

/// What a sentence sums up, and the clause before it that tells a problem of its own: "the last findings were badly put
/// right, there are A, B and others".
fn with_first(source: &Source, sentence: &Range<usize>, told: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let Some(first) = told.first() else { return told };
    let text = source.doc.plain(&(sentence.start..first.start));
    let begin = text.iter().rposition(|c| matches!(c, ':' | ';')).map_or(0, |n| n + 1);
    let own = text[begin..].iter().rposition(|c| *c == ',').map(|n| sentence.start + begin..sentence.start + begin + n);
    // What is one clause alone, and surely tells a problem.
    let sure = |r: &Range<usize>| !source.doc.plain(r).contains(&',') && judge(source.doc.plain(r)).share(Class::Problem) >= SURE;
    let own = own.filter(sure).and_then(|r| draft(source, &r));
    own.into_iter().chain(told).collect()
}

/// What a part of a sentence sums up.
fn summed_part(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    // "And others, in ten respects 27 problems": a few words may stand before the word itself.
    let closes = |at: usize| {
        let rest = &text[at..text.len().min(at + CLOSE_CHARS_MAX)];
        let word = |list: &Words| list.find(rest).map(|(i, n, _)| i + n);
        let end = word(words!("problem_word")).or_else(|| word(words!("aspect_word"))).or_else(|| word(words!("hazard_word")));
        // "There are A; B; C, which were to be put right": the word alone closes where its clause ends.
        let alone = words!("problem_of").at(text, at).is_some_and(|(n, _)| matches!(text.get(at + n), None | Some(',')));
        if alone && words!("sourced").ends(&text[..at]).is_none() {
            return true;
        }
        // "The problems of audits and other checks and of ..." closes nothing.
        let whole =
            |n: usize| !rest[..n].iter().any(|c| matches!(c, ',' | ';' | '\u{3001}')) && words!("together").at(text, at + n).is_none();
        (words!("and_others").at(text, at).is_some() || counts(text, at)) && end.is_some_and(whole)
    };
    // "Some problems, mainly slow work, poor records and others": the word itself stands before.
    let spoken = |at: usize| {
        let last = words!("and_others").at(text, at).is_some_and(|(n, _)| at + n == text.len());
        last && words!("draft_mainly").find(&text[..at]).is_some_and(|(i, _, _)| words!("problem_word").is_in(&text[..i]))
    };
    // The page breaks off within the list.
    let last = !source.doc.plain[sentence.end..].iter().any(|c| !c.is_whitespace());
    let opens = words!("draft_still").find(text).filter(|(at, _, _)| text[*at..].contains(&'\u{3001}') && !blames(&text[..*at]));
    let cut = last && opens.is_some();
    for end in (0..text.len()).filter(|i| closes(*i) || spoken(*i)).chain(cut.then_some(text.len())) {
        // "Mainly" opens a list in which "there is" stands again.
        let mainly = words!("draft_mainly").find(&text[..end]);
        let exist = words!("draft_exist").find_all(&text[..end]);
        // What was fed back follows such words, wherever they stand; in a list with semicolons each entry may say "there is".
        // "Fed back the findings, pointing out that there are A, B": what stands right after it must tell one.
        let at_once = |f: &&(usize, usize, &str)| {
            let rest = &text[f.0 + f.1..end];
            rest.iter().position(|c| *c == ',').is_none_or(|n| n >= DRAFT_CHARS_MIN && listed(&rest[..n]) >= AMONG)
        };
        let fed = exist.iter().rfind(|f| f.2 == "fed").filter(at_once).copied();
        // In "what was found, which is ...; ..." the particle belongs to the verb that opens the list.
        let opens = |f: &&(usize, usize, &str)| text.get(f.0 + f.1).is_some_and(|c| words!("particle").has(*c));
        let before = text[..end].iter().position(|c| *c == ';').map_or(0, |semi| exist.partition_point(|f| f.0 < semi));
        let parted = exist[..before].iter().find(opens).or(exist[..before].last()).copied();
        // "There are A, work in which there is slackness, and other problems": where the word stands again, the first of its
        // clause opens the list.
        let clause = |at: usize| text[..at].iter().rposition(|c| matches!(c, ',' | ';' | ':')).map_or(0, |i| i + 1);
        let again = |f: &&(usize, usize, &str), last: &(usize, usize, &str)| {
            f.0 >= clause(last.0) && text[f.0..f.0 + f.1].ends_with(&text[last.0..last.0 + last.1])
        };
        let first = exist.last().and_then(|last| exist.iter().find(|f| again(f, last))).copied();
        let all = exist.iter().filter(|f| exist.last().is_some_and(|last| f.0 >= clause(last.0))).copied();
        // "Found 25 problems, which concern ...": the word only says what is told behind it.
        let named = |f: &(usize, usize, &str)| {
            let rest = &text[f.0 + f.1..end];
            let n = words!("problem_word").at(rest, 0).map_or(0, |(n, _)| n);
            n > 0 && rest.get(n).is_some_and(|c| c.is_ascii_digit() || words!("particle").has(*c))
        };
        // "On inspection, found A, B where there is C, D and other problems": the verb that begins its clause opens the whole,
        // where nearly all of it tells problems.
        let begun = exist.iter().find(|f| f.0 > 0 && text[f.0 - 1] == ',' && f.2 != "fed").copied();
        let within = |f: &(usize, usize, &str)| {
            let last = exist.last().filter(|l| !matches!(text[l.0.saturating_sub(1)], ',' | ';' | ':'));
            last.is_some_and(|l| text[f.0 + f.1..l.0.max(f.0 + f.1)].iter().any(|c| matches!(c, ',' | '\u{3001}')))
        };
        let begun = begun.filter(|f| fed.is_none() && mainly.is_none() && within(f));
        let told = begun.map(|(at, len, _)| (opened(source, sentence, at, len, end), end - at - len));
        if let Some((told, _)) = told.filter(|(told, len)| told.len() > 1 && told.iter().map(|r| r.len()).sum::<usize>() * 5 >= len * 4) {
            return told;
        }
        let openers = fed.or(mainly).or(parted).or(first).into_iter().chain(all).filter(|f| !named(f));
        let told = openers.map(|(at, len, _)| opened(source, sentence, at, len, end)).find(|told| !told.is_empty());
        if let Some(told) = told {
            return told;
        }
    }
    Vec::new()
}

/// Whether a number of problems stands at `at`: "slow work, poor records, three problems in all" closes a list as well.
fn counts(text: &[char], at: usize) -> bool {
    let number = |c: &char| is_figure(*c);
    let digits = text[at..].iter().take_while(|c| number(c)).count();
    let before = at > 0 && (number(&text[at - 1]) || words!("ordinal_prefix").ends(&text[..at]).is_some());
    digits > 0 && !before && words!("total_unit").at(text, at + digits).is_some()
}

/// The list of a sentence between the words that open it, `len` characters at `at`, and those that close it at `end`.
fn opened(source: &Source, sentence: &Range<usize>, at: usize, len: usize, end: usize) -> Vec<Range<usize>> {
    if words!("whether").ends(&source.doc.plain(sentence)[..at]).is_some() {
        return Vec::new();
    }
    let list = source.doc.trim(sentence.start + at + len..sentence.start + end);
    // "The problems found, which are ...": a particle before them belongs to the verb.
    let particles = source.doc.plain(&list).iter().take_while(|c| words!("particle").has(**c)).count();
    let list = list.start + particles..list.end;
    let by = |marks: &[char]| joined(source, unquoted(source, &list, marks));
    let semi = unquoted(source, &list, &[';']);
    // Semicolons part what commas do not.
    if semi.len() >= 2 {
        return together(source, &semi).unwrap_or_default();
    }
    let ranks = || unlike(source, &list);
    let parts = ranks().or_else(|| Some(by(&['\u{3001}'])).filter(|p| p.len() >= 2)).unwrap_or_else(|| by(&[',']));
    let told = || together(source, &parts).unwrap_or_else(|| parts.iter().filter_map(|p| draft(source, p)).collect());
    if parts.len() >= 2 { told() } else { Vec::new() }
}
