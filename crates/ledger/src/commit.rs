//! Binds a body to its leaf without showing it: HMAC-SHA-256 under a random salt. Whoever deletes salt and body leaves
//! a commit from which nothing about the body can be guessed.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::Sha256;
use thiserror::Error;

/// The system could give no randomness, or a text is not 64 lower-case hex digits.
#[derive(Debug, Error)]
pub enum CommitError {
    #[error("the operating system gave no random bytes")]
    Random(#[source] getrandom::Error),
    #[error("expected 64 lower-case hex digits")]
    Hex,
}

/// The 32-byte key under which one body is committed; secret as long as the body is.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

/// The 32-byte commitment that a leaf carries for its body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commit(pub [u8; 32]);

impl Salt {
    /// Draws a fresh salt from the operating system.
    ///
    /// # Errors
    /// [`CommitError::Random`] when the system has no randomness to give.
    pub fn generate() -> Result<Self, CommitError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(CommitError::Random)?;
        Ok(Self(bytes))
    }
}

impl fmt::Debug for Salt {
    /// Never prints the salt: a log line must not undo an erasure.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl fmt::Debug for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Commit({self})")
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Commits to `body`, the canonical JSON bytes of an entry's body (RFC 2104 with SHA-256, key = salt).
#[must_use]
pub fn commit(salt: &Salt, body: &[u8]) -> Commit {
    Commit(hmac_sha256(&salt.0, body))
}

impl Commit {
    /// Says whether this is the commit of `body` under `salt`.
    #[must_use]
    pub fn matches(&self, salt: &Salt, body: &[u8]) -> bool {
        *self == commit(salt, body)
    }
}

fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC fills a short key with zeroes up to the 64-byte block (RFC 2104 §2); done here, no length can be refused.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into()).chain_update(message).finalize().into_bytes().into()
}

/// Reads 64 lower-case hex digits; upper case is refused, since a value must have one spelling.
pub(crate) fn hex32(text: &[u8]) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(text.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(out)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

macro_rules! hex_text {
    ($($type:ident),*) => {$(
        impl $type {
            /// The 64 lower-case hex digits of the value.
            #[must_use]
            pub fn to_hex(&self) -> String {
                hex::encode(self.0)
            }

            /// Reads 64 lower-case hex digits.
            ///
            /// # Errors
            /// [`CommitError::Hex`] for every other text.
            pub fn from_hex(text: &str) -> Result<Self, CommitError> {
                hex32(text.as_bytes()).map(Self).ok_or(CommitError::Hex)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.to_hex())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::from_hex(&text).map_err(D::Error::custom)
            }
        }
    )*};
}
hex_text!(Salt, Commit);
