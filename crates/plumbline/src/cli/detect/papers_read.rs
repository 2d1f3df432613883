//! Text and metadata of one file. The crate that reads papers does the reading; a picture is looked into for its EXIF.

use detect::checks::{Metadata, Stated, day_of, stated};
use detect::text::normal::is_unreadable;
use papers::read::{ReadError, Tools, metadata};
use sha2::{Digest, Sha256};
use std::path::Path;

/// What a file gives; it is kept in the state file, so that a run that was broken off need not read the file again.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// SHA-256 of the bytes, hex.
    pub digest: String,
    pub text: String,
    pub stated: Stated,
    pub metadata: Metadata,
    pub picture: bool,
    /// The content is of another kind than the name says, and was read as what it is.
    pub wrong_ending: bool,
}

const FILE_BYTES_MAX: u64 = 64 << 20;
const PICTURES: [&str; 4] = ["jpg", "jpeg", "png", "webp"];

/// Reads a file; the error is the code of a complaint.
pub fn read(path: &Path) -> Result<Entry, &'static str> {
    if std::fs::metadata(path).map_err(|_| "unreadable-file")?.len() > FILE_BYTES_MAX {
        return Err("too-large");
    }
    let bytes = std::fs::read(path).map_err(|_| "unreadable-file")?;
    if bytes.is_empty() {
        return Err("empty");
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let named_picture = PICTURES.contains(&ending.as_str());
    let mut entry = if is_picture(&bytes) || (named_picture && !is_container(&bytes)) {
        Entry { wrong_ending: !named_picture, ..picture(&bytes) }
    } else {
        // A reader that panics on a hostile file is a defect of the reader; the other files must not suffer for it.
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let done = std::panic::catch_unwind(|| document(&bytes, &name)).map_err(|_| "broken-file")?;
        done.map_err(|e| complaint(&e))?
    };
    if !entry.text.is_empty() && is_unreadable(&entry.text) {
        return Err("unreadable");
    }
    entry.stated = stated(&entry.text);
    entry.digest = hex::encode(Sha256::digest(&bytes));
    Ok(entry)
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xD8\xFF") || bytes.starts_with(b"\x89PNG") || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

/// Office files, old and new, and PDF.
fn is_container(bytes: &[u8]) -> bool {
    [b"PK\x03\x04".as_slice(), b"%PDF-", b"\xD0\xCF\x11\xE0"].iter().any(|m| bytes.starts_with(m))
}

/// No other program is run: many files are read, and recognised letters are no safe ground for a signal.
fn document(bytes: &[u8], name: &str) -> Result<Entry, ReadError> {
    let (text, wrong_ending) = match papers::read::read(bytes, name, &Tools::none()) {
        Ok(paper) => (paper.text.iter().collect(), paper.notes.iter().any(|n| n.code == "wrong_ending")),
        // A page without a text layer is a scan: no complaint.
        Err(ReadError::Scan | ReadError::ScanForm(_) | ReadError::ScanBlank(_)) => (String::new(), false),
        Err(e) => return Err(e),
    };
    let m = metadata(bytes)?;
    let metadata = Metadata {
        created: m.created,
        modified: m.modified,
        author: m.author,
        edited_by: m.edited_by,
        rsids: m.rsids,
        ..Metadata::default()
    };
    Ok(Entry { text, metadata, wrong_ending, ..Entry::default() })
}

fn complaint(e: &ReadError) -> &'static str {
    match e {
        ReadError::Empty => "empty",
        ReadError::TooLarge(_) | ReadError::Bomb(_) | ReadError::TooDeep => "too-large",
        ReadError::Encrypted => "encrypted",
        ReadError::Unknown(_) => "unknown-kind",
        ReadError::NeedsTool(_) => "needs-program",
        _ => "broken-file",
    }
}

fn picture(bytes: &[u8]) -> Entry {
    let mut out = Entry { picture: true, ..Entry::default() };
    // Chat programs strip EXIF; its absence proves nothing and is no complaint.
    if let Some((taken, camera)) = detect::photo::decode::exif(bytes) {
        out.metadata.taken = exif_seconds(&taken);
        out.metadata.camera = camera;
    }
    out
}

/// Seconds of `2023:05:06 07:08:09`, local as a camera tells it.
fn exif_seconds(text: &str) -> Option<i64> {
    let n = |r: std::ops::Range<usize>| text.get(r)?.parse::<i64>().ok();
    let (y, m, d) = (n(0..4)?, n(5..7)?, n(8..10)?);
    let time = n(11..13).unwrap_or(0) * 3600 + n(14..16).unwrap_or(0) * 60 + n(17..19).unwrap_or(0);
    ((1..=12).contains(&m) && (1..=31).contains(&d)).then(|| day_of(y, m, d) * 86_400 + time)
}
