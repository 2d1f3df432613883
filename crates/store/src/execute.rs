//! The one door for every write. Requests queue for a single writer; a batch locks the head of the ledger, decides
//! each command on folded facts, appends, projects, and becomes durable in one commit for all. Nobody is told "done"
//! before a signed checkpoint that covers the batch lies outside the database.

use crate::{
    clock::{Clock, civil_day},
    db::{Conn, Place},
    error::{ExecuteError, StoreError},
    facts::Hot,
    keys::Keys,
    log::{self, Head, NewEntry},
    params, read, seal,
};
use ledger::{Checkpoint, PreviousLog, Tree};
use rules::{
    Command, Fact, Halt, Ids, Refusal, StreamKey,
    act::{ActInput, Actor, Now},
    value::Instant,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, mpsc};
use uuid::Uuid;

/// Commands that one batch takes at most.
pub const BATCH_MAX: usize = 256;
/// How long an idempotency key is remembered, microseconds.
pub const KEY_LIFE_US: i64 = 30 * 24 * 3_600 * 1_000_000;

/// A command on its way to the writer.
#[derive(Clone, Debug)]
pub struct Request {
    pub actor: Actor,
    pub act: ActInput,
    pub command: Command,
    /// Revision of the command's subject that the sender saw.
    pub expected: Option<u64>,
    /// Idempotency key of the actor.
    pub key: Option<String>,
    /// What is written beside the facts, bound by them.
    pub side: seal::Side,
}

impl Request {
    /// A request done today by the actor, without precondition.
    pub fn new(actor: Actor, command: impl Into<Command>) -> Request {
        Request { actor, act: ActInput::default(), command: command.into(), expected: None, key: None, side: seal::Side::Nothing }
    }
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the last entry of the command.
    pub position: u64,
    pub recorded_at: Instant,
    /// Each stream that was written, with its new revision, in the order of writing.
    pub streams: Vec<(StreamKey, u64)>,
}

impl Receipt {
    /// The first stream of a noun among those written.
    pub fn stream(&self, noun: &str) -> Option<StreamKey> {
        self.streams.iter().map(|s| s.0).find(|s| s.noun() == noun)
    }
}

pub(crate) type Answer = Result<Receipt, ExecuteError>;
type Reply = mpsc::SyncSender<Answer>;

/// A request and where its answer goes.
pub(crate) struct Job {
    pub request: Request,
    pub reply: Reply,
}

/// What the writer tells the sealer: answers that wait for a checkpoint.
pub(crate) struct Sealing {
    pub checkpoint: Checkpoint,
    pub answers: Vec<(Reply, Answer)>,
}

/// UUIDv7 from the clock of the batch and the system's randomness.
struct ClockIds(u64);

impl Ids for ClockIds {
    fn next(&mut self) -> Uuid {
        let mut random = [0u8; 10];
        // Without randomness there is no salt either, and the append that follows fails.
        let _ = getrandom::fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(self.0, &random).into_uuid()
    }
}

/// The writer: owns the only connection that writes the ledger.
pub(crate) struct Writer {
    pub conn: Conn,
    pub place: Place,
    pub authority: i64,
    pub keys: Arc<Keys>,
    pub clock: Arc<dyn Clock>,
    pub hot: Hot,
    pub tree: Tree,
    pub head: Head,
}

impl Writer {
    /// Takes requests until the store is dropped.
    pub fn run(mut self, jobs: mpsc::Receiver<Job>, sealer: mpsc::Sender<Sealing>) {
        while let Ok(first) = jobs.recv() {
            let mut batch = vec![first];
            while batch.len() < BATCH_MAX {
                match jobs.try_recv() {
                    Ok(job) => batch.push(job),
                    Err(_) => break,
                }
            }
            let sealing = self.batch_or_singly(batch);
            for s in sealing {
                if sealer.send(s).is_err() {
                    return;
                }
            }
        }
    }

    /// Runs a batch; one that fails is run again command by command, so that one failure never costs another's command.
    fn batch_or_singly(&mut self, batch: Vec<Job>) -> Vec<Sealing> {
        let (requests, replies): (Vec<Request>, Vec<Reply>) = batch.into_iter().map(|j| (j.request, j.reply)).unzip();
        match self.attempt(&requests) {
            Ok((answers, checkpoint)) => vec![Sealing { checkpoint, answers: replies.into_iter().zip(answers).collect() }],
            Err(e) if requests.len() == 1 => {
                for reply in replies {
                    // The sender may have gone; nothing was written for it.
                    let _ = reply.send(Err(ExecuteError::Store(StoreError::Stopped(e.to_string()))));
                }
                Vec::new()
            }
            Err(_) => {
                let jobs = requests.into_iter().zip(replies).map(|(request, reply)| Job { request, reply });
                jobs.flat_map(|job| self.batch_or_singly(vec![job])).collect()
            }
        }
    }

    /// Tries a batch a few times where the database asks for it or the connection was lost.
    fn attempt(&mut self, requests: &[Request]) -> Result<(Vec<Answer>, Checkpoint), StoreError> {
        let mut left = 4;
        loop {
            match self.transaction(requests) {
                Ok(done) => return Ok(done),
                Err(e) => {
                    tracing::warn!(error = %e, "a batch is rolled back");
                    self.conn.rollback();
                    self.hot.rollback();
                    self.reload(matches!(&e, StoreError::Postgres(p) if p.is_closed()));
                    left -= 1;
                    if left == 0 || !e.retryable() {
                        return Err(e);
                    }
                }
            }
        }
    }

    /// After a failure the tree is taken up anew at the next batch: a size that fits nothing says so.
    fn reload(&mut self, reconnect: bool) {
        if reconnect && let Ok(conn) = Conn::open(&self.place) {
            self.conn = conn;
        }
        self.head.size = u64::MAX;
    }

    fn transaction(&mut self, requests: &[Request]) -> Result<(Vec<Answer>, Checkpoint), StoreError> {
        self.conn.begin()?;
        let head = Head::lock(&mut self.conn, self.authority)?;
        self.catch_up(head)?;
        let now = Instant(self.clock.now().0.max(self.head.last_at));
        self.head.last_at = now.0;
        let before = self.head.size;
        self.open_year(now)?;
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            match crate::db::recorded_group(|| self.command(now, request)) {
                Ok(receipt) => answers.push(Ok(receipt)),
                Err(ExecuteError::Store(e)) => return Err(e),
                Err(no) => answers.push(Err(no)),
            }
        }
        if self.head.size > before {
            log::save(&mut self.conn, self.authority, &mut self.head, &mut self.tree)?;
        }
        self.conn.commit()?;
        self.hot.commit();
        let origin = self.origin(self.head.year)?;
        Ok((answers, Checkpoint::new(origin, self.tree.size(), self.tree.root())))
    }

    /// Another server may have written since: take its entries into the tree, forget what they touched.
    fn catch_up(&mut self, head: Head) -> Result<(), StoreError> {
        if head.size == self.head.size && head.root == self.head.root {
            self.head = head;
            return Ok(());
        }
        self.hot.rollback();
        self.tree = log::resume(&mut self.conn, self.authority, &head)?;
        self.head = head;
        Ok(())
    }

    pub(crate) fn origin(&self, year: i16) -> Result<String, StoreError> {
        ledger::years::origin(self.keys.name(), year).map_err(|e| StoreError::Key(e.to_string()))
    }

    /// The first append of a civil year closes the old log: its last checkpoint is the new log's first leaf.
    fn open_year(&mut self, now: Instant) -> Result<(), StoreError> {
        let year = civil_day(now, &self.zone()?).year();
        if self.head.size > 0 && year <= self.head.year {
            return Ok(());
        }
        let mut previous = None;
        if self.head.size > 0 {
            previous = Some(PreviousLog { origin: self.origin(self.head.year)?, size: self.tree.size(), root: self.tree.root() });
            self.tree = Tree::new();
        }
        self.head.year = year;
        self.head.first = self.head.size;
        let revision = self.conn.rows(
            "SELECT revision FROM entry WHERE authority = $1 AND stream = $2 ORDER BY revision DESC LIMIT 1",
            params![self.authority, log::LOG_STREAM],
        )?;
        let revision = revision.first().map_or(Ok(0), |r| r.int(0))? as u64 + 1;
        let system = rules::act::NOBODY.to_string();
        let body = format!("{{\"year\":{year}}}").into_bytes();
        let entry = NewEntry { stream: log::LOG_STREAM.into(), revision, kind: "log_opened", actor: system, subject: None, body, previous };
        log::append(&mut self.conn, self.authority, &mut self.head, &mut self.tree, &entry)
    }

    fn zone(&mut self) -> Result<String, StoreError> {
        let folded = self.hot.fetch(&mut self.conn, self.authority, StreamKey::Authority)?;
        Ok(match &folded.state {
            rules::State::Authority(a) => a.time_zone.clone(),
            _ => "Asia/Shanghai".to_owned(),
        })
    }

    fn command(&mut self, now: Instant, request: &Request) -> Result<Receipt, ExecuteError> {
        let actor = request.actor.account.map_or_else(|| "set-up".to_owned(), |a| a.to_string());
        let digest = match &request.key {
            None => None,
            Some(key) => {
                let digest = request_digest(request)?;
                if let Some(receipt) = self.remembered(now, &actor, key, &digest)? {
                    return Ok(receipt);
                }
                Some(digest)
            }
        };
        self.precondition(request)?;
        self.ensure_files(request)?;
        let today = civil_day(now, &self.zone()?);
        let decided = self.decide(Now { recorded_at: now, today }, request)?;
        self.ensure_unique(&decided.events)?;
        let receipt = self.append(now, &decided)?;
        request.side.write(&mut self.conn, self.authority)?;
        if let (Some(key), Some(digest)) = (&request.key, digest) {
            let answer = serde_json::to_string(&receipt).map_err(|e| StoreError::Damaged(e.to_string()))?;
            self.conn.run(
                "INSERT INTO idempotency (authority, actor, idempotency_key, request, answer, at) VALUES ($1, $2, $3, $4, $5, $6) \
                 ON CONFLICT (authority, actor, idempotency_key) DO UPDATE SET request = $4, answer = $5, at = $6",
                params![self.authority, actor, key.as_str(), digest, answer, now.0],
            )?;
        }
        Ok(receipt)
    }

    fn remembered(&mut self, now: Instant, actor: &str, key: &str, digest: &[u8]) -> Result<Option<Receipt>, ExecuteError> {
        let sql = "SELECT request, answer FROM idempotency WHERE authority = $1 AND actor = $2 AND idempotency_key = $3 AND at > $4";
        let Some(row) = self.conn.row(sql, params![self.authority, actor, key, now.0 - KEY_LIFE_US])? else { return Ok(None) };
        if row.blob(0)? != digest {
            return Err(ExecuteError::KeyReused);
        }
        let receipt = serde_json::from_str(row.text(1)?).map_err(|e| StoreError::Damaged(e.to_string()))?;
        Ok(Some(receipt))
    }

    fn precondition(&mut self, request: &Request) -> Result<(), ExecuteError> {
        let (Some(expected), Some(stream)) = (request.expected, request.command.subject()) else { return Ok(()) };
        let actual = self.hot.fetch(&mut self.conn, self.authority, stream)?.revision;
        if actual == expected { Ok(()) } else { Err(ExecuteError::Conflict { stream, expected, actual }) }
    }

    /// Evidence must have been handed in before it is named.
    fn ensure_files(&mut self, request: &Request) -> Result<(), ExecuteError> {
        for digest in read::file::digests_of(&request.command, &request.act) {
            let sql = "SELECT digest FROM staged_file WHERE authority = $1 AND digest = $2";
            if self.conn.row(sql, params![self.authority, digest.as_str()])?.is_none() {
                let refusal = Refusal::new(rules::Code::Unknown).field("evidence").with("noun", "file").with("id", digest.as_str());
                return Err(ExecuteError::Refused(refusal));
            }
        }
        Ok(())
    }

    /// Decides, loading each stream that the decision asks for.
    fn decide(&mut self, now: Now, request: &Request) -> Result<rules::Decided, ExecuteError> {
        loop {
            let mut ids = ClockIds((now.recorded_at.0 / 1000) as u64);
            match rules::decide(&self.hot, now, &request.actor, &request.act, &request.command, &mut ids) {
                Ok(decided) => return Ok(decided),
                Err(Halt::Refused(r)) => return Err(ExecuteError::Refused(r)),
                Err(Halt::Needs(key)) => self.hot.load(&mut self.conn, self.authority, key)?,
            }
        }
    }

    /// A login belongs to one account: only the table of all knows.
    fn ensure_unique(&mut self, events: &[(StreamKey, rules::Event)]) -> Result<(), ExecuteError> {
        for (_, event) in events {
            if let rules::Event::AccountOpened(e) = event
                && let Some(login) = e.login.shown()
                && read::registry::account_by_login(&mut self.conn, self.authority, login)?.is_some()
            {
                let refusal = Refusal::new(rules::Code::AlreadyThere).field("login").with("noun", "login");
                return Err(ExecuteError::Refused(refusal));
            }
        }
        Ok(())
    }

    fn append(&mut self, now: Instant, decided: &rules::Decided) -> Result<Receipt, ExecuteError> {
        let mut streams: Vec<(StreamKey, u64)> = Vec::new();
        for (stream, event) in &decided.events {
            let revision = self.hot.fetch(&mut self.conn, self.authority, *stream)?.revision + 1;
            let entry = NewEntry::of_event(*stream, revision, &decided.act, event)?;
            let position = self.head.size;
            log::append(&mut self.conn, self.authority, &mut self.head, &mut self.tree, &entry)?;
            let fact = Fact { position, recorded_at: now, stream: *stream, revision, act: decided.act.clone(), event: event.clone() };
            self.hot.apply(&fact)?;
            read::project(&mut self.conn, self.authority, &fact)?;
            match streams.iter_mut().find(|s| s.0 == *stream) {
                Some(s) => s.1 = revision,
                None => streams.push((*stream, revision)),
            }
        }
        Ok(Receipt { position: self.head.size.saturating_sub(1), recorded_at: now, streams })
    }
}

/// SHA-256 of act, command and precondition: what "the same request" means for an idempotency key.
fn request_digest(request: &Request) -> Result<Vec<u8>, StoreError> {
    let text = serde_json::to_vec(&(&request.act, &request.command, request.actor.seat)).map_err(|e| StoreError::Damaged(e.to_string()))?;
    Ok(Sha256::digest(&text).to_vec())
}

/// Signs and stores checkpoints, then answers. Several batches that wait are covered by the newest checkpoint of each
/// origin, with one fdatasync.
pub(crate) fn run_sealer(keys: &Keys, mut file: ledger::archive::CheckpointFile, sealings: mpsc::Receiver<Sealing>) {
    while let Ok(first) = sealings.recv() {
        let mut waiting = vec![first];
        waiting.extend(sealings.try_iter());
        let outcome = seal_all(keys, &mut file, &waiting);
        for (reply, answer) in waiting.into_iter().flat_map(|s| s.answers) {
            let answer = match (&outcome, answer) {
                (Err(e), Ok(_)) => Err(ExecuteError::Store(StoreError::Key(e.clone()))),
                (_, answer) => answer,
            };
            // The sender may have gone; what it asked for is recorded all the same.
            let _ = reply.send(answer);
        }
    }
}

fn seal_all(keys: &Keys, file: &mut ledger::archive::CheckpointFile, waiting: &[Sealing]) -> Result<(), String> {
    let mut notes = Vec::new();
    for (i, s) in waiting.iter().enumerate() {
        let newest = !waiting[i + 1..].iter().any(|later| later.checkpoint.origin == s.checkpoint.origin);
        let written = waiting[..=i].iter().any(|w| w.answers.iter().any(|(_, a)| a.is_ok()));
        if newest && written {
            notes.push(s.checkpoint.sign(keys.signing()).map_err(|e| e.to_string())?);
        }
    }
    let refs: Vec<&str> = notes.iter().map(String::as_str).collect();
    file.append_all_durable(&refs).map_err(|e| e.to_string())
}
