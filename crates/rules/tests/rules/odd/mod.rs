//! Odd sequences: any seat, any order, dates shuffled, duties handed over, one person in several posts. Whatever
//! happens, the record replays, and no item is closed that nobody independent has verified.

mod dice;
mod orders;
mod watch;

use dice::Dice;
use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use rules::{
    Command, CommandKind, Seat,
    act::{ActInput, Actor, standing},
    decide,
    item::ItemStep,
    permit::rows,
    registry::appoint::Appoint,
    role::Role,
    testing::{autumn::SET_UP, *},
    value::Flag,
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Rounds as they may be set: signatures, all jurisdictions first, secretary's meeting, jurisdiction channel.
const SETTINGS: [[bool; 4]; 5] = [
    [true, true, false, true],
    [false, true, false, true],
    [true, false, true, true],
    [true, true, false, false],
    [false, false, true, true],
];

/// The story under one of the settings, told up to a stage; kept, because many sequences begin there.
struct Beginnings(RefCell<BTreeMap<(usize, Stage), World>>);

impl Beginnings {
    fn at(&self, settings: usize, stage: Stage) -> World {
        let mut kept = self.0.borrow_mut();
        let told = kept.entry((settings, stage)).or_insert_with(|| {
            let mut world = World::autumn_2021();
            let [two, all, meeting, channel] = SETTINGS[settings].map(Flag::from);
            (world.settings.two_signatures, world.settings.all_jurisdictions_first) = (two, all);
            (world.settings.secretary_meeting, world.settings.jurisdiction_channel) = (meeting, channel);
            world.advance_to(stage);
            world
        });
        told.clone()
    }
}

/// Some people get a second post, of the kind that tempts: as supervisor of a county, or within a unit.
fn hats(world: &mut World, dice: &mut Dice) {
    let known: Vec<_> = world.accounts().iter().map(|a| a.1.person).collect();
    for _ in 0..dice.below(4) {
        let unit = dice.pick(&world.cast.units).unwrap();
        let county = world.cast.counties[unit.county].clone();
        let post = match dice.one_in(2) {
            true => county.supervisor.post,
            false => world.create_post(Role::BodyMember, Some(county.id), Some(unit.id)),
        };
        let order = Appoint { post, person: dice.pick(&known).unwrap(), from: world.today() };
        // Refused where the person holds the post already, which is as good.
        let _ = world.execute(world.cast.office_head.actor(), ActInput::default(), order);
    }
}

/// Orders that would bring the story on.
fn pressing(world: &World) -> Vec<CommandKind> {
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
fn sender(world: &World, dice: &mut Dice, kind: CommandKind, about: &orders::About) -> Actor {
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
fn saying(world: &World, dice: &mut Dice, actor: &mut Actor) -> ActInput {
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

/// One step; returns the kind where it was accepted.
fn step(world: &mut World, kind: CommandKind, dice: &mut Dice) -> Result<Option<CommandKind>, TestCaseError> {
    if dice.one_in(2) {
        world.wait_days(dice.below(5) as i64);
    }
    let kind = if dice.one_in(3) { dice.pick(&pressing(world)).unwrap_or(kind) } else { kind };
    let Some((command, about)) = orders::order(kind, world, dice) else { return Ok(None) };
    let mut actor = sender(world, dice, kind, &about);
    let input = saying(world, dice, &mut actor);
    let again = |command: &Command| decide(world, world.now(), &actor, &input, command, &mut world.ids());
    if again(&command) != again(&command) {
        return Err(TestCaseError::fail(format!("`{}` was decided differently on the same facts", kind.name())));
    }
    let before = world.record().len();
    match world.execute(actor, input, command) {
        Ok(facts) if facts.is_empty() => Err(TestCaseError::fail(format!("`{}` was accepted without a fact", kind.name()))),
        Ok(_) => Ok(Some(kind)),
        Err(_) if world.record().len() != before => Err(TestCaseError::fail("a refused order left facts behind")),
        Err(_) => Ok(None),
    }
}

#[test]
fn no_sequence_however_odd_closes_an_item_that_nobody_independent_verified() {
    let beginnings = Beginnings(RefCell::new(BTreeMap::new()));
    let accepted: RefCell<BTreeMap<CommandKind, usize>> = RefCell::default();
    let closed = RefCell::new(0);
    let founded = sample(CommandKind::FoundAuthority);
    founded.world.clone().given(founded.actor, founded.command);
    accepted.borrow_mut().insert(CommandKind::FoundAuthority, 1);

    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(160);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let sequences = (0..SETTINGS.len(), 0..Stage::ALL.len(), any::<u64>(), vec((0..CommandKind::ALL.len(), any::<u64>()), 60..160));
    let outcome = runner.run(&sequences, |(settings, stage, seed, steps)| {
        let mut world = beginnings.at(settings, Stage::ALL[stage]);
        hats(&mut world, &mut Dice(seed));
        for (kind, seed) in steps {
            if let Some(kind) = step(&mut world, CommandKind::ALL[kind], &mut Dice(seed))? {
                *accepted.borrow_mut().entry(kind).or_default() += 1;
            }
        }
        let replayed = replay(world.record()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        if &replayed != world.states() {
            return Err(TestCaseError::fail("the record does not replay to the live states"));
        }
        *closed.borrow_mut() += watch::watch(world.record()).map_err(TestCaseError::fail)?;
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
    let accepted = accepted.into_inner();
    let never: Vec<&str> = CommandKind::ALL.iter().filter(|k| !accepted.contains_key(k)).map(|k| k.name()).collect();
    println!("accepted: {:?}; items closed: {}", accepted.iter().map(|(k, n)| (k.name(), *n)).collect::<Vec<_>>(), closed.borrow());
    assert!(never.is_empty(), "never accepted: {never:?}");
}
