//! An entry of the record: its number, what kind of fact it is, and its proof to take away.

use crate::{
    app::App,
    problem::Problem,
    web::{
        shell::{Shell, show},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};

#[derive(Template)]
#[template(path = "entry.html")]
pub struct EntryPage {
    pub w: Shell,
    pub position: u64,
    pub number: String,
    pub title: String,
    pub recorded: String,
    pub leaf: String,
    pub proof: Option<String>,
}

impl EntryPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> EntryPage {
        let (number, title, recorded) = ("1,204".to_owned(), "T".to_owned(), "R".to_owned());
        EntryPage { w, position: 1204, number, title, recorded, leaf: "{}".to_owned(), proof: Some("p".to_owned()) }
    }
}

/// `GET /entries/{position}`.
pub async fn page(State(app): State<App>, Path(position): Path<u64>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| {
        let entry = v.store.read(|c, a| store::read::record::entry(c, a, position))?.ok_or(Problem::NotFound)?;
        let zone = super::told::zone(v);
        Ok(EntryPage {
            position,
            number: words::thousands(position as i64),
            title: v.shell.of("event", &entry.kind),
            recorded: words::moment(v.shell.lang, entry.recorded_at, &zone),
            leaf: entry.leaf,
            proof: v.store.proof(position)?,
            w: v.shell.clone(),
        })
    })
    .await
}
