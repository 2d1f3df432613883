//! Grants or declines the extension that a unit asked for.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::*, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
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
        let not_asked = || Refusal::new(Code::ExtensionNotAsked).field("item").by(&[Role::PrincipalLeader]);
        let (asker, asked_on) = item.extension_asked_by.ok_or_else(not_asked)?;
        ensure_not_before("occurred_on", ctx.day(), asked_on)?;
        ensure(ctx.standing.person != asker, || {
            Refusal::new(Code::SecondPerson).field("item").by(&[Role::OfficeHead, Role::ExecutiveDeputyHead])
        })?;
        ensure(!self.granted.yes() || self.until > item.due, || Refusal::new(Code::PeriodReversed).field("until").with("from", item.due))?;
        ctx.emit(StreamKey::Item(self.item), ExtensionDecided { granted: self.granted, until: self.until, reason: self.reason.clone() });
        Ok(())
    }
}
