//! A round, from plan to the end of its dual feedback. The state answers which gate is passed for which unit;
//! rectification has streams of its own.

pub mod authorise_round;
pub mod confirm_receipt;
pub mod deliver_feedback;
pub mod enter_unit;
pub mod form_team;
pub mod hold_hearing;
pub mod make_statement;
pub mod plan_round;
pub mod replace_member;
pub mod report_team;

use crate::{event::*, id::*, parts::*, role::Role, value::Flag};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    pub name: String,
    pub members: Vec<Member>,
    pub units: Vec<UnitId>,
}

impl Team {
    /// The role of a person who is in the team now.
    pub fn role_of(&self, person: PersonId) -> Option<Role> {
        self.members.iter().find(|m| m.person == person).map(|m| m.role)
    }
}

/// How far the inspection of a unit has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitProgress {
    pub entered_on: Option<Day>,
    pub reported_on: Option<Day>,
    pub findings: Vec<FindingId>,
    /// Day on which each gate heard of the unit.
    pub heard: BTreeMap<Gate, Day>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hearing {
    pub gate: Gate,
    pub held_on: Day,
    pub units: Vec<UnitId>,
    /// Numbers of the requirements that were set.
    pub requirements: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    pub to: Addressee,
    pub delivered_on: Day,
    pub present: Vec<PersonId>,
    pub posts_present: Vec<PostId>,
    pub requirements: Vec<Requirement>,
    pub statements: Vec<PostId>,
    pub receipt: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    pub title: String,
    pub kind: RoundKind,
    pub elevated: Flag,
    pub topics: Vec<Topic>,
    pub field_from: Day,
    pub field_to: Day,
    pub planned_on: Day,
    pub authorised_on: Option<Day>,
    pub jurisdictions: Vec<JurisdictionId>,
    pub units: Vec<PlannedUnit>,
    pub profile: ProfileRef,
    pub settings: Settings,
    pub teams: BTreeMap<TeamId, Team>,
    pub progress: BTreeMap<UnitId, UnitProgress>,
    pub hearings: BTreeMap<HearingId, Hearing>,
    pub feedbacks: BTreeMap<FeedbackId, Feedback>,
}

impl Round {
    pub(crate) fn create(fact: &Fact, e: &RoundPlanned) -> Self {
        Round {
            title: e.title.clone(),
            kind: e.sort,
            elevated: e.elevated,
            topics: e.topics.clone(),
            field_from: e.field_from,
            field_to: e.field_to,
            planned_on: fact.act.occurred_on,
            authorised_on: None,
            jurisdictions: e.jurisdictions.clone(),
            units: e.units.clone(),
            profile: e.profile.clone(),
            settings: e.settings.clone(),
            teams: BTreeMap::new(),
            progress: e.units.iter().map(|u| (u.unit, UnitProgress::default())).collect(),
            hearings: BTreeMap::new(),
            feedbacks: BTreeMap::new(),
        }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        let day = fact.act.occurred_on;
        match &fact.event {
            Event::RoundAuthorised(_) => self.authorised_on = Some(day),
            Event::TeamFormed(e) => {
                let team = Team { name: e.name.clone(), members: e.members.clone(), units: e.units.clone() };
                self.teams.insert(e.team, team);
            }
            Event::MemberReplaced(e) => {
                let Some(team) = self.teams.get_mut(&e.team) else { return false };
                team.members.retain(|m| m.person != e.leaves);
                team.members.push(e.joins.clone());
            }
            Event::UnitEntered(e) => {
                let Some(p) = self.progress.get_mut(&e.unit) else { return false };
                p.entered_on = Some(day);
            }
            Event::TeamReported(e) => {
                let Some(p) = self.progress.get_mut(&e.unit) else { return false };
                p.reported_on = Some(day);
                p.findings = e.findings.clone();
            }
            Event::HearingHeld(e) => {
                for u in &e.units {
                    let Some(p) = self.progress.get_mut(u) else { return false };
                    // A gate is passed once; what is heard later sets requirements only.
                    p.heard.entry(e.gate).or_insert(day);
                }
                let requirements = e.requirements.iter().map(|r| r.number).collect();
                self.hearings.insert(e.hearing, Hearing { gate: e.gate, held_on: day, units: e.units.clone(), requirements });
            }
            Event::FeedbackDelivered(e) => {
                let feedback = Feedback {
                    to: e.to,
                    delivered_on: day,
                    present: e.attendance.iter().map(|a| a.person).collect(),
                    posts_present: e.attendance.iter().filter_map(|a| a.post).collect(),
                    requirements: e.requirements.clone(),
                    statements: Vec::new(),
                    receipt: false,
                };
                self.feedbacks.insert(e.feedback, feedback);
            }
            Event::StatementMade(e) => {
                let Some(f) = self.feedbacks.get_mut(&e.feedback) else { return false };
                f.statements.push(e.speaker);
            }
            Event::ReceiptConfirmed(e) => {
                let Some(f) = self.feedbacks.get_mut(&e.feedback) else { return false };
                f.receipt = true;
            }
            _ => return false,
        }
        true
    }

    /// The jurisdiction of a unit of this round.
    pub fn jurisdiction_of(&self, unit: UnitId) -> Option<JurisdictionId> {
        self.units.iter().find(|u| u.unit == unit).map(|u| u.jurisdiction)
    }

    /// The team that inspects a unit.
    pub fn team_of(&self, unit: UnitId) -> Option<TeamId> {
        self.teams.iter().find(|(_, t)| t.units.contains(&unit)).map(|(id, _)| *id)
    }

    /// The feedback to an addressee, if it was delivered.
    pub fn feedback_to(&self, to: Addressee) -> Option<&Feedback> {
        self.feedbacks.values().find(|f| f.to == to)
    }

    /// The gates that the round's profile asks for, in order.
    pub fn gates(&self) -> Vec<Gate> {
        let mut gates = vec![Gate::LeadingGroup];
        if self.settings.secretary_meeting.yes() {
            gates.push(Gate::SecretaryMeeting);
        }
        gates
    }

    /// Whether both channels are done for every unit: feedback delivered to each jurisdiction (where the round has
    /// that channel) and to each unit, and each statement made.
    pub fn feedback_complete(&self) -> bool {
        let done = |to| self.feedback_to(to).is_some_and(|f| !f.statements.is_empty());
        let channel = self.settings.jurisdiction_channel.yes();
        self.units.iter().all(|u| done(Addressee::Unit(u.unit)))
            && (!channel || self.jurisdictions.iter().all(|j| done(Addressee::Jurisdiction(*j))))
    }
}

/// The printed numbers of a round and year, by series.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub last: BTreeMap<String, i64>,
}

impl Series {
    pub(crate) fn create(_: &Fact, e: &NumberTaken) -> Self {
        Series { last: BTreeMap::from([(e.series.clone(), e.number)]) }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::NumberTaken(e) => self.last.insert(e.series.clone(), e.number).is_none_or(|last| last < e.number),
            _ => false,
        }
    }
}

/// Takes the next printed number of a series in the year of the act, and emits that it was taken.
pub fn take_number(ctx: &mut crate::Ctx, facts: &crate::facts::Facts, round: RoundId, series: &str) -> Result<i64, crate::Halt> {
    let year = ctx.day().year();
    let number = facts.series_if(round, year)?.and_then(|s| s.last.get(series).copied()).unwrap_or(0) + 1;
    ctx.emit(crate::StreamKey::Series(round, year), NumberTaken { series: series.to_owned(), number });
    Ok(number)
}
