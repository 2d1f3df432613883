//! Read models: each file holds its tables, its `project`, and its queries side by side. They are views of the
//! ledger; nothing else writes them, and they can be dropped and rebuilt.

pub mod duty;
pub mod file;
pub mod finding;
pub mod item;
pub mod item_part;
pub mod outcome;
pub mod record;
pub mod registry;
pub mod round;
pub mod scope;
pub mod unit_progress;

use crate::{
    db::{Conn, Value},
    error::StoreError,
};
use rules::Fact;

/// What a table is to verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Replayed from the ledger and compared row by row.
    Replayed,
    /// Each row bound by the seal in its entry.
    Sealed,
    /// The ledger itself, compared with its leaves and the signed checkpoints.
    Ledger,
    /// No fact of record: sessions, keys of idempotency, staged files, erasures to be purged.
    Free,
}

/// A table that the store knows. Any other table in the database is found by `verify`.
pub struct Table {
    pub name: &'static str,
    pub class: Class,
    /// Columns that order its rows.
    pub key: &'static str,
    /// `CREATE TABLE` and indexes; empty for tables of the migrations.
    pub ddl: &'static str,
}

/// A read model.
pub struct Model {
    pub tables: &'static [Table],
    pub project: fn(&mut Conn, i64, &Fact) -> Result<(), StoreError>,
}

/// Every read model.
pub const MODELS: &[Model] =
    &[registry::MODEL, round::MODEL, unit_progress::MODEL, finding::MODEL, item::MODEL, item_part::MODEL, duty::MODEL, outcome::MODEL];

const fn fixed(name: &'static str, class: Class, key: &'static str) -> Table {
    Table { name, class, key, ddl: "" }
}

/// The tables of the migrations.
pub const FIXED: &[Table] = &[
    fixed("log_head", Class::Ledger, "authority"),
    fixed("entry", Class::Ledger, "authority, position"),
    fixed("tile", Class::Ledger, "authority, year, level, idx"),
    fixed("credential", Class::Sealed, "authority, credential"),
    fixed("session", Class::Free, "authority, token"),
    fixed("attempt", Class::Free, "authority, login"),
    fixed("idempotency", Class::Free, "authority, actor, idempotency_key"),
    fixed("staged_file", Class::Free, "authority, digest"),
    fixed("unpurged", Class::Free, "authority, position"),
];

/// Every table that the store knows.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    FIXED.iter().chain(MODELS.iter().flat_map(|m| m.tables))
}

/// The tables that are replayed.
pub fn replayed() -> impl Iterator<Item = &'static Table> {
    tables().filter(|t| t.class == Class::Replayed)
}

/// Creates the tables of all read models.
pub fn create(conn: &mut Conn) -> Result<(), StoreError> {
    replayed().try_for_each(|t| conn.script(t.ddl))
}

/// Projects a fact into every read model.
pub fn project(conn: &mut Conn, authority: i64, fact: &Fact) -> Result<(), StoreError> {
    MODELS.iter().try_for_each(|m| (m.project)(conn, authority, fact))
}

/// A page of a list: rows and where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Key after which the next page starts; `None` at the end.
    pub next: Option<String>,
}

/// A `WHERE` that grows condition by condition, with its parameters.
pub struct Where {
    pub sql: String,
    pub params: Vec<Value>,
}

impl Where {
    /// Begins with the authority, as every key does.
    pub fn authority(table: &str, authority: i64) -> Where {
        Where { sql: format!("{table}.authority = $1"), params: vec![authority.into()] }
    }

    /// Adds a parameter and returns its placeholder.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    /// Adds `column = value` where there is a value.
    pub fn equal(&mut self, column: &str, value: Option<impl Into<Value>>) {
        if let Some(v) = value {
            let p = self.bind(v);
            self.sql.push_str(&format!(" AND {column} = {p}"));
        }
    }

    /// Adds `column IN (…)` where there are values.
    pub fn one_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let places: Vec<String> = values.iter().map(|v| self.bind(v.as_str())).collect();
            self.sql.push_str(&format!(" AND {column} IN ({})", places.join(", ")));
        }
    }

    /// Adds that one of the conditions holds; without any, nothing is listed.
    pub fn any(&mut self, conditions: &[String]) {
        match conditions {
            [] => self.and("1 = 0"),
            _ => self.and(&format!("({})", conditions.join(" OR "))),
        }
    }

    /// Adds a condition as it stands.
    pub fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }
}
