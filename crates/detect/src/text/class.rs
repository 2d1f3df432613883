//! What a single character may be: digit, unit, end of a sentence. One table look-up a character, since every
//! paragraph passes here on its way into the index.

use crate::lexicon::BASE;
use std::sync::LazyLock;

/// Low four bits: value of a Chinese digit.
pub const DIGIT: u16 = 1 << 4;
pub const SMALL: u16 = 1 << 5;
pub const LARGE: u16 = 1 << 6;
pub const SENTENCE_END: u16 = 1 << 7;
pub const CLAUSE_END: u16 = 1 << 8;
pub const QUOTE_OPEN: u16 = 1 << 9;
pub const QUOTE_CLOSE: u16 = 1 << 10;
pub const BRACKET: u16 = 1 << 11;
pub const TITLE_OPEN: u16 = 1 << 12;
pub const TITLE_CLOSE: u16 = 1 << 13;

/// Tells whether a character belongs to a word: a letter, a digit, a Chinese character. Answers for those at once.
#[inline]
pub fn is_word(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'a'..='z' | 'A'..='Z') || !c.is_ascii() && c.is_alphanumeric()
}

/// Flags of the characters of the basic plane.
pub struct Classes(Box<[u16]>);

impl Classes {
    fn build() -> Self {
        let mut t = vec![0u16; 0x1_0000].into_boxed_slice();
        let mut mark = |c: char, f: u16| {
            if let Some(x) = t.get_mut(c as usize) {
                *x |= f;
            }
        };
        for (section, flag) in [("digits", DIGIT), ("small-units", SMALL), ("large-units", LARGE)] {
            for line in BASE.lines(section) {
                let value: u64 = line.first().and_then(|v| v.parse().ok()).unwrap_or(0);
                // The low four bits hold a digit, the power of ten of a small unit, or 4 and 8 of a large one.
                let low = if flag == DIGIT { value } else { u64::from(value.max(1).ilog10()) };
                for c in line.iter().skip(1).flat_map(|w| w.chars()) {
                    mark(c, flag | low as u16);
                }
            }
        }
        for (section, flag) in [
            ("sentence-end", SENTENCE_END),
            ("clause-end", CLAUSE_END),
            ("quote-open", QUOTE_OPEN),
            ("quote-close", QUOTE_CLOSE),
            ("document-brackets", BRACKET),
            ("title-open", TITLE_OPEN),
            ("title-close", TITLE_CLOSE),
        ] {
            BASE.words(section).flat_map(str::chars).for_each(|c| mark(c, flag));
        }
        mark('\n', SENTENCE_END);
        Self(t)
    }

    /// Flags of a character, 0 for a plain one.
    #[inline]
    pub fn of(&self, c: char) -> u16 {
        self.0.get(c as usize).copied().unwrap_or(0)
    }
}

/// The one table.
pub static CLASSES: LazyLock<Classes> = LazyLock::new(Classes::build);

/// Single characters that the number and date readers ask for by name.
pub struct Marks {
    pub year: char,
    pub month: char,
    pub day: [char; 2],
    pub number: char,
    pub percent: Vec<char>,
}

pub static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let d: Vec<char> = BASE.words("date-units").flat_map(str::chars).collect();
    let at = |i: usize| d.get(i).copied().unwrap_or('\0');
    Marks {
        year: at(0),
        month: at(1),
        day: [at(2), at(3)],
        number: BASE.words("number-word").flat_map(str::chars).next().unwrap_or('\0'),
        percent: BASE.words("percent").flat_map(str::chars).collect(),
    }
});
