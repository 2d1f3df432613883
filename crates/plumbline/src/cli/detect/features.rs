//! The features of pictures, kept in a file beside the output while a run lasts: a run that was broken off takes them from
//! there, and candidates are compared by them without unpacking their pictures. 27 KB a picture.
//!
//! Layout: of each picture 32 bytes of digest of its path, size and time, the length of the features (u32, little-endian),
//! the first 8 bytes of their digest, then a byte that is 1 where the file of the picture breaks off, and the features; length
//! and digest take in that byte. A record that was cut off or damaged ends the file.

use super::{Failure, files};
use detect::photo::Features;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const HEAD: usize = 44;
/// Longer records are none of ours.
const BYTES_MAX: u32 = 1 << 20;

/// A picture as it is now: path, size, time.
type Key = [u8; 32];

/// The file.
pub struct Kept {
    path: PathBuf,
    file: fs::File,
    at: HashMap<Key, (u64, u32)>,
    end: u64,
}

/// The key of a picture.
pub fn key_of(picture: &Path) -> Key {
    Sha256::digest(files::Resume::key_of("features", &[picture.to_path_buf()])).into()
}

fn check(bytes: &[u8]) -> [u8; 8] {
    let mut out = [0; 8];
    out.copy_from_slice(&Sha256::digest(bytes)[..8]);
    out
}

/// The next record: its key and its length; `None` at the end or where it is damaged.
fn next(file: &mut impl Read) -> Option<(Key, u32)> {
    let mut head = [0u8; HEAD];
    file.read_exact(&mut head).ok()?;
    let len = u32::from_le_bytes(head[32..36].try_into().ok()?);
    if len > BYTES_MAX {
        return None;
    }
    let mut bytes = vec![0; len as usize];
    file.read_exact(&mut bytes).ok()?;
    (check(&bytes) == head[36..]).then_some((head[..32].try_into().ok()?, len))
}

impl Kept {
    /// Opens the file beside an output and takes what is whole.
    pub fn open(output: &Path) -> Result<Self, Failure> {
        let path = files::beside(output, ".features");
        let fail = |source| Failure::Write { path: path.display().to_string(), source };
        let file = fs::OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(fail)?;
        let (mut at, mut end) = (HashMap::new(), 0);
        let mut old = BufReader::new(&file);
        while let Some((key, len)) = next(&mut old) {
            at.insert(key, (end + HEAD as u64, len));
            end += HEAD as u64 + u64::from(len);
        }
        file.set_len(end).map_err(fail)?;
        Ok(Self { path, file, at, end })
    }

    /// The features of a picture that were kept, and whether its file breaks off.
    pub fn get(&self, key: &Key) -> Option<(Features, bool)> {
        let (at, len) = *self.at.get(key)?;
        let (mut file, mut bytes) = (&self.file, vec![0; len as usize]);
        file.seek(SeekFrom::Start(at)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        let (cut_off, features) = bytes.split_first()?;
        Some((Features::from_bytes(features)?, *cut_off != 0))
    }

    /// Keeps the features of a picture.
    pub fn put(&mut self, key: Key, features: &Features, cut_off: bool) -> Result<(), Failure> {
        let bytes = [&[u8::from(cut_off)][..], &features.to_bytes()].concat();
        let record = [&key[..], &(bytes.len() as u32).to_le_bytes(), &check(&bytes), &bytes].concat();
        let mut file = &self.file;
        let done = file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&record));
        done.map_err(|source| Failure::Write { path: self.path.display().to_string(), source })?;
        self.at.insert(key, (self.end + HEAD as u64, bytes.len() as u32));
        self.end += record.len() as u64;
        Ok(())
    }

    /// Removes the file: the output is whole.
    pub fn close(self) {
        drop(self.file);
        // What is left behind is found stale or whole by its keys.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use detect::photo::Feature;

    fn some(n: usize) -> Features {
        let one = |i: usize| {
            let v = i as f32 / 3.0;
            Feature { x: v, y: -v, angle: 1.0 / v, level: (i % 8) as u8, response: v * 1e9, bits: [i as u64, u64::MAX, 7, 1 << 63] }
        };
        Features { all: (1..=n).map(one).collect(), width: 560.0, height: 420.0 }
    }

    #[test]
    fn what_was_kept_comes_back_exactly_and_damage_costs_no_more_than_what_follows() {
        let dir = tempfile::tempdir().unwrap();
        let (out, file) = (dir.path().join("out"), dir.path().join("out.features"));
        let mut kept = Kept::open(&out).unwrap();
        (0..3u8).for_each(|n| kept.put([n; 32], &some(usize::from(n) * 5), n == 1).unwrap());
        drop(kept);
        let kept = Kept::open(&out).unwrap();
        assert!((0..3u8).all(|n| kept.get(&[n; 32]) == Some((some(usize::from(n) * 5), n == 1))) && kept.get(&[9; 32]).is_none());
        drop(kept);
        // Cut off in the last record, then a bit turned over in the second one.
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        let mut kept = Kept::open(&out).unwrap();
        assert!(kept.get(&[1; 32]).is_some() && kept.get(&[2; 32]).is_none());
        kept.put([2; 32], &some(10), false).unwrap();
        drop(kept);
        assert_eq!(fs::read(&file).unwrap(), whole, "the cut record was replaced by a whole one");
        let mut bad = whole;
        bad[HEAD + 8 + HEAD + 20] ^= 1;
        fs::write(&file, &bad).unwrap();
        let kept = Kept::open(&out).unwrap();
        assert!(kept.get(&[0; 32]).is_some() && kept.get(&[1; 32]).is_none() && kept.get(&[2; 32]).is_none());
        kept.close();
        assert!(!file.exists());
    }
}
