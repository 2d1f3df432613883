//! Verification of exported logs: everything is recomputed from the entries and compared with every tile and every
//! checkpoint. Slices of 256 entries are checked on all cores; what runs on between them is checked here, in order,
//! so the first difference in the log is the one that is named.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::checkpoints::{self, Earlier};
use super::report::{Report, VerifyError, differs};
use super::slice::{self, Log, Other, Slice};
use super::{bundle, paths};
use crate::checkpoint::Checkpoint;
use crate::commit::Commit;
use crate::leaf::Leaf;
use crate::note::{NOTE_BYTES_MAX, VerifierKey};
use crate::redact::{Replacements, standing_of};
use crate::tree::{CompactRange, Hash, TILE_WIDTH, Tree, split_hashes, tile_width};
use crate::years;

/// Slices that a core may be ahead of the ordered checks; bounds the memory.
const SLICES_AHEAD: usize = 8;

/// Verifies one exported log, with the checkpoints that lie in its folder. Without a key the check is unsigned.
/// `progress` is told the entries done and the entries in all.
///
/// # Errors
/// [`VerifyError`]: the first thing that differs.
pub fn verify_export(
    folder: impl AsRef<Path>,
    key: Option<&VerifierKey>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, VerifyError> {
    verify_export_against(folder, key, None, progress)
}

/// As [`verify_export`], and also against a checkpoint file that was kept elsewhere: all its checkpoints of this log's
/// origin must lie on the exported tree, so an export older than that file is refused.
///
/// # Errors
/// [`VerifyError`]: the first thing that differs.
pub fn verify_export_against(
    folder: impl AsRef<Path>,
    key: Option<&VerifierKey>,
    kept_elsewhere: Option<&Path>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, VerifyError> {
    let mut chain = Chain::default();
    let report = chain.verify(folder.as_ref(), key, kept_elsewhere, progress)?;
    chain.settle()?;
    Ok(report)
}

/// Verifies the exported logs of consecutive years, oldest first: each by itself, that each begins with the link to
/// the last checkpoint of the one before, and that positions, times and revisions run on.
///
/// # Errors
/// [`VerifyError`]: the first thing that differs.
pub fn verify_years<P: AsRef<Path>>(
    folders: &[P],
    key: Option<&VerifierKey>,
    kept_elsewhere: Option<&Path>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<Report>, VerifyError> {
    let mut chain = Chain::default();
    let reports = folders.iter().map(|folder| chain.verify(folder.as_ref(), key, kept_elsewhere, progress));
    let reports = reports.collect::<Result<Vec<_>, _>>()?;
    chain.settle()?;
    Ok(reports)
}

/// What runs on from entry to entry and from log to log.
#[derive(Default)]
struct Chain {
    /// Last checkpoint and next position of the log before.
    before: Option<(Checkpoint, u64)>,
    last_recorded_at: Option<i64>,
    revisions: HashMap<Box<str>, u64>,
    /// The first log links to one that was not given: revisions of its streams may begin anywhere.
    begins_midway: bool,
    replacements: Replacements,
    /// Bodies that are not the leaf's: what the leaf says and what was found.
    others: BTreeMap<u64, (Commit, Commit)>,
}

impl Chain {
    fn verify(
        &mut self,
        folder: &Path,
        key: Option<&VerifierKey>,
        kept_elsewhere: Option<&Path>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Report, VerifyError> {
        let newest = open_newest(folder, key)?;
        let first_position = self.begin(folder, &newest)?;
        let with_bodies = folder.join("bodies").is_dir();
        let log = Log { folder, size: newest.size, first_position, with_bodies };
        let earlier = checkpoints::Sources { inside: paths::checkpoints(folder), elsewhere: kept_elsewhere, origin: &newest.origin, key };
        let (orders_before, others_before) = (self.replacements.orders(), self.others.len());
        let mut pass = Pass::new(self, &log, progress);
        let checked = thread::scope(|scope| {
            let (send, receive) = sync_channel(256);
            let reader = &earlier;
            scope.spawn(move || reader.send_all(&send));
            pass.run(scope, Earlier::new(receive))
        })?;
        if checked.root != newest.root {
            let what = "root in `checkpoint`";
            return Err(differs(first_position, what, hex::encode(checked.root), hex::encode(newest.root)));
        }
        self.before = Some((newest.clone(), first_position + newest.size));
        Ok(Report {
            origin: newest.origin,
            size: newest.size,
            first_position,
            root: newest.root,
            signed: key.is_some(),
            checkpoints: checked.checkpoints,
            bodies: with_bodies.then_some(checked.bodies),
            replaced: (self.others.len() - others_before) as u64,
            orders: self.replacements.orders() - orders_before,
        })
    }

    /// Checks how the log begins and answers the position of its first entry.
    fn begin(&mut self, folder: &Path, newest: &Checkpoint) -> Result<u64, VerifyError> {
        let first = if newest.size == 0 { None } else { Some(first_leaf(folder, newest.size)?) };
        let link = first.as_ref().and_then(|leaf| leaf.previous.as_ref());
        if let Some((before, next)) = &self.before {
            years::check_order(&before.origin, &newest.origin)?;
            years::check_previous(link, before)?;
            return Ok(*next);
        }
        let Some(link) = link else { return Ok(0) };
        years::check_order(&link.origin, &newest.origin)?;
        self.begins_midway = true;
        // The log before may itself have begun midway, so its size is only the least of the positions before this one.
        let position = first.as_ref().map_or(0, |leaf| leaf.position);
        if position < link.size {
            return Err(differs(position, "position", format!("at least {}", link.size), position));
        }
        Ok(position)
    }

    /// Takes over what one slice says of entries that follow each other.
    fn follow(&mut self, first: u64, slice: &Slice) -> Result<(), VerifyError> {
        if let (Some(before), Some(at)) = (self.last_recorded_at, slice.first_recorded_at)
            && at < before
        {
            return Err(differs(first, "recorded_at", format!("{before} or later"), at));
        }
        self.last_recorded_at = slice.last_recorded_at.or(self.last_recorded_at);
        for (position, (stream, revision)) in (first..).zip(slice.revisions()) {
            let expected = match self.revisions.get_mut(stream) {
                Some(last) => {
                    *last += 1;
                    *last
                }
                None => {
                    let begin = if self.begins_midway { revision } else { 1 };
                    self.revisions.insert(stream.into(), begin);
                    begin
                }
            };
            if revision != expected {
                return Err(differs(position, format!("revision in stream `{stream}`"), expected, revision));
            }
        }
        for (by, order) in &slice.orders {
            if !self.replacements.record(*by, order) {
                return Err(differs(*by, "replacement", "one of an earlier entry", order.position));
            }
        }
        self.others.extend(slice.others.iter().map(|Other { position, expected, found }| (*position, (*expected, *found))));
        Ok(())
    }

    /// Checks, when all logs are read, that each body which is not its leaf's was put there by order.
    fn settle(&self) -> Result<(), VerifyError> {
        for (position, (leaf, found)) in &self.others {
            let latest = self.replacements.latest(*position);
            if standing_of(leaf, latest, found).is_none() {
                let expected = latest.map_or_else(|| leaf.to_string(), |latest| format!("{leaf} or, by order, {latest}"));
                return Err(differs(*position, "commit of the body", expected, found));
            }
        }
        Ok(())
    }
}

fn open_newest(folder: &Path, key: Option<&VerifierKey>) -> Result<Checkpoint, VerifyError> {
    let path = paths::checkpoint(folder);
    let bytes = slice::read(path.clone(), NOTE_BYTES_MAX as u64)?;
    let note = String::from_utf8(bytes)
        .map_err(|e| VerifyError::Io { path: path.clone(), source: std::io::Error::new(std::io::ErrorKind::InvalidData, e) })?;
    let opened = match key {
        Some(key) => Checkpoint::open(&note, key),
        None => Checkpoint::read_unverified(&note),
    };
    opened.map_err(|source| VerifyError::Checkpoint { path, source })
}

fn first_leaf(folder: &Path, size: u64) -> Result<Leaf, VerifyError> {
    let width = tile_width(size, 0, 0);
    let path = paths::entries(0, width);
    let bytes = slice::read(folder.join(&path), slice::BUNDLE_BYTES_MAX)?;
    let entries =
        bundle::split(&bytes, width).map_err(|e| differs(0, format!("bundle `{}`", path.display()), format!("{width} entries"), e))?;
    let first = entries.first().copied().unwrap_or_default();
    Leaf::parse(first).map_err(|e| differs(0, "first leaf of the log", "a canonical leaf", e))
}

/// What one pass over a log adds up to.
struct Checked {
    root: Hash,
    checkpoints: u64,
    bodies: u64,
}

/// One pass over the slices of a log, in order.
struct Pass<'a> {
    chain: &'a mut Chain,
    log: &'a Log<'a>,
    progress: &'a mut dyn FnMut(u64, u64),
    /// The tree so far, for the roots at earlier checkpoints.
    range: CompactRange,
    /// Tree over the roots of full slices: its tiles at level l are the log's at level l + 1.
    upper: Tree,
    bodies: u64,
}

impl<'a> Pass<'a> {
    fn new(chain: &'a mut Chain, log: &'a Log<'a>, progress: &'a mut dyn FnMut(u64, u64)) -> Self {
        Self { chain, log, progress, range: CompactRange::default(), upper: Tree::new(), bodies: 0 }
    }

    /// Checks slices on all cores and takes them in turn, so that they arrive in order with bounded memory.
    fn run<'scope>(&mut self, scope: &'scope thread::Scope<'scope, 'a>, mut earlier: Earlier) -> Result<Checked, VerifyError> {
        let slices = self.log.size.div_ceil(u64::from(TILE_WIDTH));
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(64);
        let log = self.log;
        let turns: Vec<Receiver<Slice>> = (0..workers as u64)
            .map(|worker| {
                let (send, receive) = sync_channel(SLICES_AHEAD);
                scope.spawn(move || {
                    for index in (worker..slices).step_by(workers) {
                        if send.send(slice::check(log, index)).is_err() {
                            return; // a difference was found already
                        }
                    }
                });
                receive
            })
            .collect();
        self.compare_roots(&mut earlier, self.range.size())?;
        for (index, turn) in (0..slices).zip(turns.iter().cycle()) {
            let Ok(slice) = turn.recv() else { break };
            self.take(index, slice, &mut earlier)?;
            (self.progress)(self.range.size(), log.size);
        }
        self.finish(&mut earlier)
    }

    fn take(&mut self, index: u64, slice: Slice, earlier: &mut Earlier) -> Result<(), VerifyError> {
        let first = self.log.first_position + index * u64::from(TILE_WIDTH);
        self.chain.follow(first, &slice)?;
        if let Some(error) = slice.error {
            return Err(error);
        }
        self.bodies += slice.bodies;
        let end = self.range.size() + slice.hashes.len() as u64;
        match slice.root {
            Some(root) if earlier.due(end)?.is_none() => self.range.push_subtree(root, 8),
            _ => {
                for hash in &slice.hashes {
                    self.range.push(*hash);
                    self.compare_roots(earlier, self.range.size())?;
                }
            }
        }
        if let Some(root) = slice.root {
            self.upper.push(root);
            for tile in self.upper.take_full_tiles() {
                slice::check_tile(self.log, tile.level + 1, tile.index, &split_hashes(&tile.hashes).collect::<Vec<_>>())?;
            }
        }
        Ok(())
    }

    /// Compares the earlier checkpoints of exactly `size` entries with the tree as it stands.
    fn compare_roots(&self, earlier: &mut Earlier, size: u64) -> Result<(), VerifyError> {
        while let Some(checkpoint) = earlier.due(size)? {
            let root = self.range.root();
            if checkpoint.root != root {
                let what = format!("root in the checkpoint of {size} entries");
                let last = self.log.first_position + size.saturating_sub(1);
                return Err(differs(last, what, hex::encode(checkpoint.root), hex::encode(root)));
            }
            earlier.pass();
        }
        Ok(())
    }

    fn finish(&mut self, earlier: &mut Earlier) -> Result<Checked, VerifyError> {
        for (level, hashes) in (0u8..).zip(self.upper.edge()).filter(|(_, hashes)| !hashes.is_empty()) {
            let index = self.upper.size().checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0);
            slice::check_tile(self.log, level + 1, index, &split_hashes(hashes).collect::<Vec<_>>())?;
        }
        if let Some(beyond) = earlier.due(u64::MAX)? {
            let end = self.log.first_position + self.log.size;
            return Err(differs(end, "number of entries", format!("at least {}", beyond.size), self.log.size));
        }
        Ok(Checked { root: self.range.root(), checkpoints: earlier.passed(), bodies: self.bodies })
    }
}
