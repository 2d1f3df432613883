//! A ground: one rule with its fact and period, as a code and parameters; the wording is made at the edge.

use crate::forbidden::Period;
use crate::ids::TeamId;
use crate::instance::Instance;
use crate::model::Model;
use crate::recusal::{Reason, reasons};
use serde::Serialize;

/// Why something is so, or what forbids it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The rule's number, `cost` where it is a matter of price.
    pub rule: &'static str,
    /// The stable code, under which the wording is kept.
    pub code: &'static str,
    /// Names and figures of the fact, by name.
    #[serde(serialize_with = "as_map")]
    pub fact: Vec<(&'static str, String)>,
    /// First and last year of the fact, counted from now; absent where it has no end by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_years: Option<(i64, i64)>,
    /// First and last day of the fact, where the registry told it by days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

fn as_map<S: serde::Serializer>(fact: &[(&'static str, String)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(fact.iter().map(|(k, v)| (k, v)))
}

/// Makes a ground without a period.
pub fn ground(rule: &'static str, code: &'static str, fact: Vec<(&'static str, String)>) -> Ground {
    Ground { rule, code, fact, period_years: None, period: None }
}

/// Returns the grounds that keep a person from a unit (H5, rotation).
pub fn recusal_grounds(instance: &Instance, p: usize, u: usize) -> Vec<Ground> {
    let (inspector, unit) = (&instance.inspectors[p], &instance.units[u]);
    let one = |reason: Reason| {
        let mut fact = vec![("inspector", inspector.id.0.clone()), ("unit", unit.id.0.clone())];
        match &reason {
            Reason::HomeCounty { county } | Reason::Rotation { county } => fact.push(("county", county.0.clone())),
            Reason::Employer { years_ago, until_years } => {
                fact.push(("years", years_ago.to_string()));
                fact.push(("cooling", until_years.to_string()));
                fact.push(("left", (until_years - years_ago).to_string()));
            }
            Reason::Forbidden { rule, fact: told, .. } => {
                fact.push(("recusal", (*rule).to_owned()));
                fact.push(("fact", told.clone()));
            }
            Reason::Kin | Reason::Declared | Reason::PriorRound => {}
        }
        let rule = if matches!(reason, Reason::Rotation { .. }) { "R" } else { "H5" };
        Ground { rule, code: reason.code(), fact, period_years: reason.period_years(), period: reason.period() }
    };
    reasons(instance, inspector, unit, instance.rules.rotation).into_iter().map(one).collect()
}

/// Lists every rule that a team with these units and members breaks, with its fact; none where the team is lawful.
pub fn faults(instance: &Instance, model: &Model, t: usize, units: &[u16], members: &[u16]) -> Vec<Ground> {
    let limits = &model.limits;
    let team = || ("team", model.team_ids[t].0.clone());
    let on = model.score_units(t, units);
    let mut list = Vec::new();
    let mut count = |rule, code, have: usize, limit: usize, broken: bool| {
        if broken {
            list.push(ground(rule, code, vec![team(), ("have", have.to_string()), ("limit", limit.to_string())]));
        }
    };
    let (n, m, c) = (members.len(), units.len(), on.counties as usize);
    let carry = model.members_for(on.load) as usize;
    count("H3", "team-size-min", n, limits.size_min, n < limits.size_min);
    count("H3", "team-size-max", n, limits.size_max, n > limits.size_max);
    count("H4", "units-min", m, limits.units_min, m < limits.units_min);
    count("H4", "units-max", m, limits.units_max, m > limits.units_max);
    count("H8", "counties", c, limits.counties, c > limits.counties);
    count("H10", "load", n, carry, n < carry && n >= limits.size_min);
    for p in members {
        let p = *p as usize;
        for u in units.iter().filter(|u| model.barred(p, **u as usize)) {
            list.extend(recusal_grounds(instance, p, *u as usize));
        }
        if !model.person_at(p, t) {
            list.push(ground("R", "placed", vec![("who", model.inspector_ids[p].0.clone()), team()]));
        }
    }
    for u in units.iter().filter(|u| !model.unit_at(**u as usize, t)) {
        list.push(ground("R", "placed", vec![("who", model.unit_ids[*u as usize].0.clone()), team()]));
    }
    skill_faults(model, units, members, &mut list);
    org_faults(instance, model, t, members, &mut list);
    if !members.iter().any(|p| model.may_lead(*p as usize, on.grade2)) {
        let rank = if on.grade2 { limits.lead_grade2 } else { limits.lead };
        list.push(ground("H7", if on.grade2 { "lead-grade" } else { "lead" }, vec![team(), ("rank", rank.to_string())]));
    } else if model.roles(on.grade2, members).is_none() {
        list.push(ground("R", "liaison", vec![team()]));
    }
    list
}

fn skill_faults(model: &Model, units: &[u16], members: &[u16], list: &mut Vec<Ground>) {
    for u in units.iter().map(|u| *u as usize) {
        for (k, needed) in &model.need[u] {
            let have = members.iter().filter(|p| model.has[**p as usize] >> k & 1 != 0).count();
            if have < *needed as usize {
                let fact = vec![
                    ("unit", model.unit_ids[u].0.clone()),
                    ("skill", model.skills[*k as usize].clone()),
                    ("need", needed.to_string()),
                    ("have", have.to_string()),
                ];
                list.push(ground("H6", "skill", fact));
            }
        }
    }
}

fn org_faults(instance: &Instance, model: &Model, t: usize, members: &[u16], list: &mut Vec<Ground>) {
    for (i, p) in members.iter().enumerate() {
        let same = members[..i].iter().filter(|q| model.org[**q as usize] == model.org[*p as usize]).count() + 1;
        if same == model.limits.same_org + 1 {
            let org = instance.inspectors[*p as usize].home_org.0.clone();
            let fact = vec![("team", model.team_ids[t].0.clone()), ("org", org), ("limit", model.limits.same_org.to_string())];
            list.push(ground("H9", "same-org", fact));
        }
    }
}

/// Names a team for a fact.
pub fn team_fact(id: &TeamId) -> (&'static str, String) {
    ("team", id.0.clone())
}
