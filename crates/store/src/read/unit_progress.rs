//! How far the inspection and rectification of each unit of a round has come: one row a unit and round, the knots of
//! its plumb line.

use super::{Class, Model, Table, Where, scope};
use crate::{db::Conn, error::StoreError, params};
use rules::{Event, Fact, StreamKey, id::RoundId, parts::*, permit::Scope};

pub const MODEL: Model = Model {
    tables: &[Table {
        name: "unit_progress",
        class: Class::Replayed,
        key: "authority, round, unit",
        ddl: "CREATE TABLE unit_progress (authority BIGINT NOT NULL, round TEXT NOT NULL, unit TEXT NOT NULL, jurisdiction TEXT NOT NULL, team TEXT, \
              released BIGINT NOT NULL, entered_on TEXT, reported_on TEXT, heard_on TEXT, met_on TEXT, jurisdiction_on TEXT, feedback_on TEXT, \
              statement_on TEXT, plan_due TEXT, rectification_due TEXT, reports_due TEXT, provisional TEXT, submitted_on TEXT, approved_on TEXT, \
              plan_step TEXT, reports BIGINT NOT NULL, findings BIGINT NOT NULL, manifestations BIGINT NOT NULL, \
              PRIMARY KEY (authority, round, unit))",
    }],
    project,
};

fn set(c: &mut Conn, a: i64, round: &str, unit: &str, column: &str, value: &str) -> Result<(), StoreError> {
    let sql = format!("UPDATE unit_progress SET {column} = $4 WHERE authority = $1 AND round = $2 AND unit = $3");
    c.run(&sql, params![a, round, unit, value])?;
    Ok(())
}

fn project(c: &mut Conn, a: i64, f: &Fact) -> Result<(), StoreError> {
    let day = f.act.occurred_on.to_string();
    match (&f.event, &f.stream) {
        (event, StreamKey::Round(round)) => project_round(c, a, event, &round.to_string(), &day),
        (event, StreamKey::Plan(round, unit)) => project_plan(c, a, event, &round.to_string(), &unit.to_string(), &day),
        _ => Ok(()),
    }
}

fn project_round(c: &mut Conn, a: i64, event: &Event, round: &str, day: &str) -> Result<(), StoreError> {
    match event {
        Event::RoundPlanned(e) => {
            for u in &e.units {
                c.run(
                    "INSERT INTO unit_progress (authority, round, unit, jurisdiction, released, reports, findings, manifestations) \
                     VALUES ($1, $2, $3, $4, 0, 0, 0, 0)",
                    params![a, round, u.unit.to_string(), u.jurisdiction.to_string()],
                )?;
            }
        }
        Event::TeamFormed(e) => {
            for u in &e.units {
                set(c, a, round, &u.to_string(), "team", &e.team.to_string())?;
            }
        }
        Event::UnitEntered(e) => set(c, a, round, &e.unit.to_string(), "entered_on", day)?,
        Event::TeamReported(e) => set(c, a, round, &e.unit.to_string(), "reported_on", day)?,
        Event::HearingHeld(e) => {
            let column = if e.gate == Gate::LeadingGroup { "heard_on" } else { "met_on" };
            // A gate is passed once, on the first day that it heard of the unit.
            let sql =
                format!("UPDATE unit_progress SET {column} = COALESCE({column}, $4) WHERE authority = $1 AND round = $2 AND unit = $3");
            for u in &e.units {
                c.run(&sql, params![a, round, u.to_string(), day])?;
            }
        }
        Event::FeedbackDelivered(e) => match e.to {
            Addressee::Jurisdiction(j) => {
                c.run(
                    "UPDATE unit_progress SET jurisdiction_on = $4 WHERE authority = $1 AND round = $2 AND jurisdiction = $3",
                    params![a, round, j.to_string(), day],
                )?;
            }
            Addressee::Unit(u) => set(c, a, round, &u.to_string(), "feedback_on", day)?,
        },
        Event::StatementMade(e) => {
            c.run(
                "UPDATE unit_progress SET statement_on = $4 WHERE authority = $1 AND round = $2 \
                 AND unit = (SELECT unit FROM feedback WHERE feedback.authority = $1 AND feedback.feedback = $3)",
                params![a, round, e.feedback.to_string(), day],
            )?;
        }
        _ => {}
    }
    Ok(())
}

fn project_plan(c: &mut Conn, a: i64, event: &Event, round: &str, unit: &str, day: &str) -> Result<(), StoreError> {
    match event {
        Event::PlanOpened(e) => {
            let manifestations: usize = e.findings.iter().map(|f| f.manifestations.len()).sum();
            c.run(
                "UPDATE unit_progress SET released = 1, plan_due = $4, rectification_due = $5, reports_due = $6, provisional = $7, findings = $8, \
                 manifestations = $9, plan_step = 'opened' WHERE authority = $1 AND round = $2 AND unit = $3",
                params![
                    a,
                    round,
                    unit,
                    e.due.plan.to_string(),
                    e.due.rectification.to_string(),
                    e.due.reports.to_string(),
                    if e.due.provisional.yes() { "yes" } else { "no" },
                    e.findings.len() as i64,
                    manifestations as i64
                ],
            )?;
        }
        Event::PlanSubmitted(_) => {
            set(c, a, round, unit, "submitted_on", day)?;
            set(c, a, round, unit, "plan_step", "submitted")?;
        }
        Event::PlanReviewed(e) if e.approved.yes() => {
            set(c, a, round, unit, "approved_on", day)?;
            set(c, a, round, unit, "plan_step", "approved")?;
        }
        Event::PlanReviewed(_) => set(c, a, round, unit, "plan_step", "returned")?,
        Event::ReportFiled(_) => {
            c.run(
                "UPDATE unit_progress SET reports = reports + 1 WHERE authority = $1 AND round = $2 AND unit = $3",
                params![a, round, unit],
            )?;
        }
        _ => {}
    }
    Ok(())
}

/// A unit on its way through the round. Days are `2021-11-08`, `None` while the step is not done.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct UnitRow {
    pub unit: String,
    pub jurisdiction: String,
    pub team: Option<String>,
    pub entered_on: Option<String>,
    pub reported_on: Option<String>,
    pub heard_on: Option<String>,
    pub met_on: Option<String>,
    pub jurisdiction_on: Option<String>,
    pub feedback_on: Option<String>,
    pub statement_on: Option<String>,
    pub plan_due: Option<String>,
    pub rectification_due: Option<String>,
    pub reports_due: Option<String>,
    pub provisional: Option<String>,
    pub submitted_on: Option<String>,
    pub approved_on: Option<String>,
    pub plan_step: Option<String>,
    pub reports: i64,
    pub findings: i64,
    pub manifestations: i64,
}

/// The units of a round that a seat may see.
pub fn list(c: &mut Conn, a: i64, seen: &Scope, round: RoundId) -> Result<Vec<UnitRow>, StoreError> {
    let mut w = Where::authority("p", a);
    w.equal("p.round", Some(round.to_string()));
    // A unit's steps before its feedback are shown to itself: only what was found is not.
    scope::narrow(&mut w, "p", &Scope { released_only: false, ..seen.clone() });
    let sql = format!(
        "SELECT unit, jurisdiction, team, entered_on, reported_on, heard_on, met_on, jurisdiction_on, feedback_on, statement_on, plan_due, \
         rectification_due, reports_due, provisional, submitted_on, approved_on, plan_step, reports, findings, manifestations \
         FROM unit_progress p WHERE {} ORDER BY jurisdiction, unit",
        w.sql
    );
    let rows = c.rows(&sql, &w.params)?;
    rows.iter()
        .map(|r| {
            let own = |at: usize| r.text_if(at).map(|v| v.map(str::to_owned));
            Ok(UnitRow {
                unit: r.text(0)?.to_owned(),
                jurisdiction: r.text(1)?.to_owned(),
                team: own(2)?,
                entered_on: own(3)?,
                reported_on: own(4)?,
                heard_on: own(5)?,
                met_on: own(6)?,
                jurisdiction_on: own(7)?,
                feedback_on: own(8)?,
                statement_on: own(9)?,
                plan_due: own(10)?,
                rectification_due: own(11)?,
                reports_due: own(12)?,
                provisional: own(13)?,
                submitted_on: own(14)?,
                approved_on: own(15)?,
                plan_step: own(16)?,
                reports: r.int(17)?,
                findings: r.int(18)?,
                manifestations: r.int(19)?,
            })
        })
        .collect()
}
