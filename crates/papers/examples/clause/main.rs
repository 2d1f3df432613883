//! The judge of clauses: learns its weights from the corpus, measures, and says why.
//!
//! `cargo run --release -p papers --example clause -- learn` writes `data/clause.txt` from all of `corpus/`;
//! `... -- measure a b` learns from the hands `a` of the corpus and judges the lines of `b` (several letters are several hands);
//! `... -- judge` reads texts line by line and prints the shares of the classes; `... -- why TEXT` shows the loudest runs.

mod corpus;
mod learn;

use corpus::Line;
use learn::{Learned, SETTINGS};
use papers::{
    clause::{self, CLASSES, Class, Weights},
    script::fold,
};
use std::{error::Error, fs, path::Path};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given: Vec<String> = std::env::args().skip(1).collect();
    match given.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["learn"] => {
            let corpus = corpus::all(here)?;
            let learned = learn::learn(&corpus::lines(&corpus)?, &SETTINGS);
            fs::write(here.join("data/clause.txt"), learn::written(&learned, &corpus::head(&corpus)))?;
            println!("{} runs learned", learned.len());
        }
        ["measure", from, on] => measure(&read(here, from)?, &read(here, on)?),
        ["judge"] => std::io::stdin().lines().try_for_each(|line| line.map(|line| judge(&line)))?,
        ["why", text] => why(text),
        _ => return Err("usage: learn | measure LEARNED JUDGED | judge | why TEXT".into()),
    }
    Ok(())
}

/// Lines of the hands of the corpus whose letters are given.
fn read(here: &Path, name: &str) -> Outcome<Vec<Line>> {
    let files = corpus::files(&here.join("corpus"))?.into_iter().filter(|(file, _)| file.chars().next().is_some_and(|c| name.contains(c)));
    Ok(corpus::lines(&files.map(|(_, text)| text).collect::<Vec<_>>())?)
}

/// Learns from some lines, judges others, and prints what was taken for what.
fn measure(from: &[Line], on: &[Line]) {
    let learned: Learned = learn::learn(from, &SETTINGS);
    let weights = Weights::read(&learn::written(&learned, ""));
    let mut taken = [[0usize; CLASSES]; CLASSES];
    let mut shares: Vec<(f32, bool)> = Vec::new();
    for (class, text) in on {
        let verdict = weights.judge(text);
        taken[*class as usize][verdict.class() as usize] += 1;
        shares.push((verdict.share(Class::Problem), *class == Class::Problem));
        if std::env::var("PLUMBLINE_SHOW").is_ok() && verdict.class() != *class {
            let text: String = text.iter().collect();
            println!("{} for {}, problem {:.2}: {text}", verdict.class().letter(), class.letter(), verdict.share(Class::Problem));
        }
    }
    let right: usize = (0..CLASSES).map(|c| taken[c][c]).sum();
    println!("learned from {} lines, {} runs; judged {}: {:.3} right", from.len(), learned.len(), on.len(), right as f64 / on.len() as f64);
    println!("   {}", Class::ALL.map(|c| format!("{:>5}", c.letter())).concat());
    for class in Class::ALL {
        println!("{}  {}", class.letter(), taken[class as usize].map(|n| format!("{n:>5}")).concat());
    }
    for least in [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let found = shares.iter().filter(|(s, p)| *p && *s >= least).count();
        let said = shares.iter().filter(|(s, _)| *s >= least).count();
        let all = shares.iter().filter(|(_, p)| *p).count();
        println!("problem from {least}: precision {:.3} recall {:.3}", found as f64 / said.max(1) as f64, found as f64 / all.max(1) as f64);
    }
}

/// Prints the shares of the classes of a text.
fn judge(text: &str) {
    let verdict = clause::judge(&text.chars().map(fold).collect::<Vec<_>>());
    let shares = Class::ALL.map(|c| format!("{}{:.2} ", c.letter(), verdict.share(c)));
    println!("{}{text}", shares.concat());
}

/// Prints for every class its share and the runs that spoke loudest.
fn why(text: &str) {
    let text: Vec<char> = text.chars().map(fold).collect();
    let verdict = clause::judge(&text);
    for class in Class::ALL {
        let reasons = clause::weights().reasons(&text, class);
        let loud: Vec<String> = reasons.iter().take(8).map(|(run, w)| format!("{run} {w}")).collect();
        println!("{} {:.3}  {}", class.letter(), verdict.share(class), loud.join(", "));
    }
}
