//! The HTTP API. Every order is `POST /api/{noun}/{verb}` with the same shape; every list is the same struct that a
//! page shows. Problems are RFC 9457.

pub mod command;
pub mod file;
pub mod openapi;
pub mod query;
pub mod session;

use crate::{
    app::App,
    caller::{Caller, lang_of},
    problem::{Names, Problem},
};
use axum::{
    Router,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};

/// An answer of the API, or a problem in the caller's language.
pub fn respond<T: IntoResponse>(headers: &HeaderMap, outcome: Result<T, Problem>) -> Response {
    match outcome {
        Ok(answer) => answer.into_response(),
        Err(problem) => problem.json(lang_of(headers), &Names::new()),
    }
}

/// As [`respond`], with the names that the caller may know in place of ids.
pub async fn respond_named<T: IntoResponse>(app: &App, headers: &HeaderMap, outcome: Result<T, Problem>) -> Response {
    match outcome {
        Err(problem) if problem.wants_names() => problem.json(lang_of(headers), &names_for(app, headers).await),
        other => respond(headers, other),
    }
}

/// Names that a caller may know: those of persons within the authority only. Empty where nobody is signed in.
pub async fn names_for(app: &App, headers: &HeaderMap) -> Names {
    let Ok(Some(caller)) = Caller::find(app, headers).await else { return Names::new() };
    let known = app.work(move |store| {
        let inside = caller.standing(store).is_ok_and(|(s, _)| s.role.level() == rules::role::Level::Authority);
        store.read(|c, a| store::read::registry::names(c, a, inside))
    });
    known.await.ok().and_then(Result::ok).unwrap_or_default()
}

/// All routes of the API: one line a noun.
pub fn router() -> Router<App> {
    Router::new()
        .route("/set-up", post(session::set_up))
        .route("/session", post(session::sign_in).get(session::me).delete(session::sign_out))
        .route("/session/seat", post(session::choose_seat))
        .route("/account/{account}/password", post(session::set_password))
        .route("/account/{account}/token", post(session::issue_token))
        .route("/erasure/{erasure}/approve", post(session::approve_erasure))
        .route("/evidence/{position}/{digest}", get(file::download))
        .route("/directory/{noun}", get(query::registry))
        .route("/rounds", get(query::rounds))
        .route("/rounds/{round}", get(query::round))
        .route("/rounds/{round}/findings", get(query::findings))
        .route("/rounds/{round}/papers", get(query::papers))
        .route("/rounds/{round}/duties", get(query::duties))
        .route("/rounds/{round}/notices", get(query::notices))
        .route("/rounds/{round}/tally", get(query::tally))
        .route("/findings/{finding}/objections", get(query::objections))
        .route("/duties", get(query::my_duties))
        .route("/items", get(query::items))
        .route("/items/{item}", get(query::item))
        .route("/signals", get(query::signals))
        .route("/cases", get(query::cases))
        .route("/revision", get(query::revision))
        .route("/entries/{position}", get(query::entry))
        .route("/entries/{position}/proof", get(query::proof))
        .route("/openapi.json", get(openapi::document))
        .route("/{noun}/{verb}", post(command::execute))
        .fallback(|headers: HeaderMap| async move { Problem::NotFound.json(lang_of(&headers), &Names::new()) })
}
