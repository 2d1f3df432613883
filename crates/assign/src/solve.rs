//! The search as a whole: rounds of two chains that start from the best plan so far or from a fresh packing, merged in a fixed
//! order, so that the number of threads changes nothing but the time.

use crate::anneal::{Run, anneal};
use crate::budget::{Budget, Meter};
use crate::heat::{Cooling, POINT};
use crate::mend::resettle;
use crate::model::Model;
use crate::pack::{Packing, cooling};
use crate::rng::{Rng, Seed};
use crate::staff::staff;
use crate::state::State;

/// Chains of a round; fixed, so that a run does not depend on the machine.
pub const CHAINS: usize = 2;

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub seed: Seed,
    /// Moves in all; `None` searches until the budget is over.
    pub iterations: Option<u64>,
    /// Threads to use, 1 or more; never changes the plan.
    pub threads: usize,
    /// Ends with the first lawful plan.
    pub until_lawful: bool,
}

/// A best state and the moves that it took.
pub struct Found {
    pub state: State,
    pub iterations: u64,
}

/// Orders states: fewer broken rules, then less cost, then the canonical lists.
fn better(model: &Model, a: &State, b: &State) -> bool {
    let key = |s: &State| (s.hard(), s.cost(model));
    key(a) < key(b) || key(a) == key(b) && a.lists() < b.lists()
}

/// Is told the best state and the moves so far after every round, and says whether the search may end.
pub type Tell<'t> = dyn FnMut(&State, u64) -> bool + 't;

/// Searches until `tell` ends it, the iterations are done, or the budget is over.
pub fn search(model: &Model, start: Option<&State>, options: &Options, budget: &dyn Budget, tell: &mut Tell) -> Found {
    let mut best: Option<State> = start.cloned();
    let mut used = 0;
    let mut round = 0;
    loop {
        let planned = plan_round(model, round);
        let quota = match options.iterations {
            None => planned,
            Some(all) => {
                let left = all.saturating_sub(used) / CHAINS as u64;
                // A rest shorter than a round would be cut in the middle of its cooling, so it is spent on this one.
                if left < planned * 2 { left } else { planned }
            }
        };
        let ends = run_chains(model, best.as_ref(), round, quota, options, budget);
        for (state, moves) in ends {
            used += moves;
            if best.as_ref().is_none_or(|b| better(model, &state, b)) {
                best = Some(state);
            }
        }
        round += 1;
        if let Some(best) = &best {
            let told = tell(best, used);
            let done = told || options.until_lawful && best.hard() == 0;
            let spent = options.iterations.is_some_and(|all| used + 256 * CHAINS as u64 > all);
            if done || spent || budget.over() {
                return Found { state: best.clone(), iterations: used };
            }
        }
    }
}

/// Moves of one chain in a round: the first is short, so that there is a lawful plan soon.
fn plan_round(model: &Model, round: u64) -> u64 {
    let size = (model.units + model.people) as u64;
    let first = 800 * size;
    first << round.min(5)
}

fn run_chains(model: &Model, best: Option<&State>, round: u64, quota: u64, options: &Options, budget: &dyn Budget) -> Vec<(State, u64)> {
    let one = |chain: usize| {
        let mut rng = Rng::new(options.seed, round * CHAINS as u64 + chain as u64);
        let mut meter = Meter::new(quota, budget);
        let improve = best.filter(|_| (round + chain as u64) % 2 == 1);
        // The first round ends with a lawful plan, so that there is one soon; all others look for better ones.
        let until_lawful = options.until_lawful || round == 0;
        let state = match improve {
            Some(best) => improve_plan(model, best.clone(), quota, until_lawful, &mut rng, &mut meter),
            None => fresh_plan(model, quota, until_lawful, &mut rng, &mut meter),
        };
        (state, meter.used())
    };
    if options.threads < 2 {
        return (0..CHAINS).map(one).collect();
    }
    std::thread::scope(|scope| {
        let one = &one;
        let others: Vec<_> = (1..CHAINS).map(|chain| scope.spawn(move || one(chain))).collect();
        let mut ends = vec![one(0)];
        for other in others {
            match other.join() {
                Ok(end) => ends.push(end),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        ends
    })
}

fn fresh_plan(model: &Model, quota: u64, until_lawful: bool, rng: &mut Rng, meter: &mut Meter) -> State {
    let mut packing = Packing::new(model, rng);
    packing.anneal(rng, quota * 2 / 5, cooling(model), meter);
    let mut state = staff(model, packing.units, rng);
    if until_lawful {
        // A first staff is nearly lawful; heat would only take it apart.
        let cold = Run { steps: quota / 8, cooling: Cooling { start: POINT / 2, halvings: 1 }, unit_share: 16, until_lawful, costs: true };
        anneal(model, &mut state, cold, rng, meter);
        if state.hard() == 0 || resettle(model, &mut state) {
            return state;
        }
    }
    let people = Run { steps: quota * 2 / 5, cooling: Cooling { start: 6 * POINT, halvings: 5 }, unit_share: 0, until_lawful, costs: true };
    anneal(model, &mut state, people, rng, meter);
    improve_plan(model, state, meter.left(), until_lawful, rng, meter)
}

fn improve_plan(model: &Model, mut state: State, steps: u64, until_lawful: bool, rng: &mut Rng, meter: &mut Meter) -> State {
    let both = Run { steps, cooling: Cooling { start: 3 * POINT, halvings: 4 }, unit_share: 64, until_lawful, costs: true };
    anneal(model, &mut state, both, rng, meter);
    state
}
