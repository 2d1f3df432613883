//! Pages: every template in both languages, and journeys through a real router on a store with the invented autumn.

#![allow(clippy::unwrap_used)]

mod told;

use askama::Template;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use plumbline::{
    text::Lang,
    web::{self, shell::Shell},
};
use rules::testing::{Player, Stage};
use told::{PASSWORD, Told};
use tower::ServiceExt;

/// Largest page, bytes before compression.
const PAGE_BYTES_MAX: usize = 100_000;

/// A browser: one cookie, one router.
struct Browser {
    router: Router,
    cookie: String,
}

struct Page {
    status: StatusCode,
    location: String,
    cookie: Option<String>,
    body: String,
}

impl Browser {
    fn new(told: &Told) -> Browser {
        Browser { router: plumbline::router::router(told.app.clone()), cookie: String::new() }
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let text = |name: header::HeaderName| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let (status, location, cookie) = (response.status(), text(header::LOCATION).unwrap_or_default(), text(header::SET_COOKIE));
        assert!(text(header::CONTENT_SECURITY_POLICY).unwrap().contains("default-src 'none'"));
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, location, cookie, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header(header::COOKIE, format!("{}; plumbline_lang=en", self.cookie));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: String, media: &str, origin: &str) -> Page {
        let request = Request::post(path)
            .header(header::COOKIE, format!("{}; plumbline_lang=en", self.cookie))
            .header(header::HOST, "plumb.test")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, media);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post(path, urlencoded(fields), "application/x-www-form-urlencoded", "http://plumb.test").await
    }

    async fn parts(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let part = |(name, value): &(&str, &str)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body: String = fields.iter().map(part).collect();
        self.post(path, format!("{body}--x--\r\n"), "multipart/form-data; boundary=x", "http://plumb.test").await
    }

    /// Signs in and takes a seat.
    async fn sign_in(told: &Told, player: Player) -> Browser {
        let mut browser = Browser::new(told);
        let login = told.login(player);
        let page = browser.form("/sign-in", &[("login", &login), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser.cookie = page.cookie.unwrap().split(';').next().unwrap().to_owned();
        let csrf = hidden(&browser.get("/").await.body, "csrf");
        let page = browser.form("/seat", &[("csrf", &csrf), ("seat", &told.seat(player)), ("back", "/")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser
    }
}

fn urlencoded(fields: &[(&str, &str)]) -> String {
    let safe = |text: &str| -> String {
        text.bytes().map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
    };
    fields.iter().map(|(k, v)| format!("{}={}", safe(k), safe(v))).collect::<Vec<_>>().join("&")
}

/// Value of the first hidden field of that name.
fn hidden(html: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = html.find(&mark).unwrap_or_else(|| panic!("no field `{name}` in {html}")) + mark.len();
    html[at..].split('"').next().unwrap().to_owned()
}

/// The part of a page that is the form of an act.
fn act<'a>(html: &'a str, command: &str) -> &'a str {
    let at = html.find(&format!("action=\"/do/{command}\"")).unwrap_or_else(|| panic!("no form for `{command}`"));
    html[at..].split("</form>").next().unwrap()
}

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
    let fixed: Vec<(&str, String)> = ["csrf", "page", "subject", "revision", "key"].map(|n| (n, hidden(form, n))).to_vec();
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
    let fixed: Vec<(&str, String)> = ["csrf", "page", "subject", "revision", "key"].map(|n| (n, hidden(form, n))).to_vec();
    let mut fields: Vec<(&str, &str)> = fixed.iter().map(|(k, v)| (*k, v.as_str())).collect();
    fields.extend([("account", "Done"), ("result_refunded", "1,234.50"), ("occurred_on", "2099-01-01")]);
    let page = browser.parts("/do/claim_done", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
    assert!(act(&page.body, "claim_done").contains("value=\"1,234.50\""), "{}", page.body);
}

#[tokio::test]
async fn a_figure_leads_to_as_many_rows_as_it_says() {
    let told = Told::at(Stage::Claimed);
    let office = told.world.cast.office_head;
    let browser = Browser::sign_in(&told, office).await;
    let round = told.world.rounds()[0].0;
    let id = told.id(round);
    let totals = plumbline::api::query::fold_tally(&told.app.store, id.parse().unwrap()).unwrap().totals;
    let mut told_of = 0;
    for (name, n) in totals.fields().into_iter().filter(|(name, _)| name.starts_with("items")) {
        let figure = web::round::view::tally_figure(&Shell::sample(Lang::En), &id, None, name, n);
        let page = browser.get(&figure.href).await.body;
        let said = page.split("role=\"status\">").nth(1).unwrap().split("</p>").next().unwrap();
        assert!(said.contains(&format!(": {n} ")), "{name} is {n}, {} says {said}", figure.href);
        told_of += n;
    }
    assert!(told_of > 0);
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
    let fields: Vec<(&str, String)> = ["csrf", "page", "subject", "revision", "key"].map(|n| (n, hidden(form, n))).to_vec();
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
