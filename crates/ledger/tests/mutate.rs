//! Feeds the parsers what no honest writer writes: seeded mutations of good inputs, 10,000 for each parser, or a
//! million with PLUMBLINE_LONG=1. A parser must answer, fast and with bounded memory; it must never accept two
//! spellings of one thing.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Chance, key, leaf, leaves, origin, salt};
use ledger::export::bundle;
use ledger::tree::Tree;
use ledger::{Checkpoint, Leaf, Proof, SigningKey, VerifierKey, canonical};

const SNIPPETS: [&[u8]; 16] = [
    b"\n",
    b"\n\n",
    b"\0",
    b"\"",
    b"\\u0000",
    b"{\"a\":",
    b"[[[[[[[[",
    b"\xe2\x80\x94 ",
    b"-0",
    b"99999999999999999999",
    b"\xff",
    b"+",
    b" ",
    b"=",
    b"index ",
    b"extra ",
];

/// Changes an input one to four times: flips, cuts, doubles, inserts, overwrites.
fn mutate(chance: &mut Chance, good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=chance.below(4) {
        let (at, end) = (chance.below(bytes.len() + 1), chance.below(bytes.len() + 1));
        let (at, end) = (at.min(end), at.max(end));
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => bytes.truncate(end),
            2 => drop(bytes.drain(at..end)),
            3 if end - at < 4096 && bytes.len() < 65_536 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => drop(bytes.splice(at..at, SNIPPETS[chance.below(SNIPPETS.len())].iter().copied())),
            _ => drop(bytes.splice(at..end.min(at + 8), [chance.next() as u8])),
        }
    }
    bytes
}

/// Runs `parse` over mutations of the seeds; it answers whether the input was accepted.
fn harass(name: &str, seed: u64, good: &[Vec<u8>], mut parse: impl FnMut(&[u8]) -> bool) {
    let long = std::env::var_os("PLUMBLINE_LONG").is_some_and(|value| value == "1");
    let runs = if long { 1_000_000 } else { 10_000 };
    let mut chance = Chance::new(seed);
    let mut accepted = 0u32;
    assert!(good.iter().all(|input| parse(input)), "{name}: an honest input is refused");
    for _ in 0..runs {
        let pick = chance.below(good.len());
        let input = mutate(&mut chance, &good[pick]);
        accepted += u32::from(parse(&input));
    }
    println!("{name}: {runs} inputs, {accepted} accepted");
    assert!(accepted < runs, "{name}: everything is accepted");
}

fn signed() -> String {
    Checkpoint::new(origin(2026), 300, [5; 32]).sign(&key()).unwrap()
}

fn cosigned() -> String {
    SigningKey::from_seed("witness.example/w1", &[9; 32]).unwrap().cosign(&signed(), 1_790_000_000).unwrap()
}

/// Runs a parser of text on bytes; what is not UTF-8 never reaches it.
fn text(parse: impl Fn(&str) -> bool) -> impl Fn(&[u8]) -> bool {
    move |bytes| std::str::from_utf8(bytes).is_ok_and(&parse)
}

#[test]
fn notes() {
    let verifier = key().verifier();
    let honest = verifier.verify(&signed()).unwrap().to_owned();
    // A million signatures would take a minute each time: the signature is only verified where the form holds.
    harass(
        "note",
        1,
        &[signed().into(), cosigned().into()],
        text(|note| match verifier.verify(note) {
            Ok(found) => {
                assert_eq!(found, honest, "a text that was never signed is accepted");
                true
            }
            Err(_) => false,
        }),
    );
}

#[test]
fn keys() {
    harass(
        "key",
        2,
        &[key().verifier().to_text().into(), key().witness_verifier().to_text().into()],
        text(|text| {
            VerifierKey::from_text(text).is_ok_and(|key| {
                assert_eq!(key.to_text(), text);
                true
            })
        }),
    );
}

#[test]
fn checkpoints() {
    let good = key().verifier().verify(&signed()).unwrap().to_owned();
    harass(
        "checkpoint",
        3,
        &[good.into()],
        text(|text| {
            Checkpoint::parse(text).is_ok_and(|checkpoint| {
                assert_eq!(checkpoint.to_text().unwrap(), text);
                true
            })
        }),
    );
}

#[test]
fn proofs() {
    let proof = Proof { index: 7, hashes: vec![[1; 32]; 9], checkpoint: signed(), extra: None };
    let extra = Proof { extra: Some(vec![7; 100]), ..proof.clone() };
    harass(
        "proof",
        4,
        &[proof.encode().into(), extra.encode().into()],
        text(|text| {
            Proof::parse(text).is_ok_and(|proof| {
                assert_eq!(proof.encode(), text);
                true
            })
        }),
    );
}

#[test]
fn leaf_bytes() {
    let linked = leaves(0..1, Some(ledger::PreviousLog { origin: origin(2025), size: 3, root: [1; 32] }));
    let good: Vec<_> = (0..5).map(leaf).chain(linked).map(|leaf| leaf.to_bytes().unwrap()).collect();
    harass("leaf", 5, &good, |bytes| {
        Leaf::parse(bytes).is_ok_and(|leaf| {
            assert_eq!(leaf.to_bytes().unwrap(), bytes);
            assert!(canonical::is_canonical(bytes));
            true
        })
    });
}

#[test]
fn canonical_json() {
    let value = serde_json::json!({ "a": [1, -2, "x\n\u{1f600}"], "b": { "\u{fb33}": "", "\u{1f600}": [] }, "salt": salt(1).to_hex() });
    let deep = [vec![b'['; 60], vec![b']'; 60]].concat();
    harass("canonical", 6, &[canonical::to_vec(&value).unwrap(), deep], |bytes| {
        canonical::parse(bytes).is_ok_and(|value| {
            assert_eq!(canonical::to_vec(&value).unwrap(), bytes);
            true
        })
    });
}

#[test]
fn bundles() {
    let mut good = Vec::new();
    (0..20).for_each(|n| bundle::push(&mut good, &leaf(n).to_bytes().unwrap()).unwrap());
    harass("bundle", 7, &[good], |bytes| {
        bundle::split(bytes, 20).is_ok_and(|entries| {
            let mut again = Vec::new();
            entries.iter().for_each(|entry| bundle::push(&mut again, entry).unwrap());
            assert_eq!(again, bytes);
            true
        })
    });
}

#[test]
fn checkpoint_files() {
    use std::os::unix::fs::FileExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    let mut file = ledger::archive::CheckpointFile::open(&path).unwrap();
    let mut tree = Tree::new();
    for n in 0..4u64 {
        tree.push([n as u8; 32]);
        file.append_durable(&Checkpoint::new(origin(2026), tree.size(), tree.root()).sign(&key()).unwrap()).unwrap();
    }
    let good = std::fs::read(&path).unwrap();
    // Written over and cut, never emptied first: some file systems bring a file that was emptied to the disk at once.
    let over = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    harass("checkpoint file", 8, &[good], |bytes| {
        over.write_all_at(bytes, 0).unwrap();
        over.set_len(bytes.len() as u64).unwrap();
        ledger::archive::read(&path).unwrap().all(|archived| archived.is_ok())
    });
}
