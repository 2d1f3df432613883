//! The founding notice, retold.

pub mod view;
