//! Folding for comparison: full-width forms to ASCII and traditional to simplified, one character for one character,
//! so that a place in the folded text is the same place in the text as printed.

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::sync::OnceLock;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

fn converter() -> Option<&'static OpenCC> {
    static CONVERTER: OnceLock<Option<OpenCC>> = OnceLock::new();
    CONVERTER.get_or_init(|| OpenCC::from_config(BuiltinConfig::T2s).ok()).as_ref()
}

/// Simplified form of every ideograph of the basic plane, filled once (about ten milliseconds).
fn table() -> &'static [char] {
    static TABLE: OnceLock<Vec<char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let simple = |c: char| match converter() {
            Some(cc) => {
                let s = cc.convert(c.encode_utf8(&mut [0; 4]));
                let mut it = s.chars();
                it.next().filter(|_| it.next().is_none()).unwrap_or(c)
            }
            None => c,
        };
        (FIRST..=LAST).map(|u| char::from_u32(u).map_or('\u{FFFD}', simple)).collect()
    })
}

/// Returns the simplified form of one character.
pub fn simplify_char(c: char) -> char {
    match c as u32 {
        u @ FIRST..=LAST => table().get((u - FIRST) as usize).copied().unwrap_or(c),
        _ => c,
    }
}

/// Returns the form of `c` that is compared: full-width ASCII narrowed, odd spaces made plain, simplified.
pub fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t' => ' ',
        '\u{2F00}'..='\u{2FD5}' | '\u{FE30}'..='\u{FE4F}' => c,
        _ => simplify_char(c),
    }
}

/// Whether the text has characters that exist only in traditional writing.
pub fn is_traditional(text: &[char]) -> bool {
    text.iter().any(|c| simplify_char(*c) != *c)
}

/// Converts a text to simplified Chinese by phrases; text without traditional characters is returned as it is.
pub fn simplify(text: &str) -> String {
    if !text.chars().any(|c| simplify_char(c) != c) {
        return text.to_owned();
    }
    converter().map_or_else(|| text.to_owned(), |cc| cc.convert(text))
}

/// Whether `c` is a Chinese ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF) || c == '\u{3007}'
}
