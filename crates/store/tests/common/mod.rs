//! What the tests of the store share: a clock that is set by hand, a place on either database, and the story of the
//! rules' own world, sent to a store with the store's own ids.
#![allow(dead_code, clippy::unwrap_used)]

pub mod child;

use rules::{
    Command, Seat, StreamKey,
    act::{ActInput, Actor},
    erasure::propose_erasure::ProposeErasure,
    id::{AccountId, ErasureId},
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
use store::{
    Receipt, Request, Settings, Store,
    clock::{Clock, SystemClock},
    db::Place,
    files::Staged,
};

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
        Home::at(postgres_schema)
    }

    /// As [`Home::postgres`], in a database of its own: open transactions elsewhere keep no dead rows there.
    pub fn postgres_alone() -> Option<Home> {
        Home::at(postgres_database)
    }

    fn at(make: fn(&str, &str) -> String) -> Option<Home> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("PLUMBLINE_TEST_PG") else {
            assert!(std::env::var("PLUMBLINE_QUICK").is_ok(), "PLUMBLINE_TEST_PG names no server: run `./test`");
            println!("left out: no PostgreSQL in the quick run");
            return None;
        };
        let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let mut home = Home::sqlite();
        home.settings.place = Place::Postgres(make(&server, &name));
        Some(home)
    }

    pub fn open(&self) -> Store {
        self.try_open().unwrap()
    }

    pub fn try_open(&self) -> Result<Store, store::StoreError> {
        Store::open(self.settings.clone(), self.clock.clone())
    }
}

fn postgres_schema(server: &str, name: &str) -> String {
    let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).unwrap();
    format!("{server} options='-csearch_path={name}'")
}

fn postgres_database(server: &str, name: &str) -> String {
    let mut client = postgres::Client::connect(server, postgres::NoTls).unwrap();
    for sql in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
        client.batch_execute(&sql).unwrap();
    }
    // Of two values for one key the later one counts.
    format!("{server} dbname={name}")
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
    /// The store's position of each fact of the world.
    pub positions: Vec<u64>,
    pub receipts: Vec<Receipt>,
}

impl Teller {
    /// The store's name of an id of the world.
    pub fn id<T: std::str::FromStr + ToString>(&self, id: T) -> T {
        self.text(&id.to_string()).parse().ok().unwrap()
    }

    pub fn stream(&self, key: &StreamKey) -> StreamKey {
        self.text(&key.to_string()).parse().ok().unwrap()
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
        }
    }

    /// Holds the facts of the world's order number `n` against those that the store recorded for it.
    pub fn learn(&mut self, store: &Store, world: &World, n: usize, receipt: &Receipt) {
        let at = world.accepted()[n].now.recorded_at;
        let facts: Vec<_> = world.record().iter().filter(|f| f.recorded_at == at).collect();
        let first = receipt.position + 1 - facts.len() as u64;
        for (i, theirs) in facts.iter().enumerate() {
            self.positions.push(first + i as u64);
            let ours = store.read(|c, a| store::read::record::fact(c, a, first + i as u64)).unwrap().unwrap();
            let text = |f: &rules::Fact| {
                format!("{} {} {}", f.stream, serde_json::to_string(&f.act).unwrap(), serde_json::to_string(&f.event).unwrap())
            };
            let (theirs, ours) = (text(&self.placed(theirs)), text(&ours));
            for (a, b) in uuids(&theirs).into_iter().zip(uuids(&ours)) {
                self.ids.insert(theirs[a..a + 36].to_owned(), ours[b..b + 36].to_owned());
            }
            assert_eq!(self.text(&theirs), ours, "order {n}");
        }
        self.receipts.push(receipt.clone());
        self.told += 1;
    }

    /// A fact of the world, with the store's positions where it names any.
    fn placed(&self, fact: &rules::Fact) -> rules::Fact {
        let mut fact = fact.clone();
        match &mut fact.event {
            rules::Event::ErasureProposed(e) => e.position = self.position(e.position),
            rules::Event::ErasureApproved(e) => e.position = self.position(e.position),
            _ => {}
        }
        fact
    }

    /// The store's position of a fact of the world.
    pub fn position(&self, theirs: u64) -> u64 {
        self.positions[theirs as usize]
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

/// What opening or verifying a folder says; `None` where nothing is found.
pub fn found(dir: &Path, files: bool) -> Option<String> {
    match Store::open(Settings::folder(dir), Arc::new(SystemClock)) {
        Err(e) => Some(e.to_string()),
        Ok(store) => store.verify(files, &mut |_, _| {}).err().map(|e| e.to_string()),
    }
}

/// Whether the counts of `./test --long` are asked for; they belong to the release build.
pub fn long() -> bool {
    std::env::var("PLUMBLINE_LONG").is_ok() && !cfg!(debug_assertions)
}

/// Tries every one, on two threads: tests of the store wait for the disk.
pub fn in_parallel<T: Sync>(all: &[T], each: impl Fn(&T) + Sync) {
    std::thread::scope(|s| {
        for half in all.chunks(all.len().div_ceil(2).max(1)) {
            let each = &each;
            s.spawn(move || half.iter().for_each(each));
        }
    });
}

/// Proposes the erasure of one field of an entry; another administrator has to approve it.
pub fn propose_erasure(store: &Store, by: Actor, position: u64, of: StreamKey, field: &str) -> ErasureId {
    let fields = vec![field.to_owned()];
    let order = ProposeErasure { position, of, fields, ground: "Asked by the person".into(), retention: "P1".into() };
    match store.execute(Request::new(by, order)).unwrap().stream("erasure") {
        Some(StreamKey::Erasure(erasure)) => erasure,
        other => panic!("no erasure: {other:?}"),
    }
}

/// Files that hold a text, among every byte that an installation keeps: its folder, and on PostgreSQL the whole folder
/// of the server, with the write-ahead log.
pub fn files_with(home: &Home, text: &str) -> Vec<String> {
    let mut places = vec![home.dir.path().display().to_string()];
    if let Place::Postgres(url) = &home.settings.place {
        let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
        let row = client.query_one("SELECT current_setting('data_directory'), current_setting('wal_recycle')", &[]).unwrap();
        assert_eq!(row.get::<_, String>(1), "off", "the operator's part, see docs/ledger.md");
        // What is still in the server's memory counts, too.
        client.batch_execute("CHECKPOINT").unwrap();
        places.push(row.get(0));
    }
    loop {
        let out = std::process::Command::new("grep").args(["-rlaF", "--", text]).args(&places).output().unwrap();
        match out.status.code() {
            Some(0 | 1) => return String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect(),
            // A file that the server removed meanwhile is looked for again; one that cannot be read fails the test.
            Some(2) if String::from_utf8_lossy(&out.stderr).contains("No such file") => {}
            other => panic!("{other:?}: {}", String::from_utf8_lossy(&out.stderr)),
        }
    }
}
