//! Sentences of a folded text, and the heading that only quotes the finding.

use super::class::{CLASSES, QUOTE_CLOSE, QUOTE_OPEN, SENTENCE_END, is_word};
use crate::lexicon::{STYLE, WordSet};
use std::sync::LazyLock;

/// Start and end of every sentence in the folded text, ends exclusive, empty ones left out.
pub fn sentences(text: &[char]) -> Vec<(usize, usize)> {
    let (mut out, mut start) = (Vec::new(), 0);
    for i in 0..=text.len() {
        let ends = i == text.len() || CLASSES.of(text[i]) & SENTENCE_END != 0;
        if ends {
            let end = (i + 1).min(text.len());
            if text[start..end].iter().any(|c| is_word(*c)) {
                out.push((start, end));
            }
            start = end;
        }
    }
    out
}

struct Heads {
    leads: WordSet,
    ends: WordSet,
    ends_led: WordSet,
    asks: WordSet,
}

static HEADS: LazyLock<Heads> = LazyLock::new(|| Heads {
    leads: WordSet::new(STYLE.words("heading-leads")),
    ends: WordSet::new(STYLE.words("heading-ends")),
    ends_led: WordSet::new(STYLE.words("heading-ends").chain(STYLE.words("heading-ends-led"))),
    asks: WordSet::new(STYLE.words("heading-words")),
});

/// How far a heading may reach, in characters: longer ones are answers.
const HEADING_CHARS_MAX: usize = 110;
const HEADING_NUMBERED_CHARS_MAX: usize = 45;

/// The length in folded characters of the heading that repeats the finding, 0 where the text begins with the answer.
/// A heading begins with a lead word (about, regarding, finding number) or names the finding, and ends at its closing
/// formula; what it quotes is the finding and no answer.
pub fn heading_len(text: &[char]) -> usize {
    let first = sentences(text).first().map_or(0, |s| s.1);
    let window = &text[..first.min(HEADING_CHARS_MAX)];
    let led = (0..window.len().min(8)).any(|i| HEADS.leads.at(window, i).is_some());
    let ends = if led { HEADS.ends_led.find_all(window) } else { HEADS.ends.find_all(window) };
    if let Some((_, end)) = ends.first().filter(|_| led || HEADS.asks.occurs_in(window)) {
        return after_marks(text, *end);
    }
    if is_numbered_heading(window) {
        return first;
    }
    // A first sentence that is short, led by a heading word and closed by a full stop is a heading as a whole.
    if led && first <= 60 && HEADS.asks.occurs_in(window) && !window.contains(&',') { first } else { 0 }
}

/// Tells whether a first sentence is a number and the name of a problem: `3. ... problem.`
fn is_numbered_heading(s: &[char]) -> bool {
    let body: Vec<char> = s.iter().copied().filter(|c| c.is_alphanumeric()).collect();
    let digits = body.iter().take_while(|c| c.is_ascii_digit()).count();
    let signs = s.iter().take_while(|c| !c.is_alphanumeric() || c.is_ascii_digit()).count();
    let numbered = (1..=3).contains(&digits) && signs > digits;
    let named = STYLE.words("heading-close").any(|w| body.ends_with(&w.chars().collect::<Vec<_>>()));
    numbered && named && s.len() <= HEADING_NUMBERED_CHARS_MAX && !s.contains(&',')
}

fn after_marks(text: &[char], mut at: usize) -> usize {
    while text.get(at).is_some_and(|c| !c.is_alphanumeric() && CLASSES.of(*c) & QUOTE_OPEN == 0) {
        at += 1;
    }
    at
}

/// For every folded character whether it stands inside a quotation or a title.
pub fn quoted(text: &[char]) -> Vec<bool> {
    let mut depth = 0usize;
    let mut out = Vec::with_capacity(text.len());
    for c in text {
        let f = CLASSES.of(*c);
        // A straight quotation mark opens and closes.
        if f & QUOTE_OPEN != 0 && f & QUOTE_CLOSE != 0 {
            depth = usize::from(depth == 0);
        } else if f & QUOTE_OPEN != 0 {
            depth += 1;
        } else if f & QUOTE_CLOSE != 0 {
            depth = depth.saturating_sub(1);
        } else if *c == '\n' {
            depth = 0;
        }
        out.push(depth > 0);
    }
    out
}
