//! C2SP transparency log: canonical JSON, Merkle tree, checkpoints, proofs, verification.
