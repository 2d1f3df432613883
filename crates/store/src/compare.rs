//! Comparing a live table with its replay, row by row in the order of its key, in chunks, so that neither is held.

use crate::{
    db::{Conn, Row, Value},
    params,
    read::Table,
    verify::{VerifyError, differs},
};

/// Compares a replayed table row by row, in the order of its key, without holding it.
pub(crate) fn compare(live: &mut Conn, replay: &mut Conn, authority: i64, t: &Table) -> Result<u64, VerifyError> {
    let strays = live.row(&format!("SELECT COUNT(*) FROM {} WHERE authority <> $1", t.name), params![authority])?;
    if strays.map_or(Ok(0), |r| r.int(0))? != 0 {
        return Err(differs(format!("table {}", t.name), "holds another authority's rows"));
    }
    let keys: Vec<&str> = t.key.split(", ").collect();
    let mut after: Option<Vec<Value>> = None;
    let mut compared = 0;
    loop {
        let (sql, values) = chunk_sql(t, &keys, authority, after.as_ref());
        let (mine, theirs) = (live.rows(&sql, &values)?, replay.rows(&sql, &values)?);
        for i in 0..mine.len().max(theirs.len()) {
            if mine.get(i) != theirs.get(i) {
                let which = mine.get(i).or(theirs.get(i)).map(|r| shown_key(r, keys.len())).unwrap_or_default();
                let what = match (mine.get(i), theirs.get(i)) {
                    (Some(_), None) => "a row that no fact explains".to_owned(),
                    (None, Some(_)) => "a row is missing".to_owned(),
                    (Some(m), Some(r)) => differing_column(t, m, r, keys.len()),
                    (None, None) => String::new(),
                };
                return Err(differs(format!("table {} {which}", t.name), what));
            }
        }
        compared += mine.len() as u64;
        match mine.last() {
            Some(last) if mine.len() == COMPARE_CHUNK => after = Some(last.0[..keys.len()].to_vec()),
            _ => return Ok(compared),
        }
    }
}

const COMPARE_CHUNK: usize = 2_000;

/// Key columns first, then the whole row. Every key begins with the authority, which is given; a chunk goes on behind
/// the rest of the key, so that the index is entered there and not read from its beginning.
fn chunk_sql(t: &Table, keys: &[&str], authority: i64, after: Option<&Vec<Value>>) -> (String, Vec<Value>) {
    let key = t.key;
    let mut values = vec![Value::Int(authority)];
    let mut more = String::new();
    if let (Some(after), [_, rest @ ..]) = (after, keys)
        && !rest.is_empty()
    {
        values = after.clone();
        let places: Vec<String> = (2..=keys.len()).map(|n| format!("${n}")).collect();
        more = format!(" AND ({}) > ({})", rest.join(", "), places.join(", "));
    }
    (format!("SELECT {key}, {0}.* FROM {0} WHERE authority = $1{more} ORDER BY {key} LIMIT {COMPARE_CHUNK}", t.name), values)
}

fn shown_key(row: &Row, keys: usize) -> String {
    let parts: Vec<String> = row.0[1..keys].iter().map(shown).collect();
    parts.join(" ")
}

fn shown(v: &Value) -> String {
    match v {
        Value::Null => "(none)".into(),
        Value::Int(i) => i.to_string(),
        Value::Text(t) => t.chars().take(60).collect(),
        Value::Blob(b) => hex::encode(&b[..b.len().min(16)]),
    }
}

/// Names of the columns, as the table was made with them.
fn columns(t: &Table) -> Vec<&'static str> {
    let inside = t.ddl.split_once('(').map_or("", |p| p.1);
    let named = inside.split(", ").map(str::trim_start).take_while(|c| !c.starts_with("PRIMARY KEY"));
    named.filter_map(|c| c.split_whitespace().next()).collect()
}

fn differing_column(t: &Table, live: &Row, replay: &Row, keys: usize) -> String {
    let at = (0..live.0.len()).find(|i| live.0.get(*i) != replay.0.get(*i)).unwrap_or(0);
    let none = Value::Null;
    let (found, expected) = (live.0.get(at).unwrap_or(&none), replay.0.get(at).unwrap_or(&none));
    let name = columns(t).get(at.saturating_sub(keys)).copied().unwrap_or_default();
    format!("`{name}` holds `{}`, the record gives `{}`", shown(found), shown(expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn the_columns_read_from_the_making_of_a_table_are_those_it_has() {
        let mut conn = Conn::memory().unwrap();
        read::create(&mut conn).unwrap();
        for t in read::replayed() {
            let rows = conn.rows(&format!("SELECT name FROM pragma_table_info('{}') ORDER BY cid", t.name), &[]).unwrap();
            let made: Vec<&str> = rows.iter().map(|r| r.text(0).unwrap()).collect();
            assert_eq!(columns(t), made, "{}", t.name);
        }
    }

    #[test]
    fn a_later_chunk_is_entered_by_its_key() {
        let mut conn = Conn::memory().unwrap();
        read::create(&mut conn).unwrap();
        for t in read::replayed() {
            let keys: Vec<&str> = t.key.split(", ").collect();
            let [_, second, ..] = keys[..] else { continue };
            let after: Vec<Value> = keys.iter().map(|_| Value::Int(1)).collect();
            let (sql, values) = chunk_sql(t, &keys, 1, Some(&after));
            let plan = conn.rows(&format!("EXPLAIN QUERY PLAN {sql}"), &values).unwrap();
            let plan: Vec<&str> = plan.iter().map(|r| r.text(3).unwrap()).collect();
            let entered =
                |p: &&str| p.starts_with("SEARCH") && [format!("AND {second}>"), format!("AND ({second},")].iter().any(|k| p.contains(k));
            assert!(plan.iter().any(entered), "{}: {plan:?}", t.name);
        }
    }
}
