//! A declaration arrives late: the lawful plan that changes the fewest people, and among those the cheapest. Units stay where they
//! are, because a unit that moves changes the work of two whole teams; they move only where no change of people alone can do.

use crate::assign::{Outcome, assign};
use crate::budget::Budget;
use crate::conflict::Conflicts;
use crate::fault::{Fault, InputError};
use crate::ids::{InspectorId, TeamId, UnitId};
use crate::instance::{Instance, Placed, Placement};
use crate::json::{At, parse};
use crate::mend::{around, mend};
use crate::model::Model;
use crate::plan::{Cost, Plan};
use crate::solve::Options;
use crate::state::{Move, State};
use serde::Serialize;
use std::collections::BTreeSet;

/// Most people whose change is searched through completely.
const DEPTH_MAX: usize = 6;
/// Tries that the complete search may take.
const ALLOWANCE: u64 = 12_000_000;

/// What became known late.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Late {
    /// Recusals declared by now.
    pub declared: Vec<(InspectorId, UnitId)>,
    /// People who cannot be sent at all.
    pub absent: Vec<InspectorId>,
}

/// One person whose place changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub inspector: InspectorId,
    /// Absent for someone who was not sent.
    pub from: Option<TeamId>,
    /// Absent for someone who is no longer sent.
    pub to: Option<TeamId>,
}

/// A repaired plan.
#[derive(Clone, Debug)]
pub struct Repair {
    pub plan: Plan,
    pub cost: Cost,
    pub changes: Vec<Change>,
    pub moved_units: Vec<UnitId>,
    /// Whether it is proved that no lawful plan with the same units changes fewer people, nor as many for less.
    pub proved: bool,
}

/// How a repair ended.
pub enum Repaired {
    Plan(Box<Repair>),
    Conflict(Conflicts),
    Open { broken: i64 },
}

/// Reads `{"declared": [{"inspector": …, "unit": …}], "absent": [inspector]}`; either list may be left out, and a declaration may
/// also be the pair `[inspector, unit]`.
///
/// # Errors
/// The first fault found, with its path; names that the round does not know are faults.
pub fn read_late(text: &str, instance: &Instance) -> Result<Late, InputError> {
    let node = parse(text)?;
    let at = At::root(&node);
    let mut late = Late::default();
    let person = |at: &At| match instance.placed(at.text()?) {
        Some(Placed::Inspector(id)) => Ok(id),
        _ => Err(at.fault(Fault::Unknown { name: at.text()?.to_owned() })),
    };
    let unit = |at: &At| match instance.placed(at.text()?) {
        Some(Placed::Unit(id)) => Ok(id),
        _ => Err(at.fault(Fault::Unknown { name: at.text()?.to_owned() })),
    };
    for (key, value) in at.entries()? {
        match key {
            "declared" => {
                for item in value.items()? {
                    let pair = match item.items() {
                        Ok(pair) if pair.len() == 2 => (person(&pair[0])?, unit(&pair[1])?),
                        Ok(_) => return Err(item.fault(Fault::Kind { expected: "pair" })),
                        Err(_) => (person(&item.need("inspector")?)?, unit(&item.need("unit")?)?),
                    };
                    late.declared.push(pair);
                }
            }
            "absent" => late.absent = value.items()?.iter().map(person).collect::<Result<_, _>>()?,
            other => return Err(value.fault(Fault::Unknown { name: other.to_owned() })),
        }
    }
    Ok(late)
}

/// Returns the round with what became known late.
pub fn with_late(instance: &Instance, late: &Late) -> Instance {
    let mut next = instance.clone();
    for (who, unit) in &late.declared {
        for inspector in next.inspectors.iter_mut().filter(|p| p.id == *who && !p.declared.contains(unit)) {
            inspector.declared.push(unit.clone());
        }
    }
    for who in &late.absent {
        let ban = |team: &TeamId| Placement { who: Placed::Inspector(who.clone()), team: team.clone() };
        next.rules.bans.extend(instance.teams.iter().map(ban));
        next.rules.pins.retain(|pin| pin.who != Placed::Inspector(who.clone()));
    }
    next
}

/// Repairs `plan` for `instance`, which already holds what became known late.
pub fn repair(instance: &Instance, plan: &Plan, options: &Options, budget: &dyn Budget) -> Repaired {
    let model = Model::new(instance, &BTreeSet::new());
    let start = State::of_plan(&model, plan);
    if start.hard() == 0 {
        return named(instance, &model, plan, &start, true);
    }
    let mut complete = true;
    for depth in 1..=DEPTH_MAX {
        let mut search = Deepening { model: &model, state: start.clone(), moved: Vec::new(), best: None, left: ALLOWANCE, budget };
        search.deepen(depth);
        complete &= search.left > 0;
        if let Some((_, lists)) = search.best {
            let (units, members) = lists.into_iter().unzip();
            return named(instance, &model, plan, &State::new(&model, units, members), complete);
        }
        if !complete {
            break;
        }
    }
    let mut mended = start.clone();
    if mend(&model, &mut mended) {
        return named(instance, &model, plan, &mended, false);
    }
    match assign(instance, Some(plan), options, budget, &mut |_| {}) {
        Outcome::Plan(solved) => named(instance, &model, plan, &solved.state, false),
        Outcome::Conflict(conflicts) => Repaired::Conflict(conflicts),
        Outcome::Open { broken } => Repaired::Open { broken },
    }
}

fn named(instance: &Instance, model: &Model, before: &Plan, state: &State, proved: bool) -> Repaired {
    let Some(plan) = state.plan(model) else { return Repaired::Open { broken: state.hard() } };
    let change = |id: &InspectorId| {
        let (from, to) = (before.team_of(id).cloned(), plan.team_of(id).cloned());
        (from != to).then(|| Change { inspector: id.clone(), from, to })
    };
    let changes = instance.inspectors.iter().filter_map(|p| change(&p.id)).collect();
    let moved = instance.units.iter().filter(|u| before.team_of_unit(&u.id) != plan.team_of_unit(&u.id));
    let moved_units = moved.map(|u| u.id.clone()).collect();
    Repaired::Plan(Box::new(Repair { cost: state.parts(model), plan, changes, moved_units, proved }))
}

type Lists = Vec<(Vec<u16>, Vec<u16>)>;

/// Complete search by number of people changed. Every lawful plan changes somebody who is in, or comes into, a team that is broken
/// now; so only such changes are tried, each person once.
struct Deepening<'a> {
    model: &'a Model,
    state: State,
    moved: Vec<u16>,
    best: Option<(i64, Lists)>,
    left: u64,
    budget: &'a dyn Budget,
}

impl Deepening<'_> {
    fn deepen(&mut self, depth: usize) {
        if self.state.hard() == 0 {
            let cost = self.state.cost(self.model);
            if self.best.as_ref().is_none_or(|b| cost < b.0) {
                self.best = Some((cost, self.state.lists()));
            }
            return;
        }
        // One person who changes team touches two teams.
        let broken = (0..self.model.teams).filter(|t| self.state.teams[*t].on.hard + self.state.teams[*t].staff.hard > 0).count();
        if depth == 0 || broken > 2 * depth {
            return;
        }
        for one in self.changes() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            if self.left.is_multiple_of(1_024) && self.budget.over() {
                self.left = 0;
            }
            let who = self.who(one);
            if self.moved.contains(&who) {
                continue;
            }
            self.state.apply(self.model, &[one]);
            if self.state.hard() == 0 || depth > 1 {
                self.moved.push(who);
                self.deepen(depth - 1);
                self.moved.pop();
            }
            self.back(one, who);
        }
    }

    /// The deeper moves have overwritten the saved scores, so the way back is a move of its own.
    fn back(&mut self, one: Move, who: u16) {
        let inverse = match one {
            Move::Shift { t, s, .. } => self.place(s, who).map(|i| Move::Shift { t: s, i, s: t }),
            Move::Drop { t, .. } => self.state.pool.iter().position(|p| *p == who).map(|q| Move::Join { t, q }),
            Move::Join { t, .. } => self.place(t, who).map(|i| Move::Drop { t, i }),
            _ => None,
        };
        if let Some(inverse) = inverse {
            self.state.apply(self.model, &[inverse]);
        }
    }

    fn place(&self, t: usize, who: u16) -> Option<usize> {
        self.state.teams[t].members.iter().position(|p| *p == who)
    }

    fn who(&self, one: Move) -> u16 {
        match one {
            Move::Shift { t, i, .. } | Move::Drop { t, i } => self.state.teams[t].members[i],
            Move::Join { q, .. } => self.state.pool[q],
            _ => u16::MAX,
        }
    }

    /// Lists the changes of one person that a broken team asks for: those who may not stay must go, else anybody may come or go.
    fn changes(&self) -> Vec<Move> {
        let (model, state) = (self.model, &self.state);
        for (t, team) in state.teams.iter().enumerate() {
            let barred = |p: &u16| !model.person_at(*p as usize, t) || team.units.iter().any(|u| model.barred(*p as usize, *u as usize));
            if let Some(i) = team.members.iter().position(barred) {
                let others = (0..model.teams).filter(|s| *s != t).map(|s| Move::Shift { t, i, s });
                return std::iter::once(Move::Drop { t, i }).chain(others).collect();
            }
        }
        let broken = (0..model.teams).filter(|t| state.teams[*t].on.hard + state.teams[*t].staff.hard > 0);
        let teams: Vec<usize> = broken.take(1).collect();
        // Only mutual pairs are left where no team is broken by itself; then any team may be touched.
        let teams = if teams.is_empty() { (0..model.teams).collect() } else { teams };
        let single = |one: &Move| matches!(one, Move::Shift { .. } | Move::Drop { .. } | Move::Join { .. });
        teams.into_iter().flat_map(|t| around(model, state, t)).filter(single).collect()
    }
}
