//! The tamper-evident log: canonical JSON, RFC 6962 Merkle tree in C2SP tiles, signed checkpoints, proofs, and
//! verification without a server. It knows no domain and no SQL; nothing here reads a clock, and randomness enters
//! only where a salt or a key is made.

pub mod archive;
pub mod canonical;
pub mod checkpoint;
pub mod commit;
pub mod export;
pub mod leaf;
pub mod note;
pub mod proof;
pub mod redact;
pub mod tree;
pub mod years;

pub use checkpoint::Checkpoint;
pub use commit::{Commit, Salt};
pub use leaf::{Leaf, PreviousLog};
pub use note::{SigningKey, VerifierKey};
pub use proof::Proof;
pub use tree::{Hash, Tree};
