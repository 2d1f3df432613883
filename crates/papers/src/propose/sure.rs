//! Problems that running text tells without words that announce them: a whole list, numbered sentences, or several
//! sentences one after another, of all of which the judge of clauses is sure.

use super::{
    draft::{entry, ordinals, unquoted},
    told::{demands, without_lead},
};
use crate::{
    clause::{acts, fault, listed},
    facts::Source,
};
use std::ops::Range;

/// Fewest entries of a list, and fewest sentences one after another.
const LEAST: usize = 2;
/// Mean share from which a list of two needs no words that announce it; longer ones need a little less.
const SURE: f32 = 0.85;
/// Least share of an entry of a sure list.
const AMONG: f32 = 0.3;
/// How much less a mean must be for every entry beyond two, and how often.
const LESS: (f32, usize) = (0.05, 3);

/// Whether a list with these shares is surely one of problems.
fn sure(shares: &[f32]) -> bool {
    let least = SURE - LESS.0 * shares.len().saturating_sub(LEAST).min(LESS.1) as f32;
    shares.len() >= LEAST && shares.iter().sum::<f32>() >= least * shares.len() as f32 && shares.iter().all(|s| *s >= AMONG)
}

/// Whether somebody demands, plans or reports in words that blame nobody.
fn asks(text: &[char]) -> bool {
    demands(text) || acts(text)
}

/// Entries of a sentence between semicolons or after its ordinals, where all surely tell problems.
pub(super) fn list(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let numbered = ordinals(source.doc.plain(sentence));
    let parts: Vec<Range<usize>> = if numbered.len() >= LEAST && numbered[0].1 == 1 {
        let ends = numbered.iter().skip(1).map(|o| sentence.start + o.0).chain([sentence.end]);
        numbered.iter().zip(ends).map(|(o, end)| sentence.start + o.0 + o.2..end).collect()
    } else {
        unquoted(source, &without_lead(source, sentence), &[';'])
    };
    let told: Option<Vec<Range<usize>>> = parts.iter().map(|p| entry(source, p)).collect();
    let Some(told) = told.filter(|t| t.len() >= LEAST && !t.iter().any(|r| asks(source.doc.plain(r)))) else { return Vec::new() };
    let shares: Vec<f32> = told.iter().map(|r| listed(source.doc.plain(r))).collect();
    if sure(&shares) { told } else { Vec::new() }
}

/// Which sentences belong to a list of sentences that surely tell problems: those of one line, or those that ordinals count.
pub(super) fn told(source: &Source, sentences: &[Range<usize>]) -> Vec<bool> {
    let mut all = vec![false; sentences.len()];
    let line = |at: usize| source.doc.lines.partition_point(|l| l.range.start <= at);
    let mut from = 0;
    while from < sentences.len() {
        let to = (from + 1..sentences.len()).find(|i| line(sentences[*i].start) != line(sentences[from].start)).unwrap_or(sentences.len());
        let texts = || sentences[from..to].iter().map(|s| source.doc.plain(s));
        let plain = texts().all(|t| ordinals(t).is_empty() && !asks(t));
        if plain && sure(&texts().map(fault).collect::<Vec<_>>()) {
            all[from..to].fill(true);
        }
        from = to;
    }
    all
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
        if begun[from].1 == 1 && !texts().any(asks) && sure(&texts().map(listed).collect::<Vec<_>>()) {
            begun[from..to].iter().for_each(|b| all[b.0] = true);
        }
        from = to;
    }
    all
}
