//! Speed of the index of pictures, with a probe of the machine beside it.  usage: photo_speed [PICTURES [STEMS [QUESTIONS [THREADS]]]]
//! The index holds STEMS pictures of our own scenes as they are, and feature sets perturbed from theirs up to PICTURES:
//! features of many pictures mixed, a few of their bits flipped, turned at random. Prints how long a new photograph takes
//! against all, and whether the original of an edited one is among the candidates.
mod machine;
#[path = "../tests/scenes/perturbed.rs"]
mod perturbed;
#[path = "../tests/scenes/mod.rs"]
mod scenes;

use detect::photo::parallel::{THREADS, in_order};
use detect::photo::{Asked, Features, Limits, PhotoIndex, decode};
use machine::{on_core, probe};
use perturbed::{Pool, SCENES_FIRST, stems};
use scenes::edits::{EDITS, edited, jpeg};
use scenes::photograph;
use scenes::score::read;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Median and longest in milliseconds.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |d: &Duration| d.as_secs_f64() * 1000.0;
    format!("median {:.1} ms, longest {:.1} ms of {}", ms(&times[times.len() / 2]), ms(&times[times.len() - 1]), times.len())
}

/// Times of the parts of one question.
#[derive(Default)]
struct Times {
    features: Vec<Duration>,
    lookup: Vec<Duration>,
    compare: Vec<Duration>,
    /// Comparing, all threads together.
    all: Vec<Duration>,
    whole: Vec<Duration>,
}

/// Kept features and the file of a candidate. What was only made as features gets those of some stem, and its file.
fn stand_in(picture: usize, known: &[Features]) -> (Vec<u8>, Vec<u8>) {
    let stem = picture % known.len();
    (known[stem].to_bytes(), jpeg(&photograph(SCENES_FIRST + stem as u64, 0), 90))
}

fn main() {
    let wanted = |n: usize, or: usize| std::env::args().nth(n).and_then(|n| n.parse().ok()).unwrap_or(or);
    let (pictures, stems_wanted, questions) = (wanted(1, 1_000_000), wanted(2, 2_000), wanted(3, 100));
    let threads = wanted(4, THREADS);
    println!("probe: SHA-256 {:.0} MB/s", probe());
    let start = Instant::now();
    let known: Vec<Features> = stems(stems_wanted);
    println!("{} pictures of our own taken in {:.0} s", known.len(), start.elapsed().as_secs_f64());
    let mut index = PhotoIndex::default();
    for (n, f) in known.iter().enumerate() {
        index.add(f, n as u64);
    }
    let mut pool = Pool::of(&known);
    let begin = Instant::now();
    while index.len() < pictures {
        let made = pool.picture();
        index.add_indexed(&made, index.len() as u64);
    }
    println!("{} in the index after {:.0} s, {} bytes a picture", index.len(), begin.elapsed().as_secs_f64(), index.bytes_per_picture());
    let mut times = Times::default();
    let (mut found, mut asked, mut unpacked, mut candidates) = (0, 0, 0, Vec::new());
    for n in 0..questions {
        // Every other one is an edit of a picture in the index, the rest nobody photographed before.
        let scene = if n % 2 == 0 { SCENES_FIRST + (n * 7 % known.len()) as u64 } else { SCENES_FIRST + 5_000_000 + n as u64 };
        let p = photograph(scene, 0);
        let bytes = if n % 2 == 0 { edited(&p, n / 2 % EDITS.len(), scene) } else { jpeg(&p, 88) };
        let whole = on_core(start);
        let q = read(&bytes);
        let after = on_core(start);
        let list = index.candidates(&q.features);
        let looked = on_core(start);
        // All candidates are compared, by their kept features first, their pictures unpacked where those agree. Those that
        // were only made as features have no picture, and one of the stems stands in for them.
        let files: Vec<(Vec<u8>, Vec<u8>)> = list.iter().map(|c| stand_in(c.picture as usize, &known)).collect();
        let (each, once) = (Mutex::new(HashMap::new()), AtomicUsize::new(0));
        let question = Asked::new(&q);
        in_order(&files, threads, |(features, picture)| {
            let begin = on_core(start);
            let b = Features::from_bytes(features).expect("features");
            question.compare(&b, || {
                once.fetch_add(1, Ordering::Relaxed);
                decode(picture, &Limits::default()).ok().map(|p| p.plane)
            });
            *each.lock().expect("times").entry(std::thread::current().id()).or_insert(Duration::ZERO) += on_core(start) - begin;
        });
        unpacked += once.into_inner();
        // The answer is there when the thread that has more to do is done.
        let each = each.into_inner().expect("times");
        let compared = each.values().max().copied().unwrap_or_default();
        times.all.push(each.values().sum());
        times.features.push(after - whole);
        times.lookup.push(looked - after);
        times.compare.push(compared);
        times.whole.push(looked - whole + compared);
        candidates.push(list.len());
        if n % 2 == 0 {
            asked += 1;
            found += usize::from(list.iter().any(|c| SCENES_FIRST + u64::from(c.picture) == scene));
        }
    }
    candidates.sort_unstable();
    println!(
        "originals among the candidates: {found} of {asked}; candidates: median {}, most {}",
        candidates[candidates.len() / 2],
        candidates[candidates.len() - 1]
    );
    println!("decoding and features: {}", spread(times.features));
    println!("look-up: {}", spread(times.lookup));
    println!("all candidates compared, all threads together: {}", spread(times.all));
    println!("the same by {threads} threads: {}; {unpacked} pictures unpacked for {questions} questions", spread(times.compare));
    println!("whole answer: {}", spread(times.whole));
    println!("probe: SHA-256 {:.0} MB/s", probe());
}
