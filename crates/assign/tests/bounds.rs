//! The bound and the exact search, against every plan there is: tiny rounds are counted out by a program of its own.

mod common;

use assign::{Model, lower_bound};
use common::checker;
use common::generator::{CITY, PROVINCE, SEED, Size, round};
use common::{check, read};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TINY: Size = Size { teams: 2, counties: 2, units: 4, people: 7, units_max: 3 };

fn tiny(seed: u64) -> Value {
    let mut made = round(TINY, seed);
    made["team_size"] = json!([2, 3]);
    made["units_per_team"] = json!([1, 3]);
    made["person_load"] = json!(30);
    made["max_same_org"] = json!(1 + seed % 2);
    made["lead_seniority"] = json!(2);
    made["lead_seniority_grade2"] = json!(3);
    for u in made["units"].as_array_mut().expect("units") {
        let need = u["need"].as_object_mut().expect("needs");
        let first = need.keys().next().expect("a need").clone();
        need.retain(|k, _| *k == first);
        need.insert(first, json!(1));
    }
    made
}

/// Tries every plan: every team for every unit, every team or none for every person, the most senior member leading.
fn least(made: &Value) -> Option<i64> {
    let ids = |list: &str| made[list].as_array().expect("a list").iter().map(|x| x["id"].clone()).collect::<Vec<_>>();
    let (units, people) = (ids("units"), ids("inspectors"));
    let mut best: Option<i64> = None;
    for packing in 0..2usize.pow(units.len() as u32) {
        for sending in 0..3usize.pow(people.len() as u32) {
            let team = |t: usize| {
                let members: Vec<usize> = (0..people.len()).filter(|i| sending / 3usize.pow(*i as u32) % 3 == t).collect();
                if !(2..=3).contains(&members.len()) {
                    return None;
                }
                let lead = members.iter().max_by_key(|i| made["inspectors"][**i]["seniority"].as_i64())?;
                let units: Vec<_> = (0..units.len()).filter(|u| packing >> u & 1 == t).map(|u| units[u].clone()).collect();
                Some(
                    json!({"lead": people[*lead], "members": members.iter().map(|i| people[*i].clone()).collect::<Vec<_>>(), "units": units}),
                )
            };
            let (Some(a), Some(b)) = (team(0), team(1)) else { continue };
            let checked = checker::check(made, &json!({"G000": a, "G001": b}));
            if checked.broken.is_empty() {
                best = Some(best.map_or(checked.objective, |b| b.min(checked.objective)));
            }
        }
    }
    best
}

#[test]
fn tiny_rounds_are_solved_to_the_optimum_that_counting_out_finds() {
    let mut compared = 0;
    for seed in 0..14 {
        let made = tiny(seed);
        let instance = read(&made);
        let least = least(&made);
        match (least, assign::assign(&instance, None, &common::repeatable(60_000), &assign::Unlimited, &mut |_| {})) {
            (Some(least), assign::Outcome::Plan(solved)) => {
                check(&made, &solved.plan, least);
                assert_eq!((solved.cost.objective, solved.bound), (least, least), "round {seed}");
                assert!(lower_bound(&Model::new(&instance, &BTreeSet::new()), None) <= least, "round {seed}");
                compared += 1;
            }
            (None, assign::Outcome::Conflict(_)) => compared += 1,
            (least, _) => panic!("round {seed}: counting out finds {least:?}"),
        }
    }
    assert_eq!(compared, 14);
}

#[test]
fn no_plan_lies_below_the_bound_of_its_units() {
    for (size, iterations) in [(SEED, 100_000), (CITY, 800_000), (PROVINCE, 1_500_000)] {
        let mut compared = 0;
        for seed in 20..26 {
            let made = round(size, seed);
            let bound = lower_bound(&Model::new(&read(&made), &BTreeSet::new()), None);
            match assign::assign(&read(&made), None, &common::repeatable(iterations), &assign::Unlimited, &mut |_| {}) {
                assign::Outcome::Plan(solved) => {
                    check(&made, &solved.plan, solved.cost.objective);
                    assert!(bound > 0 && solved.cost.objective >= bound && solved.bound >= bound, "round {seed}");
                    compared += 1;
                }
                assign::Outcome::Conflict(_) => {}
                assign::Outcome::Open { broken } => panic!("round {seed}: {broken} rules broken"),
            }
            if compared == 2 {
                break;
            }
        }
        assert_eq!(compared, 2, "{size:?}");
    }
}
