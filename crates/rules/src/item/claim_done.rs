//! The unit claims that an item is done, with typed results, each figure on evidence of its own. A claim closes nothing.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, item::*, parts::*, permit::Resource, plan::submit_plan::plan_of,
    refusal::*, role::Role, stream::StreamKey, value::*,
};

order! {
    ClaimDone { item: ItemId, account: String, results: Vec<ResultFigure>, evidence: Vec<Evidence> }
}

impl Verb for ClaimDone {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Item(self.item))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        item_resource(facts, self.item)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let item = facts.item(self.item)?;
        check_long("account", &self.account)?;
        check_list_length("results", &self.results)?;
        check_evidence("evidence", &self.evidence)?;
        ensure_step(&item, &[ItemStep::Planned, ItemStep::InProgress], &[Role::OfficeHead])?;
        ensure_not_before("occurred_on", ctx.day(), item.since)?;
        ensure(!self.evidence.is_empty(), || {
            Refusal::new(Code::EvidenceMissing).field("evidence").by(&[Role::PrincipalLeader, Role::ContactPerson])
        })?;
        ensure(item.parts_open.is_empty(), || {
            Refusal::new(Code::PartsOpen).field("item").with("parts", item.parts_open.len()).by(&[Role::PrincipalLeader])
        })?;
        for r in &self.results {
            ensure((0..=MONEY_MAX).contains(&r.figure), || Refusal::new(Code::AmountNegative).field("results").with("figure", r.figure))?;
            let proved = !r.evidence.is_empty() && r.evidence.iter().all(|d| self.evidence.iter().any(|e| e.digest == *d));
            ensure(proved, || Refusal::new(Code::EvidenceMissing).field("results").with("sort", r.sort.name()).by(&[Role::ContactPerson]))?;
        }
        ensure_evidence_after(&self.evidence, plan_of(facts, item.round, item.unit)?.feedback_on)?;
        let (account, results, evidence) = (self.account.clone(), self.results.clone(), self.evidence.clone());
        ctx.emit(StreamKey::Item(self.item), ClaimedDone { account, results, evidence });
        Ok(())
    }
}

/// Largest figure of one result: sums of a whole country stay within 53 bits. Fen.
pub const MONEY_MAX: i64 = 100_000_000_000_000;
