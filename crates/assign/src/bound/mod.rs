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
/// Most windows that are looked at; loads counted in very small units would make more.
const MOST_WINDOWS: usize = 1_000_000;

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

/// Returns a number that no lawful plan's objective is below. Bounds above `ceiling`, the objective of a known plan, are of no
/// use and are not looked for.
pub fn lower_bound(model: &Model, ceiling: Option<i64>) -> i64 {
    let burden = cheapest_burden(model);
    let weights = &model.weights;
    let load: i64 = model.size.iter().sum();
    let teams = model.teams as i64;
    let least_people = model.members_for(0).max(0) * teams;
    let needed = if model.limits.person_load > 0 { load / model.limits.person_load } else { 0 };
    let people = (least_people.max(needed) as usize).min(burden.len() - 1);
    let touches = if model.limits.units_min > 0 { teams.max(model.unit_counties as i64) } else { model.unit_counties as i64 };
    let plain = weights.county * touches + burden[people];
    if model.limits.units_min == 0 || model.units == 0 {
        return plain;
    }
    let lines = lines(&burden);
    let counties = splits::counties(model);
    let shared = |window: Window| shares::value(model, &counties, &lines, window);
    let bound = if model.unit_counties <= GROUPED_COUNTIES {
        let groups = groups::Groups::new(model, &counties);
        over_windows(model, ceiling, &shared, &|window| groups.value(model, &lines, window))
    } else {
        over_windows(model, ceiling, &shared, &|_| Some(0))
    };
    plain.max(bound.or(ceiling).unwrap_or(plain))
}

/// Returns the supporting lines of a convex sequence: for each slope the greatest base that stays below it.
fn lines(burden: &[i64]) -> Vec<Line> {
    let mut slopes: Vec<i64> = burden.windows(2).map(|w| w[1] - w[0]).collect();
    slopes.dedup();
    let base = |slope: i64| burden.iter().enumerate().map(|(n, b)| b - slope * n as i64).min().unwrap_or(0);
    slopes.into_iter().map(|slope| Line { slope, base: base(slope) }).collect()
}

/// Returns the least of spread and value over all windows, at most `ceiling`; `None` where no window has a value. A window's value
/// is never below that of a window around it, nor below `quick`, so most windows need no `slow` look.
fn over_windows(
    model: &Model,
    ceiling: Option<i64>,
    quick: &dyn Fn(Window) -> Option<i64>,
    slow: &dyn Fn(Window) -> Option<i64>,
) -> Option<i64> {
    let total: i64 = model.size.iter().sum();
    let teams = model.teams as i64;
    let limits = &model.limits;
    let mean = (total / teams, (total + teams - 1) / teams);
    let most = match limits.person_load {
        0 => total,
        load => total.min(load.saturating_mul(limits.size_max as i64)),
    };
    if most < mean.1 {
        return None;
    }
    let floor = model.size.iter().min().copied().unwrap_or(0).min(mean.0);
    let (lows, highs) = ((mean.0 - floor) as usize + 1, (most - mean.1) as usize + 1);
    if lows.saturating_mul(highs) > MOST_WINDOWS {
        return None;
    }
    // known[i][j]: value of the window (floor + i, most − j), a lower one where it was not computed.
    let mut known = vec![vec![Some(0); highs]; lows];
    let mut best = ceiling;
    for steps in 0..lows + highs - 1 {
        for i in steps.saturating_sub(highs - 1)..=steps.min(lows - 1) {
            let j = steps - i;
            let around = [(i > 0).then(|| known[i - 1][j]), (j > 0).then(|| known[i][j - 1])];
            let least = around.into_iter().flatten().try_fold(0, |most: i64, v| v.map(|v| most.max(v)));
            let window = Window { low: floor + i as i64, high: most - j as i64 };
            let spread = model.weights.spread * (window.high - window.low);
            let open = |least: i64| best.is_none_or(|b| spread + least < b);
            let quick = least.and_then(|least| if open(least) { quick(window).map(|v| v.max(least)) } else { Some(least) });
            known[i][j] = quick.and_then(|least| if open(least) { slow(window).map(|v| v.max(least)) } else { Some(least) });
            if let Some(v) = known[i][j] {
                best = Some(best.map_or(spread + v, |b: i64| b.min(spread + v)));
            }
        }
    }
    best
}
