//! Given, when, then, without I/O: a world that decides and folds as the store does, but in memory, with counted ids
//! and a clock that tests set. One invented authority, [`World::autumn_2021`], and its story up to any [`Stage`].

pub mod autumn;
pub mod orders;
pub mod sample;
pub mod story;

pub use autumn::{Cast, County, Department, Player};
pub use sample::{Sample, sample};
pub use story::Stage;

use crate::{
    act::{Act, ActInput, Actor, Now},
    command::{Command, Ids, decide},
    event::{Event, Fact},
    facts::{Facts, Source},
    id::*,
    parts::Settings,
    refusal::{Halt, Refusal},
    state::{EvolveError, State, evolve},
    stream::{Seat, StreamKey},
    value::{Date, Instant},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// States by stream.
pub type States = BTreeMap<StreamKey, State>;

/// Ids one after another, in the form of UUIDv7.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountedIds {
    given: u128,
}

impl Ids for CountedIds {
    fn next(&mut self) -> Uuid {
        self.given += 1;
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self.given)
    }
}

/// An order that was accepted, with its circumstances, so that another implementation can be given the same.
#[derive(Clone, Debug)]
pub struct Accepted {
    pub now: Now,
    pub actor: Actor,
    pub input: ActInput,
    pub command: Command,
}

/// Everything that is known, folded, and everything that was recorded.
#[derive(Clone, Debug)]
pub struct World {
    states: States,
    revisions: BTreeMap<StreamKey, u64>,
    record: Vec<Fact>,
    accepted: Vec<Accepted>,
    accounts: BTreeMap<PersonId, AccountId>,
    ids: CountedIds,
    now: Now,
    stage: Stage,
    pub cast: Cast,
    /// Settings that the round will be planned with.
    pub settings: Settings,
    /// Deadline profile that the round will be planned with.
    pub profile: String,
}

impl Source for World {
    fn state(&self, key: &StreamKey) -> Option<State> {
        Some(self.states.get(key).cloned().unwrap_or_default())
    }
}

/// Microseconds of a civil day, in the eight hours' time zone of the authority, at nine in the morning.
fn morning(day: Date) -> Instant {
    Instant((day.days_since(Date(jiff::civil::date(1970, 1, 1))) * 86_400 + 3_600) * 1_000_000)
}

/// Reads a day; a day that is none is a mistake of the test.
pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("`{text}` is no day: {e}"))
}

/// What the sender says of an act that happened on an earlier day.
pub fn on(text: &str) -> ActInput {
    ActInput { occurred_on: Some(day(text)), late_reason: Some("entered from the minutes".to_owned()), ..ActInput::default() }
}

/// Folds facts from nothing.
pub fn replay(facts: &[Fact]) -> Result<States, EvolveError> {
    let mut states = States::new();
    for fact in facts {
        evolve(states.entry(fact.stream).or_default(), fact)?;
    }
    Ok(states)
}

impl World {
    /// Nothing yet: no authority, no facts.
    pub fn empty(today: Date) -> World {
        World {
            states: States::new(),
            revisions: BTreeMap::new(),
            record: Vec::new(),
            accepted: Vec::new(),
            accounts: BTreeMap::new(),
            ids: CountedIds::default(),
            now: Now { recorded_at: morning(today), today },
            stage: Stage::Founded,
            cast: Cast::default(),
            settings: autumn::settings(),
            profile: "CITY-3M".to_owned(),
        }
    }

    /// Decides a command; where it is accepted, folds what follows and returns the new facts.
    pub fn execute(&mut self, actor: Actor, input: ActInput, command: impl Into<Command>) -> Result<Vec<Fact>, Refusal> {
        let command = command.into();
        let mut ids = self.ids;
        let decided = match decide(&*self, self.now, &actor, &input, &command, &mut ids) {
            Ok(decided) => decided,
            Err(Halt::Refused(refusal)) => return Err(refusal),
            Err(Halt::Needs(key)) => panic!("`{}` asks for stream `{key}`, though all streams are at hand", command.kind().name()),
        };
        self.ids = ids;
        let before = self.record.len();
        for (stream, event) in decided.events {
            self.apply(&decided.act, stream, event);
        }
        self.accepted.push(Accepted { now: self.now, actor, input, command });
        // The clock of the server never stands still between two commands.
        self.now.recorded_at.0 += 1_000_000;
        Ok(self.record[before..].to_vec())
    }

    /// Executes a command that has to be accepted: the "given" of a test.
    pub fn given(&mut self, actor: Actor, command: impl Into<Command>) -> Vec<Fact> {
        self.given_that(actor, ActInput::default(), command)
    }

    /// As [`World::given`], with what the sender says of the act.
    pub fn given_that(&mut self, actor: Actor, input: ActInput, command: impl Into<Command>) -> Vec<Fact> {
        let command = command.into();
        let name = command.kind().name();
        self.execute(actor, input, command).unwrap_or_else(|r| panic!("`{name}` was refused on {}: {r:?}", self.now.today))
    }

    fn apply(&mut self, act: &Act, stream: StreamKey, event: Event) {
        let revision = self.revisions.entry(stream).or_default();
        *revision += 1;
        let (position, revision) = (self.record.len() as u64, *revision);
        let fact = Fact { position, recorded_at: self.now.recorded_at, stream, revision, act: act.clone(), event };
        evolve(self.states.entry(stream).or_default(), &fact).unwrap_or_else(|e| panic!("decide emitted what evolve does not accept: {e}"));
        if let (StreamKey::Account(account), Event::AccountOpened(e)) = (stream, &fact.event) {
            self.accounts.insert(e.person, account);
        }
        self.record.push(fact);
    }

    /// Turns the clock to the morning of a later day. It never goes back.
    pub fn turn_to(&mut self, today: Date) {
        assert!(today >= self.now.today, "the clock stands at {} and cannot go back to {today}", self.now.today);
        self.now = Now { recorded_at: self.now.recorded_at.max(morning(today)), today };
    }

    /// Turns the clock forward by days.
    pub fn wait_days(&mut self, days: i64) {
        self.turn_to(self.now.today.plus_days(days));
    }

    pub fn now(&self) -> Now {
        self.now
    }

    pub fn today(&self) -> Date {
        self.now.today
    }

    /// How far the story was told.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Every fact, in order.
    pub fn record(&self) -> &[Fact] {
        &self.record
    }

    /// Every order that was accepted, in order.
    pub fn accepted(&self) -> &[Accepted] {
        &self.accepted
    }

    /// Every state, by stream.
    pub fn states(&self) -> &States {
        &self.states
    }

    /// The ids as they stand, so that a decision can be made without recording it.
    pub fn ids(&self) -> CountedIds {
        self.ids
    }

    /// Typed access to the states.
    pub fn facts(&self) -> Facts<'_> {
        Facts::new(self)
    }

    /// A person in a seat, signed in with the person's account.
    pub fn actor(&self, person: PersonId, seat: Seat) -> Actor {
        let account = self.accounts.get(&person).copied();
        assert!(account.is_some(), "the person {person} has no account");
        Actor { account, seat }
    }

    /// Every seat that someone with an account holds today, with who sits there.
    pub fn seats(&self) -> Vec<(PersonId, Actor)> {
        let mut out = Vec::new();
        for (key, state) in &self.states {
            let held: Vec<(PersonId, Seat)> = match (key, state) {
                (StreamKey::Post(id), State::Post(p)) => p.holders_on(self.now.today).map(|h| (h, Seat::Post(*id))).collect(),
                (StreamKey::Round(id), State::Round(r)) => {
                    r.teams.iter().flat_map(|(t, team)| team.members.iter().map(|m| (m.person, Seat::Team(*id, *t)))).collect()
                }
                _ => continue,
            };
            out.extend(held.into_iter().filter(|(p, _)| self.accounts.contains_key(p)).map(|(p, seat)| (p, self.actor(p, seat))));
        }
        out
    }
}

macro_rules! listed {
    ($($(#[$doc:meta])* $name:ident $variant:ident($id:ty) => $state:ty;)*) => {
        impl World {$(
            $(#[$doc])*
            pub fn $name(&self) -> Vec<($id, std::sync::Arc<$state>)> {
                self.states
                    .iter()
                    .filter_map(|(key, state)| match (key, state) {
                        (StreamKey::$variant(id), State::$variant(s)) => Some((*id, s.clone())),
                        _ => None,
                    })
                    .collect()
            }
        )*}
    };
}

listed! {
    /// Rounds in the order in which they were planned; so on for the others.
    rounds Round(RoundId) => crate::round::Round;
    papers Paper(PaperId) => crate::paper::WorkingPaper;
    findings Finding(FindingId) => crate::finding::Finding;
    items Item(ItemId) => crate::item::Item;
    duties Duty(DutyId) => crate::duty::Duty;
    signals Signal(SignalId) => crate::signal::Signal;
    cases Case(CaseId) => crate::case::AccountabilityCase;
    notices Notice(NoticeId) => crate::notice::Notice;
    erasures Erasure(ErasureId) => crate::erasure::Erasure;
    accounts Account(AccountId) => crate::account::Account;
    posts Post(PostId) => crate::registry::Post;
    persons Person(PersonId) => crate::registry::Person;
}
