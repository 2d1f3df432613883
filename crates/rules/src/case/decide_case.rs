//! Decides an accountability case. Whoever noticed, opened or verified does not decide; "false" needs intent found by
//! people, else it is "weak". A founded case sends the item back to work.

use crate::{
    act::ensure_not_before, case::hear_defence::case_resource, command::*, event::*, facts::Facts, id::*, item::ItemStep, parts::*,
    permit::Resource, refusal::*, role::Role, signal::EXPLAIN_DAYS, stream::StreamKey, value::*,
};

order! {
    DecideCase {
        case: CaseId,
        outcome: Outcome,
        /// By what people found intent; needed for "false".
        intent: Option<String>,
        handling: String,
        reason: String,
    }
}

impl Verb for DecideCase {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Case(self.case))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        case_resource(facts, self.case)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("handling", &self.handling)?;
        check_long("reason", &self.reason)?;
        let case = facts.case(self.case)?;
        ensure(case.outcome.is_none(), || Refusal::new(Code::CaseStep).field("case"))?;
        let from = case.defence_on.unwrap_or_else(|| case.opened_on.plus_days(EXPLAIN_DAYS));
        ensure(ctx.day() >= from, || Refusal::new(Code::HearUnitFirst).field("case").with("until", from).by(&[Role::PrincipalLeader]))?;
        ensure_not_before("occurred_on", ctx.day(), case.opened_on)?;
        match (self.outcome, &self.intent) {
            (Outcome::False, None) => return Err(Refusal::new(Code::IntentMissing).field("intent").into()),
            (_, Some(text)) => check_long("intent", text)?,
            _ => {}
        }
        let item = facts.item(case.item)?;
        let signal = facts.signal(case.signal)?;
        let me = ctx.standing.person;
        let concerned = me == signal.raised_by || me == case.opened_by || item.verifiers.contains(&me) || item.involved.contains(&me);
        ensure(!concerned, || Refusal::new(Code::CaseIndependent).field("case").by(&[Role::LeadingGroupHead, Role::ExecutiveDeputyHead]))?;
        let (outcome, intent, handling, reason) = (self.outcome, self.intent.clone(), self.handling.clone(), self.reason.clone());
        ctx.emit(StreamKey::Case(self.case), CaseDecided { outcome, intent, handling, reason: reason.clone() });
        ctx.emit(StreamKey::Item(case.item), SignalSettled { signal: case.signal });
        if outcome != Outcome::Unfounded {
            match item.step {
                ItemStep::Closed => ctx.emit(StreamKey::Item(case.item), ItemReopened { reason, because: Some(self.case) }),
                ItemStep::ClaimedDone | ItemStep::Verified => ctx.emit(StreamKey::Item(case.item), ItemReturned { missing: vec![reason] }),
                _ => {}
            }
        }
        Ok(())
    }
}
