//! Files the unit's rectification report or the principal leader's own report.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::*,
    permit::Resource,
    plan::{PlanStep, submit_plan::*},
    refusal::*,
    role::Role,
    stream::StreamKey,
    value::*,
};

order! {
    FileReport { round: RoundId, unit: UnitId, report: ReportKind, number: String, evidence: Vec<Evidence> }
}

impl Verb for FileReport {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Plan(self.round, self.unit))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        plan_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let plan = plan_of(facts, self.round, self.unit)?;
        check_short("number", &self.number)?;
        check_evidence("evidence", &self.evidence)?;
        ensure(!self.evidence.is_empty(), || Refusal::new(Code::EvidenceMissing).field("evidence").by(&[Role::PrincipalLeader]))?;
        let (PlanStep::Approved, Some(approved)) = (plan.step, plan.approved_on) else {
            return Err(Refusal::new(Code::PlanStep).field("unit").with("step", plan.step.name()).by(&[Role::OfficeHead]).into());
        };
        ensure_not_before("occurred_on", ctx.day(), approved)?;
        ensure(!plan.reports.contains(&self.report), || Refusal::new(Code::AlreadyThere).field("report").with("noun", "report"))?;
        let (report, number, evidence) = (self.report, self.number.clone(), self.evidence.clone());
        ctx.emit(StreamKey::Plan(self.round, self.unit), ReportFiled { report, number, evidence });
        Ok(())
    }
}
