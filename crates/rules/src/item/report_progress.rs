//! Reports progress on an item, with evidence where there is some. "No change, because …" is progress too.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::order, permit::Resource, plan::submit_plan::plan_of,
    refusal::*, role::Role, stream::StreamKey, value::*,
};

order! {
    ReportProgress { item: ItemId, text: String, measure: Option<MeasureId>, evidence: Vec<Evidence> }
}

impl Verb for ReportProgress {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("text", &self.text)?;
        check_evidence("evidence", &self.evidence)?;
        ensure_step(&item, &[ItemStep::Planned, ItemStep::InProgress], &[Role::OfficeHead])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        ensure(self.measure.is_none_or(|m| item.measures.contains(&m)), || {
            Refusal::new(Code::Unknown)
                .field("measure")
                .with("noun", "measure")
                .with("id", self.measure.map(|m| m.to_string()).unwrap_or_default())
        })?;
        ensure_evidence_after(&self.evidence, plan_of(facts, item.round, item.unit)?.feedback_on)?;
        let (text, measure, evidence) = (self.text.clone(), self.measure, self.evidence.clone());
        ctx.emit(StreamKey::Item(self.item), ProgressReported { text, measure, evidence });
        Ok(())
    }
}
