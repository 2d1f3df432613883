//! Taking the ledger out: one folder a year in the form of tlog-tiles, which verifiers that others wrote accept, and a
//! proof for a single entry. Leaves and checkpoints only; bodies and salts only where asked and permitted.

use crate::{
    Store,
    db::Conn,
    error::StoreError,
    log::{Head, LOG_STREAM, Tiles},
    params,
    verify::year_first,
};
use ledger::{Salt, export::Exporter, proof::Proof};
use std::{cell::RefCell, path::Path};

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Exported {
    pub years: Vec<i16>,
    pub entries: u64,
}

fn failed(e: impl std::fmt::Display) -> StoreError {
    StoreError::Key(e.to_string())
}

impl Store {
    /// Exports every year's log into `dir/<year>/`. `progress` gets done and all.
    pub fn export_log(&self, dir: &Path, bodies: bool, progress: &mut dyn FnMut(u64, u64)) -> Result<Exported, StoreError> {
        let mut conn = Conn::open(&self.settings().place)?;
        conn.begin_snapshot()?;
        let outcome = self.export_snapshot(&mut conn, dir, bodies, progress);
        conn.rollback();
        outcome
    }

    fn export_snapshot(
        &self,
        conn: &mut Conn,
        dir: &Path,
        bodies: bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Exported, StoreError> {
        let head = Head::load(conn, self.authority)?.ok_or_else(|| StoreError::Damaged("the head of the ledger is missing".into()))?;
        let mut starts = Vec::new();
        for row in conn.rows(
            "SELECT position, body FROM entry WHERE authority = $1 AND stream = $2 ORDER BY revision",
            params![self.authority, LOG_STREAM],
        )? {
            let year = row.text(1)?.trim_start_matches("{\"year\":").trim_end_matches('}').parse::<i16>();
            starts.push((year.map_err(failed)?, row.int(0)? as u64));
        }
        for (i, (year, first)) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(head.size, |s| s.1);
            self.export_year(conn, &dir.join(year.to_string()), (*year, *first, end), bodies, head.size, progress)?;
        }
        Ok(Exported { years: starts.iter().map(|s| s.0).collect(), entries: head.size })
    }

    /// Exports what a signed checkpoint covers: entries whose checkpoint is still on its way are left for the next export.
    fn export_year(
        &self,
        conn: &mut Conn,
        dir: &Path,
        (year, first, end): (i16, u64, u64),
        bodies: bool,
        all: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), StoreError> {
        let origin = ledger::years::origin(self.keys().name(), year).map_err(failed)?;
        let mut notes: Vec<(u64, String)> = Vec::new();
        for archived in ledger::archive::read(self.keys().checkpoints()).map_err(failed)? {
            let archived = archived.map_err(failed)?;
            if archived.checkpoint.origin == origin && archived.checkpoint.size <= end - first {
                notes.push((archived.checkpoint.size, archived.note));
            }
        }
        notes.sort_by_key(|n| n.0);
        let Some((size, newest)) = notes.last().cloned() else { return Ok(()) };
        let mut out = if bodies { Exporter::create_with_bodies(dir) } else { Exporter::create(dir) }.map_err(failed)?;
        let sql = "SELECT leaf, salt, body FROM entry WHERE authority = $1 AND position >= $2 AND position < $3 ORDER BY position";
        let (mut at, last) = (first, first + size);
        while at < last {
            let to = (at + 2_000).min(last);
            for row in conn.rows(sql, params![self.authority, at, to])? {
                let leaf = row.text(0)?.as_bytes();
                if bodies {
                    let salt = Salt(row.blob(1)?.try_into().map_err(|_| StoreError::Damaged("a salt has another length".into()))?);
                    out.push_with_body(leaf, &salt, row.text(2)?.as_bytes()).map_err(failed)?;
                } else {
                    out.push(leaf).map_err(failed)?;
                }
            }
            at = to;
            progress(at, all);
        }
        out.finish(&newest, notes.iter().map(|n| n.1.as_str())).map_err(failed)?;
        std::fs::write(dir.join("verifier.key"), format!("{}\n", self.keys().verifier().to_text()))?;
        Ok(())
    }

    /// A proof that an entry is on the ledger, as C2SP tlog-proof text under the newest checkpoint of its year;
    /// `None` where no checkpoint covers it.
    pub fn proof(&self, position: u64) -> Result<Option<String>, StoreError> {
        self.read(|conn, a| {
            let Some(head) = Head::load(conn, a)? else { return Ok(None) };
            let mut years = conn.rows(
                "SELECT position, body FROM entry WHERE authority = $1 AND stream = $2 AND position <= $3 ORDER BY position DESC LIMIT 1",
                params![a, LOG_STREAM, position],
            )?;
            let (Some(row), true) = (years.pop(), position < head.size) else { return Ok(None) };
            let year: i16 = row.text(1)?.trim_start_matches("{\"year\":").trim_end_matches('}').parse().map_err(failed)?;
            let first = year_first(conn, a, year)?.unwrap_or_default();
            let origin = ledger::years::origin(self.keys().name(), year).map_err(failed)?;
            let mut file = ledger::archive::CheckpointFile::open(self.keys().checkpoints()).map_err(failed)?;
            let Some(last) = file.last(&origin).map_err(failed)? else { return Ok(None) };
            let index = position - first;
            if index >= last.checkpoint.size {
                return Ok(None);
            }
            let tiles = Tiles { conn: RefCell::new(conn), authority: a, year, first };
            let proof = Proof::build(&tiles, index, last.checkpoint.size, &last.note).map_err(failed)?;
            Ok(Some(proof.encode()))
        })
    }
}
