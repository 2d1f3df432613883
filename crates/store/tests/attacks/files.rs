//! Attacks on evidence files, which lie outside the database: `verify --files` names each.

use super::common::*;
use rules::{
    role::Role,
    testing::{Stage, World},
    value::Digest,
};
use rusqlite::Connection;
use std::{fs, path::Path};

/// A round whose working papers name three files that really were handed in.
fn prepared() -> (tempfile::TempDir, Vec<Digest>) {
    let home = Home::sqlite();
    let store = home.open();
    let mut world = World::at(Stage::Entered);
    let mut digests = Vec::new();
    for (u, bytes) in [b"a ledger of bricks".as_slice(), b"a ledger of tiles", b"a photograph of a ditch"].into_iter().enumerate() {
        let digest = store.stage_bytes(bytes, "application/pdf").unwrap().digest;
        let mut paper = world.draft_paper(u);
        paper.evidence.truncate(1);
        paper.evidence[0].digest = digest.clone();
        world.given(world.inspector_of(u, Role::TeamMember), paper);
        digests.push(digest);
    }
    Teller::default().tell(&store, &home.clock, &world);
    assert_eq!(store.verify(true, &mut |_, _| {}).unwrap().files, 3);
    drop(store);
    super::single_file(&home.dir.path().join("plumbline.db"));
    (home.dir, digests)
}

fn path(dir: &Path, digest: &Digest) -> std::path::PathBuf {
    dir.join("files").join(&digest.as_str()[..2]).join(digest.as_str())
}

fn sql(dir: &Path, text: &str) {
    assert!(Connection::open(dir.join("plumbline.db")).unwrap().execute(text, []).unwrap() > 0, "{text}");
}

type FileAttack = (&'static str, fn(&Path, &[Digest], usize));

const ATTACKS: [FileAttack; 9] = [
    ("one bit", |dir, d, n| {
        let mut bytes = fs::read(path(dir, &d[n])).unwrap();
        bytes[n] ^= 1;
        fs::write(path(dir, &d[n]), bytes).unwrap();
    }),
    ("cut short", |dir, d, n| {
        let bytes = fs::read(path(dir, &d[n])).unwrap();
        fs::write(path(dir, &d[n]), &bytes[..bytes.len() - 1]).unwrap();
    }),
    ("lengthened", |dir, d, n| {
        let mut bytes = fs::read(path(dir, &d[n])).unwrap();
        bytes.push(0);
        fs::write(path(dir, &d[n]), bytes).unwrap();
    }),
    ("emptied", |dir, d, n| fs::write(path(dir, &d[n]), b"").unwrap()),
    ("gone", |dir, d, n| fs::remove_file(path(dir, &d[n])).unwrap()),
    ("gone with its note", |dir, d, n| {
        fs::remove_file(path(dir, &d[n])).unwrap();
        sql(dir, &format!("DELETE FROM staged_file WHERE digest = '{}'", d[n].as_str()));
    }),
    ("another's bytes", |dir, d, n| {
        fs::copy(path(dir, &d[(n + 1) % 3]), path(dir, &d[n])).unwrap();
    }),
    ("swapped with another", |dir, d, n| {
        let (a, b) = (path(dir, &d[n]), path(dir, &d[(n + 1) % 3]));
        let (x, y) = (fs::read(&a).unwrap(), fs::read(&b).unwrap());
        fs::write(a, y).unwrap();
        fs::write(b, x).unwrap();
    }),
    ("another file, named in the event and the note, too", |dir, d, n| {
        use sha2::Digest as _;
        let bytes = b"a ledger of one's own";
        let own = hex::encode(sha2::Sha256::digest(bytes));
        fs::remove_file(path(dir, &d[n])).unwrap();
        fs::create_dir_all(dir.join("files").join(&own[..2])).unwrap();
        fs::write(dir.join("files").join(&own[..2]).join(&own), bytes).unwrap();
        sql(dir, &format!("UPDATE staged_file SET digest = '{own}' WHERE digest = '{}'", d[n].as_str()));
        sql(dir, &format!("UPDATE entry SET body = replace(body, '{}', '{own}')", d[n].as_str()));
    }),
];

/// The bytes of all evidence files, by path.
fn all_files(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    for folder in fs::read_dir(dir.join("files")).unwrap().flatten() {
        for file in fs::read_dir(folder.path()).unwrap().flatten() {
            out.push((file.path().strip_prefix(dir).unwrap().to_owned(), fs::read(file.path()).unwrap()));
        }
    }
    out.sort();
    out
}

#[test]
fn every_attack_on_evidence_files_is_found() {
    let (base, digests) = prepared();
    assert_eq!(found(base.path(), true), None, "no alarm on an honest store");
    let kept = all_files(base.path());
    assert_eq!(kept.len(), 3);
    let mut done = 0;
    for (name, attack) in ATTACKS {
        for n in 0..digests.len() {
            let dir = tempfile::tempdir().unwrap();
            copy_folder(base.path(), dir.path());
            attack(dir.path(), &digests, n);
            assert_ne!(all_files(dir.path()), kept, "{name}, {n}: the damage was done");
            assert!(found(dir.path(), true).is_some(), "not found: {name}, {n}");
            done += 1;
        }
    }
    println!("{done} attacks on files, all found");
}
