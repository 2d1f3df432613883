//! Every refusal that the rules give, as provoked by their own tests, is told in both languages: what is missing, with
//! its figures, and which post can supply it; field and code go beside the words.
#![allow(clippy::unwrap_used)]

use plumbline::{
    problem::{Names, Problem},
    text::{Lang, text},
};
use rules::{Code, Refusal, role::Role};
use serde_json::Value;
use std::collections::BTreeSet;

/// Refusals with their parameters; a test of the rules keeps the file true.
const PROVOKED: &str = include_str!("../../rules/tests/golden/refusals.json");

fn refusals() -> Vec<Refusal> {
    let word = |v: &Value| -> &'static str { v.as_str().unwrap().to_owned().leak() };
    let one = |v: &Value| {
        let code = *Code::ALL.iter().find(|c| c.name() == v["code"]).unwrap();
        let mut refusal = Refusal::new(code).field(word(&v["field"]));
        for pair in v["params"].as_array().unwrap() {
            refusal = refusal.with(word(&pair[0]), word(&pair[1]));
        }
        let able: Vec<Role> = v["supplied_by"].as_array().unwrap().iter().map(|r| serde_json::from_value(r.clone()).unwrap()).collect();
        refusal.by(&able)
    };
    serde_json::from_str::<Vec<Value>>(PROVOKED).unwrap().iter().map(one).collect()
}

#[test]
fn every_code_is_there_with_field_and_posts() {
    let all = refusals();
    let codes: BTreeSet<Code> = all.iter().map(|r| r.code).collect();
    assert_eq!(codes, Code::ALL.iter().copied().collect(), "a code is never provoked");
    for refusal in all {
        let body = Problem::Refused(Box::new(refusal.clone())).body(Lang::En, &Names::new());
        assert_eq!(body.code, refusal.code.name());
        assert_eq!(body.field.as_deref(), refusal.field, "{refusal:?}");
        assert!(body.field.is_some() && !body.supplied_by.is_empty(), "{refusal:?}");
        assert!((400..500).contains(&body.status), "{refusal:?}");
    }
}

#[test]
fn every_refusal_says_what_is_missing_and_who_can_supply_it_in_both_languages() {
    let mut gaps = BTreeSet::new();
    for refusal in refusals() {
        let mut told = BTreeSet::new();
        for lang in Lang::ALL {
            for by_sender in [false, true] {
                let refusal = Refusal { by_sender, ..refusal.clone() };
                let said = Problem::Refused(Box::new(refusal.clone())).detail(lang, &Names::new());
                let bare = |mark: &str| said.contains(mark);
                assert!(!["refusal-", "role-", "step-", "noun-", "{", "}", "$"].iter().any(|m| bare(m)), "{} says `{said}`", lang.tag());
                if said.contains("  ") || said.contains("“”") {
                    gaps.insert(format!("{said}: {refusal:?}"));
                }
                for role in &refusal.supplied_by {
                    let name = text(lang, &format!("role-{}", role.name()));
                    assert!(said.contains(&name), "{} does not name `{name}`: {said}", lang.tag());
                }
                let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert_eq!(chinese, lang == Lang::Zh, "{said}");
                told.insert(said);
            }
        }
        assert_eq!(told.len(), 4, "{told:?}");
    }
    assert!(gaps.is_empty(), "a parameter is left blank: {gaps:#?}");
}

#[test]
fn parameters_of_a_refusal_are_words_and_not_ids() {
    for refusal in refusals() {
        for lang in Lang::ALL {
            let said = Problem::Refused(Box::new(refusal.clone())).detail(lang, &Names::new());
            let long = said.split(|c: char| !(c.is_ascii_hexdigit() || c == '-')).find(|w| w.len() >= 32);
            assert!(long.is_none(), "{said}");
            assert!(!said.split([' ', '“', '”', '(', ')', '：']).any(|w| w.contains('_')), "a wire name in `{said}`");
        }
    }
}
