//! Odd sequences through the store, on both databases: the generator of the rules' own test, sent with keys, retried,
//! raced, refused and erased, beside the rules' own world in memory. Both have to give the same answers and the same
//! facts; at the end tables are what a replay gives, and nothing is closed that nobody independent verified.
#![allow(clippy::unwrap_used)]

#[path = "../../rules/tests/rules/odd/choices.rs"]
mod choices;
mod common;
#[path = "../../rules/tests/rules/odd/dice.rs"]
mod dice;
#[path = "../../rules/tests/rules/odd/orders.rs"]
mod orders;
#[path = "../../rules/tests/rules/odd/watch.rs"]
mod watch;

use common::*;
use dice::Dice;
use rules::{
    Code, Command, CommandKind, Event, Fact,
    act::{ActInput, Actor},
    decide,
    registry::add_jurisdiction::AddJurisdiction,
    testing::{Stage, World},
};
use std::collections::BTreeMap;
use store::{
    ExecuteError, Receipt, Request, Store,
    log::Head,
    seal::{CredentialRow, Side},
};

/// What was tried, over all sequences.
#[derive(Default, Debug)]
struct Tally {
    accepted: BTreeMap<CommandKind, usize>,
    refused: usize,
    /// Refused by what only the store knows.
    refused_by_store: usize,
    retried: usize,
    raced: usize,
    closed: usize,
    erased: usize,
}

/// One sequence: a store, or two servers on one database, and the world beside it.
struct Run<'a> {
    home: &'a Home,
    stores: Vec<Store>,
    world: World,
    teller: Teller,
    keys: usize,
    tally: &'a mut Tally,
}

fn size(store: &Store) -> u64 {
    store.read(Head::load).unwrap().unwrap().size
}

/// Answers in a form that can be compared.
fn shown(answer: &Result<Receipt, ExecuteError>) -> String {
    match answer {
        Ok(receipt) => format!("{receipt:?}"),
        Err(e) => e.to_string(),
    }
}

impl Run<'_> {
    fn store(&self, n: usize) -> &Store {
        &self.stores[n % self.stores.len()]
    }

    fn request(&mut self, actor: Actor, input: &ActInput, command: &mut Command) -> Request {
        let mut side = Side::Nothing;
        if let Command::SetCredential(c) = command {
            let (credential, account) = (c.credential.to_string(), self.teller.id(c.account).to_string());
            let row = CredentialRow { credential, account, sort: c.sort.name().to_owned(), secret: format!("secret {}", self.keys) };
            c.seal = rules::value::Digest::parse(&row.seal(self.stores[0].keys())).unwrap();
            side = Side::Credential(row);
        }
        let mut sent = self.teller.command(command);
        if let Command::ProposeErasure(p) = &mut sent {
            p.position = self.teller.position(p.position);
        }
        self.keys += 1;
        let key = Some(format!("key-{}", self.keys));
        Request { actor: self.teller.actor(actor), act: self.teller.input(input), command: sent, expected: None, key, side }
    }

    /// Sends a request once, or twice at the same moment, on two servers where there are two.
    fn send(&mut self, request: &Request, dice: &mut Dice) -> Result<Receipt, ExecuteError> {
        if !dice.one_in(5) {
            return self.store(self.keys).execute(request.clone());
        }
        self.tally.raced += 1;
        let (a, b) = std::thread::scope(|s| {
            let other = s.spawn(|| self.store(1).execute(request.clone()));
            (self.store(0).execute(request.clone()), other.join().unwrap())
        });
        assert_eq!(shown(&a), shown(&b), "both get one answer: {:?}", request.command);
        a
    }

    /// Sends an order to store and world.
    fn order(&mut self, actor: Actor, input: ActInput, mut command: Command, dice: &mut Dice) {
        let request = self.request(actor, &input, &mut command);
        stage_evidence(self.store(0), &request);
        self.home.clock.set(self.world.now().recorded_at);
        let before = size(self.store(0));
        let kind = command.kind();
        match self.send(&request, dice) {
            Ok(receipt) => {
                if let Command::ApproveErasure(c) = &mut command {
                    // The store makes the replacement, so its commitment comes from there.
                    let approved = facts(self.store(0), before..size(self.store(0))).into_iter().find_map(|f| match f.event {
                        Event::ErasureApproved(e) => Some(e.commit),
                        _ => None,
                    });
                    c.commit = rules::value::Digest::parse(&approved.unwrap()).unwrap();
                    self.tally.erased += 1;
                }
                self.world.given_that(actor, input, command);
                let n = self.world.accepted().len() - 1;
                self.teller.learn(&self.stores[0], &self.world, n, &receipt);
                *self.tally.accepted.entry(kind).or_default() += 1;
                self.retry(&request, &receipt, dice);
            }
            Err(ExecuteError::Refused(r)) => {
                assert_eq!(size(self.store(0)), before, "a refused order left entries");
                self.tally.refused += 1;
                // Only the store knows which entries, fields and logins there are.
                let by_store = match kind {
                    CommandKind::ProposeErasure => matches!(r.code, Code::ErasureField | Code::Unknown),
                    CommandKind::OpenAccount => r.code == Code::AlreadyThere,
                    _ => false,
                };
                match self.world.clone().execute(actor, input, command) {
                    Err(theirs) => assert!(by_store || theirs.code == r.code, "`{}`: {r:?}, the rules say {theirs:?}", kind.name()),
                    Ok(_) if by_store => self.tally.refused_by_store += 1,
                    Ok(_) => panic!("`{}` was refused by the store only: {r:?}", kind.name()),
                }
            }
            Err(e) => panic!("`{}`: {e}", kind.name()),
        }
    }

    /// A retry gets the first answer and writes nothing; another order under the same key is refused.
    fn retry(&mut self, request: &Request, receipt: &Receipt, dice: &mut Dice) {
        if !dice.one_in(3) {
            return;
        }
        self.tally.retried += 1;
        let before = size(self.store(0));
        assert_eq!(self.store(dice.below(2)).execute(request.clone()).unwrap(), *receipt);
        let other = Request { command: AddJurisdiction { name: "Under a used key".into() }.into(), side: Side::Nothing, ..request.clone() };
        assert!(matches!(self.store(dice.below(2)).execute(other), Err(ExecuteError::KeyReused)));
        assert_eq!(size(self.store(0)), before, "retries write nothing");
    }

    /// Any order; now and then one that would bring the story on.
    fn odd(&self, dice: &mut Dice) -> Option<(Actor, ActInput, Command)> {
        let pressing = dice.one_in(3).then(|| dice.pick(&choices::pressing(&self.world))).flatten();
        self.of_kind(pressing.unwrap_or_else(|| dice.pick(CommandKind::ALL).unwrap()), dice)
    }

    fn of_kind(&self, kind: CommandKind, dice: &mut Dice) -> Option<(Actor, ActInput, Command)> {
        let (command, about) = orders::order(kind, &self.world, dice)?;
        let mut actor = choices::sender(&self.world, dice, kind, &about);
        let input = choices::saying(&self.world, dice, &mut actor);
        Some((actor, input, command))
    }

    /// An order that the rules accept, of the kind that was accepted most seldom so far.
    fn acceptable(&self, dice: &mut Dice) -> Option<(Actor, ActInput, Command)> {
        let mut kinds = CommandKind::ALL.to_vec();
        kinds.sort_by_key(|k| self.tally.accepted.get(k).copied().unwrap_or_default());
        let accepted = |(actor, input, command): &(Actor, ActInput, Command)| {
            decide(&self.world, self.world.now(), actor, input, command, &mut self.world.ids()).is_ok()
        };
        kinds.iter().flat_map(|k| [*k; 6]).find_map(|k| self.of_kind(k, dice).filter(accepted))
    }

    fn step(&mut self, dice: &mut Dice) {
        if dice.one_in(2) {
            self.world.wait_days(dice.below(5) as i64);
        }
        let order = if dice.one_in(2) { self.acceptable(dice) } else { self.odd(dice) };
        if let Some((actor, input, command)) = order {
            self.order(actor, input, command, dice);
        }
    }
}

fn facts(store: &Store, range: std::ops::Range<u64>) -> Vec<Fact> {
    range.filter_map(|at| store.read(|c, a| store::read::record::fact(c, a, at)).unwrap()).collect()
}

fn sequence(home: &Home, stage: Stage, seed: u64, steps: usize, tally: &mut Tally) {
    let mut stores = vec![home.open()];
    if let store::db::Place::Postgres(_) = home.settings.place {
        stores.push(home.open());
    }
    let mut run = Run { home, stores, world: World::at(stage), teller: Teller::default(), keys: 0, tally };
    let mut dice = Dice(seed);
    // People in several posts, told with the rest.
    choices::hats(&mut run.world, &mut dice);
    run.teller.tell(&run.stores[0], &home.clock, &run.world);
    for _ in 0..steps {
        run.step(&mut dice);
    }
    let Run { mut stores, world, teller, .. } = run;
    let store = stores.remove(0);
    drop(stores);
    let report = verified(&store);
    for (key, state) in world.states() {
        let ours = store.folded(teller.stream(key)).unwrap();
        let revision = world.record().iter().filter(|f| f.stream == *key).count() as u64;
        assert_eq!((ours.revision, std::mem::discriminant(&ours.state)), (revision, std::mem::discriminant(state)), "{key}");
    }
    tally.closed += watch::watch(&facts(&store, 0..report.entries)).unwrap();
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(verified(&store), report, "a rebuild gives the same tables");
    drop(store);
    assert_eq!(verified(&home.open()), report, "opened again, it is the same");
}

/// Where most orders have something to be about; long runs go on from every stage.
const BEGINNINGS: [Stage; 6] =
    [Stage::Heard, Stage::PlansApproved, Stage::CaseOpened, Stage::PapersSigned, Stage::UnitsFedBack, Stage::Authorised];

fn sequences(home: impl Fn() -> Option<Home>, count: usize) {
    // The first order of all is accepted at the beginning of every story.
    let mut tally = Tally { accepted: BTreeMap::from([(CommandKind::FoundAuthority, count)]), ..Tally::default() };
    for n in 0..count {
        let Some(home) = home() else { return };
        let stage = *BEGINNINGS.iter().chain(Stage::ALL).nth(n % (BEGINNINGS.len() + Stage::ALL.len())).unwrap();
        sequence(&home, stage, 0x5eed + n as u64, 80, &mut tally);
    }
    let never: Vec<&str> = CommandKind::ALL.iter().filter(|k| !tally.accepted.contains_key(k)).map(|k| k.name()).collect();
    println!("{count} sequences: {tally:?}");
    assert!(never.is_empty(), "never accepted: {never:?}");
    assert!(tally.raced > 20 && tally.retried > 20 && tally.refused > 20 && tally.erased > 0, "{tally:?}");
}

#[test]
fn odd_sequences_replay_to_the_live_tables_of_the_embedded_database() {
    sequences(|| Some(Home::sqlite()), if long() { 60 } else { 6 });
}

#[test]
fn odd_sequences_replay_to_the_live_tables_of_postgresql() {
    sequences(Home::postgres, if long() { 30 } else { 6 });
}
