//! Scores of the detector of photographs on scenes of our own.  usage: scenes [N [SEED ...]]
#[path = "../tests/scenes/mod.rs"]
mod scenes;

use scenes::{edits::EDITS, score::measure};

fn main() {
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
