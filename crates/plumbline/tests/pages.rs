//! Pages: every template in both languages, and journeys through a real router on a store with the invented autumn.

#![allow(clippy::unwrap_used)]

mod told;

use askama::Template;
use axum::http::StatusCode;
use plumbline::{
    text::Lang,
    web::{self, shell::Shell},
};
use rules::testing::Stage;
use told::{
    PASSWORD, Told,
    browser::{Browser, act, hidden, urlencoded},
};

/// Largest page, bytes before compression.
const PAGE_BYTES_MAX: usize = 100_000;

fn checked(html: String) {
    assert!(html.len() < PAGE_BYTES_MAX, "{} bytes", html.len());
    assert!(html.contains("<main id=\"main\">") && html.contains("<html lang="));
    assert!(!html.contains(" style=") && !html.contains("<script>"), "inline style or script");
}

#[test]
fn every_page_renders_in_both_languages() {
    for lang in Lang::ALL {
        let w = || Shell::sample(lang);
        checked(web::session::sign_in::SignInPage::sample(w()).render().unwrap());
        checked(web::session::set_up::SetUpPage::sample(w()).render().unwrap());
        checked(web::shell::SeatsPage { w: w() }.render().unwrap());
        checked(web::work::mine::WorkPage::sample(w()).render().unwrap());
        checked(web::round::list::RoundsPage::sample(w()).render().unwrap());
        checked(web::round::view::RoundPage::sample(w()).render().unwrap());
        checked(web::register::grid::RegisterPage::sample(w()).render().unwrap());
        checked(web::item::view::ItemPage::sample(w()).render().unwrap());
        checked(web::item::entry::EntryPage::sample(w()).render().unwrap());
        checked(web::duty::list::DutiesPage::sample(w()).render().unwrap());
        checked(web::signal::list::SignalsPage::sample(w()).render().unwrap());
        checked(web::signal::list::CasesPage::sample(w()).render().unwrap());
        checked(web::notice::view::NoticePage::sample(w()).render().unwrap());
        checked(web::retold::view::RetoldPage::sample(w()).render().unwrap());
        checked(web::session::resume::ResumePage::sample(w()).render().unwrap());
        checked(web::record::RecordPage::sample(w()).render().unwrap());
        checked(web::round::figure::FigurePage::sample(w()).render().unwrap());
    }
}

#[tokio::test]
async fn nobody_reads_without_signing_in() {
    let told = Told::at(Stage::Founded);
    let page = Browser::new(&told).get("/register").await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/sign-in?next=/register"));
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in() {
    let told = Told::at(Stage::Founded);
    let login = told.login(told.world.cast.office_head);
    let body = urlencoded(&[("login", &login), ("password", PASSWORD)]);
    let page = Browser::new(&told).post("/sign-in", body, "application/x-www-form-urlencoded", "http://evil.test").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.cookie.is_none());
}

#[tokio::test]
async fn a_wrong_password_keeps_the_name_that_was_typed() {
    let told = Told::at(Stage::Founded);
    let page = Browser::new(&told).form("/sign-in", &[("login", "somebody"), ("password", "wrong wrong wrong")]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.body.contains("value=\"somebody\"") && page.body.contains("role=\"alert\""));
}

#[tokio::test]
async fn a_contact_person_sees_the_own_unit_only() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let own = told.id(told.world.items_of(0)[0]);
    let other = told.id(told.world.items_of(1)[0]);
    assert_eq!(browser.get(&format!("/items/{own}")).await.status, StatusCode::OK);
    assert_eq!(browser.get(&format!("/items/{other}")).await.status, StatusCode::NOT_FOUND);
    let register = browser.get("/register").await.body;
    assert!(register.contains(&own) && !register.contains(&other));
}

#[tokio::test]
async fn an_act_without_the_csrf_value_is_refused_before_anything_is_taken() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let subject = format!("item/{}", told.id(told.world.items_of(0)[0]));
    let page = browser.parts("/do/report_progress", &[("subject", &subject), ("text", "x"), ("revision", "3")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = browser.parts("/do/report_progress", &[("csrf", "guess"), ("subject", &subject), ("text", "x")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn progress_is_recorded_by_the_form_and_a_refusal_keeps_what_was_typed() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].contact).await;
    let path = format!("/items/{}", told.id(told.world.items_of(0)[0]));
    let html = browser.get(&path).await.body;
    let form = act(&html, "report_progress");
    let fixed: Vec<(&str, String)> = ["csrf", "page", "subject", "about", "seat", "revision", "key"].map(|n| (n, hidden(form, n))).to_vec();
    let mut fields: Vec<(&str, &str)> = fixed.iter().map(|(k, v)| (*k, v.as_str())).collect();
    fields.extend([("text", "The rule was read aloud"), ("occurred_on", "2099-01-01")]);
    let page = browser.parts("/do/report_progress", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(page.body.contains("The rule was read aloud</textarea>") && page.body.contains("role=\"alert\""));
    fields.pop();
    let page = browser.parts("/do/report_progress", &fields).await;
    assert_eq!((page.status, page.location), (StatusCode::SEE_OTHER, format!("{path}?done=report_progress")));
    assert!(browser.get(&path).await.body.contains("The rule was read aloud"));
    // Sent again with the revision of before, and another key: someone else was faster.
    fields.retain(|f| f.0 != "key");
    assert_eq!(browser.parts("/do/report_progress", &fields).await.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn a_refused_claim_keeps_its_figures() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].principal).await;
    let html = browser.get(&format!("/items/{}", told.id(told.world.items_of(0)[0]))).await.body;
    let form = act(&html, "claim_done");
    let fixed: Vec<(&str, String)> = ["csrf", "page", "subject", "about", "seat", "revision", "key"].map(|n| (n, hidden(form, n))).to_vec();
    let mut fields: Vec<(&str, &str)> = fixed.iter().map(|(k, v)| (*k, v.as_str())).collect();
    fields.extend([("account", "Done"), ("result_refunded", "1,234.50"), ("occurred_on", "2099-01-01")]);
    let page = browser.parts("/do/claim_done", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(act(&page.body, "claim_done").contains("value=\"1,234.50\""), "{}", page.body);
}

/// What the rows behind a figure come to: their number in the register, their sum on a page of figures.
async fn rows_behind(browser: &Browser, href: &str) -> String {
    let (mut rows, mut sum, mut said) = (0, 0.0, None);
    let mut next = Some(href.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let body = page.body;
        if let Some(register) = body.split("role=\"status\">").nth(1).filter(|_| path.starts_with("/register")) {
            said = register.split(": ").nth(1).and_then(|t| t.split(' ').next()).map(str::to_owned);
            rows += body.matches("<tr><td class=\"n\"").count();
        } else {
            let cells = body.split("class=\"figure-row\"").skip(1).map(|r| r.split("class=\"n\">").nth(1).unwrap());
            sum += cells.map(|c| c.split('<').next().unwrap().replace(',', "").parse::<f64>().unwrap()).sum::<f64>();
        }
        next = body.split("class=\"next\" href=\"").nth(1).map(|h| told::browser::unescaped(h.split('"').next().unwrap()));
    }
    match said {
        Some(total) => {
            assert_eq!(total, rows.to_string(), "{href}");
            total
        }
        None => format!("{sum:.2}"),
    }
}

#[tokio::test]
async fn every_figure_opens_exactly_the_rows_that_make_it() {
    for stage in [Stage::InProgress, Stage::Claimed, Stage::NoticePublished] {
        let told = Told::at(stage);
        let browser = Browser::sign_in(&told, told.world.cast.office_head).await;
        let id = told.id(told.world.rounds()[0].0);
        let sums = plumbline::api::query::fold_tally(&told.app.store, id.parse().unwrap()).unwrap();
        let of = |unit: Option<String>, tally: &rules::parts::Tally| -> Vec<(String, &'static str, i64)> {
            let figure = |(name, n): (&'static str, i64)| {
                let figure = web::round::view::tally_figure(&Shell::sample(Lang::En), &id, unit.as_deref(), None, name, n);
                (figure.href, name, n)
            };
            tally.fields().into_iter().map(figure).collect()
        };
        let mut figures = of(None, &sums.totals);
        figures.extend(of(Some(sums.lines[0].unit.to_string()), &sums.lines[0].tally));
        assert!(figures.iter().any(|f| f.2 > 0));
        for (href, name, n) in figures {
            let money = ["refunded", "recovered", "brought_back", "loss_avoided"].contains(&name);
            let n = if money { n as f64 / 100.0 } else { n as f64 };
            let behind: f64 = rows_behind(&browser, &href).await.parse().unwrap();
            assert!((behind - n).abs() < 0.005, "{name} is {n}, {href} comes to {behind}");
        }
    }
}

#[tokio::test]
async fn a_figure_of_a_notice_opens_as_it_was_and_not_as_it_is() {
    let told = Told::at(Stage::NoticePublished);
    let browser = Browser::sign_in(&told, told.world.cast.office_head).await;
    let item = told.world.items_of(0)[0];
    let path = format!("/items/{}", told.id(item));
    // What is accepted as not done after the notice changes the figures of now.
    let deputy = Browser::sign_in(&told, told.world.cast.executive_deputy_head).await;
    let html = deputy.get(&path).await.body;
    let done = deputy.fill(&html, "accept_not_done", &[("reason", "The contract no longer exists")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    for notice in told.world.notices().iter().map(|n| told.id(n.0)) {
        let page = browser.get(&format!("/notices/{notice}")).await.body;
        let table = page.split("<table>").nth(1).unwrap().split("</table>").next().unwrap();
        let cells: Vec<&str> = table.split("<td class=\"n\"><a href=\"").skip(1).collect();
        assert!(!cells.is_empty(), "{page}");
        for cell in cells {
            let (href, rest) = cell.split_once("\">").unwrap();
            let stated: f64 = rest.split('<').next().unwrap().replace(',', "").parse().unwrap();
            let behind: f64 = rows_behind(&browser, &told::browser::unescaped(href)).await.parse().unwrap();
            assert!((behind - stated).abs() < 0.005, "{href}: {behind} for {stated}");
        }
    }
}

#[tokio::test]
async fn each_fact_of_the_notice_retold_leads_to_a_page_for_whoever_reads_it() {
    let told = Told::at(Stage::NoticePublished);
    let cast = &told.world.cast;
    let county = &cast.counties[0];
    let mut readers: Vec<rules::act::Actor> = [
        cast.office_head,
        cast.leading_group_head,
        cast.administrators[0],
        county.secretary,
        county.supervisor,
        cast.units[0].principal,
        cast.units[0].contact,
        cast.inspectors[0],
    ]
    .map(|p| p.actor())
    .to_vec();
    readers.push(told.world.team_actor(0, rules::role::Role::TeamLeader));
    for reader in readers {
        let browser = Browser::sit(&told, reader).await;
        let page = browser.get("/retold").await.body;
        let list = page.split("class=\"paper\"").nth(1).unwrap().split("</article>").next().unwrap();
        let links: Vec<&str> = list.split("<a href=\"").skip(1).map(|l| l.split('"').next().unwrap()).collect();
        let all = web::retold::view::PLACES.len() + web::retold::view::INVENTED.len();
        assert_eq!(links.len(), all, "{list}");
        for link in links {
            let link = told::browser::unescaped(link);
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let there = browser.get(path).await;
            assert_eq!(there.status, StatusCode::OK, "{link}");
            assert!(anchor.is_empty() || there.body.contains(&format!("id=\"{anchor}\"")), "{link} has no such place");
        }
    }
}

#[tokio::test]
async fn a_draft_of_a_notice_is_published_from_its_page() {
    let told = Told::at(Stage::CaseDecided);
    let (clerk, deputy) = (told.world.cast.office_clerk, told.world.cast.executive_deputy_head);
    let round: rules::id::RoundId = told.id(told.world.rounds()[0].0).parse().unwrap();
    let sums = plumbline::api::query::fold_tally(&told.app.store, round).unwrap();
    let order = rules::notice::draft_notice::DraftNotice {
        round,
        sort: rules::parts::NoticeKind::Rectification,
        title: "A notice".to_owned(),
        place: "Here".to_owned(),
        lines: sums.lines,
        totals: sums.totals,
        withheld: Vec::new(),
    };
    let receipt = told.app.store.execute(store::Request::new(told.actor(clerk), order)).unwrap();
    let path = format!("/notices/{}", receipt.stream("notice").unwrap().to_string().trim_start_matches("notice/"));
    let browser = Browser::sign_in(&told, deputy).await;
    assert!(browser.get("/").await.body.contains(&path), "the draft waits on nobody's page");
    let html = browser.get(&path).await.body;
    let form = act(&html, "publish_notice");
    let fields: Vec<(&str, String)> =
        ["csrf", "page", "subject", "about", "seat", "revision", "key"].map(|n| (n, hidden(form, n))).to_vec();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let page = browser.parts("/do/publish_notice", &fields).await;
    assert_eq!((page.status, page.location), (StatusCode::SEE_OTHER, format!("{path}?done=publish_notice")), "{}", page.body);
    assert!(!browser.get(&path).await.body.contains("/do/publish_notice"), "a published notice is published again");
}

#[tokio::test]
async fn every_page_of_the_office_answers_at_the_end_of_the_story() {
    let told = Told::at(Stage::NoticePublished);
    let browser = Browser::sign_in(&told, told.world.cast.office_head).await;
    let round = told.id(told.world.rounds()[0].0);
    let item = told.id(told.world.items_of(0)[0]);
    let notice = told.id(told.world.notices()[0].0);
    for path in [
        "/".to_owned(),
        "/rounds".to_owned(),
        format!("/rounds/{round}"),
        format!("/register?round={round}&step=closed"),
        "/register?overdue=1".to_owned(),
        format!("/items/{item}"),
        "/entries/3".to_owned(),
        format!("/duties?round={round}"),
        "/signals".to_owned(),
        "/cases".to_owned(),
        format!("/notices/{notice}"),
        format!("/retold?round={round}"),
        "/static/plumbline.css".to_owned(),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        if !path.starts_with("/static") {
            checked(page.body);
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let told = Told::at(Stage::InProgress);
    let browser = Browser::sign_in(&told, told.world.cast.units[0].body_member).await;
    assert_eq!(browser.get(&format!("/items/{}", uuid::Uuid::nil())).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/nowhere").await.status, StatusCode::NOT_FOUND);
}
