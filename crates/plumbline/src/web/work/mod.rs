//! What waits for the one who is signed in.

pub mod mine;
