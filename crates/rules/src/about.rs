//! What an act would be about, told before its order is complete: a page asks with this whether to offer a form.

use crate::{
    case::hear_defence::case_resource,
    command::CommandKind::{self, AnswerObjection, FinishPart},
    facts::Facts,
    id::{FeedbackId, UnitId},
    item::item_resource,
    permit::Resource,
    plan::submit_plan::plan_resource,
    refusal::Halt,
    round::{enter_unit::team_resource, make_statement::feedback_resource},
    stream::StreamKey,
};

/// An act as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub kind: CommandKind,
    pub subject: StreamKey,
    /// The unit of an act upon a round, or the one that assists.
    pub unit: Option<UnitId>,
    /// The feedback that a receipt or a statement answers.
    pub feedback: Option<FeedbackId>,
}

impl About {
    /// An act upon a stream of which nothing else is known.
    pub fn of(kind: CommandKind, subject: StreamKey) -> Self {
        Self { kind, subject, unit: None, feedback: None }
    }

    /// The resource that the order will name, once it is made of these values.
    pub fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let of_unit = |unit, round| Resource { unit: Some(unit), round: Some(round), ..Resource::default() };
        Ok(match self.subject {
            StreamKey::Item(id) => match (self.kind, self.unit) {
                (FinishPart, Some(unit)) => of_unit(unit, facts.item(id)?.round),
                _ => item_resource(facts, id)?,
            },
            StreamKey::Case(id) => case_resource(facts, id)?,
            StreamKey::Signal(id) => facts.signal(id).map(|s| of_unit(s.unit, s.round))?,
            StreamKey::Duty(id) => Resource { post: Some(facts.duty(id)?.post), ..Resource::default() },
            StreamKey::Plan(round, unit) => plan_resource(facts, round, unit)?,
            StreamKey::Paper(id) => facts.paper(id).and_then(|p| team_resource(facts, p.round, p.unit))?,
            StreamKey::Finding(id) => {
                let f = facts.finding(id)?;
                if self.kind == AnswerObjection { team_resource(facts, f.round, f.unit)? } else { of_unit(f.unit, f.round) }
            }
            StreamKey::Round(round) => match (self.feedback, self.unit) {
                (Some(feedback), _) => feedback_resource(facts, round, feedback)?,
                (None, Some(unit)) => team_resource(facts, round, unit)?,
                (None, None) => Resource { round: Some(round), ..Resource::default() },
            },
            StreamKey::Notice(id) => Resource { round: Some(facts.notice(id)?.round), ..Resource::default() },
            StreamKey::Account(id) => Resource { person: Some(facts.account(id)?.person), ..Resource::default() },
            _ => Resource::default(),
        })
    }
}
