//! All packings of a small round's units that may lie below a ceiling, each with a bound from its units and the cheapest people.

use super::Steps;
use crate::model::Model;
use crate::pack::cheapest_burden;

/// Most packings that are listed.
const MOST: usize = 1_000_000;

/// The units of each team as bits, and what they cost.
#[derive(Clone, Copy)]
pub struct Packing {
    pub units: [u16; super::TEAMS],
    /// Points of counties and spread.
    pub points: i64,
    /// Points that the packing costs at least, with its people.
    pub bound: i64,
}

struct Lister<'s, 'm, 'b> {
    model: &'m Model,
    class: &'s [usize],
    ceiling: i64,
    burden: Vec<i64>,
    /// Load of all units.
    total: i64,
    units: [u16; super::TEAMS],
    counties: [u16; super::TEAMS],
    loads: [i64; super::TEAMS],
    found: Vec<Packing>,
    steps: &'s mut Steps<'b>,
}

/// Lists the packings whose bound is below `ceiling`, up to the names of teams of one class. Spends all steps where there are too many.
pub fn packings(model: &Model, class: &[usize], ceiling: i64, steps: &mut Steps) -> Vec<Packing> {
    let (burden, total) = (cheapest_burden(model), model.size.iter().sum());
    let zero = [0; super::TEAMS];
    let (units, counties, loads) = ([0; super::TEAMS], zero, [0; super::TEAMS]);
    let mut lister = Lister { model, class, ceiling, burden, total, units, counties, loads, found: Vec::new(), steps };
    lister.place(0);
    lister.found
}

impl Lister<'_, '_, '_> {
    fn place(&mut self, u: usize) {
        let model = self.model;
        if !self.steps.spend() {
            return;
        }
        let teams = model.teams;
        let count = |t: usize| self.units[t].count_ones() as usize;
        let wanted: usize = (0..teams).map(|t| model.limits.units_min.saturating_sub(count(t))).sum();
        let bound = self.points();
        if wanted > model.units - u || bound.is_none_or(|(_, bound)| bound >= self.ceiling) {
            return;
        }
        if u == model.units {
            if let Some((points, bound)) = bound {
                self.found.push(Packing { units: self.units, points, bound });
            }
            if self.found.len() >= MOST {
                self.steps.left = 0;
            }
            return;
        }
        for t in 0..teams {
            let twin = (0..t).any(|s| self.units[s] == 0 && self.class[s] == self.class[t]);
            let counties = self.counties[t] | 1 << model.county[u];
            let full = self.units[t].count_ones() as usize >= model.limits.units_max;
            let fits = model.unit_at(u, t) && counties.count_ones() as usize <= model.limits.counties && !full;
            if !fits || self.units[t] == 0 && twin {
                continue;
            }
            let before = std::mem::replace(&mut self.counties[t], counties);
            self.units[t] |= 1 << u;
            self.loads[t] += model.size[u];
            self.place(u + 1);
            self.loads[t] -= model.size[u];
            self.units[t] &= !(1 << u);
            self.counties[t] = before;
        }
    }

    /// Returns what the units placed so far cost at least, alone and with people; `None` where nobody can staff them.
    fn points(&self) -> Option<(i64, i64)> {
        let (model, teams) = (self.model, self.model.teams);
        let loads = &self.loads[..teams];
        let members = loads.iter().map(|load| model.members_for(*load));
        if members.clone().any(|n| n > model.limits.size_max as i64) {
            return None;
        }
        let people = members.sum::<i64>() as usize;
        let touches: u32 = self.counties[..teams].iter().map(|set| set.count_ones()).sum();
        let (high, low) = (loads.iter().max()?, loads.iter().min()?);
        // Loads only grow, and the least one never exceeds an equal share.
        let placed = loads.iter().sum::<i64>() == self.total;
        let low = if placed { *low } else { self.total / teams as i64 };
        let points = model.weights.county * i64::from(touches) + model.weights.spread * (high - low).max(0);
        Some((points, points + self.burden.get(people)?))
    }
}
