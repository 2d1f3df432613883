//! Verifiers that nobody here wrote accept what this crate writes: the crates `tlog_tiles` and `signed_note`, and
//! pymerkle from PyPI in an environment that the test makes for itself.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "foreign/judges.rs"]
mod judges;

use common::{Folder, Made, export, key, leaf, leaves};
use judges::{Files, foreign, pymerkle};
use ledger::tree::{consistency_proof, inclusion_proof, leaf_hash, root};
use signed_note::{Note, StandardVerifier, Verifier as _, VerifierList};
use tlog_tiles::{TileHashReader, check_record, check_tree, prove_record, prove_tree, tree_hash};

const SIZE: u64 = 70_000;

#[test]
fn signed_note_and_tlog_tiles_accept_an_exported_log() {
    let folder = tempfile::tempdir().unwrap();
    let Made { checkpoint, .. } = export(folder.path(), 2026, &leaves(0..SIZE, None), &[], false);
    let note = std::fs::read(folder.path().join("checkpoint")).unwrap();
    let verifier = StandardVerifier::new(&key().verifier().to_text()).unwrap();
    assert_eq!(verifier.key_id(), key().verifier().key_id());
    let note = Note::from_bytes(&note).unwrap();
    let (verified, _) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!(verified.len(), 1);
    let read = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((read.origin(), read.size(), read.hash().0), (checkpoint.origin.as_str(), SIZE, checkpoint.root));

    // Its reader authenticates every tile against the root before it gives a hash out.
    let files = Files(folder.path());
    let reader = TileHashReader::new(SIZE, foreign(checkpoint.root), &files);
    assert_eq!(tree_hash(SIZE, &reader).unwrap().0, checkpoint.root);
    let tiles = Folder(folder.path(), SIZE);
    for index in [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let ours: Vec<_> = inclusion_proof(&tiles, index, SIZE).unwrap().into_iter().map(foreign).collect();
        assert_eq!(ours, prove_record(SIZE, index, &reader).unwrap());
        let hash = leaf_hash(&leaf(index).to_bytes().unwrap());
        check_record(&ours, SIZE, foreign(checkpoint.root), index, foreign(hash)).unwrap();
        assert!(check_record(&ours, SIZE, foreign(checkpoint.root), index, foreign([0; 32])).is_err());
    }
    for old in [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 69_999, 70_000] {
        let ours: Vec<_> = consistency_proof(&tiles, old, SIZE).unwrap().into_iter().map(foreign).collect();
        assert_eq!(ours, prove_tree(SIZE, old, &reader).unwrap());
        let old_root = foreign(root(&tiles, old).unwrap());
        check_tree(&ours, SIZE, foreign(checkpoint.root), old, old_root).unwrap();
        assert!(check_tree(&ours, SIZE, foreign(checkpoint.root), old, foreign([0; 32])).is_err());
    }
}

#[test]
fn a_key_text_of_signed_note_signs_here() {
    let signer = signed_note::StandardSigner::new(&key().to_text()).unwrap();
    let mut note = Note::new(b"text\n", &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    let bytes = note.to_bytes();
    assert_eq!(key().verifier().verify(std::str::from_utf8(&bytes).unwrap()).unwrap(), "text\n");
    assert_eq!(String::from_utf8(bytes).unwrap(), key().sign("text\n").unwrap());
}

#[test]
fn pymerkle_accepts_roots_and_proofs() {
    if std::env::var_os("PLUMBLINE_QUICK").is_some_and(|value| value == "1") {
        println!("left out: pymerkle_accepts_roots_and_proofs (PLUMBLINE_QUICK=1)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (log, claims) = (folder.path().join("log"), folder.path().join("claims"));
    export(&log, 2026, &leaves(0..1_300, None), &[], false);
    let tiles = Folder(&log, 1_300);
    let mut text = String::new();
    for size in [1u64, 2, 3, 7, 255, 256, 257, 511, 512, 1_000, 1_300] {
        text += &format!("{size} {}\n", hex::encode(root(&tiles, size).unwrap()));
        for index in [0, 1, size / 3, size / 2, size.saturating_sub(2), size - 1].into_iter().filter(|index| *index < size) {
            let hashes = inclusion_proof(&tiles, index, size).unwrap();
            text += &format!("{size} {index} {}\n", hashes.iter().map(hex::encode).collect::<Vec<_>>().join(","));
        }
    }
    std::fs::write(&claims, &text).unwrap();
    let output = pymerkle(&log, &claims);
    println!("{}", String::from_utf8_lossy(&output.stdout).trim());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let at = text.find(' ').unwrap() + 1;
    let digit = if &text[at..=at] == "0" { "1" } else { "0" };
    let forged = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
    assert_ne!(forged, text);
    std::fs::write(&claims, forged).unwrap();
    assert!(!pymerkle(&log, &claims).status.success(), "the judge accepts a forged root");
}
