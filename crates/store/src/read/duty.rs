//! Duties by post, with their due dates.

use super::{Class, Model, Table};
use crate::{db::Conn, error::StoreError, params};
use rules::{Event, Fact, StreamKey, id::*, parts::DutySource, stream::Seat};

pub const MODEL: Model = Model {
    tables: &[Table {
        name: "duty",
        class: Class::Replayed,
        key: "authority, duty",
        ddl: "CREATE TABLE duty (authority BIGINT NOT NULL, duty TEXT NOT NULL, round TEXT NOT NULL, source TEXT NOT NULL, post TEXT NOT NULL, \
              wording TEXT NOT NULL, due TEXT NOT NULL, arose_on TEXT NOT NULL, done_on TEXT, handovers BIGINT NOT NULL, PRIMARY KEY (authority, duty)); \
              CREATE INDEX duty_post ON duty (authority, post, due, duty); CREATE INDEX duty_round ON duty (authority, round, due, duty)",
    }],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let StreamKey::Duty(id) = f.stream else { return Ok(()) };
    let (id, day) = (id.to_string(), f.act.occurred_on.to_string());
    match &f.event {
        Event::DutyArisen(e) => {
            let source = match e.source {
                DutySource::Hearing { .. } => "hearing",
                DutySource::Feedback { .. } => "feedback",
                DutySource::Statement { .. } => "statement",
            };
            c.run(
                "INSERT INTO duty (authority, duty, round, source, post, wording, due, arose_on, handovers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
                params![a, id, e.source.round().to_string(), source, e.post.to_string(), e.text.as_str(), e.due.to_string(), day],
            )?;
        }
        Event::DutyHandedOver(e) => {
            c.run(
                "UPDATE duty SET post = $3, handovers = handovers + 1 WHERE authority = $1 AND duty = $2",
                params![a, id, e.to.to_string()],
            )?;
        }
        Event::DutyFulfilled(_) => {
            c.run("UPDATE duty SET done_on = $3 WHERE authority = $1 AND duty = $2", params![a, id, day])?;
        }
        _ => {}
    }
    Ok(())
}

/// A duty in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct DutyRow {
    pub duty: DutyId,
    pub round: RoundId,
    /// `hearing`, `feedback` or `statement`.
    pub source: String,
    pub post: PostId,
    pub wording: String,
    pub due: String,
    pub arose_on: String,
    pub done_on: Option<String>,
    pub handovers: i64,
}

const COLUMNS: &str = "duty, round, source, post, wording, due, arose_on, done_on, handovers";

fn rows(c: &mut Conn, sql: &str, values: &[crate::db::Value]) -> Result<Vec<DutyRow>, StoreError> {
    c.rows(sql, values)?
        .iter()
        .map(|r| {
            Ok(DutyRow {
                duty: r.parse(0)?,
                round: r.parse(1)?,
                source: r.text(2)?.to_owned(),
                post: r.parse(3)?,
                wording: r.text(4)?.to_owned(),
                due: r.text(5)?.to_owned(),
                arose_on: r.text(6)?.to_owned(),
                done_on: r.text_if(7)?.map(str::to_owned),
                handovers: r.int(8)?,
            })
        })
        .collect()
}

/// Open duties of a seat's post, by due date; a team seat has none.
pub fn of_seat(c: &mut Conn, a: i64, seat: Seat) -> Result<Vec<DutyRow>, StoreError> {
    let Seat::Post(post) = seat else { return Ok(Vec::new()) };
    let sql = format!("SELECT {COLUMNS} FROM duty WHERE authority = $1 AND post = $2 AND done_on IS NULL ORDER BY due, duty LIMIT 500");
    rows(c, &sql, params![a, post.to_string()])
}

/// All duties of a round, by due date: for those who see the whole round.
pub fn of_round(c: &mut Conn, a: i64, round: RoundId) -> Result<Vec<DutyRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM duty WHERE authority = $1 AND round = $2 ORDER BY due, duty LIMIT 5000");
    rows(c, &sql, params![a, round.to_string()])
}
