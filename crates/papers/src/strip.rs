//! Takes scraped readings in brackets, and what is left of a page's markup, out of a text. A bracket is noise only when it holds a reading of the character
//! before it; every other bracket is the author's and stays.

use crate::script::is_han;
use pinyin::ToPinyinMulti;

/// What a scrape leaves of a page's markup in its text.
const MARKUP: [&str; 3] = ["&nbsp;", "&ensp;", "&emsp;"];
/// What stands on both sides of bold words.
const BOLD: usize = 2;
/// Longest reading with its tone mark written apart, in characters.
const READING_CHARS_MAX: usize = 9;

/// Strips readings from `text`; everything else stays as it is, glyph for glyph.
pub fn strip(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let keep = kept(&chars);
    chars.iter().zip(keep).filter(|(_, k)| *k).map(|(c, _)| *c).collect()
}

/// Returns for each character whether it stays.
pub fn kept(text: &[char]) -> Vec<bool> {
    let mut keep = vec![true; text.len()];
    let bold = marks_bold(text);
    let mut before: Option<char> = None;
    let mut i = 0;
    while i < text.len() {
        let noise = match (before, text[i]) {
            (Some(c), '(' | '\u{FF08}') => noise_len(c, &text[i..]),
            (_, '*') if bold => Some(text[i..].iter().take_while(|c| **c == '*').count()).filter(|n| *n == BOLD),
            (_, '&') => MARKUP.iter().find(|m| m.chars().eq(text[i..].iter().copied().take(m.len()))).map(|m| m.len()),
            _ => None,
        };
        match noise {
            Some(n) => {
                keep[i..i + n].fill(false);
                i += n;
            }
            None => {
                before = Some(text[i]);
                i += 1;
            }
        }
    }
    keep
}

/// Whether stars are what a page's markup sets around bold words, and not names that were masked: two and two on every line.
fn marks_bold(text: &[char]) -> bool {
    let pairs = |line: &[char]| {
        let runs: Vec<usize> =
            line.chunk_by(|a, b| (*a == '*') == (*b == '*')).filter(|r| r[0] == '*' && r.len() >= BOLD).map(<[char]>::len).collect();
        runs.len().is_multiple_of(2) && runs.iter().all(|n| *n == BOLD)
    };
    text.contains(&'*') && text.split(|c| *c == '\n').all(pairs)
}

/// Length of the bracket at the start of `rest` when it is a reading of `c`, with one space after it that the scrape
/// left before the next ideograph.
fn noise_len(c: char, rest: &[char]) -> Option<usize> {
    if !is_han(c) {
        return None;
    }
    let end = rest.iter().take(READING_CHARS_MAX + 2).position(|x| matches!(x, ')' | '\u{FF09}'))?;
    let inside = &rest[1..end];
    let (plain, toned) = latin(inside)?;
    // A single untoned letter is far more often a label, as in "plan (a)".
    if plain.is_empty() || (plain.len() == 1 && !toned) || !reads(c, &plain) {
        return None;
    }
    let space = matches!(rest.get(end + 1), Some(' ' | '\u{A0}')) && rest.get(end + 2).is_some_and(|x| is_han(*x));
    Some(end + 1 + usize::from(space))
}

/// Lower-case letters without tone marks, and whether a tone mark was there; `None` for anything that is no reading.
fn latin(text: &[char]) -> Option<(String, bool)> {
    const MARKED: [(&str, char); 9] = [
        ("\u{101}\u{E1}\u{1CE}\u{E0}", 'a'),
        ("\u{113}\u{E9}\u{11B}\u{E8}\u{EA}", 'e'),
        ("\u{12B}\u{ED}\u{1D0}\u{EC}", 'i'),
        ("\u{14D}\u{F3}\u{1D2}\u{F2}", 'o'),
        ("\u{16B}\u{FA}\u{1D4}\u{F9}", 'u'),
        ("\u{1D6}\u{1D8}\u{1DA}\u{1DC}\u{FC}", 'u'),
        ("\u{144}\u{148}\u{1F9}", 'n'),
        ("\u{1E3F}", 'm'),
        ("\u{10D}", 'c'),
    ];
    let (mut plain, mut toned) = (String::new(), false);
    for c in text {
        match *c {
            // u with dots is typed as v, or as u, on many keyboards; all three are compared as u.
            'v' => plain.push('u'),
            'a'..='z' => plain.push(*c),
            '\u{261}' => plain.push('g'),
            '\u{251}' => plain.push('a'),
            '\u{300}' | '\u{301}' | '\u{304}' | '\u{306}' | '\u{308}' | '\u{30C}' => toned = true,
            ' ' => {}
            c => {
                plain.push(MARKED.iter().find(|(set, _)| set.contains(c))?.1);
                toned = true;
            }
        }
    }
    Some((plain, toned))
}

fn reads(c: char, plain: &str) -> bool {
    let same = |p: &str| latin(&p.chars().collect::<Vec<_>>()).is_some_and(|(q, _)| q == plain);
    c.to_pinyin_multi().is_some_and(|m| m.into_iter().any(|p| same(p.plain())))
}
