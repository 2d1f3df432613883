//! Streams: each fact belongs to one, and the revision of a stream is the number of its facts.

use crate::id::*;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The name of a stream, written `round/0190…`, `plan/<round>/<unit>`, `authority`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum StreamKey {
    Authority,
    Jurisdiction(JurisdictionId),
    Unit(UnitId),
    Person(PersonId),
    Post(PostId),
    Account(AccountId),
    Round(RoundId),
    /// The printed numbers of a round and civil year.
    Series(RoundId, i16),
    Paper(PaperId),
    Finding(FindingId),
    /// The rectification plan of a unit in a round.
    Plan(RoundId, UnitId),
    Item(ItemId),
    Duty(DutyId),
    Signal(SignalId),
    Case(CaseId),
    Notice(NoticeId),
    Erasure(ErasureId),
}

impl StreamKey {
    /// The first word of the name.
    pub fn noun(&self) -> &'static str {
        match self {
            StreamKey::Authority => "authority",
            StreamKey::Jurisdiction(_) => "jurisdiction",
            StreamKey::Unit(_) => "unit",
            StreamKey::Person(_) => "person",
            StreamKey::Post(_) => "post",
            StreamKey::Account(_) => "account",
            StreamKey::Round(_) => "round",
            StreamKey::Series(..) => "series",
            StreamKey::Paper(_) => "paper",
            StreamKey::Finding(_) => "finding",
            StreamKey::Plan(..) => "plan",
            StreamKey::Item(_) => "item",
            StreamKey::Duty(_) => "duty",
            StreamKey::Signal(_) => "signal",
            StreamKey::Case(_) => "case",
            StreamKey::Notice(_) => "notice",
            StreamKey::Erasure(_) => "erasure",
        }
    }
}

impl fmt::Display for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = self.noun();
        match self {
            StreamKey::Authority => f.write_str(noun),
            StreamKey::Series(r, y) => write!(f, "{noun}/{r}/{y}"),
            StreamKey::Plan(r, u) => write!(f, "{noun}/{r}/{u}"),
            StreamKey::Jurisdiction(JurisdictionId(id))
            | StreamKey::Unit(UnitId(id))
            | StreamKey::Person(PersonId(id))
            | StreamKey::Post(PostId(id))
            | StreamKey::Account(AccountId(id))
            | StreamKey::Round(RoundId(id))
            | StreamKey::Paper(PaperId(id))
            | StreamKey::Finding(FindingId(id))
            | StreamKey::Item(ItemId(id))
            | StreamKey::Duty(DutyId(id))
            | StreamKey::Signal(SignalId(id))
            | StreamKey::Case(CaseId(id))
            | StreamKey::Notice(NoticeId(id))
            | StreamKey::Erasure(ErasureId(id)) => write!(f, "{noun}/{}", id.hyphenated()),
        }
    }
}

/// A text that names no stream, or no seat.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no {1}")]
pub struct BadName(String, &'static str);

impl FromStr for StreamKey {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let bad = || BadName(s.chars().take(80).collect(), "stream");
        let mut parts = s.split('/');
        let noun = parts.next().unwrap_or_default();
        let (first, second, rest) = (parts.next(), parts.next(), parts.next());
        let id = |p: Option<&str>| p.and_then(|p| Uuid::parse_str(p).ok()).ok_or_else(bad);
        let key = match (noun, second, rest) {
            ("authority", None, None) if first.is_none() => StreamKey::Authority,
            ("series", Some(y), None) => StreamKey::Series(RoundId(id(first)?), y.parse().map_err(|_| bad())?),
            ("plan", Some(_), None) => StreamKey::Plan(RoundId(id(first)?), UnitId(id(second)?)),
            ("jurisdiction", None, None) => StreamKey::Jurisdiction(JurisdictionId(id(first)?)),
            ("unit", None, None) => StreamKey::Unit(UnitId(id(first)?)),
            ("person", None, None) => StreamKey::Person(PersonId(id(first)?)),
            ("post", None, None) => StreamKey::Post(PostId(id(first)?)),
            ("account", None, None) => StreamKey::Account(AccountId(id(first)?)),
            ("round", None, None) => StreamKey::Round(RoundId(id(first)?)),
            ("paper", None, None) => StreamKey::Paper(PaperId(id(first)?)),
            ("finding", None, None) => StreamKey::Finding(FindingId(id(first)?)),
            ("item", None, None) => StreamKey::Item(ItemId(id(first)?)),
            ("duty", None, None) => StreamKey::Duty(DutyId(id(first)?)),
            ("signal", None, None) => StreamKey::Signal(SignalId(id(first)?)),
            ("case", None, None) => StreamKey::Case(CaseId(id(first)?)),
            ("notice", None, None) => StreamKey::Notice(NoticeId(id(first)?)),
            ("erasure", None, None) => StreamKey::Erasure(ErasureId(id(first)?)),
            _ => return Err(bad()),
        };
        // One spelling each: a name is compared as text in the tables.
        if key.to_string() == s { Ok(key) } else { Err(bad()) }
    }
}

impl TryFrom<String> for StreamKey {
    type Error = BadName;
    fn try_from(s: String) -> Result<Self, BadName> {
        s.parse()
    }
}

impl From<StreamKey> for String {
    fn from(k: StreamKey) -> String {
        k.to_string()
    }
}

/// What a person acts as: a post that the person holds, or a place in a team of a round. Written `post:<id>` and `team:<round>:<team>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Seat {
    Post(PostId),
    Team(RoundId, TeamId),
    /// The installation itself, before the first account.
    SetUp,
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Seat::Post(p) => write!(f, "post:{p}"),
            Seat::Team(r, t) => write!(f, "team:{r}:{t}"),
            Seat::SetUp => f.write_str("set-up"),
        }
    }
}

impl FromStr for Seat {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let bad = || BadName(s.chars().take(80).collect(), "seat");
        let mut parts = s.split(':');
        let (kind, first, second, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
        let id = |p: Option<&str>| p.and_then(|p| Uuid::parse_str(p).ok()).ok_or_else(bad);
        match (kind, first, second, rest) {
            (Some("set-up"), None, None, None) => Ok(Seat::SetUp),
            (Some("post"), Some(_), None, None) => Ok(Seat::Post(PostId(id(first)?))),
            (Some("team"), Some(_), Some(_), None) => Ok(Seat::Team(RoundId(id(first)?), TeamId(id(second)?))),
            _ => Err(bad()),
        }
    }
}

impl TryFrom<String> for Seat {
    type Error = BadName;
    fn try_from(s: String) -> Result<Self, BadName> {
        s.parse()
    }
}

impl From<Seat> for String {
    fn from(s: Seat) -> String {
        s.to_string()
    }
}

/// Both travel as their written name.
macro_rules! named_schema {
    ($($ty:ty = $example:literal),*) => {$(
        impl utoipa::PartialSchema for $ty {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let text = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
                text.examples([$example]).into()
            }
        }
        impl utoipa::ToSchema for $ty {}
    )*};
}
named_schema!(StreamKey = "round/01900000-0000-7000-8000-000000000001", Seat = "post:01900000-0000-7000-8000-000000000001");
