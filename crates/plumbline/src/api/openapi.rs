//! The OpenAPI 3.1 document, made from the types of the orders.

use axum::{Json, response::IntoResponse};
use rules::CommandKind;
use serde_json::{Value, json};
use utoipa::{OpenApi, openapi::OpenApi as Document};

#[derive(OpenApi)]
#[openapi(components(schemas(
    rules::Command,
    rules::act::ActInput,
    crate::problem::ProblemBody,
    super::session::SetUp,
    super::session::Credentials,
    super::session::Me,
    super::session::Choice,
    super::session::NewPassword,
    super::session::NewToken,
    super::session::Issued,
    super::query::RoundTally,
    super::query::Revision,
)))]
struct Types;

/// `GET /api/openapi.json`.
pub async fn document() -> impl IntoResponse {
    Json(build())
}

/// Builds the document: one path for each order, and the questions.
pub fn build() -> Value {
    let types: Document = Types::openapi();
    let mut doc = serde_json::to_value(types).unwrap_or_else(|_| json!({}));
    doc["openapi"] = json!("3.1.0");
    doc["info"] = json!({ "title": "Plumbline", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } });
    doc["security"] = json!([{ "session": [] }, { "token": [] }]);
    doc["components"]["securitySchemes"] = json!({
        "session": { "type": "apiKey", "in": "cookie", "name": crate::caller::COOKIE },
        "token": { "type": "http", "scheme": "bearer" },
    });
    let mut paths = serde_json::Map::new();
    for kind in CommandKind::ALL {
        if let Some(schema) = order_schema(&doc, *kind) {
            paths.insert(format!("/api/{}/{}", kind.noun(), kind.name()), order_path(*kind, schema));
        }
    }
    for (path, summary, parameters) in QUESTIONS {
        paths.insert((*path).to_owned(), question_path(summary, parameters));
    }
    add_own(&mut paths);
    doc["paths"] = Value::Object(paths);
    doc
}

/// Name of the type of an order: its wire name in camel case.
fn type_name(kind: CommandKind) -> String {
    kind.name().split('_').map(|w| w[..1].to_uppercase() + &w[1..]).collect()
}

fn order_schema(doc: &Value, kind: CommandKind) -> Option<String> {
    let elsewhere = matches!(kind, CommandKind::FoundAuthority | CommandKind::SetCredential | CommandKind::ApproveErasure);
    let name = type_name(kind);
    (!elsewhere && doc["components"]["schemas"].get(&name).is_some()).then_some(name)
}

fn problem(what: &str) -> Value {
    json!({ "description": what, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/ProblemBody" } } } })
}

fn order_path(kind: CommandKind, schema: String) -> Value {
    let header = |name: &str, what: &str| json!({ "name": name, "in": "header", "required": false, "description": what, "schema": { "type": "string" } });
    json!({ "post": {
        "operationId": kind.name(),
        "tags": [kind.noun()],
        "parameters": [
            header("If-Match", "revision of the subject, in quotation marks; 428 without it where the order changes something that exists"),
            header("Idempotency-Key", "remembered for 30 days"),
            header("Plumbline-Seat", "as what to act; needed where the person has several seats"),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["order"],
            "additionalProperties": false,
            "properties": {
                "act": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/ActInput" }] },
                "order": { "$ref": format!("#/components/schemas/{schema}") },
            },
        } } } },
        "responses": {
            "200": { "description": "recorded", "headers": { "ETag": { "schema": { "type": "string" } } },
                     "content": { "application/json": { "schema": { "type": "object" } } } },
            "400": problem("cannot be read"), "401": problem("not signed in"), "403": problem("not permitted"), "404": problem("no such thing"),
            "408": { "description": "took too long" }, "409": problem("another step"), "412": problem("another revision"),
            "413": { "description": "too large" }, "422": problem("refused"), "428": problem("If-Match is missing"), "503": problem("the store failed"),
        },
    } })
}

/// Path, summary, parameters as `name:in`.
const QUESTIONS: &[(&str, &str, &[&str])] = &[
    ("/api/directory/{noun}", "jurisdictions, units, posts or persons", &["noun:path"]),
    ("/api/rounds", "all rounds", &[]),
    ("/api/rounds/{round}", "a round with its units, gates and counts", &["round:path"]),
    ("/api/rounds/{round}/findings", "findings with manifestations", &["round:path", "unit:query"]),
    ("/api/rounds/{round}/papers", "working papers", &["round:path"]),
    ("/api/rounds/{round}/duties", "duties", &["round:path"]),
    ("/api/rounds/{round}/notices", "notices", &["round:path"]),
    ("/api/rounds/{round}/tally", "lines and totals folded from the record", &["round:path"]),
    ("/api/duties", "open duties of the seat", &[]),
    (
        "/api/items",
        "a page of the rectification register",
        &["round:query", "jurisdiction:query", "unit:query", "step:query", "overdue:query", "after:query"],
    ),
    ("/api/items/{item}", "an item with its record", &["item:path"]),
    ("/api/signals", "signals", &["round:query", "item:query", "open:query"]),
    ("/api/cases", "accountability cases", &["round:query", "item:query", "open:query"]),
    ("/api/revision", "revision of a stream", &["stream:query"]),
    ("/api/entries/{position}", "the leaf of an entry", &["position:path"]),
    ("/api/entries/{position}/proof", "its proof, C2SP tlog-proof", &["position:path"]),
    ("/api/evidence/{position}/{digest}", "a file that a fact names", &["position:path", "digest:path"]),
    ("/api/session", "who is signed in", &[]),
];

fn question_path(summary: &str, parameters: &[&str]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .filter_map(|p| p.split_once(':'))
        .map(|(name, place)| json!({ "name": name, "in": place, "required": place == "path", "schema": { "type": "string" } }))
        .collect();
    json!({ "get": {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": "the answer" },
            "400": problem("cannot be read"), "401": problem("not signed in"), "403": problem("not permitted"), "404": problem("no such thing"),
            "422": problem("refused"), "503": problem("the store failed"),
        },
    } })
}

/// Doors that take a secret or raw bytes.
fn add_own(paths: &mut serde_json::Map<String, Value>) {
    let own = [
        ("/api/set-up", "SetUp", "the first account, by the one-time code"),
        ("/api/session/seat", "Choice", "choose as what to act"),
        ("/api/account/{account}/password", "NewPassword", "set a password"),
        ("/api/account/{account}/token", "NewToken", "issue an API token"),
    ];
    for (path, schema, summary) in own {
        let parameters: Vec<Value> = if path.contains("{account}") {
            vec![json!({ "name": "account", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })]
        } else {
            Vec::new()
        };
        paths.insert(path.to_owned(), json!({ "post": body_operation(schema, summary, parameters) }));
    }
    if let Some(session) = paths.get_mut("/api/session") {
        session["post"] = body_operation("Credentials", "sign in", Vec::new());
        session["delete"] = json!({ "summary": "sign out", "responses": { "204": { "description": "signed out" }, "401": problem("not signed in"), "403": problem("CSRF value") } });
    }
    paths.insert(
        "/api/file".to_owned(),
        json!({ "post": { "summary": "hand in a file", "requestBody": { "required": true, "content": { "application/octet-stream": {} } },
                "responses": { "200": { "description": "digest and size" }, "400": problem("empty or half sent"), "401": problem("not signed in"), "403": problem("CSRF value"), "413": problem("too large") } } }),
    );
}

fn body_operation(schema: &str, summary: &str, parameters: Vec<Value>) -> Value {
    json!({
        "summary": summary,
        "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } },
        "responses": {
            "200": { "description": "done" }, "204": { "description": "done" }, "400": problem("cannot be read"), "401": problem("wrong"),
            "403": problem("not permitted"), "404": problem("no such thing"), "422": problem("refused"), "429": problem("locked for a while"), "503": problem("the store failed"),
        },
    })
}
