//! Speed of the index of copies, with a probe of the machine beside it.  usage: speed [PAPERS]
//! Prints paragraphs a second on one core, and how long a new paragraph takes against all that were added.
#[path = "../tests/support/mod.rs"]
mod support;

use detect::copies::{Copies, Doc};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use support::{Rng, copies};

/// Time that this thread has had on a core, so that other work on the machine does not count; the clock where the system
/// does not tell.
fn on_core(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|t| t.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Megabytes of SHA-256 a second on one core: how fast this machine is just now.
fn probe() -> f64 {
    let block = vec![7u8; 1 << 20];
    let start = Instant::now();
    let (begin, mut n) = (on_core(start), 0);
    while on_core(start) - begin < Duration::from_millis(300) {
        for _ in 0..20 {
            std::hint::black_box(Sha256::digest(&block));
        }
        n += 20;
    }
    f64::from(n) / (on_core(start) - begin).as_secs_f64()
}

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
