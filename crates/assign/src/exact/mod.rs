//! Exact search for small rounds: packings of units from the cheapest on, for each a bound for its people by prices, and where that
//! leaves room every staff that is not too dear, joined under "nobody twice". It ends with the optimum, with a proof that there
//! is no lawful plan, or with a spent allowance.

mod join;
mod packings;
mod pick;
mod prices;

use crate::budget::Budget;
use crate::crew::{Sets, people};
use crate::model::Model;
use crate::state::State;
use packings::{Packing, packings};
use pick::{Folk, Post, SCALE, Staffing, cheapest};
use prices::{Priced, Prices, price};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Largest rounds that are tried at all.
const TEAMS: usize = 4;
const UNITS: usize = 12;
const PEOPLE: usize = 64;
/// A cost that nothing reaches.
const NONE: i64 = i64::MAX / 4;

/// How an exact search ended.
pub enum Exact {
    /// The cheapest lawful plan below the ceiling, and that none is cheaper.
    Best(Box<State>),
    /// No lawful plan lies below the ceiling.
    NoneBelow,
    /// The round is too large or the allowance is spent; nothing is proved.
    Open,
}

/// An allowance of steps, and the caller's stop signal.
pub struct Steps<'b> {
    pub left: u64,
    budget: &'b dyn Budget,
}

impl Steps<'_> {
    /// Counts a step; false once the allowance is spent or the budget is over.
    pub fn spend(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        if self.left.is_multiple_of(1 << 12) && self.budget.over() {
            self.left = 0;
        }
        self.left > 0
    }
}

struct Search<'m> {
    model: &'m Model,
    folk: Folk,
    sets: Sets,
    /// The cheapest plan that costs less than this is looked for.
    ceiling: i64,
    best: Option<State>,
    /// Posts by class of team and units, with their cheapest staff.
    known: BTreeMap<(usize, u16), usize>,
    posts: Vec<(Post, Option<Staffing>)>,
    /// Class of teams that may trade places, by team.
    class: Vec<usize>,
    steps: Steps<'m>,
}

/// Tells whether a round is small enough for complete searches.
pub fn is_small(model: &Model) -> bool {
    model.teams <= TEAMS && model.units <= UNITS && model.people <= PEOPLE
}

/// Searches for lawful plans that cost less than `ceiling`, with at most `allowance` steps and until the budget is over. Returns
/// how it ended, and the steps taken.
pub fn exact(model: &Model, ceiling: Option<i64>, allowance: u64, budget: &dyn Budget) -> (Exact, u64) {
    if !is_small(model) || model.limits.may_stay {
        return (Exact::Open, 0);
    }
    let mut class = vec![0; model.teams];
    for (i, group) in model.alike().iter().enumerate() {
        for t in group {
            class[*t] = i;
        }
    }
    let steps = Steps { left: allowance, budget };
    let ceiling = ceiling.unwrap_or(NONE);
    let (folk, sets) = (Folk::new(model), Sets::new(model));
    let mut search = Search { model, folk, sets, ceiling, best: None, known: BTreeMap::new(), posts: Vec::new(), class, steps };
    search.run();
    let taken = allowance - search.steps.left;
    if search.steps.left == 0 {
        return (Exact::Open, taken);
    }
    (search.best.map_or(Exact::NoneBelow, |state| Exact::Best(Box::new(state))), taken)
}

impl Search<'_> {
    /// Takes packings by their bound, the least first; each is bounded anew by the cheapest staff of each team before it is settled.
    fn run(&mut self) {
        let list = packings(self.model, &self.class, self.ceiling, &mut self.steps);
        let mut heap: BinaryHeap<Reverse<(i64, bool, usize)>> =
            list.iter().enumerate().map(|(i, packing)| Reverse((packing.bound, false, i))).collect();
        while let Some(Reverse((bound, staffed, i))) = heap.pop() {
            if bound >= self.ceiling || self.steps.left == 0 {
                return;
            }
            let posts: Vec<usize> = list[i].units[..self.model.teams].iter().enumerate().map(|(t, units)| self.post(t, *units)).collect();
            if staffed {
                self.settle(&list[i], &posts);
            } else if let Some(staffs) = posts.iter().map(|post| self.posts[*post].1).collect::<Option<Vec<Staffing>>>() {
                let bound = list[i].points + staffs.iter().map(|s| s.cost).sum::<i64>() / SCALE;
                heap.push(Reverse((bound, true, i)));
            }
        }
    }

    /// Returns the place of a team's post, which is worked out once.
    fn post(&mut self, t: usize, units: u16) -> usize {
        let key = (self.class[t], units);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let list: Vec<u16> = people(u64::from(units)).map(|u| u as u16).collect();
        let post = Post::new(self.model, &self.sets, t, &list);
        let staff = cheapest(&self.folk, &post, &vec![0; self.model.people], NONE, &mut self.steps);
        self.posts.push((post, staff));
        self.known.insert(key, self.posts.len() - 1);
        self.posts.len() - 1
    }

    /// Finds the cheapest plan of one packing below the ceiling.
    fn settle(&mut self, packing: &Packing, posts: &[usize]) {
        let left = (self.ceiling - 1 - packing.points).saturating_mul(SCALE).min(NONE / 2);
        let of: Vec<&Post> = posts.iter().map(|post| &self.posts[*post].0).collect();
        let prices = match price(&self.folk, &of, self.model.people, left, &mut self.steps) {
            Priced::Nothing => return,
            Priced::Open(prices) => prices,
            Priced::Staffs(staffs, prices) => {
                self.offer(packing, &staffs);
                prices
            }
        };
        let left = (self.ceiling - 1 - packing.points).saturating_mul(SCALE).min(NONE / 2);
        if prices.bound <= left && self.steps.left > 0 {
            self.join(packing, posts, &prices, left);
        }
    }

    fn join(&mut self, packing: &Packing, posts: &[usize], prices: &Prices, left: i64) {
        let mut lists = Vec::new();
        for (t, post) in posts.iter().enumerate() {
            // What the others cost at least leaves so much for this team.
            let limit = prices.least[t] + left - prices.bound;
            lists.push(pick::all(&self.folk, &self.posts[*post].0, &prices.price, limit, &mut self.steps));
        }
        if self.steps.left == 0 {
            return;
        }
        let locals: Vec<u64> = packing.units[..self.model.teams].iter().map(|units| self.locals(*units)).collect();
        let paid: i64 = prices.price.iter().sum();
        let mut join = join::Join::new(&lists, locals, self.model.limits.no_mutual, &prices.price);
        while let Some(chosen) = join.next(left + paid, &mut self.steps) {
            self.offer(packing, &chosen);
            // Whatever comes next must be cheaper than the best plan by now.
            join.lower((self.ceiling - 1 - packing.points).saturating_mul(SCALE).min(left));
        }
    }

    /// People at home in a county that these units lie in.
    fn locals(&self, units: u16) -> u64 {
        let model = self.model;
        let at_home = |p: &usize| people(u64::from(units)).any(|u| model.county[u] == model.home[*p]);
        (0..model.people).filter(at_home).fold(0, |set, p| set | 1 << p)
    }

    fn offer(&mut self, packing: &Packing, chosen: &[u64]) {
        let list = |set: u64| people(set).map(|p| p as u16).collect::<Vec<u16>>();
        let units = packing.units[..self.model.teams].iter().map(|set| list(u64::from(*set))).collect();
        let state = State::new(self.model, units, chosen.iter().map(|set| list(*set)).collect());
        if state.hard() == 0 && state.cost(self.model) < self.ceiling {
            self.ceiling = state.cost(self.model);
            self.best = Some(state);
        }
    }
}
