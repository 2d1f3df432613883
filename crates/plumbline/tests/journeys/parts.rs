//! A unit that helps with an item led by another: the part waits in its work, stands in its duties and its register, and
//! of the item it sees the plan and its own part.

use crate::{
    act, opened,
    told::{Told, browser::Browser},
};
use axum::http::StatusCode;
use rules::{CommandKind::FinishPart, Event, testing::Stage};

/// The part that the invented autumn gives to unit 1 in an item of unit 0: what it is, and the wording of the item.
fn part(told: &Told) -> (String, String, String) {
    let id = told.world.items_of(0)[0];
    let drafted = told.world.record().iter().find_map(|f| match &f.event {
        Event::ItemDrafted(e) if f.stream == rules::StreamKey::Item(id) => Some(e.clone()),
        _ => None,
    });
    let drafted = drafted.unwrap();
    (told.id(id), drafted.assisting[0].part.clone(), drafted.wording)
}

#[tokio::test]
async fn a_unit_that_helps_finds_its_part_and_no_more() {
    let told = Told::at(Stage::PlansApproved);
    let (item, part, wording) = part(&told);
    let browser = Browser::sign_in(&told, told.world.cast.units[1].body_member).await;
    let link = format!("href=\"/items/{item}\"");
    for path in ["/", "/duties", "/register"] {
        let page = browser.get(path).await;
        let shown = if path == "/register" { &wording } else { &part };
        assert!(page.body.contains(&link) && page.body.contains(shown.as_str()), "{path}: {}", page.body);
    }
    let register = browser.get("/register").await.body;
    assert_eq!(register.matches("<span class=\"mark\">").count(), 1);
    let rows = register.matches("href=\"/items/").count();
    assert!(register.contains(&format!("{rows} items")), "the total is not that of the rows: {register}");

    let page = browser.get(&format!("/items/{item}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("/do/finish_part") && !page.body.contains("/do/report_progress") && !page.body.contains("<blockquote>"));
    let api = browser.get("/api/parts").await.body;
    assert!(api.contains(&item) && api.contains(&part), "{api}");

    // Who neither leads nor helps finds nothing of it; who leads sees what was found.
    let other = Browser::sign_in(&told, told.world.cast.units[2].body_member).await;
    assert_eq!(other.get(&format!("/items/{item}")).await.status, StatusCode::NOT_FOUND);
    for path in ["/", "/duties", "/register", "/api/parts"] {
        assert!(!other.get(path).await.body.contains(&item), "{path}");
    }
    let leads = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    assert!(leads.get(&format!("/items/{item}")).await.body.contains("<blockquote>"));
    assert!(!leads.get("/duties").await.body.contains(&part), "the part is owed by whoever helps");
}

#[tokio::test]
async fn a_part_that_is_done_waits_no_longer_and_its_evidence_opens_for_its_unit() {
    let told = Told::at(Stage::PlansApproved);
    let (item, part, _) = part(&told);
    let path = format!("/items/{item}");
    let set = [("text", "The archive was lent"), ("caption", "Receipt of the archive")];
    let who = told.world.cast.units[1].body_member;
    act(FinishPart, who.actor(), &path, "part_done", "The archive was lent", &set).filed().walk(&told).await;
    let browser = Browser::sign_in(&told, who).await;
    assert!(!browser.get("/").await.body.contains(&part));
    let duties = browser.get("/duties").await.body;
    assert!(duties.contains(&part));
    let page = browser.get(&path).await.body;
    assert!(page.contains("The archive was lent") && !page.contains("/do/finish_part"));
    let evidence = page.split("href=\"/api/evidence/").nth(1).unwrap().split('"').next().unwrap();
    let evidence = format!("/api/evidence/{evidence}");
    assert_eq!(browser.get(&evidence).await.status, StatusCode::OK);
    let other = Browser::sign_in(&told, told.world.cast.units[2].contact).await;
    assert_eq!(other.get(&evidence).await.status, StatusCode::NOT_FOUND);

    // What the leading unit says afterwards is not shown to whoever helps.
    let leads = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let mut form = opened(&leads, &path, rules::CommandKind::ReportProgress).await;
    form.set("text", "Between us only");
    let sent = leads.parts(&form.action, &form.sent()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(leads.get(&path).await.body.contains("Between us only"));
    let helping = browser.get(&path).await.body;
    assert!(!helping.contains("Between us only") && !helping.contains("class=\"gap\""), "{helping}");
    assert!(!browser.get(&format!("/api{path}")).await.body.contains("Between us only"));
}
