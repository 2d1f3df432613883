//! Says how a duty was fulfilled, with its proof.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    FulfilDuty { duty: DutyId, account: String, evidence: Vec<Evidence> }
}

impl Verb for FulfilDuty {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Duty(self.duty))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { post: Some(facts.duty(self.duty)?.post), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("account", &self.account)?;
        check_evidence("evidence", &self.evidence)?;
        let duty = facts.duty(self.duty)?;
        ensure(!duty.done, || Refusal::new(Code::DutyDone).field("duty"))?;
        ensure_not_before("occurred_on", ctx.day(), duty.arose_on)?;
        ctx.emit(StreamKey::Duty(self.duty), DutyFulfilled { account: self.account.clone(), evidence: self.evidence.clone() });
        Ok(())
    }
}
