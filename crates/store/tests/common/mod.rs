//! What the tests of the store share: a clock that is set by hand, a place on either database, and the story of the
//! rules' own world, sent to a store with the store's own ids.
#![allow(dead_code, clippy::unwrap_used)]

use rules::{
    Command, Seat,
    act::{ActInput, Actor},
    id::AccountId,
    testing::World,
    value::{Digest, Instant},
};
use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};
use store::{Receipt, Request, Settings, Store, clock::Clock, db::Place, files::Staged};

/// A clock that stands where it was set.
#[derive(Default)]
pub struct HandClock(pub AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

impl HandClock {
    pub fn at(now: Instant) -> Arc<HandClock> {
        Arc::new(HandClock(AtomicI64::new(now.0)))
    }

    pub fn set(&self, now: Instant) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    pub fn wait(&self, microseconds: i64) {
        self.0.fetch_add(microseconds, Ordering::SeqCst);
    }
}

/// An installation with its clock, in a folder that goes with it.
pub struct Home {
    pub dir: tempfile::TempDir,
    pub settings: Settings,
    pub clock: Arc<HandClock>,
}

impl Home {
    pub fn sqlite() -> Home {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings::folder(dir.path());
        Home { dir, settings, clock: HandClock::at(Instant(1_627_866_000_000_000)) }
    }

    /// `None` only where the quick run leaves PostgreSQL out; a server that is missing otherwise fails the test.
    pub fn postgres() -> Option<Home> {
        let Some(place) = postgres_place() else {
            println!("left out: no PostgreSQL in the quick run");
            return None;
        };
        let mut home = Home::sqlite();
        home.settings.place = place;
        Some(home)
    }

    pub fn open(&self) -> Store {
        self.try_open().unwrap()
    }

    pub fn try_open(&self) -> Result<Store, store::StoreError> {
        Store::open(self.settings.clone(), self.clock.clone())
    }
}

fn postgres_place() -> Option<Place> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("PLUMBLINE_TEST_PG") else {
        assert!(std::env::var("PLUMBLINE_QUICK").is_ok(), "PLUMBLINE_TEST_PG names no server: run `./test`");
        return None;
    };
    let schema = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).unwrap();
    Some(Place::Postgres(format!("{server} options='-csearch_path={schema}'")))
}

/// Verifies, without rehashing files.
pub fn verified(store: &Store) -> store::verify::Report {
    store.verify(false, &mut |_, _| {}).unwrap()
}

/// Sends the orders of a world to a store; what the world calls by counted ids, the store calls by its own.
#[derive(Default)]
pub struct Teller {
    ids: HashMap<String, String>,
    /// Orders told.
    pub told: usize,
    pub receipts: Vec<Receipt>,
}

impl Teller {
    /// The store's name of an id of the world.
    pub fn id<T: std::str::FromStr + ToString>(&self, id: T) -> T {
        self.text(&id.to_string()).parse().ok().unwrap()
    }

    fn text(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for at in uuids(text) {
            if let Some(own) = self.ids.get(&text[at..at + 36]) {
                out.replace_range(at..at + 36, own);
            }
        }
        out
    }

    pub fn actor(&self, actor: Actor) -> Actor {
        let seat: Seat = self.text(&actor.seat.to_string()).parse().ok().unwrap();
        Actor { account: actor.account.map(|a| self.id::<AccountId>(a)), seat }
    }

    pub fn command(&self, command: &Command) -> Command {
        serde_json::from_str(&self.text(&serde_json::to_string(command).unwrap())).unwrap()
    }

    pub fn input(&self, input: &ActInput) -> ActInput {
        serde_json::from_str(&self.text(&serde_json::to_string(input).unwrap())).unwrap()
    }

    /// The request of the world's order number `n`.
    pub fn request(&self, world: &World, n: usize) -> Request {
        let told = &world.accepted()[n];
        let mut request = Request::new(self.actor(told.actor), self.command(&told.command));
        request.act = self.input(&told.input);
        request
    }

    /// Sends every order that was not sent yet; each has to be accepted with the very facts of the world.
    pub fn tell(&mut self, store: &Store, clock: &HandClock, world: &World) {
        self.tell_some(store, clock, world, usize::MAX);
    }

    pub fn tell_some(&mut self, store: &Store, clock: &HandClock, world: &World, most: usize) {
        let end = world.accepted().len().min(self.told.saturating_add(most));
        while self.told < end {
            let n = self.told;
            let request = self.request(world, n);
            stage_evidence(store, &request);
            clock.set(world.accepted()[n].now.recorded_at);
            let name = request.command.kind().name();
            let receipt = store.execute(request).unwrap_or_else(|e| panic!("`{name}`, order {n}: {e:?}"));
            self.learn(store, world, n, &receipt);
            self.receipts.push(receipt);
            self.told += 1;
        }
    }

    fn learn(&mut self, store: &Store, world: &World, n: usize, receipt: &Receipt) {
        let at = world.accepted()[n].now.recorded_at;
        let facts: Vec<_> = world.record().iter().filter(|f| f.recorded_at == at).collect();
        let first = receipt.position + 1 - facts.len() as u64;
        for (i, theirs) in facts.iter().enumerate() {
            let ours = store.read(|c, a| store::read::record::fact(c, a, first + i as u64)).unwrap().unwrap();
            let text = |f: &rules::Fact| {
                format!("{} {} {}", f.stream, serde_json::to_string(&f.act).unwrap(), serde_json::to_string(&f.event).unwrap())
            };
            let (theirs, ours) = (text(theirs), text(&ours));
            for (a, b) in uuids(&theirs).into_iter().zip(uuids(&ours)) {
                self.ids.insert(theirs[a..a + 36].to_owned(), ours[b..b + 36].to_owned());
            }
            assert_eq!(self.text(&theirs), ours, "order {n}");
        }
    }
}

/// Tells the store of files that were never handed in: the digests of the world are invented.
pub fn stage_evidence(store: &Store, request: &Request) {
    for digest in store::read::file::digests_of(&request.command, &request.act) {
        stage(store, digest);
    }
}

pub fn stage(store: &Store, digest: Digest) {
    store.stage(&Staged { digest, bytes: 1 }, "application/pdf").unwrap();
}

/// Where ids begin in a text.
fn uuids(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at + 36 <= bytes.len() {
        let fits = (0..36).all(|i| if [8, 13, 18, 23].contains(&i) { bytes[at + i] == b'-' } else { bytes[at + i].is_ascii_hexdigit() });
        if fits {
            out.push(at);
            at += 36;
        } else {
            at += 1;
        }
    }
    out
}

/// Copies a folder of an installation.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
