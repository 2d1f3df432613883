//! The only SQL of the product. Three verbs: `execute` (the one door for writes), queries on read models that can be
//! rebuilt, `verify` (replays beside the live tables and names the first thing that differs).

mod account;
pub mod body;
pub mod bulk;
pub mod clock;
mod compare;
pub mod db;
mod erase;
pub mod error;
pub mod execute;
pub mod export;
pub mod facts;
pub mod files;
pub mod keys;
pub mod log;
pub mod raw;
pub mod read;
pub mod rebuild;
pub mod seal;
pub mod session;
pub mod verify;

use clock::Clock;
use db::{Conn, Place};
pub use error::{ExecuteError, StoreError};
use execute::{Job, Sealing, Writer};
pub use execute::{Receipt, Request};
use facts::{Folded, Hot};
use keys::Keys;
use rules::{StreamKey, value::Date};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::JoinHandle,
};

/// Where an installation keeps everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub place: Place,
    /// Content-addressed files.
    pub files: PathBuf,
    /// Signing key and checkpoints; outside the database.
    pub keys: PathBuf,
    /// Name of the log: first part of each origin, and of the signing key.
    pub name: String,
}

impl Settings {
    /// An installation in one folder.
    pub fn folder(dir: &Path) -> Settings {
        Settings {
            place: Place::Sqlite(dir.join("plumbline.db")),
            files: dir.join("files"),
            keys: dir.join("keys"),
            name: "plumbline".to_owned(),
        }
    }
}

/// The number of the authority in every key. One installation serves one authority.
const AUTHORITY: i64 = 1;

/// An open installation.
pub struct Store {
    settings: Settings,
    authority: i64,
    keys: Arc<Keys>,
    clock: Arc<dyn Clock>,
    files: files::Files,
    readers: Mutex<Vec<Conn>>,
    jobs: Option<mpsc::Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
    batches: Arc<AtomicU64>,
    // Two purges at once would be readers in each other's way.
    purging: Mutex<()>,
    // Held for as long as the store writes to an embedded database.
    _lock: Option<std::fs::File>,
}

impl Store {
    /// Opens an installation, making it where it is new. Refuses to write on a head that does not extend the last
    /// signed checkpoint.
    pub fn open(settings: Settings, clock: Arc<dyn Clock>) -> Result<Store, StoreError> {
        let lock = lock_folder(&settings)?;
        let keys = Arc::new(Keys::open(&settings.keys, &settings.name)?);
        let mut conn = Conn::open(&settings.place)?;
        migrate(&mut conn, AUTHORITY)?;
        let checkpoints = ledger::archive::CheckpointFile::open(keys.checkpoints()).map_err(|e| StoreError::Key(e.to_string()))?;
        verify::ensure_extends(&mut conn, AUTHORITY, &keys, &checkpoints)?;
        let head = log::Head::load(&mut conn, AUTHORITY)?.ok_or_else(|| StoreError::Damaged("the head of the ledger is missing".into()))?;
        let tree = log::resume(&mut conn, AUTHORITY, &head)?;
        let batches = Arc::new(AtomicU64::new(0));
        let writer = Writer {
            conn,
            place: settings.place.clone(),
            authority: AUTHORITY,
            keys: keys.clone(),
            clock: clock.clone(),
            hot: Hot::default(),
            tree,
            head,
            ids: execute::ClockIds::default(),
            batches: batches.clone(),
        };
        let (jobs, inbox) = mpsc::channel::<Job>();
        let (seals, sealings) = mpsc::channel::<Sealing>();
        let sealing_keys = keys.clone();
        let threads = vec![
            std::thread::Builder::new().name("writer".into()).spawn(move || writer.run(inbox, seals))?,
            std::thread::Builder::new().name("sealer".into()).spawn(move || execute::run_sealer(&sealing_keys, checkpoints, sealings))?,
        ];
        let files = files::Files::open(&settings.files)?;
        let (readers, jobs) = (Mutex::default(), Some(jobs));
        let store = Store {
            settings,
            authority: AUTHORITY,
            keys,
            clock,
            files,
            readers,
            jobs,
            threads,
            batches,
            purging: Mutex::default(),
            _lock: lock,
        };
        if let Err(e) = store.purge() {
            tracing::warn!(error = %e, "erased bytes are still on the disk");
        }
        Ok(store)
    }

    /// Opens an installation for reading only, beside a server that writes to it: `verify` and `export_log` need no
    /// more. Commands are answered with [`StoreError::Stopped`].
    pub fn open_reading(settings: Settings, clock: Arc<dyn Clock>) -> Result<Store, StoreError> {
        if !Keys::exist(&settings.keys) {
            return Err(StoreError::Key(format!("no keys in `{}`", settings.keys.display())));
        }
        let keys = Arc::new(Keys::open(&settings.keys, &settings.name)?);
        let files = files::Files::open(&settings.files)?;
        let (readers, threads) = (Mutex::default(), Vec::new());
        Ok(Store {
            settings,
            authority: AUTHORITY,
            keys,
            clock,
            files,
            readers,
            jobs: None,
            threads,
            batches: Arc::default(),
            purging: Mutex::default(),
            _lock: None,
        })
    }

    /// Executes one command and returns when it is durable and covered by a signed checkpoint.
    pub fn execute(&self, request: Request) -> Result<Receipt, ExecuteError> {
        let stopped = || ExecuteError::Store(StoreError::Stopped("the store is closing".into()));
        let (reply, answer) = mpsc::sync_channel(1);
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        let erases = matches!(request.command, rules::Command::ApproveErasure(_));
        jobs.send(Job { request, reply }).map_err(|_| stopped())?;
        let answer = answer.recv().map_err(|_| stopped())?;
        if erases && answer.is_ok() {
            self.purge().map_err(|e| StoreError::Unpurged(e.to_string()))?;
        }
        answer
    }

    /// Runs a query on a connection of its own.
    pub fn read<T>(&self, query: impl FnOnce(&mut Conn, i64) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let pooled = self.readers.lock().unwrap_or_else(|e| e.into_inner()).pop();
        let mut conn = match pooled {
            Some(c) => c,
            None => Conn::open(&self.settings.place)?,
        };
        let answer = query(&mut conn, self.authority);
        // A connection that failed may be in any state; it is not used again.
        if answer.is_ok() {
            self.readers.lock().unwrap_or_else(|e| e.into_inner()).push(conn);
        }
        answer
    }

    /// Folds a stream from the ledger: state and revision.
    pub fn folded(&self, stream: StreamKey) -> Result<Folded, StoreError> {
        self.read(|c, a| Folded::load(c, a, &stream))
    }

    /// Batches that this process has committed so far.
    pub fn batches(&self) -> u64 {
        self.batches.load(Ordering::Relaxed)
    }

    /// Today in the authority's time zone.
    pub fn today(&self) -> Result<Date, StoreError> {
        let zone = self.read(|c, a| {
            let row = c.row("SELECT time_zone FROM authority WHERE authority = $1", params![a])?;
            row.map_or(Ok("Asia/Shanghai".to_owned()), |r| r.text(0).map(str::to_owned))
        })?;
        Ok(clock::civil_day(self.clock.now(), &zone))
    }

    /// The clock that this installation was opened with.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Keys and checkpoint file of the installation.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The content-addressed files.
    pub fn files(&self) -> &files::Files {
        &self.files
    }

    /// Where everything lies.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The writer ends when no sender is left, the sealer when the writer has ended.
        self.jobs = None;
        for t in self.threads.drain(..) {
            let _ = t.join();
        }
    }
}

/// Makes the tables of a new database.
pub(crate) fn migrate(conn: &mut Conn, authority: i64) -> Result<(), StoreError> {
    if conn.tables()?.iter().any(|t| t == "log_head") {
        return Ok(());
    }
    conn.begin()?;
    let made = conn
        .script(include_str!("../migrations/0001.sql"))
        .and_then(|()| read::create(conn))
        .and_then(|()| erase::keep_unsampled(conn))
        .and_then(|()| {
            conn.run(
                "INSERT INTO log_head (authority, size, year, first, root, last_at, seal) VALUES ($1, 0, 0, 0, $2, 0, '')",
                params![authority, ledger::tree::EMPTY_ROOT.as_slice()],
            )
        });
    match made {
        Ok(_) => conn.commit(),
        Err(e) => {
            conn.rollback();
            // Another server may have made them at the same moment.
            if conn.tables()?.iter().any(|t| t == "log_head") { Ok(()) } else { Err(e) }
        }
    }
}

/// An embedded database has one writing process.
fn lock_folder(settings: &Settings) -> Result<Option<std::fs::File>, StoreError> {
    let Place::Sqlite(path) = &settings.place else { return Ok(None) };
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(path.with_extension("lock"))?;
    // A process that was just killed, or one that is between fork and exec, still holds the lock for a moment.
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(1);
    while file.try_lock().is_err() {
        if std::time::Instant::now() > patience {
            return Err(StoreError::Stopped("another process has this folder open".into()));
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    Ok(Some(file))
}
