//! The leaf of one entry: canonical JSON of at most 4 KiB that holds ids, numbers and a commit, never a name. Its
//! members are so restricted that a leaf has exactly one spelling, which is what the strict reader relies on.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::canonical::INTEGER_MAX;
use crate::commit::{Commit, hex32};
use crate::tree::Hash;

/// Largest leaf in bytes.
pub const LEAF_BYTES_MAX: usize = 4096;

/// The one version of the leaf format.
pub const LEAF_VERSION: u32 = 1;

/// What a log records of one entry; the body lies beside it under `commit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Format version, 1.
    pub v: u32,
    /// Number of the entry among all entries of the authority, from 0, never restarting.
    pub position: u64,
    /// When it was recorded, microseconds since 1970-01-01 UTC.
    pub recorded_at: i64,
    /// The kind of event, a frozen wire name.
    pub kind: String,
    /// The stream (case, post, round …) that the entry belongs to.
    pub stream: String,
    /// Number of the entry within its stream, from 1.
    pub revision: u64,
    /// Pseudonymous id of who acted.
    pub actor: String,
    /// Pseudonymous id of whom the entry is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Commitment to the body.
    pub commit: Commit,
    /// The log that this one continues; only on the first leaf of a log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousLog>,
}

/// The last checkpoint of the log of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousLog {
    /// Origin line of that log.
    pub origin: String,
    /// Number of leaves in it.
    pub size: u64,
    /// Its root.
    #[serde(with = "root_hex")]
    pub root: Hash,
}

/// A root as 64 lower-case hex digits, the spelling that commits have too.
mod root_hex {
    use super::{Commit, Deserialize, Hash, Serialize};

    pub fn serialize<S: serde::Serializer>(root: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
        Commit(*root).serialize(serializer)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        Commit::deserialize(deserializer).map(|commit| commit.0)
    }
}

/// Why a leaf cannot be written, or why bytes are no leaf.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LeafError {
    /// A version that this program does not know.
    #[error("leaf version {0} is unknown")]
    Version(u64),
    /// A text member is empty or holds a character outside `[A-Za-z0-9._:/+-]`.
    #[error("`{0}` must be non-empty and hold only letters, digits and `._:/+-`")]
    Characters(&'static str),
    /// A number is beyond 2^53 − 1.
    #[error("`{0}` is beyond 2^53 - 1")]
    Range(&'static str),
    /// The leaf has more than [`LEAF_BYTES_MAX`] bytes.
    #[error("the leaf has {0} bytes, the most is {LEAF_BYTES_MAX}")]
    TooLong(usize),
    /// The bytes leave the leaf's only spelling at `offset`.
    #[error("not a leaf at byte {offset}: expected {expected}")]
    Malformed { offset: usize, expected: &'static str },
}

/// Says whether `text` may stand in a leaf: non-empty, and only `[A-Za-z0-9._:/+-]`.
#[must_use]
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'/' | b'+' | b'-')
}

impl Leaf {
    /// Writes the leaf in canonical form, at most [`LEAF_BYTES_MAX`] bytes.
    ///
    /// # Errors
    /// [`LeafError`] naming the member that may not enter a leaf.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafError> {
        self.check()?;
        // Written by hand in key order: every member is a token, an integer or hex, none of which needs an escape.
        let mut out =
            format!(r#"{{"actor":"{}","commit":"{}","kind":"{}","position":{}"#, self.actor, self.commit, self.kind, self.position);
        if let Some(previous) = &self.previous {
            let root = hex::encode(previous.root);
            out += &format!(r#","previous":{{"origin":"{}","root":"{root}","size":{}}}"#, previous.origin, previous.size);
        }
        out += &format!(r#","recorded_at":{},"revision":{},"stream":"{}""#, self.recorded_at, self.revision, self.stream);
        if let Some(subject) = &self.subject {
            out += &format!(r#","subject":"{subject}""#);
        }
        out += &format!(r#","v":{}}}"#, self.v);
        if out.len() > LEAF_BYTES_MAX {
            return Err(LeafError::TooLong(out.len()));
        }
        Ok(out.into_bytes())
    }

    /// Reads a leaf, accepting exactly the bytes that [`Leaf::to_bytes`] writes.
    ///
    /// # Errors
    /// [`LeafError`] with the byte offset at which the bytes depart from that spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        LeafRef::parse(bytes).map(|leaf| leaf.to_owned())
    }

    fn check(&self) -> Result<(), LeafError> {
        let subject = self.subject.as_deref().map(|text| ("subject", text));
        let origin = self.previous.as_ref().map(|log| ("origin", log.origin.as_str()));
        let tokens = [("kind", self.kind.as_str()), ("stream", &self.stream), ("actor", &self.actor)];
        if let Some((name, _)) = tokens.into_iter().chain(subject).chain(origin).find(|(_, text)| !is_token(text)) {
            return Err(LeafError::Characters(name));
        }
        let size = self.previous.as_ref().map(|log| ("size", log.size));
        let numbers = [("position", self.position), ("recorded_at", self.recorded_at.unsigned_abs()), ("revision", self.revision)];
        if let Some((name, _)) = numbers.into_iter().chain(size).find(|(_, n)| *n > INTEGER_MAX) {
            return Err(LeafError::Range(name));
        }
        if self.v != LEAF_VERSION {
            return Err(LeafError::Version(u64::from(self.v)));
        }
        Ok(())
    }
}

/// A leaf that borrows from the bytes it was read from; verification reads millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeafRef<'a> {
    pub position: u64,
    pub recorded_at: i64,
    pub kind: &'a str,
    pub stream: &'a str,
    pub revision: u64,
    pub actor: &'a str,
    pub subject: Option<&'a str>,
    pub commit: Commit,
    pub previous: Option<PreviousRef<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PreviousRef<'a> {
    pub origin: &'a str,
    pub size: u64,
    pub root: Hash,
}

impl<'a> LeafRef<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self, LeafError> {
        if bytes.len() > LEAF_BYTES_MAX {
            return Err(LeafError::TooLong(bytes.len()));
        }
        let mut cursor = Cursor { bytes, at: 0 };
        let actor = cursor.member(r#"{"actor":"#)?;
        let commit = Commit(cursor.hash(r#","commit":"#)?);
        let kind = cursor.member(r#","kind":"#)?;
        let position = cursor.natural(r#","position":"#)?;
        let previous = match cursor.skip(r#","previous":{"#) {
            true => Some(cursor.previous()?),
            false => None,
        };
        let recorded_at = cursor.integer(r#","recorded_at":"#)?;
        let revision = cursor.natural(r#","revision":"#)?;
        let stream = cursor.member(r#","stream":"#)?;
        let subject = match cursor.skip(r#","subject":"#) {
            true => Some(cursor.token()?),
            false => None,
        };
        let version = cursor.natural(r#","v":"#)?;
        cursor.expect("}")?;
        if cursor.at != bytes.len() {
            return Err(cursor.fail("the end of the leaf"));
        }
        if version != u64::from(LEAF_VERSION) {
            return Err(LeafError::Version(version));
        }
        Ok(Self { position, recorded_at, kind, stream, revision, actor, subject, commit, previous })
    }

    pub fn to_owned(self) -> Leaf {
        Leaf {
            v: LEAF_VERSION,
            position: self.position,
            recorded_at: self.recorded_at,
            kind: self.kind.to_owned(),
            stream: self.stream.to_owned(),
            revision: self.revision,
            actor: self.actor.to_owned(),
            subject: self.subject.map(str::to_owned),
            commit: self.commit,
            previous: self.previous.map(|log| PreviousLog { origin: log.origin.to_owned(), size: log.size, root: log.root }),
        }
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn fail(&self, expected: &'static str) -> LeafError {
        LeafError::Malformed { offset: self.at, expected }
    }

    fn skip(&mut self, text: &'static str) -> bool {
        let found = self.bytes[self.at..].starts_with(text.as_bytes());
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn expect(&mut self, text: &'static str) -> Result<(), LeafError> {
        if self.skip(text) { Ok(()) } else { Err(self.fail(text)) }
    }

    fn token(&mut self) -> Result<&'a str, LeafError> {
        self.expect("\"")?;
        let rest = &self.bytes[self.at..];
        let len = rest.iter().take_while(|&&byte| is_token_byte(byte)).count();
        let text = std::str::from_utf8(&rest[..len]).map_err(|_| self.fail("ASCII"))?;
        self.at += len;
        if text.is_empty() {
            return Err(self.fail("a letter, a digit or one of `._:/+-`"));
        }
        self.expect("\"")?;
        Ok(text)
    }

    fn member(&mut self, key: &'static str) -> Result<&'a str, LeafError> {
        self.expect(key)?;
        self.token()
    }

    fn hash(&mut self, key: &'static str) -> Result<[u8; 32], LeafError> {
        self.expect(key)?;
        self.expect("\"")?;
        let digits = self.bytes.get(self.at..self.at + 64).and_then(hex32);
        let hash = digits.ok_or_else(|| self.fail("64 lower-case hex digits"))?;
        self.at += 64;
        self.expect("\"")?;
        Ok(hash)
    }

    fn digits(&mut self) -> Result<u64, LeafError> {
        let start = self.at;
        let mut value: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.bytes.get(self.at).copied() {
            value = value * 10 + u64::from(digit - b'0');
            if value > INTEGER_MAX {
                return Err(self.fail("an integer up to 2^53 - 1"));
            }
            self.at += 1;
        }
        let padded = self.at - start > 1 && self.bytes[start] == b'0';
        if self.at == start || padded { Err(self.fail("an integer without leading zeroes")) } else { Ok(value) }
    }

    fn natural(&mut self, key: &'static str) -> Result<u64, LeafError> {
        self.expect(key)?;
        self.digits()
    }

    fn integer(&mut self, key: &'static str) -> Result<i64, LeafError> {
        self.expect(key)?;
        let negative = self.skip("-");
        let magnitude = i64::try_from(self.digits()?).map_err(|_| self.fail("an integer"))?;
        match (negative, magnitude) {
            (true, 0) => Err(self.fail("an integer other than `-0`")),
            (true, _) => Ok(-magnitude),
            (false, _) => Ok(magnitude),
        }
    }

    fn previous(&mut self) -> Result<PreviousRef<'a>, LeafError> {
        let origin = self.member(r#""origin":"#)?;
        let root = self.hash(r#","root":"#)?;
        let size = self.natural(r#","size":"#)?;
        self.expect("}")?;
        Ok(PreviousRef { origin, size, root })
    }
}
