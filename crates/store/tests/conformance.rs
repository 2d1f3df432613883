//! One story, both databases: set-up, the founding round to its notice, sign-in, tokens, idempotency, revisions, files,
//! erasure, a year's end, reopening, rebuilding, taking the log out.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::{
    Command, StreamKey,
    act::Actor,
    erasure::propose_erasure::ProposeErasure,
    id::ErasureId,
    registry::{add_jurisdiction::AddJurisdiction, register_person::RegisterPerson},
    testing::{Stage, World},
    value::Instant,
};
use store::{ExecuteError, Request, Store, StoreError, db::Place, session::SignIn};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;
const SECRET_NAME: &str = "Quillon Verrazane";

#[test]
fn the_story_holds_on_the_embedded_database() {
    story(&Home::sqlite());
}

#[test]
fn the_story_holds_on_postgresql() {
    if let Some(home) = Home::postgres() {
        story(&home);
    }
}

fn story(home: &Home) {
    let world = World::at(Stage::NoticePublished);
    let mut teller = Teller::default();
    let store = home.open();
    refused_before_anything(&store);
    let until = world.accepted().iter().position(|a| a.command.kind().name() == "plan_round").unwrap();
    teller.tell_some(&store, &home.clock, &world, until);
    let head = teller.actor(world.cast.office_head.actor());
    signs_in(&store, home, head);
    remembers_keys(&store, head);
    remembers_passwords(&store, head);
    checks_revisions(&store, head, &teller, &world);
    let store = reopened(home, store);
    teller.tell(&store, &home.clock, &world);
    let report = verified(&store);
    assert_eq!(report.years, 2, "the round runs into 2022");
    refuses_unknown_files(&store, &teller, &world);
    erases(&store, head, &teller, &world);
    assert_eq!(store.rebuild(&mut |_, _| {}).unwrap(), verified(&store).entries);
    takes_the_log_out(&store, home);
    drop(store);
    let store = home.open();
    verified(&store);
}

fn reopened(home: &Home, store: Store) -> Store {
    let before = verified(&store);
    drop(store);
    let store = home.open();
    assert_eq!(verified(&store), before);
    store
}

fn refused_before_anything(store: &Store) {
    let nobody = Actor { account: None, seat: rules::Seat::SetUp };
    let refused = store.execute(Request::new(nobody, AddJurisdiction { name: "Too early".into() }));
    assert!(matches!(refused, Err(ExecuteError::Refused(_))), "{refused:?}");
    assert_eq!(verified(store).entries, 0, "a refusal leaves nothing");
}

fn signs_in(store: &Store, home: &Home, head: Actor) {
    let account = head.account.unwrap();
    assert_eq!(store.sign_in("office.head", "anything").unwrap(), Err(SignIn::Wrong));
    store.set_password(head, account, "first words", None).unwrap();
    store.set_password(head, account, "other words", None).unwrap();
    assert_eq!(store.sign_in("office.head", "first words").unwrap(), Err(SignIn::Wrong));
    let cookie = store.sign_in("office.head", "other words").unwrap().unwrap();
    assert_eq!(store.session(&cookie).unwrap().unwrap().account, account);
    store.choose_seat(&cookie, head.seat).unwrap();
    assert_eq!(store.session(&cookie).unwrap().unwrap().seat, Some(head.seat));
    home.clock.wait(store::session::IDLE_US + 1);
    assert_eq!(store.session(&cookie).unwrap(), None, "idle sessions end");
    for _ in 0..store::session::FAILURES_MAX {
        assert_eq!(store.sign_in("office.head", "guess").unwrap(), Err(SignIn::Wrong));
    }
    assert_eq!(store.sign_in("office.head", "other words").unwrap(), Err(SignIn::Locked));
    home.clock.wait(store::session::LOCK_US + 1);
    assert!(store.sign_in("office.head", "other words").unwrap().is_ok());
    let (_, token) = store.issue_token(head, account, "script").unwrap();
    assert_eq!(store.account_of_token(&token).unwrap(), Some(account));
    assert_eq!(store.account_of_token("pl_none").unwrap(), None);
    let folded = store.folded(StreamKey::Account(account)).unwrap();
    let rules::State::Account(state) = folded.state else { panic!("no account") };
    let credential = state.credentials.last().unwrap().id;
    let order = rules::account::revoke_credential::RevokeCredential { account, credential, reason: "lost".into() };
    store.revoke_credential(Request::new(head, order)).unwrap();
    assert_eq!(store.account_of_token(&token).unwrap(), None);
    assert_eq!(verified(store).sealed, 1, "one password, no token");
}

fn remembers_keys(store: &Store, head: Actor) {
    let mut request = Request::new(head, AddJurisdiction { name: "Kept once".into() });
    request.key = Some("key-1".into());
    let first = store.execute(request.clone()).unwrap();
    let entries = verified(store).entries;
    assert_eq!(store.execute(request.clone()).unwrap(), first);
    assert_eq!(verified(store).entries, entries, "a retry writes nothing");
    request.command = AddJurisdiction { name: "Another".into() }.into();
    assert!(matches!(store.execute(request.clone()), Err(ExecuteError::KeyReused)));
    request.key = Some("key-2".into());
    request.command = AddJurisdiction { name: String::new() }.into();
    assert!(matches!(store.execute(request.clone()), Err(ExecuteError::Refused(_))));
    request.command = AddJurisdiction { name: "After a refusal".into() }.into();
    store.execute(request).unwrap();
}

fn remembers_passwords(store: &Store, head: Actor) {
    let set = |words: &str, key: &str| store.set_password(head, head.account.unwrap(), words, Some(key.to_owned()));
    let first = set("kept words", "password-1").unwrap();
    let entries = verified(store).entries;
    assert_eq!(set("kept words", "password-1").unwrap(), first);
    assert!(matches!(set("some words", "password-1"), Err(ExecuteError::KeyReused)));
    assert!(matches!(set("kept words", "key-1"), Err(ExecuteError::KeyReused)), "a key of another command");
    assert_eq!(verified(store).entries, entries, "retries write nothing");
    // Two that race under one key: one writes, both get its answer.
    let answers: Vec<_> = std::thread::scope(|s| {
        let both: Vec<_> = (0..2).map(|_| s.spawn(|| set("raced words", "password-2").unwrap())).collect();
        both.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(verified(store).entries, entries + 1);
    // What a later password replaced cannot be compared any more.
    assert!(matches!(set("kept words", "password-1"), Err(ExecuteError::KeyReused)));
}

fn checks_revisions(store: &Store, head: Actor, teller: &Teller, world: &World) {
    let order = rules::registry::end_appointment::EndAppointment {
        post: teller.id(world.cast.counties[0].supervisor.post),
        person: teller.id(world.cast.office_head.person),
        until: world.accepted()[0].now.today,
    };
    let mut request = Request::new(head, order);
    if let Some(stream) = request.command.subject() {
        request.expected = Some(store.folded(stream).unwrap().revision + 7);
        assert!(matches!(store.execute(request), Err(ExecuteError::Conflict { .. })));
    }
}

fn refuses_unknown_files(store: &Store, teller: &Teller, world: &World) {
    let n = world.accepted().iter().position(|a| a.command.kind().name() == "draft_paper").unwrap();
    let mut request = teller.request(world, n);
    let Command::DraftPaper(paper) = &mut request.command else { panic!("no paper") };
    paper.evidence[0].digest = rules::testing::orders::digest(999_999);
    match store.execute(request) {
        Err(ExecuteError::Refused(r)) => assert_eq!(r.code, rules::Code::Unknown),
        other => panic!("{other:?}"),
    }
}

fn erases(store: &Store, head: Actor, teller: &Teller, world: &World) {
    let order = RegisterPerson { name: SECRET_NAME.into(), home: None, home_unit: None };
    let registered = store.execute(Request::new(head, order)).unwrap();
    let of = registered.stream("person").unwrap();
    let administrators: Vec<Actor> = world.cast.administrators.iter().map(|p| teller.actor(p.actor())).collect();
    let (ground, retention) = ("Asked by the person".to_owned(), "P1".to_owned());
    let propose = |position, fields: &[&str]| ProposeErasure {
        position,
        of,
        fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        ground: ground.clone(),
        retention: retention.clone(),
    };
    for wrong in [propose(registered.position + 1, &["name"]), propose(9_999_999, &["name"]), propose(registered.position, &["login"])] {
        assert!(matches!(store.execute(Request::new(administrators[0], wrong)), Err(ExecuteError::Refused(_))));
    }
    let proposed = store.execute(Request::new(administrators[0], propose(registered.position, &["name"]))).unwrap();
    let Some(StreamKey::Erasure(erasure)) = proposed.stream("erasure") else { panic!("no erasure") };
    assert!(matches!(store.approve_erasure(administrators[0], erasure), Err(ExecuteError::Refused(_))));
    let approved = approve(store, administrators[1], erasure);
    let report = verified(store);
    assert_eq!(report.erasures, 1);
    let fact = store.read(|c, a| store::read::record::fact(c, a, registered.position)).unwrap().unwrap();
    assert!(format!("{:?}", fact.event).contains(&format!("Erased {{ erased: {} }}", approved - 1)), "{fact:?}");
    let rules::State::Person(_) = store.folded(of).unwrap().state else { panic!("no person") };
}

fn approve(store: &Store, by: Actor, erasure: ErasureId) -> u64 {
    store.approve_erasure(by, erasure).unwrap().position
}

fn takes_the_log_out(store: &Store, home: &Home) {
    let out = home.dir.path().join("out");
    let exported = store.export_log(&out, false, &mut |_, _| {}).unwrap();
    assert_eq!(exported.years, [2021, 2022]);
    assert_eq!(exported.entries, verified(store).entries);
    for year in exported.years {
        let report = ledger::export::verify_export(out.join(year.to_string()), Some(&store.keys().verifier()), &mut |_, _| {});
        report.unwrap_or_else(|e| panic!("{year}: {e}"));
    }
    let proof = store.proof(3).unwrap().unwrap();
    assert!(proof.len() <= 2_048, "{} bytes", proof.len());
}

#[test]
fn a_store_is_taken_up_again_at_every_size_around_a_full_tile() {
    let home = Home::sqlite();
    let world = World::at(Stage::Founded);
    let mut store = home.open();
    let mut teller = Teller::default();
    teller.tell_some(&store, &home.clock, &world, 1);
    let head = teller.actor(world.cast.office_head.actor());
    let mut size = verified(&store).entries;
    while size < 515 {
        store.execute(Request::new(head, AddJurisdiction { name: format!("County {size}") })).unwrap();
        size += 1;
        if [254, 255, 256, 257, 511, 512, 513].contains(&size) {
            store = reopened(&home, store);
        }
    }
    assert_eq!(verified(&store).entries, size);
}

#[test]
fn the_year_ends_at_midnight_of_the_authority() {
    let home = Home::sqlite();
    let world = World::at(Stage::Founded);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell_some(&store, &home.clock, &world, 1);
    let head = teller.actor(world.cast.office_head.actor());
    // 2021-12-31 23:59:59.999999 in Shanghai.
    let last = Instant(1_640_966_399_999_999);
    home.clock.set(last);
    store.execute(Request::new(head, AddJurisdiction { name: "Of the old year".into() })).unwrap();
    assert_eq!(verified(&store).years, 1);
    home.clock.wait(1);
    let refused = store.execute(Request::new(head, AddJurisdiction { name: String::new() }));
    assert!(matches!(refused, Err(ExecuteError::Refused(_))));
    assert_eq!(verified(&store).years, 1, "a refusal opens no year");
    let receipt = store.execute(Request::new(head, AddJurisdiction { name: "Of the new year".into() })).unwrap();
    let opened = store.read(|c, a| store::read::record::entry(c, a, receipt.position - 1)).unwrap().unwrap();
    assert_eq!(opened.kind, "log_opened");
    assert!(opened.leaf.contains("\"previous\":{\"origin\":\"plumbline/2021\"") || opened.leaf.contains("2021"), "{}", opened.leaf);
    // A clock that goes back does not take the record back.
    home.clock.set(Instant(last.0 - 40 * DAY_US));
    let again = store.execute(Request::new(head, AddJurisdiction { name: "Clock set back".into() })).unwrap();
    assert_eq!(again.recorded_at, receipt.recorded_at);
    assert_eq!(verified(&store).years, 2);
    let _ = reopened(&home, store);
}

#[test]
fn a_head_that_does_not_extend_the_last_checkpoint_is_not_opened() {
    let home = Home::sqlite();
    let world = World::at(Stage::Founded);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell_some(&store, &home.clock, &world, 5);
    drop(store);
    let Place::Sqlite(db) = home.settings.place.clone() else { panic!("embedded") };
    let old = std::fs::read(&db).unwrap();
    let store = home.open();
    teller.tell_some(&store, &home.clock, &world, 5);
    drop(store);
    assert_ne!(std::fs::read(&db).unwrap(), old);
    std::fs::write(&db, old).unwrap();
    let refused = home.try_open().err().unwrap();
    assert!(matches!(refused, StoreError::NotExtending(_)), "{refused}");
}

/// A database that an older program made lacks a table: nothing is passed over, and a rebuild makes it.
fn a_missing_table_is_made(home: &Home) {
    let store = home.open();
    Teller::default().tell(&store, &home.clock, &World::at(Stage::InProgress));
    verified(&store);
    let mut conn = store::db::Conn::open(&home.settings.place).unwrap();
    conn.script("DROP TABLE item_part").unwrap();
    assert!(store.verify(false, &mut |_, _| {}).is_err(), "the missing table is not found");
    store.rebuild(&mut |_, _| {}).unwrap();
    verified(&store);
    let rows = conn.rows("SELECT unit FROM item_part", &[]).unwrap();
    assert_eq!(rows.len(), 1);
}

#[test]
fn a_table_that_an_older_program_did_not_make_is_made_by_a_rebuild() {
    a_missing_table_is_made(&Home::sqlite());
    if let Some(home) = Home::postgres() {
        a_missing_table_is_made(&home);
    }
}
