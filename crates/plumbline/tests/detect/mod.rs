//! Papers made in code for the tests of `plumbline detect`: files of every kind, and whole folders of honest and false
//! items with their records. All names are invented.

pub mod folder;
pub mod made;
pub mod score;
pub mod words;

use std::process::{Command, Output};

/// Runs `plumbline detect` in English.
pub fn detect(args: &[&str]) -> Output {
    detect_in("en", args)
}

/// Runs `plumbline detect` in a language.
pub fn detect_in(lang: &str, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plumbline")).args(["--lang", lang, "detect"]).args(args).output().unwrap()
}

/// What was said on stderr.
pub fn err(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// The lines of an output.
pub fn lines(path: &std::path::Path) -> Vec<serde_json::Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}
