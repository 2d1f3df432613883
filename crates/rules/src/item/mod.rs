//! Items of the rectification register. `claimed done` is what the unit says; only independent verification leads on,
//! and only close-out ends it.

pub mod accept_not_done;
pub mod claim_done;
pub mod close_item;
pub mod decide_extension;
pub mod finish_part;
pub mod reopen_item;
pub mod report_progress;
pub mod request_extension;
pub mod return_item;
pub mod verify_item;

use crate::{
    act::Decider, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, role::Role, round::enter_unit::team_resource,
    value::*,
};
use std::collections::BTreeSet;

/// How far an item has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemStep {
    Open,
    Planned,
    InProgress,
    ClaimedDone,
    Verified,
    Closed,
    AcceptedNotDone,
    Dropped,
}

impl ItemStep {
    /// Every step, in order.
    pub const ALL: [ItemStep; 8] = [
        ItemStep::Open,
        ItemStep::Planned,
        ItemStep::InProgress,
        ItemStep::ClaimedDone,
        ItemStep::Verified,
        ItemStep::Closed,
        ItemStep::AcceptedNotDone,
        ItemStep::Dropped,
    ];

    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            ItemStep::Open => "open",
            ItemStep::Planned => "planned",
            ItemStep::InProgress => "in_progress",
            ItemStep::ClaimedDone => "claimed_done",
            ItemStep::Verified => "verified",
            ItemStep::Closed => "closed",
            ItemStep::AcceptedNotDone => "accepted_not_done",
            ItemStep::Dropped => "dropped",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub round: RoundId,
    pub unit: UnitId,
    pub jurisdiction: JurisdictionId,
    pub covers: Vec<ManifestationId>,
    pub step: ItemStep,
    pub due: Day,
    pub long_term: Flag,
    pub responsible_leader: PostId,
    pub measures: Vec<MeasureId>,
    /// Day of the latest step forward.
    pub since: Day,
    /// Persons who drafted, reported or claimed, and so cannot verify.
    pub involved: BTreeSet<PersonId>,
    pub claimed_by: Option<Decider>,
    pub verified_by: Option<Decider>,
    /// Everyone who ever verified it, also where it was returned or reopened afterwards.
    pub verifiers: BTreeSet<PersonId>,
    pub results: Vec<ResultFigure>,
    /// Assisting units whose part is not done.
    pub parts_open: Vec<UnitId>,
    pub extension_asked: Option<Day>,
    /// Who asked for it, and when.
    pub extension_asked_by: Option<(PersonId, Day)>,
    pub extensions: i64,
    pub signals_open: BTreeSet<SignalId>,
}

impl Item {
    pub(crate) fn create(fact: &Fact, e: &ItemDrafted) -> Self {
        Item {
            round: e.round,
            unit: e.unit,
            jurisdiction: e.jurisdiction,
            covers: e.covers.clone(),
            step: ItemStep::Open,
            due: e.due,
            long_term: e.long_term,
            responsible_leader: e.responsible_leader,
            measures: e.measures.iter().map(|m| m.id).collect(),
            since: fact.act.occurred_on,
            involved: BTreeSet::from([fact.act.decided_by.person]),
            claimed_by: None,
            verified_by: None,
            verifiers: BTreeSet::new(),
            results: Vec::new(),
            parts_open: e.assisting.iter().map(|a| a.unit).collect(),
            extension_asked: None,
            extension_asked_by: None,
            extensions: 0,
            signals_open: BTreeSet::new(),
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        use ItemStep::*;
        let (by, day) = (fact.act.decided_by, fact.act.occurred_on);
        let moved = match (&fact.event, self.step) {
            (Event::ItemDropped(_), Open) => Dropped,
            (Event::ItemPlanned(_), Open) => Planned,
            (Event::ProgressReported(_), Planned | InProgress) => {
                self.involved.insert(by.person);
                InProgress
            }
            (Event::ClaimedDone(e), Planned | InProgress) => {
                self.involved.insert(by.person);
                self.claimed_by = Some(by);
                self.results = e.results.clone();
                ClaimedDone
            }
            (Event::ItemVerified(_), ClaimedDone) => {
                self.verified_by = Some(by);
                self.verifiers.insert(by.person);
                Verified
            }
            (Event::ItemReturned(_), ClaimedDone | Verified) | (Event::ItemReopened(_), Closed) => {
                self.verified_by = None;
                InProgress
            }
            (Event::ItemClosed(_), Verified) => Closed,
            (Event::NotDoneAccepted(_), Planned | InProgress) => AcceptedNotDone,
            _ => return self.apply_aside(fact),
        };
        self.step = moved;
        self.since = self.since.max(day);
        true
    }

    /// Facts that leave the step as it is.
    fn apply_aside(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::PartDone(e) => {
                self.involved.insert(fact.act.decided_by.person);
                let before = self.parts_open.len();
                self.parts_open.retain(|u| *u != e.unit);
                self.parts_open.len() < before
            }
            Event::ExtensionRequested(e) => {
                self.extension_asked = Some(e.until);
                self.extension_asked_by = Some((fact.act.decided_by.person, fact.act.occurred_on));
                true
            }
            Event::ExtensionDecided(e) if self.extension_asked.is_some() => {
                self.extension_asked = None;
                self.extension_asked_by = None;
                if e.granted.yes() {
                    self.due = e.until;
                    self.extensions += 1;
                }
                true
            }
            Event::SignalNoted(e) => self.signals_open.insert(e.signal),
            Event::SignalSettled(e) => self.signals_open.remove(&e.signal),
            _ => false,
        }
    }
}

/// What an act upon an item is about.
pub fn item_resource(facts: &Facts, id: ItemId) -> Result<Resource, Halt> {
    let item = facts.item(id)?;
    team_resource(facts, item.round, item.unit)
}

/// Refuses unless the item stands at one of `steps`; `by` can bring it there.
pub fn ensure_step(item: &Item, steps: &[ItemStep], by: &[Role]) -> Result<(), Halt> {
    ensure(steps.contains(&item.step), || {
        let needed: Vec<&str> = steps.iter().map(|s| s.name()).collect();
        Refusal::new(Code::ItemStep).field("item").with("step", item.step.name()).with("needed", needed.join(",")).by(by)
    })
}

/// Refuses evidence that bears a date before `cause`, unless it is marked as rightly older.
pub fn ensure_evidence_after(list: &[Evidence], cause: Day) -> Result<(), Halt> {
    for e in list.iter().filter(|e| !e.pre_existing.yes()) {
        if let Some(dated) = e.dated.filter(|d| *d < cause) {
            return Err(Refusal::new(Code::EvidenceBeforeCause)
                .field("evidence")
                .with("caption", &e.caption)
                .with("dated", dated)
                .with("cause", cause)
                .into());
        }
    }
    Ok(())
}
