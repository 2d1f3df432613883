//! A unit's rectification plan in a round. Opened by the feedback, which fixes its dates and freezes the wordings.

pub mod file_report;
pub mod review_plan;
pub mod submit_plan;

use crate::{act::Decider, event::*, id::*, parts::*};

/// How far a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStep {
    Opened,
    Submitted,
    Returned,
    Approved,
}

impl PlanStep {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            PlanStep::Opened => "opened",
            PlanStep::Submitted => "submitted",
            PlanStep::Returned => "returned",
            PlanStep::Approved => "approved",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct RectificationPlan {
    pub feedback: FeedbackId,
    pub feedback_on: Day,
    pub findings: Vec<FedBack>,
    pub due: PlanDates,
    pub step: PlanStep,
    pub version: i64,
    pub items: Vec<ItemId>,
    pub submitted: Option<(Decider, Day)>,
    pub approved_on: Option<Day>,
    pub reports: Vec<ReportKind>,
}

impl RectificationPlan {
    pub(crate) fn create(fact: &Fact, e: &PlanOpened) -> Self {
        RectificationPlan {
            feedback: e.feedback,
            feedback_on: fact.act.occurred_on,
            findings: e.findings.clone(),
            due: e.due.clone(),
            step: PlanStep::Opened,
            version: 0,
            items: Vec::new(),
            submitted: None,
            approved_on: None,
            reports: Vec::new(),
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::PlanSubmitted(e) => {
                self.step = PlanStep::Submitted;
                self.version = e.version;
                self.items = e.items.clone();
                self.submitted = Some((fact.act.decided_by, fact.act.occurred_on));
            }
            Event::PlanReviewed(e) if e.version == self.version => {
                self.step = if e.approved.yes() { PlanStep::Approved } else { PlanStep::Returned };
                self.approved_on = e.approved.yes().then_some(fact.act.occurred_on);
            }
            Event::ReportFiled(e) => self.reports.push(e.report),
            _ => return false,
        }
        true
    }

    /// Every manifestation that was fed back.
    pub fn manifestations(&self) -> impl Iterator<Item = ManifestationId> {
        self.findings.iter().flat_map(|f| f.manifestations.iter().copied())
    }
}
