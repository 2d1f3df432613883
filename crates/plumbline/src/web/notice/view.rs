//! The notice as a paper: its lines and totals, each figure a link to its rows, and how it can be proved.

use crate::{
    app::App,
    problem::Problem,
    web::{
        act::{ActForm, Draft, form, page::Place},
        item::told::{self, Told},
        item::view::permitted,
        round::{
            figure,
            view::{Figure, tally_figure},
        },
        shell::{Shell, Visit, show},
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{CommandKind, Event, StreamKey, id::NoticeId};

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
    /// The form that publishes a draft.
    pub forms: Vec<ActForm>,
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
            forms: Vec::new(),
        }
    }
}

/// `GET /notices/{notice}`.
pub async fn page(State(app): State<App>, Path(notice): Path<NoticeId>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, notice, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, id: NoticeId, draft: Option<&Draft>) -> Result<NoticePage, Problem> {
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
    // A sum of nothing says nothing on paper: its column is left out, for every unit alike.
    let told: Vec<&str> = drafted.totals.fields().into_iter().filter(|(_, n)| *n != 0).map(|(name, _)| name).collect();
    // A figure opens for those who may see all the rows behind it.
    let seen = v.store.read(|c, a| store::read::unit_progress::list(c, a, &v.scope, drafted.round))?;
    let opens = |unit: Option<&str>, name: &str, of: &str| {
        let whole = v.scope.whole || unit.is_some_and(|u| seen.iter().any(|s| s.unit == u));
        if whole { figure::address(&round, unit, Some(of), name) } else { String::new() }
    };
    let figures = |unit: Option<&str>, t: &rules::parts::Tally| -> Vec<Figure> {
        let fields = t.fields().into_iter().filter(|(name, _)| told.contains(name));
        let of = id.to_string();
        fields
            .map(|(name, n)| Figure { href: opens(unit, name, &of), ..tally_figure(&v.shell, &round, unit, Some(&of), name, n) })
            .collect()
    };
    v.learn_in(&facts.iter().map(|f| (&f.act, &f.event)).collect::<Vec<_>>())?;
    let zone = told::zone(v);
    let totals = figures(None, &drafted.totals);
    let line = |l: &rules::parts::NoticeLine| (v.name(l.unit), figures(Some(&l.unit.to_string()), &l.tally));
    let issuer = match v.store.folded(StreamKey::Authority)?.state {
        rules::State::Authority(a) => a.name.clone(),
        _ => String::new(),
    };
    let subject = StreamKey::Notice(id);
    let open = published.is_none() && permitted(v, CommandKind::PublishNotice, subject)?;
    let publish = if open { form(v, CommandKind::PublishNotice, subject, &Place::Notice(id).path(), draft)? } else { None };
    Ok(NoticePage {
        forms: publish.into_iter().collect(),
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
