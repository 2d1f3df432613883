//! Checkpoints (C2SP tlog-checkpoint): the size and root of a log at one moment, as the text of a signed note.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::note::{self, NoteError, SigningKey, VerifierKey};
use crate::tree::Hash;

/// What a log says of itself at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Unique name of the log; for the form used here see [`crate::years::origin`].
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
    /// Further lines, none of which this product writes.
    pub extensions: Vec<String>,
}

/// Why a checkpoint cannot be written or read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The text has not the form of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// The note around it is not accepted.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// A checkpoint without further lines.
    #[must_use]
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// The text to sign: origin, size, root and extension lines, each ended by a newline.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`] when a line is empty or holds a control character.
    pub fn to_text(&self) -> Result<String, CheckpointError> {
        let lines = || std::iter::once(&self.origin).chain(&self.extensions);
        if lines().any(|line| line.is_empty() || line.bytes().any(|byte| byte < 0x20)) {
            return Err(CheckpointError::Malformed("an empty line or a control character"));
        }
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root));
        for line in &self.extensions {
            text += line;
            text.push('\n');
        }
        Ok(text)
    }

    /// Reads the text of a checkpoint in its only spelling.
    ///
    /// # Errors
    /// [`CheckpointError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let body = text.strip_suffix('\n').ok_or(malformed("no newline at the end"))?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(malformed("fewer than three lines"));
        };
        let size = decimal(size).ok_or(malformed("the size is not a plain decimal number"))?;
        let root = STANDARD.decode(root).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let root = root.ok_or(malformed("the root is not 32 bytes in base64"))?;
        let checkpoint = Self { origin: origin.to_owned(), size, root, extensions: lines.map(str::to_owned).collect() };
        // Writing it again catches empty lines and control characters in one place.
        if checkpoint.to_text()? != text {
            return Err(malformed("another spelling of the same checkpoint"));
        }
        Ok(checkpoint)
    }

    /// Signs the checkpoint and returns the note.
    ///
    /// # Errors
    /// [`CheckpointError`] when a line cannot stand in a checkpoint.
    pub fn sign(&self, key: &SigningKey) -> Result<String, CheckpointError> {
        Ok(key.sign(&self.to_text()?)?)
    }

    /// Verifies the signature of `key` on `note` and reads the checkpoint.
    ///
    /// # Errors
    /// [`CheckpointError`]: not a note, not signed by this key, or no checkpoint inside.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        Self::parse(key.verify(note)?)
    }

    /// Reads the checkpoint of a note **without** verifying any signature.
    ///
    /// # Errors
    /// [`CheckpointError`] when the note or the checkpoint is malformed.
    pub fn read_unverified(note: &str) -> Result<Self, CheckpointError> {
        Self::parse(note::split(note)?.text)
    }
}

/// Reads a number without sign and without leading zeroes.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
