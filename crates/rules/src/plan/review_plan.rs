//! Reviews a submitted plan: approves it, so that its items begin, or returns it with a list of what is missing.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::order,
    permit::Resource,
    plan::{PlanStep, submit_plan::*},
    refusal::*,
    role::Role,
    stream::StreamKey,
    value::*,
};

order! {
    ReviewPlan {
        round: RoundId,
        unit: UnitId,
        approved: Flag,
        /// What is missing, where it is returned.
        missing: Vec<String>,
    }
}

impl Verb for ReviewPlan {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Plan(self.round, self.unit))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        plan_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let plan = plan_of(facts, self.round, self.unit)?;
        let wrong_step = || Refusal::new(Code::PlanStep).field("unit").with("step", plan.step.name()).by(&[Role::PrincipalLeader]);
        let (PlanStep::Submitted, Some((drafter, day))) = (plan.step, plan.submitted) else {
            return Err(wrong_step().into());
        };
        ensure_not_before("occurred_on", ctx.day(), day)?;
        ensure(ctx.standing.person != drafter.person, || Refusal::new(Code::SecondPerson).field("unit").by(&[Role::OfficeHead]))?;
        check_list_length("missing", &self.missing)?;
        for m in &self.missing {
            check_long("missing", m)?;
        }
        if !self.approved.yes() {
            check_list("missing", &self.missing)?;
        }
        let (version, approved, missing) = (plan.version, self.approved, self.missing.clone());
        ctx.emit(StreamKey::Plan(self.round, self.unit), PlanReviewed { version, approved, missing });
        if approved.yes() {
            for item in &plan.items {
                ctx.emit(StreamKey::Item(*item), ItemPlanned {});
            }
        }
        Ok(())
    }
}
