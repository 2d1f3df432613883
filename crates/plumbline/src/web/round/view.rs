//! A round on one page: plumb line, teams and units, hearings, feedback, figures that open, findings, duties, notices.

use super::{
    acts, figure,
    line::{self, Knot},
};
use crate::{
    api::query::{fold_tally, view_round},
    app::App,
    caller::with_facts,
    problem::Problem,
    web::{
        act::{ActForm, Draft},
        item::told::Told,
        record::tell,
        shell::{Shell, Visit, show},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{Event, StreamKey, id::RoundId};
use store::read::{duty::DutyRow, finding::FindingRow, outcome::NoticeRow, round::RoundRow};

/// A figure and the rows behind it.
#[derive(Clone, Debug)]
pub struct Figure {
    pub label: String,
    pub value: String,
    pub href: String,
}

/// A team with its members in words, and the units it inspects.
#[derive(Clone, Debug)]
pub struct TeamLine {
    pub name: String,
    pub members: String,
    pub units: String,
}

/// A unit on its way: name, place, findings, manifestations, entry, feedback, plan step, plan due.
#[derive(Clone, Debug)]
pub struct UnitLine {
    pub id: String,
    pub name: String,
    pub place: String,
    pub findings: i64,
    pub manifestations: i64,
    pub entered: String,
    pub fed_back: String,
    pub plan_step: String,
    pub plan_due: String,
}

/// A feedback in words.
#[derive(Clone, Debug)]
pub struct FeedbackLine {
    pub href: String,
    pub to: String,
    pub channel: String,
    pub letter: String,
    pub on: String,
    pub statement: String,
    pub receipt: String,
    pub requirements: i64,
}

#[derive(Template)]
#[template(path = "round.html")]
pub struct RoundPage {
    pub w: Shell,
    pub round: RoundRow,
    pub knots: Vec<Knot>,
    pub topics: Vec<(String, String, String)>,
    pub period: [String; 2],
    pub teams: Vec<TeamLine>,
    pub units: Vec<UnitLine>,
    /// Whether the words of hearings are for this seat.
    pub opens: bool,
    pub hearings: Vec<(String, String, String, i64)>,
    pub feedbacks: Vec<FeedbackLine>,
    pub steps: Vec<Figure>,
    pub total: i64,
    pub sums: Vec<Figure>,
    pub findings: usize,
    /// Findings by unit: id and name of the unit.
    pub found: Vec<(String, String, Vec<FindingRow>)>,
    pub duties: (usize, usize, usize),
    pub notices: Vec<NoticeRow>,
    pub forms: Vec<ActForm>,
    /// Plan and authorisation.
    pub facts: Vec<Told>,
}

impl RoundPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> RoundPage {
        let text = || "x".to_owned();
        let id = RoundId(uuid::Uuid::nil());
        RoundPage {
            round: RoundRow {
                round: id,
                title: text(),
                sort: "special".to_owned(),
                planned_on: "2021-09-01".to_owned(),
                authorised_on: None,
                field_to: "2021-11-01".to_owned(),
            },
            knots: vec![Knot::sample()],
            topics: vec![(text(), text(), text())],
            period: [text(), text()],
            teams: Vec::new(),
            units: Vec::new(),
            opens: true,
            hearings: Vec::new(),
            feedbacks: Vec::new(),
            steps: vec![Figure { label: text(), value: "1".to_owned(), href: "/".to_owned() }],
            total: 1,
            sums: Vec::new(),
            findings: 0,
            found: Vec::new(),
            duties: (1, 2, 3),
            notices: Vec::new(),
            forms: Vec::new(),
            facts: Vec::new(),
            w,
        }
    }
}

/// `GET /rounds/{round}`.
pub async fn page(State(app): State<App>, Path(round): Path<RoundId>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, round, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, id: RoundId, draft: Option<&Draft>) -> Result<RoundPage, Problem> {
    let seen = view_round(v.store, &v.scope, id)?;
    v.learn_in(&seen)?;
    let state = with_facts(v.store, |facts| facts.round(id))?;
    let findings = v.store.read(|c, a| store::read::finding::list(c, a, &v.scope, id, None))?;
    let notices = v.store.read(|c, a| store::read::outcome::notices(c, a, &v.scope, id))?;
    let duties = duties(v, id)?;
    let total = seen.counts.iter().map(|c| c.1).sum();
    let closed = seen.counts.iter().filter(|c| c.0 == "closed").map(|c| c.1).sum();
    let published = notices.iter().filter_map(|n| n.published_on.as_ref()).max();
    let today = v.shell.today.to_string();
    let done = duties.iter().filter(|d| d.done_on.is_some()).count();
    let late = duties.iter().filter(|d| d.done_on.is_none() && d.due < today).count();
    let (forms, planned) = (acts::forms(v, id, &state, &seen, draft)?, planned(v, id)?);
    let knots = line::of_round(&v.shell, &state, &seen.units, (closed, total), published);
    let step = |c: &(String, i64)| Figure {
        label: v.shell.of("step", &c.0),
        value: words::thousands(c.1),
        href: format!("/register?round={id}&step={}", c.0),
    };
    Ok(RoundPage {
        period: [v.shell.day(&state.field_from.to_string()), v.shell.day(&state.field_to.to_string())],
        teams: teams(v, &seen),
        units: units(v, &seen),
        feedbacks: feedbacks(v, &seen),
        steps: in_order(&seen.counts).map(step).collect(),
        sums: sums(v, id)?,
        duties: (duties.len(), done, late),
        round: seen.round,
        topics: seen.topics,
        opens: v.scope.whole,
        hearings: seen.hearings,
        knots,
        total,
        found: by_unit(v, &findings),
        findings: findings.len(),
        notices,
        forms,
        facts: planned,
        w: v.shell.clone(),
    })
}

fn planned(v: &Visit, id: RoundId) -> Result<Vec<Told>, Problem> {
    let mut facts = v.store.read(|c, a| store::read::record::of_stream(c, a, StreamKey::Round(id)))?;
    facts.retain(|f| matches!(f.event, Event::RoundPlanned(_) | Event::RoundAuthorised(_)));
    tell(v, &facts)
}

fn by_unit(v: &Visit, findings: &[FindingRow]) -> Vec<(String, String, Vec<FindingRow>)> {
    let mut out: Vec<(String, String, Vec<FindingRow>)> = Vec::new();
    for f in findings {
        match out.iter_mut().find(|u| u.0 == f.unit) {
            Some(known) => known.2.push(f.clone()),
            None => out.push((f.unit.clone(), v.name(&f.unit), vec![f.clone()])),
        }
    }
    out
}

/// Counts in the order of the steps.
fn in_order(counts: &[(String, i64)]) -> impl Iterator<Item = &(String, i64)> {
    rules::item::ItemStep::ALL.iter().filter_map(|s| counts.iter().find(|c| c.0 == s.name()))
}

fn duties(v: &Visit, id: RoundId) -> Result<Vec<DutyRow>, Problem> {
    let all = v.store.read(|c, a| {
        if v.scope.whole { store::read::duty::of_round(c, a, id) } else { store::read::duty::of_seat(c, a, v.standing.seat) }
    })?;
    Ok(all.into_iter().filter(|d| d.round == id).collect())
}

fn teams(v: &Visit, seen: &crate::api::query::RoundView) -> Vec<TeamLine> {
    let inside = |t: &str| seen.units.iter().filter(|u| u.team.as_deref() == Some(t)).map(|u| v.name(&u.unit)).collect::<Vec<_>>();
    let sep = v.shell.t("list-separator");
    let member = |m: &(String, String)| {
        let role = v.shell.of("role", &m.1);
        v.known(&m.0).map_or(role.clone(), |n| v.shell.tn("person-and-role", "person", n).replace("{role}", &role))
    };
    let place = |m: &&(String, String)| rules::role::Role::parse(&m.1);
    let line = |t: &store::read::round::TeamRow| TeamLine {
        name: t.name.clone(),
        members: {
            let mut list: Vec<&(String, String)> = t.members.iter().collect();
            list.sort_by_key(place);
            list.into_iter().map(member).collect::<Vec<_>>().join(&sep)
        },
        units: inside(&t.team).join(&sep),
    };
    // Ids grow with time, so teams stand in the order in which they were formed.
    let mut teams: Vec<&store::read::round::TeamRow> = seen.teams.iter().collect();
    teams.sort_by(|a, b| a.team.cmp(&b.team));
    // A team whose units are not seen is nobody's business here.
    teams.into_iter().map(line).filter(|t| v.scope.whole || !t.units.is_empty()).collect()
}

fn units(v: &Visit, seen: &crate::api::query::RoundView) -> Vec<UnitLine> {
    let day = |d: &Option<String>| d.as_deref().map(|d| v.shell.day(d)).unwrap_or_default();
    let line = |u: &store::read::unit_progress::UnitRow| UnitLine {
        id: u.unit.clone(),
        name: v.name(&u.unit),
        place: v.name(&u.jurisdiction),
        findings: u.findings,
        manifestations: u.manifestations,
        entered: day(&u.entered_on),
        fed_back: day(&u.feedback_on),
        plan_step: u.plan_step.as_deref().map(|s| v.shell.of("step", s)).unwrap_or_default(),
        plan_due: day(&u.plan_due),
    };
    seen.units.iter().map(line).collect()
}

fn feedbacks(v: &Visit, seen: &crate::api::query::RoundView) -> Vec<FeedbackLine> {
    let day = |d: &Option<String>| d.as_deref().map(|d| v.shell.day(d)).unwrap_or_default();
    let line = |f: &store::read::round::FeedbackRow| FeedbackLine {
        href: format!("/rounds/{}/feedbacks/{}", seen.round.round, f.feedback),
        to: f.jurisdiction.as_ref().or(f.unit.as_ref()).map(|id| v.name(id)).unwrap_or_default(),
        channel: v.shell.t(if f.jurisdiction.is_some() { "channel-jurisdiction" } else { "channel-unit" }),
        letter: f.letter_number.clone(),
        on: v.shell.day(&f.delivered_on),
        statement: day(&f.statement_on),
        receipt: day(&f.receipt_on),
        requirements: f.requirements,
    };
    seen.feedbacks.iter().map(line).collect()
}

/// Sums folded from the record, for those who see the whole round; each leads to the rows behind it.
fn sums(v: &Visit, id: RoundId) -> Result<Vec<Figure>, Problem> {
    if !v.scope.whole {
        return Ok(Vec::new());
    }
    let totals = fold_tally(v.store, id)?.totals;
    let figure = |(name, n): (&'static str, i64)| tally_figure(&v.shell, &id.to_string(), None, None, name, n);
    Ok(totals.fields().into_iter().map(figure).collect())
}

/// A figure of a tally with the link to the rows that make it. Items open in the register, which can be narrowed on;
/// figures of a notice open as they were when it was drafted.
pub fn tally_figure(w: &Shell, round: &str, unit: Option<&str>, notice: Option<&str>, name: &'static str, n: i64) -> Figure {
    let steps = match name {
        "items" => Some(""),
        "items_closed" => Some("&step=closed"),
        "items_open" => Some("&step=open,planned,in_progress"),
        "items_claimed" => Some("&step=claimed_done,verified"),
        "items_accepted_not_done" => Some("&step=accepted_not_done"),
        _ => None,
    };
    let href = match (steps, notice) {
        (Some(steps), None) => format!("/register?round={round}{}{steps}", unit.map(|u| format!("&unit={u}")).unwrap_or_default()),
        _ => figure::address(round, unit, notice, name),
    };
    Figure { label: w.of("tally", name), value: figure::shown(name, n), href }
}
