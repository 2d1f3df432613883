//! Duties by post.

pub mod list;
