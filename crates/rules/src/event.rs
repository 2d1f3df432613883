//! Every fact of record. The enum only grows and its wire names are frozen: facts live for ever.
//! Payloads hold integers and strings; absent options are left out of the recorded body.

use crate::{act::Act, id::*, parts::*, role::Role, stream::StreamKey, value::*};
use serde::{Deserialize, Serialize};

/// An event in its place: what happened, by whom, where on the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Number on the record of the authority, from 0.
    pub position: u64,
    pub recorded_at: Instant,
    pub stream: StreamKey,
    /// 1 for the first fact of a stream.
    pub revision: u64,
    pub act: Act,
    pub event: Event,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $wire:literal $(($($field:ident: $ty:ty),* $(,)?))?;)*) => {
        /// A fact of record.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(tag = "kind")]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $wire)] $name($name),)*
        }

        impl Event {
            /// Every wire name.
            pub const KINDS: &'static [&'static str] = &[$($wire),*];

            /// The wire name.
            pub fn name(&self) -> &'static str {
                match self { $(Event::$name(_) => $wire,)* }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
            pub struct $name { $($(pub $field: $ty),*)? }

            impl From<$name> for Event {
                fn from(e: $name) -> Event {
                    Event::$name(e)
                }
            }
        )*
    };
}

events! {
    // Registry and accounts.
    AuthorityFounded = "authority_founded" (name: String, time_zone: String);
    JurisdictionAdded = "jurisdiction_added" (name: String);
    UnitAdded = "unit_added" (name: String, jurisdiction: JurisdictionId, sector: String);
    PersonRegistered = "person_registered" (name: Personal, home: Option<JurisdictionId>, home_unit: Option<UnitId>);
    RecusalDeclared = "recusal_declared" (against: Against, rule: RecusalRule, fact: Personal, from: Day, until: Option<Day>);
    PostCreated = "post_created" (role: Role, title: String, jurisdiction: Option<JurisdictionId>, unit: Option<UnitId>);
    Appointed = "appointed" (person: PersonId, from: Day);
    AppointmentEnded = "appointment_ended" (person: PersonId, until: Day);
    SeatTaken = "seat_taken" (post: PostId, role: Role, from: Day);
    SeatLeft = "seat_left" (post: PostId, until: Day);
    AccountOpened = "account_opened" (person: PersonId, login: Personal);
    CredentialSet = "credential_set" (credential: CredentialId, sort: CredentialKind, label: String, seal: String);
    CredentialRevoked = "credential_revoked" (credential: CredentialId, reason: String);

    // The round.
    RoundPlanned = "round_planned" (
        title: String, sort: RoundKind, elevated: Flag, cross: Flag, guiding_basis: String, legal_basis: String, topics: Vec<Topic>,
        field_from: Day, field_to: Day, jurisdictions: Vec<JurisdictionId>, units: Vec<PlannedUnit>, profile: ProfileRef, settings: Settings,
    );
    RoundAuthorised = "round_authorised" (document: String);
    TeamFormed = "team_formed" (team: TeamId, name: String, members: Vec<Member>, units: Vec<UnitId>);
    MemberReplaced = "member_replaced" (team: TeamId, leaves: PersonId, joins: Member, reason: String);
    UnitEntered = "unit_entered" (unit: UnitId, team: TeamId, notice_number: String);
    TeamReported = "team_reported" (unit: UnitId, team: TeamId, findings: Vec<FindingId>, summary: String);
    HearingHeld = "hearing_held" (hearing: HearingId, gate: Gate, units: Vec<UnitId>, decisions: Vec<String>, requirements: Vec<Requirement>);
    FeedbackDelivered = "feedback_delivered" (
        feedback: FeedbackId, to: Addressee, letter_number: String, convenor: PersonId, deliverers: Vec<TeamId>, attending_leader: Option<PersonId>,
        attendance: Vec<Attendance>, talk: Option<CollectiveTalk>, conveys: Option<HearingId>, conveyed: Vec<i64>, findings: Vec<FindingId>,
        requirements: Vec<Requirement>,
    );
    StatementMade = "statement_made" (feedback: FeedbackId, speaker: PostId, text: String, commitments: Vec<Commitment>);
    ReceiptConfirmed = "receipt_confirmed" (feedback: FeedbackId);
    NumberTaken = "number_taken" (series: String, number: i64);

    // Field work.
    PaperDrafted = "paper_drafted" (
        round: RoundId, team: TeamId, unit: UnitId, number: i64, matter: String, summary: String, how_found: String, policy_basis: String,
        place: String, evidence: Vec<Evidence>,
    );
    PaperSigned = "paper_signed" (step: SigningStep);
    FindingRecorded = "finding_recorded" (
        round: RoundId, team: TeamId, unit: UnitId, papers: Vec<PaperId>, topic: TopicId, category: String, title: String,
        deviation: Option<String>, manifestations: Vec<Manifestation>, key_concern: Option<String>, repeat: Flag, immediate: Flag,
        nature: Nature, evidence: Vec<Evidence>,
    );
    ObjectionRaised = "objection_raised" (objection: ObjectionId, manifestation: ManifestationId, text: String, evidence: Vec<Evidence>);
    ObjectionAnswered = "objection_answered" (objection: ObjectionId, sustained: Flag, reason: String, corrected: Option<String>);

    // Rectification.
    PlanOpened = "plan_opened" (feedback: FeedbackId, findings: Vec<FedBack>, due: PlanDates);
    PlanSubmitted = "plan_submitted" (version: i64, items: Vec<ItemId>);
    PlanReviewed = "plan_reviewed" (version: i64, approved: Flag, missing: Vec<String>);
    ReportFiled = "report_filed" (report: ReportKind, number: String, evidence: Vec<Evidence>);
    ItemDrafted = "item_drafted" (
        round: RoundId, unit: UnitId, jurisdiction: JurisdictionId, number: i64, covers: Vec<ManifestationId>, wording: String, cause: String,
        target: String, assisting: Vec<Assisting>, responsible_leader: PostId, responsible_department: String, responsible_person: Personal,
        long_term: Flag, within_period: Flag, due: Day, measures: Vec<Measure>,
    );
    ItemDropped = "item_dropped" (reason: String);
    ItemPlanned = "item_planned" ();
    ProgressReported = "progress_reported" (text: String, measure: Option<MeasureId>, evidence: Vec<Evidence>);
    ClaimedDone = "claimed_done" (account: String, results: Vec<ResultFigure>, evidence: Vec<Evidence>);
    ItemVerified = "item_verified" (means: VerificationMeans, record: String, evidence: Vec<Evidence>);
    ItemReturned = "item_returned" (missing: Vec<String>);
    ItemClosed = "item_closed" (opinion: String, follow_up: Option<Day>);
    ItemReopened = "item_reopened" (reason: String, because: Option<CaseId>);
    PartDone = "part_done" (unit: UnitId, text: String, evidence: Vec<Evidence>);
    SignalNoted = "signal_noted" (signal: SignalId);
    SignalSettled = "signal_settled" (signal: SignalId);
    ExtensionRequested = "extension_requested" (until: Day, reason: String);
    ExtensionDecided = "extension_decided" (granted: Flag, until: Day, reason: String);
    NotDoneAccepted = "not_done_accepted" (reason: String);

    // Duties, signals, cases, notices, erasures.
    DutyArisen = "duty_arisen" (source: DutySource, text: String, post: PostId, due: Day);
    DutyHandedOver = "duty_handed_over" (to: PostId, reason: String);
    DutyFulfilled = "duty_fulfilled" (account: String, evidence: Vec<Evidence>);
    SignalRaised = "signal_raised" (item: ItemId, unit: UnitId, round: RoundId, fact: String, innocent: String, evidence: Vec<Evidence>, detector: Option<String>);
    SignalExplained = "signal_explained" (text: String, evidence: Vec<Evidence>);
    SignalDecided = "signal_decided" (upheld: Flag, reason: String);
    CaseOpened = "case_opened" (signal: SignalId, item: ItemId, unit: UnitId, round: RoundId, alleged: Failing, grounds: String);
    DefenceHeard = "defence_heard" (text: String, evidence: Vec<Evidence>);
    CaseDecided = "case_decided" (outcome: Outcome, intent: Option<String>, handling: String, reason: String);
    NoticeDrafted = "notice_drafted" (round: RoundId, sort: NoticeKind, title: String, place: String, lines: Vec<NoticeLine>, totals: Tally, withheld: Vec<Withheld>);
    NoticePublished = "notice_published" (totals: Tally, erasures: i64);
    ErasureProposed = "erasure_proposed" (position: u64, of: StreamKey, fields: Vec<String>, ground: String, retention: String);
    ErasureApproved = "erasure_approved" (position: u64, fields: Vec<String>, commit: String);
    ErasureCounted = "erasure_counted" (erasure: ErasureId);
}

impl Event {
    /// Calls `visit` with name and value of every personal field, in the order of the payload.
    pub fn for_each_personal(&mut self, visit: &mut dyn FnMut(&'static str, &mut Personal)) {
        match self {
            Event::PersonRegistered(e) => visit("name", &mut e.name),
            Event::AccountOpened(e) => visit("login", &mut e.login),
            Event::RecusalDeclared(e) => visit("fact", &mut e.fact),
            Event::ItemDrafted(e) => visit("responsible_person", &mut e.responsible_person),
            _ => {}
        }
        for e in self.evidence_mut() {
            visit("evidence", &mut e.name);
        }
    }

    /// The files that the fact rests on.
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Event::PaperDrafted(e) => &e.evidence,
            Event::FindingRecorded(e) => &e.evidence,
            Event::ObjectionRaised(e) => &e.evidence,
            Event::ReportFiled(e) => &e.evidence,
            Event::ProgressReported(e) => &e.evidence,
            Event::ClaimedDone(e) => &e.evidence,
            Event::ItemVerified(e) => &e.evidence,
            Event::PartDone(e) => &e.evidence,
            Event::DutyFulfilled(e) => &e.evidence,
            Event::SignalRaised(e) => &e.evidence,
            Event::SignalExplained(e) => &e.evidence,
            Event::DefenceHeard(e) => &e.evidence,
            _ => &[],
        }
    }

    fn evidence_mut(&mut self) -> &mut [Evidence] {
        match self {
            Event::PaperDrafted(e) => &mut e.evidence,
            Event::FindingRecorded(e) => &mut e.evidence,
            Event::ObjectionRaised(e) => &mut e.evidence,
            Event::ReportFiled(e) => &mut e.evidence,
            Event::ProgressReported(e) => &mut e.evidence,
            Event::ClaimedDone(e) => &mut e.evidence,
            Event::ItemVerified(e) => &mut e.evidence,
            Event::PartDone(e) => &mut e.evidence,
            Event::DutyFulfilled(e) => &mut e.evidence,
            Event::SignalRaised(e) => &mut e.evidence,
            Event::SignalExplained(e) => &mut e.evidence,
            Event::DefenceHeard(e) => &mut e.evidence,
            _ => &mut [],
        }
    }
}
