//! Forgeries of the whole: the attacker changes the past and makes everything in the database fit it again, entries,
//! tiles, root, read models, and, lent one key that is not in the database, even the seal of the head. The signed
//! checkpoints show every one; where they are forged as well, a checkpoint that was kept elsewhere does.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::testing::{Stage, World};
use std::{collections::HashMap, path::Path, sync::Arc};
use store::{
    Settings, Store,
    clock::SystemClock,
    db::Conn,
    keys::Keys,
    log::{self, Head, LOG_STREAM, NewEntry},
    params, read,
};

/// What an entry tells; commit, position and revision are made anew.
#[derive(Clone, PartialEq)]
struct Telling {
    leaf: ledger::Leaf,
    body: String,
}

fn prepared() -> tempfile::TempDir {
    let home = Home::sqlite();
    let store = home.open();
    Teller::default().tell(&store, &home.clock, &World::at(Stage::NoticePublished));
    verified(&store);
    home.dir
}

fn tellings(c: &mut Conn) -> Vec<Telling> {
    let rows = c.rows("SELECT leaf, body FROM entry WHERE authority = $1 ORDER BY position", params![1i64]).unwrap();
    let telling = |leaf: &str, body: &str| Telling { leaf: ledger::Leaf::parse(leaf.as_bytes()).unwrap(), body: body.to_owned() };
    rows.iter().map(|r| telling(r.text(0).unwrap(), r.text(1).unwrap())).collect()
}

/// Writes another past, with everything in the database made to fit it.
fn remake(c: &mut Conn, keys: &Keys, past: &[Telling]) {
    c.begin().unwrap();
    c.run("DELETE FROM entry", params![]).unwrap();
    c.run("DELETE FROM tile", params![]).unwrap();
    let mut head = Head { size: 0, year: 0, first: 0, root: ledger::tree::EMPTY_ROOT, last_at: 0, seal: String::new() };
    let mut tree = ledger::Tree::new();
    let mut revisions: HashMap<&str, u64> = HashMap::new();
    for t in past {
        let mut previous = None;
        if t.leaf.stream == LOG_STREAM {
            if head.size > 0 {
                log::save(c, 1, keys, &mut head, &mut tree).unwrap();
                let origin = ledger::years::origin(keys.name(), head.year).unwrap();
                previous = Some(ledger::PreviousLog { origin, size: tree.size(), root: tree.root() });
            }
            tree = ledger::Tree::new();
            head.year = t.body.trim_start_matches("{\"year\":").trim_end_matches('}').parse().unwrap();
            head.first = head.size;
        }
        let revision = revisions.entry(t.leaf.stream.as_str()).or_default();
        *revision += 1;
        // A clock that never goes back, as the format asks.
        head.last_at = head.last_at.max(t.leaf.recorded_at);
        let new = NewEntry {
            stream: t.leaf.stream.clone(),
            revision: *revision,
            kind: t.leaf.kind.clone().leak(),
            actor: t.leaf.actor.clone(),
            subject: t.leaf.subject.clone(),
            body: t.body.clone().into_bytes(),
            previous,
        };
        log::append(c, 1, &mut head, &mut tree, &new).unwrap();
    }
    log::save(c, 1, keys, &mut head, &mut tree).unwrap();
    replay(c);
    c.commit().unwrap();
}

/// Read models of the new past. Where it cannot be replayed to its end, the attacker leaves them there.
fn replay(c: &mut Conn) {
    for t in read::replayed() {
        c.run(&format!("DELETE FROM {}", t.name), params![]).unwrap();
    }
    let sql = format!("SELECT {} FROM entry WHERE authority = $1 ORDER BY position", log::FACT_COLUMNS);
    for row in c.rows(&sql, params![1i64]).unwrap() {
        if let Some(fact) = log::fact_of(&row).unwrap()
            && read::project(c, 1, &fact).is_err()
        {
            return;
        }
    }
}

type Forgery = (&'static str, fn(&mut Vec<Telling>, usize));

const FORGERIES: [Forgery; 6] = [
    ("left out", |past, at| drop(past.remove(at))),
    ("told twice", |past, at| past.insert(at, past[at].clone())),
    ("told in another order", |past, at| past.swap(at, at + 1)),
    ("dated otherwise", |past, at| past[at].leaf.recorded_at += 1),
    ("another's body", |past, at| past[at].body = past[at - 1].body.clone()),
    ("nothing after it", |past, at| past.truncate(at)),
];

/// Places at which no year begins.
fn places(past: &[Telling]) -> Vec<usize> {
    let last = past.len() - 2;
    let wanted = [1, 2, 100, 255, 256, past.len() / 2, last];
    let free = |at: &usize| past[at - 1..=at + 1].iter().all(|t| t.leaf.stream != LOG_STREAM);
    wanted.into_iter().filter(|at| *at <= last).filter(free).collect()
}

fn found(dir: &Path) -> Option<String> {
    match Store::open(Settings::folder(dir), Arc::new(SystemClock)) {
        Err(e) => Some(e.to_string()),
        Ok(store) => store.verify(false, &mut |_, _| {}).err().map(|e| e.to_string()),
    }
}

/// A copy with another past; the past that was there has gone for good.
fn forged(base: &Path, past: &[Telling], forge: impl FnOnce(&mut Vec<Telling>)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(base, dir.path());
    let settings = Settings::folder(dir.path());
    let keys = Keys::open(&settings.keys, &settings.name).unwrap();
    let mut other = past.to_vec();
    forge(&mut other);
    let mut c = Conn::open(&settings.place).unwrap();
    remake(&mut c, &keys, &other);
    assert!(tellings(&mut c) != past, "the damage was done");
    dir
}

#[test]
fn a_past_made_anew_is_found_by_the_checkpoints() {
    let base = prepared();
    assert_eq!(found(base.path()), None, "no alarm on an honest store");
    let past = tellings(&mut Conn::open(&Settings::folder(base.path()).place).unwrap());
    let mut done = 0;
    for at in places(&past) {
        for (name, forge) in FORGERIES {
            let dir = forged(base.path(), &past, |p| forge(p, at));
            let why = found(dir.path()).unwrap_or_else(|| panic!("not found: entry {at}, {name}"));
            assert!(why.contains("does not extend"), "entry {at}, {name}: {why}");
            done += 1;
        }
    }
    println!("{done} forgeries");
    assert!(done >= 24, "only {done} forgeries");
}

#[test]
fn an_older_folder_is_found_only_by_a_checkpoint_kept_elsewhere() {
    let home = Home::sqlite();
    let world = World::at(Stage::Founded);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell_some(&store, &home.clock, &world, 3);
    drop(store);
    let old = tempfile::tempdir().unwrap();
    copy_folder(home.dir.path(), old.path());
    let store = home.open();
    teller.tell_some(&store, &home.clock, &world, 3);
    let (kept, key) = (store.keys().checkpoints(), store.keys().verifier());
    drop(store);
    let older = Store::open(Settings::folder(old.path()), home.clock.clone()).unwrap();
    // By what is claimed: keys and checkpoints went back together with the database.
    verified(&older);
    let out = old.path().join("out");
    let year = older.export_log(&out, false, &mut |_, _| {}).unwrap().years[0].to_string();
    let log = out.join(year);
    ledger::export::verify_export(&log, Some(&key), &mut |_, _| {}).unwrap();
    assert!(ledger::export::verify_export_against(&log, Some(&key), Some(&kept), &mut |_, _| {}).is_err());
}
