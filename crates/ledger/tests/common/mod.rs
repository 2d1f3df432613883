//! One small world for the ledger's tests: a log of made-up entries, its key, and a seeded source of chance, so that
//! every run sees the same bytes.
#![allow(clippy::unwrap_used, dead_code)]

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use ledger::export::Exporter;
use ledger::tree::{Hash, TileSource, Tree};
use ledger::{Checkpoint, Commit, Leaf, PreviousLog, Salt, SigningKey, canonical, commit::commit};

pub const AUTHORITY: &str = "inspection.example/330100";

/// Numbers that look random and are the same in every run (xorshift64*).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

pub fn key() -> SigningKey {
    SigningKey::from_seed(AUTHORITY, &[7; 32]).unwrap()
}

pub fn origin(year: i16) -> String {
    ledger::years::origin(AUTHORITY, year).unwrap()
}

pub fn salt(position: u64) -> Salt {
    let mut bytes = [3; 32];
    bytes[..8].copy_from_slice(&position.to_be_bytes());
    Salt(bytes)
}

pub fn body(position: u64) -> Vec<u8> {
    let text = format!("事项 {position}");
    canonical::to_vec(&serde_json::json!({ "title": text, "amount": position })).unwrap()
}

/// Entry of one of seven streams, whose revisions run from 1.
pub fn leaf(position: u64) -> Leaf {
    Leaf {
        v: 1,
        position,
        recorded_at: 1_790_000_000_000_000 + position as i64 * 1_000,
        kind: "FeedbackDelivered".into(),
        stream: format!("case/{}", position % 7),
        revision: position / 7 + 1,
        actor: format!("post:{:08x}", position % 13),
        subject: position.is_multiple_of(3).then(|| "unit:0042".into()),
        commit: commit(&salt(position), &body(position)),
        previous: None,
    }
}

/// Tiles in memory, all full ones and the right edge of the tree as it was saved last.
#[derive(Clone, Default)]
pub struct Tiles(pub HashMap<(u8, u64), Vec<u8>>);

impl Tiles {
    pub fn save(&mut self, tree: &mut Tree) {
        for tile in tree.take_full_tiles() {
            self.0.insert((tile.level, tile.index), tile.hashes);
        }
        for (level, hashes) in (0u8..).zip(tree.edge()) {
            let index = tree.size().checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
            self.0.insert((level, index), hashes.clone());
        }
    }
}

impl TileSource for Tiles {
    type Error = Infallible;
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, Infallible> {
        Ok(self.0[&(level, index)][..usize::from(width) * 32].to_vec())
    }
}

/// Reads tiles of an exported folder that holds so many entries.
pub struct Folder<'a>(pub &'a Path, pub u64);

impl TileSource for Folder<'_> {
    type Error = std::io::Error;
    fn tile(&self, level: u8, index: u64, width: u16) -> std::io::Result<Vec<u8>> {
        let held = ledger::tree::tile_width(self.1, level, index);
        let tile = std::fs::read(self.0.join(ledger::export::paths::tile(level, index, held)))?;
        Ok(tile[..usize::from(width) * 32].to_vec())
    }
}

pub fn hashes(count: u64) -> Vec<Hash> {
    (0..count).map(|n| ledger::tree::leaf_hash(&n.to_be_bytes())).collect()
}

/// What one exported log is made of.
pub struct Made {
    pub folder: PathBuf,
    pub checkpoint: Checkpoint,
    pub notes: Vec<String>,
}

/// Exports `leaves` as the log of `year`, with a signed checkpoint after each of `stops`.
pub fn export(folder: &Path, year: i16, leaves: &[Leaf], stops: &[usize], with_bodies: bool) -> Made {
    let bodies: Vec<_> = leaves.iter().map(|leaf| (salt(leaf.position), body(leaf.position))).collect();
    export_bodies(folder, year, leaves, stops, with_bodies.then_some(&bodies))
}

pub fn export_bodies(folder: &Path, year: i16, leaves: &[Leaf], stops: &[usize], bodies: Option<&Vec<(Salt, Vec<u8>)>>) -> Made {
    let mut exporter = if bodies.is_some() { Exporter::create_with_bodies(folder) } else { Exporter::create(folder) }.unwrap();
    let (mut tree, mut notes) = (Tree::new(), Vec::new());
    for (n, leaf) in leaves.iter().enumerate() {
        let bytes = leaf.to_bytes().unwrap();
        match bodies {
            Some(bodies) => exporter.push_with_body(&bytes, &bodies[n].0, &bodies[n].1).unwrap(),
            None => exporter.push(&bytes).unwrap(),
        }
        tree.push_leaf(&bytes);
        if stops.contains(&(n + 1)) {
            notes.push(Checkpoint::new(origin(year), tree.size(), tree.root()).sign(&key()).unwrap());
        }
    }
    let checkpoint = Checkpoint::new(origin(year), tree.size(), tree.root());
    exporter.finish(&checkpoint.sign(&key()).unwrap(), &notes).unwrap();
    Made { folder: folder.to_path_buf(), checkpoint, notes }
}

/// The leaves at `positions`; the first one links to `previous` where there is one.
pub fn leaves(positions: std::ops::Range<u64>, previous: Option<PreviousLog>) -> Vec<Leaf> {
    let mut leaves: Vec<Leaf> = positions.map(leaf).collect();
    leaves[0].previous = previous;
    leaves
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

pub fn commit_of(byte: u8) -> Commit {
    Commit([byte; 32])
}
