//! What can be wrong with the input, and where. The wording for people is made at the edge from the code and its parameters.

use thiserror::Error;

/// A fault of the input with its place, a path such as `$.units[3].need`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}: {fault}")]
pub struct InputError {
    pub path: String,
    pub fault: Fault,
}

/// The closed list of faults: malformed input first, then input that contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    #[error("line {line}, column {column}: {what}")]
    Syntax { line: usize, column: usize, what: String },
    #[error("expected {expected}")]
    Kind { expected: &'static str },
    #[error("missing `{field}`")]
    Missing { field: &'static str },
    #[error("{value} is not in {min}..={max}")]
    Range { value: i64, min: i64, max: i64 },
    #[error("unknown name `{name}`")]
    Unknown { name: String },
    #[error("`{name}` stands twice")]
    Twice { name: String },
    #[error("least {min} exceeds most {max}")]
    Crossed { min: i64, max: i64 },
    #[error("last day {until} is before first day {from}")]
    Reversed { from: String, until: String },
    #[error("`{name}` is pinned to `{one}` and to `{other}`")]
    PinnedTwice { name: String, one: String, other: String },
    #[error("`{name}` is pinned to `{team}` and banned from it")]
    PinnedAndBanned { name: String, team: String },
    #[error("`{name}` names both an inspector and a unit")]
    Ambiguous { name: String },
    #[error("more than {max} different {what}")]
    TooMany { what: &'static str, max: usize },
}

impl Fault {
    /// Returns the stable code, under which the wording is kept.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Syntax { .. } => "syntax",
            Fault::Kind { .. } => "kind",
            Fault::Missing { .. } => "missing",
            Fault::Range { .. } => "range",
            Fault::Unknown { .. } => "unknown",
            Fault::Twice { .. } => "twice",
            Fault::Crossed { .. } => "crossed",
            Fault::Reversed { .. } => "reversed",
            Fault::PinnedTwice { .. } => "pinned-twice",
            Fault::PinnedAndBanned { .. } => "pinned-and-banned",
            Fault::Ambiguous { .. } => "ambiguous",
            Fault::TooMany { .. } => "too-many",
        }
    }

    /// Returns what is wrong with the syntax, as a code: a text that is empty or cut off, a key that stands twice, a number with a
    /// fraction or too large, or anything else; `None` for other faults.
    pub fn syntax(&self) -> Option<&'static str> {
        let Fault::Syntax { what, .. } = self else { return None };
        Some(match what {
            what if what.starts_with("EOF") => "cut",
            what if what.starts_with("repeated key") => "repeated",
            what if what.contains("without fractions") || what.contains("number too large") || what.contains("out of range") => "number",
            _ => "other",
        })
    }

    /// Returns the parameters of the wording, by name.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Fault::Syntax { line, column, what } => {
                vec![("line", line.to_string()), ("column", column.to_string()), ("what", what.clone())]
            }
            Fault::Kind { expected } => vec![("expected", (*expected).to_owned())],
            Fault::Missing { field } => vec![("field", (*field).to_owned())],
            Fault::Range { value, min, max } => vec![("value", value.to_string()), ("min", min.to_string()), ("max", max.to_string())],
            Fault::Unknown { name } | Fault::Twice { name } | Fault::Ambiguous { name } => vec![("name", name.clone())],
            Fault::Crossed { min, max } => vec![("min", min.to_string()), ("max", max.to_string())],
            Fault::Reversed { from, until } => vec![("from", from.clone()), ("until", until.clone())],
            Fault::PinnedTwice { name, one, other } => {
                vec![("name", name.clone()), ("one", one.clone()), ("other", other.clone())]
            }
            Fault::PinnedAndBanned { name, team } => vec![("name", name.clone()), ("team", team.clone())],
            Fault::TooMany { what, max } => vec![("what", (*what).to_owned()), ("max", max.to_string())],
        }
    }
}
