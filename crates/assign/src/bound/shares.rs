//! Many counties: each bears its own share. A county alone in its teams costs its people; a county tied to others bears at least
//! half of an extra touch, as a group of k counties has k − 1 of them, and the people of its load without rounding up.

use super::splits::County;
use super::{Line, Window};
use crate::model::Model;

/// Points of the counties' shares within a window, `None` where they cannot be had.
pub(super) fn value(model: &Model, counties: &[County], lines: &[Line], window: Window) -> Option<i64> {
    let touches = model.weights.county * model.teams as i64;
    let best = lines.iter().map(|line| {
        // Shares are counted in 2 × person_load parts of a point, so that halves and fractions of people stay whole numbers.
        let scale = 2 * model.limits.person_load.max(1);
        let shares: i64 = counties.iter().map(|c| share(model, c, window, line, scale)).sum();
        touches + line.base + (shares + scale - 1).div_euclid(scale)
    });
    best.max().filter(|points| *points < NONE)
}

/// A share that cannot be had; small enough that many of them can be summed.
const NONE: i64 = i64::MAX / 1_000_000;

fn share(model: &Model, county: &County, window: Window, line: &Line, scale: i64) -> i64 {
    let carried = if model.limits.person_load > 0 { 2 * county.load } else { 0 };
    let tied = if model.limits.counties < 2 { NONE } else { scale / 2 * model.weights.county + line.slope * carried };
    let alone = match &county.splits {
        Some(splits) => {
            let within = splits.iter().filter(|s| s.low >= window.low && s.high <= window.high);
            within.map(|s| scale * line.slope * s.people).min()
        }
        None => Some(line.slope * carried),
    };
    alone.map_or(tied, |alone| alone.min(tied))
}
