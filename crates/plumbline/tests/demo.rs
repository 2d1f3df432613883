//! The demo holds in both languages, its record verifies from the command line, and its story knows no rule and no SQL.
#![allow(clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

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

/// A demo that serves, and ends with the test.
struct Served {
    child: Child,
    /// All that it printed, up to its address.
    said: Vec<String>,
}

impl Served {
    fn start(dir: &str, lang: &str) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
        let mut child = command.args(["demo", "--try", "--dir", dir, "--lang", lang]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if said.last().unwrap().contains("/retold?round=") {
                break;
            }
        }
        Served { child, said }
    }

    /// What to paste, and what to expect: status and code.
    fn cheats(&self, heading: &str) -> Vec<(String, String, String)> {
        let mut out = Vec::new();
        let mut command: Option<Vec<&str>> = None;
        for line in &self.said {
            if let Some(expected) = line.strip_prefix("→ ") {
                let mut words = expected.split([' ', ':', '：']);
                let (status, code) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
                out.push((command.take().unwrap().join("\n"), status, code));
            } else if line.starts_with(heading) {
                command = Some(Vec::new());
            } else if let Some(lines) = &mut command {
                lines.push(line);
            }
        }
        out
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn entries(dir: &str) -> String {
    let verified = plumbline(&["verify", "--data", dir, "--lang", "en"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    String::from_utf8(verified.stdout).unwrap()
}

fn each_cheat_is_answered(lang: &str, heading: &str) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    let dir = dir.to_str().unwrap();
    let demo = Served::start(dir, lang);
    let before = entries(dir);
    let cheats = demo.cheats(heading);
    assert_eq!(cheats.len(), 10, "{:#?}", demo.said);
    for (command, status, code) in cheats {
        let ran = Command::new("sh").args(["-c", &command]).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let answer = format!("{command}\n{said}{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(said.trim_end().lines().last(), Some(status.as_str()), "{answer}");
        if command.contains("sqlite3") {
            assert!(!said.starts_with(['{', '2']), "no row was changed: {answer}");
            assert!(answer.contains(&code), "{answer}");
        } else {
            assert!(said.contains(&format!("\"code\":\"{code}\"")), "{answer}");
        }
    }
    assert_eq!(entries(dir), before, "a cheat has left something on the record");
}

#[test]
fn every_cheat_is_answered_as_printed_in_english() {
    each_cheat_is_answered("en", "Cheat ");
}

#[test]
fn every_cheat_is_answered_as_printed_in_chinese() {
    each_cheat_is_answered("zh", "作弊 ");
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
