//! The roots of the complete subtrees of a growing tree, at most one for each bit of its size: the least from which
//! the tree can grow and its root be told.

use super::{EMPTY_ROOT, Hash, node_hash};

/// A growing tree of which only the complete subtrees' roots are kept, 32 bytes for each one-bit of the size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompactRange {
    size: u64,
    roots: Vec<Hash>,
}

impl CompactRange {
    /// Number of leaves so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf's hash.
    pub fn push(&mut self, hash: Hash) {
        self.push_subtree(hash, 0);
    }

    /// Adds the root of a complete subtree of 2^`height` leaves; the size so far must be a multiple of that.
    pub(crate) fn push_subtree(&mut self, mut hash: Hash, height: u32) {
        debug_assert!(self.size.trailing_zeros() >= height || self.size == 0);
        // Every one-bit from `height` upwards is a finished subtree that the new one completes to the next power.
        let mut carry = self.size >> height;
        while carry & 1 == 1 {
            let Some(left) = self.roots.pop() else { break };
            hash = node_hash(&left, &hash);
            carry >>= 1;
        }
        self.roots.push(hash);
        self.size += 1 << height;
    }

    /// Root of the tree as it stands; [`EMPTY_ROOT`] before the first leaf.
    #[must_use]
    pub fn root(&self) -> Hash {
        let fold = self.roots.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        fold.unwrap_or(EMPTY_ROOT)
    }
}
