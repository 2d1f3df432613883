//! Findings of three rounds, with the truth beside them, and honest findings of one unit that are no repeats.

use super::Rng;
use super::findings::PROBLEMS;
use super::words::{Unit, draw};
use detect::repeats::{Finding, Repeats};
use std::collections::HashMap;

/// A finding and the number of its problem.
pub type Marked = (Finding, usize);

const BEFORE: [&str; 8] = ["", "", "", "抽查发现，", "个别股室", "经走访{n}户了解，", "{y}年以来，", "该局所属单位"];
const AFTER: [&str; 8] = ["", "", "", "，涉及{m}", "，共{n}件", "，群众意见较大", "，{t}尤为突出", "，至{y}年底未改"];

fn told(core: &str, rng: &mut Rng) -> String {
    let (before, after) = (rng.pick(&BEFORE), rng.pick(&AFTER));
    format!("{}{core}{}", draw(before, rng).text(), draw(after, rng).text())
}

/// All problems in all tellings. `bare` leaves out what surrounds them and who they are about.
pub fn corpus(seed: u64, bare: bool) -> Vec<Marked> {
    let mut rng = Rng(seed);
    let mut all = Vec::new();
    for (n, tellings) in PROBLEMS.iter().enumerate() {
        for (round, core) in tellings.iter().enumerate() {
            let unit = Unit::any(&mut rng);
            let mut f = Finding { id: format!("f{n}-{round}"), text: (*core).to_owned(), ..Finding::default() };
            if !bare {
                f.text = told(core, &mut rng);
                (f.unit, f.county, f.sector) = (unit.name(), unit.county.to_owned(), unit.bureau.to_owned());
                f.round = format!("r{round}");
            }
            all.push((f, n));
        }
    }
    rng.shuffle(&mut all);
    all
}

/// The findings of a file written by hand: a paragraph is one problem, a line one telling; no unit, no round.
pub fn written(text: &str) -> Vec<Marked> {
    let mut all = Vec::new();
    let mut problem = 0;
    for (n, line) in text.lines().filter(|l| !l.starts_with('#')).enumerate() {
        if line.trim().is_empty() {
            problem += 1;
        } else {
            all.push((Finding { id: format!("w{n}"), text: line.to_owned(), ..Finding::default() }, problem));
        }
    }
    all
}

/// Recall among the five best, and the mean of one over the place of the first right one, over the findings that have others
/// of their problem.
pub fn score(all: &[Marked]) -> (f64, f64) {
    let mut index = Repeats::default();
    all.iter().for_each(|(f, _)| index.add(f.clone()).expect("ids that differ"));
    let problem: HashMap<&str, usize> = all.iter().map(|(f, n)| (f.id.as_str(), *n)).collect();
    let (mut recall, mut places, mut asked) = (0.0, 0.0, 0.0);
    for (f, n) in all {
        let others = all.iter().filter(|o| o.1 == *n).count() - 1;
        if others == 0 {
            continue;
        }
        asked += 1.0;
        let ranked = index.ranked(&f.id);
        let right: Vec<usize> = ranked.iter().enumerate().filter(|(_, r)| problem[r.0.as_str()] == *n).map(|(k, _)| k).collect();
        recall += right.iter().filter(|k| **k < 5).count() as f64 / others as f64;
        places += right.first().map_or(0.0, |k| 1.0 / (*k + 1) as f64);
    }
    (recall / asked, places / asked)
}

/// What a signal at a threshold of likeness would show of the first ranked: right links, wrong ones, and of the findings
/// without a repeat those that would be linked, beside their number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Links {
    pub right: usize,
    pub wrong: usize,
    pub lone_linked: usize,
    pub lone: usize,
}

/// Links of the first ranked at each threshold.
pub fn links(all: &[Marked], thresholds: &[f32]) -> Vec<Links> {
    let mut index = Repeats::default();
    all.iter().for_each(|(f, _)| index.add(f.clone()).expect("ids that differ"));
    let problem: HashMap<&str, usize> = all.iter().map(|(f, n)| (f.id.as_str(), *n)).collect();
    let mut out = vec![Links::default(); thresholds.len()];
    for (f, n) in all {
        let lone = all.iter().filter(|o| o.1 == *n).count() == 1;
        let first = index.ranked(&f.id).into_iter().next();
        for (links, threshold) in out.iter_mut().zip(thresholds) {
            links.lone += usize::from(lone);
            let Some((id, _)) = first.as_ref().filter(|(_, likeness)| likeness >= threshold) else { continue };
            match (lone, problem[id.as_str()] == *n) {
                (true, _) => links.lone_linked += 1,
                (_, true) => links.right += 1,
                _ => links.wrong += 1,
            }
        }
    }
    out
}
