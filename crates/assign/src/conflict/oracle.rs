//! Small rounds: whether there is any lawful plan at all. Units are placed one by one, and after each the teams as they stand are
//! staffed by a complete search, so that what cannot be staffed is found out soon. Cost plays no part.

use super::near::from_near;
use super::relaxed::Relaxed;
use super::staffing::{Folk, Staffing};
use crate::budget::Unlimited;
use crate::crew::{Crew, Sets, people};
use crate::element::Element;
use crate::exact::is_small;
use crate::instance::{Placed, Placement};
use crate::lawful;
use crate::model::Model;
use crate::rng::Seed;
use crate::state::State;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Whether a round has a lawful plan.
pub enum Feasible {
    Plan(Box<State>),
    None,
    /// The round is too large, or the allowance of steps is spent.
    Open,
}

/// Units and members by team.
type Lists = (Vec<Vec<u16>>, Vec<Vec<u16>>);

/// Asks again and again about one round with other rules and facts, and keeps the plans found, which answer later questions; where
/// many questions stay open, the rest would too and are no longer asked.
#[derive(Clone, Debug, Default)]
pub struct Oracle {
    open: u32,
    plans: VecDeque<Lists>,
    /// What was dropped in questions that have no plan; dropping less of it helps as little.
    nothing: VecDeque<BTreeSet<Element>>,
    memory: Memory,
    /// Searches by moves that have found a plan, less those that have not.
    worth: i32,
}

/// What one question leaves for the next about the same round.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// How often each unit was the one that had no team left; such units are placed first.
    weights: Vec<u64>,
    /// Members for one team by itself, by team and units; they may do again.
    alone: BTreeMap<(usize, u16), u64>,
}

/// Steps that one question may take before a plan is looked for near a known one, before plans are looked for by moves, and in all.
const STEPS_FIRST: u64 = 2_000;
const STEPS_MORE: u64 = 20_000;
const STEPS: u64 = 200_000;
/// Fresh starts of the search by moves, which finds most plans that there are and proves nothing.
const STARTS: u64 = 1;
/// Questions that may stay open.
const OPEN_MOST: u32 = 8;
/// Plans that are kept, and questions that have none.
const PLANS: usize = 48;

impl Oracle {
    /// Searches for any lawful plan. Where `last` is given, there is none with this element in force, so that any plan breaks it.
    pub fn ask(&mut self, relaxed: &Relaxed, last: Option<&Element>) -> Feasible {
        let model = &relaxed.model;
        if self.open >= OPEN_MOST || !is_small(model) {
            return Feasible::Open;
        }
        if let Some(state) = self.known(model) {
            return Feasible::Plan(Box::new(state));
        }
        if self.nothing.iter().any(|dropped| relaxed.dropped.len() <= dropped.len() && relaxed.dropped.is_subset(dropped)) {
            return Feasible::None;
        }
        let answer = self.search(relaxed, last);
        match &answer {
            Feasible::Plan(state) => {
                self.plans.truncate(PLANS - 1);
                self.plans.push_front(state.lists().into_iter().unzip());
            }
            Feasible::Open => self.open += 1,
            Feasible::None => {
                self.nothing.retain(|less| !less.is_subset(&relaxed.dropped));
                self.nothing.truncate(PLANS - 1);
                self.nothing.push_front(relaxed.dropped.clone());
            }
        }
        answer
    }

    /// Tells whether complete search finds out in so many steps that there is no plan.
    pub fn proves_none(&mut self, relaxed: &Relaxed, steps: u64) -> bool {
        let none = is_small(&relaxed.model) && matches!(search(&relaxed.model, None, steps, &mut self.memory), Feasible::None);
        if none {
            self.nothing.push_front(relaxed.dropped.clone());
        }
        none
    }

    /// Begins with other questions about the same round: those that stayed open before no longer count.
    pub fn begin(&mut self) {
        self.open = 0;
    }

    fn known(&self, model: &Model) -> Option<State> {
        let states = self.plans.iter().map(|(units, members)| State::new(model, units.clone(), members.clone()));
        states.into_iter().find(|state| state.hard() == 0)
    }

    fn search(&mut self, relaxed: &Relaxed, last: Option<&Element>) -> Feasible {
        let model = &relaxed.model;
        let (narrow, together) = narrowed(model, last);
        let answer = search(&narrow, together, STEPS_FIRST, &mut self.memory);
        if !matches!(answer, Feasible::Open) {
            return answer;
        }
        let near = |lists: &Lists| last.and_then(|last| from_near(relaxed, last, &State::new(model, lists.0.clone(), lists.1.clone())));
        if let Some(state) = self.plans.iter().take(1).find_map(near) {
            return Feasible::Plan(Box::new(state));
        }
        let answer = search(&narrow, together, STEPS_MORE, &mut self.memory);
        if !matches!(answer, Feasible::Open) {
            return answer;
        }
        // Where moves have found nothing before, most questions have no plan, and they come last.
        let first = self.worth >= 0;
        if let Some(state) = first.then(|| self.moved(model)).flatten() {
            return Feasible::Plan(Box::new(state));
        }
        let answer = search(&narrow, together, STEPS, &mut self.memory);
        if first || !matches!(answer, Feasible::Open) {
            return answer;
        }
        self.moved(model).map_or(Feasible::Open, |state| Feasible::Plan(Box::new(state)))
    }

    fn moved(&mut self, model: &Model) -> Option<State> {
        let found = lawful::search(model, Seed::from(1), STARTS, &Unlimited);
        self.worth += if found.is_some() { 1 } else { -1 };
        found
    }
}

/// Adds to a round what holds in every plan that breaks the element just dropped: the one is in the team where a ban kept it from,
/// or is not where a pin put it, or the person is in the team of the unit, which is returned.
fn narrowed(model: &Model, last: Option<&Element>) -> (Model, Option<(usize, usize)>) {
    let mut model = model.clone();
    let person = |model: &Model, id: &str| model.inspector_ids.iter().position(|p| p.0 == id);
    let unit = |model: &Model, id: &str| model.unit_ids.iter().position(|u| u.0 == id);
    let mut hold = |placement: &Placement, there: bool| {
        let who = match &placement.who {
            Placed::Inspector(id) => person(&model, &id.0).map(|p| (true, p)),
            Placed::Unit(id) => unit(&model, &id.0).map(|u| (false, u)),
        };
        let team = model.team_ids.iter().position(|t| *t == placement.team);
        if let (Some((is_person, who)), Some(team)) = (who, team) {
            model.hold(is_person, who, team, there);
        }
    };
    match last {
        Some(Element::Ban(placement)) => hold(placement, true),
        Some(Element::Pin(placement)) => hold(placement, false),
        Some(Element::Recusal { inspector, unit: id }) => {
            let together = person(&model, &inspector.0).zip(unit(&model, &id.0));
            return (model, together);
        }
        _ => {}
    }
    (model, None)
}

/// Searches for any lawful plan with at most `steps` steps.
pub fn feasible(model: &Model, steps: u64) -> Feasible {
    if is_small(model) { search(model, None, steps, &mut Memory::default()) } else { Feasible::Open }
}

/// Searches for any lawful plan, with a person in the team of a unit where they are given.
fn search(model: &Model, together: Option<(usize, usize)>, steps: u64, memory: &mut Memory) -> Feasible {
    let mut one = model.clone();
    one.limits.no_mutual = false;
    let mut question = Question { model, folk: Folk::new(model), together, left: steps, memory };
    let found_one = question.decide(&one, Alone::new());
    found_one.map_or(answer(question.left), |state| found(model, &state))
}

/// Whether a crew can be had with nobody else in the way, by class of team and units.
type Alone = BTreeMap<(usize, u16), bool>;

/// One question, which may take several searches.
struct Question<'q> {
    model: &'q Model,
    folk: Folk,
    together: Option<(usize, usize)>,
    left: u64,
    memory: &'q mut Memory,
}

impl Question<'_> {
    /// Searches with no rule that binds people to others. Where two counties then send people to each other and may not, it is decided
    /// which of the two sends nobody, one way after the other; most pairs never come to that. Crews that cannot be had before
    /// cannot after.
    fn decide(&mut self, one: &Model, mut alone: Alone) -> Option<State> {
        let state = self.search_one(one, &mut alone)?;
        let pair = facing(self.model, &state).filter(|_| self.model.limits.no_mutual);
        let Some((from, to)) = pair else { return Some(state) };
        alone.retain(|_, can| !*can);
        [(from, to), (to, from)].into_iter().find_map(|(from, to)| {
            let mut next = one.clone();
            next.keep_out(from, to);
            (self.left > 0).then(|| self.decide(&next, alone.clone())).flatten()
        })
    }

    fn search_one(&mut self, model: &Model, alone: &mut Alone) -> Option<State> {
        self.memory.weights.resize(model.units, 1);
        let mut class = vec![0; model.teams];
        for (i, group) in model.alike().iter().enumerate() {
            group.iter().for_each(|t| class[*t] = i);
        }
        let useful = |p: &usize| model.limits.units_min == 0 || (0..model.units).any(|u| !model.barred(*p, u));
        let mut packing = Packing {
            model,
            folk: &self.folk,
            sets: Sets::new(model),
            class,
            order: order(model, self.together),
            together: self.together,
            useful: (0..model.people).filter(useful).fold(0, |set, p| set | 1 << p),
            crews: Vec::new(),
            at: BTreeMap::new(),
            alone: std::mem::take(alone),
            memory: &mut *self.memory,
            left: self.left,
        };
        let found = packing.run();
        self.left = packing.left;
        *alone = packing.alone;
        found
    }
}

fn answer(left: u64) -> Feasible {
    if left > 0 { Feasible::None } else { Feasible::Open }
}

fn found(model: &Model, state: &State) -> Feasible {
    let (units, members) = state.lists().into_iter().unzip();
    let state = State::new(model, units, members);
    if state.hard() == 0 { Feasible::Plan(Box::new(state)) } else { Feasible::Open }
}

/// Two counties that send people to each other, the one that sends fewer first.
fn facing(model: &Model, state: &State) -> Option<(usize, usize)> {
    let mut sent: BTreeMap<(usize, usize), BTreeSet<u16>> = BTreeMap::new();
    for (units, members) in state.lists() {
        for p in members {
            let home = model.home[p as usize] as usize;
            let visited = units.iter().map(|u| model.county[*u as usize] as usize).filter(|county| *county != home);
            visited.for_each(|county| _ = sent.entry((home, county)).or_default().insert(p));
        }
    }
    let both = sent.iter().filter(|((a, b), _)| sent.contains_key(&(*b, *a)));
    both.min_by_key(|(pair, people)| (people.len(), **pair)).map(|(pair, _)| *pair)
}

/// Units in the order in which they are placed where as many teams can take them: what is fixed first, then what asks for the most.
fn order(model: &Model, together: Option<(usize, usize)>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..model.units).collect();
    let asked = |u: usize| model.members_for(model.size[u]) + model.need[u].iter().map(|n| i64::from(n.1)).sum::<i64>();
    order.sort_by_key(|u| {
        let first = together.is_none_or(|(_, unit)| unit != *u);
        (first, model.unit_pin[*u].is_none(), Reverse(asked(*u)), Reverse(model.size[*u]), *u)
    });
    order
}

struct Packing<'m> {
    model: &'m Model,
    folk: &'m Folk,
    sets: Sets,
    /// Teams of one class may trade places.
    class: Vec<usize>,
    order: Vec<usize>,
    /// A person who must be in the team of a unit.
    together: Option<(usize, usize)>,
    /// People whom nothing keeps from every unit, where every team has one.
    useful: u64,
    crews: Vec<Crew>,
    /// Places in `crews`, by class and units as bits.
    at: BTreeMap<(usize, u16), usize>,
    alone: Alone,
    memory: &'m mut Memory,
    left: u64,
}

impl Packing<'_> {
    fn run(&mut self) -> Option<State> {
        let teams = vec![0u16; self.model.teams];
        let crews: Vec<usize> = (0..self.model.teams).map(|t| self.crew(t, 0)).collect();
        // A person who waits for a unit has no team before the unit has, which is the first to be placed.
        let members = if self.together.is_some() { vec![0; crews.len()] } else { self.fill(&crews)? };
        self.place(0, &teams, &crews, &members)
    }

    fn place(&mut self, depth: usize, teams: &[u16], crews: &[usize], members: &[u64]) -> Option<State> {
        let model = self.model;
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return None;
        }
        if depth == model.units {
            return self.plan(teams, members);
        }
        let (u, mut tries) = self.narrowest(teams)?;
        let load = |t: usize| people(u64::from(teams[t])).map(|u| model.size[u]).sum::<i64>();
        tries.sort_by_key(|t| (load(*t), *t));
        let mut stuck = true;
        for t in tries {
            let (mut teams, mut crews) = (teams.to_vec(), crews.to_vec());
            teams[t] |= 1 << u;
            if !self.enough_units(depth + 1, &teams) {
                continue;
            }
            crews[t] = self.crew(t, teams[t]);
            // More units only ask for more, so what cannot be staffed never can.
            let staffed = if self.still(&crews, members) { Some(members.to_vec()) } else { self.more(&crews, members) };
            stuck &= staffed.is_none();
            if let Some(found) = staffed.and_then(|members| self.place(depth + 1, &teams, &crews, &members)) {
                return Some(found);
            }
            if self.left == 0 {
                return None;
            }
        }
        self.memory.weights[u] += u64::from(stuck);
        None
    }

    /// Returns the unit with the fewest teams that can yet take it for its weight, and these; `None` where a unit has none.
    fn narrowest(&mut self, teams: &[u16]) -> Option<(usize, Vec<usize>)> {
        let placed = teams.iter().fold(0, |set, team| set | team);
        let mut best: Option<(usize, Vec<usize>)> = None;
        for i in 0..self.order.len() {
            let u = self.order[i];
            if placed >> u & 1 != 0 {
                continue;
            }
            let tries: Vec<usize> = (0..teams.len()).filter(|t| self.takes(teams, *t, u)).collect();
            if tries.is_empty() {
                self.memory.weights[u] += 1;
                return None;
            }
            // The unit that somebody waits for has a team before all others.
            let first = placed == 0 && self.together.is_some();
            let sooner =
                |b: &(usize, Vec<usize>)| tries.len() as u64 * self.memory.weights[b.0] < b.1.len() as u64 * self.memory.weights[u];
            if first || best.as_ref().is_none_or(sooner) {
                best = Some((u, tries));
            }
            if first {
                break;
            }
        }
        best
    }

    /// Tells whether a team can yet take a unit, with nobody else in the way.
    fn takes(&mut self, teams: &[u16], t: usize, u: usize) -> bool {
        let model = self.model;
        let twin = teams[t] == 0 && (0..t).any(|s| teams[s] == 0 && self.class[s] == self.class[t]);
        if twin || !model.unit_at(u, t) || teams[t].count_ones() as usize >= model.limits.units_max {
            return false;
        }
        let key = (self.class[t], teams[t] | 1 << u);
        if let Some(known) = self.alone.get(&key) {
            return *known;
        }
        let at = self.crew(t, key.1);
        let known = self.crews[at].counties.len() <= model.limits.counties && self.alone(t, at, key.1) || self.left == 0;
        self.alone.insert(key, known);
        known
    }

    /// Tells whether a crew can be had with nobody else in the way.
    fn alone(&mut self, t: usize, at: usize, units: u16) -> bool {
        let before = self.memory.alone.get(&(t, units));
        if before.is_some_and(|set| Staffing::does(self.model, self.folk, &self.crews[at], *set)) {
            return true;
        }
        let found = self.fill(&[at]);
        if let Some(set) = found.as_ref().and_then(|list| list.first()) {
            self.memory.alone.insert((t, units), *set);
        }
        found.is_some()
    }

    /// Tells whether the units that are left can bring every team to its least.
    fn enough_units(&self, placed: usize, teams: &[u16]) -> bool {
        let limits = &self.model.limits;
        let short = |set: &u16| limits.units_min.saturating_sub(set.count_ones() as usize);
        let short = teams.iter().filter(|set| **set != 0 || !limits.may_stay).map(short).sum::<usize>();
        short <= self.model.units - placed
    }

    fn crew(&mut self, t: usize, units: u16) -> usize {
        let key = (self.class[t], units);
        if let Some(known) = self.at.get(&key) {
            return *known;
        }
        let list: Vec<u16> = people(u64::from(units)).map(|u| u as u16).collect();
        let mut made = self.sets.crew(self.model, t, &list);
        made.allowed &= self.useful;
        if let Some((person, unit)) = self.together {
            if units >> unit & 1 != 0 {
                made.pinned |= 1 << person;
            } else {
                made.allowed &= !(1 << person);
            }
        }
        self.crews.push(made);
        self.at.insert(key, self.crews.len() - 1);
        self.crews.len() - 1
    }

    /// Tells whether these members do for these crews too.
    fn still(&self, crews: &[usize], members: &[u64]) -> bool {
        let crews: Vec<&Crew> = crews.iter().map(|c| &self.crews[*c]).collect();
        Staffing::serves(&crews, members)
    }

    /// Members for these crews, first beside those who did before.
    fn more(&mut self, crews: &[usize], members: &[u64]) -> Option<Vec<u64>> {
        let list: Vec<&Crew> = crews.iter().map(|c| &self.crews[*c]).collect();
        Staffing::add(self.model, self.folk, &list, members, &mut self.left).or_else(|| self.fill(crews))
    }

    fn fill(&mut self, crews: &[usize]) -> Option<Vec<u64>> {
        let list: Vec<&Crew> = crews.iter().map(|c| &self.crews[*c]).collect();
        Staffing::run(self.model, self.folk, &list, &mut self.left)
    }

    fn plan(&self, teams: &[u16], members: &[u64]) -> Option<State> {
        let list = |set: u64| people(set).map(|p| p as u16).collect::<Vec<u16>>();
        let units = teams.iter().map(|set| list(u64::from(*set))).collect();
        Some(State::new(self.model, units, members.iter().map(|set| list(*set)).collect()))
    }
}
