//! Exports a log of a million entries (or as many as the first argument says), verifies it from the files alone, and
//! prints how long that took beside the speed of SHA-256 on one core of the same machine.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use ledger::export::{Exporter, verify_export};
use ledger::{Checkpoint, Leaf, SigningKey, Tree, commit::Commit, years};
use sha2::{Digest, Sha256};

const CHECKPOINTS: u64 = 1_000;

fn leaf(position: u64) -> Leaf {
    let digest: [u8; 32] = Sha256::digest(position.to_be_bytes()).into();
    Leaf {
        v: 1,
        position,
        recorded_at: 1_790_000_000_000_000 + position as i64,
        kind: "RectificationReported".into(),
        stream: format!("item/0198{:012x}", position % 100_000),
        revision: position / 100_000 + 1,
        actor: format!("post/0198{:012x}", position % 997),
        subject: Some(format!("unit/0198{:012x}", position % 313)),
        commit: Commit(digest),
        previous: None,
    }
}

fn sha256_mb_per_s() -> f64 {
    let block = vec![7u8; 16 << 20];
    let start = Instant::now();
    (0..8).for_each(|_| _ = black_box(Sha256::digest(black_box(&block))));
    128.0 * 1.048_576 / start.elapsed().as_secs_f64()
}

fn main() -> Result<(), Box<dyn Error>> {
    let size: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let key = SigningKey::generate("inspection.example/330100")?;
    let origin = years::origin(key.name(), 2026)?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("log");
    let (mut exporter, mut tree, mut notes) = (Exporter::create(&path)?, Tree::new(), Vec::new());
    let (start, mut bytes) = (Instant::now(), 0);
    for position in 0..size {
        let entry = leaf(position).to_bytes()?;
        bytes += entry.len();
        exporter.push(&entry)?;
        tree.push_leaf(&entry);
        tree.take_full_tiles();
        if tree.size() % size.div_ceil(CHECKPOINTS) == 0 {
            notes.push(Checkpoint::new(origin.as_str(), tree.size(), tree.root()).sign(&key)?);
        }
    }
    exporter.finish(&Checkpoint::new(origin.as_str(), tree.size(), tree.root()).sign(&key)?, &notes)?;
    println!("exported {size} entries, {} bytes each, in {:.2} s", bytes as u64 / size, start.elapsed().as_secs_f64());
    println!("SHA-256 on one core: {:.0} MB/s", sha256_mb_per_s());
    for run in 1..=3 {
        let start = Instant::now();
        let report = verify_export(&path, Some(&key.verifier()), &mut |_, _| ())?;
        let seconds = start.elapsed().as_secs_f64();
        println!("run {run}: {} entries and {} signed checkpoints verified in {seconds:.2} s", report.size, report.checkpoints);
    }
    Ok(())
}
