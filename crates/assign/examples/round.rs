//! Prints a made-up round: `round SIZE SEED [WAY]`, where SIZE is seed, city, province or double, and WAY one of the ways to have
//! no lawful plan.

#[path = "../tests/common/generator.rs"]
#[allow(dead_code, reason = "shared with the tests, which use all of it")]
mod generator;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let size = match args.first().map(String::as_str) {
        Some("city") => generator::CITY,
        Some("province") => generator::PROVINCE,
        Some("double") => generator::DOUBLE,
        _ => generator::SEED,
    };
    let seed = args.get(1).map_or(Ok(1), |s| s.parse())?;
    let round = match args.get(2) {
        Some(way) => generator::infeasible(size, seed, way),
        None => generator::round(size, seed),
    };
    println!("{round}");
    Ok(())
}
