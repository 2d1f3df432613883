use assign::*;
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let secs: u64 = a[2].parse().unwrap();
    let t0 = Instant::now();
    let inst = read_instance(&text).unwrap();
    let over = || t0.elapsed().as_millis() as u64 >= secs * 1000;
    let opt = Options { seed: Seed::from(a.get(3).map_or(1, |s| s.parse().unwrap())), iterations: None, threads: 2, until_lawful: false };
    match assign(&inst, None, &opt, &over, &mut |p| eprintln!("{:6} ms {:?}", t0.elapsed().as_millis(), p)) {
        Outcome::Plan(s) => {
            eprintln!("end {:?} {:?} bound {}", t0.elapsed(), s.cost, s.bound);
            println!("{}", serde_json::to_string(&s.plan).unwrap())
        }
        Outcome::Conflict(c) => eprintln!("conflict {:?}", c.list[0].elements.len()),
        Outcome::Open { broken } => eprintln!("open {broken}"),
    }
}
