//! The checkpoint file: crashes in mid-write are cut off, damage is an error, several writers do not disturb each other.
#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::Path;

use common::{key, origin};
use ledger::Checkpoint;
use ledger::archive::{self, ArchiveError, CheckpointFile};

fn note(year: i16, size: u64) -> String {
    Checkpoint::new(origin(year), size, [size as u8; 32]).sign(&key()).unwrap()
}

fn sizes(path: &Path) -> Result<Vec<u64>, ArchiveError> {
    archive::read(path)?.map(|archived| archived.map(|archived| archived.checkpoint.size)).collect()
}

/// A file of three appends: one note, two notes, one note. Answers its bytes and where each append ends.
fn three_appends(path: &Path) -> (Vec<u8>, Vec<usize>) {
    let mut file = CheckpointFile::open(path).unwrap();
    let mut ends = vec![0];
    for batch in [vec![note(2025, 1)], vec![note(2025, 2), note(2026, 3)], vec![note(2025, 4)]] {
        file.append_all_durable(&batch.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        ends.push(fs::metadata(path).unwrap().len() as usize);
    }
    (fs::read(path).unwrap(), ends)
}

#[test]
fn what_was_appended_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    three_appends(&path);
    let mut file = CheckpointFile::open(&path).unwrap();
    assert_eq!(file.last(&origin(2025)).unwrap().unwrap().note, note(2025, 4));
    assert_eq!(file.last(&origin(2026)).unwrap().unwrap().checkpoint.size, 3);
    assert_eq!(file.last("nobody").unwrap(), None);
    assert_eq!(file.iter().unwrap().map(|archived| archived.unwrap().checkpoint.size).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(file.append_durable("no note").is_err());
    assert_eq!(sizes(&path).unwrap(), [1, 2, 3, 4], "a refused note leaves nothing behind");
}

#[test]
fn a_file_cut_at_any_byte_keeps_its_whole_appends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    let (bytes, ends) = three_appends(&path);
    for cut in 0..bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let whole = ends.iter().filter(|end| **end <= cut).count() - 1;
        let expected = [vec![], vec![1], vec![1, 2, 3]][whole].clone();
        assert_eq!(sizes(&path).unwrap(), expected, "cut at {cut}");
        if cut % 23 == 0 {
            let mut file = CheckpointFile::open(&path).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().len() as usize, ends[whole], "the torn end is cut off");
            file.append_durable(&note(2025, 9)).unwrap();
            assert_eq!(sizes(&path).unwrap(), [expected, vec![9]].concat());
        }
    }
}

#[test]
fn sectors_lost_from_the_last_append_are_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    let (bytes, ends) = three_appends(&path);
    let (start, end) = (ends[2], ends[3]);
    let borders: Vec<usize> = [start, end].into_iter().chain((0..end).step_by(512).filter(|at| *at > start)).collect();
    for &from in &borders {
        for &to in borders.iter().filter(|to| **to > from) {
            let mut lost = bytes.clone();
            lost[from..to].fill(0);
            assert_ne!(lost, bytes);
            fs::write(&path, &lost).unwrap();
            assert_eq!(sizes(&path).unwrap(), [1, 2, 3], "zeroes from {from} to {to}");
        }
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    let (bytes, _) = three_appends(&path);
    for at in 0..bytes.len() * 8 {
        let mut broken = bytes.clone();
        broken[at / 8] ^= 1 << (at % 8);
        assert_ne!(broken, bytes);
        fs::write(&path, &broken).unwrap();
        assert!(sizes(&path).is_err(), "bit {at} of {}", bytes.len() * 8);
        if at % 512 == 0 {
            assert!(matches!(CheckpointFile::open(&path), Err(ArchiveError::Damaged { .. })));
            assert_eq!(fs::read(&path).unwrap(), broken, "damage is reported, never cut away");
        }
    }
}

#[test]
fn appends_taken_out_of_the_middle_or_zeroed_there_are_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    let (bytes, ends) = three_appends(&path);
    let mut zeroed = bytes.clone();
    zeroed[ends[1]..ends[2]].fill(0);
    assert_ne!(zeroed, bytes);
    fs::write(&path, &zeroed).unwrap();
    assert!(matches!(sizes(&path), Err(ArchiveError::Damaged { .. })));
    let halved = [&bytes[..ends[1] + 40], &bytes[ends[2]..]].concat();
    fs::write(&path, &halved).unwrap();
    assert!(matches!(sizes(&path), Err(ArchiveError::Damaged { .. })));
}

#[test]
fn several_writers_share_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    std::thread::scope(|scope| {
        for year in 2001..2005 {
            let path = &path;
            scope.spawn(move || {
                let mut file = CheckpointFile::open(path).unwrap();
                for size in 0..25 {
                    file.append_durable(&note(year, size)).unwrap();
                }
            });
        }
    });
    assert_eq!(sizes(&path).unwrap().len(), 100);
    let mut file = CheckpointFile::open(&path).unwrap();
    assert!((2001..2005).all(|year| file.last(&origin(year)).unwrap().unwrap().checkpoint.size == 24));
}

#[test]
fn a_torn_end_left_by_another_writer_is_cut_before_the_next_append() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoints");
    let mut file = CheckpointFile::open(&path).unwrap();
    file.append_durable(&note(2026, 1)).unwrap();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], &whole[..100]].concat()).unwrap();
    file.append_durable(&note(2026, 2)).unwrap();
    assert_eq!(sizes(&path).unwrap(), [1, 2]);
    fs::write(&path, &whole[..10]).unwrap();
    assert!(matches!(file.append_durable(&note(2026, 3)), Err(ArchiveError::Damaged { .. })), "what was durable is gone");
}
