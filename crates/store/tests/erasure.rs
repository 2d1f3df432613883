//! Erased bytes are gone: from tables, indexes, write-ahead logs, statistics, memory and exports, on both databases.
//! Where the purge fails, that is told, stays noted, and is made up for.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::{
    Fact, StreamKey,
    account::open_account::OpenAccount,
    act::Actor,
    erasure::approve_erasure::ApproveErasure,
    paper::sign_paper::SignPaper,
    parts::{Against, RecusalRule},
    registry::{add_jurisdiction::AddJurisdiction, declare_recusal::DeclareRecusal, register_person::RegisterPerson},
    role::Role,
    testing::{Stage, World},
};
use store::{ExecuteError, Request, Store, StoreError, db::Place};

/// Part of every value that is to go, so that one search finds any of them.
const MARK: &str = "Quillon-Verrazane";

struct Installed {
    store: Store,
    head: Actor,
    administrators: Vec<Actor>,
    /// What is to be erased: position, stream, field.
    to_erase: Vec<(u64, StreamKey, &'static str)>,
}

fn marked(what: &str) -> String {
    format!("{MARK} {what}")
}

/// A round in which every field that can be erased holds a marked value somewhere.
fn installed(home: &Home) -> Installed {
    let mut world = World::at(Stage::Entered);
    let mut paper = world.draft_paper(0);
    paper.evidence[0].name = marked("evidence").as_str().into();
    let drafted = world.given(world.inspector_of(0, Role::TeamMember), paper);
    let paper = drafted.iter().find_map(|f| if let StreamKey::Paper(id) = f.stream { Some(id) } else { None }).unwrap();
    for role in [Role::TeamDeputy, Role::TeamLeader] {
        world.given(world.inspector_of(0, role), SignPaper { paper });
    }
    world.advance_to(Stage::UnitsFedBack);
    world.turn_to(rules::testing::day("2021-12-10"));
    let mut plan = world.submit_plan(0);
    plan.items[0].responsible_person = marked("item").as_str().into();
    world.given(world.cast.units[0].principal.actor(), plan);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell(&store, &home.clock, &world);
    let head = teller.actor(world.cast.office_head.actor());
    let administrators: Vec<Actor> = world.cast.administrators.iter().map(|p| teller.actor(p.actor())).collect();
    let person = store.execute(Request::new(head, RegisterPerson { name: marked("name").as_str().into(), home: None, home_unit: None }));
    let Some(StreamKey::Person(id)) = person.unwrap().stream("person") else { panic!("no person") };
    // An account whose owner mistypes a password, and a reason to keep away.
    let login = OpenAccount { person: id, login: marked("login").as_str().into() };
    store.execute(Request::new(administrators[0], login)).unwrap();
    assert!(store.sign_in(&marked("login"), "guess").unwrap().is_err());
    let against = Against::Unit(teller.id(world.cast.units[0].id));
    let fact = marked("fact").as_str().into();
    let recusal = DeclareRecusal { person: id, against, rule: RecusalRule::ALL[0], fact, from: world.today(), until: None };
    store.execute(Request::new(head, recusal)).unwrap();
    // Others move the pages about.
    for n in 0..60 {
        let order = RegisterPerson { name: format!("Neighbour {n}").as_str().into(), home: None, home_unit: None };
        store.execute(Request::new(head, order)).unwrap();
    }
    let to_erase = marked_fields(&store);
    let fields: Vec<&str> = to_erase.iter().map(|e| e.2).collect();
    assert_eq!(fields, ["evidence", "responsible_person", "name", "login", "fact"]);
    Installed { store, head, administrators, to_erase }
}

/// Every personal value on the record that bears the mark.
fn marked_fields(store: &Store) -> Vec<(u64, StreamKey, &'static str)> {
    let mut out = Vec::new();
    for position in 0..verified(store).entries {
        let fact: Option<Fact> = store.read(|c, a| store::read::record::fact(c, a, position)).unwrap();
        let Some(mut fact) = fact else { continue };
        fact.event.for_each_personal(&mut |field, value| {
            if value.shown().is_some_and(|v| v.contains(MARK)) {
                out.push((position, fact.stream, field));
            }
        });
    }
    out
}

fn analyse(home: &Home) {
    if let Place::Postgres(url) = &home.settings.place {
        postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute("ANALYZE").unwrap();
    }
}

fn nothing_is_left(home: &Home) {
    let Installed { store, head, administrators, to_erase } = installed(home);
    analyse(home);
    let before = files_with(home, MARK);
    assert!(!before.is_empty(), "the values are on the disk before they are erased");
    for (position, of, field) in &to_erase {
        let erasure = propose_erasure(&store, administrators[0], *position, *of, field);
        store.approve_erasure(administrators[1], erasure).unwrap();
    }
    assert!(store.unpurged().unwrap().is_empty());
    assert_eq!(verified(&store).erasures, to_erase.len() as u64);
    for bodies in [false, true] {
        store.export_log(&home.dir.path().join(format!("out-{bodies}")), bodies, &mut |_, _| {}).unwrap();
    }
    assert_eq!(files_with(home, MARK), Vec::<String>::new(), "erased bytes are still there");
    // Nor do they come back: by a later write, the statistics, or a rebuild.
    store.execute(Request::new(head, AddJurisdiction { name: "Afterwards".into() })).unwrap();
    store.rebuild(&mut |_, _| {}).unwrap();
    analyse(home);
    assert_eq!(files_with(home, MARK), Vec::<String>::new(), "erased bytes came back");
    assert!(marked_fields(&store).is_empty());
    verified(&store);
    println!("{} values erased, {} files held them before, 0 afterwards", to_erase.len(), before.len());
}

#[test]
fn nothing_erased_is_left_on_the_disk_of_the_embedded_database() {
    nothing_is_left(&Home::sqlite());
}

#[test]
fn nothing_erased_is_left_on_the_disk_of_postgresql() {
    if let Some(home) = Home::postgres_alone() {
        nothing_is_left(&home);
    }
}

/// A reader that keeps the old pages, or the old rows, in use.
enum Reader {
    Embedded(rusqlite::Connection),
    Postgres(postgres::Client),
}

/// What a reader looks at in its transaction.
#[derive(Clone, Copy)]
enum Looks {
    AtTheRows,
    /// At another table, in a snapshot from before the erasure: nothing is locked, and the old rows must stay for it.
    Elsewhere,
}

fn reader(home: &Home, looks: Looks) -> Reader {
    let look = match looks {
        Looks::AtTheRows => "SELECT COUNT(*) FROM entry",
        Looks::Elsewhere => "SELECT COUNT(*) FROM log_head",
    };
    match &home.settings.place {
        Place::Sqlite(path) => {
            let c = rusqlite::Connection::open(path).unwrap();
            c.execute_batch("BEGIN").unwrap();
            let _: i64 = c.query_row(look, [], |r| r.get(0)).unwrap();
            Reader::Embedded(c)
        }
        Place::Postgres(url) => {
            let mut c = postgres::Client::connect(url, postgres::NoTls).unwrap();
            c.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ").unwrap();
            let _: i64 = c.query_one(look, &[]).unwrap().get(0);
            Reader::Postgres(c)
        }
    }
}

type Again = fn(&Home, Store, Request) -> Store;

/// The purge that a reader stops is told, noted, and made up for by `again`.
fn made_up_for(home: &Home, looks: Looks, again: Again) {
    let name = format!("Vexley-Ondarro {}", own_word(home));
    let store = home.open();
    let mut teller = Teller::default();
    let world = World::at(Stage::Founded);
    teller.tell(&store, &home.clock, &world);
    let by: Vec<Actor> = world.cast.administrators.iter().map(|p| teller.actor(p.actor())).collect();
    let order = RegisterPerson { name: name.as_str().into(), home: None, home_unit: None };
    let registered = store.execute(Request::new(teller.actor(world.cast.office_head.actor()), order)).unwrap();
    let erasure = propose_erasure(&store, by[0], registered.position, registered.stream("person").unwrap(), "name");
    let keeps = reader(home, looks);
    let commit = rules::testing::orders::digest(0);
    let request = Request { key: Some("approval".into()), ..Request::new(by[1], ApproveErasure { erasure, commit }) };
    match store.execute(request.clone()) {
        Err(ExecuteError::Store(StoreError::Unpurged(_))) => {}
        other => panic!("{other:?}"),
    }
    let report = verified(&store);
    assert_eq!((report.erasures, report.unpurged), (1, 1), "the erasure stands, and what is left to do shows");
    assert!(!files_with(home, &name).is_empty(), "the old bytes are still there");
    match keeps {
        Reader::Embedded(c) => drop(c),
        Reader::Postgres(c) => c.close().unwrap(),
    }
    let store = again(home, store, request);
    assert!(store.unpurged().unwrap().is_empty());
    assert_eq!(verified(&store).unpurged, 0);
    assert_eq!(files_with(home, &name), Vec::<String>::new());
}

/// Tells this installation's values from those of other tests on the same server.
fn own_word(home: &Home) -> String {
    home.dir.path().file_name().unwrap().to_string_lossy().replace('.', "x")
}

fn opened_again(home: &Home, store: Store, _: Request) -> Store {
    drop(store);
    home.open()
}

fn rebuilt(_: &Home, store: Store, _: Request) -> Store {
    store.rebuild(&mut |_, _| {}).unwrap();
    store
}

fn sent_again(_: &Home, store: Store, request: Request) -> Store {
    let entries = verified(&store).entries;
    store.execute(request).unwrap();
    assert_eq!(verified(&store).entries, entries, "the erasure itself is not recorded twice");
    store
}

const WAYS: [(Looks, Again); 4] =
    [(Looks::AtTheRows, opened_again), (Looks::AtTheRows, rebuilt), (Looks::AtTheRows, sent_again), (Looks::Elsewhere, opened_again)];

#[test]
fn a_purge_that_failed_is_made_up_for_on_the_embedded_database() {
    for (looks, again) in WAYS {
        made_up_for(&Home::sqlite(), looks, again);
    }
}

#[test]
fn a_purge_that_failed_is_made_up_for_on_postgresql() {
    for (looks, again) in WAYS {
        if let Some(home) = Home::postgres_alone() {
            made_up_for(&home, looks, again);
        }
    }
}
