//! Checks proofs with nothing but hashes and sizes (the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2).

use thiserror::Error;

use super::{EMPTY_ROOT, Hash, node_hash};

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The leaf lies outside the tree, or the older tree is the larger one.
    #[error("the sizes contradict each other")]
    Sizes,
    /// The number of hashes is not the one that the sizes imply.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// Checks that `leaf_hash` is leaf `index` (from 0) of the tree of `size` leaves with `root`.
///
/// # Errors
/// [`ProofError`] saying what contradicts.
pub fn verify_inclusion(leaf_hash: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Sizes);
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf_hash);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // On the right edge the levels without a sibling are skipped.
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    match (last, hash == *root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

/// Checks that the tree of `old_size` leaves with `old_root` is the beginning of the tree of `new_size` leaves with
/// `new_root`. The empty tree is the beginning of every tree, with no hash in the proof.
///
/// # Errors
/// [`ProofError`] saying what contradicts.
pub fn verify_consistency(old_size: u64, old_root: &Hash, new_size: u64, new_root: &Hash, proof: &[Hash]) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::Sizes);
    }
    if old_size == 0 || old_size == new_size {
        let expected = if old_size == 0 { &EMPTY_ROOT } else { new_root };
        let same = old_root == expected && (new_size != 0 || *new_root == EMPTY_ROOT);
        return match (proof.is_empty(), same) {
            (true, true) => Ok(()),
            (true, false) => Err(ProofError::Root),
            (false, _) => Err(ProofError::Length),
        };
    }
    // An old tree of 2^k leaves is itself a node of the new one; the verifier knows it and the proof leaves it out.
    let (first, rest) = if old_size.is_power_of_two() { (old_root, proof) } else { proof.split_first().ok_or(ProofError::Length)? };
    let skipped = (old_size - 1).trailing_ones();
    let (mut node, mut last) = ((old_size - 1) >> skipped, (new_size - 1) >> skipped);
    let (mut old, mut new) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            (old, new) = (node_hash(sibling, &old), node_hash(sibling, &new));
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new = node_hash(&new, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    match (last, old == *old_root && new == *new_root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}
