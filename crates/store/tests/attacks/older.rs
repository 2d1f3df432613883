//! Rolling back: parts of the database, or all of it, are put back to an older copy that was once sealed and sound.

use super::{Contents, common::*, contents, single_file};
use rules::testing::{Stage, World};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use store::read::{Class, Table, tables};

/// A store's end, and copies of its database at several ages.
fn prepared() -> (tempfile::TempDir, tempfile::TempDir, Vec<PathBuf>) {
    let home = Home::sqlite();
    let world = World::at(Stage::NoticePublished);
    let db = home.dir.path().join("plumbline.db");
    let ages = tempfile::tempdir().unwrap();
    let (mut teller, mut copies) = (Teller::default(), Vec::new());
    let step = world.accepted().len() / 6;
    while teller.told < world.accepted().len() {
        let store = home.open();
        teller.tell_some(&store, &home.clock, &world, step);
        let head = teller.actor(world.cast.office_head.actor());
        store.set_password(head, head.account.unwrap(), &format!("words of day {}", copies.len()), None).unwrap();
        drop(store);
        single_file(&db);
        copies.push(ages.path().join(copies.len().to_string()));
        std::fs::copy(&db, copies.last().unwrap()).unwrap();
    }
    (home.dir, ages, copies)
}

/// Puts tables back to an older copy.
fn put_back(db: &Path, older: &Path, which: &[&Table]) -> Contents {
    let c = Connection::open(db).unwrap();
    c.execute("ATTACH ?1 AS older", [older.to_str().unwrap()]).unwrap();
    for t in which {
        c.execute_batch(&format!("DELETE FROM main.{0}; INSERT INTO main.{0} SELECT * FROM older.{0}", t.name)).unwrap();
    }
    c.execute_batch("DETACH older").unwrap();
    contents(&c)
}

#[test]
fn older_copies_in_whole_and_in_part_are_found() {
    let (base, _ages, copies) = prepared();
    assert_eq!(found(base.path(), false), None, "no alarm on an honest store");
    let kept = contents(&Connection::open(base.path().join("plumbline.db")).unwrap());
    let (mut done, mut same) = (0, 0);
    for older in &copies[..copies.len() - 1] {
        // Ledger, read models, credentials: every choice of them that is not none.
        for choice in 1..8 {
            let chosen = |t: &&Table| match t.class {
                Class::Ledger => choice & 1 != 0,
                Class::Replayed => choice & 2 != 0,
                Class::Sealed => choice & 4 != 0,
                Class::Free => choice == 7,
            };
            let which: Vec<&Table> = tables().filter(chosen).collect();
            let dir = tempfile::tempdir().unwrap();
            copy_folder(base.path(), dir.path());
            if put_back(&dir.path().join("plumbline.db"), older, &which) == kept {
                same += 1;
                continue;
            }
            done += 1;
            assert!(found(dir.path(), false).is_some(), "not found: choice {choice} of {}", older.display());
        }
    }
    println!("{done} older copies, all found");
    assert_eq!(same, 0, "an older copy is another one");
    assert!(done >= 35);
}
