//! The pages that bear forms: each by its address, so that a refused form is shown again where it was filled in.

use super::{
    Draft, label,
    send::act_of,
    specs::{Sort, specs},
};
use crate::{
    app::App,
    web::{
        finding, item, notice, plan, round,
        shell::{Lost, Visit, show_as},
        work,
    },
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::Response,
};
use rules::id::{FeedbackId, FindingId, ItemId, NoticeId, RoundId, UnitId};
use std::str::FromStr;

/// A page that bears forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Work,
    Item(ItemId),
    Notice(NoticeId),
    Round(RoundId),
    Feedback(RoundId, FeedbackId),
    Finding(FindingId),
    Plan(RoundId, UnitId),
}

fn id<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

impl Place {
    /// The page at an address; an address that bears no form is that of the work list.
    pub fn of(address: &str) -> Place {
        let parts: Vec<&str> = address.split('/').skip(1).collect();
        let known = match parts[..] {
            ["items", i] => id(i).map(Place::Item),
            ["notices", n] => id(n).map(Place::Notice),
            ["rounds", r] => id(r).map(Place::Round),
            ["findings", f] => id(f).map(Place::Finding),
            ["rounds", r, "feedbacks", f] => id(r).zip(id(f)).map(|(r, f)| Place::Feedback(r, f)),
            ["plans", r, u] => id(r).zip(id(u)).map(|(r, u)| Place::Plan(r, u)),
            _ => None,
        };
        known.unwrap_or(Place::Work)
    }

    /// The address.
    pub fn path(self) -> String {
        match self {
            Place::Work => "/".to_owned(),
            Place::Item(id) => format!("/items/{id}"),
            Place::Notice(id) => format!("/notices/{id}"),
            Place::Round(id) => format!("/rounds/{id}"),
            Place::Feedback(round, id) => format!("/rounds/{round}/feedbacks/{id}"),
            Place::Finding(id) => format!("/findings/{id}"),
            Place::Plan(round, unit) => format!("/plans/{round}/{unit}"),
        }
    }

    /// Shows the page again with what was typed.
    pub async fn again(self, app: &App, headers: &HeaderMap, status: StatusCode, draft: Draft) -> Response {
        let here = self.path();
        match self {
            Place::Work => show_as(app, headers, here, status, move |v| work::mine::build(hold(v, &draft), Some(&draft))).await,
            Place::Item(id) => show_as(app, headers, here, status, move |v| item::view::build(hold(v, &draft), id, Some(&draft))).await,
            Place::Notice(id) => show_as(app, headers, here, status, move |v| notice::view::build(hold(v, &draft), id, Some(&draft))).await,
            Place::Round(id) => show_as(app, headers, here, status, move |v| round::view::build(hold(v, &draft), id, Some(&draft))).await,
            Place::Feedback(r, id) => {
                show_as(app, headers, here, status, move |v| round::feedback::build(hold(v, &draft), r, id, Some(&draft))).await
            }
            Place::Finding(id) => {
                show_as(app, headers, here, status, move |v| finding::view::build(hold(v, &draft), id, Some(&draft))).await
            }
            Place::Plan(r, u) => show_as(app, headers, here, status, move |v| plan::view::build(hold(v, &draft), r, u, Some(&draft))).await,
        }
    }
}

/// Keeps a draft for a page where its form is no longer open.
fn hold<'a, 'b>(v: &'a mut Visit<'b>, draft: &Draft) -> &'a mut Visit<'b> {
    v.hold(lost(v, draft));
    v
}

/// What a draft says and holds.
fn lost(v: &Visit, draft: &Draft) -> Lost {
    let Some(kind) = act_of(&draft.command) else { return Lost::default() };
    let texts = specs(kind).unwrap_or_default().iter().filter(|s| matches!(s.1, Sort::Text | Sort::Short | Sort::Lines | Sort::Leaves));
    let typed = texts.filter_map(|s| Some((label(v, kind, s.0), draft.values.get(s.0).filter(|t| !t.is_empty())?.clone())));
    Lost { why: draft.refused.clone(), typed: typed.collect() }
}
