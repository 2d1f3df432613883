//! Names of the files of an exported log, those of C2SP tlog-tiles, so that the folder can be served as it is.

use std::path::{Path, PathBuf};

/// Path of a tile below the folder: `tile/<level>/<index>` with `.p/<width>` when it holds fewer than 256 hashes.
#[must_use]
pub fn tile(level: u8, index: u64, width: u16) -> PathBuf {
    numbered(&format!("tile/{level}"), index, width)
}

/// Path of a bundle of entries: `tile/entries/<index>[.p/<width>]`.
#[must_use]
pub fn entries(index: u64, width: u16) -> PathBuf {
    numbered("tile/entries", index, width)
}

/// Path of a file of bodies; grouped and numbered as the bundles of entries are.
#[must_use]
pub fn bodies(index: u64, width: u16) -> PathBuf {
    numbered("bodies", index, width)
}

/// Path of the newest signed checkpoint.
#[must_use]
pub fn checkpoint(folder: &Path) -> PathBuf {
    folder.join("checkpoint")
}

/// Path of the file of all signed checkpoints, in the form of [`crate::archive`].
#[must_use]
pub fn checkpoints(folder: &Path) -> PathBuf {
    folder.join("checkpoints")
}

/// Index 1234067 becomes `x001/x234/067`.
fn numbered(folder: &str, index: u64, width: u16) -> PathBuf {
    let digits = index.to_string();
    let padded = format!("{}{digits}", "0".repeat((3 - digits.len() % 3) % 3));
    let mut path = folder.to_owned();
    for at in (0..padded.len()).step_by(3) {
        path += if at + 3 < padded.len() { "/x" } else { "/" };
        path += &padded[at..at + 3];
    }
    if width < 256 {
        path += &format!(".p/{width}");
    }
    PathBuf::from(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_tlog_tiles() {
        let table = [
            (tile(0, 1_234_067, 256), "tile/0/x001/x234/067"),
            (tile(2, 0, 1), "tile/2/000.p/1"),
            (tile(1, 999, 255), "tile/1/999.p/255"),
            (tile(0, 1000, 256), "tile/0/x001/000"),
            (entries(273, 112), "tile/entries/273.p/112"),
            (bodies(1000, 256), "bodies/x001/000"),
        ];
        for (path, expected) in table {
            assert_eq!(path, PathBuf::from(expected));
        }
    }
}
