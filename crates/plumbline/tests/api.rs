//! Wrong input over HTTP: malformed, oversized, unknown, duplicate, future-dated, out of order, half sent. Each gets a
//! refusal that names code, field and what is missing in the caller's language, and nothing is written.
#![allow(clippy::unwrap_used)]

mod support;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use rules::testing::Stage;
use serde_json::json;
use support::Site;

fn entries(site: &Site) -> u64 {
    site.app.store.verify(false, &mut |_, _| {}).unwrap().entries
}

#[tokio::test(flavor = "multi_thread")]
async fn input_that_cannot_be_read_is_told_apart() {
    let site = Site::at(Stage::InProgress);
    let office = site.world.cast.office_head;
    let token = site.token(office);
    let before = entries(&site);
    let path = "/api/registry/add_jurisdiction";
    let cases: [(&str, String, StatusCode, &str); 7] = [
        ("no JSON", "{".into(), StatusCode::BAD_REQUEST, "malformed"),
        ("no order", "{}".into(), StatusCode::BAD_REQUEST, "malformed"),
        ("an unknown field", json!({"order": {"name": "X", "colour": "red"}}).to_string(), StatusCode::BAD_REQUEST, "malformed"),
        ("a field of another type", json!({"order": {"name": 7}}).to_string(), StatusCode::BAD_REQUEST, "malformed"),
        ("an empty text", json!({"order": {"name": "  "}}).to_string(), StatusCode::UNPROCESSABLE_ENTITY, "text-missing"),
        ("a long text", json!({"order": {"name": "x".repeat(500)}}).to_string(), StatusCode::UNPROCESSABLE_ENTITY, "text-too-long"),
        (
            "a day in the future",
            json!({"act": {"occurred_on": "2999-01-01"}, "order": {"name": "X"}}).to_string(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "future-date",
        ),
    ];
    let unreadable = [
        ("{", "", "syntax"),
        ("{}", "order", "missing"),
        (r#"{"order": {"name": "X", "colour": "red"}}"#, "order.colour", "no-field"),
        (r#"{"order": {"name": 7}}"#, "order.name", "kind"),
        (r#"{"order": {}}"#, "order.name", "missing"),
        (r#"{"order": {"name": "X"}, "act": {"occurred_on": "tomorrow"}}"#, "act.occurred_on", "kind"),
    ];
    for (body, field, wrong) in unreadable {
        let problem = site.post(&token, office, path, &[("accept-language", "zh-Hans")], body).await.json();
        assert_eq!(
            (problem["field"].as_str().unwrap_or_default(), problem["params"]["what"].as_str().unwrap()),
            (field, wrong),
            "{problem}"
        );
        let detail = problem["detail"].as_str().unwrap().replace(field, "").replace("JSON", "");
        assert!(!detail.bytes().any(|b| b.is_ascii_alphabetic()), "a complaint in two languages: {detail}");
    }
    for (what, body, status, code) in cases {
        let answer = site.post(&token, office, path, &[], body).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{what}: {}", answer.text());
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert!(!answer.json()["detail"].as_str().unwrap().is_empty(), "{what}");
    }
    assert_eq!(entries(&site), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_too_large_is_refused_before_it_is_read() {
    let site = Site::at(Stage::Founded);
    let office = site.world.cast.office_head;
    let token = site.token(office);
    let body = json!({"order": {"name": "x".repeat(3_000_000)}}).to_string();
    let answer = site.post(&token, office, "/api/registry/add_jurisdiction", &[], body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_answers_twice_alike_and_never_for_another_order() {
    let site = Site::at(Stage::Founded);
    let office = site.world.cast.office_head;
    let token = site.token(office);
    let path = "/api/registry/add_jurisdiction";
    let key = [("idempotency-key", "once")];
    let first = site.post(&token, office, path, &key, json!({"order": {"name": "Qingwu County"}}).to_string()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let after = entries(&site);
    let again = site.post(&token, office, path, &key, json!({"order": {"name": "Qingwu County"}}).to_string()).await;
    assert_eq!(first.body, again.body);
    let other = site.post(&token, office, path, &key, json!({"order": {"name": "Another County"}}).to_string()).await;
    assert_eq!((other.status, other.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"));
    assert_eq!(entries(&site), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_says_which_revision_it_saw() {
    let site = Site::at(Stage::InProgress);
    let unit = site.world.cast.units[0].principal;
    let token = site.token(unit);
    let item = site.world.items_of(0)[0];
    let body = json!({"order": {"item": item, "text": "No change, because the court has not decided", "measure": null, "evidence": []}})
        .to_string();
    let path = "/api/item/report_progress";
    let without = site.post(&token, unit, path, &[], body.clone()).await;
    assert_eq!((without.status, without.code().as_str()), (StatusCode::PRECONDITION_REQUIRED, "precondition-missing"));
    let stale = site.post(&token, unit, path, &[("if-match", "\"1\"")], body.clone()).await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::PRECONDITION_FAILED, "conflict"));
    let seen = site.get(&token, unit, &format!("/api/items/{item}")).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    let fresh = site.post(&token, unit, path, &[("if-match", &tag)], body).await;
    assert_eq!(fresh.status, StatusCode::OK, "{}", fresh.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_order_steps_name_what_is_missing_and_who_supplies_it() {
    let site = Site::at(Stage::InProgress);
    let supervisor = site.world.cast.counties[0].supervisor;
    let token = site.token(supervisor);
    let item = site.world.items_of(0)[0];
    let seen = site.get(&token, supervisor, &format!("/api/items/{item}")).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    let body = json!({"order": {"item": item, "means": "papers", "record": "Seen", "evidence": []}}).to_string();
    let answer = site.post(&token, supervisor, "/api/item/verify_item", &[("if-match", &tag), ("accept-language", "zh")], body).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "item-step"));
    assert!(answer.json()["supplied_by"].as_array().unwrap().contains(&json!("principal_leader")));
    assert_eq!(answer.json()["field"], "item");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_never_arrived_or_arrived_in_half_is_no_evidence() {
    let site = Site::at(Stage::InProgress);
    let unit = site.world.cast.units[0].principal;
    let token = site.token(unit);
    let item = site.world.items_of(0)[0];
    let tag = site.get(&token, unit, &format!("/api/items/{item}")).await.headers["etag"].to_str().unwrap().to_owned();
    let evidence = json!([{"digest": "ab".repeat(32), "name": "a.pdf", "caption": "Receipt"}]);
    let body = json!({"order": {"item": item, "text": "Paid back", "measure": null, "evidence": evidence}}).to_string();
    let answer = site.post(&token, unit, "/api/item/report_progress", &[("if-match", &tag)], body).await;
    assert_eq!(answer.code(), "unknown", "{}", answer.text());
    let empty = site.post(&token, unit, "/api/file", &[], Body::empty()).await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    let broken = futures_like::broken_body();
    let half = site.post(&token, unit, "/api/file", &[("content-type", "application/pdf")], broken).await;
    assert_eq!((half.status, half.code().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
    let whole = site.post(&token, unit, "/api/file", &[("content-type", "application/pdf")], vec![7u8; 3_000_000]).await;
    assert_eq!(whole.status, StatusCode::OK);
    assert_eq!(whole.json()["bytes"], 3_000_000);
}

mod futures_like {
    use axum::body::{Body, Bytes};
    use http_body::{Frame, SizeHint};
    use std::{
        io,
        pin::Pin,
        task::{Context, Poll},
    };

    /// Sends a chunk, then breaks off.
    struct Half(u8);

    impl http_body::Body for Half {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            self.0 += 1;
            Poll::Ready(match self.0 {
                1 => Some(Ok(Frame::data(Bytes::from_static(b"half")))),
                2 => Some(Err(io::Error::other("the line broke"))),
                _ => None,
            })
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::default()
        }
    }

    pub fn broken_body() -> Body {
        Body::new(Half(0))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_other_units_see_nothing() {
    let site = Site::at(Stage::InProgress);
    let other = site.world.cast.units[3].contact;
    let token = site.token(other);
    let item = site.world.items_of(0)[0];
    assert_eq!(site.get(&token, other, &format!("/api/items/{item}")).await.status, StatusCode::NOT_FOUND);
    let rows = site.get(&token, other, "/api/items").await.json()["rows"].as_array().unwrap().len();
    assert_eq!(rows, site.world.items_of(3).len());
    let nobody = site.ask(Request::get("/api/items").body(Body::empty()).unwrap()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let admin = site.world.cast.administrators[0];
    let token = site.token(admin);
    let seen = site.get(&token, admin, "/api/items").await;
    assert_eq!(seen.json()["rows"].as_array().unwrap().len(), 0, "administrators see no case content");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_without_its_csrf_value_changes_nothing() {
    let site = Site::at(Stage::Founded);
    let office = site.world.cast.office_head;
    site.app.store.set_password(office.actor(), office.account, "a long password", None).unwrap();
    let login = site.app.store.login_of(office.account).unwrap().unwrap();
    let body = json!({"login": login, "password": "a long password"}).to_string();
    let signed = site.ask(Request::post("/api/session").body(Body::from(body)).unwrap()).await;
    assert_eq!(signed.status, StatusCode::OK, "{}", signed.text());
    let cookie = signed.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let order = json!({"order": {"name": "Qingwu County"}}).to_string();
    let post = |csrf: Option<String>| {
        let mut r = Request::post("/api/registry/add_jurisdiction").header("cookie", &cookie);
        if let Some(v) = csrf {
            r = r.header("x-csrf-token", v);
        }
        r.body(Body::from(order.clone())).unwrap()
    };
    assert_eq!(site.ask(post(None)).await.code(), "csrf-wrong");
    let csrf = signed.json()["csrf"].as_str().unwrap().to_owned();
    assert_eq!(site.ask(post(Some(csrf))).await.status, StatusCode::OK);
    let wrong = json!({"login": login, "password": "another password"}).to_string();
    assert_eq!(site.ask(Request::post("/api/session").body(Body::from(wrong)).unwrap()).await.code(), "sign-in-wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_set_up_code_works_once() {
    let site = Site::fresh();
    let code = site.app.setup_code().unwrap();
    let body = |code: &str| {
        json!({"code": code, "authority": "Upper Committee", "time_zone": "Asia/Shanghai", "person": "Ansheng Aming", "post_title": "Head of the office",
               "login": "office", "password": "a long password"})
        .to_string()
    };
    let wrong = site.ask(Request::post("/api/set-up").body(Body::from(body("0000-0000-0000-0000-0000"))).unwrap()).await;
    assert_eq!(wrong.code(), "set-up-closed");
    let first = site.ask(Request::post("/api/set-up").body(Body::from(body(&code))).unwrap()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let again = site.ask(Request::post("/api/set-up").body(Body::from(body(&code))).unwrap()).await;
    assert_eq!(again.code(), "set-up-closed");
    assert!(site.app.setup_code().is_none());
}

#[test]
fn the_api_describes_every_order() {
    let doc = plumbline::api::openapi::build();
    for kind in rules::CommandKind::ALL {
        let path = format!("/api/{}/{}", kind.noun(), kind.name());
        let own = ["found_authority", "set_credential", "approve_erasure"].contains(&kind.name());
        assert!(own || doc["paths"].get(&path).is_some(), "{path}");
    }
    assert_eq!(doc["openapi"], "3.1.0");
    let text = doc.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).map(|r| r.split('"').next().unwrap()) {
        let name = reference.trim_start_matches("#/components/schemas/");
        assert!(doc["components"]["schemas"].get(name).is_some(), "{reference} leads nowhere");
    }
    // Routes and document come from one table; what is asked of people is that every answer has a type.
    for (path, ways) in doc["paths"].as_object().unwrap() {
        for (method, way) in ways.as_object().unwrap() {
            let answers = way["responses"].as_object().unwrap();
            let done = answers.iter().find(|(status, _)| status.starts_with('2')).map(|a| a.1);
            let typed = done.is_some_and(|d| d["content"].as_object().is_some_and(|c| !c.is_empty()) || answers.contains_key("204"));
            assert!(typed, "{method} {path} answers with nothing that is described");
        }
    }
}

/// Paths that the sources of the router give to routes, as the document writes them.
fn routed() -> Vec<String> {
    let table = plumbline::api::table::QUESTIONS.iter().map(|q| q.path).chain(plumbline::api::table::DOORS.iter().map(|d| d.path));
    let mut out: Vec<String> = table.chain([plumbline::api::table::FILE.path]).map(|p| format!("/api{p}")).collect();
    let source = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/mod.rs")).unwrap();
    out.extend(source.split(".route(\"").skip(1).map(|r| format!("/api{}", r.split('"').next().unwrap())));
    out
}

#[test]
fn every_route_of_the_api_is_described() {
    let doc = plumbline::api::openapi::build();
    let routed = routed();
    assert!(routed.len() > 20, "{routed:?}");
    for path in routed {
        // The one route of all orders stands in the document once for each order.
        assert!(path == "/api/{noun}/{verb}" || doc["paths"].get(&path).is_some(), "{path}");
    }
}

#[test]
fn names_in_the_document_are_those_that_travel() {
    use rules::{Event, parts::*};
    let doc = plumbline::api::openapi::build();
    let schemas = &doc["components"]["schemas"];
    let same = |name: &str, wire: Vec<&str>| assert_eq!(schemas[name]["enum"], json!(wire), "{name}");
    same("RoundKind", RoundKind::ALL.iter().map(|k| k.name()).collect());
    same("RecusalRule", RecusalRule::ALL.iter().map(|k| k.name()).collect());
    same("Gate", Gate::ALL.iter().map(|k| k.name()).collect());
    same("Nature", Nature::ALL.iter().map(|k| k.name()).collect());
    same("ReportKind", ReportKind::ALL.iter().map(|k| k.name()).collect());
    same("MeasureKind", MeasureKind::ALL.iter().map(|k| k.name()).collect());
    same("VerificationMeans", VerificationMeans::ALL.iter().map(|k| k.name()).collect());
    same("Failing", Failing::ALL.iter().map(|k| k.name()).collect());
    same("Outcome", Outcome::ALL.iter().map(|k| k.name()).collect());
    same("NoticeKind", NoticeKind::ALL.iter().map(|k| k.name()).collect());
    same("ResultKind", ResultKind::ALL.iter().map(|k| k.name()).collect());
    same("Role", rules::role::Role::ALL.iter().map(|k| k.name()).collect());
    let tags = |name: &str, tag: &str| -> Vec<String> {
        let variants = schemas[name]["oneOf"].as_array().unwrap().iter();
        variants.map(|v| v["allOf"][1]["properties"][tag]["enum"][0].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(tags("Event", "kind"), Event::KINDS);
    assert_eq!(tags("Command", "command"), rules::CommandKind::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_framework_rejects_is_a_problem_too() {
    let site = Site::at(Stage::Founded);
    let office = site.world.cast.office_head;
    let token = site.token(office);
    let cases = [
        ("/api/items?round=nobody", StatusCode::BAD_REQUEST, "malformed"),
        ("/api/rounds/nobody", StatusCode::BAD_REQUEST, "malformed"),
        ("/api/entries/minus", StatusCode::BAD_REQUEST, "malformed"),
        ("/api/file", StatusCode::METHOD_NOT_ALLOWED, "method-wrong"),
        ("/api/nowhere", StatusCode::NOT_FOUND, "not-found"),
    ];
    for (path, status, code) in cases {
        let answer = site.get(&token, office, path).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{path}: {}", answer.text());
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
    }
    let round = site.get(&token, office, "/api/items?round=nobody").await.json();
    assert_eq!(round["field"], "round", "{round}");
    let page = site.get(&token, office, "/items/nobody").await;
    assert_eq!((page.status, &page.headers["content-type"]), (StatusCode::NOT_FOUND, &"text/html; charset=utf-8".parse().unwrap()));
    let large = json!({"order": {"name": "x".repeat(3_000_000)}}).to_string();
    let answer = site.post(&token, office, "/api/registry/add_jurisdiction", &[("accept-language", "zh")], large).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"), "{}", answer.text());
}

/// Headers of a request.
type Sent<'a> = &'a [(&'a str, &'a str)];

#[tokio::test(flavor = "multi_thread")]
async fn headers_and_doubles_that_cannot_be_read_are_named() {
    let site = Site::at(Stage::InProgress);
    let unit = site.world.cast.units[0].principal;
    let token = site.token(unit);
    let before = entries(&site);
    let item = site.world.items_of(0)[0];
    let order = json!({"order": {"item": item, "text": "Half done", "measure": null, "evidence": []}}).to_string();
    let path = "/api/item/report_progress";
    let tag = site.get(&token, unit, &format!("/api/items/{item}")).await.headers["etag"].to_str().unwrap().to_owned();
    let long = "k".repeat(201);
    let double = order.replace("\"text\"", "\"text\": \"One\", \"text\"");
    let late = order.replace("{\"order\"", "{\"act\": {\"occurred_on\": \"2022-02-01\"}, \"order\"");
    let cases: [(&str, Sent, &str, &str, &str); 6] = [
        ("a revision that is none", &[("if-match", "\"three\"")], &order, "malformed", "if-match"),
        ("a key that is too long", &[("if-match", &tag), ("idempotency-key", &long)], &order, "malformed", "idempotency-key"),
        ("a field twice", &[("if-match", &tag)], &double, "malformed", "order.text"),
        ("late without a reason", &[("if-match", &tag)], &late, "late-reason-missing", "late_reason"),
        ("half a body", &[("if-match", &tag)], &order[..order.len() / 2], "malformed", "order.item"),
        ("a list for an order", &[("if-match", &tag)], r#"{"order": ["a", "b"]}"#, "malformed", "order"),
    ];
    for (what, headers, body, code, field) in cases {
        let answer = site.post(&token, unit, path, headers, body.to_owned()).await;
        assert!(answer.status.is_client_error(), "{what}: {}", answer.text());
        assert_eq!(answer.code(), code, "{what}: {}", answer.text());
        assert_eq!(answer.json()["field"].as_str().unwrap_or_default(), field, "{what}: {}", answer.text());
    }
    assert_eq!(entries(&site), before, "nothing was written");
}
