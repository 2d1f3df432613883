//! The staffs of one team in small rounds: the cheapest one, or all within a limit, under prices on people. A complete search that
//! always serves the demand with the fewest people to spare, cut off where what is still asked for costs more than the limit.

use super::Steps;
use crate::crew::{Ask, Sets, people};
use crate::model::Model;

/// Parts of a point in which the exact search counts, so that prices on people can be fractions.
pub const SCALE: i64 = 32;

/// What people cost and who may not be together, as tables over people; costs in 1/[`SCALE`] points.
pub struct Folk {
    burden: Vec<i64>,
    /// Those with whom a person served before.
    pairs: Vec<u64>,
    /// Those of the same organisation, the person included.
    mates: Vec<u64>,
    same_org: u32,
    pair: i64,
    nosector: i64,
}

impl Folk {
    /// Reads the tables off a model of at most 64 people.
    pub fn new(model: &Model) -> Folk {
        let set = |fits: &dyn Fn(usize) -> bool| (0..model.people).filter(|q| fits(*q)).fold(0, |set, q| set | 1u64 << q);
        Folk {
            burden: model.burden.iter().map(|b| SCALE * model.weights.burden * b).collect(),
            pairs: (0..model.people).map(|p| set(&|q| model.pair(p, q))).collect(),
            mates: (0..model.people).map(|p| set(&|q| model.org[p] == model.org[q])).collect(),
            same_org: model.limits.same_org.min(64) as u32,
            pair: SCALE * model.weights.pair,
            nosector: SCALE * model.weights.nosector,
        }
    }
}

/// What one team with some units asks of its staff.
pub struct Post {
    /// The first is the size.
    asks: Vec<Ask>,
    allowed: u64,
    pinned: u64,
    most: u32,
    /// Units of the team whose sector a person knows, by person.
    knows: Vec<u16>,
    units: u16,
}

impl Post {
    /// Reads off what team `t` with at most 16 units asks for.
    pub fn new(model: &Model, sets: &Sets, t: usize, units: &[u16]) -> Post {
        let crew = sets.crew(model, t, units);
        let known = |p: usize| {
            let bits = units.iter().enumerate().filter(|(_, u)| model.sector[**u as usize] & model.knows[p] != 0);
            bits.fold(0u16, |set, (i, _)| set | 1 << i)
        };
        let mut asks = crew.asks;
        let size = asks.remove(0);
        asks.retain(|a| a.count > 0);
        asks.insert(0, size);
        Post {
            asks,
            allowed: crew.allowed,
            pinned: crew.pinned,
            most: crew.most,
            knows: (0..model.people).map(known).collect(),
            units: ((1u32 << units.len()) - 1) as u16,
        }
    }
}

/// One staff of one team: the people as bits, and what it costs under the prices, in 1/[`SCALE`] points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Staffing {
    pub cost: i64,
    pub people: u64,
}

/// Members so far, who may still join, and what is known of the units' sectors.
#[derive(Clone, Copy)]
struct Node {
    members: u64,
    open: u64,
    cost: i64,
    known: u16,
}

/// Who may join a node for what, cheapest first.
struct Near {
    list: [(i64, u8); 64],
    count: usize,
    set: u64,
}

impl Near {
    fn all(&self) -> &[(i64, u8)] {
        &self.list[..self.count]
    }

    /// Returns the least that `lack` of `who` and `missing` people in all cost; `None` where there are not enough.
    fn least(&self, who: u64, lack: u32, missing: u32) -> Option<i64> {
        let (mut lack, mut others, mut sum) = (lack, missing.saturating_sub(lack), 0);
        // Those of `who` who come first serve the ask, the next ones fill up like anybody.
        for (cost, p) in self.all() {
            if lack > 0 && who >> p & 1 != 0 {
                lack -= 1;
            } else if others > 0 {
                others -= 1;
            } else {
                continue;
            }
            sum += cost;
            if lack + others == 0 {
                break;
            }
        }
        (lack + others == 0).then_some(sum)
    }
}

/// What a node still asks for.
struct Demand<'n> {
    near: &'n Near,
    /// Members that may still join.
    room: u32,
    /// Members that must still join for the size.
    missing: u32,
    /// What they may cost.
    slack: i64,
    /// The ask with the fewest people to spare.
    tightest: Option<(u32, Ask)>,
}

impl Demand<'_> {
    /// Takes up an ask; false where it cannot be served.
    fn serve(&mut self, ask: Ask) -> bool {
        let least = self.near.least(ask.who, ask.count, self.missing);
        if ask.count > self.room || least.is_none_or(|least| least > self.slack) {
            return false;
        }
        let spare = (self.near.set & ask.who).count_ones().saturating_sub(ask.count);
        if self.tightest.is_none_or(|t| spare < t.0) {
            self.tightest = Some((spare, ask));
        }
        true
    }
}

struct Pick<'a, 'b> {
    folk: &'a Folk,
    post: &'a Post,
    prices: &'a [i64],
    limit: i64,
    cheapest: bool,
    found: Vec<Staffing>,
    steps: &'a mut Steps<'b>,
}

/// Returns a cheapest staff that costs at most `limit`, `None` where there is none or the steps are spent.
pub fn cheapest(folk: &Folk, post: &Post, prices: &[i64], limit: i64, steps: &mut Steps) -> Option<Staffing> {
    let mut pick = Pick { folk, post, prices, limit, cheapest: true, found: Vec::new(), steps };
    pick.run();
    pick.found.pop()
}

/// Lists all staffs that cost at most `limit`, cheapest first, but for those that hold a staff that is no dearer.
pub fn all(folk: &Folk, post: &Post, prices: &[i64], limit: i64, steps: &mut Steps) -> Vec<Staffing> {
    let mut pick = Pick { folk, post, prices, limit, cheapest: false, found: Vec::new(), steps };
    pick.run();
    let mut list = pick.found;
    list.sort_unstable();
    list
}

impl Pick<'_, '_> {
    fn run(&mut self) {
        let (folk, pinned) = (self.folk, self.post.pinned);
        let crowd = people(pinned).any(|p| (folk.mates[p] & pinned).count_ones() > folk.same_org);
        // Somebody who is pinned here and barred from a unit leaves this team no lawful staff at all.
        if pinned & !self.post.allowed != 0 || pinned.count_ones() > self.post.most || crowd {
            return;
        }
        let mut node = Node { members: 0, open: self.post.allowed & !pinned, cost: 0, known: 0 };
        for p in people(pinned) {
            node.cost += self.joining(p, node.members);
            node.members |= 1 << p;
            node.known |= self.post.knows[p];
        }
        self.grow(node);
    }

    fn joining(&self, p: usize, members: u64) -> i64 {
        let again = (self.folk.pairs[p] & members).count_ones();
        self.folk.burden[p] + self.prices[p] + self.folk.pair * i64::from(again)
    }

    fn near(&self, node: &Node) -> (Near, i64) {
        let (folk, post) = (self.folk, self.post);
        let mut near = Near { list: [(0, 0); 64], count: 0, set: 0 };
        let mut reach = node.known;
        for p in people(node.open).filter(|p| (folk.mates[*p] & node.members).count_ones() < folk.same_org) {
            reach |= post.knows[p];
            near.list[near.count] = (self.joining(p, node.members), p as u8);
            near.count += 1;
        }
        let base = node.cost + folk.nosector * i64::from((post.units & !reach).count_ones());
        near.list[..near.count].sort_unstable();
        near.count = near.all().partition_point(|(cost, _)| base + cost <= self.limit);
        near.set = near.all().iter().fold(0, |set, (_, p)| set | 1 << p);
        (near, base)
    }

    fn grow(&mut self, node: Node) {
        if !self.steps.spend() {
            return;
        }
        let (near, base) = self.near(&node);
        if base > self.limit {
            return;
        }
        let post = self.post;
        let room = post.most - node.members.count_ones();
        let lacks = |ask: &Ask| ask.count.saturating_sub((node.members & ask.who).count_ones());
        let mut demand = Demand { near: &near, room, missing: lacks(&post.asks[0]), slack: self.limit - base, tightest: None };
        let asked = |ask: &Ask| Ask { who: ask.who, count: lacks(ask) };
        if !post.asks.iter().map(asked).filter(|a| a.count > 0).all(|ask| demand.serve(ask)) {
            return;
        }
        let unknown = post.units & !node.known;
        if demand.tightest.is_none() {
            self.lawful(&node, &near, unknown, room);
            return;
        }
        // Sectors that are too dear to stay unknown are asked for like skills.
        if base + self.folk.nosector > self.limit {
            for u in (0..16).filter(|u| unknown >> u & 1 != 0) {
                let who = near.all().iter().filter(|(_, p)| post.knows[*p as usize] >> u & 1 != 0).fold(0, |set, (_, p)| set | 1 << p);
                let reachable = people(node.open).any(|p| post.knows[p] >> u & 1 != 0);
                if reachable && !demand.serve(Ask { who, count: 1 }) {
                    return;
                }
            }
        }
        if let Some((_, ask)) = demand.tightest {
            self.branch(&node, &near, base, ask);
        }
    }

    /// Tries everybody who serves an ask; who was tried is left out afterwards, so that every staff is met once.
    fn branch(&mut self, node: &Node, near: &Near, base: i64, ask: Ask) {
        let mut open = near.set;
        for (cost, p) in near.all().iter().filter(|(_, p)| ask.who >> p & 1 != 0) {
            if base + cost * i64::from(ask.count) > self.limit || (open & ask.who).count_ones() < ask.count {
                return;
            }
            open &= !(1 << p);
            let known = node.known | self.post.knows[*p as usize];
            self.grow(Node { members: node.members | 1 << p, open, cost: node.cost + cost, known });
        }
    }

    /// Takes down a lawful staff; more people are of use only where they know a sector that nobody knows yet.
    fn lawful(&mut self, node: &Node, near: &Near, unknown: u16, room: u32) {
        let cost = node.cost + self.folk.nosector * i64::from(unknown.count_ones());
        if cost <= self.limit && !self.spared(node.members) {
            let staffing = Staffing { cost, people: node.members };
            if self.cheapest {
                self.limit = cost - 1;
                self.found.clear();
            }
            self.found.push(staffing);
        }
        if unknown == 0 || room == 0 {
            return;
        }
        let mut open = near.set;
        for (cost, p) in near.all() {
            let gain = self.folk.nosector * i64::from((self.post.knows[*p as usize] & unknown).count_ones());
            open &= !(1 << p);
            if *cost < gain {
                let known = node.known | self.post.knows[*p as usize];
                self.grow(Node { members: node.members | 1 << p, open, cost: node.cost + cost, known });
            }
        }
    }

    /// Tells whether somebody could be left out of a lawful staff without its becoming dearer or unlawful.
    fn spared(&self, members: u64) -> bool {
        let post = self.post;
        members.count_ones() > post.asks[0].count
            && people(members & !post.pinned).any(|p| {
                let rest = members & !(1 << p);
                let known = people(rest).fold(0, |set, q| set | post.knows[q]);
                let lost = (post.units & post.knows[p] & !known).count_ones();
                post.asks.iter().all(|a| (rest & a.who).count_ones() >= a.count)
                    && self.joining(p, rest) >= self.folk.nosector * i64::from(lost)
            })
    }
}
