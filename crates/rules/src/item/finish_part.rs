//! An assisting unit says that its part of an item is done. What waits on another never counts against the one who waits.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::order, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
};

order! {
    FinishPart { item: ItemId, unit: UnitId, text: String, evidence: Vec<Evidence> }
}

impl Verb for FinishPart {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let item = facts.item(self.item)?;
        Ok(Resource { unit: Some(self.unit), round: Some(item.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("text", &self.text)?;
        check_evidence("evidence", &self.evidence)?;
        ensure_step(&item, &[ItemStep::Planned, ItemStep::InProgress], &[Role::OfficeHead])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        ensure(item.parts_open.contains(&self.unit), || Refusal::new(Code::NotOwner).field("unit").with("title", self.unit))?;
        let (unit, text, evidence) = (self.unit, self.text.clone(), self.evidence.clone());
        ctx.emit(StreamKey::Item(self.item), PartDone { unit, text, evidence });
        Ok(())
    }
}
