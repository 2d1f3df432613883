//! Durable commands per second: the full path (permission, rules, ledger, read models) beside raw SQLite group commit
//! of the very same statements and bytes, in alternating slices. Each client waits for its answer before it sends again.

use super::{Failure, Figure, data, probe::quantile};
use rules::{act::Actor, id::ItemId, item::report_progress::ReportProgress, testing::World};
use std::{
    path::Path,
    sync::{Arc, Mutex, mpsc},
    time::Instant,
};
use store::{Request, Settings, Store, clock::SystemClock, db, raw};

/// Commands of one slice.
const SLICE: usize = 4_000;
/// Slices of each kind.
const SLICES: usize = 5;

/// Measures both kinds.
pub fn measure(dir: &Path, clients: usize) -> Result<Vec<Figure>, Failure> {
    let world = data::world();
    let (full, bare) = (dir.join("commands"), dir.join("raw"));
    data::load(&full, &world, 2_000)?;
    let work = work(&world)?;
    let open = || Store::open(Settings::folder(&full), Arc::new(SystemClock));
    let store = open()?;
    full_slice(&store, &work, clients, 500)?;
    drop(store);
    std::fs::create_dir_all(&bare)?;
    // A store that is closed has everything in one file.
    std::fs::copy(full.join("plumbline.db"), bare.join("raw.db"))?;
    let store = open()?;
    db::record_statements(true);
    full_slice(&store, &work, clients, SLICE * SLICES)?;
    db::record_statements(false);
    let mut groups = db::take_groups();
    raw::prepare(&mut groups);
    let (mut fulls, mut raws) = (Vec::new(), Vec::new());
    let (mut full_batches, mut raw_batches) = (0, 0);
    for slice in groups.chunks(SLICE) {
        let before = store.batches();
        fulls.push(slice.len() as f64 / full_slice(&store, &work, clients, slice.len())?);
        full_batches += store.batches() - before;
        let (seconds, batches) = raw_slice(&bare.join("raw.db"), slice.to_vec(), clients)?;
        raws.push(slice.len() as f64 / seconds);
        raw_batches += batches;
    }
    let ratios: Vec<f64> = fulls.iter().zip(&raws).map(|(f, r)| f / r).collect();
    let commands = groups.len() as f64;
    let statements = groups.iter().map(Vec::len).sum::<usize>() as f64 / commands;
    let report = store.verify(false, &mut |_, _| {}).map_err(|e| e.to_string())?;
    let mut ratios = ratios;
    Ok(vec![
        Figure::new("durable commands, full path, median slice", quantile(&mut fulls, 0.5), "1/s"),
        Figure::new("durable commands, raw group commit, median slice", quantile(&mut raws, 0.5), "1/s"),
        Figure::new("full path : raw, median of slice pairs", quantile(&mut ratios, 0.5), "").goal(">= 0.5"),
        Figure::new("clients that wait singly", clients as f64, ""),
        Figure::new("statements a command", statements, ""),
        Figure::new("commands a batch, full path", commands / full_batches.max(1) as f64, ""),
        Figure::new("commands a batch, raw", commands / raw_batches.max(1) as f64, ""),
        Figure::new("entries verified afterwards", report.entries as f64, ""),
    ])
}

/// Who may report on which item.
fn work(world: &World) -> Result<Vec<(Actor, ItemId)>, Failure> {
    let cast = &world.cast;
    let mut out = Vec::new();
    for (u, unit) in cast.units.iter().enumerate() {
        out.extend(world.items_of(u).into_iter().map(|i| (unit.contact.actor(), i)));
    }
    if out.is_empty() { Err("the story has no items".into()) } else { Ok(out) }
}

/// Runs `count` commands from `clients` threads; seconds.
fn full_slice(store: &Store, work: &[(Actor, ItemId)], clients: usize, count: usize) -> Result<f64, Failure> {
    let started = Instant::now();
    let failed: Mutex<Option<String>> = Mutex::new(None);
    std::thread::scope(|s| {
        for client in 0..clients {
            let failed = &failed;
            s.spawn(move || {
                let (actor, item) = work[client % work.len()];
                for n in (client..count).step_by(clients) {
                    let text = format!("Progress {n}: the register was checked against the vouchers of the quarter");
                    let order = ReportProgress { item, text, measure: None, evidence: Vec::new() };
                    let mut request = Request::new(actor, order);
                    request.key = Some(format!("{client}-{n}-{started:?}"));
                    if let Err(e) = store.execute(request) {
                        *failed.lock().unwrap_or_else(|e| e.into_inner()) = Some(e.to_string());
                        return;
                    }
                }
            });
        }
    });
    match failed.into_inner().unwrap_or_else(|e| e.into_inner()) {
        Some(why) => Err(why.into()),
        None => Ok(started.elapsed().as_secs_f64()),
    }
}

/// Runs recorded statements from as many threads, raw; seconds and batches.
fn raw_slice(path: &Path, groups: Vec<db::Recorded>, clients: usize) -> Result<(f64, u64), Failure> {
    let mut shares: Vec<Vec<db::Recorded>> = (0..clients).map(|_| Vec::new()).collect();
    for (n, g) in groups.into_iter().enumerate() {
        shares[n % clients].push(g);
    }
    let (jobs, inbox) = mpsc::channel::<raw::RawJob>();
    let started = Instant::now();
    std::thread::scope(|s| {
        let writer = s.spawn(move || raw::run(path, &inbox));
        for share in shares {
            let jobs = jobs.clone();
            s.spawn(move || {
                for statements in share {
                    let (done, waiting) = mpsc::sync_channel(1);
                    if jobs.send(raw::RawJob { statements, done }).is_err() || waiting.recv().is_err() {
                        return;
                    }
                }
            });
        }
        drop(jobs);
        let batches = writer.join().map_err(|_| "the raw writer ended badly")??;
        Ok((started.elapsed().as_secs_f64(), batches))
    })
}
