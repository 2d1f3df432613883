//! The item and the record behind it.

pub mod entry;
pub mod told;
pub mod view;
