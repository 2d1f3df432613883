//! The parts of which events and commands are made: topics, requirements, measures, figures. Shared, so that what is
//! handed in and what is recorded have one shape.

use crate::{id::*, role::Role, value::*};
use serde::{Deserialize, Serialize};

/// A civil day; the type under which events and commands name [`Date`].
pub type Day = Date;

macro_rules! record {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
    )*};
}

macro_rules! choice {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $wire:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $wire)] $variant),* }

        impl $name {
            /// Every value, in the order of the enum.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The wire name.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $wire),* }
            }
        }
    )*};
}

choice! {
    RoundKind { Routine = "routine", Special = "special", AdHoc = "ad_hoc", LookBack = "look_back" }
    /// Why a person must not inspect.
    RecusalRule { Employer = "employer", Kin = "kin", Declared = "declared", PriorRound = "prior_round" }
    CredentialKind { Password = "password", Token = "token" }
    Gate { LeadingGroup = "leading_group", SecretaryMeeting = "secretary_meeting" }
    /// A signature on a working paper after the drafter's own.
    SigningStep { Recheck = "recheck", Leader = "leader" }
    Nature { LeadingBody = "leading_body", Individual = "individual" }
    ReportKind { Rectification = "rectification", PrincipalLeader = "principal_leader" }
    MeasureKind { Immediate = "immediate", Period = "period", LongTerm = "long_term" }
    VerificationMeans { OnSite = "on_site", Papers = "papers" }
    Failing { Weak = "weak", False = "false", Perfunctory = "perfunctory" }
    /// How a case ended.
    Outcome { Unfounded = "unfounded", Weak = "weak", False = "false", Perfunctory = "perfunctory" }
    NoticeKind { FeedbackComplete = "feedback_complete", Rectification = "rectification" }
    /// What a result counts. The four money verbs are never added into one.
    ResultKind {
        SystemsMade = "systems_made",
        SystemsRevised = "systems_revised",
        /// Given back of its own accord (qingtui), fen.
        Refunded = "refunded",
        /// Collected from persons (zhuijiao), fen.
        Recovered = "recovered",
        /// Brought back (zhuihui), fen.
        BroughtBack = "brought_back",
        /// Loss avoided (wanhui), fen.
        LossAvoided = "loss_avoided",
        CriticisedEducated = "criticised_educated",
        ReminderTalk = "reminder_talk",
        Admonished = "admonished",
        OrganisationalMeasure = "organisational_measure",
        Disciplined = "disciplined",
        Transferred = "transferred",
        LikeCasesFixed = "like_cases_fixed",
        Campaigns = "campaigns",
    }
}

impl ResultKind {
    /// Whether the figure is an amount of money in fen rather than a count.
    pub fn money(self) -> bool {
        matches!(self, ResultKind::Refunded | ResultKind::Recovered | ResultKind::BroughtBack | ResultKind::LossAvoided)
    }
}

/// Against what a recusal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    Jurisdiction(JurisdictionId),
    Unit(UnitId),
}

/// To whom feedback goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    Jurisdiction(JurisdictionId),
    Unit(UnitId),
}

/// Where a duty comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum DutySource {
    Hearing { round: RoundId, hearing: HearingId, number: i64 },
    Feedback { round: RoundId, feedback: FeedbackId, number: i64 },
    Statement { round: RoundId, feedback: FeedbackId, number: i64 },
}

impl DutySource {
    /// The round in which the duty arose.
    pub fn round(self) -> RoundId {
        match self {
            DutySource::Hearing { round, .. } | DutySource::Feedback { round, .. } | DutySource::Statement { round, .. } => round,
        }
    }
}

record! {
    Topic { id: TopicId, title: String, duty_focus: String }
    PlannedUnit { unit: UnitId, jurisdiction: JurisdictionId }
    /// Deadline profile and the versions that computed dates.
    ProfileRef { id: String, version: i64, confirmed: Flag }
    /// What differs from place to place, set per round.
    Settings {
        /// No unit is fed back before all jurisdictions are.
        all_jurisdictions_first: Flag,
        /// Whether jurisdictions are fed back at all.
        jurisdiction_channel: Flag,
        /// Whether the secretary's meeting is a second gate.
        secretary_meeting: Flag,
        /// Whether verifying and closing need two persons.
        two_signatures: Flag,
        /// Days after feedback in which a unit may object.
        objection_days: i64,
        team_size_min: i64,
        team_size_max: i64,
        /// Posts of a jurisdiction without whom its collective talk is not complete.
        talk_roles: Vec<Role>,
    }
    Member { person: PersonId, role: Role }
    /// Something demanded of a post, by a speaker; numbered within its hearing or feedback from 1.
    Requirement { number: i64, text: String, addressee: PostId, speaker: Option<PostId>, due: Day }
    /// Someone present; without an account, too.
    Attendance { person: PersonId, post: Option<PostId> }
    CollectiveTalk { speaker: PersonId, with: Vec<PostId>, summary: String }
    /// Something promised, numbered within its statement from 1.
    Commitment { number: i64, text: String, post: PostId, due: Day }
    /// The leaf of a finding.
    Manifestation { id: ManifestationId, text: String, amount: Option<Fen> }
    /// A finding as fed back.
    FedBack { finding: FindingId, manifestations: Vec<ManifestationId> }
    PlanDates { plan: Day, rectification: Day, reports: Day, objections: Day, profile: ProfileRef, calendar: String, provisional: Flag }
    Assisting { unit: UnitId, part: String, due: Day }
    Measure { id: MeasureId, content: String, leader: PostId, department: String, due: Day, sort: MeasureKind }
    /// A figure with its own evidence; amount in fen for money, else a count.
    ResultFigure { sort: ResultKind, figure: i64, evidence: Vec<Digest> }
    Withheld { item: ItemId, reason: String, approver: PostId }
    /// Sums over items; results count closed items only.
    #[derive(Copy, Default)]
    Tally {
        findings: i64,
        manifestations: i64,
        manifestations_closed: i64,
        items: i64,
        items_closed: i64,
        items_claimed: i64,
        items_open: i64,
        items_accepted_not_done: i64,
        systems: i64,
        /// Fen.
        refunded: i64,
        recovered: i64,
        brought_back: i64,
        loss_avoided: i64,
        people_handled: i64,
    }
    NoticeLine { unit: UnitId, tally: Tally }
}

impl Tally {
    /// Adds another tally, field by field.
    pub fn add(&mut self, o: &Tally) {
        for (mine, other) in self.fields_mut().into_iter().zip(o.fields()) {
            *mine.1 += other.1;
        }
    }

    /// Names and values in order.
    pub fn fields(&self) -> [(&'static str, i64); 14] {
        [
            ("findings", self.findings),
            ("manifestations", self.manifestations),
            ("manifestations_closed", self.manifestations_closed),
            ("items", self.items),
            ("items_closed", self.items_closed),
            ("items_claimed", self.items_claimed),
            ("items_open", self.items_open),
            ("items_accepted_not_done", self.items_accepted_not_done),
            ("systems", self.systems),
            ("refunded", self.refunded),
            ("recovered", self.recovered),
            ("brought_back", self.brought_back),
            ("loss_avoided", self.loss_avoided),
            ("people_handled", self.people_handled),
        ]
    }

    fn fields_mut(&mut self) -> [(&'static str, &mut i64); 14] {
        [
            ("findings", &mut self.findings),
            ("manifestations", &mut self.manifestations),
            ("manifestations_closed", &mut self.manifestations_closed),
            ("items", &mut self.items),
            ("items_closed", &mut self.items_closed),
            ("items_claimed", &mut self.items_claimed),
            ("items_open", &mut self.items_open),
            ("items_accepted_not_done", &mut self.items_accepted_not_done),
            ("systems", &mut self.systems),
            ("refunded", &mut self.refunded),
            ("recovered", &mut self.recovered),
            ("brought_back", &mut self.brought_back),
            ("loss_avoided", &mut self.loss_avoided),
            ("people_handled", &mut self.people_handled),
        ]
    }

    /// Adds one result of a closed item.
    pub fn add_result(&mut self, r: &ResultFigure) {
        use ResultKind::*;
        match r.sort {
            SystemsMade | SystemsRevised => self.systems += r.figure,
            Refunded => self.refunded += r.figure,
            Recovered => self.recovered += r.figure,
            BroughtBack => self.brought_back += r.figure,
            LossAvoided => self.loss_avoided += r.figure,
            CriticisedEducated | ReminderTalk | Admonished | OrganisationalMeasure | Disciplined | Transferred => {
                self.people_handled += r.figure
            }
            LikeCasesFixed | Campaigns => {}
        }
    }
}

macro_rules! order {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
    };
}
pub(crate) use order;
