//! A signal: a fact with its sources, the innocent explanations that fit, and what it weighs. Never a verdict.
//! Codes and parameters only; the edge words them.

use serde::{Deserialize, Serialize};

/// What a signal weighs in the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Shown as context only.
    Context,
    /// A reason to look; never blocks.
    Advisory,
    /// Sound enough to block closing until a person has decided.
    Blocking,
}

/// Where a fact stands: a span of a paper (half-open, in Unicode scalars; 0..0 for the whole paper or its metadata).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    pub paper: String,
    pub start: u32,
    pub end: u32,
}

impl Source {
    /// A whole paper, or its metadata.
    pub fn paper(id: &str) -> Self {
        Self { paper: id.to_owned(), start: 0, end: 0 }
    }
}

/// Evidence for people to judge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signal {
    /// Detector and its version.
    pub detector: String,
    pub version: u32,
    /// Code of the fact; with the parameters it is a sentence at the edge.
    pub fact: String,
    pub params: Vec<(String, String)>,
    pub sources: Vec<Source>,
    /// Codes of the innocent explanations that fit this kind of fact.
    pub explanations: Vec<String>,
    pub weight: Weight,
    /// The detector cries too often on honest items: kept for the record, not shown.
    pub silent: bool,
}

/// A detector as the register of detectors knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detector {
    pub name: &'static str,
    pub version: u32,
    pub weight: Weight,
    /// Ships silent, because more than 5 of 1,000 honest items raise it on our own corpus.
    pub silent: bool,
    pub explanations: &'static [&'static str],
}

/// All detectors. Of the text detectors, `tests/scores.rs` and `tests/photos.rs` hold `silent` against the false alarms measured; a ranking whose
/// false alarms are not measured is silent as well.
pub const DETECTORS: &[Detector] = &[
    d("copied-text", 2, Weight::Advisory, false, &["office-template", "joint-paper", "same-author"]),
    d("foreign-name", 1, Weight::Advisory, false, &["joint-work", "transfer", "quotation"]),
    d("perfunctory-text", 1, Weight::Advisory, true, &["details-in-attachment", "early-report"]),
    d("same-photo", 2, Weight::Advisory, true, &["one-site-two-items", "joint-visit"]),
    d("same-place", 2, Weight::Context, false, &["return-visit"]),
    d("same-file", 1, Weight::Advisory, false, &["joint-evidence", "office-form"]),
    d("same-receipt", 1, Weight::Advisory, false, &["one-payment-two-items", "summary-voucher"]),
    d("same-series", 1, Weight::Advisory, false, &["one-voucher-book"]),
    d("before-cause", 1, Weight::Blocking, false, &["pre-existing", "scan-date", "typing-error"]),
    d("number-twice", 1, Weight::Blocking, false, &["scan-and-original", "corrected-issue"]),
    d("number-order", 1, Weight::Blocking, false, &["reserved-number", "late-signature"]),
    d("money-above-vouchers", 1, Weight::Blocking, false, &["voucher-missing", "offset", "stages"]),
    d("file-created-after", 1, Weight::Advisory, false, &["retyped", "saved-as", "scan-date"]),
    d("file-edited-late", 1, Weight::Advisory, false, &["reopened", "format-change"]),
    d("file-author-foreign", 1, Weight::Advisory, false, &["joint-paper", "borrowed-computer", "office-form"]),
    d("shared-editing", 1, Weight::Advisory, false, &["office-form", "joint-paper"]),
    d("photo-time", 1, Weight::Advisory, false, &["camera-clock", "older-photo-named-so"]),
    d("promise-as-done", 1, Weight::Advisory, false, &["long-term", "status-entered-early"]),
    d("explanation-for-result", 1, Weight::Advisory, false, &["lawful-not-yet", "objection"]),
    d("meetings-only", 1, Weight::Advisory, false, &["finding-about-study", "first-stage"]),
    d("closing-burst", 1, Weight::Context, false, &["batch-entry", "common-deadline"]),
    d("no-site-record", 1, Weight::Advisory, false, &["desk-check-enough", "record-on-paper"]),
    d("quick-approval", 1, Weight::Advisory, false, &["checked-on-paper", "batch-entry"]),
    d("repeat-finding", 2, Weight::Advisory, true, &["wider-check", "same-root-cause"]),
];

const fn d(name: &'static str, version: u32, weight: Weight, silent: bool, explanations: &'static [&'static str]) -> Detector {
    Detector { name, version, weight, silent, explanations }
}

/// Builds a signal of a detector that `DETECTORS` lists.
///
/// # Panics
/// Where no such detector is listed: our own mistake.
pub fn signal(name: &str, params: &[(&str, String)], mut sources: Vec<Source>) -> Signal {
    let detector = DETECTORS.iter().find(|d| d.name == name).unwrap_or_else(|| panic!("detector `{name}` is not listed"));
    sources.sort();
    Signal {
        detector: detector.name.to_owned(),
        version: detector.version,
        fact: detector.name.to_owned(),
        params: params.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        sources,
        explanations: detector.explanations.iter().map(|e| (*e).to_owned()).collect(),
        weight: detector.weight,
        silent: detector.silent,
    }
}
