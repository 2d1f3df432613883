//! What a finding is compared by: classes of things and of faults with their words (`data/concepts.txt`, finer ones in
//! `data/thesaurus.txt`, looser ones in `data/wording.txt`), a thing and a fault together, what single characters mean (`data/morphemes.txt`), and runs of
//! characters for what no class knows. Sums, dates, counts, own names and the words that only
//! introduce a finding are taken out first.

use super::Finding;
use super::narration::{Core, core};
use crate::lexicon::{CONCEPTS, MORPHEMES, THESAURUS, WORDING};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// Features and weights, by feature.
pub(super) type Vector = Vec<(u64, f32)>;

/// A finding in three views that are compared apart, so that wide classes which fit by chance cannot displace rare characters.
#[derive(Debug)]
pub(super) struct Views {
    /// Classes, pairs, meanings and runs together.
    pub meaning: Vector,
    /// Runs of characters alone.
    pub wording: Vector,
    /// The known problems that are nearest.
    pub problems: Vector,
    /// Part of the characters that stand in words of some class, 0..1: how much the lists know of the text.
    pub known: f32,
}

/// Weights of the kinds of features.
const OBJECT: f32 = 2.5;
const ACT: f32 = 2.0;
const KIND: f32 = 2.5;
const PAIR: f32 = 1.0;
const LOOSE_THING: f32 = 1.2;
const LOOSE_FAULT: f32 = 1.0;
const MEANING: f32 = 1.0;
const GRAM: [f32; 3] = [0.25, 0.6, 0.5];
/// Weights of runs where they are compared alone.
const GRAM_ALONE: [f32; 3] = [1.0, 1.0, 0.7];
/// What a run of characters of grammar alone still counts.
const GRAMMAR_ALONE: f32 = 0.3;
/// Further words of one class add a little, and no more than this altogether.
const AGAIN: f32 = 1.15;
const CLASS_MAX: f32 = 1.6;
/// Longest word of a class, in characters.
const WORD_CHARS_MAX: usize = 8;

/// What a class is of, by which things and faults are paired.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Thing,
    Fault,
    Neither,
}

struct Classes {
    /// A word and the numbers of its classes.
    words: HashMap<Vec<char>, Vec<u32>>,
    /// Parts that must all occur, and the class.
    joined: Vec<(Vec<Vec<char>>, u32)>,
    /// Role and weight of each class.
    all: Vec<(Role, f32)>,
}

impl Classes {
    fn has(&self, class: u64, role: Role) -> bool {
        self.all.get(class as usize).is_some_and(|c| c.0 == role)
    }

    fn add(&mut self, lines: &[Vec<&str>], role: Role, weight: f32) {
        for line in lines {
            let n = self.all.len() as u32;
            self.all.push((role, weight));
            for w in line {
                let parts: Vec<Vec<char>> = w.split('+').map(|p| p.chars().collect()).collect();
                if parts.len() == 1 {
                    self.words.entry(w.chars().collect()).or_default().push(n);
                } else {
                    self.joined.push((parts, n));
                }
            }
        }
    }
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let mut out = Classes { words: HashMap::new(), joined: Vec::new(), all: Vec::new() };
    out.add(CONCEPTS.lines("objects"), Role::Thing, OBJECT);
    out.add(THESAURUS.lines("things"), Role::Thing, OBJECT);
    out.add(CONCEPTS.lines("acts"), Role::Fault, ACT);
    out.add(THESAURUS.lines("faults"), Role::Fault, ACT);
    // The looser classes are in no pair: a thing and a fault of theirs meet by chance too often.
    out.add(WORDING.lines("things"), Role::Neither, LOOSE_THING);
    out.add(WORDING.lines("faults"), Role::Neither, LOOSE_FAULT);
    for kinds in [CONCEPTS.lines("kinds"), WORDING.lines("kinds")] {
        out.add(kinds, Role::Neither, KIND);
    }
    out
});

/// The meanings of a character, by their lines.
static MEANINGS: LazyLock<HashMap<char, Vec<u64>>> = LazyLock::new(|| {
    let mut out: HashMap<char, Vec<u64>> = HashMap::new();
    let lines = ["faults", "acts", "things"].into_iter().flat_map(|s| MORPHEMES.lines(s));
    for (n, line) in lines.enumerate() {
        for c in line.iter().flat_map(|w| w.chars()) {
            let of = out.entry(c).or_default();
            if !of.contains(&(n as u64)) {
                of.push(n as u64);
            }
        }
    }
    out
});

/// Characters of grammar, of which runs count less.
static GRAMMAR: LazyLock<HashSet<char>> = LazyLock::new(|| MORPHEMES.words("grammar").flat_map(|w| w.chars()).collect());

/// What the characters mean, whatever words they make.
fn meanings(core: &Core, v: &mut BTreeMap<u64, f32>) {
    for (c, w) in core.chars.iter().zip(&core.weights) {
        for m in MEANINGS.get(c).into_iter().flatten() {
            let of = v.entry(1 << 61 | m).or_default();
            *of = of.max(MEANING * w);
        }
    }
}

/// Takes a class in that fits with a weight of 0..1.
fn note(v: &mut BTreeMap<u64, f32>, class: u32, fits: f32) {
    let w = CLASSES.all[class as usize].1 * fits;
    v.entry(u64::from(class)).and_modify(|x| *x = (*x * AGAIN).min(w * CLASS_MAX).max(*x).max(w)).or_insert(w);
}

/// Part of the characters that belong to a word of two or more characters of some class, 0..1; each counts by its weight.
fn known(core: &Core) -> f32 {
    let chars = &core.chars;
    let mut of_class = vec![false; chars.len()];
    for i in 0..chars.len() {
        for end in i + 2..=(i + WORD_CHARS_MAX).min(chars.len()) {
            if CLASSES.words.contains_key(&chars[i..end]) {
                of_class[i..end].fill(true);
            }
        }
    }
    let letters = || (0..chars.len()).filter(|i| chars[*i].is_alphanumeric());
    let all: f32 = letters().map(|i| core.weights[i]).sum();
    letters().filter(|i| of_class[*i]).map(|i| core.weights[i]).sum::<f32>() / all.max(1e-6)
}

/// The runs of one to three characters, each with its weight in both views.
pub(super) fn runs(core: &Core) -> BTreeMap<u64, (f32, f32)> {
    let mut out: BTreeMap<u64, (f32, f32)> = BTreeMap::new();
    for i in 0..core.chars.len() {
        for (n, w) in GRAM.into_iter().zip(GRAM_ALONE).enumerate() {
            let Some(run) = core.chars.get(i..=i + n).filter(|r| r.iter().all(|c| c.is_alphanumeric())) else { continue };
            let key = run.iter().fold(1u64 << 32, |h, c| h.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*c as u32)) | 1 << 63;
            // In the view of the meanings a run that holds one other character counts in full.
            let idle = run.iter().filter(|c| GRAMMAR.contains(c)).count() as f32 / run.len() as f32;
            let part = if idle < 1.0 { 1.0 } else { GRAMMAR_ALONE };
            let fits = core.weight(i..i + n + 1);
            let of = out.entry(key).or_default();
            *of = (of.0.max(w.0 * part * fits), of.1.max(w.1 * (1.0 - (1.0 - GRAMMAR_ALONE) * idle) * fits));
        }
    }
    out
}

/// How well words that must all occur fit: as well as the worst of them; 0 where one is missing.
fn fit(core: &Core, parts: &[Vec<char>]) -> f32 {
    let best = |p: &Vec<char>| {
        let at = core.chars.windows(p.len()).enumerate().filter(|(_, w)| *w == p.as_slice());
        at.map(|(i, _)| core.weight(i..i + p.len())).fold(0.0, f32::max)
    };
    parts.iter().map(best).fold(1.0, f32::min)
}

/// The features of a finding and their weights before rarity.
pub(super) fn features(f: &Finding) -> Views {
    let core = core(f);
    let chars = &core.chars;
    let mut v: BTreeMap<u64, f32> = BTreeMap::new();
    for i in 0..chars.len() {
        // Words inside longer words count as well, since findings are short.
        for end in i + 1..=(i + WORD_CHARS_MAX).min(chars.len()) {
            CLASSES.words.get(&chars[i..end]).into_iter().flatten().for_each(|c| note(&mut v, *c, core.weight(i..end)));
        }
    }
    for (parts, class) in &CLASSES.joined {
        let fits = fit(&core, parts);
        if fits > 0.0 {
            note(&mut v, *class, fits);
        }
    }
    let of = |role: Role| v.iter().map(|(k, w)| (*k, *w)).filter(|(k, _)| CLASSES.has(*k, role)).collect::<Vec<_>>();
    let (things, faults) = (of(Role::Thing), of(Role::Fault));
    for (thing, x) in &things {
        v.extend(faults.iter().map(|(fault, y)| (1 << 62 | thing << 20 | fault, PAIR * (x / OBJECT).min(y / ACT).min(1.0))));
    }
    meanings(&core, &mut v);
    let runs = runs(&core);
    v.extend(runs.iter().map(|(k, w)| (*k, w.0)));
    Views {
        meaning: v.into_iter().collect(),
        problems: super::problems::nearest(&runs),
        wording: runs.into_iter().map(|(k, w)| (k, w.1)).collect(),
        known: known(&core),
    }
}
