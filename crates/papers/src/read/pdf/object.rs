//! Objects of a PDF. The file is searched for objects from end to end, so that a damaged cross-reference table does
//! not matter; object streams are unpacked within a budget.

use super::{super::ReadError, filter, lzw};
use flate2::read::ZlibDecoder;
use std::{collections::BTreeMap, io::Read, ops::Range};

/// Deepest nesting of arrays and dictionaries.
const DEPTH_MAX: usize = 40;
/// Objects that a file may have.
const OBJECTS_MAX: usize = 400_000;

/// A dictionary.
pub type Dict = BTreeMap<String, Object>;

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// Null, and everything that is not understood.
    Null,
    /// A number.
    Number(f64),
    /// A name, without its slash.
    Name(String),
    /// A string.
    Bytes(Vec<u8>),
    /// An array.
    Array(Vec<Object>),
    /// A dictionary.
    Dict(Dict),
    /// A stream: its dictionary and where its raw bytes stand in the file.
    Stream(Dict, Range<usize>),
    /// A reference to an object.
    Ref(u32),
    /// A bare word: an operator in a content stream.
    Word(String),
}

/// Reads objects from bytes.
pub struct Lexer<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Where the reading stands.
    pub at: usize,
}

impl<'a> Lexer<'a> {
    /// A reader at the beginning of `bytes`.
    pub fn new(bytes: &'a [u8], at: usize) -> Lexer<'a> {
        Lexer { bytes, at: at.min(bytes.len()) }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                0 | 9 | 10 | 12 | 13 | 32 => self.at += 1,
                b'%' => {
                    while self.peek().is_some_and(|c| c != b'\n' && c != b'\r') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    /// Returns the next object, nothing at the end.
    pub fn next(&mut self, depth: usize) -> Option<Object> {
        self.skip_blank();
        let c = self.peek()?;
        if depth > DEPTH_MAX {
            self.at = self.bytes.len();
            return None;
        }
        Some(match c {
            b'/' => Object::Name(self.name()),
            b'(' => Object::Bytes(self.string()),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.dict(depth),
            b'<' => Object::Bytes(self.hex()),
            b'[' => {
                self.at += 1;
                Object::Array(self.until(b']', depth))
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number(),
            b']' | b'>' | b'}' | b'{' | b')' => {
                self.at += 1;
                Object::Null
            }
            _ => self.word(),
        })
    }

    fn until(&mut self, close: u8, depth: usize) -> Vec<Object> {
        let mut all = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => break,
                Some(c) if c == close => {
                    // A dictionary ends with two signs, of which a torn file may hold one.
                    self.at = (self.at + if close == b'>' { 2 } else { 1 }).min(self.bytes.len());
                    break;
                }
                _ => match self.next(depth + 1) {
                    Some(Object::Word(w)) if w == "R" && all.len() >= 2 => {
                        all.pop();
                        let n = all.pop();
                        all.push(if let Some(Object::Number(n)) = n { Object::Ref(n as u32) } else { Object::Null });
                    }
                    Some(Object::Word(w)) if w == "endobj" || w == "stream" => break,
                    Some(o) => all.push(o),
                    None => break,
                },
            }
        }
        all
    }

    fn dict(&mut self, depth: usize) -> Object {
        self.at = (self.at + 2).min(self.bytes.len());
        let mut dict = Dict::new();
        let mut items = self.until(b'>', depth).into_iter();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            if let Object::Name(key) = key {
                dict.insert(key, value);
            }
        }
        Object::Dict(dict)
    }

    fn regular(c: u8) -> bool {
        !matches!(c, 0 | 9 | 10 | 12 | 13 | 32 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
    }

    fn token(&mut self) -> &'a [u8] {
        let start = self.at.min(self.bytes.len());
        while self.peek().is_some_and(Self::regular) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn name(&mut self) -> String {
        self.at += 1;
        let raw = self.token();
        let mut out = Vec::with_capacity(raw.len());
        let mut i = 0;
        while i < raw.len() {
            let hex = (raw[i] == b'#').then(|| raw.get(i + 1..i + 3)).flatten().and_then(|h| std::str::from_utf8(h).ok());
            match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                Some(b) => {
                    out.push(b);
                    i += 3;
                }
                None => {
                    out.push(raw[i]);
                    i += 1;
                }
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    fn number(&mut self) -> Object {
        let token = self.token();
        let text = std::str::from_utf8(token).unwrap_or_default();
        text.parse::<f64>().ok().filter(|n| n.is_finite()).map_or_else(|| Object::Word(text.to_owned()), Object::Number)
    }

    fn word(&mut self) -> Object {
        let start = self.at;
        let token = self.token();
        if self.at == start {
            self.at += 1;
        }
        Object::Word(String::from_utf8_lossy(token).into_owned())
    }

    fn string(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut out, mut depth) = (Vec::new(), 1);
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(c);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(c) = self.peek() else { return };
        self.at += 1;
        match c {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(c - b'0');
                for _ in 0..2 {
                    let Some(d @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(d - b'0');
                    self.at += 1;
                }
                out.push(value as u8);
            }
            c => out.push(c),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            if c == b'>' {
                break;
            }
            digits.extend((c as char).to_digit(16).map(|d| d as u8));
        }
        digits.chunks(2).map(|p| p[0] << 4 | p.get(1).copied().unwrap_or(0)).collect()
    }
}

/// A PDF with its objects found.
pub struct Pdf<'a> {
    bytes: &'a [u8],
    objects: BTreeMap<u32, Object>,
    budget: usize,
}

impl<'a> Pdf<'a> {
    /// Finds the objects of a file.
    pub fn open(bytes: &'a [u8]) -> Result<Pdf<'a>, ReadError> {
        let budget = ((16 << 20) + bytes.len().saturating_mul(60)).min(256 << 20);
        let mut pdf = Pdf { bytes, objects: BTreeMap::new(), budget };
        let mut i = 0;
        while let Some(at) = find(bytes, b"obj", i) {
            i = at + 3;
            if bytes[..at].ends_with(b"end") {
                continue;
            }
            let Some(number) = number_before(&bytes[at.saturating_sub(24)..at]) else { continue };
            let mut lexer = Lexer::new(bytes, at + 3);
            let Some(object) = lexer.next(0) else { continue };
            let (object, end) = pdf.with_stream(object, lexer.at);
            i = end.max(i);
            pdf.objects.insert(number, object);
            if pdf.objects.len() > OBJECTS_MAX {
                return Err(ReadError::Bomb("objects".to_owned()));
            }
        }
        if pdf.is_encrypted() {
            return Err(ReadError::Encrypted);
        }
        pdf.unpack_object_streams()?;
        Ok(pdf)
    }

    fn is_encrypted(&self) -> bool {
        let in_stream = self.objects.values().any(|o| matches!(o, Object::Stream(d, _) if d.contains_key("Encrypt")));
        let mut i = 0;
        while let Some(at) = find(self.bytes, b"trailer", i) {
            i = at + 7;
            if matches!(Lexer::new(self.bytes, i).next(0), Some(Object::Dict(d)) if d.contains_key("Encrypt")) {
                return true;
            }
        }
        in_stream
    }

    /// Joins a dictionary with the stream that follows it; returns where the object ends.
    fn with_stream(&self, object: Object, at: usize) -> (Object, usize) {
        let Object::Dict(dict) = object else { return (object, at) };
        let mut lexer = Lexer::new(self.bytes, at);
        lexer.skip_blank();
        if !self.bytes.get(lexer.at..).unwrap_or_default().starts_with(b"stream") {
            return (Object::Dict(dict), at);
        }
        let mut start = lexer.at + 6;
        start += usize::from(self.bytes.get(start) == Some(&b'\r'));
        start += usize::from(self.bytes.get(start) == Some(&b'\n'));
        let start = start.min(self.bytes.len());
        let stated = match dict.get("Length") {
            Some(Object::Number(n)) if *n >= 0.0 => Some(start.saturating_add(*n as usize)),
            _ => None,
        };
        // The stated length is believed only when the stream really ends there.
        let right = |end: &usize| {
            self.bytes.get(*end..end.saturating_add(20).min(self.bytes.len())).is_some_and(|b| find(b, b"endstream", 0).is_some())
        };
        let end = stated.filter(right).or_else(|| find(self.bytes, b"endstream", start)).unwrap_or(self.bytes.len());
        (Object::Stream(dict, start..end), end)
    }

    fn unpack_object_streams(&mut self) -> Result<(), ReadError> {
        let is = |o: &Object| matches!(o, Object::Stream(d, _) if d.get("Type") == Some(&Object::Name("ObjStm".to_owned())));
        let streams: Vec<Object> = self.objects.values().filter(|o| is(o)).cloned().collect();
        for stream in streams {
            let Object::Stream(dict, _) = &stream else { continue };
            let data = self.data(&stream)?;
            let (Some(Object::Number(n)), Some(Object::Number(first))) = (dict.get("N"), dict.get("First")) else { continue };
            let mut head = Lexer::new(&data, 0);
            for _ in 0..(*n as usize).min(OBJECTS_MAX) {
                let (Some(Object::Number(number)), Some(Object::Number(offset))) = (head.next(0), head.next(0)) else { break };
                let at = (*first as usize).saturating_add(offset as usize);
                if at < data.len()
                    && let Some(object) = Lexer::new(&data, at).next(0)
                {
                    self.objects.entry(number as u32).or_insert(object);
                }
            }
            if self.objects.len() > OBJECTS_MAX {
                return Err(ReadError::Bomb("objects".to_owned()));
            }
        }
        Ok(())
    }

    /// All objects.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// A string of the information dictionary that the newest trailer, or stream of cross-references, points to.
    pub fn info(&self, name: &str) -> Option<Vec<u8>> {
        let (mut found, mut i) = (None, 0);
        while let Some(at) = find(self.bytes, b"trailer", i) {
            i = at + 7;
            if let Some(Object::Dict(d)) = Lexer::new(self.bytes, i).next(0) {
                found = d.get("Info").cloned().or(found);
            }
        }
        let in_stream = || self.objects().filter_map(|o| if let Object::Stream(d, _) = o { d.get("Info").cloned() } else { None }).last();
        let info = found.or_else(in_stream)?;
        match self.entry(self.dict(&info)?, name) {
            Object::Bytes(b) => Some(b.clone()),
            _ => None,
        }
    }

    /// Follows references.
    pub fn resolve<'b>(&'b self, mut object: &'b Object) -> &'b Object {
        for _ in 0..16 {
            match object {
                Object::Ref(n) => object = self.objects.get(n).unwrap_or(&Object::Null),
                _ => break,
            }
        }
        object
    }

    /// An entry of a dictionary, resolved.
    pub fn entry<'b>(&'b self, dict: &'b Dict, key: &str) -> &'b Object {
        self.resolve(dict.get(key).unwrap_or(&Object::Null))
    }

    /// An entry that is a dictionary, or a stream's.
    pub fn dict<'b>(&'b self, object: &'b Object) -> Option<&'b Dict> {
        match self.resolve(object) {
            Object::Dict(d) | Object::Stream(d, _) => Some(d),
            _ => None,
        }
    }

    /// Names of a stream's filters.
    pub fn filters(&self, dict: &Dict) -> Vec<String> {
        match self.entry(dict, "Filter") {
            Object::Name(n) => vec![n.clone()],
            Object::Array(a) => {
                a.iter().filter_map(|o| if let Object::Name(n) = self.resolve(o) { Some(n.clone()) } else { None }).take(4).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Raw bytes of a stream.
    pub fn raw(&self, object: &Object) -> &'a [u8] {
        match object {
            Object::Stream(_, range) => self.bytes.get(range.clone()).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether the codes of the LZW filter at `index` grow early; they do unless its parameters say otherwise.
    fn early(&self, dict: &Dict, index: usize) -> bool {
        let parms = match self.entry(dict, "DecodeParms") {
            Object::Array(all) => all.get(index).and_then(|o| self.dict(o)),
            one => self.dict(one),
        };
        !parms.is_some_and(|p| matches!(self.entry(p, "EarlyChange"), Object::Number(n) if *n == 0.0))
    }

    /// Unpacks a stream within the budget of the whole file.
    pub fn data(&mut self, object: &Object) -> Result<Vec<u8>, ReadError> {
        let Object::Stream(dict, _) = object else { return Ok(Vec::new()) };
        let mut data = self.raw(object).to_vec();
        for (i, filter) in self.filters(dict).iter().enumerate() {
            data = match filter.as_str() {
                "FlateDecode" | "Fl" => {
                    let mut out = Vec::new();
                    // A torn stream yields what it held so far.
                    let _ = ZlibDecoder::new(data.as_slice()).take(self.budget as u64 + 1).read_to_end(&mut out);
                    out
                }
                "LZWDecode" | "LZW" => lzw::unpack(&data, self.early(dict, i), self.budget),
                "ASCIIHexDecode" | "AHx" => Lexer::new(&[b"<", data.as_slice()].concat(), 0).hex(),
                "ASCII85Decode" | "A85" => filter::ascii85(&data),
                "RunLengthDecode" | "RL" => filter::run_length(&data, self.budget),
                _ => return Ok(Vec::new()),
            };
            if data.len() > self.budget {
                return Err(ReadError::Bomb("stream".to_owned()));
            }
            self.budget -= data.len();
        }
        Ok(data)
    }
}

/// First place of `needle` at or after `from`.
pub fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = needle[0];
    let mut i = 0;
    while let Some(j) = rest[i..].iter().position(|b| *b == first) {
        if rest[i + j..].starts_with(needle) {
            return Some(from + i + j);
        }
        i += j + 1;
    }
    None
}

/// The object number of "12 0 " that ends right before the word.
fn number_before(bytes: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(bytes).ok().or_else(|| std::str::from_utf8(&bytes[bytes.len().saturating_sub(10)..]).ok())?;
    let mut parts = text.split_ascii_whitespace().rev();
    let generation = parts.next()?;
    let digits = |s: &str| s.bytes().rev().take_while(u8::is_ascii_digit).count();
    (digits(generation) == generation.len()).then_some(())?;
    let number = parts.next()?;
    number[number.len() - digits(number)..].parse().ok()
}
