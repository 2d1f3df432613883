//! Loads facts that are decided already into a new installation, by the same `append` and `project` as every
//! command, some thousand to a transaction. For benches that need a large record; people's acts come by `execute`.

use crate::{
    Settings,
    clock::Clock,
    db::Conn,
    error::StoreError,
    keys::Keys,
    lock_folder, log,
    log::{Head, NewEntry},
    migrate, params, read,
};
use ledger::{Checkpoint, Tree, archive::CheckpointFile};
use rules::{Event, Fact, StreamKey, act::Act, value::Instant};
use std::collections::HashMap;

/// Facts of one transaction.
const CHUNK: usize = 5_000;

/// Loads facts into an empty installation and signs its end; returns the number of entries.
pub fn load(
    settings: &Settings,
    clock: &dyn Clock,
    year: i16,
    facts: &mut dyn Iterator<Item = (StreamKey, Act, Event)>,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, StoreError> {
    let authority = crate::AUTHORITY;
    let _lock = lock_folder(settings)?;
    let keys = Keys::open(&settings.keys, &settings.name)?;
    let mut conn = Conn::open(&settings.place)?;
    migrate(&mut conn, authority)?;
    let mut head = Head::load(&mut conn, authority)?.ok_or_else(|| StoreError::Damaged("the head of the ledger is missing".into()))?;
    if head.size != 0 {
        return Err(StoreError::Damaged("facts are loaded into an empty installation only".into()));
    }
    let mut tree = Tree::new();
    head.year = year;
    let body = format!("{{\"year\":{year}}}").into_bytes();
    let actor = rules::act::NOBODY.to_string();
    let opened = NewEntry { stream: log::LOG_STREAM.into(), revision: 1, kind: "log_opened", actor, subject: None, body, previous: None };
    head.last_at = clock.now().0;
    conn.begin()?;
    log::append(&mut conn, authority, &mut head, &mut tree, &opened)?;
    let mut revisions: HashMap<StreamKey, u64> = HashMap::new();
    let mut in_chunk = 0;
    for (stream, act, event) in facts {
        let revision = revisions.entry(stream).or_default();
        *revision += 1;
        let entry = NewEntry::of_event(stream, *revision, &act, &event)?;
        let (position, recorded_at) = (head.size, Instant(head.last_at));
        log::append(&mut conn, authority, &mut head, &mut tree, &entry)?;
        for e in event.evidence() {
            let sql = "INSERT INTO staged_file (authority, digest, bytes, media, at) VALUES ($1, $2, 0, '', $3) ON CONFLICT (authority, digest) DO NOTHING";
            conn.run(sql, params![authority, e.digest.as_str(), head.last_at])?;
        }
        read::project(&mut conn, authority, &Fact { position, recorded_at, stream, revision: *revision, act, event })?;
        in_chunk += 1;
        if in_chunk == CHUNK {
            in_chunk = 0;
            log::save(&mut conn, authority, &keys, &mut head, &mut tree)?;
            conn.commit()?;
            progress(head.size);
            conn.begin()?;
            head.last_at = head.last_at.max(clock.now().0);
        }
    }
    log::save(&mut conn, authority, &keys, &mut head, &mut tree)?;
    conn.commit()?;
    let key = |e: &dyn std::fmt::Display| StoreError::Key(e.to_string());
    let origin = ledger::years::origin(keys.name(), year).map_err(|e| key(&e))?;
    let note = Checkpoint::new(origin, tree.size(), tree.root()).sign(keys.signing()).map_err(|e| key(&e))?;
    CheckpointFile::open(keys.checkpoints()).and_then(|mut f| f.append_durable(&note)).map_err(|e| key(&e))?;
    Ok(head.size)
}
