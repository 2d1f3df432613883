//! Notices: what the authority tells, inside or in public. Their sums are folded anew from items, so a notice whose
//! parts do not add up cannot be published.

pub mod draft_notice;
pub mod publish_notice;

use crate::{event::*, facts::Facts, id::*, item::ItemStep, parts::*, refusal::Halt};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub round: RoundId,
    pub kind: NoticeKind,
    pub drafted_by: PersonId,
    pub drafted_on: Day,
    pub lines: Vec<NoticeLine>,
    pub totals: Tally,
    pub withheld: Vec<Withheld>,
    pub published: bool,
}

impl Notice {
    pub(crate) fn create(fact: &Fact, e: &NoticeDrafted) -> Self {
        Notice {
            round: e.round,
            kind: e.sort,
            drafted_by: fact.act.decided_by.person,
            drafted_on: fact.act.occurred_on,
            lines: e.lines.clone(),
            totals: e.totals,
            withheld: e.withheld.clone(),
            published: false,
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::NoticePublished(_) if !self.published => {
                self.published = true;
                true
            }
            _ => false,
        }
    }
}

/// Folds the sums of a unit in a round from its plan and items. Results count closed items only: a claim is no result.
pub fn tally(facts: &Facts, round: RoundId, unit: UnitId) -> Result<Tally, Halt> {
    let mut t = Tally::default();
    let Some(plan) = facts.plan_if(round, unit)? else { return Ok(t) };
    t.findings = plan.findings.len() as i64;
    t.manifestations = plan.manifestations().count() as i64;
    let mut open: BTreeMap<ManifestationId, bool> = BTreeMap::new();
    for id in &plan.items {
        let item = facts.item(*id)?;
        t.items += 1;
        for m in &item.covers {
            *open.entry(*m).or_default() |= item.step != ItemStep::Closed;
        }
        match item.step {
            ItemStep::Closed => {
                t.items_closed += 1;
                item.results.iter().for_each(|r| t.add_result(r));
            }
            ItemStep::ClaimedDone | ItemStep::Verified => t.items_claimed += 1,
            ItemStep::AcceptedNotDone => t.items_accepted_not_done += 1,
            _ => t.items_open += 1,
        }
    }
    t.manifestations_closed = open.values().filter(|o| !**o).count() as i64;
    Ok(t)
}
