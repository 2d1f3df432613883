//! The founding notice retold in our own words, fact by fact in its order; each fact leads to where it lives in the
//! product for one round.

use crate::{
    app::App,
    web::shell::{Shell, Visit, show},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::id::RoundId;
use serde::Deserialize;

/// Each fact and where it lives: on the page of the round, or on another page.
const PLACES: [(&str, &str); 24] = [
    ("retold-done", "#notices"),
    ("retold-twice", "#feedback"),
    ("retold-autumn", "#plan"),
    ("retold-above", "#plan"),
    ("retold-across", "#teams"),
    ("retold-six", "#teams"),
    ("retold-topics", "#plan"),
    ("retold-few", "#plan"),
    ("retold-heard", "#hearings"),
    ("retold-county", "#feedback"),
    ("retold-attended", "#feedback"),
    ("retold-talk", "#feedback"),
    ("retold-demands", "/duties"),
    ("retold-posts", "/duties"),
    ("retold-promise", "/duties"),
    ("retold-items", "/register"),
    ("retold-watched", "/register?step=claimed_done,verified"),
    ("retold-answer", "/cases"),
    ("retold-units", "#feedback"),
    ("retold-present", "#feedback"),
    ("retold-conveyed", "#feedback"),
    ("retold-added", "/duties"),
    ("retold-principal", "#feedback"),
    ("retold-issued", "#notices"),
];

#[derive(Deserialize)]
pub struct Asked {
    round: Option<RoundId>,
}

#[derive(Template)]
#[template(path = "retold.html")]
pub struct RetoldPage {
    pub w: Shell,
    /// Title of the round that the links lead to.
    pub round: Option<String>,
    /// Heading, telling, address.
    pub facts: Vec<(String, String, String)>,
}

impl RetoldPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> RetoldPage {
        let facts = facts(&w, None);
        RetoldPage { w, round: None, facts }
    }
}

/// `GET /retold`.
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v: &mut Visit| {
        let rounds = v.store.read(store::read::round::list)?;
        let chosen = rounds.iter().find(|r| asked.round.is_none_or(|id| id == r.round));
        let id = chosen.map(|r| r.round.to_string());
        Ok(RetoldPage { facts: facts(&v.shell, id.as_deref()), round: chosen.map(|r| r.title.clone()), w: v.shell.clone() })
    })
    .await
}

fn facts(w: &Shell, round: Option<&str>) -> Vec<(String, String, String)> {
    let address = |place: &str| match (round, place.starts_with('#')) {
        (None, true) => "/rounds".to_owned(),
        (None, false) => place.to_owned(),
        (Some(id), true) => format!("/rounds/{id}{place}"),
        (Some(id), false) if place == "/cases" => format!("{place}#{id}"),
        (Some(id), false) => format!("{place}{}round={id}", if place.contains('?') { "&" } else { "?" }),
    };
    PLACES.iter().map(|(key, place)| (w.t(&format!("{key}-title")), w.t(key), address(place))).collect()
}
