//! Confirms that the feedback letter has arrived.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*,
    round::make_statement::feedback_resource, stream::StreamKey,
};

order! {
    ConfirmReceipt { round: RoundId, feedback: FeedbackId }
}

impl Verb for ConfirmReceipt {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        feedback_resource(facts, self.round, self.feedback)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        let f = round.feedbacks.get(&self.feedback).ok_or_else(|| Refusal::new(Code::FeedbackMissing).field("feedback"))?;
        ensure_not_before("occurred_on", ctx.day(), f.delivered_on)?;
        ensure(!f.receipt, || Refusal::new(Code::AlreadyThere).field("feedback").with("noun", "receipt"))?;
        ctx.emit(StreamKey::Round(self.round), ReceiptConfirmed { feedback: self.feedback });
        Ok(())
    }
}
