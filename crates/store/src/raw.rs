//! Raw group commit: the statements of recorded commands, run by bare SQLite in the same shape of batches, without
//! permission, rules, ledger or projection. The measure that the bench holds the full path against.

use crate::{
    db::{Recorded, Value},
    error::StoreError,
    execute::BATCH_MAX,
};
use std::{path::Path, sync::mpsc, time::Duration};

/// A command's statements, and who waits for them.
pub struct RawJob {
    pub statements: Recorded,
    pub done: mpsc::SyncSender<()>,
}

/// Runs jobs until no sender is left; returns the number of batches.
pub fn run(path: &Path, jobs: &mpsc::Receiver<RawJob>) -> Result<u64, StoreError> {
    let c = rusqlite::Connection::open(path)?;
    c.busy_timeout(Duration::from_secs(20))?;
    c.set_prepared_statement_cache_capacity(256);
    c.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
    )?;
    let mut batches = 0;
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH_MAX {
            match jobs.try_recv() {
                Ok(job) => batch.push(job),
                Err(_) => break,
            }
        }
        c.execute_batch("BEGIN IMMEDIATE")?;
        // The two statements that the full path spends on a batch: lock and save of the head.
        step(
            &c,
            "UPDATE log_head SET size = size WHERE authority = ?1 RETURNING size, year, first, root, last_at, seal",
            &[Value::Int(1)],
        )?;
        for job in &batch {
            for (sql, params) in &job.statements {
                step(&c, sql, params)?;
            }
        }
        step(&c, "UPDATE log_head SET last_at = last_at WHERE authority = ?1", &[Value::Int(1)])?;
        c.execute_batch("COMMIT")?;
        batches += 1;
        for job in batch {
            // The one who waited may have gone.
            let _ = job.done.send(());
        }
    }
    Ok(batches)
}

fn step(c: &rusqlite::Connection, sql: &str, params: &[Value]) -> Result<(), StoreError> {
    let mut s = c.prepare_cached(sql)?;
    let mut rows = s.query(rusqlite::params_from_iter(params))?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// Rewrites recorded statements to the spelling of bare SQLite, outside the time that is measured.
pub fn prepare(groups: &mut [Recorded]) {
    for (sql, _) in groups.iter_mut().flatten() {
        *sql = sql.replace('$', "?");
    }
}
