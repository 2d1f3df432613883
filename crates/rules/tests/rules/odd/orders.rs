//! Orders that may or may not fit: the right order to the right thing mostly, but at any time, to any target, of any
//! content.

use super::dice::Dice;
use rules::{
    Command, CommandKind, Event, Seat,
    account::{open_account::OpenAccount, revoke_credential::RevokeCredential, set_credential::SetCredential},
    case::{decide_case::DecideCase, hear_defence::HearDefence},
    duty::{fulfil_duty::FulfilDuty, hand_over_duty::HandOverDuty},
    erasure::{approve_erasure::ApproveErasure, propose_erasure::ProposeErasure},
    finding::{answer_objection::AnswerObjection, raise_objection::RaiseObjection},
    id::*,
    item::{
        ItemStep, accept_not_done::AcceptNotDone, close_item::CloseItem, decide_extension::DecideExtension, finish_part::FinishPart,
        reopen_item::ReopenItem, request_extension::RequestExtension, return_item::ReturnItem,
    },
    notice::publish_notice::PublishNotice,
    paper::sign_paper::SignPaper,
    parts::*,
    plan::{PlanStep, file_report::FileReport, review_plan::ReviewPlan},
    registry::{
        add_jurisdiction::AddJurisdiction, add_unit::AddUnit, appoint::Appoint, create_post::CreatePost, declare_recusal::DeclareRecusal,
        end_appointment::EndAppointment, found_authority::FoundAuthority, register_person::RegisterPerson,
    },
    role::{Level, Role},
    round::{authorise_round::AuthoriseRound, confirm_receipt::ConfirmReceipt, enter_unit::EnterUnit, replace_member::ReplaceMember},
    signal::{decide_signal::DecideSignal, explain_signal::ExplainSignal},
    testing::{
        World,
        orders::{digest, evidence},
    },
    value::Flag,
};

/// What an order is about, so that someone near it can be found to send it.
#[derive(Clone, Copy, Default)]
pub struct About {
    /// Number of the unit in the cast.
    pub unit: Option<usize>,
    pub post: Option<PostId>,
    /// Whose own business it is.
    pub person: Option<PersonId>,
}

type Order = Option<(Command, About)>;

fn of_unit(unit: usize, command: impl Into<Command>) -> Order {
    Some((command.into(), About { unit: Some(unit), ..About::default() }))
}

fn of_all(command: impl Into<Command>) -> Order {
    Some((command.into(), About::default()))
}

const WORDS: &str = "Said in the course of an odd sequence";

/// An order of that kind; `None` where nothing in the world can be named in it.
pub fn order(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    match kind.noun() {
        "registry" => registry(kind, world, dice),
        "account" => account(kind, world, dice),
        "erasure" => erasure(kind, world, dice),
        "round" if kind == CommandKind::PlanRound => of_all(world.plan_round()),
        _ if world.rounds().is_empty() => None,
        "round" => round(kind, world, dice),
        "paper" | "finding" => field_work(kind, world, dice),
        "plan" => plan(kind, world, dice),
        "item" => item(kind, world, dice),
        "notice" => notice(kind, world, dice),
        _ => aftermath(kind, world, dice),
    }
}

fn registry(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    let county = dice.pick(&world.cast.counties)?.id;
    let unit = dice.pick(&world.cast.units)?;
    let known: Vec<PersonId> = world.accounts().iter().map(|a| a.1.person).collect();
    let (person, today, name) = (dice.pick(&known)?, world.today(), WORDS.to_owned());
    let from = today.plus_days(-(dice.below(40) as i64));
    match kind {
        CommandKind::FoundAuthority => {
            let (time_zone, login) = ("Asia/Shanghai".to_owned(), "again".into());
            of_all(FoundAuthority { name, time_zone, person: "Again".into(), post_title: "Head".to_owned(), from: Some(from), login })
        }
        CommandKind::AddJurisdiction => of_all(AddJurisdiction { name }),
        CommandKind::AddUnit => of_all(AddUnit { name, jurisdiction: county, sector: "water".to_owned() }),
        CommandKind::RegisterPerson => of_all(RegisterPerson { name: "Someone New".into(), home: Some(county), home_unit: None }),
        CommandKind::DeclareRecusal => {
            // Seldom, and of a spare inspector mostly, or soon nobody could inspect.
            let person = if dice.one_in(6) { person } else { world.cast.inspectors[15 + dice.below(3)].person };
            let until = dice.one_in(2).then(|| from.plus_days(dice.below(60) as i64));
            let against = if dice.one_in(3) { Against::Jurisdiction(county) } else { Against::Unit(unit.id) };
            of_all(DeclareRecusal { person, against, rule: RecusalRule::Declared, fact: WORDS.into(), from, until })
        }
        CommandKind::CreatePost => {
            let role = dice.pick(&Role::ALL)?;
            let jurisdiction = (role.level() == Level::Jurisdiction).then_some(county);
            of_all(CreatePost { role, title: name, jurisdiction, unit: (role.level() == Level::Unit).then_some(unit.id) })
        }
        CommandKind::Appoint => {
            let post = dice.prefer(&world.posts(), |(_, p)| p.role.shared() || p.holders_on(today).next().is_none())?.0;
            of_all(Appoint { post, person, from })
        }
        CommandKind::EndAppointment => {
            // A shared post mostly, or soon every office would be vacant.
            let (post, state) = dice.prefer(&world.posts(), |(_, p)| p.role.shared() && p.role != Role::Inspector)?;
            let holders: Vec<PersonId> = state.holders_on(today).collect();
            of_all(EndAppointment { post, person: dice.pick(&holders)?, until: today })
        }
        _ => None,
    }
}

fn account(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    match kind {
        CommandKind::OpenAccount => of_all(OpenAccount { person: dice.pick(&world.persons())?.0, login: "one more".into() }),
        CommandKind::SetCredential => {
            let (account, state) = dice.pick(&world.accounts())?;
            let credential = CredentialId(uuid::Uuid::from_u128(dice.below(1_000) as u128));
            let sort = dice.pick(CredentialKind::ALL)?;
            let about = About { person: Some(state.person), ..About::default() };
            let (label, seal) = ("label".to_owned(), digest(dice.0));
            Some((SetCredential { account, credential, sort, label, seal }.into(), about))
        }
        CommandKind::RevokeCredential => {
            let (account, state) = dice.prefer(&world.accounts(), |a| a.1.credentials.iter().any(|c| !c.revoked))?;
            let credential = dice.prefer(&state.credentials, |c| !c.revoked)?.id;
            let about = About { person: Some(state.person), ..About::default() };
            Some((RevokeCredential { account, credential, reason: WORDS.to_owned() }.into(), about))
        }
        _ => None,
    }
}

fn round(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    let (round, u) = (world.round(), dice.below(world.cast.units.len()));
    let (state, unit) = (world.round_state(), world.cast.units[u].clone());
    match kind {
        CommandKind::AuthoriseRound => {
            let round = dice.prefer(&world.rounds(), |r| r.1.authorised_on.is_none())?.0;
            of_all(AuthoriseRound { round, document: "Paper".to_owned() })
        }
        CommandKind::FormTeam => {
            let mut team = world.form_team(dice.below(3));
            if dice.one_in(3) {
                team.members[dice.below(5)].person = dice.pick(&world.cast.inspectors)?.person;
            }
            of_all(team)
        }
        CommandKind::ReplaceMember => {
            let teams: Vec<TeamId> = state.teams.keys().copied().collect();
            let team = dice.pick(&teams)?;
            let leaves = dice.pick(&state.teams[&team].members)?.person;
            of_all(ReplaceMember { round, team, leaves, joins: dice.pick(&world.cast.inspectors)?.person, reason: WORDS.to_owned() })
        }
        CommandKind::EnterUnit => of_unit(u, EnterUnit { round, unit: unit.id, notice_number: "Entry".to_owned() }),
        CommandKind::ReportTeam => of_unit(u, world.report_team(u)),
        CommandKind::HoldHearing => {
            let mut order = world.hold_hearing(dice.pick(Gate::ALL)?);
            if dice.one_in(2) {
                order.units = vec![unit.id];
            }
            of_all(order)
        }
        CommandKind::DeliverFeedback if state.teams.len() < 3 => None,
        CommandKind::DeliverFeedback => {
            let mut order = if dice.one_in(2) { world.feedback_to_county(unit.county) } else { world.feedback_to_unit(u) };
            for a in &mut order.attendance {
                // Who holds the post now, which may be another than at the beginning.
                let now = a.post.and_then(|p| world.facts().post(p).ok()).and_then(|p| p.holders_on(world.today()).next());
                a.person = now.unwrap_or(a.person);
            }
            if dice.one_in(8) {
                order.attendance.pop();
            }
            of_unit(u, order)
        }
        CommandKind::MakeStatement | CommandKind::ConfirmReceipt => {
            let told: Vec<_> = state.feedbacks.iter().map(|(id, f)| (*id, f.clone())).collect();
            let (feedback, f) =
                dice.prefer(&told, |(_, f)| if kind == CommandKind::ConfirmReceipt { !f.receipt } else { f.statements.is_empty() })?;
            let u = match f.to {
                Addressee::Unit(unit) => world.unit_number(unit),
                Addressee::Jurisdiction(j) => world.cast.units.iter().position(|u| world.cast.counties[u.county].id == j)?,
            };
            let post = world.cast.units[u].principal.post;
            match kind {
                CommandKind::ConfirmReceipt => of_unit(u, ConfirmReceipt { round, feedback }),
                _ => of_unit(u, world.make_statement(f.to, post)),
            }
        }
        _ => None,
    }
}

fn field_work(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    let u = dice.below(world.cast.units.len());
    match kind {
        CommandKind::DraftPaper => of_unit(u, world.draft_paper(u)),
        CommandKind::SignPaper => {
            let (paper, state) = dice.prefer(&world.papers(), |p| p.1.next_step().is_some())?;
            of_unit(world.unit_number(state.unit), SignPaper { paper })
        }
        CommandKind::RecordFinding => {
            let mut order = world.record_finding(u);
            if !dice.one_in(6) {
                order.papers.retain(|p| world.facts().paper(*p).is_ok_and(|p| p.next_step().is_none()));
            }
            of_unit(u, order)
        }
        CommandKind::RaiseObjection => {
            let (finding, state) = dice.pick(&world.findings())?;
            let manifestation = dice.pick(&state.manifestations)?.id;
            let order = RaiseObjection { finding, manifestation, text: WORDS.to_owned(), evidence: vec![evidence(1, None)] };
            of_unit(world.unit_number(state.unit), order)
        }
        CommandKind::AnswerObjection => {
            let (finding, state) = dice.prefer(&world.findings(), |f| f.1.objections.values().any(|o| o.answered.is_none()))?;
            let raised: Vec<_> = state.objections.iter().map(|(id, o)| (*id, o.answered)).collect();
            let objection = dice.prefer(&raised, |o| o.1.is_none())?.0;
            let sustained = Flag::from(dice.one_in(2));
            let corrected = sustained.yes().then(|| WORDS.to_owned());
            let order = AnswerObjection { finding, objection, sustained, reason: WORDS.to_owned(), corrected };
            of_unit(world.unit_number(state.unit), order)
        }
        _ => None,
    }
}

fn plan(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    let round = world.round();
    let numbers: Vec<usize> = (0..world.cast.units.len()).collect();
    let step = |u: &usize| world.facts().plan_if(round, world.cast.units[*u].id).ok().flatten().map(|p| p.step);
    let opened: Vec<usize> = numbers.into_iter().filter(|u| step(u).is_some()).collect();
    let wanted = match kind {
        CommandKind::SubmitPlan => [PlanStep::Opened, PlanStep::Returned],
        CommandKind::ReviewPlan => [PlanStep::Submitted; 2],
        _ => [PlanStep::Approved; 2],
    };
    let u = dice.prefer(&opened, |u| step(u).is_some_and(|s| wanted.contains(&s)))?;
    let unit = world.cast.units[u].id;
    match kind {
        CommandKind::SubmitPlan => of_unit(u, world.submit_plan(u)),
        CommandKind::ReviewPlan => {
            let approved = Flag::from(!dice.one_in(3));
            of_unit(u, ReviewPlan { round, unit, approved, missing: vec![WORDS.to_owned()] })
        }
        _ => {
            let (report, number) = (dice.pick(ReportKind::ALL)?, "Report".to_owned());
            of_unit(u, FileReport { round, unit, report, number, evidence: vec![evidence(2, None)] })
        }
    }
}

fn item(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    use ItemStep::*;
    let steps: &[ItemStep] = match kind {
        CommandKind::VerifyItem => &[ClaimedDone],
        CommandKind::ReturnItem => &[ClaimedDone, Verified],
        CommandKind::CloseItem => &[Verified],
        CommandKind::ReopenItem => &[Closed],
        _ => &[Planned, InProgress],
    };
    let fits = |i: &rules::item::Item| match kind {
        CommandKind::FinishPart => !i.parts_open.is_empty(),
        CommandKind::DecideExtension => i.extension_asked.is_some(),
        _ => steps.contains(&i.step),
    };
    let (item, state) = dice.prefer(&world.items(), |i| fits(&i.1))?;
    let (u, reason) = (world.unit_number(state.unit), WORDS.to_owned());
    let until = state.due.plus_days(dice.below(30) as i64);
    match kind {
        CommandKind::ReportProgress => of_unit(u, world.report_progress(item)),
        CommandKind::FinishPart => {
            let helper = dice.pick(&state.parts_open).unwrap_or(state.unit);
            let order = FinishPart { item, unit: helper, text: reason, evidence: Vec::new() };
            of_unit(world.unit_number(helper), order)
        }
        CommandKind::ClaimDone => of_unit(u, world.claim_done(item)),
        CommandKind::VerifyItem => of_unit(u, world.verify_item(item)),
        CommandKind::ReturnItem => of_unit(u, ReturnItem { item, missing: vec![reason] }),
        CommandKind::CloseItem => {
            let order = world.close_item(item);
            of_unit(u, if dice.one_in(5) { CloseItem { follow_up: None, ..order } } else { order })
        }
        CommandKind::ReopenItem => of_unit(u, ReopenItem { item, reason }),
        CommandKind::RequestExtension => of_unit(u, RequestExtension { item, until, reason }),
        CommandKind::DecideExtension => of_unit(u, DecideExtension { item, granted: Flag::from(dice.one_in(2)), until, reason }),
        _ if dice.one_in(2) => of_unit(u, AcceptNotDone { item, reason }),
        _ => None,
    }
}

fn aftermath(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    let (text, reason, evidence) = (WORDS.to_owned(), WORDS.to_owned(), vec![evidence(3, None)]);
    match kind {
        CommandKind::HandOverDuty | CommandKind::FulfilDuty => {
            let (duty, state) = dice.prefer(&world.duties(), |d| !d.1.done)?;
            let about = About { post: Some(state.post), ..About::default() };
            let from = world.facts().post(state.post).ok()?;
            let near = |p: &rules::registry::Post| p.jurisdiction == from.jurisdiction && p.unit == from.unit;
            match kind {
                CommandKind::FulfilDuty => Some((FulfilDuty { duty, account: text, evidence }.into(), about)),
                _ => {
                    let to = dice.prefer(&world.posts(), |p| p.0 != state.post && near(&p.1))?.0;
                    Some((HandOverDuty { duty, to, reason }.into(), about))
                }
            }
        }
        CommandKind::RaiseSignal => {
            let (item, state) = dice.prefer(&world.items(), |i| i.1.step >= ItemStep::InProgress)?;
            of_unit(world.unit_number(state.unit), world.raise_signal(item))
        }
        CommandKind::ExplainSignal | CommandKind::DecideSignal => {
            let (signal, state) = dice.prefer(&world.signals(), |s| s.1.decided.is_none())?;
            let (upheld, alleged) = (Flag::from(dice.one_in(2)), (!dice.one_in(6)).then_some(Failing::Perfunctory));
            let command = match kind {
                CommandKind::ExplainSignal => ExplainSignal { signal, text, evidence }.into(),
                _ => Command::from(DecideSignal { signal, upheld, reason, alleged }),
            };
            of_unit(world.unit_number(state.unit), command)
        }
        _ => {
            let (case, state) = dice.prefer(&world.cases(), |c| c.1.outcome.is_none())?;
            let outcome = dice.pick(Outcome::ALL)?;
            let intent = (!dice.one_in(3)).then(|| WORDS.to_owned());
            let command = match kind {
                CommandKind::HearDefence => HearDefence { case, text, evidence }.into(),
                _ => Command::from(DecideCase { outcome, intent, ..world.decide_case(case) }),
            };
            of_unit(world.unit_number(state.unit), command)
        }
    }
}

fn notice(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    if kind == CommandKind::PublishNotice {
        return of_all(PublishNotice { notice: dice.prefer(&world.notices(), |n| !n.1.published)?.0 });
    }
    let mut order = world.draft_notice(dice.pick(NoticeKind::ALL)?);
    if dice.one_in(6) {
        order.totals.refunded += 1;
    }
    of_all(order)
}

fn erasure(kind: CommandKind, world: &World, dice: &mut Dice) -> Order {
    if kind == CommandKind::ApproveErasure {
        let erasure = dice.prefer(&world.erasures(), |e| !e.1.approved)?.0;
        return of_all(ApproveErasure { erasure, commit: digest(dice.0) });
    }
    let personal = |f: &rules::Fact| matches!(f.event, Event::PersonRegistered(_) | Event::ItemDrafted(_) | Event::DefenceHeard(_));
    let fact = dice.prefer(world.record(), personal)?;
    let fields = vec![dice.pick(&["name", "evidence", "responsible_person", "position"])?.to_owned()];
    of_all(ProposeErasure { position: fact.position, of: fact.stream, fields, ground: WORDS.to_owned(), retention: "ten years".to_owned() })
}

/// Whether the seat is near to what the order is about.
pub fn near(about: &About, world: &World, standing: &rules::act::Standing) -> bool {
    let helps = matches!(standing.role, Role::SystemAdministrator | Role::OfficeHead);
    let holds = about.post.is_none_or(|p| standing.seat == Seat::Post(p)) && about.person.is_none_or(|p| helps || standing.person == p);
    let Some(u) = about.unit else { return holds };
    let unit = &world.cast.units[u];
    let county = world.cast.counties[unit.county].id;
    let team = world.rounds().first().and_then(|r| r.1.team_of(unit.id));
    holds
        && standing.unit.is_none_or(|x| x == unit.id)
        && standing.jurisdiction.is_none_or(|x| x == county)
        && standing.team.is_none_or(|x| Some(x) == team)
}
