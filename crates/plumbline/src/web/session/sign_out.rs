//! Ends the session.

use crate::{
    api::session::cookie,
    app::App,
    caller::{Caller, same, session_cookie},
    problem::Problem,
    web::shell::{complain, lead_to},
};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use serde::Deserialize;

/// The CSRF value of a form.
#[derive(Deserialize)]
pub struct Token {
    #[serde(default)]
    pub csrf: String,
}

/// Refuses a form that does not carry the CSRF value of the session.
pub async fn signed_in(app: &App, headers: &HeaderMap, csrf: &str) -> Result<Caller, Problem> {
    let caller = Caller::find(app, headers).await?.ok_or(Problem::SignInNeeded)?;
    match &caller.csrf {
        Some(own) if same(own, csrf) => Ok(caller),
        _ => Err(Problem::CsrfWrong),
    }
}

/// `POST /sign-out`.
pub async fn send(State(app): State<App>, uri: Uri, headers: HeaderMap, Form(token): Form<Token>) -> Response {
    if let Err(problem) = signed_in(&app, &headers, &token.csrf).await {
        return complain(&app, &headers, &uri, &problem).await;
    }
    if let Some(session) = session_cookie(&headers) {
        let ended = app.work(move |store| store.sign_out(&session).map_err(Problem::from)).await;
        if let Err(problem) | Ok(Err(problem)) = ended {
            return complain(&app, &headers, &uri, &problem).await;
        }
    }
    lead_to("/sign-in", Some(cookie(&app, "")))
}
