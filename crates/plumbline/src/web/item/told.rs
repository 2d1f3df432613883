//! A fact told to people: what was said, what proves it, and how we know.

use crate::{
    text::Lang,
    web::{shell::Visit, words},
};
use rules::{
    Event, Fact, StreamKey,
    id::{PersonId, PostId},
    stream::Seat,
};

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
        _ => before_rectification(v, event),
    }
}

/// A demand or a promise in one line: number, text, who has to do it, until when, who spoke.
fn line(v: &Visit, n: i64, text: &str, post: PostId, due: rules::value::Date, speaker: Option<PostId>) -> String {
    let mut out = format!("{n}. {text} → {} · {} {}", v.name(post), v.shell.t("due"), v.shell.day(&due.to_string()));
    if let Some(by) = speaker {
        out.push_str(&format!(" · {} {}", v.shell.t("speaker"), v.name(by)));
    }
    out
}

fn demands(v: &Visit, list: &[rules::parts::Requirement]) -> String {
    let one = |r: &rules::parts::Requirement| line(v, r.number, &r.text, r.addressee, r.due, r.speaker);
    list.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn before_rectification(v: &Visit, event: &Event) -> Vec<(&'static str, String)> {
    let w = &v.shell;
    let yes = |f: rules::value::Flag| w.t(if f.yes() { "answer-yes" } else { "answer-no" });
    let names = |list: Vec<String>| list.join(&w.t("list-separator"));
    match event {
        Event::RoundPlanned(e) => vec![
            ("guiding-basis", e.guiding_basis.clone()),
            ("legal-basis", e.legal_basis.clone()),
            ("elevated", yes(e.elevated)),
            ("cross", yes(e.cross)),
            ("noun-profile", e.profile.id.clone()),
        ],
        Event::RoundAuthorised(e) => vec![("field-document", e.document.clone())],
        Event::HearingHeld(e) => vec![
            ("units", names(e.units.iter().map(|u| v.name(u)).collect())),
            ("decisions", e.decisions.join("\n")),
            ("requirements", demands(v, &e.requirements)),
        ],
        Event::FeedbackDelivered(e) => feedback(v, e),
        Event::StatementMade(e) => {
            let one = |c: &rules::parts::Commitment| line(v, c.number, &c.text, c.post, c.due, None);
            let promised = e.commitments.iter().map(one).collect::<Vec<_>>().join("\n");
            vec![("speaker", v.name(e.speaker)), ("field-text", e.text.clone()), ("commitments", promised)]
        }
        Event::FindingRecorded(e) => vec![
            ("category", e.category.clone()),
            ("deviation", e.deviation.clone().unwrap_or_default()),
            ("key-concern", e.key_concern.clone().unwrap_or_default()),
            ("repeat", yes(e.repeat)),
            ("nature", w.of("nature", e.nature.name())),
        ],
        Event::ObjectionRaised(e) => vec![("field-text", e.text.clone())],
        Event::ObjectionAnswered(e) => vec![
            ("field-sustained", yes(e.sustained)),
            ("field-reason", e.reason.clone()),
            ("corrected-wording", e.corrected.clone().unwrap_or_default()),
        ],
        Event::PlanSubmitted(e) => vec![("version", e.version.to_string()), ("items", e.items.len().to_string())],
        Event::PlanReviewed(e) => vec![("field-approved", yes(e.approved)), ("field-missing", e.missing.join("\n"))],
        Event::ReportFiled(e) => vec![("field-report", w.of("report-kind", e.report.name())), ("field-number", e.number.clone())],
        Event::DutyFulfilled(e) => vec![("field-account", e.account.clone())],
        Event::DutyHandedOver(e) => vec![("field-to", v.name(e.to)), ("field-reason", e.reason.clone())],
        _ => Vec::new(),
    }
}

fn feedback(v: &Visit, e: &rules::event::FeedbackDelivered) -> Vec<(&'static str, String)> {
    let sep = v.shell.t("list-separator");
    let person = |p: &PersonId| v.known(p).unwrap_or_default();
    let present = |a: &rules::parts::Attendance| match a.post {
        Some(post) => who(v, a.person, Seat::Post(post)),
        None => person(&a.person),
    };
    let join = |list: Vec<String>| list.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(&sep);
    let talk = e.talk.as_ref().map(|t| {
        let with: Vec<String> = t.with.iter().map(|p| v.name(p)).collect();
        format!("{} → {}\n{}", person(&t.speaker), with.join(&sep), t.summary)
    });
    vec![
        ("deliverers", join(e.deliverers.iter().map(|t| v.name(t)).collect())),
        ("attending-leader", e.attending_leader.as_ref().map(person).unwrap_or_default()),
        ("attendance", join(e.attendance.iter().map(present).collect())),
        ("talk", talk.unwrap_or_default()),
        ("requirements", demands(v, &e.requirements)),
    ]
}

/// The time zone in which moments are shown.
pub fn zone(v: &Visit) -> String {
    match v.store.folded(StreamKey::Authority).map(|f| f.state) {
        Ok(rules::State::Authority(a)) => a.time_zone.clone(),
        _ => "UTC".to_owned(),
    }
}
