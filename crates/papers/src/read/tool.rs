//! Programs of the house's machine that are used where they are installed: LibreOffice for files of other office programs, tesseract for
//! scans, jbig2dec for the pictures of scans that are packed so. Each runs as a process of its own, with a time limit, in a folder that is removed afterwards.

use super::ReadError;
use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// Largest output of a program that is read, in bytes.
const OUTPUT_BYTES_MAX: u64 = 64 << 20;

/// Most memory that jbig2dec may take, in bytes.
const BILEVEL_BYTES_MAX: u64 = 256 << 20;

/// Where the programs are and how long they may take.
#[derive(Clone, Debug)]
pub struct Tools {
    /// LibreOffice, by name or path; nothing to do without.
    pub office: Option<PathBuf>,
    /// tesseract, by name or path; nothing to do without.
    pub ocr: Option<PathBuf>,
    /// jbig2dec, by name or path; nothing to do without.
    pub bilevel: Option<PathBuf>,
    /// Languages of tesseract.
    pub ocr_languages: String,
    /// Limit of one run.
    pub time_max: Duration,
}

impl Default for Tools {
    fn default() -> Tools {
        Tools {
            office: Some("soffice".into()),
            ocr: Some("tesseract".into()),
            bilevel: Some("jbig2dec".into()),
            ocr_languages: "chi_sim".to_owned(),
            time_max: Duration::from_secs(120),
        }
    }
}

impl Tools {
    /// No program is run at all.
    pub fn none() -> Tools {
        Tools { office: None, ocr: None, bilevel: None, ..Tools::default() }
    }
}

/// A folder that is removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Folder, ReadError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("plumbline-read-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).map_err(|_| ReadError::ToolFailed("tmp"))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Whatever is left is in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Converts a file of another office program, named by its usual ending, to docx or xlsx (`target`) by LibreOffice.
pub fn convert(bytes: &[u8], ending: &str, target: &str, tools: &Tools) -> Result<Vec<u8>, ReadError> {
    const NAME: &str = "libreoffice";
    let office = tools.office.as_deref().ok_or(ReadError::NeedsTool(NAME))?;
    let folder = Folder::new()?;
    let input = folder.0.join(format!("paper.{ending}"));
    std::fs::write(&input, bytes).map_err(|_| ReadError::ToolFailed(NAME))?;
    let profile = format!("-env:UserInstallation=file://{}", folder.0.join("profile").display());
    let mut command = Command::new(office);
    command.arg(profile).args(["--headless", "--norestore", "--convert-to", target, "--outdir"]).arg(&folder.0).arg(&input);
    run(command, None, NAME, tools.time_max)?;
    read_limited(&folder.0.join(format!("paper.{target}"))).ok_or(ReadError::ToolFailed(NAME))
}

fn read_limited(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).ok()?.take(OUTPUT_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Reads a picture by tesseract.
pub fn recognise(picture: &[u8], tools: &Tools) -> Result<String, ReadError> {
    const NAME: &str = "tesseract";
    let ocr = tools.ocr.as_deref().ok_or(ReadError::NeedsTool(NAME))?;
    let mut command = Command::new(ocr);
    command.args(["-", "-", "-l", &tools.ocr_languages, "--psm", "6"]);
    let out = run(command, Some(picture), NAME, tools.time_max)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Unpacks a JBIG2 picture, with the segments it shares with others, to a portable bitmap in which one is black.
pub fn unpack_bilevel(picture: &[u8], shared: Option<&[u8]>, tools: &Tools) -> Result<Vec<u8>, ReadError> {
    const NAME: &str = "jbig2dec";
    let program = tools.bilevel.as_deref().ok_or(ReadError::NeedsTool(NAME))?;
    let folder = Folder::new()?;
    let mut command = Command::new(program);
    command.args(["-q", "-e", "-t", "pbm", "-o", "-", "-M"]).arg(BILEVEL_BYTES_MAX.to_string());
    for (name, bytes) in [("shared", shared), ("picture", Some(picture))] {
        let Some(bytes) = bytes else { continue };
        let path = folder.0.join(name);
        std::fs::write(&path, bytes).map_err(|_| ReadError::ToolFailed(NAME))?;
        command.arg(path);
    }
    run(command, Some(&[]), NAME, tools.time_max)
}

fn run(mut command: Command, input: Option<&[u8]>, name: &'static str, time_max: Duration) -> Result<Vec<u8>, ReadError> {
    let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
    // LibreOffice leaves children that would hold the pipe open beyond its end.
    let stdout = if input.is_some() { Stdio::piped() } else { Stdio::null() };
    let child = command.stdin(stdin).stdout(stdout).stderr(Stdio::null()).spawn();
    let mut child = child.map_err(|_| ReadError::NeedsTool(name))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        let input = input.unwrap_or_default();
        // A program that stops reading closes the pipe; its exit status tells what came of it.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input)));
        let reader = scope.spawn(move || {
            let mut out = Vec::new();
            let read = stdout.map(|pipe| pipe.take(OUTPUT_BYTES_MAX).read_to_end(&mut out));
            read.and_then(Result::ok).map(|_| out)
        });
        let status = wait(&mut child, time_max);
        let out = reader.join().ok().flatten().unwrap_or_default();
        match status {
            Some(true) => Ok(out),
            Some(false) => Err(ReadError::ToolFailed(name)),
            None => Err(ReadError::ToolTimeout(name)),
        }
    })
}

/// Waits for a process: whether it succeeded, or nothing when its time was up and it was ended.
fn wait(child: &mut Child, time_max: Duration) -> Option<bool> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if begun.elapsed() < time_max => std::thread::sleep(Duration::from_millis(20)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}
