//! Read models are views: `rebuild` drops and replays them, in one transaction.

use crate::{
    Store,
    db::Conn,
    error::StoreError,
    log::{self, FACT_COLUMNS},
    params, read,
};

/// Entries read at a time.
const CHUNK: u64 = 2_000;

/// Calls `each` with every fact up to `size`, in order.
pub(crate) fn each_fact(
    conn: &mut Conn,
    authority: i64,
    size: u64,
    each: &mut dyn FnMut(rules::Fact) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!("SELECT {FACT_COLUMNS} FROM entry WHERE authority = $1 AND position >= $2 AND position < $3 ORDER BY position");
    let mut from = 0;
    while from < size {
        let to = (from + CHUNK).min(size);
        for row in conn.rows(&sql, params![authority, from, to])? {
            if let Some(fact) = log::fact_of(&row)? {
                each(fact)?;
            }
        }
        from = to;
    }
    Ok(())
}

impl Store {
    /// Drops the rows of all read models and replays the ledger into them; `progress` gets done and all.
    /// Then purges what earlier erasures left on the disk. Returns the number of entries.
    pub fn rebuild(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<u64, StoreError> {
        let mut writing = Conn::open(&self.settings().place)?;
        let mut reading = Conn::open(&self.settings().place)?;
        writing.begin()?;
        let done = rebuild_within(&mut writing, &mut reading, self.authority, progress);
        match &done {
            Ok(_) => writing.commit()?,
            Err(_) => writing.rollback(),
        }
        drop((writing, reading));
        let done = done?;
        self.purge().map_err(|e| StoreError::Unpurged(e.to_string()))?;
        Ok(done)
    }
}

fn rebuild_within(writing: &mut Conn, reading: &mut Conn, authority: i64, progress: &mut dyn FnMut(u64, u64)) -> Result<u64, StoreError> {
    // The lock of the writer: nothing is appended meanwhile.
    let size = log::Head::lock(writing, authority)?.size;
    let there = writing.tables()?;
    for t in read::replayed() {
        // An older program did not know this table yet.
        if !there.iter().any(|name| name == t.name) {
            writing.script(t.ddl)?;
        }
        writing.run(&format!("DELETE FROM {} WHERE authority = $1", t.name), params![authority])?;
    }
    each_fact(reading, authority, size, &mut |fact| {
        if fact.position % CHUNK == 0 {
            progress(fact.position, size);
        }
        read::project(writing, authority, &fact)
    })?;
    progress(size, size);
    Ok(size)
}
