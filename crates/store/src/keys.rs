//! Keys and checkpoints: what lies outside the database, so that whoever owns every table still cannot rewrite the past.

use crate::error::StoreError;
use hmac::{Hmac, KeyInit, Mac};
use ledger::{SigningKey, VerifierKey};
use sha2::Sha256;
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// The keys of an installation and the folder that holds them.
pub struct Keys {
    dir: PathBuf,
    signing: SigningKey,
    seal: [u8; 32],
}

impl Keys {
    /// Opens the folder, making keys where it is new. Key files are readable by their owner only.
    pub fn open(dir: &Path, name: &str) -> Result<Keys, StoreError> {
        fs::create_dir_all(dir)?;
        let key = |e: &dyn std::fmt::Display| StoreError::Key(e.to_string());
        let signing = match read_if(&dir.join("signing.key"))? {
            Some(text) => SigningKey::from_text(text.trim()).map_err(|e| key(&e))?,
            None => {
                let made = SigningKey::generate(name).map_err(|e| key(&e))?;
                write_secret(&dir.join("signing.key"), &made.to_text())?;
                write_secret(&dir.join("verifier.key"), &made.verifier().to_text())?;
                made
            }
        };
        let seal = match read_if(&dir.join("seal.key"))? {
            Some(text) => hex::decode(text.trim()).ok().and_then(|b| b.try_into().ok()).ok_or_else(|| key(&"seal.key is damaged"))?,
            None => {
                let mut made = [0u8; 32];
                getrandom::fill(&mut made).map_err(|e| key(&e))?;
                write_secret(&dir.join("seal.key"), &hex::encode(made))?;
                made
            }
        };
        Ok(Keys { dir: dir.to_owned(), signing, seal })
    }

    /// Whether the folder holds keys already.
    pub fn exist(dir: &Path) -> bool {
        dir.join("signing.key").exists()
    }

    /// The name under which checkpoints are signed; also the first part of each log's origin.
    pub fn name(&self) -> &str {
        self.signing.name()
    }

    pub(crate) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The public key, for anyone who verifies.
    pub fn verifier(&self) -> VerifierKey {
        self.signing.verifier()
    }

    /// The append-only file of signed checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.dir.join("checkpoints.log")
    }

    /// HMAC-SHA-256 of a sealed row, hexadecimal. Parts are length-prefixed, so no two rows share a seal.
    pub fn seal(&self, parts: &[&str]) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.seal) else { return String::new() };
        for p in parts {
            mac.update(&(p.len() as u64).to_be_bytes());
            mac.update(p.as_bytes());
        }
        hex::encode(mac.finalize().into_bytes())
    }
}

fn read_if(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Writes a file that only its owner can read, durably, before anything depends on it.
fn write_secret(path: &Path, text: &str) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut f = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    f.write_all(text.as_bytes())?;
    f.write_all(b"\n")?;
    f.sync_all()?;
    if let Some(dir) = path.parent() {
        fs::File::open(dir)?.sync_all()?;
    }
    Ok(())
}
