//! Word lists of the reader. They live in `data/` because the house keeps Chinese out of Rust source; every list is
//! folded with [`crate::script::fold`] on loading, so that it can be compared with folded text.

use crate::script::fold;
use rustc_hash::FxHashMap;
use std::{collections::HashSet, sync::OnceLock};

/// One list: entries with an optional value, found by their first character, longest first.
#[derive(Debug, Default)]
pub struct Words {
    entries: Vec<(Vec<char>, String)>,
    by_first: FxHashMap<char, Vec<usize>>,
    /// One bit per first character, by its last six bits: most characters begin no entry and need no look-up.
    begins: u64,
}

impl Words {
    /// Entries in the order of the file: word and value (empty where the file gives none).
    pub fn entries(&self) -> &[(Vec<char>, String)] {
        &self.entries
    }

    /// Returns the longest entry that stands at `at`: its length in characters and its value.
    pub fn at(&self, text: &[char], at: usize) -> Option<(usize, &str)> {
        let first = text.get(at)?;
        if self.begins & bit(*first) == 0 {
            return None;
        }
        let found = self.by_first.get(first)?;
        found.iter().map(|i| &self.entries[*i]).find(|(w, _)| text[at..].starts_with(w)).map(|(w, v)| (w.len(), v.as_str()))
    }

    /// Returns the first place where an entry stands: start, length, value.
    pub fn find<'a>(&'a self, text: &[char]) -> Option<(usize, usize, &'a str)> {
        (0..text.len()).find_map(|i| self.at(text, i).map(|(n, v)| (i, n, v)))
    }

    /// Returns every place, without overlaps, from left to right: start, length, value.
    pub fn find_all<'a>(&'a self, text: &[char]) -> Vec<(usize, usize, &'a str)> {
        let (mut i, mut found) = (0, Vec::new());
        while i < text.len() {
            match self.at(text, i) {
                Some((n, v)) => {
                    found.push((i, n, v));
                    i += n.max(1);
                }
                None => i += 1,
            }
        }
        found
    }

    /// Returns for each entry whether it stands anywhere in `text`; entries may overlap and contain each other.
    pub fn which(&self, text: &[char]) -> Vec<bool> {
        let mut found = vec![false; self.entries.len()];
        for (i, first) in text.iter().enumerate() {
            if self.begins & bit(*first) == 0 {
                continue;
            }
            for entry in self.by_first.get(first).into_iter().flatten() {
                found[*entry] = found[*entry] || text[i..].starts_with(&self.entries[*entry].0);
            }
        }
        found
    }

    /// Whether any entry stands anywhere in `text`.
    pub fn is_in(&self, text: &[char]) -> bool {
        self.find(text).is_some()
    }

    /// Returns the longest entry that ends exactly at the end of `text`.
    pub fn ends(&self, text: &[char]) -> Option<&str> {
        self.entries.iter().filter(|(w, _)| text.ends_with(w)).max_by_key(|(w, _)| w.len()).map(|(_, v)| v.as_str())
    }

    /// Returns the length of the longest entry that ends exactly at the end of `text`; 0 where none does.
    pub fn end_len(&self, text: &[char]) -> usize {
        self.entries.iter().filter(|(w, _)| text.ends_with(w)).map(|(w, _)| w.len()).max().unwrap_or(0)
    }

    /// Whether the whole of `text` is an entry.
    pub fn is(&self, text: &[char]) -> bool {
        self.at(text, 0).is_some_and(|(n, _)| n == text.len())
    }

    /// Whether the single character `c` is an entry.
    pub fn has(&self, c: char) -> bool {
        self.at(&[c], 0).is_some()
    }

    fn add(&mut self, word: &str, value: &str) {
        let word: Vec<char> = word.chars().map(fold).collect();
        if let Some(first) = word.first() {
            self.begins |= bit(*first);
            let slot = self.by_first.entry(*first).or_default();
            let at = slot.iter().position(|i| self.entries[*i].0.len() < word.len()).unwrap_or(slot.len());
            slot.insert(at, self.entries.len());
            self.entries.push((word, value.to_owned()));
        }
    }
}

fn bit(c: char) -> u64 {
    1 << (u32::from(c) & 63)
}

const FILES: [&str; 4] = [
    include_str!("../data/tree.txt"),
    include_str!("../data/facts.txt"),
    include_str!("../data/propose.txt"),
    include_str!("../data/round.txt"),
];

/// Returns the list called `name`; an unknown name is an empty list, which a test of this file rules out.
pub fn words(name: &str) -> &'static Words {
    static ALL: OnceLock<FxHashMap<String, Words>> = OnceLock::new();
    static NONE: OnceLock<Words> = OnceLock::new();
    ALL.get_or_init(load).get(name).unwrap_or_else(|| NONE.get_or_init(Words::default))
}

/// A list by its name, looked up once at each place that asks for it.
macro_rules! words {
    ($name:literal) => {{
        static LIST: std::sync::OnceLock<&'static $crate::lexicon::Words> = std::sync::OnceLock::new();
        *LIST.get_or_init(|| $crate::lexicon::words($name))
    }};
}

/// Lists that are asked for at nearly every character, kept without a look-up by name.
#[derive(Clone, Copy, Debug)]
pub enum Often {
    /// Chinese numerals.
    Numeral,
    /// Marks that end a clause.
    Terminal,
    /// Year, month, day.
    DateMark,
    /// Signs that stand for a digit left open.
    BlankDigit,
    /// Labels of fields.
    Label,
    /// Signs before an entry of a list without numbers.
    Bullet,
}

/// Returns one of the lists that are needed most.
pub fn often(list: Often) -> &'static Words {
    static KEPT: OnceLock<[&'static Words; 6]> = OnceLock::new();
    KEPT.get_or_init(|| ["numeral", "terminal", "date_mark", "blank_digit", "label", "bullet"].map(words))[list as usize]
}

fn load() -> FxHashMap<String, Words> {
    let mut all: FxHashMap<String, Words> = FxHashMap::default();
    for file in FILES {
        let mut name = String::new();
        // A comment is a line that begins with '#'; an entry may contain one.
        for line in file.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')).filter(|s| s.is_ascii()) {
                name = section.to_owned();
                continue;
            }
            let (word, value) = line.split_once('\t').unwrap_or((line, ""));
            all.entry(name.clone()).or_default().add(word, value);
        }
    }
    all
}

/// Names of all lists that exist, for the test that every name used in the source is one of them.
pub fn names() -> HashSet<String> {
    FILES
        .iter()
        .flat_map(|f| f.lines())
        .filter_map(|l| l.strip_prefix('[').and_then(|l| l.strip_suffix(']')).filter(|s| s.is_ascii()))
        .map(str::to_owned)
        .collect()
}

/// Whether a character is a figure: a digit, or a Chinese numeral.
pub fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || often(Often::Numeral).has(c)
}
