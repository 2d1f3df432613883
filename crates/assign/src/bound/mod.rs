//! A lower bound from the units alone. Teams that touch several counties tie these together; a group of counties tied together
//! costs at least one extra touch per county beyond its first, whatever the plan. For every window of loads the cheapest way to
//! group the counties is found, exactly where there are few, by shares where there are many; people are priced by the cheapest
//! burden that the loads ask for. Skills, recusals, pins and bans are left out, which only lowers the bound.

mod groups;
mod shares;
mod splits;

use crate::model::Model;
use crate::pack::cheapest_burden;

/// Most counties for which all groupings are compared.
const GROUPED_COUNTIES: usize = 10;

/// A price per person, under which the convex burden of the cheapest people is bounded by a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Points per person.
    slope: i64,
    /// Points without anybody; may be negative.
    base: i64,
}

/// Loads that all teams keep within.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    low: i64,
    high: i64,
}

/// Returns a number that no lawful plan's objective is below, 0 where no better one is known.
pub fn lower_bound(model: &Model) -> i64 {
    let burden = cheapest_burden(model);
    let weights = &model.weights;
    let load: i64 = model.size.iter().sum();
    let teams = model.teams as i64;
    let least_people = model.members_for(0).max(0) * teams;
    let needed = if model.limits.person_load > 0 { load / model.limits.person_load } else { 0 };
    let people = (least_people.max(needed) as usize).min(burden.len() - 1);
    let touches = if model.limits.units_min > 0 { teams.max(model.unit_counties as i64) } else { model.unit_counties as i64 };
    let plain = weights.county * touches + burden[people];
    if model.limits.units_min == 0 || model.units == 0 || model.limits.counties > model.unit_counties + 1_000 {
        return plain;
    }
    let lines = lines(&burden);
    let counties = splits::counties(model);
    let bound = if model.unit_counties <= GROUPED_COUNTIES {
        groups::Groups::new(model, counties).bound(model, &lines)
    } else {
        shares::bound(model, &counties, &lines)
    };
    plain.max(bound.unwrap_or(plain))
}

/// Returns the supporting lines of a convex sequence: for each slope the greatest base that stays below it.
fn lines(burden: &[i64]) -> Vec<Line> {
    let mut slopes: Vec<i64> = burden.windows(2).map(|w| w[1] - w[0]).collect();
    slopes.dedup();
    let base = |slope: i64| burden.iter().enumerate().map(|(n, b)| b - slope * n as i64).min().unwrap_or(0);
    slopes.into_iter().map(|slope| Line { slope, base: base(slope) }).collect()
}

/// Calls `value` on windows from wide to narrow and returns the least of spread and value, `None` where no window has one.
/// A window's value is never below that of a window around it, so most windows need no second look.
fn over_windows(model: &Model, value: &mut dyn FnMut(Window) -> Option<i64>) -> Option<i64> {
    let total: i64 = model.size.iter().sum();
    let teams = model.teams as i64;
    let limits = &model.limits;
    let mean = (total / teams, (total + teams - 1) / teams);
    let ceiling = match limits.person_load {
        0 => total,
        load => total.min(load * limits.size_max as i64),
    };
    if ceiling < mean.1 {
        return None;
    }
    let floor = model.size.iter().min().copied().unwrap_or(0).min(mean.0);
    let (lows, highs) = ((mean.0 - floor) as usize + 1, (ceiling - mean.1) as usize + 1);
    // known[i][j]: value of the window (floor + i, ceiling − j), a lower one where it was not computed.
    let mut known = vec![vec![Some(0); highs]; lows];
    let mut best: Option<i64> = None;
    for steps in 0..lows + highs - 1 {
        for i in steps.saturating_sub(highs - 1)..=steps.min(lows - 1) {
            let j = steps - i;
            let around = [(i > 0).then(|| known[i - 1][j]), (j > 0).then(|| known[i][j - 1])];
            let least = around.into_iter().flatten().try_fold(0, |most: i64, v| v.map(|v| most.max(v)));
            let window = Window { low: floor + i as i64, high: ceiling - j as i64 };
            let spread = model.weights.spread * (window.high - window.low);
            known[i][j] = match least {
                None => None,
                Some(least) if best.is_some_and(|b| spread + least >= b) => Some(least),
                Some(least) => value(window).map(|v| v.max(least)),
            };
            if let Some(v) = known[i][j] {
                best = Some(best.map_or(spread + v, |b: i64| b.min(spread + v)));
            }
        }
    }
    best
}
