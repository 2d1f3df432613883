//! What the framework itself rejects (an address or a query that does not read, a body that is too large, a wrong method,
//! a request that takes too long) in the same words and form as everything else that is refused.

use crate::{app::App, caller::lang_of, malformed::Wrong, problem::Names, problem::Problem, web::shell::complain};
use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Longest message of the framework that is looked into, bytes.
const MESSAGE_BYTES_MAX: usize = 4096;

/// Turns a rejection into a problem: JSON for the API, a page for people.
pub async fn told(State(app): State<App>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let response = next.run(request).await;
    let status = response.status();
    let ours = |kind: &str| kind.starts_with("application/") || kind.starts_with("text/html") || kind.starts_with("image/");
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if !status.is_client_error() || kind.is_some_and(ours) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let message = to_bytes(body, MESSAGE_BYTES_MAX).await.unwrap_or_default();
    let message = String::from_utf8_lossy(&message);
    let api = uri.path().starts_with("/api/");
    let problem = match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge { max: crate::api::command::ORDER_BYTES_MAX as u64 },
        StatusCode::METHOD_NOT_ALLOWED => Problem::MethodWrong,
        StatusCode::REQUEST_TIMEOUT => Problem::TooSlow,
        // An address that does not read is one that does not exist.
        _ if !api && message.starts_with("Invalid URL") => Problem::NotFound,
        _ => Problem::malformed(place(&message), Wrong::Kind),
    };
    let mut answer = if api { problem.json(lang_of(&headers), &Names::new()) } else { complain(&app, &headers, &uri, &problem).await };
    if let Some(allowed) = parts.headers.get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    answer
}

/// The name of the part that a message of the framework complains of.
fn place(message: &str) -> String {
    let quoted = message.split('`').nth(1);
    let named = message.split_once("string: ").or(message.split_once("body: ")).and_then(|(_, rest)| rest.split(':').next());
    let name = named.filter(|n| !n.contains(' ')).or(quoted).unwrap_or("body");
    name.chars().take(60).collect()
}
