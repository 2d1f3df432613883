//! The leading group hears the teams and sets requirements, each of which becomes a duty of a post. A gate.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, role::Role,
    stream::StreamKey, value::*,
};

order! {
    /// Something demanded of a post, by a speaker where several speak.
    RequirementPlan { text: String, addressee: PostId, speaker: Option<PostId>, due: Day }
}

order! {
    HoldHearing { round: RoundId, gate: Gate, units: Vec<UnitId>, decisions: Vec<String>, requirements: Vec<RequirementPlan> }
}

impl Verb for HoldHearing {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { round: Some(self.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        check_list("units", &self.units)?;
        check_distinct("units", &self.units)?;
        check_list_length("decisions", &self.decisions)?;
        for d in &self.decisions {
            check_long("decisions", d)?;
        }
        let gates = round.gates();
        ensure(gates.contains(&self.gate), || Refusal::new(Code::ChannelUnused).field("gate").with("gate", self.gate.name()))?;
        for u in &self.units {
            let outside = || Refusal::new(Code::UnitOutsideRound).field("units").with("unit", u);
            let progress = round.progress.get(u).ok_or_else(outside)?;
            let missing = || Refusal::new(Code::ReportMissing).field("units").with("unit", u).by(&[Role::TeamLeader]);
            ensure_not_before("occurred_on", ctx.day(), progress.reported_on.ok_or_else(missing)?)?;
            for earlier in gates.iter().take_while(|g| **g != self.gate) {
                let gate_missing = || hearing_missing(*u, *earlier);
                ensure_not_before("occurred_on", ctx.day(), *progress.heard.get(earlier).ok_or_else(gate_missing)?)?;
            }
        }
        let hearing: HearingId = ctx.id();
        let requirements = number_requirements(facts, ctx, &self.requirements)?;
        let (gate, units, decisions) = (self.gate, self.units.clone(), self.decisions.clone());
        ctx.emit(StreamKey::Round(self.round), HearingHeld { hearing, gate, units, decisions, requirements: requirements.clone() });
        for r in requirements {
            let source = DutySource::Hearing { round: self.round, hearing, number: r.number };
            let duty: DutyId = ctx.id();
            ctx.emit(StreamKey::Duty(duty), DutyArisen { source, text: r.text, post: r.addressee, due: r.due });
        }
        Ok(())
    }
}

/// The refusal of a step that a gate has to pass first.
pub fn hearing_missing(unit: UnitId, gate: Gate) -> Refusal {
    Refusal::new(Code::HearingMissing)
        .field("unit")
        .with("unit", unit)
        .with("gate", gate.name())
        .by(&[Role::LeadingGroupHead, Role::ExecutiveDeputyHead])
}

impl RequirementPlan {
    fn check(&self, facts: &Facts, ctx: &Ctx) -> Result<(), Halt> {
        check_long("requirements", &self.text)?;
        facts.post(self.addressee)?;
        if let Some(speaker) = self.speaker {
            facts.post(speaker)?;
        }
        ensure_not_before("requirements", self.due, ctx.day())
    }
}

/// Numbers requirements from 1 and checks their posts and dates.
pub fn number_requirements(facts: &Facts, ctx: &Ctx, plans: &[RequirementPlan]) -> Result<Vec<Requirement>, Halt> {
    check_list_length("requirements", plans)?;
    let mut out = Vec::new();
    for (i, p) in plans.iter().enumerate() {
        in_row(i, p.check(facts, ctx))?;
        let number = i as i64 + 1;
        out.push(Requirement { number, text: p.text.clone(), addressee: p.addressee, speaker: p.speaker, due: p.due });
    }
    Ok(out)
}
