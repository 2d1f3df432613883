//! Writes a log as a folder of static files, holding one bundle and the tree's right edge in memory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::bundle::{self, BundleError};
use super::paths;
use crate::archive::{ArchiveError, CheckpointFile};
use crate::canonical::{self, CanonicalError};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::commit::Salt;
use crate::leaf::{LeafError, LeafRef};
use crate::tree::{TILE_WIDTH, Tree, tile_width};

/// Why a log cannot be exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The folder holds something already.
    #[error("`{0}` is not empty")]
    NotEmpty(PathBuf),
    /// The file system failed.
    #[error("cannot write `{path}`")]
    Io { path: PathBuf, source: io::Error },
    /// A leaf is none.
    #[error("entry {index} cannot be exported")]
    Leaf { index: u64, source: LeafError },
    /// A body is not canonical JSON.
    #[error("the body of entry {index} cannot be exported")]
    Body { index: u64, source: CanonicalError },
    /// A body is missing from, or stands in, an export that was opened otherwise.
    #[error("entry {index}: bodies are exported for all entries or for none")]
    Bodies { index: u64 },
    /// A leaf does not fit a bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoints cannot be written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The checkpoint is of another tree than the one exported.
    #[error("the checkpoint is of {expected} entries, {found} were exported, or the roots differ")]
    OtherTree { expected: u64, found: u64 },
}

/// An export that is being written.
#[derive(Debug)]
pub struct Exporter {
    folder: PathBuf,
    tree: Tree,
    bundle: Vec<u8>,
    bodies: Option<Vec<u8>>,
}

impl Exporter {
    /// Begins an export of leaves, tiles and checkpoints into an empty or new folder.
    ///
    /// # Errors
    /// [`ExportError::NotEmpty`], [`ExportError::Io`].
    pub fn create(folder: impl AsRef<Path>) -> Result<Self, ExportError> {
        let folder = folder.as_ref().to_path_buf();
        let at = |source| ExportError::Io { path: folder.clone(), source };
        fs::create_dir_all(&folder).map_err(at)?;
        if fs::read_dir(&folder).map_err(at)?.next().is_some() {
            return Err(ExportError::NotEmpty(folder));
        }
        Ok(Self { folder, tree: Tree::new(), bundle: Vec::new(), bodies: None })
    }

    /// Begins an export that also holds bodies and salts; for receivers who may read the cases.
    ///
    /// # Errors
    /// As [`Exporter::create`].
    pub fn create_with_bodies(folder: impl AsRef<Path>) -> Result<Self, ExportError> {
        Ok(Self { bodies: Some(Vec::new()), ..Self::create(folder)? })
    }

    /// Adds the next leaf by its bytes.
    ///
    /// # Errors
    /// [`ExportError`]; the export is then incomplete and must be begun anew.
    pub fn push(&mut self, leaf: &[u8]) -> Result<(), ExportError> {
        if self.bodies.is_some() {
            return Err(ExportError::Bodies { index: self.tree.size() });
        }
        self.add(leaf)
    }

    /// Adds the next leaf with its salt and its canonical body.
    ///
    /// # Errors
    /// As [`Exporter::push`].
    pub fn push_with_body(&mut self, leaf: &[u8], salt: &Salt, body: &[u8]) -> Result<(), ExportError> {
        let index = self.tree.size();
        let parsed = LeafRef::parse(leaf).map_err(|source| ExportError::Leaf { index, source })?;
        canonical::parse(body).map_err(|source| ExportError::Body { index, source })?;
        let lines = self.bodies.as_mut().ok_or(ExportError::Bodies { index })?;
        lines.extend(br#"{"body":"#);
        lines.extend(body);
        lines.extend(format!(",\"position\":{},\"salt\":\"{}\"}}\n", parsed.position, salt.to_hex()).as_bytes());
        self.add(leaf)
    }

    /// Adds all leaves of an iterator.
    ///
    /// # Errors
    /// As [`Exporter::push`].
    pub fn extend<L: AsRef<[u8]>>(&mut self, leaves: impl IntoIterator<Item = L>) -> Result<(), ExportError> {
        leaves.into_iter().try_for_each(|leaf| self.push(leaf.as_ref()))
    }

    /// Writes the partial tiles, all signed checkpoints of the log (oldest first, may be none) and the newest one.
    ///
    /// # Errors
    /// [`ExportError::OtherTree`] when `newest` is not of exactly the leaves that were added.
    pub fn finish<N: AsRef<str>>(mut self, newest: &str, checkpoints: impl IntoIterator<Item = N>) -> Result<Checkpoint, ExportError> {
        let checkpoint = Checkpoint::read_unverified(newest)?;
        let size = self.tree.size();
        if checkpoint.size != size || checkpoint.root != self.tree.root() {
            return Err(ExportError::OtherTree { expected: checkpoint.size, found: size });
        }
        let last = size / u64::from(TILE_WIDTH);
        let width = tile_width(size, 0, last);
        if width > 0 {
            self.write_bundle(last, width)?;
        }
        for (level, tile) in (0u8..).zip(self.tree.edge()).filter(|(_, tile)| !tile.is_empty()) {
            let index = size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
            self.write(&paths::tile(level, index, tile_width(size, level, index)), tile)?;
        }
        self.write_checkpoints(checkpoints)?;
        self.write(Path::new("checkpoint"), newest.as_bytes())?;
        Ok(checkpoint)
    }

    fn add(&mut self, leaf: &[u8]) -> Result<(), ExportError> {
        let index = self.tree.size();
        LeafRef::parse(leaf).map_err(|source| ExportError::Leaf { index, source })?;
        bundle::push(&mut self.bundle, leaf)?;
        self.tree.push_leaf(leaf);
        for tile in self.tree.take_full_tiles() {
            if tile.level == 0 {
                self.write_bundle(tile.index, TILE_WIDTH)?;
            }
            self.write(&paths::tile(tile.level, tile.index, TILE_WIDTH), &tile.hashes)?;
        }
        Ok(())
    }

    fn write_bundle(&mut self, index: u64, width: u16) -> Result<(), ExportError> {
        self.write(&paths::entries(index, width), &self.bundle)?;
        self.bundle.clear();
        if let Some(mut lines) = self.bodies.take() {
            self.write(&paths::bodies(index, width), &lines)?;
            lines.clear();
            self.bodies = Some(lines);
        }
        Ok(())
    }

    fn write_checkpoints<N: AsRef<str>>(&self, checkpoints: impl IntoIterator<Item = N>) -> Result<(), ExportError> {
        let mut notes = checkpoints.into_iter().peekable();
        if notes.peek().is_none() {
            return Ok(());
        }
        let mut file = CheckpointFile::open(paths::checkpoints(&self.folder))?;
        while notes.peek().is_some() {
            let batch: Vec<N> = notes.by_ref().take(64).collect();
            file.append_all_durable(&batch.iter().map(AsRef::as_ref).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
        let path = self.folder.join(path);
        let parent = path.parent().unwrap_or(&self.folder);
        let written = match fs::write(&path, bytes) {
            // Folders are made on demand: asking for each file whether its folder is there costs more than the write.
            Err(e) if e.kind() == io::ErrorKind::NotFound => fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)),
            other => other,
        };
        written.map_err(|source| ExportError::Io { path, source })
    }
}
