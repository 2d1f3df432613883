//! The truth about tiny rounds, counted out, and tiny rounds that are strange in many ways.

pub mod tiny;
pub mod truth;
