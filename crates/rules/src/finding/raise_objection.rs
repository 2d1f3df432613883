//! A unit objects to a fact: before the team's report, or within the days that the round grants after feedback.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
};

order! {
    RaiseObjection { finding: FindingId, manifestation: ManifestationId, text: String, evidence: Vec<Evidence> }
}

impl Verb for RaiseObjection {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Finding(self.finding))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let f = facts.finding(self.finding)?;
        Ok(Resource { unit: Some(f.unit), round: Some(f.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("text", &self.text)?;
        check_evidence("evidence", &self.evidence)?;
        let f = facts.finding(self.finding)?;
        ensure(f.manifestations.iter().any(|m| m.id == self.manifestation), || {
            Refusal::new(Code::ManifestationUnknown).field("manifestation").with("manifestation", self.manifestation)
        })?;
        ensure_not_before("occurred_on", ctx.day(), f.recorded_on)?;
        match facts.plan_if(f.round, f.unit)? {
            Some(plan) => ensure(ctx.day() <= plan.due.objections, || {
                Refusal::new(Code::ObjectionLate).field("occurred_on").with("until", plan.due.objections)
            })?,
            // The team checks facts with the unit before it reports; from the report to the feedback the wording rests.
            None => {
                let reported = facts.round(f.round)?.progress.get(&f.unit).is_some_and(|p| p.reported_on.is_some());
                ensure(!reported, || Refusal::new(Code::FeedbackMissing).field("finding").by(&[Role::TeamLeader]))?;
            }
        }
        let objection: ObjectionId = ctx.id();
        let (manifestation, text, evidence) = (self.manifestation, self.text.clone(), self.evidence.clone());
        ctx.emit(StreamKey::Finding(self.finding), ObjectionRaised { objection, manifestation, text, evidence });
        Ok(())
    }
}
