//! The notice as a paper: its lines and totals, each figure a link to its rows, and how it can be proved.

use crate::{
    app::App,
    problem::Problem,
    web::{
        item::told::{self, Told},
        round::view::{Figure, tally_figure},
        shell::{Shell, Visit, show},
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{Event, StreamKey, id::NoticeId};

#[derive(Template)]
#[template(path = "notice.html")]
pub struct NoticePage {
    pub w: Shell,
    pub issuer: String,
    pub title: String,
    pub place: String,
    pub published: Option<String>,
    pub heads: Vec<String>,
    /// Unit and its figures.
    pub lines: Vec<(String, Vec<Figure>)>,
    pub totals: Vec<Figure>,
    pub withheld: usize,
    pub erasures: i64,
    pub facts: Vec<Told>,
}

impl NoticePage {
    /// The page as a test renders it.
    pub fn sample(w: Shell) -> NoticePage {
        let text = || "x".to_owned();
        NoticePage {
            w,
            issuer: text(),
            title: text(),
            place: text(),
            published: None,
            heads: vec![text()],
            lines: Vec::new(),
            totals: Vec::new(),
            withheld: 1,
            erasures: 0,
            facts: Vec::new(),
        }
    }
}

/// `GET /notices/{notice}`.
pub async fn page(State(app): State<App>, Path(notice): Path<NoticeId>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, notice)).await
}

fn build(v: &mut Visit, id: NoticeId) -> Result<NoticePage, Problem> {
    let facts = v.store.read(|c, a| store::read::record::of_stream(c, a, StreamKey::Notice(id)))?;
    let drafted = facts.iter().find_map(|f| if let Event::NoticeDrafted(e) = &f.event { Some(e) } else { None });
    let drafted = drafted.ok_or(Problem::NotFound)?;
    let published = facts.iter().find_map(|f| match &f.event {
        Event::NoticePublished(e) => Some((f.act.occurred_on.to_string(), e.erasures)),
        _ => None,
    });
    // A draft is for those who see the whole of the round.
    if published.is_none() && !v.scope.whole {
        return Err(Problem::NotFound);
    }
    let round = drafted.round.to_string();
    let figures = |unit: Option<&str>, t: &rules::parts::Tally| -> Vec<Figure> {
        t.fields().into_iter().map(|(name, n)| tally_figure(&v.shell, &round, unit, name, n)).collect()
    };
    v.learn_in(&facts.iter().map(|f| (&f.act, &f.event)).collect::<Vec<_>>())?;
    let zone = told::zone(v);
    let totals = figures(None, &drafted.totals);
    let line = |l: &rules::parts::NoticeLine| (v.name(l.unit), figures(Some(&l.unit.to_string()), &l.tally));
    let issuer = match v.store.folded(StreamKey::Authority)?.state {
        rules::State::Authority(a) => a.name.clone(),
        _ => String::new(),
    };
    Ok(NoticePage {
        issuer,
        title: drafted.title.clone(),
        place: drafted.place.clone(),
        heads: totals.iter().map(|f| f.label.clone()).collect(),
        lines: drafted.lines.iter().map(line).collect(),
        totals,
        withheld: drafted.withheld.len(),
        erasures: published.as_ref().map_or(0, |p| p.1),
        published: published.map(|p| v.shell.day(&p.0)),
        facts: facts.iter().map(|f| told::tell(v, &zone, f)).collect(),
        w: v.shell.clone(),
    })
}
