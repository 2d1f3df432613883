//! `plumbline detect papers` over a made folder of honest and false items: what every detector finds, how often it cries
//! on honest items, and that one which cries too often is silent. `PLUMBLINE_LONG=1` measures the figures of
//! docs/detect.md and prints them.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod detect;

use ::detect::signal::DETECTORS;
use detect::{err, folder, lines, score};
use std::collections::BTreeMap;

/// The counts of a folder of a seed.
fn counts(seed: u64, count: usize) -> (BTreeMap<String, score::Count>, usize) {
    let dir = tempfile::tempdir().unwrap();
    let (papers, out) = (dir.path().join("papers"), dir.path().join("signals.jsonl"));
    let items = folder::items(seed, count);
    folder::write(&papers, &items, seed);
    let run = detect::detect(&["papers", papers.to_str().unwrap(), "-o", out.to_str().unwrap(), "--with-silent"]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    assert_eq!(err(&run).lines().count(), 1, "nothing but the note on silence: {}", err(&run));
    score::score(&items, &lines(&out))
}

#[test]
fn cheats_are_found_and_a_detector_that_cries_on_honest_items_is_silent() {
    // The large counts belong to the release build.
    let long = std::env::var("PLUMBLINE_LONG").is_ok() && !cfg!(debug_assertions);
    let (seeds, count) = if long { (vec![11, 12, 13], 1200) } else { (vec![11], 500) };
    let (mut all, mut honest) = (BTreeMap::<String, score::Count>::new(), 0);
    for seed in seeds {
        let (by, n) = counts(seed, count);
        honest += n;
        for (detector, c) in by {
            let sum = all.entry(detector).or_default();
            (sum.cheats, sum.found, sum.accused) = (sum.cheats + c.cheats, sum.found + c.found, sum.accused + c.accused);
            sum.examples.extend(c.examples);
        }
    }
    println!("| detector | found | false alarms per 1,000 of {honest} honest | silent |\n|---|---|---|---|");
    let mut wrong = Vec::new();
    for (name, c) in &all {
        let silent = DETECTORS.iter().find(|d| d.name == name).unwrap().silent;
        let per_mille = c.accused as f64 * 1000.0 / honest as f64;
        let found = if c.cheats > 0 { format!("{} of {}", c.found, c.cheats) } else { "–".into() };
        println!("| `{name}` | {found} | {per_mille:.1} | {} |", if silent { "yes" } else { "no" });
        if !silent && c.accused * 1000 > honest * 5 {
            wrong.push(format!("{name} accuses {} of {honest} and is not silent:\n{}", c.accused, c.examples.join("\n")));
        }
        if c.found * 10 < c.cheats * 8 {
            wrong.push(format!("{name} finds {} of {}", c.found, c.cheats));
        }
    }
    assert!(folder::CHEATS.iter().all(|c| all[*c].cheats > 0), "every kind of cheat is tried: {all:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
