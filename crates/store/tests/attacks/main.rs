//! The attacker owns every table, not the keys and not the checkpoints. Each attack is made on a copy of one prepared
//! installation, is shown to have changed something, and must be named by opening or by `verify`.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod files;
mod older;
mod rows;
mod whole;

use common::*;
use rows::RowAttack;
use rules::testing::{Stage, World};
use rusqlite::{Connection, types::Value};
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// One attack: what it is called, and its SQL.
#[derive(Clone)]
pub struct Attack {
    pub name: String,
    pub sql: String,
}

fn prepared() -> tempfile::TempDir {
    let home = Home::sqlite();
    let world = World::at(Stage::NoticePublished);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell(&store, &home.clock, &world);
    let head = teller.actor(world.cast.office_head.actor());
    store.set_password(head, head.account.unwrap(), "words to attack", None).unwrap();
    verified(&store);
    drop(store);
    single_file(&home.dir.path().join("plumbline.db"));
    home.dir
}

/// One file: an attack copies no write-ahead log.
pub fn single_file(path: &Path) {
    Connection::open(path).unwrap().execute_batch("PRAGMA journal_mode=DELETE; VACUUM").unwrap();
}

/// Everything in the database, so that damage shows. Rows are compared without the order in which they happen to lie.
pub type Contents = Vec<(String, Vec<Vec<u8>>)>;

pub fn contents(c: &Connection) -> Contents {
    let mut s = c.prepare("SELECT name, type FROM sqlite_master WHERE type <> 'index' ORDER BY type, name").unwrap();
    let names: Vec<(String, String)> = s.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(|n| n.unwrap()).collect();
    let rows = |(name, sort): (String, String)| {
        let mut rows = if sort == "table" { rows_of(c, &name) } else { Vec::new() };
        rows.sort();
        (name, rows)
    };
    names.into_iter().map(rows).collect()
}

fn rows_of(c: &Connection, table: &str) -> Vec<Vec<u8>> {
    let mut s = c.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = s.column_count();
    let text = |r: &rusqlite::Row| -> rusqlite::Result<Vec<u8>> {
        let mut out = Vec::new();
        for i in 0..width {
            out.extend(format!("{:?}|", r.get::<_, Value>(i)?).into_bytes());
        }
        Ok(out)
    };
    let rows = s.query_map([], text).unwrap();
    rows.map(|r| r.unwrap()).collect()
}

/// Carries attacks out on a copy, one after the other; `None` where one of them changed nothing, or took back what the
/// one before did.
fn carried_out(base: &Path, attacks: &[&Attack], kept: &Contents) -> Option<tempfile::TempDir> {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(base, dir.path());
    let c = Connection::open(dir.path().join("plumbline.db")).unwrap();
    c.execute_batch("PRAGMA synchronous=OFF").unwrap();
    let mut seen = vec![kept.clone()];
    for a in attacks {
        // A constraint may stop the attack; the comparison tells whether anything was done.
        let _ = c.execute_batch(&a.sql);
        let now = contents(&c);
        if seen.contains(&now) {
            return None;
        }
        seen.push(now);
    }
    Some(dir)
}

/// Prepared installation, its contents, and a word for what was found there.
struct Base {
    dir: tempfile::TempDir,
    kept: Contents,
}

impl Base {
    fn new() -> Base {
        let dir = prepared();
        let kept = contents(&Connection::open(dir.path().join("plumbline.db")).unwrap());
        let honest = tempfile::tempdir().unwrap();
        copy_folder(dir.path(), honest.path());
        assert_eq!(found(honest.path(), false), None, "no alarm on an honest store");
        Base { dir, kept }
    }

    fn connection(&self) -> Connection {
        Connection::open(self.dir.path().join("plumbline.db")).unwrap()
    }

    /// Makes every attack, or every group of attacks, on a copy of its own; returns how many were done and those that
    /// were stopped. All that were done must be found.
    fn all_found(&self, groups: &[Vec<&Attack>]) -> (usize, Vec<String>) {
        let (done, missed, stopped) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        in_parallel(groups, |group| {
            let name = || group.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(" with ");
            match carried_out(self.dir.path(), group, &self.kept) {
                None => stopped.lock().unwrap().push(name()),
                Some(dir) => {
                    done.fetch_add(1, Ordering::Relaxed);
                    if found(dir.path(), false).is_none() {
                        missed.lock().unwrap().push(name());
                    }
                }
            }
        });
        let missed = missed.into_inner().unwrap();
        assert!(missed.is_empty(), "not found: {missed:#?}");
        (done.into_inner(), stopped.into_inner().unwrap())
    }
}

#[test]
fn every_attack_on_the_tables_is_found() {
    let base = Base::new();
    let (cross, empty) = rows::cross(&base.connection());
    // The quick run takes a set that covers every pair of kind, table and position; the long one the whole cross.
    let chosen: Vec<RowAttack> = if long() { cross.clone() } else { rows::covering(&cross) };
    ensure_covering(&cross, &chosen);
    let whole = whole::attacks();
    let all: Vec<Vec<&Attack>> = chosen.iter().map(|a| &a.attack).chain(&whole).map(|a| vec![a]).collect();
    let (done, stopped) = base.all_found(&all);
    println!("{done} attacks out of {}, all found; tables that the story leaves empty: {empty:?}", cross.len() + whole.len());
    println!("{} stopped by a constraint or without effect: {stopped:?}", stopped.len());
    assert!(done >= 250, "only {done} attacks were carried out");
    assert!(stopped.len() * 10 < done, "too many attacks do nothing");
}

/// Each pair out of kind, table and position that the cross has, the choice has.
fn ensure_covering(cross: &[RowAttack], chosen: &[RowAttack]) {
    let pairs = |list: &[RowAttack]| {
        let three = |a: &RowAttack| {
            [format!("{:?} {}", a.kind, a.table), format!("{:?} {}", a.kind, a.position), format!("{} {}", a.table, a.position)]
        };
        list.iter().flat_map(three).collect::<BTreeSet<_>>()
    };
    let missing: Vec<String> = pairs(cross).difference(&pairs(chosen)).cloned().collect();
    assert!(missing.is_empty(), "pairs that no attack covers: {missing:?}");
}

/// Attacks to be paired: one of each kind, on tables in turn, and those on the whole.
fn to_pair(cross: &[RowAttack], whole: &[Attack], each: usize) -> Vec<Attack> {
    let mut out = Vec::new();
    for (k, kind) in rows::KINDS.into_iter().enumerate() {
        let of_kind: Vec<&RowAttack> = cross.iter().filter(|a| a.kind == kind).collect();
        let step = (of_kind.len() / each).max(1);
        out.extend(of_kind.iter().skip(k * 5 % step).step_by(step).take(each).map(|a| a.attack.clone()));
    }
    out.extend(whole.iter().filter(|a| !a.name.starts_with("empty")).cloned());
    out
}

fn pairs(attacks: &[Attack]) -> Vec<Vec<&Attack>> {
    (0..attacks.len()).flat_map(|i| (0..attacks.len()).filter(move |k| *k != i).map(move |k| vec![&attacks[i], &attacks[k]])).collect()
}

/// A second attack may hide the first.
#[test]
fn pairs_of_attacks_are_found() {
    let base = Base::new();
    let (cross, _) = rows::cross(&base.connection());
    let list = to_pair(&cross, &whole::attacks(), 1);
    let all = pairs(&list);
    // Every pair is made in the long run; here each attack comes first with some, and second with some.
    let chosen: Vec<Vec<&Attack>> = all.into_iter().enumerate().filter(|(n, _)| n % 23 == 0).map(|p| p.1).collect();
    let firsts: BTreeSet<&str> = chosen.iter().map(|p| p[0].name.as_str()).collect();
    let seconds: BTreeSet<&str> = chosen.iter().map(|p| p[1].name.as_str()).collect();
    assert_eq!((firsts.len(), seconds.len()), (list.len(), list.len()));
    let (done, stopped) = base.all_found(&chosen);
    println!("{done} pairs of {} attacks, all found; {} without effect", list.len(), stopped.len());
    assert!(done >= 70, "only {done} pairs were carried out");
}

#[test]
#[ignore = "long"]
fn every_pair_of_attacks_is_found() {
    let base = Base::new();
    let (cross, _) = rows::cross(&base.connection());
    let list = to_pair(&cross, &whole::attacks(), 3);
    let all = pairs(&list);
    let (done, stopped) = base.all_found(&all);
    println!("{done} pairs out of {} of {} attacks, all found; {} without effect", all.len(), list.len(), stopped.len());
    assert!(done >= 1_000, "only {done} pairs were carried out");
}
