//! `detect copies`, `detect perfunctory`, `detect repeats`.

use super::{Failure, files};
use crate::text::Lang;
use detect::copies::{Copies, Doc};
use detect::perfunctory::{Boilerplate, judge};
use detect::repeats::{Finding, Repeats};
use detect::text::normal::is_unreadable;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// Longest single text, in bytes; longer ones are named and left out.
const ONE_TEXT_BYTES_MAX: usize = 4 << 20;

/// Reads texts, one a line; a bad line is named and the rest goes on.
fn docs(path: &Path, lang: Lang) -> Result<Vec<Doc>, Failure> {
    let (mut out, mut ids) = (Vec::new(), HashSet::new());
    let text = files::read_text(path)?;
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let at = || format!("{}:{}", path.display(), n + 1);
        match serde_json::from_str::<Doc>(line) {
            Err(_) => files::complain(lang, &at(), "line"),
            Ok(d) if d.text.len() > ONE_TEXT_BYTES_MAX => files::complain(lang, &at(), "too-large"),
            Ok(d) if is_unreadable(&d.text) => files::complain(lang, &at(), "unreadable"),
            Ok(d) if !ids.insert(d.id.clone()) => files::complain(lang, &at(), "id-twice"),
            Ok(d) => out.push(d),
        }
    }
    if out.is_empty() { Err(Failure::Nothing { path: path.display().to_string() }) } else { Ok(out) }
}

fn json<T: serde::Serialize>(path: &Path, value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|source| Failure::Json { path: path.display().to_string(), source })
}

/// Copied text.
pub fn copies(input: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let docs = docs(input, lang)?;
    let all = docs.len();
    let mut index = Copies::default();
    for (n, d) in docs.into_iter().enumerate() {
        index.add(d);
        if n % 1000 == 999 || n + 1 == all {
            files::progress(lang, n + 1, all);
        }
    }
    let mut out = String::new();
    for p in index.pairs() {
        out.push_str(&json(output, &p)?);
        out.push('\n');
    }
    files::replace(output, &out)
}

/// Perfunctory text.
pub fn perfunctory(input: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let docs = docs(input, lang)?;
    let mut seen = Boilerplate::default();
    docs.iter().for_each(|d| seen.add(d));
    let mut out = String::new();
    for d in &docs {
        out.push_str(&json(output, &judge(d, &seen))?);
        out.push('\n');
    }
    files::replace(output, &out)
}

/// Repeat findings.
pub fn repeats(input: &Path, output: &Path) -> Result<(), Failure> {
    let text = files::read_text(input)?;
    let findings: Vec<Finding> =
        serde_json::from_str(&text).map_err(|source| Failure::Json { path: input.display().to_string(), source })?;
    let mut all = Repeats::default();
    findings.into_iter().for_each(|f| all.add(f));
    let ranked: BTreeMap<String, Vec<String>> =
        all.ranked().into_iter().map(|(id, r)| (id, r.into_iter().map(|x| x.0).collect())).collect();
    files::replace(output, &json(output, &ranked)?)
}
