//! The HTTP API. Every order is `POST /api/{noun}/{verb}` with the same shape; every list is the same struct that a
//! page shows. Problems are RFC 9457.

pub mod command;
pub mod file;
pub mod openapi;
pub mod query;
pub mod session;
pub mod table;

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
        Err(problem) => problem.json(lang_of(headers), &names_for(app, headers, &problem).await),
        Ok(answer) => answer.into_response(),
    }
}

/// Names that a problem tells of and a caller may know: those of persons within the authority only. Empty where nobody
/// is signed in.
pub async fn names_for(app: &App, headers: &HeaderMap, problem: &Problem) -> Names {
    let ids = problem.ids();
    if ids.is_empty() {
        return Names::new();
    }
    let Ok(Some(caller)) = Caller::find(app, headers).await else { return Names::new() };
    let known = app.work(move |store| {
        let inside = caller.standing(store).is_ok_and(|(s, _)| s.role.level() == rules::role::Level::Authority);
        store.read(|c, a| store::read::registry::names(c, a, &ids, inside))
    });
    known.await.ok().and_then(Result::ok).unwrap_or_default()
}

/// All routes of the API, from its table.
pub fn router() -> Router<App> {
    let questions = table::QUESTIONS.iter().map(|q| (q.path, (q.route)()));
    let doors = table::DOORS.iter().map(|d| (d.path, (d.route)()));
    let mut router = Router::new();
    for (path, route) in questions.chain(doors) {
        router = router.route(path, route);
    }
    router
        .route("/openapi.json", get(openapi::document))
        .route("/{noun}/{verb}", post(command::execute))
        .fallback(|headers: HeaderMap| async move { Problem::NotFound.json(lang_of(&headers), &Names::new()) })
}
