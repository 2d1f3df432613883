//! Working papers: one matter, one paper, three signatures. The record begins with the drafter's signature.

pub mod draft_paper;
pub mod sign_paper;

use crate::{event::*, id::*, parts::*};

#[derive(Clone, Debug, PartialEq)]
pub struct WorkingPaper {
    pub round: RoundId,
    pub team: TeamId,
    pub unit: UnitId,
    pub number: i64,
    /// Who signed, in order: drafter, re-check, leader.
    pub signed: Vec<(PersonId, Day)>,
}

impl WorkingPaper {
    pub(crate) fn create(fact: &Fact, e: &PaperDrafted) -> Self {
        let signed = vec![(fact.act.decided_by.person, fact.act.occurred_on)];
        WorkingPaper { round: e.round, team: e.team, unit: e.unit, number: e.number, signed }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::PaperSigned(e) if self.next_step() == Some(e.step) => {
                self.signed.push((fact.act.decided_by.person, fact.act.occurred_on));
                true
            }
            _ => false,
        }
    }

    /// The signature that is missing next; `None` once there are three.
    pub fn next_step(&self) -> Option<SigningStep> {
        match self.signed.len() {
            1 => Some(SigningStep::Recheck),
            2 => Some(SigningStep::Leader),
            _ => None,
        }
    }

    /// Day of the latest signature.
    pub fn signed_on(&self) -> Option<Day> {
        self.signed.last().map(|s| s.1)
    }
}
