//! What the detectors of text and pictures find, as signals: fact, sources, innocent explanations, weight.

use crate::copies::{Leftover, Pair};
use crate::perfunctory::Verdict;
use crate::photo::{Kind, PhotoPair};
use crate::signal::{Hint, Remark, Signal, Source};

/// A copy between two texts: the aligned spans of both.
pub fn copied(p: &Pair) -> Remark {
    let spans = p.spans.iter().flat_map(|s| {
        let [a0, a1, b0, b1] = *s;
        [Source { paper: p.a.clone(), start: a0, end: a1 }, Source { paper: p.b.clone(), start: b0, end: b1 }]
    });
    Signal::new(Hint::CopiedText, &[("share", format!("{:.2}", p.score))], spans.collect())
}

/// A foreign name left over.
pub fn foreign_name(l: &Leftover) -> Remark {
    Signal::new(Hint::ForeignName, &[("name", l.name.clone())], vec![Source { paper: l.id.clone(), start: l.start, end: l.end }])
}

/// A text with nothing to check, beyond doubt (`Verdict::signal`); `None` where there is something, or may be.
pub fn perfunctory(v: &Verdict) -> Option<Remark> {
    let (empty, all) = v.empty_of_all();
    let sources = v.sentences.iter().filter(|s| !s.verifiable).map(|s| Source { paper: v.id.clone(), start: s.start, end: s.end });
    let params = [("sentences", empty.to_string()), ("all", all.to_string())];
    v.signal.then(|| Signal::new(Hint::PerfunctoryText, &params, sources.collect()))
}

/// A finding that resembles one of an earlier round; `score` as the ranking gives it, 0..1.
pub fn repeat(finding: &str, earlier: &str, score: f32) -> Remark {
    Signal::new(Hint::RepeatFinding, &[("score", format!("{score:.2}"))], vec![Source::paper(finding), Source::paper(earlier)])
}

/// Two pictures that belong together.
pub fn photo(p: &PhotoPair) -> Remark {
    let check = if p.found.kind == Kind::SamePhoto { Hint::SamePhoto } else { Hint::SamePlace };
    let params = [("agreement", format!("{:.2}", p.found.agreement)), ("witnesses", p.found.witnesses.to_string())];
    Signal::new(check, &params, vec![Source::paper(&p.a), Source::paper(&p.b)])
}
