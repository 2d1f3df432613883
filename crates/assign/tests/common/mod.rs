//! What the tests share: rounds made up from a seed, and a checker that has no line in common with the solver.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod checker;
pub mod generator;
pub mod prover;
pub mod varied;
pub mod verdict;

use assign::{Instance, Options, Outcome, Plan, Seed, Solved, Unlimited, assign, read_instance};
use serde_json::Value;

/// Reads a made-up round as the product does.
pub fn read(round: &Value) -> Instance {
    read_instance(&round.to_string()).expect("a made-up round is well formed")
}

/// Options of a run that every machine repeats.
pub fn repeatable(iterations: u64) -> Options {
    Options { seed: Seed::from(7), iterations: Some(iterations), threads: 2, until_lawful: false }
}

/// Solves a round that has a plan, and has the plan checked.
pub fn solve(round: &Value, iterations: u64) -> Solved {
    match assign(&read(round), None, &repeatable(iterations), &Unlimited, &mut |_| {}) {
        Outcome::Plan(solved) => {
            check(round, &solved.plan, solved.cost.objective);
            assert!(solved.bound <= solved.cost.objective);
            *solved
        }
        Outcome::Conflict(found) => panic!("no plan: {:?}", found.list),
        Outcome::Open { broken } => panic!("no plan found, {broken} rules broken"),
    }
}

/// Has a plan checked: lawful, and as dear as claimed.
pub fn check(round: &Value, plan: &Plan, objective: i64) {
    let plan = serde_json::to_value(plan).expect("a plan is JSON");
    let checked = checker::check(round, &plan);
    assert_eq!(checked.broken, Vec::<Vec<String>>::new(), "a lawful plan");
    assert_eq!(checked.objective, objective);
}
