//! Every order by one door: `POST /api/{noun}/{verb}` with `{"act": {…}, "order": {…}}`, If-Match where it changes
//! something that exists, Idempotency-Key where it may be sent again.

use super::respond_named;
use crate::{
    app::App,
    caller::Caller,
    malformed::{Wrong, from_json, from_value},
    problem::Problem,
    strict::Strict,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use rules::{Command, CommandKind, act::ActInput};
use serde::Deserialize;
use serde_json::Value;
use store::{Receipt, Request, seal::Side};

/// Largest body of an order, bytes.
pub const ORDER_BYTES_MAX: usize = 1024 * 1024;

/// Orders that go by doors of their own, because a secret or a body is prepared for them.
const ELSEWHERE: [CommandKind; 3] = [CommandKind::FoundAuthority, CommandKind::SetCredential, CommandKind::ApproveErasure];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    #[serde(default)]
    act: Strict,
    order: Strict,
}

/// `POST /api/{noun}/{verb}`.
pub async fn execute(
    State(app): State<App>,
    Path((noun, verb)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let outcome = async {
        let caller = Caller::of(&app, &method, &headers).await?;
        let kind = CommandKind::ALL.iter().find(|k| k.name() == verb && k.noun() == noun && !ELSEWHERE.contains(k));
        let kind = *kind.ok_or(Problem::NotFound)?;
        let (act, command) = read_order(kind, &body)?;
        let request = request(&caller, &headers, act, command)?;
        let receipt = app.work(move |store| run(store, request)).await??;
        Ok::<_, Problem>(answer(&receipt))
    };
    respond_named(&app, &headers, outcome.await).await
}

/// Sends a request to the writer; a revocation also takes the sealed row away.
pub fn run(store: &store::Store, request: Request) -> Result<Receipt, Problem> {
    let done = match request.command {
        Command::RevokeCredential(_) => store.revoke_credential(request),
        _ => store.execute(request),
    };
    done.map_err(Problem::from)
}

/// The response of an order: what was recorded, and the subject's new revision as ETag.
pub fn answer(receipt: &Receipt) -> Response {
    let mut response = Json(receipt).into_response();
    if let Some((_, revision)) = receipt.streams.first()
        && let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\""))
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Reads act and order; every complaint names the place.
pub fn read_order(kind: CommandKind, body: &[u8]) -> Result<(ActInput, Command), Problem> {
    let sent: Sent = from_json(body)?;
    let act = match sent.act.0 {
        Value::Null => ActInput::default(),
        // A list would be read field by field, in an order that nobody promised.
        Value::Array(_) => return Err(Problem::malformed("act", Wrong::Kind)),
        act => from_value("act", |track| ActInput::deserialize(serde_path_to_error::Deserializer::new(act, track)))?,
    };
    let order = sent.order.0;
    if !order.is_object() {
        return Err(Problem::malformed("order", Wrong::Kind));
    }
    let command = from_value("order", |track| Command::read(kind, serde_path_to_error::Deserializer::new(order, track)))?;
    Ok((act, command))
}

fn request(caller: &Caller, headers: &HeaderMap, act: ActInput, command: Command) -> Result<Request, Problem> {
    let expected = match headers.get(header::IF_MATCH) {
        None => None,
        Some(v) => {
            let revision = v.to_str().ok().and_then(|v| v.trim_matches('"').parse().ok());
            Some(revision.ok_or_else(|| Problem::malformed("if-match", Wrong::RevisionForm))?)
        }
    };
    if let (Some(stream), None) = (command.subject(), expected) {
        return Err(Problem::PreconditionMissing(stream));
    }
    Ok(Request { actor: caller.actor()?, act, command, expected, key: idempotency_key(headers)?, side: Side::Nothing })
}

/// The idempotency key of a request: 1 to 200 visible ASCII characters.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(v) = headers.get("idempotency-key") else { return Ok(None) };
    let key = v.to_str().unwrap_or_default();
    let fits = (1..=200).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(Some(key.to_owned())) } else { Err(Problem::malformed("idempotency-key", Wrong::KeyForm)) }
}
