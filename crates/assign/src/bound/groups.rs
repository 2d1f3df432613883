//! Few counties: every way to group them is compared. Groups of one and two counties are split exactly, larger ones are held to
//! their sums.

use super::splits::{County, LISTED_UNITS, Split, splits};
use super::{Line, Window};
use crate::model::Model;

/// No such grouping.
const NONE: i64 = i64::MAX / 4;

/// The groups of counties, by bit set.
pub(super) struct Groups {
    counties: usize,
    load: Vec<i64>,
    units: Vec<usize>,
    /// Splits of groups of one or two, where they are listed.
    listed: Vec<Option<Vec<Split>>>,
}

impl Groups {
    /// Lists all groups.
    pub(super) fn new(model: &Model, counties: &[County]) -> Groups {
        let sets = 1usize << counties.len();
        let within = |set: usize| counties.iter().enumerate().filter(move |(c, _)| set >> c & 1 != 0).map(|(_, county)| county);
        let listed = |set: usize| match set.count_ones() {
            1 => within(set).next().and_then(|c| c.splits.clone()),
            2 => {
                let units: Vec<_> = within(set).flat_map(|c| c.units.iter().copied()).collect();
                (units.len() <= LISTED_UNITS).then(|| splits(model, &units))
            }
            _ => None,
        };
        Groups {
            counties: counties.len(),
            load: (0..sets).map(|set| within(set).map(|c| c.load).sum()).collect(),
            units: (0..sets).map(|set| within(set).map(|c| c.units.len()).sum()).collect(),
            listed: (0..sets).map(listed).collect(),
        }
    }

    /// Points of the cheapest grouping within a window, `None` where there is none.
    pub(super) fn value(&self, model: &Model, lines: &[Line], window: Window) -> Option<i64> {
        let touches = model.weights.county * model.teams as i64;
        let points = |line: &Line| Some(touches + line.base + self.cheapest(model, window, line)?);
        lines.iter().filter_map(points).max()
    }

    /// Points of the cheapest grouping of all counties into all teams, beyond one touch per team.
    fn cheapest(&self, model: &Model, window: Window, line: &Line) -> Option<i64> {
        let (sets, teams) = (1usize << self.counties, model.teams);
        let option = |set: usize, m: usize| self.group(model, set, m, window, line).map(|points| (m, points));
        let options: Vec<Vec<(usize, i64)>> = (0..sets).map(|set| (1..=teams).filter_map(|m| option(set, m)).collect()).collect();
        let mut cost = vec![vec![NONE; teams + 1]; sets];
        cost[0][0] = 0;
        for set in 1..sets {
            // Every grouping is met once: the group that holds the first county is taken off first.
            let first = set & set.wrapping_neg();
            let others = set ^ first;
            let mut part = others;
            let mut row = vec![NONE; teams + 1];
            loop {
                let group = part | first;
                let rest = &cost[set ^ group];
                for (m, points) in &options[group] {
                    for before in 0..=teams - m {
                        row[before + m] = row[before + m].min(rest[before] + points);
                    }
                }
                if part == 0 {
                    break;
                }
                part = (part - 1) & others;
            }
            cost[set] = row;
        }
        Some(cost[sets - 1][teams]).filter(|c| *c < NONE)
    }

    /// Points of one group in `m` teams: its extra touches and the people that its loads ask for.
    fn group(&self, model: &Model, set: usize, m: usize, window: Window, line: &Line) -> Option<i64> {
        let county = model.weights.county;
        if let Some(splits) = &self.listed[set] {
            let within = splits.iter().filter(|s| s.teams == m && s.low >= window.low && s.high <= window.high);
            return within.map(|s| county * s.mixed + line.slope * s.people).min();
        }
        let (limits, teams) = (&model.limits, m as i64);
        let ties = i64::from(set.count_ones()) - 1;
        let fits = window.low * teams <= self.load[set]
            && self.load[set] <= window.high * teams
            && limits.units_min * m <= self.units[set]
            && self.units[set] <= limits.units_max.saturating_mul(m)
            && ties <= teams.saturating_mul(limits.counties as i64 - 1);
        let carried = if limits.person_load > 0 { (self.load[set] + limits.person_load - 1) / limits.person_load } else { 0 };
        let people = carried.max(limits.size_min as i64 * teams);
        fits.then(|| county * ties + line.slope * people)
    }
}
