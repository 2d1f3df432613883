//! What the detectors of text, pictures and files find, as signals: fact, sources, innocent explanations, weight.

use crate::copies::{Leftover, Pair};
use crate::perfunctory::Verdict;
use crate::photo::{Kind, PhotoPair};
use crate::signal::{Signal, Source, signal};

/// A copy between two texts: the aligned spans of both.
pub fn copied(p: &Pair) -> Signal {
    let spans = p.spans.iter().flat_map(|s| {
        let [a0, a1, b0, b1] = *s;
        [Source { paper: p.a.clone(), start: a0, end: a1 }, Source { paper: p.b.clone(), start: b0, end: b1 }]
    });
    signal("copied-text", &[("share", format!("{:.2}", p.score))], spans.collect())
}

/// A foreign name left over.
pub fn foreign_name(l: &Leftover) -> Signal {
    signal("foreign-name", &[("name", l.name.clone())], vec![Source { paper: l.id.clone(), start: l.start, end: l.end }])
}

/// A text with nothing to check; `None` where there is something.
pub fn perfunctory(v: &Verdict) -> Option<Signal> {
    let (empty, all) = v.empty_of_all();
    let sources = v.sentences.iter().filter(|s| !s.verifiable).map(|s| Source { paper: v.id.clone(), start: s.start, end: s.end });
    v.perfunctory.then(|| signal("perfunctory-text", &[("sentences", empty.to_string()), ("all", all.to_string())], sources.collect()))
}

/// A finding that resembles one of an earlier round; `score` as the ranking gives it, 0..1.
pub fn repeat(finding: &str, earlier: &str, score: f32) -> Signal {
    signal("repeat-finding", &[("score", format!("{score:.2}"))], vec![Source::paper(finding), Source::paper(earlier)])
}

/// Two pictures that belong together.
pub fn photo(p: &PhotoPair) -> Signal {
    let name = if p.found.kind == Kind::SamePhoto { "same-photo" } else { "same-place" };
    let params = [("agreement", format!("{:.2}", p.found.agreement)), ("witnesses", p.found.witnesses.to_string())];
    signal(name, &params, vec![Source::paper(&p.a), Source::paper(&p.b)])
}
