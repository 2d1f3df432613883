//! All ways to split the units of one county, or of two tied together, into teams.

use crate::model::Model;
use std::collections::BTreeSet;

/// Most units whose splits are all listed.
pub(super) const LISTED_UNITS: usize = 8;

/// The figures of one split; many splits share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Split {
    pub teams: usize,
    /// Teams that touch both counties.
    pub mixed: i64,
    pub low: i64,
    pub high: i64,
    /// Least members that the loads ask for.
    pub people: i64,
}

/// A county: its units as (county, size), and its splits where they are listed.
#[derive(Clone, Debug)]
pub(super) struct County {
    pub units: Vec<(u16, i64)>,
    pub load: i64,
    pub splits: Option<Vec<Split>>,
}

/// Lists the counties that hold units.
pub(super) fn counties(model: &Model) -> Vec<County> {
    let one = |c: usize| {
        let units: Vec<(u16, i64)> =
            (0..model.units).filter(|u| model.county[*u] as usize == c).map(|u| (c as u16, model.size[u])).collect();
        let splits = (units.len() <= LISTED_UNITS).then(|| splits(model, &units));
        County { load: units.iter().map(|u| u.1).sum(), units, splits }
    };
    (0..model.unit_counties).map(one).collect()
}

/// Lists the distinct figures of all lawful splits of these units into teams.
pub(super) fn splits(model: &Model, units: &[(u16, i64)]) -> Vec<Split> {
    let mut found = BTreeSet::new();
    let mut groups: Vec<Group> = Vec::new();
    grow(model, units, &mut groups, &mut found);
    let all: Vec<Split> = found.into_iter().collect();
    // A split is of no use beside one that is as good in everything.
    let beats = |a: &Split, b: &Split| {
        a != b && a.teams == b.teams && a.mixed <= b.mixed && a.low >= b.low && a.high <= b.high && a.people <= b.people
    };
    all.iter().filter(|b| !all.iter().any(|a| beats(a, b))).copied().collect()
}

#[derive(Clone, Copy)]
struct Group {
    county: u16,
    mixed: bool,
    count: usize,
    load: i64,
}

fn grow(model: &Model, rest: &[(u16, i64)], groups: &mut Vec<Group>, found: &mut BTreeSet<Split>) {
    let limits = &model.limits;
    let Some(((county, size), rest)) = rest.split_first() else {
        if groups.iter().all(|g| g.count >= limits.units_min) {
            let loads = groups.iter().map(|g| g.load);
            found.insert(Split {
                teams: groups.len(),
                mixed: groups.iter().filter(|g| g.mixed).count() as i64,
                low: loads.clone().min().unwrap_or(0),
                high: loads.clone().max().unwrap_or(0),
                people: loads.map(|l| model.members_for(l)).sum(),
            });
        }
        return;
    };
    for i in 0..groups.len() {
        let before = groups[i];
        let after = Group { mixed: before.mixed || before.county != *county, count: before.count + 1, load: before.load + size, ..before };
        if after.count > limits.units_max || model.members_for(after.load) > limits.size_max as i64 {
            continue;
        }
        groups[i] = after;
        grow(model, rest, groups, found);
        groups[i] = before;
    }
    if groups.len() < model.teams && model.members_for(*size) <= limits.size_max as i64 {
        groups.push(Group { county: *county, mixed: false, count: 1, load: *size });
        grow(model, rest, groups, found);
        groups.pop();
    }
}
