//! One body for two databases: a connection that runs the same SQL text on SQLite and PostgreSQL. Placeholders are
//! `$1`, `$2` …; columns are BIGINT, TEXT and BLOB. Only the making of tables is translated: BLOB is
//! BYTEA there, and text is ordered by its bytes as SQLite does.

use crate::error::StoreError;
use std::{
    cell::RefCell,
    collections::HashMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// A value that goes into or comes out of the database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

macro_rules! into_value {
    ($($ty:ty => $make:expr;)*) => {$(
        impl From<$ty> for Value {
            fn from(v: $ty) -> Value {
                #[allow(clippy::redundant_closure_call)]
                ($make)(v)
            }
        }
    )*};
}

into_value! {
    i64 => Value::Int;
    u64 => |v| Value::Int(v as i64);
    i32 => |v| Value::Int(i64::from(v));
    bool => |v| Value::Int(i64::from(v));
    String => Value::Text;
    &str => |v: &str| Value::Text(v.to_owned());
    Vec<u8> => Value::Blob;
    &[u8] => |v: &[u8]| Value::Blob(v.to_vec());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Value {
        v.map_or(Value::Null, Into::into)
    }
}

/// Parameters of a statement.
#[macro_export]
macro_rules! params {
    ($($v:expr),* $(,)?) => { &[$($crate::db::Value::from($v)),*] };
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    fn wrong(&self, at: usize, wanted: &str) -> StoreError {
        StoreError::Damaged(format!("column {at} holds {:?} where {wanted} is expected", self.0.get(at)))
    }

    /// The integer in column `at`.
    pub fn int(&self, at: usize) -> Result<i64, StoreError> {
        match self.0.get(at) {
            Some(Value::Int(v)) => Ok(*v),
            _ => Err(self.wrong(at, "an integer")),
        }
    }

    /// The integer in column `at`, `None` for NULL.
    pub fn int_if(&self, at: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(at) {
            Some(Value::Null) => Ok(None),
            _ => self.int(at).map(Some),
        }
    }

    /// The text in column `at`.
    pub fn text(&self, at: usize) -> Result<&str, StoreError> {
        match self.0.get(at) {
            Some(Value::Text(v)) => Ok(v),
            _ => Err(self.wrong(at, "a text")),
        }
    }

    /// The text in column `at`, `None` for NULL.
    pub fn text_if(&self, at: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(at) {
            Some(Value::Null) => Ok(None),
            _ => self.text(at).map(Some),
        }
    }

    /// The bytes in column `at`.
    pub fn blob(&self, at: usize) -> Result<&[u8], StoreError> {
        match self.0.get(at) {
            Some(Value::Blob(v)) => Ok(v),
            _ => Err(self.wrong(at, "bytes")),
        }
    }

    /// The text in column `at`, read as `T`.
    pub fn parse<T: std::str::FromStr>(&self, at: usize) -> Result<T, StoreError> {
        self.text(at)?.parse().map_err(|_| self.wrong(at, std::any::type_name::<T>()))
    }

    /// As [`Row::parse`], `None` for NULL.
    pub fn parse_if<T: std::str::FromStr>(&self, at: usize) -> Result<Option<T>, StoreError> {
        match self.0.get(at) {
            Some(Value::Null) => Ok(None),
            _ => self.parse(at).map(Some),
        }
    }
}

/// Where the data lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of the embedded database.
    Sqlite(std::path::PathBuf),
    /// A PostgreSQL URL, or a key=value connection text.
    Postgres(String),
}

/// A connection. Statements are prepared once and kept.
pub enum Conn {
    Sqlite(Box<rusqlite::Connection>, HashMap<String, String>),
    Postgres(Box<postgres::Client>, HashMap<String, postgres::Statement>),
}

/// Statements that were run, with their parameters, for the bench that repeats the very same statements without the rest.
pub type Recorded = Vec<(String, Vec<Value>)>;

static RECORDING: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<Vec<Recorded>> = Mutex::new(Vec::new());

thread_local! {
    static RECORDED: RefCell<Recorded> = const { RefCell::new(Vec::new()) };
}

/// Begins or ends keeping the statements of every thread.
pub fn record_statements(on: bool) {
    RECORDING.store(on, Ordering::Relaxed);
}

/// Runs one command of the writer, keeping its statements as a group of their own while recording.
pub(crate) fn recorded_group<T>(command: impl FnOnce() -> T) -> T {
    if !RECORDING.load(Ordering::Relaxed) {
        return command();
    }
    // What stands before belongs to the batch, not to a command.
    drop(RECORDED.take());
    let answer = command();
    GROUPS.lock().unwrap_or_else(|e| e.into_inner()).push(RECORDED.take());
    answer
}

/// Takes the groups that were recorded: one for each command, in the order of the record.
pub fn take_groups() -> Vec<Recorded> {
    std::mem::take(&mut *GROUPS.lock().unwrap_or_else(|e| e.into_inner()))
}

static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// Statements that this process has run so far, for those who count what a page costs.
pub fn statements() -> u64 {
    STATEMENTS.load(Ordering::Relaxed)
}

fn keep(sql: &str, params: &[Value]) {
    STATEMENTS.fetch_add(1, Ordering::Relaxed);
    if RECORDING.load(Ordering::Relaxed) {
        RECORDED.with_borrow_mut(|r| r.push((sql.to_owned(), params.to_vec())));
    }
}

impl Conn {
    /// Opens a connection that may write. SQLite: WAL, `synchronous=FULL`, `secure_delete`.
    pub fn open(place: &Place) -> Result<Conn, StoreError> {
        match place {
            Place::Sqlite(path) => Conn::open_sqlite(path),
            Place::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls)?;
                client.batch_execute("SET synchronous_commit = on; SET client_min_messages = warning")?;
                Ok(Conn::Postgres(Box::new(client), HashMap::new()))
            }
        }
    }

    fn open_sqlite(path: &Path) -> Result<Conn, StoreError> {
        let c = rusqlite::Connection::open(path)?;
        c.busy_timeout(Duration::from_secs(20))?;
        c.set_prepared_statement_cache_capacity(256);
        c.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=OFF; \
             PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
        )?;
        Ok(Conn::Sqlite(Box::new(c), HashMap::new()))
    }

    /// Opens an embedded database in memory.
    pub fn memory() -> Result<Conn, StoreError> {
        let c = rusqlite::Connection::open_in_memory()?;
        c.set_prepared_statement_cache_capacity(256);
        Ok(Conn::Sqlite(Box::new(c), HashMap::new()))
    }

    /// Whether this is the embedded database.
    pub fn embedded(&self) -> bool {
        matches!(self, Conn::Sqlite(..))
    }

    /// Runs several statements of a script, without parameters.
    pub fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Conn::Sqlite(c, _) => c.execute_batch(sql)?,
            Conn::Postgres(c, _) => c.batch_execute(&sql.replace(" BLOB", " BYTEA").replace(" TEXT", " TEXT COLLATE \"C\""))?,
        }
        Ok(())
    }

    /// Runs a statement and returns the number of rows that it changed.
    pub fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        keep(sql, params);
        match self {
            Conn::Sqlite(c, texts) => {
                let mut s = c.prepare_cached(sqlite_text(texts, sql))?;
                Ok(s.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Conn::Postgres(c, cache) => {
                let s = prepared(c, cache, sql)?;
                let refs: Vec<&(dyn postgres::types::ToSql + Sync)> = params.iter().map(|p| p as _).collect();
                Ok(c.execute(&s, &refs)?)
            }
        }
    }

    /// Calls `each` with every row of the answer, without holding them all.
    pub fn each(&mut self, sql: &str, params: &[Value], each: &mut dyn FnMut(Row) -> Result<(), StoreError>) -> Result<(), StoreError> {
        keep(sql, params);
        match self {
            Conn::Sqlite(c, texts) => {
                let mut s = c.prepare_cached(sqlite_text(texts, sql))?;
                let width = s.column_count();
                let mut rows = s.query(rusqlite::params_from_iter(params))?;
                while let Some(row) = rows.next()? {
                    each(sqlite_row(row, width)?)?;
                }
            }
            Conn::Postgres(c, cache) => {
                use postgres::fallible_iterator::FallibleIterator;
                let s = prepared(c, cache, sql)?;
                let mut rows = c.query_raw(&s, params)?;
                while let Some(row) = rows.next()? {
                    each(postgres_row(&row)?)?;
                }
            }
        }
        Ok(())
    }

    /// Returns all rows of the answer.
    pub fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut out = Vec::new();
        self.each(sql, params, &mut |row| {
            out.push(row);
            Ok(())
        })?;
        Ok(out)
    }

    /// Returns the first row of the answer, if there is one.
    pub fn row(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Begins a transaction that will write.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        match self {
            Conn::Sqlite(..) => self.script("BEGIN IMMEDIATE"),
            Conn::Postgres(..) => self.script("BEGIN"),
        }
    }

    /// Begins a transaction that reads one snapshot.
    pub fn begin_snapshot(&mut self) -> Result<(), StoreError> {
        match self {
            Conn::Sqlite(..) => self.script("BEGIN"),
            Conn::Postgres(..) => self.script("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Makes the transaction durable.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.script("COMMIT")
    }

    /// Gives the transaction up. Nothing is left to report where that fails: the connection is replaced then.
    pub fn rollback(&mut self) {
        let _ = self.script("ROLLBACK");
    }

    /// Whether the connection is gone, so that another one must be opened.
    pub fn lost(&self) -> bool {
        match self {
            Conn::Sqlite(..) => false,
            Conn::Postgres(c, _) => c.is_closed(),
        }
    }

    /// Names of all triggers and rules of this database: the store makes none.
    pub fn triggers(&mut self) -> Result<Vec<String>, StoreError> {
        let sql = match self {
            Conn::Sqlite(..) => "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
            Conn::Postgres(..) => {
                "SELECT CAST(trigger_name AS TEXT) FROM information_schema.triggers WHERE trigger_schema = CURRENT_SCHEMA() \
                 UNION SELECT CAST(rulename AS TEXT) FROM pg_rules WHERE schemaname = CURRENT_SCHEMA() ORDER BY 1"
            }
        };
        self.rows(sql, &[])?.iter().map(|r| Ok(r.text(0)?.to_owned())).collect()
    }

    /// Names of all tables of this database, in order.
    pub fn tables(&mut self) -> Result<Vec<String>, StoreError> {
        let sql = match self {
            Conn::Sqlite(..) => {
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            }
            Conn::Postgres(..) => {
                "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA() ORDER BY table_name"
            }
        };
        self.rows(sql, &[])?.iter().map(|r| Ok(r.text(0)?.to_owned())).collect()
    }
}

/// Texts that are kept at most: those of filtered lists differ from page to page.
const TEXTS_MAX: usize = 1_000;

/// SQLite numbers `?1`; `$1` there is a name whose number is its place of first use.
fn sqlite_text<'a>(texts: &'a mut HashMap<String, String>, sql: &str) -> &'a str {
    if texts.len() >= TEXTS_MAX {
        texts.clear();
    }
    if !texts.contains_key(sql) {
        texts.insert(sql.to_owned(), sql.replace('$', "?"));
    }
    &texts[sql]
}

fn prepared(
    c: &mut postgres::Client,
    cache: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement, StoreError> {
    if let Some(s) = cache.get(sql) {
        return Ok(s.clone());
    }
    if cache.len() >= TEXTS_MAX {
        cache.clear();
    }
    let s = c.prepare(sql)?;
    cache.insert(sql.to_owned(), s.clone());
    Ok(s)
}

fn sqlite_row(row: &rusqlite::Row, width: usize) -> Result<Row, StoreError> {
    use rusqlite::types::ValueRef;
    let mut out = Vec::with_capacity(width);
    for i in 0..width {
        out.push(match row.get_ref(i)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(v) => Value::Int(v),
            ValueRef::Text(v) => Value::Text(String::from_utf8(v.to_vec()).map_err(|_| StoreError::Damaged("text is not UTF-8".into()))?),
            ValueRef::Blob(v) => Value::Blob(v.to_vec()),
            ValueRef::Real(v) => return Err(StoreError::Damaged(format!("a column holds the fraction {v}"))),
        });
    }
    Ok(Row(out))
}

fn postgres_row(row: &postgres::Row) -> Result<Row, StoreError> {
    use postgres::types::Type;
    let mut out = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        out.push(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(i)?.into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i)?.into(),
            Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(i)?.into(),
            ref other => return Err(StoreError::Damaged(format!("a column has the type {other}"))),
        });
    }
    Ok(Row(out))
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Blob(v) => ValueRef::Blob(v),
        }))
    }
}

type Encoded = Result<postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl postgres::types::ToSql for Value {
    fn to_sql(&self, ty: &postgres::types::Type, out: &mut bytes::BytesMut) -> Encoded {
        match self {
            Value::Null => Ok(postgres::types::IsNull::Yes),
            Value::Int(v) if *ty == postgres::types::Type::INT4 => i32::try_from(*v)?.to_sql(ty, out),
            Value::Int(v) => v.to_sql(ty, out),
            Value::Text(v) => v.to_sql(ty, out),
            Value::Blob(v) => v.to_sql(ty, out),
        }
    }

    fn accepts(_: &postgres::types::Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &postgres::types::Type, out: &mut bytes::BytesMut) -> Encoded {
        use postgres::types::Type;
        // A wrong type is refused here: the bytes would otherwise be read as something else.
        let fits = match self {
            Value::Null => true,
            Value::Int(_) => matches!(*ty, Type::INT8 | Type::INT4),
            Value::Text(_) => matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME),
            Value::Blob(_) => *ty == Type::BYTEA,
        };
        if fits { self.to_sql(ty, out) } else { Err(format!("a value of another type goes to a parameter of type {ty}").into()) }
    }
}
