//! Keeps the chosen language in a cookie. It changes nothing of record, so no session is needed.

use crate::{
    caller::LANG_COOKIE,
    text::Lang,
    web::shell::{complain, lead_to, same_origin},
};
use axum::{
    Form,
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
pub async fn send(headers: HeaderMap, uri: Uri, Form(c): Form<Chosen>) -> Response {
    if let Err(problem) = same_origin(&headers) {
        return complain(&headers, &uri, &problem);
    }
    let tag = Lang::of_locale(&c.lang).tag();
    let kept = format!("{LANG_COOKIE}={tag}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
    lead_to(&c.back, HeaderValue::from_str(&kept).ok())
}
