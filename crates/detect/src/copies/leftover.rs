//! The name of another county or unit left over in a text: cheap, and seldom wrong where no joint work explains it.
//!
//! The names are those of the papers added. A paper may come before the name that makes it foreign, so the index keeps,
//! for every pair of neighbouring characters, the blocks of papers that hold it: a new name reads again only the papers
//! of the blocks that hold its rarest pair, and nothing where no block does.

use super::index::Doc;
use crate::lexicon::{RECORDS, WordSet};
use crate::text::{normalize, sentence::sentences};
use crate::{IdTwice, text::Normal};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, LazyLock},
};

/// A foreign name in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Leftover {
    pub id: String,
    /// Half-open, in Unicode scalars of the source.
    pub start: u32,
    pub end: u32,
    pub name: String,
}

/// Papers of one block.
const BLOCK: usize = 32;

static EXPLAINED: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(RECORDS.words("joint-words")));
static BOUNDARY: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(RECORDS.words("before-names")));

/// The index of names and of the papers in which they may stand.
#[derive(Debug, Default)]
pub struct Leftovers {
    docs: Vec<Arc<Doc>>,
    ids: HashSet<String>,
    known: HashSet<String>,
    names: WordSet,
    /// Numbers of the blocks that hold a pair of characters, rising.
    blocks: HashMap<(char, char), Vec<u32>>,
    found: HashMap<u32, Vec<Leftover>>,
    readings: u64,
}

impl Leftovers {
    /// Adds a paper and its names. Earlier papers are read again only where they may hold a name that is new.
    ///
    /// # Errors
    /// Refuses an id that the index holds; the index stays as it was.
    pub fn add(&mut self, doc: impl Into<Arc<Doc>>) -> Result<(), IdTwice> {
        let doc = doc.into();
        if !self.ids.insert(doc.id.clone()) {
            return Err(IdTwice { id: doc.id.clone() });
        }
        let folded = normalize(&doc.text);
        let at = self.docs.len() as u32;
        self.docs.push(Arc::clone(&doc));
        self.note_pairs(at, &folded);
        let mut again = BTreeSet::from([at]);
        for name in [&doc.county, &doc.unit].map(|n| normalize(n).chars) {
            let word: String = name.iter().collect();
            if name.len() >= 2 && self.known.insert(word.clone()) {
                self.names.insert(&word);
                self.holders(&name, &mut again);
            }
        }
        for paper in again {
            self.read(paper);
        }
        Ok(())
    }

    fn note_pairs(&mut self, paper: u32, folded: &Normal) {
        let block = paper / BLOCK as u32;
        for w in folded.chars.windows(2).filter(|w| w[0].is_alphanumeric() && w[1].is_alphanumeric()) {
            let blocks = self.blocks.entry((w[0], w[1])).or_default();
            if blocks.last() != Some(&block) {
                blocks.push(block);
            }
        }
    }

    /// Papers of the blocks that hold the rarest pair of characters of a name.
    fn holders(&self, name: &[char], out: &mut BTreeSet<u32>) {
        let lists = name.windows(2).filter(|w| w[0].is_alphanumeric() && w[1].is_alphanumeric());
        let Some(rarest) = lists.map(|w| self.blocks.get(&(w[0], w[1])).map_or(&[][..], Vec::as_slice)).min_by_key(|b| b.len()) else {
            return;
        };
        for block in rarest {
            let first = *block as usize * BLOCK;
            let papers = self.docs.iter().enumerate().skip(first).take(BLOCK);
            out.extend(papers.filter(|(_, d)| holds(&d.text, name)).map(|(p, _)| p as u32));
        }
    }

    fn read(&mut self, paper: u32) {
        self.readings += 1;
        let found = foreign(&self.docs[paper as usize], &self.names);
        if found.is_empty() {
            self.found.remove(&paper);
        } else {
            self.found.insert(paper, found);
        }
    }

    /// All foreign names found, by paper and place.
    pub fn all(&self) -> Vec<Leftover> {
        let mut out: Vec<Leftover> = self.found.values().flatten().cloned().collect();
        out.sort();
        out
    }

    /// How often a text was read so far: shows that nothing is scanned again in full.
    pub fn readings(&self) -> u64 {
        self.readings
    }
}

fn holds(text: &str, name: &[char]) -> bool {
    normalize(text).chars.windows(name.len()).any(|w| w == name)
}

/// Foreign names in one text. A name beside words of joint work, transfer or comparison in the same sentence is explained
/// and left out.
fn foreign(d: &Doc, names: &WordSet) -> Vec<Leftover> {
    let [unit, county] = [&d.unit, &d.county].map(|n| normalize(n).chars.into_iter().collect::<String>());
    let mut out = Vec::new();
    if unit.is_empty() && county.is_empty() {
        return out;
    }
    let n = normalize(&d.text);
    for (s, e) in sentences(&n.chars) {
        let sentence = &n.chars[s..e];
        let found = names.find_all(sentence);
        if found.is_empty() || EXPLAINED.occurs_in(sentence) {
            continue;
        }
        for (a, b) in found {
            let name: String = sentence[a..b].iter().collect();
            let own = unit.contains(&name) || county.contains(&name) || !county.is_empty() && name.contains(&county);
            if !own && !is_tail_of_longer(sentence, a, &name) {
                out.push(Leftover { id: d.id.clone(), name, start: n.offsets[s + a], end: n.end_of(s + b - 1) });
            }
        }
    }
    out
}

/// A short name may be the tail of another place's longer one; then it names somebody else.
fn is_tail_of_longer(sentence: &[char], at: usize, name: &str) -> bool {
    name.chars().count() <= 2 && at > 0 && sentence[at - 1].is_alphanumeric() && BOUNDARY.at(sentence, at - 1).is_none()
}
