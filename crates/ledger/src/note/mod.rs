//! Signed notes (C2SP signed-note): a text, a blank line, and one line for each signature. A note may carry the log's
//! own signature and cosignatures of witnesses; lines of keys that a reader does not know are passed over.

mod key;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

pub use key::{Algorithm, KeyError, SigningKey, VerifierKey};

/// Largest note in bytes.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;

/// Most signature lines in one note.
pub const SIGNATURES_MAX: usize = 64;

const MARK: &str = "\u{2014} ";

/// Why a note is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The note is longer than [`NOTE_BYTES_MAX`] or has more than [`SIGNATURES_MAX`] signatures.
    #[error("the note is too large")]
    TooLarge,
    /// The bytes do not have the form of a note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// No line is by the key that was asked for.
    #[error("the note carries no signature by `{0}`")]
    Unsigned(String),
    /// A line is by that key, but the signature is not.
    #[error("the signature by `{0}` does not fit the text")]
    Forged(String),
}

/// One signature line of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignatureLine<'a> {
    pub name: &'a str,
    pub key_id: u32,
    pub encoded: &'a str,
}

/// A note taken apart, nothing of it verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// The signed text with its final newline.
    pub text: &'a str,
    pub signatures: Vec<SignatureLine<'a>>,
}

impl SignatureLine<'_> {
    /// Bytes after the key id.
    pub fn signature(&self) -> Vec<u8> {
        // INVARIANT: `split` has decoded this text once already and found at least four bytes.
        STANDARD.decode(self.encoded).map(|bytes| bytes[4..].to_vec()).unwrap_or_default()
    }
}

/// Takes a note apart and checks its form strictly; says nothing about who signed.
pub(crate) fn split(note: &str) -> Result<Parts<'_>, NoteError> {
    if note.len() > NOTE_BYTES_MAX {
        return Err(NoteError::TooLarge);
    }
    if note.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(NoteError::Malformed("control character"));
    }
    let blank = note.rfind("\n\n").ok_or(NoteError::Malformed("no blank line before the signatures"))?;
    let (text, lines) = (&note[..=blank], &note[blank + 2..]);
    let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed("no newline at the end"))?;
    let signatures = lines.split('\n').take(SIGNATURES_MAX + 1).map(signature_line).collect::<Result<Vec<_>, _>>()?;
    if signatures.len() > SIGNATURES_MAX {
        return Err(NoteError::TooLarge);
    }
    Ok(Parts { text, signatures })
}

fn signature_line(line: &str) -> Result<SignatureLine<'_>, NoteError> {
    let malformed = NoteError::Malformed("signature line");
    let (name, encoded) = line.strip_prefix(MARK).and_then(|rest| rest.split_once(' ')).ok_or(malformed.clone())?;
    let bytes = STANDARD.decode(encoded).map_err(|_| malformed.clone())?;
    let Some((id, [_, ..])) = bytes.split_first_chunk::<4>() else { return Err(malformed) };
    if !key::is_name(name) {
        return Err(malformed);
    }
    Ok(SignatureLine { name, key_id: u32::from_be_bytes(*id), encoded })
}

/// Checks that `text` may be signed: not empty, ends in a newline, no other control character.
pub(crate) fn check_text(text: &str) -> Result<(), NoteError> {
    match text {
        _ if !text.ends_with('\n') => Err(NoteError::Malformed("the text does not end in a newline")),
        _ if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') => Err(NoteError::Malformed("control character")),
        _ if text.len() > NOTE_BYTES_MAX / 2 => Err(NoteError::TooLarge),
        _ => Ok(()),
    }
}

/// Writes one signature line.
pub(crate) fn write_signature(name: &str, key_id: u32, signature: &[u8]) -> String {
    let encoded = STANDARD.encode([&key_id.to_be_bytes(), signature].concat());
    format!("{MARK}{name} {encoded}\n")
}
