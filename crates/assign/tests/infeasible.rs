//! Rounds without a lawful plan: the conflict is complete, none of it can be left out, and plans show it.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod common;

use assign::{Element, Outcome, Unlimited, assign};
use common::generator::{CITY, PROVINCE, SEED, Size, WAYS, infeasible, round};
use common::verdict::check_witness;
use common::{read, repeatable};
use serde_json::{Value, json};

fn conflicts(made: &Value) -> assign::Conflicts {
    match assign(&read(made), None, &repeatable(300_000), &Unlimited, &mut |_| {}) {
        Outcome::Conflict(found) => found,
        Outcome::Plan(_) => panic!("there is a plan"),
        Outcome::Open { broken } => panic!("open, {broken} rules broken"),
    }
}

fn explained(size: Size, way: &str) {
    let made = infeasible(size, if size.teams == 3 { 7 } else { 4 }, way);
    let found = conflicts(&made);
    let first = &found.list[0];
    assert!(first.minimal);
    assert_eq!(found.witnesses.iter().map(|w| &w.dropped).collect::<Vec<_>>(), first.elements.iter().collect::<Vec<_>>());
    for witness in &found.witnesses {
        check_witness(&made, witness);
    }
}

#[test]
fn every_way_is_explained_for_a_small_round() {
    for way in WAYS {
        explained(SEED, way);
    }
}

#[test]
fn every_way_is_explained_for_a_city() {
    for way in WAYS {
        explained(CITY, way);
    }
}

#[test]
fn every_way_is_explained_for_a_province() {
    // Hundreds of witnesses for recusals take long; the long run has them too.
    let long = std::env::var_os("PLUMBLINE_LONG").is_some();
    for way in WAYS.iter().filter(|way| long || !way.starts_with("skill") && **way != "placed") {
        explained(PROVINCE, way);
    }
}

#[test]
fn a_missing_skill_is_the_need_and_every_recusal_of_those_who_have_it() {
    let made = infeasible(CITY, 5, "skill");
    let found = conflicts(&made);
    let holders =
        made["inspectors"].as_array().unwrap().iter().filter(|p| p["skills"].as_array().unwrap().contains(&"statute".into())).count();
    assert_eq!(found.list.len(), 1);
    assert_eq!(found.list[0].elements.len(), holders + 1);
    assert_eq!(found.list[0].elements[0].code(), "need");
    assert!(found.list[0].elements[1..].iter().all(|e| e.code() == "recusal"));
    assert!(found.witnesses.iter().all(|w| w.also.is_empty()));
}

#[test]
fn a_skill_needed_twice_leaves_one_holder_out_of_the_conflict() {
    let made = infeasible(CITY, 5, "skill-two");
    let found = conflicts(&made);
    let first = &found.list[0];
    assert!(first.balance.is_some_and(|(asked, there)| asked == 2 && there < 2));
    assert!(first.elements.iter().any(|e| e.code() == "need"));
}

#[test]
fn more_teams_than_people_or_units_is_a_conflict_with_a_plan_for_each_element() {
    let teams = |n: usize| json!((0..n).map(|t| format!("G{t:03}")).collect::<Vec<_>>());
    for (many, least, code) in [(30, 0, "every-team"), (4, 2, "units-min")] {
        let mut made = round(SEED, 7);
        made["teams"] = teams(many);
        made["team_size"] = json!([1, 9]);
        made["units_per_team"] = json!([least, 4]);
        let found = conflicts(&made);
        let first: Vec<&str> = found.list[0].elements.iter().map(Element::code).collect();
        assert_eq!(first, [code]);
        for witness in &found.witnesses {
            check_witness(&made, witness);
        }
    }
}

#[test]
fn two_conflicts_are_both_told() {
    let mut made = infeasible(CITY, 7, "skill");
    let other = infeasible(CITY, 7, "pins");
    made["rules"] = other["rules"].clone();
    made["inspectors"][0]["declared"] = other["inspectors"][0]["declared"].clone();
    let pinned = other["rules"]["pins"][1][0].clone();
    for p in made["inspectors"].as_array_mut().unwrap() {
        let missing = !p["declared"].as_array().unwrap().contains(&"D001".into());
        if missing && p["skills"].as_array().unwrap().contains(&"statute".into()) {
            p["declared"].as_array_mut().unwrap().push("D001".into());
        }
    }
    assert_ne!(pinned, "D001");
    let found = conflicts(&made);
    assert_eq!(found.list.len(), 2);
    for witness in &found.witnesses {
        assert!(!witness.also.is_empty());
        check_witness(&made, witness);
    }
}
