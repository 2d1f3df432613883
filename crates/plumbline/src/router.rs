//! The table of contents of the product: one line a noun.

use crate::{api, app::App, rejected, web};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode},
};
use std::time::Duration;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
    trace::TraceLayer,
};

/// How long a request may take, but for uploads.
const REQUEST_TIME: Duration = Duration::from_secs(60);

/// All routes with what every response bears.
pub fn router(app: App) -> Router {
    let header = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let uploads = Router::new()
        .nest("/api", Router::new().route(api::table::FILE.path, (api::table::FILE.route)()))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .nest("/api", api::router())
        .merge(web::router())
        .layer(DefaultBodyLimit::max(api::command::ORDER_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME))
        .merge(uploads)
        .merge(web::uploads())
        .layer(axum::middleware::from_fn_with_state(app.clone(), rejected::told))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "same-origin"))
        .layer(header("x-frame-options", "DENY"))
        .layer(header(
            "content-security-policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .layer(header("cache-control", "no-store"))
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}
