//! A plan: who is sent with whom, and where. The JSON form is a map from team to lead, liaison, members and units.

use crate::fault::{Fault, InputError};
use crate::ids::{InspectorId, TeamId, UnitId};
use crate::instance::Instance;
use crate::json::{At, parse};
use serde::Serialize;
use std::collections::BTreeMap;

/// One team of a plan; members include lead and liaison, and all lists are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TeamPlan {
    pub lead: InspectorId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liaison: Option<InspectorId>,
    pub members: Vec<InspectorId>,
    pub units: Vec<UnitId>,
}

/// A whole plan by team.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Plan(pub BTreeMap<TeamId, TeamPlan>);

/// What a plan costs, in points of the objective and by part (unweighted).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    pub objective: i64,
    /// Teams × counties touched.
    pub county: i64,
    /// Load between the most and the least loaded team.
    pub spread: i64,
    /// Units whose sector nobody in the team knows.
    pub nosector: i64,
    /// Pairs who served together before.
    pub pair: i64,
    /// Burden of all who are sent.
    pub burden: i64,
}

impl Plan {
    /// Returns the team of an inspector, `None` for those who are not sent.
    pub fn team_of(&self, who: &InspectorId) -> Option<&TeamId> {
        self.0.iter().find(|(_, t)| t.members.contains(who)).map(|(id, _)| id)
    }

    /// Returns the team of a unit.
    pub fn team_of_unit(&self, unit: &UnitId) -> Option<&TeamId> {
        self.0.iter().find(|(_, t)| t.units.contains(unit)).map(|(id, _)| id)
    }
}

/// Reads a plan for this round; it need not be lawful, but it names only what the round knows, each once.
///
/// # Errors
/// The first fault found, with its path.
pub fn read_plan(text: &str, instance: &Instance) -> Result<Plan, InputError> {
    let node = parse(text)?;
    let mut plan = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for (name, at) in At::root(&node).entries()? {
        let unknown = |at: &At, name: &str| at.fault(Fault::Unknown { name: name.to_owned() });
        let team = instance.teams.iter().find(|t| t.0 == name).ok_or_else(|| unknown(&at, name))?;
        let mut listed = |key, known: &dyn Fn(&str) -> bool| {
            let mut list = Vec::new();
            for item in at.need(key)?.items()? {
                let name = item.text()?;
                if !known(name) {
                    return Err(unknown(&item, name));
                }
                if !seen.insert(name.to_owned()) {
                    return Err(item.fault(Fault::Twice { name: name.to_owned() }));
                }
                list.push(name.to_owned());
            }
            list.sort();
            Ok(list)
        };
        let members = listed("members", &|n| instance.inspectors.iter().any(|p| p.id.0 == n))?;
        let units = listed("units", &|n| instance.units.iter().any(|u| u.id.0 == n))?;
        let lead = at.need("lead")?;
        if !members.iter().any(|m| Ok(m.as_str()) == lead.text()) {
            return Err(unknown(&lead, lead.text()?));
        }
        let liaison = at.get("liaison")?.map(|l| l.text().map(InspectorId::from)).transpose()?;
        let team_plan = TeamPlan {
            lead: lead.text()?.into(),
            liaison,
            members: members.into_iter().map(InspectorId).collect(),
            units: units.into_iter().map(UnitId).collect(),
        };
        plan.insert(team.clone(), team_plan);
    }
    Ok(Plan(plan))
}
