//! `detect papers`: what the files of a folder tell. The folder of a file is its item, the first folder its unit; a
//! record file beside the papers may tell more (`papers_record.rs`). What was read stays in a state file until the
//! output is whole, so that a run that was broken off goes on where it stopped.

use super::features::Kept;
use super::papers_check::{Described, Folder};
use super::papers_read::{Entry, read};
use super::{Failure, files, papers_record, papers_words};
use crate::text::{Lang, text_with};
use detect::signal::{Check, DETECTORS, Findings, Signal};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

#[derive(clap::Args)]
pub struct Args {
    input: PathBuf,
    #[arg(short, long)]
    output: PathBuf,
    /// Record of the items: causes, deadlines, claims, vouchers; `register.json` in the folder where it is there
    #[arg(long)]
    register: Option<PathBuf>,
    /// Write what silent detectors found as well, marked as silent
    #[arg(long)]
    with_silent: bool,
}

impl Args {
    /// Where the signals go.
    pub fn output(&self) -> &Path {
        &self.output
    }
}

const REGISTER: &str = "register.json";

/// Reads all files of a folder and writes their signals.
pub fn papers(args: &Args, lang: Lang) -> Result<(), Failure> {
    let (dir, output) = (&args.input, &args.output);
    let beside = dir.join(REGISTER);
    let register = args.register.clone().or_else(|| beside.is_file().then_some(beside));
    let records = register.as_deref().map(|p| papers_record::read(p, lang)).transpose()?.unwrap_or_default();
    // What we write may lie in the folder that we read.
    let own = files::own_files(output);
    let left_out = |p: &Path| register.as_deref() == Some(p) || own.iter().any(|o| o == p);
    let paths: Vec<PathBuf> = files::walk(dir)?.into_iter().filter(|p| !left_out(p)).collect();
    let mut resume = files::Resume::open(output, &format!("papers {} {}", env!("CARGO_PKG_VERSION"), dir.display()))?;
    let mut read_files = Vec::new();
    for (n, p) in paths.iter().enumerate() {
        let name = p.strip_prefix(dir).unwrap_or(p).display().to_string();
        if let Some(entry) = entry_of(p, &name, &mut resume, lang)? {
            read_files.push(Described { name, path: p.clone(), entry });
        }
        files::progress(lang, n + 1, paths.len());
    }
    if read_files.is_empty() && records.items.is_empty() {
        return Err(Failure::Nothing { path: dir.display().to_string() });
    }
    let mut kept = Kept::open(output)?;
    let found = Folder::new(read_files, records, lang).findings(&mut kept)?;
    files::replace(output, &lines(&found, args.with_silent, lang, output)?)?;
    resume.close();
    kept.close();
    say_silent(&found, args.with_silent, lang);
    Ok(())
}

/// The entry of a file: the one that was read before where the file is still the same, else read now. A file that cannot
/// be read is named, in every run anew.
fn entry_of(path: &Path, name: &str, resume: &mut files::Resume, lang: Lang) -> Result<Option<Entry>, Failure> {
    let state = std::fs::metadata(path).ok().map(|m| (m.len(), m.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok())));
    let step = format!("{name} {state:?}");
    let kept = resume.finished(&step).and_then(|l| serde_json::from_str(l.first()?).ok());
    let entry: Result<Entry, String> = match kept {
        Some(kept) => kept,
        None => {
            let entry = read(path).map_err(str::to_owned);
            let line = serde_json::to_string(&entry).map_err(|source| Failure::Json { path: name.to_owned(), source })?;
            resume.finish(&step, &[line])?;
            entry
        }
    };
    match entry {
        Ok(entry) => {
            if entry.wrong_ending {
                files::note(lang, name, "wrong-ending");
            }
            Ok(Some(entry))
        }
        Err(code) => {
            files::complain(lang, name, &code);
            Ok(None)
        }
    }
}

/// The signals, one a line: what may block first, then the hints.
fn lines(found: &Findings, with_silent: bool, lang: Lang, output: &Path) -> Result<String, Failure> {
    let mut out = String::new();
    let mut push = |line: Option<String>| line.into_iter().for_each(|l| out.push_str(&format!("{l}\n")));
    for s in &found.blocking {
        push(shown(s, with_silent, lang, output)?);
    }
    for s in &found.remarks {
        push(shown(s, with_silent, lang, output)?);
    }
    Ok(out)
}

fn shown<C: Check>(s: &Signal<C>, with_silent: bool, lang: Lang, output: &Path) -> Result<Option<String>, Failure> {
    if s.detector().silent && !with_silent {
        return Ok(None);
    }
    papers_words::line(s, lang).map(Some).map_err(|source| Failure::Json { path: output.display().to_string(), source })
}

/// Names the detectors that are silent, and how much of what they found is left out: nobody shall take their silence
/// for an all-clear.
fn say_silent(found: &Findings, with_silent: bool, lang: Lang) {
    let names: Vec<&str> = DETECTORS.iter().filter(|d| d.silent).map(|d| d.name).collect();
    if names.is_empty() {
        return;
    }
    let count = found.blocking.iter().map(Signal::detector).chain(found.remarks.iter().map(Signal::detector)).filter(|d| d.silent).count();
    let params = [("names", names.join(", ")), ("count", count.to_string())];
    eprintln!("{}", text_with(lang, if with_silent { "detect-silent-shown" } else { "detect-silent-left-out" }, &params));
}
