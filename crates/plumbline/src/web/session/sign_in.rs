//! Signs in. There is no session yet that could carry a CSRF value, so the form's origin is checked.

use crate::{
    api::session::{Credentials, cookie, open},
    app::App,
    caller::lang_of,
    problem::{Names, Problem},
    web::shell::{Shell, lead_to, render, same_origin},
};
use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    pub w: Shell,
    pub next: String,
    pub login: String,
    pub refused: Option<String>,
}

impl SignInPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> SignInPage {
        SignInPage { w, next: "/".to_owned(), login: "a".to_owned(), refused: Some("no".to_owned()) }
    }
}

#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`.
pub async fn page(State(app): State<App>, Query(q): Query<Next>, headers: HeaderMap) -> Response {
    if app.setup_code().is_some() {
        return Redirect::to("/set-up").into_response();
    }
    let w = Shell::bare(lang_of(&headers), "/sign-in");
    render(StatusCode::OK, &SignInPage { w, next: q.next, login: String::new(), refused: None })
}

#[derive(Deserialize)]
pub struct Typed {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`. The name that was typed is kept when the password was wrong.
pub async fn send(State(app): State<App>, headers: HeaderMap, Form(typed): Form<Typed>) -> Response {
    let login = typed.login.clone();
    let opened = match same_origin(&headers) {
        Ok(()) => open(&app, Credentials { login: typed.login, password: typed.password }).await,
        Err(problem) => Err(problem),
    };
    match opened {
        Ok(token) => lead_to(&typed.next, Some(cookie(&app, &token))),
        Err(problem) => refuse(&headers, &problem, typed.next, login),
    }
}

fn refuse(headers: &HeaderMap, problem: &Problem, next: String, login: String) -> Response {
    let w = Shell::bare(lang_of(headers), "/sign-in");
    let refused = Some(problem.detail(w.lang, &Names::new()));
    render(problem.status(), &SignInPage { w, next, login, refused })
}
