//! Packs units into teams before anybody is sent: annealing over counties touched, spread of load and the cheapest burden of as
//! many people as the loads ask for. Spread is priced through a window that moves too, because the plain difference of two
//! extremes gives a search nothing to hold on to.

use crate::budget::Meter;
use crate::heat::{Cooling, POINT, accepts};
use crate::model::Model;
use crate::rng::Rng;
use crate::score::UnitsScore;

/// Points that one broken rule costs while packing.
const HARD: i64 = 60;
/// Points that one broken rule costs beside loads that are counted by the unit, where only being lawful counts.
const HARD_ALONE: i64 = 6;
/// Moves between two looks at the budget.
const STRIDE: u64 = 256;

/// What a packing is annealed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Few points, broken rules among them.
    Cheap,
    /// No broken rule; what a lawful packing costs counts for nothing.
    Lawful,
}

/// A packing under search.
pub struct Packing<'m> {
    model: &'m Model,
    pub units: Vec<Vec<u16>>,
    aim: Aim,
    scores: Vec<UnitsScore>,
    /// People pinned to a team who are kept from a unit: units × teams, empty where nobody is pinned.
    clashes: Vec<u8>,
    /// Cheapest burden of so many people, weighted.
    cheapest: Vec<i64>,
    /// People who have a skill, and who may lead units of grade 2.
    supply: Vec<i64>,
    seniors: i64,
    window: (i64, i64),
    /// Points per unit of load outside the window.
    outside_price: i64,
    totals: Totals,
}

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    hard: i64,
    counties: i64,
    people: i64,
    crowd: i64,
    /// Load beyond what the largest team carries.
    over: i64,
    grade2: i64,
    outside: i64,
    short: i64,
}

/// Returns the weighted burden of the cheapest 0, 1, … people.
pub fn cheapest_burden(model: &Model) -> Vec<i64> {
    let mut burdens: Vec<i64> = model.burden.iter().map(|b| b * model.weights.burden).collect();
    burdens.sort_unstable();
    let mut sums = vec![0];
    for burden in burdens {
        sums.push(sums[sums.len() - 1] + burden);
    }
    sums
}

/// Counts the people pinned to each team who are kept from each unit.
fn clashes(model: &Model) -> Vec<u8> {
    let pinned: Vec<(usize, usize)> = (0..model.people).filter_map(|p| Some((p, model.person_pin[p]?))).collect();
    let mut counts = vec![0u8; if pinned.is_empty() { 0 } else { model.units * model.teams }];
    for (p, t) in pinned {
        for u in (0..model.units).filter(|u| model.barred(p, *u)) {
            let count = &mut counts[u * model.teams + t];
            *count = count.saturating_add(1);
        }
    }
    counts
}

impl<'m> Packing<'m> {
    /// Packs neighbouring units of a random order of counties into teams of even count.
    pub fn new(model: &'m Model, rng: &mut Rng) -> Packing<'m> {
        let mut rank: Vec<usize> = (0..model.unit_counties).collect();
        rng.shuffle(&mut rank);
        let mut free: Vec<u16> = (0..model.units as u16).filter(|u| model.unit_pin[*u as usize].is_none()).collect();
        free.sort_by_key(|u| (rank[model.county[*u as usize] as usize], *u));
        let mut units = vec![Vec::new(); model.teams];
        for (u, pin) in model.unit_pin.iter().enumerate() {
            if let Some(t) = pin {
                units[*t].push(u as u16);
            }
        }
        let mut next = free.into_iter();
        for (t, list) in units.iter_mut().enumerate() {
            let quota = model.units * (t + 1) / model.teams - model.units * t / model.teams;
            let wanted = quota.saturating_sub(list.len());
            list.extend(next.by_ref().take(wanted));
        }
        for u in next {
            if let Some(list) = units.iter_mut().min_by_key(|l| l.len()) {
                list.push(u);
            }
        }
        Packing::of(model, units)
    }

    /// Takes up a packing as it stands.
    pub fn of(model: &'m Model, units: Vec<Vec<u16>>) -> Packing<'m> {
        let scores: Vec<_> = units.iter().enumerate().map(|(t, list)| model.score_units(t, list)).collect();
        let count = |k: usize| model.has.iter().filter(|set| *set >> k & 1 != 0).count() as i64;
        let loads = scores.iter().map(|s| s.load);
        let window = (loads.clone().min().unwrap_or(0), loads.max().unwrap_or(0));
        let mut packing = Packing {
            model,
            units,
            aim: Aim::Cheap,
            scores,
            clashes: clashes(model),
            cheapest: cheapest_burden(model),
            supply: (0..model.skills.len()).map(count).collect(),
            seniors: (0..model.people).filter(|p| model.may_lead(*p, true)).count() as i64,
            window,
            outside_price: 2 * model.weights.spread,
            totals: Totals::default(),
        };
        packing.recount();
        packing
    }

    /// Says what counts from now on.
    pub fn aim_at(&mut self, aim: Aim) {
        self.aim = aim;
    }

    /// Pinned people who are kept from units of their team.
    fn clashes_of(&self, t: usize) -> i64 {
        let teams = self.model.teams;
        self.units[t].iter().map(|u| i64::from(self.clashes[*u as usize * teams + t])).sum()
    }

    fn members_for(&self, load: i64) -> i64 {
        self.model.members_for(load)
    }

    fn add(&mut self, t: usize, sign: i64) {
        let score = &self.scores[t];
        let members = self.members_for(score.load);
        let limits = &self.model.limits;
        let crowd = (members - limits.size_max as i64).max(0);
        let clashes = if self.clashes.is_empty() { 0 } else { self.clashes_of(t) };
        let outside = (self.window.0 - score.load).max(score.load - self.window.1).max(0);
        let totals = &mut self.totals;
        totals.hard += sign * (score.hard + clashes);
        totals.crowd += sign * crowd;
        if crowd > 0 {
            totals.over += sign * (score.load - limits.person_load * limits.size_max as i64).max(0);
        }
        totals.counties += sign * score.counties;
        totals.people += sign * members;
        totals.grade2 += sign * i64::from(score.grade2);
        totals.outside += sign * outside;
    }

    fn recount(&mut self) {
        self.totals = Totals::default();
        for t in 0..self.units.len() {
            self.add(t, 1);
        }
        self.recount_short();
    }

    fn recount_short(&mut self) {
        let demand = |k: usize| self.scores.iter().map(|s| i64::from(s.need[k])).sum::<i64>();
        let short = (0..self.supply.len()).map(|k| (demand(k) - self.supply[k]).max(0)).sum();
        self.totals.short = short;
    }

    /// Points of the packing with the least that its people can cost.
    pub fn energy(&self) -> i64 {
        let (totals, weights) = (&self.totals, &self.model.weights);
        let sent = (totals.people.max(0) as usize).min(self.cheapest.len() - 1);
        let unsent = totals.people - sent as i64;
        let hard = totals.hard + unsent + totals.short + (totals.grade2 - self.seniors).max(0);
        if self.aim == Aim::Lawful {
            return HARD_ALONE * hard + totals.over;
        }
        let hard = hard + totals.crowd;
        let spread = self.window.1 - self.window.0;
        weights.county * totals.counties + weights.spread * spread + self.outside_price * totals.outside + self.cheapest[sent] + HARD * hard
    }

    /// Anneals for `steps` moves or until the meter stops, and keeps the best packing met.
    pub fn anneal(&mut self, rng: &mut Rng, steps: u64, cooling: Cooling, meter: &mut Meter) {
        let movable: Vec<usize> = (0..self.model.teams).collect();
        if movable.len() < 2 || self.model.units == 0 {
            return;
        }
        let mut now = self.energy();
        let (mut best, mut best_units, mut best_window) = (now, self.units.clone(), self.window);
        let mut heat = cooling.at(0, steps);
        for step in 0..steps {
            if step % STRIDE == 0 {
                heat = cooling.at(step, steps);
                if meter.spend(STRIDE) {
                    break;
                }
            }
            if let Some(after) = self.try_move(now, heat, rng) {
                now = after;
                if now == 0 && self.aim == Aim::Lawful {
                    return;
                }
                // Late improvements only: early ones are overtaken, and copying is dear.
                if now < best && step * 3 > steps {
                    (best, best_window) = (now, self.window);
                    best_units.clone_from(&self.units);
                }
            }
        }
        if best < now {
            let aim = self.aim;
            *self = Packing::of(self.model, best_units);
            self.aim = aim;
            self.window = best_window;
            self.recount();
        }
    }

    fn try_move(&mut self, now: i64, heat: i64, rng: &mut Rng) -> Option<i64> {
        let kind = rng.below(16);
        if kind == 0 && self.aim == Aim::Cheap {
            return self.try_window(now, heat, rng);
        }
        let (t, s) = (rng.below(self.units.len()), rng.below(self.units.len()));
        if t == s || self.units[t].is_empty() {
            return None;
        }
        let i = rng.below(self.units[t].len());
        if self.model.unit_pin[self.units[t][i] as usize].is_some() {
            return None;
        }
        if kind < 7 {
            if self.units[s].len() >= self.model.limits.units_max || self.units[t].len() <= self.model.limits.units_min {
                return None;
            }
            let u = self.units[t].swap_remove(i);
            self.units[s].push(u);
            return self.settle(now, heat, rng, t, s).or_else(|| {
                self.units[s].pop();
                self.units[t].push(u);
                None
            });
        }
        if self.units[s].is_empty() {
            return None;
        }
        let j = rng.below(self.units[s].len());
        let (a, b) = (self.units[t][i], self.units[s][j]);
        if self.model.unit_pin[b as usize].is_some() {
            return None;
        }
        (self.units[t][i], self.units[s][j]) = (b, a);
        self.settle(now, heat, rng, t, s).or_else(|| {
            (self.units[t][i], self.units[s][j]) = (a, b);
            None
        })
    }

    /// Rescores two changed teams; refuses by restoring the scores, the lists are the caller's.
    fn settle(&mut self, now: i64, heat: i64, rng: &mut Rng, t: usize, s: usize) -> Option<i64> {
        let before = self.totals;
        self.add(t, -1);
        self.add(s, -1);
        let fresh = (self.model.score_units(t, &self.units[t]), self.model.score_units(s, &self.units[s]));
        let old = (std::mem::replace(&mut self.scores[t], fresh.0), std::mem::replace(&mut self.scores[s], fresh.1));
        self.add(t, 1);
        self.add(s, 1);
        if (old.0.need, old.1.need) != (self.scores[t].need, self.scores[s].need) {
            self.recount_short();
        }
        let after = self.energy();
        if accepts(after - now, heat, rng) {
            return Some(after);
        }
        (self.scores[t], self.scores[s]) = old;
        self.totals = before;
        None
    }

    fn try_window(&mut self, now: i64, heat: i64, rng: &mut Rng) -> Option<i64> {
        let (window, outside) = (self.window, self.totals.outside);
        let step = rng.below(9) as i64 - 4;
        if rng.below(2) == 0 {
            self.window.0 = (window.0 + step).clamp(0, window.1);
        } else {
            self.window.1 = (window.1 + step).max(window.0);
        }
        let (low, high) = self.window;
        self.totals.outside = self.scores.iter().map(|s| (low - s.load).max(s.load - high).max(0)).sum();
        let after = self.energy();
        if accepts(after - now, heat, rng) {
            return Some(after);
        }
        self.window = window;
        self.totals.outside = outside;
        None
    }
}

/// The usual cooling of a packing: from an extra county down to less than one point.
pub fn cooling(model: &Model) -> Cooling {
    Cooling { start: model.weights.county.max(4) * POINT, halvings: 5 }
}
