//! Forms without script: every act of the loop that has one is done by it, and wrong input loses nothing that was typed.
#![allow(clippy::unwrap_used)]

mod told;

use axum::http::StatusCode;
use plumbline::web::act::specs::{by_api_only, specs};
use rules::{CommandKind, parts::Gate, role::Role, testing::Stage};
use told::{
    PASSWORD, Told,
    browser::{Browser, act, hidden, opened, urlencoded},
};

fn entries(told: &Told) -> u64 {
    told.app.store.verify(false, &mut |_, _| {}).unwrap().entries
}

/// First value that a field of a form offers.
fn offered(html: &str, command: &str, field: &str) -> String {
    let form = act(html, command);
    let at = form.find(&format!("name=\"{field}\"")).unwrap_or_else(|| panic!("no `{field}` in {form}"));
    let values = form[at..].split("value=\"").skip(1).map(|v| v.split('"').next().unwrap());
    values.into_iter().find(|v| !v.is_empty()).unwrap().to_owned()
}

#[test]
fn every_act_has_a_form_or_a_reason_for_none() {
    for kind in CommandKind::ALL {
        assert!(specs(*kind).is_some() != by_api_only(*kind).is_some(), "{}", kind.name());
    }
}

#[tokio::test]
async fn a_session_that_ended_loses_nothing_that_was_typed() {
    let told = Told::at(Stage::InProgress);
    let contact = told.world.cast.units[0].contact;
    let mut browser = Browser::sign_in(&told, contact).await;
    let path = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    let html = browser.get(&path).await.body;
    let before = entries(&told);
    browser.cookie = String::new();
    let typed = "It rained; the road is half done <b>";
    let page = browser.fill(&html, "report_progress", &[("text", typed), ("occurred_on", "2022-01-11")]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.body.contains("/resume/report_progress") && page.body.contains("It rained; the road is half done"), "{}", page.body);
    let kept = page.body.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        (name.to_owned(), told::browser::unescaped(rest.split('"').next().unwrap()))
    });
    let mut fields: Vec<(String, String)> = kept.collect();
    let login = told.login(contact);
    fields.extend([("login".to_owned(), login), ("password".to_owned(), "wrong wrong wrong".to_owned())]);
    let send = |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        urlencoded(&fields)
    };
    let media = "application/x-www-form-urlencoded";
    let wrong = browser.post("/resume/report_progress", send(&fields), media, "http://plumb.test").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.body.contains("the road is half done"), "a wrong password loses the text");
    fields.last_mut().unwrap().1 = PASSWORD.to_owned();
    let again = browser.post("/resume/report_progress", send(&fields), media, "http://plumb.test").await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    browser.cookie = again.cookie.unwrap().split(';').next().unwrap().to_owned();
    assert!(act(&again.body, "report_progress").contains("the road is half done"));
    assert_eq!(entries(&told), before + 1, "signing in gave one password and recorded nothing of the form");
    let done = browser.fill(&again.body, "report_progress", &[("text", typed)]).await;
    assert_eq!(done.location, format!("{path}?done=report_progress"), "{}", done.body);
    let shown = browser.get(&done.location).await.body;
    assert!(shown.contains("role=\"status\">Recorded: report progress.") && shown.contains("half done &#60;b&#62;"), "{shown}");
}

#[tokio::test]
async fn a_form_that_was_opened_in_another_session_keeps_its_text() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let html = browser.get(&format!("/items/{}", told.id(told.world.items_of(0)[0]))).await.body;
    let stale = html.replace(&hidden(&html, "csrf"), "of-another-session");
    let before = entries(&told);
    let page = browser.fill(&stale, "report_progress", &[("text", "typed with care")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(act(&page.body, "report_progress").contains("typed with care"));
    assert_eq!(entries(&told), before);
}

/// Fields as they were typed.
type Typed<'a> = &'a [(&'a str, &'a str)];

#[tokio::test]
async fn wrong_input_is_refused_beside_its_field_and_nothing_is_written() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].principal).await;
    let html = browser.get(&format!("/items/{}", told.id(told.world.items_of(0)[0]))).await.body;
    let before = entries(&told);
    let long = "x".repeat(30_000);
    let huge = "x".repeat(1_100_000);
    let wrong: [(&str, Typed, StatusCode, &str); 8] = [
        ("an empty text", &[("text", "  ")], StatusCode::UNPROCESSABLE_ENTITY, "-text-why"),
        ("a long text", &[("text", &long)], StatusCode::UNPROCESSABLE_ENTITY, "-text-why"),
        ("a day to come", &[("text", "a"), ("occurred_on", "2999-01-01")], StatusCode::UNPROCESSABLE_ENTITY, "-when-why"),
        ("no day at all", &[("text", "a"), ("occurred_on", "30 February")], StatusCode::BAD_REQUEST, "-when-why"),
        ("a late day without reason", &[("text", "a"), ("occurred_on", "2022-01-03")], StatusCode::UNPROCESSABLE_ENTITY, "-when-why"),
        ("an unknown field", &[("text", "a"), ("colour", "red")], StatusCode::BAD_REQUEST, "colour"),
        ("a field twice", &[("text", "a"), ("text", "b")], StatusCode::BAD_REQUEST, "text"),
        ("a form that is too large", &[("text", &huge)], StatusCode::PAYLOAD_TOO_LARGE, "role=\"alert\""),
    ];
    for (what, fields, status, place) in wrong {
        let page = browser.fill(&html, "report_progress", fields).await;
        assert_eq!(page.status, status, "{what}: {}", page.body);
        assert!(page.body.contains("role=\"alert\"") && page.body.contains(place), "{what}: {}", page.body);
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            let text = fields[0].1.trim();
            assert!(act(&page.body, "report_progress").contains(&format!(">{text}</textarea>")), "{what} loses the text");
        }
    }
    let cut = opened(&html, "report_progress");
    let body: String = cut.iter().map(|(k, v)| format!("--x\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n")).collect();
    let half = browser.post("/do/report_progress", body, "multipart/form-data; boundary=x", "http://plumb.test").await;
    assert_eq!(half.status, StatusCode::BAD_REQUEST, "a form that broke off");
    assert_eq!(entries(&told), before, "nothing was written");
}

#[tokio::test]
async fn the_second_press_of_a_button_records_nothing_more() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let html = browser.get(&format!("/items/{}", told.id(told.world.items_of(0)[0]))).await.body;
    let first = browser.fill(&html, "report_progress", &[("text", "Once")]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let after = entries(&told);
    let second = browser.fill(&html, "report_progress", &[("text", "Once")]).await;
    assert_eq!((second.status, second.location), (StatusCode::SEE_OTHER, first.location));
    assert_eq!(entries(&told), after);
}

#[tokio::test]
async fn a_refused_file_form_keeps_the_file_that_had_arrived() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let html = browser.get(&format!("/items/{}", told.id(told.world.items_of(0)[0]))).await.body;
    let fields = [("text", ""), ("caption", "A receipt")];
    let refused = browser.with_file(&html, "report_progress", &fields, ("receipt.txt", "paid")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = offered(&refused.body, "report_progress", "kept");
    assert!(kept.ends_with(" receipt.txt") && act(&refused.body, "report_progress").contains("value=\"A receipt\""));
    let done = browser.fill(&refused.body, "report_progress", &[("text", "Paid"), ("kept", &kept), ("caption", "A receipt")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(browser.get(&done.location).await.body.contains("A receipt"));
}

#[tokio::test]
async fn a_duty_is_handed_over_within_its_body() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.counties[0].secretary).await;
    let html = browser.get("/").await.body;
    let to = offered(&html, "hand_over_duty", "to");
    let page = browser.fill(&html, "hand_over_duty", &[("to", &to), ("reason", "The division of work changed")]).await;
    assert_eq!(page.location, "/?done=hand_over_duty", "{}", page.body);
}

#[tokio::test]
async fn a_plan_is_written_returned_and_written_again_from_its_page() {
    let told = Told::at(Stage::UnitsFedBack);
    let cast = &told.world.cast;
    let (round, unit) = (told.id(told.world.round()), told.id(cast.units[0].id));
    let path = format!("/plans/{round}/{unit}");
    let principal = Browser::sign_in(&told, cast.units[0].principal).await;
    let html = principal.get(&path).await.body;
    assert!(principal.get("/").await.body.contains(&path), "the plan waits on nobody's page");
    let leader = offered(&html, "submit_plan", "item_0_leader");
    let box_of = |n: usize| told::browser::act(&html, "submit_plan").split("name=\"item_0_covers\" value=\"").nth(n).unwrap();
    let (first, second) = (box_of(1).split('"').next().unwrap(), box_of(2).split('"').next().unwrap());
    let fields = [
        ("item_0_covers", first),
        ("item_0_wording", "Tender the road again"),
        ("item_0_cause", "Nobody asked"),
        ("item_0_target", "A tender on paper"),
        ("item_0_leader", leader.as_str()),
        ("item_0_department", "Office"),
        ("item_0_person", "Ansheng Aming"),
        ("item_0_measure_0_content", "Publish the tender"),
        ("item_0_measure_0_sort", "period"),
        ("item_0_due", "2022-01-20"),
    ];
    let refused = principal.fill(&html, "submit_plan", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains(">Tender the road again</textarea>"));
    let mut all = fields.to_vec();
    all.push(("item_0_covers", second));
    let sent = principal.fill(&html, "submit_plan", &all).await;
    assert_eq!(sent.location, format!("{path}?done=submit_plan"), "{}", sent.body);
    let office = Browser::sign_in(&told, cast.office_head).await;
    let html = office.get(&path).await.body;
    let back = office.fill(&html, "review_plan", &[("approved", "no"), ("missing", "A day for the tender\nA second measure")]).await;
    assert_eq!(back.location, format!("{path}?done=review_plan"), "{}", back.body);
    let again = principal.get(&path).await.body;
    let form = act(&again, "submit_plan");
    let boxes = form.split("name=\"item_0_covers\" value=\"").skip(1);
    assert_eq!(boxes.filter(|b| b.split('>').next().unwrap().contains(" checked")).count(), 2, "{form}");
    assert!(form.contains(">Tender the road again</textarea>"), "{form}");
}

#[tokio::test]
async fn reports_objections_receipts_and_parts_have_their_forms() {
    let told = Told::at(Stage::UnitsFedBack);
    let cast = &told.world.cast;
    let round = told.id(told.world.round());
    let principal = Browser::sign_in(&told, cast.units[1].principal).await;
    let page = principal.get(&format!("/rounds/{round}")).await.body;
    let finding = page.split("href=\"/findings/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let html = principal.get(&format!("/findings/{finding}")).await.body;
    let leaf = offered(&html, "raise_objection", "manifestation");
    let raised = principal.fill(&html, "raise_objection", &[("manifestation", &leaf), ("text", "The minutes say otherwise")]).await;
    assert_eq!(raised.location, format!("/findings/{finding}?done=raise_objection"), "{}", raised.body);
    let leader = Browser::sit(&told, told.world.inspector_of(1, Role::TeamLeader)).await;
    let html = leader.get(&format!("/findings/{finding}")).await.body;
    let answer = [("sustained", "yes"), ("reason", "Read again"), ("corrected", "Parts of it only")];
    let answered = leader.fill(&html, "answer_objection", &answer).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.body);
    assert!(principal.get(&format!("/findings/{finding}")).await.body.contains("Parts of it only"));
}

#[tokio::test]
async fn a_report_is_filed_from_the_page_of_the_plan() {
    let told = Told::at(Stage::InProgress);
    let cast = &told.world.cast;
    let path = format!("/plans/{}/{}", told.id(told.world.round()), told.id(cast.units[0].id));
    let principal = Browser::sign_in(&told, cast.units[0].principal).await;
    let html = principal.get(&path).await.body;
    let fields = [("report", "rectification"), ("number", "No. 7")];
    let bare = principal.fill(&html, "file_report", &fields).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "a report without its paper");
    let filed = principal.with_file(&html, "file_report", &fields, ("report.txt", "What was done")).await;
    assert_eq!(filed.location, format!("{path}?done=file_report"), "{}", filed.body);
}

#[tokio::test]
async fn a_round_is_carried_on_from_its_page() {
    let told = Told::at(Stage::Planned);
    let round = told.id(told.world.round());
    let path = format!("/rounds/{round}");
    let head = Browser::sign_in(&told, told.world.cast.leading_group_head).await;
    let html = head.get(&path).await.body;
    let done = head.fill(&html, "authorise_round", &[("document", "No. 3")]).await;
    assert_eq!(done.location, format!("{path}?done=authorise_round"), "{}", done.body);
    let office = Browser::sign_in(&told, told.world.cast.office_head).await;
    let html = office.get(&path).await.body;
    let form = act(&html, "form_team");
    assert!(form.contains("member_0_person") && form.contains("name=\"units\""), "{form}");
    let unit = offered(&html, "form_team", "units");
    let few = office.fill(&html, "form_team", &[("name", "Team 9"), ("units", &unit)]).await;
    assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY, "a team of nobody");
    assert!(act(&few.body, "form_team").contains("value=\"Team 9\"") && few.body.contains(&format!("value=\"{unit}\" checked")));
}

#[tokio::test]
async fn a_hearing_is_recorded_from_the_page_of_the_round() {
    let told = Told::at(Stage::Reported);
    let path = format!("/rounds/{}", told.id(told.world.round()));
    let head = Browser::sign_in(&told, told.world.cast.leading_group_head).await;
    let html = head.get(&path).await.body;
    let (unit, post) = (offered(&html, "hold_hearing", "units"), offered(&html, "hold_hearing", "requirements_0_post"));
    let fields = [
        ("gate", Gate::LeadingGroup.name()),
        ("units", unit.as_str()),
        ("decisions", "The report is accepted"),
        ("requirements_0_text", "Give feedback twice"),
        ("requirements_0_post", post.as_str()),
        ("requirements_0_due", "2022-01-31"),
    ];
    let done = head.fill(&html, "hold_hearing", &fields).await;
    assert_eq!(done.location, format!("{path}?done=hold_hearing"), "{}", done.body);
    let shown = head.get(&path).await.body;
    let hearing = shown.split("/hearings/").nth(1).unwrap().split('"').next().unwrap();
    assert!(head.get(&format!("{path}/hearings/{hearing}")).await.body.contains("Give feedback twice"));
}
