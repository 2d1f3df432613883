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
    assert!(said.contains("[29/29]") && said.contains("/retold?round="), "{said}");
    assert!(!said.contains("demo-"), "a wording is missing: {said}");
    let people = if lang == "en" { "People handled: 1" } else { "处理人员1人" };
    assert!(said.contains(people), "the case reaches no measure on a person: {said}");
    let verified = plumbline(&["verify", "--data", dir, "--rehash"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let again = plumbline(&["demo", "--no-serve", "--dir", dir, "--lang", lang]);
    assert_eq!(again.status.code(), Some(1), "a folder that holds something was taken");
    assert!(String::from_utf8_lossy(&again.stderr).contains(dir), "{}", String::from_utf8_lossy(&again.stderr));
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
    fn start(dir: &str, lang: &str, more: &[&str]) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
        let mut child = command.args(["demo", "--dir", dir, "--lang", lang]).args(more).stdout(Stdio::piped()).spawn().unwrap();
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

/// Roles of those who may sign in, with the number of things that wait for them.
fn waiting(said: &[String]) -> std::collections::BTreeMap<String, usize> {
    let address = said.last().unwrap().split("/retold").next().unwrap();
    let mut out = std::collections::BTreeMap::new();
    for line in said.iter().filter(|l| l.starts_with("  ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [login, password, ..] = words[..] else { continue };
        if password.len() != 18 || !password.bytes().all(|b| b.is_ascii_hexdigit()) {
            continue;
        }
        let agent = ureq::Agent::new_with_defaults();
        let sent = serde_json::json!({ "login": login, "password": password }).to_string();
        let mut me = agent.post(format!("{address}/api/session")).send(sent).unwrap();
        let cookie = me.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let me = me.body_mut().read_to_string().unwrap();
        let me: serde_json::Value = serde_json::from_str(&me).unwrap();
        for seat in me["seats"].as_array().unwrap() {
            let page = agent.get(format!("{address}/")).header("cookie", &cookie).header("plumbline-seat", seat["seat"].as_str().unwrap());
            let page = page.call().unwrap().body_mut().read_to_string().unwrap();
            *out.entry(seat["role"].as_str().unwrap().to_owned()).or_default() += page.matches("class=\"kind\"").count();
        }
    }
    out
}

fn entries(dir: &str) -> String {
    let verified = plumbline(&["verify", "--data", dir, "--lang", "en"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    String::from_utf8(verified.stdout).unwrap()
}

#[test]
fn work_waits_for_every_role() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Served::start(folder.path().to_str().unwrap(), "en", &[]);
    let waiting = waiting(&demo.said);
    assert!(waiting.len() >= 20, "{waiting:?}");
    assert!(waiting.values().all(|n| *n > 0), "nothing waits for some: {waiting:?}");
}

fn each_cheat_is_answered(lang: &str, heading: &str) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    let dir = dir.to_str().unwrap();
    let demo = Served::start(dir, lang, &["--try"]);
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

/// What a file of the story may name besides its neighbours: no rule, no store, no SQL, nothing of the server.
const NAMED: [&str; 11] = ["std", "serde_json", "jiff", "ureq", "hex", "getrandom", "clap", "super", "crate", "self", "Date"];

#[test]
fn the_story_links_to_no_rule_and_no_sql() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/demo");
    let mut read = 0;
    for file in std::fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()).filter(|f| !f.ends_with("server.rs")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines().filter_map(|l| l.trim().strip_prefix("use ")) {
            let first = line.split([':', ';']).next().unwrap();
            assert!(NAMED.contains(&first) || text.contains(&format!("mod {first};")), "{} uses {line}", file.display());
        }
        for inside in text.split("crate::").skip(1).map(|r| r.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()) {
            assert_eq!(inside, "text", "{} reaches into `{inside}`", file.display());
        }
        for word in ["rules::", "store::", "rusqlite", "SELECT ", "INSERT "] {
            assert!(!text.contains(word), "{} names {word}", file.display());
        }
        read += 1;
    }
    assert!(read > 5, "the story was not found");
}

#[test]
fn a_port_that_is_taken_is_said_and_nothing_is_left_behind() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    for (lang, word) in [("en", "--port"), ("zh", "端口")] {
        let told = plumbline(&["demo", "--no-serve", "--dir", dir.to_str().unwrap(), "--port", &port, "--lang", lang]);
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        assert_eq!(told.status.code(), Some(1));
        assert!(said.contains(&port) && said.contains(word), "{said}");
        assert!(!dir.exists(), "a folder was made for a demo that never began");
    }
}
