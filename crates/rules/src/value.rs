//! Small values that events and commands share. Events hold integers and strings only, so yes and no are words here.

use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A civil date in the authority's time zone, written `2021-11-08`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Date)]
pub struct Date(pub jiff::civil::Date);

impl Date {
    /// Days from `earlier` to this day; negative where `earlier` is later.
    pub fn days_since(self, earlier: Date) -> i64 {
        i64::from((self.0 - earlier.0).get_days())
    }

    /// The day `days` later; the end of the calendar where it would lie beyond.
    pub fn plus_days(self, days: i64) -> Date {
        Date(self.0.saturating_add(jiff::Span::new().days(days.clamp(-100_000, 100_000))))
    }

    /// The civil year.
    pub fn year(self) -> i16 {
        self.0.year()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Date {
    type Err = jiff::Error;
    fn from_str(s: &str) -> Result<Date, jiff::Error> {
        s.parse().map(Date)
    }
}

/// A moment: microseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// Money in fen (1 yuan = 100 fen).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Yes or no, written as a word. Reads `true` and `false` as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    #[default]
    No,
    Yes,
}

impl Flag {
    /// Whether the answer is yes.
    pub fn yes(self) -> bool {
        self == Flag::Yes
    }
}

impl From<bool> for Flag {
    fn from(b: bool) -> Flag {
        if b { Flag::Yes } else { Flag::No }
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Flag;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`yes` or `no`")
            }
            fn visit_bool<E>(self, b: bool) -> Result<Flag, E> {
                Ok(b.into())
            }
            fn visit_str<E: serde::de::Error>(self, s: &str) -> Result<Flag, E> {
                match s {
                    "yes" | "true" | "on" => Ok(Flag::Yes),
                    "no" | "false" | "off" | "" => Ok(Flag::No),
                    other => Err(E::unknown_variant(other, &["yes", "no"])),
                }
            }
        }
        d.deserialize_any(Visitor)
    }
}

/// A value about a natural person, which an erasure may remove. Rules never branch on what is inside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Personal {
    /// The value as it was recorded.
    Known(String),
    /// What stands there after an erasure.
    Erased {
        /// Position of the entry that ordered the erasure.
        erased: u64,
    },
}

impl Personal {
    /// Returns the value for showing, `None` once erased.
    pub fn shown(&self) -> Option<&str> {
        match self {
            Personal::Known(s) => Some(s),
            Personal::Erased { .. } => None,
        }
    }
}

impl From<&str> for Personal {
    fn from(s: &str) -> Personal {
        Personal::Known(s.to_owned())
    }
}

/// SHA-256 of a file in the content-addressed store, 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct Digest(String);

impl Digest {
    /// Reads 64 lower-case hexadecimal digits; `None` for anything else.
    pub fn parse(s: &str) -> Option<Digest> {
        let ok = s.len() == 64 && s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        ok.then(|| Digest(s.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = String::deserialize(d)?;
        Digest::parse(&s).ok_or_else(|| serde::de::Error::custom("a digest is 64 lower-case hexadecimal digits"))
    }
}

/// A paper, photograph or voucher that proves something. The bytes lie in the file store under their digest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Digest of the bytes.
    pub digest: Digest,
    /// File name as it was handed in; may name a person.
    pub name: Personal,
    /// What it shows.
    pub caption: String,
    /// Number printed on the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Date that the paper bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Date>,
    /// Whether it rightly existed before its cause, such as an old contract.
    #[serde(default)]
    pub pre_existing: Flag,
}

/// Longest short text (titles, names, numbers), in Unicode scalars.
pub const SHORT_MAX: usize = 200;
/// Longest running text (wordings, reasons, accounts), in Unicode scalars.
pub const LONG_MAX: usize = 20_000;
/// Most entries in one list of a command.
pub const LIST_MAX: usize = 500;

/// Characters without a mark on paper: marks of width, joining and direction. Within a text they have their use.
fn unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Controls, and the two marks that turn the order of other letters round: what is read would not be what is recorded.
fn disguises(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{202d}' | '\u{202e}')
}

/// Refuses a text in which nothing is to be seen, that is too long, or holds control characters; `max` in Unicode scalars.
pub fn check_text(field: &'static str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.chars().all(unseen) {
        return Err(Refusal::new(Code::TextMissing).field(field));
    }
    let length = text.chars().count();
    if length > max {
        return Err(Refusal::new(Code::TextTooLong).field(field).with("length", length).with("max", max));
    }
    if text.chars().any(disguises) {
        return Err(Refusal::new(Code::TextControl).field(field));
    }
    Ok(())
}

/// Refuses a short text as [`check_text`] does.
pub fn check_short(field: &'static str, text: &str) -> Result<(), Refusal> {
    check_text(field, text, SHORT_MAX)
}

/// Refuses a running text as [`check_text`] does.
pub fn check_long(field: &'static str, text: &str) -> Result<(), Refusal> {
    check_text(field, text, LONG_MAX)
}

/// Refuses a personal value as [`check_short`] does; an erased one cannot be handed in.
pub fn check_personal(field: &'static str, value: &Personal) -> Result<(), Refusal> {
    match value {
        Personal::Known(s) => check_short(field, s),
        Personal::Erased { .. } => Err(Refusal::new(Code::TextMissing).field(field)),
    }
}

/// Refuses a list that is empty, or longer than [`LIST_MAX`].
pub fn check_list<T>(field: &'static str, list: &[T]) -> Result<(), Refusal> {
    if list.is_empty() {
        return Err(Refusal::new(Code::ListEmpty).field(field));
    }
    check_list_length(field, list)
}

/// Refuses a list longer than [`LIST_MAX`].
pub fn check_list_length<T>(field: &'static str, list: &[T]) -> Result<(), Refusal> {
    if list.len() > LIST_MAX {
        return Err(Refusal::new(Code::ListTooLong).field(field).with("length", list.len()).with("max", LIST_MAX));
    }
    Ok(())
}

/// Refuses a list that names one thing twice.
pub fn check_distinct<T: Ord + Copy + fmt::Display>(field: &'static str, list: &[T]) -> Result<(), Refusal> {
    let mut seen = std::collections::BTreeSet::new();
    match list.iter().find(|x| !seen.insert(**x)) {
        Some(twice) => Err(Refusal::new(Code::NamedTwice).field(field).with("id", twice)),
        None => Ok(()),
    }
}

/// Refuses evidence whose texts are unfit; whether the bytes exist is checked by the store.
pub fn check_evidence(field: &'static str, list: &[Evidence]) -> Result<(), Refusal> {
    check_list_length(field, list)?;
    for e in list {
        check_personal(field, &e.name)?;
        check_short(field, &e.caption)?;
        if let Some(n) = &e.number {
            check_short(field, n)?;
        }
    }
    Ok(())
}
