//! Replaces a member of a team, with the reason. Who leaves loses sight of the team's papers at once.

use crate::{
    command::*, event::*, facts::Facts, id::*, parts::*, permit::Resource, refusal::*, round::form_team::ensure_fit, stream::StreamKey,
    value::*,
};

order! {
    ReplaceMember { round: RoundId, team: TeamId, leaves: PersonId, joins: PersonId, reason: String }
}

impl Verb for ReplaceMember {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { round: Some(self.round), team: Some(self.team), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        check_long("reason", &self.reason)?;
        let round = facts.round(self.round)?;
        let unknown = |noun: &'static str, id: String| Refusal::new(Code::Unknown).field(noun).with("noun", noun).with("id", id);
        let team = round.teams.get(&self.team).ok_or_else(|| unknown("team", self.team.to_string()))?;
        let role = team.role_of(self.leaves).ok_or_else(|| unknown("person", self.leaves.to_string()))?;
        ensure_fit(facts, &round, self.joins, &team.units)?;
        let joins = Member { person: self.joins, role };
        ctx.emit(StreamKey::Round(self.round), MemberReplaced { team: self.team, leaves: self.leaves, joins, reason: self.reason.clone() });
        Ok(())
    }
}
