//! Proofs made from tiles, so that a proof over a million leaves reads a handful of tiles and nothing else.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use thiserror::Error;

use super::{CompactRange, Hash, Tree, split_hashes, tile_width};

/// Where tiles are kept.
pub trait TileSource {
    /// What goes wrong when a tile cannot be read.
    type Error: std::error::Error + 'static;

    /// The first `width` hashes (1 to 256) of a tile, concatenated: exactly 32 × `width` bytes. A source that has the
    /// full tile answers narrower requests by cutting it.
    ///
    /// # Errors
    /// Whatever the source says when it has no such tile.
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, Self::Error>;
}

impl<S: TileSource + ?Sized> TileSource for &S {
    type Error = S::Error;
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, S::Error> {
        (**self).tile(level, index, width)
    }
}

/// Why nothing could be computed from a tile source.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum TileError<E: std::error::Error + 'static> {
    /// The source failed.
    #[error("cannot read a tile")]
    Source(#[source] E),
    /// The source gave another number of bytes than asked for.
    #[error("tile {level}/{index} should have {expected} hashes, it came with {found} bytes")]
    Length { level: u8, index: u64, expected: u16, found: usize },
    /// The request lies outside the tree.
    #[error("leaves {first} to {end} do not lie in a tree of {size}")]
    OutOfRange { first: u64, end: u64, size: u64 },
}

/// Full tiles from a store, the right edge from a [`Tree`] in memory: a source for proofs at the tree's own size.
#[derive(Debug, Clone, Copy)]
pub struct WithEdge<'a, S> {
    /// Where full tiles are.
    pub full: S,
    /// The tree whose right edge fills the rest.
    pub tree: &'a Tree,
}

impl<S: TileSource> TileSource for WithEdge<'_, S> {
    type Error = S::Error;
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<u8>, S::Error> {
        let bytes = usize::from(width) * 32;
        let on_edge = tile_width(self.tree.size(), level, index) < super::TILE_WIDTH;
        match self.tree.edge().get(usize::from(level)).and_then(|tile| tile.get(..bytes)) {
            Some(hashes) if on_edge => Ok(hashes.to_vec()),
            _ => self.full.tile(level, index, width),
        }
    }
}

/// Reads one tile and refuses another length than asked for.
pub(crate) fn fetch<S: TileSource>(src: &S, level: u8, index: u64, width: u16) -> Result<Vec<u8>, TileError<S::Error>> {
    let bytes = src.tile(level, index, width).map_err(TileError::Source)?;
    if bytes.len() != usize::from(width) * 32 {
        return Err(TileError::Length { level, index, expected: width, found: bytes.len() });
    }
    Ok(bytes)
}

/// Path of hashes that proves leaf `index` to be in the tree of the first `size` leaves (RFC 6962 §2.1.1), leaf's
/// sibling first.
///
/// # Errors
/// [`TileError`] when `index` is not below `size` or a tile cannot be had.
pub fn inclusion_proof<S: TileSource>(src: &S, index: u64, size: u64) -> Result<Vec<Hash>, TileError<S::Error>> {
    if index >= size {
        return Err(TileError::OutOfRange { first: index, end: index.saturating_add(1), size });
    }
    let tiles = Tiles::new(src, size);
    let mut siblings = Vec::new();
    descend(0, size, |low, split, high| {
        let (sibling, inside) = if index < split { ((split, high), (low, split)) } else { ((low, split), (split, high)) };
        siblings.push(sibling);
        inside
    });
    siblings.into_iter().rev().map(|(low, high)| tiles.range(low, high)).collect()
}

/// Hashes that prove the tree of `old` leaves to be the beginning of the tree of `new` leaves (RFC 6962 §2.1.2).
/// Empty when `old` is 0 or equals `new`.
///
/// # Errors
/// [`TileError`] when `old` exceeds `new` or a tile cannot be had.
pub fn consistency_proof<S: TileSource>(src: &S, old: u64, new: u64) -> Result<Vec<Hash>, TileError<S::Error>> {
    if old > new {
        return Err(TileError::OutOfRange { first: 0, end: old, size: new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let tiles = Tiles::new(src, new);
    let mut parts = Vec::new();
    let mut last = (0, new);
    descend(0, new, |low, split, high| {
        if old == high {
            return (low, low + 1); // the old tree ends with this subtree: nothing further down
        }
        let left = old <= split;
        parts.push(if left { (split, high) } else { (low, split) });
        last = if left { (low, split) } else { (split, high) };
        last
    });
    // A verifier knows the old root itself, so the subtree is named only when it is not the whole old tree.
    if last.0 != 0 {
        parts.push(last);
    }
    parts.into_iter().rev().map(|(low, high)| tiles.range(low, high)).collect()
}

/// Root of the tree of the first `size` leaves; [`super::EMPTY_ROOT`] for none.
///
/// # Errors
/// [`TileError`] when a tile cannot be had.
pub fn root<S: TileSource>(src: &S, size: u64) -> Result<Hash, TileError<S::Error>> {
    Tiles::new(src, size).range(0, size)
}

/// Root over the leaves `first..end` of a tree of `size` leaves, taken as a tree of their own. `first` must be a
/// multiple of the smallest power of two that is not less than the number of leaves.
///
/// # Errors
/// [`TileError`] when the range is misaligned, lies outside the tree, or a tile cannot be had.
pub fn range_root<S: TileSource>(src: &S, size: u64, first: u64, end: u64) -> Result<Hash, TileError<S::Error>> {
    let aligned = end.checked_sub(first).and_then(u64::checked_next_power_of_two).is_some_and(|power| first.is_multiple_of(power));
    if !aligned || end > size {
        return Err(TileError::OutOfRange { first, end, size });
    }
    Tiles::new(src, size).range(first, end)
}

/// Walks from the whole range down to one leaf; `choose` gets (low, split, high) and answers the half to go into.
fn descend(mut low: u64, mut high: u64, mut choose: impl FnMut(u64, u64, u64) -> (u64, u64)) {
    while high - low > 1 {
        let split = low + ((high - low).next_power_of_two() / 2);
        (low, high) = choose(low, split, high);
    }
}

/// Tiles by level and index.
type TileCache = HashMap<(u8, u64), Rc<[u8]>>;

/// The tiles of a tree of one size, each read once.
struct Tiles<'a, S> {
    src: &'a S,
    size: u64,
    read: RefCell<TileCache>,
}

impl<'a, S: TileSource> Tiles<'a, S> {
    fn new(src: &'a S, size: u64) -> Self {
        Self { src, size, read: RefCell::default() }
    }

    fn tile(&self, level: u8, index: u64) -> Result<Rc<[u8]>, TileError<S::Error>> {
        if let Some(tile) = self.read.borrow().get(&(level, index)) {
            return Ok(Rc::clone(tile));
        }
        let tile: Rc<[u8]> = fetch(self.src, level, index, tile_width(self.size, level, index))?.into();
        self.read.borrow_mut().insert((level, index), Rc::clone(&tile));
        Ok(tile)
    }

    /// Root over leaves `low..high`, which fall into complete subtrees, largest first.
    fn range(&self, low: u64, high: u64) -> Result<Hash, TileError<S::Error>> {
        let mut range = CompactRange::default();
        let mut at = low;
        while at < high {
            let height = (high - at).ilog2();
            range.push_subtree(self.subtree(at >> height, height)?, height);
            at += 1 << height;
        }
        Ok(range.root())
    }

    /// Root of the complete subtree number `n` of 2^`height` leaves.
    fn subtree(&self, n: u64, height: u32) -> Result<Hash, TileError<S::Error>> {
        let level = (height / 8) as u8;
        let inner = height % 8; // the subtree spans 2^inner hashes of one tile
        let first = n << inner;
        let tile = self.tile(level, first / 256)?;
        let start = (first % 256) as usize;
        let mut range = CompactRange::default();
        split_hashes(&tile).skip(start).take(1 << inner).for_each(|hash| range.push(hash));
        Ok(range.root())
    }
}
