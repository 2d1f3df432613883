//! A text as the symbols that copies are compared by: characters, typed facts in one symbol each, own names masked,
//! marks and enumerators left out.

use super::class::{CLASSES, CLAUSE_END, SENTENCE_END, is_word};
use super::fact::{Fact, fact_at};
use super::normal::{Normal, normalize};
use crate::lexicon::{BASE, WordSet};
use std::sync::LazyLock;

/// Symbol of a masked own name.
pub const OWN: u32 = 0x11_0000;
/// First symbol of facts; the kind is added.
pub const FACT: u32 = 0x11_0010;

/// One symbol; `start..end` are Unicode scalars of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub symbol: u32,
    pub start: u32,
    pub end: u32,
    /// Number of its sentence.
    pub sentence: u32,
    /// Index into `Tokens::facts`, or `u32::MAX`.
    pub fact: u32,
}

/// Sentences that are told apart; what follows them in a huge text counts as one more. Texts are compared sentence by
/// sentence, so without a limit two books would fill the memory.
pub const SENTENCES_MAX: u32 = 400;

/// A text as symbols.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    pub tokens: Vec<Token>,
    pub facts: Vec<Fact>,
    pub sentences: u32,
}

static ENUMERATORS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(BASE.words("enumerators")));
static SUFFIXES: LazyLock<Vec<&str>> = LazyLock::new(|| BASE.words("county-suffixes").collect());
static ORDINAL: LazyLock<char> = LazyLock::new(|| BASE.words("ordinal-mark").flat_map(str::chars).next().unwrap_or('\0'));

/// The names that a text may use for itself, longest first.
#[derive(Debug, Default)]
pub struct OwnNames(Vec<Vec<char>>);

impl OwnNames {
    /// Names of the unit and its county: in full, the unit without the county, the county without its last word when two
    /// characters are left.
    pub fn new(unit: &str, county: &str) -> Self {
        let county = county.trim();
        let unit = unit.trim();
        let bare = unit.strip_prefix(county).unwrap_or(unit);
        let names = [unit, county, bare, county_stem(county)];
        let mut out: Vec<Vec<char>> = names.iter().map(|n| n.chars().collect()).filter(|n: &Vec<char>| n.len() >= 2).collect();
        out.sort_by_key(|n| std::cmp::Reverse(n.len()));
        Self(out)
    }

    /// Length of the name that begins at `text[at]`.
    #[inline]
    fn at(&self, text: &[char], at: usize) -> Option<usize> {
        let c = text[at];
        self.0.iter().find(|n| n[0] == c && text[at..].starts_with(n)).map(Vec::len)
    }
}

/// The name of a county without its last word.
pub fn county_stem(county: &str) -> &str {
    SUFFIXES.iter().find_map(|s| county.strip_suffix(s)).unwrap_or(county)
}

/// Length of a numbering mark at the start of a sentence or after a mark: words, `1.`, `(1)`.
fn enumerator_at(text: &[char], at: usize) -> Option<usize> {
    if let Some(n) = ENUMERATORS.at(text, at) {
        return Some(n);
    }
    let open = usize::from(text.get(at) == Some(&'('));
    let digits = (0..3)
        .take_while(|k| text.get(at + open + k).is_some_and(|c| c.is_ascii_digit() || (open == 1 && CLASSES.of(*c) & 0x70 != 0)))
        .count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let close = *text.get(at + open + digits)?;
    let after = text.get(at + open + digits + 1);
    let closed = if open == 1 {
        close == ')'
    } else {
        close == ')' || (close == '.' || CLASSES.of(close) & CLAUSE_END != 0) && !after.is_some_and(char::is_ascii_digit)
    };
    closed.then_some(open + digits + 1)
}

/// Circled and bracketed numbers are one character each.
fn is_number_sign(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{249b}' | '\u{3220}'..='\u{3229}' | '\u{2776}'..='\u{2793}' | '\u{24eb}'..='\u{24ff}')
}

/// Reads a text into symbols.
pub fn tokenize(text: &str, own: &OwnNames) -> Tokens {
    tokenize_normal(&normalize(text), own)
}

/// Reads a folded text into symbols.
pub fn tokenize_normal(n: &Normal, own: &OwnNames) -> Tokens {
    let t = &n.chars;
    let mut out = Tokens { tokens: Vec::with_capacity(t.len()), facts: Vec::with_capacity(8), sentences: 1 };
    let (mut i, mut sentence, mut fresh) = (0, 0u32, true);
    while i < t.len() {
        if fresh && let Some(len) = enumerator_at(t, i) {
            i += len;
            continue;
        }
        if let Some(f) = fact_at(t, i, i > 0 && t[i - 1] == *ORDINAL) {
            let end = (f.end as usize).max(i + 1);
            out.tokens.push(Token {
                symbol: FACT + f.kind as u32,
                start: n.offsets[i],
                end: n.end_of(end - 1),
                sentence,
                fact: out.facts.len() as u32,
            });
            out.facts.push(f);
            (i, fresh) = (end, false);
            continue;
        }
        let c = t[i];
        let class = CLASSES.of(c);
        if let Some(len) = own.at(t, i) {
            out.tokens.push(Token { symbol: OWN, start: n.offsets[i], end: n.end_of(i + len - 1), sentence, fact: u32::MAX });
            (i, fresh) = (i + len, false);
            continue;
        }
        if class & SENTENCE_END != 0 {
            let more = sentence + 1 < SENTENCES_MAX && out.tokens.last().is_some_and(|t| t.sentence == sentence);
            sentence += u32::from(more);
            fresh = true;
        } else if class & CLAUSE_END != 0 {
            fresh = true;
        } else if is_word(c) && !is_number_sign(c) {
            out.tokens.push(Token { symbol: c as u32, start: n.offsets[i], end: n.end_of(i), sentence, fact: u32::MAX });
            fresh = false;
        }
        i += 1;
    }
    out.sentences = sentence + 1;
    out
}
