//! Verification: the tree against the signed checkpoints, every body against its commitment, every replayed table
//! against a replay in a database of its own, every sealed row against its seal. The first thing that differs is named.

use crate::{
    Store,
    compare::compare,
    db::{Conn, Row},
    erase,
    error::StoreError,
    keys::Keys,
    log::{self, Head, LOG_STREAM, Tiles},
    params,
    read::{self, Class},
    seal::CredentialRow,
};
use ledger::{
    Commit, Hash, Leaf, Salt, Tree,
    archive::CheckpointFile,
    redact::{self, Standing},
};
use rules::{Event, Fact};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// What was verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    pub entries: u64,
    pub years: u64,
    pub checkpoints: u64,
    /// Rows that were compared with the replay.
    pub rows: u64,
    pub sealed: u64,
    pub files: u64,
    pub erasures: u64,
    /// Erasures whose old bytes may still lie on the disk.
    pub unpurged: u64,
    /// Root of the open year's log, hexadecimal.
    pub root: String,
}

/// Why verification did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The first thing that differs: where, and what.
    #[error("{place}: {what}")]
    Differs { place: String, what: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(crate) fn differs(place: impl Into<String>, what: impl Into<String>) -> VerifyError {
    VerifyError::Differs { place: place.into(), what: what.into() }
}

/// Refuses a head that does not extend the last signed checkpoint.
pub(crate) fn ensure_extends(conn: &mut Conn, authority: i64, keys: &Keys, file: &CheckpointFile) -> Result<(), StoreError> {
    let no = |why: String| StoreError::NotExtending(why);
    // Several servers append to one file, so the last of it need not be the largest.
    let mut newest: Option<((i16, u64), String)> = None;
    for archived in file.iter().map_err(|e| StoreError::Key(e.to_string()))? {
        let archived = archived.map_err(|e| StoreError::Key(e.to_string()))?;
        let (_, year) = ledger::years::parse_origin(&archived.checkpoint.origin).map_err(|e| no(e.to_string()))?;
        let at = (year, archived.checkpoint.size);
        if newest.as_ref().is_none_or(|n| n.0 <= at) {
            newest = Some((at, archived.note));
        }
    }
    // INVARIANT: the head is read after the checkpoints, for another server may append between the two.
    let head = Head::load(conn, authority)?.ok_or_else(|| StoreError::Damaged("the head of the ledger is missing".into()))?;
    if !head.bears_seal(authority, keys) {
        return Err(no("the head does not bear its seal".into()));
    }
    // A server that died before its first signature leaves a sealed head; the next batch signs it.
    let Some(((year, _), note)) = newest else { return Ok(()) };
    let checkpoint = ledger::Checkpoint::open(&note, &keys.verifier()).map_err(|e| no(e.to_string()))?;
    let (first, leaves) = match year.cmp(&head.year) {
        std::cmp::Ordering::Equal => (head.first, head.leaves()),
        std::cmp::Ordering::Greater => return Err(no(format!("the checkpoint is of {year}, the head of {}", head.year))),
        std::cmp::Ordering::Less => {
            let first = year_first(conn, authority, year)?.ok_or_else(|| no(format!("the log of {year} is missing")))?;
            (first, year_first(conn, authority, year + 1)?.unwrap_or(head.first) - first)
        }
    };
    if checkpoint.size > leaves {
        return Err(no(format!("{} leaves were signed, {leaves} are there", checkpoint.size)));
    }
    let tiles = Tiles { conn: RefCell::new(conn), authority, year, first };
    let root = ledger::tree::root(&tiles, checkpoint.size).map_err(|e| no(e.to_string()))?;
    if root == checkpoint.root { Ok(()) } else { Err(no(format!("another root at {} leaves", checkpoint.size))) }
}

/// Position of the first leaf of a year's log.
pub(crate) fn year_first(conn: &mut Conn, authority: i64, year: i16) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT position, body FROM entry WHERE authority = $1 AND stream = $2 ORDER BY revision";
    for row in conn.rows(sql, params![authority, LOG_STREAM])? {
        if row.text(1)? == format!("{{\"year\":{year}}}") {
            return Ok(Some(row.int(0)? as u64));
        }
    }
    Ok(None)
}

impl Store {
    /// Verifies the whole installation from one snapshot. `files`: rehash every file that a fact names.
    pub fn verify(&self, files: bool, progress: &mut dyn FnMut(u64, u64)) -> Result<Report, VerifyError> {
        // Before the snapshot: whatever is signed now is in it.
        let signed = Signed::load(self.keys())?;
        let mut live = Conn::open(&self.settings().place)?;
        live.begin_snapshot()?;
        let outcome = self.verify_snapshot(&mut live, signed, files, progress);
        live.rollback();
        outcome
    }

    fn verify_snapshot(
        &self,
        live: &mut Conn,
        signed: Signed,
        files: bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Report, VerifyError> {
        ensure_known(live)?;
        let head = Head::load(live, self.authority)?.ok_or_else(|| differs("log_head", "the row is missing"))?;
        let mut replay = Conn::memory()?;
        crate::migrate(&mut replay, self.authority)?;
        replay.script("BEGIN").map_err(VerifyError::from)?;
        let mut walk = Walk::new(self.authority, signed);
        walk.entries(live, &mut replay, &head, progress)?;
        walk.finish(live, self, &head)?;
        let mut report = walk.report;
        for t in read::replayed() {
            report.rows += compare(live, &mut replay, self.authority, t)?;
        }
        let unpurged = live.row("SELECT COUNT(*) FROM unpurged WHERE authority = $1", params![self.authority])?;
        report.unpurged = unpurged.map_or(Ok(0), |r| r.int(0))? as u64;
        report.sealed = ensure_sealed(live, self.authority, self.keys(), &walk.seals)?;
        if files {
            for digest in &walk.files {
                let known = rules::value::Digest::parse(digest).ok_or_else(|| differs("file", digest.as_str()))?;
                if !self.files().intact(&known)? {
                    return Err(differs(format!("file {digest}"), "missing, or its bytes differ from its digest"));
                }
                report.files += 1;
            }
        }
        Ok(report)
    }
}

fn ensure_known(live: &mut Conn) -> Result<(), VerifyError> {
    for name in live.tables()? {
        if !read::tables().any(|t| t.name == name) {
            return Err(differs(format!("table {name}"), "the store declares no such table"));
        }
    }
    match live.triggers()?.first() {
        Some(name) => Err(differs(format!("trigger {name}"), "the store makes no triggers")),
        None => Ok(()),
    }
}

/// The signed checkpoints by origin and size.
struct Signed {
    roots: HashMap<String, BTreeMap<u64, Hash>>,
    name: String,
}

impl Signed {
    fn load(keys: &Keys) -> Result<Signed, VerifyError> {
        let place = "checkpoints";
        let file = ledger::archive::read(keys.checkpoints()).map_err(|e| differs(place, e.to_string()))?;
        let mut roots: HashMap<String, BTreeMap<u64, Hash>> = HashMap::new();
        let key = keys.verifier();
        for archived in file {
            let archived = archived.map_err(|e| differs(place, e.to_string()))?;
            let c = ledger::Checkpoint::open(&archived.note, &key).map_err(|e| differs(place, e.to_string()))?;
            let known = roots.entry(c.origin.clone()).or_default().insert(c.size, c.root);
            if known.is_some_and(|k| k != c.root) {
                return Err(differs(place, format!("two roots were signed for {} leaves of {}", c.size, c.origin)));
            }
        }
        Ok(Signed { roots, name: keys.name().to_owned() })
    }
}

/// One walk over all entries.
struct Walk {
    authority: i64,
    signed: Signed,
    tree: Tree,
    year: i16,
    first: u64,
    last_at: i64,
    revisions: HashMap<String, u64>,
    /// Commit of the body that an erasure put in the place of another, by position.
    replaced: BTreeMap<u64, Commit>,
    /// Entries whose body is not the one that their leaf committed to.
    odd: Vec<(u64, Commit)>,
    tiles: u64,
    tiles_all: u64,
    seals: BTreeMap<String, String>,
    files: BTreeSet<String>,
    report: Report,
}

impl Walk {
    fn new(authority: i64, signed: Signed) -> Walk {
        Walk {
            authority,
            signed,
            tree: Tree::new(),
            year: 0,
            first: 0,
            last_at: i64::MIN,
            revisions: HashMap::new(),
            replaced: BTreeMap::new(),
            odd: Vec::new(),
            tiles: 0,
            tiles_all: 0,
            seals: BTreeMap::new(),
            files: BTreeSet::new(),
            report: Report::default(),
        }
    }

    fn entries(&mut self, live: &mut Conn, replay: &mut Conn, head: &Head, progress: &mut dyn FnMut(u64, u64)) -> Result<(), VerifyError> {
        const CHUNK: u64 = 2_000;
        let sql = "SELECT position, recorded_at, stream, revision, body, kind, leaf, salt FROM entry \
                   WHERE authority = $1 AND position >= $2 ORDER BY position LIMIT 2000";
        let mut next = 0u64;
        loop {
            let rows = live.rows(sql, params![self.authority, next])?;
            for row in &rows {
                let at = row.int(0)? as u64;
                if at != next {
                    return Err(differs(format!("entry {next}"), "missing"));
                }
                self.entry(live, replay, at, row)?;
                next += 1;
            }
            progress(next, head.size);
            if (rows.len() as u64) < CHUNK {
                return Ok(());
            }
        }
    }

    fn entry(&mut self, live: &mut Conn, replay: &mut Conn, at: u64, row: &Row) -> Result<(), VerifyError> {
        let place = || format!("entry {at}");
        let text = row.text(6)?;
        let leaf = Leaf::parse(text.as_bytes()).map_err(|e| differs(place(), e.to_string()))?;
        let same = leaf.position == at
            && leaf.recorded_at == row.int(1)?
            && leaf.stream == row.text(2)?
            && leaf.revision == row.int(3)? as u64
            && leaf.kind == row.text(5)?;
        if !same {
            return Err(differs(place(), "its columns differ from its leaf"));
        }
        if leaf.recorded_at < self.last_at {
            return Err(differs(place(), "recorded before the entry before it"));
        }
        self.last_at = leaf.recorded_at;
        let revision = self.revisions.entry(leaf.stream.clone()).or_default();
        if leaf.revision != *revision + 1 {
            return Err(differs(place(), format!("revision {} of `{}` follows {revision}", leaf.revision, leaf.stream)));
        }
        *revision += 1;
        if leaf.stream == LOG_STREAM {
            self.open_year(live, at, row, &leaf)?;
        }
        self.body(at, row, &leaf)?;
        self.tree.push_leaf(text.as_bytes());
        self.checkpoints(at)?;
        self.full_tiles(live)?;
        self.report.entries += 1;
        match log::fact_of(row)? {
            Some(fact) => self.fact(replay, fact, &leaf),
            None => Ok(()),
        }
    }

    fn body(&mut self, at: u64, row: &Row, leaf: &Leaf) -> Result<(), VerifyError> {
        let salt: [u8; 32] = row.blob(7)?.try_into().map_err(|_| differs(format!("entry {at}"), "its salt has another length"))?;
        let found = ledger::commit::commit(&Salt(salt), row.text(4)?.as_bytes());
        if redact::standing_of(&leaf.commit, None, &found) != Some(Standing::Original) {
            self.odd.push((at, found));
        }
        Ok(())
    }

    fn open_year(&mut self, live: &mut Conn, at: u64, row: &Row, leaf: &Leaf) -> Result<(), VerifyError> {
        let place = format!("entry {at}");
        let body = row.text(4)?;
        let year = body.strip_prefix("{\"year\":").and_then(|b| b.strip_suffix('}')).and_then(|y| y.parse().ok());
        let year: i16 = year.ok_or_else(|| differs(place.as_str(), "names no year"))?;
        if at > 0 {
            let origin = self.origin()?;
            let closed =
                leaf.previous.as_ref().is_some_and(|p| p.origin == origin && p.size == self.tree.size() && p.root == self.tree.root());
            if !closed || year <= self.year {
                return Err(differs(place, "does not continue the log of the year before"));
            }
            self.close_year(live)?;
        }
        self.tree = Tree::new();
        self.year = year;
        self.first = at;
        self.report.years += 1;
        Ok(())
    }

    fn origin(&self) -> Result<String, VerifyError> {
        ledger::years::origin(&self.signed.name, self.year).map_err(|e| differs("log", e.to_string()))
    }

    /// Compares the root with the checkpoint that was signed at this size, if there is one.
    fn checkpoints(&mut self, at: u64) -> Result<(), VerifyError> {
        let origin = self.origin()?;
        let Some(root) = self.signed.roots.get_mut(&origin).and_then(|r| r.remove(&self.tree.size())) else { return Ok(()) };
        self.report.checkpoints += 1;
        if root == self.tree.root() {
            Ok(())
        } else {
            Err(differs(format!("entry {at}"), "the tree up to here is not the one that was signed"))
        }
    }

    fn full_tiles(&mut self, live: &mut Conn) -> Result<(), VerifyError> {
        for t in self.tree.take_full_tiles() {
            let sql = "SELECT hashes FROM tile WHERE authority = $1 AND year = $2 AND level = $3 AND idx = $4";
            let row = live.row(sql, params![self.authority, i32::from(self.year), i32::from(t.level), t.index])?;
            let place = || format!("tile {}/{}", t.level, t.index);
            let row = row.ok_or_else(|| differs(place(), "missing"))?;
            if row.blob(0)? != t.hashes {
                return Err(differs(place(), "its hashes differ from the entries"));
            }
            self.tiles += 1;
        }
        Ok(())
    }

    fn close_year(&mut self, live: &mut Conn) -> Result<(), VerifyError> {
        let sql = "SELECT COUNT(*) FROM tile WHERE authority = $1 AND year = $2";
        let stored = live.row(sql, params![self.authority, i32::from(self.year)])?.map_or(Ok(0), |r| r.int(0))?;
        if stored as u64 != self.tiles {
            return Err(differs("tile", format!("{stored} tiles of {} where {} belong", self.year, self.tiles)));
        }
        self.tiles_all += self.tiles;
        self.tiles = 0;
        Ok(())
    }

    fn fact(&mut self, replay: &mut Conn, fact: Fact, leaf: &Leaf) -> Result<(), VerifyError> {
        let at = fact.position;
        let named = leaf.kind == fact.event.name()
            && leaf.actor == fact.act.entered_by.person.to_string()
            && leaf.subject.as_deref() == Some(fact.act.decided_by.person.to_string().as_str());
        if !named {
            return Err(differs(format!("entry {at}"), "its body tells another fact than its leaf"));
        }
        match &fact.event {
            Event::ErasureApproved(e) => {
                let commit = Commit::from_hex(&e.commit).map_err(|e| differs(format!("entry {at}"), e.to_string()))?;
                self.replaced.insert(e.position, commit);
                self.report.erasures += 1;
            }
            Event::CredentialSet(e) => {
                if e.sort == rules::parts::CredentialKind::Password {
                    let account = fact.stream.to_string();
                    self.seals.retain(|k, _| !k.starts_with(&format!("{account} password ")));
                }
                self.seals.insert(format!("{} {} {}", fact.stream, e.sort.name(), e.credential), e.seal.clone());
            }
            Event::CredentialRevoked(e) => self.seals.retain(|k, _| !k.ends_with(&e.credential.to_string())),
            _ => {}
        }
        self.files.extend(fact.event.evidence().iter().map(|e| e.digest.as_str().to_owned()));
        self.files.extend(fact.act.paper.iter().filter_map(|p| p.scan.as_ref()).map(|d| d.as_str().to_owned()));
        read::project(replay, self.authority, &fact).map_err(|e| differs(format!("entry {at}"), format!("cannot be replayed: {e}")))
    }

    /// What only the whole can tell: bodies that were replaced, checkpoints beyond the end, the head.
    fn finish(&mut self, live: &mut Conn, store: &Store, head: &Head) -> Result<(), VerifyError> {
        for (at, found) in &self.odd {
            if self.replaced.get(at) != Some(found) {
                return Err(differs(format!("entry {at}"), "its body is not the one that it was recorded with"));
            }
        }
        for (at, ordered) in &self.replaced {
            if erase::commit_at(live, self.authority, *at)?.as_ref() != Some(ordered) {
                return Err(differs(format!("entry {at}"), "what was erased is there again"));
            }
        }
        if let Some((origin, (size, _))) = self.signed.roots.iter().find_map(|(o, r)| r.first_key_value().map(|f| (o, f))) {
            return Err(differs("checkpoints", format!("{size} leaves of {origin} were signed, and are not there")));
        }
        self.close_year(live)?;
        let tiles = live.row("SELECT COUNT(*) FROM tile", &[])?.map_or(Ok(0), |r| r.int(0))? as u64;
        if tiles != self.tiles_all {
            return Err(differs("tile", format!("{tiles} tiles where {} belong", self.tiles_all)));
        }
        if !head.bears_seal(self.authority, store.keys()) {
            return Err(differs("log_head", "does not bear its seal"));
        }
        let whole = head.size == self.report.entries
            && (head.size == 0 || (head.root == self.tree.root() && head.year == self.year && head.first == self.first))
            && (head.size == 0 || head.last_at >= self.last_at);
        if !whole {
            return Err(differs("log_head", format!("names {} entries, {} are there, or another end", head.size, self.report.entries)));
        }
        let others = live.row("SELECT COUNT(*) FROM log_head", &[])?.map_or(Ok(0), |r| r.int(0))?;
        let strays = live.row("SELECT COUNT(*) FROM entry WHERE authority <> $1", params![self.authority])?.map_or(Ok(0), |r| r.int(0))?;
        if others != 1 || strays != 0 {
            return Err(differs("log_head", "holds another authority's rows"));
        }
        self.report.root = hex::encode(self.tree.root());
        Ok(())
    }
}

/// Every sealed row has its seal on the ledger, and every standing seal has its row.
fn ensure_sealed(live: &mut Conn, authority: i64, keys: &Keys, seals: &BTreeMap<String, String>) -> Result<u64, VerifyError> {
    debug_assert!(read::tables().filter(|t| t.class == Class::Sealed).count() == 1);
    let mut left = seals.clone();
    let rows = live.rows("SELECT credential, account, sort, secret, authority FROM credential ORDER BY credential", &[])?;
    for r in &rows {
        let row = CredentialRow::read(r)?;
        let place = format!("table credential {}", row.credential);
        let known = left.remove(&format!("account/{} {} {}", row.account, row.sort, row.credential));
        if known.as_deref() != Some(row.seal(keys).as_str()) || r.int(4)? != authority {
            return Err(differs(place, "does not bear the seal that is on record"));
        }
    }
    match left.keys().next() {
        Some(k) => Err(differs(format!("table credential {k}"), "a row is missing")),
        None => Ok(rows.len() as u64),
    }
}
