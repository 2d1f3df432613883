//! Closes out a verified item. Never by one who took part in it, and by another than the verifier. A long-term item
//! keeps a follow-up date.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    item::{verify_item::*, *},
    parts::*,
    permit::Resource,
    refusal::*,
    role::Role,
    stream::StreamKey,
    value::*,
};

order! {
    CloseItem { item: ItemId, opinion: String, follow_up: Option<Day> }
}

impl Verb for CloseItem {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("opinion", &self.opinion)?;
        ensure_step(&item, &[ItemStep::Verified], &[Role::Supervisor, Role::CountyDisciplineSecretary])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        let verifier = item.verified_by.map(|d| d.person);
        ensure(verifier.is_some() && verifier != Some(ctx.standing.person), || {
            Refusal::new(Code::CloserNotIndependent)
                .field("item")
                .with("person", ctx.standing.person)
                .by(&[Role::OfficeHead, Role::ExecutiveDeputyHead])
        })?;
        ensure_independent(facts, &item, ctx.standing.person)?;
        ensure_no_signal(&item)?;
        if item.long_term.yes() {
            let day = self.follow_up.ok_or_else(|| Refusal::new(Code::TextMissing).field("follow_up"))?;
            ensure_not_before("follow_up", day, ctx.day())?;
        }
        ctx.emit(StreamKey::Item(self.item), ItemClosed { opinion: self.opinion.clone(), follow_up: self.follow_up });
        Ok(())
    }
}
