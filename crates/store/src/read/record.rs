//! The record itself: facts of a stream, an entry by its number. What the corner "how do we know" shows.

use crate::{db::Conn, error::StoreError, log, params};
use rules::{Fact, StreamKey};

/// Facts of a stream, in order.
pub fn of_stream(c: &mut Conn, a: i64, stream: StreamKey) -> Result<Vec<Fact>, StoreError> {
    log::stream_facts(c, a, &stream)
}

/// An entry as it lies on the ledger.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct EntryRow {
    pub position: u64,
    pub stream: String,
    pub revision: u64,
    pub kind: String,
    pub recorded_at: i64,
    pub leaf: String,
}

/// The entry at a position: leaf only, which holds no name and no free text.
pub fn entry(c: &mut Conn, a: i64, position: u64) -> Result<Option<EntryRow>, StoreError> {
    let sql = "SELECT position, stream, revision, kind, recorded_at, leaf FROM entry WHERE authority = $1 AND position = $2";
    c.row(sql, params![a, position])?
        .map(|r| {
            Ok(EntryRow {
                position: r.int(0)? as u64,
                stream: r.text(1)?.to_owned(),
                revision: r.int(2)? as u64,
                kind: r.text(3)?.to_owned(),
                recorded_at: r.int(4)?,
                leaf: r.text(5)?.to_owned(),
            })
        })
        .transpose()
}

/// The fact at a position; `None` for the first leaf of a year.
pub fn fact(c: &mut Conn, a: i64, position: u64) -> Result<Option<Fact>, StoreError> {
    let sql = "SELECT position, recorded_at, stream, revision, body FROM entry WHERE authority = $1 AND position = $2";
    match c.row(sql, params![a, position])? {
        Some(row) => log::fact_of(&row),
        None => Ok(None),
    }
}
