//! The Merkle tree: known roots, all pairs of proofs up to 300 leaves and across the borders of tiles, resuming.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Tiles, hashes};
use ledger::tree::{
    CompactRange, EMPTY_ROOT, Hash, ProofError, TileError, Tree, TreeError, WithEdge, consistency_proof, inclusion_proof, leaf_hash,
    node_hash, range_root, root, root_of_hashes, verify_consistency, verify_inclusion,
};

/// MTH of RFC 6962 §2.1, written as the RFC says it.
fn reference(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [one] => *one,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            node_hash(&reference(&leaves[..split]), &reference(&leaves[split..]))
        }
    }
}

fn tree_of(leaves: &[Hash]) -> (Tree, Tiles) {
    let (mut tree, mut tiles) = (Tree::new(), Tiles::default());
    leaves.iter().for_each(|hash| tree.push(*hash));
    tiles.save(&mut tree);
    (tree, tiles)
}

#[test]
fn roots_of_the_certificate_transparency_vectors() {
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::new();
    assert_eq!(hex::encode(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (leaf, root) in leaves.iter().zip(roots) {
        tree.push_leaf(&hex::decode(leaf).unwrap());
        assert_eq!(hex::encode(tree.root()), root);
    }
}

#[test]
fn all_pairs_of_proofs_up_to_300() {
    let leaves = hashes(300);
    let (_, tiles) = tree_of(&leaves);
    let roots: Vec<Hash> = (0..=300).map(|size| reference(&leaves[..size])).collect();
    for size in 0..=300u64 {
        let new = roots[size as usize];
        assert_eq!(root(&tiles, size).unwrap(), new);
        for n in 0..size {
            let proof = inclusion_proof(&tiles, n, size).unwrap();
            let hash = &leaves[n as usize];
            verify_inclusion(hash, n, size, &proof, &new).unwrap();
            assert!(verify_inclusion(&EMPTY_ROOT, n, size, &proof, &new).is_err());
            assert!(verify_inclusion(hash, (n + 1) % size, size, &proof, &new).is_err() || size == 1);
        }
        for old in 0..=size {
            let proof = consistency_proof(&tiles, old, size).unwrap();
            verify_consistency(old, &roots[old as usize], size, &new, &proof).unwrap();
            assert!(verify_consistency(old, &[9; 32], size, &new, &proof).is_err());
            assert!(verify_consistency(old, &roots[old as usize], size, &[9; 32], &proof).is_err() || old == 0);
        }
    }
}

#[test]
fn proofs_across_the_borders_of_tiles() {
    let leaves = hashes(66_000);
    let (_, tiles) = tree_of(&leaves);
    let sizes = [1u64, 255, 256, 257, 511, 512, 513, 65_279, 65_280, 65_281, 65_535, 65_536, 65_537, 65_792, 66_000];
    for size in sizes {
        let new = root(&tiles, size).unwrap();
        assert_eq!(new, reference(&leaves[..size as usize]), "{size}");
        for n in sizes.iter().flat_map(|n| [n - 1, *n]).filter(|n| *n < size) {
            let proof = inclusion_proof(&tiles, n, size).unwrap();
            verify_inclusion(&leaves[n as usize], n, size, &proof, &new).unwrap();
        }
        for old in sizes.into_iter().filter(|old| *old <= size) {
            let proof = consistency_proof(&tiles, old, size).unwrap();
            verify_consistency(old, &root(&tiles, old).unwrap(), size, &new, &proof).unwrap();
        }
    }
    assert_eq!(range_root(&tiles, 66_000, 512, 769).unwrap(), reference(&leaves[512..769]));
    assert!(matches!(range_root(&tiles, 66_000, 3, 7), Err(TileError::OutOfRange { .. })));
}

#[test]
fn resuming_equals_building_from_nothing_at_every_size() {
    let leaves = hashes(1_100);
    let (mut tree, mut tiles) = (Tree::new(), Tiles::default());
    for size in 0..=leaves.len() {
        let mut resumed = Tree::resume(size as u64, tree.edge().to_vec()).unwrap();
        let last = &leaves[size - size % 256..size];
        let rebuilt = Tree::resume_from_tiles(size as u64, &tiles, last).unwrap();
        assert_eq!(resumed, tree, "{size}");
        assert_eq!(rebuilt, tree, "{size}");
        assert_eq!(tree.root(), root_of_hashes(&leaves[..size]));
        let Some(next) = leaves.get(size) else { break };
        resumed.push(*next);
        tree.push(*next);
        assert_eq!(resumed.root(), tree.root());
        assert_eq!(resumed.take_full_tiles(), tree.clone().take_full_tiles());
        tiles.save(&mut tree);
    }
}

#[test]
fn resuming_at_the_border_of_the_second_level() {
    for size in [65_535u64, 65_536, 65_537, 66_000] {
        let leaves = hashes(size);
        let (tree, tiles) = tree_of(&leaves);
        let last = &leaves[(size - size % 256) as usize..];
        let rebuilt = Tree::resume_from_tiles(size, &tiles, last).unwrap();
        assert_eq!((rebuilt.root(), rebuilt.edge()), (tree.root(), tree.edge()));
        let edge = WithEdge { full: &tiles, tree: &rebuilt };
        let proof = inclusion_proof(&edge, size - 1, size).unwrap();
        verify_inclusion(&leaves[size as usize - 1], size - 1, size, &proof, &tree.root()).unwrap();
    }
}

#[test]
fn a_wrong_edge_is_refused_and_a_failed_batch_rolled_back() {
    let (mut tree, _) = tree_of(&hashes(300));
    let mut edge = tree.edge().to_vec();
    edge[0].truncate(32);
    assert!(matches!(Tree::resume(300, edge), Err(TreeError::EdgeLength { level: 0, .. })));
    assert!(Tree::resume(0, vec![vec![0; 32]]).is_err());
    let before = tree.clone();
    (0..1_000).for_each(|n: u32| _ = tree.push_leaf(&n.to_be_bytes()));
    assert_ne!(tree.root(), before.root());
    tree = before;
    assert_eq!(tree.root(), reference(&hashes(300)));
}

#[test]
fn every_flipped_byte_and_every_lost_hash_of_a_proof_is_found() {
    let leaves = hashes(300);
    let (tree, tiles) = tree_of(&leaves);
    for n in [0u64, 255, 256, 299] {
        let proof = inclusion_proof(&tiles, n, 300).unwrap();
        for at in 0..proof.len() * 32 {
            let mut broken = proof.clone();
            broken[at / 32][at % 32] ^= 1;
            assert_ne!(broken, proof);
            assert_eq!(verify_inclusion(&leaves[n as usize], n, 300, &broken, &tree.root()), Err(ProofError::Root));
        }
        assert!(verify_inclusion(&leaves[n as usize], n, 300, &proof[1..], &tree.root()).is_err());
        assert!(verify_inclusion(&leaves[n as usize], n, 300, &[proof.clone(), vec![[0; 32]]].concat(), &tree.root()).is_err());
    }
    let proof = consistency_proof(&tiles, 77, 300).unwrap();
    for at in 0..proof.len() * 32 {
        let mut broken = proof.clone();
        broken[at / 32][at % 32] ^= 128;
        assert_ne!(broken, proof);
        assert!(verify_consistency(77, &reference(&leaves[..77]), 300, &tree.root(), &broken).is_err());
    }
}

#[test]
fn an_edge_range_grows_like_the_tree() {
    let mut range = CompactRange::default();
    for n in 0..600u64 {
        assert_eq!(range.root(), reference(&hashes(n)));
        range.push(leaf_hash(&n.to_be_bytes()));
    }
}
