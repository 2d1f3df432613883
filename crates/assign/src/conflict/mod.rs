//! Where no lawful plan exists: the smallest sets of rules and facts that conflict, found by deletion (each element is dropped, and
//! stays dropped where the conflict remains without it), and for each element a lawful plan of the round without it.

pub mod check;
mod near;
pub mod oracle;
mod relaxed;
mod staffing;
mod witness;

use crate::budget::Budget;
use crate::element::Element;
use crate::exact::is_small;
use crate::instance::Instance;
use crate::plan::Plan;
use check::Check;
use oracle::{Feasible, Oracle};
use relaxed::Relaxed;

/// Steps that the first proof may take, on which all else rests.
const PROOF_STEPS: u64 = 20_000_000;
/// Elements that are tried together before they are tried one by one.
const CHUNK: usize = 12;
const CHUNK_MOST: usize = 24;
const CHUNK_LEAST: usize = 2;

/// A set of rules and facts that no plan meets together, none of which can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub elements: Vec<Element>,
    /// What is asked for and what there is, where one condition shows the conflict.
    pub balance: Option<(i64, i64)>,
    /// Whether it is proved that none of the elements can be left out.
    pub minimal: bool,
}

/// A lawful plan of the round without `dropped`, and without `also` where other conflicts stand beside this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    pub dropped: Element,
    pub also: Vec<Element>,
    /// `None` where none was found in the time given.
    pub plan: Option<Plan>,
}

/// All that is known about why there is no lawful plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicts {
    /// The smallest first; the others stand beside it.
    pub list: Vec<Conflict>,
    /// One for each element of the first conflict.
    pub witnesses: Vec<Witness>,
}

/// Looks for a proof that there is no lawful plan; `None` where none was found, which proves nothing.
fn conflicts(instance: &Instance, oracle: &mut Oracle) -> Option<Vec<Conflict>> {
    let relaxed = Relaxed::new(instance);
    let mut found: Vec<Conflict> = Vec::new();
    // Without the rules that conflict by themselves; a condition that holds here can say nothing new.
    let mut calm = relaxed.clone();
    for check in check::all(&relaxed.model) {
        if !check.fails(&calm.model) {
            continue;
        }
        let conflict = reduce_check(relaxed.clone(), &check);
        // A conflict that holds another one says nothing new.
        if !found.iter().any(|f| f.elements.iter().all(|e| conflict.elements.contains(e))) {
            found.retain(|f| !conflict.elements.iter().all(|e| f.elements.contains(e)));
            if let [alone] = conflict.elements.as_slice() {
                calm.drop(alone);
            }
            found.push(conflict);
        }
        if found.len() >= 12 {
            break;
        }
    }
    if found.is_empty() {
        found.extend(exhausted(&relaxed, oracle));
    } else if is_small(&relaxed.model) {
        found = found.into_iter().map(|conflict| alone(&relaxed, conflict, oracle)).collect();
    }
    found.sort_by_key(|c| c.elements.len());
    // What was reduced may hold, or be, another one by now.
    let mut said: Vec<Conflict> = Vec::new();
    for conflict in found.drain(..) {
        if !said.iter().any(|s| s.elements.iter().all(|e| conflict.elements.contains(e))) {
            said.push(conflict);
        }
    }
    found = said;
    (!found.is_empty()).then_some(found)
}

/// Small rounds: a condition may need less than it reads, which complete search finds out.
fn alone(whole: &Relaxed, conflict: Conflict, oracle: &mut Oracle) -> Conflict {
    let mut only = whole.clone();
    every_element(whole).iter().filter(|e| !conflict.elements.contains(e)).for_each(|e| only.drop(e));
    let elements: Vec<Element> = conflict.elements.iter().rev().cloned().collect();
    let reduced = reduce(only, &elements, oracle);
    // What could not be decided is not claimed.
    if reduced.elements.len() < conflict.elements.len() { reduced } else { Conflict { minimal: reduced.minimal, ..conflict } }
}

fn reduce_check(mut relaxed: Relaxed, check: &Check) -> Conflict {
    let balance = check.balance(&relaxed.model);
    let mut kept = Vec::new();
    for element in check.elements(&relaxed) {
        relaxed.drop(&element);
        if !check.fails(&relaxed.model) {
            relaxed.restore(&element);
            kept.push(element);
        }
    }
    // That every team is sent is background, named only where no limit is to blame.
    if kept.is_empty() {
        kept.push(Element::EveryTeam);
    }
    kept.reverse();
    Conflict { elements: kept, balance: Some(balance), minimal: true }
}

/// Small rounds: complete search says that there is no plan, and is asked again without each rule and fact.
fn exhausted(relaxed: &Relaxed, oracle: &mut Oracle) -> Option<Conflict> {
    oracle.proves_none(relaxed, PROOF_STEPS).then(|| reduce(relaxed.clone(), &every_element(relaxed), oracle))
}

/// Leaves out of these elements, which conflict, each whose conflict remains without it.
fn reduce(mut relaxed: Relaxed, elements: &[Element], oracle: &mut Oracle) -> Conflict {
    let (mut kept, mut minimal) = (Vec::new(), true);
    let (mut rest, mut size) = (elements, CHUNK);
    while !rest.is_empty() {
        let (chunk, next) = rest.split_at(size.min(rest.len()));
        rest = next;
        let mut without = relaxed.clone();
        chunk.iter().for_each(|element| without.drop(element));
        if chunk.len() > 1 && matches!(oracle.ask(&without, None), Feasible::None) {
            relaxed = without;
            size = (size * 2).min(CHUNK_MOST);
            continue;
        }
        size = (size / 2).max(CHUNK_LEAST);
        for element in chunk {
            relaxed.drop(element);
            let still = oracle.ask(&relaxed, Some(element));
            if !matches!(still, Feasible::None) {
                minimal &= matches!(still, Feasible::Plan(_));
                relaxed.restore(element);
                kept.push(element.clone());
            }
        }
    }
    if kept.is_empty() {
        kept.push(Element::EveryTeam);
    }
    kept.reverse();
    Conflict { elements: kept, balance: None, minimal }
}

/// Lists every rule and fact of a round, facts before rules.
pub fn every_element(relaxed: &Relaxed) -> Vec<Element> {
    let (instance, rules) = (relaxed.instance, &relaxed.instance.rules);
    let mut list = Vec::new();
    for inspector in &instance.inspectors {
        for unit in &instance.units {
            if !crate::recusal::reasons(instance, inspector, unit, false).is_empty() {
                list.push(Element::Recusal { inspector: inspector.id.clone(), unit: unit.id.clone() });
            }
        }
    }
    for unit in &instance.units {
        let need = |(skill, _): &(String, i64)| Element::Need { unit: unit.id.clone(), skill: skill.clone() };
        list.extend(unit.need.iter().filter(|n| n.1 > 0).map(need));
        if unit.grade >= 2 {
            list.push(Element::LeaderGrade { unit: unit.id.clone() });
        }
    }
    list.extend(rules.bans.iter().map(|b| Element::Ban(b.clone())));
    list.extend(rules.pins.iter().map(|p| Element::Pin(p.clone())));
    let optional = [
        (rules.rotation, Element::Rotation),
        (rules.no_mutual, Element::NoMutual),
        (rules.liaison.is_some(), Element::Liaison),
        (rules.leader_home != crate::instance::Home::Any, Element::LeaderHome),
    ];
    list.extend(optional.into_iter().filter(|o| o.0).map(|o| o.1));
    list.extend([Element::SameOrg, Element::Counties, Element::LeaderSeniority, Element::Load]);
    list.extend([Element::TeamSizeMin, Element::TeamSizeMax, Element::UnitsMin, Element::UnitsMax]);
    list
}

/// Proves or leaves open that a round has no lawful plan, and explains it with plans.
pub fn explain(instance: &Instance, threads: usize, budget: &dyn Budget) -> Option<Conflicts> {
    let mut oracle = Oracle::default();
    let mut list = conflicts(instance, &mut oracle)?;
    oracle.begin();
    loop {
        match witness::witnesses(instance, &list[0], threads, budget, &mut oracle) {
            Ok(witnesses) => return Some(Conflicts { list, witnesses }),
            // A smaller conflict takes the place of those that hold it.
            Err(smaller) => {
                list.retain(|c| !smaller.elements.iter().all(|e| c.elements.contains(e)));
                list.insert(0, smaller);
                list.sort_by_key(|c| c.elements.len());
            }
        }
    }
}
