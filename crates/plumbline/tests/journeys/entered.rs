//! An act that one person decided and another enters: the form offers those for whom a seat may enter, with oneself
//! before them, and the record bears both.

use crate::{facts_from, form_in, html::Form, opened, send, told::Told, told::browser::Browser};
use axum::http::StatusCode;
use plumbline::text::{Lang, text};
use rules::{
    CommandKind::{self, *},
    Fact,
    act::Actor,
    role::Role,
    testing::{Player, Stage},
};

/// The value of the option that names a person, as a form offers it.
fn offered(told: &Told, form: &Form, who: Player) -> Option<String> {
    let options = form.named("decided_by").flat_map(|f| f.options.clone()).collect::<Vec<_>>();
    options.into_iter().find(|o| *o == format!("{} {}", told.seat(who), told.id(who.person)))
}

/// Sends a form that was filled in, and finds its fact.
async fn entered(told: &Told, browser: &Browser, form: &Form, file: bool, event: &str) -> Fact {
    let before = told.app.store.verify(false, &mut |_, _| {}).unwrap().entries;
    let done = send(browser, form, file).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    facts_from(told, before).into_iter().find(|f| f.event.name() == event).unwrap()
}

#[tokio::test]
async fn a_contact_person_enters_what_the_principal_leader_decided() {
    let told = Told::at(Stage::InProgress);
    let unit = &told.world.cast.units[0];
    let page = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    for lang in Lang::ALL {
        let mut browser = Browser::sign_in(&told, unit.contact).await;
        browser.lang = lang.tag();
        let html = browser.get(&page).await.body;
        for key in ["field-decided_by", "field-act_paper", "myself", "for-another"] {
            assert!(html.contains(&text(lang, key)), "{key}");
        }
        // Progress is the contact person's own to report; the claim is not.
        let progress = form_in(&html, ReportProgress);
        assert_eq!(progress.named("decided_by").next().unwrap().value.as_deref(), Some(""));
        let mut claim = form_in(&html, ClaimDone);
        let (principal, other) = (offered(&told, &claim, unit.principal).unwrap(), told.world.cast.units[1].principal);
        assert_eq!(offered(&told, &claim, other), None, "people of another unit are not offered");
        claim.set("account", "The rule is in force");
        claim.set("act_paper", "No. 12 of the bureau");
        claim.set("caption", "The rule");
        // Without a word on who decided it is the contact person's act, which the rules refuse.
        let refused = send(&browser, &claim, true).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let again = form_in(&refused.body, ClaimDone);
        assert_eq!(again.typed().iter().find(|f| f.0 == "act_paper").unwrap().1.as_deref(), Some("No. 12 of the bureau"));
        // Nor does a value help that the form does not offer.
        let mut forged = claim.clone();
        let stranger = format!("{} {}", told.seat(other), told.id(other.person));
        forged.fields.iter_mut().find(|f| f.name == "decided_by").unwrap().value = Some(stranger);
        assert_eq!(send(&browser, &forged, true).await.status, StatusCode::FORBIDDEN);
        forged.fields.iter_mut().find(|f| f.name == "decided_by").unwrap().value = Some("nobody".to_owned());
        let unread = send(&browser, &forged, true).await;
        assert_eq!(unread.status, StatusCode::BAD_REQUEST);
        assert!(unread.body.contains(&format!("id=\"{}-decided_by-why\"", claim.id)), "the refusal stands beside its field");
        if lang == Lang::ALL[Lang::ALL.len() - 1] {
            claim.set("decided_by", &principal);
            let fact = entered(&told, &browser, &claim, true, "claimed_done").await;
            let (leader, contact) = (told.actor(unit.principal), told.actor(unit.contact));
            assert_eq!((fact.act.decided_by.seat, fact.act.decided_by.person.to_string()), (leader.seat, told.id(unit.principal.person)));
            assert_eq!((fact.act.entered_by.seat, fact.act.entered_by.account), (contact.seat, contact.account));
            assert_eq!(fact.act.paper.unwrap().number, "No. 12 of the bureau");
        }
    }
}

/// Who enters, where, which act, and for whom.
async fn enters(told: &Told, who: Actor, page: &str, kind: CommandKind, set: &[(&str, &str)], event: &str) -> Fact {
    let browser = Browser::sit(told, who).await;
    let mut form = opened(&browser, page, kind).await;
    for (name, value) in set {
        form.set(name, value);
    }
    entered(told, &browser, &form, false, event).await
}

#[tokio::test]
async fn a_clerk_enters_the_authorisation_of_a_round() {
    let told = Told::at(Stage::Planned);
    let (clerk, head) = (told.world.cast.office_clerk, told.world.cast.leading_group_head);
    let page = format!("/rounds/{}", told.id(told.world.round()));
    let by = format!("{} {}", told.seat(head), told.id(head.person));
    let set = [("document", "No. 3 of the leading group"), ("decided_by", by.as_str())];
    let fact = enters(&told, clerk.actor(), &page, AuthoriseRound, &set, "round_authorised").await;
    assert_eq!((fact.act.decided_by.seat, fact.act.entered_by.seat), (told.actor(head).seat, told.actor(clerk).seat));
}

#[tokio::test]
async fn a_county_office_enters_the_statement_of_its_secretary() {
    let told = Told::at(Stage::Heard);
    let county = &told.world.cast.counties[0];
    let page = crate::acts::feedback(&told);
    let by = format!("{} {}", told.seat(county.secretary), told.id(county.secretary.person));
    let set = [("text", "We accept every word of it"), ("decided_by", by.as_str())];
    let fact = enters(&told, county.office_head.actor(), &page, MakeStatement, &set, "statement_made").await;
    assert_eq!(
        (fact.act.decided_by.seat, fact.act.entered_by.seat),
        (told.actor(county.secretary).seat, told.actor(county.office_head).seat)
    );
}

#[tokio::test]
async fn a_liaison_enters_the_signatures_of_the_team() {
    let told = Told::at(Stage::Entered);
    let team = |role| told.known(told.world.team_actor(0, role));
    let page = format!("/rounds/{}", told.id(told.world.round()));
    let set = [
        ("unit", "*1"),
        ("matter", "A road without tender"),
        ("summary", "Let by telephone"),
        ("how_found", "Vouchers"),
        ("policy_basis", "The rules of tender"),
        ("place", "Archive"),
        ("caption", "Copy"),
    ];
    let member = Browser::sit(&told, told.world.team_actor(0, Role::TeamMember)).await;
    let mut paper = opened(&member, &page, DraftPaper).await;
    set.iter().for_each(|(name, value)| paper.set(name, value));
    entered(&told, &member, &paper, true, "paper_drafted").await;
    let liaison = told.world.team_actor(0, Role::TeamLiaison);
    for role in [Role::TeamDeputy, Role::TeamLeader] {
        let browser = Browser::sit(&told, liaison).await;
        let mut form = opened(&browser, "/", SignPaper).await;
        let person = told.app.store.folded(rules::StreamKey::Account(team(role).account.unwrap())).unwrap().state;
        let rules::State::Account(account) = person else { panic!("no account") };
        form.set("decided_by", &format!("{} {}", team(role).seat, account.person));
        let fact = entered(&told, &browser, &form, false, "paper_signed").await;
        assert_eq!(fact.act.decided_by.person, account.person);
        assert_ne!(fact.act.entered_by.person, account.person);
    }
}

#[tokio::test]
async fn whoever_may_not_enter_for_others_is_not_asked() {
    let told = Told::at(Stage::InProgress);
    let unit = &told.world.cast.units[0];
    let page = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    for who in [unit.principal, unit.body_member] {
        let browser = Browser::sign_in(&told, who).await;
        assert_eq!(opened(&browser, &page, ClaimDone).await.named("decided_by").count(), 0);
    }
}
