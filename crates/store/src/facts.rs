//! Folded states for decisions: hot ones in memory by revision, cold ones folded from the ledger. A decision sees
//! the cache through the overlay of its batch, so that a batch that fails leaves no trace.

use crate::{db::Conn, error::StoreError, log};
use rules::{Fact, State, StreamKey, evolve, facts::Source};
use std::collections::HashMap;

/// Hot streams kept at most; beyond, the cache starts anew.
const HOT_MAX: usize = 200_000;

/// A state and its revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    pub state: State,
    pub revision: u64,
}

impl Folded {
    /// Folds one more fact.
    pub fn apply(&mut self, fact: &Fact) -> Result<(), StoreError> {
        if fact.revision != self.revision + 1 {
            return Err(StoreError::Damaged(format!("`{}` jumps from revision {} to {}", fact.stream, self.revision, fact.revision)));
        }
        evolve(&mut self.state, fact).map_err(|e| StoreError::Damaged(e.to_string()))?;
        self.revision = fact.revision;
        Ok(())
    }

    /// Folds a stream from the ledger.
    pub fn load(conn: &mut Conn, authority: i64, key: &StreamKey) -> Result<Folded, StoreError> {
        let mut folded = Folded::default();
        for fact in log::stream_facts(conn, authority, key)? {
            folded.apply(&fact)?;
        }
        Ok(folded)
    }
}

/// Committed states, and those of the batch under way.
#[derive(Default)]
pub struct Hot {
    committed: HashMap<StreamKey, Folded>,
    batch: HashMap<StreamKey, Folded>,
}

impl Hot {
    /// The state as of the batch, if it is in memory.
    pub fn get(&self, key: &StreamKey) -> Option<&Folded> {
        self.batch.get(key).or_else(|| self.committed.get(key))
    }

    /// Loads a stream into memory, within the transaction of the batch.
    pub fn load(&mut self, conn: &mut Conn, authority: i64, key: StreamKey) -> Result<(), StoreError> {
        if self.committed.len() >= HOT_MAX {
            self.committed.clear();
        }
        let folded = Folded::load(conn, authority, &key)?;
        self.committed.insert(key, folded);
        Ok(())
    }

    /// Loads a stream unless it is in memory, and returns it.
    pub fn fetch(&mut self, conn: &mut Conn, authority: i64, key: StreamKey) -> Result<&Folded, StoreError> {
        if self.get(&key).is_none() {
            self.load(conn, authority, key)?;
        }
        self.get(&key).ok_or_else(|| StoreError::Damaged("a stream vanished from memory".into()))
    }

    /// Folds a new fact into the overlay.
    pub fn apply(&mut self, fact: &Fact) -> Result<(), StoreError> {
        let mut folded = self.get(&fact.stream).cloned().unwrap_or_default();
        folded.apply(fact)?;
        self.batch.insert(fact.stream, folded);
        Ok(())
    }

    /// The batch is durable.
    pub fn commit(&mut self) {
        self.committed.extend(self.batch.drain());
    }

    /// The batch failed. States loaded meanwhile may rest on its rows: they go, too.
    pub fn rollback(&mut self) {
        self.batch.clear();
        self.committed.clear();
    }

    /// Another server wrote: what it touched is no longer known.
    pub fn forget(&mut self, key: &StreamKey) {
        self.committed.remove(key);
    }
}

impl Source for Hot {
    fn state(&self, key: &StreamKey) -> Option<State> {
        self.get(key).map(|f| f.state.clone())
    }
}
