//! Why a person may not inspect a unit (H5): the reasons, each with its fact and the period in which it holds.

use crate::forbidden::Period;
use crate::ids::CountyId;
use crate::instance::{Inspector, Instance, Unit};

/// One reason against one person at one unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The unit lies in the person's home county; holds as long as the home does.
    HomeCounty { county: CountyId },
    /// The person left the unit `years_ago`; holds up to and including `until_years` after leaving.
    Employer { years_ago: i64, until_years: i64 },
    /// A relative serves in the unit; holds as long as that does.
    Kin,
    /// The person declared it; holds until withdrawn.
    Declared,
    /// The person inspected the unit in one of the last two rounds; holds for two rounds.
    PriorRound,
    /// The person inspected a unit of this county in one of the last two rounds, and the round rotates by county.
    Rotation { county: CountyId },
    /// The registry handed the pair to the round, under one of its rules.
    Forbidden { rule: &'static str, fact: String, period: Period },
}

impl Reason {
    /// Returns the stable code, under which the wording is kept.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::HomeCounty { .. } => "home-county",
            Reason::Employer { .. } => "employer",
            Reason::Kin => "kin",
            Reason::Declared => "declared",
            Reason::PriorRound => "prior-round",
            Reason::Rotation { .. } => "rotation",
            Reason::Forbidden { .. } => "forbidden",
        }
    }

    /// Returns the years from now to the first and the last year of the reason, `None` where it has no end by itself.
    pub fn period_years(&self) -> Option<(i64, i64)> {
        match self {
            Reason::Employer { years_ago, until_years } => Some((-years_ago, until_years - years_ago)),
            _ => None,
        }
    }

    /// Returns the days of the reason, `None` where it is not told by days.
    pub fn period(&self) -> Option<Period> {
        match self {
            Reason::Forbidden { period, .. } => Some(*period),
            _ => None,
        }
    }
}

/// Returns all reasons that keep `inspector` from `unit`, none where he may be sent.
pub fn reasons(instance: &Instance, inspector: &Inspector, unit: &Unit, rotation: bool) -> Vec<Reason> {
    let mut found = Vec::new();
    if inspector.home_county == unit.county {
        found.push(Reason::HomeCounty { county: unit.county.clone() });
    }
    // The latest departure decides, as its window closes last.
    let left = inspector.employers.iter().filter(|e| e.unit == unit.id).map(|e| e.years_ago).min();
    if let Some(years_ago) = left.filter(|y| *y <= instance.cooling_years) {
        found.push(Reason::Employer { years_ago, until_years: instance.cooling_years });
    }
    if inspector.kin_units.contains(&unit.id) {
        found.push(Reason::Kin);
    }
    if inspector.declared.contains(&unit.id) {
        found.push(Reason::Declared);
    }
    if inspector.prior_units.contains(&unit.id) {
        found.push(Reason::PriorRound);
    }
    for pair in inspector.forbidden.iter().filter(|f| f.bars(unit)) {
        found.push(Reason::Forbidden { rule: pair.rule, fact: pair.fact.clone(), period: pair.period });
    }
    if rotation {
        let been = |u: &&Unit| u.county == unit.county && inspector.prior_units.contains(&u.id);
        if instance.units.iter().any(|u| been(&u)) {
            found.push(Reason::Rotation { county: unit.county.clone() });
        }
    }
    found
}
