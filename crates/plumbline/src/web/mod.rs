//! Pages.

use crate::app::App;
use axum::Router;

/// All routes of the pages: one line a noun.
pub fn router() -> Router<App> {
    Router::new()
}
