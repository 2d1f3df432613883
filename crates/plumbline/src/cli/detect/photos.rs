//! `detect photos`: a register of pictures, and queries against it. Pictures are unpacked one at a time; the register
//! is kept as features in the index and beside the output; a picture of it is unpacked again only where the features of a
//! candidate follow one movement.

use super::features::{self, Kept};
use super::{Failure, files};
use crate::text::Lang;
use detect::photo::album::key_of;
use detect::photo::compare::Prepared;
use detect::photo::decode::DecodeError;
use detect::photo::parallel::{THREADS, in_order};
use detect::photo::plane::Plane;
use detect::photo::{Asked, Features, Kind, Limits, Match, PhotoIndex, decode};
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Register pictures kept unpacked.
const KEPT_MAX: usize = 128;
/// Marks the complaint of a picture among the lines of the state; no line of JSON begins so or with the next mark.
const BROKEN: &str = "!";
/// Marks what is odd about a picture that was read all the same.
const ODD: &str = "?";
/// The code of a file that breaks off.
pub const CUT_OFF: &str = "cut-off";

/// What was taken from the file of a picture.
pub struct Taken<T> {
    pub it: T,
    /// The file breaks off; it was read as far as it goes.
    pub cut_off: bool,
}

/// Reads and prepares a picture, or says why not.
pub fn load(path: &Path) -> Result<Taken<Prepared>, &'static str> {
    unpacked(path, Prepared::of)
}

/// A picture without its features, or why not.
pub fn plane(path: &Path) -> Result<Plane, &'static str> {
    unpacked(path, |p| p).map(|t| t.it)
}

/// The features of a picture: those that were kept, else taken now and kept. A picture that cannot be read is an answer too.
pub fn features_of(path: &Path, kept: &mut Kept) -> Result<Result<Taken<Features>, &'static str>, Failure> {
    let key = features::key_of(path);
    if let Some((it, cut_off)) = kept.get(&key) {
        return Ok(Ok(Taken { it, cut_off }));
    }
    match load(path) {
        Ok(Taken { it, cut_off }) => {
            kept.put(key, &it.features, cut_off)?;
            Ok(Ok(Taken { it: it.features, cut_off }))
        }
        Err(code) => Ok(Err(code)),
    }
}

/// Reads a picture and does with it what may panic on a hostile one.
fn unpacked<T>(path: &Path, then: fn(Plane) -> T) -> Result<Taken<T>, &'static str> {
    let limits = Limits::default();
    let size = std::fs::metadata(path).map_err(|_| "unreadable-file")?.len();
    if size > limits.bytes_max as u64 {
        return Err("too-large");
    }
    let bytes = std::fs::read(path).map_err(|_| "unreadable-file")?;
    // A decoder that panics on a hostile file is a defect of the decoder; the other files must not suffer for it.
    let done = std::panic::catch_unwind(|| decode(&bytes, &limits).map(|p| Taken { it: then(p.plane), cut_off: p.cut_off }));
    done.map_err(|_| "broken-picture")?.map_err(|e| match e {
        // The decoder's own limits are met before ours are asked.
        DecodeError::Broken(image::ImageError::Limits(_)) => "too-many-pixels",
        e => e.code(),
    })
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Register pictures, unpacked again when a candidate asks for them.
struct Register {
    paths: Vec<PathBuf>,
    features: Kept,
    unpacked: Mutex<Unpacked>,
}

#[derive(Default)]
struct Unpacked {
    planes: HashMap<u32, Arc<Plane>>,
    order: VecDeque<u32>,
}

impl Register {
    /// Picture `n`; nothing is locked while it is unpacked.
    fn plane(&self, n: u32) -> Option<Arc<Plane>> {
        let kept = || self.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().planes.get(&n) {
            return Some(known.clone());
        }
        let made = Arc::new(plane(self.paths.get(n as usize)?).ok()?);
        let mut kept = kept();
        if kept.order.len() >= KEPT_MAX
            && let Some(old) = kept.order.pop_front()
        {
            kept.planes.remove(&old);
        }
        kept.planes.insert(n, made.clone());
        kept.order.push_back(n);
        Some(made)
    }

    /// The kept features of picture `n`.
    fn features(&self, n: u32) -> Option<Features> {
        Some(self.features.get(&features::key_of(self.paths.get(n as usize)?))?.0)
    }
}

/// Compares every query with the register.
pub fn photos(register: &Path, query: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let own = files::own_files(output);
    let walk = |dir: &Path| files::walk(dir).map(|all| all.into_iter().filter(|p| !own.contains(p)).collect::<Vec<_>>());
    let (reg, queries) = (walk(register)?, walk(query)?);
    let inputs: Vec<PathBuf> = reg.iter().chain(&queries).cloned().collect();
    let mut resume = files::Resume::open(output, &files::Resume::key_of("photos", &inputs))?;
    let mut kept = Kept::open(output)?;
    let (mut index, mut paths) = (PhotoIndex::default(), Vec::new());
    let all = reg.len() + queries.len();
    for (n, p) in reg.iter().enumerate() {
        match features_of(p, &mut kept)? {
            Ok(x) => {
                if x.cut_off {
                    files::note(lang, &p.display().to_string(), CUT_OFF);
                }
                index.add(&x.it, key_of(&p.display().to_string()));
                paths.push(p.clone());
            }
            Err(code) => files::complain(lang, &p.display().to_string(), code),
        }
        files::progress(lang, n + 1, all);
    }
    if index.is_empty() {
        return Err(Failure::Nothing { path: register.display().to_string() });
    }
    let register = Register { paths, features: kept, unpacked: Mutex::default() };
    let mut out = String::new();
    for (n, q) in queries.iter().enumerate() {
        let step = q.display().to_string();
        let lines = match resume.finished(&step) {
            Some(lines) => lines.clone(),
            None => {
                let lines = match load(q) {
                    Ok(x) => {
                        let odd = x.cut_off.then(|| format!("{ODD}{CUT_OFF}"));
                        odd.into_iter().chain(matches_of(&index, &register, q, &x.it)).collect()
                    }
                    Err(code) => vec![format!("{BROKEN}{code}")],
                };
                resume.finish(&step, &lines)?;
                lines
            }
        };
        for l in &lines {
            // A picture that was found broken before the run was broken off is named again.
            if let Some(code) = l.strip_prefix(BROKEN) {
                files::complain(lang, &step, code);
            } else if let Some(code) = l.strip_prefix(ODD) {
                files::note(lang, &step, code);
            } else {
                out.push_str(&format!("{l}\n"));
            }
        }
        files::progress(lang, reg.len() + n + 1, all);
    }
    files::replace(output, &out)?;
    resume.close();
    register.features.close();
    Ok(())
}

/// The lines of one query; its candidates are compared by several threads.
fn matches_of(index: &PhotoIndex, register: &Register, path: &Path, q: &Prepared) -> Vec<String> {
    let candidates: Vec<(u32, Features)> =
        index.candidates(&q.features).iter().filter_map(|c| Some((c.picture, register.features(c.picture)?))).collect();
    let asked = Asked::new(q);
    let found = in_order(&candidates, THREADS, |(n, features)| asked.compare(features, || register.plane(*n)));
    let line = |((n, _), found): (&(u32, Features), Option<Match>)| {
        let found = found?;
        let kind = if found.kind == Kind::SamePhoto { "same_photo" } else { "same_place" };
        let line = serde_json::json!({
            "query": name(path), "register": name(&register.paths[*n as usize]), "kind": kind, "score": found.score,
            "witnesses": found.witnesses, "agreement": found.agreement, "mirrored": found.mirrored,
        });
        Some(line.to_string())
    };
    candidates.iter().zip(found).filter_map(line).collect()
}
