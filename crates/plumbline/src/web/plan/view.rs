//! The rectification plan of a unit: its days, what was fed back, its items, its reports, and the forms of both sides.

use crate::{
    app::App,
    caller::with_facts,
    problem::Problem,
    web::{
        act::{ActForm, Draft, Known, form, form_with, page::Place},
        item::view::permitted,
        record::{Quote, RecordPage, tell},
        shell::{Visit, show},
    },
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    CommandKind::{self, FileReport, ReviewPlan, SubmitPlan},
    Event, StreamKey,
    event::ItemDrafted,
    id::{RoundId, UnitId},
    plan::{PlanStep, RectificationPlan},
};
use std::collections::BTreeMap;
use store::read::{
    self,
    item::Filter,
    registry::{self, Noun},
};

/// `GET /plans/{round}/{unit}`.
pub async fn page(State(app): State<App>, Path((round, unit)): Path<(RoundId, UnitId)>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, round, unit, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, round: RoundId, unit: UnitId, draft: Option<&Draft>) -> Result<RecordPage, Problem> {
    let seen = v.store.read(|c, a| read::unit_progress::list(c, a, &v.scope, round))?;
    let row = seen.into_iter().find(|u| u.unit == unit.to_string()).ok_or(Problem::NotFound)?;
    let plan = with_facts(v.store, |facts| facts.plan_if(round, unit))?.ok_or(Problem::NotFound)?;
    v.learn([unit])?;
    let name = v.name(unit);
    let title = v.store.read(read::round::list)?.into_iter().find(|r| r.round == round).map(|r| r.title);
    let mut page = RecordPage::of(v.shell.clone(), format!("{} · {name}", v.shell.t("noun-plan")), name);
    page.crumbs = vec![("/rounds".to_owned(), v.shell.t("nav-rounds")), (format!("/rounds/{round}#teams"), title.unwrap_or_default())];
    let dates = [("plan-due", &row.plan_due), ("rectification-due", &row.rectification_due), ("reports-due", &row.reports_due)];
    let told = dates.iter().filter_map(|(key, day)| Some(format!("{} {}", v.shell.t(key), v.shell.day(day.as_deref()?))));
    let step = v.shell.of("step", plan.step.name());
    page.lead = std::iter::once(step).chain(told).collect::<Vec<_>>().join(" · ");
    let leaves = leaves(v, &plan)?;
    page.quotes = leaves.clone();
    page.links_title = v.shell.t("nav-register");
    let filter = Filter { round: Some(round), unit: Some(unit), ..Filter::default() };
    let rows = v.store.read(|c, a| read::item::page(c, a, &v.scope, &filter, None))?.rows;
    let item = |r: read::item::ItemRow| (format!("/items/{}", r.item), format!("{}. {}", r.number, r.wording), v.shell.of("step", &r.step));
    page.links = rows.into_iter().map(item).collect();
    let facts = v.store.read(|c, a| read::record::of_stream(c, a, StreamKey::Plan(round, unit)))?;
    page.facts = tell(v, &facts)?;
    page.forms = forms(v, (round, unit), &plan, &leaves, draft)?;
    Ok(page)
}

/// What was fed back, with the corrected wordings beside it.
fn leaves(v: &Visit, plan: &RectificationPlan) -> Result<Vec<Quote>, Problem> {
    with_facts(v.store, |facts| {
        let mut out = Vec::new();
        for told in &plan.findings {
            let finding = facts.finding(told.finding)?;
            let fed = finding.manifestations.iter().filter(|m| told.manifestations.contains(&m.id));
            out.extend(fed.map(|m| Quote {
                id: m.id.to_string(),
                wording: m.text.clone(),
                amount: String::new(),
                corrected: finding.corrected.get(&m.id).cloned().unwrap_or_default(),
            }));
        }
        Ok(out)
    })
}

fn forms(
    v: &Visit,
    (round, unit): (RoundId, UnitId),
    plan: &RectificationPlan,
    leaves: &[Quote],
    draft: Option<&Draft>,
) -> Result<Vec<ActForm>, Problem> {
    let (path, subject) = (Place::Plan(round, unit).path(), StreamKey::Plan(round, unit));
    let open = |kind: CommandKind, fits: bool| -> Result<bool, Problem> { Ok(fits && permitted(v, kind, subject)?) };
    let mut out = Vec::new();
    if open(SubmitPlan, matches!(plan.step, PlanStep::Opened | PlanStep::Returned))? {
        let posts = v.store.read(|c, a| registry::list(c, a, &v.scope, Noun::Post))?;
        let own = posts.into_iter().filter(|p| p.unit.as_deref() == Some(unit.to_string().as_str()));
        let known = Known {
            picks: vec![("leader", own.map(|p| (p.id, p.name)).collect()), ("assisting", neighbours(v, round, unit)?)],
            leaves: leaves.iter().map(|q| (q.id.clone(), q.wording.clone())).collect(),
            typed: before(v, plan, leaves)?,
            ..Known::default()
        };
        out.extend(form_with(v, SubmitPlan, subject, &path, draft, &known)?);
    }
    if open(ReviewPlan, plan.step == PlanStep::Submitted)? {
        out.extend(form(v, ReviewPlan, subject, &path, draft)?);
    }
    if open(FileReport, plan.step == PlanStep::Approved && plan.reports.len() < 2)? {
        out.extend(form(v, FileReport, subject, &path, draft)?);
    }
    Ok(out)
}

/// The fields of a plan as it was handed in before; with the last day for all where it is the first.
fn before(v: &Visit, plan: &RectificationPlan, leaves: &[Quote]) -> Result<BTreeMap<String, String>, Problem> {
    let mut drafted: Vec<ItemDrafted> = Vec::new();
    for item in &plan.items {
        let facts = v.store.read(|c, a| read::record::of_stream(c, a, StreamKey::Item(*item)))?;
        drafted.extend(facts.into_iter().find_map(|f| if let Event::ItemDrafted(e) = f.event { Some(e) } else { None }));
    }
    let mut out = BTreeMap::new();
    for (n, e) in drafted.iter().enumerate() {
        put_item(&mut out, n, e);
    }
    if drafted.is_empty() {
        for (n, leaf) in leaves.iter().enumerate() {
            let due = plan.due.rectification.to_string();
            let set = [("covers", leaf.id.clone()), ("due", due), ("measure_0_sort", "period".to_owned())];
            out.extend(set.map(|(name, value)| (format!("item_{n}_{name}"), value)));
        }
    }
    Ok(out)
}

/// The fields of an item as it was handed in before.
fn put_item(out: &mut BTreeMap<String, String>, n: usize, e: &ItemDrafted) {
    let mut put = |name: &str, value: String| drop(out.insert(format!("item_{n}_{name}"), value));
    let yes = |on: bool| if on { "yes".to_owned() } else { String::new() };
    put("covers", e.covers.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    put("wording", e.wording.clone());
    put("cause", e.cause.clone());
    put("target", e.target.clone());
    put("leader", e.responsible_leader.to_string());
    put("department", e.responsible_department.clone());
    put("person", e.responsible_person.shown().unwrap_or_default().to_owned());
    put("due", e.due.to_string());
    put("long_term", yes(e.long_term.yes()));
    put("beyond", yes(!e.within_period.yes()));
    for (i, m) in e.measures.iter().enumerate() {
        put(&format!("measure_{i}_content"), m.content.clone());
        put(&format!("measure_{i}_leader"), m.leader.to_string());
        put(&format!("measure_{i}_department"), m.department.clone());
        put(&format!("measure_{i}_due"), m.due.to_string());
        put(&format!("measure_{i}_sort"), m.sort.name().to_owned());
    }
    for (i, a) in e.assisting.iter().enumerate() {
        put(&format!("assisting_{i}_unit"), a.unit.to_string());
        put(&format!("assisting_{i}_part"), a.part.clone());
        put(&format!("assisting_{i}_due"), a.due.to_string());
    }
}

/// Units that may assist: the others of the round.
fn neighbours(v: &Visit, round: RoundId, unit: UnitId) -> Result<Vec<(String, String)>, Problem> {
    let units = with_facts(v.store, |facts| Ok(facts.round(round)?.units.clone()))?;
    let others: Vec<UnitId> = units.iter().map(|u| u.unit).filter(|u| *u != unit).collect();
    v.learn(&others)?;
    Ok(others.iter().map(|u| (u.to_string(), v.name(u))).collect())
}
