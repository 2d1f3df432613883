//! Keys for notes and what they do: sign, verify, cosign as a witness. The texts of keys are those of C2SP signed-note
//! and of Go's `note` package, so keys can be carried to other people's tools.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{NoteError, check_text, split, write_signature};

/// Why a key cannot be made or read.
#[derive(Debug, Error)]
pub enum KeyError {
    /// Key names are non-empty and hold neither spaces nor `+`.
    #[error("`{0}` cannot name a key: no spaces, no `+`, not empty")]
    Name(String),
    /// The text is not a key, or its id does not belong to it.
    #[error("not a key: {0}")]
    Malformed(&'static str),
    /// The system could give no randomness.
    #[error("the operating system gave no random bytes")]
    Random(#[source] getrandom::Error),
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Type 0x01: Ed25519 over the note's text.
    Ed25519,
    /// Type 0x04: Ed25519 over a time and the text (C2SP tlog-cosignature v1).
    Cosignature,
}

impl Algorithm {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }
}

/// The public half of a key with its name: what a verifier must be given by a trusted way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    public: ed25519_dalek::VerifyingKey,
}

/// The secret half of a key with its name. Its `Debug` shows the name only.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    secret: ed25519_dalek::SigningKey,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("name", &self.name).finish_non_exhaustive()
    }
}

pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ')
}

fn key_id(name: &str, algorithm: Algorithm, public: &[u8; 32]) -> u32 {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', algorithm.byte()]).chain_update(public).finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// Reads `<name>+<8 hex digits>+<base64 of type and 32 bytes>`.
fn key_parts(text: &str) -> Result<(&str, u32, u8, [u8; 32]), KeyError> {
    let malformed = KeyError::Malformed("expected <name>+<id>+<key>");
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(malformed) };
    if !is_name(name) {
        return Err(KeyError::Name(name.to_owned()));
    }
    let plain = id.len() == 8 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let id = u32::from_str_radix(id, 16).ok().filter(|_| plain).ok_or(KeyError::Malformed("the id is not 8 hex digits"))?;
    let bytes = STANDARD.decode(key).map_err(|_| KeyError::Malformed("the key is not base64"))?;
    let (kind, key) = bytes.split_first().ok_or(malformed)?;
    let key = <[u8; 32]>::try_from(key).map_err(|_| KeyError::Malformed("the key has not 32 bytes"))?;
    Ok((name, id, *kind, key))
}

impl VerifierKey {
    /// Reads a vkey: `<name>+<id>+<base64>`, of type 0x01 (log) or 0x04 (witness).
    ///
    /// # Errors
    /// [`KeyError`] when the text is no such key or its id is another's.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let (name, id, kind, public) = key_parts(text)?;
        let algorithm = match kind {
            0x01 => Algorithm::Ed25519,
            0x04 => Algorithm::Cosignature,
            _ => return Err(KeyError::Malformed("unknown type of signature")),
        };
        let point = ed25519_dalek::VerifyingKey::from_bytes(&public).map_err(|_| KeyError::Malformed("not a point of the curve"))?;
        if key_id(name, algorithm, &public) != id {
            return Err(KeyError::Malformed("the id belongs to another key"));
        }
        Ok(Self { name: name.to_owned(), algorithm, public: point })
    }

    /// The vkey text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let encoded = STANDARD.encode([&[self.algorithm.byte()], self.public.as_bytes().as_slice()].concat());
        format!("{}+{:08x}+{encoded}", self.name, self.key_id())
    }

    /// Name of the key as it stands in signature lines.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number that distinguishes keys of one name; not a fingerprint to trust.
    #[must_use]
    pub fn key_id(&self) -> u32 {
        key_id(&self.name, self.algorithm, self.public.as_bytes())
    }

    /// What signatures of this key cover.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Verifies the signature of this key on `note` and returns the signed text with its final newline.
    ///
    /// # Errors
    /// [`NoteError`]: not a note, no line by this key, or a line by this key that does not fit.
    pub fn verify<'n>(&self, note: &'n str) -> Result<&'n str, NoteError> {
        self.verify_lines(note).map(|(text, _)| text)
    }

    /// Verifies a witness's cosignature and returns the text and the latest time it states, seconds since 1970 UTC.
    ///
    /// # Errors
    /// As [`VerifierKey::verify`]; [`NoteError::Malformed`] when this is no key of a witness.
    pub fn verify_cosignature<'n>(&self, note: &'n str) -> Result<(&'n str, u64), NoteError> {
        let (text, seconds) = self.verify_lines(note)?;
        seconds.map(|seconds| (text, seconds)).ok_or(NoteError::Malformed("not the key of a witness"))
    }

    /// Every line that names this key must fit: one forged line spoils the note (C2SP signed-note).
    fn verify_lines<'n>(&self, note: &'n str) -> Result<(&'n str, Option<u64>), NoteError> {
        let parts = split(note)?;
        let id = self.key_id();
        let mut found = None;
        for line in parts.signatures.iter().filter(|line| line.name == self.name && line.key_id == id) {
            let time = self.check(parts.text, &line.signature()).ok_or_else(|| NoteError::Forged(self.name.clone()))?;
            found = found.max(Some(time));
        }
        found.map(|time| (parts.text, time)).ok_or_else(|| NoteError::Unsigned(self.name.clone()))
    }

    /// None when the signature does not fit; otherwise the time it states, if its type states one.
    fn check(&self, text: &str, bytes: &[u8]) -> Option<Option<u64>> {
        let (time, message, signature) = match self.algorithm {
            Algorithm::Ed25519 => (None, text.to_owned(), bytes),
            Algorithm::Cosignature => {
                let (time, signature) = bytes.split_first_chunk::<8>()?;
                let seconds = u64::from_be_bytes(*time);
                (Some(seconds), cosigned_message(text, seconds), signature)
            }
        };
        let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
        let in_range = time.is_none_or(|seconds| seconds <= i64::MAX as u64);
        (in_range && self.public.verify_strict(message.as_bytes(), &signature).is_ok()).then_some(time)
    }
}

fn cosigned_message(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

impl SigningKey {
    /// Makes a new key with randomness of the operating system.
    ///
    /// # Errors
    /// [`KeyError::Name`] or [`KeyError::Random`].
    pub fn generate(name: &str) -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(KeyError::Random)?;
        Self::from_seed(name, &seed)
    }

    /// Makes the key that belongs to a seed of 32 secret bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), secret: ed25519_dalek::SigningKey::from_bytes(seed) })
    }

    /// Reads the text `PRIVATE+KEY+<name>+<id>+<base64>`.
    ///
    /// # Errors
    /// [`KeyError`] when the text is no such key or its id is another's.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Malformed("expected PRIVATE+KEY+"))?;
        let (name, id, kind, seed) = key_parts(rest)?;
        let key = Self::from_seed(name, &seed)?;
        if kind != Algorithm::Ed25519.byte() || key.verifier().key_id() != id {
            return Err(KeyError::Malformed("the id belongs to another key"));
        }
        Ok(key)
    }

    /// The secret text, for a file that only the service can read.
    #[must_use]
    pub fn to_text(&self) -> String {
        let encoded = STANDARD.encode([&[Algorithm::Ed25519.byte()], self.secret.as_bytes().as_slice()].concat());
        format!("PRIVATE+KEY+{}+{:08x}+{encoded}", self.name, self.verifier().key_id())
    }

    /// Name of the key as it stands in signature lines.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half for signatures over notes.
    #[must_use]
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), algorithm: Algorithm::Ed25519, public: self.secret.verifying_key() }
    }

    /// The public half for cosignatures. A key must serve as one witness only, never as a log's key besides.
    #[must_use]
    pub fn witness_verifier(&self) -> VerifierKey {
        VerifierKey { algorithm: Algorithm::Cosignature, ..self.verifier() }
    }

    /// Signs `text`, which ends in a newline, and returns the whole note.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] or [`NoteError::TooLarge`] when the text cannot be that of a note.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        check_text(text)?;
        let signature = self.secret.sign(text.as_bytes()).to_bytes();
        Ok(format!("{text}\n{}", write_signature(&self.name, self.verifier().key_id(), &signature)))
    }

    /// Adds a witness's cosignature that states `seconds` since 1970 UTC; the witness must have checked consistency.
    ///
    /// # Errors
    /// [`NoteError`] when `note` is none or has no room for a further signature.
    pub fn cosign(&self, note: &str, seconds: u64) -> Result<String, NoteError> {
        let text = split(note)?.text;
        let signature = self.secret.sign(cosigned_message(text, seconds).as_bytes()).to_bytes();
        let bytes = [seconds.to_be_bytes().as_slice(), &signature].concat();
        let cosigned = format!("{note}{}", write_signature(&self.name, self.witness_verifier().key_id(), &bytes));
        split(&cosigned)?;
        Ok(cosigned)
    }
}
