//! Who and what there is: the authority, jurisdictions, units, persons, posts and who holds them.
//! A post never carries rights by itself; a person acts through it only while appointed.

pub mod add_jurisdiction;
pub mod add_unit;
pub mod appoint;
pub mod create_post;
pub mod declare_recusal;
pub mod end_appointment;
pub mod found_authority;
pub mod register_person;

use crate::{event::*, id::*, parts::*, role::Role, value::Personal};

/// The upper authority.
#[derive(Clone, Debug, PartialEq)]
pub struct Authority {
    pub name: String,
    pub time_zone: String,
    /// How many erasures were carried out.
    pub erasures: i64,
}

impl Authority {
    pub(crate) fn create(_: &Fact, e: &AuthorityFounded) -> Self {
        Authority { name: e.name.clone(), time_zone: e.time_zone.clone(), erasures: 0 }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        let counted = matches!(fact.event, Event::ErasureCounted(_));
        self.erasures += i64::from(counted);
        counted
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    pub name: String,
}

impl Jurisdiction {
    pub(crate) fn create(_: &Fact, e: &JurisdictionAdded) -> Self {
        Jurisdiction { name: e.name.clone() }
    }

    pub(crate) fn apply(&mut self, _: &Fact) -> bool {
        false
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub name: String,
    pub jurisdiction: JurisdictionId,
    pub sector: String,
}

impl Unit {
    pub(crate) fn create(_: &Fact, e: &UnitAdded) -> Self {
        Unit { name: e.name.clone(), jurisdiction: e.jurisdiction, sector: e.sector.clone() }
    }

    pub(crate) fn apply(&mut self, _: &Fact) -> bool {
        false
    }
}

/// A reason why a person keeps away from a unit or jurisdiction, and how long.
#[derive(Clone, Debug, PartialEq)]
pub struct Recusal {
    pub against: Against,
    pub rule: RecusalRule,
    pub from: Day,
    pub until: Option<Day>,
}

impl Recusal {
    /// Whether the recusal bars from a unit; with a period (first and last day), only where it touches the period.
    pub fn bars(&self, unit: UnitId, jurisdiction: JurisdictionId, period: Option<(Day, Day)>) -> bool {
        let place = match self.against {
            Against::Unit(u) => u == unit,
            Against::Jurisdiction(j) => j == jurisdiction,
        };
        place && period.is_none_or(|(first, last)| self.from <= last && self.until.is_none_or(|u| u >= first))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub name: Personal,
    pub home: Option<JurisdictionId>,
    pub home_unit: Option<UnitId>,
    pub recusals: Vec<Recusal>,
    /// Posts held: post, role, first day, last day.
    pub seats: Vec<(PostId, Role, Day, Option<Day>)>,
}

impl Person {
    pub(crate) fn create(_: &Fact, e: &PersonRegistered) -> Self {
        Person { name: e.name.clone(), home: e.home, home_unit: e.home_unit, recusals: Vec::new(), seats: Vec::new() }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::RecusalDeclared(e) => {
                self.recusals.push(Recusal { against: e.against, rule: e.rule, from: e.from, until: e.until });
                true
            }
            Event::SeatTaken(e) => {
                self.seats.push((e.post, e.role, e.from, None));
                true
            }
            Event::SeatLeft(e) => match self.seats.iter_mut().find(|s| s.0 == e.post && s.3.is_none()) {
                Some(seat) => {
                    seat.3 = Some(e.until);
                    true
                }
                None => false,
            },
            _ => false,
        }
    }
}

/// Someone's time in a post. The last day counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    pub person: PersonId,
    pub from: Day,
    pub until: Option<Day>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    pub role: Role,
    pub title: String,
    pub jurisdiction: Option<JurisdictionId>,
    pub unit: Option<UnitId>,
    pub appointments: Vec<Appointment>,
}

impl Post {
    pub(crate) fn create(_: &Fact, e: &PostCreated) -> Self {
        Post { role: e.role, title: e.title.clone(), jurisdiction: e.jurisdiction, unit: e.unit, appointments: Vec::new() }
    }

    pub(crate) fn apply(&mut self, fact: &Fact) -> bool {
        match &fact.event {
            Event::Appointed(e) => {
                self.appointments.push(Appointment { person: e.person, from: e.from, until: None });
                true
            }
            Event::AppointmentEnded(e) => match self.appointments.iter_mut().find(|a| a.person == e.person && a.until.is_none()) {
                Some(a) => {
                    a.until = Some(e.until);
                    true
                }
                None => false,
            },
            _ => false,
        }
    }

    /// Persons who hold the post on a day.
    pub fn holders_on(&self, day: Day) -> impl Iterator<Item = PersonId> {
        self.appointments.iter().filter(move |a| a.from <= day && a.until.is_none_or(|u| u >= day)).map(|a| a.person)
    }
}
