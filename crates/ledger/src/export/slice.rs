//! Checks 256 entries by themselves: form, positions, times, hashes against their tile, bodies against their commits.
//! This is the part of verification that runs on all cores; what runs on from slice to slice is checked in order
//! afterwards.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::report::{VerifyError, differs};
use super::{bundle, paths};
use crate::canonical;
use crate::commit::{Commit, Salt, commit};
use crate::leaf::LeafRef;
use crate::redact::{self, Replacement};
use crate::tree::{Hash, TILE_BYTES, TILE_WIDTH, leaf_hash, root_of_hashes, tile_width};

/// Most bytes of 256 entries: each at most 65,535 after its two bytes of length.
pub(super) const BUNDLE_BYTES_MAX: u64 = 256 * (65_535 + 2);

/// Most bytes of 256 bodies, so that a hostile export cannot fill the memory.
const BODIES_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What all slices of one log have in common.
pub(super) struct Log<'a> {
    pub folder: &'a Path,
    pub size: u64,
    /// Position of leaf 0.
    pub first_position: u64,
    pub with_bodies: bool,
}

/// A body that is not the one its leaf committed to.
pub(super) struct Other {
    pub position: u64,
    pub expected: Commit,
    pub found: Commit,
}

/// What the checks from slice to slice need to know of one slice. When `error` is set, the rest tells of the entries
/// before it.
#[derive(Default)]
pub(super) struct Slice {
    pub hashes: Vec<Hash>,
    /// Root of the slice, when it is full.
    pub root: Option<Hash>,
    pub first_recorded_at: Option<i64>,
    pub last_recorded_at: Option<i64>,
    /// Names of the entries' streams, one after the other.
    names: String,
    /// End of each entry's stream in `names`, and its revision.
    revisions: Vec<(usize, u64)>,
    /// Number of bodies checked.
    pub bodies: u64,
    pub others: Vec<Other>,
    /// Replacements that bodies order, with the ordering entry's position.
    pub orders: Vec<(u64, Replacement)>,
    pub error: Option<VerifyError>,
}

impl Slice {
    /// Stream and revision of each entry.
    pub fn revisions(&self) -> impl Iterator<Item = (&str, u64)> {
        let mut start = 0;
        self.revisions.iter().map(move |&(end, revision)| {
            let name = &self.names[start..end];
            start = end;
            (name, revision)
        })
    }
}

/// Reads a file of at most `max` bytes.
pub(super) fn read(path: PathBuf, max: u64) -> Result<Vec<u8>, VerifyError> {
    let mut bytes = Vec::new();
    let outcome = File::open(&path).and_then(|file| {
        bytes.reserve_exact(file.metadata().map_or(0, |meta| meta.len().min(max) as usize));
        file.take(max + 1).read_to_end(&mut bytes)
    });
    match outcome {
        Ok(_) if bytes.len() as u64 > max => {
            Err(VerifyError::Io { path, source: std::io::Error::new(std::io::ErrorKind::FileTooLarge, "larger than any such file") })
        }
        Ok(_) => Ok(bytes),
        Err(source) => Err(VerifyError::Io { path, source }),
    }
}

/// Compares a tile file with the hashes that it must hold and names the first entry below a hash that differs.
pub(super) fn check_tile(log: &Log<'_>, level: u8, index: u64, expected: &[Hash]) -> Result<(), VerifyError> {
    let width = u16::try_from(expected.len()).unwrap_or(TILE_WIDTH);
    let path = paths::tile(level, index, width);
    let found = read(log.folder.join(&path), TILE_BYTES as u64)?;
    if found == expected.as_flattened() {
        return Ok(());
    }
    let position = |at: usize| log.first_position + ((index * 256 + at as u64) << (8 * u32::from(level)));
    let what = format!("hash in `{}`", path.display());
    for (at, hash) in expected.iter().enumerate() {
        let stored = found.get(at * 32..at * 32 + 32).unwrap_or_default();
        if stored != hash {
            return Err(differs(position(at), what, hex::encode(hash), hex::encode(stored)));
        }
    }
    Err(differs(position(0), what, format!("{} bytes", expected.len() * 32), format!("{} bytes", found.len())))
}

/// Checks slice `index` of a log.
pub(super) fn check(log: &Log<'_>, index: u64) -> Slice {
    let mut slice = Slice::default();
    slice.error = fill(log, index, &mut slice).err();
    slice
}

fn fill(log: &Log<'_>, index: u64, slice: &mut Slice) -> Result<(), VerifyError> {
    let width = tile_width(log.size, 0, index);
    let first = log.first_position + index * u64::from(TILE_WIDTH);
    let path = paths::entries(index, width);
    let bytes = read(log.folder.join(&path), BUNDLE_BYTES_MAX)?;
    let whole = || format!("{width} entries");
    let entries = bundle::split(&bytes, width).map_err(|e| differs(first, format!("bundle `{}`", path.display()), whole(), e))?;
    let mut bodies = Bodies::open(log, index, width)?;
    slice.hashes.reserve_exact(entries.len());
    slice.revisions.reserve_exact(entries.len());
    for (position, entry) in (first..).zip(entries) {
        let leaf = LeafRef::parse(entry).map_err(|e| differs(position, "leaf", "a canonical leaf", e))?;
        check_leaf(log, slice, position, &leaf)?;
        slice.hashes.push(leaf_hash(entry));
        slice.names.push_str(leaf.stream);
        slice.revisions.push((slice.names.len(), leaf.revision));
        if let Some(bodies) = &mut bodies {
            bodies.check_next(slice, position, &leaf.commit)?;
        }
    }
    if let Some(bodies) = &bodies
        && bodies.at < bodies.lines.len()
    {
        return Err(differs(first + u64::from(width), "bodies", "no more lines", "a further line"));
    }
    check_tile(log, 0, index, &slice.hashes)?;
    slice.root = (width == TILE_WIDTH).then(|| root_of_hashes(&slice.hashes));
    Ok(())
}

fn check_leaf(log: &Log<'_>, slice: &mut Slice, position: u64, leaf: &LeafRef<'_>) -> Result<(), VerifyError> {
    if leaf.position != position {
        return Err(differs(position, "position", position, leaf.position));
    }
    if leaf.previous.is_some() && position != log.first_position {
        return Err(differs(position, "link to an earlier log", "none after the first entry", "one"));
    }
    if let Some(before) = slice.last_recorded_at.filter(|before| *before > leaf.recorded_at) {
        return Err(differs(position, "recorded_at", format!("{before} or later"), leaf.recorded_at));
    }
    slice.first_recorded_at.get_or_insert(leaf.recorded_at);
    slice.last_recorded_at = Some(leaf.recorded_at);
    Ok(())
}

/// The file of bodies that goes with a bundle.
struct Bodies {
    lines: Vec<u8>,
    at: usize,
}

impl Bodies {
    fn open(log: &Log<'_>, index: u64, width: u16) -> Result<Option<Self>, VerifyError> {
        if !log.with_bodies {
            return Ok(None);
        }
        let lines = read(log.folder.join(paths::bodies(index, width)), BODIES_BYTES_MAX)?;
        Ok(Some(Self { lines, at: 0 }))
    }

    /// Checks the next line, which must be that of `position`: `{"body":…,"position":…,"salt":"…"}`.
    fn check_next(&mut self, slice: &mut Slice, position: u64, expected: &Commit) -> Result<(), VerifyError> {
        let rest = &self.lines[self.at..];
        let len = rest.iter().position(|&byte| byte == b'\n');
        let line = len.map(|len| &rest[..len]).ok_or_else(|| differs(position, "body", "a line", "the end of the file"))?;
        self.at += line.len() + 1;
        let (salt, body) = take_apart(line, position).ok_or_else(|| {
            let form = format!(r#"{{"body":…,"position":{position},"salt":"<64 hex digits>"}}"#);
            differs(position, "body", form, "another line")
        })?;
        let value = canonical::parse(body).map_err(|e| differs(position, "body", "canonical JSON", e))?;
        let orders = redact::in_body(&value).map_err(|e| differs(position, "body", "a list of replacements", e))?;
        slice.orders.extend(orders.into_iter().map(|order| (position, order)));
        slice.bodies += 1;
        let found = commit(&salt, body);
        if found != *expected {
            slice.others.push(Other { position, expected: *expected, found });
        }
        Ok(())
    }
}

/// Salt and body of a line. The members' order is the canonical one, so all but body and salt is known beforehand.
fn take_apart(line: &[u8], position: u64) -> Option<(Salt, &[u8])> {
    let (head, hex) = line.strip_suffix(b"\"}")?.split_last_chunk::<64>()?;
    let middle = format!(r#","position":{position},"salt":""#);
    let body = head.strip_prefix(br#"{"body":"#)?.strip_suffix(middle.as_bytes())?;
    Some((Salt::from_hex(std::str::from_utf8(hex).ok()?).ok()?, body))
}
