//! A log as a folder of static files (C2SP tlog-tiles), and its verification by recomputing everything from the
//! entries. Neither needs a server or a database; the folder can be served to other people's tools as it is.

pub mod bundle;
mod checkpoints;
pub mod paths;
mod report;
mod slice;
mod verify;
mod writer;

pub use report::{Report, VerifyError};
pub use verify::{verify_export, verify_export_against, verify_years};
pub use writer::{ExportError, Exporter};
