//! Accountability cases: the right to be heard, a decision by others than those who noticed, and "false" only where
//! people found intent.

pub mod decide_case;
pub mod hear_defence;

use crate::{event::*, id::*, parts::*};

#[derive(Clone, Debug, PartialEq)]
pub struct AccountabilityCase {
    pub signal: SignalId,
    pub item: ItemId,
    pub unit: UnitId,
    pub round: RoundId,
    pub opened_by: PersonId,
    pub opened_on: Day,
    pub defence_on: Option<Day>,
    pub outcome: Option<Outcome>,
}

impl AccountabilityCase {
    pub(crate) fn create(fact: &Fact, e: &CaseOpened) -> Self {
        AccountabilityCase {
            signal: e.signal,
            item: e.item,
            unit: e.unit,
            round: e.round,
            opened_by: fact.act.decided_by.person,
            opened_on: fact.act.occurred_on,
            defence_on: None,
            outcome: None,
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::DefenceHeard(_) if self.outcome.is_none() => {
                self.defence_on = Some(fact.act.occurred_on);
                true
            }
            Event::CaseDecided(e) if self.outcome.is_none() => {
                self.outcome = Some(e.outcome);
                true
            }
            _ => false,
        }
    }
}
