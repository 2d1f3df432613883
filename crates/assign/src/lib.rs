//! Cross-inspection assignment: lawful, fair, explained.

pub mod anneal;
pub mod assign;
pub mod bound;
pub mod budget;
pub mod conflict;
pub mod element;
pub mod exact;
pub mod explain;
pub mod fault;
pub mod ground;
pub mod heat;
pub mod ids;
pub mod instance;
mod json;
pub mod mend;
pub mod model;
pub mod pack;
pub mod plan;
pub mod read;
pub mod recusal;
pub mod rng;
pub mod score;
pub mod solve;
pub mod staff;
pub mod state;
pub mod what_if;
