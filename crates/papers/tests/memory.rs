//! Memory that reading takes: it grows with the file, and a hostile file takes no more than its limit.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[path = "common/files.rs"]
mod files;

use papers::read::{ReadError, Tools, read};
use std::process::Command;

/// Makes a file of so many paragraphs, lines or rows.
type Make<'a> = &'a dyn Fn(usize) -> Vec<u8>;

/// Variable that tells a child which file to read.
const FILE: &str = "PLUMBLINE_MEMORY_FILE";

/// Reads one file in a process of its own and says the most memory that the process ever held.
#[test]
#[ignore = "run by the other test as a process of its own"]
fn child() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let bytes = std::fs::read(file).unwrap();
    let before = resident();
    let (said, blocks) = match read(&bytes, "", &Tools::none()) {
        Ok(paper) => (if paper.notes.iter().any(|n| n.code == "read_in_part") { "part" } else { "whole" }, paper.blocks.len()),
        Err(ReadError::Bomb(_)) => ("bomb", 0),
        Err(_) => ("refused", 0),
    };
    println!("\npeak {} {said} {blocks}", resident() - before);
}

/// Most memory that this process ever held, in bytes, as the system counts it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

/// Most memory held while a file is read beyond that before, what came of it, and the blocks read.
fn peak(bytes: &[u8]) -> (usize, String, usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper");
    std::fs::write(&file, bytes).unwrap();
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(FILE, &file)
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&out.stdout).into_owned();
    let line: Vec<&str> = out.lines().find_map(|l| l.strip_prefix("peak ")).unwrap().split(' ').collect();
    (line[0].parse().unwrap(), line[1].to_owned(), line[2].parse().unwrap())
}

fn sheet(rows: usize) -> Vec<u8> {
    let row = |i: usize| format!(r#"<row r="{i}"><c r="A{i}"><v>{}</v></c></row>"#, i.wrapping_mul(2_654_435_761) % 1_000_003);
    files::xlsx(&format!("<sheetData>{}</sheetData>", (1..=rows).map(row).collect::<String>()), &[])
}

#[test]
#[cfg(target_os = "linux")]
fn memory_grows_with_the_file_and_stops_at_the_limit() {
    let notice = |n: usize| (0..n).map(|i| files::p(&format!("关于第{i}段堤防管护不到位的问题"), None)).collect::<String>();
    let lines = |n: usize| (0..n).map(|i| format!("{i}.堤防管护不到位的问题\n")).collect::<String>();
    let kinds: [(&str, Make); 3] = [("docx", &|n| files::docx(&notice(n))), ("text", &|n| lines(n).into_bytes()), ("xlsx", &|n| sheet(n))];
    for (kind, make) in kinds {
        let ((small, first, _), (large, second, _)) = (peak(&make(20_000)), peak(&make(80_000)));
        assert_eq!((first.as_str(), second.as_str()), ("whole", "whole"));
        let ratio = large as f64 / small as f64;
        eprintln!("{kind}: four times the paper takes {ratio:.2} times the memory, {large} bytes");
        assert!(ratio < 6.0, "{kind}: {ratio}");
    }
    let bomb = files::pack(&[("word/document.xml", vec![b' '; 40 << 20])]);
    let (most, said, _) = peak(&bomb);
    eprintln!("bomb of {} bytes for 40 MiB: {most} bytes held", bomb.len());
    assert_eq!(said, "bomb");
    assert!(most < 3 * ((8 << 20) + 120 * bomb.len()), "{most}");
    // Making a sheet of a million rows takes a minute in a debug build, so it belongs to the long run.
    let rows = if std::env::var("PLUMBLINE_LONG").is_ok_and(|v| v == "1") { 1_000_000 } else { 300_000 };
    let (most, said, blocks) = peak(&sheet(rows));
    eprintln!("a sheet of {rows} rows: {blocks} blocks read, {most} bytes held");
    assert!(said == "part" && blocks <= 200_001);
    assert!(most < 80 << 20, "the rows that are left out cost: {most}");
}
