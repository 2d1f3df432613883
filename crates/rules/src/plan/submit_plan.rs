//! Submits the rectification plan: items that together cover every manifestation, each with measures and owners.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::*,
    permit::Resource,
    plan::{PlanStep, RectificationPlan},
    refusal::*,
    role::Role,
    stream::StreamKey,
    value::*,
};

order! {
    MeasurePlan { content: String, leader: PostId, department: String, due: Day, sort: MeasureKind }
}

order! {
    ItemPlan {
        covers: Vec<ManifestationId>,
        wording: String,
        cause: String,
        target: String,
        assisting: Vec<Assisting>,
        responsible_leader: PostId,
        responsible_department: String,
        responsible_person: Personal,
        long_term: Flag,
        /// Whether it is to be done within the concentrated period.
        within_period: Flag,
        due: Day,
        measures: Vec<MeasurePlan>,
    }
}

order! {
    SubmitPlan { round: RoundId, unit: UnitId, items: Vec<ItemPlan> }
}

/// The plan of a unit, or the refusal that feedback is missing.
pub fn plan_of(facts: &Facts, round: RoundId, unit: UnitId) -> Result<std::sync::Arc<RectificationPlan>, Halt> {
    let missing =
        || Refusal::new(Code::FeedbackMissing).field("unit").with("unit", unit).by(&[Role::TeamLeader, Role::ExecutiveDeputyHead]);
    Ok(facts.plan_if(round, unit)?.ok_or_else(missing)?)
}

/// What an act upon a plan is about.
pub fn plan_resource(facts: &Facts, round: RoundId, unit: UnitId) -> Result<Resource, Halt> {
    plan_of(facts, round, unit)?;
    let jurisdiction = facts.unit(unit)?.jurisdiction;
    Ok(Resource { jurisdiction: Some(jurisdiction), unit: Some(unit), round: Some(round), ..Resource::default() })
}

impl Verb for SubmitPlan {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Plan(self.round, self.unit))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        plan_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let plan = plan_of(facts, self.round, self.unit)?;
        ensure(matches!(plan.step, PlanStep::Opened | PlanStep::Returned), || {
            Refusal::new(Code::PlanStep).field("unit").with("step", plan.step.name())
        })?;
        ensure_not_before("occurred_on", ctx.day(), plan.feedback_on)?;
        check_list("items", &self.items)?;
        let known: Vec<ManifestationId> = plan.manifestations().collect();
        for (n, item) in self.items.iter().enumerate() {
            in_row(n, item.check(ctx, facts, &plan, self.unit, &known))?;
        }
        let uncovered = known.iter().filter(|m| !self.items.iter().any(|i| i.covers.contains(m))).count();
        ensure(uncovered == 0, || {
            Refusal::new(Code::ManifestationUncovered)
                .field("items")
                .with("uncovered", uncovered)
                .with("all", known.len())
                .by(&[Role::PrincipalLeader])
        })?;
        for old in &plan.items {
            ctx.emit(StreamKey::Item(*old), ItemDropped { reason: "superseded".to_owned() });
        }
        let jurisdiction = facts.unit(self.unit)?.jurisdiction;
        let mut items = Vec::new();
        for (i, item) in self.items.iter().enumerate() {
            let id: ItemId = ctx.id();
            items.push(id);
            let drafted = item.drafted(ctx, (self.round, self.unit, jurisdiction), i as i64 + 1);
            ctx.emit(StreamKey::Item(id), drafted);
        }
        ctx.emit(StreamKey::Plan(self.round, self.unit), PlanSubmitted { version: plan.version + 1, items });
        Ok(())
    }
}

impl ItemPlan {
    fn check(&self, ctx: &Ctx, facts: &Facts, plan: &RectificationPlan, unit: UnitId, known: &[ManifestationId]) -> Result<(), Halt> {
        check_list("covers", &self.covers)?;
        check_distinct("covers", &self.covers)?;
        if let Some(m) = self.covers.iter().find(|m| !known.contains(m)) {
            return Err(Refusal::new(Code::ManifestationUnknown).field("covers").with("manifestation", m).into());
        }
        check_long("wording", &self.wording)?;
        check_long("cause", &self.cause)?;
        check_long("target", &self.target)?;
        check_short("responsible_department", &self.responsible_department)?;
        check_personal("responsible_person", &self.responsible_person)?;
        ensure_post_of(facts, "responsible_leader", self.responsible_leader, unit)?;
        ensure_not_before("due", self.due, ctx.day())?;
        let limit = plan.due.rectification;
        ensure(!self.within_period.yes() || self.due <= limit, || {
            Refusal::new(Code::DueBeyond).field("due").with("due", self.due).with("limit", limit)
        })?;
        check_list("measures", &self.measures)?;
        for m in &self.measures {
            check_long("measures", &m.content)?;
            check_short("measures", &m.department)?;
            ensure_post_of(facts, "measures", m.leader, unit)?;
            ensure(m.due <= self.due, || Refusal::new(Code::DueBeyond).field("measures").with("due", m.due).with("limit", self.due))?;
        }
        check_list_length("assisting", &self.assisting)?;
        for a in &self.assisting {
            check_long("assisting", &a.part)?;
            facts.unit(a.unit)?;
        }
        Ok(())
    }

    fn drafted(&self, ctx: &mut Ctx, place: (RoundId, UnitId, JurisdictionId), number: i64) -> ItemDrafted {
        let mut measures = Vec::new();
        for m in &self.measures {
            let (content, department) = (m.content.clone(), m.department.clone());
            measures.push(Measure { id: ctx.id(), content, leader: m.leader, department, due: m.due, sort: m.sort });
        }
        ItemDrafted {
            round: place.0,
            unit: place.1,
            jurisdiction: place.2,
            number,
            covers: self.covers.clone(),
            wording: self.wording.clone(),
            cause: self.cause.clone(),
            target: self.target.clone(),
            assisting: self.assisting.clone(),
            responsible_leader: self.responsible_leader,
            responsible_department: self.responsible_department.clone(),
            responsible_person: self.responsible_person.clone(),
            long_term: self.long_term,
            within_period: self.within_period,
            due: self.due,
            measures,
        }
    }
}

fn ensure_post_of(facts: &Facts, field: &'static str, post: PostId, unit: UnitId) -> Result<(), Halt> {
    let p = facts.post(post)?;
    ensure(p.unit == Some(unit), || Refusal::new(Code::NotOwner).field(field).with("title", &p.title))
}
