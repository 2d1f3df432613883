//! Scores of the detector of photographs on scenes of our own.  usage: scenes [N [SEED ...]] | scenes export FOLDER [N [SEED]] | scenes visits N SEED |
//! scenes alike N SEED | scenes scans N SEED
//! The export is for `bench/detect/pictures.py`: register/, query/ and the labels that only that script reads.
#[path = "../tests/scenes/mod.rs"]
mod scenes;

use scenes::edits::{EDITS, edited, jpeg};
use scenes::lookalike::{By, blank_pages, few_fields, forms, marks, scan_edits};
use scenes::photograph;
use scenes::score::{measure, visits};
use std::io::Write;
use std::path::Path;

/// Writes the pictures that `measure` makes, under numbers that tell nothing.
fn export(folder: &Path, n: usize, seed: u64) -> std::io::Result<()> {
    let [register, query] = ["register", "query"].map(|f| folder.join(f));
    std::fs::create_dir_all(&register)?;
    std::fs::create_dir_all(&query)?;
    let mut labels = std::fs::File::create(folder.join("labels.jsonl"))?;
    let mut number = 0;
    for i in 0..n {
        let (scene, own) = (seed * 10_000 + i as u64, format!("r{i:04}.jpg"));
        let original = photograph(scene, 0);
        std::fs::write(register.join(&own), jpeg(&original, 92))?;
        let mut asked: Vec<(&str, Vec<u8>)> = EDITS.iter().enumerate().map(|(e, name)| (*name, edited(&original, e, scene))).collect();
        asked.extend((1..3).map(|visit| ("visit", jpeg(&photograph(scene, visit), 92))));
        asked.push(("new", jpeg(&photograph(scene + 1_000_000, 0), 92)));
        for (op, bytes) in asked {
            let name = format!("q{number:05}.jpg");
            number += 1;
            std::fs::write(query.join(&name), bytes)?;
            writeln!(labels, r#"{{"query":"{name}","register":"{own}","op":"{op}"}}"#)?;
        }
    }
    Ok(())
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|w| w == "export") {
        let number = |at: usize, or: u64| words.get(at).map_or(or, |w| w.parse().expect("a number"));
        export(Path::new(&words[1]), number(2, 24) as usize, number(3, 11)).expect("a folder that can be written");
        return;
    }
    if let [what, n, seed] = &words[..]
        && what == "visits"
    {
        let (n, seed): (usize, u64) = (n.parse().expect("a number"), seed.parse().expect("a number"));
        for (name, [all, photo, place, wrong]) in ["another stand", "not moved", "moved by a tenth"].iter().zip(visits(seed * 10_000, n)) {
            println!("{name}: {all} visits, as same photo {photo}, as same place {place}, pairs with other scenes {wrong}");
        }
        return;
    }
    if let [what, n, seed] = &words[..]
        && what == "scans"
    {
        let (n, seed): (u64, u64) = (n.parse().expect("a number"), seed.parse().expect("a number"));
        println!("forms: {:?}", forms(seed * 10, 4, n, By::Scanner));
        for fields in 1..4 {
            println!("forms that differ in {fields}: {:?}", few_fields(seed * 10, 4, n, fields, By::Scanner));
        }
        let by: Vec<String> = EDITS.iter().zip(scan_edits(seed * 10, 6)).map(|(e, found)| format!("{e} {found}")).collect();
        println!("edits of 6 scans found: {}", by.join(" "));
        return;
    }
    if let [what, n, seed] = &words[..]
        && what == "alike"
    {
        let (n, seed): (u64, u64) = (n.parse().expect("a number"), seed.parse().expect("a number"));
        for (name, found) in ["panel", "large time", "strip", "logo"].iter().zip(marks(seed * 1_000, n)) {
            println!("mark, {name}: {found:?}");
        }
        for by in [By::Scanner, By::Hand] {
            println!("forms, {by:?}: {:?}", forms(seed * 10, 4, n.min(6), by));
            for fields in 1..4 {
                println!("forms that differ in {fields}, {by:?}: {:?}", few_fields(seed * 10, 4, n.min(6), fields, by));
            }
            println!("blank pages under one head, {by:?}: {:?}", blank_pages(seed * 10, 4, n.min(6), by));
        }
        return;
    }
    let all: Vec<u64> = std::env::args().skip(1).map(|s| s.parse().expect("a number")).collect();
    let n = all.first().copied().unwrap_or(60) as usize;
    let seeds = if all.len() > 1 { all[1..].to_vec() } else { vec![1, 2, 3] };
    for seed in seeds {
        let c = measure(seed * 10_000, n, 1);
        let share = |x: usize, all: usize| x as f64 / all.max(1) as f64;
        println!(
            "seed {seed}: recall {:.3} of {} edits, false pairs {}, visits as same photo {:.3}, as same place {:.3} of {}; \
             false alarms {} of {} honest = {:.1} per 1,000",
            c.recall(),
            c.edits,
            c.false_pairs,
            share(c.visits_photo, c.visits),
            share(c.visits_place, c.visits),
            c.visits,
            c.accused,
            c.visits + c.new,
            c.alarms()
        );
        let by: Vec<String> = EDITS.iter().zip(c.found).map(|(e, f)| format!("{e} {:.2}", share(f, n))).collect();
        println!("  {}", by.join(" "));
    }
}
