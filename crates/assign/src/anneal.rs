//! Annealing over a whole plan: people and units move together, broken rules cost points, and the best lawful plan met is kept.

use crate::budget::Meter;
use crate::heat::{Cooling, accepts};
use crate::model::Model;
use crate::rng::Rng;
use crate::state::{Move, State};

/// Points that one broken rule costs.
pub const HARD: i64 = 40;
/// Moves between two looks at the budget.
const STRIDE: u64 = 256;

/// What a run of annealing may do.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    pub steps: u64,
    pub cooling: Cooling,
    /// Moves in 256 that touch units.
    pub unit_share: usize,
    /// Ends the run at the first lawful plan.
    pub until_lawful: bool,
    /// Points of the objective count; without them only broken rules do.
    pub costs: bool,
}

/// Anneals `state` in place, which ends as the best state met (the fewest broken rules, then the least cost).
pub fn anneal(model: &Model, state: &mut State, run: Run, rng: &mut Rng, meter: &mut Meter) {
    let key = |s: &State| (s.hard(), s.cost(model));
    let mut best = key(state);
    let mut kept = state.clone();
    let mut heat = run.cooling.at(0, run.steps);
    let mut buffer = Vec::with_capacity(4);
    for step in 0..run.steps {
        if step % STRIDE == 0 {
            heat = run.cooling.at(step, run.steps);
            if meter.spend(STRIDE) || run.until_lawful && best.0 == 0 {
                break;
            }
        }
        if !propose(model, state, run.unit_share, rng, &mut buffer) {
            continue;
        }
        let points = |state: &State| HARD * state.hard() + if run.costs { state.cost(model) } else { 0 };
        let before = points(state);
        state.apply(model, &buffer);
        let after = points(state);
        if !accepts(after - before, heat, rng) {
            state.undo(model, &buffer);
        } else if after < before || state.hard() < best.0 {
            let now = key(state);
            if now < best {
                best = now;
                kept.clone_from(state);
            }
        }
    }
    if key(state) > best {
        *state = kept;
    }
}

/// Draws a random compound move into `buffer`; false where the drawn one cannot be done.
pub(crate) fn propose(model: &Model, state: &State, unit_share: usize, rng: &mut Rng, buffer: &mut Vec<Move>) -> bool {
    buffer.clear();
    let teams = state.teams.len();
    let t = rng.below(teams);
    if rng.below(256) < unit_share {
        return propose_units(model, state, t, rng, buffer);
    }
    let members = state.teams[t].members.len();
    let free = |t: usize, i: usize| model.person_pin[state.teams[t].members[i] as usize].is_none();
    let kind = rng.below(16);
    if kind >= 14 {
        if state.pool.is_empty() || members >= model.limits.size_max {
            return false;
        }
        buffer.push(Move::Join { t, q: rng.below(state.pool.len()) });
        return true;
    }
    if members == 0 {
        return false;
    }
    let i = rng.below(members);
    if !free(t, i) {
        return false;
    }
    if kind < 2 {
        buffer.push(Move::Drop { t, i });
        return true;
    }
    if kind < 7 {
        if state.pool.is_empty() {
            return false;
        }
        buffer.push(Move::Exchange { t, i, q: rng.below(state.pool.len()) });
        return true;
    }
    let s = rng.below(teams);
    let others = state.teams[s].members.len();
    if s == t {
        return false;
    }
    if kind < 9 {
        buffer.push(Move::Shift { t, i, s });
        return true;
    }
    if others == 0 {
        return false;
    }
    let j = rng.below(others);
    buffer.push(Move::SwapMembers { t, i, s, j });
    free(s, j)
}

fn propose_units(model: &Model, state: &State, t: usize, rng: &mut Rng, buffer: &mut Vec<Move>) -> bool {
    let s = rng.below(state.teams.len());
    let (here, there) = (&state.teams[t], &state.teams[s]);
    if s == t || here.units.is_empty() {
        return false;
    }
    let free = |u: u16| model.unit_pin[u as usize].is_none();
    let i = rng.below(here.units.len());
    let kind = rng.below(8);
    if kind < 3 {
        buffer.push(Move::ShiftUnit { t, i, s });
    } else {
        if there.units.is_empty() {
            return false;
        }
        let j = rng.below(there.units.len());
        if !free(there.units[j]) {
            return false;
        }
        buffer.push(Move::SwapUnits { t, i, s, j });
    }
    if !free(here.units[i]) {
        return false;
    }
    // A unit's load often brings one person with it.
    if kind.is_multiple_of(2) && !here.members.is_empty() {
        let m = rng.below(here.members.len());
        if model.person_pin[here.members[m] as usize].is_none() {
            if rng.below(2) == 0 || state.pool.is_empty() {
                buffer.push(Move::Shift { t, i: m, s });
            } else {
                buffer.push(Move::Drop { t, i: m });
                buffer.push(Move::Join { t: s, q: rng.below(state.pool.len()) });
            }
        }
    }
    true
}
