//! The rows behind a figure: each finding, manifestation or item that it counts, or the amount that each adds to it. For
//! a notice the rows are those of the moment at which it was drafted, so that they always make its figures.

use crate::{
    app::App,
    caller::with_facts_at,
    malformed::Wrong,
    problem::Problem,
    web::{
        shell::{Shell, Visit, show},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    Event, StreamKey,
    facts::Facts,
    id::*,
    item::{Item, ItemStep},
    parts::Tally,
    plan::RectificationPlan,
    refusal::Halt,
};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use store::read;

/// Rows a page.
const ROWS_MAX: usize = 50;
/// Figures that are amounts of money in fen.
const MONEY: [&str; 4] = ["refunded", "recovered", "brought_back", "loss_avoided"];

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<UnitId>,
    notice: Option<NoticeId>,
    #[serde(default)]
    from: usize,
}

/// A row in words.
#[derive(Clone, Debug)]
pub struct Row {
    pub unit: String,
    pub text: String,
    pub href: String,
    pub value: String,
}

#[derive(Template)]
#[template(path = "figure.html")]
pub struct FigurePage {
    pub w: Shell,
    pub round: String,
    pub round_title: String,
    pub place: String,
    pub title: String,
    pub row_title: String,
    pub total: String,
    /// Id and title of the notice whose figure this is.
    pub notice: Option<(String, String)>,
    pub rows: Vec<Row>,
    /// Rows on other pages.
    pub more: usize,
    pub next: Option<String>,
}

impl FigurePage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> FigurePage {
        let text = || "x".to_owned();
        FigurePage {
            w,
            round: text(),
            round_title: text(),
            place: text(),
            title: text(),
            row_title: text(),
            total: text(),
            notice: Some((text(), text())),
            rows: vec![Row { unit: text(), text: text(), href: "/".to_owned(), value: text() }],
            more: 1,
            next: Some("/".to_owned()),
        }
    }
}

/// What a row stands for.
enum Of {
    Finding(FindingId),
    Manifestation(FindingId, ManifestationId, String),
    Item(ItemId),
}

/// A figure as people write it.
pub fn shown(name: &str, n: i64) -> String {
    if MONEY.contains(&name) { words::yuan(n) } else { words::thousands(n) }
}

/// Address of the rows behind a figure of a round, of one unit or a notice where asked.
pub fn address(round: &str, unit: Option<&str>, notice: Option<&str>, name: &str) -> String {
    let narrow: Vec<String> = [("unit", unit), ("notice", notice)].into_iter().filter_map(|(k, v)| Some(format!("{k}={}", v?))).collect();
    let mark = if narrow.is_empty() { "" } else { "?" };
    format!("/rounds/{round}/figures/{name}{mark}{}", narrow.join("&"))
}

/// `GET /rounds/{round}/figures/{figure}`.
pub async fn page(
    State(app): State<App>,
    Path((round, name)): Path<(RoundId, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    show(&app, &headers, &uri, move |v| build(v, round, &name, &asked)).await
}

fn build(v: &mut Visit, round: RoundId, name: &str, asked: &Asked) -> Result<FigurePage, Problem> {
    let known = Tally::default().fields().into_iter().find(|f| f.0 == name);
    let name = known.ok_or_else(|| Problem::malformed("figure", Wrong::Value(name.to_owned())))?.0;
    let title = v.store.read(read::round::list)?.into_iter().find(|r| r.round == round).ok_or(Problem::NotFound)?.title;
    let seen = v.store.read(|c, a| read::unit_progress::list(c, a, &v.scope, round))?;
    let units: Vec<UnitId> = seen.iter().filter_map(|u| u.unit.parse().ok()).filter(|u| asked.unit.is_none_or(|a| a == *u)).collect();
    if units.is_empty() {
        return Err(Problem::NotFound);
    }
    let notice = asked.notice.map(|id| drafted(v, id)).transpose()?;
    let at = notice.as_ref().map(|n| n.0);
    let found = with_facts_at(v.store, at, |facts| gather(facts, round, &units, name))?;
    let total: i64 = found.iter().map(|f| f.2).sum();
    v.learn(&units)?;
    let shown_now = found.iter().skip(asked.from).take(ROWS_MAX);
    let rows = worded(v, round, name, shown_now)?;
    let last = asked.from + rows.len();
    let unit = asked.unit.map(|u| u.to_string());
    let here = address(&round.to_string(), unit.as_deref(), asked.notice.map(|n| n.to_string()).as_deref(), name);
    let next = format!("{here}{}from={last}", if here.contains('?') { '&' } else { '?' });
    Ok(FigurePage {
        round: round.to_string(),
        round_title: title,
        place: asked.unit.map_or_else(|| v.shell.t("units-all"), |u| v.name(u)),
        title: v.shell.of("tally", name),
        row_title: v.shell.t(match name {
            "findings" => "noun-finding",
            "manifestations" | "manifestations_closed" => "noun-manifestation",
            _ => "noun-item",
        }),
        total: shown(name, total),
        notice: notice.map(|n| (asked.notice.map(|i| i.to_string()).unwrap_or_default(), n.1)),
        more: found.len() - rows.len(),
        next: (last < found.len()).then_some(next),
        rows,
        w: v.shell.clone(),
    })
}

/// Where a notice stands on the record, and its title. A draft is for those who see the whole.
fn drafted(v: &Visit, id: NoticeId) -> Result<(u64, String), Problem> {
    let facts = v.store.read(|c, a| read::record::of_stream(c, a, StreamKey::Notice(id)))?;
    let published = facts.iter().any(|f| matches!(f.event, Event::NoticePublished(_)));
    let drafted =
        facts.iter().find_map(|f| if let Event::NoticeDrafted(e) = &f.event { Some((f.position, e.title.clone())) } else { None });
    drafted.filter(|_| published || v.scope.whole).ok_or(Problem::NotFound)
}

fn gather(facts: &Facts, round: RoundId, units: &[UnitId], name: &str) -> Result<Vec<(UnitId, Of, i64)>, Halt> {
    let mut out = Vec::new();
    for unit in units {
        let Some(plan) = facts.plan_if(round, *unit)? else { continue };
        match name {
            "findings" => out.extend(plan.findings.iter().map(|f| (*unit, Of::Finding(f.finding), 1))),
            "manifestations" | "manifestations_closed" => {
                let closed = closed(facts, &plan)?;
                for told in &plan.findings {
                    let finding = facts.finding(told.finding)?;
                    let counted = |m: &ManifestationId| name == "manifestations" || closed.get(m) == Some(&true);
                    let fed = finding.manifestations.iter().filter(|m| told.manifestations.contains(&m.id) && counted(&m.id));
                    out.extend(fed.map(|m| (*unit, Of::Manifestation(told.finding, m.id, m.text.clone()), 1)));
                }
            }
            _ => {
                for id in &plan.items {
                    let n = adds(&*facts.item(*id)?, name);
                    out.extend((n != 0).then_some((*unit, Of::Item(*id), n)));
                }
            }
        }
    }
    Ok(out)
}

/// Manifestations that items bear, and whether all of these are closed.
fn closed(facts: &Facts, plan: &RectificationPlan) -> Result<BTreeMap<ManifestationId, bool>, Halt> {
    let mut out = BTreeMap::new();
    for id in &plan.items {
        let item = facts.item(*id)?;
        for m in &item.covers {
            *out.entry(*m).or_insert(true) &= item.step == ItemStep::Closed;
        }
    }
    Ok(out)
}

/// What an item adds to a figure.
fn adds(item: &Item, name: &str) -> i64 {
    let step = item.step;
    let counted = match name {
        "items" => true,
        "items_closed" => step == ItemStep::Closed,
        "items_claimed" => matches!(step, ItemStep::ClaimedDone | ItemStep::Verified),
        "items_accepted_not_done" => step == ItemStep::AcceptedNotDone,
        "items_open" => matches!(step, ItemStep::Open | ItemStep::Planned | ItemStep::InProgress | ItemStep::Dropped),
        _ => {
            let mut sums = Tally::default();
            item.results.iter().filter(|_| step == ItemStep::Closed).for_each(|r| sums.add_result(r));
            return sums.fields().into_iter().find(|f| f.0 == name).map_or(0, |f| f.1);
        }
    };
    i64::from(counted)
}

fn worded<'a>(v: &Visit, round: RoundId, name: &str, found: impl Iterator<Item = &'a (UnitId, Of, i64)>) -> Result<Vec<Row>, Problem> {
    let titles: HashMap<String, String> =
        v.store.read(|c, a| read::finding::list(c, a, &v.scope, round, None))?.into_iter().map(|f| (f.finding, f.title)).collect();
    let mut out = Vec::new();
    for (unit, of, n) in found {
        let (text, href) = match of {
            Of::Finding(id) => (titles.get(&id.to_string()).cloned().unwrap_or_default(), format!("/findings/{id}")),
            Of::Manifestation(finding, id, text) => (text.clone(), format!("/findings/{finding}#{id}")),
            Of::Item(id) => {
                let row = v.store.read(|c, a| read::item::find(c, a, &v.scope, *id))?;
                let text = row.map(|r| format!("{}. {}", r.number, r.wording)).unwrap_or_default();
                (text, format!("/items/{id}"))
            }
        };
        out.push(Row { unit: v.name(unit), text, href, value: shown(name, *n) });
    }
    Ok(out)
}
