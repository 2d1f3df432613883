//! What a clause does: tells a problem, a measure, a demand ... A learned judge: every run of one to four characters
//! speaks with a small weight for each class. The weights are the lines of `data/clause.txt`, learned from `corpus/` by
//! the example `clause`; a person can read there why a clause was judged so.

use crate::lexicon::is_figure;
use rustc_hash::FxHashMap;
use std::{cell::RefCell, sync::OnceLock};

/// What a clause may do; the letters are those of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// P: tells a problem.
    Problem,
    /// M: tells what was done or how it ended.
    Measure,
    /// D: demands, suggests, plans.
    Demand,
    /// G: praises.
    Praise,
    /// O: organisation and background: who, when, where, on what basis.
    Background,
    /// S: announces or sums up problems without telling one.
    Summary,
    /// W: what a check looks at, not what it found.
    Watched,
}

impl Class {
    /// All, in the order of the weights.
    pub const ALL: [Class; CLASSES] =
        [Class::Problem, Class::Measure, Class::Demand, Class::Praise, Class::Background, Class::Summary, Class::Watched];

    /// Its letter in the corpus.
    pub fn letter(self) -> char {
        ['P', 'M', 'D', 'G', 'O', 'S', 'W'][self as usize]
    }

    /// The class of a letter.
    pub fn of(letter: &str) -> Option<Class> {
        let letter = Some(letter).filter(|l| l.len() == 1)?.chars().next()?;
        Class::ALL.into_iter().find(|c| c.letter() == letter)
    }
}

/// Number of classes.
pub const CLASSES: usize = 7;
/// Longest run, in characters.
const RUN_MAX: usize = 4;
/// Characters at most behind one that is noted by its place before the end of a clause.
const BEHIND_MAX: usize = 3;
/// Characters behind a negation that speak only together with it.
const NEGATED: usize = 2;
/// Stands before the first character of a text.
const BEGIN: char = '^';
/// Stands behind the last character of a text.
const END: char = '$';
/// Whole weights are this many times the weights of the logarithm of the odds.
pub const SCALE: f32 = 32.0;
/// Verdicts that are kept at most.
const KEPT_MAX: usize = 4_096;
/// Longest text whose verdict is kept, in characters.
const KEPT_CHARS_MAX: usize = 160;
/// From which share on words find fault.
pub const FAULT: f32 = 0.4;
/// How many times its own share a problem in a list may have from what sums up.
const SUMMARY: f32 = 8.0;
/// From which share on one of several clauses speaks for all of them.
const CLAUSE: f32 = 0.8;
/// What the share of a problem is multiplied by where another class is likelier.
const SECOND: f32 = 0.9;
/// Longest clause that may be a name, in characters.
const NAME_CHARS_MAX: usize = 12;
/// Share of problems and demands below which it is one.
const NAMES: f32 = 0.45;
/// Shortest text whose weights are not spread out, in characters.
const LENGTH_MIN: usize = 4;

/// What the judge says of a text.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// Probability of each class; all add up to one.
    share: [f32; CLASSES],
}

impl Verdict {
    /// Probability of a class, 0 to 1.
    pub fn share(&self, class: Class) -> f32 {
        self.share[class as usize]
    }

    /// The likeliest class.
    pub fn class(&self) -> Class {
        Class::ALL.into_iter().max_by(|a, b| self.share(*a).total_cmp(&self.share(*b))).unwrap_or(Class::Background)
    }
}

/// Learned weights: of each run for each class.
#[derive(Debug, Default)]
pub struct Weights {
    runs: FxHashMap<u64, [i16; CLASSES]>,
}

impl Weights {
    /// Reads the lines of a weights file: a run, a tab, and weights such as `P12 M-3`; `#` begins a comment.
    pub fn read(file: &str) -> Weights {
        let mut weights = Weights::default();
        for line in file.lines() {
            let Some((run, rest)) = line.split_once('\t') else { continue };
            let mut all = [0; CLASSES];
            for one in rest.split(' ') {
                let class = one.get(..1).and_then(Class::of);
                if let Some((class, weight)) = class.and_then(|c| Some((c, one[1..].parse().ok()?))) {
                    all[class as usize] = weight;
                }
            }
            weights.runs.insert(packed(run.chars()), all);
        }
        weights
    }

    /// Judges a folded text.
    pub fn judge(&self, text: &[char]) -> Verdict {
        let text = normal(text);
        let mut sums = [0i32; CLASSES];
        runs(&text, |run| {
            if let Some(weights) = self.runs.get(&run) {
                sums.iter_mut().zip(weights).for_each(|(s, w)| *s += i32::from(*w));
            }
        });
        let spread = spread(text.len()) / SCALE;
        Verdict { share: shares(sums.map(|s| s as f32 * spread)) }
    }

    /// The runs of a folded text that speak loudest for or against a class, with their weights: why it was judged so.
    pub fn reasons(&self, text: &[char], class: Class) -> Vec<(String, i16)> {
        let mut all = Vec::new();
        runs(&normal(text), |run| all.extend(self.runs.get(&run).map(|w| (unpacked(run), w[class as usize]))));
        all.sort_by_key(|(_, w)| -w.abs());
        all
    }
}

thread_local!(static KNOWN: RefCell<Option<FxHashMap<Box<[char]>, Verdict>>> = RefCell::default());

/// While it lives, this thread keeps its verdicts: the rules ask for the same words of a paper many times. With it all is
/// forgotten, since a paper's words are not to outlive its reading.
pub struct Kept(());

impl Kept {
    /// Begins to keep verdicts.
    pub fn begin() -> Kept {
        KNOWN.set(Some(FxHashMap::default()));
        Kept(())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        KNOWN.set(None);
    }
}

/// Judges a folded text by the weights of the product.
pub fn judge(text: &[char]) -> Verdict {
    KNOWN.with_borrow_mut(|known| {
        let Some(known) = known.as_mut().filter(|_| text.len() <= KEPT_CHARS_MAX) else { return weights().judge(text) };
        if let Some(verdict) = known.get(text) {
            return *verdict;
        }
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        let verdict = weights().judge(text);
        known.insert(text.into(), verdict);
        verdict
    })
}

/// Whether words find fault.
pub fn blames(text: &[char]) -> bool {
    fault(text) >= FAULT
}

/// How surely words find fault, 0 to 1: as a whole, or in one of several clauses.
pub fn fault(text: &[char]) -> f32 {
    // Where another class is likelier, a little more is asked for.
    best(text, |v| v.share(Class::Problem) * if v.class() == Class::Problem { 1.0 } else { SECOND })
}

/// Whether words tell what was done or is to be done.
pub fn acts(text: &[char]) -> bool {
    let verdict = judge(text);
    verdict.share(Class::Measure) + verdict.share(Class::Demand) >= FAULT
}

/// Whether words demand, suggest or plan.
pub fn asks(text: &[char]) -> bool {
    judge(text).share(Class::Demand) >= FAULT
}

/// How surely an entry of a list of problems tells one: what would mostly sum up elsewhere, "has gaps in its duties", tells
/// a problem there.
pub fn listed(text: &[char]) -> f32 {
    best(text, |v| v.share(Class::Problem) + v.share(Class::Summary).min(SUMMARY * v.share(Class::Problem)))
}

/// How surely a text tells a problem throughout: the mean of the whole and of its clauses, 0 to 1. A short first clause
/// that tells none may be the name of where the others were found.
pub fn throughout(text: &[char]) -> f32 {
    let of = |text: &[char]| judge(text).share(Class::Problem);
    let named = |n: &usize| {
        let verdict = judge(&text[..*n]);
        let fits = (LENGTH_MIN..=NAME_CHARS_MAX).contains(n) && text.len() - n > LENGTH_MIN;
        fits && verdict.share(Class::Problem) + verdict.share(Class::Demand) < NAMES
    };
    let text = text.iter().position(|c| *c == ',').filter(named).map_or(text, |n| &text[n + 1..]);
    let clauses: Vec<f32> = text.split(|c| matches!(c, ',' | ';')).filter(|p| p.len() >= LENGTH_MIN).map(of).collect();
    let whole = of(text);
    if clauses.len() < 2 { whole } else { (whole + clauses.iter().sum::<f32>() / clauses.len() as f32) / 2.0 }
}

/// The most of a text as a whole and of its clauses.
fn best(text: &[char], of: impl Fn(Verdict) -> f32) -> f32 {
    let parted = |c: &char| matches!(c, ',' | ';');
    let whole = of(judge(text));
    if whole >= FAULT || !text.iter().any(parted) {
        return whole;
    }
    let clauses = text.split(parted).filter(|p| p.len() >= LENGTH_MIN).map(|p| of(judge(p)));
    clauses.filter(|s| *s >= CLAUSE).fold(whole, f32::max)
}

/// The weights of the product.
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| Weights::read(FILE))
}

/// The weights file of the product.
pub const FILE: &str = include_str!("../data/clause.txt");

/// Shares of the classes by the logarithms of their odds.
pub fn shares(sums: [f32; CLASSES]) -> [f32; CLASSES] {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers = sums.map(|s| (s - most).exp());
    let all: f32 = powers.iter().sum();
    powers.map(|p| p / all)
}

/// What the weights of a text of so many characters are multiplied by: long texts hold more runs, not surer ones.
pub fn spread(chars: usize) -> f32 {
    1.0 / (chars.max(LENGTH_MIN) as f32).sqrt()
}

/// The text as the judge compares it: figures are alike, blanks, quotation marks and marks at the end say nothing.
pub fn normal(text: &[char]) -> Vec<char> {
    let mut all: Vec<char> = vec![BEGIN];
    for c in text[number(text)..].iter().copied() {
        let c = match c {
            '0'..='9' => '0',
            'a'..='z' | 'A'..='Z' => 'a',
            '.' | '%' if all.last() == Some(&'0') => '0',
            c if c.is_whitespace() || words!("open_quote").has(c) || words!("close_quote").has(c) => continue,
            BEGIN | END => '*',
            c => c,
        };
        if !(matches!(c, '0' | 'a') && all.last() == Some(&c)) {
            all.push(c);
        }
    }
    while all.last().is_some_and(|c| matches!(c, ',' | ';' | ':' | '\u{3001}' | '\u{3002}')) {
        all.pop();
    }
    all.push(END);
    all
}

/// Length of the number of a list before a text.
fn number(text: &[char]) -> usize {
    if let Some((n, _)) = words!("draft_ordinal").at(text, 0) {
        return n;
    }
    let open = usize::from(text.first() == Some(&'('));
    let digits = text[open..].iter().take_while(|c| is_figure(**c)).count();
    let close = text.get(open + digits).is_some_and(|c| if open > 0 { *c == ')' } else { matches!(c, '.' | '\u{3001}') });
    if digits > 0 && close { open + digits + 1 } else { 0 }
}

/// Calls `take` for every run of a normal text, and for each of the last characters of a clause with the number of those
/// that stand behind it: however a negation goes on, it stands shortly before the end.
pub fn runs(text: &[char], mut take: impl FnMut(u64)) {
    // What stands behind the last negation, by index: those words do not speak for themselves.
    let mut negated = 0..0;
    for end in 1..=text.len() {
        if words!("negation").has(text[end - 1]) {
            negated = end..end + NEGATED;
        }
        let mut run = 0;
        for (i, c) in text[end.saturating_sub(RUN_MAX)..end].iter().rev().enumerate() {
            run |= u64::from((*c as u32).min(0xFFFF)) << (16 * i);
            let within = negated.contains(&(end - 1 - i)) && negated.contains(&(end - 1));
            if !within && (i > 0 || !matches!(*c, BEGIN | END)) {
                take(run);
            }
        }
        if matches!(text[end - 1], END | ',' | ';') {
            let clause = text[..end - 1].iter().rev().take_while(|c| !matches!(**c, BEGIN | ',' | ';'));
            clause.zip('0'..).skip(1).take(BEHIND_MAX).for_each(|(c, behind)| take(packed([*c, behind, END].into_iter())));
        }
    }
}

/// A run as a number: its characters of sixteen bits each, the last one lowest.
fn packed(run: impl Iterator<Item = char>) -> u64 {
    run.fold(0, |all, c| all << 16 | u64::from((c as u32).min(0xFFFF)))
}

/// The characters of a run.
pub fn unpacked(run: u64) -> String {
    (0..RUN_MAX).rev().filter_map(|i| char::from_u32((run >> (16 * i) & 0xFFFF) as u32)).filter(|c| *c != '\0').collect()
}
