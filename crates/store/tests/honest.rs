//! No alarm where nobody attacked: honest stores of many shapes, each verified as it stands, opened again, and rebuilt.
//! After erasures, kills and odd sequences, the tests of those verify as well.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::{
    account::revoke_credential::RevokeCredential,
    registry::add_jurisdiction::AddJurisdiction,
    testing::{Stage, World},
    value::Instant,
};
use store::{Request, Store};

const YEAR_US: i64 = 365 * 24 * 3_600 * 1_000_000;

/// Verifies a store, opened again as well, and gives it back; counts the shape.
fn no_alarm(home: &Home, store: Store, shapes: &mut usize) -> Store {
    let report = verified(&store);
    drop(store);
    let store = home.open();
    assert_eq!(verified(&store), report);
    *shapes += 1;
    store
}

fn rebuilt(home: &Home, store: Store, shapes: &mut usize) -> Store {
    let before = verified(&store);
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(verified(&store), before);
    no_alarm(home, store, shapes)
}

fn shapes(home: &Home, stages: &[Stage]) -> usize {
    let mut shapes = 0;
    let mut store = no_alarm(home, home.open(), &mut shapes);
    store = rebuilt(home, store, &mut shapes);
    let (mut world, mut teller) = (World::at(Stage::Founded), Teller::default());
    for stage in stages {
        world.advance_to(*stage);
        teller.tell(&store, &home.clock, &world);
        store = no_alarm(home, store, &mut shapes);
    }
    store = rebuilt(home, store, &mut shapes);
    let head = teller.actor(world.cast.office_head.actor());
    let account = head.account.unwrap();
    // Passwords and tokens that come, are replaced, and go.
    store.set_password(head, account, "first words", None).unwrap();
    store.set_password(head, account, "other words", None).unwrap();
    let (issued, _) = store.issue_token(head, account, "script").unwrap();
    store = no_alarm(home, store, &mut shapes);
    let fact = store.read(|c, a| store::read::record::fact(c, a, issued.position)).unwrap().unwrap();
    let rules::Event::CredentialSet(set) = fact.event else { panic!("{fact:?}") };
    store.revoke_credential(Request::new(head, RevokeCredential { account, credential: set.credential, reason: "lost".into() })).unwrap();
    store = no_alarm(home, store, &mut shapes);
    // Refusals only, wrong passwords, files that nobody names.
    assert!(store.execute(Request::new(head, AddJurisdiction { name: String::new() })).is_err());
    assert!(store.sign_in("office.head", "guess").unwrap().is_err());
    store.stage_bytes(b"nobody names this", "text/plain").unwrap();
    store = no_alarm(home, store, &mut shapes);
    // The next year, a year in which nothing happens, a clock that goes back.
    for (n, years) in [1, 3, 2].into_iter().enumerate() {
        home.clock.set(Instant(world.now().recorded_at.0 + years * YEAR_US));
        store.execute(Request::new(head, AddJurisdiction { name: format!("County {n}") })).unwrap();
        store = no_alarm(home, store, &mut shapes);
    }
    assert_eq!(verified(&store).years, 4);
    rebuilt(home, store, &mut shapes);
    shapes
}

/// Facts that were loaded in bulk, and commands that go on from there.
fn loaded(home: &Home) -> usize {
    let world = World::at(Stage::NoticePublished);
    let mut facts = world.record().iter().map(|f| (f.stream, f.act.clone(), f.event.clone()));
    home.clock.set(world.now().recorded_at);
    let entries = store::bulk::load(&home.settings, home.clock.as_ref(), 2022, &mut facts, &mut |_| {}).unwrap();
    let mut shapes = 0;
    let store = no_alarm(home, home.open(), &mut shapes);
    assert_eq!(verified(&store).entries, entries);
    let store = rebuilt(home, store, &mut shapes);
    store.execute(Request::new(world.cast.office_head.actor(), AddJurisdiction { name: "Afterwards".into() })).unwrap();
    no_alarm(home, store, &mut shapes);
    shapes
}

#[test]
fn no_alarm_on_honest_stores_of_the_embedded_database() {
    let count = shapes(&Home::sqlite(), Stage::ALL) + loaded(&Home::sqlite());
    println!("{count} shapes, no alarm");
}

#[test]
fn no_alarm_on_honest_stores_of_postgresql() {
    let (Some(home), Some(bulk)) = (Home::postgres(), Home::postgres()) else { return };
    let some: Vec<Stage> = Stage::ALL.iter().copied().step_by(4).collect();
    println!("{} shapes, no alarm", shapes(&home, &some) + loaded(&bulk));
}
