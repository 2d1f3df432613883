//! The unit explains a signal, before anyone decides.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, stream::StreamKey,
    value::*,
};

order! {
    ExplainSignal { signal: SignalId, text: String, evidence: Vec<Evidence> }
}

impl Verb for ExplainSignal {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Signal(self.signal))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let s = facts.signal(self.signal)?;
        Ok(Resource { unit: Some(s.unit), round: Some(s.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("text", &self.text)?;
        check_evidence("evidence", &self.evidence)?;
        let s = facts.signal(self.signal)?;
        ensure(s.decided.is_none(), || Refusal::new(Code::SignalStep).field("signal"))?;
        ensure_not_before("occurred_on", ctx.day(), s.raised_on)?;
        ctx.emit(StreamKey::Signal(self.signal), SignalExplained { text: self.text.clone(), evidence: self.evidence.clone() });
        Ok(())
    }
}
