//! Honest and empty answers, with the truth beside them.

use super::words::Unit;
use super::{Rng, Score, answers, empty};
use detect::copies::Doc;
use detect::perfunctory::{Verdict, judge};
use std::collections::BTreeMap;

/// A text, and whether it is empty.
pub type Marked = (Doc, bool);

fn text(is_empty: bool, rng: &mut Rng) -> String {
    let mut body: Vec<String> = (0..rng.from(1, 5)).map(|_| empty::sentence(rng)).collect();
    if !is_empty {
        for _ in 0..rng.pick(&[1, 1, 1, 2, 3]) {
            let at = rng.below(body.len() + 1);
            body.insert(at, answers::fact(rng).text());
        }
        // Some honest answers are short.
        if rng.chance(20) {
            body = vec![answers::fact(rng).text()];
        }
    }
    let head = answers::heading(rng.pick(&answers::PROBLEMS), rng);
    format!("{head}{}", body.concat())
}

/// `n` answers, half of them empty.
pub fn corpus(seed: u64, n: usize) -> Vec<Marked> {
    let mut rng = Rng(seed);
    let mut all: Vec<Marked> = (0..n)
        .map(|i| {
            let (unit, is_empty) = (Unit::any(&mut rng), i % 2 == 0);
            let text = text(is_empty, &mut rng);
            (Doc { id: format!("p{i}"), unit: unit.name(), county: unit.county.to_owned(), text }, is_empty)
        })
        .collect();
    rng.shuffle(&mut all);
    all
}

/// Compares verdicts with the truth; beside it the honest texts called empty.
pub fn score(truth: &[Marked], verdicts: &[Verdict]) -> (Score, usize) {
    let called: BTreeMap<&str, bool> = verdicts.iter().map(|v| (v.id.as_str(), v.perfunctory)).collect();
    let (mut s, mut accused) = (Score::default(), 0);
    for (d, is_empty) in truth {
        let claimed = called.get(d.id.as_str()).copied().unwrap_or(false);
        s.wanted += usize::from(*is_empty);
        s.claimed += usize::from(claimed);
        s.hit += usize::from(claimed && *is_empty);
        accused += usize::from(claimed && !*is_empty);
    }
    (s, accused)
}

/// Sentences of a set written by hand, each judged alone: the score, and the honest ones called empty.
pub fn score_written(text: &str) -> (Score, usize, usize) {
    let (mut s, mut accused, mut honest) = (Score::default(), 0, 0);
    for line in text.lines().filter(|l| l.starts_with(['+', '-'])) {
        let (sign, text) = line.split_at(1);
        let claimed = judge(&Doc { id: "x".into(), text: text.trim().into(), ..Doc::default() }).perfunctory;
        honest += usize::from(sign == "+");
        s.wanted += usize::from(sign == "-");
        s.claimed += usize::from(claimed);
        s.hit += usize::from(claimed && sign == "-");
        accused += usize::from(claimed && sign == "+");
    }
    (s, accused, honest)
}
