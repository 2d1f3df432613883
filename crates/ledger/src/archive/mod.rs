//! The checkpoint file: an append-only file of signed checkpoints that lies outside the database, so that whoever owns
//! every table still cannot take back what was signed. Each append is one write and one fdatasync under a lock.

mod frame;

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use frame::{FRAME_BYTES_MAX, Found, HEADER_BYTES_MAX};

pub use frame::NOTES_MAX;

/// Why the checkpoint file cannot be read or appended to.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The file system failed.
    #[error("cannot use the checkpoint file `{path}`")]
    Io { path: PathBuf, source: io::Error },
    /// Bytes at `offset` are no checkpoint, and no crash explains them.
    #[error("the checkpoint file is damaged at byte {offset}: {what}")]
    Damaged { offset: u64, what: &'static str },
    /// A record at `offset` of the file, or a note about to be appended, is no checkpoint.
    #[error("no signed checkpoint at byte {offset}")]
    Checkpoint { offset: u64, source: CheckpointError },
    /// One append may hold [`NOTES_MAX`] notes of 4 MiB together.
    #[error("too many checkpoints for one append")]
    TooMany,
}

/// A checkpoint as it lies in the file. The signature has **not** been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// What the note says.
    pub checkpoint: Checkpoint,
    /// The signed note, verbatim.
    pub note: String,
    /// Where its frame begins, bytes from the start of the file.
    pub offset: u64,
}

/// The open checkpoint file. Memory: one checkpoint for each origin.
#[derive(Debug)]
pub struct CheckpointFile {
    path: PathBuf,
    file: File,
    // INVARIANT: the bytes before `clean` are whole frames, and `last` holds the last checkpoint of each origin in them.
    clean: u64,
    last: HashMap<String, Archived>,
}

impl CheckpointFile {
    /// Opens the file, creating it (and making its name durable) where there is none. A last record that a crash tore
    /// is cut off; it was never acknowledged.
    ///
    /// # Errors
    /// [`ArchiveError::Damaged`] when the file was altered, [`ArchiveError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ArchiveError> {
        let path = path.as_ref().to_path_buf();
        let at = |source| ArchiveError::Io { path: path.clone(), source };
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(at)?;
        file.sync_all().map_err(at)?;
        sync_folder_of(&path).map_err(at)?;
        let mut opened = Self { path, file, clean: 0, last: HashMap::new() };
        opened.locked(Self::catch_up)?;
        Ok(opened)
    }

    /// Appends one signed checkpoint and returns when it is durable: one write, one fdatasync.
    ///
    /// # Errors
    /// [`ArchiveError`]; after [`ArchiveError::Io`] it is unknown whether the record will be there after a crash.
    pub fn append_durable(&mut self, signed: &str) -> Result<(), ArchiveError> {
        self.append_all_durable(&[signed])
    }

    /// Appends up to [`NOTES_MAX`] signed checkpoints with one write and one fdatasync: after a crash all are there or
    /// none.
    ///
    /// # Errors
    /// As [`CheckpointFile::append_durable`]; nothing is written when one of the notes is no checkpoint.
    pub fn append_all_durable(&mut self, signed: &[&str]) -> Result<(), ArchiveError> {
        if signed.is_empty() {
            return Ok(());
        }
        if signed.len() > NOTES_MAX || signed.iter().map(|note| note.len()).sum::<usize>() > FRAME_BYTES_MAX {
            return Err(ArchiveError::TooMany);
        }
        let offset = self.clean;
        for note in signed {
            Checkpoint::read_unverified(note).map_err(|source| ArchiveError::Checkpoint { offset, source })?;
        }
        let bytes = frame::encode(signed);
        // INVARIANT: the lock is held until the bytes are durable, so only the last frame of a file can be torn.
        self.locked(|file| {
            file.catch_up()?;
            let written = file.file.write_all(&bytes).and_then(|()| file.file.sync_data());
            if let Err(source) = written {
                // A full disk may have taken a part of the frame; what remains after this is cut by the next reader.
                let _ = file.file.set_len(file.clean);
                return Err(file.io(source));
            }
            file.catch_up()
        })
    }

    /// The last checkpoint of `origin`, by whichever process it was appended; its signature is not verified here.
    ///
    /// # Errors
    /// [`ArchiveError`] when what others appended since cannot be read.
    pub fn last(&mut self, origin: &str) -> Result<Option<Archived>, ArchiveError> {
        self.locked(Self::catch_up)?;
        Ok(self.last.get(origin).cloned())
    }

    /// All checkpoints in the order of their appending, read with constant memory.
    ///
    /// # Errors
    /// [`ArchiveError::Io`] when the file cannot be opened for reading.
    pub fn iter(&self) -> Result<Checkpoints, ArchiveError> {
        read(&self.path)
    }

    fn io(&self, source: io::Error) -> ArchiveError {
        ArchiveError::Io { path: self.path.clone(), source }
    }

    /// Runs `action` while no other process appends or cuts.
    fn locked(&mut self, action: impl FnOnce(&mut Self) -> Result<(), ArchiveError>) -> Result<(), ArchiveError> {
        self.file.lock().map_err(|e| self.io(e))?;
        let outcome = action(self);
        self.file.unlock().map_err(|e| self.io(e))?;
        outcome
    }

    /// Reads what was appended since the last look and cuts off a torn end. Only under the lock: a frame that another
    /// process is writing would look torn.
    fn catch_up(&mut self) -> Result<(), ArchiveError> {
        let len = self.file.metadata().map_err(|e| self.io(e))?.len();
        if len < self.clean {
            return Err(ArchiveError::Damaged { offset: len, what: "the file is shorter than before" });
        }
        if len == self.clean {
            return Ok(());
        }
        let mut fresh = read_from(&self.path, self.clean)?;
        for archived in &mut fresh {
            let archived = archived?;
            self.last.insert(archived.checkpoint.origin.clone(), archived);
        }
        self.clean = fresh.offset;
        if self.clean < len {
            self.file.set_len(self.clean).and_then(|()| self.file.sync_all()).map_err(|e| self.io(e))?;
        }
        Ok(())
    }
}

/// Reads a checkpoint file without the right to write it; a torn last record is passed over.
///
/// # Errors
/// [`ArchiveError::Io`] when the file cannot be opened.
pub fn read(path: impl AsRef<Path>) -> Result<Checkpoints, ArchiveError> {
    read_from(path.as_ref(), 0)
}

/// Reads a checkpoint file that nobody is writing, such as one in an export: a torn or missing record is damage here.
///
/// # Errors
/// [`ArchiveError::Io`] when the file cannot be opened, [`ArchiveError::Damaged`] when it is empty.
pub fn read_whole(path: impl AsRef<Path>) -> Result<Checkpoints, ArchiveError> {
    let mut all = read_from(path.as_ref(), 0)?;
    all.whole = true;
    if all.fill(1)? == 0 {
        return Err(ArchiveError::Damaged { offset: 0, what: "the file is empty" });
    }
    Ok(all)
}

fn read_from(path: &Path, offset: u64) -> Result<Checkpoints, ArchiveError> {
    let at = |source| ArchiveError::Io { path: path.to_path_buf(), source };
    let mut file = File::open(path).map_err(at)?;
    file.seek(SeekFrom::Start(offset)).map_err(at)?;
    let reader = BufReader::with_capacity(64 * 1024, file);
    Ok(Checkpoints {
        path: path.to_path_buf(),
        reader,
        buffer: Vec::new(),
        start: 0,
        offset,
        notes: Vec::new().into_iter(),
        begun: offset,
        done: false,
        whole: false,
    })
}

/// Iterator over the checkpoints of a file; holds one frame in memory.
#[derive(Debug)]
pub struct Checkpoints {
    path: PathBuf,
    reader: BufReader<File>,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are used up.
    start: usize,
    /// End of the last whole frame.
    offset: u64,
    notes: std::vec::IntoIter<String>,
    /// Start of the frame that `notes` came from.
    begun: u64,
    done: bool,
    /// A torn last record is damage.
    whole: bool,
}

impl Checkpoints {
    /// Reads until `len` unused bytes are in the buffer or the file ends; answers how many there are.
    fn fill(&mut self, len: usize) -> Result<usize, ArchiveError> {
        let unused = self.buffer.len() - self.start;
        if unused >= len {
            return Ok(unused);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        let read = self.reader.by_ref().take((len - unused) as u64).read_to_end(&mut self.buffer);
        read.map(|read| unused + read).map_err(|source| ArchiveError::Io { path: self.path.clone(), source })
    }

    /// Takes the next frame into `notes`; false at the end of the file.
    fn next_frame(&mut self) -> Result<bool, ArchiveError> {
        // Most frames are far shorter than the largest; more is read only when the short view shows no whole one.
        for view in [4096, HEADER_BYTES_MAX + FRAME_BYTES_MAX + 1] {
            let unused = self.fill(view)?;
            if unused == 0 {
                return Ok(false);
            }
            let to_the_end = unused < view;
            match frame::decode(&self.buffer[self.start..], self.offset) {
                Found::Frame { len, notes } => {
                    self.start += len;
                    self.begun = self.offset;
                    self.offset += len as u64;
                    self.notes = notes.into_iter();
                    return Ok(true);
                }
                Found::Torn if to_the_end && self.whole => {
                    return Err(ArchiveError::Damaged { offset: self.offset, what: "a torn record" });
                }
                Found::Torn if to_the_end => return Ok(false),
                Found::Damaged(what) if to_the_end || view > 4096 => return Err(ArchiveError::Damaged { offset: self.offset, what }),
                Found::Torn | Found::Damaged(_) => {}
            }
        }
        Err(ArchiveError::Damaged { offset: self.offset, what: "more bytes follow a torn record" })
    }

    fn advance(&mut self) -> Result<Option<Archived>, ArchiveError> {
        loop {
            if let Some(note) = self.notes.next() {
                let offset = self.begun;
                let checkpoint = Checkpoint::read_unverified(&note).map_err(|source| ArchiveError::Checkpoint { offset, source })?;
                return Ok(Some(Archived { checkpoint, note, offset }));
            }
            if !self.next_frame()? {
                return Ok(None);
            }
        }
    }
}

impl Iterator for Checkpoints {
    type Item = Result<Archived, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.advance();
        self.done = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}

/// Makes a new file's name durable: without this a crash can lose the whole file.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(folder)?.sync_all()
}
