//! Input that nobody means: each is answered in the reader's language, keeps what was typed, and leaves no trace.

use crate::{entries, facts_from, form_in, html::Form, opened, send, told::Told, told::browser::Browser};
use axum::http::StatusCode;
use plumbline::text::{Lang, text, text_with};
use rules::{
    CommandKind::{ClaimDone, ReopenItem, ReportProgress},
    Event,
    testing::Stage,
};

/// Puts a value into a field that nobody can type into.
fn forge(form: &mut Form, name: &str, value: &str) {
    form.fields.iter_mut().find(|f| f.name == name).unwrap().value = Some(value.to_owned());
}

#[tokio::test]
async fn a_form_whose_act_is_no_longer_open_says_so_and_keeps_its_text() {
    let told = Told::at(Stage::Closed);
    let page = format!("/items/{}", told.id(told.world.items_of(2)[0]));
    let mut browser = Browser::sit(&told, told.world.cast.executive_deputy_head.actor()).await;
    let mut form = opened(&browser, &page, ReopenItem).await;
    let mut late = form.clone();
    form.set("reason", "It came back");
    assert_eq!(send(&browser, &form, false).await.status, StatusCode::SEE_OTHER);
    let before = entries(&told);
    for (n, lang) in Lang::ALL.into_iter().enumerate() {
        browser.lang = lang.tag();
        late.set("reason", "Typed in the other window");
        forge(&mut late, "key", &format!("other{n}"));
        let refused = send(&browser, &late, false).await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
        assert!(!refused.body.contains("/do/reopen_item"), "the act is open still");
        for said in [text(lang, "lost-form"), "role=\"alert\"".to_owned(), "Typed in the other window".to_owned()] {
            assert!(refused.body.contains(&said), "{said}: {}", refused.body);
        }
        // A form that the page shows again says it once, in its own place.
        late.set("reason", " ");
    }
    assert_eq!(entries(&told), before);
}

#[tokio::test]
async fn what_cannot_be_seen_or_is_too_much_is_refused() {
    let told = Told::at(Stage::InProgress);
    let page = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    let mut browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let before = entries(&told);
    for lang in Lang::ALL {
        browser.lang = lang.tag();
        let mut form = opened(&browser, &page, ReportProgress).await;
        for (typed, wording) in
            [("\u{200b}\u{feff}", "refusal-text-missing"), ("\u{202e}enod", "refusal-text-control"), ("a\u{7}b", "refusal-text-control")]
        {
            form.set("text", typed);
            let refused = send(&browser, &form, false).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
            let again = form_in(&refused.body, ReportProgress);
            assert!(refused.body.contains(&format!("id=\"{}-text-why\">{}", again.id, text(lang, wording))), "{typed:?}");
            assert!(!refused.body.contains(&text(lang, "lost-form")), "the refusal is told twice");
        }
        form.set("text", &"x".repeat(2 * 1024 * 1024));
        let refused = send(&browser, &form, false).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(refused.body.contains(&text_with(lang, "problem-too-large", &[("size", "1 MB".to_owned())])));
    }
    assert_eq!(entries(&told), before);
}

#[tokio::test]
async fn figures_are_read_as_keyboards_type_them_and_the_wrong_one_is_named() {
    let told = Told::at(Stage::InProgress);
    let page = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    let mut browser = Browser::sign_in(&told, told.world.cast.units[0].principal).await;
    let before = entries(&told);
    for lang in Lang::ALL {
        browser.lang = lang.tag();
        let mut form = opened(&browser, &page, ClaimDone).await;
        form.set("account", "The rule is in force");
        form.set("result_refunded", "much");
        let refused = send(&browser, &form, true).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let label = text(lang, "result-refunded");
        let said = text_with(lang, "unreadable", &[("place", String::new()), ("label", label)]);
        assert!(refused.body.contains(said.trim()), "{said}: {}", refused.body);

        form.set("result_refunded", "1");
        form.set("dated", "2999-01-01");
        let refused = send(&browser, &form, true).await;
        let again = form_in(&refused.body, ClaimDone);
        let beside = refused.body.split(&format!("id=\"{}-evidence-why\">", again.id)).nth(1).unwrap();
        let day = plumbline::web::words::day(lang, "2999-01-01");
        assert!(beside.split("</p>").next().unwrap().contains(&day), "the day stands there in words");
    }
    assert_eq!(entries(&told), before);
    let mut form = opened(&browser, &page, ClaimDone).await;
    form.set("account", "The rule is in force");
    form.set("result_refunded", "１，２３４．５０");
    assert_eq!(send(&browser, &form, true).await.status, StatusCode::SEE_OTHER);
    let claimed = facts_from(&told, before).into_iter().find_map(|f| if let Event::ClaimedDone(e) = f.event { Some(e) } else { None });
    assert_eq!(claimed.unwrap().results[0].figure, 123_450);
}
