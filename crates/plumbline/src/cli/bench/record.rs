//! Verification of an exported log, offline, signature included.

use super::{Failure, Figure};
use ledger::{Checkpoint, Commit, Leaf, SigningKey, Tree, export::Exporter};
use std::{path::Path, time::Instant};

/// Exports a log of `entries` leaves of the usual size and verifies it.
pub fn measure(dir: &Path, entries: u64) -> Result<Vec<Figure>, Failure> {
    let place = dir.join("export");
    let key = SigningKey::generate("bench")?;
    let mut out = Exporter::create(&place)?;
    let mut tree = Tree::new();
    for position in 0..entries {
        let leaf = Leaf {
            v: 1,
            position,
            recorded_at: 1_700_000_000_000_000 + position as i64,
            kind: "progress_reported".into(),
            stream: format!("item/01900000-0000-7000-8000-{position:012x}"),
            revision: 1,
            actor: "01900000-0000-7000-8000-000000000001".into(),
            subject: Some("01900000-0000-7000-8000-000000000002".into()),
            commit: Commit([(position % 251) as u8; 32]),
            previous: None,
        };
        let bytes = leaf.to_bytes()?;
        tree.push_leaf(&bytes);
        out.push(&bytes)?;
        tree.take_full_tiles();
    }
    let note = Checkpoint::new(ledger::years::origin("bench", 2026)?, tree.size(), tree.root()).sign(&key)?;
    out.finish(&note, [note.as_str()])?;
    let started = Instant::now();
    let report = ledger::export::verify_export(&place, Some(&key.verifier()), &mut |_, _| {})?;
    let seconds = started.elapsed().as_secs_f64();
    let name = format!("verify an exported log of {} entries, signed: {}", report.size, report.signed);
    Ok(vec![Figure::new(name, seconds, "s").goal("<= 2 s for 1 M")])
}
