//! Reads canonical JSON and nothing else: every departure (space, other key order, other escape, duplicate) is an error
//! with its byte offset, so bytes that are accepted here are the only bytes with that meaning.

use serde_json::{Map, Number, Value};

use super::{CanonicalError, DEPTH_MAX, INTEGER_MAX, key_order, short_escape};

/// Reads one value that fills `bytes` entirely.
///
/// # Errors
/// [`CanonicalError::NotCanonical`] with the offset of the first byte that departs from the form.
pub fn parse(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let text = std::str::from_utf8(bytes).map_err(|e| not_canonical(e.valid_up_to(), "not UTF-8"))?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    if reader.at != bytes.len() {
        return Err(reader.fail("bytes after the value"));
    }
    Ok(value)
}

/// Says whether `bytes` are one value in canonical form.
#[must_use]
pub fn is_canonical(bytes: &[u8]) -> bool {
    parse(bytes).is_ok()
}

fn not_canonical(offset: usize, what: &'static str) -> CanonicalError {
    CanonicalError::NotCanonical { offset, what }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn fail(&self, what: &'static str) -> CanonicalError {
        not_canonical(self.at, what)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value, CanonicalError> {
        if depth > DEPTH_MAX {
            return Err(self.fail("nested too deep"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            _ => Err(self.fail("expected an object, array, string or integer")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, CanonicalError> {
        self.at += 1;
        let mut members = Map::new();
        let mut last: Option<String> = None;
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            let start = self.at;
            let key = self.string()?;
            if last.as_deref().is_some_and(|last| key_order(last, &key).is_ge()) {
                return Err(not_canonical(start, "keys out of order or duplicate"));
            }
            if !self.take(b':') {
                return Err(self.fail("expected `:`"));
            }
            let value = self.value(depth + 1)?;
            members.insert(key.clone(), value);
            last = Some(key);
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fail("expected `,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, CanonicalError> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err(self.fail("expected `,` or `]`"));
            }
        }
    }

    fn integer(&mut self) -> Result<Value, CanonicalError> {
        let negative = self.take(b'-');
        let start = self.at;
        let mut magnitude: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            magnitude = magnitude * 10 + u64::from(digit - b'0');
            if magnitude > INTEGER_MAX {
                return Err(self.fail("integer beyond 2^53 - 1"));
            }
            self.at += 1;
        }
        let digits = &self.text.as_bytes()[start..self.at];
        let padded = digits.len() > 1 && digits[0] == b'0';
        if digits.is_empty() || padded || (negative && magnitude == 0) {
            return Err(not_canonical(start, "integer in another spelling"));
        }
        let number = match i64::try_from(magnitude) {
            Ok(n) if negative => Number::from(-n),
            _ => Number::from(magnitude),
        };
        Ok(Value::Number(number))
    }

    fn string(&mut self) -> Result<String, CanonicalError> {
        if !self.take(b'"') {
            return Err(self.fail("expected `\"`"));
        }
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return Err(self.fail("control character in a string")),
                None => return Err(self.fail("string without end")),
            }
        }
    }

    /// Reads the one escape that canonical form allows for a character and refuses every other spelling of it.
    fn escape(&mut self) -> Result<char, CanonicalError> {
        let rest = &self.text.as_bytes()[self.at..];
        let found = (0u8..0x80).find_map(|byte| match short_escape(byte) {
            Some(letter) if rest.starts_with(&[b'\\', letter]) => Some((byte, 2)),
            None if byte < 0x20 && rest.starts_with(format!("\\u{byte:04x}").as_bytes()) => Some((byte, 6)),
            _ => None,
        });
        let (byte, len) = found.ok_or_else(|| self.fail("escape that is not canonical"))?;
        self.at += len;
        Ok(char::from(byte))
    }
}
