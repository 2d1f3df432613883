//! The ledger in its tables: appending entries and tiles, taking the tree up again, reading facts back.

use crate::{
    body,
    db::{Conn, Row},
    error::StoreError,
    keys::Keys,
    params,
};
use ledger::{
    Hash, Leaf, PreviousLog, Salt, Tree,
    tree::{TileSource, leaf_hash},
};
use rules::{Event, Fact, StreamKey, act::Act};
use std::cell::RefCell;

/// Name of the stream that holds the first leaf of each year's log; it is no fact of the domain.
pub const LOG_STREAM: &str = "log";

/// Where the ledger ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: u64,
    pub year: i16,
    pub first: u64,
    pub root: Hash,
    pub last_at: i64,
    /// HMAC of the row under a key that lies outside the database; empty before the first batch.
    pub seal: String,
}

impl Head {
    fn read(row: &Row) -> Result<Head, StoreError> {
        let root = row.blob(3)?.try_into().map_err(|_| StoreError::Damaged("the root has another length".into()))?;
        Ok(Head {
            size: row.int(0)? as u64,
            year: row.int(1)? as i16,
            first: row.int(2)? as u64,
            root,
            last_at: row.int(4)?,
            seal: row.text(5)?.to_owned(),
        })
    }

    /// Reads the head without locking it; `None` before the first batch.
    pub fn load(conn: &mut Conn, authority: i64) -> Result<Option<Head>, StoreError> {
        let row = conn.row("SELECT size, year, first, root, last_at, seal FROM log_head WHERE authority = $1", params![authority])?;
        row.map(|r| Head::read(&r)).transpose()
    }

    /// Locks the head for the transaction and reads it: the lock of the one writer, on both databases.
    pub fn lock(conn: &mut Conn, authority: i64) -> Result<Head, StoreError> {
        let sql = "UPDATE log_head SET size = size WHERE authority = $1 RETURNING size, year, first, root, last_at, seal";
        match conn.row(sql, params![authority])? {
            Some(row) => Head::read(&row),
            None => Err(StoreError::Damaged("the head of the ledger is missing".into())),
        }
    }

    /// Writes the head of this batch.
    pub fn save(&self, conn: &mut Conn, authority: i64) -> Result<(), StoreError> {
        let sql = "UPDATE log_head SET size = $2, year = $3, first = $4, root = $5, last_at = $6, seal = $7 WHERE authority = $1";
        let (year, root) = (i32::from(self.year), self.root.as_slice());
        conn.run(sql, params![authority, self.size, year, self.first, root, self.last_at, self.seal.as_str()])?;
        Ok(())
    }

    fn sealed(&self, authority: i64, keys: &Keys) -> String {
        let root = hex::encode(self.root);
        let numbers = [authority, self.size as i64, i64::from(self.year), self.first as i64, self.last_at].map(|n| n.to_string());
        let mut parts: Vec<&str> = vec!["head", root.as_str()];
        parts.extend(numbers.iter().map(String::as_str));
        keys.seal(&parts)
    }

    /// Whether this end of the ledger was named by someone who holds the keys. Entries that no checkpoint covers yet,
    /// because the server died between the commit and the signature, are bound by nothing else.
    pub fn bears_seal(&self, authority: i64, keys: &Keys) -> bool {
        if self.size == 0 { self.seal.is_empty() } else { self.seal == self.sealed(authority, keys) }
    }

    /// Leaves in the log of the open year.
    pub fn leaves(&self) -> u64 {
        self.size.saturating_sub(self.first)
    }
}

/// The tiles of one year, in the database.
pub struct Tiles<'a> {
    pub conn: RefCell<&'a mut Conn>,
    pub authority: i64,
    pub year: i16,
    /// Position of the year's first leaf.
    pub first: u64,
}

impl TileSource for Tiles<'_> {
    type Error = StoreError;

    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, StoreError> {
        let mut conn = self.conn.borrow_mut();
        let sql = "SELECT hashes FROM tile WHERE authority = $1 AND year = $2 AND level = $3 AND idx = $4";
        let stored = conn.row(sql, params![self.authority, i32::from(self.year), i32::from(level), index])?;
        let wanted = usize::from(width) * 32;
        if let Some(row) = stored {
            return Ok(row.blob(0)?.get(..wanted).unwrap_or_default().to_vec());
        }
        if level > 0 {
            // The right edge of a level above the leaves: the roots of the full tiles below it.
            let below: Result<Vec<Vec<u8>>, StoreError> = {
                drop(conn);
                (0..u64::from(width)).map(|i| self.tile(level - 1, index * 256 + i, 256)).collect()
            };
            return Ok(below?.iter().flat_map(|t| ledger::tree::root_of_hashes(&hashes(t))).collect());
        }
        let from = self.first + index * 256;
        let rows = conn.rows(
            "SELECT leaf FROM entry WHERE authority = $1 AND position >= $2 AND position < $3 ORDER BY position",
            params![self.authority, from, from + u64::from(width)],
        )?;
        let mut out = Vec::with_capacity(wanted);
        for r in &rows {
            out.extend_from_slice(&leaf_hash(r.text(0)?.as_bytes()));
        }
        Ok(out)
    }
}

fn hashes(tile: &[u8]) -> Vec<Hash> {
    tile.chunks_exact(32).filter_map(|c| c.try_into().ok()).collect()
}

/// Takes the tree of the open year up again from stored tiles and the leaves after the last full one.
pub fn resume(conn: &mut Conn, authority: i64, head: &Head) -> Result<Tree, StoreError> {
    let tiles = Tiles { conn: RefCell::new(conn), authority, year: head.year, first: head.first };
    let leaves = head.leaves();
    let rest = (leaves % 256) as u16;
    let last = if rest == 0 { Vec::new() } else { hashes(&tiles.tile(0, leaves / 256, rest)?) };
    let tree = Tree::resume_from_tiles(leaves, &tiles, &last).map_err(|e| StoreError::Damaged(format!("tiles: {e}")))?;
    if tree.root() != head.root {
        return Err(StoreError::Damaged("the root of the tiles is not the root of the head".into()));
    }
    Ok(tree)
}

/// A fact, or the first leaf of a year, on its way into the ledger.
pub struct NewEntry {
    pub stream: String,
    pub revision: u64,
    pub kind: &'static str,
    pub actor: String,
    pub subject: Option<String>,
    pub body: Vec<u8>,
    pub previous: Option<PreviousLog>,
}

impl NewEntry {
    /// The entry of an event: pseudonymous ids go into the leaf, everything else into the body.
    pub fn of_event(stream: StreamKey, revision: u64, act: &Act, event: &Event) -> Result<NewEntry, StoreError> {
        Ok(NewEntry {
            stream: stream.to_string(),
            revision,
            kind: event.name(),
            actor: act.entered_by.person.to_string(),
            subject: Some(act.decided_by.person.to_string()),
            body: body::encode(act, event)?,
            previous: None,
        })
    }
}

/// Appends one entry at the end of `tree` and `head`; the caller saves both and the full tiles.
pub fn append(conn: &mut Conn, authority: i64, head: &mut Head, tree: &mut Tree, new: &NewEntry) -> Result<(), StoreError> {
    let salt = Salt::generate().map_err(|e| StoreError::Key(e.to_string()))?;
    let leaf = Leaf {
        v: 1,
        position: head.size,
        recorded_at: head.last_at,
        kind: new.kind.to_owned(),
        stream: new.stream.clone(),
        revision: new.revision,
        actor: new.actor.clone(),
        subject: new.subject.clone(),
        commit: ledger::commit::commit(&salt, &new.body),
        previous: new.previous.clone(),
    };
    let text = leaf.to_bytes().map_err(|e| StoreError::Damaged(format!("leaf: {e}")))?;
    tree.push_leaf(&text);
    let text = String::from_utf8(text).map_err(|e| StoreError::Damaged(e.to_string()))?;
    let body = String::from_utf8(new.body.clone()).map_err(|e| StoreError::Damaged(e.to_string()))?;
    conn.run(
        "INSERT INTO entry (authority, position, stream, revision, kind, recorded_at, leaf, salt, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![authority, head.size, new.stream.as_str(), new.revision, new.kind, head.last_at, text, salt.0.as_slice(), body],
    )?;
    head.size += 1;
    Ok(())
}

/// Saves the tiles that became full and the head.
pub fn save(conn: &mut Conn, authority: i64, keys: &Keys, head: &mut Head, tree: &mut Tree) -> Result<(), StoreError> {
    for t in tree.take_full_tiles() {
        conn.run(
            "INSERT INTO tile (authority, year, level, idx, hashes) VALUES ($1, $2, $3, $4, $5)",
            params![authority, i32::from(head.year), i32::from(t.level), t.index, t.hashes],
        )?;
    }
    head.root = tree.root();
    head.seal = head.sealed(authority, keys);
    head.save(conn, authority)
}

/// Columns of [`fact_of`].
pub const FACT_COLUMNS: &str = "position, recorded_at, stream, revision, body";

/// Reads a fact from a row of [`FACT_COLUMNS`]; `None` for the first leaf of a year.
pub fn fact_of(row: &Row) -> Result<Option<Fact>, StoreError> {
    if row.text(2)? == LOG_STREAM {
        return Ok(None);
    }
    body::decode(row.int(0)? as u64, row.int(1)?, row.parse(2)?, row.int(3)? as u64, row.text(4)?).map(Some)
}

/// Calls `each` with the facts of a stream in order.
pub fn stream_facts(conn: &mut Conn, authority: i64, stream: &StreamKey) -> Result<Vec<Fact>, StoreError> {
    let sql = "SELECT position, recorded_at, stream, revision, body FROM entry WHERE authority = $1 AND stream = $2 ORDER BY revision";
    let mut out = Vec::new();
    for row in conn.rows(sql, params![authority, stream.to_string()])? {
        out.extend(fact_of(&row)?);
    }
    Ok(out)
}
