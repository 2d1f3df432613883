//! Rectification plans.

pub mod view;
