//! Input that cannot be read: where, and what is wrong with it, as data, so that it is told in the caller's language.

use crate::{
    problem::Problem,
    text::{Lang, text_with},
};
use serde::de::DeserializeOwned;

/// What is wrong with a part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No JSON at this line and column.
    Syntax {
        line: usize,
        column: usize,
    },
    /// A field that has to be there is not.
    Missing,
    /// There is no such field.
    NoField,
    /// Of another kind than belongs here: a text for a number, an unknown word for one of a list.
    Kind,
    /// Does not read as what belongs here; shows what was sent.
    Value(String),
    /// Broke off before its end.
    HalfSent,
    /// Stands there twice.
    Twice,
    Empty,
    NotUtf8,
    /// A revision in quotation marks is expected.
    RevisionForm,
    /// 1 to 200 visible ASCII characters are expected.
    KeyForm,
}

impl Wrong {
    /// The key of the wording after `malformed-`.
    pub fn name(&self) -> &'static str {
        match self {
            Wrong::Syntax { .. } => "syntax",
            Wrong::Missing => "missing",
            Wrong::NoField => "no-field",
            Wrong::Kind => "kind",
            Wrong::Value(_) => "value",
            Wrong::HalfSent => "half-sent",
            Wrong::Twice => "twice",
            Wrong::Empty => "empty",
            Wrong::NotUtf8 => "not-utf8",
            Wrong::RevisionForm => "revision-form",
            Wrong::KeyForm => "key-form",
        }
    }

    /// What is wrong, in words.
    pub fn words(&self, lang: Lang) -> String {
        let params = match self {
            Wrong::Syntax { line, column } => vec![("line", line.to_string()), ("column", column.to_string())],
            Wrong::Value(sent) => vec![("sent", sent.chars().take(60).collect())],
            _ => Vec::new(),
        };
        text_with(lang, &format!("malformed-{}", self.name()), &params)
    }
}

/// Reads JSON bytes; a complaint names the path of the field.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut de = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut de).map_err(|e| complaint("", &e.path().to_string(), e.inner()))?;
    de.end().map_err(|e| complaint("", "", &e))?;
    Ok(read)
}

/// As [`from_json`], for a value that was found at `at`.
pub fn from_value<T>(at: &str, read: impl FnOnce(&mut serde_path_to_error::Track) -> Result<T, serde_json::Error>) -> Result<T, Problem> {
    let mut track = serde_path_to_error::Track::new();
    read(&mut track).map_err(|e| complaint(at, &track.path().to_string(), &e))
}

fn complaint(at: &str, path: &str, e: &serde_json::Error) -> Problem {
    let place = |name: &str| {
        let parts = [at, if path == "." || path == "?" { "" } else { path.trim_end_matches(".?") }, name];
        let mut parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        // The path may end with the very field that the message names.
        parts.dedup();
        parts.join(".")
    };
    if !e.is_data() {
        return Problem::malformed(place(""), Wrong::Syntax { line: e.line(), column: e.column() });
    }
    let said = e.to_string();
    let named = said.split('`').nth(1).unwrap_or_default();
    if said.starts_with("missing field") {
        Problem::malformed(place(named), Wrong::Missing)
    } else if said.starts_with("unknown field") {
        Problem::malformed(place("").trim_end_matches(named).to_owned() + named, Wrong::NoField)
    } else if said.starts_with("duplicate field") {
        Problem::malformed(place(named), Wrong::Twice)
    } else if said.starts_with("unknown variant") {
        Problem::malformed(place(""), Wrong::Value(named.to_owned()))
    } else {
        Problem::malformed(place(""), Wrong::Kind)
    }
}
