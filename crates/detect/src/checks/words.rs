//! Words against status: promises under "done", explanations where a result belongs, meetings as the only measure.

use crate::lexicon::{RECORDS, WordSet};
use crate::signal::{Hint, Remark, Signal, Source};
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
    syllables: WordSet,
    done: WordSet,
    explanation: WordSet,
    meeting: WordSet,
    more: WordSet,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let set = |n: &str| WordSet::new(RECORDS.words(n));
    Sets {
        promise: set("promise"),
        syllables: set("promise-syllables"),
        done: set("done-words"),
        explanation: set("explanation"),
        meeting: set("meeting"),
        more: set("meeting-neutral"),
    }
});

/// Folded text and its answer's sentences.
struct Read {
    normal: Normal,
    sentences: Vec<(usize, usize)>,
}

fn read(a: &Answer) -> Read {
    let normal = normalize(&a.text);
    let head = heading_len(&normal.chars).min(normal.chars.len());
    let sentences = sentences(&normal.chars[head..]).into_iter().map(|(s, e)| (head + s, head + e)).collect();
    Read { normal, sentences }
}

/// A sentence without what it quotes; words in which a promise is only a syllable are blanked, so that treating guests
/// is no waiting.
fn plain(chars: &[char]) -> Vec<char> {
    let mut out: Vec<char> = chars.iter().zip(quoted(chars)).filter(|(_, q)| !q).map(|(c, _)| *c).collect();
    for (a, b) in SETS.syllables.find_all(&out) {
        out[a..b].fill('\u{1}');
    }
    out
}

fn share(check: Hint, a: &Answer, share_min: f32, is: impl Fn(&[char]) -> bool) -> Option<Remark> {
    let r = read(a);
    let hits: Vec<&(usize, usize)> = r.sentences.iter().filter(|(s, e)| is(&plain(&r.normal.chars[*s..*e]))).collect();
    let (n, all) = (hits.len(), r.sentences.len());
    if n == 0 || (n as f32) < share_min * all as f32 {
        return None;
    }
    let sources =
        hits.iter().map(|(s, e)| Source { paper: a.item.clone(), start: r.normal.offsets[*s], end: r.normal.end_of(e - 1) }).collect();
    Some(Signal::new(check, &[("item", a.item.clone()), ("sentences", n.to_string()), ("all", all.to_string())], sources))
}

fn each(answers: &[Answer], f: impl Fn(&Answer) -> Option<Remark>) -> Vec<Remark> {
    let mut out: Vec<Remark> = answers.iter().filter_map(f).collect();
    out.sort();
    out
}

/// Claimed done, yet the answer mostly promises.
pub fn promise_as_done(answers: &[Answer]) -> Vec<Remark> {
    each(answers, |a| {
        let f = |s: &[char]| SETS.promise.occurs_in(s) && !SETS.done.occurs_in(s);
        if a.done { share(Hint::PromiseAsDone, a, 0.5, f) } else { None }
    })
}

/// Claimed done, yet the answer mostly explains. Whoever says in time "not yet" is not meant.
pub fn explanation_for_result(answers: &[Answer]) -> Vec<Remark> {
    each(answers, |a| {
        let f = |s: &[char]| SETS.explanation.occurs_in(s) && !SETS.done.occurs_in(s);
        if a.done { share(Hint::ExplanationForResult, a, 0.5, f) } else { None }
    })
}

/// Every sentence only meets or studies.
pub fn meetings_only(answers: &[Answer]) -> Vec<Remark> {
    each(answers, |a| {
        let f = |s: &[char]| SETS.meeting.occurs_in(s) && !SETS.more.occurs_in(s);
        if a.about_study { None } else { share(Hint::MeetingsOnly, a, 0.99, f) }
    })
}
