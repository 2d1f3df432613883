//! A form that was sent after the session had ended: whoever signs in again finds what was typed, ready to be sent.

use crate::{
    api::session::{Credentials, choose, cookie, open},
    app::App,
    caller::{COOKIE, lang_of},
    problem::{Names, Problem},
    text::text,
    web::{
        act::{Draft, page::Place, send::act_of},
        shell::{Shell, complain, render, same_origin},
    },
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};

#[derive(Template)]
#[template(path = "resume.html")]
pub struct ResumePage {
    pub w: Shell,
    pub command: String,
    pub login: String,
    pub refused: String,
    /// What was typed, by name.
    pub typed: Vec<(String, String)>,
}

impl ResumePage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> ResumePage {
        let text = || "x".to_owned();
        ResumePage { w, command: text(), login: text(), refused: text(), typed: vec![(text(), text())] }
    }
}

/// Asks to sign in, with all that was typed in the page.
pub fn ask(headers: &HeaderMap, draft: &Draft, problem: &Problem, login: String) -> Response {
    let w = Shell::bare(lang_of(headers), "/sign-in");
    let refused = problem.detail(w.lang, &Names::new());
    let typed = draft.values.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    render(problem.status(), &ResumePage { w, command: draft.command.clone(), login, refused, typed })
}

/// `POST /resume/{command}`: signs in and shows the form again. Nothing is recorded before it is sent from there.
pub async fn send(
    State(app): State<App>,
    Path(command): Path<String>,
    headers: HeaderMap,
    uri: Uri,
    Form(sent): Form<Vec<(String, String)>>,
) -> Response {
    if act_of(&command).is_none() {
        return complain(&app, &headers, &uri, &Problem::NotFound).await;
    }
    let mut draft = Draft { command, ..Draft::default() };
    let (mut login, mut password) = (String::new(), String::new());
    for (name, value) in sent {
        match (name.as_str(), name.strip_prefix("typed_")) {
            ("login", _) => login = value,
            ("password", _) => password = value,
            (_, Some(field)) => drop(draft.values.insert(field.to_owned(), value.replace("\r\n", "\n"))),
            _ => {}
        }
    }
    let of = |name: &str| draft.values.get(name).cloned().unwrap_or_default();
    (draft.subject, draft.about) = (of("subject"), of("about"));
    let (place, seat) = (Place::of(&of("page")), of("seat").parse());
    let opened = match same_origin(&headers) {
        Ok(()) => open(&app, Credentials { login: login.clone(), password }).await,
        Err(problem) => Err(problem),
    };
    let token = match opened {
        Ok(token) => token,
        Err(problem) => return ask(&headers, &draft, &problem, login),
    };
    let mut own = headers.clone();
    own.remove(header::COOKIE);
    for kept in [Some(format!("{COOKIE}={token}")), Some(format!("{}={}", crate::caller::LANG_COOKIE, lang_of(&headers).tag()))] {
        if let Some(value) = kept.and_then(|k| HeaderValue::from_str(&k).ok()) {
            own.append(header::COOKIE, value);
        }
    }
    if let Ok(seat) = seat {
        // Who no longer holds the seat chooses another one.
        let _ = choose(&app, &own, seat).await;
    }
    draft.refused = text(lang_of(&headers), "resumed");
    let mut response = place.again(&app, &own, StatusCode::OK, draft).await;
    response.headers_mut().insert(header::SET_COOKIE, cookie(&app, &token));
    response
}
