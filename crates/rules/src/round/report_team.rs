//! The team's report on a unit: the list of findings that go to the leading group. Objections raised before it are answered first.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*, role::Role,
    round::enter_unit::team_resource, stream::StreamKey, value::*,
};

order! {
    ReportTeam { round: RoundId, unit: UnitId, findings: Vec<FindingId>, summary: String }
}

impl Verb for ReportTeam {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        team_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        check_long("summary", &self.summary)?;
        check_list("findings", &self.findings)?;
        check_distinct("findings", &self.findings)?;
        let missing = || Refusal::new(Code::EntryMissing).field("unit").with("unit", self.unit).by(&[Role::TeamLeader]);
        let progress = round.progress.get(&self.unit).ok_or_else(missing)?;
        ensure_not_before("occurred_on", ctx.day(), progress.entered_on.ok_or_else(missing)?)?;
        ensure(progress.heard.is_empty(), || Refusal::new(Code::WordingFrozen).field("unit"))?;
        for id in &self.findings {
            let f = facts.finding(*id)?;
            ensure(f.round == self.round && f.unit == self.unit, || {
                Refusal::new(Code::FindingElsewhere).field("findings").with("finding", id)
            })?;
            ensure_not_before("findings", ctx.day(), f.recorded_on)?;
            ensure(f.objections.values().all(|o| o.answered.is_some()), || {
                Refusal::new(Code::ObjectionOpen).field("findings").with("finding", id).by(&[Role::TeamLeader, Role::OfficeHead])
            })?;
        }
        // A report may be renewed before the hearing, but never to lose a finding unsaid.
        let omitted = progress.findings.iter().find(|f| !self.findings.contains(f));
        if let Some(f) = omitted {
            return Err(Refusal::new(Code::FindingOmitted).field("findings").with("finding", f).into());
        }
        let team = round.team_of(self.unit).ok_or_else(missing)?;
        let (unit, findings, summary) = (self.unit, self.findings.clone(), self.summary.clone());
        ctx.emit(StreamKey::Round(self.round), TeamReported { unit, team, findings, summary });
        Ok(())
    }
}
