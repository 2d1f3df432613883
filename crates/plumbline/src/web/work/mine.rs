//! My work: what waits for this seat, by due date, each with the way to do it.

use crate::{
    app::App,
    problem::Problem,
    web::{
        act::{ActForm, Draft, Known, form, form_with},
        item::view::permitted,
        shell::{Shell, Visit, show},
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    CommandKind, Seat, StreamKey,
    id::{RoundId, UnitId},
    permit,
    role::{Level, Role},
};
use store::read::{self, item::Filter, outcome::Of};

/// Rows of one kind of work that a page shows before it leads to the register.
const ROWS_MAX: usize = 12;

/// Address of this page.
const PAGE: &str = "/";

/// Something that waits.
#[derive(Clone, Debug)]
pub struct Task {
    /// Key of what is to be done.
    pub what: String,
    pub text: String,
    pub place: String,
    pub href: String,
    /// `None` where no date is set.
    pub due: Option<String>,
    pub forms: Vec<ActForm>,
}

#[derive(Template)]
#[template(path = "work.html")]
pub struct WorkPage {
    pub w: Shell,
    pub role: String,
    pub tasks: Vec<Task>,
    pub more: bool,
    /// What to do where nothing waits.
    pub teach: String,
}

impl WorkPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> WorkPage {
        let text = || "x".to_owned();
        let due = Some("2022-02-01".to_owned());
        let task = Task { what: text(), text: text(), place: text(), href: "/".to_owned(), due, forms: Vec::new() };
        WorkPage { w, role: text(), tasks: vec![task], more: true, teach: text() }
    }
}

/// `GET /`.
pub async fn page(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, |v| build(v, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, draft: Option<&Draft>) -> Result<WorkPage, Problem> {
    let mut tasks = duties(v, draft)?;
    let mut more = false;
    for (step, kinds) in STEPS {
        if may(v, kinds) {
            more |= items(v, step, &mut tasks)?;
        }
    }
    parts(v, &mut tasks)?;
    signals(v, &mut tasks)?;
    plans(v, draft, &mut tasks)?;
    papers(v, draft, &mut tasks)?;
    notices(v, &mut tasks)?;
    rounds(v, &mut tasks)?;
    tasks.sort_by(|a, b| (a.due.is_none(), &a.due).cmp(&(b.due.is_none(), &b.due)));
    let teach = match v.standing.role.level() {
        Level::Authority if v.scope.whole => "teach-office",
        Level::Jurisdiction => "teach-county",
        Level::Unit => "teach-unit",
        Level::Team => "teach-team",
        Level::Authority => "teach-other",
    };
    Ok(WorkPage { role: v.shell.of("role", v.standing.role.name()), tasks, more, teach: v.shell.t(teach), w: v.shell.clone() })
}

/// What waits at a step, for those whose acts move it on.
const STEPS: [(&str, &[CommandKind]); 4] = [
    ("planned", &[CommandKind::ReportProgress]),
    ("in_progress", &[CommandKind::ReportProgress]),
    ("claimed_done", &[CommandKind::VerifyItem]),
    ("verified", &[CommandKind::CloseItem]),
];

fn may(v: &Visit, kinds: &[CommandKind]) -> bool {
    kinds.iter().any(|k| permit::rows(*k).iter().any(|(role, _)| *role == v.standing.role))
}

fn duties(v: &Visit, draft: Option<&Draft>) -> Result<Vec<Task>, Problem> {
    let mut out = Vec::new();
    let rows = v.store.read(|c, a| read::duty::of_seat(c, a, v.standing.seat))?;
    let posts = if rows.is_empty() { Vec::new() } else { same_body(v)? };
    for d in rows.into_iter().take(50) {
        let subject = StreamKey::Duty(d.duty);
        let mut forms: Vec<ActForm> = form(v, CommandKind::FulfilDuty, subject, PAGE, draft)?.into_iter().collect();
        if !posts.is_empty() {
            forms.extend(form_with(v, CommandKind::HandOverDuty, subject, PAGE, draft, &Known::picks("to", posts.clone()))?);
        }
        let href = format!("/duties?round={}", d.round);
        out.push(Task {
            what: v.shell.t("task-duty"),
            text: d.wording,
            place: v.shell.of("source", &d.source),
            href,
            due: Some(d.due),
            forms,
        });
    }
    Ok(out)
}

/// Other posts of the body that this seat's post belongs to: a duty stays within it.
fn same_body(v: &Visit) -> Result<Vec<(String, String)>, Problem> {
    let Seat::Post(own) = v.standing.seat else { return Ok(Vec::new()) };
    let posts = v.store.read(|c, a| read::registry::list(c, a, &v.scope, read::registry::Noun::Post))?;
    let own = own.to_string();
    let Some(mine) = posts.iter().find(|p| p.id == own) else { return Ok(Vec::new()) };
    let same = posts.iter().filter(|p| p.id != own && p.jurisdiction == mine.jurisdiction && p.unit == mine.unit);
    Ok(same.map(|p| (p.id.clone(), p.name.clone())).collect())
}

fn items(v: &Visit, step: &str, tasks: &mut Vec<Task>) -> Result<bool, Problem> {
    let filter = Filter { steps: vec![step.to_owned()], led_only: true, ..Filter::default() };
    let page = v.store.read(|c, a| read::item::page(c, a, &v.scope, &filter, None))?;
    v.learn(page.rows.iter().map(|r| r.unit))?;
    let more = page.next.is_some() || page.rows.len() > ROWS_MAX;
    for row in page.rows.into_iter().take(ROWS_MAX) {
        let place = v.name(row.unit);
        tasks.push(Task {
            what: v.shell.of("task", step),
            text: row.wording,
            place,
            href: format!("/items/{}", row.item),
            due: Some(row.due.to_string()),
            forms: Vec::new(),
        });
    }
    Ok(more)
}

/// Parts of the unit in items led by others that are not done.
fn parts(v: &Visit, tasks: &mut Vec<Task>) -> Result<(), Problem> {
    if !may(v, &[CommandKind::FinishPart]) {
        return Ok(());
    }
    let rows = v.store.read(|c, a| read::item_part::owed(c, a, &v.scope, None))?;
    v.learn(rows.iter().map(|p| p.leads))?;
    for p in rows.into_iter().filter(|p| p.done_on.is_none() && matches!(p.step.as_str(), "planned" | "in_progress")) {
        let place = v.shell.tn("helps-with", "unit", v.name(p.leads));
        let (what, href, due) = (v.shell.t("task-part"), format!("/items/{}", p.item), Some(p.due.to_string()));
        tasks.push(Task { what, text: p.part, place, href, due, forms: Vec::new() });
    }
    Ok(())
}

fn signals(v: &Visit, tasks: &mut Vec<Task>) -> Result<(), Problem> {
    let of = Of { open: true, ..Of::default() };
    let explains = may(v, &[CommandKind::ExplainSignal]);
    if explains || may(v, &[CommandKind::DecideSignal]) {
        let rows = v.store.read(|c, a| read::outcome::signals(c, a, &v.scope, of))?;
        v.learn(rows.iter().map(|s| &s.unit))?;
        for s in rows {
            if explains && s.explained_on.is_some() {
                continue;
            }
            // An upheld signal leaves its case to be decided.
            let what = v.shell.t(if explains { "task-explain" } else { "task-signal" });
            let place = v.name(s.unit);
            tasks.push(Task { what, text: s.fact, place, href: format!("/items/{}", s.item), due: None, forms: Vec::new() });
        }
    }
    let defends = may(v, &[CommandKind::HearDefence]);
    if defends || may(v, &[CommandKind::DecideCase]) {
        let rows = v.store.read(|c, a| read::outcome::cases(c, a, &v.scope, of))?;
        v.learn(rows.iter().map(|k| &k.unit))?;
        for k in rows {
            if defends && k.defence_on.is_some() {
                continue;
            }
            let what = v.shell.t(if defends { "task-defence" } else { "task-case" });
            let (text, place) = (v.shell.of("failing", &k.alleged), v.name(k.unit));
            tasks.push(Task { what, text, place, href: format!("/items/{}", k.item), due: None, forms: Vec::new() });
        }
    }
    Ok(())
}

fn plans(v: &Visit, draft: Option<&Draft>, tasks: &mut Vec<Task>) -> Result<(), Problem> {
    let reviews = may(v, &[CommandKind::ReviewPlan]);
    let submits = v.standing.role == Role::PrincipalLeader || v.standing.role == Role::ContactPerson;
    if !reviews && !submits {
        return Ok(());
    }
    for round in v.store.read(read::round::list)? {
        let rows = v.store.read(|c, a| read::unit_progress::list(c, a, &v.scope, round.round))?;
        v.learn(rows.iter().map(|u| &u.unit))?;
        for u in rows {
            let step = u.plan_step.as_deref().unwrap_or_default();
            let place = v.name(&u.unit);
            let href = format!("/plans/{}/{}", round.round, u.unit);
            if submits && (matches!(step, "opened" | "returned") || step == "approved" && u.reports < 2) {
                let reports = step == "approved";
                let due = if reports { u.reports_due.clone() } else { u.plan_due.clone() };
                let what = v.shell.t(if reports { "task-report" } else { "task-plan" });
                tasks.push(Task { what, text: round.title.clone(), place, href, due, forms: Vec::new() });
            } else if reviews && step == "submitted" {
                let Ok(unit) = u.unit.parse::<UnitId>() else { continue };
                tasks.push(review(v, draft, (round.round, unit), (round.title.clone(), place, href))?);
            }
        }
    }
    Ok(())
}

fn review(v: &Visit, draft: Option<&Draft>, at: (RoundId, UnitId), said: (String, String, String)) -> Result<Task, Problem> {
    let subject = StreamKey::Plan(at.0, at.1);
    let open = permitted(v, CommandKind::ReviewPlan, subject)?;
    let made = if open { form(v, CommandKind::ReviewPlan, subject, PAGE, draft)? } else { None };
    let (text, place, href) = said;
    Ok(Task { what: v.shell.t("task-review"), text, place, href, due: None, forms: made.into_iter().collect() })
}

fn papers(v: &Visit, draft: Option<&Draft>, tasks: &mut Vec<Task>) -> Result<(), Problem> {
    // The deputy signs second and the leader third; the liaison enters both.
    let mine: &[i64] = match v.standing.role {
        Role::TeamDeputy => &[1],
        Role::TeamLeader => &[2],
        Role::TeamLiaison => &[1, 2],
        _ => return Ok(()),
    };
    let Some(round) = v.standing.round else { return Ok(()) };
    let rows = v.store.read(|c, a| read::finding::papers(c, a, &v.scope, round))?;
    v.learn(rows.iter().map(|p| &p.unit))?;
    for p in rows.into_iter().filter(|p| mine.contains(&p.signatures)) {
        let Ok(id) = p.paper.parse() else { continue };
        let forms = form(v, CommandKind::SignPaper, StreamKey::Paper(id), PAGE, draft)?.into_iter().collect();
        let href = format!("/rounds/{round}");
        tasks.push(Task { what: v.shell.t("task-paper"), text: p.matter, place: v.name(&p.unit), href, due: None, forms });
    }
    Ok(())
}

/// Drafts of notices that wait for whoever publishes them.
fn notices(v: &Visit, tasks: &mut Vec<Task>) -> Result<(), Problem> {
    if !may(v, &[CommandKind::PublishNotice]) {
        return Ok(());
    }
    for round in v.store.read(read::round::list)? {
        let drafts = v.store.read(|c, a| read::outcome::notices(c, a, &v.scope, round.round))?;
        for n in drafts.into_iter().filter(|n| n.published_on.is_none()) {
            let (what, place, href) = (v.shell.t("task-notice"), round.title.clone(), format!("/notices/{}", n.notice));
            tasks.push(Task { what, text: n.title, place, href, due: None, forms: Vec::new() });
        }
    }
    Ok(())
}

/// Rounds to authorise, units without a team, and the field work of a team until it reports.
fn rounds(v: &Visit, tasks: &mut Vec<Task>) -> Result<(), Problem> {
    let (authorises, forms) = (may(v, &[CommandKind::AuthoriseRound]), may(v, &[CommandKind::FormTeam]));
    let in_team = v.standing.team.is_some();
    if !(authorises || forms || in_team) {
        return Ok(());
    }
    for round in v.store.read(read::round::list)? {
        let href = format!("/rounds/{}", round.round);
        let mut add = |key: &str, place: String, due: Option<String>| {
            tasks.push(Task { what: v.shell.t(key), text: round.title.clone(), place, href: href.clone(), due, forms: Vec::new() });
        };
        if authorises && round.authorised_on.is_none() {
            add("task-authorise", v.shell.of("kind", &round.sort), None);
        }
        let mine = in_team && v.standing.round == Some(round.round);
        if !(mine || forms && round.authorised_on.is_some()) {
            continue;
        }
        let units = v.store.read(|c, a| read::unit_progress::list(c, a, &v.scope, round.round))?;
        v.learn(units.iter().map(|u| &u.unit))?;
        for u in &units {
            if forms && u.team.is_none() {
                add("task-team", v.name(&u.unit), None);
            } else if mine && u.entered_on.is_some() && u.reported_on.is_none() {
                add("task-field", v.name(&u.unit), Some(round.field_to.clone()));
            }
        }
    }
    Ok(())
}
