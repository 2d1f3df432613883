//! Old office files: they are converted by LibreOffice in a folder of their own, and what comes back says so.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[path = "common/files.rs"]
mod files;

use papers::{
    paper::Format,
    propose::propose,
    read::{ReadError, Tools, read},
};
use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

const LINES: [&str; 5] = [
    "云岭县水务局党组关于巡察整改情况的通报",
    "一、关于“堤防管护不到位”的问题",
    "整改状态：已完成",
    "二、关于“水费收缴不及时”的问题",
    "整改措施：清理欠费36户。",
];

fn rtf() -> Vec<u8> {
    let code = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\u{}?", c as u32 as u16 as i16) };
    let lines: String = LINES.iter().map(|l| format!("{}\\par\n", l.chars().map(code).collect::<String>())).collect();
    format!("{{\\rtf1\\ansi\\uc1 {lines}}}").into_bytes()
}

/// A program that gives the same file back for whatever it is to convert, under the ending that it is asked for.
fn stand_in(folder: &Path, converted: &[u8]) -> PathBuf {
    let (program, kept) = (folder.join("office"), folder.join("converted"));
    std::fs::write(&kept, converted).unwrap();
    // The ending and the folder follow the arguments that announce them.
    let script =
        format!("#!/bin/sh\nwhile [ \"$1\" != --convert-to ]; do shift; done\ntest -s \"$5\" && cp '{}' \"$4/paper.$2\"\n", kept.display());
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[test]
fn sheets_and_open_documents_are_converted_too() {
    let folder = tempfile::tempdir().unwrap();
    let office = |converted: &[u8]| Tools { office: Some(stand_in(folder.path(), converted)), ..Tools::none() };
    // An old sheet names its stream in its folder; an open document says first what it is.
    let wide: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let xls = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 512], &wide].concat();
    let open = |kind: &str| {
        let kind = format!("application/vnd.oasis.opendocument.{kind}");
        files::pack(&[("mimetype", kind.into_bytes()), ("content.xml", b"<x/>".to_vec())])
    };
    for (name, bytes, converted, rows) in [
        ("paper.xls", xls, files::register(), true),
        ("paper.ods", open("spreadsheet"), files::register(), true),
        ("paper.odt", open("text"), files::docx(&files::p("关于账目的说明", None)), false),
    ] {
        let paper = read(&bytes, name, &office(&converted)).unwrap();
        assert_eq!((paper.format, propose(&paper).genre.name() == "register"), (Format::Doc, rows), "{name}");
        assert!(paper.notes.iter().all(|n| n.code != "wrong_ending"), "{name}");
        assert_eq!(read(&bytes, name, &Tools::none()).unwrap_err(), ReadError::NeedsTool("libreoffice"), "{name}");
    }
}

#[test]
fn what_was_converted_is_a_paper_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let program = stand_in(folder.path(), &files::rich_docx());
    let paper = read(&rtf(), "paper.doc", &Tools { office: Some(program), ..Tools::none() }).unwrap();
    assert_eq!(paper.format, Format::Doc);
    assert!(paper.notes.iter().any(|n| n.code == "converted"));
    let fails = Tools { office: Some("false".into()), ..Tools::none() };
    assert_eq!(read(&rtf(), "", &fails).unwrap_err(), ReadError::ToolFailed("libreoffice"));
    assert_eq!(read(&rtf(), "", &Tools::none()).unwrap_err(), ReadError::NeedsTool("libreoffice"));
}

/// Makes a .doc with LibreOffice and reads it through LibreOffice, where that is installed; elsewhere it says so.
#[test]
fn libreoffice_reads_an_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("paper.rtf");
    std::fs::write(&input, rtf()).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let made = Command::new("soffice")
        .args([&profile, "--headless", "--norestore", "--convert-to", "doc", "--outdir"])
        .arg(folder.path())
        .arg(&input)
        .output();
    if made.is_err() {
        eprintln!("LibreOffice is not installed: old files were read through the stand-in only");
        return;
    }
    let doc: PathBuf = folder.path().join("paper.doc");
    let bytes = std::fs::read(doc).unwrap();
    assert!(bytes.starts_with(b"\xD0\xCF\x11\xE0"));
    let paper = read(&bytes, "paper.doc", &Tools { ocr: None, ..Tools::default() }).unwrap();
    let p = propose(&paper);
    let words: Vec<&str> = p.items.iter().map(|i| i.wording.value.as_str()).collect();
    assert_eq!((paper.format, words), (Format::Doc, vec!["堤防管护不到位", "水费收缴不及时"]));
    assert_eq!((p.items[0].status.value.as_str(), p.items[1].status.value.as_str()), ("done", "unknown"));
}
