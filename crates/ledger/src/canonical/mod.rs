//! JSON in exactly one spelling (RFC 8785), so that equal facts are equal bytes. Only integers, strings, arrays and
//! objects exist here: floats, booleans and nulls have several spellings elsewhere and are refused with their path.

mod parse;
mod ser;

use thiserror::Error;

pub use parse::{is_canonical, parse};
pub use ser::to_vec;

/// Deepest nesting of arrays and objects that is written or read; bounds the stack on hostile input.
pub const DEPTH_MAX: usize = 64;

/// Largest magnitude of an integer, 2^53 − 1: beyond it readers that keep numbers as doubles disagree (RFC 7493).
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why a value has no canonical form, or why bytes are not in it. Paths look like `$.items[3].title`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CanonicalError {
    /// A float, boolean, null or raw byte string stands where only integers and strings may.
    #[error("{kind} at `{path}` has no place in canonical JSON")]
    Refused { kind: &'static str, path: String },
    /// An integer is too large for every reader to keep it exactly.
    #[error("integer at `{path}` is beyond 2^53 - 1")]
    IntegerRange { path: String },
    /// One object holds the same key twice.
    #[error("key at `{path}` occurs twice")]
    DuplicateKey { path: String },
    /// A map key is neither text nor an integer.
    #[error("a key at `{path}` is not text")]
    KeyNotText { path: String },
    /// Arrays and objects are nested deeper than [`DEPTH_MAX`].
    #[error("nesting at `{path}` is deeper than {DEPTH_MAX}")]
    TooDeep { path: String },
    /// The bytes leave the canonical form at `offset` (bytes from the start).
    #[error("not canonical at byte {offset}: {what}")]
    NotCanonical { offset: usize, what: &'static str },
    /// A `Serialize` implementation gave up for a reason of its own.
    #[error("cannot serialize: {0}")]
    Custom(String),
}

impl CanonicalError {
    /// Puts one more step before the path of an error that comes up from inside a value.
    pub(crate) fn within(mut self, step: &str) -> Self {
        if let Self::Refused { path, .. }
        | Self::IntegerRange { path }
        | Self::DuplicateKey { path }
        | Self::KeyNotText { path }
        | Self::TooDeep { path } = &mut self
        {
            let tail = path.strip_prefix('$').unwrap_or(path);
            *path = format!("${step}{tail}");
        }
        self
    }
}

/// Compares keys as RFC 8785 §3.2.3 orders them: by UTF-16 code units, which differs from UTF-8 order above U+FFFF.
pub(crate) fn key_order(a: &str, b: &str) -> std::cmp::Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Appends `text` as a canonical JSON string, quotes included (RFC 8785 §3.2.2.2).
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for &byte in text.as_bytes() {
        match short_escape(byte) {
            Some(letter) => out.extend([b'\\', letter]),
            None if byte < 0x20 => {
                out.extend(b"\\u00");
                out.extend([hex_digit(byte >> 4), hex_digit(byte & 15)]);
            }
            None => out.push(byte),
        }
    }
    out.push(b'"');
}

/// The letter after the backslash for bytes that have a two-character escape.
pub(crate) fn short_escape(byte: u8) -> Option<u8> {
    Some(match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        0x08 => b'b',
        0x09 => b't',
        0x0a => b'n',
        0x0c => b'f',
        0x0d => b'r',
        _ => return None,
    })
}

fn hex_digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}
