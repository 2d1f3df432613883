//! Commands: the orders that people give. One line here, one file in its noun's folder, one row in `permit.rs`.

use crate::{
    act::{Act, ActInput, Actor, Now, Standing, resolve, standing},
    event::Event,
    facts::{Facts, Source},
    permit::{self, Resource},
    refusal::{Code, Halt, Refusal},
    role::Role,
    stream::StreamKey,
    value::{Date, Evidence},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One order: what it is about, who may be meant by it, and what follows.
pub trait Verb {
    /// The stream whose revision the sender must have seen; `None` for orders that begin a stream of their own.
    fn subject(&self) -> Option<StreamKey> {
        None
    }

    /// What the order is about, for the permission table.
    fn resource(&self, facts: &Facts) -> Result<Resource, Halt>;

    /// Decides: emits events, or refuses. Emits nothing once it refuses.
    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt>;
}

/// Source of new identifiers (UUIDv7 in the store, counted ones in tests).
pub trait Ids {
    fn next(&mut self) -> Uuid;
}

/// What a decision knows of its own circumstances, and where it puts its events.
pub struct Ctx<'a> {
    pub now: Now,
    pub act: Act,
    /// Standing of the one who decides.
    pub standing: Standing,
    ids: &'a mut dyn Ids,
    events: Vec<(StreamKey, Event)>,
}

impl Ctx<'_> {
    /// Makes a new identifier of type `T`.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        self.ids.next().into()
    }

    /// Emits an event into a stream.
    pub fn emit(&mut self, stream: StreamKey, event: impl Into<Event>) {
        self.events.push((stream, event.into()));
    }

    /// Day on which the act happened.
    pub fn day(&self) -> crate::value::Date {
        self.act.occurred_on
    }
}

/// What a decision yields.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub act: Act,
    /// In the order in which they happened; never empty.
    pub events: Vec<(StreamKey, Event)>,
}

macro_rules! verbs {
    ($($noun:ident :: $file:ident :: $name:ident = $wire:literal;)*) => {
        /// An order, as it travels: `{"command": "claim_done", …}`.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(tag = "command")]
        pub enum Command {
            $(#[serde(rename = $wire)] $name(crate::$noun::$file::$name),)*
        }

        /// The name of an order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandKind { $($name),* }

        impl CommandKind {
            /// Every order.
            pub const ALL: &'static [CommandKind] = &[$(CommandKind::$name),*];

            /// The wire name.
            pub fn name(self) -> &'static str {
                match self { $(CommandKind::$name => $wire),* }
            }

            /// The noun that the order belongs to.
            pub fn noun(self) -> &'static str {
                match self { $(CommandKind::$name => stringify!($noun)),* }
            }
        }

        impl Command {
            /// The name of this order.
            pub fn kind(&self) -> CommandKind {
                match self { $(Command::$name(_) => CommandKind::$name),* }
            }

            /// Reads the order of a kind from its fields alone.
            pub fn read<'de, D: serde::Deserializer<'de>>(kind: CommandKind, from: D) -> Result<Command, D::Error> {
                match kind { $(CommandKind::$name => crate::$noun::$file::$name::deserialize(from).map(Command::$name)),* }
            }

            fn verb(&self) -> &dyn Verb {
                match self { $(Command::$name(v) => v),* }
            }
        }

        $(impl From<crate::$noun::$file::$name> for Command {
            fn from(v: crate::$noun::$file::$name) -> Command {
                Command::$name(v)
            }
        })*
    };
}

verbs! {
    registry::found_authority::FoundAuthority = "found_authority";
    registry::add_jurisdiction::AddJurisdiction = "add_jurisdiction";
    registry::add_unit::AddUnit = "add_unit";
    registry::register_person::RegisterPerson = "register_person";
    registry::declare_recusal::DeclareRecusal = "declare_recusal";
    registry::create_post::CreatePost = "create_post";
    registry::appoint::Appoint = "appoint";
    registry::end_appointment::EndAppointment = "end_appointment";
    account::open_account::OpenAccount = "open_account";
    account::set_credential::SetCredential = "set_credential";
    account::revoke_credential::RevokeCredential = "revoke_credential";
    round::plan_round::PlanRound = "plan_round";
    round::authorise_round::AuthoriseRound = "authorise_round";
    round::form_team::FormTeam = "form_team";
    round::replace_member::ReplaceMember = "replace_member";
    round::enter_unit::EnterUnit = "enter_unit";
    round::report_team::ReportTeam = "report_team";
    round::hold_hearing::HoldHearing = "hold_hearing";
    round::deliver_feedback::DeliverFeedback = "deliver_feedback";
    round::make_statement::MakeStatement = "make_statement";
    round::confirm_receipt::ConfirmReceipt = "confirm_receipt";
    paper::draft_paper::DraftPaper = "draft_paper";
    paper::sign_paper::SignPaper = "sign_paper";
    finding::record_finding::RecordFinding = "record_finding";
    finding::raise_objection::RaiseObjection = "raise_objection";
    finding::answer_objection::AnswerObjection = "answer_objection";
    plan::submit_plan::SubmitPlan = "submit_plan";
    plan::review_plan::ReviewPlan = "review_plan";
    plan::file_report::FileReport = "file_report";
    item::report_progress::ReportProgress = "report_progress";
    item::finish_part::FinishPart = "finish_part";
    item::claim_done::ClaimDone = "claim_done";
    item::verify_item::VerifyItem = "verify_item";
    item::return_item::ReturnItem = "return_item";
    item::close_item::CloseItem = "close_item";
    item::reopen_item::ReopenItem = "reopen_item";
    item::request_extension::RequestExtension = "request_extension";
    item::decide_extension::DecideExtension = "decide_extension";
    item::accept_not_done::AcceptNotDone = "accept_not_done";
    duty::hand_over_duty::HandOverDuty = "hand_over_duty";
    duty::fulfil_duty::FulfilDuty = "fulfil_duty";
    signal::raise_signal::RaiseSignal = "raise_signal";
    signal::explain_signal::ExplainSignal = "explain_signal";
    signal::decide_signal::DecideSignal = "decide_signal";
    case::hear_defence::HearDefence = "hear_defence";
    case::decide_case::DecideCase = "decide_case";
    notice::draft_notice::DraftNotice = "draft_notice";
    notice::publish_notice::PublishNotice = "publish_notice";
    erasure::propose_erasure::ProposeErasure = "propose_erasure";
    erasure::approve_erasure::ApproveErasure = "approve_erasure";
}

impl Command {
    /// The stream whose revision the sender must have seen.
    pub fn subject(&self) -> Option<StreamKey> {
        self.verb().subject()
    }

    /// What the order is about, for its permission.
    pub fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        self.verb().resource(facts)
    }
}

/// Decides a command: who acts, whether they may, what follows. The same facts, clock and ids give the same answer.
pub fn decide(
    source: &dyn Source,
    now: Now,
    actor: &Actor,
    input: &ActInput,
    command: &Command,
    ids: &mut dyn Ids,
) -> Result<Decided, Halt> {
    let facts = Facts::new(source);
    let (act, sits) = resolve(&facts, now, actor, input).map_err(|h| helped(&facts, now, actor, h))?;
    let mut ctx = Ctx { now, act, standing: sits, ids, events: Vec::new() };
    let outcome = command.resource(&facts).and_then(|resource| {
        permit::check(&facts, command.kind(), &sits, &resource)?;
        command.verb().decide(&mut ctx, &facts)?;
        Ok(ctx.events.iter().try_for_each(|(_, event)| ensure_evidence_there(event.evidence(), now.today))?)
    });
    outcome.map_err(|h| h.helped(sits.role))?;
    Ok(Decided { act: ctx.act, events: ctx.events })
}

/// Refuses evidence that bears a day which has not come yet.
fn ensure_evidence_there(list: &[Evidence], today: Date) -> Result<(), Refusal> {
    match list.iter().find_map(|e| Some((e, e.dated.filter(|d| *d > today)?))) {
        None => Ok(()),
        Some((e, dated)) => {
            Err(Refusal::new(Code::EvidenceFuture).field("evidence").with("caption", &e.caption).with("dated", dated).with("today", today))
        }
    }
}

/// A refusal of who acts or when, with the posts that can help: as what the sender sits there, or the office.
fn helped(facts: &Facts, now: Now, actor: &Actor, halt: Halt) -> Halt {
    let sits = || {
        let person = actor.account.map(|id| facts.account(id)).transpose()?.map(|a| a.person);
        standing(facts, actor.seat, person, now.today)
    };
    match sits() {
        Ok(s) => halt.helped(s.role),
        Err(Halt::Needs(key)) => Halt::Needs(key),
        Err(Halt::Refused(_)) => halt.helped(Role::OfficeHead),
    }
}
