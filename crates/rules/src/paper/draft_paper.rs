//! Signs a new working paper as its drafter and gives it its printed number.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::order,
    permit::Resource,
    refusal::*,
    role::Role,
    round::{enter_unit::team_resource, take_number},
    stream::StreamKey,
    value::*,
};

order! {
    DraftPaper {
        round: RoundId,
        unit: UnitId,
        matter: String,
        summary: String,
        how_found: String,
        policy_basis: String,
        place: String,
        evidence: Vec<Evidence>,
    }
}

impl Verb for DraftPaper {
    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        team_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_short("matter", &self.matter)?;
        check_long("summary", &self.summary)?;
        check_long("how_found", &self.how_found)?;
        check_long("policy_basis", &self.policy_basis)?;
        check_short("place", &self.place)?;
        check_evidence("evidence", &self.evidence)?;
        ensure(!self.evidence.is_empty(), || Refusal::new(Code::EvidenceMissing).field("evidence").by(&[Role::TeamMember]))?;
        let round = facts.round(self.round)?;
        let entered = round.progress.get(&self.unit).and_then(|p| p.entered_on);
        let missing = || Refusal::new(Code::EntryMissing).field("unit").with("unit", self.unit).by(&[Role::TeamLeader]);
        ensure_not_before("occurred_on", ctx.day(), entered.ok_or_else(missing)?)?;
        let team = round.team_of(self.unit).ok_or_else(missing)?;
        let number = take_number(ctx, facts, self.round, "paper")?;
        let paper: PaperId = ctx.id();
        ctx.emit(
            StreamKey::Paper(paper),
            PaperDrafted {
                round: self.round,
                team,
                unit: self.unit,
                number,
                matter: self.matter.clone(),
                summary: self.summary.clone(),
                how_found: self.how_found.clone(),
                policy_basis: self.policy_basis.clone(),
                place: self.place.clone(),
                evidence: self.evidence.clone(),
            },
        );
        Ok(())
    }
}
