//! Exact search for small rounds: every packing of units, every staff of a team that is not dearer than what is left, joined
//! under "nobody twice". It ends with the optimum, with a proof that there is no lawful plan, or with a spent allowance.

use crate::budget::Budget;
use crate::model::Model;
use crate::score::UnitsScore;
use crate::state::State;
use std::collections::BTreeMap;

/// Largest rounds that are tried at all.
const TEAMS: usize = 4;
const UNITS: usize = 12;
const PEOPLE: usize = 64;
/// A cost that nothing reaches.
const NONE: i64 = i64::MAX / 4;

/// How an exact search ended.
pub enum Exact {
    /// The cheapest lawful plan below the ceiling, and that none is cheaper.
    Best(Box<State>),
    /// No lawful plan lies below the ceiling.
    NoneBelow,
    /// The round is too large or the allowance is spent; nothing is proved.
    Open,
}

/// One staff of one team: the people as bits, and the cost of the staff alone.
#[derive(Clone, Copy, Debug)]
struct Staffing {
    people: u64,
    cost: i64,
}

/// All staffs of one set of units up to `limit`, cheapest first.
struct Staffings {
    limit: i64,
    list: Vec<Staffing>,
}

type Key = (usize, Vec<u16>);

struct Search<'m> {
    model: &'m Model,
    ceiling: i64,
    best: Option<(Vec<Vec<u16>>, Vec<u64>)>,
    cache: BTreeMap<Key, Staffings>,
    /// Class of teams that may trade places, by team.
    class: Vec<usize>,
    allowance: u64,
    budget: &'m dyn Budget,
}

/// Tells whether a round is small enough for complete searches.
pub fn is_small(model: &Model) -> bool {
    model.teams <= TEAMS && model.units <= UNITS && model.people <= PEOPLE
}

/// Searches for lawful plans that cost less than `ceiling`, with at most `allowance` steps and until the budget is over.
pub fn exact(model: &Model, ceiling: Option<i64>, allowance: u64, budget: &dyn Budget) -> Exact {
    if !is_small(model) {
        return Exact::Open;
    }
    let mut class = vec![0; model.teams];
    for (i, group) in model.alike().iter().enumerate() {
        for t in group {
            class[*t] = i;
        }
    }
    let mut search = Search { model, ceiling: ceiling.unwrap_or(NONE), best: None, cache: BTreeMap::new(), class, allowance, budget };
    let mut packings = Vec::new();
    search.pack(0, &mut vec![Vec::new(); model.teams], &mut packings);
    packings.sort();
    for (_, units) in &packings {
        search.staff_packing(units);
    }
    if search.allowance == 0 {
        return Exact::Open;
    }
    match search.best {
        None => Exact::NoneBelow,
        Some((units, people)) => {
            let members = people.into_iter().map(|set| (0..model.people as u16).filter(|p| set >> p & 1 != 0).collect());
            Exact::Best(Box::new(State::new(model, units, members.collect())))
        }
    }
}

impl Search<'_> {
    fn spend(&mut self) -> bool {
        self.allowance = self.allowance.saturating_sub(1);
        if self.allowance.is_multiple_of(1 << 14) && self.budget.over() {
            self.allowance = 0;
        }
        self.allowance > 0
    }

    /// Lists all packings that the rules on units allow, with the points that units alone cost.
    fn pack(&mut self, u: usize, teams: &mut Vec<Vec<u16>>, found: &mut Vec<(i64, Vec<Vec<u16>>)>) {
        let model = self.model;
        if !self.spend() {
            return;
        }
        if u == model.units {
            let scores: Vec<UnitsScore> = teams.iter().enumerate().map(|(t, list)| model.score_units(t, list)).collect();
            if scores.iter().all(|s| s.hard == 0) {
                found.push((units_cost(model, &scores), teams.clone()));
            }
            return;
        }
        for t in 0..model.teams {
            let twin = (0..t).any(|s| teams[s].is_empty() && self.class[s] == self.class[t]);
            if !model.unit_at(u, t) || teams[t].len() >= model.limits.units_max || teams[t].is_empty() && twin {
                continue;
            }
            teams[t].push(u as u16);
            self.pack(u + 1, teams, found);
            teams[t].pop();
        }
    }

    fn staff_packing(&mut self, units: &[Vec<u16>]) {
        let model = self.model;
        let scores: Vec<UnitsScore> = units.iter().enumerate().map(|(t, list)| model.score_units(t, list)).collect();
        let left = self.ceiling - 1 - units_cost(model, &scores);
        let mut least = Vec::with_capacity(model.teams);
        for (t, list) in units.iter().enumerate() {
            // The cheapest staff of each team first: it bounds what the others may cost.
            let found = self.cheapest(t, list, &scores[t], left - least.iter().sum::<i64>());
            match found {
                Some(cost) => least.push(cost),
                None => return,
            }
        }
        let all: i64 = least.iter().sum();
        if all > left {
            return;
        }
        for (t, list) in units.iter().enumerate() {
            self.list(t, list, &scores[t], left - all + least[t]);
        }
        let lists: Vec<Vec<Staffing>> =
            units.iter().enumerate().map(|(t, list)| self.cache[&(self.class[t], list.clone())].list.clone()).collect();
        let mut chosen = vec![0; model.teams];
        self.join(units, &lists, &least, 0, 0, left, &mut chosen);
    }

    fn cheapest(&mut self, t: usize, units: &[u16], score: &UnitsScore, left: i64) -> Option<i64> {
        if let Some(known) = self.cache.get(&(self.class[t], units.to_vec()))
            && let Some(first) = known.list.first()
        {
            return (first.cost <= left).then_some(first.cost);
        }
        let mut limit = 4;
        // Limits double, so that a cheap staff is found before the dear ones are listed.
        loop {
            let asked = limit.min(left);
            if asked < 0 || self.allowance == 0 {
                return None;
            }
            self.list(t, units, score, asked);
            let first = self.cache.get(&(self.class[t], units.to_vec())).and_then(|s| s.list.first());
            if first.is_some() || asked == left {
                return first.map(|s| s.cost);
            }
            limit *= 2;
        }
    }

    fn list(&mut self, t: usize, units: &[u16], score: &UnitsScore, limit: i64) {
        let key = (self.class[t], units.to_vec());
        if self.cache.get(&key).is_some_and(|s| s.limit >= limit) {
            return;
        }
        let model = self.model;
        let fits = |p: &usize| model.person_at(*p, t) && units.iter().all(|u| !model.barred(*p, *u as usize));
        let mut people: Vec<usize> = (0..model.people).filter(fits).collect();
        people.sort_by_key(|p| (model.person_pin[*p].is_none(), model.burden[*p], *p));
        let pinned = people.iter().take_while(|p| model.person_pin[**p].is_some()).count();
        // Somebody who is pinned here and barred from a unit leaves this team no lawful staff at all.
        if pinned < model.person_pin.iter().filter(|pin| **pin == Some(t)).count() {
            self.cache.insert(key, Staffings { limit: NONE, list: Vec::new() });
            return;
        }
        let mut listing = Listing { search: self, t, units, score, people, pinned, limit, found: Vec::new(), members: Vec::new() };
        listing.grow(0, 0);
        let mut list = listing.found;
        list.sort_by_key(|s| (s.cost, s.people));
        self.cache.insert(key, Staffings { limit, list });
    }

    #[allow(clippy::too_many_arguments)]
    fn join(&mut self, units: &[Vec<u16>], lists: &[Vec<Staffing>], least: &[i64], t: usize, taken: u64, left: i64, chosen: &mut Vec<u64>) {
        if t == lists.len() {
            self.offer(units, chosen);
            return;
        }
        let rest: i64 = least[t + 1..].iter().sum();
        for staffing in &lists[t] {
            // The ceiling may have come down below the plan at hand.
            let room = left.min(self.ceiling - 1);
            if staffing.cost + rest > room || !self.spend() {
                return;
            }
            if staffing.people & taken == 0 {
                chosen[t] = staffing.people;
                self.join(units, lists, least, t + 1, taken | staffing.people, left - staffing.cost, chosen);
            }
        }
    }

    fn offer(&mut self, units: &[Vec<u16>], chosen: &[u64]) {
        let members = chosen.iter().map(|set| (0..self.model.people as u16).filter(|p| set >> p & 1 != 0).collect());
        let state = State::new(self.model, units.to_vec(), members.collect());
        if state.hard() == 0 && state.cost(self.model) < self.ceiling {
            self.ceiling = state.cost(self.model);
            self.best = Some((units.to_vec(), chosen.to_vec()));
        }
    }
}

fn units_cost(model: &Model, scores: &[UnitsScore]) -> i64 {
    let loads = scores.iter().map(|s| s.load);
    let spread = loads.clone().max().unwrap_or(0) - loads.min().unwrap_or(0);
    model.weights.county * scores.iter().map(|s| s.counties).sum::<i64>() + model.weights.spread * spread
}

struct Listing<'s, 'm> {
    search: &'s mut Search<'m>,
    t: usize,
    units: &'s [u16],
    score: &'s UnitsScore,
    /// Those who may be in the team, pinned ones first, then by burden.
    people: Vec<usize>,
    pinned: usize,
    limit: i64,
    found: Vec<Staffing>,
    members: Vec<u16>,
}

impl Listing<'_, '_> {
    /// Adds people from position `at` on; `cost` is burden and former pairs of the members so far.
    fn grow(&mut self, at: usize, cost: i64) {
        let model = self.search.model;
        if !self.search.spend() {
            return;
        }
        let stays = self.units.is_empty() && model.limits.may_stay;
        let least = if stays { 0 } else { model.members_for(self.score.load) as usize };
        if at >= self.pinned && self.members.len() >= least {
            let staff = model.score_staff(self.t, self.units, self.score, &self.members);
            if staff.hard == 0 {
                if staff.soft <= self.limit {
                    let people = self.members.iter().fold(0, |set, p| set | 1u64 << p);
                    self.found.push(Staffing { people, cost: staff.soft });
                }
                // More people are of use only where they know a sector that nobody knows yet.
                if staff.soft == cost {
                    return;
                }
            }
        }
        if self.members.len() >= model.limits.size_max {
            return;
        }
        for next in at..self.people.len() {
            let p = self.people[next];
            let missing = least.saturating_sub(self.members.len());
            let dearest = self.people[next..].iter().take(missing.max(1)).map(|q| model.burden[*q]).sum::<i64>();
            let sorted = next >= self.pinned;
            if sorted && cost + model.weights.burden * dearest > self.limit {
                break;
            }
            let pairs = self.members.iter().filter(|q| model.pair(p, **q as usize)).count() as i64;
            let same = self.members.iter().filter(|q| model.org[p] == model.org[**q as usize]).count();
            let after = cost + model.weights.burden * model.burden[p] + model.weights.pair * pairs;
            if same < model.limits.same_org && after <= self.limit {
                self.members.push(p as u16);
                self.grow(next + 1, after);
                self.members.pop();
            }
            // Pinned people come first and none of them may be passed over.
            if next < self.pinned {
                break;
            }
        }
    }
}
