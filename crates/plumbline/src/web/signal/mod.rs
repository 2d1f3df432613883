//! Signals and accountability cases.

pub mod list;
