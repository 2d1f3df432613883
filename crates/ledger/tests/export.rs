//! Exported logs: honest ones are accepted, every kind of damage is found and named where it lies.
#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::Path;

use common::{Made, body, export, export_bodies, files, key, leaf, leaves, origin, salt};
use ledger::archive::CheckpointFile;
use ledger::commit::commit;
use ledger::export::{ExportError, Exporter, Report, VerifyError, bundle, paths, verify_export, verify_export_against, verify_years};
use ledger::redact::{Replacement, Replacements, Standing, standing};
use ledger::tree::Tree;
use ledger::{Checkpoint, Leaf, Salt, canonical, years};
use serde_json::json;

fn verify(folder: &Path) -> Result<Report, VerifyError> {
    verify_export(folder, Some(&key().verifier()), &mut |_, _| ())
}

/// Position and subject of the first difference.
fn difference(folder: &Path) -> (u64, String) {
    match verify(folder) {
        Err(VerifyError::Differs { position, what, expected, found }) => {
            assert_ne!(expected, found);
            (position, what)
        }
        other => panic!("expected a difference, got {other:?}"),
    }
}

#[test]
fn honest_exports_of_every_shape_are_accepted() {
    for size in [1u64, 2, 255, 256, 257, 511, 512, 700] {
        let folder = tempfile::tempdir().unwrap();
        let made = export(folder.path(), 2026, &leaves(0..size, None), &[1, 2, 100, 256, 257, 512, 600], size % 2 == 0);
        let mut seen = Vec::new();
        let report = verify_export(folder.path(), Some(&key().verifier()), &mut |done, all| seen.push((done, all))).unwrap();
        assert_eq!((report.size, report.root, report.signed), (size, made.checkpoint.root, true));
        assert_eq!(report.checkpoints, made.notes.len() as u64);
        assert_eq!(report.bodies, (size % 2 == 0).then_some(size));
        assert_eq!(seen.last(), Some(&(size, size)));
        assert!(!verify_export(folder.path(), None, &mut |_, _| ()).unwrap().signed);
    }
    let folder = tempfile::tempdir().unwrap();
    Exporter::create(folder.path())
        .unwrap()
        .finish(&Checkpoint::new(origin(2026), 0, Tree::new().root()).sign(&key()).unwrap(), [""; 0])
        .unwrap();
    assert_eq!(verify(folder.path()).unwrap().size, 0);
}

#[test]
fn every_kind_of_file_flipped_anywhere_is_found() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), 2026, &leaves(0..300, None), &[10, 256, 299], true);
    verify(folder.path()).unwrap();
    let all = files(folder.path());
    assert_eq!(all.len(), 2 + 2 + 2 + 2 + 1, "checkpoint, checkpoints, two tiles, bundles and files of bodies, one tile above");
    let mut chance = common::Chance::new(1);
    for path in all {
        let honest = fs::read(&path).unwrap();
        // Every byte of a short file, a sample of a long one.
        let places: Vec<usize> =
            if honest.len() < 700 { (0..honest.len()).collect() } else { (0..250).map(|_| chance.below(honest.len())).collect() };
        for at in places {
            let mut broken = honest.clone();
            broken[at] ^= 1 << chance.below(8);
            assert_ne!(broken, honest, "the damage was not done");
            fs::write(&path, &broken).unwrap();
            assert!(verify(folder.path()).is_err(), "byte {at} of {}", path.display());
        }
        for damage in [honest[..honest.len() - 1].to_vec(), [&honest[..], b"\0"].concat(), Vec::new()] {
            assert_ne!(damage, honest);
            fs::write(&path, &damage).unwrap();
            assert!(verify(folder.path()).is_err(), "length of {}", path.display());
        }
        fs::write(&path, &honest).unwrap();
    }
    verify(folder.path()).unwrap();
}

/// Exports a log whose entry 290 was changed by `change`; the exporter does not judge.
fn with_changed_leaf(change: impl Fn(&mut Leaf)) -> (u64, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut all = leaves(0..300, None);
    let honest = all[290].clone();
    change(&mut all[290]);
    assert_ne!(all[290], honest, "the damage was not done");
    export(folder.path(), 2026, &all, &[], false);
    difference(folder.path())
}

#[test]
fn a_signed_log_whose_entries_do_not_follow_each_other_is_refused() {
    assert_eq!(with_changed_leaf(|leaf| leaf.position = 291), (290, "position".into()));
    assert_eq!(with_changed_leaf(|leaf| leaf.recorded_at -= 5_000), (290, "recorded_at".into()));
    assert_eq!(with_changed_leaf(|leaf| leaf.revision += 1), (290, "revision in stream `case/3`".into()));
    assert_eq!(with_changed_leaf(|leaf| leaf.stream = "case/new".into()), (290, "revision in stream `case/new`".into()));
    let link = || ledger::PreviousLog { origin: origin(2025), size: 1, root: [0; 32] };
    assert_eq!(with_changed_leaf(|leaf| leaf.previous = Some(link())), (290, "link to an earlier log".into()));
}

#[test]
fn the_first_difference_is_named() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), 2026, &leaves(0..1_000, None), &[], false);
    let swap = |index: u64, at: usize, with: u64| {
        let path = folder.path().join(paths::entries(index, 256));
        let honest = fs::read(&path).unwrap();
        let mut broken = Vec::new();
        for (n, entry) in bundle::split(&honest, 256).unwrap().into_iter().enumerate() {
            let forged = Leaf { commit: common::commit_of(with as u8), ..leaf(index * 256 + n as u64) };
            bundle::push(&mut broken, &if n == at { forged.to_bytes().unwrap() } else { entry.to_vec() }).unwrap();
        }
        assert_ne!(broken, honest);
        fs::write(&path, broken).unwrap();
    };
    swap(2, 7, 1);
    assert_eq!(difference(folder.path()), (519, "hash in `tile/0/002`".into()));
    swap(1, 255, 2);
    assert_eq!(difference(folder.path()), (511, "hash in `tile/0/001`".into()));
}

#[test]
fn an_attacker_who_makes_everything_agree_is_caught_by_any_kept_checkpoint() {
    let (honest, forged) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let kept = honest.path().join("kept");
    let made = export(&honest.path().join("log"), 2026, &leaves(0..600, None), &[100, 300, 500], false);
    let mut file = CheckpointFile::open(&kept).unwrap();
    made.notes.iter().for_each(|note| file.append_durable(note).unwrap());
    file.append_durable(&Checkpoint::new(origin(2025), 7, [1; 32]).sign(&key()).unwrap()).unwrap();

    let mut all = leaves(0..600, None);
    all[299].commit = common::commit_of(9);
    assert_ne!(all[299], leaf(299));
    let remade = export(&forged.path().join("log"), 2026, &all, &[], false);
    assert_ne!(remade.checkpoint.root, made.checkpoint.root);
    verify(&remade.folder).unwrap();
    let against = |folder: &Path| verify_export_against(folder, Some(&key().verifier()), Some(&kept), &mut |_, _| ());
    assert_eq!(against(&made.folder).unwrap().checkpoints, 6, "three inside, three kept");
    let Err(VerifyError::Differs { position, what, .. }) = against(&remade.folder) else { panic!("not found") };
    assert_eq!((position, what.as_str()), (299, "root in the checkpoint of 300 entries"));

    let short = export(&forged.path().join("short"), 2026, &leaves(0..400, None), &[], false);
    let Err(VerifyError::Differs { position: 400, what, .. }) = against(&short.folder) else { panic!("a stale log was accepted") };
    assert_eq!(what, "number of entries");
}

#[test]
fn another_key_and_a_checkpoint_of_another_tree_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Made { folder: path, checkpoint, .. } = export(folder.path(), 2026, &leaves(0..20, None), &[], false);
    let stranger = ledger::SigningKey::from_seed(common::AUTHORITY, &[8; 32]).unwrap();
    assert!(matches!(verify_export(&path, Some(&stranger.verifier()), &mut |_, _| ()), Err(VerifyError::Checkpoint { .. })));
    fs::write(path.join("checkpoint"), checkpoint.sign(&stranger).unwrap()).unwrap();
    assert!(verify(&path).is_err());
    let root = Checkpoint { root: [1; 32], ..checkpoint };
    fs::write(path.join("checkpoint"), root.sign(&key()).unwrap()).unwrap();
    assert_eq!(difference(&path).1, "root in `checkpoint`");
}

#[test]
fn exporting_refuses_what_verification_would() {
    let folder = tempfile::tempdir().unwrap();
    let mut exporter = Exporter::create(folder.path()).unwrap();
    assert!(matches!(exporter.push(b"{}"), Err(ExportError::Leaf { index: 0, .. })));
    assert!(matches!(exporter.push_with_body(&leaf(0).to_bytes().unwrap(), &salt(0), b"{}"), Err(ExportError::Bodies { .. })));
    exporter.push(&leaf(0).to_bytes().unwrap()).unwrap();
    let other = Checkpoint::new(origin(2026), 2, [0; 32]).sign(&key()).unwrap();
    assert!(matches!(exporter.finish(&other, [""; 0]), Err(ExportError::OtherTree { .. })));
    fs::write(folder.path().join("x"), "x").unwrap();
    assert!(matches!(Exporter::create(folder.path()), Err(ExportError::NotEmpty(_))));
}

/// Bodies of a log in which entry `by` orders the erasure of entry 5, whose body is replaced.
fn erased(all: &mut [Leaf], by: usize) -> Vec<(Salt, Vec<u8>)> {
    let mut bodies: Vec<_> = all.iter().map(|leaf| (salt(leaf.position), body(leaf.position))).collect();
    let new = (Salt([42; 32]), canonical::to_vec(&json!({ "amount": 5, "title": "erased" })).unwrap());
    let order = Replacement { position: 5, fields: vec!["title".into()], commit: commit(&new.0, &new.1) };
    bodies[by].1 = canonical::to_vec(&json!({ "replacements": [serde_json::to_value(order).unwrap()] })).unwrap();
    all[by].commit = commit(&bodies[by].0, &bodies[by].1);
    bodies[5] = new;
    bodies
}

#[test]
fn a_body_replaced_by_order_is_accepted_and_any_other_is_not() {
    let mut all = leaves(0..300, None);
    let bodies = erased(&mut all, 280);
    let folder = tempfile::tempdir().unwrap();
    export_bodies(&folder.path().join("a"), 2026, &all, &[], Some(&bodies));
    let report = verify(&folder.path().join("a")).unwrap();
    assert_eq!((report.bodies, report.replaced, report.orders), (Some(300), 1, 1));

    let mut forged = bodies.clone();
    forged[6] = bodies[5].clone();
    export_bodies(&folder.path().join("b"), 2026, &all, &[], Some(&forged));
    assert_eq!(difference(&folder.path().join("b")), (6, "commit of the body".into()));

    let original = [&bodies[..5], &[(salt(5), body(5))], &bodies[6..]].concat();
    export_bodies(&folder.path().join("c"), 2026, &all, &[], Some(&original));
    assert_eq!(verify(&folder.path().join("c")).unwrap().replaced, 0);
}

#[test]
fn only_the_latest_replacement_counts_and_only_backwards() {
    let (leaf_commit, first, second) = (commit(&salt(1), b"1"), commit(&salt(2), b"2"), commit(&salt(3), b"3"));
    let mut replacements = Replacements::default();
    for (by, commit) in [(8, first), (9, second)] {
        assert!(replacements.record(by, &Replacement { position: 4, fields: vec![], commit }));
    }
    assert!(!replacements.record(4, &Replacement { position: 4, fields: vec![], commit: first }));
    let latest = replacements.latest(4);
    assert_eq!(standing(&leaf_commit, latest, &salt(1), b"1"), Some(Standing::Original));
    assert_eq!(standing(&leaf_commit, latest, &salt(3), b"3"), Some(Standing::Replaced));
    assert_eq!(standing(&leaf_commit, latest, &salt(2), b"2"), None, "an overtaken replacement");
    assert_eq!(replacements.orders(), 2);
}

/// Three years: 300, 20 and 300 entries.
fn three_years(folder: &Path, change: impl Fn(&mut Vec<Leaf>, i16)) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    for (year, range) in [(2024, 0..300), (2025, 300..320), (2027, 320..620)] {
        let previous = made.last().map(|made| years::previous(&made.checkpoint));
        let mut all = leaves(range, previous);
        change(&mut all, year);
        made.push(export(&folder.join(year.to_string()), year, &all, &[], false));
    }
    made
}

fn verify_chain(made: &[Made]) -> Result<Vec<Report>, VerifyError> {
    let folders: Vec<_> = made.iter().map(|made| &made.folder).collect();
    verify_years(&folders, Some(&key().verifier()), None, &mut |_, _| ())
}

#[test]
fn years_are_linked() {
    let folder = tempfile::tempdir().unwrap();
    let made = three_years(folder.path(), |_, _| ());
    let reports = verify_chain(&made).unwrap();
    assert_eq!(reports.iter().map(|report| report.first_position).collect::<Vec<_>>(), [0, 300, 320]);
    assert_eq!(verify(&made[2].folder).unwrap().first_position, 320, "a later year can be verified alone");
    assert!(verify_chain(&made[1..]).is_ok());
    years::check_link(&origin(2025), &leaves(300..301, Some(years::previous(&made[0].checkpoint)))[0], &made[0].checkpoint).unwrap();
}

#[test]
fn a_broken_chain_of_years_is_found() {
    type Change = fn(&mut Vec<Leaf>, i16);
    let changes: [Change; 5] = [
        |all, year| {
            if year == 2025 {
                all[0].previous = None
            }
        },
        |all, year| {
            if year == 2025 {
                all[0].previous.as_mut().unwrap().size -= 1
            }
        },
        |all, year| {
            if year == 2027 {
                all[0].previous.as_mut().unwrap().root[0] ^= 1
            }
        },
        |all, year| {
            if year == 2027 {
                all.iter_mut().for_each(|leaf| leaf.position += 1)
            }
        },
        |all, year| {
            if year == 2027 {
                all[7].revision += 1
            }
        },
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let made = three_years(folder.path(), change);
        assert!(verify_chain(&made).is_err(), "change {n}");
    }
    let folder = tempfile::tempdir().unwrap();
    let made = three_years(folder.path(), |_, _| ());
    let gap = [&made[0].folder, &made[2].folder];
    assert!(verify_years(&gap, None, None, &mut |_, _| ()).is_err(), "a year left out");
    let turned = [&made[1].folder, &made[0].folder];
    assert!(verify_years(&turned, None, None, &mut |_, _| ()).is_err(), "years out of order");
}

#[test]
fn origins_have_one_form() {
    assert_eq!(years::parse_origin(&origin(2026)).unwrap(), (common::AUTHORITY, 2026));
    assert!(years::origin("a+b", 2026).is_err() && years::origin("", 2026).is_err() && years::origin("a b", 2026).is_err());
    assert!(years::origin("a", 26).is_err());
    for text in ["a", "a/26", "a/02026", "a/+2026", "/2026", "a/2026/"] {
        assert!(years::parse_origin(text).is_err(), "{text}");
    }
}
