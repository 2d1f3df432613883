//! Findings.

pub mod view;
