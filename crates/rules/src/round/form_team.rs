//! Forms a team and gives it its units. Nobody inspects at home, and nobody where a recusal bars; the refusal names
//! rule and period, the fact behind it is shown to the recusal officer and the person only.

use crate::{
    act::ensure_not_before,
    command::*,
    event::*,
    facts::Facts,
    id::*,
    parts::*,
    permit::Resource,
    refusal::*,
    role::{Level, Role},
    round::Round,
    stream::StreamKey,
    value::*,
};

order! {
    FormTeam { round: RoundId, name: String, members: Vec<Member>, units: Vec<UnitId> }
}

impl Verb for FormTeam {
    fn subject(&self) -> Option<StreamKey> {
        Some(StreamKey::Round(self.round))
    }

    fn resource(&self, _: &Facts) -> Result<Resource, Halt> {
        Ok(Resource { round: Some(self.round), ..Resource::default() })
    }

    fn decide(&self, ctx: &mut Ctx, facts: &Facts) -> Result<(), Halt> {
        let round = facts.round(self.round)?;
        check_short("name", &self.name)?;
        check_list("units", &self.units)?;
        check_distinct("units", &self.units)?;
        let people: Vec<PersonId> = self.members.iter().map(|m| m.person).collect();
        check_list("members", &people)?;
        check_distinct("members", &people)?;
        let authorised = round.authorised_on.ok_or_else(|| not_authorised(self.round))?;
        ensure_not_before("occurred_on", ctx.day(), authorised)?;
        let (size, min, max) = (self.members.len() as i64, round.settings.team_size_min, round.settings.team_size_max);
        ensure((min..=max).contains(&size), || {
            Refusal::new(Code::TeamSize).field("members").with("size", size).with("min", min).with("max", max)
        })?;
        ensure_roles(&self.members)?;
        for u in &self.units {
            ensure(round.jurisdiction_of(*u).is_some(), || Refusal::new(Code::UnitOutsideRound).field("units").with("unit", u))?;
            ensure(round.team_of(*u).is_none(), || Refusal::new(Code::UnitTaken).field("units").with("unit", u))?;
        }
        for m in &self.members {
            ensure_fit(facts, &round, m.person, &self.units)?;
        }
        let team: TeamId = ctx.id();
        let (name, members, units) = (self.name.clone(), self.members.clone(), self.units.clone());
        ctx.emit(StreamKey::Round(self.round), TeamFormed { team, name, members, units });
        Ok(())
    }
}

/// The refusal of a step that needs the authorisation.
pub fn not_authorised(round: RoundId) -> Refusal {
    Refusal::new(Code::NotAuthorised).field("round").with("round", round).by(&[Role::LeadingGroupHead])
}

fn ensure_roles(members: &[Member]) -> Result<(), Halt> {
    let count = |role| members.iter().filter(|m| m.role == role).count();
    let fit = members.iter().all(|m| m.role.level() == Level::Team)
        && count(Role::TeamLeader) == 1
        && count(Role::TeamDeputy) >= 1
        && count(Role::TeamLiaison) <= 1;
    ensure(fit, || {
        Refusal::new(Code::TeamRoles).field("members").with("leaders", count(Role::TeamLeader)).with("deputies", count(Role::TeamDeputy))
    })
}

/// Refuses a member who is no inspector, sits in another team of the round, comes from the jurisdiction, or is recused.
pub fn ensure_fit(facts: &Facts, round: &Round, person: PersonId, units: &[UnitId]) -> Result<(), Halt> {
    let p = facts.person(person)?;
    let period = (round.field_from, round.field_to);
    let inspector =
        p.seats.iter().any(|(_, role, from, until)| *role == Role::Inspector && *from <= period.1 && until.is_none_or(|u| u >= period.0));
    ensure(inspector, || {
        Refusal::new(Code::NotInspector).field("members").with("person", person).by(&[Role::OfficeHead, Role::OfficeClerk])
    })?;
    ensure(round.teams.values().all(|t| t.role_of(person).is_none()), || {
        Refusal::new(Code::InTwoTeams).field("members").with("person", person)
    })?;
    for u in units {
        let unit = facts.unit(*u)?;
        let at_home = p.home == Some(unit.jurisdiction) || p.home_unit == Some(*u);
        ensure(!at_home, || Refusal::new(Code::RecusedHome).field("members").with("person", person).with("unit", u))?;
        if let Some(r) = p.recusals.iter().find(|r| r.bars(*u, unit.jurisdiction, Some(period))) {
            let mut refusal = Refusal::new(Code::Recused).field("members").with("person", person).with("unit", u);
            refusal = refusal.with("rule", r.rule.name()).with("from", r.from);
            return Err(refusal.with("until", r.until.map_or_else(String::new, |d| d.to_string())).into());
        }
    }
    Ok(())
}
