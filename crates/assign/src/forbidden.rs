//! Forbidden pairs that a registry hands to the round: a person, a unit or a county, and the rule, the fact and the period. They stand
//! beside the facts that a person's record bears; those whose period misses the field work are left out when the round is read.

use crate::fault::{Fault, InputError};
use crate::ids::{CountyId, InspectorId, UnitId};
use crate::instance::Inspector;
use crate::instance::Unit;
use crate::json::At;
use jiff::civil::Date;
use serde::Serialize;

/// What a person keeps away from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    Unit(UnitId),
    /// Every unit of a county.
    County(CountyId),
}

/// First and last day, both included; without a first day from ever, without a last one until it is withdrawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Period {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Period {
    fn touches(self, other: Period) -> bool {
        let before = |a: Option<Date>, b: Option<Date>| a.zip(b).is_none_or(|(a, b)| a <= b);
        before(self.from, other.until) && before(other.from, self.until)
    }
}

/// Why a person keeps away from a place, as the registry has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Forbidden {
    pub against: Against,
    /// One of [`RULES`].
    pub rule: &'static str,
    /// The fact in the registry's words; empty where it keeps it to itself.
    pub fact: String,
    pub period: Period,
}

/// Rules of recusal, under the codes of their wording.
pub const RULES: [&str; 4] = ["employer", "kin", "declared", "prior_round"];

impl Forbidden {
    /// Whether the pair keeps the person from this unit.
    pub fn bars(&self, unit: &Unit) -> bool {
        match &self.against {
            Against::Unit(id) => *id == unit.id,
            Against::County(county) => *county == unit.county,
        }
    }
}

/// Reads `[{"inspector": …, "unit": … or "county": …, "rule": …, "fact": …, "from": …, "until": …}]` into the records of the people;
/// of the pairs those remain whose period touches the field work, all where the round does not say when that is.
///
/// # Errors
/// A person, unit, county or rule that the round does not know, a pair that names both or neither, a day that is none, a period that ends
/// before it begins.
pub fn read_forbidden(at: &At, people: &mut [Inspector], units: &[Unit], field_work: Period) -> Result<(), InputError> {
    for item in at.items()? {
        let who = item.need("inspector")?;
        let id: InspectorId = who.text()?.into();
        let person = people.iter_mut().find(|p| p.id == id).ok_or_else(|| who.fault(Fault::Unknown { name: id.0 }))?;
        let (rule, fact) = (item.need("rule")?, item.get("fact")?.map_or(Ok(""), |f| f.text())?.to_owned());
        let known = RULES.iter().find(|r| rule.text().is_ok_and(|t| t == **r));
        let rule = known.ok_or_else(|| rule.text().map_or_else(|e| e, |t| rule.fault(Fault::Unknown { name: t.to_owned() })))?;
        let pair = Forbidden { against: against(&item, units)?, rule, fact, period: period(item.get("from")?, item.get("until")?)? };
        if pair.period.touches(field_work) && !person.forbidden.contains(&pair) {
            person.forbidden.push(pair);
        }
    }
    Ok(())
}

fn against(item: &At, units: &[Unit]) -> Result<Against, InputError> {
    let (place, found) = match (item.get("unit")?, item.get("county")?) {
        (Some(at), None) => (Against::Unit(at.text()?.into()), at),
        (None, Some(at)) => (Against::County(at.text()?.into()), at),
        (None, None) => return Err(item.fault(Fault::Missing { field: "unit" })),
        (Some(_), Some(at)) => return Err(at.fault(Fault::Kind { expected: "unit-or-county" })),
    };
    let known = units.iter().any(|u| match &place {
        Against::Unit(id) => u.id == *id,
        Against::County(county) => u.county == *county,
    });
    if known { Ok(place) } else { Err(found.fault(Fault::Unknown { name: found.text()?.to_owned() })) }
}

fn day(at: &At) -> Result<Date, InputError> {
    at.text()?.parse().map_err(|_| at.fault(Fault::Kind { expected: "day" }))
}

fn period(from: Option<At>, until: Option<At>) -> Result<Period, InputError> {
    let period = Period { from: from.as_ref().map(day).transpose()?, until: until.as_ref().map(day).transpose()? };
    match (period, until) {
        (Period { from: Some(first), until: Some(last) }, Some(at)) if last < first => {
            Err(at.fault(Fault::Reversed { from: first.to_string(), until: last.to_string() }))
        }
        _ => Ok(period),
    }
}

/// Reads when the field work is: `["2031-09-01", "2031-10-20"]`.
pub fn read_field_work(at: &At) -> Result<Period, InputError> {
    let mut days = at.items()?.into_iter();
    match (days.next(), days.next(), days.next()) {
        (Some(from), Some(until), None) => period(Some(from), Some(until)),
        _ => Err(at.fault(Fault::Kind { expected: "pair" })),
    }
}
