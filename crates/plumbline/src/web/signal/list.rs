//! Signals and accountability cases that a seat may see. A signal is never a verdict.

use crate::{
    app::App,
    web::shell::{Shell, Visit, show},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use store::read::outcome::{self, CaseRow, Of, SignalRow};

#[derive(Template)]
#[template(path = "signals.html")]
pub struct SignalsPage {
    pub w: Shell,
    /// Unit and signal.
    pub signals: Vec<(String, SignalRow)>,
}

impl SignalsPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> SignalsPage {
        SignalsPage { w, signals: Vec::new() }
    }
}

#[derive(Template)]
#[template(path = "cases.html")]
pub struct CasesPage {
    pub w: Shell,
    /// Unit and case.
    pub cases: Vec<(String, CaseRow)>,
}

impl CasesPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> CasesPage {
        CasesPage { w, cases: Vec::new() }
    }
}

/// `GET /signals`.
pub async fn page(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, |v: &mut Visit| {
        let rows = v.store.read(|c, a| outcome::signals(c, a, &v.scope, Of::default()))?;
        v.learn(rows.iter().map(|s| &s.unit))?;
        Ok(SignalsPage { signals: rows.into_iter().map(|s| (v.name(s.unit), s)).collect(), w: v.shell.clone() })
    })
    .await
}

/// `GET /cases`.
pub async fn cases(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, |v: &mut Visit| {
        let rows = v.store.read(|c, a| outcome::cases(c, a, &v.scope, Of::default()))?;
        v.learn(rows.iter().map(|k| &k.unit))?;
        Ok(CasesPage { cases: rows.into_iter().map(|k| (v.name(k.unit), k)).collect(), w: v.shell.clone() })
    })
    .await
}
