//! Notes, checkpoints, proofs and leaves: what is written is read back, and every flipped byte is found.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Tiles, commit_of, key, leaf, origin};
use ledger::checkpoint::CheckpointError;
use ledger::leaf::LeafError;
use ledger::note::{NoteError, SigningKey, VerifierKey};
use ledger::proof::{self, ProofTextError};
use ledger::tree::Tree;
use ledger::{Checkpoint, Leaf, PreviousLog, Proof, canonical};
use proptest::prelude::*;

/// Every text that differs from `bytes` in one bit of one byte.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..bytes.len() * 8).map(move |at| {
        let mut broken = bytes.to_vec();
        broken[at / 8] ^= 1 << (at % 8);
        assert_ne!(broken, bytes, "the damage was not done");
        broken
    })
}

#[test]
fn leaves_are_canonical_and_read_back() {
    let linked = PreviousLog { origin: origin(2025), size: 12, root: [0xab; 32] };
    for (subject, previous) in
        [(None, None), (Some("u:1".to_owned()), None), (None, Some(linked.clone())), (Some("u:1".into()), Some(linked))]
    {
        let leaf = Leaf { subject, previous, ..leaf(5) };
        let bytes = leaf.to_bytes().unwrap();
        assert_eq!(canonical::to_vec(&leaf).unwrap(), bytes, "the hand-written form is the canonical one");
        assert_eq!(Leaf::parse(&bytes).unwrap(), leaf);
        assert_eq!(serde_json::from_slice::<Leaf>(&bytes).unwrap(), leaf);
    }
}

#[test]
fn names_and_free_text_cannot_enter_a_leaf() {
    let bad = |text: &str| text.to_owned();
    for text in ["", "张三", "Zhang San", "a\"b", "a\\b", "a\nb", "é", "a@b"] {
        let table = [
            ("kind", Leaf { kind: bad(text), ..leaf(0) }),
            ("stream", Leaf { stream: bad(text), ..leaf(0) }),
            ("actor", Leaf { actor: bad(text), ..leaf(0) }),
            ("subject", Leaf { subject: Some(bad(text)), ..leaf(0) }),
            ("origin", Leaf { previous: Some(PreviousLog { origin: bad(text), size: 0, root: [0; 32] }), ..leaf(0) }),
        ];
        for (name, leaf) in table {
            assert_eq!(leaf.to_bytes(), Err(LeafError::Characters(name)), "{text:?}");
        }
    }
    assert_eq!(Leaf { position: 1 << 53, ..leaf(0) }.to_bytes(), Err(LeafError::Range("position")));
    assert_eq!(Leaf { recorded_at: i64::MIN, ..leaf(0) }.to_bytes(), Err(LeafError::Range("recorded_at")));
    assert_eq!(Leaf { v: 2, ..leaf(0) }.to_bytes(), Err(LeafError::Version(2)));
    assert!(matches!(Leaf { stream: "s".repeat(4096), ..leaf(0) }.to_bytes(), Err(LeafError::TooLong(_))));
}

#[test]
fn every_flipped_bit_of_a_leaf_is_refused_or_another_leaf() {
    let bytes = Leaf { subject: Some("unit:1".into()), ..leaf(5) }.to_bytes().unwrap();
    for broken in flips(&bytes) {
        if let Ok(other) = Leaf::parse(&broken) {
            assert_eq!(other.to_bytes().unwrap(), broken, "one leaf, one spelling");
        }
    }
}

#[test]
fn keys_are_carried_as_text() {
    let key = SigningKey::generate("log.example/a").unwrap();
    let again = SigningKey::from_text(&key.to_text()).unwrap();
    assert_eq!(again.verifier(), key.verifier());
    assert!(!format!("{key:?}").contains(&key.to_text()[30..]));
    for text in [key.verifier().to_text(), key.witness_verifier().to_text()] {
        assert_eq!(VerifierKey::from_text(&text).unwrap().to_text(), text);
        for broken in flips(text.as_bytes()) {
            // The public half is bound to its id, so that a mistyped key is noticed.
            assert!(String::from_utf8(broken).map_or(true, |text| VerifierKey::from_text(&text).is_err()));
        }
    }
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb"] {
        assert!(SigningKey::generate(name).is_err());
    }
}

#[test]
fn the_note_of_the_specification_is_accepted() {
    let key = VerifierKey::from_text("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let note = format!("{text}\n\u{2014} PeterNeumann {signature}\n");
    assert_eq!(key.verify(&note).unwrap(), text);
    assert_eq!(key.verify(&note.replacen("your", "our", 1)), Err(NoteError::Forged("PeterNeumann".into())));
}

#[test]
fn every_flipped_bit_of_a_signed_checkpoint_is_found() {
    let checkpoint = Checkpoint::new(origin(2026), 300, [5; 32]);
    let note = checkpoint.sign(&key()).unwrap();
    assert_eq!(Checkpoint::open(&note, &key().verifier()).unwrap(), checkpoint);
    for broken in flips(note.as_bytes()) {
        let found = String::from_utf8(broken).map_or(true, |note| Checkpoint::open(&note, &key().verifier()).is_err());
        assert!(found);
    }
}

#[test]
fn checkpoints_have_one_spelling() {
    let root = "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=";
    for text in [
        format!("o\n01\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n\n{root}\n"),
        format!("\n1\n{root}\n"),
        format!("o\n1\n{root}"),
        format!("o\n1\n{root}\n\n"),
        format!("o\n1\n{root}\n\nx\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("o\n1\n{}\n", root.replace('=', "")),
        format!("o\n1\n{}\n", root.replace("U=", "V=")),
        format!("o\r\n1\n{root}\n"),
        "o\n1\nBQUF\n".to_owned(),
        "o\n1\n".to_owned(),
    ] {
        assert!(matches!(Checkpoint::parse(&text), Err(CheckpointError::Malformed(_))), "{text:?}");
    }
    let with_lines = format!("o\n0\n{root}\nfirst\nsecond\n");
    let read = Checkpoint::parse(&with_lines).unwrap();
    assert_eq!((read.extensions.len(), read.to_text().unwrap()), (2, with_lines));
    assert!(Checkpoint { extensions: vec![String::new()], ..read }.sign(&key()).is_err());
}

#[test]
fn witnesses_cosign_and_their_time_is_verified() {
    let witness = SigningKey::from_seed("witness.example/w1", &[9; 32]).unwrap();
    let signed = Checkpoint::new(origin(2026), 300, [5; 32]).sign(&key()).unwrap();
    assert_eq!(witness.witness_verifier().verify(&signed), Err(NoteError::Unsigned("witness.example/w1".into())));
    let cosigned = witness.cosign(&signed, 1_790_000_000).unwrap();
    let (text, seconds) = witness.witness_verifier().verify_cosignature(&cosigned).unwrap();
    assert_eq!((text, seconds), (key().verifier().verify(&cosigned).unwrap(), 1_790_000_000));
    assert!(witness.verifier().verify(&cosigned).is_err(), "a cosignature is no signature of the text");
    let (body, last) = cosigned.split_at(signed.len());
    let mut changed = 0;
    for broken in flips(last.as_bytes()) {
        let Ok(line) = String::from_utf8(broken) else { continue };
        changed += 1;
        assert!(witness.witness_verifier().verify(&format!("{body}{line}")).is_err());
    }
    assert!(changed > 500);
    let forged = cosigned.replace(&signed, &Checkpoint::new(origin(2026), 301, [5; 32]).sign(&key()).unwrap());
    assert_ne!(forged, cosigned);
    assert_eq!(witness.witness_verifier().verify(&forged), Err(NoteError::Forged("witness.example/w1".into())));
}

#[test]
fn a_second_forged_line_by_a_known_key_spoils_the_note() {
    let note = key().sign("text\n").unwrap();
    let other = key().sign("other\n").unwrap();
    let line = other.split_once("\n\n").unwrap().1;
    assert!(key().verifier().verify(&note).is_ok());
    assert_eq!(key().verifier().verify(&format!("{note}{line}")), Err(NoteError::Forged(common::AUTHORITY.into())));
    assert!(key().sign("no newline").is_err() && key().sign("tab\t\n").is_err());
    assert_eq!(key().verifier().verify(&format!("{}{note}", "x\n".repeat(40_000))), Err(NoteError::TooLarge));
}

fn proved(size: u64, index: u64) -> (Proof, Vec<u8>) {
    let (mut tree, mut tiles) = (Tree::new(), Tiles::default());
    (0..size).for_each(|n| _ = tree.push_leaf(&leaf(n).to_bytes().unwrap()));
    tiles.save(&mut tree);
    let note = Checkpoint::new(origin(2026), size, tree.root()).sign(&key()).unwrap();
    (Proof::build(&tiles, index, size, &note).unwrap(), leaf(index).to_bytes().unwrap())
}

#[test]
fn every_flipped_bit_of_a_proof_is_found() {
    let (proof, leaf) = proved(300, 123);
    let text = proof.encode();
    assert_eq!(Proof::parse(&text).unwrap(), proof);
    assert_eq!(proof::verify(&text, &leaf, &key().verifier()).unwrap().size, 300);
    for broken in flips(text.as_bytes()) {
        let found = String::from_utf8(broken).map_or(true, |text| proof::verify(&text, &leaf, &key().verifier()).is_err());
        assert!(found);
    }
    for broken in flips(&leaf) {
        assert!(matches!(proof::verify(&text, &broken, &key().verifier()), Err(ProofTextError::Path(_))));
    }
    let extra = Proof { extra: Some(b"who asked".to_vec()), ..proof };
    assert_eq!(Proof::parse(&extra.encode()).unwrap(), extra);
}

#[test]
fn a_proof_over_a_million_entries_fits_2_kib() {
    // The size of a proof depends on the sizes alone, so a million hashes stand in for a million leaves.
    let (mut tree, mut tiles) = (Tree::new(), Tiles::default());
    (0..1_000_000u32).for_each(|n| tree.push([n as u8; 32]));
    tiles.save(&mut tree);
    let note = Checkpoint::new(origin(2026), tree.size(), tree.root()).sign(&key()).unwrap();
    let longest = [0, 524_288, 983_039].map(|index| Proof::build(&tiles, index, tree.size(), &note).unwrap().encode().len());
    println!("proofs over 1,000,000 entries: {longest:?} bytes");
    assert!(longest.iter().all(|len| *len <= 2048), "{longest:?}");
}

#[test]
fn commits_do_not_print_salts() {
    let salt = ledger::Salt::generate().unwrap();
    assert_ne!(salt, ledger::Salt::generate().unwrap());
    assert!(!format!("{salt:?}").contains(&salt.to_hex()[..8]));
    let commit = ledger::commit::commit(&salt, b"{}");
    assert!(commit.matches(&salt, b"{}") && !commit.matches(&salt, b"{ }") && !commit_of(1).matches(&salt, b"{}"));
    // RFC 4231, test case 2, whose key of 4 bytes is filled with zeroes as a salt of 32 would be.
    let mut key = [0; 32];
    key[..4].copy_from_slice(b"Jefe");
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(ledger::commit::commit(&ledger::Salt(key), b"what do ya want for nothing?").to_hex(), expected);
    assert!(ledger::Commit::from_hex(&expected.to_uppercase()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_leaf_of_a_log_is_proved_and_no_other(size in 1u64..400, pick in any::<prop::sample::Index>()) {
        let index = pick.index(size as usize) as u64;
        let (proof, bytes) = proved(size, index);
        prop_assert!(proof.verify(&bytes, &key().verifier()).is_ok());
        prop_assert!(proof.verify(&leaf(index + 1).to_bytes().unwrap(), &key().verifier()).is_err());
        let moved = Proof { index: index + 1, ..proof };
        prop_assert!(moved.verify(&bytes, &key().verifier()).is_err());
    }
}
