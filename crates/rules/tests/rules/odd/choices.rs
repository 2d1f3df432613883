//! Who sends what, and when it is said to have happened; the tests of the store choose in the same way.

use super::{dice::Dice, orders};
use rules::{
    CommandKind, Seat,
    act::{ActInput, Actor, standing},
    item::ItemStep,
    permit::rows,
    registry::appoint::Appoint,
    role::Role,
    testing::{World, autumn::SET_UP},
};
use std::collections::BTreeSet;

/// Some people get a second post, of the kind that tempts: those who report and claim, and those who close, become
/// supervisors of the county; anyone gets a place in a unit.
pub fn hats(world: &mut World, dice: &mut Dice) {
    let known: Vec<_> = world.accounts().iter().map(|a| a.1.person).collect();
    for _ in 0..dice.below(6) {
        let unit = dice.pick(&world.cast.units).unwrap();
        let county = world.cast.counties[unit.county].clone();
        let tempted = [unit.principal, unit.contact, unit.body_member, world.cast.office_head, world.cast.executive_deputy_head];
        let (post, person) = match dice.below(3) {
            0 => (world.create_post(Role::BodyMember, Some(county.id), Some(unit.id)), dice.pick(&known).unwrap()),
            _ => (county.supervisor.post, dice.pick(&tempted).unwrap().person),
        };
        let order = Appoint { post, person, from: world.today() };
        // Refused where the person holds the post already, which is as good.
        let _ = world.execute(world.cast.office_head.actor(), ActInput::default(), order);
    }
}

/// Orders that would bring the story on.
pub fn pressing(world: &World) -> Vec<CommandKind> {
    use CommandKind::*;
    let rounds = world.rounds();
    let Some((_, round)) = rounds.first() else { return vec![PlanRound] };
    let unit = |f: &dyn Fn(&rules::round::UnitProgress) -> bool| round.progress.values().any(f);
    let item = |f: &dyn Fn(&rules::item::Item) -> bool| world.items().iter().any(|i| f(&i.1));
    let live = world.accounts().iter().any(|a| a.1.credentials.iter().any(|c| !c.revoked));
    let told = round.feedbacks.len() < round.units.len() + round.jurisdictions.len();
    let all = [
        (round.authorised_on.is_none(), AuthoriseRound),
        (round.teams.len() < 3, FormTeam),
        (unit(&|p| p.entered_on.is_none()), EnterUnit),
        (unit(&|p| p.entered_on.is_some() && p.heard.is_empty()), DraftPaper),
        (world.papers().iter().any(|p| p.1.next_step().is_some()), SignPaper),
        (unit(&|p| p.entered_on.is_some() && p.heard.is_empty()), RecordFinding),
        (unit(&|p| p.entered_on.is_some() && p.heard.is_empty()), ReportTeam),
        (unit(&|p| p.reported_on.is_some() && p.heard.len() < round.gates().len()), HoldHearing),
        (unit(&|p| !p.heard.is_empty()) && told, DeliverFeedback),
        (round.feedbacks.values().any(|f| f.statements.is_empty()), MakeStatement),
        (round.feedbacks.values().any(|f| !f.receipt), ConfirmReceipt),
        (world.findings().iter().any(|f| f.1.objections.values().any(|o| o.answered.is_none())), AnswerObjection),
        (live, RevokeCredential),
        (item(&|i| i.step == ItemStep::ClaimedDone), VerifyItem),
        (item(&|i| i.step == ItemStep::Verified), CloseItem),
        (item(&|i| !i.parts_open.is_empty() && i.step < ItemStep::ClaimedDone), FinishPart),
        (item(&|i| i.extension_asked.is_some()), DecideExtension),
        (world.signals().iter().any(|s| s.1.decided.is_none()), ExplainSignal),
        (world.cases().iter().any(|c| c.1.outcome.is_none()), HearDefence),
        (world.cases().iter().any(|c| c.1.outcome.is_none()), DecideCase),
    ];
    all.into_iter().filter(|a| a.0).map(|a| a.1).collect()
}

/// Someone who could send the order, by the table and by where they sit; now and then anyone.
pub fn sender(world: &World, dice: &mut Dice, kind: CommandKind, about: &orders::About) -> Actor {
    let permitted: BTreeSet<Role> = rows(kind).into_iter().map(|r| r.0).collect();
    let seats = world.seats();
    let fits = |(person, actor): &(_, Actor)| {
        let Ok(s) = standing(&world.facts(), actor.seat, Some(*person), world.today()) else { return false };
        permitted.contains(&s.role) && orders::near(about, world, &s)
    };
    match dice.prefer(&seats, fits) {
        Some((_, actor)) if kind != CommandKind::FoundAuthority => actor,
        _ => SET_UP,
    }
}

/// When it happened and who decided, as the sender says: mostly today and oneself.
pub fn saying(world: &World, dice: &mut Dice, actor: &mut Actor) -> ActInput {
    let mut input = ActInput::default();
    match dice.below(16) {
        0 => input.occurred_on = Some(world.today().plus_days(1)),
        1 => input = ActInput { occurred_on: Some(world.today().plus_days(-(dice.below(9) as i64))), ..input },
        2 | 3 => {
            input.occurred_on = Some(world.today().plus_days(-(dice.below(30) as i64)));
            input.late_reason = Some("found in a drawer".to_owned());
        }
        _ => {}
    }
    if dice.one_in(6) && actor.seat != Seat::SetUp {
        // A clerk types for whoever decided.
        let person = world.accounts().into_iter().find(|a| Some(a.0) == actor.account).map(|a| a.1.person);
        (input.decided_by, input.decided_by_person) = (Some(actor.seat), person);
        *actor = world.cast.office_clerk.actor();
    }
    input
}
