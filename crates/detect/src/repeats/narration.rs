//! The problem within the text of a finding: sums, dates, counts, own names and persons are taken out, and what only tells
//! how it was found, where, when and by whom counts less than the clause that says what is wrong.

use super::Finding;
use crate::lexicon::{BASE, CONCEPTS, NARRATION, WordSet};
use crate::text::{fact::classifier_at, fact::facts, normalize};
use std::{collections::HashSet, ops::Range, sync::LazyLock};

/// Takes the place of what was taken out; belongs to no word and to no run.
const GAP: char = '\u{1}';
/// What a character of narration counts, where one of the problem counts 1.
const AROUND: f32 = 0.3;
/// A word of finding further back than this part of the text does not lead to the problem: it is part of it.
const LEAD_PART: f32 = 0.7;

static SURROUNDINGS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(CONCEPTS.words("surroundings")));
static LEAD: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(NARRATION.words("lead")));
static OPENERS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(NARRATION.words("openers")));
static ENDS: LazyLock<HashSet<char>> =
    LazyLock::new(|| BASE.words("sentence-end").chain(BASE.words("clause-end")).flat_map(str::chars).collect());
static SOMEBODY: LazyLock<Vec<char>> = LazyLock::new(|| NARRATION.words("somebody").flat_map(str::chars).collect());

/// The characters of a problem, and of each what it counts, 0..1.
pub(super) struct Core {
    pub chars: Vec<char>,
    pub weights: Vec<f32>,
}

impl Core {
    /// What a word or run counts: as much as the character of it that counts least.
    pub fn weight(&self, at: Range<usize>) -> f32 {
        self.weights[at].iter().copied().fold(1.0, f32::min)
    }
}

/// Takes out what differs from telling to telling by its nature.
fn without_facts(f: &Finding) -> Vec<char> {
    let mut t = normalize(&f.text).chars;
    let names: Vec<String> = [&f.unit, &f.county].iter().map(|n| normalize(n).chars.into_iter().collect()).collect();
    let own = WordSet::new(names.iter().map(String::as_str).filter(|n| n.chars().count() >= 2));
    for fact in facts(&t) {
        let end = fact.end as usize;
        let end = end + classifier_at(&t, end).unwrap_or(0);
        t[fact.start as usize..end].fill(GAP);
    }
    for set in [&own, &*SURROUNDINGS] {
        for (a, b) in set.find_all(&t) {
            t[a..b].fill(GAP);
        }
    }
    for i in 1..t.len() {
        if SOMEBODY.contains(&t[i]) && t[i - 1].is_alphabetic() {
            t[i - 1..=i].fill(GAP);
        }
    }
    t
}

/// The clauses of a text, without the marks between them.
fn clauses(t: &[char]) -> Vec<Range<usize>> {
    let (mut out, mut start) = (Vec::new(), 0);
    for end in (0..=t.len()).filter(|i| t.get(*i).is_none_or(|c| ENDS.contains(c))) {
        if t[start..end].iter().any(|c| c.is_alphanumeric()) {
            out.push(start..end);
        }
        start = end + 1;
    }
    out
}

/// Whether a clause begins like narration.
fn narrates(t: &[char], clause: &Range<usize>) -> bool {
    let begin = clause.clone().find(|i| t[*i].is_alphanumeric());
    begin.is_some_and(|i| OPENERS.at(&t[..clause.end], i).is_some())
}

/// The problem within a finding.
pub(super) fn core(f: &Finding) -> Core {
    let chars = without_facts(f);
    let mut weights = vec![1.0; chars.len()];
    let far = (chars.len() as f32 * LEAD_PART) as usize;
    if let Some((_, end)) = LEAD.find_all(&chars).into_iter().rfind(|(start, _)| *start < far) {
        weights[..end].fill(AROUND);
    }
    for clause in clauses(&chars).into_iter().filter(|c| narrates(&chars, c)) {
        weights[clause].fill(AROUND);
    }
    // Where all of it looks like narration, all of it is the problem.
    if !weights.iter().zip(&chars).any(|(w, c)| *w == 1.0 && c.is_alphanumeric()) {
        weights.fill(1.0);
    }
    Core { chars, weights }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(text: &str) -> (String, String) {
        let c = core(&Finding { id: "a".into(), text: text.into(), unit: "青禾局".into(), ..Finding::default() });
        let of = |whole: bool| {
            c.chars.iter().zip(&c.weights).filter(|(c, w)| c.is_alphanumeric() && (**w == 1.0) == whole).map(|x| *x.0).collect()
        };
        (of(true), of(false))
    }

    #[test]
    fn what_tells_how_it_was_found_and_how_much_counts_less_than_the_problem() {
        let (problem, around) = weights("调取青禾局账册后发现,租金没有入账,涉及金额3.2万元,经办人贺某签字");
        assert_eq!(problem, "租金没有入账");
        assert!(around.contains("账册") && !around.contains("贺某") && !around.contains("青禾局"), "{around}");
    }

    #[test]
    fn where_all_is_narration_all_of_it_counts() {
        assert_eq!(weights("据称房屋,其中仓库"), ("据称房屋其中仓库".into(), String::new()));
    }
}
