//! What a verification says in the end: what was found sound, or the first thing that differs.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::archive::ArchiveError;
use crate::checkpoint::CheckpointError;
use crate::tree::Hash;
use crate::years::YearError;

/// What was verified of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Origin line of the log.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Position of the first entry; later positions follow without a gap.
    pub first_position: u64,
    /// Root of the tree, recomputed from the entries.
    pub root: Hash,
    /// Whether signatures were verified; false is an unsigned check, which shows only that the parts fit each other.
    pub signed: bool,
    /// Number of earlier checkpoints found to lie on this tree.
    pub checkpoints: u64,
    /// Number of bodies found to fit their commits; none when the export holds no bodies.
    pub bodies: Option<u64>,
    /// Number of those bodies that were replaced by order.
    pub replaced: u64,
    /// Number of replacements that bodies in this log order.
    pub orders: u64,
}

/// Why a log is not accepted.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// A file of the export cannot be read, or is missing.
    #[error("cannot read `{path}`")]
    Io { path: PathBuf, source: io::Error },
    /// The newest checkpoint is not accepted.
    #[error("the checkpoint in `{path}` is not accepted")]
    Checkpoint { path: PathBuf, source: CheckpointError },
    /// An earlier checkpoint is not accepted.
    #[error("an earlier checkpoint, of {size} entries, is not accepted")]
    Earlier { size: u64, source: CheckpointError },
    /// The file of earlier checkpoints cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A log does not continue the one before it.
    #[error(transparent)]
    Year(#[from] YearError),
    /// The first thing in the log that differs from what it must be.
    #[error("entry {position}: {what}: expected {expected}, found {found}")]
    Differs { position: u64, what: String, expected: String, found: String },
}

/// Builds [`VerifyError::Differs`].
pub(super) fn differs(position: u64, what: impl Into<String>, expected: impl ToString, found: impl ToString) -> VerifyError {
    VerifyError::Differs { position, what: what.into(), expected: expected.to_string(), found: found.to_string() }
}
