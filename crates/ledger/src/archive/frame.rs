//! The frame around the checkpoints of one append: a header line with the notes' lengths and two checks, the notes,
//! and a newline. The header's own check tells a file that was cut short from one whose lengths were altered.

use sha2::{Digest, Sha256};

use crate::checkpoint::decimal;
use crate::note::NOTE_BYTES_MAX;

/// Most notes in one frame.
pub const NOTES_MAX: usize = 1024;

/// Longest header line in bytes, newline included.
pub(super) const HEADER_BYTES_MAX: usize = 16 * 1024;

/// Most bytes of notes in one frame.
pub(super) const FRAME_BYTES_MAX: usize = 4 * 1024 * 1024;

const MAGIC: &str = "checkpoints ";

/// Smallest unit that a disk writes whole; a lost write leaves such units as zeroes.
const SECTOR: u64 = 512;

/// What stands at one place of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A whole frame of `len` bytes with its notes.
    Frame { len: usize, notes: Vec<String> },
    /// The beginning of a frame whose end never reached the disk.
    Torn,
    /// Bytes that no crash explains.
    Damaged(&'static str),
}

/// Builds the frame of some notes.
pub(super) fn encode(notes: &[&str]) -> Vec<u8> {
    let payload = notes.concat();
    let lengths = notes.iter().map(|note| note.len().to_string()).collect::<Vec<_>>().join(" ");
    let head = format!("{MAGIC}{lengths} {}", check(payload.as_bytes()));
    format!("{head} {}\n{payload}\n", check(head.as_bytes())).into_bytes()
}

fn check(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..8])
}

/// Reads the frame at the start of `rest`, which lies at `offset` of the file and reaches to its end or holds at least
/// one whole frame.
pub(super) fn decode(rest: &[u8], offset: u64) -> Found {
    let Some(line) = rest.iter().take(HEADER_BYTES_MAX).position(|&byte| byte == b'\n') else {
        let begun = rest.len() < HEADER_BYTES_MAX && rest.iter().zip(MAGIC.as_bytes()).all(|(a, b)| a == b);
        return if begun || lost_sectors(rest, offset) { Found::Torn } else { Found::Damaged("no header") };
    };
    let Some((lengths, sum)) = header(&rest[..line]) else { return damaged(rest, offset, "the header does not fit its check") };
    let start = line + 1;
    let len = start + lengths.iter().sum::<usize>() + 1;
    let Some(payload) = rest.get(start..len) else { return Found::Torn };
    let Some((b'\n', payload)) = payload.split_last() else { return damaged(rest, offset, "no newline after the notes") };
    if check(payload) != sum {
        return damaged(rest, offset, "the notes do not fit their check");
    }
    let mut at = 0;
    let notes = lengths.iter().map(|len| {
        at += len;
        payload.get(at - len..at).and_then(|bytes| std::str::from_utf8(bytes).ok()).map(str::to_owned)
    });
    notes.collect::<Option<Vec<_>>>().map_or(Found::Damaged("a note is not UTF-8"), |notes| Found::Frame { len, notes })
}

/// Lengths of the notes and the check of them all, when the header fits its own check.
fn header(line: &[u8]) -> Option<(Vec<usize>, &str)> {
    let (head, own) = std::str::from_utf8(line).ok()?.rsplit_once(' ')?;
    if check(head.as_bytes()) != own {
        return None;
    }
    let (lengths, sum) = head.strip_prefix(MAGIC)?.rsplit_once(' ')?;
    let lengths = lengths.split(' ').map(|len| decimal(len).and_then(|len| usize::try_from(len).ok()));
    let lengths = lengths.collect::<Option<Vec<usize>>>()?;
    let total = lengths.iter().try_fold(0usize, |sum, &len| (len <= NOTE_BYTES_MAX).then_some(sum + len))?;
    (lengths.len() <= NOTES_MAX && total <= FRAME_BYTES_MAX).then_some((lengths, sum))
}

fn damaged(rest: &[u8], offset: u64, what: &'static str) -> Found {
    if lost_sectors(rest, offset) { Found::Torn } else { Found::Damaged(what) }
}

/// Says whether `rest` holds zeroes as a lost write leaves them: in runs that begin at the frame or at a sector and end
/// at a sector or at the end of the file. Notes hold no zero byte, so a whole frame never looks like this; and since a
/// frame is durable before the next one is begun, only the last frame can.
fn lost_sectors(rest: &[u8], offset: u64) -> bool {
    let mut any = false;
    let mut at = 0;
    while let Some(run) = rest[at..].iter().position(|&byte| byte == 0) {
        let start = at + run;
        let len = rest[start..].iter().take_while(|&&byte| byte == 0).count();
        let aligned = |place: usize| (offset + place as u64).is_multiple_of(SECTOR);
        if !((start == 0 || aligned(start)) && (start + len == rest.len() || aligned(start + len))) {
            return false;
        }
        any = true;
        at = start + len;
    }
    any && !rest.windows(MAGIC.len() + 1).skip(1).any(|bytes| bytes[0] == b'\n' && &bytes[1..] == MAGIC.as_bytes())
}
