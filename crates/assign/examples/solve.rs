//! Solves a round without the rest of the product: `solve ROUND.json SECONDS [PLAN.json]` prints one JSON line. Used by the
//! comparison in `bench/assign`.

use assign::{Options, Outcome, Seed, assign, read_instance};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let started = Instant::now();
    let round = read_instance(&std::fs::read_to_string(args.first().ok_or("ROUND.json")?)?)?;
    let seconds: f64 = args.get(1).ok_or("SECONDS")?.parse()?;
    let over = || started.elapsed().as_secs_f64() >= seconds;
    let options = Options { seed: Seed::from(1), iterations: None, threads: 2, until_lawful: false };
    let mut lawful_at = None;
    let outcome = assign(&round, None, &options, &over, &mut |p| {
        if p.broken == 0 && lawful_at.is_none() {
            lawful_at = Some(started.elapsed().as_secs_f64());
        }
    });
    let taken = started.elapsed().as_secs_f64();
    match outcome {
        Outcome::Plan(solved) => {
            let (objective, bound, at) = (solved.cost.objective, solved.bound, lawful_at.unwrap_or(taken));
            println!("{{\"objective\": {objective}, \"bound\": {bound}, \"lawful_seconds\": {at:.3}, \"seconds\": {taken:.3}}}");
            if let Some(path) = args.get(2) {
                std::fs::write(path, serde_json::to_string(&solved.plan)?)?;
            }
        }
        Outcome::Conflict(found) => {
            let shown = found.witnesses.iter().filter(|w| w.plan.is_some()).count();
            println!("{{\"conflict\": {}, \"shown\": {shown}, \"seconds\": {taken:.3}}}", found.list[0].elements.len());
        }
        Outcome::Open { broken } => println!("{{\"open\": {broken}, \"seconds\": {taken:.3}}}"),
    }
    Ok(())
}
