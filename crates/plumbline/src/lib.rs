//! The server and the command line of Plumbline.

pub mod api;
pub mod app;
pub mod caller;
pub mod cli;
pub mod malformed;
pub mod problem;
mod rejected;
pub mod router;
mod strict;
pub mod text;
pub mod web;
