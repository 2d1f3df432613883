//! One accepted order of each kind, with the world in which it is accepted: for the matrix of rights, for wire forms,
//! and for other crates that have to send every order once.

use super::{Stage, World, autumn::SET_UP, day, orders::digest, orders::evidence};
use crate::{
    account::{open_account::OpenAccount, revoke_credential::RevokeCredential, set_credential::SetCredential},
    act::Actor,
    case::hear_defence::HearDefence,
    command::{Command, CommandKind},
    duty::{fulfil_duty::FulfilDuty, hand_over_duty::HandOverDuty},
    erasure::{approve_erasure::ApproveErasure, propose_erasure::ProposeErasure},
    event::Event,
    finding::{answer_objection::AnswerObjection, raise_objection::RaiseObjection},
    id::*,
    item::{
        accept_not_done::AcceptNotDone, decide_extension::DecideExtension, finish_part::FinishPart, reopen_item::ReopenItem,
        request_extension::RequestExtension, return_item::ReturnItem,
    },
    notice::publish_notice::PublishNotice,
    paper::sign_paper::SignPaper,
    parts::*,
    plan::{file_report::FileReport, review_plan::ReviewPlan},
    registry::{
        add_jurisdiction::AddJurisdiction, add_unit::AddUnit, appoint::Appoint, create_post::CreatePost, declare_recusal::DeclareRecusal,
        end_appointment::EndAppointment, found_authority::FoundAuthority, register_person::RegisterPerson,
    },
    role::Role,
    round::{authorise_round::AuthoriseRound, confirm_receipt::ConfirmReceipt, enter_unit::EnterUnit, replace_member::ReplaceMember},
    signal::{decide_signal::DecideSignal, explain_signal::ExplainSignal},
    stream::StreamKey,
    value::Flag,
};

/// A world, and an order that it accepts from that actor.
#[derive(Clone, Debug)]
pub struct Sample {
    pub world: World,
    pub actor: Actor,
    pub command: Command,
}

/// An accepted order of that kind.
pub fn sample(kind: CommandKind) -> Sample {
    let mut world = World::at(stage_before(kind));
    let (actor, command) = match kind.noun() {
        "registry" => registry(kind, &mut world),
        "account" => account(kind, &mut world),
        "round" => round(kind, &mut world),
        "paper" | "finding" => field_work(kind, &mut world),
        "plan" => plan(kind, &world),
        "item" => item(kind, &mut world),
        "erasure" => erasure(kind, &mut world),
        _ => aftermath(kind, &mut world),
    };
    assert!(command.kind() == kind, "the sample of `{}` is a `{}`", kind.name(), command.kind().name());
    Sample { world, actor, command }
}

fn stage_before(kind: CommandKind) -> Stage {
    use CommandKind::*;
    match kind {
        AuthoriseRound => Stage::Planned,
        FormTeam => Stage::Authorised,
        ReplaceMember | EnterUnit => Stage::TeamsFormed,
        DraftPaper | SignPaper => Stage::Entered,
        RecordFinding => Stage::PapersSigned,
        ReportTeam | AnswerObjection => Stage::Found,
        HoldHearing => Stage::Reported,
        DeliverFeedback => Stage::Heard,
        MakeStatement | ConfirmReceipt => Stage::JurisdictionsFedBack,
        RaiseObjection | SubmitPlan | HandOverDuty | FulfilDuty => Stage::UnitsFedBack,
        ReviewPlan => Stage::PlansSubmitted,
        FileReport | ReportProgress | FinishPart | RequestExtension | DecideExtension | AcceptNotDone => Stage::PlansApproved,
        ClaimDone => Stage::InProgress,
        VerifyItem | ReturnItem => Stage::Claimed,
        CloseItem => Stage::Verified,
        ReopenItem | RaiseSignal => Stage::Closed,
        ExplainSignal | DecideSignal => Stage::Signalled,
        HearDefence | DecideCase => Stage::CaseOpened,
        DraftNotice | PublishNotice => Stage::CaseDecided,
        _ => Stage::Founded,
    }
}

/// The kind has its sample elsewhere: a mistake of the match above it.
fn misplaced(kind: CommandKind) -> ! {
    panic!("`{}` has no sample among the `{}`", kind.name(), kind.noun())
}

fn registry(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let office = world.cast.office_head.actor();
    let (county, unit) = (world.cast.counties[0].id, world.cast.units[0].id);
    let (from, role) = (world.today(), Role::BodyMember);
    let (person, name) = (world.cast.inspectors[0].person, "Newly added".to_owned());
    let command: Command = match kind {
        CommandKind::FoundAuthority => {
            *world = World::empty(day("2021-08-02"));
            let (time_zone, login) = ("Asia/Shanghai".to_owned(), "first".into());
            let order = FoundAuthority {
                name,
                time_zone,
                person: "Ansheng Aming".into(),
                post_title: "Head of office".to_owned(),
                from: None,
                login,
            };
            return (SET_UP, order.into());
        }
        CommandKind::AddJurisdiction => AddJurisdiction { name }.into(),
        CommandKind::AddUnit => AddUnit { name, jurisdiction: county, sector: "water".to_owned() }.into(),
        CommandKind::RegisterPerson => RegisterPerson { name: "Newly Known".into(), home: Some(county), home_unit: Some(unit) }.into(),
        CommandKind::DeclareRecusal => {
            let (against, until) = (Against::Unit(unit), Some(from.plus_days(900)));
            DeclareRecusal { person, against, rule: RecusalRule::Kin, fact: "kin in the unit".into(), from, until }.into()
        }
        CommandKind::CreatePost => CreatePost { role, title: name, jurisdiction: Some(county), unit: Some(unit) }.into(),
        CommandKind::Appoint => Appoint { post: world.create_post(role, Some(county), Some(unit)), person, from }.into(),
        CommandKind::EndAppointment => EndAppointment { post: world.cast.inspectors[0].post, person, until: from }.into(),
        _ => misplaced(kind),
    };
    (office, command)
}

fn account(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let system = world.cast.administrators[0].actor();
    let contact = world.cast.units[0].contact;
    let (account, credential) = (contact.account, CredentialId(uuid::Uuid::from_u128(77)));
    let (sort, label) = (CredentialKind::Password, "password".to_owned());
    let set = SetCredential { account, credential, sort, label, seal: digest(7) };
    let command = match kind {
        CommandKind::OpenAccount => OpenAccount { person: contact.person, login: "second.login".into() }.into(),
        CommandKind::SetCredential => set.into(),
        CommandKind::RevokeCredential => {
            world.given(system, set);
            RevokeCredential { account, credential, reason: "lost".to_owned() }.into()
        }
        _ => misplaced(kind),
    };
    (system, command)
}

fn round(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let cast = world.cast.clone();
    let (head, clerk) = (cast.leading_group_head.actor(), cast.office_clerk.actor());
    if kind == CommandKind::PlanRound {
        return (clerk, world.plan_round().into());
    }
    let (round, secretary) = (world.round(), cast.counties[0].secretary);
    let to = Addressee::Jurisdiction(cast.counties[0].id);
    match kind {
        CommandKind::AuthoriseRound => (head, AuthoriseRound { round, document: "Authorisation 1".to_owned() }.into()),
        CommandKind::FormTeam => (clerk, world.form_team(0).into()),
        CommandKind::ReplaceMember => {
            let (leaves, joins) = (cast.inspectors[4].person, cast.inspectors[16].person);
            (clerk, ReplaceMember { round, team: world.team(0), leaves, joins, reason: "ill".to_owned() }.into())
        }
        CommandKind::EnterUnit => {
            world.turn_to(world.round_state().field_from);
            let order = EnterUnit { round, unit: cast.units[0].id, notice_number: "Entry 1".to_owned() };
            (world.inspector_of(0, Role::TeamLeader), order.into())
        }
        CommandKind::ReportTeam => (world.inspector_of(0, Role::TeamLeader), world.report_team(0).into()),
        CommandKind::HoldHearing => (head, world.hold_hearing(Gate::LeadingGroup).into()),
        CommandKind::DeliverFeedback => (head, world.feedback_to_county(0).into()),
        CommandKind::MakeStatement | CommandKind::ConfirmReceipt => {
            // The stage has the statements of the counties; a unit's feedback still waits for its own.
            let (unit, to) = (cast.units[0].clone(), Addressee::Unit(cast.units[0].id));
            world.given(world.inspector_of(0, Role::TeamLeader), world.feedback_to_unit(0));
            let order = match kind {
                CommandKind::MakeStatement => world.make_statement(to, unit.principal.post).into(),
                _ => ConfirmReceipt { round, feedback: world.feedback_to(to) }.into(),
            };
            (unit.principal.actor(), order)
        }
        _ => (secretary.actor(), ConfirmReceipt { round, feedback: world.feedback_to(to) }.into()),
    }
}

fn field_work(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let (leader, member) = (world.inspector_of(0, Role::TeamLeader), world.inspector_of(0, Role::TeamMember));
    let principal = world.cast.units[0].principal.actor();
    let objection = |world: &World| {
        let (finding, state) = world.findings().remove(0);
        let (text, evidence) = ("It was another road".to_owned(), vec![evidence(251, None)]);
        RaiseObjection { finding, manifestation: state.manifestations[0].id, text, evidence }
    };
    match kind {
        CommandKind::DraftPaper => (member, world.draft_paper(0).into()),
        CommandKind::SignPaper => {
            world.given(member, world.draft_paper(0));
            let paper = world.papers().remove(0).0;
            (world.inspector_of(0, Role::TeamDeputy), SignPaper { paper }.into())
        }
        CommandKind::RecordFinding => (member, world.record_finding(0).into()),
        CommandKind::RaiseObjection => (principal, objection(world).into()),
        CommandKind::AnswerObjection => {
            world.given(principal, objection(world));
            let finding = world.findings().remove(0).0;
            let objection = world.latest(|e| if let Event::ObjectionRaised(e) = e { Some(e.objection) } else { None });
            let order = AnswerObjection { finding, objection, sustained: Flag::No, reason: "It was this road".to_owned(), corrected: None };
            (leader, order.into())
        }
        _ => misplaced(kind),
    }
}

fn plan(kind: CommandKind, world: &World) -> (Actor, Command) {
    let (round, unit, principal) = (world.round(), world.cast.units[0].id, world.cast.units[0].principal.actor());
    match kind {
        CommandKind::SubmitPlan => (principal, world.submit_plan(0).into()),
        CommandKind::ReviewPlan => {
            let missing = vec!["A measure for the minutes".to_owned()];
            (world.cast.office_head.actor(), ReviewPlan { round, unit, approved: Flag::No, missing }.into())
        }
        CommandKind::FileReport => {
            let (report, number, evidence) = (ReportKind::PrincipalLeader, "Report 1".to_owned(), vec![evidence(700, None)]);
            (principal, FileReport { round, unit, report, number, evidence }.into())
        }
        _ => misplaced(kind),
    }
}

fn item(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let (item, unit) = (world.items_of(0)[0], world.cast.units[0].clone());
    let (office, supervisor) = (world.cast.office_head.actor(), world.cast.counties[0].supervisor.actor());
    let (principal, reason) = (unit.principal.actor(), "Ground is frozen until spring".to_owned());
    let until = world.facts().item(item).map(|i| i.due.plus_days(30)).unwrap_or_else(|_| world.today());
    let asked = RequestExtension { item, until, reason: reason.clone() };
    match kind {
        CommandKind::ReportProgress => (unit.contact.actor(), world.report_progress(item).into()),
        CommandKind::FinishPart => {
            let (helper, text) = (world.cast.units[1].clone(), "The archive was lent".to_owned());
            (helper.principal.actor(), FinishPart { item, unit: helper.id, text, evidence: vec![evidence(310, None)] }.into())
        }
        CommandKind::ClaimDone => (principal, world.claim_done(item).into()),
        CommandKind::VerifyItem => (supervisor, world.verify_item(item).into()),
        CommandKind::ReturnItem => (supervisor, ReturnItem { item, missing: vec!["The voucher".to_owned()] }.into()),
        CommandKind::CloseItem => (office, world.close_item(item).into()),
        CommandKind::ReopenItem => (office, ReopenItem { item, reason }.into()),
        CommandKind::RequestExtension => (principal, asked.into()),
        CommandKind::DecideExtension => {
            world.given(principal, asked);
            (office, DecideExtension { item, granted: Flag::Yes, until, reason }.into())
        }
        CommandKind::AcceptNotDone => (world.cast.leading_group_head.actor(), AcceptNotDone { item, reason }.into()),
        _ => misplaced(kind),
    }
}

fn aftermath(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let (office, principal) = (world.cast.office_head.actor(), world.cast.units[0].principal);
    let (deputy, clerk) = (world.cast.executive_deputy_head.actor(), world.cast.office_clerk.actor());
    let (text, reason) = ("The year is a slip".to_owned(), "Seen on the spot".to_owned());
    let duty = world.duties().iter().find(|(_, d)| d.post == principal.post).map(|d| d.0);
    let duty = duty.unwrap_or_else(|| panic!("the principal leader of unit 0 has no duty"));
    match kind {
        CommandKind::HandOverDuty => {
            let to = world.cast.units[0].body_member.post;
            (principal.actor(), HandOverDuty { duty, to, reason }.into())
        }
        CommandKind::FulfilDuty => {
            (principal.actor(), FulfilDuty { duty, account: "Done".to_owned(), evidence: vec![evidence(800, None)] }.into())
        }
        CommandKind::RaiseSignal => (clerk, world.raise_signal(world.items_of(0)[0]).into()),
        CommandKind::ExplainSignal => {
            (principal.actor(), ExplainSignal { signal: world.first_signal(), text, evidence: vec![evidence(610, None)] }.into())
        }
        CommandKind::DecideSignal => {
            world.wait_days(7);
            (deputy, DecideSignal { signal: world.first_signal(), upheld: Flag::No, reason, alleged: None }.into())
        }
        CommandKind::HearDefence => {
            (principal.actor(), HearDefence { case: world.first_case(), text, evidence: vec![evidence(620, None)] }.into())
        }
        CommandKind::DecideCase => {
            world.wait_days(7);
            (deputy, world.decide_case(world.first_case()).into())
        }
        CommandKind::DraftNotice => (clerk, world.draft_notice(NoticeKind::FeedbackComplete).into()),
        CommandKind::PublishNotice => {
            world.given(clerk, world.draft_notice(NoticeKind::FeedbackComplete));
            (office, PublishNotice { notice: world.notices().remove(0).0 }.into())
        }
        _ => misplaced(kind),
    }
}

fn erasure(kind: CommandKind, world: &mut World) -> (Actor, Command) {
    let of = StreamKey::Person(world.cast.inspectors[0].person);
    let position = world.record().iter().find(|f| f.stream == of).map_or(0, |f| f.position);
    let (ground, retention) = ("The person asked for it".to_owned(), "ten years".to_owned());
    let propose = ProposeErasure { position, of, fields: vec!["name".to_owned()], ground, retention };
    let (security, audit) = (world.cast.administrators[1].actor(), world.cast.administrators[2].actor());
    match kind {
        CommandKind::ProposeErasure => (security, propose.into()),
        CommandKind::ApproveErasure => {
            world.given(security, propose);
            (audit, ApproveErasure { erasure: world.erasures().remove(0).0, commit: digest(9) }.into())
        }
        _ => misplaced(kind),
    }
}
