//! Signs of false and perfunctory rectification, with reasons. Evidence in, signals out; a person decides.
//! Nothing here words a sentence: detectors give codes and parameters, and the edge puts them into a language.

pub mod checks;
pub mod copies;
pub mod lexicon;
pub mod perfunctory;
pub mod photo;
pub mod repeats;
pub mod signal;
pub mod signals;
pub mod text;

/// A paper or finding whose id is in the index already. The wording is the caller's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("id-twice")]
pub struct IdTwice {
    pub id: String,
}
