//! Small rounds: whether there is any lawful plan at all. Every packing of the units is staffed by a complete search that always
//! serves the demand with the fewest people to spare, so that what cannot be staffed is found out soon. Cost plays no part.

use crate::budget::Unlimited;
use crate::crew::{Crew, crew, people};
use crate::exact::is_small;
use crate::lawful;
use crate::model::Model;
use crate::rng::Seed;
use crate::state::State;
use std::collections::BTreeMap;

/// Whether a round has a lawful plan.
pub enum Feasible {
    Plan(Box<State>),
    None,
    /// The round is too large, or the allowance of steps is spent.
    Open,
}

/// People of one organisation as bits: by person, and those organisations that have more than one.
struct Orgs {
    of: Vec<u64>,
    many: Vec<u64>,
}

impl Orgs {
    fn new(model: &Model) -> Orgs {
        let same = |p: usize| (0..model.people).filter(|q| model.org[*q] == model.org[p]).fold(0u64, |set, q| set | 1 << q);
        let of: Vec<u64> = (0..model.people).map(same).collect();
        let mut many: Vec<u64> = of.iter().copied().filter(|set| set.count_ones() > 1).collect();
        many.sort_unstable();
        many.dedup();
        Orgs { of, many }
    }
}

/// The members chosen so far.
struct Staffing<'s, 'm> {
    model: &'m Model,
    orgs: &'s Orgs,
    crews: &'s [Crew],
    members: Vec<u64>,
    /// People already tried in a team, by team.
    tried: Vec<u64>,
    free: u64,
    left: &'s mut u64,
}

/// Asks again and again about one round with other rules and facts; where many questions stay open, the rest would too and are
/// no longer asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Oracle {
    open: u32,
}

/// Steps that one question may take before plans are looked for by moves, and in all.
const STEPS_FIRST: u64 = 4_000;
const STEPS: u64 = 40_000;
/// Fresh starts of the search by moves, which finds most plans that there are and proves nothing.
const STARTS: u64 = 1;
/// Questions that may stay open.
const OPEN_MOST: u32 = 8;

impl Oracle {
    /// Searches for any lawful plan.
    pub fn ask(&mut self, model: &Model) -> Feasible {
        if self.open >= OPEN_MOST {
            return Feasible::Open;
        }
        let mut answer = feasible(model, STEPS_FIRST);
        if matches!(answer, Feasible::Open) && is_small(model) {
            answer = match lawful::search(model, Seed::from(1), STARTS, &Unlimited) {
                Some(state) => Feasible::Plan(Box::new(state)),
                None => feasible(model, STEPS),
            };
        }
        self.open += u32::from(matches!(answer, Feasible::Open));
        answer
    }
}

/// Searches for any lawful plan with at most `steps` steps.
pub fn feasible(model: &Model, steps: u64) -> Feasible {
    if !is_small(model) {
        return Feasible::Open;
    }
    let mut class = vec![0; model.teams];
    for (i, group) in model.alike().iter().enumerate() {
        group.iter().for_each(|t| class[*t] = i);
    }
    let mut packing = Packing { model, orgs: Orgs::new(model), class, alone: BTreeMap::new(), left: steps };
    let found = packing.place(0, &mut vec![Vec::new(); model.teams]);
    match found {
        Some(state) if state.hard() == 0 => Feasible::Plan(Box::new(state)),
        None if packing.left > 0 => Feasible::None,
        _ => Feasible::Open,
    }
}

struct Packing<'m> {
    model: &'m Model,
    orgs: Orgs,
    /// Teams of one class may trade places.
    class: Vec<usize>,
    /// Whether some units can be staffed with nobody else in the way.
    alone: BTreeMap<(usize, Vec<u16>), bool>,
    left: u64,
}

impl Packing<'_> {
    fn place(&mut self, u: usize, teams: &mut Vec<Vec<u16>>) -> Option<State> {
        let model = self.model;
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return None;
        }
        if u == model.units {
            return self.staffed(teams);
        }
        for t in 0..model.teams {
            let twin = (0..t).any(|s| teams[s].is_empty() && self.class[s] == self.class[t]);
            if !model.unit_at(u, t) || teams[t].len() >= model.limits.units_max || teams[t].is_empty() && twin {
                continue;
            }
            teams[t].push(u as u16);
            // More units only ask for more, so what cannot be staffed alone never can.
            let found = if self.staffed_alone(t, &teams[t]) { self.place(u + 1, teams) } else { None };
            teams[t].pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn staffed_alone(&mut self, t: usize, units: &[u16]) -> bool {
        let key = (self.class[t], units.to_vec());
        if let Some(known) = self.alone.get(&key) {
            return *known;
        }
        let crews = [crew(self.model, t, units)];
        let counties = crews[0].counties.len() <= self.model.limits.counties;
        let known = counties && fill(self.model, &self.orgs, &crews, &mut self.left).is_some() || self.left == 0;
        self.alone.insert(key, known);
        known
    }

    fn staffed(&mut self, teams: &[Vec<u16>]) -> Option<State> {
        let model = self.model;
        let stays = |list: &Vec<u16>| list.is_empty() && model.limits.may_stay;
        if teams.iter().any(|list| list.len() < model.limits.units_min && !stays(list)) {
            return None;
        }
        let crews: Vec<Crew> = teams.iter().enumerate().map(|(t, units)| crew(model, t, units)).collect();
        let members = fill(model, &self.orgs, &crews, &mut self.left)?;
        let lists = members.into_iter().map(|set| (0..model.people as u16).filter(|p| set >> p & 1 != 0).collect());
        Some(State::new(model, teams.to_vec(), lists.collect()))
    }
}

/// Chooses members for all crews; `None` where there are none, or the steps are spent.
fn fill(model: &Model, orgs: &Orgs, crews: &[Crew], left: &mut u64) -> Option<Vec<u64>> {
    let free = if model.people == 64 { !0 } else { (1u64 << model.people) - 1 };
    let pinned: u64 = crews.iter().map(|c| c.pinned).fold(0, |a, b| a | b);
    let mut staffing =
        Staffing { model, orgs, crews, members: vec![0; crews.len()], tried: vec![0; crews.len()], free: free & !pinned, left };
    // Those who are pinned elsewhere are kept out by `allowed`.
    for (t, crew) in crews.iter().enumerate() {
        for p in people(crew.pinned) {
            if crew.allowed >> p & 1 == 0 || !staffing.may_join(p, t) {
                return None;
            }
            staffing.members[t] |= 1 << p;
        }
        if staffing.members[t].count_ones() > crew.most {
            return None;
        }
    }
    staffing.fill().then_some(staffing.members)
}

impl Staffing<'_, '_> {
    /// Tells whether organisation and mutual pairs let a person into a team.
    fn may_join(&self, p: usize, t: usize) -> bool {
        let model = self.model;
        let same = (self.members[t] & self.orgs.of[p]).count_ones() as usize;
        // Teams that visit the home of this person must have nobody from a county that this team visits.
        let there = |s: usize| people(self.members[s] & self.crews[t].locals);
        // Where a recusal is lifted, people may visit their own county, which is no pair with itself.
        let back = |s: usize| self.crews[s].locals >> p & 1 != 0 && there(s).any(|q| model.home[q] != model.home[p]);
        same < model.limits.same_org && !(model.limits.no_mutual && (0..self.crews.len()).any(back))
    }

    fn candidates(&self, t: usize) -> u64 {
        let open = self.crews[t].allowed & self.free & !self.tried[t];
        people(open).filter(|p| self.may_join(*p, t)).fold(0, |set, p| set | 1 << p)
    }

    /// Serves the tightest demand, then the next; true where all are served.
    fn fill(&mut self) -> bool {
        *self.left = self.left.saturating_sub(1);
        if *self.left == 0 {
            return false;
        }
        let open: Vec<u64> = (0..self.crews.len()).map(|t| self.candidates(t)).collect();
        let Some(tightest) = self.tightest(&open) else { return false };
        let Some((t, who)) = tightest else { return true };
        let before = self.tried[t];
        for p in people(open[t] & who) {
            self.members[t] |= 1 << p;
            self.free &= !(1 << p);
            if self.fill() {
                return true;
            }
            self.members[t] &= !(1 << p);
            self.free |= 1 << p;
            self.tried[t] |= 1 << p;
            if self.tightest_fails(t, who) {
                break;
            }
        }
        self.tried[t] = before;
        false
    }

    /// Tells whether this demand can no longer be served by those not tried yet.
    fn tightest_fails(&self, t: usize, who: u64) -> bool {
        let crew = &self.crews[t];
        let asked = crew.asks.iter().filter(|a| a.who == who).map(|a| a.count).max().unwrap_or(0);
        (self.members[t] & who).count_ones() + (self.candidates(t) & who).count_ones() < asked
    }

    /// People there at most for a demand of these teams; of one organisation no more than their limits let in, which is left out
    /// where there are plenty.
    fn supply(&self, teams: impl Iterator<Item = usize> + Clone, kind: usize, open: &[u64], lacks: u32) -> u32 {
        let of = |t: usize| open[t] & self.crews[t].asks[kind].who;
        let there = teams.clone().fold(0u64, |set, t| set | of(t));
        let heads = there.count_ones();
        if heads > lacks * 3 {
            return heads;
        }
        let limit = self.model.limits.same_org.min(64) as u32;
        let beyond = |org: &u64| {
            let count = (there & org).count_ones();
            if count < 2 {
                return 0;
            }
            let room = |t: usize| (of(t) & org).count_ones().min(limit.saturating_sub((self.members[t] & org).count_ones()));
            count.saturating_sub(teams.clone().map(room).sum())
        };
        heads - self.orgs.many.iter().map(beyond).sum::<u32>()
    }

    /// Returns the demand with the fewest people to spare, `Some(None)` where none is left; `None` where one cannot be served.
    fn tightest(&self, open: &[u64]) -> Option<Option<(usize, u64)>> {
        let mut best: Option<(u32, usize, u64)> = None;
        let kinds = self.crews[0].asks.len();
        for kind in 0..kinds {
            let lack = |t: usize| {
                let ask = self.crews[t].asks[kind];
                ask.count.saturating_sub((self.members[t] & ask.who).count_ones())
            };
            // No group of teams may lack more than there are people for it (Hall).
            for group in 1..1usize << self.crews.len() {
                let teams = (0..self.crews.len()).filter(|t| group >> t & 1 != 0 && lack(*t) > 0);
                let lacks = teams.clone().map(lack).sum::<u32>();
                if lacks > self.supply(teams, kind, open, lacks) {
                    return None;
                }
            }
            for (t, crew) in self.crews.iter().enumerate().filter(|c| lack(c.0) > 0) {
                if self.members[t].count_ones() + lack(t) > crew.most {
                    return None;
                }
                let spare = self.supply(std::iter::once(t), kind, open, lack(t)) - lack(t);
                if best.is_none_or(|b| spare < b.0) {
                    best = Some((spare, t, crew.asks[kind].who));
                }
            }
        }
        Some(best.map(|(_, t, who)| (t, who)))
    }
}
