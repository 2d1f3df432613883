//! Where no lawful plan exists: the smallest sets of rules and facts that conflict, found by deletion (each element is dropped, and
//! stays dropped where the conflict remains without it), and for each element a lawful plan of the round without it.

pub mod check;
pub mod relaxed;

use crate::budget::Budget;
use crate::element::Element;
use crate::exact::{Exact, exact};
use crate::instance::{Instance, Placed};
use crate::mend::{bring, mend, settle};
use crate::model::Model;
use crate::plan::Plan;
use crate::rng::Seed;
use crate::solve::{Options, search};
use crate::state::State;
use check::Check;
use relaxed::Relaxed;

/// Steps that an exact search may take to prove one thing here.
pub const ALLOWANCE: u64 = 250_000;
/// Steps that the first proof may take, on which all else rests.
const PROOF_STEPS: u64 = 60_000_000;
/// Elements that are tried together before they are tried one by one.
const CHUNK: usize = 12;
/// Short searches that may be spent on what else would have to change.
const BESIDE_TRIES: usize = 150;
/// Steps of exact search for one witness.
const WITNESS_STEPS: u64 = 3_000_000;
/// Moves that the search for one witness may take; fewer once there is a plan to start near.
const WITNESS_MOVES: u64 = 2_000_000;

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
pub fn conflicts(instance: &Instance) -> Option<Vec<Conflict>> {
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
        found.extend(exhausted(&relaxed));
    }
    found.sort_by_key(|c| c.elements.len());
    (!found.is_empty()).then_some(found)
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

fn impossible(model: &Model) -> Option<bool> {
    match exact(model, None, ALLOWANCE) {
        Exact::Best(_) => Some(false),
        Exact::NoneBelow => Some(true),
        Exact::Open => None,
    }
}

/// Small rounds: exact search says that there is no plan, and is asked again without each rule and fact.
fn exhausted(relaxed: &Relaxed) -> Option<Conflict> {
    if !matches!(exact(&relaxed.model, None, PROOF_STEPS), Exact::NoneBelow) {
        return None;
    }
    let mut relaxed = relaxed.clone();
    let (mut kept, mut minimal) = (Vec::new(), true);
    let all = every_element(&relaxed);
    for chunk in all.chunks(CHUNK) {
        let mut without = relaxed.clone();
        for element in chunk {
            without.drop(element);
        }
        if still_impossible(&without.model) == Some(true) {
            relaxed = without;
            continue;
        }
        for element in chunk {
            relaxed.drop(element);
            let still = still_impossible(&relaxed.model);
            if still != Some(true) {
                minimal &= still.is_some();
                relaxed.restore(element);
                kept.push(element.clone());
            }
        }
    }
    if kept.is_empty() {
        kept.push(Element::EveryTeam);
    }
    kept.reverse();
    Some(Conflict { elements: kept, balance: None, minimal })
}

fn still_impossible(model: &Model) -> Option<bool> {
    if check::all(model).iter().any(|c| c.fails(model)) {
        return Some(true);
    }
    feasible(model).map_or_else(|| impossible(model), |_| Some(false))
}

/// A short search that finds most plans sooner than the exact search would.
fn feasible(model: &Model) -> Option<State> {
    let options = Options { seed: Seed::from(1), iterations: Some(20_000), threads: 1, until_lawful: true };
    let found = search(model, None, &options, &crate::budget::Unlimited, &mut |_, _| false);
    (found.state.hard() == 0).then_some(found.state)
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

/// Finds for each element of the first conflict a lawful plan of the round without it.
pub fn witnesses(instance: &Instance, list: &[Conflict], threads: usize, budget: &dyn Budget) -> Vec<Witness> {
    let Some(first) = list.first() else { return Vec::new() };
    let whole = Relaxed::new(instance);
    let mut known = Known { base: None, lucky: Vec::new(), also: Vec::new(), tries: BESIDE_TRIES, hopeless: false };
    first.elements.iter().map(|dropped| witness(&whole, first, dropped, &mut known, threads, budget)).collect()
}

/// What one witness leaves for the next.
struct Known {
    /// A plan that breaks this conflict alone.
    base: Option<State>,
    /// Elements beside the conflict whose lifting helped before.
    lucky: Vec<Element>,
    /// What was lifted beside the last element that has a plan.
    also: Vec<Element>,
    tries: usize,
    /// Whether a long search has failed; where one has, others would.
    hopeless: bool,
}

fn witness(whole: &Relaxed, first: &Conflict, dropped: &Element, known: &mut Known, threads: usize, budget: &dyn Budget) -> Witness {
    let mut relaxed = whole.without(dropped);
    let mut also = Vec::new();
    if let Some((state, relaxed)) = as_before(&relaxed, dropped, known) {
        return Witness { dropped: dropped.clone(), also: known.also.clone(), plan: state.plan(&relaxed.model) };
    }
    let state = loop {
        if let Some(state) = lawful(&relaxed, dropped, known, threads, budget) {
            break Some(state);
        }
        if also.len() >= 64 || budget.over() {
            break None;
        }
        let Some(lifted) = beside(&relaxed, first, known) else { break None };
        relaxed.drop(&lifted);
        also.push(lifted);
    };
    let plan = state.as_ref().and_then(|s| s.plan(&relaxed.model));
    if plan.is_some() {
        known.also.clone_from(&also);
    }
    if known.base.is_none() {
        known.base = state;
    }
    Witness { dropped: dropped.clone(), also, plan }
}

/// Lifts beside this element what was lifted beside the last one, where that was something.
fn as_before<'i>(relaxed: &Relaxed<'i>, dropped: &Element, known: &Known) -> Option<(State, Relaxed<'i>)> {
    let base = known.base.as_ref().filter(|_| !known.also.is_empty() && !known.also.contains(dropped))?;
    let mut relaxed = relaxed.clone();
    known.also.iter().for_each(|element| relaxed.drop(element));
    from_near(&relaxed, dropped, base).map(|state| (state, relaxed))
}

/// Looks for a lawful plan: near a known one, then by exact search where the round is small, then by a search of its own.
fn lawful(relaxed: &Relaxed, dropped: &Element, known: &mut Known, threads: usize, budget: &dyn Budget) -> Option<State> {
    let model = &relaxed.model;
    let base = known.base.as_ref();
    if let Some(state) = base.and_then(|state| from_near(relaxed, dropped, state)) {
        return Some(state);
    }
    if check::all(model).iter().any(|c| c.fails(model)) {
        return None;
    }
    if let Some(state) = feasible(model) {
        return Some(state);
    }
    match exact(model, None, WITNESS_STEPS) {
        Exact::Best(state) => return Some(*state),
        Exact::NoneBelow => return None,
        Exact::Open if known.hopeless => return None,
        Exact::Open => {}
    }
    let options = Options {
        seed: Seed::from(1),
        iterations: Some(if base.is_some() { WITNESS_MOVES / 10 } else { WITNESS_MOVES }),
        threads,
        until_lawful: true,
    };
    let found = search(model, None, &options, budget, &mut |_, _| false);
    known.hopeless = found.state.hard() > 0;
    (!known.hopeless).then_some(found.state)
}

/// Finds an element of a conflict that stands beside the first one and would have to be lifted as well.
fn beside(relaxed: &Relaxed, first: &Conflict, known: &mut Known) -> Option<Element> {
    let other = |e: &&Element| !first.elements.contains(e) && !relaxed.dropped.contains(e);
    if let Some(check) = check::all(&relaxed.model).into_iter().find(|c| c.fails(&relaxed.model)) {
        let elements = reduce_check(relaxed.clone(), &check).elements;
        return elements.iter().find(other).or(elements.iter().find(|e| !relaxed.dropped.contains(e))).cloned();
    }
    if !matches!(exact(&relaxed.model, None, WITNESS_STEPS), Exact::NoneBelow) {
        return None;
    }
    let mut rest = known.lucky.clone();
    rest.extend(every_element(relaxed).into_iter().rev().filter(|e| !known.lucky.contains(e)));
    rest.retain(|e| other(&e));
    let near = |e: &&Element| known.base.as_ref().is_some_and(|state| from_near(&relaxed.without(e), e, state).is_some());
    let mut found = rest.iter().find(near).cloned();
    if found.is_none() {
        let few = rest.iter().take(known.tries);
        let mut tried = 0;
        found = few.inspect(|_| tried += 1).find(|e| feasible(&relaxed.without(e).model).is_some()).cloned();
        known.tries -= tried;
    }
    known.lucky.extend(found.clone());
    found
}

/// Starts from a plan that breaks only this conflict, and brings the person whose recusal is lifted to the unit.
fn from_near(relaxed: &Relaxed, dropped: &Element, base: &State) -> Option<State> {
    let model = &relaxed.model;
    let lists = base.lists();
    let of = |lists: Vec<(Vec<u16>, Vec<u16>)>| {
        let (units, members) = lists.into_iter().unzip();
        State::new(model, units, members)
    };
    if let Some(state) = renamed(model, dropped, &lists).map(of).filter(|state| state.hard() == 0) {
        return Some(state);
    }
    let mut state = of(lists);
    if let Element::Recusal { inspector, unit } = dropped {
        let p = model.inspector_ids.iter().position(|id| id == inspector)? as u16;
        let u = model.unit_ids.iter().position(|id| id == unit)? as u16;
        if bring(model, &mut state, p, u) {
            return Some(state);
        }
    }
    if let Element::Ban(placement) | Element::Pin(placement) = dropped
        && let Some(u) = model.unit_ids.iter().position(|id| id.0 == placement.who.name())
        && settle(model, &mut state, u as u16)
    {
        return Some(state);
    }
    mend(model, &mut state).then_some(state)
}

/// Lets the team where somebody or something is now trade names with the team that a lifted ban keeps it from: where no other pin
/// or ban tells the two apart, the plan is lawful again.
fn renamed(model: &Model, dropped: &Element, lists: &[(Vec<u16>, Vec<u16>)]) -> Option<Vec<(Vec<u16>, Vec<u16>)>> {
    let Element::Ban(placement) = dropped else { return None };
    let to = model.team_ids.iter().position(|t| *t == placement.team)?;
    let from = match &placement.who {
        Placed::Inspector(id) => {
            let p = model.inspector_ids.iter().position(|p| p == id)? as u16;
            lists.iter().position(|l| l.1.contains(&p))?
        }
        Placed::Unit(id) => {
            let u = model.unit_ids.iter().position(|u| u == id)? as u16;
            lists.iter().position(|l| l.0.contains(&u))?
        }
    };
    let mut lists = lists.to_vec();
    lists.swap(from, to);
    Some(lists)
}

/// Proves or leaves open that a round has no lawful plan, and explains it with plans.
pub fn explain(instance: &Instance, threads: usize, budget: &dyn Budget) -> Option<Conflicts> {
    let list = conflicts(instance)?;
    let witnesses = witnesses(instance, &list, threads, budget);
    Some(Conflicts { list, witnesses })
}
