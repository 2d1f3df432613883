//! The item: its plumb line, wording, plan, record, and the acts that this seat may do now.

use super::told::{self, Told};
use crate::{
    api::query::{ItemView, view_item},
    app::App,
    caller::with_facts,
    problem::Problem,
    web::{
        act::{ActForm, Draft, Known, form_with, page::Place, who},
        round::line::Knot,
        shell::{Shell, Visit, show},
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    CommandKind::{self, *},
    Event, StreamKey,
    about::About,
    facts::Facts,
    id::{ItemId, UnitId},
    item::ItemStep,
    permit,
    refusal::Halt,
};
use store::read::{item::ItemRow, item_part, record};

/// What the plan says of the item.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    pub wording: String,
    pub cause: String,
    pub target: String,
    pub leader: String,
    pub department: String,
    pub person: String,
    /// Kind, content, leader, department, due.
    pub measures: Vec<[String; 5]>,
    /// Unit, part, due.
    pub assisting: Vec<[String; 3]>,
}

#[derive(Template)]
#[template(path = "item.html")]
pub struct ItemPage {
    pub w: Shell,
    pub number: i64,
    pub unit: String,
    pub jurisdiction: String,
    pub round: String,
    pub step: String,
    pub due: String,
    pub settled: bool,
    pub long_term: bool,
    pub extensions: i64,
    pub knots: Vec<Knot>,
    pub covers: Vec<store::read::item::Covered>,
    pub plan: Planned,
    pub facts: Vec<Told>,
    pub forms: Vec<ActForm>,
    pub signals: usize,
    /// Whether the seat's unit only helps with it.
    pub helps: bool,
}

impl ItemPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> ItemPage {
        ItemPage {
            number: 1,
            unit: "U".to_owned(),
            jurisdiction: "J".to_owned(),
            round: "R".to_owned(),
            step: "closed".to_owned(),
            due: "2022-03-01".to_owned(),
            settled: true,
            long_term: false,
            extensions: 0,
            knots: vec![Knot::sample()],
            covers: Vec::new(),
            plan: Planned { measures: vec![Default::default()], ..Planned::default() },
            facts: Vec::new(),
            forms: Vec::new(),
            signals: 0,
            helps: true,
            w,
        }
    }
}

/// `GET /items/{item}`.
pub async fn page(State(app): State<App>, Path(item): Path<ItemId>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, item, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, id: ItemId, draft: Option<&Draft>) -> Result<ItemPage, Problem> {
    let seen = view_item(v.store, &v.scope, id)?;
    let row = seen.item.clone();
    let zone = told::zone(v);
    let facts = gather(v, id, &seen)?;
    v.learn([row.unit.to_string(), row.jurisdiction.to_string()])?;
    v.learn_in(&facts.iter().map(|f| (&f.act, &f.event)).collect::<Vec<_>>())?;
    let page = Place::Item(id).path();
    let mut forms = Vec::new();
    for (kind, subject) in open_acts(v, id, &row, &seen)? {
        let known = if kind == ReportProgress { Known::picks("measure", measures(&facts)) } else { Known::default() };
        forms.extend(form_with(v, kind, subject, &page, draft, &known)?);
    }
    if let Some(part) = open_part(v, id)? {
        forms.extend(form_with(v, FinishPart, StreamKey::Item(id), &page, draft, &Known::given("unit", part))?);
    }
    // What one may do oneself stands before what one may enter for others.
    forms.sort_by_key(|f: &ActForm| !f.myself);
    let plan = facts.iter().find_map(|f| match &f.event {
        Event::ItemDrafted(e) => Some(planned(v, e)),
        _ => None,
    });
    let knots = knots(v, &row, &facts);
    Ok(ItemPage {
        number: row.number,
        unit: v.name(row.unit),
        jurisdiction: v.name(row.jurisdiction),
        round: row.round.to_string(),
        due: row.due.to_string(),
        settled: matches!(row.step.as_str(), "closed" | "accepted_not_done" | "dropped"),
        step: row.step,
        long_term: row.long_term,
        helps: row.helps,
        extensions: row.extensions,
        knots,
        covers: seen.covers,
        plan: plan.unwrap_or_default(),
        facts: facts
            .iter()
            .filter(|f| !matches!(f.event, Event::SignalNoted(_) | Event::SignalSettled(_)))
            .map(|f| told::tell(v, &zone, f))
            .collect(),
        forms,
        signals: seen.signals.iter().filter(|s| s.decided_on.is_none()).count(),
        w: v.shell.clone(),
    })
}

/// Facts of the item that this seat may see, of its signals and of its cases, in the order of the record.
fn gather(v: &Visit, id: ItemId, seen: &ItemView) -> Result<Vec<rules::Fact>, Problem> {
    let mut facts = v.store.read(|c, a| item_part::facts(c, a, &v.scope, id))?;
    let signals = seen.signals.iter().map(|s| StreamKey::Signal(s.signal));
    for stream in signals.chain(seen.cases.iter().map(|c| StreamKey::Case(c.case))) {
        facts.extend(v.store.read(|c, a| record::of_stream(c, a, stream))?);
    }
    facts.sort_by_key(|f| f.position);
    Ok(facts)
}

/// The measures of an item, as a report of progress may name one.
fn measures(facts: &[rules::Fact]) -> Vec<(String, String)> {
    let drafted = facts.iter().find_map(|f| if let Event::ItemDrafted(e) = &f.event { Some(&e.measures) } else { None });
    drafted.into_iter().flatten().map(|m| (m.id.to_string(), m.content.clone())).collect()
}

fn planned(v: &Visit, e: &rules::event::ItemDrafted) -> Planned {
    let measure = |m: &rules::parts::Measure| {
        let kind = v.shell.of("measure-kind", m.sort.name());
        [kind, m.content.clone(), v.name(m.leader), m.department.clone(), v.shell.day(&m.due.to_string())]
    };
    Planned {
        wording: e.wording.clone(),
        cause: e.cause.clone(),
        target: e.target.clone(),
        leader: v.name(e.responsible_leader),
        department: e.responsible_department.clone(),
        person: e.responsible_person.shown().map_or_else(|| v.shell.t("erased"), str::to_owned),
        measures: e.measures.iter().map(measure).collect(),
        assisting: e.assisting.iter().map(|a| [v.name(a.unit), a.part.clone(), v.shell.day(&a.due.to_string())]).collect(),
    }
}

/// The knots of an item: a step that was left again by a return or a reopening is no longer done. Whoever helps sees
/// how far it has come, not by whom.
fn knots(v: &Visit, row: &ItemRow, facts: &[rules::Fact]) -> Vec<Knot> {
    const STEPS: [(&str, &str); 6] = [
        ("item_drafted", "knot-drafted"),
        ("item_planned", "knot-planned"),
        ("progress_reported", "knot-progress"),
        ("claimed_done", "knot-claimed"),
        ("item_verified", "knot-verified"),
        ("item_closed", "knot-closed"),
    ];
    let reached = match row.step.as_str() {
        "open" | "dropped" => 1,
        "planned" => 2,
        "in_progress" | "accepted_not_done" => 3,
        "claimed_done" => 4,
        "verified" => 5,
        _ => 6,
    };
    let one = |(i, (kind, key)): (usize, &(&str, &str))| {
        let fact = facts.iter().rev().find(|f| f.event.name() == *kind).filter(|_| i < reached);
        let state = if i + 1 == reached && i == 2 {
            "now"
        } else if fact.is_some() || row.helps && i < reached {
            "done"
        } else if i < reached {
            "gap"
        } else if i == reached && reached != 3 {
            "now"
        } else {
            "later"
        };
        Knot {
            state,
            closed: *kind == "item_closed" && i < reached && reached == 6,
            title: v.shell.t(key),
            on: fact.map(|f| v.shell.day(&f.act.occurred_on.to_string())).unwrap_or_default(),
            note: fact.map(|f| told::who(v, f.act.decided_by.person, f.act.decided_by.seat)).unwrap_or_default(),
            href: fact.map(|f| format!("#n{}", f.position)).unwrap_or_default(),
        }
    };
    STEPS.iter().enumerate().map(one).collect()
}

/// Acts that fit the step and that this seat is permitted.
fn open_acts(v: &Visit, id: ItemId, row: &ItemRow, seen: &ItemView) -> Result<Vec<(CommandKind, StreamKey)>, Problem> {
    let steps: &[CommandKind] = match row.step.as_str() {
        "planned" => &[ReportProgress, ClaimDone, RequestExtension, DecideExtension, AcceptNotDone],
        "in_progress" => &[ReportProgress, ClaimDone, RequestExtension, DecideExtension, AcceptNotDone, RaiseSignal],
        "claimed_done" => &[VerifyItem, ReturnItem, RaiseSignal],
        "verified" => &[CloseItem, ReturnItem, RaiseSignal],
        "closed" => &[ReopenItem, RaiseSignal],
        _ => &[],
    };
    let mut wanted: Vec<(CommandKind, StreamKey)> = Vec::new();
    for c in seen.cases.iter().filter(|c| c.decided_on.is_none()) {
        wanted.extend([HearDefence, DecideCase].map(|k| (k, StreamKey::Case(c.case))));
    }
    for s in seen.signals.iter().filter(|s| s.decided_on.is_none()) {
        wanted.extend([ExplainSignal, DecideSignal].map(|k| (k, StreamKey::Signal(s.signal))));
    }
    wanted.extend(steps.iter().map(|k| (*k, StreamKey::Item(id))));
    let asked = with_facts(v.store, |facts| Ok(facts.item(id)?.extension_asked))?;
    wanted.retain(|w| if w.0 == DecideExtension { asked.is_some() } else { !(w.0 == RequestExtension && asked.is_some()) });
    let mut out = Vec::new();
    for (kind, subject) in wanted {
        if permitted(v, kind, subject)? {
            out.push((kind, subject));
        }
    }
    Ok(out)
}

/// The assisting unit of this seat whose part of the item is not done.
fn open_part(v: &Visit, id: ItemId) -> Result<Option<UnitId>, Problem> {
    let Some(unit) = v.standing.unit else { return Ok(None) };
    let item = with_facts(v.store, |facts| facts.item(id))?;
    let waits = item.parts_open.contains(&unit) && matches!(item.step, ItemStep::Planned | ItemStep::InProgress);
    let resource = permit::Resource { unit: Some(unit), round: Some(item.round), ..permit::Resource::default() };
    Ok(Some(unit).filter(|_| waits).filter(|_| allowed(v, FinishPart, |_| Ok(resource)).unwrap_or(false)))
}

/// Whether this seat may do an act upon a stream, or enter it for somebody who may.
pub fn permitted(v: &Visit, kind: CommandKind, subject: StreamKey) -> Result<bool, Problem> {
    allowed(v, kind, |facts| About::of(kind, subject).resource(facts))
}

/// As [`permitted`], for an act whose resource is told by a question to the facts.
pub fn allowed(v: &Visit, kind: CommandKind, resource: impl Fn(&Facts) -> Result<permit::Resource, Halt>) -> Result<bool, Problem> {
    Ok(who::deciders(v, kind, resource)?.any())
}
