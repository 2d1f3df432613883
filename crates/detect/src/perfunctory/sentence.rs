//! What a single sentence offers to somebody who wants to check it: typed facts, names, things and done acts.

use super::names;
use crate::lexicon::{STYLE, WordSet};
use crate::text::fact::{Fact, FactKind, classifier_at, facts};
use crate::text::sentence::quoted;
use serde::Serialize;
use std::sync::LazyLock;

/// Longest name of what an act is done to, in characters.
const OBJECT_CHARS_MAX: usize = 12;
/// From this weight on a sentence can be checked.
pub const SENTENCE_MIN: f32 = 1.0;

/// A reason why a sentence can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    Date,
    Money,
    Document,
    Code,
    Count,
    Percent,
    Person,
    Place,
    Thing,
    Act,
}

struct Sets {
    slogans: WordSet,
    stock: WordSet,
    empty: WordSet,
    generic_time: WordSet,
    generic_people: WordSet,
    duration: WordSet,
    vague: WordSet,
    act: WordSet,
    weak: WordSet,
    intent: WordSet,
    things: WordSet,
    titles: WordSet,
    verbs: WordSet,
    results: WordSet,
    not_acts: WordSet,
    taking: WordSet,
    spots: WordSet,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let set = |name: &str| WordSet::new(STYLE.words(name));
    Sets {
        slogans: set("slogans"),
        stock: set("stock"),
        empty: set("empty-numerals"),
        generic_time: set("generic-time"),
        generic_people: set("generic-people"),
        duration: set("duration"),
        vague: WordSet::new(STYLE.words("vague").chain(STYLE.words("stock"))),
        act: set("act"),
        titles: set("titles"),
        verbs: set("act-verbs"),
        results: set("act-results"),
        not_acts: set("not-acts"),
        taking: set("taking"),
        spots: set("spots"),
        weak: set("act-weak"),
        intent: set("intent"),
        things: WordSet::new(STYLE.words("objects").chain(STYLE.words("organs").filter(|w| w.chars().count() >= 2))),
    }
});

/// Blanks out what stands in quotation marks and in fixed formulas, so that it is no evidence.
fn blank_formulas(s: &[char]) -> Vec<char> {
    let q = quoted(s);
    let mut out: Vec<char> = s.iter().zip(&q).map(|(c, q)| if *q { '\u{1}' } else { *c }).collect();
    for set in [&SETS.slogans, &SETS.stock] {
        for (a, b) in set.find_all(s) {
            out[a..b].fill('\u{1}');
        }
    }
    out
}

fn count_weight(s: &[char], f: &Fact) -> f32 {
    let end = f.end as usize;
    // Blank places may stand between a number and its noun.
    if SETS.empty.at(s, end).is_some() || s.get(end) == Some(&'\u{1}') {
        return 0.0;
    }
    let Some(len) = classifier_at(s, end) else {
        return if SETS.duration.at(s, end).is_some() { 0.1 } else { 0.4 };
    };
    let noun = end + len;
    if SETS.duration.at(s, end).is_some() || f.value <= 10_000 {
        return 0.2;
    }
    if SETS.generic_people.at(s, noun).is_some() && f.value <= 30_000 {
        return 0.2;
    }
    // A count whose noun is a general word counts nothing that can be seen.
    if SETS.vague.at(s, noun).is_some() {
        return 0.2;
    }
    0.8
}

fn fact_weight(s: &[char], f: &Fact) -> (f32, Option<Evidence>) {
    let end = f.end as usize;
    match f.kind {
        FactKind::Document => (1.0, Some(Evidence::Document)),
        FactKind::Code => (1.0, Some(Evidence::Code)),
        FactKind::Money if f.value > 0 => (1.0, Some(Evidence::Money)),
        FactKind::Date if SETS.generic_time.at(s, end).is_none() => (0.8, Some(Evidence::Date)),
        FactKind::Date | FactKind::Money => (0.3, None),
        FactKind::Month if SETS.generic_time.at(s, end).is_none() => (0.4, Some(Evidence::Date)),
        FactKind::Percent if !f.value.is_multiple_of(1_000_000) && !f.value.is_multiple_of(10_000) => (0.6, Some(Evidence::Percent)),
        FactKind::Percent if !f.value.is_multiple_of(1_000_000) => (0.3, Some(Evidence::Percent)),
        FactKind::Count => {
            let w = count_weight(s, f);
            (w, (w >= 0.4).then_some(Evidence::Count))
        }
        _ => (0.0, None),
    }
}

/// Share of a folded sentence, 0..1, that general words, stock phrases and slogans fill.
pub fn general_share(sentence: &[char]) -> f32 {
    let filled: usize = [&SETS.vague, &SETS.slogans].iter().flat_map(|set| set.find_all(sentence)).map(|(a, b)| b - a).sum();
    filled as f32 / sentence.len().max(1) as f32
}

/// Places of acts with their end that no list holds as a word: a verb of a thing and its result right behind it.
fn ended_acts(s: &[char]) -> Vec<usize> {
    let general = |i: usize| {
        let begin = i.saturating_sub(1);
        (begin..=i + 1).any(|k| SETS.vague.at(s, k).is_some_and(|n| k + n > i)) || SETS.not_acts.at(s, i).is_some()
    };
    (0..s.len()).filter(|i| SETS.verbs.at(s, *i).is_some() && SETS.results.at(s, i + 1).is_some() && !general(*i)).collect()
}

/// Whether an act that is over is done to something that is no general word: what stands between the word for taking and the act.
fn acts_on_something(s: &[char], acts: &[usize]) -> bool {
    (0..s.len()).filter(|i| SETS.taking.at(s, *i).is_some()).any(|i| {
        acts.iter().any(|a| {
            let object = s.get(i + 1..*a).unwrap_or_default();
            (2..=OBJECT_CHARS_MAX).contains(&object.len()) && object.iter().all(|c| c.is_alphanumeric()) && !SETS.vague.occurs_in(object)
        })
    })
}

/// Weighs one folded sentence of a text of `unit`; what the unit is called is no evidence.
pub fn weigh(sentence: &[char], unit: &str) -> (f32, Vec<Evidence>) {
    let mut s = blank_formulas(sentence);
    if unit.chars().count() >= 2 {
        for (a, b) in WordSet::new([unit]).find_all(sentence) {
            s[a..b].fill('\u{1}');
        }
    }
    let mut evidence = Vec::new();
    let mut note = |e: Evidence| {
        if !evidence.contains(&e) {
            evidence.push(e);
        }
    };
    let mut specific = 0.0;
    for f in facts(&s) {
        let (w, e) = fact_weight(&s, &f);
        specific += w;
        e.into_iter().for_each(&mut note);
    }
    let (persons, places) = (names::persons(&s).min(2), names::named_places(&s).min(2));
    specific += 0.6 * persons as f32 + 0.5 * places as f32;
    if persons > 0 {
        // A person with a post: somebody to ask.
        specific += if SETS.titles.occurs_in(&s) { 0.4 } else { 0.0 };
        note(Evidence::Person);
    }
    if places > 0 {
        note(Evidence::Place);
    }
    let ended = ended_acts(&s);
    let named = SETS.things.find_all(&s).len() + SETS.spots.find_all(&s).len();
    let things = (named + usize::from(acts_on_something(&s, &ended))).min(2);
    if things > 0 {
        note(Evidence::Thing);
    }
    let listed = SETS.act.find_all(&s);
    let further = ended.iter().filter(|i| !listed.iter().any(|(a, b)| (*a..*b).contains(*i))).count();
    let strong = (listed.iter().filter(|(a, b)| SETS.weak.at(&s, *a) != Some(b - a)).count() + further).min(2);
    let weak = SETS.weak.find_all(&s).len().min(2);
    if strong > 0 {
        note(Evidence::Act);
    }
    let vague = SETS.vague.find_all(sentence).len();
    let intent = SETS.intent.occurs_in(sentence);
    (total(specific, things, strong, weak, vague, intent), evidence)
}

fn total(specific: f32, things: usize, strong: usize, weak: usize, vague: usize, intent: bool) -> f32 {
    let acts = 0.5 * strong as f32 + 0.2 * weak as f32;
    let mut w = specific + acts + 0.3 * things as f32 - 0.1 * vague.min(6) as f32;
    // An act on a thing, told without general words, can be looked at; otherwise something must be named or counted.
    if specific < 0.35 {
        w = if strong > 0 && things > 0 && vague <= 1 { w.max(SENTENCE_MIN) } else { w.min(SENTENCE_MIN - 0.1) };
    }
    if intent {
        w *= 0.5;
    }
    w.max(0.0)
}
