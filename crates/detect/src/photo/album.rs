//! All pictures of a round and the pairs among them, kept current as pictures arrive.
//!
//! INVARIANT: a pair is compared when one of the two is among the best candidates of the other, by symmetric votes and
//! ties by name. The lists are kept for all pictures at every addition, so they are those of the final set in any order.

use super::compare::{Match, Prepared, compare};
use super::feature::Features;
use super::index::{Candidate, INDEXED, PhotoIndex, cut};
use crate::IdTwice;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};

/// Two pictures of an album that belong together, `a` before `b`.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoPair {
    pub a: String,
    pub b: String,
    pub found: Match,
}

/// The pictures.
#[derive(Debug, Default)]
pub struct Album {
    index: PhotoIndex,
    ids: Vec<String>,
    numbers: HashMap<String, u32>,
    near: Vec<Vec<Candidate>>,
    judged: HashMap<(u32, u32), Option<Match>>,
}

/// Key of a name: ties between pictures go by it, whenever they were added.
pub fn key_of(id: &str) -> u64 {
    Sha256::digest(id.as_bytes()).iter().take(8).fold(0, |k, b| k << 8 | u64::from(*b))
}

impl Album {
    /// Adds a picture by its features and notes whom it may be paired with. No other picture is read.
    ///
    /// # Errors
    /// Refuses an id that the album holds; the album stays as it was.
    pub fn add(&mut self, id: &str, features: &Features) -> Result<(), IdTwice> {
        if self.numbers.contains_key(id) {
            return Err(IdTwice { id: id.to_owned() });
        }
        let chosen = features.indexed(INDEXED);
        let mut mine = self.index.ranked(&chosen);
        let key = key_of(id);
        let number = self.index.add_indexed(&chosen, key);
        for c in &mine {
            let list = &mut self.near[c.picture as usize];
            let me = Candidate { picture: number, key, ..*c };
            let at = list.partition_point(|o| o.rank() < me.rank());
            list.insert(at, me);
            cut(list);
        }
        cut(&mut mine);
        self.near.push(mine);
        self.ids.push(id.to_owned());
        self.numbers.insert(id.to_owned(), number);
        Ok(())
    }

    /// Pictures in the album.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Tells whether no picture was added.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Pairs of pictures that are to be compared.
    pub fn candidates(&self) -> Vec<(&str, &str)> {
        self.candidate_numbers().into_iter().map(|(a, b)| (self.ids[a as usize].as_str(), self.ids[b as usize].as_str())).collect()
    }

    /// Numbers of the pairs, in the order of the names.
    fn candidate_numbers(&self) -> Vec<(u32, u32)> {
        let both = self.near.iter().enumerate().flat_map(|(a, l)| l.iter().map(move |c| (a as u32, c.picture)));
        let id = |n: u32| &self.ids[n as usize];
        let pairs: BTreeSet<(&String, &String, u32, u32)> =
            both.map(|(a, b)| if id(a) <= id(b) { (a, b) } else { (b, a) }).map(|(a, b)| (id(a), id(b), a, b)).collect();
        pairs.into_iter().map(|(_, _, a, b)| (a, b)).collect()
    }

    /// All pairs that belong together, by name. `load` gives a picture by its id; pairs judged before are not loaded again,
    /// pictures that cannot be loaded belong to none.
    pub fn pairs(&mut self, mut load: impl FnMut(&str) -> Option<Prepared>) -> Vec<PhotoPair> {
        let wanted = self.candidate_numbers();
        let mut kept: Option<(u32, Option<Prepared>)> = None;
        let mut out = Vec::new();
        for (a, b) in wanted {
            let found = match self.judged.get(&(a, b)) {
                Some(found) => *found,
                None => {
                    if kept.as_ref().is_none_or(|k| k.0 != a) {
                        kept = Some((a, load(&self.ids[a as usize])));
                    }
                    let left = kept.as_ref().and_then(|k| k.1.as_ref());
                    let found = left.and_then(|l| compare(l, &load(&self.ids[b as usize])?));
                    self.judged.insert((a, b), found);
                    found
                }
            };
            let name = |n: u32| self.ids[n as usize].clone();
            out.extend(found.map(|found| PhotoPair { a: name(a), b: name(b), found }));
        }
        out
    }
}
