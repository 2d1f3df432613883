//! The founding notice retold in our own words, fact by fact in its order; each fact leads to where it lives in the
//! product for one round.

use crate::{
    api::query::view_round,
    app::App,
    problem::Problem,
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
use store::read::round::{FeedbackRow, RoundRow};

/// Each fact and where it lives: a place on the page of the round (`#…`), a page of its own, or another page.
pub const PLACES: [(&str, &str); 28] = [
    ("retold-issued", "notice"),
    ("retold-done", "notice"),
    ("retold-twice", "#feedback"),
    ("retold-autumn", "#plan"),
    ("retold-above", "#plan"),
    ("retold-across", "#teams"),
    ("retold-six", "#teams"),
    ("retold-guided", "#plan"),
    ("retold-few", "#plan"),
    ("retold-topics", "#plan"),
    ("retold-deviation", "#findings"),
    ("retold-heard", "hearing"),
    ("retold-county", "jurisdiction"),
    ("retold-attended", "jurisdiction"),
    ("retold-talk", "jurisdiction"),
    ("retold-demands", "jurisdiction"),
    ("retold-posts", "/duties"),
    ("retold-promise", "jurisdiction"),
    ("retold-items", "/register"),
    ("retold-plan", "plan"),
    ("retold-watched", "/register?step=claimed_done,verified"),
    ("retold-answer", "/cases"),
    ("retold-units", "unit"),
    ("retold-present", "unit"),
    ("retold-fed", "unit"),
    ("retold-conveyed", "unit"),
    ("retold-added", "unit"),
    ("retold-principal", "unit"),
];

/// What the notice does not tell, and where it stands.
pub const INVENTED: [(&str, &str); 6] = [
    ("invented-names", "#teams"),
    ("invented-findings", "#findings"),
    ("invented-course", "/register"),
    ("invented-case", "/cases"),
    ("invented-sums", "#statistics"),
    ("invented-next", "/rounds"),
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
    /// As the facts, of what is invented.
    pub invented: Vec<(String, String, String)>,
}

impl RetoldPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> RetoldPage {
        let (told, invented) = (facts(&w, &PLACES, None, &[]), facts(&w, &INVENTED, None, &[]));
        RetoldPage { w, round: None, facts: told, invented }
    }
}

/// `GET /retold`.
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v: &mut Visit| build(v, asked.round)).await
}

/// Without a round named, the one that has come to its feedback is told of.
fn build(v: &Visit, asked: Option<RoundId>) -> Result<RetoldPage, Problem> {
    let rounds = v.store.read(store::read::round::list)?;
    let fed = |r: &RoundRow| v.store.read(|c, a| store::read::round::feedbacks(c, a, &v.scope, r.round)).is_ok_and(|f| !f.is_empty());
    let chosen = match asked {
        Some(id) => rounds.iter().find(|r| r.round == id),
        None => rounds.iter().find(|r| fed(r)).or(rounds.first()),
    };
    let own = chosen.map(|r| own_pages(v, r.round)).transpose()?.unwrap_or_default();
    let id = chosen.map(|r| r.round.to_string());
    let told = |places| facts(&v.shell, places, id.as_deref(), &own);
    Ok(RetoldPage { facts: told(&PLACES), invented: told(&INVENTED), round: chosen.map(|r| r.title.clone()), w: v.shell.clone() })
}

/// Addresses of the pages that facts have of their own, as far as this seat may see them.
fn own_pages(v: &Visit, round: RoundId) -> Result<Vec<(&'static str, String)>, Problem> {
    let seen = view_round(v.store, &v.scope, round)?;
    let notices = v.store.read(|c, a| store::read::outcome::notices(c, a, &v.scope, round))?;
    let told = |f: Option<&FeedbackRow>| f.map(|f| format!("/rounds/{round}/feedbacks/{}", f.feedback));
    let hearing = seen.hearings.first().filter(|_| v.scope.whole).map(|h| format!("/rounds/{round}/hearings/{}", h.0));
    let planned = seen.units.iter().find(|u| u.plan_step.is_some()).map(|u| format!("/plans/{round}/{}", u.unit));
    let published = notices.iter().find(|n| n.published_on.is_some()).map(|n| format!("/notices/{}", n.notice));
    let pages = [
        ("hearing", hearing),
        ("jurisdiction", told(seen.feedbacks.iter().find(|f| f.jurisdiction.is_some()))),
        ("unit", told(seen.feedbacks.iter().find(|f| f.unit.is_some()))),
        ("plan", planned),
        ("notice", published),
    ];
    Ok(pages.into_iter().filter_map(|(name, page)| Some((name, page?))).collect())
}

/// Heading, telling and address of each fact; `own` are the pages that some facts have of their own.
fn facts(
    w: &Shell,
    places: &[(&'static str, &'static str)],
    round: Option<&str>,
    own: &[(&'static str, String)],
) -> Vec<(String, String, String)> {
    let fallback = |place: &'static str| match place {
        "hearing" => "#hearings",
        "jurisdiction" | "unit" => "#feedback",
        "plan" => "#teams",
        "notice" => "#notices",
        other => other,
    };
    let address = |place: &'static str| {
        if let Some(page) = own.iter().find(|o| o.0 == place) {
            return page.1.clone();
        }
        let place = fallback(place);
        match (round, place.starts_with('#')) {
            (None, true) => "/rounds".to_owned(),
            (Some(id), true) => format!("/rounds/{id}{place}"),
            (Some(id), false) if !matches!(place, "/cases" | "/rounds") => {
                format!("{place}{}round={id}", if place.contains('?') { "&" } else { "?" })
            }
            (_, false) => place.to_owned(),
        }
    };
    places.iter().map(|(key, place)| (w.t(&format!("{key}-title")), w.t(key), address(place))).collect()
}
