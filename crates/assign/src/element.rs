//! The rules and facts that can stand in a conflict, each of which can be dropped by itself. Names only, no indices, so that
//! a reader can check a conflict against the round. That every unit is inspected once (H1) and that nobody is in two teams (H2)
//! is what a plan means, and is never dropped.

use crate::ids::{InspectorId, UnitId};
use crate::instance::Placement;

/// A rule of the round, or a fact under a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
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
            Element::LeaderHome | Element::Liaison | Element::NoMutual | Element::Rotation | Element::Pin(_) | Element::Ban(_) => "R",
        }
    }
}
