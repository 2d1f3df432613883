//! Lists that grow by a button of the form: nothing is recorded, nothing typed is lost, and the order carries it all.

use crate::{
    Form, form_in, html, opened,
    told::{
        Told,
        browser::{Browser, Page},
    },
};
use axum::http::StatusCode;
use rules::{
    CommandKind::{ClaimDone, SubmitPlan},
    Event,
    testing::Stage,
};

/// Presses a button that makes a list grow.
async fn grow(browser: &Browser, form: &Form, list: &str) -> Page {
    assert!(form.more.iter().any(|m| m == list), "no button for `{list}` among {:?}", form.more);
    let mut sent = form.sent();
    sent.push(("more", list));
    browser.parts(&form.action, &sent).await
}

#[tokio::test]
async fn a_plan_splits_one_manifestation_among_items_units_and_measures() {
    let told = Told::at(Stage::UnitsFedBack);
    let unit = &told.world.cast.units[2];
    let path = format!("/plans/{}/{}", told.id(told.world.round()), told.id(unit.id));
    let browser = Browser::sign_in(&told, unit.principal).await;
    let mut form = opened(&browser, &path, SubmitPlan).await;
    let before = crate::entries(&told);
    form.set("item_1_wording", "The second of two");
    for list in ["item", "item_0_measure", "item_0_assisting", "item_0_assisting"] {
        let page = grow(&browser, &form, list).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains(" autofocus") && !page.body.contains("role=\"alert\""), "{}", page.body);
        let next = form_in(&page.body, SubmitPlan);
        assert!(next.fields.len() > form.fields.len());
        assert_eq!(next.named("item_1_wording").next().unwrap().value.as_deref(), Some("The second of two"));
        form = next;
    }
    assert_eq!(crate::entries(&told), before, "a list that grows records nothing");
    for n in 0..3 {
        let cells =
            [("wording", "One of three"), ("cause", "Nobody asked"), ("target", "A tender"), ("leader", "*1"), ("department", "Office")];
        for (name, value) in cells.into_iter().chain([
            ("person", "Ansheng Aming"),
            ("due", "2022-01-20"),
            ("measure_0_content", "Write it"),
            ("measure_0_sort", "period"),
        ]) {
            form.set(&format!("item_{n}_{name}"), value);
        }
    }
    // The first item joins both manifestations, the others split the second.
    for (n, covers) in [(0, "*all"), (1, "*2"), (2, "*2")] {
        form.set(&format!("item_{n}_covers"), covers);
    }
    let more = [
        ("measure_1_content", "Read it aloud"),
        ("measure_1_sort", "long_term"),
        ("measure_1_due", "2022-01-10"),
        ("measure_1_leader", "*2"),
    ];
    let parts = [("assisting_0_unit", "*1"), ("assisting_0_part", "Lend the archive"), ("assisting_0_due", "2022-01-15")];
    for (name, value) in more.into_iter().chain(parts) {
        form.set(&format!("item_0_{name}"), value);
    }
    form.set("item_2_beyond", "yes");
    let done = browser.parts(&form.action, &form.sent()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let items: Vec<_> = crate::facts_from(&told, before)
        .into_iter()
        .filter_map(|f| if let Event::ItemDrafted(e) = f.event { Some(e) } else { None })
        .collect();
    assert_eq!(items.iter().map(|i| i.covers.len()).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!(items[1].covers, items[2].covers);
    let measures: Vec<(&str, &str)> = items[0].measures.iter().map(|m| (m.content.as_str(), m.sort.name())).collect();
    assert_eq!(measures, [("Write it", "period"), ("Read it aloud", "long_term")]);
    assert_ne!(items[0].measures[0].leader, items[0].measures[1].leader);
    assert_eq!(items[0].measures[0].leader, items[0].responsible_leader);
    assert_eq!(items[0].assisting.iter().map(|a| a.part.as_str()).collect::<Vec<_>>(), ["Lend the archive"]);
    assert!(!items[2].within_period.yes() && items[1].within_period.yes());
    // What was returned is there to be changed: rows, ticks and all.
    let office = Browser::sign_in(&told, told.world.cast.office_head).await;
    let mut review = opened(&office, &path, rules::CommandKind::ReviewPlan).await;
    review.set("approved", "no");
    review.set("missing", "A second thought");
    assert_eq!(office.parts(&review.action, &review.sent()).await.status, StatusCode::SEE_OTHER);
    let again = opened(&browser, &path, SubmitPlan).await;
    let kept =
        |f: &Form| f.typed().into_iter().filter(|(k, v)| k.starts_with("item_") && v.as_deref().is_some_and(|v| !v.is_empty())).count();
    assert!(kept(&again) >= kept(&form), "{:?}", again.typed());
}

#[tokio::test]
async fn evidence_of_a_claim_has_words_of_its_own_and_each_figure_its_proof() {
    let told = Told::at(Stage::InProgress);
    let principal = told.world.cast.units[0].principal;
    let browser = Browser::sign_in(&told, principal).await;
    let path = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    let form = opened(&browser, &path, ClaimDone).await;
    let page = grow(&browser, &form, "evidence").await;
    let mut form = form_in(&page.body, ClaimDone);
    let set = [("account", "Done"), ("result_refunded", "12.00"), ("result_refunded_proof", "1"), ("result_systems_made", "1")];
    let words = [("caption", "The rule"), ("caption_1", "The voucher"), ("paper_number_1", "V-9"), ("dated_1", "2022-01-09")];
    for (name, value) in set.into_iter().chain(words) {
        form.set(name, value);
    }
    let part = |(name, value): (&str, &str)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body: String = form.sent().into_iter().map(part).collect();
    for (field, text) in [("files", "rule"), ("files_1", "voucher")] {
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{text}.txt\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        ));
    }
    let before = crate::entries(&told);
    let done = browser.post(&form.action, format!("{body}--x--\r\n"), "multipart/form-data; boundary=x", "http://plumb.test").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let claim = crate::facts_from(&told, before)
        .into_iter()
        .find_map(|f| if let Event::ClaimedDone(e) = f.event { Some(e) } else { None })
        .unwrap();
    let captions: Vec<&str> = claim.evidence.iter().map(|e| e.caption.as_str()).collect();
    assert_eq!(captions, ["The rule", "The voucher"]);
    assert_eq!(claim.evidence[1].number.as_deref(), Some("V-9"));
    assert_eq!(claim.evidence[1].dated.map(|d| d.to_string()).as_deref(), Some("2022-01-09"));
    let proofs: Vec<usize> = claim.results.iter().map(|r| r.evidence.len()).collect();
    assert_eq!(proofs, [2, 1], "{:?}", claim.results);
    assert_eq!(claim.results[1].evidence[0], claim.evidence[1].digest);
}

#[tokio::test]
async fn a_button_of_a_list_that_does_not_exist_changes_nothing() {
    let told = Told::at(Stage::UnitsFedBack);
    let unit = &told.world.cast.units[2];
    let browser = Browser::sign_in(&told, unit.principal).await;
    let path = format!("/plans/{}/{}", told.id(told.world.round()), told.id(unit.id));
    let form = opened(&browser, &path, SubmitPlan).await;
    for list in ["nothing", "item_99999999999_measure", ""] {
        let mut sent = form.sent();
        sent.push(("more", list));
        let page = browser.parts(&form.action, &sent).await;
        let again = html::forms(&page.body).into_iter().find(|f| f.action == form.action).unwrap();
        assert_eq!(again.fields.len(), form.fields.len(), "{list}");
    }
}
