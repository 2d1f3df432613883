//! Erasure, carried out: the replacement body, the rows and caches that held the old one, and the bytes themselves.
//! The replacement is made by the writer under its lock, so that two erasures of one entry cannot undo each other.

use crate::{
    Store, body,
    db::{Conn, Place},
    error::{ExecuteError, StoreError},
    execute::Writer,
    log::LOG_STREAM,
    params, read,
};
use ledger::Salt;
use rules::{
    Code, Command, Fact, Refusal, StreamKey,
    erasure::{approve_erasure::ApproveErasure, propose_erasure::ProposeErasure},
    value::{Digest, Personal},
};
use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

/// A body that takes the place of one whose personal values are erased.
pub(crate) struct Replacement {
    fact: Fact,
    salt: Salt,
    body: String,
    /// Position of the approval.
    ordered_by: u64,
    /// Logins that go: whoever mistyped a password left them among the failed attempts.
    logins: Vec<String>,
}

fn no_such_entry(position: u64) -> ExecuteError {
    ExecuteError::Refused(Refusal::new(Code::Unknown).field("position").with("noun", "entry").with("id", position))
}

impl Writer {
    /// Refuses a proposal that names an entry of another stream, or a field that the entry has not.
    pub(crate) fn ensure_erasable(&mut self, command: &Command) -> Result<(), ExecuteError> {
        let Command::ProposeErasure(ProposeErasure { position, of, fields, .. }) = command else { return Ok(()) };
        let mut fact = self.fact_to_erase(*position, of)?;
        let mut there: Vec<&'static str> = Vec::new();
        fact.event.for_each_personal(&mut |name, _| there.push(name));
        match fields.iter().find(|f| !there.contains(&f.as_str())) {
            Some(f) => Err(ExecuteError::Refused(Refusal::new(Code::ErasureField).field("fields").with("name", f))),
            None => Ok(()),
        }
    }

    fn fact_to_erase(&mut self, position: u64, of: &StreamKey) -> Result<Fact, ExecuteError> {
        let known = position < self.head.size;
        let fact = if known { read::record::fact(&mut self.conn, self.authority, position)? } else { None };
        fact.filter(|f| f.stream == *of).ok_or_else(|| no_such_entry(position))
    }

    /// Makes the replacement body that an approval orders and writes its commitment into the command.
    pub(crate) fn prepare_erasure(&mut self, command: &mut Command, year_opens: bool) -> Result<Option<Replacement>, ExecuteError> {
        let Command::ApproveErasure(ApproveErasure { erasure, commit }) = command else { return Ok(None) };
        let folded = self.hot.fetch(&mut self.conn, self.authority, StreamKey::Erasure(*erasure))?;
        // What is unknown or approved already is refused by the rules.
        let rules::State::Erasure(e) = &folded.state else { return Ok(None) };
        let (position, of, fields) = (e.position, e.of, e.fields.clone());
        let mut fact = self.fact_to_erase(position, &of)?;
        let ordered_by = self.head.size + u64::from(year_opens);
        let mut logins = Vec::new();
        fact.event.for_each_personal(&mut |name, value| {
            if fields.iter().any(|f| f == name) {
                if let (Personal::Known(login), "login") = (&*value, name) {
                    logins.push(login.clone());
                }
                *value = Personal::Erased { erased: ordered_by };
            }
        });
        let bytes = body::encode(&fact.act, &fact.event)?;
        let salt = Salt::generate().map_err(|e| StoreError::Key(e.to_string()))?;
        let bound = ledger::commit::commit(&salt, &bytes);
        *commit = Digest::parse(&bound.to_hex()).ok_or_else(|| StoreError::Damaged("a commitment has another form".into()))?;
        let body = String::from_utf8(bytes).map_err(|e| StoreError::Damaged(e.to_string()))?;
        Ok(Some(Replacement { fact, salt, body, ordered_by, logins }))
    }

    /// Puts the replacement where the old body was: ledger, read models, failed attempts, states in memory.
    pub(crate) fn replace(&mut self, r: &Replacement) -> Result<(), StoreError> {
        let changed = self.conn.run(
            "UPDATE entry SET body = $3, salt = $4 WHERE authority = $1 AND position = $2",
            params![self.authority, r.fact.position, r.body.as_str(), r.salt.0.as_slice()],
        )?;
        if changed != 1 {
            return Err(StoreError::Damaged(format!("entry {} to be erased is missing", r.fact.position)));
        }
        read::registry::erase(&mut self.conn, self.authority, &r.fact)?;
        for login in &r.logins {
            self.conn.run("DELETE FROM attempt WHERE authority = $1 AND login = $2", params![self.authority, login.as_str()])?;
        }
        self.hot.forget(&r.fact.stream);
        self.conn.run("INSERT INTO unpurged (authority, position) VALUES ($1, $2)", params![self.authority, r.ordered_by])?;
        Ok(())
    }

    /// What another server erased may still be in the states that this one keeps.
    pub(crate) fn erased_since(&mut self, position: u64) -> Result<bool, StoreError> {
        let sql = "SELECT position FROM entry WHERE authority = $1 AND position >= $2 AND kind = 'erasure_approved' LIMIT 1";
        Ok(self.conn.row(sql, params![self.authority, position])?.is_some())
    }
}

/// Tables in which a personal value may have stood.
const SWEPT: [&str; 4] = ["entry", "person", "account", "attempt"];

/// Columns of which PostgreSQL's planner keeps no samples: it would keep erased values with them, where only the
/// server's operator could remove them.
const UNSAMPLED: [(&str, &str); 4] = [("entry", "body"), ("person", "name"), ("account", "login"), ("attempt", "login")];

/// Has the planner take no samples of personal values. For new tables.
pub(crate) fn keep_unsampled(conn: &mut Conn) -> Result<(), StoreError> {
    if conn.embedded() {
        return Ok(());
    }
    UNSAMPLED.iter().try_for_each(|(table, column)| conn.script(&format!("ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")))
}

impl Store {
    /// Positions of the approved erasures whose old bytes may still lie on the disk.
    pub fn unpurged(&self) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT position FROM unpurged WHERE authority = $1 ORDER BY position";
        self.read(|c, a| c.rows(sql, params![a])?.iter().map(|r| Ok(r.int(0)? as u64)).collect())
    }

    /// Removes from the disk what erasures freed: pages and write-ahead log of the embedded database; dead rows, index
    /// entries and write-ahead log of PostgreSQL. Waits some seconds for readers that still look at the old
    /// pages. What could not be purged stays noted, and the next call takes it up again.
    pub fn purge(&self) -> Result<(), StoreError> {
        let _alone = self.purging.lock().unwrap_or_else(|e| e.into_inner());
        let Some(last) = self.unpurged()?.pop() else { return Ok(()) };
        let mut conn = Conn::open(&self.settings().place)?;
        match &self.settings().place {
            Place::Sqlite(_) => purge_embedded(&mut conn)?,
            Place::Postgres(url) => purge_postgres(url)?,
        }
        // What was approved meanwhile stands after `last`.
        conn.run("DELETE FROM unpurged WHERE authority = $1 AND position <= $2", params![self.authority, last])?;
        Ok(())
    }
}

fn purge_embedded(conn: &mut Conn) -> Result<(), StoreError> {
    // The pages that moved when a neighbour grew keep old bytes that `secure_delete` never saw.
    conn.script("VACUUM; PRAGMA busy_timeout=5000")?;
    let row = conn.row("PRAGMA wal_checkpoint(TRUNCATE)", &[])?;
    match row.map_or(Ok(0), |r| r.int(0))? {
        0 => Ok(()),
        _ => Err(StoreError::Stopped("a reader keeps erased pages in use".into())),
    }
}

/// How long a purge waits for transactions that may still look at old rows.
const PATIENCE: Duration = Duration::from_secs(5);

fn purge_postgres(url: &str) -> Result<(), StoreError> {
    let (tell, told) = mpsc::channel();
    let mut config: postgres::Config = url.parse()?;
    config.notice_callback(move |notice| {
        // Nobody listens any more once the purge has ended.
        let _ = tell.send(notice.detail().map(str::to_owned));
    });
    let mut client = config.connect(postgres::NoTls)?;
    client.batch_execute("SET lock_timeout = '5s'")?;
    let patience = Instant::now() + PATIENCE;
    for table in SWEPT {
        while !swept(&mut client, &told, table)? {
            if Instant::now() > patience {
                return Err(StoreError::Stopped(format!("a transaction that is older than the erasure keeps rows of `{table}`")));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    for sql in ["SELECT pg_switch_wal()", "CHECKPOINT"] {
        match client.batch_execute(sql) {
            // These belong to the server: where the role has no right to them, its operator has to run both.
            Err(e) if e.code() == Some(&postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) => {
                tracing::warn!(statement = sql, "erased bytes stay until the server's operator runs what docs/ledger.md names");
            }
            done => done?,
        }
    }
    Ok(())
}

/// Rewrites a table without its dead rows. Returns whether none had to stay: the server keeps, and says only when
/// asked to be verbose, each row that some open transaction might still see, of whatever table it reads.
fn swept(client: &mut postgres::Client, told: &mpsc::Receiver<Option<String>>, table: &str) -> Result<bool, StoreError> {
    told.try_iter().for_each(drop);
    client.batch_execute(&format!("VACUUM (FULL, VERBOSE) {table}"))?;
    // "0 dead row versions cannot be removed yet", in the language of the server; the count stands first.
    let stayed = told.try_iter().flatten().find_map(|detail| {
        let digits = detail.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()
    });
    match stayed {
        Some(rows) => Ok(rows == 0),
        None => Err(StoreError::Stopped(format!("the server did not rewrite `{table}`: the role must own it"))),
    }
}

/// The commit that stands at a position now.
pub(crate) fn commit_at(conn: &mut Conn, authority: i64, position: u64) -> Result<Option<ledger::Commit>, StoreError> {
    let sql = "SELECT salt, body FROM entry WHERE authority = $1 AND position = $2 AND stream <> $3";
    let Some(row) = conn.row(sql, params![authority, position, LOG_STREAM])? else { return Ok(None) };
    let salt = row.blob(0)?.try_into().map_err(|_| StoreError::Damaged(format!("the salt of entry {position} has another length")))?;
    Ok(Some(ledger::commit::commit(&Salt(salt), row.text(1)?.as_bytes())))
}

impl Store {
    /// Approves an erasure. The writer makes the replacement body and records its commitment in the same transaction.
    pub fn approve_erasure(&self, actor: rules::act::Actor, erasure: rules::id::ErasureId) -> Result<crate::Receipt, ExecuteError> {
        let commit = Digest::parse(&"0".repeat(64)).ok_or_else(|| StoreError::Damaged("a digest has another form".into()))?;
        self.execute(crate::Request::new(actor, ApproveErasure { erasure, commit }))
    }
}
