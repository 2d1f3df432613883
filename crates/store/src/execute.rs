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
use std::{
    borrow::Cow,
    sync::{Arc, mpsc},
};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// `None` while the ledger is empty.
    pub checkpoint: Option<Checkpoint>,
    pub answers: Vec<(Reply, Answer)>,
}

/// UUIDv7 from the clock of the batch and the system's randomness. They grow within a millisecond, too: states keep
/// what they hold in the order of ids, and that is to be the order in which it was made.
#[derive(Default)]
pub(crate) struct ClockIds {
    ms: u64,
    last: u128,
}

impl Ids for ClockIds {
    fn next(&mut self) -> Uuid {
        let mut random = [0u8; 10];
        // Without randomness there is no salt either, and the append that follows fails.
        let _ = getrandom::fill(&mut random);
        // The highest random bit stays free, so that growing never reaches the bits of the variant.
        random[2] &= 0x1f;
        let made = uuid::Builder::from_unix_timestamp_millis(self.ms, &random).into_uuid().as_u128();
        let step = u32::from_be_bytes([random[6], random[7], random[8], random[9]]);
        self.last = if made > self.last { made } else { self.last + 1 + u128::from(step) };
        Uuid::from_u128(self.last)
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
    pub ids: ClockIds,
    /// Batches that were committed, for those who measure.
    pub batches: Arc<std::sync::atomic::AtomicU64>,
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
            // INVARIANT: what may have been committed is never run again by the writer.
            Err(e) if requests.len() == 1 || matches!(e, StoreError::Unclear(_)) => {
                for reply in replies {
                    let e =
                        if let StoreError::Unclear(e) = &e { StoreError::Unclear(e.clone()) } else { StoreError::Stopped(e.to_string()) };
                    // The sender may have gone.
                    let _ = reply.send(Err(ExecuteError::Store(e)));
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
    fn attempt(&mut self, requests: &[Request]) -> Result<(Vec<Answer>, Option<Checkpoint>), StoreError> {
        let mut left = 4;
        loop {
            match self.transaction(requests) {
                Ok(done) => return Ok(done),
                Err(e) => {
                    tracing::warn!(error = %e, "a batch is rolled back");
                    let lost = self.conn.lost();
                    self.conn.rollback();
                    self.hot.rollback();
                    self.reload(lost);
                    left -= 1;
                    let again = e.retryable() || lost;
                    if left == 0 || !again || matches!(e, StoreError::Unclear(_)) {
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

    fn transaction(&mut self, requests: &[Request]) -> Result<(Vec<Answer>, Option<Checkpoint>), StoreError> {
        self.conn.begin()?;
        let head = Head::lock(&mut self.conn, self.authority)?;
        self.catch_up(head)?;
        let now = Instant(self.clock.now().0.max(self.head.last_at));
        self.head.last_at = now.0;
        let before = self.head.size;
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            match crate::db::recorded_group(|| self.command(now, request)) {
                Ok(receipt) => answers.push(Ok(receipt)),
                Err(ExecuteError::Store(e)) => return Err(e),
                Err(no) => answers.push(Err(no)),
            }
        }
        if self.head.size > before {
            log::save(&mut self.conn, self.authority, &self.keys, &mut self.head, &mut self.tree)?;
            self.commit()?;
        } else {
            // Refusals and remembered answers cost no durable write.
            self.conn.rollback();
        }
        self.hot.commit();
        if self.head.size == 0 {
            return Ok((answers, None));
        }
        let origin = self.origin(self.head.year)?;
        Ok((answers, Some(Checkpoint::new(origin, self.tree.size(), self.tree.root()))))
    }

    /// Commits. Where the answer to the commit is lost, asks whether it was made.
    fn commit(&mut self) -> Result<(), StoreError> {
        self.batches.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let Err(e) = self.conn.commit() else { return Ok(()) };
        tracing::warn!(error = %e, "a commit failed");
        match self.landed() {
            Ok(true) => Ok(()),
            Ok(false) => Err(e),
            Err(why) => Err(StoreError::Unclear(format!("{e}; {why}"))),
        }
    }

    /// Whether the batch under way is in the database. The lock waits until the server has ended the transaction
    /// whose answer was lost.
    fn landed(&mut self) -> Result<bool, StoreError> {
        if self.conn.lost() {
            self.conn = Conn::open(&self.place)?;
        } else {
            self.conn.rollback();
        }
        self.conn.begin()?;
        let head = Head::lock(&mut self.conn, self.authority)?;
        let (size, year, first) = (self.head.leaves(), self.head.year, self.head.first);
        let there = head.size >= self.head.size && {
            let tiles = log::Tiles { conn: std::cell::RefCell::new(&mut self.conn), authority: self.authority, year, first };
            let root = ledger::tree::root(&tiles, size).map_err(|e| StoreError::Damaged(format!("tiles: {e}")))?;
            root == self.head.root
        };
        self.conn.rollback();
        Ok(there)
    }

    /// Another server may have written since: take its entries into the tree, forget what they touched.
    fn catch_up(&mut self, head: Head) -> Result<(), StoreError> {
        if !head.bears_seal(self.authority, &self.keys) {
            return Err(StoreError::NotExtending("the head does not bear its seal".into()));
        }
        if head.size == self.head.size && head.root == self.head.root {
            self.head = head;
            return Ok(());
        }
        let known = self.head.size;
        if known < head.size && head.year == self.head.year && !self.erased_since(known)? {
            let sql = "SELECT stream, leaf FROM entry WHERE authority = $1 AND position >= $2 AND position < $3 ORDER BY position";
            for row in self.conn.rows(sql, params![self.authority, known, head.size])? {
                self.hot.forget(&row.parse(0)?);
                self.tree.push_leaf(row.text(1)?.as_bytes());
            }
            // Whoever filled them saved them.
            self.tree.take_full_tiles();
            if self.tree.root() == head.root {
                self.head = head;
                return Ok(());
            }
        }
        self.hot.rollback();
        self.tree = log::resume(&mut self.conn, self.authority, &head)?;
        self.head = head;
        Ok(())
    }

    pub(crate) fn origin(&self, year: i16) -> Result<String, StoreError> {
        ledger::years::origin(self.keys.name(), year).map_err(|e| StoreError::Key(e.to_string()))
    }

    /// The civil year whose log the next entry begins; `None` where its log is open already.
    fn year_to_open(&mut self, now: Instant) -> Result<Option<i16>, StoreError> {
        let year = civil_day(now, &self.zone()?).year();
        Ok((self.head.size == 0 || year > self.head.year).then_some(year))
    }

    /// The first append of a civil year closes the old log: its last checkpoint is the new log's first leaf.
    fn open_year(&mut self, now: Instant) -> Result<(), StoreError> {
        let Some(year) = self.year_to_open(now)? else { return Ok(()) };
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
        let actor = key_owner(&request.actor);
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
        self.ensure_erasable(&request.command)?;
        request.side.ensure_fits(&self.keys, &request.command)?;
        let today = civil_day(now, &self.zone()?);
        let year_opens = self.year_to_open(now)?.is_some();
        let mut command = Cow::Borrowed(&request.command);
        let mut replacement = None;
        if let Command::ApproveErasure(_) = request.command {
            replacement = self.prepare_erasure(command.to_mut(), year_opens)?;
        }
        let decided = self.decide(Now { recorded_at: now, today }, request, &command)?;
        self.ensure_unique(&decided.events)?;
        self.open_year(now)?;
        let receipt = self.append(now, &decided)?;
        request.side.write(&mut self.conn, self.authority, &request.command)?;
        if let Some(r) = &replacement {
            self.replace(r)?;
        }
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
    fn decide(&mut self, now: Now, request: &Request, command: &Command) -> Result<rules::Decided, ExecuteError> {
        self.ids.ms = (now.recorded_at.0 / 1000) as u64;
        loop {
            match rules::decide(&self.hot, now, &request.actor, &request.act, command, &mut self.ids) {
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

/// To whom an idempotency key belongs.
fn key_owner(actor: &Actor) -> String {
    actor.account.map_or_else(|| "set-up".to_owned(), |a| a.to_string())
}

/// The answer that is remembered under a key, whatever it was asked for.
pub(crate) fn answer_under(conn: &mut Conn, authority: i64, actor: &Actor, key: &str) -> Result<Option<Receipt>, StoreError> {
    let sql = "SELECT answer FROM idempotency WHERE authority = $1 AND actor = $2 AND idempotency_key = $3";
    let Some(row) = conn.row(sql, params![authority, key_owner(actor), key])? else { return Ok(None) };
    serde_json::from_str(row.text(0)?).map(Some).map_err(|e| StoreError::Damaged(e.to_string()))
}

/// SHA-256 of act, command and seat: what "the same request" means for an idempotency key.
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
        let Some(checkpoint) = &s.checkpoint else { continue };
        let newest = !waiting[i + 1..].iter().flat_map(|later| &later.checkpoint).any(|later| later.origin == checkpoint.origin);
        let written = waiting[..=i].iter().any(|w| w.answers.iter().any(|(_, a)| a.is_ok()));
        if newest && written {
            notes.push(checkpoint.sign(keys.signing()).map_err(|e| e.to_string())?);
        }
    }
    let refs: Vec<&str> = notes.iter().map(String::as_str).collect();
    file.append_all_durable(&refs).map_err(|e| e.to_string())
}
