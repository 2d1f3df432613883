//! Word lists as data. The lists lie in `data/`, because text that people write lives outside of Rust source.
//! A section is a line `[name]`; `#` opens a comment line; words are parted by blanks or line ends.

use crate::text::plain::PlainMap;
use std::{collections::HashMap, sync::LazyLock};

/// The sections of one data file.
#[derive(Debug, Default)]
pub struct Lexicon {
    sections: HashMap<&'static str, Vec<Vec<&'static str>>>,
}

impl Lexicon {
    /// Reads the sections of `text`. Lines before the first section are ignored.
    pub fn parse(text: &'static str) -> Self {
        let mut out = Self::default();
        let mut name = "";
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')).filter(|l| l.is_ascii() && !l.contains(' ')) {
                Some(section) => name = section,
                None => out.sections.entry(name).or_default().push(line.split_whitespace().collect()),
            }
        }
        out
    }

    /// The names of all sections in alphabetic order.
    pub fn sections(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = self.sections.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// The lines of a section, each as its words; empty where the section is unknown.
    pub fn lines(&self, section: &str) -> &[Vec<&'static str>] {
        self.sections.get(section).map_or(&[], Vec::as_slice)
    }

    /// All words of a section.
    pub fn words(&self, section: &str) -> impl Iterator<Item = &'static str> + '_ {
        self.lines(section).iter().flatten().copied()
    }

    /// The lines of a section whose second word is a number: word, number.
    pub fn numbered(&self, section: &str) -> Vec<(&'static str, u64)> {
        self.lines(section).iter().filter_map(|l| Some((*l.first()?, l.get(1)?.parse().ok()?))).collect()
    }
}

/// Characters and words of numbers, dates, money, punctuation and names.
pub static BASE: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/lexicon.txt")));
/// Words of slogans, of acts and of names, for perfunctory text.
pub static STYLE: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/style.txt")));
/// Concepts of findings: object and act classes with their synonyms.
pub static CONCEPTS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/concepts.txt")));
/// Finer classes of things and faults, field by field.
pub static WORDING: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/wording.txt")));
pub static THESAURUS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/thesaurus.txt")));
/// What findings tell around their problems.
pub static NARRATION: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/narration.txt")));
/// Problems that inspections know, each told in several ways; a file holds some fields.
pub static PROBLEMS: LazyLock<[Lexicon; 8]> = LazyLock::new(|| {
    [
        include_str!("../data/problems/conduct.txt"),
        include_str!("../data/problems/party.txt"),
        include_str!("../data/problems/finance.txt"),
        include_str!("../data/problems/works.txt"),
        include_str!("../data/problems/country.txt"),
        include_str!("../data/problems/people.txt"),
        include_str!("../data/problems/order.txt"),
        include_str!("../data/problems/common.txt"),
    ]
    .map(Lexicon::parse)
});
/// Characters of near meaning, of which the words of findings are made.
pub static MORPHEMES: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/morphemes.txt")));
/// Words of the checks of records: promises, meetings, explanations.
pub static RECORDS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../data/records.txt")));

/// A set of words that is looked up at a place in a text, by first character. Every paragraph passes here once for each
/// character and set, so a few bits turn most characters away before the look-up.
#[derive(Debug, Default)]
pub struct WordSet {
    by_first: PlainMap<u32, Vec<Vec<char>>>,
    /// A bit for every first character, mixed with the second one where each word has two.
    begins: Bits,
    /// A word of one character is among the words.
    single: bool,
}

const BITS: usize = 64;

#[derive(Debug)]
struct Bits([u64; BITS]);

impl Default for Bits {
    fn default() -> Self {
        Self([0; BITS])
    }
}

impl Bits {
    #[inline]
    fn place(a: char, b: char) -> (usize, u64) {
        let h = (a as u32).wrapping_mul(0x9e37_79b1).wrapping_add(b as u32).wrapping_mul(0x85eb_ca6b) >> 20;
        (h as usize / 64, 1 << (h % 64))
    }

    #[inline]
    fn has(&self, a: char, b: char) -> bool {
        let (at, mask) = Self::place(a, b);
        self.0[at] & mask != 0
    }

    fn set(&mut self, a: char, b: char) {
        let (at, mask) = Self::place(a, b);
        self.0[at] |= mask;
    }
}

impl WordSet {
    /// Collects words; longer ones are tried first.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut out = Self::default();
        words.into_iter().for_each(|w| out.insert(w));
        out
    }

    /// Takes one more word in.
    pub fn insert(&mut self, word: &str) {
        let chars: Vec<char> = word.chars().collect();
        let Some(first) = chars.first() else { return };
        self.single |= chars.len() == 1;
        self.begins.set(*first, '\0');
        self.begins.set(*first, chars.get(1).copied().unwrap_or('\0'));
        let same = self.by_first.entry(*first as u32).or_default();
        let at = same.partition_point(|w| w.len() >= chars.len());
        same.insert(at, chars);
    }

    /// The length in scalars of the longest word that begins at `text[at]`.
    #[inline]
    pub fn at(&self, text: &[char], at: usize) -> Option<usize> {
        let c = *text.get(at)?;
        let second = if self.single { '\0' } else { *text.get(at + 1)? };
        if !self.begins.has(c, second) {
            return None;
        }
        let words = self.by_first.get(&(c as u32))?;
        words.iter().find(|w| text[at..].starts_with(w)).map(Vec::len)
    }

    /// Start and end of every word in the text, left to right, longest first, not overlapping.
    pub fn find_all(&self, text: &[char]) -> Vec<(usize, usize)> {
        let (mut out, mut i) = (Vec::new(), 0);
        while i < text.len() {
            match self.at(text, i) {
                Some(n) => {
                    out.push((i, i + n));
                    i += n;
                }
                None => i += 1,
            }
        }
        out
    }

    /// Tells whether a word of the set stands anywhere in the text.
    pub fn occurs_in(&self, text: &[char]) -> bool {
        (0..text.len()).any(|i| self.at(text, i).is_some())
    }
}
