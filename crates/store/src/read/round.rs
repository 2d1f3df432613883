//! Rounds, their topics, teams, hearings and feedbacks as tables.

use super::{Class, Model, Table, Where, scope};
use crate::{db::Conn, error::StoreError, params};
use rules::{Event, Fact, StreamKey, id::RoundId, parts::Addressee, permit::Scope};

const fn table(name: &'static str, key: &'static str, ddl: &'static str) -> Table {
    Table { name, class: Class::Replayed, key, ddl }
}

pub const MODEL: Model = Model {
    tables: &[
        table(
            "round",
            "authority, round",
            "CREATE TABLE round (authority BIGINT NOT NULL, round TEXT NOT NULL, title TEXT NOT NULL, sort TEXT NOT NULL, elevated TEXT NOT NULL, \
             planned_on TEXT NOT NULL, authorised_on TEXT, field_from TEXT NOT NULL, field_to TEXT NOT NULL, profile TEXT NOT NULL, \
             PRIMARY KEY (authority, round))",
        ),
        table(
            "topic",
            "authority, topic",
            "CREATE TABLE topic (authority BIGINT NOT NULL, topic TEXT NOT NULL, round TEXT NOT NULL, number BIGINT NOT NULL, title TEXT NOT NULL, \
             duty_focus TEXT NOT NULL, PRIMARY KEY (authority, topic))",
        ),
        table(
            "team",
            "authority, team",
            "CREATE TABLE team (authority BIGINT NOT NULL, team TEXT NOT NULL, round TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (authority, team))",
        ),
        table(
            "member",
            "authority, team, person",
            "CREATE TABLE member (authority BIGINT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, \
             PRIMARY KEY (authority, team, person))",
        ),
        table(
            "hearing",
            "authority, hearing",
            "CREATE TABLE hearing (authority BIGINT NOT NULL, hearing TEXT NOT NULL, round TEXT NOT NULL, gate TEXT NOT NULL, held_on TEXT NOT NULL, \
             requirements BIGINT NOT NULL, PRIMARY KEY (authority, hearing))",
        ),
        table(
            "feedback",
            "authority, feedback",
            "CREATE TABLE feedback (authority BIGINT NOT NULL, feedback TEXT NOT NULL, round TEXT NOT NULL, jurisdiction TEXT, unit TEXT, \
             letter_number TEXT NOT NULL, delivered_on TEXT NOT NULL, statements BIGINT NOT NULL, statement_on TEXT, receipt_on TEXT, \
             requirements BIGINT NOT NULL, PRIMARY KEY (authority, feedback)); CREATE INDEX feedback_round ON feedback (authority, round)",
        ),
    ],
    project,
};

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let StreamKey::Round(round) = f.stream else { return Ok(()) };
    let (round, day) = (round.to_string(), f.act.occurred_on.to_string());
    match &f.event {
        Event::RoundPlanned(e) => {
            c.run(
                "INSERT INTO round (authority, round, title, sort, elevated, planned_on, field_from, field_to, profile) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                params![
                    a,
                    round.as_str(),
                    e.title.as_str(),
                    e.sort.name(),
                    if e.elevated.yes() { "yes" } else { "no" },
                    day,
                    e.field_from.to_string(),
                    e.field_to.to_string(),
                    e.profile.id.as_str()
                ],
            )?;
            for (i, t) in e.topics.iter().enumerate() {
                c.run(
                    "INSERT INTO topic (authority, topic, round, number, title, duty_focus) VALUES ($1, $2, $3, $4, $5, $6)",
                    params![a, t.id.to_string(), round.as_str(), i as i64 + 1, t.title.as_str(), t.duty_focus.as_str()],
                )?;
            }
        }
        Event::RoundAuthorised(_) => {
            c.run("UPDATE round SET authorised_on = $3 WHERE authority = $1 AND round = $2", params![a, round, day])?;
        }
        Event::TeamFormed(e) => {
            let team = e.team.to_string();
            c.run(
                "INSERT INTO team (authority, team, round, name) VALUES ($1, $2, $3, $4)",
                params![a, team.as_str(), round, e.name.as_str()],
            )?;
            for m in &e.members {
                add_member(c, a, &team, m)?;
            }
        }
        Event::MemberReplaced(e) => {
            let team = e.team.to_string();
            c.run(
                "DELETE FROM member WHERE authority = $1 AND team = $2 AND person = $3",
                params![a, team.as_str(), e.leaves.to_string()],
            )?;
            add_member(c, a, &team, &e.joins)?;
        }
        _ => return project_gates(c, a, f, &round, &day),
    }
    Ok(())
}

fn add_member(c: &mut Conn, a: i64, team: &str, m: &rules::parts::Member) -> Result<(), StoreError> {
    c.run(
        "INSERT INTO member (authority, team, person, role) VALUES ($1, $2, $3, $4)",
        params![a, team, m.person.to_string(), m.role.name()],
    )?;
    Ok(())
}

fn project_gates(c: &mut Conn, a: i64, f: &Fact, round: &str, day: &str) -> Result<(), StoreError> {
    match &f.event {
        Event::HearingHeld(e) => {
            c.run(
                "INSERT INTO hearing (authority, hearing, round, gate, held_on, requirements) VALUES ($1, $2, $3, $4, $5, $6)",
                params![a, e.hearing.to_string(), round, e.gate.name(), day, e.requirements.len() as i64],
            )?;
        }
        Event::FeedbackDelivered(e) => {
            let (jurisdiction, unit) = match e.to {
                Addressee::Jurisdiction(j) => (Some(j.to_string()), None),
                Addressee::Unit(u) => (None, Some(u.to_string())),
            };
            c.run(
                "INSERT INTO feedback (authority, feedback, round, jurisdiction, unit, letter_number, delivered_on, statements, requirements) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)",
                params![a, e.feedback.to_string(), round, jurisdiction, unit, e.letter_number.as_str(), day, e.requirements.len() as i64],
            )?;
        }
        Event::StatementMade(e) => {
            c.run(
                "UPDATE feedback SET statements = statements + 1, statement_on = $3 WHERE authority = $1 AND feedback = $2",
                params![a, e.feedback.to_string(), day],
            )?;
        }
        Event::ReceiptConfirmed(e) => {
            c.run("UPDATE feedback SET receipt_on = $3 WHERE authority = $1 AND feedback = $2", params![a, e.feedback.to_string(), day])?;
        }
        _ => {}
    }
    Ok(())
}

/// A round in a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct RoundRow {
    pub round: RoundId,
    pub title: String,
    pub sort: String,
    pub planned_on: String,
    pub authorised_on: Option<String>,
    /// Last day of the field work.
    pub field_to: String,
}

/// All rounds, newest first. That a round exists is no secret within the authority.
pub fn list(c: &mut Conn, a: i64) -> Result<Vec<RoundRow>, StoreError> {
    let rows = c.rows(
        "SELECT round, title, sort, planned_on, authorised_on, field_to FROM round WHERE authority = $1 ORDER BY planned_on DESC, round DESC",
        params![a],
    )?;
    rows.iter()
        .map(|r| {
            Ok(RoundRow {
                round: r.parse(0)?,
                title: r.text(1)?.to_owned(),
                sort: r.text(2)?.to_owned(),
                planned_on: r.text(3)?.to_owned(),
                authorised_on: r.text_if(4)?.map(str::to_owned),
                field_to: r.text(5)?.to_owned(),
            })
        })
        .collect()
}

/// A team with its members.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct TeamRow {
    pub team: String,
    pub name: String,
    /// Person and role.
    pub members: Vec<(String, String)>,
}

/// The teams of a round.
pub fn teams(c: &mut Conn, a: i64, round: RoundId) -> Result<Vec<TeamRow>, StoreError> {
    let sql = "SELECT t.team, t.name, m.person, m.role FROM team t JOIN member m ON m.authority = t.authority AND m.team = t.team \
               WHERE t.authority = $1 AND t.round = $2 ORDER BY t.name, t.team, m.role, m.person";
    let mut out: Vec<TeamRow> = Vec::new();
    for r in c.rows(sql, params![a, round.to_string()])? {
        let member = (r.text(2)?.to_owned(), r.text(3)?.to_owned());
        match out.last_mut() {
            Some(t) if t.team == r.text(0)? => t.members.push(member),
            _ => out.push(TeamRow { team: r.text(0)?.to_owned(), name: r.text(1)?.to_owned(), members: vec![member] }),
        }
    }
    Ok(out)
}

/// A feedback of a round.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FeedbackRow {
    pub feedback: String,
    pub jurisdiction: Option<String>,
    pub unit: Option<String>,
    pub letter_number: String,
    pub delivered_on: String,
    pub statements: i64,
    pub statement_on: Option<String>,
    pub receipt_on: Option<String>,
    pub requirements: i64,
}

/// The feedbacks of a round that a seat may see, in order of delivery.
pub fn feedbacks(c: &mut Conn, a: i64, seen: &Scope, round: RoundId) -> Result<Vec<FeedbackRow>, StoreError> {
    let mut w = Where::authority("f", a);
    w.equal("f.round", Some(round.to_string()));
    scope::narrow_feedbacks(&mut w, seen);
    let sql = format!(
        "SELECT feedback, jurisdiction, unit, letter_number, delivered_on, statements, statement_on, receipt_on, requirements \
         FROM feedback f WHERE {} ORDER BY delivered_on, jurisdiction, unit",
        w.sql
    );
    let own = |v: Option<&str>| v.map(str::to_owned);
    let rows = c.rows(&sql, &w.params)?;
    rows.iter()
        .map(|r| {
            Ok(FeedbackRow {
                feedback: r.text(0)?.to_owned(),
                jurisdiction: own(r.text_if(1)?),
                unit: own(r.text_if(2)?),
                letter_number: r.text(3)?.to_owned(),
                delivered_on: r.text(4)?.to_owned(),
                statements: r.int(5)?,
                statement_on: own(r.text_if(6)?),
                receipt_on: own(r.text_if(7)?),
                requirements: r.int(8)?,
            })
        })
        .collect()
}

/// Topics of a round: id, title, duty focus.
pub fn topics(c: &mut Conn, a: i64, round: RoundId) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = c.rows(
        "SELECT topic, title, duty_focus FROM topic WHERE authority = $1 AND round = $2 ORDER BY number",
        params![a, round.to_string()],
    )?;
    rows.iter().map(|r| Ok((r.text(0)?.to_owned(), r.text(1)?.to_owned(), r.text(2)?.to_owned()))).collect()
}

/// Hearings of a round: id, gate, day, number of requirements.
pub fn hearings(c: &mut Conn, a: i64, round: RoundId) -> Result<Vec<(String, String, String, i64)>, StoreError> {
    let sql = "SELECT hearing, gate, held_on, requirements FROM hearing WHERE authority = $1 AND round = $2 ORDER BY held_on, hearing";
    let rows = c.rows(sql, params![a, round.to_string()])?;
    rows.iter().map(|r| Ok((r.text(0)?.to_owned(), r.text(1)?.to_owned(), r.text(2)?.to_owned(), r.int(3)?))).collect()
}
