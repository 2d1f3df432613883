//! Reading and writing of the detectors: whole outputs replaced atomically, progress on a terminal, a state file that
//! lets a long run go on where it stopped.

use super::Failure;
use crate::text::{Lang, text_with};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Longest input file of texts, in bytes.
const TEXT_BYTES_MAX: u64 = 4 << 30;

fn shown(p: &Path) -> String {
    p.display().to_string()
}

/// Reads a whole file; what is no UTF-8 becomes replacement characters, which the text check names.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    let fail = |source| Failure::Read { path: shown(path), source };
    if fs::metadata(path).map_err(fail)?.len() > TEXT_BYTES_MAX {
        return Err(fail(std::io::Error::from(std::io::ErrorKind::FileTooLarge)));
    }
    Ok(String::from_utf8_lossy(&fs::read(path).map_err(fail)?).into_owned())
}

/// Replaces a file in one step.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |source| Failure::Write { path: shown(path), source };
    let next = beside(path, ".new");
    let mut f = fs::File::create(&next).map_err(fail)?;
    let done = f.write_all(text.as_bytes()).and_then(|()| f.sync_all()).and_then(|()| fs::rename(&next, path));
    if done.is_err() {
        // Half a file helps nobody; the failure itself is told.
        let _ = fs::remove_file(&next);
    }
    done.map_err(fail)
}

/// What a run writes: the output, its next version, its state, the features of pictures.
pub fn own_files(output: &Path) -> [PathBuf; 4] {
    [output.to_path_buf(), beside(output, ".new"), beside(output, ".state"), beside(output, ".features")]
}

/// Fails early where the output cannot be written: nobody waits hours to hear of a missing folder.
pub fn writable(output: &Path) -> Result<(), Failure> {
    let next = beside(output, ".new");
    let fail = |source| Failure::Write { path: shown(output), source };
    if output.is_dir() {
        return Err(fail(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
    }
    fs::File::create(&next).and_then(|_| fs::remove_file(&next)).map_err(fail)
}

pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// All files below a folder, by path; hidden ones left out.
pub fn walk(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(d) = open.pop() {
        let entries = fs::read_dir(&d).map_err(|source| Failure::Read { path: shown(&d), source })?;
        for e in entries.flatten().filter(|e| !e.file_name().to_string_lossy().starts_with('.')) {
            // A link could lead out of the folder or round in a circle.
            match e.file_type() {
                Ok(t) if t.is_dir() => open.push(e.path()),
                Ok(t) if t.is_file() => out.push(e.path()),
                _ => {}
            }
        }
    }
    out.sort();
    if out.is_empty() { Err(Failure::Nothing { path: shown(dir) }) } else { Ok(out) }
}

/// Says on stderr what is wrong with one file.
pub fn complain(lang: Lang, file: &str, code: &str) {
    let cause = crate::text::text(lang, &format!("detect-bad-{code}"));
    eprintln!("{}", text_with(lang, "detect-bad-file", &[("file", file.to_owned()), ("cause", cause)]));
}

/// Says on stderr what is odd about a file that was read all the same.
pub fn note(lang: Lang, file: &str, code: &str) {
    let cause = crate::text::text(lang, &format!("detect-note-{code}"));
    eprintln!("{}", text_with(lang, "detect-note-file", &[("file", file.to_owned()), ("cause", cause)]));
}

/// Progress on a terminal, silence elsewhere.
pub fn progress(lang: Lang, done: usize, all: usize) {
    if std::io::stderr().is_terminal() {
        let line = text_with(lang, "detect-progress", &[("done", done.to_string()), ("all", all.to_string())]);
        eprint!("\r{line}{}", if done == all { "\n" } else { "" });
    }
}

/// What was finished before, by step; the file lies beside the output and goes when the output is whole.
pub struct Resume {
    path: PathBuf,
    done: HashMap<String, Vec<String>>,
    file: fs::File,
}

impl Resume {
    /// Opens the state of a run of that key; another key begins anew.
    pub fn open(output: &Path, key: &str) -> Result<Self, Failure> {
        let path = beside(output, ".state");
        let key = hex::encode(Sha256::digest(key));
        let old = fs::read_to_string(&path).unwrap_or_default();
        let mut lines = old.lines();
        let same = lines.next() == Some(key.as_str());
        // A line that was cut off in the middle does not parse and its step is done again.
        let done =
            if same { lines.filter_map(|l| serde_json::from_str::<(String, Vec<String>)>(l).ok()).collect() } else { HashMap::new() };
        let fail = |source| Failure::Write { path: shown(&path), source };
        let mut file = fs::OpenOptions::new().create(true).write(true).append(same).truncate(!same).open(&path).map_err(fail)?;
        file.write_all(if same { b"\n".as_slice() } else { b"" }).map_err(fail)?;
        if !same {
            writeln!(file, "{key}").map_err(fail)?;
        }
        Ok(Self { path, done, file })
    }

    /// A key of these inputs, their sizes and times.
    pub fn key_of(what: &str, inputs: &[PathBuf]) -> String {
        let mut out = format!("{what} {}", env!("CARGO_PKG_VERSION"));
        for p in inputs {
            let state = fs::metadata(p).ok().map(|m| (m.len(), m.modified().ok()));
            out.push_str(&format!("\n{} {state:?}", shown(p)));
        }
        out
    }

    /// The lines of a step that was finished before.
    pub fn finished(&self, step: &str) -> Option<&Vec<String>> {
        self.done.get(step)
    }

    /// Records the lines of a finished step.
    pub fn finish(&mut self, step: &str, lines: &[String]) -> Result<(), Failure> {
        let fail = |source| Failure::Write { path: shown(&self.path), source };
        let json = serde_json::to_string(&(step, lines)).map_err(|source| Failure::Json { path: shown(&self.path), source })?;
        writeln!(self.file, "{json}").map_err(fail)
    }

    /// Forgets the state: the output is whole.
    pub fn close(self) {
        drop(self.file);
        // A state file left behind is found stale or whole by its key.
        let _ = fs::remove_file(&self.path);
    }
}
