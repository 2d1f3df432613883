//! Refusals: the rules say no, and say what is missing, in which field, and which posts can supply it.
//! The wording is made at the edge from code and parameters.

use crate::{role::Role, stream::StreamKey};
use serde::Serialize;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal),* $(,)?) => {
        /// Why the rules say no. Closed: each has its words in both languages and a test that provokes it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $wire)] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The wire name, also the key of the wording after `refusal-`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $wire,)* }
            }
        }
    };
}

codes! {
    // The form of what was handed in.
    TextMissing = "text-missing",
    TextTooLong = "text-too-long",
    TextControl = "text-control",
    ListEmpty = "list-empty",
    ListTooLong = "list-too-long",
    NamedTwice = "named-twice",
    Unknown = "unknown",
    AlreadyThere = "already-there",
    AmountNegative = "amount-negative",
    PeriodReversed = "period-reversed",
    // Who acts.
    NotPermitted = "not-permitted",
    SeatNotHeld = "seat-not-held",
    EntryForOther = "entry-for-other",
    // The two times.
    FutureDate = "future-date",
    LateReasonMissing = "late-reason-missing",
    BeforeCause = "before-cause",
    EvidenceBeforeCause = "evidence-before-cause",
    EvidenceFuture = "evidence-future",
    // Registry and accounts.
    PostLevel = "post-level",
    PostHeld = "post-held",
    PostVacant = "post-vacant",
    AdministratorsExclusive = "administrators-exclusive",
    CredentialUnknown = "credential-unknown",
    // Round.
    NotAuthorised = "not-authorised",
    UnitOutsideRound = "unit-outside-round",
    UnitTaken = "unit-taken",
    TeamSize = "team-size",
    TeamRoles = "team-roles",
    InTwoTeams = "in-two-teams",
    RecusedHome = "recused-home",
    Recused = "recused",
    NotInspector = "not-inspector",
    EntryMissing = "entry-missing",
    // Field work.
    TopicUnknown = "topic-unknown",
    SignatureOrder = "signature-order",
    SignedAlready = "signed-already",
    SignaturesMissing = "signatures-missing",
    EvidenceMissing = "evidence-missing",
    WordingFrozen = "wording-frozen",
    ObjectionOpen = "objection-open",
    ObjectionLate = "objection-late",
    ReportMissing = "report-missing",
    FindingElsewhere = "finding-elsewhere",
    FindingOmitted = "finding-omitted",
    // Gates and feedback.
    HearingMissing = "hearing-missing",
    ChannelUnused = "channel-unused",
    JurisdictionFirst = "jurisdiction-first",
    AttendanceMissing = "attendance-missing",
    TalkMissing = "talk-missing",
    RequirementNotConveyed = "requirement-not-conveyed",
    SpeakerAbsent = "speaker-absent",
    // Rectification.
    FeedbackMissing = "feedback-missing",
    PlanStep = "plan-step",
    ManifestationUncovered = "manifestation-uncovered",
    ManifestationUnknown = "manifestation-unknown",
    DueBeyond = "due-beyond",
    ItemStep = "item-step",
    NotOwner = "not-owner",
    VerifierNotIndependent = "verifier-not-independent",
    CloserNotIndependent = "closer-not-independent",
    ExtensionLate = "extension-late",
    ExtensionNotAsked = "extension-not-asked",
    PartsOpen = "parts-open",
    SignalOpen = "signal-open",
    // Duties, signals, cases, notices, erasures.
    DutyDone = "duty-done",
    DutyElsewhere = "duty-elsewhere",
    SignalStep = "signal-step",
    HearUnitFirst = "hear-unit-first",
    IntentMissing = "intent-missing",
    CaseStep = "case-step",
    CaseIndependent = "case-independent",
    FeedbackIncomplete = "feedback-incomplete",
    SumsDiffer = "sums-differ",
    WithheldReason = "withheld-reason",
    NoticeStep = "notice-step",
    SecondPerson = "second-person",
    ErasureStep = "erasure-step",
    ErasureOpenCase = "erasure-open-case",
    ErasureField = "erasure-field",
}

/// A refusal. `field` is the place in the command that caused it; `supplied_by` the posts that can supply what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    pub code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// Parameters of the wording, by name.
    pub params: Vec<(&'static str, String)>,
    pub supplied_by: Vec<Role>,
    /// Whether whoever sent the order can supply it, as what they acted as.
    #[serde(skip)]
    pub by_sender: bool,
}

impl Code {
    /// Posts that can help where a refusal names none of its own; empty where the sender puts it right.
    pub fn helpers(self) -> &'static [Role] {
        match self {
            Code::AlreadyThere | Code::AdministratorsExclusive | Code::ObjectionLate | Code::ChannelUnused | Code::ItemStep => {
                &[Role::OfficeHead]
            }
            Code::SeatNotHeld | Code::PostHeld | Code::PostVacant | Code::DutyDone => &[Role::OfficeHead, Role::OfficeClerk],
            Code::CredentialUnknown => &[Role::SystemAdministrator, Role::OfficeHead],
            Code::SignedAlready => &[Role::TeamMember, Role::TeamLeader],
            Code::WordingFrozen | Code::ExtensionNotAsked | Code::NotOwner => &[Role::PrincipalLeader],
            Code::PlanStep => &[Role::PrincipalLeader, Role::OfficeHead],
            Code::ExtensionLate => &[Role::ExecutiveDeputyHead, Role::LeadingGroupHead],
            Code::SignalStep | Code::SignalOpen => &[Role::OfficeHead, Role::ExecutiveDeputyHead],
            Code::CaseStep | Code::CaseIndependent | Code::ErasureOpenCase => &[Role::LeadingGroupHead, Role::ExecutiveDeputyHead],
            Code::NoticeStep => &[Role::OfficeClerk, Role::OfficeHead],
            Code::ErasureStep => &[Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator],
            _ => &[],
        }
    }
}

impl Refusal {
    /// Makes a refusal without field, parameters or suppliers.
    pub fn new(code: Code) -> Refusal {
        Refusal { code, field: None, params: Vec::new(), supplied_by: Vec::new(), by_sender: false }
    }

    /// Names the field.
    pub fn field(mut self, field: &'static str) -> Refusal {
        self.field = Some(field);
        self
    }

    /// Adds a parameter.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Refusal {
        self.params.push((name, value.to_string()));
        self
    }

    /// Names the posts that can supply what is missing.
    pub fn by(mut self, roles: &[Role]) -> Refusal {
        self.supplied_by.extend_from_slice(roles);
        self
    }
}

/// Why a decision stopped: refused, or a stream has to be loaded first and the decision run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    Refused(Refusal),
    /// The state of this stream is asked for; see [`crate::facts`].
    Needs(StreamKey),
}

impl Halt {
    /// Names who can help where the refusal does not: the posts of its code, else whoever acts.
    pub fn helped(self, sender: Role) -> Halt {
        let Halt::Refused(mut refusal) = self else { return self };
        if refusal.supplied_by.is_empty() {
            refusal.by_sender = refusal.code.helpers().is_empty();
            let able = if refusal.by_sender { &[sender][..] } else { refusal.code.helpers() };
            refusal.supplied_by.extend_from_slice(able);
        }
        Halt::Refused(refusal)
    }
}

impl From<Refusal> for Halt {
    fn from(r: Refusal) -> Halt {
        Halt::Refused(r)
    }
}

/// Names the entry of a list, counted from 0, that a refusal is about, as `row` counted from 1.
pub fn in_row<T>(n: usize, checked: Result<T, Halt>) -> Result<T, Halt> {
    checked.map_err(|halt| match halt {
        Halt::Refused(refusal) => Halt::Refused(refusal.with("row", n + 1)),
        needs => needs,
    })
}

/// Refuses with `code` unless `ok`.
pub fn ensure(ok: bool, refusal: impl FnOnce() -> Refusal) -> Result<(), Halt> {
    if ok { Ok(()) } else { Err(Halt::Refused(refusal())) }
}
