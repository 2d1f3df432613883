//! Holds whatever answer a round gets against the independent checker: a plan is lawful and costs what it says; a conflict is
//! shown by a plan for each of its elements.

use super::checker;
use assign::{Conflicts, Element, Options, Outcome, Unlimited, Witness, assign, read_instance};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a round was answered, told apart for counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Objective, bound and the plan's text.
    Plan(i64, i64, String),
    /// Elements of the first conflict, those without a plan, and whether none can be left out.
    Conflict(usize, usize, bool),
    /// Broken rules of the best try.
    Open(i64),
}

/// Solves a round.
pub fn answer(made: &Value, options: &Options) -> Outcome {
    let instance = read_instance(&made.to_string()).expect("a made-up round is well formed");
    assign(&instance, None, options, &Unlimited, &mut |_| {})
}

/// Has an answer checked; panics where it is not what it claims to be.
pub fn verdict(made: &Value, answer: &Outcome) -> Verdict {
    match answer {
        Outcome::Plan(solved) => {
            let plan = serde_json::to_value(&solved.plan).expect("a plan is JSON");
            let checked = checker::check(made, &plan);
            assert_eq!(checked.broken, Vec::<Vec<String>>::new(), "a lawful plan");
            assert_eq!(checked.objective, solved.cost.objective);
            assert!(solved.bound <= solved.cost.objective);
            Verdict::Plan(solved.cost.objective, solved.bound, plan.to_string())
        }
        Outcome::Conflict(found) => conflict(made, found),
        Outcome::Open { broken } => {
            assert!(*broken > 0);
            Verdict::Open(*broken)
        }
    }
}

fn conflict(made: &Value, found: &Conflicts) -> Verdict {
    let first = &found.list[0];
    assert!(!first.elements.is_empty());
    assert!(found.list.iter().all(|c| c.elements.len() >= first.elements.len()), "the smallest comes first");
    assert_eq!(found.witnesses.iter().map(|w| &w.dropped).collect::<Vec<_>>(), first.elements.iter().collect::<Vec<_>>());
    let instance = super::read(made);
    for witness in found.witnesses.iter().filter(|w| w.plan.is_some()) {
        check_witness_of(made, &instance, witness);
    }
    let unshown = found.witnesses.iter().filter(|w| w.plan.is_none()).count();
    Verdict::Conflict(first.elements.len(), unshown, first.minimal)
}

/// The key under which the checker reports that an element is broken, and the truth is asked without it.
pub fn key(instance: &assign::Instance, element: &Element) -> Vec<String> {
    let mut key = vec![element.code().to_owned()];
    let names = ["inspector", "unit", "skill", "who", "team"];
    key.extend(element.fact(instance).into_iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| value));
    key
}

/// A witness breaks what it says was dropped, and nothing else.
pub fn check_witness(made: &Value, witness: &Witness) {
    check_witness_of(made, &super::read(made), witness);
}

/// The same with the round already read, which takes longer than the check where there are hundreds of witnesses.
fn check_witness_of(made: &Value, instance: &assign::Instance, witness: &Witness) {
    let plan = witness.plan.as_ref().unwrap_or_else(|| panic!("no plan without {:?} {:?}", witness.dropped, witness.also));
    let broken = checker::broken(made, &serde_json::to_value(plan).expect("a plan is JSON"));
    let dropped: BTreeSet<Vec<String>> = std::iter::once(&witness.dropped).chain(&witness.also).map(|e| key(instance, e)).collect();
    let broken: BTreeSet<Vec<String>> = broken.into_iter().collect();
    assert!(broken.contains(&key(instance, &witness.dropped)), "{:?} is not what made the difference: {broken:?}", witness.dropped);
    assert!(broken.is_subset(&dropped), "{broken:?} beyond {dropped:?}");
}
