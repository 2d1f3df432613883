//! kill -9 at random moments. A child process executes commands and says aloud what was acknowledged; whatever it said
//! must be there afterwards, at the same position, and the ledger must verify.
#![allow(clippy::unwrap_used)]

mod common;

use common::{child::*, *};
use rules::{
    act::Actor,
    registry::add_jurisdiction::AddJurisdiction,
    testing::{Stage, World},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::{Request, Store, clock::SystemClock};

fn embedded_kills() -> u64 {
    if std::env::var("PLUMBLINE_QUICK").is_ok() { 40 } else { 200 }
}

/// A server on PostgreSQL takes longer to start and to be busy; the long run kills 200 of them as well.
fn postgres_kills() -> u64 {
    if long() { 200 } else { 40 }
}

/// What the client was told: name by position.
type Told = BTreeMap<u64, String>;

/// The child. Not a test: without its folder it does nothing.
#[test]
#[ignore = "runs as a child of the other tests"]
fn child() {
    let Some((settings, words)) = ordered() else { return };
    let (account, seat) = words.split_once(' ').unwrap();
    let actor = Actor { account: Some(account.parse().ok().unwrap()), seat: seat.parse().ok().unwrap() };
    let store = Arc::new(Store::open(settings, Arc::new(SystemClock)).unwrap());
    say("READY");
    std::thread::scope(|s| {
        for thread in 0..4 {
            let store = store.clone();
            s.spawn(move || {
                for n in 0.. {
                    let name = format!("{}-{thread}-{n}", std::process::id());
                    match store.execute(Request::new(actor, AddJurisdiction { name: name.clone() })) {
                        Ok(receipt) => say(&format!("{} {name}", receipt.position)),
                        Err(e) => say(&format!("FAILED {e}")),
                    }
                }
            });
        }
    });
}

/// Runs a child until it is killed `after` its start; adds what it acknowledged.
fn run_and_kill(home: &Home, actor: &str, after: Duration, told: &mut Told) -> usize {
    let server = Server::start(home, "child", actor);
    // The moment of the kill is the point of the test; nothing waits for it to come true.
    std::thread::sleep(after);
    let lines = server.kill();
    for line in &lines {
        let (position, name) = line.split_once(' ').unwrap();
        let position: u64 = position.parse().unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(told.insert(position, name.to_owned()), None, "position {position} was given twice");
    }
    lines.len()
}

fn ensure_all_there(store: &Store, told: &Told) {
    for (position, name) in told {
        let fact = store.read(|c, a| store::read::record::fact(c, a, *position)).unwrap();
        let event = format!("{:?}", fact.unwrap_or_else(|| panic!("position {position} was acknowledged and is lost")).event);
        assert!(event.contains(name), "position {position} holds {event}, not {name}");
    }
}

fn founded(home: &Home) -> (Store, Actor, String) {
    let world = World::at(Stage::Founded);
    let mut teller = Teller::default();
    let store = home.open();
    teller.tell_some(&store, &home.clock, &world, 1);
    let actor = teller.actor(world.cast.office_head.actor());
    (store, actor, format!("{} {}", actor.account.unwrap(), actor.seat))
}

fn soon(seed: u64) -> Duration {
    moment(seed, Duration::from_millis(120))
}

#[test]
fn nothing_acknowledged_is_lost_when_the_embedded_server_is_killed() {
    let home = Home::sqlite();
    let (store, _, actor) = founded(&home);
    drop(store);
    let mut told = Told::new();
    let mut busy = 0;
    for n in 0..embedded_kills() {
        let mut fresh = Told::new();
        busy += usize::from(run_and_kill(&home, &actor, soon(n), &mut fresh) > 0);
        let store = home.open();
        ensure_all_there(&store, &fresh);
        told.append(&mut fresh);
        if n % 20 == 19 {
            verified(&store);
        }
    }
    let store = home.open();
    ensure_all_there(&store, &told);
    let report = verified(&store);
    println!(
        "{} kills, {busy} of them after acknowledgements: {} acknowledged, {} entries, 0 lost",
        embedded_kills(),
        told.len(),
        report.entries
    );
    assert!(busy as u64 > embedded_kills() / 4, "kills must hit a busy server: {busy}");
}

#[test]
fn two_servers_race_on_postgresql_and_one_is_killed_in_mid_batch() {
    let Some(home) = Home::postgres() else { return };
    let (store, actor, words) = founded(&home);
    let (mut told, kills) = (Told::new(), postgres_kills());
    let stop = std::sync::atomic::AtomicBool::new(false);
    let (mut mine, mut busy) = (Told::new(), 0);
    std::thread::scope(|s| {
        let other = s.spawn(|| {
            let mut mine = Told::new();
            for n in 0.. {
                if stop.load(std::sync::atomic::Ordering::SeqCst) {
                    break;
                }
                let name = format!("survivor-{n}");
                let receipt = store.execute(Request::new(actor, AddJurisdiction { name: name.clone() })).unwrap();
                mine.insert(receipt.position, name);
            }
            mine
        });
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for n in 0..kills {
                // Two servers share one lock, so each waits longer for its first answer.
                busy += usize::from(run_and_kill(&home, &words, 3 * soon(n), &mut told) > 0);
            }
        }));
        // The survivor must end in any case, or the failure would never be told.
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        mine = other.join().unwrap();
        outcome.unwrap_or_else(|e| std::panic::resume_unwind(e));
    });
    let survived = mine.len();
    for (position, name) in mine {
        assert_eq!(told.insert(position, name), None, "position {position} was given by both servers");
    }
    ensure_all_there(&store, &told);
    verified(&store);
    drop(store);
    let report = verified(&home.open());
    println!("{kills} kills, {busy} busy: {survived} by the survivor, {} in all, {} entries, 0 lost", told.len(), report.entries);
    assert!(busy as u64 > kills / 4 && survived > 0, "kills must hit a busy server: {busy}");
}
