//! Files of the command: read whole, replaced whole.

use super::Failure;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

fn failure(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let file = path.display().to_string();
    move |error| Failure::File { file, error }
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(failure(path))
}

/// Refuses a place where no file can be written, before a search is spent on what would go there.
pub fn place(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = fs::metadata(folder).and_then(|folder| if folder.is_dir() { Ok(()) } else { Err(ErrorKind::NotADirectory.into()) });
    let free = there.and_then(|()| if path.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { Ok(()) });
    free.map_err(failure(path))
}

/// Replaces a file in one step: readers see the old text or the new one, never a part.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let write = || {
        let mut file = fs::File::create(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(|error| {
        // What is half written is of no use to anybody.
        let _ = fs::remove_file(&part);
        failure(path)(error)
    })
}
