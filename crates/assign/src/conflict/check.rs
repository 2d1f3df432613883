//! Conditions that every lawful plan meets, each a demand beside a supply. One that fails proves that there is no lawful plan,
//! and the elements it reads are where the conflict lies.

use super::relaxed::Relaxed;
use crate::element::Element;
use crate::instance::Placed;
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// What a crew must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// Members with this skill (index of the model).
    Skill(usize),
    /// Somebody who may lead.
    Lead,
    /// Somebody who may be liaison.
    Liaison,
    /// Enough members.
    Size,
    /// No more members than a team may have.
    Room,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// There are units enough for all teams, and people.
    UnitsMin,
    UnitsMax,
    People,
    /// All teams at their largest carry all units.
    Load,
    /// Teams may touch all counties.
    Counties,
    /// There are leaders for all teams, seniors for the units of grade 2, liaisons.
    Leaders,
    Seniors,
    Liaisons,
    /// There are people with this skill for all teams that need one.
    Skill(usize),
    /// A team that holds these units can be staffed; in this team where one is given.
    Crew {
        units: Vec<usize>,
        team: Option<usize>,
        ask: Ask,
    },
    /// Someone or something that is pinned or banned has a team left.
    Place {
        person: bool,
        who: usize,
    },
    /// What is pinned to a team is lawful there.
    Pinned {
        team: usize,
    },
}

/// Lists all conditions of a round.
pub fn all(model: &Model) -> Vec<Check> {
    let mut list = vec![
        Check::UnitsMin,
        Check::UnitsMax,
        Check::People,
        Check::Load,
        Check::Counties,
        Check::Leaders,
        Check::Seniors,
        Check::Liaisons,
    ];
    list.extend((0..model.skills.len()).map(Check::Skill));
    list.extend((0..model.units).map(|who| Check::Place { person: false, who }));
    list.extend((0..model.people).filter(|p| model.person_pin[*p].is_some()).map(|who| Check::Place { person: true, who }));
    let crews = (0..model.units).map(|u| (vec![u], None)).chain((0..model.teams).filter_map(|t| {
        let units: Vec<usize> = (0..model.units).filter(|u| model.unit_pin[*u] == Some(t)).collect();
        (!units.is_empty()).then_some((units, Some(t)))
    }));
    for (units, team) in crews {
        let skills = (0..model.skills.len()).filter(|k| units.iter().any(|u| model.need[*u].iter().any(|n| n.0 as usize == *k)));
        let asks = skills.map(Ask::Skill).chain([Ask::Lead, Ask::Liaison, Ask::Size, Ask::Room]);
        list.extend(asks.map(|ask| Check::Crew { units: units.clone(), team, ask }));
    }
    let pinned = (0..model.teams).filter(|t| model.person_pin.contains(&Some(*t)) || model.unit_pin.contains(&Some(*t)));
    list.extend(pinned.map(|team| Check::Pinned { team }));
    list
}

impl Check {
    /// Returns demand and supply; the condition fails where the demand is greater.
    pub fn balance(&self, model: &Model) -> (i64, i64) {
        let limits = &model.limits;
        let load = model.size.iter().sum::<i64>();
        let teams = model.teams as i64;
        // Where teams may stay empty, at least as many are sent as carry all units at their most.
        let sent = if limits.may_stay { model.units.div_ceil(limits.units_max.max(1)) as i64 } else { teams };
        let times = |limit: usize| teams.saturating_mul(limit as i64);
        match self {
            Check::UnitsMin => (sent.saturating_mul(limits.units_min as i64), model.units as i64),
            Check::UnitsMax => (model.units as i64, times(limits.units_max)),
            Check::People => {
                let carried = if limits.person_load > 0 { (load + limits.person_load - 1) / limits.person_load } else { 0 };
                (carried.max(sent.saturating_mul(limits.size_min as i64)), model.people as i64)
            }
            Check::Load if limits.person_load > 0 => (load, times(limits.size_max).saturating_mul(limits.person_load)),
            Check::Counties => (model.unit_counties as i64, times(limits.counties)),
            Check::Leaders => (sent, count(model, |p| model.may_lead(p, false) || model.may_lead(p, true))),
            Check::Seniors => (least_teams(model, |u| model.grade2[u]), count(model, |p| model.may_lead(p, true))),
            Check::Liaisons if limits.liaison => (sent, count(model, |p| model.liaison_home_ok[p])),
            Check::Skill(k) => (skill_demand(model, *k), count(model, |p| model.has[p] >> k & 1 != 0)),
            Check::Crew { units, team, ask } => crew(model, units, *team, *ask),
            Check::Place { person: true, who } => (1, (0..model.teams).filter(|t| model.person_at(*who, *t)).count() as i64),
            Check::Place { person: false, who } => (1, (0..model.teams).filter(|t| model.unit_at(*who, *t)).count() as i64),
            Check::Pinned { team } => (pinned_faults(model, *team), 0),
            Check::Load | Check::Liaisons => (0, 0),
        }
    }

    /// Tells whether the condition fails, which proves that there is no lawful plan.
    pub fn fails(&self, model: &Model) -> bool {
        let (demand, supply) = self.balance(model);
        demand > supply
    }

    /// Lists the elements that the condition reads, facts before rules; a superset of any conflict in it.
    pub fn elements(&self, relaxed: &Relaxed) -> Vec<Element> {
        let mut list = match self {
            Check::UnitsMin => vec![Element::UnitsMin],
            Check::UnitsMax => vec![Element::UnitsMax],
            Check::People => vec![Element::TeamSizeMin, Element::Load],
            Check::Load => vec![Element::TeamSizeMax, Element::Load],
            Check::Counties => vec![Element::Counties],
            Check::Leaders => vec![Element::LeaderHome, Element::LeaderSeniority],
            Check::Seniors => {
                let mut list = grades(relaxed, 0..relaxed.model.units);
                list.extend([Element::UnitsMax, Element::Counties, Element::Load, Element::TeamSizeMax, Element::LeaderHome]);
                list
            }
            Check::Liaisons => vec![Element::Liaison],
            Check::Skill(k) => {
                let mut list = needs(relaxed, 0..relaxed.model.units, *k);
                list.extend([Element::UnitsMax, Element::Counties, Element::Load, Element::TeamSizeMax]);
                list
            }
            Check::Crew { units, ask, .. } => crew_elements(relaxed, units, *ask),
            Check::Place { person, who } => placements(relaxed, *person, &[*who]),
            Check::Pinned { team } => pinned_elements(relaxed, *team),
        };
        list.retain(|e| !relaxed.dropped.contains(e));
        list
    }
}

fn count(model: &Model, fits: impl Fn(usize) -> bool) -> i64 {
    (0..model.people).filter(|p| fits(*p)).count() as i64
}

/// Teams that these units take at least, by their number, their counties and their load.
fn least_teams(model: &Model, among: impl Fn(usize) -> bool) -> i64 {
    let limits = &model.limits;
    let units = || (0..model.units).filter(|u| among(*u));
    let counties: BTreeSet<u16> = units().map(|u| model.county[u]).collect();
    let carried = limits.person_load.saturating_mul(limits.size_max as i64);
    let load = units().map(|u| model.size[u]).sum::<i64>();
    let by_load = if carried > 0 { (load + carried - 1) / carried } else { 0 };
    let share = |n: usize, most: usize| n.div_ceil(most.max(1)) as i64;
    share(units().count(), limits.units_max).max(share(counties.len(), limits.counties)).max(by_load)
}

/// Members with a skill that all teams need together: for each count, so many teams hold a unit that needs as many or more.
fn skill_demand(model: &Model, k: usize) -> i64 {
    let need = |u: usize| model.need[u].iter().filter(|n| n.0 as usize == k).map(|n| n.1).max().unwrap_or(0);
    let most = (0..model.units).map(need).max().unwrap_or(0);
    // Beyond the people there are, the rest can only add.
    (1..=most).take(model.people + 1).map(|n| least_teams(model, |u| need(u) >= n)).sum()
}

/// Tells whether a person may be in a team that holds these units.
fn fits(model: &Model, p: usize, units: &[usize], team: Option<usize>) -> bool {
    let at = |t: usize| model.person_at(p, t) && units.iter().all(|u| model.unit_at(*u, t));
    let placed = match team {
        Some(t) => at(t),
        None => (0..model.teams).any(at),
    };
    placed && units.iter().all(|u| !model.barred(p, *u))
}

/// Counts people, of one organisation no more than a team may have, and stops at `enough`.
fn crew_count(model: &Model, people: impl Iterator<Item = usize>, enough: i64) -> i64 {
    let mut orgs: BTreeMap<u16, usize> = BTreeMap::new();
    let mut found = 0;
    for p in people {
        let same = orgs.entry(model.org[p]).or_default();
        if *same < model.limits.same_org {
            *same += 1;
            found += 1;
            if found >= enough {
                break;
            }
        }
    }
    found
}

fn crew(model: &Model, units: &[usize], team: Option<usize>, ask: Ask) -> (i64, i64) {
    // Units are only sure to be together as long as the pins and bans are in force that fix them to the team.
    let fixed: Vec<usize> = units.iter().copied().filter(|u| team.is_none() || model.unit_pin[*u] == team).collect();
    let units = fixed.as_slice();
    if units.is_empty() {
        return (0, 0);
    }
    let load: i64 = units.iter().map(|u| model.size[*u]).sum();
    let grade2 = units.iter().any(|u| model.grade2[*u]);
    let able = |p: &usize| match ask {
        Ask::Skill(k) => model.has[*p] >> k & 1 != 0,
        Ask::Lead => model.may_lead(*p, grade2),
        Ask::Liaison => model.liaison_home_ok[*p],
        Ask::Size | Ask::Room => true,
    };
    let demand = match ask {
        Ask::Skill(k) => {
            let needs = units.iter().flat_map(|u| &model.need[*u]).filter(|n| n.0 as usize == k);
            needs.map(|n| i64::from(n.1)).max().unwrap_or(0)
        }
        Ask::Lead => 1,
        Ask::Liaison => i64::from(model.limits.liaison),
        Ask::Size => model.members_for(load),
        Ask::Room => return (model.members_for(load), model.limits.size_max as i64),
    };
    if demand == 0 {
        return (0, 0);
    }
    (demand, crew_count(model, (0..model.people).filter(able).filter(|p| fits(model, *p, units, team)), demand))
}

fn pinned_faults(model: &Model, team: usize) -> i64 {
    let people: Vec<usize> = (0..model.people).filter(|p| model.person_pin[*p] == Some(team)).collect();
    let units: Vec<usize> = (0..model.units).filter(|u| model.unit_pin[*u] == Some(team)).collect();
    let counties: BTreeSet<u16> = units.iter().map(|u| model.county[*u]).collect();
    let barred = people.iter().flat_map(|p| units.iter().filter(|u| model.barred(*p, **u))).count();
    let crowd = people.len() as i64 - crew_count(model, people.iter().copied(), i64::MAX);
    let over = people.len().saturating_sub(model.limits.size_max)
        + units.len().saturating_sub(model.limits.units_max)
        + counties.len().saturating_sub(model.limits.counties);
    (barred + over) as i64 + crowd
}

fn needs(relaxed: &Relaxed, units: impl Iterator<Item = usize>, k: usize) -> Vec<Element> {
    let model = &relaxed.model;
    let asked = units.filter(|u| model.need[*u].iter().any(|n| n.0 as usize == k));
    // Small needs first: they are tried first for being dropped, so that the largest stay.
    let mut asked: Vec<usize> = asked.collect();
    asked.sort_by_key(|u| model.need[*u].iter().filter(|n| n.0 as usize == k).map(|n| n.1).max());
    asked.into_iter().map(|u| Element::Need { unit: model.unit_ids[u].clone(), skill: model.skills[k].clone() }).collect()
}

fn grades(relaxed: &Relaxed, units: impl Iterator<Item = usize>) -> Vec<Element> {
    let model = &relaxed.model;
    units.filter(|u| model.grade2[*u]).map(|u| Element::LeaderGrade { unit: model.unit_ids[u].clone() }).collect()
}

fn placements(relaxed: &Relaxed, person: bool, who: &[usize]) -> Vec<Element> {
    let named = |placed: &Placed| match placed {
        Placed::Inspector(id) => person && who.iter().any(|p| relaxed.model.inspector_ids[*p] == *id),
        Placed::Unit(id) => !person && who.iter().any(|u| relaxed.model.unit_ids[*u] == *id),
    };
    let rules = &relaxed.instance.rules;
    let bans = rules.bans.iter().filter(|b| named(&b.who)).map(|b| Element::Ban(b.clone()));
    bans.chain(rules.pins.iter().filter(|p| named(&p.who)).map(|p| Element::Pin(p.clone()))).collect()
}

/// Pairs barred by more than rotation; what rotation alone bars, the rule stands for.
fn recusals(relaxed: &Relaxed, people: impl Iterator<Item = usize>, units: &[usize]) -> Vec<Element> {
    let (model, instance) = (&relaxed.model, relaxed.instance);
    let mut list = Vec::new();
    for p in people {
        for u in units.iter().filter(|u| model.barred(p, **u)) {
            let unit = instance.units.iter().find(|x| x.id == model.unit_ids[*u]);
            if unit.is_some_and(|unit| !crate::recusal::reasons(instance, &instance.inspectors[p], unit, false).is_empty()) {
                list.push(Element::Recusal { inspector: model.inspector_ids[p].clone(), unit: model.unit_ids[*u].clone() });
            }
        }
    }
    list
}

fn crew_elements(relaxed: &Relaxed, units: &[usize], ask: Ask) -> Vec<Element> {
    let model = &relaxed.model;
    let all = 0..model.people;
    let mut list = Vec::new();
    let concerned: Vec<usize> = match ask {
        Ask::Skill(k) => all.filter(|p| model.has[*p] >> k & 1 != 0).collect(),
        Ask::Room => Vec::new(),
        // Those who would not do anyway without another rule being dropped are left to that rule.
        _ => all.collect(),
    };
    list.extend(recusals(relaxed, concerned.iter().copied(), units));
    list.extend(placements(relaxed, true, &concerned));
    list.extend(placements(relaxed, false, units));
    if relaxed.instance.rules.rotation {
        list.push(Element::Rotation);
    }
    match ask {
        Ask::Skill(k) => list.extend(needs(relaxed, units.iter().copied(), k)),
        Ask::Lead => {
            list.push(Element::LeaderHome);
            list.extend(grades(relaxed, units.iter().copied()));
            list.push(Element::LeaderSeniority);
        }
        Ask::Liaison => list.push(Element::Liaison),
        Ask::Size | Ask::Room => {}
    }
    list.push(Element::SameOrg);
    match ask {
        Ask::Size => list.extend([Element::Load, Element::TeamSizeMin]),
        Ask::Room => list.extend([Element::Load, Element::TeamSizeMin, Element::TeamSizeMax]),
        _ => {}
    }
    list
}

fn pinned_elements(relaxed: &Relaxed, team: usize) -> Vec<Element> {
    let model = &relaxed.model;
    let people: Vec<usize> = (0..model.people).filter(|p| model.person_pin[*p] == Some(team)).collect();
    let units: Vec<usize> = (0..model.units).filter(|u| model.unit_pin[*u] == Some(team)).collect();
    let mut list = recusals(relaxed, people.iter().copied(), &units);
    list.extend(placements(relaxed, true, &people));
    list.extend(placements(relaxed, false, &units));
    list.extend([Element::Rotation, Element::SameOrg, Element::Counties, Element::UnitsMax, Element::TeamSizeMax]);
    list.retain(|e| *e != Element::Rotation || relaxed.instance.rules.rotation);
    list
}
