//! A statement after feedback: the secretary of a jurisdiction or the principal leader of a unit promises, and each
//! promise becomes a duty.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::*,
    permit::Resource,
    refusal::*,
    role::Role,
    stream::{Seat, StreamKey},
    value::*,
};

order! {
    /// Something promised, for a post to do.
    CommitmentPlan { text: String, post: PostId, due: Day }
}

order! {
    MakeStatement { round: RoundId, feedback: FeedbackId, text: String, commitments: Vec<CommitmentPlan> }
}

impl CommitmentPlan {
    fn check(&self, facts: &Facts, ctx: &Ctx) -> Result<(), Halt> {
        check_long("commitments", &self.text)?;
        facts.post(self.post)?;
        ensure_not_before("commitments", self.due, ctx.day())
    }
}

/// What an act upon a feedback is about: the jurisdiction or unit that was fed back.
pub fn feedback_resource(facts: &Facts, round: RoundId, feedback: FeedbackId) -> Result<Resource, Halt> {
    let state = facts.round(round)?;
    let missing = || Refusal::new(Code::FeedbackMissing).field("feedback").by(&[Role::TeamLeader, Role::ExecutiveDeputyHead]);
    let f = state.feedbacks.get(&feedback).ok_or_else(missing)?;
    Ok(match f.to {
        Addressee::Jurisdiction(j) => Resource { jurisdiction: Some(j), round: Some(round), ..Resource::default() },
        Addressee::Unit(u) => Resource { unit: Some(u), round: Some(round), ..Resource::default() },
    })
}

impl Verb for MakeStatement {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        feedback_resource(facts, self.round, self.feedback)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        check_long("text", &self.text)?;
        check_list_length("commitments", &self.commitments)?;
        let missing = || Refusal::new(Code::FeedbackMissing).field("feedback").by(&[Role::TeamLeader]);
        let f = round.feedbacks.get(&self.feedback).ok_or_else(missing)?;
        ensure_not_before("occurred_on", ctx.day(), f.delivered_on)?;
        let Seat::Post(speaker) = ctx.standing.seat else {
            return Err(Refusal::new(Code::SpeakerAbsent).field("feedback").with("number", ctx.standing.seat).into());
        };
        ensure(f.posts_present.contains(&speaker), || Refusal::new(Code::SpeakerAbsent).field("feedback").with("number", speaker))?;
        ensure(!f.statements.contains(&speaker), || Refusal::new(Code::AlreadyThere).field("feedback").with("noun", "statement"))?;
        let mut commitments = Vec::new();
        for (i, c) in self.commitments.iter().enumerate() {
            in_row(i, c.check(facts, ctx))?;
            commitments.push(Commitment { number: i as i64 + 1, text: c.text.clone(), post: c.post, due: c.due });
        }
        let event = StatementMade { feedback: self.feedback, speaker, text: self.text.clone(), commitments: commitments.clone() };
        ctx.emit(StreamKey::Round(self.round), event);
        for c in commitments {
            let source = DutySource::Statement { round: self.round, feedback: self.feedback, number: c.number };
            let duty: DutyId = ctx.id();
            ctx.emit(StreamKey::Duty(duty), DutyArisen { source, text: c.text, post: c.post, due: c.due });
        }
        Ok(())
    }
}
