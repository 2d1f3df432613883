//! Verifiers that nobody here wrote accept what a store takes out, when a body on it was erased, too: the crates
//! `signed_note` and `tlog_tiles`, and pymerkle from PyPI.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "../../ledger/tests/foreign/judges.rs"]
mod judges;

use common::*;
use judges::{Files, foreign, pymerkle};
use rules::{
    StreamKey,
    act::Actor,
    erasure::propose_erasure::ProposeErasure,
    registry::register_person::RegisterPerson,
    testing::{Stage, World},
};
use signed_note::{Note, StandardVerifier, VerifierList};
use std::path::Path;
use store::{Request, Store};
use tlog_tiles::{TileHashReader, check_record, check_tree, prove_record, prove_tree, tree_hash};

/// A store that was used for a round over two years and erased a name, with its export.
fn exported() -> (Home, Store) {
    let home = Home::sqlite();
    let world = World::at(Stage::NoticePublished);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell(&store, &home.clock, &world);
    let head = teller.actor(world.cast.office_head.actor());
    let order = RegisterPerson { name: "Quillon Verrazane".into(), home: None, home_unit: None };
    let registered = store.execute(Request::new(head, order)).unwrap();
    let by: Vec<Actor> = world.cast.administrators.iter().map(|p| teller.actor(p.actor())).collect();
    let order = ProposeErasure {
        position: registered.position,
        of: registered.stream("person").unwrap(),
        fields: vec!["name".into()],
        ground: "Asked by the person".into(),
        retention: "P1".into(),
    };
    let proposed = store.execute(Request::new(by[0], order)).unwrap();
    let Some(StreamKey::Erasure(erasure)) = proposed.stream("erasure") else { panic!("no erasure") };
    store.approve_erasure(by[1], erasure).unwrap();
    assert_eq!(verified(&store).erasures, 1);
    let out = home.dir.path().join("out");
    assert_eq!(store.export_log(&out, false, &mut |_, _| {}).unwrap().years, [2021, 2022]);
    (home, store)
}

/// Sizes and roots of all checkpoints of an exported year, as the file of checkpoints tells them.
fn checkpoints(log: &Path) -> Vec<(u64, ledger::Hash)> {
    let file = ledger::archive::read_whole(log.join("checkpoints")).unwrap();
    file.map(|c| c.unwrap().checkpoint).map(|c| (c.size, c.root)).collect()
}

/// The store's proofs of a year's entries that lie under the checkpoint of `size` leaves.
fn proofs(store: &Store, first: u64, size: u64) -> Vec<ledger::Proof> {
    let some = [0, 1, size / 3, size / 2, size - 2, size - 1];
    some.iter().map(|i| ledger::Proof::parse(&store.proof(first + i).unwrap().unwrap()).unwrap()).collect()
}

#[test]
fn signed_note_and_tlog_tiles_accept_what_a_store_takes_out() {
    let (home, store) = exported();
    let mut first = 0;
    for year in ["2021", "2022"] {
        let log = home.dir.path().join("out").join(year);
        let bytes = std::fs::read(log.join("checkpoint")).unwrap();
        let verifier = StandardVerifier::new(&store.keys().verifier().to_text()).unwrap();
        let note = Note::from_bytes(&bytes).unwrap();
        let (signatures, _) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
        assert_eq!(signatures.len(), 1);
        let read = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
        assert_eq!(read.origin(), format!("plumbline/{year}"));
        let (size, root) = (read.size(), foreign(read.hash().0));
        let files = Files(&log);
        let reader = TileHashReader::new(size, root, &files);
        assert_eq!(tree_hash(size, &reader).unwrap().0, root.0);
        for proof in proofs(&store, first, size) {
            let ours: Vec<_> = proof.hashes.iter().map(|h| foreign(*h)).collect();
            assert_eq!(ours, prove_record(size, proof.index, &reader).unwrap());
            let leaf = store.read(|c, a| store::read::record::entry(c, a, first + proof.index)).unwrap().unwrap().leaf;
            let hash = foreign(ledger::tree::leaf_hash(leaf.as_bytes()));
            check_record(&ours, size, root, proof.index, hash).unwrap();
            assert!(check_record(&ours, size, root, proof.index, foreign([0; 32])).is_err());
        }
        let signed = checkpoints(&log);
        for (old, old_root) in &signed {
            check_tree(&prove_tree(size, *old, &reader).unwrap(), size, root, *old, foreign(*old_root)).unwrap();
        }
        assert!(!signed.is_empty());
        first += size;
    }
    assert_eq!(first, verified(&store).entries, "every entry lies in one of the logs");
}

#[test]
fn pymerkle_accepts_what_a_store_takes_out() {
    if std::env::var_os("PLUMBLINE_QUICK").is_some() {
        println!("left out: pymerkle (PLUMBLINE_QUICK)");
        return;
    }
    let (home, store) = exported();
    let mut first = 0;
    for year in ["2021", "2022"] {
        let log = home.dir.path().join("out").join(year);
        let signed = checkpoints(&log);
        let mut text: String = signed.iter().map(|(size, root)| format!("{size} {}\n", hex::encode(root))).collect();
        let size = signed.iter().map(|c| c.0).max().unwrap();
        for proof in proofs(&store, first, size) {
            let hashes: Vec<String> = proof.hashes.iter().map(hex::encode).collect();
            text += &format!("{size} {} {}\n", proof.index, hashes.join(","));
        }
        first += size;
        let claims = home.dir.path().join("claims");
        std::fs::write(&claims, &text).unwrap();
        let output = pymerkle(&log, &claims);
        println!("{}", String::from_utf8_lossy(&output.stdout).trim());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let at = text.find(' ').unwrap() + 1;
        let digit = if &text[at..=at] == "0" { "1" } else { "0" };
        std::fs::write(&claims, format!("{}{digit}{}", &text[..at], &text[at + 1..])).unwrap();
        assert!(!pymerkle(&log, &claims).status.success(), "the judge accepts a forged root");
    }
}
