//! The whole way from a round to a plan or to the reason why there is none: quick conditions, a first plan, the bound, exact
//! search where the round is small, then better plans until the budget ends or nothing better can exist.

use crate::bound::lower_bound;
use crate::budget::Budget;
use crate::conflict::oracle::{Feasible, feasible};
use crate::conflict::{self, Conflicts};
use crate::exact::{Exact, exact, is_small};
use crate::instance::Instance;
use crate::lawful;
use crate::mend::mend;
use crate::model::Model;
use crate::plan::{Cost, Plan};
use crate::solve::{Options, search};
use crate::state::State;
use std::collections::BTreeSet;

/// Steps that the first exact search may take, and the most that a later one may.
const EXACT_STEPS: u64 = 6_000_000;
const EXACT_STEPS_MOST: u64 = 60_000_000;
/// Steps that may be spent on whether there is any lawful plan.
const FEASIBLE_STEPS: u64 = 2_000_000;

/// What is known so far; told after every round of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub iterations: u64,
    /// Broken rules of the best plan so far; 0 is lawful.
    pub broken: i64,
    pub objective: i64,
    pub bound: i64,
}

/// A lawful plan with its proof as far as it goes.
#[derive(Clone, Debug)]
pub struct Solved {
    pub plan: Plan,
    pub cost: Cost,
    /// No lawful plan's objective is below this.
    pub bound: i64,
    /// Moves that the search took.
    pub iterations: u64,
    /// Steps of the exact search beside it; the same on every machine where the iterations are given.
    pub steps: u64,
    /// The plan in the form of the search.
    pub state: State,
}

impl Solved {
    /// Points by which the plan may lie above the optimum; 0 is proved optimal.
    pub fn gap(&self) -> i64 {
        self.cost.objective - self.bound
    }
}

/// How a round ended.
pub enum Outcome {
    Plan(Box<Solved>),
    /// It is proved that there is no lawful plan.
    Conflict(Conflicts),
    /// Neither a lawful plan nor a proof was found; `broken` rules are left in the best try.
    Open {
        broken: i64,
    },
}

/// Solves a round, starting from a plan where one is given.
pub fn assign(instance: &Instance, from: Option<&Plan>, options: &Options, budget: &dyn Budget, tell: &mut dyn FnMut(Progress)) -> Outcome {
    let model = Model::new(instance, &BTreeSet::new());
    if conflict::check::all(&model).iter().any(|check| check.fails(&model))
        && let Some(conflicts) = conflict::explain(instance, options.threads, budget)
    {
        return Outcome::Conflict(conflicts);
    }
    let start = from.map(|plan| start_of(&model, plan));
    let mut proof = Proof { model: &model, best: None, bound: 0, none: false, steps: None, begun: false, taken: 0 };
    let found = search(&model, start.as_ref(), options, budget, &mut |state, iterations| {
        proof.look(state, budget);
        let best = proof.better(state);
        let (broken, objective, bound) = (best.hard(), best.cost(&model), proof.bound);
        tell(Progress { iterations, broken, objective, bound });
        proof.none || broken == 0 && objective <= bound
    });
    if found.state.hard() > 0 && proof.best.is_none() && !is_small(&model) {
        proof.best = lawful::search(&model, options.seed, lawful::STARTS, budget);
    }
    // Where moves alone have found no plan, there may be cheaper ones near the plan of the complete search.
    if found.state.hard() > 0
        && let Some(best) = proof.best.clone()
    {
        let again = search(&model, Some(&best), options, budget, &mut |state, _| state.hard() == 0 && state.cost(&model) <= proof.bound);
        proof.best = Some(proof.better(&again.state).clone());
    }
    let (state, bound, proved_none) = (proof.better(&found.state).clone(), proof.bound, proof.none);
    if state.hard() > 0 {
        let explained = proved_none.then(|| conflict::explain(instance, options.threads, budget)).flatten();
        return explained.map_or(Outcome::Open { broken: state.hard() }, Outcome::Conflict);
    }
    match state.plan(&model) {
        Some(plan) => Outcome::Plan(Box::new(Solved {
            plan,
            cost: state.parts(&model),
            bound,
            iterations: found.iterations,
            steps: proof.taken,
            state,
        })),
        None => Outcome::Open { broken: 1 },
    }
}

/// What is proved beside the search: a bound, an optimum, or that there is no lawful plan.
struct Proof<'m> {
    model: &'m Model,
    /// A lawful plan that a complete search has found.
    best: Option<State>,
    bound: i64,
    none: bool,
    /// Steps that the next exact search may take, `None` where there is none to come.
    steps: Option<u64>,
    begun: bool,
    /// Steps of exact searches so far.
    taken: u64,
}

impl Proof<'_> {
    /// Returns the better one of the best plan of the search and the one found here.
    fn better<'s>(&'s self, state: &'s State) -> &'s State {
        let key = |s: &State| (s.hard(), s.cost(self.model));
        self.best.as_ref().filter(|best| key(best) <= key(state)).unwrap_or(state)
    }

    /// Looks at the best plan of the search: the bound at first, then exact search, each time with more steps until it ends.
    fn look(&mut self, state: &State, budget: &dyn Budget) {
        let model = self.model;
        if !self.begun {
            self.begun = true;
            self.steps = is_small(model).then_some(EXACT_STEPS);
            if state.hard() > 0 {
                match feasible(model, FEASIBLE_STEPS) {
                    Feasible::Plan(plan) => self.best = Some(*plan),
                    Feasible::None => self.none = true,
                    Feasible::Open => {}
                }
            }
            let best = self.better(state);
            self.bound = lower_bound(model, (best.hard() == 0).then(|| best.cost(model)));
        }
        let Some(steps) = self.steps.filter(|_| !self.none) else { return };
        let best = self.better(state);
        let ceiling = (best.hard() == 0).then(|| best.cost(model));
        self.steps = None;
        let (end, taken) = exact(model, ceiling, steps, budget);
        self.taken += taken;
        match end {
            Exact::Best(best) => {
                self.bound = best.cost(model);
                self.best = Some(*best);
            }
            Exact::NoneBelow => {
                self.bound = ceiling.unwrap_or(self.bound);
                self.none = ceiling.is_none();
            }
            Exact::Open => self.steps = Some(steps * 10).filter(|next| *next <= EXACT_STEPS_MOST),
        }
    }
}

/// Takes up a plan: what rules have moved since is put where pins say, and the rest is mended as far as that goes.
fn start_of(model: &Model, plan: &Plan) -> State {
    let mut lists = State::of_plan(model, plan).lists();
    for (t, (units, members)) in lists.iter_mut().enumerate() {
        units.retain(|u| model.unit_pin[*u as usize].is_none_or(|pin| pin == t));
        members.retain(|p| model.person_pin[*p as usize].is_none_or(|pin| pin == t));
    }
    for (u, pin) in model.unit_pin.iter().enumerate() {
        if let Some(t) = pin.filter(|t| !lists[*t].0.contains(&(u as u16))) {
            lists[t].0.push(u as u16);
        }
    }
    for (p, pin) in model.person_pin.iter().enumerate() {
        if let Some(t) = pin.filter(|t| !lists[*t].1.contains(&(p as u16))) {
            lists[t].1.push(p as u16);
        }
    }
    let placed: BTreeSet<u16> = lists.iter().flat_map(|l| &l.0).copied().collect();
    for u in (0..model.units as u16).filter(|u| !placed.contains(u)) {
        if let Some(list) = lists.iter_mut().min_by_key(|l| l.0.len()) {
            list.0.push(u);
        }
    }
    let (units, members) = lists.into_iter().unzip();
    let mut state = State::new(model, units, members);
    mend(model, &mut state);
    state
}
