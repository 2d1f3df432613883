//! Attacks on rows: kind × table × position, for every table that holds or views facts of record.

use crate::Attack;
use rusqlite::Connection;
use store::read::{Class, Table, tables};

/// What is done to a row. A change is made in each column in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Change,
    Blank,
    Null,
    Retype,
    Exchange,
    Delete,
    CutOff,
    Twice,
    OfAnotherAuthority,
}

pub const KINDS: [Kind; 9] = [
    Kind::Change,
    Kind::Blank,
    Kind::Null,
    Kind::Retype,
    Kind::Exchange,
    Kind::Delete,
    Kind::CutOff,
    Kind::Twice,
    Kind::OfAnotherAuthority,
];

/// An attack with its place in the cross.
#[derive(Clone)]
pub struct RowAttack {
    pub kind: Kind,
    pub table: &'static str,
    /// 0 for the first row, 1 for one in the middle, 2 for the last.
    pub position: usize,
    pub attack: Attack,
}

/// Free tables hold no fact of record; what is done there is not found, by declaration.
pub fn attacked() -> Vec<&'static Table> {
    tables().filter(|t| t.class != Class::Free).collect()
}

struct Shape {
    name: &'static str,
    keys: Vec<&'static str>,
    columns: Vec<String>,
    rows: usize,
}

impl Shape {
    fn of(c: &Connection, t: &'static Table) -> Shape {
        let mut s = c.prepare(&format!("SELECT name FROM pragma_table_info('{}')", t.name)).unwrap();
        let columns = s.query_map([], |r| r.get(0)).unwrap().map(|n| n.unwrap()).collect();
        let rows: i64 = c.query_row(&format!("SELECT COUNT(*) FROM {}", t.name), [], |r| r.get(0)).unwrap();
        Shape { name: t.name, keys: t.key.split(", ").collect(), columns, rows: rows as usize }
    }

    fn row(&self, at: usize) -> String {
        format!("rowid = (SELECT rowid FROM {} ORDER BY rowid LIMIT 1 OFFSET {at})", self.name)
    }

    fn values(&self) -> Vec<&String> {
        self.columns.iter().filter(|c| !self.keys.contains(&c.as_str())).collect()
    }

    /// A copy without constraints: whoever owns a table drops what is in the way.
    fn freed(&self) -> String {
        format!("CREATE TABLE freed AS SELECT * FROM {0}; DROP TABLE {0}; ALTER TABLE freed RENAME TO {0};", self.name)
    }

    /// What the attack is called where it is more than its kind, and its SQL.
    fn sql(&self, kind: Kind, at: usize) -> Vec<(String, String)> {
        let (name, row) = (self.name, self.row(at));
        let one = |sql: String| vec![(String::new(), sql)];
        let all = self.columns.join(", ");
        match kind {
            Kind::Change => self.columns.iter().map(|c| (c.clone(), format!("UPDATE {name} SET {} WHERE {row}", changed(c)))).collect(),
            Kind::Blank => {
                let blank = |c: &&String| format!("{c} = CASE typeof({c}) WHEN 'integer' THEN 0 WHEN 'blob' THEN x'' ELSE '' END");
                let values = self.values();
                if values.is_empty() {
                    return Vec::new();
                }
                one(format!("UPDATE {name} SET {} WHERE {row}", values.iter().map(blank).collect::<Vec<_>>().join(", ")))
            }
            Kind::Null => {
                let Some(last) = self.columns.last() else { return Vec::new() };
                one(format!("{} UPDATE {name} SET {last} = NULL WHERE {row}", self.freed()))
            }
            Kind::Retype => {
                let Some(last) = self.columns.iter().rev().find(|c| *c != "authority") else { return Vec::new() };
                let other = format!("CASE typeof({last}) WHEN 'blob' THEN hex({last}) ELSE CAST(COALESCE({last}, '') AS BLOB) END");
                one(format!("UPDATE {name} SET {last} = {other} WHERE {row}"))
            }
            Kind::Exchange => {
                // All values of a row and of the next one that differs, under the keys of the other.
                let values = self.values();
                if values.is_empty() {
                    return Vec::new();
                }
                let list = values.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(", ");
                let differs = values.iter().map(|c| format!("b.{c} IS NOT a.{c}")).collect::<Vec<_>>().join(" OR ");
                let this = format!("(SELECT rowid FROM {name} ORDER BY rowid LIMIT 1 OFFSET {at})");
                one(format!(
                    "CREATE TABLE pair AS SELECT a.rowid AS x, b.rowid AS y FROM {name} a, {name} b WHERE a.rowid = {this} AND ({differs}) \
                     ORDER BY abs(b.rowid - a.rowid) LIMIT 1; CREATE TABLE kept AS SELECT rowid AS x, * FROM {name}; {} \
                     UPDATE {name} SET ({list}) = (SELECT {list} FROM kept WHERE x = (SELECT y FROM pair)) WHERE rowid = (SELECT x FROM pair); \
                     UPDATE {name} SET ({list}) = (SELECT {list} FROM kept WHERE x = (SELECT x FROM pair)) WHERE rowid = (SELECT y FROM pair); \
                     DROP TABLE pair; DROP TABLE kept",
                    self.drop_indexes()
                ))
            }
            Kind::Delete => one(format!("DELETE FROM {name} WHERE {row}")),
            Kind::CutOff => {
                one(format!("DELETE FROM {name} WHERE rowid IN (SELECT rowid FROM {name} ORDER BY rowid LIMIT -1 OFFSET {at})"))
            }
            Kind::Twice => one(format!("{} INSERT INTO {name} SELECT {all} FROM {name} WHERE {row}", self.freed())),
            Kind::OfAnotherAuthority => {
                let copied: Vec<&str> = self.columns.iter().map(|c| if c == "authority" { "2" } else { c }).collect();
                one(format!("INSERT INTO {name} SELECT {} FROM {name} WHERE {row}", copied.join(", ")))
            }
        }
    }

    /// Unique indexes would stop an exchange half way.
    fn drop_indexes(&self) -> &'static str {
        if self.name == "entry" { "DROP INDEX entry_stream;" } else { "" }
    }
}

fn changed(column: &str) -> String {
    format!(
        "{column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 1 WHEN 'null' THEN 'x' WHEN 'blob' THEN \
         CAST(zeroblob(length({column}) - 1) || x'01' AS BLOB) ELSE {column} || 'x' END"
    )
}

/// The whole cross, and the names of the tables that the story leaves empty.
pub fn cross(c: &Connection) -> (Vec<RowAttack>, Vec<&'static str>) {
    let (mut out, mut empty) = (Vec::new(), Vec::new());
    for t in attacked() {
        let shape = Shape::of(c, t);
        if shape.rows == 0 {
            empty.push(t.name);
            continue;
        }
        let mut places = vec![0, shape.rows / 2, shape.rows - 1];
        places.dedup();
        for kind in KINDS {
            for (position, at) in places.iter().enumerate() {
                for (what, sql) in shape.sql(kind, *at) {
                    let name = format!("{kind:?} {} {what} at {at}", t.name);
                    out.push(RowAttack { kind, table: t.name, position, attack: Attack { name, sql } });
                }
            }
        }
    }
    (out, empty)
}

/// Every kind on every table, every kind at every position, every table at every position. What a kind does to several
/// columns is done to them in turn.
pub fn covering(cross: &[RowAttack]) -> Vec<RowAttack> {
    let mut groups: Vec<Vec<&RowAttack>> = Vec::new();
    for a in cross {
        match groups.iter_mut().find(|g| (g[0].kind, g[0].table) == (a.kind, a.table)) {
            Some(g) => g.push(a),
            None => groups.push(vec![a]),
        }
    }
    // Within a group the positions stand one after the other, each with all its columns.
    let taken = |(n, g): (usize, &Vec<&RowAttack>)| {
        let positions = 1 + g.last().map_or(0, |a| a.position);
        let columns = g.len() / positions;
        // Otherwise each kind would meet every table at one position.
        let turn = n + n / KINDS.len();
        g[turn % positions * columns + n * 7 % columns].clone()
    };
    groups.iter().enumerate().map(taken).collect()
}
