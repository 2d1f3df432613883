//! A round as data: who may be sent, what is to be inspected, under which rules. Recusals are facts with a period, not conclusions.

use crate::fault::{Fault, InputError};
use crate::forbidden::Forbidden;
use crate::ids::{CountyId, InspectorId, OrgId, TeamId, UnitId};

/// Least and most of a count, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub min: i64,
    pub max: i64,
}

/// Weights of the objective; all are 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Per team and county that it touches.
    pub county: i64,
    /// Per unit of load between the most and the least loaded team.
    pub spread: i64,
    /// Per unit whose sector nobody in its team knows.
    pub nosector: i64,
    /// Per pair of people who served together before and do so again.
    pub pair: i64,
    /// Per point of a sent person's burden.
    pub burden: i64,
}

/// A unit to be inspected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    pub county: CountyId,
    pub sector: String,
    /// Load in the unit of `person_load`.
    pub size: i64,
    /// 2 asks for the more senior leader.
    pub grade: i64,
    /// How many members must have a skill.
    pub need: Vec<(String, i64)>,
}

/// A former post of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    pub unit: UnitId,
    /// Whole years since the person left.
    pub years_ago: i64,
}

/// A person who may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspector {
    pub id: InspectorId,
    pub home_county: CountyId,
    pub home_org: OrgId,
    pub skills: Vec<String>,
    pub seniority: i64,
    pub sectors: Vec<String>,
    pub employers: Vec<Employment>,
    pub kin_units: Vec<UnitId>,
    pub declared: Vec<UnitId>,
    /// Units that the person inspected in the last two rounds.
    pub prior_units: Vec<UnitId>,
    /// Further recusals that the registry handed to the round and that touch its field work.
    pub forbidden: Vec<Forbidden>,
    pub burden: i64,
}

/// Where the holder of a role must come from. Nobody ever serves in a team that visits the home county (H5), so `Inside`
/// means: from another county of the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Any,
    /// From none of the counties that hold a unit of the round.
    Outside,
    /// From a county that holds a unit of the round.
    Inside,
}

impl Home {
    /// Returns the word of the input format.
    pub fn code(self) -> &'static str {
        match self {
            Home::Any => "any",
            Home::Outside => "outside",
            Home::Inside => "inside",
        }
    }
}

/// Who is pinned to or banned from a team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placed {
    Inspector(InspectorId),
    Unit(UnitId),
}

impl Placed {
    /// Returns the bare name.
    pub fn name(&self) -> &str {
        match self {
            Placed::Inspector(id) => &id.0,
            Placed::Unit(id) => &id.0,
        }
    }
}

/// One pin or ban.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placement {
    pub who: Placed,
    pub team: TeamId,
}

/// Rules of the round beyond H1–H10; the default is "off".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    pub leader_home: Home,
    /// Where a liaison is asked for: a member beside the leader, from there.
    pub liaison: Option<Home>,
    /// People of county A in a team that visits B exclude people of B in a team that visits A.
    pub no_mutual: bool,
    /// Nobody returns to a county where he inspected a unit in the last two rounds.
    pub rotation: bool,
    pub pins: Vec<Placement>,
    pub bans: Vec<Placement>,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { leader_home: Home::Any, liaison: None, no_mutual: false, rotation: false, pins: Vec::new(), bans: Vec::new() }
    }
}

impl Rules {
    /// Adds a pin; one that is there already changes nothing.
    ///
    /// # Errors
    /// [`Fault::PinnedTwice`] or [`Fault::PinnedAndBanned`] at `path` where it contradicts what is there.
    pub fn pin(&mut self, pin: Placement, path: &str) -> Result<(), InputError> {
        let name = pin.who.name().to_owned();
        let fault = |fault| Err(InputError { path: path.to_owned(), fault });
        if let Some(other) = self.pins.iter().find(|q| q.who == pin.who && q.team != pin.team) {
            return fault(Fault::PinnedTwice { name, one: other.team.0.clone(), other: pin.team.0 });
        }
        if self.bans.contains(&pin) {
            return fault(Fault::PinnedAndBanned { name, team: pin.team.0 });
        }
        if !self.pins.contains(&pin) {
            self.pins.push(pin);
        }
        Ok(())
    }

    /// Adds a ban; one that is there already changes nothing.
    ///
    /// # Errors
    /// [`Fault::PinnedAndBanned`] at `path` where it contradicts what is there.
    pub fn ban(&mut self, ban: Placement, path: &str) -> Result<(), InputError> {
        if self.pins.contains(&ban) {
            let fault = Fault::PinnedAndBanned { name: ban.who.name().to_owned(), team: ban.team.0 };
            return Err(InputError { path: path.to_owned(), fault });
        }
        if !self.bans.contains(&ban) {
            self.bans.push(ban);
        }
        Ok(())
    }
}

/// A whole round. Made by [`crate::read_instance`], which has checked that it does not contradict itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub name: String,
    pub teams: Vec<TeamId>,
    pub team_size: Span,
    pub units_per_team: Span,
    pub max_counties_per_team: i64,
    pub max_same_org: i64,
    /// Load that one member carries.
    pub person_load: i64,
    /// A former employer counts up to and including this many years.
    pub cooling_years: i64,
    pub lead_seniority: i64,
    pub lead_seniority_grade2: i64,
    pub weights: Weights,
    pub units: Vec<Unit>,
    pub inspectors: Vec<Inspector>,
    /// Pairs who served together, the lesser name first; a pair written the other way round is not counted, as in the format's judge.
    pub prior_pairs: Vec<(InspectorId, InspectorId)>,
    pub rules: Rules,
}

impl Instance {
    /// Tells an inspector from a unit by name; `None` where the round knows neither.
    pub fn placed(&self, name: &str) -> Option<Placed> {
        if self.inspectors.iter().any(|p| p.id.0 == name) {
            return Some(Placed::Inspector(name.into()));
        }
        self.units.iter().any(|u| u.id.0 == name).then(|| Placed::Unit(name.into()))
    }
}
