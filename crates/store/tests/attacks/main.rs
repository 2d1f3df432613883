//! The attacker owns every table, not the keys and not the checkpoints. Each attack is made on a copy of one prepared
//! installation, is shown to have changed something, and must be named by opening or by `verify`.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::testing::{Stage, World};
use rusqlite::{Connection, types::Value};
use std::path::Path;
use store::{Settings, Store, clock::SystemClock};

/// One attack: what it is called, and its SQL.
#[derive(Clone)]
struct Attack {
    name: String,
    sql: String,
}

/// Tables that hold no fact of record, and the checkpoint-free ones; what is done there is not found, by declaration.
fn attacked() -> Vec<&'static store::read::Table> {
    store::read::tables().filter(|t| t.class != store::read::Class::Free).collect()
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
    // One file: an attack copies no write-ahead log.
    let c = Connection::open(home.dir.path().join("plumbline.db")).unwrap();
    c.execute_batch("PRAGMA journal_mode=DELETE; VACUUM").unwrap();
    home.dir
}

fn columns(c: &Connection, table: &str) -> Vec<String> {
    let mut s = c.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
    let names = s.query_map([], |r| r.get(0)).unwrap();
    names.map(|n| n.unwrap()).collect()
}

/// Everything in a table, in order, so that damage shows.
fn contents(c: &Connection, table: &str) -> Vec<Vec<Value>> {
    let mut s = c.prepare(&format!("SELECT * FROM {table} ORDER BY rowid")).unwrap();
    let width = s.column_count();
    let rows = s.query_map([], |r| (0..width).map(|i| r.get(i)).collect()).unwrap();
    rows.map(|r| r.unwrap()).collect()
}

fn all_contents(c: &Connection) -> Vec<(String, Vec<Vec<Value>>)> {
    let mut s = c.prepare("SELECT name FROM sqlite_master ORDER BY type, name").unwrap();
    let names: Vec<String> = s.query_map([], |r| r.get(0)).unwrap().map(|n| n.unwrap()).collect();
    let mut out = Vec::new();
    for name in names {
        let is_table: i64 =
            c.query_row("SELECT COUNT(*) FROM sqlite_master WHERE name = ?1 AND type = 'table'", [&name], |r| r.get(0)).unwrap();
        let rows = if is_table == 1 { contents(c, &name) } else { Vec::new() };
        out.push((name, rows));
    }
    out
}

/// Each column of each table at the first, a middle and the last row; rows that go, come twice, or belong to another.
fn attacks_on_rows(c: &Connection) -> Vec<Attack> {
    let mut out = Vec::new();
    for t in attacked() {
        let rows: i64 = c.query_row(&format!("SELECT COUNT(*) FROM {}", t.name), [], |r| r.get(0)).unwrap();
        let columns = columns(c, t.name);
        let mut places = vec![0, rows / 2, rows - 1];
        places.dedup();
        for at in places.into_iter().filter(|_| rows > 0) {
            let row = format!("rowid = (SELECT rowid FROM {} ORDER BY rowid LIMIT 1 OFFSET {at})", t.name);
            for column in &columns {
                let changed = format!(
                    "CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'null' THEN 'x' WHEN 'blob' THEN \
                     CAST(zeroblob(length({column}) - 1) || x'01' AS BLOB) ELSE {column} || 'x' END"
                );
                let sql = format!("UPDATE {} SET {column} = {changed} WHERE {row}", t.name);
                out.push(Attack { name: format!("change {}.{column} at {at}", t.name), sql });
            }
            out.push(Attack { name: format!("delete {} at {at}", t.name), sql: format!("DELETE FROM {} WHERE {row}", t.name) });
            let copied: Vec<String> = columns.iter().map(|k| if k == "authority" { "2".into() } else { k.clone() }).collect();
            let sql = format!("INSERT INTO {0} SELECT {1} FROM {0} WHERE {row}", t.name, copied.join(", "));
            out.push(Attack { name: format!("another authority's row in {} at {at}", t.name), sql });
        }
    }
    out
}

fn attacks_on_the_whole() -> Vec<Attack> {
    let attack = |name: &str, sql: &str| Attack { name: name.to_owned(), sql: sql.to_owned() };
    let mut out = vec![
        attack("a table of its own", "CREATE TABLE hidden (x BIGINT)"),
        attack("a view", "CREATE VIEW seen AS SELECT 1 AS x"),
        attack("a trigger", "CREATE TRIGGER quiet AFTER INSERT ON session BEGIN DELETE FROM attempt; END"),
        attack("no head", "DELETE FROM log_head"),
        attack("an empty head", "UPDATE log_head SET size = 0, seal = ''"),
        attack("a head without seal", "UPDATE log_head SET seal = ''"),
        attack("a shorter head", "UPDATE log_head SET size = size - 1"),
        attack("no ledger", "DELETE FROM entry"),
        attack("an older end", "DELETE FROM entry WHERE position >= 400; UPDATE log_head SET size = 400"),
        attack("a foreign tile", "INSERT INTO tile VALUES (1, 1999, 0, 0, x'00')"),
        attack("a tile of another authority", "INSERT INTO tile VALUES (7, 2021, 0, 0, x'00')"),
        attack("a password of one's own", "INSERT INTO credential SELECT 1, '0190-x', account, 'token', secret FROM credential"),
    ];
    for t in attacked().iter().filter(|t| t.class == store::read::Class::Replayed) {
        out.push(attack(&format!("empty {}", t.name), &format!("DELETE FROM {}", t.name)));
    }
    for at in [1, 50, 300, 420] {
        let swap = "UPDATE entry SET position = -1 WHERE position = {a}; UPDATE entry SET position = {a} WHERE position = {b}; \
                    UPDATE entry SET position = {b} WHERE position = -1";
        let sql = swap.replace("{a}", &at.to_string()).replace("{b}", &(at + 1).to_string());
        out.push(Attack { name: format!("swap {at}"), sql });
        let bodies = "UPDATE entry SET (salt, body) = (SELECT salt, body FROM entry WHERE position = {b}) WHERE position = {a}";
        let sql = bodies.replace("{a}", &at.to_string()).replace("{b}", &(at + 1).to_string());
        out.push(Attack { name: format!("body of another at {at}"), sql });
    }
    out
}

/// What opening or verifying says; `None` where nothing is found.
fn found(dir: &Path) -> Option<String> {
    match Store::open(Settings::folder(dir), std::sync::Arc::new(SystemClock)) {
        Err(e) => Some(e.to_string()),
        Ok(store) => store.verify(false, &mut |_, _| {}).err().map(|e| e.to_string()),
    }
}

/// Carries attacks out on a copy; `None` where they changed nothing.
fn carried_out(base: &Path, attacks: &[&Attack], kept: &[(String, Vec<Vec<Value>>)]) -> Option<tempfile::TempDir> {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(base, dir.path());
    let c = Connection::open(dir.path().join("plumbline.db")).unwrap();
    c.execute_batch("PRAGMA synchronous=OFF").unwrap();
    for a in attacks {
        // A constraint may stop the attack; the comparison below tells whether anything was done.
        let _ = c.execute_batch(&a.sql);
    }
    (all_contents(&c) != kept).then_some(dir)
}

#[test]
fn every_attack_on_the_tables_is_found() {
    let base = prepared();
    let c = Connection::open(base.path().join("plumbline.db")).unwrap();
    let kept = all_contents(&c);
    assert_eq!(found(carried_out_nothing(base.path()).path()), None, "no alarm on an honest store");
    let mut attacks = attacks_on_rows(&c);
    attacks.extend(attacks_on_the_whole());
    drop(c);
    // The quick run takes every fourth attack on a row; the long one takes them all.
    let all = std::env::var("PLUMBLINE_LONG").is_ok();
    let rows = attacks.len() - attacks_on_the_whole().len();
    let chosen: Vec<&Attack> = attacks.iter().enumerate().filter(|(n, _)| all || *n >= rows || n % 4 == 0).map(|a| a.1).collect();
    let (mut done, mut missed, mut stopped) = (0, Vec::new(), Vec::new());
    std::thread::scope(|s| {
        let halves = chosen.chunks(chosen.len().div_ceil(2)).map(|half| s.spawn(|| try_all(base.path(), half, &kept)));
        for half in halves.collect::<Vec<_>>() {
            let (d, m, s) = half.join().unwrap();
            done += d;
            missed.extend(m);
            stopped.extend(s);
        }
    });
    println!("{done} attacks, {} stopped by a constraint: {stopped:?}", stopped.len());
    assert!(missed.is_empty(), "not found: {missed:#?}");
    assert!(done >= 200, "only {done} attacks were carried out");
}

/// How many were done, and the names of those that were not found and of those that a constraint stopped.
fn try_all(base: &Path, attacks: &[&Attack], kept: &[(String, Vec<Vec<Value>>)]) -> (usize, Vec<String>, Vec<String>) {
    let (mut done, mut missed, mut stopped) = (0, Vec::new(), Vec::new());
    for a in attacks {
        match carried_out(base, &[*a], kept) {
            None => stopped.push(a.name.clone()),
            Some(dir) => {
                done += 1;
                if found(dir.path()).is_none() {
                    missed.push(a.name.clone());
                }
            }
        }
    }
    (done, missed, stopped)
}

fn carried_out_nothing(base: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(base, dir.path());
    dir
}

#[test]
#[ignore = "long"]
fn every_pair_of_attacks_is_found() {
    let base = prepared();
    let c = Connection::open(base.path().join("plumbline.db")).unwrap();
    let kept = all_contents(&c);
    let whole = attacks_on_the_whole();
    let kinds: Vec<&Attack> = whole.iter().filter(|a| !a.name.starts_with("empty")).collect();
    drop(c);
    let mut done = 0;
    for (i, a) in kinds.iter().enumerate() {
        for b in &kinds[i + 1..] {
            let Some(dir) = carried_out(base.path(), &[a, b], &kept) else { continue };
            done += 1;
            assert!(found(dir.path()).is_some(), "not found: {} with {}", a.name, b.name);
        }
    }
    println!("{done} pairs");
}
