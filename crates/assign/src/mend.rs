//! Mends a plan that is nearly lawful: the best single move that touches a broken team, again and again.

use crate::model::Model;
use crate::state::{Move, State};

/// Most moves that one mending makes.
const MOVES: usize = 12;
/// Most broken rules with which places for single units can be the remedy.
const RESETTLED_MOST: i64 = 12;
/// Ways to bring a person that are followed by mending.
const TRIES: usize = 24;

/// Moves people until the state is lawful, cheaply; false (and the state as far as it came) where that does not succeed.
pub fn mend(model: &Model, state: &mut State) -> bool {
    mend_by(model, state, false)
}

/// Mends with the best move each time; where any lawful state will do, the last move is the first that makes one.
fn mend_by(model: &Model, state: &mut State, any: bool) -> bool {
    for _ in 0..MOVES {
        if state.hard() == 0 {
            return true;
        }
        let Some(broken) = broken_team(model, state) else { return false };
        let before = (state.hard(), state.cost(model));
        let mut best = None;
        for one in around(model, state, broken) {
            state.apply(model, &[one]);
            let after = (state.hard(), state.cost(model));
            state.undo(model, &[one]);
            // Every step repairs something, so that a hopeless start ends soon.
            if after.0 < before.0 && best.is_none_or(|(key, _)| after < key) {
                best = Some((after, one));
            }
            if any && after.0 == 0 {
                break;
            }
        }
        let Some((_, one)) = best else { return false };
        state.apply(model, &[one]);
    }
    state.hard() == 0
}

/// Brings a person into the team of a unit, which may move to a team where the person is welcome, and mends what that breaks;
/// true where the state ends lawful.
pub fn bring(model: &Model, state: &mut State, person: u16, unit: u16) -> bool {
    // Most people are welcome where the unit is already.
    if let Some(team) = state.teams.iter().position(|t| t.units.contains(&unit)) {
        for join in ways_to_join(state, person, team) {
            state.apply(model, &join);
            if state.hard() == 0 {
                return true;
            }
            state.undo(model, &join);
        }
    }
    let mut ways = Vec::new();
    for units in ways_to_place(model, state, unit) {
        state.apply(model, &units);
        let team = state.teams.iter().position(|t| t.units.contains(&unit));
        let welcome = |t: &usize| {
            let team = &state.teams[*t];
            team.on.hard == 0
                && model.person_at(person as usize, *t)
                && !team.units.iter().any(|u| model.barred(person as usize, *u as usize))
        };
        let joins = team.filter(welcome).map_or(Vec::new(), |t| ways_to_join(state, person, t));
        state.undo(model, &units);
        for join in joins {
            let moves: Vec<Move> = units.iter().chain(&join).copied().collect();
            state.apply(model, &moves);
            let key = (state.hard(), state.cost(model));
            state.undo(model, &moves);
            ways.push((key, moves));
        }
    }
    best_of(model, state, ways, 0)
}

/// Finds a place for a unit and mends what that breaks; true where the state ends lawful.
pub fn settle(model: &Model, state: &mut State, unit: u16) -> bool {
    let ways = places(model, state, unit);
    best_of(model, state, ways, 0)
}

fn places(model: &Model, state: &mut State, unit: u16) -> Vec<((i64, i64), Vec<Move>)> {
    let mut ways = Vec::new();
    for moves in ways_to_place(model, state, unit) {
        state.apply(model, &moves);
        ways.push(((state.hard(), state.cost(model)), moves.clone()));
        state.undo(model, &moves);
    }
    ways
}

/// Mends a state that breaks few rules, where need be by other places for units of broken teams; true where it ends lawful.
pub fn resettle(model: &Model, state: &mut State) -> bool {
    while !mend_by(model, state, true) {
        let broken = state.hard();
        let units = broken_team(model, state).map_or(Vec::new(), |t| state.teams[t].units.clone());
        let less = |u: u16| {
            let ways = places(model, state, u);
            best_of(model, state, ways, broken - 1)
        };
        if broken > RESETTLED_MOST || !units.into_iter().any(less) {
            return false;
        }
    }
    true
}

/// Mends the most promising ways until one leaves at most so many broken rules.
fn best_of(model: &Model, state: &mut State, mut ways: Vec<((i64, i64), Vec<Move>)>, broken_most: i64) -> bool {
    ways.sort_by_key(|(key, _)| *key);
    for (_, moves) in ways.into_iter().take(TRIES) {
        let mut next = state.clone();
        next.apply(model, &moves);
        mend_by(model, &mut next, true);
        if next.hard() <= broken_most {
            *state = next;
            return true;
        }
    }
    false
}

/// Ways to leave a unit or to move it, each a list of at most one move.
fn ways_to_place(model: &Model, state: &State, unit: u16) -> Vec<Vec<Move>> {
    let mut ways = vec![Vec::new()];
    let Some(t) = state.teams.iter().position(|t| t.units.contains(&unit)) else { return ways };
    let Some(i) = state.teams[t].units.iter().position(|u| *u == unit) else { return ways };
    if model.unit_pin[unit as usize].is_some() {
        return ways;
    }
    for s in (0..model.teams).filter(|s| *s != t) {
        ways.push(vec![Move::ShiftUnit { t, i, s }]);
        let free = (0..state.teams[s].units.len()).filter(|j| model.unit_pin[state.teams[s].units[*j] as usize].is_none());
        ways.extend(free.map(|j| vec![Move::SwapUnits { t, i, s, j }]));
    }
    ways
}

/// Ways to bring a person into a team; the empty one where the person is there.
fn ways_to_join(state: &State, person: u16, team: usize) -> Vec<Vec<Move>> {
    let members = &state.teams[team].members;
    if members.contains(&person) {
        return vec![Vec::new()];
    }
    let places = 0..members.len();
    if let Some(q) = state.pool.iter().position(|p| *p == person) {
        return std::iter::once(vec![Move::Join { t: team, q }]).chain(places.map(|i| vec![Move::Exchange { t: team, i, q }])).collect();
    }
    let from = |s: usize| state.teams[s].members.iter().position(|p| *p == person).map(|j| (s, j));
    let Some((s, j)) = (0..state.teams.len()).find_map(from) else { return Vec::new() };
    std::iter::once(vec![Move::Shift { t: s, i: j, s: team }]).chain(places.map(|i| vec![Move::SwapMembers { t: team, i, s, j }])).collect()
}

/// A team that breaks a rule, or that misses somebody who is pinned to it.
fn broken_team(model: &Model, state: &State) -> Option<usize> {
    let broken = (0..state.teams.len()).find(|t| state.teams[*t].on.hard + state.teams[*t].staff.hard > 0);
    broken.or_else(|| state.pool.iter().find_map(|p| model.person_pin[*p as usize]))
}

/// Lists the single moves of people that touch a team; pinned people stay.
pub fn around(model: &Model, state: &State, t: usize) -> Vec<Move> {
    let free = |p: u16| model.person_pin[p as usize].is_none();
    let mut moves: Vec<Move> = (0..state.pool.len()).map(|q| Move::Join { t, q }).collect();
    for i in (0..state.teams[t].members.len()).filter(|i| free(state.teams[t].members[*i])) {
        moves.push(Move::Drop { t, i });
        moves.extend((0..state.pool.len()).map(|q| Move::Exchange { t, i, q }));
        for s in (0..model.teams).filter(|s| *s != t) {
            moves.push(Move::Shift { t, i, s });
            let others = (0..state.teams[s].members.len()).filter(|j| free(state.teams[s].members[*j]));
            moves.extend(others.map(|j| Move::SwapMembers { t, i, s, j }));
        }
    }
    for s in (0..model.teams).filter(|s| *s != t) {
        let others = (0..state.teams[s].members.len()).filter(|j| free(state.teams[s].members[*j]));
        moves.extend(others.map(|j| Move::Shift { t: s, i: j, s: t }));
    }
    moves
}
