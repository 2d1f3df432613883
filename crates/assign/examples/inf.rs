use std::time::Instant;
fn main() {
    for f in std::env::args().skip(1) {
    let text = std::fs::read_to_string(&f).unwrap();
    let inst = assign::read::read_instance(&text).unwrap();
    let t0 = Instant::now();
    let c = assign::conflict::conflicts(&inst);
    let t1 = t0.elapsed();
    let Some(c) = c else { println!("{f} none {t1:?}"); continue; };
    let w = assign::conflict::witnesses(&inst, &c, 2, &assign::budget::Unlimited);
    println!("{f} {:?} {:?} conflicts {} first {} witnessed {} also {}", t1, t0.elapsed(), c.len(), c[0].elements.len(), w.iter().filter(|w| w.plan.is_some()).count(), w.iter().map(|w| w.also.len()).sum::<usize>());
    println!("{:?}", c[0].elements.iter().take(3).collect::<Vec<_>>());
    }
}
