//! Names of persons, bodies and places by their shape: a surname between words that surround names, an ending with
//! something of its own before it. No list of real names is used.

use crate::lexicon::{STYLE, WordSet};
use std::sync::LazyLock;

struct Sets {
    surnames: WordSet,
    ambiguous: WordSet,
    before: Vec<Vec<char>>,
    posts: Vec<Vec<char>>,
    after: WordSet,
    titles: WordSet,
    organs: WordSet,
    places: WordSet,
    not_places: WordSet,
    vague: WordSet,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| Sets {
    surnames: WordSet::new(STYLE.words("surnames")),
    ambiguous: WordSet::new(STYLE.words("surnames-ambiguous")),
    posts: STYLE.words("titles").map(|w| w.chars().collect()).collect(),
    before: STYLE.words("name-before").chain(STYLE.words("titles")).map(|w| w.chars().collect()).collect(),
    after: WordSet::new(STYLE.words("name-after").chain(STYLE.words("titles"))),
    titles: WordSet::new(STYLE.words("titles")),
    organs: WordSet::new(STYLE.words("organs")),
    places: WordSet::new(STYLE.words("places")),
    not_places: WordSet::new(STYLE.words("not-places")),
    vague: WordSet::new(STYLE.words("vague").chain(STYLE.words("stock"))),
});

fn han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Persons named in a sentence.
pub fn persons(s: &[char]) -> usize {
    let (mut n, mut i) = (0, 0);
    while i < s.len() {
        match person_at(s, i) {
            Some(len) => {
                n += 1;
                i += len;
            }
            None => i += 1,
        }
    }
    n
}

fn person_at(s: &[char], at: usize) -> Option<usize> {
    let surname = SETS.surnames.at(s, at)?;
    let start = at == 0 || !s[at - 1].is_alphanumeric() || SETS.before.iter().any(|w| s[..at].ends_with(w));
    if !start || SETS.vague.at(s, at).is_some() {
        return None;
    }
    let posted = SETS.ambiguous.at(s, at).is_none() && SETS.posts.iter().any(|w| s[..at].ends_with(w));
    for given in [2, 1] {
        let end = at + surname + given;
        if end > s.len() || !s[at + surname..end].iter().all(|c| han(*c)) {
            continue;
        }
        // A name does not swallow the beginning of a common word.
        if (at + surname..end).any(|k| SETS.vague.at(s, k).is_some() || SETS.titles.at(s, k).is_some()) {
            continue;
        }
        if end < s.len() && SETS.after.at(s, end).is_some() && (s[end].is_alphanumeric() || at > 0) {
            return Some(surname + given);
        }
    }
    // Right behind a post stands a name, whatever follows it.
    let rest = s.get(at + surname..(at + surname + 2).min(s.len())).unwrap_or_default();
    let plain = !rest.is_empty()
        && rest.iter().all(|c| han(*c))
        && (at + surname..s.len().min(at + surname + 2)).all(|k| SETS.vague.at(s, k).is_none());
    (posted && plain).then_some(surname + 1)
}

/// Bodies, buildings and places with a name of their own: something of two characters and more stands before the ending,
/// and it is no general word.
pub fn named_places(s: &[char]) -> usize {
    let mut n = 0;
    let mut i = 0;
    while i < s.len() {
        if let Some(len) = SETS.not_places.at(s, i) {
            i += len;
            continue;
        }
        let organ = SETS.organs.at(s, i);
        match organ.or_else(|| SETS.places.at(s, i)) {
            Some(len) => {
                n += usize::from(has_own_name(s, i, organ.is_some()));
                i += len;
            }
            None => i += 1,
        }
    }
    n
}

fn has_own_name(s: &[char], at: usize, organ: bool) -> bool {
    let before: Vec<char> = s[..at].iter().rev().take(4).take_while(|c| han(**c)).copied().collect::<Vec<_>>().into_iter().rev().collect();
    if before.len() < 2 {
        return false;
    }
    let near = &before[before.len().saturating_sub(if organ { 3 } else { 2 })..];
    let general = (0..near.len()).any(|k| SETS.vague.at(near, k).is_some_and(|l| l >= 2));
    let word = STYLE.words("general-before").any(|w| before.ends_with(&w.chars().collect::<Vec<_>>()));
    !general && !word
}
