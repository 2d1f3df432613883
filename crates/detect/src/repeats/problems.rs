//! What a finding is compared by beside words: the problems that inspections know (`data/problems/`), each told in several
//! ways. A text is likened to all of them, and two texts are alike where the same known problems are near to both. No word
//! need be the same, and words may stand between, since only runs of characters are counted.

use super::features::{Vector, runs};
use super::narration::Core;
use crate::lexicon::{Lexicon, PROBLEMS};
use crate::text::normalize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Known problems that a text keeps.
const KEPT: usize = 25;
/// What a word of the thing counts in a problem of it, where a telling counts 1.
const OF_THING: f32 = 0.5;
/// How far the length of a problem is made up for: at 1 all are of one length, and one that is told in many ways is near to
/// nothing.
const EVENED: f32 = 0.8;
/// Begins the line of a thing.
const THING: &str = "=";
/// Things that a text keeps, each as near as the nearest of its problems, and what they count beside problems.
const THINGS_KEPT: usize = 8;
const THINGS: f32 = 0.5;
/// Mark the features of this view: problems, and things.
const TAG: u64 = 1 << 60;
const TAG_THING: u64 = 1 << 59;

struct Known {
    /// Of each known problem the number of its thing.
    things: Vec<usize>,
    /// Of each run: its rarity, and the problems that hold it with their weights, evened by the length of the problem.
    runs: HashMap<u64, (f32, Vec<(u32, f32)>)>,
}

/// One problem while it is read.
#[derive(Default)]
struct Told {
    thing: usize,
    /// Of each run its weight and how often it is told.
    runs: BTreeMap<u64, (f32, f32)>,
}

fn tell(told: &mut Told, words: &str, counts: f32) {
    let chars = normalize(words).chars;
    let core = Core { weights: vec![1.0; chars.len()], chars };
    for (key, (_, weight)) in runs(&core) {
        told.runs.entry(key).or_insert((weight, 0.0)).1 += counts;
    }
}

/// All problems of the data, in the order of their names' first mention. A line whose name is known adds to that problem.
fn read(all: &[Lexicon]) -> Vec<Told> {
    let (mut out, mut names): (Vec<Told>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
    let mut things = 0;
    for (lexicon, section) in all.iter().flat_map(|l| l.sections().into_iter().map(move |s| (l, s))) {
        let (mut thing, mut number): (&[&str], usize) = (&[], things);
        for line in lexicon.lines(section) {
            let Some((name, others)) = line.split_first() else { continue };
            if *name == THING {
                things += 1;
                (thing, number) = (others, things);
                continue;
            }
            let at = *names.entry(name).or_insert_with(|| {
                let mut told = Told { thing: number, ..Told::default() };
                thing.iter().for_each(|w| tell(&mut told, w, OF_THING));
                out.push(told);
                out.len() - 1
            });
            line.iter().for_each(|w| tell(&mut out[at], w, 1.0));
        }
    }
    out
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let told = read(&*PROBLEMS);
    let mut holders: HashMap<u64, f32> = HashMap::new();
    told.iter().flat_map(|t| t.runs.keys()).for_each(|k| *holders.entry(*k).or_default() += 1.0);
    let rarity = |k: &u64| ((told.len() as f32 + 1.0) / (holders[k] + 0.5)).ln();
    let mut runs: HashMap<u64, (f32, Vec<(u32, f32)>)> = HashMap::new();
    for (n, problem) in told.iter().enumerate() {
        let often = |times: f32| if times < 1.0 { times } else { 1.0 + times.ln() };
        let weights: Vec<(u64, f32)> = problem.runs.iter().map(|(k, (w, times))| (*k, w * often(*times) * rarity(k))).collect();
        let norm = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().powf(EVENED).max(1e-6);
        for (k, w) in weights {
            runs.entry(k).or_insert_with(|| (rarity(&k), Vec::new())).1.push((n as u32, w / norm));
        }
    }
    Known { things: told.iter().map(|t| t.thing).collect(), runs }
});

/// The `kept` best of numbered values, each beside the best one to the power of two: the best has 1.
fn best(values: impl Iterator<Item = (usize, f32)>, kept: usize) -> Vec<(usize, f32)> {
    let mut order: Vec<(usize, f32)> = values.filter(|(_, x)| *x > 0.0).collect();
    order.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    order.truncate(kept);
    let most = order.first().map_or(1.0, |o| o.1);
    order.into_iter().map(|(n, x)| (n, (x / most).powi(2))).collect()
}

/// The known problems that are nearest to the runs of a text, and their things.
pub(super) fn nearest(runs: &BTreeMap<u64, (f32, f32)>) -> Vector {
    let mut nearness = vec![0f32; KNOWN.things.len()];
    for (key, (_, weight)) in runs {
        if let Some((rarity, holders)) = KNOWN.runs.get(key) {
            holders.iter().for_each(|(n, w)| nearness[*n as usize] += weight * rarity * w);
        }
    }
    let mut things: BTreeMap<usize, f32> = BTreeMap::new();
    for (thing, x) in KNOWN.things.iter().zip(&nearness) {
        let of = things.entry(*thing).or_default();
        *of = of.max(*x);
    }
    let problems = best(nearness.into_iter().enumerate(), KEPT).into_iter().map(|(n, x)| (TAG | n as u64, x));
    let things = best(things.into_iter(), THINGS_KEPT).into_iter().map(|(n, x)| (TAG_THING | n as u64, x * THINGS));
    let mut out: Vector = things.chain(problems).collect();
    out.sort_by_key(|(k, _)| *k);
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Finding, features::features};
    use super::*;

    /// Lines of problems: field, words.
    fn lines() -> Vec<(&'static str, Vec<&'static str>)> {
        let sections = PROBLEMS.iter().flat_map(|l| l.sections().into_iter().map(move |s| (l, s)));
        let all = sections.flat_map(|(l, s)| l.lines(s).iter().map(move |line| (s, line.clone())));
        all.filter(|(_, line)| line[0] != THING).collect()
    }

    #[test]
    fn every_problem_has_one_line_and_is_told_in_several_ways() {
        let all = lines();
        assert!(all.len() > 1300, "{}", all.len());
        let mut names: Vec<&str> = all.iter().map(|(_, line)| line[0]).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|w| w[0] != w[1]), "a name twice");
        for (field, line) in &all {
            assert!(line.len() >= 4, "{field}: {} is told in {} ways", line[0], line.len());
            assert!(line.iter().all(|w| (2..=40).contains(&w.chars().count())), "{field}: {line:?}");
        }
    }

    #[test]
    fn a_telling_with_words_between_is_nearest_to_its_problem() {
        let names: Vec<&str> = lines().into_iter().map(|(_, line)| line[0]).collect();
        let nearest = |text: &str| {
            let views = features(&Finding { id: "a".into(), text: text.into(), ..Finding::default() });
            let problems: Vec<(u64, f32)> = views.problems.into_iter().filter(|(k, _)| k & TAG != 0).collect();
            let best = problems.iter().max_by(|x, y| x.1.total_cmp(&y.1)).map(|(k, _)| (k ^ TAG) as usize);
            best.map(|n| names[n])
        };
        assert_eq!(nearest("周末总有人看见局里的公车停在菜场,还接送过孩子"), Some("公车私用"));
        assert_eq!(nearest("灭火器压力早没了,楼梯间的消防通道堆着纸箱"), Some("消防安全管理不到位"));
        assert_eq!(nearest(""), None);
    }
}
