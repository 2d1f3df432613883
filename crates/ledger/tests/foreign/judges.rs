//! What the foreign verifiers need to read an exported folder; the tests of the store use it, too.

use ledger::tree::Hash;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tlog_tiles::TileReader;

pub fn foreign(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash)
}

/// Gives the other crate the files of an exported folder, by its own ideas of which tiles there are.
pub struct Files<'a>(pub &'a Path);

impl TileReader for Files<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let read = |tile: &tlog_tiles::Tile| {
            // Its paths name the height first, as Go's do; C2SP leaves it out.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            std::fs::read(self.0.join(&path)).unwrap_or_else(|e| panic!("{path}: {e}"))
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

/// Makes a Python environment with pymerkle below the target folder and answers its interpreter.
fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pymerkle-venv");
    let python = venv.join("bin/python");
    let run = |program: &Path, args: &[&str], advice: &str| {
        let output = Command::new(program).args(args).output();
        let good = output.as_ref().is_ok_and(|output| output.status.success());
        assert!(good, "{advice}; set PLUMBLINE_QUICK=1 to leave this test out.\n{output:?}");
    };
    if !Command::new(&python).args(["-c", "import pymerkle"]).output().is_ok_and(|output| output.status.success()) {
        let venv = venv.to_str().unwrap();
        run(Path::new("python3"), &["-m", "venv", venv], "install python3 (3.10 or newer) with its venv module");
        run(&python, &["-m", "pip", "install", "--quiet", "pymerkle==7.0.0"], "pip must be able to install pymerkle 7.0.0 from PyPI");
    }
    python
}

/// Lets pymerkle judge claims about an exported folder.
pub fn pymerkle(log: &Path, claims: &Path) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/tests/foreign/check.py");
    Command::new(python()).arg(script).arg(log).arg(claims).output().unwrap()
}
