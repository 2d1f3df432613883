//! A bound for the people of one packing: everybody gets a price, every team takes its cheapest staff, and whoever is wanted twice
//! becomes dearer (Lagrangian relaxation of "nobody twice", with subgradient steps in integers; Held and Karp, 1971).

use super::Steps;
use super::pick::{Folk, Post, SCALE, Staffing, cheapest};
use crate::crew::people;

/// Rounds of pricing.
const ROUNDS: usize = 60;
/// Rounds without a better bound after which steps are halved.
const PATIENCE: usize = 4;

/// The best prices found.
pub struct Prices {
    pub price: Vec<i64>,
    /// Cost of the cheapest staff of each team under these prices.
    pub least: Vec<i64>,
    /// No staffs that share nobody cost less in all.
    pub bound: i64,
}

/// What pricing came to.
pub enum Priced {
    /// No staffs that share nobody cost at most what was given.
    Nothing,
    /// These share nobody; none are cheaper but by less than the gap of the prices.
    Staffs(Vec<u64>, Prices),
    Open(Prices),
}

/// Looks for prices that show that the staffs cost more than `left`; all in 1/[`SCALE`] points.
pub fn price(folk: &Folk, posts: &[&Post], count: usize, left: i64, steps: &mut Steps) -> Priced {
    let mut price = vec![0; count];
    let mut best = Prices { price: price.clone(), least: Vec::new(), bound: -1 };
    let mut disjoint: Option<(i64, Vec<u64>)> = None;
    let (mut halvings, mut patience) = (0, 0);
    for _ in 0..ROUNDS {
        let mut staffs: Vec<Staffing> = Vec::with_capacity(posts.len());
        for post in posts {
            match cheapest(folk, post, &price, i64::MAX / 4, steps) {
                Some(staff) => staffs.push(staff),
                None => return Priced::Nothing,
            }
        }
        let paid: i64 = price.iter().sum();
        let bound = staffs.iter().map(|s| s.cost).sum::<i64>() - paid;
        if bound > left {
            return Priced::Nothing;
        }
        patience += 1;
        if bound > best.bound {
            best = Prices { price: price.clone(), least: staffs.iter().map(|s| s.cost).collect(), bound };
            patience = 0;
        } else if patience >= PATIENCE {
            (patience, halvings) = (0, halvings + 1);
        }
        let wanted = |p: usize| staffs.iter().filter(|s| s.people >> p & 1 != 0).count() as i64;
        let slope: Vec<i64> = (0..count).map(|p| wanted(p) - 1).map(|w| w.max(-1)).collect();
        if slope.iter().all(|s| *s <= 0) {
            let all = staffs.iter().fold(0, |set, s| set | s.people);
            let cost = bound + paid - people(all).map(|p| price[p]).sum::<i64>();
            if disjoint.as_ref().is_none_or(|d| cost < d.0) {
                disjoint = Some((cost, staffs.iter().map(|s| s.people).collect()));
            }
        }
        let norm: i64 = (0..count).filter(|p| slope[*p] > 0 || price[*p] > 0).map(|p| slope[p] * slope[p]).sum();
        let step = ((left + SCALE - bound) / norm.max(1)) >> halvings;
        if norm == 0 || step == 0 || disjoint.as_ref().is_some_and(|d| d.0 < best.bound + SCALE) {
            break;
        }
        for (p, slope) in slope.into_iter().enumerate() {
            price[p] = (price[p] + step * slope).max(0);
        }
    }
    match disjoint {
        Some((cost, staffs)) if cost <= left => Priced::Staffs(staffs, best),
        _ => Priced::Open(best),
    }
}
