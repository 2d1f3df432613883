#[path = "../tests/support/mod.rs"]
mod support;
use detect::copies::{Copies, Limits};
use std::collections::HashMap;
use support::copies;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let size: usize = a[1].parse().unwrap();
    let sb: f32 = a[2].parse().unwrap();
    let sh: f32 = a[3].parse().unwrap();
    let show = a.len() > 4;
    for seed in [1, 2, 3] {
        let c = copies::corpus(seed, size);
        let mut ix = Copies::new(Limits { share_min: 0.0, pair_bits_min: -200.0, sentence_bits_min: sb, sentence_share_min: sh, ..Limits::default() });
        c.docs.iter().for_each(|d| ix.add(d.clone()).unwrap());
        let pairs = ix.pairs();
        let by: HashMap<(String, String), (f32, f32)> = pairs.iter().map(|p| ((p.a.clone(), p.b.clone()), (p.bits, p.score))).collect();
        let text: HashMap<&str, &str> = c.docs.iter().map(|d| (d.id.as_str(), d.text.as_str())).collect();
        let key = |a: &str, b: &str| if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        let truth: HashMap<(String, String), &str> = c.copies.iter().map(|(c, s, k)| (key(c, s), *k)).collect();
        for (bits_min, share) in [(10.0, 0.15), (12.0, 0.15), (14.0,0.15),(12.0, 0.12), (12.0, 0.1),(14.0, 0.1)] {
            let lim = Limits { share_min: share, pair_bits_min: bits_min, ..Limits::default() };
            let need = lim.pair_bits_min + (c.docs.len() as f32 + 16.0).log2();
            let sel: Vec<_> = pairs.iter().filter(|p| p.bits >= need && p.score >= share).cloned().collect();
            let (s, by, acc) = copies::score(&c, &sel);
            println!("{seed} bits {bits_min} share {share}: P {:.3} R {:.3} F1 {:.3} acc {acc} {by:?}", s.precision(), s.recall(), s.f1());
        }
        if show && seed == 3 {
            let mut n = 0;
            for p in &pairs {
                let need = 12.0 + (c.docs.len() as f32 + 16.0).log2();
                if p.bits >= need && p.score >= 0.1 && !truth.contains_key(&(p.a.clone(), p.b.clone())) {
                    n += 1;
                    if n > 14 { break; }
                    println!("FALSE {} {} {:.1} {:.2}", p.a, p.b, p.bits, p.score);
                    for s in &p.spans {
                        let cut = |t: &str, a: u32, b: u32| t.chars().skip(a as usize).take((b - a) as usize).collect::<String>();
                        println!("   {}\n   {}\n", cut(text[p.a.as_str()], s[0], s[1]), cut(text[p.b.as_str()], s[2], s[3]));
                    }
                }
            }
            for (k, kind) in &truth {
                let v = by.get(k);
                if v.is_none_or(|v| v.0 < 21.0 || v.1 < 0.1) {
                    println!("MISS {kind} {v:?}\n  {}\n  {}", text[k.0.as_str()], text[k.1.as_str()]);
                }
            }
        }
    }
}
