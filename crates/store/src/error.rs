//! The world failed: the database, the disk, the keys, or damage that was found. A refusal is something else.

use rules::{Refusal, StreamKey};

/// A failure of the world. Keeps its source; the edge logs it once and answers 503.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("embedded database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("postgresql: {0}")]
    Postgres(#[from] postgres::Error),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// What was read does not fit what must be there.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The head of the ledger does not extend the last signed checkpoint.
    #[error("the ledger does not extend its last checkpoint: {0}")]
    NotExtending(String),
    #[error("key or checkpoint: {0}")]
    Key(String),
    /// The batch was not written, or the store is closing.
    #[error("the store did not do it: {0}")]
    Stopped(String),
    /// The connection was lost at the commit, and nobody can be asked. Sending again with the same idempotency key is safe.
    #[error("it is not known whether this was recorded: {0}")]
    Unclear(String),
    /// The erasure is recorded, and nobody reads the old value any more; its bytes are still on the disk. They are
    /// purged when the same request is sent again with its key, at the next opening, or by `rebuild`.
    #[error("the erasure is recorded, its old bytes are not purged yet: {0}")]
    Unpurged(String),
}

impl StoreError {
    /// Whether PostgreSQL asks to run the transaction again.
    pub fn retryable(&self) -> bool {
        match self {
            StoreError::Postgres(e) => e.code().is_some_and(|c| c.code() == "40001" || c.code() == "40P01"),
            _ => false,
        }
    }
}

/// Why a command was not executed. Nothing of it is written in any of these cases.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    #[error("refused: {}", .0.code.name())]
    Refused(Refusal),
    /// The sender had seen another revision.
    #[error("`{stream}` is at revision {actual}, not {expected}")]
    Conflict { stream: StreamKey, expected: u64, actual: u64 },
    /// The idempotency key was used for another command.
    #[error("the idempotency key belongs to another command")]
    KeyReused,
    #[error(transparent)]
    Store(#[from] StoreError),
}
