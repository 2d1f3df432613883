//! Entry bundles: up to 256 leaves, each after its length as a big-endian u16 (C2SP tlog-tiles).

use thiserror::Error;

/// Bytes that are no bundle of the expected number of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BundleError {
    /// The bytes end within an entry; `index` is its number in the bundle.
    #[error("the bundle ends within entry {index}")]
    Short { index: usize },
    /// Bytes follow the last entry.
    #[error("{0} bytes follow the last entry")]
    Long(usize),
    /// An entry is longer than 65,535 bytes.
    #[error("an entry of {0} bytes does not fit a bundle")]
    Entry(usize),
}

/// Appends one entry to a bundle.
///
/// # Errors
/// [`BundleError::Entry`].
pub fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let len = u16::try_from(entry.len()).map_err(|_| BundleError::Entry(entry.len()))?;
    bundle.extend(len.to_be_bytes());
    bundle.extend(entry);
    Ok(())
}

/// Takes a bundle of exactly `width` entries apart.
///
/// # Errors
/// [`BundleError`] when there are fewer or more bytes.
pub fn split(bundle: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let mut rest = bundle;
    let mut entries = Vec::with_capacity(usize::from(width));
    for index in 0..usize::from(width) {
        let short = BundleError::Short { index };
        let (len, tail) = rest.split_first_chunk::<2>().ok_or(short)?;
        let (entry, tail) = tail.split_at_checked(u16::from_be_bytes(*len).into()).ok_or(short)?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() { Ok(entries) } else { Err(BundleError::Long(rest.len())) }
}
