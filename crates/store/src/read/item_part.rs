//! Parts that units have in items led by others: what each owes, and what it may see of the item for it. A unit that
//! helps sees the plan and its own part; what was found, claimed and verified stays with whoever leads.

use super::{Class, Model, Table, Where, scope};
use crate::{
    db::Conn,
    error::StoreError,
    log::{self, FACT_COLUMNS},
    params,
};
use rules::{Event, Fact, StreamKey, id::*, permit::Scope, value::Date};

pub const MODEL: Model = Model {
    tables: &[Table {
        name: "item_part",
        class: Class::Replayed,
        key: "authority, item, number",
        ddl: "CREATE TABLE item_part (authority BIGINT NOT NULL, item TEXT NOT NULL, number BIGINT NOT NULL, unit TEXT NOT NULL, part TEXT NOT NULL, \
              due TEXT NOT NULL, done_on TEXT, done_at BIGINT, PRIMARY KEY (authority, item, number)); \
              CREATE INDEX item_part_unit ON item_part (authority, unit, due, item)",
    }],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let StreamKey::Item(id) = f.stream else { return Ok(()) };
    let id = id.to_string();
    match &f.event {
        Event::ItemDrafted(e) => {
            for (n, p) in e.assisting.iter().enumerate() {
                c.run(
                    "INSERT INTO item_part (authority, item, number, unit, part, due) VALUES ($1, $2, $3, $4, $5, $6)",
                    params![a, id.as_str(), n as i64 + 1, p.unit.to_string(), p.part.as_str(), p.due.to_string()],
                )?;
            }
        }
        // One report ends all parts that the unit has in the item.
        Event::PartDone(e) => {
            c.run(
                "UPDATE item_part SET done_on = $4, done_at = $5 WHERE authority = $1 AND item = $2 AND unit = $3 AND done_on IS NULL",
                params![a, id, e.unit.to_string(), f.act.occurred_on.to_string(), f.position],
            )?;
        }
        _ => {}
    }
    Ok(())
}

/// A part that a unit has in an item led by another.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct PartRow {
    pub item: ItemId,
    pub round: RoundId,
    /// Number of the item in the plan of the unit that leads.
    pub number: i64,
    /// Unit that leads.
    pub leads: UnitId,
    /// Unit that helps.
    pub unit: UnitId,
    pub part: String,
    pub due: Date,
    pub done_on: Option<Date>,
    /// Step of the item.
    pub step: String,
}

/// The parts that a seat's unit owes, all of them for those who see the whole; by due date. Those of dropped items are
/// left out.
pub fn owed(c: &mut Conn, a: i64, seen: &Scope, round: Option<RoundId>) -> Result<Vec<PartRow>, StoreError> {
    let mut w = Where::authority("p", a);
    scope::narrow_parts(&mut w, "p", seen);
    w.equal("i.round", round.map(|r| r.to_string()));
    let sql = format!(
        "SELECT p.item, i.round, i.number, i.unit, p.unit, p.part, p.due, p.done_on, i.step FROM item_part p \
         JOIN item i ON i.authority = p.authority AND i.item = p.item WHERE {} AND i.step <> 'dropped' \
         ORDER BY p.due, p.item, p.number LIMIT 5000",
        w.sql
    );
    c.rows(&sql, &w.params)?
        .iter()
        .map(|r| {
            Ok(PartRow {
                item: r.parse(0)?,
                round: r.parse(1)?,
                number: r.int(2)?,
                leads: r.parse(3)?,
                unit: r.parse(4)?,
                part: r.text(5)?.to_owned(),
                due: r.parse(6)?,
                done_on: r.text_if(7)?.is_some().then(|| r.parse(7)).transpose()?,
                step: r.text(8)?.to_owned(),
            })
        })
        .collect()
}

/// Entries of an item that a seat may see: all of them where its unit leads, the plan and the unit's own report where
/// it helps.
fn visible(a: i64, seen: &Scope, item: ItemId) -> Where {
    let mut w = Where::authority("e", a);
    w.equal("e.stream", Some(StreamKey::Item(item).to_string()));
    let id = w.bind(item.to_string());
    let of = scope::items(&mut w, seen);
    let own = scope::parts(&mut w, "p", seen);
    let plan = "e.kind IN ('item_drafted', 'item_planned')";
    let report = format!("e.position IN (SELECT p.done_at FROM item_part p WHERE p.authority = $1 AND p.item = {id} AND {own})");
    let (led, helped) = (of.led, of.helped);
    w.and(&format!(
        "EXISTS (SELECT 1 FROM item i WHERE i.authority = $1 AND i.item = {id} AND ({led} OR ({helped} AND ({plan} OR {report}))))"
    ));
    w
}

/// Facts of an item that a seat may see, in order.
pub fn facts(c: &mut Conn, a: i64, seen: &Scope, item: ItemId) -> Result<Vec<Fact>, StoreError> {
    let w = visible(a, seen, item);
    let rows = c.rows(&format!("SELECT {FACT_COLUMNS} FROM entry e WHERE {} ORDER BY e.revision", w.sql), &w.params)?;
    Ok(rows.iter().map(log::fact_of).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Whether a seat may see a fact of an item.
pub fn shows(c: &mut Conn, a: i64, seen: &Scope, item: ItemId, position: u64) -> Result<bool, StoreError> {
    let mut w = visible(a, seen, item);
    w.equal("e.position", Some(position as i64));
    Ok(c.row(&format!("SELECT e.position FROM entry e WHERE {}", w.sql), &w.params)?.is_some())
}
