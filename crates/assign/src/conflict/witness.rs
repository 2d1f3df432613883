//! What would have to change: for each element of a conflict a lawful plan of the round without it, found near a plan that is
//! there already where there is one. Where other conflicts stand beside this one, what else was lifted is told.

use super::check;
use super::near::from_near;
use super::oracle::{Feasible, Oracle};
use super::relaxed::Relaxed;
use super::{Conflict, Witness, every_element, reduce_check};
use crate::budget::{Budget, Unlimited};
use crate::element::Element;
use crate::exact::is_small;
use crate::instance::Instance;
use crate::lawful;
use crate::mend::mend;
use crate::model::Model;
use crate::rng::Seed;
use crate::solve::{Options, search};
use crate::state::State;

/// Moves of a short search that finds most plans.
const SHORT_MOVES: u64 = 20_000;
/// Moves that the search for one witness may take; fewer once there is a plan to start near.
const WITNESS_MOVES: u64 = 2_000_000;
/// Most elements that are lifted beside one element.
const LIFTED_MOST: usize = 64;

/// Finds for each element of a conflict a lawful plan of the round without it.
///
/// # Errors
/// A smaller conflict within this one, where one shows itself.
pub fn witnesses(
    instance: &Instance,
    first: &Conflict,
    threads: usize,
    budget: &dyn Budget,
    oracle: &mut Oracle,
) -> Result<Vec<Witness>, Conflict> {
    let whole = Relaxed::new(instance);
    let mut known = Known { base: None, also: Vec::new(), hopeless: false, oracle, beside: false };
    let small = is_small(&whole.model);
    if small {
        let mut without = whole.clone();
        first.elements.iter().for_each(|element| without.drop(element));
        known.beside = matches!(known.oracle.ask(&without, None), Feasible::None);
    }
    let one = |dropped| {
        if small {
            return Ok(small_witness(&whole, first, dropped, &mut known));
        }
        witness(&whole, first, dropped, &mut known, threads, budget)
    };
    first.elements.iter().map(one).collect()
}

/// What one witness leaves for the next.
struct Known<'o> {
    /// The last plan, which breaks little but one element of this conflict; the next is mostly near.
    base: Option<State>,
    /// What was lifted beside the last element that has a plan.
    also: Vec<Element>,
    /// Whether a long search has failed; where one has, others would.
    hopeless: bool,
    oracle: &'o mut Oracle,
    /// Whether there is no plan even without all of this conflict, in small rounds.
    beside: bool,
}

fn told(relaxed: &Relaxed, dropped: &Element, also: Vec<Element>, state: Option<&State>) -> Witness {
    Witness { dropped: dropped.clone(), also, plan: state.and_then(|s| s.plan(&relaxed.model)) }
}

/// Small rounds: complete search says whether lifting this element is enough. Where it is not, all else is put back in force one
/// by one as far as that goes, so that none of what stays lifted can be spared.
fn small_witness(whole: &Relaxed, first: &Conflict, dropped: &Element, known: &mut Known) -> Witness {
    let relaxed = whole.without(dropped);
    if let Some(state) = asked(&relaxed, first, Some(dropped), known) {
        return told(&relaxed, dropped, Vec::new(), Some(&state));
    }
    let others: Vec<Element> = every_element(whole).into_iter().rev().filter(|e| !first.elements.contains(e)).collect();
    // What was lifted beside the last element is mostly enough here too, and less to put back.
    let tries = [known.also.clone(), others];
    let found = tries.into_iter().filter(|lifted| !lifted.is_empty()).find_map(|lifted| {
        let mut without = relaxed.clone();
        lifted.iter().for_each(|element| without.drop(element));
        let state = asked(&without, first, None, known)?;
        Some((lifted, without, state))
    });
    let Some((lifted, lifting, state)) = found else { return told(&relaxed, dropped, Vec::new(), None) };
    let mut state = mended(&relaxed.model, &lifting.model, state);
    let (mut relaxed, mut also) = (lifting, Vec::new());
    for element in lifted {
        relaxed.restore(&element);
        if again(&relaxed.model, &state).hard() == 0 {
            continue;
        }
        match asked(&relaxed, first, None, known) {
            Some(other) => state = other,
            None => {
                relaxed.drop(&element);
                also.push(element);
            }
        }
    }
    known.also.clone_from(&also);
    told(&relaxed, dropped, also, Some(&state))
}

/// Asks whether there is a plan. Where another conflict stands beside this one for certain, it is first asked without all of this
/// one: a no then answers the same question about its other elements.
fn asked(relaxed: &Relaxed, first: &Conflict, last: Option<&Element>, known: &mut Known) -> Option<Box<State>> {
    if known.beside {
        let mut beside = relaxed.clone();
        first.elements.iter().for_each(|element| beside.drop(element));
        if matches!(known.oracle.ask(&beside, None), Feasible::None) {
            return None;
        }
    }
    match known.oracle.ask(relaxed, last) {
        Feasible::Plan(state) => Some(state),
        _ => None,
    }
}

/// Moves people so that a plan breaks less of what is lifted beside an element, where nothing else is broken by that.
fn mended(strict: &Model, lifting: &Model, state: Box<State>) -> Box<State> {
    let mut tried = again(strict, &state);
    mend(strict, &mut tried);
    let tried = again(lifting, &tried);
    if tried.hard() == 0 { Box::new(tried) } else { state }
}

/// The same plan under other rules.
fn again(model: &Model, state: &State) -> State {
    let (units, members) = state.lists().into_iter().unzip();
    State::new(model, units, members)
}

fn witness(
    whole: &Relaxed,
    first: &Conflict,
    dropped: &Element,
    known: &mut Known,
    threads: usize,
    budget: &dyn Budget,
) -> Result<Witness, Conflict> {
    let mut relaxed = whole.without(dropped);
    if let Some((state, relaxed)) = as_before(&relaxed, dropped, known) {
        let witness = told(&relaxed, dropped, known.also.clone(), Some(&state));
        known.base = Some(state);
        return Ok(witness);
    }
    let mut also = Vec::new();
    let state = loop {
        if let Some(state) = lawful(&relaxed, dropped, known, threads, budget) {
            break Some(state);
        }
        if also.len() >= LIFTED_MOST || budget.over() {
            break None;
        }
        if let Some(check) = check::all(&relaxed.model).into_iter().find(|c| c.fails(&relaxed.model)) {
            let other = reduce_check(relaxed.clone(), &check);
            let Some(lifted) = other.elements.iter().find(|e| !first.elements.contains(e)) else {
                if other.elements.len() < first.elements.len() {
                    return Err(other);
                }
                break None;
            };
            relaxed.drop(lifted);
            also.push(lifted.clone());
            continue;
        }
        break lift_broken(&mut relaxed, first, &mut also);
    };
    if state.is_some() {
        known.also.clone_from(&also);
    }
    let witness = told(&relaxed, dropped, also, state.as_ref());
    known.base = state.or(known.base.take());
    Ok(witness)
}

/// Lifts beside this element what was lifted beside the last one, where that was something.
fn as_before<'i>(relaxed: &Relaxed<'i>, dropped: &Element, known: &Known) -> Option<(State, Relaxed<'i>)> {
    let base = known.base.as_ref().filter(|_| !known.also.is_empty() && !known.also.contains(dropped))?;
    let mut relaxed = relaxed.clone();
    known.also.iter().for_each(|element| relaxed.drop(element));
    from_near(&relaxed, dropped, base).map(|state| (state, relaxed))
}

fn short_search(model: &Model) -> State {
    let options = Options { seed: Seed::from(1), iterations: Some(SHORT_MOVES), threads: 1, until_lawful: true };
    search(model, None, &options, &Unlimited, &mut |_, _| false).state
}

/// Looks for a lawful plan: near a known one, then by a search of its own.
fn lawful(relaxed: &Relaxed, dropped: &Element, known: &mut Known, threads: usize, budget: &dyn Budget) -> Option<State> {
    let model = &relaxed.model;
    let base = known.base.as_ref();
    if let Some(state) = base.and_then(|state| from_near(relaxed, dropped, state)) {
        return Some(state);
    }
    if check::all(model).iter().any(|c| c.fails(model)) {
        return None;
    }
    let short = short_search(model);
    if short.hard() == 0 {
        return Some(short);
    }
    if known.hopeless {
        return None;
    }
    // Where a nearly full round has a plan, the search for the rules alone mostly finds it, and sooner.
    if let Some(found) = lawful::search(model, Seed::from(1), lawful::STARTS, budget) {
        return Some(found);
    }
    let moves = if base.is_some() { WITNESS_MOVES / 10 } else { WITNESS_MOVES };
    let options = Options { seed: Seed::from(1), iterations: Some(moves), threads, until_lawful: true };
    let found = search(model, None, &options, budget, &mut |_, _| false);
    known.hopeless = found.state.hard() > 0;
    (!known.hopeless).then_some(found.state)
}

/// Takes the best try of a short search and lifts what it breaks, but nothing of the conflict itself; `None` where that does not
/// make it lawful.
fn lift_broken(relaxed: &mut Relaxed, first: &Conflict, also: &mut Vec<Element>) -> Option<State> {
    let (units, members): (Vec<_>, Vec<_>) = short_search(&relaxed.model).lists().into_iter().unzip();
    let again = |relaxed: &Relaxed| State::new(&relaxed.model, units.clone(), members.clone());
    let model = &relaxed.model;
    let together = |p: &str, u: &str| {
        let t = units.iter().position(|list| list.iter().any(|x| model.unit_ids[*x as usize].0 == u));
        t.is_some_and(|t| members[t].iter().any(|x| model.inspector_ids[*x as usize].0 == p))
    };
    let touched = |e: &Element| match e {
        Element::Recusal { inspector, unit } => together(&inspector.0, &unit.0),
        _ => true,
    };
    let candidates: Vec<Element> =
        every_element(relaxed).into_iter().filter(|e| !first.elements.contains(e) && !relaxed.dropped.contains(e) && touched(e)).collect();
    let mut state = again(relaxed);
    for element in candidates {
        if state.hard() == 0 || also.len() >= LIFTED_MOST {
            break;
        }
        relaxed.drop(&element);
        let without = again(relaxed);
        if without.hard() < state.hard() {
            also.push(element);
            state = without;
        } else {
            relaxed.restore(&element);
        }
    }
    (state.hard() == 0).then_some(state)
}
