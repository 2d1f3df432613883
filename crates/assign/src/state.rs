//! The plan under search: teams with their scores, the pool of people who stay at home, and the moves between them. A state may
//! be unlawful; `hard` counts by how much.

use crate::model::Model;
use crate::plan::{Cost, Plan, TeamPlan};
use crate::score::{StaffScore, UnitsScore};

/// One team under search.
#[derive(Clone, Debug)]
pub struct Team {
    pub units: Vec<u16>,
    pub members: Vec<u16>,
    pub on: UnitsScore,
    pub staff: StaffScore,
}

/// A primitive move; positions are indices into the lists as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Member `i` of `t` and member `j` of `s` change places.
    SwapMembers { t: usize, i: usize, s: usize, j: usize },
    /// Member `i` of `t` and the `q`-th of the pool change places.
    Exchange { t: usize, i: usize, q: usize },
    /// Member `i` of `t` goes to `s`.
    Shift { t: usize, i: usize, s: usize },
    /// Member `i` of `t` goes home.
    Drop { t: usize, i: usize },
    /// The `q`-th of the pool joins `t`.
    Join { t: usize, q: usize },
    /// Unit `i` of `t` goes to `s`.
    ShiftUnit { t: usize, i: usize, s: usize },
    /// Unit `i` of `t` and unit `j` of `s` change places.
    SwapUnits { t: usize, i: usize, s: usize, j: usize },
}

/// The whole plan under search.
#[derive(Clone, Debug)]
pub struct State {
    pub teams: Vec<Team>,
    pub pool: Vec<u16>,
    loads: Vec<i64>,
    hard: i64,
    soft: i64,
    spread: i64,
    /// People of home `a` × teams that visit `b`, row by row; empty where mutual pairs are allowed.
    visits: Vec<u32>,
    mutual: i64,
    /// Pinned people who are left at home.
    astray: i64,
    saved: Saved,
}

/// Scores before the last `apply`, so that most refused moves cost no second scoring.
#[derive(Clone, Debug, Default)]
struct Saved {
    staff: Vec<(usize, StaffScore)>,
    on: Vec<(usize, UnitsScore)>,
    totals: (i64, i64, i64),
}

fn take(list: &mut Vec<u16>, i: usize) -> u16 {
    list.swap_remove(i)
}

fn put_back(list: &mut Vec<u16>, i: usize, value: u16) {
    list.push(value);
    let last = list.len() - 1;
    list.swap(i, last);
}

impl State {
    /// Makes a state from lists by team; everyone in no list stays in the pool.
    pub fn new(model: &Model, units: Vec<Vec<u16>>, members: Vec<Vec<u16>>) -> State {
        let mut sent = vec![false; model.people];
        for p in members.iter().flatten() {
            sent[*p as usize] = true;
        }
        let blank = UnitsScore { hard: 0, counties: 0, load: 0, grade2: false, need: [0; 64], sectors: 0 };
        let teams =
            units.into_iter().zip(members).map(|(units, members)| Team { units, members, on: blank.clone(), staff: StaffScore::default() });
        let mutual = if model.limits.no_mutual { model.counties.len() * model.counties.len() } else { 0 };
        let mut state = State {
            teams: teams.collect(),
            pool: (0..model.people as u16).filter(|p| !sent[*p as usize]).collect(),
            loads: vec![0; model.teams],
            hard: 0,
            soft: 0,
            spread: 0,
            visits: vec![0; mutual],
            mutual: 0,
            astray: 0,
            saved: Saved::default(),
        };
        state.astray = state.pool.iter().map(|p| model.pinned(*p)).sum();
        for t in 0..model.teams {
            state.count_visits(model, t, true);
            state.rescore(model, t, true);
        }
        state.respread();
        state
    }

    fn rescore(&mut self, model: &Model, t: usize, units_too: bool) {
        let team = &mut self.teams[t];
        self.hard -= team.on.hard + team.staff.hard;
        self.soft -= team.staff.soft + model.weights.county * team.on.counties;
        if units_too {
            team.on = model.score_units(t, &team.units);
            self.loads[t] = team.on.load;
        }
        team.staff = model.score_staff(t, &team.units, &team.on, &team.members);
        self.hard += team.on.hard + team.staff.hard;
        self.soft += team.staff.soft + model.weights.county * team.on.counties;
    }

    fn respread(&mut self) {
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        for load in &self.loads {
            least = least.min(*load);
            most = most.max(*load);
        }
        self.spread = most - least;
    }

    fn count_visits(&mut self, model: &Model, t: usize, add: bool) {
        if self.visits.is_empty() {
            return;
        }
        let all = model.counties.len();
        let team = &self.teams[t];
        for (i, u) in team.units.iter().enumerate() {
            let b = model.county[*u as usize] as usize;
            if team.units[..i].iter().any(|v| model.county[*v as usize] as usize == b) {
                continue;
            }
            for p in &team.members {
                let a = model.home[*p as usize] as usize;
                if a == b {
                    continue;
                }
                // The sum over pairs of the smaller side grows when the side that grows is not yet the larger one.
                let back = self.visits[b * all + a];
                let there = &mut self.visits[a * all + b];
                if add {
                    *there += 1;
                    self.mutual += i64::from(*there <= back);
                } else {
                    self.mutual -= i64::from(*there <= back);
                    *there -= 1;
                }
            }
        }
    }

    /// Points of the objective as the state stands, lawful or not.
    pub fn cost(&self, model: &Model) -> i64 {
        self.soft + model.weights.spread * self.spread
    }

    /// By how much the state breaks the rules; 0 is lawful.
    pub fn hard(&self) -> i64 {
        self.hard + self.mutual + self.astray
    }

    /// Counts pairs of counties that send people to each other.
    pub fn mutual(&self) -> i64 {
        self.mutual
    }

    /// Does the moves and rescores what they touch.
    pub fn apply(&mut self, model: &Model, moves: &[Move]) {
        let touched = Touched::of(moves);
        self.save(&touched);
        self.visits_of(model, &touched, false);
        for one in moves {
            self.step(model, one);
        }
        self.visits_of(model, &touched, true);
        for t in touched.teams() {
            self.rescore(model, t, touched.units);
        }
        if touched.units {
            self.respread();
        }
    }

    fn save(&mut self, touched: &Touched) {
        let saved = &mut self.saved;
        saved.staff.clear();
        saved.on.clear();
        saved.totals = (self.hard, self.soft, self.spread);
        for t in touched.teams() {
            saved.staff.push((t, self.teams[t].staff));
            if touched.units {
                saved.on.push((t, self.teams[t].on.clone()));
            }
        }
    }

    /// Undoes the moves of the last `apply`, and restores lists, order and scores.
    pub fn undo(&mut self, model: &Model, moves: &[Move]) {
        let touched = Touched::of(moves);
        self.visits_of(model, &touched, false);
        for one in moves.iter().rev() {
            self.step_back(model, one);
        }
        self.visits_of(model, &touched, true);
        for (t, staff) in &self.saved.staff {
            self.teams[*t].staff = *staff;
        }
        for (t, on) in &self.saved.on {
            self.loads[*t] = on.load;
            self.teams[*t].on.clone_from(on);
        }
        (self.hard, self.soft, self.spread) = self.saved.totals;
    }

    fn visits_of(&mut self, model: &Model, touched: &Touched, add: bool) {
        if !self.visits.is_empty() {
            for t in touched.teams() {
                self.count_visits(model, t, add);
            }
        }
    }

    fn step(&mut self, model: &Model, one: &Move) {
        match *one {
            Move::SwapMembers { t, i, s, j } => {
                let (a, b) = (self.teams[t].members[i], self.teams[s].members[j]);
                (self.teams[t].members[i], self.teams[s].members[j]) = (b, a);
            }
            Move::SwapUnits { t, i, s, j } => {
                let (a, b) = (self.teams[t].units[i], self.teams[s].units[j]);
                (self.teams[t].units[i], self.teams[s].units[j]) = (b, a);
            }
            Move::Exchange { t, i, q } => {
                self.astray += model.pinned(self.teams[t].members[i]) - model.pinned(self.pool[q]);
                std::mem::swap(&mut self.teams[t].members[i], &mut self.pool[q]);
            }
            Move::Shift { t, i, s } => {
                let p = take(&mut self.teams[t].members, i);
                self.teams[s].members.push(p);
            }
            Move::Drop { t, i } => {
                let p = take(&mut self.teams[t].members, i);
                self.astray += model.pinned(p);
                self.pool.push(p);
            }
            Move::Join { t, q } => {
                let p = take(&mut self.pool, q);
                self.astray -= model.pinned(p);
                self.teams[t].members.push(p);
            }
            Move::ShiftUnit { t, i, s } => {
                let u = take(&mut self.teams[t].units, i);
                self.teams[s].units.push(u);
            }
        }
    }

    fn step_back(&mut self, model: &Model, one: &Move) {
        match *one {
            Move::SwapMembers { .. } | Move::SwapUnits { .. } | Move::Exchange { .. } => self.step(model, one),
            Move::Shift { t, i, s } => {
                if let Some(p) = self.teams[s].members.pop() {
                    put_back(&mut self.teams[t].members, i, p);
                }
            }
            Move::Drop { t, i } => {
                if let Some(p) = self.pool.pop() {
                    self.astray -= model.pinned(p);
                    put_back(&mut self.teams[t].members, i, p);
                }
            }
            Move::Join { t, q } => {
                if let Some(p) = self.teams[t].members.pop() {
                    self.astray += model.pinned(p);
                    put_back(&mut self.pool, q, p);
                }
            }
            Move::ShiftUnit { t, i, s } => {
                if let Some(u) = self.teams[s].units.pop() {
                    put_back(&mut self.teams[t].units, i, u);
                }
            }
        }
    }

    /// Returns the lists by team, sorted, which is the state's canonical form.
    pub fn lists(&self) -> Vec<(Vec<u16>, Vec<u16>)> {
        let sorted = |list: &[u16]| {
            let mut list = list.to_vec();
            list.sort_unstable();
            list
        };
        self.teams.iter().map(|t| (sorted(&t.units), sorted(&t.members))).collect()
    }

    /// Returns the cost by part.
    pub fn parts(&self, model: &Model) -> Cost {
        let mut cost = Cost { objective: self.cost(model), spread: self.spread, ..Cost::default() };
        for team in &self.teams {
            let parts = model.staff_parts(&team.units, &team.members);
            cost.county += team.on.counties;
            cost.nosector += parts.nosector;
            cost.pair += parts.pair;
            cost.burden += parts.burden;
        }
        cost
    }

    /// Names the plan; `None` while a team has nobody who may lead it. A team that may stay empty and does is left out.
    pub fn plan(&self, model: &Model) -> Option<Plan> {
        let name = |(t, team): (usize, &Team)| {
            let (lead, liaison) = model.roles(team.on.grade2, &team.members)?;
            let mut members: Vec<_> = team.members.iter().map(|p| model.inspector_ids[*p as usize].clone()).collect();
            let mut units: Vec<_> = team.units.iter().map(|u| model.unit_ids[*u as usize].clone()).collect();
            members.sort();
            units.sort();
            let lead = model.inspector_ids[lead].clone();
            let liaison = liaison.map(|p| model.inspector_ids[p].clone());
            Some((model.team_ids[t].clone(), TeamPlan { lead, liaison, members, units }))
        };
        let sent = |team: &Team| !model.limits.may_stay || !team.units.is_empty() || !team.members.is_empty();
        self.teams.iter().enumerate().filter(|t| sent(t.1)).map(name).collect::<Option<_>>().map(Plan)
    }

    /// Reads a named plan into a state; names that the model does not know are left out.
    pub fn of_plan(model: &Model, plan: &Plan) -> State {
        let people: std::collections::BTreeMap<_, _> = model.inspector_ids.iter().enumerate().map(|(i, p)| (p, i as u16)).collect();
        let units: std::collections::BTreeMap<_, _> = model.unit_ids.iter().enumerate().map(|(i, u)| (u, i as u16)).collect();
        let team = |t| plan.0.get(t);
        let unit_lists =
            model.team_ids.iter().map(|t| team(t).map_or(Vec::new(), |t| t.units.iter().filter_map(|u| units.get(u).copied()).collect()));
        let member_lists = model
            .team_ids
            .iter()
            .map(|t| team(t).map_or(Vec::new(), |t| t.members.iter().filter_map(|p| people.get(p).copied()).collect()));
        State::new(model, unit_lists.collect(), member_lists.collect())
    }
}

/// The teams that a list of moves touches, at most four.
struct Touched {
    list: [usize; 4],
    len: usize,
    units: bool,
}

impl Touched {
    fn of(moves: &[Move]) -> Touched {
        let mut touched = Touched { list: [0; 4], len: 0, units: false };
        for one in moves {
            let (t, s) = match *one {
                Move::SwapMembers { t, s, .. } | Move::Shift { t, s, .. } => (t, s),
                Move::Exchange { t, .. } | Move::Drop { t, .. } | Move::Join { t, .. } => (t, t),
                Move::ShiftUnit { t, s, .. } | Move::SwapUnits { t, s, .. } => {
                    touched.units = true;
                    (t, s)
                }
            };
            touched.add(t);
            touched.add(s);
        }
        touched
    }

    fn add(&mut self, t: usize) {
        if !self.list[..self.len].contains(&t) {
            debug_assert!(self.len < 4, "a compound move touches at most four teams");
            self.list[self.len] = t;
            self.len += 1;
        }
    }

    fn teams(&self) -> impl Iterator<Item = usize> + use<> {
        self.list.into_iter().take(self.len)
    }
}
