//! The Merkle tree of RFC 6962 §2.1 with SHA-256, kept in C2SP tiles of 256 hashes. The writer holds only the right
//! edge in memory; proofs are made from tiles that a caller supplies, and checked by pure functions.

mod prove;
mod range;
mod verify;
mod writer;

use sha2::{Digest, Sha256};

pub use prove::{TileError, TileSource, WithEdge, consistency_proof, inclusion_proof, range_root, root};
pub use range::CompactRange;
pub use verify::{ProofError, verify_consistency, verify_inclusion};
pub use writer::{Tile, Tree, TreeError, tile_width};

/// A SHA-256 hash: of a leaf, of a node, or the root of a tree.
pub type Hash = [u8; 32];

/// Number of hashes in a full tile.
pub const TILE_WIDTH: u16 = 256;

/// Number of bytes in a full tile.
pub const TILE_BYTES: usize = 8192;

/// Root of the tree without leaves: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
    0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// Hash of a leaf's bytes: SHA-256(0x00 ‖ leaf).
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut block = [1; 65];
    block[1..33].copy_from_slice(left);
    block[33..].copy_from_slice(right);
    Sha256::digest(block).into()
}

/// Root over consecutive hashes taken as the leaves' hashes (MTH of RFC 6962 §2.1 without the leaf step).
#[must_use]
pub fn root_of_hashes(hashes: &[Hash]) -> Hash {
    let mut range = CompactRange::default();
    hashes.iter().for_each(|hash| range.push(*hash));
    range.root()
}

/// Cuts concatenated hashes apart; a rest shorter than a hash is left out.
pub(crate) fn split_hashes(bytes: &[u8]) -> impl Iterator<Item = Hash> + '_ {
    bytes.as_chunks::<32>().0.iter().copied()
}

/// Root over a run of concatenated hashes.
pub(crate) fn root_of_bytes(bytes: &[u8]) -> Hash {
    let mut range = CompactRange::default();
    split_hashes(bytes).for_each(|hash| range.push(hash));
    range.root()
}
