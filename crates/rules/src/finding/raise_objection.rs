//! A unit objects to a fact: before the team's report, or within the days that the round grants after feedback.

use crate::{
    command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, role::Role, stream::StreamKey, value::*,
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
        // Seen only after feedback, so the window is the one that the plan opened with.
        let missing = || Refusal::new(Code::FeedbackMissing).field("finding").by(&[Role::TeamLeader]);
        let plan = facts.plan_if(f.round, f.unit)?.ok_or_else(missing)?;
        ensure(ctx.day() <= plan.due.objections, || {
            Refusal::new(Code::ObjectionLate).field("occurred_on").with("until", plan.due.objections)
        })?;
        let objection: ObjectionId = ctx.id();
        let (manifestation, text, evidence) = (self.manifestation, self.text.clone(), self.evidence.clone());
        ctx.emit(StreamKey::Finding(self.finding), ObjectionRaised { objection, manifestation, text, evidence });
        Ok(())
    }
}
