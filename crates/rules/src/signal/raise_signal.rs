//! Raises a signal upon an item: the fact, pointers to it, and the innocent explanation that it may have.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::order, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
};

order! {
    RaiseSignal { item: ItemId, fact: String, innocent: String, evidence: Vec<Evidence> }
}

impl Verb for RaiseSignal {
    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("fact", &self.fact)?;
        check_long("innocent", &self.innocent)?;
        check_evidence("evidence", &self.evidence)?;
        let item = facts.item(self.item)?;
        let steps = [ItemStep::InProgress, ItemStep::ClaimedDone, ItemStep::Verified, ItemStep::Closed];
        ensure_step(&item, &steps, &[Role::PrincipalLeader])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        let signal: SignalId = ctx.id();
        ctx.emit(
            StreamKey::Signal(signal),
            SignalRaised {
                item: self.item,
                unit: item.unit,
                round: item.round,
                fact: self.fact.clone(),
                innocent: self.innocent.clone(),
                evidence: self.evidence.clone(),
                detector: None,
            },
        );
        ctx.emit(StreamKey::Item(self.item), SignalNoted { signal });
        Ok(())
    }
}
