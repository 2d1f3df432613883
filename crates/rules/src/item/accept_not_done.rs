//! Accepts that an item cannot be done, with reason and approver: shown as such, never as closed.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::order, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
};

order! {
    AcceptNotDone { item: ItemId, reason: String }
}

impl Verb for AcceptNotDone {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("reason", &self.reason)?;
        ensure_step(&item, &[ItemStep::Planned, ItemStep::InProgress], &[Role::OfficeHead])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        ctx.emit(StreamKey::Item(self.item), NotDoneAccepted { reason: self.reason.clone() });
        Ok(())
    }
}
