//! One staff per team out of lists, so that nobody is in two teams: depth first, cut off where the cheapest staffs that still fit
//! cost too much.

use super::Steps;
use super::pick::Staffing;
use crate::crew::people;

/// A search that hands out its finds one by one, so that the caller may lower the limit in between.
pub struct Join<'l> {
    lists: &'l [Vec<Staffing>],
    /// Teams by length of their list.
    order: Vec<usize>,
    /// People at home where a team goes, by team.
    locals: Vec<u64>,
    no_mutual: bool,
    price: &'l [i64],
    /// Next place in the list, by depth.
    at: Vec<usize>,
    chosen: Vec<u64>,
    /// Cost of the staffs chosen before, by depth.
    spent: Vec<i64>,
    depth: usize,
    /// Cost without prices that must not be exceeded.
    limit: i64,
}

impl<'l> Join<'l> {
    /// Opens a search through lists that are sorted by cost under `price`.
    pub fn new(lists: &'l [Vec<Staffing>], locals: Vec<u64>, no_mutual: bool, price: &'l [i64]) -> Join<'l> {
        let teams = lists.len();
        let mut order: Vec<usize> = (0..teams).collect();
        order.sort_by_key(|t| lists[*t].len());
        let (at, chosen, spent) = (vec![0; teams], vec![0; teams], vec![0; teams + 1]);
        Join { lists, order, locals, no_mutual, price, at, chosen, spent, depth: 0, limit: i64::MAX }
    }

    /// Asks that staffs cost at most `limit` without prices from now on.
    pub fn lower(&mut self, limit: i64) {
        self.limit = self.limit.min(limit);
    }

    /// Tells whether a staff of the team at `depth` goes with those chosen before.
    fn fits(&self, depth: usize, staff: u64, before: usize) -> bool {
        let t = self.order[depth];
        self.order[..before].iter().all(|s| {
            let other = self.chosen[*s];
            // Two teams with people from where the other goes are mutual.
            let mutual = self.no_mutual && staff & self.locals[*s] != 0 && other & self.locals[t] != 0;
            staff & other == 0 && !mutual
        })
    }

    /// Returns the next staffs by team that cost at most `most` with prices; `None` where there are no more or the steps are spent.
    pub fn next(&mut self, most: i64, steps: &mut Steps) -> Option<Vec<u64>> {
        let teams = self.lists.len();
        let paid: i64 = self.price.iter().sum();
        loop {
            if !steps.spend() {
                return None;
            }
            let most = most.min(self.limit.saturating_add(paid));
            let depth = self.depth;
            let list = &self.lists[self.order[depth]];
            let place = self.at[depth];
            let Some(staff) = list.get(place).filter(|s| self.spent[depth] + s.cost <= most) else {
                if depth == 0 {
                    return None;
                }
                self.depth -= 1;
                continue;
            };
            self.at[depth] = place + 1;
            if !self.fits(depth, staff.people, depth) {
                continue;
            }
            self.chosen[self.order[depth]] = staff.people;
            self.spent[depth + 1] = self.spent[depth] + staff.cost;
            if depth + 1 == teams {
                if self.cost() <= self.limit {
                    return Some(self.chosen.clone());
                }
            } else if self.rest(depth + 1).is_some_and(|rest| self.spent[depth + 1] + rest <= most) {
                self.at[depth + 1] = 0;
                self.depth += 1;
            }
        }
    }

    /// Returns what the teams from `depth` on cost at least beside those chosen.
    fn rest(&self, depth: usize) -> Option<i64> {
        let cheapest = |d: usize| self.lists[self.order[d]].iter().find(|s| self.fits(d, s.people, depth)).map(|s| s.cost);
        (depth..self.lists.len()).map(cheapest).sum()
    }

    fn cost(&self) -> i64 {
        let all = self.chosen.iter().fold(0, |set, s| set | s);
        self.spent[self.lists.len()] - people(all).map(|p| self.price[p]).sum::<i64>()
    }
}
