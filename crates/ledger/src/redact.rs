//! Bodies that were replaced by order (erasure). A later entry names the position, the fields and the commit of the
//! body that takes the old one's place; from then on either body answers for the position, and nothing else does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::commit::{Commit, Salt, commit};

/// Top-level member of a body under which an entry lists the replacements it orders.
pub const REPLACEMENTS_KEY: &str = "replacements";

/// One body replaced by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// Position of the entry whose body was replaced.
    pub position: u64,
    /// Paths of the fields that were erased, for people who read the record.
    pub fields: Vec<String>,
    /// Commit of the body that stands there now.
    pub commit: Commit,
}

/// Which of an entry's two possible bodies was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The body that the leaf committed to.
    Original,
    /// The body that the latest replacement committed to.
    Replaced,
}

/// Reads the replacements that a body orders; none when it has no such member.
///
/// # Errors
/// The member is there but is no list of replacements.
pub fn in_body(body: &Value) -> Result<Vec<Replacement>, serde_json::Error> {
    body.get(REPLACEMENTS_KEY).map_or(Ok(Vec::new()), Vec::<Replacement>::deserialize)
}

/// Says which body `body` is: the leaf's own, that of the latest replacement recorded later in the log, or neither.
#[must_use]
pub fn standing(leaf_commit: &Commit, latest: Option<&Commit>, salt: &Salt, body: &[u8]) -> Option<Standing> {
    standing_of(leaf_commit, latest, &commit(salt, body))
}

/// As [`standing`], for a commit that is computed already.
#[must_use]
pub fn standing_of(leaf_commit: &Commit, latest: Option<&Commit>, found: &Commit) -> Option<Standing> {
    if found == leaf_commit {
        Some(Standing::Original)
    } else if latest == Some(found) {
        Some(Standing::Replaced)
    } else {
        None
    }
}

/// The latest replacement of each position; 40 bytes for each replaced entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replacements {
    latest: BTreeMap<u64, Commit>,
    orders: u64,
}

impl Replacements {
    /// Notes a replacement ordered by the entry at position `by`; entries must come in log order. Answers false, and
    /// notes nothing, when it does not point back: an entry can replace only bodies that lie before it.
    #[must_use]
    pub fn record(&mut self, by: u64, replacement: &Replacement) -> bool {
        let back = replacement.position < by;
        if back {
            self.latest.insert(replacement.position, replacement.commit);
            self.orders += 1;
        }
        back
    }

    /// Commit of the body that stands at `position` by order, if one was ordered.
    #[must_use]
    pub fn latest(&self, position: u64) -> Option<&Commit> {
        self.latest.get(&position)
    }

    /// Number of replacements ordered so far; what `verify` and every notice state.
    #[must_use]
    pub fn orders(&self) -> u64 {
        self.orders
    }
}
