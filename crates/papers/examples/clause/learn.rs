//! Learns the weights of the judge of clauses: logistic regression over runs of characters, by stochastic gradient
//! descent with averaged weights. The same corpus gives the same weights.

use crate::corpus::Line;
use papers::clause::{CLASSES, Class, SCALE, normal, runs, shares, spread, unpacked};
use std::collections::{BTreeMap, HashMap};

/// What the learning is set to.
pub struct Settings {
    /// How often the corpus is gone through.
    pub rounds: usize,
    /// How many orders of the lines it is learned from; their weights are averaged, so that no order decides.
    pub orders: u64,
    /// Length of the first steps.
    pub rate: f32,
    /// How strongly weights are drawn to nought.
    pub shrink: f32,
    /// Runs that are kept.
    pub runs_max: usize,
    /// In how many lines a run must stand.
    pub lines_min: usize,
    /// Smallest whole weight that is kept.
    pub weight_min: i16,
}

/// The settings of the product.
pub const SETTINGS: Settings = Settings { rounds: 40, orders: 9, rate: 0.2, shrink: 1e-4, runs_max: 10_500, lines_min: 2, weight_min: 4 };

/// Seed of the first order.
const SEED: u64 = 2021;

/// A line as numbers of its runs, how far its weights are spread, and its class.
struct Example {
    runs: Vec<u32>,
    spread: f32,
    class: usize,
}

/// Weights of runs, by the run.
pub type Learned = BTreeMap<String, [i16; CLASSES]>;

/// Learns from lines: first from all runs, then from those alone that weigh most.
pub fn learn(lines: &[Line], settings: &Settings) -> Learned {
    let mut count: HashMap<u64, usize> = HashMap::new();
    for (_, text) in lines {
        let mut own = Vec::new();
        runs(&normal(text), |r| own.push(r));
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|r| *count.entry(r).or_default() += 1);
    }
    let mut kept: Vec<u64> = count.iter().filter(|(_, n)| **n >= settings.lines_min).map(|(r, _)| *r).collect();
    kept.sort_unstable();
    let mut weights = descend(lines, &kept, settings);
    if kept.len() > settings.runs_max {
        let weight = |i: usize| weights[i].iter().map(|w| w.abs()).sum::<f32>() * (count[&kept[i]] as f32).sqrt();
        let mut order: Vec<usize> = (0..kept.len()).collect();
        order.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
        order.truncate(settings.runs_max);
        kept = order.into_iter().map(|i| kept[i]).collect();
        kept.sort_unstable();
        weights = descend(lines, &kept, settings);
    }
    let kept_weight = |w: f32| Some((w * SCALE).round() as i16).filter(|w| w.abs() >= settings.weight_min).unwrap_or(0);
    let whole = |w: &[f32; CLASSES]| w.map(kept_weight);
    let all = kept.iter().zip(&weights).map(|(run, w)| (unpacked(*run), whole(w)));
    all.filter(|(_, w)| w.iter().any(|w| *w != 0)).collect()
}

/// Weights of the kept runs, averaged over all rounds but the first.
fn descend(lines: &[Line], kept: &[u64], settings: &Settings) -> Vec<[f32; CLASSES]> {
    let number: HashMap<u64, u32> = kept.iter().enumerate().map(|(i, r)| (*r, i as u32)).collect();
    let example = |(class, text): &Line| {
        let text = normal(text);
        let mut own = Vec::new();
        runs(&text, |r| own.extend(number.get(&r)));
        Example { runs: own, spread: spread(text.len()), class: *class as usize }
    };
    let examples: Vec<Example> = lines.iter().map(example).collect();
    let mut sums = vec![[0f32; CLASSES]; kept.len()];
    for seed in 0..settings.orders {
        in_one_order(&examples, kept.len(), settings, SEED + seed, &mut sums);
    }
    let rounds = (settings.orders as usize * settings.rounds.saturating_sub(1).max(1)) as f32;
    sums.iter().map(|s| s.map(|s| s / rounds)).collect()
}

/// Adds the weights after each round but the first, the lines taken in the orders that a seed gives.
fn in_one_order(examples: &[Example], runs: usize, settings: &Settings, mut seed: u64, sums: &mut [[f32; CLASSES]]) {
    let mut weights = vec![[0f32; CLASSES]; runs];
    let mut squares = vec![[1e-4f32; CLASSES]; runs];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for round in 0..settings.rounds {
        shuffle(&mut order, &mut seed);
        for i in &order {
            step(&examples[*i], &mut weights, &mut squares, settings);
        }
        if round > 0 {
            sums.iter_mut().flatten().zip(weights.iter().flatten()).for_each(|(s, w)| *s += w);
        }
    }
}

/// One step along the gradient of one line; steps shrink for runs that were met often.
fn step(example: &Example, weights: &mut [[f32; CLASSES]], squares: &mut [[f32; CLASSES]], settings: &Settings) {
    let mut sums = [0f32; CLASSES];
    for run in &example.runs {
        sums.iter_mut().zip(&weights[*run as usize]).for_each(|(s, w)| *s += w * example.spread);
    }
    let mut error = shares(sums);
    error[example.class] -= 1.0;
    for run in &example.runs {
        let (own, square) = (&mut weights[*run as usize], &mut squares[*run as usize]);
        for class in 0..CLASSES {
            let gradient = error[class] * example.spread + settings.shrink * own[class];
            square[class] += gradient * gradient;
            own[class] -= settings.rate * gradient / square[class].sqrt();
        }
    }
}

/// Shuffles by a generator of our own, the same on every machine.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for i in (1..order.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(i, ((*seed >> 33) as usize) % (i + 1));
    }
}

/// The weights as a file: after a head, a run, a tab and its weights that are not nought.
pub fn written(learned: &Learned, head: &str) -> String {
    let mut file = head.to_owned();
    for (run, weights) in learned {
        let all = Class::ALL.into_iter().zip(weights).filter(|(_, w)| **w != 0);
        let all: Vec<String> = all.map(|(c, w)| format!("{}{w}", c.letter())).collect();
        file.push_str(&format!("{run}\t{}\n", all.join(" ")));
    }
    file
}
