//! People decide upon a signal: dismiss it, or uphold it and open an accountability case. The unit has been heard, or
//! its days have passed.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, role::Role,
    signal::EXPLAIN_DAYS, stream::StreamKey, value::*,
};

order! {
    DecideSignal {
        signal: SignalId,
        upheld: Flag,
        reason: String,
        /// What the case alleges, where it is upheld.
        alleged: Option<Failing>,
    }
}

impl Verb for DecideSignal {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Signal(self.signal))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let s = facts.signal(self.signal)?;
        Ok(Resource { unit: Some(s.unit), round: Some(s.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("reason", &self.reason)?;
        let s = facts.signal(self.signal)?;
        ensure(s.decided.is_none(), || Refusal::new(Code::SignalStep).field("signal"))?;
        let from = s.explained_on.unwrap_or_else(|| s.raised_on.plus_days(EXPLAIN_DAYS));
        ensure(ctx.day() >= from, || Refusal::new(Code::HearUnitFirst).field("signal").with("until", from).by(&[Role::PrincipalLeader]))?;
        ensure_not_before("occurred_on", ctx.day(), s.raised_on)?;
        ensure(ctx.standing.person != s.raised_by, || {
            Refusal::new(Code::SecondPerson).field("signal").by(&[Role::OfficeHead, Role::ExecutiveDeputyHead])
        })?;
        ctx.emit(StreamKey::Signal(self.signal), SignalDecided { upheld: self.upheld, reason: self.reason.clone() });
        if !self.upheld.yes() {
            ctx.emit(StreamKey::Item(s.item), SignalSettled { signal: self.signal });
            return Ok(());
        }
        let alleged = self.alleged.ok_or_else(|| Refusal::new(Code::TextMissing).field("alleged"))?;
        let case: CaseId = ctx.id();
        let (signal, item, unit, round, grounds) = (self.signal, s.item, s.unit, s.round, self.reason.clone());
        ctx.emit(StreamKey::Case(case), CaseOpened { signal, item, unit, round, alleged, grounds });
        Ok(())
    }
}
