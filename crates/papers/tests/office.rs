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
use std::{os::unix::fs::PermissionsExt, path::PathBuf, process::Command};

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

#[test]
fn what_was_converted_is_a_paper_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (program, converted) = (folder.path().join("office"), folder.path().join("converted"));
    std::fs::write(&converted, files::rich_docx()).unwrap();
    // The folder follows the argument that announces it.
    let script = format!(
        "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done\ntest -s \"$3\" && cp '{}' \"$2/paper.docx\"\n",
        converted.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
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
