//! A fact told to people: what was said, what proves it, and how we know.

use crate::{
    text::Lang,
    web::{shell::Visit, words},
};
use rules::{Event, Fact, StreamKey, stream::Seat};

/// A text of a fact under the key of its label.
#[derive(Clone, Debug)]
pub struct Said {
    pub label: String,
    pub text: String,
}

/// A file behind a fact.
#[derive(Clone, Debug)]
pub struct Proof {
    pub href: String,
    pub name: String,
    pub caption: String,
}

/// A fact as a page shows it.
#[derive(Clone, Debug)]
pub struct Told {
    pub kind: &'static str,
    pub title: String,
    pub said: Vec<Said>,
    pub proofs: Vec<Proof>,
    pub on: String,
    pub recorded: String,
    pub decided: String,
    /// `None` where the one who decided entered it.
    pub entered: Option<String>,
    pub late: Option<String>,
    pub paper: Option<String>,
    pub position: u64,
    pub number: String,
}

/// Tells a fact.
pub fn tell(v: &Visit, zone: &str, fact: &Fact) -> Told {
    let (decider, entrant) = (fact.act.decided_by, fact.act.entered_by);
    let same = decider.person == entrant.person && decider.seat == entrant.seat;
    let proof = |e: &rules::value::Evidence| Proof {
        href: format!("/api/evidence/{}/{}", fact.position, e.digest.as_str()),
        name: e.name.shown().map_or_else(|| v.shell.t("erased"), str::to_owned),
        caption: e.caption.clone(),
    };
    let lang: Lang = v.shell.lang;
    Told {
        kind: fact.event.name(),
        title: v.shell.of("event", fact.event.name()),
        said: said(v, &fact.event).into_iter().filter(|(_, t)| !t.is_empty()).map(|(l, text)| Said { label: v.shell.t(l), text }).collect(),
        proofs: fact.event.evidence().iter().map(proof).collect(),
        on: words::day(lang, &fact.act.occurred_on.to_string()),
        recorded: words::moment(lang, fact.recorded_at.0, zone),
        decided: who(v, decider.person, decider.seat),
        entered: (!same).then(|| who(v, entrant.person, entrant.seat)),
        late: fact.act.late_reason.clone(),
        paper: fact.act.paper.as_ref().map(|p| p.number.clone()),
        position: fact.position,
        number: words::thousands(fact.position as i64),
    }
}

/// Post and person; the person only where the reader may know.
pub fn who(v: &Visit, person: rules::id::PersonId, seat: Seat) -> String {
    let post = match seat {
        Seat::Post(p) => v.name(p),
        Seat::Team(_, t) => v.name(t),
        Seat::SetUp => v.shell.t("role-set_up"),
    };
    match v.known(person) {
        Some(name) => v.shell.tn("post-and-person", "post", post).replace("{person}", &name),
        None => post,
    }
}

fn said(v: &Visit, event: &Event) -> Vec<(&'static str, String)> {
    let w = &v.shell;
    let yes = |f: rules::value::Flag| w.t(if f.yes() { "answer-yes" } else { "answer-no" });
    let day = |d: rules::value::Date| w.day(&d.to_string());
    match event {
        Event::ProgressReported(e) => vec![("field-text", e.text.clone())],
        Event::ClaimedDone(e) => {
            let mut out = vec![("field-account", e.account.clone())];
            for r in &e.results {
                let figure = if r.sort.money() { words::yuan(r.figure) } else { words::thousands(r.figure) };
                out.push(("field-results", format!("{} {figure}", w.of("result", r.sort.name()))));
            }
            out
        }
        Event::ItemVerified(e) => vec![("field-means", w.of("means", e.means.name())), ("field-record", e.record.clone())],
        Event::ItemReturned(e) => vec![("field-missing", e.missing.join("\n"))],
        Event::ItemClosed(e) => {
            vec![("field-opinion", e.opinion.clone()), ("field-follow_up", e.follow_up.map(day).unwrap_or_default())]
        }
        Event::ItemReopened(e) => vec![("field-reason", e.reason.clone())],
        Event::PartDone(e) => vec![("noun-unit", v.name(e.unit)), ("field-text", e.text.clone())],
        Event::ExtensionRequested(e) => vec![("field-until", day(e.until)), ("field-reason", e.reason.clone())],
        Event::ExtensionDecided(e) => {
            vec![("field-granted", yes(e.granted)), ("field-until", day(e.until)), ("field-reason", e.reason.clone())]
        }
        Event::NotDoneAccepted(e) => vec![("field-reason", e.reason.clone())],
        Event::SignalRaised(e) => vec![("field-fact", e.fact.clone()), ("field-innocent", e.innocent.clone())],
        Event::SignalExplained(e) => vec![("field-text", e.text.clone())],
        Event::SignalDecided(e) => vec![("field-upheld", yes(e.upheld)), ("field-reason", e.reason.clone())],
        Event::CaseOpened(e) => vec![("field-alleged", w.of("failing", e.alleged.name())), ("field-reason", e.grounds.clone())],
        Event::DefenceHeard(e) => vec![("field-text", e.text.clone())],
        Event::CaseDecided(e) => vec![
            ("field-outcome", w.of("outcome", e.outcome.name())),
            ("field-intent", e.intent.clone().unwrap_or_default()),
            ("field-handling", e.handling.clone()),
            ("field-reason", e.reason.clone()),
        ],
        _ => Vec::new(),
    }
}

/// The time zone in which moments are shown.
pub fn zone(v: &Visit) -> String {
    match v.store.folded(StreamKey::Authority).map(|f| f.state) {
        Ok(rules::State::Authority(a)) => a.time_zone.clone(),
        _ => "UTC".to_owned(),
    }
}
