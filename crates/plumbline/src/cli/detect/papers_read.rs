//! Text and metadata of one file. The crate that reads papers does the reading; a picture is looked into for its EXIF.

use detect::checks::{Metadata, day_of};
use papers::read::{ReadError, Tools, metadata};
use std::path::Path;

/// What a file gives.
#[derive(Debug, Default)]
pub struct Paper {
    pub text: String,
    pub metadata: Metadata,
    pub picture: bool,
}

const FILE_BYTES_MAX: u64 = 64 << 20;

/// Reads a file; the error is the code of a complaint.
pub fn read(path: &Path) -> Result<(Vec<u8>, Paper), &'static str> {
    if std::fs::metadata(path).map_err(|_| "unreadable-file")?.len() > FILE_BYTES_MAX {
        return Err("too-large");
    }
    let bytes = std::fs::read(path).map_err(|_| "unreadable-file")?;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let paper = match ending.as_str() {
        _ if bytes.is_empty() => return Err("empty"),
        "jpg" | "jpeg" | "png" | "webp" => picture(&bytes),
        _ => document(&bytes, &path.file_name().unwrap_or_default().to_string_lossy()).map_err(|e| complaint(&e))?,
    };
    Ok((bytes, paper))
}

/// No other program is run: many files are read, and recognised letters are no safe ground for a signal.
fn document(bytes: &[u8], name: &str) -> Result<Paper, ReadError> {
    let text = match papers::read::read(bytes, name, &Tools::none()) {
        Ok(paper) => paper.text.into_iter().collect(),
        // A page without a text layer is a scan: no complaint.
        Err(ReadError::Scan | ReadError::NeedsTool(_)) => String::new(),
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
    Ok(Paper { text, metadata, picture: false })
}

fn complaint(e: &ReadError) -> &'static str {
    match e {
        ReadError::Empty => "empty",
        ReadError::TooLarge(_) | ReadError::Bomb(_) | ReadError::TooDeep => "too-large",
        ReadError::Encrypted => "encrypted",
        ReadError::Unknown(_) | ReadError::NeedsTool(_) => "unknown-kind",
        _ => "broken-file",
    }
}

fn picture(bytes: &[u8]) -> Paper {
    let mut out = Paper { picture: true, ..Paper::default() };
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
