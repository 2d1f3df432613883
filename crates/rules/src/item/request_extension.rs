//! Asks for more time, before the due date. An honest exit: it is counted and shown, never held against anyone.

use crate::{
    command::*, event::*, facts::Facts, id::*, item::*, parts::*, permit::Resource, refusal::*, role::Role, stream::StreamKey, value::*,
};

order! {
    RequestExtension { item: ItemId, until: Day, reason: String }
}

impl Verb for RequestExtension {
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
        ensure(ctx.day() <= item.due, || Refusal::new(Code::ExtensionLate).field("occurred_on").with("due", item.due))?;
        ensure(self.until > item.due, || Refusal::new(Code::PeriodReversed).field("until").with("from", item.due))?;
        ensure(item.extension_asked.is_none(), || Refusal::new(Code::AlreadyThere).field("item").with("noun", "extension"))?;
        ctx.emit(StreamKey::Item(self.item), ExtensionRequested { until: self.until, reason: self.reason.clone() });
        Ok(())
    }
}
