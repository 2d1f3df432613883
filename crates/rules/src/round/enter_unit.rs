//! Enters a unit: the entry notice has been read out. Refused before the authorisation.

use crate::{
    act::ensure_not_before, command::*, event::*, facts::Facts, id::*, parts::order, permit::Resource, refusal::*,
    round::form_team::not_authorised, stream::StreamKey, value::*,
};

order! {
    EnterUnit { round: RoundId, unit: UnitId, notice_number: String }
}

/// What an act of a team on a unit is about.
pub fn team_resource(facts: &Facts, round: RoundId, unit: UnitId) -> Result<Resource, Halt> {
    let state = facts.round(round)?;
    let outside = || Refusal::new(Code::UnitOutsideRound).field("unit").with("unit", unit);
    let jurisdiction = state.jurisdiction_of(unit).ok_or_else(outside)?;
    Ok(Resource {
        jurisdiction: Some(jurisdiction),
        unit: Some(unit),
        round: Some(round),
        team: state.team_of(unit),
        ..Resource::default()
    })
}

impl Verb for EnterUnit {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, facts: &Facts) -> Result<Resource, Halt> {
        let round = facts.round(self.round)?;
        ensure(round.authorised_on.is_some(), || not_authorised(self.round))?;
        team_resource(facts, self.round, self.unit)
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        check_short("notice_number", &self.notice_number)?;
        let authorised = round.authorised_on.ok_or_else(|| not_authorised(self.round))?;
        ensure_not_before("occurred_on", ctx.day(), authorised)?;
        ensure_not_before("occurred_on", ctx.day(), round.field_from)?;
        let entered = round.progress.get(&self.unit).and_then(|p| p.entered_on);
        ensure(entered.is_none(), || Refusal::new(Code::AlreadyThere).field("unit").with("noun", "entry"))?;
        let team = round.team_of(self.unit).ok_or_else(|| Refusal::new(Code::UnitOutsideRound).field("unit").with("unit", self.unit))?;
        ctx.emit(StreamKey::Round(self.round), UnitEntered { unit: self.unit, team, notice_number: self.notice_number.clone() });
        Ok(())
    }
}
