//! Content-addressed files: bytes stream through in constant memory into a file named by their SHA-256.

use crate::{Store, error::StoreError, params};
use rules::value::Digest;
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The folder of files.
pub struct Files {
    dir: PathBuf,
}

/// A file that has arrived.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Staged {
    pub digest: Digest,
    pub bytes: u64,
}

/// A file that is arriving. Dropped before [`Incoming::finish`], it leaves nothing.
pub struct Incoming {
    dir: PathBuf,
    path: PathBuf,
    file: Option<fs::File>,
    hash: Sha256,
    bytes: u64,
}

impl Files {
    /// Opens the folder, making it where it is new.
    pub fn open(dir: &Path) -> Result<Files, StoreError> {
        fs::create_dir_all(dir.join("incoming"))?;
        Ok(Files { dir: dir.to_owned() })
    }

    /// Begins to take a file in.
    pub fn begin(&self) -> Result<Incoming, StoreError> {
        let mut name = [0u8; 16];
        getrandom::fill(&mut name).map_err(|e| StoreError::Key(e.to_string()))?;
        let path = self.dir.join("incoming").join(hex::encode(name));
        let file = fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Incoming { dir: self.dir.clone(), path, file: Some(file), hash: Sha256::new(), bytes: 0 })
    }

    /// Where the bytes of a digest lie.
    pub fn path(&self, digest: &Digest) -> PathBuf {
        place(&self.dir, digest.as_str())
    }

    /// Recomputes the digest of a stored file, in constant memory; `false` where it differs or is missing.
    pub fn intact(&self, digest: &Digest) -> Result<bool, StoreError> {
        let mut file = match fs::File::open(self.path(digest)) {
            Ok(f) => f,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(e.into()),
        };
        let mut hash = Sha256::new();
        let mut chunk = vec![0u8; 64 * 1024];
        loop {
            match file.read(&mut chunk)? {
                0 => break,
                n => hash.update(&chunk[..n]),
            }
        }
        Ok(hex::encode(hash.finalize()) == digest.as_str())
    }
}

fn place(dir: &Path, digest: &str) -> PathBuf {
    dir.join(&digest[..2]).join(digest)
}

impl Incoming {
    /// Takes the next bytes.
    pub fn write(&mut self, chunk: &[u8]) -> Result<(), StoreError> {
        if let Some(f) = &mut self.file {
            f.write_all(chunk)?;
        }
        self.hash.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(())
    }

    /// Bytes taken so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Makes the file durable under its digest.
    pub fn finish(mut self) -> Result<Staged, StoreError> {
        if let Some(f) = self.file.take() {
            f.sync_all()?;
        }
        let digest = hex::encode(self.hash.clone().finalize());
        let target = place(&self.dir, &digest);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
            fs::rename(&self.path, &target)?;
            fs::File::open(folder)?.sync_all()?;
        }
        let digest = Digest::parse(&digest).ok_or_else(|| StoreError::Damaged("a digest has another form".into()))?;
        Ok(Staged { digest, bytes: self.bytes })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.file.is_some() {
            // Half a file is of no use to anyone; that it cannot be removed harms nothing.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Store {
    /// Notes a file that has arrived, so that a command may name it.
    pub fn stage(&self, staged: &Staged, media: &str) -> Result<(), StoreError> {
        let at = self.clock().now().0;
        self.read(|c, a| {
            c.run(
                "INSERT INTO staged_file (authority, digest, bytes, media, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (authority, digest) DO NOTHING",
                params![a, staged.digest.as_str(), staged.bytes, media, at],
            )?;
            Ok(())
        })
    }

    /// Takes in a file that is in memory already.
    pub fn stage_bytes(&self, bytes: &[u8], media: &str) -> Result<Staged, StoreError> {
        let mut incoming = self.files().begin()?;
        incoming.write(bytes)?;
        let staged = incoming.finish()?;
        self.stage(&staged, media)?;
        Ok(staged)
    }

    /// Size and media type of a file; `None` where it never arrived.
    pub fn staged(&self, digest: &Digest) -> Result<Option<(u64, String)>, StoreError> {
        self.read(|c, a| {
            let row = c.row("SELECT bytes, media FROM staged_file WHERE authority = $1 AND digest = $2", params![a, digest.as_str()])?;
            row.map(|r| Ok((r.int(0)? as u64, r.text(1)?.to_owned()))).transpose()
        })
    }
}
