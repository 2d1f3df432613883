//! Office files are zip archives. Parts are unpacked one at a time, each up to a limit that follows from the size of
//! the file, whatever the archive claims about itself.

use super::ReadError;
use std::io::{BufReader, Cursor, Read};
use zip::{ZipArchive, result::ZipError};

/// Parts that an office file may have.
const PARTS_MAX: usize = 20_000;
/// What a part may unpack to, in bytes: this much, and a multiple of the file's size, up to a ceiling.
const PART_BYTES_MIN: u64 = 8 << 20;
const PART_RATIO_MAX: u64 = 120;
const PART_BYTES_CEILING: u64 = 384 << 20;

/// An opened archive.
pub struct Pack<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limit: u64,
}

impl<'a> Pack<'a> {
    /// Opens an archive.
    pub fn open(bytes: &'a [u8]) -> Result<Pack<'a>, ReadError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if zip.len() > PARTS_MAX {
            return Err(ReadError::Bomb("parts".to_owned()));
        }
        let limit = (PART_BYTES_MIN + PART_RATIO_MAX * bytes.len() as u64).min(PART_BYTES_CEILING);
        Ok(Pack { zip, limit })
    }

    /// Whether a part exists.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Unpacks a part; `None` where there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let mut bytes = Vec::new();
        let Some(reader) = self.stream(name)? else { return Ok(None) };
        let mut reader = reader.into_inner();
        reader.read_to_end(&mut bytes).map_err(|_| ReadError::Broken("zip".to_owned()))?;
        if reader.over() {
            return Err(ReadError::Bomb(name.to_owned()));
        }
        Ok(Some(bytes))
    }

    /// Opens a part for reading piece by piece; the stream ends at the limit.
    pub fn stream(&mut self, name: &str) -> Result<Option<BufReader<Limited<'_>>>, ReadError> {
        let limit = self.limit;
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(e) => return Err(broken(e)),
        };
        if file.encrypted() {
            return Err(ReadError::Encrypted);
        }
        Ok(Some(BufReader::with_capacity(1 << 16, Limited { inner: Box::new(file), left: limit + 1 })))
    }
}

/// A stream that stops at its limit.
pub struct Limited<'a> {
    inner: Box<dyn Read + 'a>,
    left: u64,
}

impl Limited<'_> {
    /// Whether more was there than the limit allows.
    pub fn over(&self) -> bool {
        self.left == 0
    }
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let n = self.inner.read(&mut buffer[..n])?;
        self.left -= n as u64;
        Ok(n)
    }
}

fn broken(e: ZipError) -> ReadError {
    match e {
        ZipError::UnsupportedArchive(m) if m.contains("assword") => ReadError::Encrypted,
        _ => ReadError::Broken("zip".to_owned()),
    }
}
