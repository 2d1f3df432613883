//! Every form of the product is walked by a person without script: the page is opened, the form is read out of it and
//! filled in wrongly, the refusal stands beside its field in the language of the page and everything typed is still
//! there; put right, the fact is on the page and on the ledger. A command without a journey or a reason fails.
#![allow(clippy::unwrap_used)]

#[path = "../told/mod.rs"]
mod told;

mod absurd;
mod acts;
mod entered;
mod html;
mod lists;
mod parts;

use axum::http::StatusCode;
use html::{Form, forms};
use plumbline::{
    text::{Lang, text_with},
    web::act::specs::{by_api_only, specs},
};
use rules::{CommandKind, act::Actor, testing::Stage};
use std::collections::BTreeSet;
use told::{Told, browser::Browser};

/// One act by its form.
pub struct Journey {
    pub kind: CommandKind,
    /// As the world knows them.
    pub who: Actor,
    pub page: String,
    pub set: Vec<(String, String)>,
    pub file: bool,
    /// A field with a value that is wrong, and the wording that has to answer it.
    pub wrong: (&'static str, &'static str, &'static str),
    /// What the page shows afterwards, and the fact bears.
    pub shown: &'static str,
    pub event: &'static str,
}

/// Fields as they are typed.
pub fn typed(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// An act whose wrong value is an empty text.
pub fn act(kind: CommandKind, who: Actor, page: &str, event: &'static str, shown: &'static str, set: &[(&str, &str)]) -> Journey {
    let wrong = (set.iter().find(|s| s.1 == shown).map_or("", |s| s.0)).to_owned().leak();
    Journey { kind, who, page: page.to_owned(), set: typed(set), file: false, wrong: (wrong, " ", "refusal-text-missing"), shown, event }
}

impl Journey {
    /// With a file.
    pub fn filed(self) -> Journey {
        Journey { file: true, ..self }
    }

    /// With another mistake.
    pub fn wrongly(self, field: &'static str, value: &'static str, wording: &'static str) -> Journey {
        Journey { wrong: (field, value, wording), ..self }
    }
}

/// Facts from a position of the ledger on.
fn facts_from(told: &Told, position: u64) -> Vec<rules::Fact> {
    (position..told.app.store.verify(false, &mut |_, _| {}).unwrap().entries)
        .filter_map(|at| told.app.store.read(|c, a| store::read::record::fact(c, a, at)).unwrap())
        .collect()
}

fn entries(told: &Told) -> u64 {
    told.app.store.verify(false, &mut |_, _| {}).unwrap().entries
}

/// The form of an act on a page; where several acts are alike, the first.
pub async fn opened(browser: &Browser, page: &str, kind: CommandKind) -> Form {
    let html = browser.get(page).await;
    assert_eq!(html.status, StatusCode::OK, "{page}");
    form_in(&html.body, kind)
}

/// As [`opened`], on a page that is there.
pub fn form_in(html: &str, kind: CommandKind) -> Form {
    let action = format!("/do/{}", kind.name());
    let found = forms(html).into_iter().find(|f| f.action == action);
    found.unwrap_or_else(|| panic!("no form of `{}` in {html}", kind.name()))
}

/// Sends a form as it stands, with a file in its first file field.
async fn send(browser: &Browser, form: &Form, file: bool) -> told::browser::Page {
    let part = |(name, value): (&str, &str)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body: String = form.sent().into_iter().map(part).collect();
    if file {
        body.push_str(
            "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"sheet.txt\"\r\nContent-Type: text/plain\r\n\r\nseen\r\n",
        );
    }
    browser.post(&form.action, format!("{body}--x--\r\n"), "multipart/form-data; boundary=x", "http://plumb.test").await
}

/// The part of a wording before its first parameter.
fn begins(lang: Lang, key: &str) -> String {
    let any = ["n", "occurred_on", "today", "min", "max", "size", "length"].map(|name| (name, "{".to_owned()));
    let whole = text_with(lang, key, &any);
    let part = whole.split('{').next().unwrap().trim_matches(|c: char| c == '\u{2068}' || c.is_whitespace()).to_owned();
    assert!(part.chars().count() > 1, "`{key}` begins with a parameter: {whole}");
    part
}

impl Journey {
    /// Walks it: wrongly in each language, then rightly.
    pub async fn walk(&self, told: &Told) {
        let (name, before) = (self.kind.name(), entries(told));
        let mut browser = Browser::sit(told, self.who).await;
        let signed_in = entries(told);
        let mut kept = None;
        for lang in Lang::ALL {
            browser.lang = lang.tag();
            let mut form = opened(&browser, &self.page, self.kind).await;
            for (field, value) in &self.set {
                form.set(field, value);
            }
            let right = form.clone();
            form.set(self.wrong.0, self.wrong.1);
            let refused = send(&browser, &form, self.file).await;
            assert!(refused.status.is_client_error(), "`{name}` took {:?}: {} {}", self.wrong, refused.status, refused.location);
            let again = form_in(&refused.body, self.kind);
            self.complains(lang, &again, &refused.body);
            let trimmed = |f: &Form| f.typed().into_iter().map(|(k, v)| (k, v.map(|v| v.trim().to_owned()))).collect::<Vec<_>>();
            assert_eq!(trimmed(&again), trimmed(&form), "`{name}` loses what was typed");
            kept = Some((again, right));
        }
        assert_eq!(entries(told), signed_in.max(before), "a refused `{name}` wrote something");
        let (mut form, right) = kept.unwrap();
        for field in right.named(self.wrong.0).filter(|f| f.kind != "checkbox" || f.value.is_some()) {
            form.set(self.wrong.0, field.value.as_deref().unwrap());
        }
        // The file that arrived with the refused form is kept, and not chosen again.
        let done = send(&browser, &form, false).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "`{name}` was refused: {}", done.body);
        let after = browser.get(&done.location).await;
        assert_eq!(after.status, StatusCode::OK, "{}", done.location);
        assert!(after.body.contains("class=\"recorded\" role=\"status\""), "`{name}` does not say that it was recorded");
        self.recorded(told, signed_in);
    }

    /// The refusal stands beside its field, in the language of the page.
    fn complains(&self, lang: Lang, form: &Form, html: &str) {
        let said = begins(lang, self.wrong.2);
        let field = match self.wrong.0 {
            "occurred_on" | "late_reason" => "when",
            other => other.split('_').next().filter(|f| ["item", "requirements", "commitments", "withheld", "member"].contains(f)).map_or(
                other,
                |f| match f {
                    "item" => "items",
                    "member" => "members",
                    other => other,
                },
            ),
        };
        let mark = format!("id=\"{}-{field}-why\">", form.id);
        let beside = html.split(&mark).nth(1).unwrap_or_else(|| panic!("`{}` says nothing beside `{field}`: {html}", self.kind.name()));
        let beside = told::browser::unescaped(beside.split("</p>").next().unwrap());
        assert!(beside.contains(&said), "`{}` says “{beside}” for “{said}”", self.kind.name());
        assert!(html.contains(&format!("<html lang=\"{}\"", lang.tag())));
    }

    /// The fact lies on the ledger, decided by whoever sat there, with what was typed.
    fn recorded(&self, told: &Told, from: u64) {
        let seat = told.known(self.who).seat;
        let facts = facts_from(told, from);
        let mine = facts.iter().find(|f| f.event.name() == self.event && f.act.decided_by.seat == seat);
        let fact =
            mine.unwrap_or_else(|| panic!("no `{}` among {:?}", self.event, facts.iter().map(|f| f.event.name()).collect::<Vec<_>>()));
        let body = serde_json::to_string(&fact.event).unwrap();
        assert!(body.contains(self.shown), "{body} lacks “{}”", self.shown);
    }
}

macro_rules! journeys {
    ($($name:ident at $stage:ident: $list:expr;)*) => {
        $(#[tokio::test]
        async fn $name() {
            let told = Told::at(Stage::$stage);
            let count = $list(&told).len();
            for n in 0..count {
                // Made anew: what one act made, the next page shows.
                $list(&told).swap_remove(n).walk(&told).await;
            }
        })*

        /// Commands that have a journey.
        fn walked() -> BTreeSet<CommandKind> {
            // At the end of the story everything is there that the lists name.
            let (told, mut out) = (Told::at(Stage::NoticePublished), BTreeSet::new());
            $(out.extend($list(&told).iter().map(|j| j.kind));)*
            out
        }
    };
}

journeys! {
    a_round_is_authorised at Planned: acts::planned;
    teams_are_formed at Authorised: acts::authorised;
    a_unit_is_entered at TeamsFormed: acts::teams_formed;
    papers_are_written_and_signed at Entered: acts::entered;
    a_finding_is_recorded at PapersSigned: acts::papers_signed;
    a_team_reports at Found: acts::found;
    the_leading_group_hears at Reported: acts::reported;
    whoever_was_fed_back_answers at Heard: acts::heard;
    objections_and_plans_go_back_and_forth at UnitsFedBack: acts::fed_back;
    work_is_done_and_reported at PlansApproved: acts::approved;
    items_are_claimed_and_checked at InProgress: acts::in_progress;
    items_are_closed_and_opened_again at Closed: acts::closed;
    a_case_is_decided_and_the_notice_published at CaseOpened: acts::case_opened;
}

#[test]
fn every_command_has_a_journey_or_a_reason_for_none() {
    let walked = walked();
    for kind in CommandKind::ALL {
        assert_eq!(walked.contains(kind), by_api_only(*kind).is_none(), "{}", kind.name());
        assert_eq!(walked.contains(kind), specs(*kind).is_some(), "{}", kind.name());
    }
}

#[test]
fn a_form_carries_every_field_of_its_order() {
    // What the subject says, what the sums hold, and what the server makes of the figures.
    let apart = ["command", "round", "item", "plan", "finding", "paper", "duty", "signal", "case", "notice", "lines", "totals"];
    for kind in CommandKind::ALL {
        let Some(specs) = specs(*kind) else { continue };
        let order = serde_json::to_value(rules::testing::sample(*kind).command).unwrap();
        let fields = order.as_object().unwrap().keys().filter(|k| !apart.contains(&k.as_str()));
        let missing: Vec<&String> =
            fields.filter(|k| !(specs.iter().any(|s| s.0 == **k) || *k == "unit" && *kind == CommandKind::SubmitPlan)).collect();
        let of_plan = [CommandKind::SubmitPlan, CommandKind::ReviewPlan, CommandKind::FileReport].contains(kind);
        assert!(missing.iter().all(|k| of_plan && *k == "unit"), "the form of `{}` lacks {missing:?}", kind.name());
    }
}
