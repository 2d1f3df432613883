//! Every question of the API. Reading goes through the permission scope in the SQL; the same structs are on pages.

use super::respond;
use crate::{
    app::App,
    caller::{Caller, with_facts},
    problem::Problem,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use rules::{
    Fact, StreamKey,
    act::Standing,
    id::{FindingId, ItemId, JurisdictionId, RoundId, UnitId},
    parts::{NoticeLine, Tally},
    permit::Scope,
    role::{Level, Role},
};
use serde::{Deserialize, Serialize};
use store::{
    Store, StoreError,
    db::Conn,
    read::{self, Page, duty::DutyRow, finding::FindingRow, item::Filter, item::ItemRow, outcome::Of, round::*, unit_progress::UnitRow},
};

/// Answers a question of a caller who has a seat.
async fn ask<T: Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    question: impl FnOnce(&Store, &Standing, &Scope) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let caller = Caller::find(app, headers).await?.ok_or(Problem::SignInNeeded)?;
    app.work(move |store| {
        let (standing, scope) = caller.standing(store)?;
        question(store, &standing, &scope)
    })
    .await?
}

fn sql<T>(store: &Store, query: impl FnOnce(&mut Conn, i64) -> Result<T, StoreError>) -> Result<T, Problem> {
    Ok(store.read(query)?)
}

/// `GET /api/directory/{noun}`: jurisdictions, units, posts that the seat deals with; persons for the office.
pub async fn registry(State(app): State<App>, Path(noun): Path<String>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, standing, scope| {
        let noun = match noun.as_str() {
            "jurisdictions" => read::registry::Noun::Jurisdiction,
            "units" => read::registry::Noun::Unit,
            "posts" => read::registry::Noun::Post,
            "persons" if matches!(standing.role, Role::OfficeHead | Role::OfficeClerk | Role::SystemAdministrator) => {
                read::registry::Noun::Person
            }
            _ => return Err(Problem::NotFound),
        };
        sql(store, |c, a| read::registry::list(c, a, scope, noun))
    });
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/rounds`.
pub async fn rounds(State(app): State<App>, headers: HeaderMap) -> Response {
    respond(&headers, ask(&app, &headers, |store, _, _| sql(store, read::round::list)).await.map(Json))
}

/// A round with what a seat may see of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RoundView {
    pub round: RoundRow,
    pub revision: u64,
    /// Id, title, focus of duty.
    pub topics: Vec<(String, String, String)>,
    pub teams: Vec<TeamRow>,
    pub units: Vec<UnitRow>,
    /// Id, gate, day, number of requirements.
    pub hearings: Vec<(String, String, String, i64)>,
    pub feedbacks: Vec<FeedbackRow>,
    /// Items by step.
    pub counts: Vec<(String, i64)>,
}

/// Gathers a round for a page or the API.
pub fn view_round(store: &Store, scope: &Scope, round: RoundId) -> Result<RoundView, Problem> {
    let folded = store.folded(StreamKey::Round(round))?;
    sql(store, |c, a| {
        let row = read::round::list(c, a)?.into_iter().find(|r| r.round == round);
        let filter = Filter { round: Some(round), ..Filter::default() };
        let units = read::unit_progress::list(c, a, scope, round)?;
        Ok(row.map(|row| {
            Ok::<_, StoreError>(RoundView {
                round: row,
                revision: folded.revision,
                topics: read::round::topics(c, a, round)?,
                teams: read::round::teams(c, a, round)?,
                units,
                hearings: read::round::hearings(c, a, round)?,
                feedbacks: read::round::feedbacks(c, a, scope, round)?,
                counts: read::item::counts(c, a, scope, &filter)?,
            })
        }))
    })?
    .ok_or(Problem::NotFound)?
    .map_err(Problem::from)
}

/// `GET /api/rounds/{round}`.
pub async fn round(State(app): State<App>, Path(round): Path<RoundId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| view_round(store, scope, round)).await;
    respond(&headers, outcome.map(|v| tagged(v.revision, Json(v))))
}

/// Adds the revision as ETag.
fn tagged(revision: u64, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    if let Ok(v) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(header::ETAG, v);
    }
    response
}

/// Narrowing of lists within a round.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitQuery {
    pub unit: Option<UnitId>,
}

/// `GET /api/rounds/{round}/findings`.
pub async fn findings(State(app): State<App>, Path(round): Path<RoundId>, Query(q): Query<UnitQuery>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| {
        let unit = q.unit.map(|u| u.to_string());
        sql(store, |c, a| -> Result<Vec<FindingRow>, StoreError> { read::finding::list(c, a, scope, round, unit.as_deref()) })
    });
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/findings/{finding}/objections`: what was objected and answered, for those who may see the finding. An
/// answer has to name the objection, so its id must be readable somewhere.
pub async fn objections(State(app): State<App>, Path(finding): Path<FindingId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, standing, scope| {
        let facts = sql(store, |c, a| read::record::of_stream(c, a, StreamKey::Finding(finding)))?;
        let first = facts.first().ok_or(Problem::NotFound)?;
        if !may_see(store, standing, scope, first)? {
            return Err(Problem::NotFound);
        }
        let revision = facts.last().map_or(0, |f| f.revision);
        let said = facts.into_iter().filter(|f| f.event.name().starts_with("objection_")).map(ShownFact::from).collect::<Vec<_>>();
        Ok(tagged(revision, Json(said)))
    });
    respond(&headers, outcome.await)
}

/// `GET /api/rounds/{round}/papers`: for the office and the team; the inspected side never sees working papers.
pub async fn papers(State(app): State<App>, Path(round): Path<RoundId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| sql(store, |c, a| read::finding::papers(c, a, scope, round)));
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/rounds/{round}/duties`: all for those who see the whole round, else those of the seat.
pub async fn duties(State(app): State<App>, Path(round): Path<RoundId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, standing, scope| {
        sql(store, |c, a| -> Result<Vec<DutyRow>, StoreError> {
            if scope.whole {
                return read::duty::of_round(c, a, round);
            }
            let mut own = read::duty::of_seat(c, a, standing.seat)?;
            own.retain(|d| d.round == round);
            Ok(own)
        })
    });
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/duties`: open duties of the seat.
pub async fn my_duties(State(app): State<App>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, |store, standing, _| sql(store, |c, a| read::duty::of_seat(c, a, standing.seat)));
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/parts`: what the seat's unit owes in items led by others; all parts for those who see the whole.
pub async fn parts(State(app): State<App>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, |store, _, scope| sql(store, |c, a| read::item_part::owed(c, a, scope, None)));
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/rounds/{round}/notices`.
pub async fn notices(State(app): State<App>, Path(round): Path<RoundId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| sql(store, |c, a| read::outcome::notices(c, a, scope, round)));
    respond(&headers, outcome.await.map(Json))
}

/// Lines and totals of a round, folded from the record: what a notice is prefilled with.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RoundTally {
    pub lines: Vec<NoticeLine>,
    pub totals: Tally,
    pub feedback_complete: bool,
}

/// Folds the sums of a round.
pub fn fold_tally(store: &Store, round: RoundId) -> Result<RoundTally, Problem> {
    with_facts(store, |facts| {
        let state = facts.round(round)?;
        let (mut lines, mut totals) = (Vec::new(), Tally::default());
        for u in &state.units {
            let tally = rules::notice::tally(facts, round, u.unit)?;
            totals.add(&tally);
            lines.push(NoticeLine { unit: u.unit, tally });
        }
        Ok(RoundTally { lines, totals, feedback_complete: state.feedback_complete() })
    })
}

/// `GET /api/rounds/{round}/tally`: for those who see the whole round.
pub async fn tally(State(app): State<App>, Path(round): Path<RoundId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| if scope.whole { fold_tally(store, round) } else { Err(Problem::NotFound) });
    respond(&headers, outcome.await.map(Json))
}

/// Narrowing and page of the register.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ItemQuery {
    pub round: Option<RoundId>,
    pub jurisdiction: Option<JurisdictionId>,
    pub unit: Option<UnitId>,
    /// One or more steps, separated by commas.
    pub step: Option<String>,
    /// `1`: only overdue ones.
    pub overdue: Option<u8>,
    /// `next` of the page before.
    pub after: Option<String>,
}

impl ItemQuery {
    /// The filter of the read model.
    pub fn filter(&self, store: &Store) -> Result<Filter, Problem> {
        let overdue_on = if self.overdue == Some(1) { Some(store.today()?) } else { None };
        let step = self.step.as_deref().unwrap_or_default();
        let steps = step.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        Ok(Filter { round: self.round, jurisdiction: self.jurisdiction, unit: self.unit, steps, overdue_on, led_only: false })
    }
}

/// A page of the register with its totals.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Register {
    pub rows: Vec<ItemRow>,
    pub next: Option<String>,
    /// Items by step, whatever the step asked for.
    pub counts: Vec<(String, i64)>,
    /// Items of exactly this filter.
    pub total: i64,
}

/// Gathers a page of the register. Usual totals come from counters; those of overdue items are counted.
pub fn view_register(store: &Store, scope: &Scope, q: &ItemQuery) -> Result<Register, Problem> {
    let filter = q.filter(store)?;
    sql(store, |c, a| {
        let Page { rows, next } = read::item::page(c, a, scope, &filter, q.after.as_deref())?;
        let counts = read::item::counts(c, a, scope, &filter)?;
        let asked = |step: &String| filter.steps.is_empty() || filter.steps.contains(step);
        let total = match filter.overdue_on {
            Some(_) => read::item::total(c, a, scope, &filter)?,
            None => counts.iter().filter(|n| asked(&n.0)).map(|n| n.1).sum(),
        };
        Ok(Register { rows, next, counts, total })
    })
}

/// `GET /api/items`.
pub async fn items(State(app): State<App>, Query(q): Query<ItemQuery>, headers: HeaderMap) -> Response {
    respond(&headers, ask(&app, &headers, move |store, _, scope| view_register(store, scope, &q)).await.map(Json))
}

/// A fact as shown to people: what, when, by whom, and its number on the record.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ShownFact {
    pub position: u64,
    pub recorded_at: i64,
    pub revision: u64,
    pub kind: &'static str,
    pub act: rules::act::Act,
    pub event: rules::Event,
}

impl From<Fact> for ShownFact {
    fn from(f: Fact) -> ShownFact {
        ShownFact {
            position: f.position,
            recorded_at: f.recorded_at.0,
            revision: f.revision,
            kind: f.event.name(),
            act: f.act,
            event: f.event,
        }
    }
}

/// An item with its record, as far as a seat sees it: who helps with it sees the plan and the own part.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ItemView {
    pub item: ItemRow,
    pub revision: u64,
    pub covers: Vec<read::item::Covered>,
    pub facts: Vec<ShownFact>,
    pub signals: Vec<read::outcome::SignalRow>,
    pub cases: Vec<read::outcome::CaseRow>,
}

/// Gathers an item for a page or the API.
pub fn view_item(store: &Store, scope: &Scope, item: ItemId) -> Result<ItemView, Problem> {
    let revision = store.folded(StreamKey::Item(item))?.revision;
    sql(store, |c, a| {
        let Some(row) = read::item::find(c, a, scope, item)? else { return Ok(None) };
        let facts = read::item_part::facts(c, a, scope, item)?;
        let covers = read::item::covered(c, a, scope, item)?;
        let of = Of { item: Some(item), ..Of::default() };
        Ok(Some(ItemView {
            item: row,
            revision,
            covers,
            facts: facts.into_iter().map(ShownFact::from).collect(),
            signals: read::outcome::signals(c, a, scope, of)?,
            cases: read::outcome::cases(c, a, scope, of)?,
        }))
    })?
    .ok_or(Problem::NotFound)
}

/// `GET /api/items/{item}`.
pub async fn item(State(app): State<App>, Path(item): Path<ItemId>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| view_item(store, scope, item)).await;
    respond(&headers, outcome.map(|v| tagged(v.revision, Json(v))))
}

/// Narrowing of signals and cases.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct OutcomeQuery {
    pub round: Option<RoundId>,
    pub item: Option<ItemId>,
    /// `1`: only those that wait for a decision.
    pub open: Option<u8>,
}

impl OutcomeQuery {
    fn of(&self) -> Of {
        Of { round: self.round, item: self.item, open: self.open == Some(1) }
    }
}

/// `GET /api/signals`.
pub async fn signals(State(app): State<App>, Query(q): Query<OutcomeQuery>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| sql(store, |c, a| read::outcome::signals(c, a, scope, q.of())));
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/cases`.
pub async fn cases(State(app): State<App>, Query(q): Query<OutcomeQuery>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, scope| sql(store, |c, a| read::outcome::cases(c, a, scope, q.of())));
    respond(&headers, outcome.await.map(Json))
}

/// The stream whose revision is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct RevisionQuery {
    pub stream: String,
}

/// A revision. It says nothing of content, so everyone who is signed in may ask.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Revision {
    pub revision: u64,
}

/// `GET /api/revision?stream=`.
pub async fn revision(State(app): State<App>, Query(q): Query<RevisionQuery>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, _| {
        let stream: StreamKey =
            q.stream.parse().map_err(|_| Problem::malformed("stream", crate::malformed::Wrong::Value(q.stream.clone())))?;
        Ok(store.folded(stream)?.revision)
    });
    respond(&headers, outcome.await.map(|r| tagged(r, Json(Revision { revision: r }))))
}

/// `GET /api/entries/{position}`: the leaf, which holds no name and no free text.
pub async fn entry(State(app): State<App>, Path(position): Path<u64>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, _| sql(store, |c, a| read::record::entry(c, a, position))?.ok_or(Problem::NotFound));
    respond(&headers, outcome.await.map(Json))
}

/// `GET /api/entries/{position}/proof`: C2SP tlog-proof text.
pub async fn proof(State(app): State<App>, Path(position): Path<u64>, headers: HeaderMap) -> Response {
    let outcome = ask(&app, &headers, move |store, _, _| store.proof(position)?.ok_or(Problem::NotFound));
    respond(&headers, outcome.await)
}

/// Whether a fact may be seen whole: by the scope of what it is about.
pub fn may_see(store: &Store, standing: &Standing, scope: &Scope, fact: &Fact) -> Result<bool, Problem> {
    if scope.whole {
        return Ok(true);
    }
    if let StreamKey::Item(id) = fact.stream {
        return sql(store, |c, a| read::item_part::shows(c, a, scope, id, fact.position));
    }
    with_facts(store, |facts| {
        let place = match fact.stream {
            StreamKey::Finding(id) => {
                let f = facts.finding(id)?;
                (f.round, f.unit, facts.plan_if(f.round, f.unit)?.is_some())
            }
            StreamKey::Paper(id) => facts.paper(id).map(|p| (p.round, p.unit, false))?,
            StreamKey::Plan(round, unit) => (round, unit, true),
            StreamKey::Signal(id) => facts.signal(id).map(|s| (s.round, s.unit, true))?,
            StreamKey::Case(id) => facts.case(id).map(|k| (k.round, k.unit, true))?,
            StreamKey::Duty(id) => return Ok(standing.seat == rules::Seat::Post(facts.duty(id)?.post)),
            _ => return Ok(standing.role.level() == Level::Authority && scope.cases),
        };
        let (round, unit, released) = place;
        let jurisdiction = facts.unit(unit)?.jurisdiction;
        Ok(scope.allows(&rules::permit::RowScope { jurisdiction, unit, round, released }))
    })
}
