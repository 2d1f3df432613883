//! `detect photos`: a register of pictures, and queries against it. Pictures are unpacked one at a time; the register
//! is kept as features in the index and read again only for candidates.

use super::{Failure, files};
use crate::text::Lang;
use detect::photo::album::key_of;
use detect::photo::compare::Prepared;
use detect::photo::decode::DecodeError;
use detect::photo::{Kind, Limits, PhotoIndex, compare, decode};
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};

/// Register pictures kept unpacked.
const KEPT_MAX: usize = 128;
/// Marks the complaint of a picture among the lines of the state; no line of JSON begins so.
const BROKEN: &str = "!";

/// Reads and prepares a picture, or says why not.
pub fn load(path: &Path) -> Result<Prepared, &'static str> {
    let limits = Limits::default();
    let size = std::fs::metadata(path).map_err(|_| "unreadable-file")?.len();
    if size > limits.bytes_max as u64 {
        return Err("too-large");
    }
    let bytes = std::fs::read(path).map_err(|_| "unreadable-file")?;
    // A decoder that panics on a hostile file is a defect of the decoder; the other files must not suffer for it.
    let done = std::panic::catch_unwind(|| decode(&bytes, &limits).map(|p| Prepared::of(p.plane)));
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
    kept: HashMap<u32, Prepared>,
    order: VecDeque<u32>,
}

impl Register {
    fn get(&mut self, n: u32) -> Option<&Prepared> {
        if !self.kept.contains_key(&n) {
            let p = load(self.paths.get(n as usize)?).ok()?;
            if self.order.len() >= KEPT_MAX
                && let Some(old) = self.order.pop_front()
            {
                self.kept.remove(&old);
            }
            self.kept.insert(n, p);
            self.order.push_back(n);
        }
        self.kept.get(&n)
    }
}

/// Compares every query with the register.
pub fn photos(register: &Path, query: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let (reg, queries) = (files::walk(register)?, files::walk(query)?);
    let inputs: Vec<PathBuf> = reg.iter().chain(&queries).cloned().collect();
    let mut resume = files::Resume::open(output, &files::Resume::key_of("photos", &inputs))?;
    let (mut index, mut paths) = (PhotoIndex::default(), Vec::new());
    let all = reg.len() + queries.len();
    for (n, p) in reg.iter().enumerate() {
        match load(p) {
            Ok(x) => {
                index.add(&x.features, key_of(&p.display().to_string()));
                paths.push(p.clone());
            }
            Err(code) => files::complain(lang, &p.display().to_string(), code),
        }
        files::progress(lang, n + 1, all);
    }
    if index.is_empty() {
        return Err(Failure::Nothing { path: register.display().to_string() });
    }
    let mut register = Register { paths, kept: HashMap::new(), order: VecDeque::new() };
    let mut out = String::new();
    for (n, q) in queries.iter().enumerate() {
        let step = q.display().to_string();
        let lines = match resume.finished(&step) {
            Some(lines) => lines.clone(),
            None => {
                let lines = match load(q) {
                    Ok(x) => matches_of(&index, &mut register, q, &x),
                    Err(code) => vec![format!("{BROKEN}{code}")],
                };
                resume.finish(&step, &lines)?;
                lines
            }
        };
        for l in &lines {
            // A picture that was found broken before the run was broken off is named again.
            match l.strip_prefix(BROKEN) {
                Some(code) => files::complain(lang, &step, code),
                None => out.push_str(&format!("{l}\n")),
            }
        }
        files::progress(lang, reg.len() + n + 1, all);
    }
    files::replace(output, &out)?;
    resume.close();
    Ok(())
}

fn matches_of(index: &PhotoIndex, register: &mut Register, path: &Path, q: &Prepared) -> Vec<String> {
    let mut out = Vec::new();
    for c in index.candidates(&q.features) {
        let Some(found) = register.get(c.picture).and_then(|r| compare(q, r)) else { continue };
        let kind = if found.kind == Kind::SamePhoto { "same_photo" } else { "same_place" };
        let line = serde_json::json!({
            "query": name(path), "register": name(&register.paths[c.picture as usize]), "kind": kind, "score": found.score,
            "witnesses": found.witnesses, "agreement": found.agreement, "mirrored": found.mirrored,
        });
        out.push(line.to_string());
    }
    out
}
