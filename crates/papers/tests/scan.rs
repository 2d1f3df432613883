//! Scans: the picture of a page reaches the recogniser in a form that it reads, and what comes back is a paper that
//! says so. `documents/scan.g4` is a printed notice of invented places, 900 × 420 pixels, as fax machines pack it.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[path = "common/files.rs"]
mod files;

use files::{packed, scan};
use papers::{
    paper::{Format, Paper},
    propose::{Genre, propose},
    read::{ReadError, Tools, read},
};
use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

fn fax() -> Vec<u8> {
    let parameters = "/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 900 /Rows 420 >>";
    scan(&format!("/Width 900 /Height 420 /BitsPerComponent 1 {parameters}"), include_bytes!("documents/scan.g4"))
}

/// The same page as newer scanners pack it: a page of two colours that holds one fax region.
fn jbig2(picture: &[u8]) -> Vec<u8> {
    let (width, height) = (900u32.to_be_bytes(), 420u32.to_be_bytes());
    let segment = |number: u8, kind: u8, data: Vec<u8>| {
        [&[0, 0, 0, number, kind, 0, 1], u32::try_from(data.len()).unwrap().to_be_bytes().as_slice(), &data].concat()
    };
    let page = segment(0, 48, [width.as_slice(), &height, &[0; 11]].concat());
    // No place, joined by "or", packed as fax machines do.
    page.into_iter().chain(segment(1, 38, [width.as_slice(), &height, &[0; 9], &[1], picture].concat())).collect()
}

fn program(folder: &Path, name: &str, script: &str) -> PathBuf {
    let program = folder.join(name);
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

/// A recogniser that keeps what it was given and always reads the same words.
fn stand_in(folder: &Path) -> Tools {
    let kept = folder.join("given");
    let script = format!("cat > '{}'\necho '一 、 关 于 “ 账 目 不 清 ” 的 问题'", kept.display());
    Tools { ocr: Some(program(folder, "ocr", &script)), ..Tools::none() }
}

/// What the recogniser was given for a scan, and the paper that came of it.
fn given(bytes: &[u8]) -> (Vec<u8>, Paper) {
    let folder = tempfile::tempdir().unwrap();
    let paper = read(bytes, "", &stand_in(folder.path())).unwrap();
    (std::fs::read(folder.path().join("given")).unwrap(), paper)
}

#[test]
fn what_was_recognised_is_a_paper_that_says_so() {
    let (picture, paper) = given(&fax());
    assert_eq!(paper.format, Format::PdfScan);
    assert_eq!(paper.text.iter().collect::<String>(), "一、关于“账目不清”的问题\n");
    assert!(paper.notes.iter().any(|n| n.code == "scan_read_by_ocr"));
    // The fax stream lies in a TIFF, unchanged.
    assert!(picture.starts_with(b"II*\0") && picture.ends_with(include_bytes!("documents/scan.g4")));
}

#[test]
fn pictures_are_handed_over_as_they_look() {
    // Two by two pixels: one black beside one white, then the other way round.
    let bits = scan("/Width 2 /Height 2 /BitsPerComponent 1 /Filter /FlateDecode", &packed(&[0b0100_0000, 0b1000_0000]));
    assert_eq!(given(&bits).0, b"P4\n2 2\n\xBF\x7F");
    let inverted = scan("/Width 2 /Height 2 /BitsPerComponent 1 /Decode [1 0] /Filter /FlateDecode", &packed(&[0b0100_0000, 0b1000_0000]));
    assert_eq!(given(&inverted).0, b"P4\n2 2\n\x40\x80");
    // The second row is the first plus one in every byte, as "up" predicts.
    let rows = [2, 10, 20, 2, 1, 1];
    let predicted =
        scan("/Width 2 /Height 2 /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2 >>", &packed(&rows));
    assert_eq!(given(&predicted).0, b"P5\n2 2\n255\n\x0A\x14\x0B\x15");
    let differences =
        scan("/Width 2 /Height 2 /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 2 >>", &packed(&[10, 10, 11, 10]));
    assert_eq!(given(&differences).0, b"P5\n2 2\n255\n\x0A\x14\x0B\x15");
    // Two bytes as they are, one twice, the end, and what nobody reads.
    let runs = scan("/Width 2 /Height 2 /BitsPerComponent 8 /Filter /RunLengthDecode", &[1, 7, 8, 255, 9, 128, 1]);
    assert_eq!(given(&runs).0, b"P5\n2 2\n255\n\x07\x08\x09\x09");
    let jpeg = scan("/Width 9 /Height 9 /BitsPerComponent 8 /Filter /DCTDecode", b"\xFF\xD8\xFFx");
    assert_eq!(given(&jpeg).0, b"\xFF\xD8\xFFx");
}

#[test]
fn a_picture_of_two_colours_is_unpacked_by_its_program() {
    let folder = tempfile::tempdir().unwrap();
    let script = "for a in \"$@\"; do last=$a; done\nprintf 'P4\\n8 1\\n'; cat \"$last\"";
    let tools = Tools { bilevel: Some(program(folder.path(), "jbig2dec", script)), ..stand_in(folder.path()) };
    for (decode, want) in [("", b"P4\n8 1\n\x40"), ("/Decode [1 0]", b"P4\n8 1\n\xBF")] {
        let file = scan(&format!("/Width 8 /Height 1 /BitsPerComponent 1 {decode} /Filter /JBIG2Decode"), b"\x40");
        assert_eq!(read(&file, "", &tools).unwrap().format, Format::PdfScan);
        assert_eq!(std::fs::read(folder.path().join("given")).unwrap(), want);
    }
    // What the pages share comes first.
    let shared = scan("/Width 8 /Height 1 /Filter /JBIG2Decode /DecodeParms << /JBIG2Globals 4 0 R >>", b"\x40");
    let shared = [shared.as_slice(), b"4 0 obj\n<< /Length 1 >>\nstream\nS\nendstream\nendobj\n"].concat();
    let script = "for a in \"$@\"; do before=$last; last=$a; done\nprintf 'P4\\n8 2\\n'; cat \"$before\" \"$last\"";
    let tools = Tools { bilevel: Some(program(folder.path(), "jbig2dec", script)), ..stand_in(folder.path()) };
    read(&shared, "", &tools).unwrap();
    assert_eq!(std::fs::read(folder.path().join("given")).unwrap(), b"P4\n8 2\nS\x40");
    // A torn picture is left out and named.
    let torn = Tools { bilevel: Some("false".into()), ..stand_in(folder.path()) };
    assert_eq!(read(&shared, "", &torn).unwrap_err(), ReadError::ScanForm("JBIG2".to_owned()));
}

/// What jbig2dec makes of a page is what the fax stream in it holds, where it is installed.
#[test]
fn jbig2dec_unpacks_the_scan() {
    if Command::new("jbig2dec").arg("--version").output().is_err() {
        eprintln!("jbig2dec is not installed: the picture was unpacked by the stand-in only");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tools = Tools { bilevel: Tools::default().bilevel, ..stand_in(folder.path()) };
    let file = scan("/Width 900 /Height 420 /BitsPerComponent 1 /Filter /JBIG2Decode", &jbig2(include_bytes!("documents/scan.g4")));
    read(&file, "", &tools).unwrap();
    let picture = std::fs::read(folder.path().join("given")).unwrap();
    let pixels = &picture[picture.len() - 113 * 420..];
    assert!(picture.starts_with(b"P4\n900 420\n") && picture.len() == pixels.len() + 11);
    let black: u32 = pixels.iter().map(|b| b.count_ones()).sum();
    assert!((3_000..60_000).contains(&black), "{black} of {} pixels are black", 900 * 420);
}

#[test]
fn recognised_words_are_never_sure() {
    let (_, paper) = given(&fax());
    let p = propose(&paper);
    assert!(p.items.iter().all(|i| i.wording.confidence <= 65) && p.title.iter().all(|t| t.confidence <= 65));
}

#[test]
fn without_a_recogniser_a_scan_is_said_to_be_one() {
    assert_eq!(read(&fax(), "", &Tools::none()).unwrap_err(), ReadError::Scan);
    let missing = Tools { ocr: Some("/nowhere/tesseract".into()), ..Tools::none() };
    assert_eq!(read(&fax(), "", &missing).unwrap_err(), ReadError::Scan);
}

/// Reads the printed notice with tesseract itself, where it is installed with Chinese; elsewhere it says that it is not.
#[test]
fn tesseract_reads_the_scan() {
    let listed = Command::new("tesseract").arg("--list-langs").output();
    if !listed.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).contains("chi_sim")) {
        eprintln!("tesseract with chi_sim is not installed: the scan was read by the stand-in only");
        return;
    }
    let paper = read(&fax(), "", &Tools { office: None, ..Tools::default() }).unwrap();
    let p = propose(&paper);
    eprintln!("{}", paper.text.iter().collect::<String>());
    assert_eq!((paper.format, p.genre, p.items.len()), (Format::PdfScan, Genre::RectificationNotice, 2));
    assert_eq!(p.items[1].wording.value, "水费收缴不及时");
    assert!(p.items[0].facts.money.iter().any(|m| m.fen == 1_500_000));
    assert!(p.questions.iter().filter(|q| q.code == "wording_unsure").count() == 2);
}
