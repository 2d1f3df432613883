//! Grants or declines the extension that a unit asked for.

use crate::{
    command::*, event::*, facts::Facts, id::*, item::*, parts::*, permit::Resource, refusal::*, role::Role, stream::StreamKey, value::*,
};

order! {
    DecideExtension {
        item: ItemId,
        granted: Flag,
        /// The day granted; may differ from the one asked for.
        until: Day,
        reason: String,
    }
}

impl Verb for DecideExtension {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("reason", &self.reason)?;
        ensure(item.extension_asked.is_some(), || Refusal::new(Code::ExtensionNotAsked).field("item").by(&[Role::PrincipalLeader]))?;
        ensure(!self.granted.yes() || self.until > item.due, || Refusal::new(Code::PeriodReversed).field("until").with("from", item.due))?;
        ctx.emit(StreamKey::Item(self.item), ExtensionDecided { granted: self.granted, until: self.until, reason: self.reason.clone() });
        Ok(())
    }
}
