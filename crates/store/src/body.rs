//! The body of an entry: act and event as canonical JSON, beside its leaf. Only the leaf is in the tree; the body is
//! bound to it by a salted commitment, so that it can be erased and the tree stays whole.

use crate::error::StoreError;
use ledger::redact::{REPLACEMENTS_KEY, Replacement};
use rules::{Event, Fact, StreamKey, act::Act, value::Instant};
use serde_json::Value;

/// Returns the canonical body of an act and its event. Absent options are left out; an approved erasure also lists
/// itself in the form in which any verifier of the log finds it.
pub fn encode(act: &Act, event: &Event) -> Result<Vec<u8>, StoreError> {
    let damaged = |e: &dyn std::fmt::Display| StoreError::Damaged(format!("a fact cannot be written: {e}"));
    let mut map = serde_json::Map::new();
    map.insert("act".into(), serde_json::to_value(act).map_err(|e| damaged(&e))?);
    map.insert("event".into(), serde_json::to_value(event).map_err(|e| damaged(&e))?);
    if let Event::ErasureApproved(e) = event {
        let commit = ledger::Commit::from_hex(&e.commit).map_err(|e| damaged(&e))?;
        let list = [Replacement { position: e.position, fields: e.fields.clone(), commit }];
        map.insert(REPLACEMENTS_KEY.into(), serde_json::to_value(list).map_err(|e| damaged(&e))?);
    }
    let mut value = Value::Object(map);
    strip_nulls(&mut value);
    ledger::canonical::to_vec(&value).map_err(|e| damaged(&e))
}

fn strip_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, v| !v.is_null());
            map.values_mut().for_each(strip_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(strip_nulls),
        _ => {}
    }
}

#[derive(serde::Deserialize)]
struct Body {
    act: Act,
    event: Event,
}

/// Reads a body back into its fact.
pub fn decode(position: u64, recorded_at: i64, stream: StreamKey, revision: u64, body: &str) -> Result<Fact, StoreError> {
    let Body { act, event } =
        serde_json::from_str(body).map_err(|e| StoreError::Damaged(format!("the body of entry {position} cannot be read: {e}")))?;
    Ok(Fact { position, recorded_at: Instant(recorded_at), stream, revision, act, event })
}
