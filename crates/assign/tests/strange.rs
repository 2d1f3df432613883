//! Rounds unlike the usual ones, and texts that are no rounds: whatever comes in, the answer is a plan that the independent checker
//! finds lawful, a conflict, an open end, or a fault with its place. Never a panic, never a search without end.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod common;

use assign::{Fault, Outcome, Unlimited, assign, read_instance};
use common::generator::{CITY, SEED, Size, round};
use common::{check, read, repeatable};
use proptest::prelude::*;
use serde_json::{Value, json};

fn answered(made: &Value) -> &'static str {
    match assign(&read(made), None, &repeatable(20_000), &Unlimited, &mut |_| {}) {
        Outcome::Plan(solved) => {
            check(made, &solved.plan, solved.cost.objective);
            assert!(solved.bound <= solved.cost.objective);
            "plan"
        }
        Outcome::Conflict(found) => {
            assert!(!found.list.is_empty() && !found.list[0].elements.is_empty());
            "conflict"
        }
        Outcome::Open { broken } => {
            assert!(broken > 0);
            "open"
        }
    }
}

/// One thing made unlike.
fn strange(made: &mut Value, which: usize, n: i64) {
    let people = made["inspectors"].as_array_mut().unwrap();
    match which {
        0 => people.iter_mut().for_each(|p| p["home_county"] = json!("K001")),
        1 => people.iter_mut().for_each(|p| p["skills"] = json!([])),
        2 => people.iter_mut().for_each(|p| p["burden"] = json!(1_000_000)),
        3 => people.truncate(1 + n as usize),
        4 => people.iter_mut().enumerate().for_each(|(i, p)| p["home_org"] = json!(format!("S{}", i as i64 % (n + 1)))),
        5 => made["units"].as_array_mut().unwrap().truncate(n as usize),
        6 => made["units"].as_array_mut().unwrap().iter_mut().for_each(|u| u["size"] = json!(n * 997)),
        7 => made["units"].as_array_mut().unwrap().iter_mut().for_each(|u| u["size"] = json!(0)),
        8 => made["units"].as_array_mut().unwrap().iter_mut().enumerate().for_each(|(i, u)| {
            u["county"] = json!(format!("K{i:03}"));
        }),
        9 => made["units"].as_array_mut().unwrap().iter_mut().for_each(|u| u["county"] = json!("K000")),
        10 => made["units"].as_array_mut().unwrap().iter_mut().for_each(|u| u["need"] = json!({})),
        11 => made["units"].as_array_mut().unwrap().iter_mut().for_each(|u| u["need"] = json!({"accounts": n * 50})),
        12 => made["person_load"] = json!(1 + n * 999),
        13 => made["team_size"] = json!([1, 1 + n * 100]),
        14 => made["units_per_team"] = json!([0, 1_000_000]),
        15 => made["max_counties_per_team"] = json!(1),
        16 => made["weights"] = json!({"county": 0, "spread": 0, "nosector": 0, "pair": 0, "burden": 0}),
        17 => {
            made["weights"] =
                json!({"county": 1_000_000, "spread": 1_000_000, "nosector": 1_000_000, "pair": 1_000_000, "burden": 1_000_000})
        }
        18 => made["teams"] = json!(["G000"]),
        19 => made["teams"] = json!((0..40).map(|t| format!("G{t:03}")).collect::<Vec<_>>()),
        20 => made["rules"]["no_mutual"] = json!(true),
        21 => made["rules"]["liaison"] = json!("inside"),
        22 => made["prior_pairs"] = json!([["N0002", "N0001"], ["N0001", "N0001"], ["N0001", "N7777"]]),
        _ => made["lead_seniority_grade2"] = json!(n),
    }
    made.as_object_mut().unwrap().remove("counties");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_strange_rounds_is_answered(seed in 0u64..50, small: bool, kinds in prop::collection::vec((0usize..24, 0i64..12), 1..4)) {
        let mut made = round(if small { SEED } else { CITY }, seed);
        for (which, n) in kinds {
            strange(&mut made, which, n);
        }
        answered(&made);
    }
}

#[test]
fn every_strange_thing_alone_is_answered() {
    let mut answers = std::collections::BTreeMap::new();
    for which in 0..24 {
        for n in [0, 3] {
            let mut made = round(CITY, 1);
            strange(&mut made, which, n);
            *answers.entry(answered(&made)).or_insert(0) += 1;
        }
    }
    assert!(answers["plan"] > 15 && answers["conflict"] > 3, "{answers:?}");
}

#[test]
fn a_team_of_hundreds_is_solved() {
    let mut made = round(Size { teams: 1, counties: 30, units: 3, people: 700, units_max: 5 }, 3);
    made["team_size"] = json!([300, 400]);
    made["max_same_org"] = json!(100);
    made["max_counties_per_team"] = json!(3);
    // Three units only, so made-up recusals would bar nearly everybody.
    let skilled = |p: &mut Value| {
        p["skills"] = json!(["accounts"]);
        for facts in ["employers", "kin_units", "prior_units"] {
            p[facts] = json!([]);
        }
    };
    made["inspectors"].as_array_mut().unwrap().iter_mut().for_each(skilled);
    made["units"].as_array_mut().unwrap().iter_mut().for_each(|u| u["need"] = json!({"accounts": 280}));
    assert_eq!(answered(&made), "plan");
}

#[test]
fn a_pair_counts_in_the_order_of_the_format_alone() {
    let plain = round(SEED, 4);
    let cost = |pairs: Value| {
        let mut made = plain.clone();
        made["prior_pairs"] = pairs;
        let Outcome::Plan(solved) = assign(&read(&made), None, &repeatable(100_000), &Unlimited, &mut |_| {}) else { panic!("no plan") };
        check(&made, &solved.plan, solved.cost.objective);
        solved.cost.objective
    };
    let names: Vec<String> = (0..24).map(|i| format!("N{i:04}")).collect();
    let pairs = |turned: bool| {
        let all = names.iter().enumerate().flat_map(|(i, a)| names[i + 1..].iter().map(move |b| if turned { [b, a] } else { [a, b] }));
        json!(all.collect::<Vec<_>>())
    };
    assert_eq!(cost(pairs(true)), cost(json!([])));
    assert!(cost(pairs(false)) > cost(json!([])));
}

#[test]
fn a_byte_order_mark_is_passed_over_and_an_empty_name_is_not() {
    let made = round(SEED, 1);
    assert_eq!(read_instance(&format!("\u{feff}{made}")).expect("a round"), read(&made));
    for (list, at) in [("units", "$.units[1].id"), ("inspectors", "$.inspectors[1].id")] {
        let mut nameless = made.clone();
        nameless[list][1]["id"] = json!(" ");
        assert_eq!(read_instance(&nameless.to_string()).expect_err("no name").path, at);
    }
    let mut nameless = made;
    nameless["teams"][2] = json!("");
    assert_eq!(read_instance(&nameless.to_string()).expect_err("no name").path, "$.teams[2]");
}

#[test]
fn a_cut_or_damaged_text_has_a_fault_with_a_place() {
    let text = round(SEED, 1).to_string();
    for cut in (0..text.len()).step_by(97) {
        let error = read_instance(&text[..cut]).expect_err("cut");
        assert!(matches!(error.fault, Fault::Syntax { .. }), "{error}");
    }
    let many = "[".repeat(200_000);
    for (text, line) in
        [("", 1), ("nul", 1), ("{\"a\": 1,}", 1), ("\n\n{\"a\" 1}", 3), ("{} {}", 1), ("{\"a\": \"\\ud800\"}", 1), (many.as_str(), 1)]
    {
        match read_instance(text).expect_err(text).fault {
            Fault::Syntax { line: at, what, .. } => assert!(at == line && !what.is_empty(), "{text:.20}: {at} {what}"),
            other => panic!("{text:.20}: {other}"),
        }
    }
    for (text, path) in [("[]", "$"), ("null", "$"), ("7", "$"), ("\"round\"", "$"), ("{}", "$"), ("{\"weights\": []}", "$.weights")] {
        assert_eq!(read_instance(text).expect_err(text).path, path, "{text}");
    }
}

#[test]
fn every_field_that_is_taken_away_or_of_another_kind_is_named() {
    let made = round(SEED, 1);
    let fields: Vec<String> = made.as_object().unwrap().keys().filter(|k| !["name", "counties"].contains(&k.as_str())).cloned().collect();
    assert!(fields.len() >= 13);
    let refused = |made: &Value| {
        let error = read_instance(&made.to_string()).expect_err("refused");
        format!("{error}")
    };
    for field in fields {
        let mut without = made.clone();
        without.as_object_mut().unwrap().remove(&field);
        assert!(refused(&without).contains(&field), "{field}");
        for wrong in
            [json!(true), json!("text"), json!({"a": {}}), json!([[[]]]), json!(1.5), json!(-1), json!(10_000_000_000_000_000_000u64)]
        {
            let mut changed = made.clone();
            changed[&field] = wrong.clone();
            let said = refused(&changed);
            assert!(said.contains(&field) || said.starts_with("$: line"), "{field} {wrong}: {said}");
        }
    }
    for list in ["units", "inspectors"] {
        let keys: Vec<String> = made[list][2].as_object().unwrap().keys().cloned().collect();
        for key in keys {
            let mut without = made.clone();
            without[list][2].as_object_mut().unwrap().remove(&key);
            let said = refused(&without);
            assert!(said.contains(&format!("$.{list}[2]")) && said.contains(&key), "{said}");
            let mut changed = made.clone();
            changed[list][2][&key] = json!(true);
            let said = refused(&changed);
            assert!(said.contains(&format!("$.{list}[2].{key}")), "{said}");
        }
    }
}
