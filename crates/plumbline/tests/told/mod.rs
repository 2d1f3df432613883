//! The invented autumn in a real store: the accepted orders of the world are given to the store again, with the ids
//! that the store made in place of those of the world.
#![allow(dead_code, clippy::unwrap_used)]

pub mod browser;

use plumbline::app::App;
use rules::{
    Event, StreamKey,
    act::Actor,
    testing::{Player, Stage, World},
    value::Instant,
};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use store::{Request, Settings, Store, clock::Clock, files::Staged, seal::Side};

pub const PASSWORD: &str = "a long enough password";

/// A clock that the story sets.
#[derive(Clone, Default)]
pub struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// A server's state with the story, and how the world's ids are called there.
pub struct Told {
    pub app: App,
    pub world: World,
    ids: HashMap<String, String>,
    hand: Hand,
    _dir: tempfile::TempDir,
}

impl Told {
    /// Tells the story up to a stage.
    pub fn at(stage: Stage) -> Told {
        let dir = tempfile::tempdir().unwrap();
        let hand = Hand::default();
        let store = Store::open(Settings::folder(dir.path()), Arc::new(hand.clone())).unwrap();
        let world = World::at(stage);
        let mut ids = HashMap::new();
        let (mut told, mut position) = (0, None);
        for step in world.accepted() {
            hand.0.store(step.now.recorded_at.0, Ordering::SeqCst);
            let order = rename(serde_json::to_value(&step.command).unwrap(), &ids);
            stage_files(&store, &order);
            let request = Request {
                actor: actor(step.actor, &ids),
                act: serde_json::from_value(rename(serde_json::to_value(&step.input).unwrap(), &ids)).unwrap(),
                command: serde_json::from_value(order).unwrap(),
                expected: None,
                key: None,
                side: Side::Nothing,
            };
            let receipt = store.execute(request).unwrap();
            for at in position.map_or(0, |p: u64| p + 1)..=receipt.position {
                let Some(fact) = store.read(|c, a| store::read::record::fact(c, a, at)).unwrap() else { continue };
                let mine = &world.record()[told];
                told += 1;
                learn_text(&mine.stream.to_string(), &fact.stream.to_string(), &mut ids);
                learn(&serde_json::to_value(&mine.event).unwrap(), &serde_json::to_value(&fact.event).unwrap(), &mut ids);
            }
            position = Some(receipt.position);
        }
        let app = App::new(store, false).unwrap();
        Told { app, world, ids, hand, _dir: dir }
    }

    /// Turns the clock forward, to the morning of a day.
    pub fn turn_to(&self, day: &str) {
        let epoch = rules::testing::day("1970-01-01");
        let morning = (rules::testing::day(day).days_since(epoch) * 86_400 + 3_600) * 1_000_000;
        self.hand.0.fetch_max(morning, Ordering::SeqCst);
    }

    /// Gives an order of the world to the store, and nothing to the world.
    pub fn give(&self, theirs: Actor, command: impl Into<rules::Command>) -> store::Receipt {
        let order = rename(serde_json::to_value(command.into()).unwrap(), &self.ids);
        stage_files(&self.app.store, &order);
        let command: rules::Command = serde_json::from_value(order).unwrap();
        self.app.store.execute(Request { key: None, ..Request::new(self.known(theirs), command) }).unwrap()
    }

    /// The id that the store made for one of the world.
    pub fn id(&self, id: impl ToString) -> String {
        self.ids[&id.to_string()].clone()
    }

    /// Gives someone the password and returns the sign-in name.
    pub fn login(&self, player: Player) -> String {
        self.login_of(player.actor())
    }

    /// As [`Told::login`], for an actor of the world.
    pub fn login_of(&self, theirs: Actor) -> String {
        let who = actor(theirs, &self.ids);
        self.app.store.set_password(who, who.account.unwrap(), PASSWORD, None).unwrap();
        let opened = self.world.record().iter().find_map(|f| match (&f.stream, &f.event) {
            (StreamKey::Account(id), Event::AccountOpened(e)) if Some(*id) == theirs.account => e.login.shown().map(str::to_owned),
            _ => None,
        });
        opened.unwrap()
    }

    /// The seat of someone, as the store knows it.
    pub fn seat(&self, player: Player) -> String {
        self.actor(player).seat.to_string()
    }

    /// An actor of the world, as the store knows it.
    pub fn known(&self, theirs: Actor) -> Actor {
        actor(theirs, &self.ids)
    }

    /// Someone as the store knows them.
    pub fn actor(&self, player: Player) -> Actor {
        actor(player.actor(), &self.ids)
    }
}

fn actor(a: Actor, ids: &HashMap<String, String>) -> Actor {
    let account = a.account.map(|id| ids[&id.to_string()].parse().unwrap());
    Actor { account, seat: renamed(&a.seat.to_string(), ids).parse().unwrap() }
}

fn renamed(text: &str, ids: &HashMap<String, String>) -> String {
    text.split_inclusive([':', '/'])
        .map(|part| {
            let (id, end) = part.strip_suffix([':', '/']).map_or((part, ""), |id| (id, &part[id.len()..]));
            format!("{}{end}", ids.get(id).map_or(id, String::as_str))
        })
        .collect()
}

fn rename(value: Value, ids: &HashMap<String, String>) -> Value {
    match value {
        Value::String(s) => Value::String(renamed(&s, ids)),
        Value::Array(list) => list.into_iter().map(|v| rename(v, ids)).collect(),
        Value::Object(map) => map.into_iter().map(|(k, v)| (k, rename(v, ids))).collect(),
        other => other,
    }
}

fn learn(mine: &Value, theirs: &Value, ids: &mut HashMap<String, String>) {
    match (mine, theirs) {
        (Value::String(a), Value::String(b)) => learn_text(a, b, ids),
        (Value::Array(a), Value::Array(b)) => a.iter().zip(b).for_each(|(a, b)| learn(a, b, ids)),
        (Value::Object(a), Value::Object(b)) => a.iter().for_each(|(k, v)| learn(v, &b[k], ids)),
        _ => {}
    }
}

fn learn_text(mine: &str, theirs: &str, ids: &mut HashMap<String, String>) {
    for (a, b) in mine.split([':', '/']).zip(theirs.split([':', '/'])) {
        if a.len() == 36 && b.len() == 36 {
            ids.insert(a.to_owned(), b.to_owned());
        }
    }
}

/// The files that an order names are said to have arrived; their bytes do not matter here.
fn stage_files(store: &Store, value: &Value) {
    match value {
        Value::String(s) => {
            if let Some(digest) = rules::value::Digest::parse(s) {
                store.stage(&Staged { digest, bytes: 1 }, "image/png").unwrap();
            }
        }
        Value::Array(list) => list.iter().for_each(|v| stage_files(store, v)),
        Value::Object(map) => map.values().for_each(|v| stage_files(store, v)),
        _ => {}
    }
}
