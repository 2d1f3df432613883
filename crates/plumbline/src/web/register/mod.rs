//! The rectification register.

pub mod grid;
