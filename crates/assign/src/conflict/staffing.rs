//! Members for the teams of a small round, whose units are placed: complete search that always serves the demand with the fewest
//! people to spare. No rule binds people to others here: where two counties may not send people to each other, the caller has
//! decided which of the two sends nobody.

use crate::crew::{Crew, people};
use crate::model::Model;

/// Most teams of a small round, and groups of them.
const TEAMS: usize = 4;
const GROUPS: usize = 1 << TEAMS;

/// What is the same for all packings of a round; people are bits.
pub struct Folk {
    /// Everybody of the same organisation, by person; and those organisations that may exceed the limit of a team.
    same_org: Vec<u64>,
    orgs: Vec<u64>,
    /// People whom only pins, bans and recusals tell apart, by person.
    alike: Vec<u64>,
    /// Members that the loads ask for in all.
    heads: u32,
}

impl Folk {
    pub fn new(model: &Model) -> Folk {
        let set = |fits: &dyn Fn(usize) -> bool| (0..model.people).filter(|p| fits(*p)).fold(0u64, |set, p| set | 1 << p);
        let same_org: Vec<u64> = (0..model.people).map(|p| set(&|q| model.org[q] == model.org[p])).collect();
        let limit = model.limits.same_org.min(64) as u32;
        let mut orgs: Vec<u64> = same_org.iter().copied().filter(|set| set.count_ones() > limit).collect();
        orgs.sort_unstable();
        orgs.dedup();
        let role = |p: usize| {
            let org = if orgs.contains(&same_org[p]) { same_org[p] } else { 0 };
            (org, model.has[p], model.may_lead(p, false), model.may_lead(p, true), model.liaison_home_ok[p])
        };
        let roles: Vec<_> = (0..model.people).map(role).collect();
        let alike = (0..model.people).map(|p| set(&|q| roles[q] == roles[p])).collect();
        let load: i64 = model.size.iter().sum();
        let carried = model.limits.person_load;
        let heads = if carried > 0 { ((load + carried - 1) / carried).clamp(0, 1_000) as u32 } else { 0 };
        Folk { same_org, orgs, alike, heads }
    }
}

/// Steps that may be taken to add to the members who did before.
const ADDED_MOST: u64 = 8;

fn everybody(model: &Model) -> u64 {
    if model.people == 64 { !0 } else { (1u64 << model.people) - 1 }
}

/// The members chosen so far.
pub struct Staffing<'s> {
    model: &'s Model,
    folk: &'s Folk,
    crews: &'s [&'s Crew],
    members: Vec<u64>,
    /// People already tried in a team, by team.
    tried: Vec<u64>,
    free: u64,
    left: &'s mut u64,
}

impl Staffing<'_> {
    /// Chooses members for all crews, beside those who did before one of the crews asked for more; `None` where that is not soon done,
    /// which proves nothing.
    pub fn add(model: &Model, folk: &Folk, crews: &[&Crew], before: &[u64], left: &mut u64) -> Option<Vec<u64>> {
        let members: Vec<u64> = crews.iter().zip(before).map(|(crew, set)| set & crew.allowed).collect();
        let all: u64 = crews.iter().zip(&members).fold(0, |all, (crew, set)| all | set | crew.pinned);
        if crews.iter().zip(&members).any(|(crew, set)| crew.pinned & !set != 0) {
            return None;
        }
        let free = everybody(model) & !all;
        let mut some = ADDED_MOST.min(*left);
        let given = some;
        let mut staffing = Staffing { model, folk, crews, tried: vec![0; crews.len()], members, free, left: &mut some };
        let found = staffing.fill().then_some(staffing.members);
        *left -= given - some;
        found
    }

    /// Chooses members for all crews; `None` where there are none, or the steps are spent.
    pub fn run(model: &Model, folk: &Folk, crews: &[&Crew], left: &mut u64) -> Option<Vec<u64>> {
        let free = everybody(model);
        let pinned: u64 = crews.iter().map(|c| c.pinned).fold(0, |a, b| a | b);
        let nobody = vec![0; crews.len()];
        let mut staffing = Staffing { model, folk, crews, members: nobody.clone(), tried: nobody, free: free & !pinned, left };
        // Those who are pinned elsewhere are kept out by `allowed`.
        for (t, crew) in crews.iter().enumerate() {
            for p in people(crew.pinned) {
                if crew.allowed >> p & 1 == 0 || !staffing.may_join(p, t) {
                    return None;
                }
                staffing.members[t] |= 1 << p;
            }
            if staffing.members[t].count_ones() > crew.most {
                return None;
            }
        }
        staffing.fill().then_some(staffing.members)
    }

    /// Tells whether members, who were lawful for crews that asked for no more, do for these.
    pub fn serves(crews: &[&Crew], members: &[u64]) -> bool {
        let asked = |(crew, set): (&&Crew, &u64)| crew.asks.iter().all(|ask| (set & ask.who).count_ones() >= ask.count);
        let placed = |(crew, set): (&&Crew, &u64)| set & !crew.allowed == 0 && crew.pinned & !set == 0;
        let all = || crews.iter().zip(members);
        all().all(placed) && all().all(asked)
    }

    /// Tells whether these people do for a crew, with nobody else in the way.
    pub fn does(model: &Model, folk: &Folk, crew: &Crew, set: u64) -> bool {
        let limit = model.limits.same_org.min(64) as u32;
        let crowded = || folk.orgs.iter().any(|org| (set & org).count_ones() > limit);
        let enough = model.teams > 1 || set.count_ones() >= folk.heads;
        enough && set.count_ones() <= crew.most && Staffing::serves(&[crew], &[set]) && !crowded()
    }

    /// Tells whether the limit of its organisation lets a person into a team.
    fn may_join(&self, p: usize, t: usize) -> bool {
        ((self.members[t] & self.folk.same_org[p]).count_ones() as usize) < self.model.limits.same_org
    }

    fn candidates(&self, t: usize) -> u64 {
        let mut open = self.crews[t].allowed & self.free & !self.tried[t];
        let limit = self.model.limits.same_org.min(64) as u32;
        for org in &self.folk.orgs {
            if (self.members[t] & org).count_ones() >= limit {
                open &= !org;
            }
        }
        open
    }

    /// Serves the tightest demand, then the next; true where all are served.
    fn fill(&mut self) -> bool {
        *self.left = self.left.saturating_sub(1);
        if *self.left == 0 {
            return false;
        }
        let open: Vec<u64> = (0..self.crews.len()).map(|t| self.candidates(t)).collect();
        if !self.heads(&open) {
            return false;
        }
        let Some(tightest) = self.tightest(&open) else { return false };
        let Some((t, who)) = tightest else { return true };
        let before = self.tried[t];
        for p in people(open[t] & who) {
            if self.tried[t] >> p & 1 != 0 {
                continue;
            }
            self.members[t] |= 1 << p;
            self.free &= !(1 << p);
            if self.fill() {
                return true;
            }
            self.members[t] &= !(1 << p);
            self.free |= 1 << p;
            self.tried[t] |= 1 << p | self.twins(p);
            if self.tightest_fails(t, who) {
                break;
            }
        }
        self.tried[t] = before;
        false
    }

    /// People who may take the place of this person wherever they are not yet.
    fn twins(&self, p: usize) -> u64 {
        let same = |q: &usize| {
            let all = |s: usize| {
                let of = self.crews[s].allowed & !self.tried[s];
                of >> p & 1 == of >> *q & 1
            };
            (0..self.crews.len()).all(all)
        };
        people(self.folk.alike[p] & self.free & !(1 << p)).filter(same).fold(0, |set, q| set | 1 << q)
    }

    /// Tells whether there are people left for what the loads ask for in all.
    fn heads(&self, open: &[u64]) -> bool {
        if self.crews.len() < self.model.teams {
            return true;
        }
        let room = |t: usize| {
            let there = self.members[t].count_ones();
            (there + open[t].count_ones()).min(self.crews[t].most)
        };
        let there: u32 = self.members.iter().map(|set| set.count_ones()).sum();
        let anybody = open.iter().fold(0, |set, team| set | team).count_ones();
        (there + anybody).min((0..self.crews.len()).map(room).sum()) >= self.folk.heads
    }

    /// Tells whether this demand can no longer be served by those not tried yet.
    fn tightest_fails(&self, t: usize, who: u64) -> bool {
        let crew = &self.crews[t];
        let asked = crew.asks.iter().filter(|a| a.who == who).map(|a| a.count).max().unwrap_or(0);
        (self.members[t] & who).count_ones() + (self.candidates(t) & who).count_ones() < asked
    }

    /// Returns the demand with the fewest people to spare, `Some(None)` where none is left; `None` where one cannot be served.
    fn tightest(&self, open: &[u64]) -> Option<Option<(usize, u64)>> {
        let mut best: Option<(u32, usize, u64)> = None;
        let kinds = self.crews[0].asks.len();
        for kind in 0..kinds {
            // What the teams of a group lack together, by group.
            let mut lack = [0u32; GROUPS];
            let mut wanting = 0usize;
            for (t, crew) in self.crews.iter().enumerate() {
                let ask = crew.asks[kind];
                if ask.count == 0 {
                    continue;
                }
                let lacks = ask.count.saturating_sub((self.members[t] & ask.who).count_ones());
                lack[1 << t] = lacks;
                wanting |= usize::from(lacks > 0) << t;
                if lacks > 0 && self.members[t].count_ones() + lacks > crew.most {
                    return None;
                }
            }
            if wanting == 0 {
                continue;
            }
            for group in 1..GROUPS {
                lack[group] = lack[group & (group - 1)] + lack[1 << group.trailing_zeros()];
            }
            let supply = self.supply(wanting, kind, open, &lack);
            // No group of teams may lack more than there are people for it (Hall).
            if groups(wanting).any(|group| lack[group] > supply[group]) {
                return None;
            }
            for t in people(wanting as u64) {
                let spare = supply[1 << t] - lack[1 << t];
                if best.is_none_or(|b| spare < b.0) {
                    best = Some((spare, t, self.crews[t].asks[kind].who));
                }
            }
        }
        Some(best.map(|(_, t, who)| (t, who)))
    }

    /// People there at most for a demand, by group of teams as bits; of one organisation no more than the limits of the teams let in,
    /// which is left out where there are plenty. Of each organisation some teams take whom they can, the others share who is left.
    fn supply(&self, wanting: usize, kind: usize, open: &[u64], lack: &[u32; GROUPS]) -> [u32; GROUPS] {
        let (mut there, mut supply) = ([0u64; GROUPS], [0u32; GROUPS]);
        let mut scarce = false;
        for group in 1..GROUPS {
            let t = group.trailing_zeros() as usize;
            if group & wanting == group {
                there[group] = there[group & (group - 1)] | open[t] & self.crews[t].asks[kind].who;
                supply[group] = there[group].count_ones();
                scarce |= supply[group] <= 3 * lack[group];
            }
        }
        if !scarce {
            return supply;
        }
        let limit = self.model.limits.same_org.min(64) as u32;
        for org in &self.folk.orgs {
            let mut own = [limit; TEAMS];
            people(wanting as u64).for_each(|t| own[t] = limit.saturating_sub((self.members[t] & org).count_ones()));
            let least = own.iter().fold(limit, |least, own| least.min(*own));
            // Where even one team could take them all, nobody is too many.
            if (there[wanting] & org).count_ones() <= least {
                continue;
            }
            let (mut count, mut room) = ([0u32; GROUPS], [0u32; GROUPS]);
            for group in groups(wanting) {
                count[group] = (there[group] & org).count_ones();
                room[group] = people(group as u64).map(|t| own[t]).sum();
            }
            for group in groups(wanting) {
                let shared = groups(group).map(|some| count[group & !some] + room[some]);
                supply[group] -= shared.fold(0, |beyond, most| beyond.max(count[group].saturating_sub(most)));
            }
        }
        supply
    }
}

/// Walks through all groups of these teams.
fn groups(teams: usize) -> impl Iterator<Item = usize> {
    let mut next = teams;
    std::iter::from_fn(move || {
        let group = next;
        next = group.wrapping_sub(1) & teams;
        (group > 0).then_some(group)
    })
}
