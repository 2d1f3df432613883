//! A log as a folder of static files (C2SP tlog-tiles), and its verification by recomputing everything from the
//! entries. Neither needs a server or a database; the folder can be served to other people's tools as it is.

pub mod bundle;
pub mod paths;
mod writer;

pub use writer::{ExportError, Exporter};
