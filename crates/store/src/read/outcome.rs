//! Signals, accountability cases and notices as tables.

use super::{Class, Model, Table, Where, scope};
use crate::{db::Conn, error::StoreError, params};
use rules::{Event, Fact, StreamKey, id::*, permit::Scope};

const fn table(name: &'static str, key: &'static str, ddl: &'static str) -> Table {
    Table { name, class: Class::Replayed, key, ddl }
}

pub const MODEL: Model = Model {
    tables: &[
        table(
            "signal",
            "authority, signal",
            "CREATE TABLE signal (authority BIGINT NOT NULL, signal TEXT NOT NULL, item TEXT NOT NULL, round TEXT NOT NULL, unit TEXT NOT NULL, \
             jurisdiction TEXT NOT NULL, released BIGINT NOT NULL, fact TEXT NOT NULL, innocent TEXT NOT NULL, raised_on TEXT NOT NULL, explained_on TEXT, \
             decided_on TEXT, upheld TEXT, PRIMARY KEY (authority, signal)); CREATE INDEX signal_item ON signal (authority, item)",
        ),
        table(
            "accountability_case",
            "authority, accountability_case",
            "CREATE TABLE accountability_case (authority BIGINT NOT NULL, accountability_case TEXT NOT NULL, signal TEXT NOT NULL, item TEXT NOT NULL, \
             round TEXT NOT NULL, unit TEXT NOT NULL, jurisdiction TEXT NOT NULL, released BIGINT NOT NULL, alleged TEXT NOT NULL, opened_on TEXT NOT NULL, \
             defence_on TEXT, decided_on TEXT, outcome TEXT, PRIMARY KEY (authority, accountability_case))",
        ),
        table(
            "notice",
            "authority, notice",
            "CREATE TABLE notice (authority BIGINT NOT NULL, notice TEXT NOT NULL, round TEXT NOT NULL, sort TEXT NOT NULL, title TEXT NOT NULL, \
             drafted_on TEXT NOT NULL, published_on TEXT, PRIMARY KEY (authority, notice))",
        ),
    ],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let day = f.act.occurred_on.to_string();
    match (&f.event, &f.stream) {
        (Event::SignalRaised(e), StreamKey::Signal(id)) => {
            c.run(
                "INSERT INTO signal (authority, signal, item, round, unit, jurisdiction, released, fact, innocent, raised_on) \
                 VALUES ($1, $2, $3, $4, $5, (SELECT jurisdiction FROM unit WHERE unit.authority = $1 AND unit.unit = $5), 1, $6, $7, $8)",
                params![
                    a,
                    id.to_string(),
                    e.item.to_string(),
                    e.round.to_string(),
                    e.unit.to_string(),
                    e.fact.as_str(),
                    e.innocent.as_str(),
                    day
                ],
            )?;
        }
        (Event::SignalExplained(_), StreamKey::Signal(id)) => {
            c.run("UPDATE signal SET explained_on = $3 WHERE authority = $1 AND signal = $2", params![a, id.to_string(), day])?;
        }
        (Event::SignalDecided(e), StreamKey::Signal(id)) => {
            let upheld = if e.upheld.yes() { "yes" } else { "no" };
            c.run(
                "UPDATE signal SET decided_on = $3, upheld = $4 WHERE authority = $1 AND signal = $2",
                params![a, id.to_string(), day, upheld],
            )?;
        }
        _ => return project_cases(c, a, f, &day),
    }
    Ok(())
}

fn project_cases(c: &mut Conn, a: i64, f: &Fact, day: &str) -> Result<(), StoreError> {
    match (&f.event, &f.stream) {
        (Event::CaseOpened(e), StreamKey::Case(id)) => {
            c.run(
                "INSERT INTO accountability_case (authority, accountability_case, signal, item, round, unit, jurisdiction, released, alleged, opened_on) \
                 VALUES ($1, $2, $3, $4, $5, $6, (SELECT jurisdiction FROM unit WHERE unit.authority = $1 AND unit.unit = $6), 1, $7, $8)",
                params![
                    a,
                    id.to_string(),
                    e.signal.to_string(),
                    e.item.to_string(),
                    e.round.to_string(),
                    e.unit.to_string(),
                    e.alleged.name(),
                    day
                ],
            )?;
        }
        (Event::DefenceHeard(_), StreamKey::Case(id)) => {
            let sql = "UPDATE accountability_case SET defence_on = $3 WHERE authority = $1 AND accountability_case = $2";
            c.run(sql, params![a, id.to_string(), day])?;
        }
        (Event::CaseDecided(e), StreamKey::Case(id)) => {
            let sql = "UPDATE accountability_case SET decided_on = $3, outcome = $4 WHERE authority = $1 AND accountability_case = $2";
            c.run(sql, params![a, id.to_string(), day, e.outcome.name()])?;
        }
        (Event::NoticeDrafted(e), StreamKey::Notice(id)) => {
            c.run(
                "INSERT INTO notice (authority, notice, round, sort, title, drafted_on) VALUES ($1, $2, $3, $4, $5, $6)",
                params![a, id.to_string(), e.round.to_string(), e.sort.name(), e.title.as_str(), day],
            )?;
        }
        (Event::NoticePublished(_), StreamKey::Notice(id)) => {
            c.run("UPDATE notice SET published_on = $3 WHERE authority = $1 AND notice = $2", params![a, id.to_string(), day])?;
        }
        _ => {}
    }
    Ok(())
}

/// A signal in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct SignalRow {
    pub signal: SignalId,
    pub item: ItemId,
    pub unit: UnitId,
    pub fact: String,
    pub innocent: String,
    pub raised_on: String,
    pub explained_on: Option<String>,
    pub decided_on: Option<String>,
    pub upheld: Option<String>,
}

/// Which signals or cases are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Of {
    pub round: Option<RoundId>,
    pub item: Option<ItemId>,
    /// Only those that wait for a decision.
    pub open: bool,
}

impl Of {
    fn narrow(&self, w: &mut Where, table: &str) {
        w.equal(&format!("{table}.round"), self.round.map(|r| r.to_string()));
        w.equal(&format!("{table}.item"), self.item.map(|i| i.to_string()));
        if self.open {
            w.and(&format!("{table}.decided_on IS NULL"));
        }
    }
}

/// Signals that a seat may see.
pub fn signals(c: &mut Conn, a: i64, seen: &Scope, of: Of) -> Result<Vec<SignalRow>, StoreError> {
    let mut w = Where::authority("s", a);
    of.narrow(&mut w, "s");
    scope::narrow(&mut w, "s", seen);
    let sql = format!(
        "SELECT signal, item, unit, fact, innocent, raised_on, explained_on, decided_on, upheld FROM signal s WHERE {} ORDER BY raised_on, signal LIMIT 1000",
        w.sql
    );
    let own = |v: Option<&str>| v.map(str::to_owned);
    c.rows(&sql, &w.params)?
        .iter()
        .map(|r| {
            Ok(SignalRow {
                signal: r.parse(0)?,
                item: r.parse(1)?,
                unit: r.parse(2)?,
                fact: r.text(3)?.to_owned(),
                innocent: r.text(4)?.to_owned(),
                raised_on: r.text(5)?.to_owned(),
                explained_on: own(r.text_if(6)?),
                decided_on: own(r.text_if(7)?),
                upheld: own(r.text_if(8)?),
            })
        })
        .collect()
}

/// An accountability case in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CaseRow {
    pub case: CaseId,
    pub signal: SignalId,
    pub item: ItemId,
    pub unit: UnitId,
    pub alleged: String,
    pub opened_on: String,
    pub defence_on: Option<String>,
    pub decided_on: Option<String>,
    pub outcome: Option<String>,
}

/// Cases that a seat may see.
pub fn cases(c: &mut Conn, a: i64, seen: &Scope, of: Of) -> Result<Vec<CaseRow>, StoreError> {
    let mut w = Where::authority("k", a);
    of.narrow(&mut w, "k");
    scope::narrow(&mut w, "k", seen);
    let sql = format!(
        "SELECT accountability_case, signal, item, unit, alleged, opened_on, defence_on, decided_on, outcome FROM accountability_case k WHERE {} \
         ORDER BY opened_on, accountability_case LIMIT 1000",
        w.sql
    );
    let own = |v: Option<&str>| v.map(str::to_owned);
    c.rows(&sql, &w.params)?
        .iter()
        .map(|r| {
            Ok(CaseRow {
                case: r.parse(0)?,
                signal: r.parse(1)?,
                item: r.parse(2)?,
                unit: r.parse(3)?,
                alleged: r.text(4)?.to_owned(),
                opened_on: r.text(5)?.to_owned(),
                defence_on: own(r.text_if(6)?),
                decided_on: own(r.text_if(7)?),
                outcome: own(r.text_if(8)?),
            })
        })
        .collect()
}

/// A notice in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct NoticeRow {
    pub notice: NoticeId,
    pub sort: String,
    pub title: String,
    pub drafted_on: String,
    pub published_on: Option<String>,
}

/// Notices of a round. Unpublished ones are for those who see the whole.
pub fn notices(c: &mut Conn, a: i64, seen: &Scope, round: RoundId) -> Result<Vec<NoticeRow>, StoreError> {
    let published = if seen.whole { "" } else { " AND published_on IS NOT NULL" };
    let sql = format!(
        "SELECT notice, sort, title, drafted_on, published_on FROM notice WHERE authority = $1 AND round = $2{published} ORDER BY drafted_on, notice"
    );
    c.rows(&sql, params![a, round.to_string()])?
        .iter()
        .map(|r| {
            Ok(NoticeRow {
                notice: r.parse(0)?,
                sort: r.text(1)?.to_owned(),
                title: r.text(2)?.to_owned(),
                drafted_on: r.text(3)?.to_owned(),
                published_on: r.text_if(4)?.map(str::to_owned),
            })
        })
        .collect()
}
