//! The rectification register: items as rows, what they cover, and the counters behind every usual total.

use super::{
    Class, Model, Page, Table, Where,
    scope::{self, Items, Way},
};
use crate::{db::Conn, db::Row, error::StoreError, params};
use rules::{Event, Fact, StreamKey, event::ItemDrafted, id::*, permit::Scope, value::Date};
use std::collections::BTreeMap;

const fn table(name: &'static str, key: &'static str, ddl: &'static str) -> Table {
    Table { name, class: Class::Replayed, key, ddl }
}

pub const MODEL: Model = Model {
    tables: &[
        table(
            "item",
            "authority, item",
            "CREATE TABLE item (authority BIGINT NOT NULL, item TEXT NOT NULL, round TEXT NOT NULL, unit TEXT NOT NULL, jurisdiction TEXT NOT NULL, \
             released BIGINT NOT NULL, number BIGINT NOT NULL, wording TEXT NOT NULL, step TEXT NOT NULL, due TEXT NOT NULL, long_term TEXT NOT NULL, \
             leader TEXT NOT NULL, department TEXT NOT NULL, since TEXT NOT NULL, extensions BIGINT NOT NULL, signals BIGINT NOT NULL, \
             PRIMARY KEY (authority, item)); \
             CREATE INDEX item_due ON item (authority, due, item); CREATE INDEX item_round_due ON item (authority, round, due, item); \
             CREATE INDEX item_step_due ON item (authority, step, due, item); CREATE INDEX item_unit_due ON item (authority, unit, due, item); \
             CREATE INDEX item_jurisdiction_due ON item (authority, jurisdiction, due, item)",
        ),
        table(
            "cover",
            "authority, manifestation, item",
            "CREATE TABLE cover (authority BIGINT NOT NULL, manifestation TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (authority, manifestation, item)); \
             CREATE INDEX cover_item ON cover (authority, item)",
        ),
        table(
            "item_result",
            "authority, item, number",
            "CREATE TABLE item_result (authority BIGINT NOT NULL, item TEXT NOT NULL, number BIGINT NOT NULL, sort TEXT NOT NULL, figure BIGINT NOT NULL, \
             PRIMARY KEY (authority, item, number))",
        ),
        table(
            "item_counter",
            "authority, round, jurisdiction, unit, step",
            "CREATE TABLE item_counter (authority BIGINT NOT NULL, round TEXT NOT NULL, jurisdiction TEXT NOT NULL, unit TEXT NOT NULL, step TEXT NOT NULL, \
             n BIGINT NOT NULL, PRIMARY KEY (authority, round, jurisdiction, unit, step))",
        ),
    ],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let StreamKey::Item(id) = f.stream else { return Ok(()) };
    let (id, day) = (id.to_string(), f.act.occurred_on.to_string());
    match &f.event {
        Event::ItemDrafted(e) => draft(c, a, &id, e, &day),
        Event::ItemDropped(_) => step(c, a, &id, "dropped", &day),
        Event::ItemPlanned(_) => step(c, a, &id, "planned", &day),
        Event::ProgressReported(_) | Event::ItemReturned(_) | Event::ItemReopened(_) => step(c, a, &id, "in_progress", &day),
        Event::ClaimedDone(e) => {
            c.run("DELETE FROM item_result WHERE authority = $1 AND item = $2", params![a, id.as_str()])?;
            for (i, r) in e.results.iter().enumerate() {
                c.run(
                    "INSERT INTO item_result (authority, item, number, sort, figure) VALUES ($1, $2, $3, $4, $5)",
                    params![a, id.as_str(), i as i64 + 1, r.sort.name(), r.figure],
                )?;
            }
            step(c, a, &id, "claimed_done", &day)
        }
        Event::ItemVerified(_) => step(c, a, &id, "verified", &day),
        Event::ItemClosed(_) => step(c, a, &id, "closed", &day),
        Event::NotDoneAccepted(_) => step(c, a, &id, "accepted_not_done", &day),
        Event::ExtensionDecided(e) if e.granted.yes() => {
            let sql = "UPDATE item SET due = $3, extensions = extensions + 1 WHERE authority = $1 AND item = $2";
            c.run(sql, params![a, id, e.until.to_string()]).map(drop)
        }
        Event::SignalNoted(_) => {
            c.run("UPDATE item SET signals = signals + 1 WHERE authority = $1 AND item = $2", params![a, id]).map(drop)
        }
        Event::SignalSettled(_) => {
            c.run("UPDATE item SET signals = signals - 1 WHERE authority = $1 AND item = $2", params![a, id]).map(drop)
        }
        _ => Ok(()),
    }
}

fn draft(c: &mut Conn, a: i64, id: &str, e: &ItemDrafted, day: &str) -> Result<(), StoreError> {
    let (round, unit, jurisdiction) = (e.round.to_string(), e.unit.to_string(), e.jurisdiction.to_string());
    c.run(
        "INSERT INTO item (authority, item, round, unit, jurisdiction, released, number, wording, step, due, long_term, leader, department, since, \
         extensions, signals) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, 'open', $8, $9, $10, $11, $12, 0, 0)",
        params![
            a,
            id,
            round.as_str(),
            unit.as_str(),
            jurisdiction.as_str(),
            e.number,
            e.wording.as_str(),
            e.due.to_string(),
            if e.long_term.yes() { "yes" } else { "no" },
            e.responsible_leader.to_string(),
            e.responsible_department.as_str(),
            day
        ],
    )?;
    for m in &e.covers {
        c.run("INSERT INTO cover (authority, manifestation, item) VALUES ($1, $2, $3)", params![a, m.to_string(), id])?;
    }
    count(c, a, (&round, &jurisdiction, &unit), "open", 1)
}

/// Moves an item to a step, and one from one counter to the other. A step that stays touches nothing.
fn step(c: &mut Conn, a: i64, id: &str, step: &str, day: &str) -> Result<(), StoreError> {
    let sql = "SELECT step, round, jurisdiction, unit FROM item WHERE authority = $1 AND item = $2";
    let Some(row) = c.row(sql, params![a, id])? else {
        return Err(StoreError::Damaged(format!("item {id} has no row")));
    };
    if row.text(0)? == step {
        return c.run("UPDATE item SET since = $3 WHERE authority = $1 AND item = $2 AND since < $3", params![a, id, day]).map(drop);
    }
    c.run("UPDATE item SET step = $3, since = $4 WHERE authority = $1 AND item = $2", params![a, id, step, day])?;
    let place = (row.text(1)?, row.text(2)?, row.text(3)?);
    count(c, a, place, row.text(0)?, -1)?;
    count(c, a, place, step, 1)
}

fn count(c: &mut Conn, a: i64, (round, jurisdiction, unit): (&str, &str, &str), step: &str, by: i64) -> Result<(), StoreError> {
    c.run(
        "INSERT INTO item_counter (authority, round, jurisdiction, unit, step, n) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (authority, round, jurisdiction, unit, step) DO UPDATE SET n = item_counter.n + $6",
        params![a, round, jurisdiction, unit, step, by],
    )?;
    Ok(())
}

/// A row of the register.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ItemRow {
    pub item: ItemId,
    pub round: RoundId,
    pub unit: UnitId,
    pub jurisdiction: JurisdictionId,
    pub number: i64,
    pub wording: String,
    pub step: String,
    pub due: Date,
    pub long_term: bool,
    pub leader: PostId,
    pub department: String,
    pub extensions: i64,
    /// Signals that wait for a decision; none where the seat only helps.
    pub signals: i64,
    /// Whether the seat sees no more of it than the plan and the part that its unit has in it.
    pub helps: bool,
}

/// What the register is narrowed to. `None` leaves a column as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub round: Option<RoundId>,
    pub jurisdiction: Option<JurisdictionId>,
    pub unit: Option<UnitId>,
    /// Any of these steps; empty for every one.
    pub steps: Vec<String>,
    /// Only items due before this day that are neither closed nor accepted as not done.
    pub overdue_on: Option<Date>,
    /// Without items that the seat only helps with.
    pub led_only: bool,
}

impl Filter {
    fn narrow(&self, w: &mut Where) {
        w.equal("i.round", self.round.map(|r| r.to_string()));
        w.equal("i.jurisdiction", self.jurisdiction.map(|j| j.to_string()));
        w.equal("i.unit", self.unit.map(|u| u.to_string()));
        w.one_of("i.step", &self.steps);
        if let Some(day) = self.overdue_on {
            let p = w.bind(day.to_string());
            w.and(&format!("i.due < {p} AND i.step IN ('planned', 'in_progress', 'claimed_done', 'verified')"));
        }
    }
}

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;

/// How a seat stands to the items that a filter leaves.
fn seen_by(w: &mut Where, seen: &Scope, filter: &Filter) -> Items {
    filter.narrow(w);
    if filter.led_only { scope::led(w, seen) } else { scope::items(w, seen) }
}

/// The first rows by due date that a seat may see. The number of signals is for those who see all of an item.
fn rows(c: &mut Conn, w: &Where, of: &Items, most: usize) -> Result<Vec<ItemRow>, StoreError> {
    let each = |way: &Way| {
        let (signals, helps) = if way.helps { ("0", "yes") } else { ("i.signals", "no") };
        format!(
            "SELECT * FROM (SELECT i.item, i.round, i.unit, i.jurisdiction, i.number, i.wording, i.step, i.due, i.long_term, i.leader, i.department, \
             i.extensions, CAST({signals} AS BIGINT) AS signals, '{helps}' AS helps FROM {} WHERE {} AND {} ORDER BY i.due, i.item LIMIT {most}) x",
            way.from, w.sql, way.seen
        )
    };
    let sql = of.ways().iter().map(each).collect::<Vec<_>>().join(" UNION ALL ");
    c.rows(&format!("{sql} ORDER BY due, item LIMIT {most}"), &w.params)?.iter().map(item_row).collect()
}

fn item_row(r: &Row) -> Result<ItemRow, StoreError> {
    Ok(ItemRow {
        item: r.parse(0)?,
        round: r.parse(1)?,
        unit: r.parse(2)?,
        jurisdiction: r.parse(3)?,
        number: r.int(4)?,
        wording: r.text(5)?.to_owned(),
        step: r.text(6)?.to_owned(),
        due: r.parse(7)?,
        long_term: r.text(8)? == "yes",
        leader: r.parse(9)?,
        department: r.text(10)?.to_owned(),
        extensions: r.int(11)?,
        signals: r.int(12)?,
        helps: r.text(13)? == "yes",
    })
}

/// A page of the register by due date, for what a seat may see. `after` is the `next` of the page before.
pub fn page(c: &mut Conn, a: i64, seen: &Scope, filter: &Filter, after: Option<&str>) -> Result<Page<ItemRow>, StoreError> {
    let mut w = Where::authority("i", a);
    let of = seen_by(&mut w, seen, filter);
    if filter.steps.is_empty() {
        w.and("i.step <> 'dropped'");
    }
    if let Some((due, item)) = after.and_then(|k| k.split_once('_')) {
        let (d, i) = (w.bind(due), w.bind(item));
        w.and(&format!("(i.due, i.item) > ({d}, {i})"));
    }
    let mut rows = rows(c, &w, &of, PAGE_ROWS + 1)?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|r| format!("{}_{}", r.due, r.item));
    Ok(Page { rows, next })
}

/// One item, if a seat may see it.
pub fn find(c: &mut Conn, a: i64, seen: &Scope, item: ItemId) -> Result<Option<ItemRow>, StoreError> {
    let mut w = Where::authority("i", a);
    w.equal("i.item", Some(item.to_string()));
    let of = seen_by(&mut w, seen, &Filter::default());
    Ok(rows(c, &w, &of, 1)?.pop())
}

/// Numbers of items by step, from the counters, for what a seat may see; dropped ones are left out. Items that its unit
/// helps with are few and have no counter: they are counted by row.
pub fn counts(c: &mut Conn, a: i64, seen: &Scope, filter: &Filter) -> Result<Vec<(String, i64)>, StoreError> {
    let filter = Filter { steps: Vec::new(), overdue_on: None, ..filter.clone() };
    let mut w = Where::authority("i", a);
    // Counters count released items only, so the column that the scope asks for is not there.
    scope::narrow(&mut w, "i", &Scope { released_only: false, ..seen.clone() });
    filter.narrow(&mut w);
    let mut asked = vec![(format!("SELECT i.step, CAST(SUM(i.n) AS BIGINT) FROM item_counter i WHERE {}", w.sql), w.params)];
    if !seen.units.is_empty() && !filter.led_only {
        let mut w = Where::authority("i", a);
        filter.narrow(&mut w);
        let of = scope::items(&mut w, seen);
        if let Some(way) = of.ways().iter().find(|way| way.helps) {
            asked.push((format!("SELECT i.step, COUNT(*) FROM {} WHERE {} AND {}", way.from, w.sql, way.seen), w.params));
        }
    }
    let mut sums = BTreeMap::new();
    for (sql, values) in asked {
        for r in c.rows(&format!("{sql} AND i.step <> 'dropped' GROUP BY i.step"), &values)? {
            *sums.entry(r.text(0)?.to_owned()).or_insert(0) += r.int(1)?;
        }
    }
    Ok(sums.into_iter().collect())
}

/// Exact number of items of any filter, counted row by row.
pub fn total(c: &mut Conn, a: i64, seen: &Scope, filter: &Filter) -> Result<i64, StoreError> {
    let mut w = Where::authority("i", a);
    let of = seen_by(&mut w, seen, filter);
    let each = |way: &Way| format!("(SELECT COUNT(*) FROM {} WHERE {} AND {} AND i.step <> 'dropped')", way.from, w.sql, way.seen);
    let sql = format!("SELECT {}", of.ways().iter().map(each).collect::<Vec<_>>().join(" + "));
    c.row(&sql, &w.params)?.map_or(Ok(0), |r| r.int(0))
}

/// Sums of results of closed items by kind, for what a seat may see.
pub fn results(c: &mut Conn, a: i64, seen: &Scope, filter: &Filter) -> Result<Vec<(String, i64)>, StoreError> {
    let mut w = Where::authority("i", a);
    scope::narrow(&mut w, "i", seen);
    filter.narrow(&mut w);
    let sql = format!(
        "SELECT r.sort, CAST(SUM(r.figure) AS BIGINT) FROM item i JOIN item_result r ON r.authority = i.authority AND r.item = i.item \
         WHERE {} AND i.step = 'closed' GROUP BY r.sort ORDER BY r.sort",
        w.sql
    );
    c.rows(&sql, &w.params)?.iter().map(|r| Ok((r.text(0)?.to_owned(), r.int(1)?))).collect()
}

/// A manifestation that an item bears.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Covered {
    pub manifestation: String,
    pub wording: String,
    pub corrected: Option<String>,
    pub finding: String,
}

/// The manifestations that an item bears, for those who see all of it.
pub fn covered(c: &mut Conn, a: i64, seen: &Scope, item: ItemId) -> Result<Vec<Covered>, StoreError> {
    let mut w = Where::authority("i", a);
    w.equal("i.item", Some(item.to_string()));
    scope::narrow(&mut w, "i", seen);
    let sql = format!(
        "SELECT m.manifestation, m.wording, m.corrected, m.finding FROM item i JOIN cover c ON c.authority = i.authority AND c.item = i.item \
         JOIN manifestation m ON m.authority = c.authority AND m.manifestation = c.manifestation WHERE {} ORDER BY m.finding, m.number",
        w.sql
    );
    let rows = c.rows(&sql, &w.params)?;
    rows.iter()
        .map(|r| {
            Ok(Covered {
                manifestation: r.text(0)?.to_owned(),
                wording: r.text(1)?.to_owned(),
                corrected: r.text_if(2)?.map(str::to_owned),
                finding: r.text(3)?.to_owned(),
            })
        })
        .collect()
}
