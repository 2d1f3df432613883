//! Chooses as which post, or in which team, the session acts.

use super::sign_out::signed_in;
use crate::{
    api::session::choose,
    app::App,
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

#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    csrf: String,
    seat: String,
    #[serde(default)]
    back: String,
}

/// `POST /seat`.
pub async fn send(State(app): State<App>, uri: Uri, headers: HeaderMap, Form(c): Form<Chosen>) -> Response {
    let outcome = async {
        signed_in(&app, &headers, &c.csrf).await?;
        let seat = c.seat.parse().map_err(|_| Problem::malformed("seat", crate::malformed::Wrong::Value(c.seat.clone())))?;
        choose(&app, &headers, seat).await
    };
    match outcome.await {
        Ok(()) => lead_to(&c.back, None),
        Err(problem) => complain(&app, &headers, &uri, &problem).await,
    }
}
