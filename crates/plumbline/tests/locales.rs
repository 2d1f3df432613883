//! Every text that people read exists in both languages, with the same parameters; every key that is used exists.

#![allow(clippy::unwrap_used)]

use plumbline::{problem::Problem, text::Lang};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Keys of a language with the parameters that each names.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang.tag());
    let mut out = BTreeMap::new();
    for path in files(&dir, "ftl") {
        for line in fs::read_to_string(&path).unwrap().lines() {
            let Some((key, wording)) = line.split_once(" = ").filter(|(k, _)| !k.starts_with([' ', '#'])) else { continue };
            let params = wording.split('$').skip(1).map(|p| p.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            assert!(out.insert(key.to_owned(), params.collect()).is_none(), "`{key}` stands twice in {}", lang.tag());
        }
    }
    out
}

fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// Literal first arguments of the calls by which templates and code ask for a wording.
fn asked() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = BTreeSet::new();
    for path in files(&root.join("templates"), "html").into_iter().chain(files(&root.join("src"), "rs")) {
        let text = fs::read_to_string(path).unwrap();
        for call in ["w.t(\"", "w.tn(\"", "shell.t(\"", "shell.tn(\"", "text(lang, \"", "text_with(lang, \""] {
            out.extend(text.split(call).skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key.to_owned()));
        }
        // Keys that are handed on: whole words under a prefix that only keys have.
        for prefix in ["\"field-", "\"cell-", "\"knot-", "\"task-", "\"teach-", "\"channel-", "\"left-", "\"retold-s"] {
            let key = |rest: &str| format!("{}{}", &prefix[1..], rest.split('"').next().unwrap_or_default());
            out.extend(text.split(prefix).skip(1).map(key).filter(|k| !k.contains(['{', '}']) && !k.ends_with('-') && k != "knot-state"));
        }
    }
    out
}

/// Keys that are made of an enum and its wire names.
fn of_enums() -> BTreeSet<String> {
    use rules::{Code, CommandKind, Event, item::ItemStep, parts::*, role::Role};
    let mut out = BTreeSet::new();
    let mut add = |prefix: &str, names: Vec<&str>| out.extend(names.into_iter().map(|n| format!("{prefix}-{n}")));
    add("refusal", Code::ALL.iter().map(|c| c.name()).collect());
    add("problem", Problem::OWN_CODES.to_vec());
    add("role", Role::ALL.iter().map(|r| r.name()).collect());
    add("step", ItemStep::ALL.iter().map(|s| s.name()).collect());
    add("step", vec!["opened", "submitted", "returned", "approved"]);
    add("step", SigningStep::ALL.iter().map(|s| s.name()).collect());
    add("recusal", RecusalRule::ALL.iter().map(|r| r.name()).chain(["home"]).collect());
    add("gate", Gate::ALL.iter().map(|g| g.name()).chain(["jurisdiction"]).collect());
    add("command", CommandKind::ALL.iter().map(|k| k.name()).collect());
    add("event", Event::KINDS.to_vec());
    add("tally", Tally::default().fields().iter().map(|f| f.0).collect());
    add("result", ResultKind::ALL.iter().map(|r| r.name()).collect());
    add("kind", RoundKind::ALL.iter().map(|k| k.name()).collect());
    add("notice-kind", NoticeKind::ALL.iter().map(|k| k.name()).collect());
    add("measure-kind", MeasureKind::ALL.iter().map(|k| k.name()).collect());
    add("report-kind", ReportKind::ALL.iter().map(|k| k.name()).collect());
    add("outcome", Outcome::ALL.iter().map(|o| o.name()).collect());
    add("failing", Failing::ALL.iter().map(|f| f.name()).collect());
    add("means", VerificationMeans::ALL.iter().map(|m| m.name()).collect());
    add("nature", Nature::ALL.iter().map(|n| n.name()).collect());
    add("source", vec!["hearing", "feedback", "statement"]);
    add("knot-state", vec!["done", "now", "gap", "later"]);
    for (key, _) in plumbline::web::retold::view::PLACES.iter().chain(&plumbline::web::retold::view::INVENTED) {
        out.extend([(*key).to_owned(), format!("{key}-title")]);
    }
    let mut add = |prefix: &str, names: Vec<&str>| out.extend(names.into_iter().map(|n| format!("{prefix}-{n}")));
    add("task", vec!["planned", "in_progress", "claimed_done", "verified"]);
    out
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_parameters() {
    let (zh, en) = (keys(Lang::Zh), keys(Lang::En));
    let differ: Vec<&String> = zh.keys().chain(en.keys()).filter(|k| zh.get(*k) != en.get(*k)).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn every_key_that_is_used_has_its_wording() {
    let known = keys(Lang::En);
    let missing: Vec<String> = asked().into_iter().chain(of_enums()).filter(|k| !known.contains_key(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_field_of_a_form_has_its_wording() {
    let known = keys(Lang::En);
    let specs = rules::CommandKind::ALL.iter().filter_map(|k| plumbline::web::act::specs::specs(*k)).flatten();
    let missing: Vec<&str> = specs.map(|s| s.0).filter(|name| !known.contains_key(&format!("field-{name}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_wording_is_shown_rather_than_its_key() {
    for lang in Lang::ALL {
        for (key, params) in keys(lang) {
            let named = |p: &String| -> (&'static str, String) { (p.clone().leak(), "x".to_owned()) };
            let said = plumbline::text::text_with(lang, &key, &params.iter().map(named).collect::<Vec<_>>());
            assert!(said != key || !key.contains('-'), "`{key}` in {}", lang.tag());
        }
    }
}
