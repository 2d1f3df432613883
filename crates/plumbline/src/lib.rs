//! The server and the command line of Plumbline.

pub mod cli;
pub mod text;
