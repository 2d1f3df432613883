//! Other pasts. The attacker owns every table, and makes more and more of the rest fit a forged record: read models,
//! tiles, the head, and, lent one key that is not in the database, even the seal of the head. Signed checkpoints show
//! every one; where they are signed anew by whoever holds all keys, a checkpoint that was kept elsewhere does.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use ledger::{Checkpoint, Hash, Leaf, PreviousLog, Salt, SigningKey, Tree, archive::CheckpointFile};
use rules::testing::{Stage, World};
use std::{collections::HashMap, path::Path};
use store::{
    Settings, Store,
    db::Conn,
    keys::Keys,
    log::{self, Head, LOG_STREAM},
    params, read,
};

/// How much of the rest the forger makes fit; each does what stands before it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    Entries,
    ReadModels,
    Tiles,
    Head,
    Seal,
}

const DEPTHS: [Depth; 5] = [Depth::Entries, Depth::ReadModels, Depth::Tiles, Depth::Head, Depth::Seal];

/// An entry; position, revision and the link to the year before are made anew.
#[derive(Clone)]
struct Telling {
    leaf: Leaf,
    salt: Salt,
    body: String,
}

impl Telling {
    /// What it says, without what binds it to its place: two pasts that differ here differ in fact.
    fn said(&self) -> (&str, &str, i64, &str, Option<&str>, &str) {
        let leaf = &self.leaf;
        (&leaf.stream, &leaf.kind, leaf.recorded_at, &leaf.actor, leaf.subject.as_deref(), &self.body)
    }

    /// Binds the leaf to another body.
    fn say(&mut self, body: String) {
        self.leaf.commit = ledger::commit::commit(&self.salt, body.as_bytes());
        self.body = body;
    }
}

fn prepared() -> tempfile::TempDir {
    let home = Home::sqlite();
    let store = home.open();
    Teller::default().tell(&store, &home.clock, &World::at(Stage::NoticePublished));
    verified(&store);
    home.dir
}

fn tellings(c: &mut Conn) -> Vec<Telling> {
    let rows = c.rows("SELECT leaf, salt, body FROM entry WHERE authority = $1 ORDER BY position", params![1i64]).unwrap();
    let telling = |r: &store::db::Row| Telling {
        leaf: Leaf::parse(r.text(0).unwrap().as_bytes()).unwrap(),
        salt: Salt(r.blob(1).unwrap().try_into().unwrap()),
        body: r.text(2).unwrap().to_owned(),
    };
    rows.iter().map(telling).collect()
}

/// The end of a year's log.
struct Year {
    origin: String,
    size: u64,
    root: Hash,
}

/// Writes another past, and makes the rest fit it as deeply as asked.
fn remake(c: &mut Conn, keys: &Keys, past: &[Telling], depth: Depth) -> Vec<Year> {
    c.begin().unwrap();
    let seal = Head::load(c, 1).unwrap().unwrap().seal;
    c.run("DELETE FROM entry", params![]).unwrap();
    if depth >= Depth::Tiles {
        c.run("DELETE FROM tile", params![]).unwrap();
    }
    let mut head = Head { size: 0, year: 0, first: 0, root: ledger::tree::EMPTY_ROOT, last_at: 0, seal };
    let (mut tree, mut years) = (Tree::new(), Vec::<Year>::new());
    let mut revisions: HashMap<&str, u64> = HashMap::new();
    for t in past {
        let mut leaf = t.leaf.clone();
        leaf.previous = None;
        if leaf.stream == LOG_STREAM {
            if head.size > 0 {
                years.push(end_of_year(c, keys, &head, &mut tree, depth));
                leaf.previous = years.last().map(|y| PreviousLog { origin: y.origin.clone(), size: y.size, root: y.root });
            }
            tree = Tree::new();
            head.year = t.body.trim_start_matches("{\"year\":").trim_end_matches('}').parse().unwrap();
            head.first = head.size;
        }
        let revision = revisions.entry(t.leaf.stream.as_str()).or_default();
        *revision += 1;
        // A clock that never goes back, as the format asks.
        head.last_at = head.last_at.max(leaf.recorded_at);
        (leaf.position, leaf.revision, leaf.recorded_at) = (head.size, *revision, head.last_at);
        let text = String::from_utf8(leaf.to_bytes().unwrap()).unwrap();
        tree.push_leaf(text.as_bytes());
        let sql = "INSERT INTO entry (authority, position, stream, revision, kind, recorded_at, leaf, salt, body) \
                   VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)";
        let (stream, kind) = (leaf.stream.as_str(), leaf.kind.as_str());
        c.run(sql, params![head.size, stream, *revision, kind, head.last_at, text, t.salt.0.as_slice(), t.body.as_str()]).unwrap();
        head.size += 1;
    }
    years.push(end_of_year(c, keys, &head, &mut tree, depth));
    head.root = tree.root();
    if depth >= Depth::Seal {
        log::save(c, 1, keys, &mut head, &mut tree).unwrap();
    } else if depth >= Depth::Head {
        head.save(c, 1).unwrap();
    }
    if depth >= Depth::ReadModels {
        replay(c);
    }
    c.commit().unwrap();
    years
}

fn end_of_year(c: &mut Conn, keys: &Keys, head: &Head, tree: &mut Tree, depth: Depth) -> Year {
    for t in tree.take_full_tiles() {
        if depth >= Depth::Tiles {
            let sql = "INSERT INTO tile (authority, year, level, idx, hashes) VALUES (1, $1, $2, $3, $4)";
            c.run(sql, params![i32::from(head.year), i32::from(t.level), t.index, t.hashes]).unwrap();
        }
    }
    Year { origin: ledger::years::origin(keys.name(), head.year).unwrap(), size: tree.size(), root: tree.root() }
}

/// Read models of the new past. Where it cannot be replayed to its end, the attacker leaves them there.
fn replay(c: &mut Conn) {
    for t in read::replayed() {
        c.run(&format!("DELETE FROM {}", t.name), params![]).unwrap();
    }
    let sql = format!("SELECT {} FROM entry WHERE authority = $1 ORDER BY position", log::FACT_COLUMNS);
    for row in c.rows(&sql, params![1i64]).unwrap() {
        if let Some(fact) = log::fact_of(&row).unwrap()
            && read::project(c, 1, &fact).is_err()
        {
            return;
        }
    }
}

type Forgery = (&'static str, fn(&mut Vec<Telling>, usize));

const FORGERIES: [Forgery; 8] = [
    ("left out", |past, at| drop(past.remove(at))),
    ("told twice", |past, at| past.insert(at, past[at].clone())),
    ("told in another order", |past, at| past.swap(at, at + 1)),
    ("dated otherwise", |past, at| past[at].leaf.recorded_at += 1),
    ("another's body", |past, at| {
        let body = past[..at].iter().rev().find(|t| t.body != past[at].body).unwrap().body.clone();
        past[at].say(body);
    }),
    ("done on another day", |past, at| {
        let body = past[at].body.replace("\"occurred_on\":\"202", "\"occurred_on\":\"201");
        past[at].say(body);
    }),
    ("in another's name", |past, at| {
        let actor = past.iter().find(|t| t.leaf.actor != past[at].leaf.actor).unwrap().leaf.actor.clone();
        past[at].leaf.actor = actor;
    }),
    ("nothing after it", |past, at| past.truncate(at)),
];

/// Places at which no year begins.
fn places(past: &[Telling]) -> Vec<usize> {
    let last = past.len() - 2;
    let wanted = [1, 2, 100, 255, 256, past.len() / 2, last];
    let free = |at: &usize| past[at - 1..=at + 1].iter().all(|t| t.leaf.stream != LOG_STREAM);
    wanted.into_iter().filter(|at| *at > 1 && *at <= last).filter(free).collect()
}

/// A copy with another past, and the ends of its years; `same` where what is there says the same as before.
fn forged(base: &Path, past: &[Telling], depth: Depth, same: bool) -> (tempfile::TempDir, Vec<Year>) {
    let dir = tempfile::tempdir().unwrap();
    copy_folder(base, dir.path());
    let settings = Settings::folder(dir.path());
    let keys = Keys::open(&settings.keys, &settings.name).unwrap();
    let mut c = Conn::open(&settings.place).unwrap();
    let before = tellings(&mut c);
    let years = remake(&mut c, &keys, past, depth);
    let after = tellings(&mut c);
    assert_eq!(after.iter().map(Telling::said).eq(before.iter().map(Telling::said)), same, "the damage was done: {depth:?}");
    (dir, years)
}

/// The past with a forgery.
fn other(past: &[Telling], forgery: Forgery, at: usize) -> Vec<Telling> {
    let mut other = past.to_vec();
    forgery.1(&mut other, at);
    other
}

/// Invented digests name no files, so the files are not asked for.
fn alarm(dir: &Path) -> Option<String> {
    found(dir, false)
}

#[test]
fn a_past_made_anew_is_found_by_the_checkpoints() {
    let base = prepared();
    let past = tellings(&mut Conn::open(&Settings::folder(base.path()).place).unwrap());
    for depth in DEPTHS {
        assert_eq!(alarm(forged(base.path(), &past, depth, true).0.path()), None, "no alarm where the same past is written again");
    }
    let mut tried = Vec::new();
    for (i, at) in places(&past).into_iter().enumerate() {
        for (k, forgery) in FORGERIES.into_iter().enumerate() {
            // The quick run takes one depth for each forgery and place, in turn; the long one takes all.
            tried
                .extend(DEPTHS.into_iter().enumerate().filter(|(d, _)| long() || *d == (i + k) % DEPTHS.len()).map(|d| (at, forgery, d.1)));
        }
    }
    in_parallel(&tried, |(at, forgery, depth)| {
        let (dir, _) = forged(base.path(), &other(&past, *forgery, *at), *depth, false);
        let why = alarm(dir.path()).unwrap_or_else(|| panic!("not found: entry {at}, {}, {depth:?}", forgery.0));
        assert!(*depth < Depth::Seal || why.contains("does not extend"), "entry {at}, {}: {why}", forgery.0);
    });
    println!("{} forgeries, all found", tried.len());
    assert!(tried.len() >= 40, "only {} forgeries", tried.len());
}

/// Signs the ends of the years anew, in place of every checkpoint that there was.
fn sign_anew(dir: &Path, years: &[Year], key: &SigningKey) {
    let path = dir.join("keys/checkpoints.log");
    std::fs::remove_file(&path).unwrap();
    let mut file = CheckpointFile::open(&path).unwrap();
    for y in years {
        file.append_durable(&Checkpoint::new(y.origin.clone(), y.size, y.root).sign(key).unwrap()).unwrap();
    }
}

#[test]
fn checkpoints_signed_anew_are_found_by_the_key_or_by_one_kept_elsewhere() {
    let base = prepared();
    let past = tellings(&mut Conn::open(&Settings::folder(base.path()).place).unwrap());
    let kept = base.path().join("keys/checkpoints.log");
    let true_key = SigningKey::from_text(std::fs::read_to_string(base.path().join("keys/signing.key")).unwrap().trim()).unwrap();
    let at = places(&past)[2];
    for forgery in FORGERIES {
        let (dir, years) = forged(base.path(), &other(&past, forgery, at), Depth::Seal, false);
        let own_key = SigningKey::generate(true_key.name()).unwrap();
        sign_anew(dir.path(), &years, &own_key);
        let why = alarm(dir.path()).unwrap_or_else(|| panic!("not found: {}, signed with another key", forgery.0));
        assert!(why.contains("checkpoint"), "{}: {why}", forgery.0);

        // With all keys, nothing in this folder tells. What was kept elsewhere does.
        sign_anew(dir.path(), &years, &true_key);
        let store = Store::open_reading(Settings::folder(dir.path()), HandClock::at(rules::value::Instant(0))).unwrap();
        let out = dir.path().join("out");
        let exported = store.export_log(&out, false, &mut |_, _| {}).unwrap();
        let against = |kept: Option<&Path>| {
            let check =
                |y: &i16| ledger::export::verify_export_against(out.join(y.to_string()), Some(&true_key.verifier()), kept, &mut |_, _| {});
            exported.years.iter().map(check).find_map(Result::err)
        };
        assert!(against(None).is_none(), "{}: an export fits its own checkpoints", forgery.0);
        assert!(against(Some(&kept)).is_some(), "not found: {}, against a checkpoint kept elsewhere", forgery.0);
    }
}

#[test]
fn an_older_folder_is_found_only_by_a_checkpoint_kept_elsewhere() {
    let home = Home::sqlite();
    let world = World::at(Stage::Founded);
    let store = home.open();
    let mut teller = Teller::default();
    teller.tell_some(&store, &home.clock, &world, 3);
    drop(store);
    let old = tempfile::tempdir().unwrap();
    copy_folder(home.dir.path(), old.path());
    let store = home.open();
    teller.tell_some(&store, &home.clock, &world, 3);
    let (kept, key) = (store.keys().checkpoints(), store.keys().verifier());
    drop(store);
    let older = Store::open(Settings::folder(old.path()), home.clock.clone()).unwrap();
    // By what is claimed: keys and checkpoints went back together with the database.
    verified(&older);
    let out = old.path().join("out");
    let year = older.export_log(&out, false, &mut |_, _| {}).unwrap().years[0].to_string();
    let log = out.join(year);
    ledger::export::verify_export(&log, Some(&key), &mut |_, _| {}).unwrap();
    assert!(ledger::export::verify_export_against(&log, Some(&key), Some(&kept), &mut |_, _| {}).is_err());
}
