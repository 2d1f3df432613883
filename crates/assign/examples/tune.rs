use assign::{model::Model, solve::*, rng::Seed};
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let secs: u64 = a[2].parse().unwrap();
    let inst = assign::read::read_instance(&text).unwrap();
    let model = Model::new(&inst, &Default::default());
    let tb = Instant::now(); let b = assign::bound::lower_bound(&model); eprintln!("bound {} in {:?}", b, tb.elapsed()); if secs == 0 { return; }
    let te = Instant::now(); match assign::exact::exact(&model, None, 50_000_000) { assign::exact::Exact::Best(s) => eprintln!("exact {}", s.cost(&model)), assign::exact::Exact::NoneBelow => eprintln!("exact none"), _ => eprintln!("open") } eprintln!("{:?}", te.elapsed());
    let te = Instant::now(); match assign::exact::exact(&model, Some(68), 50_000_000) { assign::exact::Exact::Best(s) => eprintln!("exact {}", s.cost(&model)), assign::exact::Exact::NoneBelow => eprintln!("exact none"), _ => eprintln!("open") } eprintln!("{:?}", te.elapsed());
 if secs == 99 {return;}   let t0 = Instant::now();
    let over = || t0.elapsed().as_millis() as u64 >= secs * 1000;
    let opt = Options { seed: Seed::from(a.get(3).map_or(1, |s| s.parse().unwrap())), iterations: None, threads: 2, until_lawful: false };
    let f = search(&model, None, b, &opt, &over, &mut |s, it| eprintln!("{:6} ms {:10} it hard {} cost {} {:?}", t0.elapsed().as_millis(), it, s.hard(), s.cost(&model), s.parts(&model)));
    println!("{}", serde_json::to_string(&f.state.plan(&model)).unwrap());
}
