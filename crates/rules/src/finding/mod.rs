//! Findings: topic, category, problem, and the manifestations that are their leaves. Wording is frozen once fed back;
//! only a sustained objection sets a corrected wording beside it.

pub mod answer_objection;
pub mod raise_objection;
pub mod record_finding;

use crate::{event::*, id::*, parts::*};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub struct Objection {
    pub manifestation: ManifestationId,
    pub raised_by: PersonId,
    pub raised_on: Day,
    /// Whether it was sustained, once answered.
    pub answered: Option<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub round: RoundId,
    pub team: TeamId,
    pub unit: UnitId,
    pub recorded_on: Day,
    pub manifestations: Vec<Manifestation>,
    pub objections: BTreeMap<ObjectionId, Objection>,
    /// Corrected wordings, beside the old ones.
    pub corrected: BTreeMap<ManifestationId, String>,
}

impl Finding {
    pub(crate) fn create(fact: &Fact, e: &FindingRecorded) -> Self {
        Finding {
            round: e.round,
            team: e.team,
            unit: e.unit,
            recorded_on: fact.act.occurred_on,
            manifestations: e.manifestations.clone(),
            objections: BTreeMap::new(),
            corrected: BTreeMap::new(),
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::ObjectionRaised(e) => {
                let (raised_by, raised_on) = (fact.act.decided_by.person, fact.act.occurred_on);
                let objection = Objection { manifestation: e.manifestation, raised_by, raised_on, answered: None };
                self.objections.insert(e.objection, objection).is_none()
            }
            Event::ObjectionAnswered(e) => {
                let Some(o) = self.objections.get_mut(&e.objection) else { return false };
                o.answered = Some(e.sustained.yes());
                if let Some(text) = &e.corrected {
                    self.corrected.insert(o.manifestation, text.clone());
                }
                true
            }
            _ => false,
        }
    }
}
