//! Duties by post: promised and done, by due date; then the parts that units have in items led by others. Those who see
//! the whole round see all, others their own.

use crate::{
    app::App,
    problem::Problem,
    web::shell::{Shell, Visit, show},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::id::RoundId;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::read::{
    duty::{self, DutyRow},
    item_part::{self, PartRow},
};

#[derive(Deserialize)]
pub struct Asked {
    round: Option<RoundId>,
}

#[derive(Template)]
#[template(path = "duties.html")]
pub struct DutiesPage {
    pub w: Shell,
    /// Post and its duties.
    pub posts: Vec<(String, Vec<DutyRow>)>,
    /// Parts in items led by others.
    pub parts: Vec<Part>,
}

/// A part in words.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub text: String,
    pub href: String,
    /// Item and the unit that leads it.
    pub item: String,
    pub unit: String,
    pub due: String,
    pub done_on: Option<String>,
}

impl DutiesPage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> DutiesPage {
        DutiesPage { w, posts: vec![("P".to_owned(), Vec::new())], parts: vec![Part::default()] }
    }
}

/// `GET /duties`.
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, asked.round)).await
}

fn build(v: &mut Visit, round: Option<RoundId>) -> Result<DutiesPage, Problem> {
    let mut rows = Vec::new();
    if v.scope.whole {
        let rounds = match round {
            Some(id) => vec![id],
            None => v.store.read(store::read::round::list)?.into_iter().map(|r| r.round).collect(),
        };
        for id in rounds {
            rows.extend(v.store.read(|c, a| duty::of_round(c, a, id))?);
        }
    } else {
        rows = v.store.read(|c, a| duty::of_seat(c, a, v.standing.seat))?;
        rows.retain(|d| round.is_none_or(|r| r == d.round));
    }
    v.learn(rows.iter().map(|d| &d.post))?;
    let mut posts: BTreeMap<String, Vec<DutyRow>> = BTreeMap::new();
    for row in rows {
        posts.entry(v.name(row.post)).or_default().push(row);
    }
    Ok(DutiesPage { posts: posts.into_iter().collect(), parts: parts(v, round)?, w: v.shell.clone() })
}

/// What the seat's unit owes in items led by others; everything for those who see the whole.
fn parts(v: &Visit, round: Option<RoundId>) -> Result<Vec<Part>, Problem> {
    let rows = v.store.read(|c, a| item_part::owed(c, a, &v.scope, round))?;
    v.learn(rows.iter().flat_map(|p| [p.leads, p.unit]))?;
    let worded = |p: PartRow| Part {
        text: p.part,
        href: format!("/items/{}", p.item),
        item: format!("{} · {}", v.name(p.leads), v.shell.tn("item-title", "n", p.number)),
        unit: v.name(p.unit),
        due: p.due.to_string(),
        done_on: p.done_on.map(|d| d.to_string()),
    };
    Ok(rows.into_iter().map(worded).collect())
}
