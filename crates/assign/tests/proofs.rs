//! Bounds that the solver claims, proved anew by a program that shares no line with it.

mod common;

use assign::{Model, Outcome, Unlimited, assign, lower_bound};
use common::generator::{CITY, SEED, round};
use common::prover::{Facts, people_prove, units_prove};
use common::{check, read, repeatable};
use std::collections::BTreeSet;

fn long() -> bool {
    std::env::var_os("PLUMBLINE_LONG").is_some()
}

#[test]
fn the_optimum_of_a_small_round_is_proved_anew() {
    let mut proved = 0;
    for seed in 0..if long() { 60 } else { 12 } {
        let made = round(SEED, seed);
        let Outcome::Plan(solved) = assign(&read(&made), None, &repeatable(100_000), &Unlimited, &mut |_| {}) else { continue };
        check(&made, &solved.plan, solved.cost.objective);
        assert_eq!(solved.gap(), 0, "round {seed}");
        assert!(people_prove(&made, solved.bound), "round {seed}: a plan below {}", solved.bound);
        // The prover can say no: there is a plan below the optimum and one point.
        assert!(!people_prove(&made, solved.bound + 1), "round {seed}");
        proved += 1;
    }
    assert!(proved >= 6, "{proved}");
}

/// Steps are the same on every machine, so they are held to a limit where seconds would swing with the load. The most that
/// 700 rounds of this size took is 43,756.
#[test]
fn every_small_round_is_proved_in_few_steps() {
    let mut plans = 0;
    for seed in 0..200 {
        let made = round(SEED, seed);
        if let Outcome::Plan(solved) = assign(&read(&made), None, &repeatable(40_000), &Unlimited, &mut |_| {}) {
            check(&made, &solved.plan, solved.cost.objective);
            assert_eq!(solved.gap(), 0, "round {seed}");
            assert!(solved.steps < 100_000, "round {seed}: {} steps", solved.steps);
            plans += 1;
        }
    }
    assert!(plans > 100, "{plans} have a plan");
}

#[test]
fn the_bound_of_a_city_is_proved_anew() {
    for seed in 1..=if long() { 12 } else { 3 } {
        let made = round(CITY, seed);
        let bound = lower_bound(&Model::new(&read(&made), &BTreeSet::new()), None);
        let facts = Facts::new(&made);
        assert!(units_prove(&facts, bound), "round {seed}: {bound}");
        // What a plan costs is above every bound, and the prover does not prove more.
        let Outcome::Plan(solved) = assign(&read(&made), None, &repeatable(300_000), &Unlimited, &mut |_| {}) else { continue };
        check(&made, &solved.plan, solved.cost.objective);
        assert_eq!(solved.bound.max(bound), solved.bound);
        assert!(!units_prove(&facts, solved.cost.objective + 1), "round {seed}");
    }
}
