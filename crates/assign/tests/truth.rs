//! What the solver says of tiny strange rounds, against the truth counted out by a program of its own: plan or none, the optimum,
//! and for every conflict that it is one and that none of it can be left out.

mod common;
mod support;

use assign::{Conflicts, Outcome, Unlimited, assign};
use common::verdict::{check_witness, key};
use common::{check, read, repeatable};
use serde_json::Value;
use std::collections::BTreeSet;
use support::tiny::tiny;
use support::truth::{Key, every_key, feasible, least};

/// The keys of what one answer names, each of them known to the round.
fn keys<'e>(made: &Value, elements: impl IntoIterator<Item = &'e assign::Element>) -> BTreeSet<Key> {
    let instance = read(made);
    let keys: BTreeSet<Key> = elements.into_iter().map(|e| key(&instance, e)).collect();
    let known = every_key(made);
    assert!(keys.iter().all(|k| known.contains(k) || k[0] == "every-team"), "{keys:?} are not all of the round");
    keys
}

/// Without anything but these, and without one of them where one is given.
fn alone(made: &Value, named: &BTreeSet<Key>, but: Option<&Key>) -> BTreeSet<Key> {
    let mut dropped: BTreeSet<Key> = every_key(made).difference(named).cloned().collect();
    dropped.extend(but.cloned());
    dropped
}

/// Every conflict of the list stands by itself and without any one of its elements falls; every witness lifts no more than it must.
fn explained(made: &Value, found: &Conflicts) {
    for conflict in &found.list {
        let named = keys(made, &conflict.elements);
        assert_eq!(named.len(), conflict.elements.len(), "each is named once");
        assert!(conflict.minimal, "{}: left open", made["name"]);
        assert!(!feasible(made, &alone(made, &named, None)), "{}: {named:?} is no conflict", made["name"]);
        for element in &named {
            assert!(feasible(made, &alone(made, &named, Some(element))), "{}: {element:?} of {named:?} is too much", made["name"]);
        }
    }
    for witness in &found.witnesses {
        check_witness(made, witness);
        let mut dropped = keys(made, [&witness.dropped]);
        assert_eq!(feasible(made, &dropped), witness.also.is_empty(), "{}: {:?} beside {:?}", made["name"], witness.also, witness.dropped);
        let also = keys(made, &witness.also);
        dropped.extend(also.iter().cloned());
        for spared in &also {
            dropped.remove(spared);
            assert!(!feasible(made, &dropped), "{}: {spared:?} need not be lifted beside {:?}", made["name"], witness.dropped);
            dropped.insert(spared.clone());
        }
    }
}

/// Compares one round; true where it has a plan.
fn compare(made: &Value) -> bool {
    let truth = least(made);
    match assign(&read(made), None, &repeatable(20_000), &Unlimited, &mut |_| {}) {
        Outcome::Plan(solved) => {
            check(made, &solved.plan, solved.cost.objective);
            assert_eq!((Some(solved.cost.objective), Some(solved.bound)), (truth, truth), "{}", made["name"]);
            true
        }
        Outcome::Conflict(found) => {
            assert_eq!(truth, None, "{}: there is a plan", made["name"]);
            explained(made, &found);
            false
        }
        Outcome::Open { broken } => panic!("{}: left open with {broken} rules broken; the truth is {truth:?}", made["name"]),
    }
}

#[test]
fn strange_tiny_rounds_are_answered_with_the_truth() {
    let count = if std::env::var_os("PLUMBLINE_LONG").is_some() { 1_000 } else { 210 };
    let plans = (0..count).filter(|seed| compare(&tiny(*seed))).count() as u64;
    assert!(plans * 5 > count && (count - plans) * 5 > count, "{plans} plans of {count} are no mixture");
}
