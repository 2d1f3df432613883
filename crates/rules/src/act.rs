//! Who acts, when, and as what: the two persons and two times that every event carries.

use crate::{
    facts::Facts,
    id::*,
    refusal::{Code, Halt, Refusal, ensure},
    role::{Level, Role},
    stream::Seat,
    value::{Date, Digest, Instant, check_long, check_short},
};
use serde::{Deserialize, Serialize};

/// The account that sends a command, and the seat it was sent from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// `None` for the installation itself.
    pub account: Option<AccountId>,
    pub seat: Seat,
}

/// A paper on which an act was done before a clerk typed it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperRef {
    /// Number printed on it.
    pub number: String,
    /// Digest of its scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Digest>,
}

/// What the sender says of the act itself. Left out: done today, by the sender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActInput {
    /// Day on which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<Date>,
    /// Seat of the one who decided, where another types it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Seat>,
    /// Which person decided, for a post that several hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by_person: Option<PersonId>,
    /// Why it is entered late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperRef>,
}

/// A person in a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decider {
    pub person: PersonId,
    pub seat: Seat,
}

/// The person, seat and account that entered a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Entrant {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub person: PersonId,
    pub seat: Seat,
}

/// The act behind a fact, as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Act {
    /// Civil day in the authority's time zone.
    pub occurred_on: Date,
    pub decided_by: Decider,
    pub entered_by: Entrant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperRef>,
}

/// What a seat amounts to on a day: who sits there, as what, and over which part of the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub person: PersonId,
    pub seat: Seat,
    pub role: Role,
    pub jurisdiction: Option<JurisdictionId>,
    pub unit: Option<UnitId>,
    pub round: Option<RoundId>,
    pub team: Option<TeamId>,
}

/// Clock, calendar day and settings that a decision may know.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub recorded_at: Instant,
    /// Today in the authority's time zone.
    pub today: Date,
}

/// Days after which an entry counts as late and must give its reason.
pub const LATE_AFTER_DAYS: i64 = 3;

/// The person whom no registry knows: the installation before its first account.
pub const NOBODY: PersonId = PersonId(uuid::Uuid::nil());

/// Returns what `seat` amounts to on `day` for `person`; refuses where the person does not sit there.
/// `person: None` takes the one holder of a post that only one may hold.
pub fn standing(facts: &Facts, seat: Seat, person: Option<PersonId>, day: Date) -> Result<Standing, Halt> {
    match seat {
        Seat::SetUp => Ok(Standing { person: NOBODY, seat, role: Role::SetUp, jurisdiction: None, unit: None, round: None, team: None }),
        Seat::Post(id) => {
            let post = facts.post(id)?;
            let not_held = || Refusal::new(Code::SeatNotHeld).field("seat").with("seat", seat).with("day", day);
            let holders: Vec<PersonId> = post.holders_on(day).collect();
            let person = match person {
                Some(p) if holders.contains(&p) => p,
                None if holders.len() == 1 => holders[0],
                _ => return Err(not_held().into()),
            };
            let (role, jurisdiction, unit) = (post.role, post.jurisdiction, post.unit);
            Ok(Standing { person, seat, role, jurisdiction, unit, round: None, team: None })
        }
        Seat::Team(round, team) => {
            let r = facts.round(round)?;
            let not_held = || Refusal::new(Code::SeatNotHeld).field("seat").with("seat", seat).with("day", day);
            let person = person.ok_or_else(not_held)?;
            let role = r.teams.get(&team).and_then(|t| t.role_of(person)).ok_or_else(not_held)?;
            // Who is no longer an inspector has left the team as well.
            let inspects = |s: &(PostId, Role, Date, Option<Date>)| s.1 == Role::Inspector && s.2 <= day && s.3.is_none_or(|u| u >= day);
            ensure(facts.person(person)?.seats.iter().any(inspects), not_held)?;
            Ok(Standing { person, seat, role, jurisdiction: None, unit: None, round: Some(round), team: Some(team) })
        }
    }
}

/// Resolves who acts and who enters, and checks the two times. Returns the act and the decider's standing.
pub fn resolve(facts: &Facts, now: Now, actor: &Actor, input: &ActInput) -> Result<(Act, Standing), Halt> {
    let occurred_on = input.occurred_on.unwrap_or(now.today);
    ensure(occurred_on <= now.today, || {
        Refusal::new(Code::FutureDate).field("occurred_on").with("occurred_on", occurred_on).with("today", now.today)
    })?;
    let late = now.today.days_since(occurred_on) > LATE_AFTER_DAYS;
    match &input.late_reason {
        Some(reason) => check_long("late_reason", reason)?,
        None => ensure(!late, || {
            Refusal::new(Code::LateReasonMissing).field("late_reason").with("occurred_on", occurred_on).with("days", LATE_AFTER_DAYS)
        })?,
    }
    if let Some(paper) = &input.paper {
        check_short("paper", &paper.number)?;
    }
    // Only the installation has no account, and it sits nowhere else.
    ensure(actor.account.is_none() == (actor.seat == Seat::SetUp), || {
        Refusal::new(Code::SeatNotHeld).field("seat").with("seat", actor.seat).with("day", now.today)
    })?;
    let sender = match actor.account {
        Some(id) => Some(facts.account(id)?.person),
        None => None,
    };
    let entering = standing(facts, actor.seat, sender, now.today)?;
    let deciding = match input.decided_by {
        None => standing(facts, actor.seat, sender, occurred_on)?,
        Some(seat) if seat == actor.seat && input.decided_by_person.is_none_or(|p| Some(p) == sender) => {
            standing(facts, seat, sender, occurred_on)?
        }
        Some(seat) => standing(facts, seat, input.decided_by_person, occurred_on)?,
    };
    may_enter_for(&entering, &deciding)?;
    let act = Act {
        occurred_on,
        decided_by: Decider { person: deciding.person, seat: deciding.seat },
        entered_by: Entrant { account: actor.account, person: entering.person, seat: entering.seat },
        late_reason: input.late_reason.clone(),
        paper: input.paper.clone(),
    };
    Ok((act, deciding))
}

/// Roles whose holders may type for others.
pub const ENTERING: [Role; 5] = [Role::OfficeHead, Role::OfficeClerk, Role::CountyOfficeHead, Role::ContactPerson, Role::TeamLiaison];

/// A clerk of the office may type for any post that is not an administrator's; within a county, a unit or a team the
/// county office, the contact person and the liaison type for their own.
pub fn enters_for(entering: &Standing, deciding: &Standing) -> bool {
    match entering.role {
        Role::OfficeHead | Role::OfficeClerk => !deciding.role.administers() && deciding.role != Role::SetUp,
        Role::CountyOfficeHead => deciding.role.level() == Level::Jurisdiction && deciding.jurisdiction == entering.jurisdiction,
        Role::ContactPerson => deciding.role.level() == Level::Unit && deciding.unit == entering.unit,
        Role::TeamLiaison => deciding.team.is_some() && deciding.team == entering.team,
        _ => false,
    }
}

fn may_enter_for(entering: &Standing, deciding: &Standing) -> Result<(), Halt> {
    let oneself = entering.person == deciding.person && entering.seat == deciding.seat;
    ensure(oneself || enters_for(entering, deciding), || {
        Refusal::new(Code::EntryForOther).field("decided_by").with("role", entering.role.name()).with("for", deciding.role.name()).by(&[
            Role::OfficeClerk,
            Role::CountyOfficeHead,
            Role::ContactPerson,
            Role::TeamLiaison,
        ])
    })
}

/// Refuses an act that is dated before its cause.
pub fn ensure_not_before(field: &'static str, act: Date, cause: Date) -> Result<(), Halt> {
    ensure(act >= cause, || Refusal::new(Code::BeforeCause).field(field).with("date", act).with("cause", cause))
}
