//! Speed of the index of copies, with a probe of the machine beside it.  usage: speed [PAPERS]
//! Prints paragraphs a second on one core, and how long a new paragraph takes against all that were added.
mod machine;
#[path = "../tests/support/mod.rs"]
mod support;

use detect::copies::{Copies, Doc};
use machine::{on_core, probe};
use std::time::{Duration, Instant};
use support::{Rng, copies};

/// Papers of one round; the figures of every round are new, and so are its ids.
fn papers(seed: u64, n: usize) -> Vec<Doc> {
    let mut docs = Vec::with_capacity(n);
    let mut rng = Rng(seed);
    while docs.len() < n {
        let round = rng.next();
        docs.extend(copies::independent(round, 1000.min(n - docs.len())).into_iter().map(|mut d| {
            d.id = format!("{round:x}-{}", d.id);
            d
        }));
    }
    docs
}

fn main() {
    let wanted: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    println!("probe: SHA-256 {:.0} MB/s", probe());
    let start = Instant::now();
    let mut index = Copies::for_lookup();
    let (mut spent, mut chars) = (Duration::ZERO, 0usize);
    let mut seed = 1;
    while index.len() < wanted {
        let docs = papers(seed, 50_000.min(wanted - index.len()));
        seed += 1;
        chars += docs.iter().map(|d| d.text.chars().count()).sum::<usize>();
        let begin = on_core(start);
        docs.into_iter().for_each(|d| index.add(d).expect("ids that differ"));
        spent += on_core(start) - begin;
    }
    println!(
        "{} paragraphs of {} characters on average into the index: {:.0} a second and core",
        index.len(),
        chars / index.len(),
        index.len() as f64 / spent.as_secs_f64()
    );
    let new = papers(999, 500);
    let mut times: Vec<Duration> = Vec::new();
    let mut found = 0;
    for d in &new {
        let begin = on_core(start);
        found += index.lookup(d).len();
        times.push(on_core(start) - begin);
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "a new paragraph against {}: median {:.2} ms, 99 of 100 within {:.2} ms, longest {:.2} ms ({found} pairs)",
        index.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    println!("probe: SHA-256 {:.0} MB/s", probe());
}
