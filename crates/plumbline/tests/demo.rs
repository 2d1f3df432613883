//! The demo holds in both languages, its record verifies from the command line, and its story knows no rule and no SQL.
#![allow(clippy::unwrap_used)]

use std::{path::Path, process::Command};

fn plumbline(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_plumbline")).args(args).output().unwrap()
}

fn tells_and_verifies(lang: &str) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let told = plumbline(&["demo", "--no-serve", "--dir", dir, "--lang", lang]);
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success(), "{said}{}", String::from_utf8_lossy(&told.stderr));
    assert!(said.contains("[27/27]") && said.contains("/retold?round="), "{said}");
    assert!(!said.contains("demo-step"), "a wording is missing: {said}");
    let verified = plumbline(&["verify", "--data", dir, "--rehash"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let again = plumbline(&["demo", "--no-serve", "--dir", dir, "--lang", lang]);
    assert_eq!(again.status.code(), Some(1), "a folder that holds something was taken");
}

#[test]
fn the_demo_holds_in_chinese() {
    tells_and_verifies("zh");
}

#[test]
fn the_demo_holds_in_english() {
    tells_and_verifies("en");
}

#[test]
fn the_story_links_to_no_rule_and_no_sql() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/demo");
    for file in std::fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let server = file.ends_with("server.rs");
        for word in ["rules::", "store::", "rusqlite", "SELECT "] {
            assert!(server || !text.contains(word), "{} names {word}", file.display());
        }
    }
}
