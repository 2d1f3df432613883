//! Reads a round from JSON. Facts about units or people of other rounds are kept out in silence, as registers reach further
//! than one round; a rule, pin or ban that names something unknown is a fault, because it would be off without anybody knowing.

use crate::fault::{Fault, InputError};
use crate::forbidden::{Period, read_field_work, read_forbidden};
use crate::ids::{InspectorId, UnitId};
use crate::instance::{Employment, Home, Inspector, Instance, Placement, Rules, Span, Unit, Weights};
use crate::json::{At, Node, parse};
use std::collections::BTreeSet;

/// Reads a round and refuses one that contradicts itself.
///
/// # Errors
/// The first fault found, with its path.
pub fn read_instance(text: &str) -> Result<Instance, InputError> {
    let node = parse(text)?;
    let at = At::root(&node);
    let weights = at.need("weights")?;
    let weight = |key| weights.need(key)?.int(0);
    let weights = Weights {
        county: weight("county")?,
        spread: weight("spread")?,
        nosector: weight("nosector")?,
        pair: weight("pair")?,
        burden: weight("burden")?,
    };
    let mut instance = Instance {
        name: at.get("name")?.map_or(Ok(""), |n| n.text())?.to_owned(),
        teams: at.need("teams")?.items()?.iter().map(|t| Ok(t.name()?.into())).collect::<Result<_, InputError>>()?,
        team_size: span(&at.need("team_size")?, 1)?,
        units_per_team: span(&at.need("units_per_team")?, 0)?,
        max_counties_per_team: at.need("max_counties_per_team")?.int(1)?,
        max_same_org: at.need("max_same_org")?.int(1)?,
        person_load: at.need("person_load")?.int(1)?,
        cooling_years: at.need("cooling_years")?.int(0)?,
        lead_seniority: at.need("lead_seniority")?.int(0)?,
        lead_seniority_grade2: at.need("lead_seniority_grade2")?.int(0)?,
        weights,
        units: at.need("units")?.items()?.iter().map(unit).collect::<Result<_, _>>()?,
        inspectors: at.need("inspectors")?.items()?.iter().map(inspector).collect::<Result<_, _>>()?,
        prior_pairs: at.need("prior_pairs")?.items()?.iter().map(pair).collect::<Result<_, _>>()?,
        rules: Rules::default(),
    };
    names(&at, &instance)?;
    if let Some(given) = at.get("rules")? {
        instance.rules = rules(&given, &instance)?;
        let field_work = given.get("field_work")?.map_or(Ok(Period::default()), |at| read_field_work(&at))?;
        if let Some(pairs) = given.get("forbidden")? {
            read_forbidden(&pairs, &mut instance.inspectors, &instance.units, field_work)?;
        }
    }
    Ok(instance)
}

fn span(at: &At, least: i64) -> Result<Span, InputError> {
    let items = at.items()?;
    let [min, max] = items.as_slice() else { return Err(at.fault(Fault::Kind { expected: "pair" })) };
    let (min, max) = (min.int(least)?, max.int(least)?);
    if min > max {
        return Err(at.fault(Fault::Crossed { min, max }));
    }
    Ok(Span { min, max })
}

fn unit(at: &At) -> Result<Unit, InputError> {
    let need = at.need("need")?.entries()?.into_iter().map(|(skill, n)| Ok((skill.to_owned(), n.int(0)?)));
    Ok(Unit {
        id: at.need("id")?.name()?.into(),
        county: at.need("county")?.text()?.into(),
        sector: at.need("sector")?.text()?.to_owned(),
        size: at.need("size")?.int(0)?,
        grade: at.need("grade")?.int(0)?,
        need: need.collect::<Result<_, InputError>>()?,
    })
}

fn inspector(at: &At) -> Result<Inspector, InputError> {
    let units = |key| Ok::<Vec<UnitId>, InputError>(at.need(key)?.texts()?.into_iter().map(UnitId::from).collect());
    let texts = |key| Ok::<Vec<String>, InputError>(at.need(key)?.texts()?.into_iter().map(str::to_owned).collect());
    let employment = |e: &At| Ok(Employment { unit: e.need("unit")?.text()?.into(), years_ago: e.need("years_ago")?.int(0)? });
    Ok(Inspector {
        id: at.need("id")?.name()?.into(),
        home_county: at.need("home_county")?.text()?.into(),
        home_org: at.need("home_org")?.text()?.into(),
        skills: texts("skills")?,
        seniority: at.need("seniority")?.int(0)?,
        sectors: texts("sectors")?,
        employers: at.need("employers")?.items()?.iter().map(employment).collect::<Result<_, InputError>>()?,
        kin_units: units("kin_units")?,
        declared: units("declared")?,
        prior_units: units("prior_units")?,
        forbidden: Vec::new(),
        burden: at.need("burden")?.int(0)?,
    })
}

fn pair(at: &At) -> Result<(InspectorId, InspectorId), InputError> {
    match at.texts()?.as_slice() {
        [a, b] => Ok(((*a).into(), (*b).into())),
        _ => Err(at.fault(Fault::Kind { expected: "pair" })),
    }
}

fn unique<'a>(path: &str, names: impl Iterator<Item = &'a str>) -> Result<BTreeSet<&'a str>, InputError> {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        if !seen.insert(name) {
            return Err(InputError { path: format!("{path}[{i}]"), fault: Fault::Twice { name: name.to_owned() } });
        }
    }
    Ok(seen)
}

fn names(at: &At, instance: &Instance) -> Result<(), InputError> {
    if instance.teams.is_empty() {
        return Err(at.need("teams")?.fault(Fault::Range { value: 0, min: 1, max: 1_000_000 }));
    }
    if instance.inspectors.is_empty() {
        return Err(at.need("inspectors")?.fault(Fault::Range { value: 0, min: 1, max: 1_000_000 }));
    }
    unique("$.teams", instance.teams.iter().map(|t| t.0.as_str()))?;
    let people = unique("$.inspectors", instance.inspectors.iter().map(|p| p.id.0.as_str()))?;
    let units = unique("$.units", instance.units.iter().map(|u| u.id.0.as_str()))?;
    if let Some(name) = people.intersection(&units).next() {
        return Err(at.fault(Fault::Ambiguous { name: (*name).to_owned() }));
    }
    if let Some(counties) = at.get("counties")? {
        let known = unique("$.counties", counties.texts()?.into_iter())?;
        for (i, unit) in instance.units.iter().enumerate() {
            if !known.contains(unit.county.0.as_str()) {
                let path = format!("$.units[{i}].county");
                return Err(InputError { path, fault: Fault::Unknown { name: unit.county.0.clone() } });
            }
        }
    }
    let skills: BTreeSet<_> = instance.inspectors.iter().flat_map(|p| &p.skills).collect();
    let skills = skills.into_iter().chain(instance.units.iter().flat_map(|u| u.need.iter().map(|n| &n.0))).collect::<BTreeSet<_>>();
    let sectors: BTreeSet<_> =
        instance.inspectors.iter().flat_map(|p| &p.sectors).chain(instance.units.iter().map(|u| &u.sector)).collect();
    let (people, units, teams) = (people.len(), units.len(), instance.teams.len());
    let beside = [("inspectors", people, 20_000), ("units", units, 10_000), ("teams", teams, 5_000)];
    for (what, count, max) in [("skills", skills.len(), 64), ("sectors", sectors.len(), 64)].into_iter().chain(beside) {
        if count > max {
            return Err(at.fault(Fault::TooMany { what, max }));
        }
    }
    Ok(())
}

fn rules(at: &At, instance: &Instance) -> Result<Rules, InputError> {
    let mut rules = Rules::default();
    for (key, value) in at.entries()? {
        if *value.node == Node::Null {
            continue;
        }
        match key {
            "leader_home" => rules.leader_home = home(&value)?.unwrap_or(Home::Any),
            "liaison" => rules.liaison = home(&value)?,
            "no_mutual" => rules.no_mutual = value.truth()?,
            "rotation" => rules.rotation = value.truth()?,
            "pins" => placements(&value, instance)?.into_iter().try_for_each(|(path, pin)| rules.pin(pin, &path))?,
            "bans" => placements(&value, instance)?.into_iter().try_for_each(|(path, ban)| rules.ban(ban, &path))?,
            // Facts about people, read beside the rules.
            "forbidden" | "field_work" => {}
            other => return Err(value.fault(Fault::Unknown { name: other.to_owned() })),
        }
    }
    Ok(rules)
}

fn home(at: &At) -> Result<Option<Home>, InputError> {
    match at.node {
        Node::Bool(on) => Ok(on.then_some(Home::Any)),
        _ => match at.text()? {
            "any" => Ok(Some(Home::Any)),
            "off" => Ok(None),
            "outside" => Ok(Some(Home::Outside)),
            "inside" => Ok(Some(Home::Inside)),
            other => Err(at.fault(Fault::Unknown { name: other.to_owned() })),
        },
    }
}

/// Pins and bans may be written as `{"P1": "T1"}`, `{"P1": ["T1", "T2"]}`, `[["P1", "T1"]]`, `["P1=T1"]` or `[{"who": "P1", "team": "T1"}]`;
/// each is returned with its path.
fn placements(at: &At, instance: &Instance) -> Result<Vec<(String, Placement)>, InputError> {
    let mut list = Vec::new();
    if let Node::Map(_) = at.node {
        for (who, team) in at.entries()? {
            match team.node {
                Node::List(_) => {
                    for one in team.items()? {
                        list.push((one.path.clone(), placement(instance, who, one.text()?, &one.path)?));
                    }
                }
                _ => list.push((team.path.clone(), placement(instance, who, team.text()?, &team.path)?)),
            }
        }
        return Ok(list);
    }
    for item in at.items()? {
        let (who, team) = match item.node {
            Node::Text(text) => text.split_once('=').ok_or_else(|| item.fault(Fault::Kind { expected: "who-team" }))?,
            Node::List(_) => match item.texts()?.as_slice() {
                [who, team] => (*who, *team),
                _ => return Err(item.fault(Fault::Kind { expected: "pair" })),
            },
            _ => {
                let named = ["who", "inspector", "person", "unit"].iter().find_map(|key| item.get(key).transpose()).transpose()?;
                let who = named.ok_or_else(|| item.fault(Fault::Missing { field: "who" }))?;
                (who.text()?, item.need("team")?.text()?)
            }
        };
        list.push((item.path.clone(), placement(instance, who, team, &item.path)?));
    }
    Ok(list)
}

/// Reads one pin or ban given by names.
///
/// # Errors
/// [`Fault::Unknown`] at `path` where the round knows neither the name nor the team.
pub fn placement(instance: &Instance, who: &str, team: &str, path: &str) -> Result<Placement, InputError> {
    let unknown = |name: &str| InputError { path: path.to_owned(), fault: Fault::Unknown { name: name.to_owned() } };
    let placed = instance.placed(who).ok_or_else(|| unknown(who))?;
    let team = instance.teams.iter().find(|t| t.0 == team).ok_or_else(|| unknown(team))?;
    Ok(Placement { who: placed, team: team.clone() })
}
