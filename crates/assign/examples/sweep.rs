//! Answers many made-up rounds, has every answer checked, and prints what stands out: `sweep SIZE FIRST COUNT MOVES [WAY]`, where
//! SIZE is seed, city, province or double, and WAY one of the ways to have no lawful plan, `all` for each in turn, or `plain`. Times are
//! seconds of processor of one thread, which other work on the machine does not touch.

#[path = "../tests/common/mod.rs"]
mod common;

use assign::{Options, Outcome};
use common::generator::{CITY, DOUBLE, PROVINCE, SEED, WAYS, infeasible, round};
use common::varied::varied;
use common::verdict::{Verdict, answer, verdict};
use std::collections::BTreeMap;

/// Seconds that this thread has been on a processor.
fn worked() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// How many plans are proved optimal, and how dear the dearest proof was.
#[derive(Default)]
struct Proofs {
    plans: u64,
    proved: u64,
    soon: u64,
    /// Steps of exact search, the same on every machine, and the round.
    most: (u64, u64),
}

impl Proofs {
    fn add(&mut self, seed: u64, proved: bool, steps: u64, seconds: f64) {
        self.plans += 1;
        self.proved += u64::from(proved);
        self.soon += u64::from(proved && seconds < 0.1);
        self.most = self.most.max((steps, seed));
    }
}

fn steps(outcome: &Outcome) -> u64 {
    match outcome {
        Outcome::Plan(solved) => solved.steps,
        _ => 0,
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let size = match args.first().map(String::as_str) {
        Some("seed") => SEED,
        Some("city") => CITY,
        Some("province") => PROVINCE,
        Some("double") => DOUBLE,
        _ => return Err("SIZE".into()),
    };
    let (first, count, moves): (u64, u64, u64) = (args[1].parse()?, args[2].parse()?, args[3].parse()?);
    let mut proofs = Proofs::default();
    let mut counts: BTreeMap<&str, (u64, f64, u64)> = BTreeMap::new();
    for seed in first..first + count {
        let made = match args.get(4).map(String::as_str) {
            None => varied(size, seed),
            Some("plain") => round(size, seed),
            Some("all") => infeasible(size, seed, WAYS[(seed % WAYS.len() as u64) as usize]),
            Some(way) => infeasible(size, seed, way),
        };
        let run = |threads| answer(&made, &Options { threads, ..common::repeatable(moves) });
        let before = worked();
        let outcome = run(1);
        let taken = worked() - before;
        let Ok(answer) = std::panic::catch_unwind(|| verdict(&made, &outcome)) else {
            println!("{seed}: the answer does not stand");
            continue;
        };
        if seed % 4 == 0 && verdict(&made, &run(2)) != answer {
            println!("{seed}: threads change the answer");
        }
        let kind = match &answer {
            Verdict::Plan(objective, bound, _) => {
                proofs.add(seed, objective == bound, steps(&outcome), taken);
                if (objective - bound) * 10 > *objective {
                    println!("{seed}: plan {objective}, bound {bound}, {taken:.2} s");
                }
                "plan"
            }
            Verdict::Conflict(elements, unshown, minimal) => {
                if *unshown > 0 || !minimal || taken > 0.5 {
                    println!("{seed}: conflict of {elements}, {unshown} not shown, minimal {minimal}, {taken:.2} s");
                }
                "conflict"
            }
            Verdict::Open(broken) => {
                println!("{seed}: open, {broken} rules broken, {taken:.2} s");
                "open"
            }
        };
        let row = counts.entry(kind).or_default();
        row.0 += 1;
        if taken > row.1 {
            (row.1, row.2) = (taken, seed);
        }
    }
    if proofs.plans > 0 {
        println!(
            "proved optimal: {} of {}, {} of them in under 0.1 s; most steps {} (round {})",
            proofs.proved, proofs.plans, proofs.soon, proofs.most.0, proofs.most.1
        );
    }
    for (kind, (n, most, seed)) in counts {
        println!("{kind}: {n}, longest {most:.2} s (round {seed})");
    }
    Ok(())
}
