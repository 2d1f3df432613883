//! Draft findings told in running text, as news of a feedback and short letters tell them: "some ...; some ...",
//! "mainly: ...; ...", "problems: first ...; second ...", "there are ..., ... and other problems". A list is taken only
//! after words that announce problems; what a speaker then demands is numbered in the same way and is none.

use super::{
    Item,
    phrase::{is_process, marks},
    quotes::{answered, quoted_each, unquoted_whole},
    reported::{by_itself, not_brief},
    round::{sentences, split},
    summed::{joined, least, summed_up, together},
    sure,
    told::{
        causes, cut_behind, found_each, is_cause, linked, names_unit, only_aspect, only_called, said, some_or_more, tells_on,
        without_aspect, without_called, without_lead, without_order, without_praise,
    },
};
use crate::{
    clause::{FAULT, acts, asks, blames, listed},
    facts::Source,
    lexicon::{Often, often},
    tree::marker,
};
use std::ops::Range;

/// Confidence of a draft in per cent: each is asked about.
const CONFIDENCE: u8 = 55;
/// Fewest clauses that make a list of their own without the words that close one.
const CLAUSES_MIN: usize = 3;
/// From which share on words are surely more than a name.
const SURELY: f32 = 0.9;
/// Longest entry that may be no more than the name of a place, in characters.
const PLACE_CHARS_MAX: usize = 10;
/// Shortest list in which entries that do not blame are taken for their company, in entries.
pub(super) const COMPANY_MIN: usize = 2;
/// From this doubt on a number is part of the words.
const DOUBT_MAX: i32 = 12;
/// From which share on an entry is taken whose list blames.
pub(super) const AMONG: f32 = 0.1;
/// Least mean share of what follows the words "some" of a list.
const SOME: f32 = 0.2;
/// Longest sentence that is read for problems, in characters: what is longer is none, and may be made to cost time.
const SENTENCE_CHARS_MAX: usize = 4_000;
/// Shortest "mainly" that is no part of the words behind it, in characters.
const MAINLY_CHARS_MIN: usize = 4;
/// Shortest draft, in characters.
pub(super) const DRAFT_CHARS_MIN: usize = 4;

/// Where in a list of problems the reading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// No list is open.
    Closed,
    /// Open, with the last ordinal that was met; 0 for none yet.
    Open(u32),
    /// Open, but several entries stood in one sentence: what follows tells no more of the last.
    Told(u32),
}

/// Draft findings of a text, in reading order.
pub fn drafts(source: &Source) -> Vec<Item> {
    let (mut all, mut list, mut summary): (Vec<Range<usize>>, List, Vec<Range<usize>>) = (Vec::new(), List::Closed, Vec::new());
    // Sentences below a numbered problem that tell how it shows.
    let mut shown: Vec<Range<usize>> = Vec::new();
    // Whether problems have been spoken of so far, and whether the sentence before told some.
    let (mut named, mut telling, mut summed, mut caused) = (false, false, false, false);
    let sentences: Vec<Range<usize>> = sentences(source).into_iter().filter(|s| s.len() <= SENTENCE_CHARS_MAX).collect();
    let (sure, numbered) = (sure::told(source, &sentences), sure::numbered(source, &sentences));
    for (i, sentence) in sentences.iter().enumerate() {
        let text = source.doc.plain(sentence);
        named |= words!("problem_word").is_in(text);
        let before = i.checked_sub(1).map(|last| &sentences[last]);
        caused = causes(text) || caused && before.is_some_and(|b| told_on(source, b, sentence));
        if caused || is_cause(text) {
            (telling, list) = (telling && !caused, if caused { List::Closed } else { list });
            continue;
        }
        let quoted = Some(quoted_each(source, sentence)).filter(|q| !q.is_empty()).unwrap_or_else(|| answered(source, sentence));
        if !quoted.is_empty() {
            all.extend(quoted);
            continue;
        }
        let mut aspects = if named { each_aspect(source, sentence) } else { Vec::new() };
        if aspects.is_empty() {
            aspects = Some(dashed(source, sentence)).filter(|d| !d.is_empty()).unwrap_or_else(|| found_each(source, sentence));
        }
        if !aspects.is_empty() {
            (telling, list) = (true, List::Closed);
            all.extend(aspects);
            summary.clear();
            continue;
        }
        let told = announced(source, sentence, named).or_else(|| said(source, sentence));
        // What is only summed up counts where the next sentence does not tell it one by one.
        if told.is_none() {
            all.append(&mut summary);
        }
        summary.clear();
        let first = ordinals(text).first().filter(|o| o.0 == 0).map(|o| o.1);
        let goes_on = matches!((list, first), (List::Open(last) | List::Told(last), Some(n)) if n == last + 1);
        let by_sentence = sentences.get(i + 1).is_some_and(|next| tells_on(source, sentence, next));
        // "Mainly these:" and then "In study, first ...; second ...", aspect by aspect.
        let listed_on = list != List::Closed && aspect_lists(text);
        if let Some(rest) = told.or_else(|| (goes_on || numbered[i] || listed_on).then(|| sentence.clone())) {
            telling = true;
            let met = ordinals(source.doc.plain(&rest)).last().map_or(0, |o| o.1);
            let several = ordinals(source.doc.plain(&rest)).len() >= 2;
            list = if several { List::Told(met) } else { List::Open(met) };
            // "Mainly these: A, B, C. They show in: first ..." is told again one by one.
            let again = met == 0 && sentences.get(i + 1).is_some_and(|next| shows_again(source, next));
            // Where the next sentence tells the next problem, a sentence is one.
            let whole = by_sentence && met == 0 && !source.doc.plain(&rest).contains(&';');
            if !again {
                all.extend(listed_in(source, &rest, list, whole));
            }
        } else if i > 0 && (telling || summed && names_unit(text)) && tells_on(source, &sentences[i - 1], sentence) {
            (telling, summed) = (true, false);
            if matches!(list, List::Open(1..)) {
                shown.push(sentence.clone());
            }
            all.extend(going_on(source, sentence, list));
        } else {
            let names = words!("draft_cue").ends(text).is_some();
            list = if names { List::Open(0) } else { List::Closed };
            summary = Some(summed_up(source, sentence)).filter(|s| !s.is_empty()).unwrap_or_else(|| run(source, sentence));
            summary = not_brief(source, sentence, summary);
            summed = !summary.is_empty();
            let (told, reports) = by_itself(source, sentence, &summary, sure[i], list);
            telling = reports;
            all.extend(told.into_iter().filter(|_| !sentences.get(i + 1).is_some_and(|next| turns(source, sentence, next))));
        }
    }
    all.append(&mut summary);
    items(source, &once(all), &shown)
}

/// Drafts without those of words that an earlier one holds: two ways may read the same sentence.
fn once(drafts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if kept.iter().rev().take_while(|k| k.end > draft.start).all(|k| draft.end <= k.start) {
            kept.push(draft);
        }
    }
    kept
}

/// The problems of a list that words announce: `whole` says that its sentence tells one.
fn listed_in(source: &Source, rest: &Range<usize>, list: List, whole: bool) -> Vec<Range<usize>> {
    let some = some_or_more(source, rest);
    if !some.is_empty() {
        some
    } else if whole {
        draft(source, rest).into_iter().collect()
    } else {
        Some(entries(source, rest)).filter(|e| !e.is_empty()).unwrap_or_else(|| later(source, rest, list))
    }
}

/// Whether the name of an aspect opens a sentence, and a list right behind it: "in study, first ...".
fn aspect_lists(text: &[char]) -> bool {
    let comma = text.iter().position(|c| *c == ',').filter(|at| words!("within_last").ends(&text[..*at]).is_some());
    comma.is_some_and(|at| ordinals(text).first().is_some_and(|o| o.0 == at + 1 && o.1 == 1))
}

/// Whether a sentence begins to tell in detail what was named before: "they show mainly in: first ...".
fn shows_again(source: &Source, sentence: &Range<usize>) -> bool {
    let text = source.doc.plain(sentence);
    words!("shows_again").at(text, 0).is_some_and(|(n, _)| matches!(text.get(n), Some(':' | ',')))
}

/// Whether a sentence that blames nobody stands before one that turns with "but": it tells what was well done.
fn turns(source: &Source, sentence: &Range<usize>, next: &Range<usize>) -> bool {
    told_on(source, sentence, next) && words!("but").at(source.doc.plain(next), 0).is_some() && !blames(source.doc.plain(sentence))
}

/// Whether a sentence stands on the line of the one before and begins no section of its own.
fn told_on(source: &Source, before: &Range<usize>, next: &Range<usize>) -> bool {
    let section =
        marker::readings(&source.doc.plain, next.start, next.end).iter().any(|r| r.doubt < DOUBT_MAX && !marker::is_inline_kind(r.kind));
    source.doc.lines_to(before.start) == source.doc.lines_to(next.start) && !section
}

/// An item of each draft, with the sentences below it that tell how it shows.
fn items(source: &Source, drafts: &[Range<usize>], shown: &[Range<usize>]) -> Vec<Item> {
    let mut items: Vec<Item> = drafts.iter().enumerate().map(|(i, r)| Item::new(i + 1, source.field(r, CONFIDENCE))).collect();
    for sentence in shown {
        if let Some(last) = drafts.iter().rposition(|r| r.end <= sentence.start) {
            items[last].manifestations.push(source.field(sentence, CONFIDENCE));
        }
    }
    items
}

/// What a sentence tells that goes on telling problems.
pub(super) fn going_on(source: &Source, sentence: &Range<usize>, list: List) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let some = some_or_more(source, sentence);
    // Below a numbered problem further sentences tell how it shows.
    if matches!(list, List::Open(1..)) || only_aspect(text) {
        Vec::new()
    } else if some.len() >= 2 {
        some
    } else if text.contains(&';') {
        entries(source, sentence)
    } else {
        entry(source, &without_lead(source, sentence)).into_iter().collect()
    }
}

/// The third or a later entry of a numbered list, told in words that are not listed as blame: its company blames.
fn later(source: &Source, rest: &Range<usize>, list: List) -> Vec<Range<usize>> {
    let text = source.doc.plain(rest);
    let own = ordinals(text).first().filter(|o| o.0 == 0).map(|o| o.2);
    let demands = own.is_some_and(|n| words!("demand").at(text, n).is_some() || acts(&text[n..]));
    let entry = own.filter(|_| matches!(list, List::Open(3..)) && !demands).and_then(|n| entry(source, &(rest.start + n..rest.end)));
    entry.into_iter().collect()
}

/// What follows the colon of words that announce problems.
pub(super) fn announced(source: &Source, sentence: &Range<usize>, named: bool) -> Option<Range<usize>> {
    let text = source.doc.plain(sentence);
    let mut colons = (0..text.len()).filter(|i| text[*i] == ':');
    let aspects = |at: usize| words!("draft_aspect").ends(&text[..at]).is_some() && words!("draft_shows").is_in(&text[..at]);
    // "Problem 2: ...".
    let bare = |at: usize| at - text[..at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let says = |at: &usize| named && (words!("draft_cue").ends(&text[..bare(*at)]).is_some() || aspects(*at));
    let told = colons.find(says).map(|at| source.doc.trim(sentence.start + at + 1..sentence.end));
    // A newspaper's "Problems ... Proposals ..." sets the bare word before them.
    let bare =
        words!("problem_word").at(text, 0).filter(|(n, _)| text.get(*n) == Some(&' ')).map(|(n, _)| sentence.start + n + 1..sentence.end);
    told.or(bare).or_else(|| named.then(|| without_colon(source, sentence)).flatten())
}

/// "Some problems, mainly A; B; C": what follows such words without a colon, where two parts at least blame; with commas
/// alone three must, and all.
fn without_colon(source: &Source, sentence: &Range<usize>) -> Option<Range<usize>> {
    let text = source.doc.plain(sentence);
    let (at, len, _) = *words!("draft_mainly").find_all(text).iter().find(|f| f.0 == 0 || text[f.0 - 1] == ',')?;
    let fed = words!("draft_exist").find_all(&text[at + len..]).iter().any(|f| f.2 == "fed");
    if fed && !summed_up(source, sentence).is_empty() {
        return None;
    }
    let rest = source.doc.trim(sentence.start + at + len..sentence.end);
    let commas = split(source, &rest, &[',']);
    let shares: Vec<f32> = commas.iter().map(|p| listed(source.doc.plain(p))).collect();
    let semis = split(source, &rest, &[';']).iter().filter(|p| blames(source.doc.plain(p))).count();
    (semis >= 2 || commas.len() >= CLAUSES_MIN && least(&shares) == AMONG).then_some(rest)
}

/// "There are A, B, C": a run of clauses to the end of a sentence, all of which blame.
pub(super) fn run(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let lacking = lacking(source, sentence);
    if !lacking.is_empty() {
        return lacking;
    }
    let Some((at, len, _)) = words!("draft_still").find(text) else { return Vec::new() };
    let marks = if text[at + len..].contains(&';') { &[';'] } else { &[','] };
    let particle = usize::from(text.get(at + len).is_some_and(|c| words!("particle").has(*c)));
    let parts = unquoted(source, &source.doc.trim(sentence.start + at + len + particle..sentence.end), marks);
    together(source, &parts).filter(|told| told.len() >= CLAUSES_MIN).unwrap_or_default()
}

/// "It was found that the bureau lacks in A and other respects, and in B there is a gap": clauses after such words, all of
/// which say that something is lacking.
fn lacking(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let found = words!("draft_found").find(text).filter(|(at, len, _)| text.get(at + len) == Some(&','));
    let Some((at, len, _)) = found else { return Vec::new() };
    let parts = unquoted(source, &(sentence.start + at + len + 1..sentence.end), &[',']);
    let lacks = |p: &Range<usize>| {
        let part = source.doc.plain(p);
        listed(part) >= FAULT && words!("draft_still").is_in(part)
    };
    if parts.len() >= 2 && parts.iter().all(lacks) { parts.iter().filter_map(|p| entry(source, p)).collect() } else { Vec::new() }
}

/// Ordinals that begin an entry of a list: place, number, length.
pub(super) fn ordinals(text: &[char]) -> Vec<(usize, u32, usize)> {
    let begins = |at: usize| at == 0 || matches!(text[at - 1], ',' | ';' | ':' | '\u{3002}' | ' ');
    let found = words!("draft_ordinal").find_all(text).into_iter().filter_map(|(at, len, v)| Some((at, v.parse::<u32>().ok()?, len)));
    let mut all: Vec<(usize, u32, usize)> = Vec::new();
    // Where marks were lost, the number that is next stands behind words.
    let next = |all: &[(usize, u32, usize)], number: u32| all.last().is_some_and(|l| l.1 + 1 == number);
    for (at, number, len) in found {
        if begins(at) || next(&all, number) {
            all.extend(maimed(text, all.last(), at, number));
            all.push((at, number, len));
        }
    }
    all
}

/// The ordinal between two others that lost its last character: "first is ...; second ...; third is ...".
fn maimed(text: &[char], before: Option<&(usize, u32, usize)>, at: usize, number: u32) -> Option<(usize, u32, usize)> {
    let (from, _, len) = *before.filter(|b| b.1 + 2 == number)?;
    let stands = |i: &usize| text[*i - 1] == ';' && marker::cn_number(&text[*i..]).is_some_and(|(n, _)| n + 1 == number);
    let i = (from + len + 1..at).find(stands)?;
    Some((i, number - 1, marker::cn_number(&text[i..])?.1))
}

/// Entries of a list: by its ordinals, else by semicolons, else by what is strung together.
pub(super) fn entries(source: &Source, list: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(list);
    let numbered = ordinals(text);
    let parts: Vec<Range<usize>> = if !numbered.is_empty() {
        let ends = numbered.iter().skip(1).map(|o| o.0).chain([text.len()]);
        let each = numbered.iter().zip(ends).map(|(o, end)| list.start + o.0 + o.2..list.start + end);
        each.flat_map(|p| parted(source, p)).collect()
    } else if text.contains(&';') {
        split(source, list, &[';'])
    } else {
        strung(source, list).unwrap_or_else(|| vec![list.clone()])
    };
    let parts: Vec<Range<usize>> = parts.into_iter().flat_map(|p| aspect(source, &p)).collect();
    // Where nearly all of a list blames, the rest does so in words that are not listed.
    let told: Vec<Range<usize>> = parts.iter().filter_map(|p| entry(source, p)).collect();
    let shares: Vec<f32> = told.iter().map(|r| listed(source.doc.plain(r))).collect();
    // A number says that an entry follows; only what surely is something else is none.
    let counted = |r: &Range<usize>| !(numbered.is_empty() || acts(source.doc.plain(r)) || asks(source.doc.plain(r)));
    let least = |r: &Range<usize>| if counted(r) { AMONG } else { least(&shares) };
    let whether = |r: &Range<usize>| words!("whether").is_in(source.doc.plain(r));
    told.iter().zip(&shares).filter(|(r, share)| **share >= least(r) && !whether(r)).map(|(r, _)| r.clone()).collect()
}

/// The parts of a numbered entry between semicolons, where each tells a problem of its own; else the entry.
fn parted(source: &Source, entry: Range<usize>) -> Vec<Range<usize>> {
    let closing = usize::from(source.doc.plain(&entry).last() == Some(&';'));
    let parts = unquoted(source, &(entry.start..entry.end - closing), &[';']);
    let all = |p: &Range<usize>| listed(source.doc.plain(&source.doc.trim(p.clone()))) >= FAULT;
    if parts.len() >= 2 && parts.iter().all(all) { parts } else { vec![entry] }
}

/// An entry that names an aspect and tells its problems after a colon: each of those, else the entry itself.
fn aspect(source: &Source, part: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(part);
    let named = |at: &usize| words!("draft_aspect").ends(&text[..*at]).is_some();
    if let Some(at) = text.iter().position(|c| *c == ':').filter(named) {
        return split(source, &(part.start + at + 1..part.end), &[';']);
    }
    // "In study there are slow work, poor records".
    let exists = |at: &usize| named(at) && words!("draft_still").at(text, *at).is_some();
    if let Some((at, (len, _))) = (1..text.len()).find(exists).and_then(|at| Some((at, words!("draft_still").at(text, at)?))) {
        let rest = source.doc.trim(part.start + at + len..part.end);
        let rest = rest.start..rest.end - words!("draft_framed").end_len(source.doc.plain(&rest));
        let parts = unquoted(source, &rest, &['\u{3001}']);
        if let Some(told) = together(source, &parts).filter(|t| t.len() >= 2) {
            return told;
        }
    }
    // "In study, there are slow work, poor records and other problems": the aspect holds several.
    let summed = text.iter().position(|c| *c == ',').filter(named).map(|_| summed_up(source, part)).unwrap_or_default();
    if summed.is_empty() { vec![part.clone()] } else { summed }
}

/// Entries strung together with commas and enumeration marks: a list that is closed as one, or is long enough.
fn strung(source: &Source, list: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let closed = words!("draft_close").ends(source.doc.plain(list)).is_some();
    let marks: &[char] = if closed { &[',', '\u{3001}'] } else { &[','] };
    let parts = joined(source, unquoted(source, list, marks));
    (parts.len() >= if closed { 2 } else { CLAUSES_MIN }).then_some(parts)
}

/// "In study, there are A, B and others; in duties, C, D; in management, E": every aspect with what is amiss in it.
fn each_aspect(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let of_part = |part: Range<usize>| {
        let text = source.doc.plain(&part);
        // "At the time, the team found in the court, in study, there is ...": words may stand before the aspect.
        let within = |at: &usize| words!("within_last").ends(&text[..*at]).is_some();
        let opens = |i: &usize| text[*i] == ',' && within(i) && words!("draft_still").at(text, i + 1).is_some();
        let at = (0..text.len()).find(opens).or_else(|| text.iter().position(|c| *c == ',').filter(within))?;
        let summed = summed_up(source, &part);
        if !summed.is_empty() {
            return Some(summed);
        }
        let mut rest = source.doc.trim(part.start + at + 1..part.end);
        rest.start += words!("draft_still").at(source.doc.plain(&rest), 0).map_or(0, |(n, _)| n);
        rest.end -= words!("draft_framed").end_len(source.doc.plain(&rest));
        let parts = together(source, &unquoted(source, &rest, &[',', '\u{3001}']));
        parts.or_else(|| draft(source, &rest).map(|r| vec![r]))
    };
    let parts: Option<Vec<Vec<Range<usize>>>> = unquoted(source, sentence, &[';']).into_iter().map(of_part).collect();
    parts.filter(|p| p.len() >= 2).unwrap_or_default().concat()
}

/// "Main problems - slow work [2] - poor records [2] Demands - ...": entries of one line between dashes, without the
/// numbers of footnotes; words after such a number begin the next list.
fn dashed(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = &source.doc.plain;
    let dash = |i: &usize| text[*i] == ' ' && text.get(i + 2) == Some(&' ') && words!("bullet").has(text[i + 1]);
    let dashes: Vec<usize> = (sentence.start..sentence.end.saturating_sub(2)).filter(dash).collect();
    let starts: Vec<usize> = [sentence.start].into_iter().chain(dashes.iter().map(|i| i + 3)).collect();
    let parts: Vec<Range<usize>> = starts.iter().zip(dashes.iter().copied().chain([sentence.end])).map(|(a, b)| *a..b).collect();
    let Some(head) = parts.iter().position(|p| words!("draft_cue").ends(&text[p.clone()]).is_some()) else { return Vec::new() };
    let mut all = Vec::new();
    for part in &parts[head + 1..] {
        let note = (part.clone()).rfind(|i| text[*i] == '[').filter(|i| text.get(i + 1).is_some_and(char::is_ascii_digit));
        let after = note.and_then(|n| text[n..part.end].iter().position(|c| *c == ']').map(|len| n + len + 1));
        all.extend(entry(source, &(part.start..note.unwrap_or(part.end))));
        if after.is_some_and(|a| !source.doc.trim(a..part.end).is_empty()) {
            break;
        }
    }
    let blamed = all.iter().filter(|r| blames(source.doc.plain(r))).count();
    if all.len() >= CLAUSES_MIN && blamed * 3 >= all.len() * 2 { all } else { Vec::new() }
}

/// Parts of a range between marks that stand in no quotes or brackets.
pub(super) fn unquoted(source: &Source, range: &Range<usize>, marks: &[char]) -> Vec<Range<usize>> {
    let (mut all, mut start, mut depth) = (Vec::new(), range.start, 0i32);
    for i in range.clone() {
        let c = source.doc.plain[i];
        depth += i32::from(words!("open_quote").has(c) || c == '(') - i32::from(words!("close_quote").has(c) || c == ')');
        if marks.contains(&c) && depth <= 0 {
            all.push(start..i);
            start = i + 1;
        }
    }
    all.push(start..range.end);
    all
}

/// "Some ...; some ...": each with the word that begins it.
pub(super) fn some(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let text = source.doc.plain(sentence);
    let begins =
        |i: usize| (i == 0 || matches!(text[i - 1], ',' | ':' | ';')) && words!("draft_some").at(text, i).is_some_and(|(_, v)| v != "none");
    let starts: Vec<usize> = (0..text.len()).filter(|i| begins(*i)).collect();
    let end = |at: usize, next: usize| text[at..next].iter().position(|c| *c == ';').map_or(next, |n| at + n);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|(at, next)| sentence.start + at..sentence.start + end(*at, next));
    let parts: Vec<Range<usize>> = parts.collect();
    // "Some things must be put right at once" demands.
    let asked = |r: &Range<usize>| asks(source.doc.plain(r));
    let blamed: Vec<Range<usize>> = parts.iter().filter_map(|p| draft(source, p)).filter(|r| !asked(r)).collect();
    // Where nearly all blame, the rest does so in words that are not listed.
    // "Some held meetings, some set up offices": work done is told in the same way.
    let behind = |p: &Range<usize>| &text[p.start - sentence.start..p.end - sentence.start];
    let bare = |p: &Range<usize>| behind(p)[words!("draft_some").at(behind(p), 0).map_or(0, |(n, _)| n)..].to_vec();
    let sum: f32 = parts.iter().map(|p| listed(&bare(p))).sum();
    if parts.iter().filter(|p| acts(source.doc.plain(p))).count() * 2 >= parts.len() || sum < SOME * parts.len() as f32 {
        return Vec::new();
    }
    let company = parts.len() > COMPANY_MIN && blamed.len() * 4 >= parts.len() * 3;
    if company { parts.iter().filter_map(|p| entry(source, p)).collect() } else { blamed }
}

/// An entry without the words that close the list, where it blames.
pub(super) fn draft(source: &Source, part: &Range<usize>) -> Option<Range<usize>> {
    // What a check looks at, "whether anybody comes late", is not found yet; why something came about is no further problem.
    let tells = |text: &[char]| listed(text) >= FAULT && !words!("whether").is_in(text) && words!("cause_lies").at(text, 0).is_none();
    entry(source, part).filter(|r| tells(source.doc.plain(r)))
}

/// An entry without its number and the words that close the list.
pub(super) fn entry(source: &Source, part: &Range<usize>) -> Option<Range<usize>> {
    let mut range = source.doc.trim(part.clone());
    // Entries may be numbered within their line.
    if let Some(reading) = marker::readings(&source.doc.plain, range.start, range.end).iter().find(|r| r.doubt < DOUBT_MAX) {
        range = source.doc.trim(reading.marker.end.min(range.end)..range.end);
    }
    range.start += source.doc.plain(&range).iter().take_while(|c| often(Often::Bullet).has(**c) || matches!(**c, ' ' | '?')).count();
    // Where the text before was cut, a quotation may end here that began there.
    range.start += source.doc.plain(&range).iter().take_while(|c| words!("close_quote").has(**c)).count();
    let whole = without_lead(source, &linked(source, range));
    range = without_aspect(source, whole.clone());
    // "In study, there is slow work and other problems".
    let opened = words!("draft_still").at(source.doc.plain(&range), 0).filter(|_| range.start > whole.start);
    range.start += opened.map_or(0, |(n, _)| n);
    range = without_praise(source, without_called(source, range));
    // "Mainly that work is slow", "and some branches are slow".
    let text = source.doc.plain(&range);
    let mainly = words!("draft_mainly").at(text, 0).map_or(0, |(n, _)| n);
    let also = words!("also_some").at(text, 0).map(|(n, _)| n).filter(|n| words!("draft_some").at(text, *n).is_some());
    range.start += if mainly >= MAINLY_CHARS_MIN { mainly } else { also.unwrap_or(0) };
    // "The main problem is that work is slow".
    range.start += words!("problem_is").at(source.doc.plain(&range), 0).map_or(0, |(n, _)| n);
    let text = source.doc.plain(&range);
    let stops = text.iter().rev().take_while(|c| matches!(c, ',' | ';' | '\u{3002}' | '\u{3001}' | '\u{2026}' | ' ')).count();
    let text = cut_behind(&text[..text.len() - stops]);
    let text = &text[..text.len() - words!("draft_close").end_len(text)];
    let text = without_order(&text[..text.len() - marks(text)]);
    let range = unquoted_whole(source, range.start..range.start + text.len());
    let text = source.doc.plain(&range);
    let name = text.len() <= PLACE_CHARS_MAX && words!("place_end").ends(text).is_some() && listed(text) < SURELY;
    // What leads to a list tells none of it.
    let leads =
        text.last() == Some(&':') || words!("no_problem").ends(text).is_some() || words!("amount_summed").is_in(text) || is_process(text);
    (text.len() >= DRAFT_CHARS_MIN && !(name || leads || only_called(text))).then(|| source.doc.trim(range.start..range.start + text.len()))
}
