//! Signals: someone, or a detector, notices something about an item. A signal is never a verdict: the unit may explain,
//! people decide, and a dismissed signal counts for nothing.

pub mod decide_signal;
pub mod explain_signal;
pub mod raise_signal;

use crate::{event::*, id::*, parts::*};

/// Days that a unit has to explain before a signal may be decided without its word.
pub const EXPLAIN_DAYS: i64 = 7;

#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    pub item: ItemId,
    pub unit: UnitId,
    pub round: RoundId,
    pub raised_by: PersonId,
    pub raised_on: Day,
    pub explained_on: Option<Day>,
    /// Whether it was upheld, once decided.
    pub decided: Option<bool>,
}

impl Signal {
    pub(crate) fn create(fact: &Fact, e: &SignalRaised) -> Self {
        Signal {
            item: e.item,
            unit: e.unit,
            round: e.round,
            raised_by: fact.act.decided_by.person,
            raised_on: fact.act.occurred_on,
            explained_on: None,
            decided: None,
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::SignalExplained(_) if self.decided.is_none() => {
                self.explained_on = Some(fact.act.occurred_on);
                true
            }
            Event::SignalDecided(e) if self.decided.is_none() => {
                self.decided = Some(e.upheld.yes());
                true
            }
            _ => false,
        }
    }
}
