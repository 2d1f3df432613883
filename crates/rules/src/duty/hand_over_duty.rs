//! Hands a duty over to another post of the same body, with the reason. The handover is a fact of its own.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    HandOverDuty { duty: DutyId, to: PostId, reason: String }
}

impl Verb for HandOverDuty {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Duty(self.duty))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { post: Some(facts.duty(self.duty)?.post), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("reason", &self.reason)?;
        let duty = facts.duty(self.duty)?;
        ensure(!duty.done, || Refusal::new(Code::DutyDone).field("duty"))?;
        ensure_not_before("occurred_on", ctx.day(), duty.arose_on)?;
        let (from, to) = (facts.post(duty.post)?, facts.post(self.to)?);
        let same_body = duty.post != self.to && from.jurisdiction == to.jurisdiction && from.unit == to.unit;
        ensure(same_body, || Refusal::new(Code::DutyElsewhere).field("to").with("title", &to.title))?;
        ensure(to.holders_on(ctx.day()).next().is_some(), || Refusal::new(Code::PostVacant).field("to").with("title", &to.title))?;
        ctx.emit(StreamKey::Duty(self.duty), DutyHandedOver { to: self.to, reason: self.reason.clone() });
        Ok(())
    }
}
