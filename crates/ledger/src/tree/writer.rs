//! The append-only side of the tree. It keeps one partial tile for each level, hands out tiles as they fill, and is
//! small enough (some 12 KiB at a million leaves) to be cloned before a batch and put back when the batch fails.

use thiserror::Error;

use super::{CompactRange, Hash, TILE_BYTES, TILE_WIDTH, TileError, TileSource, leaf_hash, prove, root_of_bytes, split_hashes};

/// A full tile: 256 hashes, 8,192 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Level of the tile; at level 0 the hashes are leaves'.
    pub level: u8,
    /// Index of the tile within its level.
    pub index: u64,
    /// The hashes, concatenated.
    pub hashes: Vec<u8>,
}

/// Why a tree cannot be resumed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeError {
    /// The partial tile of a level does not have the number of bytes that the size implies.
    #[error("the right edge at level {level} has {found} bytes, a tree of that size has {expected}")]
    EdgeLength { level: usize, expected: usize, found: usize },
}

/// The writer's view of a tree: its size and its right edge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    // INVARIANT: `edge[l]` holds tile_width(size, l, last index) hashes, fewer than 256, with no empty level at the end.
    edge: Vec<Vec<u8>>,
    full: Vec<Tile>,
}

/// Width of the tile at (`level`, `index`) in a tree of `size` leaves: 0 when it does not exist, 256 when it is full.
#[must_use]
pub fn tile_width(size: u64, level: u8, index: u64) -> u16 {
    let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
    let before = index.saturating_mul(u64::from(TILE_WIDTH));
    u16::try_from(hashes.saturating_sub(before)).unwrap_or(TILE_WIDTH).min(TILE_WIDTH)
}

/// Number of bytes in the partial tiles of a tree of `size` leaves, level by level.
fn edge_bytes(size: u64) -> impl Iterator<Item = usize> {
    (0..8u32).map(move |level| size >> (8 * level)).take_while(|&hashes| hashes > 0).map(|hashes| 32 * (hashes as u8) as usize)
}

impl Tree {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree of `size` leaves; `edge[l]` is the partial tile of level l, concatenated hashes, empty where
    /// the level ends in a full tile. Levels that are missing at the end count as empty.
    ///
    /// # Errors
    /// [`TreeError::EdgeLength`] when a level has not the width that `size` implies.
    pub fn resume(size: u64, mut edge: Vec<Vec<u8>>) -> Result<Self, TreeError> {
        let expected: Vec<usize> = edge_bytes(size).collect();
        for level in 0..expected.len().max(edge.len()) {
            let expected = expected.get(level).copied().unwrap_or(0);
            let found = edge.get(level).map_or(0, Vec::len);
            if expected != found {
                return Err(TreeError::EdgeLength { level, expected, found });
            }
        }
        edge.truncate(expected.len());
        Ok(Self { size, edge, full: Vec::new() })
    }

    /// Takes up a tree of `size` leaves from stored full tiles and the hashes of the leaves after the last full tile
    /// of level 0. Reads at most 255 tiles for each level.
    ///
    /// # Errors
    /// [`TileError`] when a tile cannot be read or the number of hashes is not `size` mod 256.
    pub fn resume_from_tiles<S: TileSource>(size: u64, tiles: &S, last: &[Hash]) -> Result<Self, TileError<S::Error>> {
        let mut edge = Vec::new();
        for (level, bytes) in (0u8..).zip(edge_bytes(size)) {
            if level == 0 {
                edge.push(last.concat());
            } else {
                let full_below = size >> (8 * u32::from(level));
                let hashes = (full_below - bytes as u64 / 32..full_below)
                    .map(|index| prove::fetch(tiles, level - 1, index, TILE_WIDTH).map(|tile| root_of_bytes(&tile)))
                    .collect::<Result<Vec<_>, _>>()?;
                edge.push(hashes.concat());
            }
        }
        let index = size / u64::from(TILE_WIDTH);
        Self::resume(size, edge).map_err(|_| TileError::Length { level: 0, index, expected: (size as u8).into(), found: last.len() * 32 })
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The partial tile of each level from 0 upwards, concatenated hashes: what [`Tree::resume`] takes.
    #[must_use]
    pub fn edge(&self) -> &[Vec<u8>] {
        &self.edge
    }

    /// Appends a leaf by its bytes and returns its hash.
    pub fn push_leaf(&mut self, leaf: &[u8]) -> Hash {
        let hash = leaf_hash(leaf);
        self.push(hash);
        hash
    }

    /// Appends a leaf by its hash. Costs one node hash on average.
    pub fn push(&mut self, leaf_hash: Hash) {
        let mut hash = leaf_hash;
        self.size += 1;
        for level in 0u8.. {
            let at = usize::from(level);
            if self.edge.len() == at {
                self.edge.push(Vec::with_capacity(TILE_BYTES));
            }
            self.edge[at].extend(hash);
            if self.edge[at].len() < TILE_BYTES {
                return;
            }
            let hashes = std::mem::take(&mut self.edge[at]);
            hash = root_of_bytes(&hashes);
            let index = (self.size >> (8 * (u32::from(level) + 1))) - 1;
            self.full.push(Tile { level, index, hashes });
        }
    }

    /// The full tiles completed since the last call, in the order in which they filled, for the store to save.
    pub fn take_full_tiles(&mut self) -> Vec<Tile> {
        std::mem::take(&mut self.full)
    }

    /// Root of the tree as it stands. Costs at most 255 node hashes for each level, independent of the size.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut range = CompactRange::default();
        for (level, tile) in self.edge.iter().enumerate().rev() {
            for hash in split_hashes(tile) {
                range.push_subtree(hash, 8 * level as u32);
            }
        }
        range.root()
    }
}
