//! Keeps the chosen language in a cookie. It changes nothing of record, so no session is needed.

use crate::{
    app::App,
    caller::LANG_COOKIE,
    text::Lang,
    web::shell::{complain, lead_to, same_origin},
};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, Uri},
    response::Response,
};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Chosen {
    lang: String,
    #[serde(default)]
    back: String,
}

/// `POST /lang`.
pub async fn send(State(app): State<App>, headers: HeaderMap, uri: Uri, Form(c): Form<Chosen>) -> Response {
    if let Err(problem) = same_origin(&headers) {
        return complain(&app, &headers, &uri, &problem).await;
    }
    let tag = Lang::of_locale(&c.lang).tag();
    let kept = format!("{LANG_COOKIE}={tag}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    lead_to(&c.back, HeaderValue::from_str(&kept).ok())
}
