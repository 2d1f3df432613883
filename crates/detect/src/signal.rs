//! A signal: a fact with its sources, the innocent explanations that fit, and what it weighs. Never a verdict.
//! Codes and parameters only; the edge words them.
//!
//! INVARIANT: only a sound check can block closing. A signal carries its check as a type: [`Blocking`] is a signal of a
//! [`Sound`] check, [`Remark`] one of a [`Hint`], nobody outside this crate builds either, and [`blocks_closing`] takes
//! `Blocking` alone. There is no field by which a hint could be made to block:
//!
//! ```compile_fail
//! let hints: Vec<detect::signal::Remark> = Vec::new();
//! detect::signal::blocks_closing(&hints);
//! ```

use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::sync::LazyLock;

/// Where a fact stands: a span of a paper (half-open, in Unicode scalars; 0..0 for the whole paper or its metadata).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// A detector as the register of detectors knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detector {
    pub name: &'static str,
    pub version: u32,
    /// Ships silent, because more than 5 of 1,000 honest items raise it on our own corpus, or because nobody measured.
    pub silent: bool,
    pub explanations: &'static [&'static str],
}

/// What raises signals: a sound check, or a hint. Sealed, so that no third kind comes from outside.
pub trait Check: sealed::Sealed + Copy + Ord + 'static {
    /// Name, version, silence and innocent explanations.
    fn detector(self) -> &'static Detector;
    /// `blocking`, `advisory` or `context`.
    fn weight(self) -> &'static str;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Sound {}
    impl Sealed for super::Hint {}
}

macro_rules! detectors {
    ($(#[$doc:meta])* $kind:ident: $($check:ident = $name:literal, $version:expr, $silent:ident, [$($e:literal),*];)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($check),* }

        impl $kind {
            /// Every check of the kind.
            pub const ALL: &'static [$kind] = &[$($kind::$check),*];
            const TABLE: &'static [Detector] =
                &[$(Detector { name: $name, version: $version, silent: $silent, explanations: &[$($e),*] }),*];
        }
    };
}

const SHOWN: bool = false;
const SILENT: bool = true;

detectors! {
    /// Checks that are sound enough to block closing until a person has decided.
    Sound:
    BeforeCause = "before-cause", 2, SHOWN, ["pre-existing", "scan-date", "typing-error"];
    NumberTwice = "number-twice", 2, SHOWN, ["scan-and-original", "corrected-issue", "typing-error"];
    NumberOrder = "number-order", 2, SHOWN, ["reserved-number", "late-signature", "typing-error"];
    NobodyKnows = "nobody-knows", 1, SHOWN, ["wrong-people-asked", "done-without-them", "asked-too-early"];
    MoneyAboveVouchers = "money-above-vouchers", 2, SHOWN, ["voucher-missing", "offset", "stages"];
}

detectors! {
    /// Reasons to look, or context. They never block. Of the detectors of text and pictures, `tests/scores.rs` and
    /// `tests/photos.rs` hold the silence against the false alarms measured, of those of papers
    /// `tests/detect_papers.rs` of the command line does.
    Hint:
    CopiedText = "copied-text", crate::copies::VERSION, SHOWN, ["office-template", "joint-paper", "same-author"];
    ForeignName = "foreign-name", 1, SHOWN, ["joint-work", "transfer", "quotation"];
    PerfunctoryText = "perfunctory-text", crate::perfunctory::VERSION, SHOWN, ["details-in-attachment", "early-report"];
    SamePhoto = "same-photo", crate::photo::VERSION, SILENT, ["one-site-two-items", "joint-visit"];
    SamePlace = "same-place", crate::photo::VERSION, SHOWN, ["return-visit"];
    SameFile = "same-file", 2, SHOWN, ["joint-evidence", "office-form"];
    SameReceipt = "same-receipt", 2, SHOWN, ["one-payment-two-items", "summary-voucher"];
    SameSeries = "same-series", 2, SHOWN, ["one-voucher-book", "one-payment-two-items"];
    FileCreatedAfter = "file-created-after", 1, SILENT, ["retyped", "saved-as", "scan-date"];
    FileEditedLate = "file-edited-late", 1, SILENT, ["reopened", "format-change"];
    FileAuthorForeign = "file-author-foreign", 1, SILENT, ["joint-paper", "borrowed-computer", "transfer", "office-form"];
    SharedEditing = "shared-editing", 2, SHOWN, ["office-form", "joint-paper"];
    PhotoTime = "photo-time", 1, SHOWN, ["camera-clock", "older-photo-named-so"];
    PromiseAsDone = "promise-as-done", 2, SHOWN, ["long-term", "status-entered-early"];
    ExplanationForResult = "explanation-for-result", 2, SHOWN, ["lawful-not-yet", "objection"];
    MeetingsOnly = "meetings-only", 1, SHOWN, ["finding-about-study", "first-stage"];
    NoSiteRecord = "no-site-record", 1, SILENT, ["desk-check-enough", "record-on-paper"];
    QuickApproval = "quick-approval", 2, SILENT, ["checked-on-paper", "batch-entry"];
    EvidenceUnopened = "evidence-unopened", 1, SILENT, ["checked-on-paper"];
    RepeatFinding = "repeat-finding", crate::repeats::VERSION, SILENT, ["wider-check", "same-root-cause"];
    ClosingBurst = "closing-burst", 1, SHOWN, ["batch-entry", "common-deadline"];
    NumberGap = "number-gap", 1, SHOWN, ["paper-not-handed-in", "number-cancelled"];
    RestDay = "rest-day", 1, SILENT, ["overtime", "duty-roster"];
}

impl Check for Sound {
    fn detector(self) -> &'static Detector {
        &Self::TABLE[self as usize]
    }

    fn weight(self) -> &'static str {
        "blocking"
    }
}

impl Check for Hint {
    fn detector(self) -> &'static Detector {
        &Self::TABLE[self as usize]
    }

    fn weight(self) -> &'static str {
        match self {
            // Weak alone: shown beside other signals.
            Self::SamePlace | Self::ClosingBurst | Self::NumberGap | Self::RestDay => "context",
            _ => "advisory",
        }
    }
}

/// All detectors, the sound ones first.
pub static DETECTORS: LazyLock<Vec<Detector>> = LazyLock::new(|| Sound::TABLE.iter().chain(Hint::TABLE).copied().collect());

/// Evidence for people to judge, of one check. Built by the checks of this crate only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal<C: Check> {
    check: C,
    params: Vec<(&'static str, String)>,
    sources: Vec<Source>,
}

/// A signal that may block closing.
pub type Blocking = Signal<Sound>;
/// A signal that never does.
pub type Remark = Signal<Hint>;

impl<C: Check> Signal<C> {
    pub(crate) fn new(check: C, params: &[(&'static str, String)], mut sources: Vec<Source>) -> Self {
        sources.sort();
        sources.dedup();
        Self { check, params: params.to_vec(), sources }
    }

    /// What raised it.
    pub fn check(&self) -> C {
        self.check
    }

    /// Name, version, silence and innocent explanations of what raised it.
    pub fn detector(&self) -> &'static Detector {
        self.check.detector()
    }

    /// Parameters of the fact; with its name they are a sentence at the edge.
    pub fn params(&self) -> &[(&'static str, String)] {
        &self.params
    }

    /// A parameter by its name.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(k, _)| *k == name).map(|(_, v)| v.as_str())
    }

    /// The papers and spans that show the fact, sorted.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

impl<C: Check> Serialize for Signal<C> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let d = self.detector();
        let mut out = to.serialize_struct("Signal", 8)?;
        out.serialize_field("detector", d.name)?;
        out.serialize_field("version", &d.version)?;
        out.serialize_field("fact", d.name)?;
        out.serialize_field("params", &self.params)?;
        out.serialize_field("sources", &self.sources)?;
        out.serialize_field("explanations", d.explanations)?;
        out.serialize_field("weight", self.check.weight())?;
        out.serialize_field("silent", &d.silent)?;
        out.end()
    }
}

/// The signals because of which an item may not be closed before a person has decided. A detector that is silent blocks
/// nothing: nobody would see why.
pub fn blocks_closing(found: &[Blocking]) -> Vec<&Blocking> {
    found.iter().filter(|s| !s.detector().silent).collect()
}

/// What several checks found together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    pub blocking: Vec<Blocking>,
    pub remarks: Vec<Remark>,
}

impl Findings {
    /// Sorts, so that the order in which checks ran and papers came does not show.
    pub fn sort(&mut self) {
        self.blocking.sort();
        self.remarks.sort();
    }
}
