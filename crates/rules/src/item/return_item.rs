//! Returns a claimed or verified item to the unit, with a list of what is missing.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    item::{verify_item::ensure_independent, *},
    parts::order,
    permit::Resource,
    refusal::*,
    role::Role,
    stream::StreamKey,
    value::*,
};

order! {
    ReturnItem { item: ItemId, missing: Vec<String> }
}

impl Verb for ReturnItem {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_list("missing", &self.missing)?;
        for m in &self.missing {
            check_long("missing", m)?;
        }
        ensure_step(&item, &[ItemStep::ClaimedDone, ItemStep::Verified], &[Role::PrincipalLeader])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        ensure_independent(facts, &item, ctx.standing.person)?;
        ctx.emit(StreamKey::Item(self.item), ItemReturned { missing: self.missing.clone() });
        Ok(())
    }
}
