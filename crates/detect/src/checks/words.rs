//! Words against status: promises under "done", explanations where a result belongs, meetings as the only measure.

use crate::lexicon::{RECORDS, WordSet};
use crate::perfunctory::sentence::{Evidence, weigh};
use crate::signal::{Signal, Source, signal};
use crate::text::sentence::{heading_len, quoted, sentences};
use crate::text::{Normal, normalize};
use std::sync::LazyLock;

/// The answer of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    pub item: String,
    pub unit: String,
    pub text: String,
    /// The item is claimed done.
    pub done: bool,
    /// The finding itself is about study or meetings; then meetings may be the remedy.
    pub about_study: bool,
}

struct Sets {
    promise: WordSet,
    done: WordSet,
    explanation: WordSet,
    meeting: WordSet,
    more: WordSet,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let set = |n: &str| WordSet::new(RECORDS.words(n));
    Sets {
        promise: set("promise"),
        done: set("done-words"),
        explanation: set("explanation"),
        meeting: set("meeting"),
        more: set("meeting-neutral"),
    }
});

/// Folded text, its answer's sentences, and whether each holds something to check.
struct Read {
    normal: Normal,
    sentences: Vec<(usize, usize, bool)>,
}

fn read(a: &Answer) -> Read {
    let normal = normalize(&a.text);
    let head = heading_len(&normal.chars).min(normal.chars.len());
    let found = sentences(&normal.chars[head..]);
    let sentences = found
        .into_iter()
        .map(|(s, e)| {
            let (_, evidence) = weigh(&normal.chars[head + s..head + e], &a.unit);
            let strong = evidence.iter().any(|e| !matches!(e, Evidence::Thing | Evidence::Person));
            (head + s, head + e, strong)
        })
        .collect();
    Read { normal, sentences }
}

fn unquoted(chars: &[char]) -> Vec<char> {
    chars.iter().zip(quoted(chars)).filter(|(_, q)| !q).map(|(c, _)| *c).collect()
}

fn share(name: &str, a: &Answer, share_min: f32, is: impl Fn(&[char], bool) -> bool) -> Option<Signal> {
    let r = read(a);
    let hits: Vec<&(usize, usize, bool)> =
        r.sentences.iter().filter(|(s, e, strong)| is(&unquoted(&r.normal.chars[*s..*e]), *strong)).collect();
    let (n, all) = (hits.len(), r.sentences.len());
    if n == 0 || (n as f32) < share_min * all as f32 {
        return None;
    }
    let sources =
        hits.iter().map(|(s, e, _)| Source { paper: a.item.clone(), start: r.normal.offsets[*s], end: r.normal.end_of(e - 1) }).collect();
    Some(signal(name, &[("item", a.item.clone()), ("sentences", n.to_string()), ("all", all.to_string())], sources))
}

fn each(answers: &[Answer], f: impl Fn(&Answer) -> Option<Signal>) -> Vec<Signal> {
    let mut out: Vec<Signal> = answers.iter().filter_map(f).collect();
    out.sort();
    out
}

/// Claimed done, yet the answer mostly promises.
pub fn promise_as_done(answers: &[Answer]) -> Vec<Signal> {
    each(answers, |a| {
        let f = |s: &[char], _: bool| SETS.promise.occurs_in(s) && !SETS.done.occurs_in(s);
        if a.done { share("promise-as-done", a, 0.5, f) } else { None }
    })
}

/// Claimed done, yet the answer mostly explains. Whoever says in time "not yet" is not meant.
pub fn explanation_for_result(answers: &[Answer]) -> Vec<Signal> {
    each(answers, |a| {
        let f = |s: &[char], _: bool| SETS.explanation.occurs_in(s) && !SETS.done.occurs_in(s);
        if a.done { share("explanation-for-result", a, 0.5, f) } else { None }
    })
}

/// Every sentence only meets or studies.
pub fn meetings_only(answers: &[Answer]) -> Vec<Signal> {
    each(answers, |a| {
        let f = |s: &[char], _: bool| SETS.meeting.occurs_in(s) && !SETS.more.occurs_in(s);
        if a.about_study { None } else { share("meetings-only", a, 0.99, f) }
    })
}
