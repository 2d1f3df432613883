//! Proves a bound anew, by a program that shares no line with the solver: `prove ROUND.json BOUND` says whether no lawful plan of
//! the round costs less than BOUND.

#[path = "../tests/common/prover.rs"]
mod prover;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let round: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(args.first().ok_or("ROUND.json")?)?)?;
    let bound: i64 = args.get(1).ok_or("BOUND")?.parse()?;
    let started = std::time::Instant::now();
    let facts = prover::Facts::new(&round);
    // Units alone prove what they can; the smallest rounds are proved with their people.
    let small = facts.size.len() <= 8 && round["inspectors"].as_array().is_some_and(|p| p.len() <= 40);
    let proved = prover::units_prove(&facts, bound) || small && prover::people_prove(&round, bound);
    println!("bound {bound}: proved {proved}, {:.2} s", started.elapsed().as_secs_f64());
    Ok(())
}
