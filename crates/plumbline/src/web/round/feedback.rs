//! One feedback: who gave it, who attended, the talk, what was conveyed and demanded, the statement and the receipt.

use crate::{
    api::query::view_round,
    app::App,
    caller::with_facts,
    problem::Problem,
    web::{
        act::{Draft, Known, form_with, page::Place, who},
        item::told::Said,
        item::view::allowed,
        record::{RecordPage, tell},
        shell::{Visit, show},
    },
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use rules::{
    CommandKind::{ConfirmReceipt, MakeStatement},
    Event, Fact, Seat, StreamKey,
    id::{FeedbackId, RoundId},
    round::make_statement::feedback_resource,
};
use store::read::registry::{self, Noun};

/// `GET /rounds/{round}/feedbacks/{feedback}`.
pub async fn page(State(app): State<App>, Path((round, feedback)): Path<(RoundId, FeedbackId)>, headers: HeaderMap, uri: Uri) -> Response {
    show(&app, &headers, &uri, move |v| build(v, round, feedback, None)).await
}

/// Gathers the page; `draft` is a form that was refused.
pub fn build(v: &mut Visit, round: RoundId, id: FeedbackId, draft: Option<&Draft>) -> Result<RecordPage, Problem> {
    let seen = view_round(v.store, &v.scope, round)?;
    let row = seen.feedbacks.iter().find(|f| f.feedback == id.to_string()).ok_or(Problem::NotFound)?;
    let all = v.store.read(|c, a| store::read::record::of_stream(c, a, StreamKey::Round(round)))?;
    let about = |e: &Event| match e {
        Event::FeedbackDelivered(e) => e.feedback == id,
        Event::StatementMade(e) => e.feedback == id,
        Event::ReceiptConfirmed(e) => e.feedback == id,
        _ => false,
    };
    let facts: Vec<Fact> = all.iter().filter(|f| about(&f.event)).cloned().collect();
    let addressee = row.jurisdiction.as_ref().or(row.unit.as_ref()).cloned().unwrap_or_default();
    v.learn([&addressee])?;
    let (name, channel) = (v.name(&addressee), v.shell.t(if row.jurisdiction.is_some() { "channel-jurisdiction" } else { "channel-unit" }));
    let mut told = tell(v, &facts)?;
    if let (Some(first), Some(text)) = (told.first_mut(), conveyed(v, &all, &facts)) {
        first.said.push(Said { label: v.shell.t("conveyed"), text });
    }
    let mut page = RecordPage::of(v.shell.clone(), format!("{} · {name}", v.shell.t("noun-feedback")), name);
    page.lead = format!("{channel} · {} · {}", row.letter_number, v.shell.day(&row.delivered_on));
    page.crumbs = vec![("/rounds".to_owned(), v.shell.t("nav-rounds")), (format!("/rounds/{round}"), seen.round.title.clone())];
    page.facts = told;
    let path = Place::Feedback(round, id).path();
    let state = with_facts(v.store, |facts| facts.round(round))?;
    let given = state.feedbacks.get(&id);
    let resource = |facts: &rules::facts::Facts| feedback_resource(facts, round, id);
    let mut known = Known::given("feedback", id);
    if given.is_some_and(|f| !f.receipt) && allowed(v, ConfirmReceipt, resource)? {
        page.forms.extend(form_with(v, ConfirmReceipt, StreamKey::Round(round), &path, draft, &known)?);
    }
    let states = |post| given.is_some_and(|f| f.posts_present.contains(&post) && !f.statements.contains(&post));
    let able = who::deciders(v, MakeStatement, resource)?;
    let speaks = |seat| matches!(seat, Seat::Post(post) if states(post));
    if able.myself && speaks(v.standing.seat) || able.others.iter().any(|o| speaks(o.seat)) {
        let posts = v.store.read(|c, a| registry::list(c, a, &v.scope, Noun::Post))?;
        let theirs = |p: &registry::Named| match &row.unit {
            Some(unit) => p.unit.as_ref() == Some(unit),
            None => p.unit.is_none() && p.jurisdiction == row.jurisdiction,
        };
        known.picks = vec![("post", posts.into_iter().filter(theirs).map(|p| (p.id, p.name)).collect())];
        page.forms.extend(form_with(v, MakeStatement, StreamKey::Round(round), &path, draft, &known)?);
    }
    Ok(page)
}

/// The requirements of the hearing that this feedback conveyed, in words.
fn conveyed(v: &Visit, all: &[Fact], facts: &[Fact]) -> Option<String> {
    let Some(Event::FeedbackDelivered(given)) = facts.first().map(|f| &f.event) else { return None };
    let heard = all.iter().find_map(|f| match &f.event {
        Event::HearingHeld(e) if Some(e.hearing) == given.conveys => Some((f, e)),
        _ => None,
    })?;
    let told = heard.1.requirements.iter().filter(|r| given.conveyed.contains(&r.number));
    let list: Vec<String> = told.map(|r| format!("{}. {}", r.number, r.text)).collect();
    let day = v.shell.day(&heard.0.act.occurred_on.to_string());
    Some(format!("{} {day}\n{}", v.shell.of("gate", heard.1.gate.name()), list.join("\n")))
}
