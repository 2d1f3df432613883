//! Why each person and each unit is where it is, and why not elsewhere. Every answer is recomputed from the plan: what would break
//! without it, what forbids the other place, or what the cheapest lawful way there costs.

use crate::ground::{Ground, faults, ground, recusal_grounds, team_fact};
use crate::ids::TeamId;
use crate::instance::Instance;
use crate::model::Model;
use crate::state::{Move, State};
use serde::Serialize;

/// Why not in one other team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    pub team: TeamId,
    /// `barred`: forbidden whoever else is there; `breaks`: every single step there breaks a rule; `price`: lawful, at this price.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// Points by which the plan would become dearer; below 0 it would become cheaper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// With whom the place is exchanged in the cheapest step, where it takes an exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// All about one person or unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Name of the inspector or unit.
    pub who: String,
    /// The team, absent for people who are not sent.
    pub team: Option<TeamId>,
    pub why: Vec<Ground>,
    /// What would break without this.
    pub without: Vec<Ground>,
    pub not: Vec<Elsewhere>,
}

/// Explains every person and every unit of a lawful plan that `only` lets through; people first.
pub fn explain(instance: &Instance, model: &Model, state: &State, only: &dyn Fn(&str) -> bool) -> Vec<Explanation> {
    let mut explainer = Explainer { instance, model, state: state.clone() };
    let people = (0..model.people).filter(|p| only(&model.inspector_ids[*p].0));
    let mut list: Vec<Explanation> = people.map(|p| explainer.person(p)).collect();
    let units = (0..model.units).filter(|u| only(&model.unit_ids[*u].0));
    list.extend(units.map(|u| explainer.unit(u)));
    list
}

struct Explainer<'a> {
    instance: &'a Instance,
    model: &'a Model,
    state: State,
}

/// A way there: what broke, points dearer, with whom.
type Way = (i64, i64, Move);

impl Explainer<'_> {
    fn person(&mut self, p: usize) -> Explanation {
        let model = self.model;
        let home = self.state.teams.iter().position(|t| t.members.contains(&(p as u16)));
        let (why, without) = match home {
            Some(t) => (self.why_person(p, t), self.without_person(p, t)),
            None => (vec![ground("cost", "stays-home", vec![("burden", model.burden[p].to_string())])], Vec::new()),
        };
        let not = (0..model.teams).filter(|t| Some(*t) != home).map(|t| self.person_elsewhere(p, home, t)).collect();
        let team = home.map(|t| model.team_ids[t].clone());
        Explanation { who: model.inspector_ids[p].0.clone(), team, why, without, not }
    }

    fn why_person(&mut self, p: usize, t: usize) -> Vec<Ground> {
        let (instance, model) = (self.instance, self.model);
        let team = &self.state.teams[t];
        let mut list = Vec::new();
        if let Some((lead, liaison)) = model.roles(team.on.grade2, &team.members) {
            let seniority = ("seniority", model.seniority[p].to_string());
            if lead == p {
                list.push(ground("H7", "leads", vec![team_fact(&model.team_ids[t]), seniority]));
            } else if liaison == Some(p) {
                list.push(ground("R", "is-liaison", vec![team_fact(&model.team_ids[t])]));
            }
        }
        if model.person_pin[p] == Some(t) {
            list.push(ground("R", "pinned", vec![team_fact(&model.team_ids[t])]));
        }
        let rest: Vec<u16> = team.members.iter().copied().filter(|q| *q as usize != p).collect();
        let known = rest.iter().fold(0, |set, q| set | model.knows[*q as usize]);
        for u in team.units.iter().map(|u| *u as usize) {
            if model.sector[u] & model.knows[p] & !known != 0 {
                let sector = instance.units[u].sector.clone();
                list.push(ground("cost", "knows-sector", vec![("unit", model.unit_ids[u].0.clone()), ("sector", sector)]));
            }
        }
        if let Some(i) = team.members.iter().position(|q| *q as usize == p) {
            let places = (0..self.state.pool.len()).map(|q| Move::Exchange { t, i, q });
            let ways: Vec<Move> = std::iter::once(Move::Drop { t, i }).chain(places).collect();
            if let Some((0, price, one)) = self.cheapest(ways) {
                let with = self.name_of(one, p as u16).unwrap_or_default();
                let code = if with.is_empty() { "dropping-costs" } else { "replacing-costs" };
                list.push(ground("cost", code, vec![("price", price.to_string()), ("with", with)]));
            } else {
                list.push(ground("cost", "irreplaceable", Vec::new()));
            }
        }
        list
    }

    fn without_person(&self, p: usize, t: usize) -> Vec<Ground> {
        let team = &self.state.teams[t];
        let rest: Vec<u16> = team.members.iter().copied().filter(|q| *q as usize != p).collect();
        faults(self.instance, self.model, t, &team.units, &rest)
    }

    fn person_elsewhere(&mut self, p: usize, home: Option<usize>, t: usize) -> Elsewhere {
        let (instance, model) = (self.instance, self.model);
        let mut grounds: Vec<Ground> = Vec::new();
        if !model.person_at(p, t) {
            grounds.push(ground("R", "placed", vec![("who", model.inspector_ids[p].0.clone()), team_fact(&model.team_ids[t])]));
        }
        for u in &self.state.teams[t].units {
            if model.barred(p, *u as usize) {
                grounds.extend(recusal_grounds(instance, p, *u as usize));
            }
        }
        let team = model.team_ids[t].clone();
        if !grounds.is_empty() {
            return Elsewhere { team, kind: "barred", grounds, price: None, with: None };
        }
        let members = self.state.teams[t].members.len();
        let person = p as u16;
        let ways: Vec<Move> = match home.and_then(|s| Some((s, self.state.teams[s].members.iter().position(|q| *q == person)?))) {
            Some((s, i)) => {
                let swaps = (0..members).map(|j| Move::SwapMembers { t: s, i, s: t, j });
                std::iter::once(Move::Shift { t: s, i, s: t }).chain(swaps).collect()
            }
            None => {
                let q = self.state.pool.iter().position(|q| *q == person).unwrap_or(0);
                std::iter::once(Move::Join { t, q }).chain((0..members).map(|i| Move::Exchange { t, i, q })).collect()
            }
        };
        self.elsewhere(team, ways, person)
    }

    fn unit(&mut self, u: usize) -> Explanation {
        let model = self.model;
        let Some(t) = self.state.teams.iter().position(|t| t.units.contains(&(u as u16))) else {
            return Explanation { who: model.unit_ids[u].0.clone(), team: None, why: Vec::new(), without: Vec::new(), not: Vec::new() };
        };
        let why = self.why_unit(u, t);
        let rest: Vec<u16> = self.state.teams[t].units.iter().copied().filter(|v| *v as usize != u).collect();
        let without = faults(self.instance, model, t, &rest, &self.state.teams[t].members);
        let not = (0..model.teams).filter(|s| *s != t).map(|s| self.unit_elsewhere(u, t, s)).collect();
        Explanation { who: model.unit_ids[u].0.clone(), team: Some(model.team_ids[t].clone()), why, without, not }
    }

    fn why_unit(&mut self, u: usize, t: usize) -> Vec<Ground> {
        let model = self.model;
        let team = &self.state.teams[t];
        let mut list = vec![ground("H1", "inspected", vec![("unit", model.unit_ids[u].0.clone())])];
        // Bans can leave a unit one team without any pin.
        if self.instance.rules.pins.iter().any(|pin| pin.who.name() == model.unit_ids[u].0) {
            list.push(ground("R", "pinned", vec![team_fact(&model.team_ids[t])]));
        }
        let rest: Vec<u16> = team.units.iter().copied().filter(|v| *v as usize != u).collect();
        let county = model.county[u];
        let others = rest.iter().filter(|v| model.county[**v as usize] == county).count();
        if others > 0 {
            let fact = vec![("county", model.counties[county as usize].0.clone()), ("others", others.to_string())];
            list.push(ground("cost", "county-shared", fact));
        }
        let load = vec![("load", team.on.load.to_string()), ("members", team.members.len().to_string())];
        list.push(ground("H10", "carried", load));
        if let Some(i) = team.units.iter().position(|v| *v as usize == u) {
            let mut ways = Vec::new();
            for s in (0..model.teams).filter(|s| *s != t) {
                ways.push(Move::ShiftUnit { t, i, s });
                ways.extend((0..self.state.teams[s].units.len()).map(|j| Move::SwapUnits { t, i, s, j }));
            }
            match self.cheapest(ways) {
                Some((0, price, one)) => {
                    let with = self.name_of(one, u as u16).unwrap_or_default();
                    list.push(ground("cost", "moving-costs", vec![("price", price.to_string()), ("with", with)]));
                }
                _ => list.push(ground("cost", "immovable", Vec::new())),
            }
        }
        list
    }

    fn unit_elsewhere(&mut self, u: usize, t: usize, s: usize) -> Elsewhere {
        let model = self.model;
        let team = model.team_ids[s].clone();
        if !model.unit_at(u, s) {
            let fact = vec![("who", model.unit_ids[u].0.clone()), team_fact(&team)];
            return Elsewhere { team, kind: "barred", grounds: vec![ground("R", "placed", fact)], price: None, with: None };
        }
        let i = self.state.teams[t].units.iter().position(|v| *v as usize == u).unwrap_or(0);
        let swaps = (0..self.state.teams[s].units.len()).map(|j| Move::SwapUnits { t, i, s, j });
        let ways = std::iter::once(Move::ShiftUnit { t, i, s }).chain(swaps).collect();
        self.elsewhere(team, ways, u as u16)
    }

    fn elsewhere(&mut self, team: TeamId, ways: Vec<Move>, who: u16) -> Elsewhere {
        match self.cheapest(ways) {
            Some((0, price, one)) => {
                let with = self.name_of(one, who);
                Elsewhere { team, kind: "price", grounds: Vec::new(), price: Some(price), with }
            }
            Some((_, _, one)) => {
                let with = self.name_of(one, who);
                let grounds = self.broken_by(one);
                Elsewhere { team, kind: "breaks", grounds, price: None, with }
            }
            None => Elsewhere { team, kind: "breaks", grounds: Vec::new(), price: None, with: None },
        }
    }

    /// Tries each move and returns the one that breaks least, then costs least.
    fn cheapest(&mut self, ways: Vec<Move>) -> Option<Way> {
        let before = self.state.cost(self.model);
        let mut best: Option<Way> = None;
        for one in ways {
            self.state.apply(self.model, &[one]);
            let way = (self.state.hard(), self.state.cost(self.model) - before, one);
            self.state.undo(self.model, &[one]);
            if best.is_none_or(|b| (way.0, way.1) < (b.0, b.1)) {
                best = Some(way);
            }
        }
        best
    }

    /// Names the other side of an exchange.
    fn name_of(&self, one: Move, who: u16) -> Option<String> {
        let (teams, model) = (&self.state.teams, self.model);
        let person = |a: u16, b: u16| Some(model.inspector_ids[if a == who { b } else { a } as usize].0.clone());
        match one {
            Move::SwapMembers { t, i, s, j } => person(teams[t].members[i], teams[s].members[j]),
            Move::Exchange { t, i, q } => person(teams[t].members[i], self.state.pool[q]),
            Move::SwapUnits { t, i, s, j } => {
                let (a, b) = (teams[t].units[i], teams[s].units[j]);
                Some(model.unit_ids[if a == who { b } else { a } as usize].0.clone())
            }
            _ => None,
        }
    }

    fn broken_by(&mut self, one: Move) -> Vec<Ground> {
        self.state.apply(self.model, &[one]);
        let mut list = Vec::new();
        for t in 0..self.model.teams {
            let team = &self.state.teams[t];
            if team.on.hard + team.staff.hard > 0 {
                list.extend(faults(self.instance, self.model, t, &team.units, &team.members));
            }
        }
        if self.state.mutual() > 0 {
            list.push(ground("R", "mutual", Vec::new()));
        }
        self.state.undo(self.model, &[one]);
        list
    }
}
