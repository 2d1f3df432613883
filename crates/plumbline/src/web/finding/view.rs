//! One finding: its wording, its record, and the objections that were raised and answered.

use crate::{
    api::query::may_see,
    app::App,
    caller::with_facts,
    problem::Problem,
    web::{
        act::{ActForm, Draft, Known, form_with, page::Place},
        item::view::allowed,
        record::{Quote, RecordPage, tell},
        shell::{Visit, show},
        words,
    },
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    CommandKind::{AnswerObjection, RaiseObjection},
    Event, StreamKey,
    finding::Finding,
    id::FindingId,
    permit::Resource,
    round::enter_unit::team_resource,
};

/// `GET /findings/{finding}`.
pub async fn page(State(app): State<App>, Path(finding): Path<FindingId>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, finding, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, id: FindingId, draft: Option<&Draft>) -> Result<RecordPage, Problem> {
    let facts = v.store.read(|c, a| store::read::record::of_stream(c, a, StreamKey::Finding(id)))?;
    let first = facts.first().ok_or(Problem::NotFound)?;
    let Event::FindingRecorded(recorded) = &first.event else { return Err(Problem::NotFound) };
    if !may_see(v.store, &v.standing, &v.scope, first)? {
        return Err(Problem::NotFound);
    }
    let state = with_facts(v.store, |facts| facts.finding(id))?;
    v.learn([recorded.unit])?;
    let unit = v.name(recorded.unit);
    let round = recorded.round;
    let title = v.store.read(store::read::round::list)?.into_iter().find(|r| r.round == round).map(|r| r.title);
    let mut page = RecordPage::of(v.shell.clone(), recorded.title.clone(), unit);
    page.crumbs = vec![("/rounds".to_owned(), v.shell.t("nav-rounds")), (format!("/rounds/{round}#findings"), title.unwrap_or_default())];
    page.lead = format!("{} · {}", recorded.category, v.shell.day(&first.act.occurred_on.to_string()));
    let quote = |m: &rules::parts::Manifestation| Quote {
        id: m.id.to_string(),
        wording: m.text.clone(),
        amount: m.amount.map(|a| v.shell.tn("yuan", "n", words::yuan(a.0))).unwrap_or_default(),
        corrected: state.corrected.get(&m.id).cloned().unwrap_or_default(),
    };
    page.quotes = recorded.manifestations.iter().map(quote).collect();
    page.facts = tell(v, &facts)?;
    page.forms = forms(v, id, &state, draft)?;
    Ok(page)
}

fn forms(v: &Visit, id: FindingId, state: &Finding, draft: Option<&Draft>) -> Result<Vec<ActForm>, Problem> {
    let (path, subject) = (Place::Finding(id).path(), StreamKey::Finding(id));
    let mut out = Vec::new();
    let plan = with_facts(v.store, |facts| facts.plan_if(state.round, state.unit))?;
    let resource = Resource { unit: Some(state.unit), round: Some(state.round), ..Resource::default() };
    let in_time = plan.is_some_and(|p| v.shell.today <= p.due.objections);
    if in_time && allowed(v, RaiseObjection, |_| Ok(resource))? {
        let list = state.manifestations.iter().map(|m| (m.id.to_string(), m.text.clone())).collect();
        out.extend(form_with(v, RaiseObjection, subject, &path, draft, &Known::picks("manifestation", list))?);
    }
    for (objection, said) in &state.objections {
        let open = said.answered.is_none();
        if open && allowed(v, AnswerObjection, |facts| team_resource(facts, state.round, state.unit))? {
            out.extend(form_with(v, AnswerObjection, subject, &path, draft, &Known::given("objection", objection))?);
        }
    }
    Ok(out)
}
