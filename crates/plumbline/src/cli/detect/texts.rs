//! `detect copies`, `detect perfunctory`, `detect repeats`. Reading the texts is quick; what takes long, the judging of pairs and
//! the ranking, goes in steps whose results stay beside the output until it is whole.

use super::{Failure, files};
use crate::text::Lang;
use detect::IdTwice;
use detect::copies::{Copies, Doc};
use detect::perfunctory::Perfunctory;
use detect::repeats::{Finding, Repeats};
use detect::text::normal::is_unreadable;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// Longest single text, in bytes; longer ones are named and left out.
const ONE_TEXT_BYTES_MAX: usize = 4 << 20;
/// Papers whose pairs are one step: neighbours share what was read of their partners.
const PAIRS_STEP: usize = 512;
/// Findings whose rankings are one step.
const RANKED_STEP: usize = 64;

/// Reads texts, one a line; a bad line is named and the rest goes on.
fn docs(path: &Path, lang: Lang) -> Result<Vec<(String, Doc)>, Failure> {
    let mut out = Vec::new();
    let text = files::read_text(path)?;
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let at = || format!("{}:{}", path.display(), n + 1);
        match serde_json::from_str::<Doc>(line) {
            Err(_) => files::complain(lang, &at(), "line"),
            Ok(d) if d.text.len() > ONE_TEXT_BYTES_MAX => files::complain(lang, &at(), "too-large"),
            Ok(d) if is_unreadable(&d.text) => files::complain(lang, &at(), "unreadable"),
            Ok(d) => out.push((at(), d)),
        }
    }
    if out.is_empty() { Err(Failure::Nothing { path: path.display().to_string() }) } else { Ok(out) }
}

fn json<T: serde::Serialize>(path: &Path, value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|source| Failure::Json { path: path.display().to_string(), source })
}

/// Adds every paper; one whose id is known already is named and left out.
fn add_all(docs: Vec<(String, Doc)>, lang: Lang, mut add: impl FnMut(Doc) -> Result<(), IdTwice>) {
    let all = docs.len();
    for (n, (place, d)) in docs.into_iter().enumerate() {
        if add(d).is_err() {
            files::complain(lang, &place, "id-twice");
        }
        if n % 1000 == 999 || n + 1 == all {
            files::progress(lang, n + 1, all);
        }
    }
}

fn write_lines<T: serde::Serialize>(output: &Path, lines: impl Iterator<Item = T>) -> Result<(), Failure> {
    let mut out = String::new();
    for line in lines {
        out.push_str(&json(output, &line)?);
        out.push('\n');
    }
    files::replace(output, &out)
}

/// Copied text.
pub fn copies(input: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let mut index = Copies::default();
    add_all(docs(input, lang)?, lang, |d| index.add(d));
    let pairs = |range| index.pairs_within(range).iter().map(|p| json(output, p)).collect();
    let (mut lines, resume) = in_steps("copies", input, output, lang, index.len(), PAIRS_STEP, pairs)?;
    // The ids come first in a line.
    lines.sort();
    let text: String = lines.into_iter().map(|l| l + "\n").collect();
    files::replace(output, &text)?;
    resume.close();
    Ok(())
}

/// Does `count` things in steps of `size`; what a run before this one has finished on the same input is taken from its state.
fn in_steps(
    what: &str,
    input: &Path,
    output: &Path,
    lang: Lang,
    count: usize,
    size: usize,
    mut step: impl FnMut(Range<usize>) -> Result<Vec<String>, Failure>,
) -> Result<(Vec<String>, files::Resume), Failure> {
    let mut resume = files::Resume::open(output, &files::Resume::key_of(what, &[input.to_path_buf()]))?;
    let mut out = Vec::new();
    for from in (0..count).step_by(size) {
        let (to, name) = ((from + size).min(count), from.to_string());
        if let Some(lines) = resume.finished(&name) {
            out.extend_from_slice(lines);
        } else {
            let lines = step(from..to)?;
            resume.finish(&name, &lines)?;
            out.extend(lines);
        }
        files::progress(lang, to, count);
    }
    Ok((out, resume))
}

/// Perfunctory text.
pub fn perfunctory(input: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let mut corpus = Perfunctory::default();
    add_all(docs(input, lang)?, lang, |d| corpus.add(&d).map(drop));
    write_lines(output, corpus.verdicts())
}

/// Repeat findings. The ranking answers who asks; no signal is raised from it, and the command says so.
pub fn repeats(input: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let text = files::read_text(input)?;
    let findings: Vec<serde_json::Value> =
        serde_json::from_str(&text).map_err(|source| Failure::Json { path: input.display().to_string(), source })?;
    let mut all = Repeats::default();
    for (n, f) in findings.into_iter().enumerate() {
        let at = format!("{}:{}", input.display(), n + 1);
        match serde_json::from_value::<Finding>(f) {
            Err(_) => files::complain(lang, &at, "line"),
            Ok(f) if is_unreadable(&f.text) => files::complain(lang, &at, "unreadable"),
            Ok(f) => {
                if all.add(f).is_err() {
                    files::complain(lang, &at, "id-twice");
                }
            }
        }
    }
    let best = |f: &Finding| all.ranked(&f.id).into_iter().map(|x| x.0).collect::<Vec<_>>();
    let rank = |range: Range<usize>| all.findings()[range].iter().map(|f| json(output, &(&f.id, best(f)))).collect();
    let (lines, resume) = in_steps("repeats", input, output, lang, all.findings().len(), RANKED_STEP, rank)?;
    let parsed: Result<BTreeMap<String, Vec<String>>, _> = lines.iter().map(|l| serde_json::from_str(l)).collect();
    let ranked = parsed.map_err(|source| Failure::Json { path: output.display().to_string(), source })?;
    eprintln!("{}", crate::text::text(lang, "detect-silent-repeats"));
    files::replace(output, &json(output, &ranked)?)?;
    resume.close();
    Ok(())
}
