//! Development: candidates of one picture.
use detect::photo::{self, Features};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let f = |p: &str| Features::of(&photo::decode(&std::fs::read(p).expect("r"), &photo::Limits::default()).expect("d").plane);
    let (q, r) = (f(&a[1]), f(&a[2]));
    let mut ix = photo::PhotoIndex::default();
    ix.add(&r);
    println!(
        "{:?} {} {} {}x{} {}x{} {:?}",
        ix.candidates(&q, 5),
        q.indexed(160).len(),
        r.indexed(160).len(),
        q.width,
        q.height,
        r.width,
        r.height,
        photo::geometry::matches(&q.indexed(160), &r.indexed(160), false).len()
    );
    let mut h = [[0; 8]; 2];
    q.indexed(160).iter().for_each(|f| h[0][f.level as usize] += 1);
    r.indexed(160).iter().for_each(|f| h[1][f.level as usize] += 1);
    println!("{h:?}");
}
