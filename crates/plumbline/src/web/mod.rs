//! Pages: HTML from the server, typed templates, links and forms that work without script. Each noun has a folder,
//! each verb a file.

pub mod act;
pub mod duty;
pub mod finding;
pub mod item;
pub mod notice;
pub mod plan;
pub mod record;
pub mod register;
pub mod retold;
pub mod round;
pub mod session;
pub mod shell;
pub mod signal;
pub mod words;
pub mod work;

use crate::app::App;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

/// All routes of the pages: one line a noun.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in", get(session::sign_in::page).post(session::sign_in::send))
        .route("/set-up", get(session::set_up::page).post(session::set_up::send))
        .route("/sign-out", post(session::sign_out::send))
        .route("/resume/{command}", post(session::resume::send))
        .route("/seat", post(session::choose_seat::send))
        .route("/lang", post(session::choose_lang::send))
        .route("/", get(work::mine::page))
        .route("/rounds", get(round::list::page))
        .route("/rounds/{round}", get(round::view::page))
        .route("/rounds/{round}/hearings/{hearing}", get(round::hearing::page))
        .route("/rounds/{round}/feedbacks/{feedback}", get(round::feedback::page))
        .route("/rounds/{round}/figures/{figure}", get(round::figure::page))
        .route("/findings/{finding}", get(finding::view::page))
        .route("/plans/{round}/{unit}", get(plan::view::page))
        .route("/register", get(register::grid::page))
        .route("/items/{item}", get(item::view::page))
        .route("/entries/{position}", get(item::entry::page))
        .route("/duties", get(duty::list::page))
        .route("/signals", get(signal::list::page))
        .route("/cases", get(signal::list::cases))
        .route("/notices/{notice}", get(notice::view::page))
        .route("/retold", get(retold::view::page))
        .route("/static/plumbline.css", get(|| fixed("text/css; charset=utf-8", include_str!("../../static/plumbline.css"))))
        .route("/static/grid.js", get(|| fixed("text/javascript; charset=utf-8", include_str!("../../static/grid.js"))))
        .route("/static/draft.js", get(|| fixed("text/javascript; charset=utf-8", include_str!("../../static/draft.js"))))
        .fallback(|State(app): State<App>, headers: HeaderMap, uri: Uri| async move {
            shell::complain(&app, &headers, &uri, &crate::problem::Problem::NotFound).await
        })
}

/// Forms that carry files: they stream, so no limit of the body holds here but that of each file.
pub fn uploads() -> Router<App> {
    Router::new().route("/do/{command}", post(act::send::send)).layer(DefaultBodyLimit::disable())
}

/// A file of the binary; it changes with the binary only, and browsers ask again after an hour.
async fn fixed(media: &'static str, body: &'static str) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}
