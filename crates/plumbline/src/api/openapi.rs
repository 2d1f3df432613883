//! The OpenAPI 3.1 document, made from the types of the orders and from the table of the API.

use super::table::{Answer, DOORS, FILE, QUESTIONS, Question, Types, Way};
use axum::{Json, response::IntoResponse};
use rules::CommandKind;
use serde_json::{Map, Value, json};
use utoipa::{OpenApi, openapi::OpenApi as Document};

#[derive(OpenApi)]
#[openapi(components(schemas(rules::Command, rules::act::ActInput, crate::problem::ProblemBody, store::Receipt)))]
struct Orders;

/// `GET /api/openapi.json`.
pub async fn document() -> impl IntoResponse {
    Json(build())
}

/// Builds the document: one path for each order, then the questions and the doors of the table.
pub fn build() -> Value {
    let types: Document = Orders::openapi();
    let mut doc = serde_json::to_value(types).unwrap_or_else(|_| json!({}));
    doc["openapi"] = json!("3.1.0");
    doc["info"] = json!({ "title": "Plumbline", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } });
    doc["security"] = json!([{ "session": [] }, { "token": [] }]);
    doc["components"]["securitySchemes"] = json!({
        "session": { "type": "apiKey", "in": "cookie", "name": crate::caller::COOKIE },
        "token": { "type": "http", "scheme": "bearer" },
    });
    let mut paths = Map::new();
    for kind in CommandKind::ALL {
        if let Some(schema) = order_schema(&doc, *kind) {
            paths.insert(format!("/api/{}/{}", kind.noun(), kind.name()), order_path(*kind, schema));
        }
    }
    let mut types = Types::new();
    for q in QUESTIONS {
        paths.insert(format!("/api{}", q.path), json!({ "get": question(q, &mut types) }));
    }
    for d in DOORS.iter().chain([&FILE]) {
        let ways = d.ways.iter().map(|w| (w.method.to_owned(), way(d.path, w, &mut types)));
        paths.insert(format!("/api{}", d.path), Value::Object(ways.collect()));
    }
    for (name, schema) in types {
        doc["components"]["schemas"][&name] = json!(schema);
    }
    let own = json!({ "summary": "this document", "security": [], "responses": { "200": { "description": "OpenAPI 3.1", "content": { "application/json": { "schema": { "type": "object" } } } } } });
    paths.insert("/api/openapi.json".to_owned(), json!({ "get": own }));
    doc["paths"] = Value::Object(paths);
    as_sent(&mut doc["components"]["schemas"]);
    doc
}

/// Names of variants as they travel: the derivation does not see names that macros give, all of them snake case.
fn as_sent(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::Array(names) if key == "enum" => {
                        names.iter_mut().for_each(|n| *n = n.as_str().map_or(Value::Null, |n| json!(snake(n))));
                    }
                    inner => as_sent(inner),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(as_sent),
        _ => {}
    }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
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
                     "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Receipt" } } } },
            "400": problem("cannot be read"), "401": problem("not signed in"), "403": problem("not permitted"), "404": problem("no such thing"),
            "408": problem("took too long"), "409": problem("another step"), "412": problem("another revision"),
            "413": problem("too large"), "422": problem("refused"), "428": problem("If-Match is missing"), "503": problem("the store failed"),
        },
    } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn content(what: Answer, types: &mut Types) -> Value {
    match what {
        Answer::One(of) => json!({ "application/json": { "schema": reference(&of(types)) } }),
        Answer::List(of) => json!({ "application/json": { "schema": { "type": "array", "items": reference(&of(types)) } } }),
        Answer::Raw(media) => json!({ media: {} }),
        Answer::Nothing => json!({}),
    }
}

fn answered(what: Answer, types: &mut Types) -> (&'static str, Value) {
    match what {
        Answer::Nothing => ("204", json!({ "description": "done" })),
        other => ("200", json!({ "description": "the answer", "content": content(other, types) })),
    }
}

/// The names in braces of a path.
fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameters(path: &str, query: &[&str]) -> Value {
    let one = |name: &str, place: &str| json!({ "name": name, "in": place, "required": place == "path", "schema": shape(name) });
    in_path(path).map(|n| one(n, "path")).chain(query.iter().map(|n| one(n, "query"))).collect()
}

/// What a parameter of that name holds.
fn shape(name: &str) -> Value {
    match name {
        "round" | "unit" | "jurisdiction" | "item" | "finding" | "account" | "erasure" => json!({ "type": "string", "format": "uuid" }),
        "position" => json!({ "type": "integer", "minimum": 0 }),
        "overdue" | "open" => json!({ "type": "integer", "enum": [0, 1] }),
        "noun" => json!({ "type": "string", "enum": ["jurisdictions", "units", "posts", "persons"] }),
        "digest" => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
        _ => json!({ "type": "string" }),
    }
}

fn question(q: &Question, types: &mut Types) -> Value {
    let (status, answer) = answered(q.answer, types);
    json!({
        "summary": q.summary,
        "parameters": parameters(q.path, q.asks),
        "responses": {
            status: answer,
            "400": problem("cannot be read"), "401": problem("not signed in"), "403": problem("not permitted"), "404": problem("no such thing"),
            "422": problem("refused"), "503": problem("the store failed"),
        },
    })
}

fn way(path: &str, w: &Way, types: &mut Types) -> Value {
    let (status, answer) = answered(w.answer, types);
    let mut out = json!({
        "summary": w.summary,
        "parameters": parameters(path, &[]),
        "responses": {
            status: answer,
            "400": problem("cannot be read"), "401": problem("not signed in"), "403": problem("not permitted"), "404": problem("no such thing"),
            "413": problem("too large"), "422": problem("refused"), "429": problem("locked for a while"), "503": problem("the store failed"),
        },
    });
    if let Some(takes) = w.takes {
        out["requestBody"] = json!({ "required": true, "content": content(takes, types) });
    }
    out
}
