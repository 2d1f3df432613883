//! Rounds, and the plumb line that every page of the loop shares.

pub mod line;
pub mod list;
pub mod view;
