//! All rounds, newest first.

use crate::{
    app::App,
    web::shell::{Shell, show},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use store::read::round::RoundRow;

#[derive(Template)]
#[template(path = "rounds.html")]
pub struct RoundsPage {
    pub w: Shell,
    pub rounds: Vec<RoundRow>,
}

impl RoundsPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> RoundsPage {
        RoundsPage { w, rounds: Vec::new() }
    }
}

/// `GET /rounds`.
pub async fn page(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, |v| Ok(RoundsPage { rounds: v.store.read(store::read::round::list)?, w: v.shell.clone() })).await
}
