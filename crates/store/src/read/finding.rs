//! Working papers, findings and manifestations as tables.

use super::{Class, Model, Table, Where, scope};
use crate::{db::Conn, error::StoreError, params};
use rules::{Event, Fact, StreamKey, id::RoundId, parts::Addressee, permit::Scope};

const fn table(name: &'static str, key: &'static str, ddl: &'static str) -> Table {
    Table { name, class: Class::Replayed, key, ddl }
}

pub const MODEL: Model = Model {
    tables: &[
        table(
            "paper",
            "authority, paper",
            "CREATE TABLE paper (authority BIGINT NOT NULL, paper TEXT NOT NULL, round TEXT NOT NULL, unit TEXT NOT NULL, jurisdiction TEXT NOT NULL, \
             released BIGINT NOT NULL, number BIGINT NOT NULL, matter TEXT NOT NULL, signatures BIGINT NOT NULL, drafted_on TEXT NOT NULL, \
             PRIMARY KEY (authority, paper)); CREATE INDEX paper_round ON paper (authority, round, unit, number)",
        ),
        table(
            "finding",
            "authority, finding",
            "CREATE TABLE finding (authority BIGINT NOT NULL, finding TEXT NOT NULL, round TEXT NOT NULL, unit TEXT NOT NULL, jurisdiction TEXT NOT NULL, \
             released BIGINT NOT NULL, topic TEXT NOT NULL, category TEXT NOT NULL, title TEXT NOT NULL, recorded_on TEXT NOT NULL, \
             objections BIGINT NOT NULL, PRIMARY KEY (authority, finding)); CREATE INDEX finding_round ON finding (authority, round, unit, finding)",
        ),
        table(
            "manifestation",
            "authority, manifestation",
            "CREATE TABLE manifestation (authority BIGINT NOT NULL, manifestation TEXT NOT NULL, finding TEXT NOT NULL, number BIGINT NOT NULL, \
             wording TEXT NOT NULL, amount BIGINT, corrected TEXT, PRIMARY KEY (authority, manifestation)); \
             CREATE INDEX manifestation_finding ON manifestation (authority, finding, number)",
        ),
        table(
            "objection",
            "authority, objection",
            "CREATE TABLE objection (authority BIGINT NOT NULL, objection TEXT NOT NULL, manifestation TEXT NOT NULL, \
             PRIMARY KEY (authority, objection))",
        ),
    ],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let day = f.act.occurred_on.to_string();
    match (&f.event, &f.stream) {
        (Event::PaperDrafted(e), StreamKey::Paper(id)) => {
            c.run(
                "INSERT INTO paper (authority, paper, round, unit, jurisdiction, released, number, matter, signatures, drafted_on) \
                 VALUES ($1, $2, $3, $4, (SELECT jurisdiction FROM unit WHERE unit.authority = $1 AND unit.unit = $4), 0, $5, $6, 1, $7)",
                params![a, id.to_string(), e.round.to_string(), e.unit.to_string(), e.number, e.matter.as_str(), day],
            )?;
        }
        (Event::PaperSigned(_), StreamKey::Paper(id)) => {
            c.run("UPDATE paper SET signatures = signatures + 1 WHERE authority = $1 AND paper = $2", params![a, id.to_string()])?;
        }
        (Event::FindingRecorded(e), StreamKey::Finding(id)) => {
            c.run(
                "INSERT INTO finding (authority, finding, round, unit, jurisdiction, released, topic, category, title, recorded_on, objections) \
                 VALUES ($1, $2, $3, $4, (SELECT jurisdiction FROM unit WHERE unit.authority = $1 AND unit.unit = $4), 0, $5, $6, $7, $8, 0)",
                params![
                    a,
                    id.to_string(),
                    e.round.to_string(),
                    e.unit.to_string(),
                    e.topic.to_string(),
                    e.category.as_str(),
                    e.title.as_str(),
                    day
                ],
            )?;
            for (i, m) in e.manifestations.iter().enumerate() {
                c.run(
                    "INSERT INTO manifestation (authority, manifestation, finding, number, wording, amount) VALUES ($1, $2, $3, $4, $5, $6)",
                    params![a, m.id.to_string(), id.to_string(), i as i64 + 1, m.text.as_str(), m.amount.map(|f| f.0)],
                )?;
            }
        }
        (Event::ObjectionRaised(e), StreamKey::Finding(id)) => {
            c.run(
                "INSERT INTO objection (authority, objection, manifestation) VALUES ($1, $2, $3)",
                params![a, e.objection.to_string(), e.manifestation.to_string()],
            )?;
            c.run("UPDATE finding SET objections = objections + 1 WHERE authority = $1 AND finding = $2", params![a, id.to_string()])?;
        }
        (Event::ObjectionAnswered(e), _) => {
            if let Some(text) = &e.corrected {
                c.run(
                    "UPDATE manifestation SET corrected = $3 WHERE authority = $1 AND manifestation = \
                     (SELECT manifestation FROM objection WHERE authority = $1 AND objection = $2)",
                    params![a, e.objection.to_string(), text.as_str()],
                )?;
            }
        }
        (Event::FeedbackDelivered(e), _) => {
            let Addressee::Unit(_) = e.to else { return Ok(()) };
            for id in &e.findings {
                c.run("UPDATE finding SET released = 1 WHERE authority = $1 AND finding = $2", params![a, id.to_string()])?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// A finding in a list, with its manifestations.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FindingRow {
    pub finding: String,
    pub unit: String,
    pub jurisdiction: String,
    pub topic: String,
    pub category: String,
    pub title: String,
    pub recorded_on: String,
    pub released: bool,
    pub objections: i64,
    pub manifestations: Vec<ManifestationRow>,
}

/// A manifestation: its wording, and the corrected one beside it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ManifestationRow {
    pub manifestation: String,
    pub wording: String,
    /// Fen.
    pub amount: Option<i64>,
    pub corrected: Option<String>,
}

/// Findings of a round that a seat may see, of one unit where asked.
pub fn list(c: &mut Conn, a: i64, seen: &Scope, round: RoundId, unit: Option<&str>) -> Result<Vec<FindingRow>, StoreError> {
    let mut w = Where::authority("f", a);
    w.equal("f.round", Some(round.to_string()));
    w.equal("f.unit", unit);
    scope::narrow(&mut w, "f", seen);
    let sql = format!(
        "SELECT f.finding, f.unit, f.jurisdiction, f.topic, f.category, f.title, f.recorded_on, f.released, f.objections, m.manifestation, m.wording, \
         m.amount, m.corrected FROM finding f JOIN manifestation m ON m.authority = f.authority AND m.finding = f.finding \
         WHERE {} ORDER BY f.unit, f.finding, m.number LIMIT 5000",
        w.sql
    );
    let mut out: Vec<FindingRow> = Vec::new();
    for r in c.rows(&sql, &w.params)? {
        let m = ManifestationRow {
            manifestation: r.text(9)?.to_owned(),
            wording: r.text(10)?.to_owned(),
            amount: r.int_if(11)?,
            corrected: r.text_if(12)?.map(str::to_owned),
        };
        match out.last_mut() {
            Some(f) if f.finding == r.text(0)? => f.manifestations.push(m),
            _ => out.push(FindingRow {
                finding: r.text(0)?.to_owned(),
                unit: r.text(1)?.to_owned(),
                jurisdiction: r.text(2)?.to_owned(),
                topic: r.text(3)?.to_owned(),
                category: r.text(4)?.to_owned(),
                title: r.text(5)?.to_owned(),
                recorded_on: r.text(6)?.to_owned(),
                released: r.int(7)? == 1,
                objections: r.int(8)?,
                manifestations: vec![m],
            }),
        }
    }
    Ok(out)
}

/// A working paper in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct PaperRow {
    pub paper: String,
    pub unit: String,
    pub number: i64,
    pub matter: String,
    /// 1 to 3.
    pub signatures: i64,
    pub drafted_on: String,
}

/// Working papers of a round that a seat may see. They stay inside: never with the inspected side.
pub fn papers(c: &mut Conn, a: i64, seen: &Scope, round: RoundId) -> Result<Vec<PaperRow>, StoreError> {
    let mut w = Where::authority("p", a);
    w.equal("p.round", Some(round.to_string()));
    scope::narrow(&mut w, "p", seen);
    let sql = format!(
        "SELECT paper, unit, number, matter, signatures, drafted_on FROM paper p WHERE {} ORDER BY number, paper LIMIT 5000",
        w.sql
    );
    let rows = c.rows(&sql, &w.params)?;
    rows.iter()
        .map(|r| {
            Ok(PaperRow {
                paper: r.text(0)?.to_owned(),
                unit: r.text(1)?.to_owned(),
                number: r.int(2)?,
                matter: r.text(3)?.to_owned(),
                signatures: r.int(4)?,
                drafted_on: r.text(5)?.to_owned(),
            })
        })
        .collect()
}
