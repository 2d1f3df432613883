//! Mutated picture files through the decoders: nothing panics, nothing is unpacked beyond its limits, and what is refused is
//! refused with a reason. The corpus is made by our own code. A short run by default; `PLUMBLINE_LONG=1` makes a million.

#[path = "scenes/corpus.rs"]
mod corpus;

use corpus::{Draw, corpus};
use detect::photo::{DecodeError, Limits, decode};
use std::collections::BTreeMap;

/// Small limits, so that a million files are cheap; they are asserted below.
const LIMITS: Limits = Limits { bytes_max: 64 << 10, pixels_max: 40_000, side_max: 1_000, memory_bytes_max: 1 << 20 };

fn mutate(file: &[u8], other: &[u8], r: &mut Draw) -> Vec<u8> {
    let mut out = file.to_vec();
    for _ in 0..1 + r.below(4) {
        let at = r.below(out.len().max(1));
        match r.below(8) {
            0 => out.truncate(at),
            1 | 2 if !out.is_empty() => out[at] ^= 1 << r.below(8),
            3 if !out.is_empty() => out[at] = [0, 0xff, 0x7f, 0x80][r.below(4)],
            // A length or a size grown out of all proportion.
            4 if out.len() > at + 4 => out[at..at + 4].fill(0xff),
            5 => {
                let end = (at + r.below(64)).min(out.len());
                drop(out.drain(at..end));
            }
            6 => {
                let from = r.below(other.len());
                let end = (from + 1 + r.below(64)).min(other.len());
                drop(out.splice(at..at, other[from..end].iter().copied()));
            }
            _ => out.extend((0..r.below(40)).map(|_| r.below(256) as u8)),
        }
    }
    out
}

#[test]
fn mutated_files_are_pictures_or_refused_and_never_panic() {
    let wanted = if std::env::var_os("PLUMBLINE_LONG").is_some() { 1_000_000 } else { 3_000 };
    let files = corpus();
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    let mut r = Draw(9);
    for _ in 0..wanted {
        let (file, other) = (&files[r.below(files.len())].1, &files[r.below(files.len())].1);
        let bytes = mutate(file, other, &mut r);
        let end = match decode(&bytes, &LIMITS) {
            Ok(p) => {
                assert!(u64::from(p.width) * u64::from(p.height) <= LIMITS.pixels_max && p.width.max(p.height) <= LIMITS.side_max);
                assert!(p.plane.data.len() == p.plane.width * p.plane.height && p.plane.data.iter().all(|v| v.is_finite()));
                "picture"
            }
            Err(e) => e.code(),
        };
        *ends.entry(end).or_default() += 1;
    }
    println!("{wanted} mutated files: {ends:?}");
    // The run reached pictures as well as refusals of more than one kind.
    assert!(ends["picture"] > wanted / 20 && ends["broken-picture"] > wanted / 20 && ends.len() >= 4, "{ends:?}");
}

#[test]
fn every_kind_of_file_of_the_corpus_is_read() {
    for (name, bytes) in corpus() {
        let p = decode(&bytes, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((p.width, p.height), (corpus::WIDTH, corpus::HEIGHT), "{name}");
        assert!(p.contrast > 5.0, "{name}: {}", p.contrast);
    }
}

#[test]
fn a_file_that_breaks_off_is_named_even_where_it_can_be_read() {
    let cut_off = |bytes: &[u8]| decode(bytes, &Limits::default()).map(|p| p.cut_off).ok();
    let mut read = 0;
    for (name, bytes) in corpus() {
        assert_eq!(cut_off(&bytes), Some(false), "{name}");
        // What a telephone appends behind the end is no part of the picture.
        assert_eq!(cut_off(&[&bytes[..], &[7; 40]].concat()), Some(false), "{name}");
        for len in bytes.len() / 2..bytes.len() {
            // Either it cannot be read at all, or it is named.
            let found = cut_off(&bytes[..len]);
            assert_ne!(found, Some(false), "{name} {len} of {}", bytes.len());
            read += usize::from(found.is_some());
        }
    }
    assert!(read > 20, "{read} were read as far as they go");
    // A preview in the head of a JPEG file has an end of its own.
    let whole = corpus().into_iter().find(|f| f.0 == "jpeg").expect("a JPEG file").1;
    let head = [&[0xff, 0xe1][..], &(whole.len() as u16 + 2).to_be_bytes(), &whole].concat();
    let with_preview = [&whole[..2], &head, &whole[2..]].concat();
    assert_eq!(cut_off(&with_preview), Some(false));
    assert_ne!(cut_off(&with_preview[..with_preview.len() - 2]), Some(false));
}

fn code(bytes: &[u8], limits: &Limits) -> &'static str {
    decode(bytes, limits).map_or_else(|e| e.code(), |_| "picture")
}

#[test]
fn what_is_no_picture_is_refused_with_its_reason() {
    let usual = Limits::default();
    assert_eq!(code(b"", &usual), "empty");
    assert_eq!(code(b"a list of names, not a picture", &usual), "not-a-picture");
    assert_eq!(code(&[0u8; 4096], &usual), "not-a-picture");
    let mut heads: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, bytes) in corpus() {
        assert_eq!(code(&bytes[..bytes.len() / 3], &usual), "broken-picture", "{name} cut off");
        let tight = Limits { bytes_max: bytes.len() - 1, ..usual };
        assert!(matches!(decode(&bytes, &tight), Err(DecodeError::TooLarge { bytes: b, .. }) if b == bytes.len()), "{name}");
        *heads.entry(name).or_default() += 1;
    }
    assert!(heads.len() >= 3);
    assert_eq!(code(&corpus::png(8, 8, &[7; 64]), &usual), "too-small");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let usual = Limits::default();
    let bomb = corpus::png_bomb(28_000, 28_000);
    assert!(bomb.len() < 2_000_000, "a small file: {}", bomb.len());
    let begin = std::time::Instant::now();
    let refused = (0..20).filter(|_| code(&bomb, &usual) == "too-many-pixels").count();
    let bombs = begin.elapsed();
    assert_eq!(refused, 20);
    // Reading a picture that is allowed unpacks pixels; refusing a bomb of 784 million does not.
    let allowed = corpus::png(3_000, 3_000, &vec![9; 9_000_000]);
    let begin = std::time::Instant::now();
    assert_eq!(code(&allowed, &usual), "picture");
    assert!(bombs < begin.elapsed(), "20 bombs took {bombs:?}");
    // A side beyond all measure, in every kind that states it in its head.
    assert_ne!(code(&corpus::png_bomb(2_000_000, 30), &usual), "picture");
    assert_eq!(code(&corpus::png_bomb(30_001, 30), &usual), "broken-picture");
}
