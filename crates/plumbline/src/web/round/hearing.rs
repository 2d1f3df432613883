//! One hearing of the leading group: what it decided and demanded, for those within the authority.

use crate::{
    app::App,
    problem::Problem,
    web::{
        record::{RecordPage, tell},
        shell::{Visit, show},
    },
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    Event, Fact, StreamKey,
    id::{HearingId, RoundId},
};

/// `GET /rounds/{round}/hearings/{hearing}`.
pub async fn page(State(app): State<App>, Path((round, hearing)): Path<(RoundId, HearingId)>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v: &mut Visit| build(v, round, hearing)).await
}

fn build(v: &mut Visit, round: RoundId, hearing: HearingId) -> Result<RecordPage, Problem> {
    if !v.scope.whole {
        return Err(Problem::NotFound);
    }
    let all = v.store.read(|c, a| store::read::record::of_stream(c, a, StreamKey::Round(round)))?;
    let facts: Vec<Fact> = all.into_iter().filter(|f| matches!(&f.event, Event::HearingHeld(e) if e.hearing == hearing)).collect();
    let Some(Event::HearingHeld(held)) = facts.first().map(|f| &f.event) else { return Err(Problem::NotFound) };
    let title = v.store.read(store::read::round::list)?.into_iter().find(|r| r.round == round).map(|r| r.title);
    let gate = v.shell.of("gate", held.gate.name());
    let mut page = RecordPage::of(v.shell.clone(), gate.clone(), gate);
    page.crumbs = vec![("/rounds".to_owned(), v.shell.t("nav-rounds")), (format!("/rounds/{round}#hearings"), title.unwrap_or_default())];
    page.facts = tell(v, &facts)?;
    Ok(page)
}
