//! Notices as papers.

pub mod view;
