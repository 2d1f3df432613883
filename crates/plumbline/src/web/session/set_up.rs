//! Makes the authority and the first office account of a fresh installation, with the code that the server printed.

use crate::{
    api::session::{Credentials, SetUp, cookie, found, open},
    app::App,
    caller::lang_of,
    malformed::Wrong,
    problem::{Names, Problem},
    web::shell::{Shell, lead_to, render, same_origin},
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

/// What was typed, to be shown again.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Typed {
    pub code: String,
    pub authority: String,
    pub time_zone: String,
    pub person: String,
    pub post_title: String,
    /// First day in the post; empty for today.
    #[serde(default)]
    pub from: String,
    pub login: String,
    #[serde(default)]
    pub password: String,
}

#[derive(Template)]
#[template(path = "set_up.html")]
pub struct SetUpPage {
    pub w: Shell,
    pub typed: Typed,
    pub refused: Option<String>,
}

impl SetUpPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> SetUpPage {
        SetUpPage { w, typed: Typed::default(), refused: None }
    }
}

/// `GET /set-up`.
pub async fn page(State(app): State<App>, headers: HeaderMap) -> Response {
    if app.setup_code().is_none() {
        return Redirect::to("/sign-in").into_response();
    }
    let typed = Typed { time_zone: "Asia/Shanghai".to_owned(), ..Typed::default() };
    render(StatusCode::OK, &SetUpPage { w: Shell::bare(lang_of(&headers), "/set-up"), typed, refused: None })
}

/// `POST /set-up`.
pub async fn send(State(app): State<App>, headers: HeaderMap, Form(typed): Form<Typed>) -> Response {
    match make(&app, &headers, typed.clone()).await {
        Ok(token) => lead_to("/", Some(cookie(&app, &token))),
        Err(problem) => {
            let w = Shell::bare(lang_of(&headers), "/set-up");
            let refused = Some(problem.detail(w.lang, &Names::new()));
            render(problem.status(), &SetUpPage { w, typed, refused })
        }
    }
}

async fn make(app: &App, headers: &HeaderMap, t: Typed) -> Result<String, Problem> {
    same_origin(headers)?;
    let (login, password) = (t.login.clone(), t.password.clone());
    let day = t.from.trim();
    let from = if day.is_empty() { None } else { Some(day.parse().map_err(|_| Problem::malformed("from", Wrong::Value(day.to_owned())))?) };
    let order = SetUp {
        code: t.code,
        authority: t.authority,
        time_zone: t.time_zone,
        person: t.person,
        post_title: t.post_title,
        from,
        login: t.login,
        password: t.password,
    };
    found(app, order).await?;
    open(app, Credentials { login, password }).await
}
