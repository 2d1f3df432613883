//! A proof that an entry is in the log (C2SP tlog-proof): leaf number, path of hashes and signed checkpoint in one text
//! small enough for a QR code, checked offline with the log's key alone.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError, decimal};
use crate::note::{NOTE_BYTES_MAX, VerifierKey};
use crate::tree::{self, Hash, ProofError, TileError, TileSource, leaf_hash};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// More hashes than the path of any tree whose size fits 64 bits.
const HASHES_MAX: usize = 64;

/// Largest extra part in bytes.
pub const EXTRA_BYTES_MAX: usize = 16 * 1024;

/// The proof of one leaf. `extra` is not covered by anything and must not be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Number of the leaf within its log, from 0. (Positions run on over the years, numbers of leaves do not.)
    pub index: u64,
    /// Sibling hashes from the leaf up to the root.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, a whole note.
    pub checkpoint: String,
    /// Unauthenticated bytes of the application; this product writes none.
    pub extra: Option<Vec<u8>>,
}

/// Why a proof cannot be made, read or believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProofTextError {
    /// The text has not the form of a proof.
    #[error("not a proof: {0}")]
    Malformed(&'static str),
    /// The checkpoint inside is not accepted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The hashes do not lead from the leaf to the checkpoint.
    #[error("the entry is not proved: {0}")]
    Path(#[from] ProofError),
}

impl Proof {
    /// Makes the proof of leaf `index` under the signed checkpoint `note` of a tree of `size` leaves.
    ///
    /// # Errors
    /// [`TileError`] when `index` is not below `size` or a tile cannot be had.
    pub fn build<S: TileSource>(tiles: &S, index: u64, size: u64, note: &str) -> Result<Self, TileError<S::Error>> {
        let hashes = tree::inclusion_proof(tiles, index, size)?;
        Ok(Self { index, hashes, checkpoint: note.to_owned(), extra: None })
    }

    /// The text of the proof.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(extra) = &self.extra {
            text += &format!("extra {}\n", STANDARD.encode(extra));
        }
        text += &format!("index {}\n", self.index);
        for hash in &self.hashes {
            text += &STANDARD.encode(hash);
            text.push('\n');
        }
        text.push('\n');
        text + &self.checkpoint
    }

    /// Reads the text of a proof strictly; verifies nothing.
    ///
    /// # Errors
    /// [`ProofTextError::Malformed`] or the error of the checkpoint inside.
    pub fn parse(text: &str) -> Result<Self, ProofTextError> {
        let malformed = ProofTextError::Malformed;
        if text.len() > NOTE_BYTES_MAX + 2 * EXTRA_BYTES_MAX {
            return Err(malformed("too long"));
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or(malformed("no blank line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(malformed("another first line"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra ")).map(read_extra).transpose()?;
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decimal);
        let index = index.ok_or(malformed("no plain `index`"))?;
        let hashes = lines.take(HASHES_MAX + 1).map(read_hash).collect::<Result<Vec<_>, _>>()?;
        if hashes.len() > HASHES_MAX {
            return Err(malformed("too many hashes"));
        }
        Checkpoint::read_unverified(checkpoint)?;
        Ok(Self { index, hashes, checkpoint: checkpoint.to_owned(), extra })
    }

    /// Verifies the checkpoint's signature by `key` and the path from the bytes of `leaf` to its root. Returns the
    /// checkpoint, whose origin the caller compares with the log it expects.
    ///
    /// # Errors
    /// [`ProofTextError`] saying what does not fit.
    pub fn verify(&self, leaf: &[u8], key: &VerifierKey) -> Result<Checkpoint, ProofTextError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, key)?;
        tree::verify_inclusion(&leaf_hash(leaf), self.index, checkpoint.size, &self.hashes, &checkpoint.root)?;
        Ok(checkpoint)
    }
}

/// Reads and verifies the text of a proof; see [`Proof::verify`].
///
/// # Errors
/// [`ProofTextError`].
pub fn verify(proof: &str, leaf: &[u8], key: &VerifierKey) -> Result<Checkpoint, ProofTextError> {
    Proof::parse(proof)?.verify(leaf, key)
}

fn read_extra(line: &str) -> Result<Vec<u8>, ProofTextError> {
    let bytes = STANDARD.decode(&line["extra ".len()..]).map_err(|_| ProofTextError::Malformed("`extra` is not base64"))?;
    if bytes.len() > EXTRA_BYTES_MAX { Err(ProofTextError::Malformed("`extra` is too long")) } else { Ok(bytes) }
}

fn read_hash(line: &str) -> Result<Hash, ProofTextError> {
    let bytes = STANDARD.decode(line).ok().and_then(|bytes| Hash::try_from(bytes).ok());
    bytes.ok_or(ProofTextError::Malformed("a line that is not a hash in base64"))
}
