//! The earlier checkpoints of a log, read and their signatures verified on a thread of their own while the tree is
//! being recomputed: a signature costs as much as a hundred entries.

use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{IntoIter, Receiver, SyncSender};

use super::report::{VerifyError, differs};
use crate::archive::{self, ArchiveError, Archived, Checkpoints};
use crate::checkpoint::Checkpoint;
use crate::note::VerifierKey;

type Item = Result<Checkpoint, VerifyError>;

/// Where earlier checkpoints of one log may lie.
pub(super) struct Sources<'a> {
    /// The file within the export; need not exist.
    pub inside: PathBuf,
    /// A file kept elsewhere, which may hold other logs' checkpoints too.
    pub elsewhere: Option<&'a Path>,
    pub origin: &'a str,
    pub key: Option<&'a VerifierKey>,
}

impl Sources<'_> {
    /// Sends the checkpoints of all sources by rising size; ends at the first error or when nobody listens.
    pub fn send_all(&self, send: &SyncSender<Item>) {
        let inside = self.inside.exists().then(|| archive::read_whole(&self.inside));
        let elsewhere = self.elsewhere.map(archive::read);
        let mut sources: Vec<_> = inside.into_iter().chain(elsewhere).map(|opened| self.accepted(opened).peekable()).collect();
        while let Some(item) = next_of(&mut sources) {
            let failed = item.is_err();
            if send.send(item).is_err() || failed {
                return;
            }
        }
    }

    /// The checkpoints of this log's origin, their signatures verified.
    fn accepted(&self, opened: Result<Checkpoints, ArchiveError>) -> Box<dyn Iterator<Item = Item> + '_> {
        match opened {
            Err(e) => Box::new(std::iter::once(Err(e.into()))),
            Ok(all) => Box::new(all.filter_map(|archived| match archived {
                Ok(archived) => (archived.checkpoint.origin == self.origin).then(|| self.accept(archived)),
                Err(e) => Some(Err(e.into())),
            })),
        }
    }

    fn accept(&self, archived: Archived) -> Item {
        let size = archived.checkpoint.size;
        let Some(key) = self.key else { return Ok(archived.checkpoint) };
        Checkpoint::open(&archived.note, key).map_err(|source| VerifyError::Earlier { size, source })
    }
}

/// The next checkpoint of the source whose next one is smallest; errors come before everything.
fn next_of<I: Iterator<Item = Item>>(sources: &mut [Peekable<I>]) -> Option<Item> {
    let size = |source: &mut Peekable<I>| source.peek().map(|item| item.as_ref().map_or(0, |checkpoint| checkpoint.size));
    let sizes: Vec<Option<u64>> = sources.iter_mut().map(size).collect();
    let (at, _) = sizes.iter().enumerate().filter_map(|(at, size)| size.map(|size| (at, size))).min_by_key(|&(_, size)| size)?;
    sources[at].next()
}

/// The earlier checkpoints as the pass over the entries takes them.
pub(super) struct Earlier {
    waiting: Peekable<IntoIter<Item>>,
    last_size: u64,
    passed: u64,
}

impl Earlier {
    pub fn new(receive: Receiver<Item>) -> Self {
        Self { waiting: receive.into_iter().peekable(), last_size: 0, passed: 0 }
    }

    /// The next checkpoint, when it covers at most `size` entries.
    ///
    /// # Errors
    /// It could not be read, its signature does not fit, or it is smaller than the one before it in its file.
    pub fn due(&mut self, size: u64) -> Result<Option<&Checkpoint>, VerifyError> {
        if let Some(Err(error)) = self.waiting.next_if(Result::is_err) {
            return Err(error);
        }
        let Some(Ok(next)) = self.waiting.peek() else { return Ok(None) };
        if next.size < self.last_size {
            return Err(differs(next.size, "sizes of checkpoints", format!("at least {}", self.last_size), next.size));
        }
        self.last_size = next.size;
        Ok((next.size <= size).then_some(next))
    }

    /// Counts the checkpoint that was due as found on the tree.
    pub fn pass(&mut self) {
        self.waiting.next();
        self.passed += 1;
    }

    /// Number of checkpoints found on the tree.
    pub fn passed(&self) -> u64 {
        self.passed
    }
}
