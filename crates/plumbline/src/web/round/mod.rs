//! Rounds, and the plumb line that every page of the loop shares.

pub mod acts;
pub mod feedback;
pub mod figure;
pub mod hearing;
pub mod line;
pub mod list;
pub mod view;
