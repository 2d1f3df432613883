//! The rules and facts that can stand in a conflict, each of which can be dropped by itself. Names only, no indices, so that
//! a reader can check a conflict against the round. That every unit is inspected once (H1) and that nobody is in two teams (H2)
//! is what a plan means, and is never dropped.

use crate::ground::{Ground, recusal_grounds};
use crate::ids::{InspectorId, UnitId};
use crate::instance::{Home, Instance, Placement};

/// A rule of the round, or a fact under a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// Every team of the round is sent; without this a team may stay empty.
    EveryTeam,
    /// H3: a team has at least so many members.
    TeamSizeMin,
    /// H3: a team has at most so many members.
    TeamSizeMax,
    /// H4: a team has at least so many units.
    UnitsMin,
    /// H4: a team has at most so many units.
    UnitsMax,
    /// H5: this person may not inspect this unit, for whatever reasons.
    Recusal { inspector: InspectorId, unit: UnitId },
    /// H6: this unit needs members with this skill.
    Need { unit: UnitId, skill: String },
    /// H7: leaders have the seniority asked of every leader.
    LeaderSeniority,
    /// H7: the grade of this unit asks for a more senior leader.
    LeaderGrade { unit: UnitId },
    /// H8: a team touches at most so many counties.
    Counties,
    /// H9: a team has at most so many members of one organisation.
    SameOrg,
    /// H10: the members of a team carry the load of its units.
    Load,
    /// The leader comes from where the round says.
    LeaderHome,
    /// A member beside the leader is liaison and comes from where the round says.
    Liaison,
    /// No two counties send people to each other.
    NoMutual,
    /// Nobody returns to a county of the last two rounds.
    Rotation,
    /// Someone or something is fixed to a team.
    Pin(Placement),
    /// Someone or something is kept from a team.
    Ban(Placement),
}

impl Element {
    /// Returns the stable code, under which the wording is kept.
    pub fn code(&self) -> &'static str {
        match self {
            Element::EveryTeam => "every-team",
            Element::TeamSizeMin => "team-size-min",
            Element::TeamSizeMax => "team-size-max",
            Element::UnitsMin => "units-min",
            Element::UnitsMax => "units-max",
            Element::Recusal { .. } => "recusal",
            Element::Need { .. } => "need",
            Element::LeaderSeniority => "leader-seniority",
            Element::LeaderGrade { .. } => "leader-grade",
            Element::Counties => "counties",
            Element::SameOrg => "same-org",
            Element::Load => "load",
            Element::LeaderHome => "leader-home",
            Element::Liaison => "liaison",
            Element::NoMutual => "no-mutual",
            Element::Rotation => "rotation",
            Element::Pin(_) => "pin",
            Element::Ban(_) => "ban",
        }
    }

    /// Returns the number of the rule in the formulation, `R` for rules of the round beyond H1–H10.
    pub fn rule(&self) -> &'static str {
        match self {
            Element::TeamSizeMin | Element::TeamSizeMax => "H3",
            Element::UnitsMin | Element::UnitsMax => "H4",
            Element::Recusal { .. } => "H5",
            Element::Need { .. } => "H6",
            Element::LeaderSeniority | Element::LeaderGrade { .. } => "H7",
            Element::Counties => "H8",
            Element::SameOrg => "H9",
            Element::Load => "H10",
            Element::EveryTeam
            | Element::LeaderHome
            | Element::Liaison
            | Element::NoMutual
            | Element::Rotation
            | Element::Pin(_)
            | Element::Ban(_) => "R",
        }
    }

    /// Returns the names and figures of the element in its round, by name.
    pub fn fact(&self, instance: &Instance) -> Vec<(&'static str, String)> {
        let limit = |limit: i64| vec![("limit", limit.to_string())];
        let unit = |id: &UnitId| instance.units.iter().find(|u| u.id == *id);
        let placed = |placement: &Placement| vec![("who", placement.who.name().to_owned()), ("team", placement.team.0.clone())];
        let home = |home: Home| vec![("home", home.code().to_owned())];
        match self {
            Element::EveryTeam => limit(instance.teams.len() as i64),
            Element::TeamSizeMin => limit(instance.team_size.min),
            Element::TeamSizeMax => limit(instance.team_size.max),
            Element::UnitsMin => limit(instance.units_per_team.min),
            Element::UnitsMax => limit(instance.units_per_team.max),
            Element::Recusal { inspector, unit } => vec![("inspector", inspector.0.clone()), ("unit", unit.0.clone())],
            Element::Need { unit: id, skill } => {
                let need = unit(id).and_then(|u| u.need.iter().find(|n| n.0 == *skill)).map_or(0, |n| n.1);
                vec![("unit", id.0.clone()), ("skill", skill.clone()), ("need", need.to_string())]
            }
            Element::LeaderSeniority => {
                vec![("rank", instance.lead_seniority.to_string())]
            }
            Element::LeaderGrade { unit } => vec![("unit", unit.0.clone()), ("rank", instance.lead_seniority_grade2.to_string())],
            Element::Counties => limit(instance.max_counties_per_team),
            Element::SameOrg => limit(instance.max_same_org),
            Element::Load => limit(instance.person_load),
            Element::LeaderHome => home(instance.rules.leader_home),
            Element::Liaison => home(instance.rules.liaison.unwrap_or(Home::Any)),
            Element::NoMutual | Element::Rotation => Vec::new(),
            Element::Pin(placement) | Element::Ban(placement) => placed(placement),
        }
    }

    /// Returns the reasons and periods behind a recusal, nothing for other elements.
    pub fn grounds(&self, instance: &Instance) -> Vec<Ground> {
        let Element::Recusal { inspector, unit } = self else { return Vec::new() };
        let p = instance.inspectors.iter().position(|x| x.id == *inspector);
        let u = instance.units.iter().position(|x| x.id == *unit);
        p.zip(u).map_or(Vec::new(), |(p, u)| recusal_grounds(instance, p, u))
    }
}
