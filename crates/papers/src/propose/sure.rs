//! Problems that running text tells without words that announce them: a whole list, numbered sentences, or several
//! sentences one after another, of all of which the judge of clauses is sure.

use super::{
    draft::{entry, ordinals, unquoted},
    round::sentences,
    told::{demands, without_aspect, without_lead},
};
use crate::{
    clause::{Class, FAULT, acts, judge, listed, throughout},
    facts::Source,
    script::is_han,
};
use std::ops::Range;

/// Fewest entries of a list, and fewest sentences one after another.
const LEAST: usize = 2;
/// Mean share from which two sentences need no words that announce them; longer runs need a little less.
const SURE: f32 = 0.8;
/// Mean share from which a list of two within a sentence needs none.
const SURE_LIST: f32 = 0.75;
/// From which share on a sentence tells a problem among others.
const TELLS: f32 = 0.65;
/// Fewest such sentences of a stretch.
const STRETCH_MIN: usize = 3;
/// Mean share of the sentences below bare names of units.
const NAMED: f32 = 0.65;
/// Longest bare name of a unit, in characters.
const NAME_CHARS_MAX: usize = 14;
/// Least share of an entry of a sure list.
const AMONG: f32 = 0.3;
/// Longest words that announce what follows a "but", in characters.
const LEAD_CHARS_MAX: usize = 12;
/// How much less a mean must be for every entry beyond two, and how often.
const LESS: (f32, usize) = (0.05, 3);

/// Whether a list with these shares is surely one of problems, where two of them need the share `of_two`.
fn sure(shares: &[f32], of_two: f32) -> bool {
    let least = of_two - LESS.0 * shares.len().saturating_sub(LEAST).min(LESS.1) as f32;
    shares.len() >= LEAST && shares.iter().sum::<f32>() >= least * shares.len() as f32 && shares.iter().all(|s| *s >= AMONG)
}

/// Whether somebody demands, plans or reports in words that blame nobody.
fn acts_or_demands(text: &[char]) -> bool {
    demands(text) || acts(text)
}

/// Entries of a sentence between semicolons or after its ordinals, where all surely tell problems.
pub(super) fn list(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let numbered = ordinals(source.doc.plain(sentence));
    let parts: Vec<Range<usize>> = if numbered.len() >= LEAST && numbered[0].1 == 1 {
        let ends = numbered.iter().skip(1).map(|o| sentence.start + o.0).chain([sentence.end]);
        numbered.iter().zip(ends).map(|(o, end)| sentence.start + o.0 + o.2..end).collect()
    } else {
        let (rest, colon) = after_colon(source, sentence);
        let semis = unquoted(source, &without_lead(source, &rest), &[';']);
        // "Four things are still not put right: A, B, C, D".
        let commas = || unquoted(source, &rest, &[',']);
        if colon && semis.len() < LEAST { Some(commas()).filter(|c| c.len() > LEAST).unwrap_or_default() } else { semis }
    };
    let told: Option<Vec<Range<usize>>> = parts.iter().map(|p| entry(source, p)).collect();
    let Some(told) = told.filter(|t| t.len() >= LEAST && !t.iter().any(|r| acts_or_demands(source.doc.plain(r)))) else {
        return Vec::new();
    };
    let shares: Vec<f32> = told.iter().map(|r| throughout(source.doc.plain(r))).collect();
    if sure(&shares, SURE_LIST) { told } else { Vec::new() }
}

/// What follows a colon before the first semicolon, and whether there is one.
fn after_colon(source: &Source, sentence: &Range<usize>) -> (Range<usize>, bool) {
    let text = source.doc.plain(sentence);
    let first = text.iter().position(|c| *c == ';').unwrap_or(text.len());
    let colon = text[..first].iter().rposition(|c| *c == ':');
    (source.doc.trim(sentence.start + colon.map_or(0, |at| at + 1)..sentence.end), colon.is_some())
}

/// "Much was done, but work is slow": what stands after such a "but", where no list follows and it surely tells a problem.
pub(super) fn turned(source: &Source, sentence: &Range<usize>) -> Option<Range<usize>> {
    let text = source.doc.plain(sentence);
    let begins = |at: usize| at == 0 || text[at - 1] == ',';
    let (at, len, _) = *words!("but").find_all(text).iter().rfind(|f| begins(f.0))?;
    let mut rest = source.doc.trim(sentence.start + at + len..sentence.end);
    // "But it must also be seen, ..." announces.
    while let Some(comma) = source.doc.plain(&rest).iter().position(|c| *c == ',') {
        let verdict = judge(&source.doc.plain(&rest)[..comma]);
        if comma > LEAD_CHARS_MAX || verdict.share(Class::Summary) + verdict.share(Class::Background) < FAULT {
            break;
        }
        rest = source.doc.trim(rest.start + comma + 1..rest.end);
    }
    let told = source.doc.plain(&rest);
    let cause = words!("cause_lies").at(told, 0).is_some();
    (throughout(told) >= SURE && !cause && !acts_or_demands(told)).then(|| entry(source, &rest)).flatten()
}

/// Sentences of a text line by line, each as a range of their indexes.
fn lines(source: &Source, sentences: &[Range<usize>]) -> Vec<Range<usize>> {
    let line = |i: usize| source.doc.lines_to(sentences[i].start);
    let starts: Vec<usize> = (0..sentences.len()).filter(|i| *i == 0 || line(*i) != line(*i - 1)).collect();
    starts.iter().zip(starts.iter().skip(1).chain([&sentences.len()])).map(|(a, b)| *a..*b).collect()
}

/// Which sentences belong to a list of sentences that surely tell problems: those of one line, or those on the lines below
/// the bare names of units.
pub(super) fn told(source: &Source, sentences: &[Range<usize>]) -> Vec<bool> {
    let mut all = vec![false; sentences.len()];
    let lines = lines(source, sentences);
    let plain = |i: usize| source.doc.plain(&sentences[i]);
    // What a sentence tells is judged without the words that lead to it.
    let own = |i: usize| entry(source, &sentences[i]);
    let share = |i: usize| own(i).map_or(0.0, |r| throughout(source.doc.plain(&r)));
    let shares = |line: &Range<usize>| line.clone().map(share).collect::<Vec<_>>();
    // "In study, ... In management, ...": sentences of one build need be less sure.
    let aspect = |i: usize| {
        let told = without_lead(source, &sentences[i]);
        without_aspect(source, told.clone()).start > told.start
    };
    let alike = |line: &Range<usize>, shares: &[f32]| {
        line.len() >= STRETCH_MIN && line.clone().all(aspect) && shares.iter().sum::<f32>() >= NAMED * shares.len() as f32
    };
    for line in &lines {
        let counted = line.clone().any(|i| !ordinals(plain(i)).is_empty());
        let own_shares = shares(line);
        if !counted
            && (sure(&own_shares, SURE) || alike(line, &own_shares))
            && !line.clone().any(|i| own(i).is_none_or(|r| acts_or_demands(source.doc.plain(&r))))
        {
            all[line.clone()].fill(true);
        } else if let Some(run) = stretch(&own_shares).filter(|_| !counted) {
            all[line.start + run.start..line.start + run.end].fill(true);
        }
    }
    let below = below_names(source, sentences, &lines);
    let named: Vec<f32> = below.iter().flat_map(shares).collect();
    if below.len() >= LEAST && named.iter().sum::<f32>() >= NAMED * named.len() as f32 {
        below.into_iter().for_each(|line| all[line].fill(true));
    }
    all
}

/// The longest stretch of sentences two thirds of which surely tell a problem, the first and the last among them.
fn stretch(shares: &[f32]) -> Option<Range<usize>> {
    // Those that tell count one, the others take two away: a stretch whose sum is not below nought is one. Its beginning
    // is among the places that are lower than all before them.
    let mut sums = vec![0i64];
    sums.extend(shares.iter().scan(0, |sum, s| {
        *sum += if *s >= TELLS { 1 } else { -2 };
        Some(*sum)
    }));
    let mut low: Vec<usize> = Vec::new();
    for i in 0..sums.len() {
        if low.last().is_none_or(|l| sums[i] < sums[*l]) {
            low.push(i);
        }
    }
    let mut longest = 0..0;
    for end in (1..sums.len()).rev() {
        while let Some(begin) = low.pop_if(|l| sums[*l] <= sums[end]) {
            if begin < end && end - begin > longest.len() {
                longest = begin..end;
            }
        }
    }
    let tells = |i: &usize| shares[*i] >= TELLS;
    let (first, last) = (longest.clone().find(tells)?, longest.clone().rfind(tells)?);
    (longest.filter(tells).count() >= STRETCH_MIN).then_some(first..last + 1)
}

/// Lines of sentences below the bare names of units, none of which demands: one, or below what surely is a unit's name
/// all lines that are a sentence each.
fn below_names(source: &Source, sentences: &[Range<usize>], lines: &[Range<usize>]) -> Vec<Range<usize>> {
    let plain = |i: usize| source.doc.plain(&sentences[i]);
    let whole = |i: usize| source.doc.line_at(sentences[i].start).is_some_and(|l| source.doc.lines[l].range.end == sentences[i].end);
    // Names are spaced out to one width.
    let text = |line: &Range<usize>| plain(line.start).iter().copied().filter(|c| *c != ' ').collect::<Vec<char>>();
    let unit = |line: &Range<usize>| {
        let text = text(line);
        words!("unit_end").ends(&text).or(words!("place_end").ends(&text)).is_some() && listed(&text) < FAULT
    };
    let alone = |line: &Range<usize>| line.len() == 1 && whole(line.start);
    let short = |line: &Range<usize>| text(line).len() <= NAME_CHARS_MAX && text(line).iter().all(|c| is_han(*c));
    let tells = |line: &Range<usize>| !(line.start..line.end).any(|i| demands(plain(i)));
    let mut all = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, l)| alone(l) && short(l)) {
        let below = &lines[at + 1..];
        let count = if unit(&lines[at]) { below.iter().take_while(|l| alone(l) && tells(l) && !unit(l)).count() } else { 0 };
        let one = usize::from(below.first().is_some_and(|l| !(alone(l) && short(l)) && tells(l)));
        all.extend_from_slice(&below[..count.max(one)]);
    }
    all.dedup();
    all
}

/// Whether several units are named on lines of their own above what they were told.
pub(super) fn names_units(source: &Source) -> bool {
    let sentences = sentences(source);
    below_names(source, &sentences, &lines(source, &sentences)).len() >= LEAST
}

/// Which sentences begin with an ordinal of a list that counts on from "first" and surely tells problems.
pub(super) fn numbered(source: &Source, sentences: &[Range<usize>]) -> Vec<bool> {
    let mut all = vec![false; sentences.len()];
    let first = |i: &usize| ordinals(source.doc.plain(&sentences[*i])).first().filter(|o| o.0 == 0).map(|o| (*i, o.1, o.2));
    let begun: Vec<(usize, u32, usize)> = (0..sentences.len()).filter_map(|i| first(&i)).collect();
    let mut from = 0;
    while from < begun.len() {
        let to = (from + 1..begun.len()).find(|i| begun[*i].1 != begun[*i - 1].1 + 1).unwrap_or(begun.len());
        let texts = || begun[from..to].iter().map(|(i, _, n)| &source.doc.plain(&sentences[*i])[*n..]);
        if begun[from].1 == 1 && !texts().any(acts_or_demands) && sure(&texts().map(throughout).collect::<Vec<_>>(), SURE) {
            begun[from..to].iter().for_each(|b| all[b.0] = true);
        }
        from = to;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::stretch;

    #[test]
    fn the_longest_stretch_begins_and_ends_with_a_problem() {
        let shares = |text: &str| text.chars().map(|c| if c == 'p' { 1.0 } else { 0.0 }).collect::<Vec<f32>>();
        for (text, want) in [
            ("", None),
            ("pp", None),
            ("ppp", Some(0..3)),
            ("..pp.pp..", Some(2..7)),
            ("p..ppp..p", Some(3..9)),
            ("ppp...pppp", Some(0..10)),
            ("ppp.....ppp", Some(8..11)),
        ] {
            assert_eq!(stretch(&shares(text)), want, "{text}");
        }
        // Every stretch of a short text, tried one by one.
        for bits in 0..1u32 << 12 {
            let all: Vec<f32> = (0..12).map(|i| (bits >> i & 1) as f32).collect();
            let told = |a: usize, b: usize| all[a..b].iter().filter(|s| **s > 0.5).count();
            let fits = |a: usize, b: usize| told(a, b) >= 3 && told(a, b) * 3 >= (b - a) * 2 && all[a] > 0.5 && all[b - 1] > 0.5;
            let most = (0..12).flat_map(|a| (a + 1..=12).map(move |b| (a, b))).filter(|(a, b)| fits(*a, *b)).map(|(a, b)| b - a).max();
            let found = stretch(&all);
            assert!(found.as_ref().is_none_or(|r| fits(r.start, r.end)), "{all:?} {found:?}");
            assert!(found.map_or(0, |r| r.len()) + 2 >= most.unwrap_or(0), "{all:?}");
        }
    }
}
