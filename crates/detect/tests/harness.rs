//! Mutated texts through all of the text path: nothing panics, spans stay inside their text, and an index goes on after
//! any of them. A short run by default; `PLUMBLINE_LONG=1` makes a million and more.

mod support;

use detect::copies::{Copies, Doc, Leftovers};
use detect::perfunctory::Perfunctory;
use detect::repeats::{Finding, Repeats};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use support::{Rng, answers, copies, empty};

/// Pieces that readers of numbers, dates, quotations and sentences stumble over.
const PIECES: [&str; 40] = [
    "",
    "\0",
    "\u{fffd}",
    "\u{feff}",
    "\u{200b}",
    "\r\n",
    "。。。",
    "，",
    "“",
    "”",
    "《",
    "》",
    "〔2021〕",
    "〔99999999999999999999〕号",
    "第",
    "号",
    "99999999999999999999999999999999",
    "亿亿亿亿亿亿",
    "万万万万万元",
    "一千亿零三万块钱",
    "0.0000000000001%",
    "3,333,333,333,333,333",
    "13月45日",
    "2021年13月",
    "2021-13-45",
    "2021.2.30",
    "9999/99/99",
    "%%%",
    "①②③",
    "（一）",
    "一是",
    "1.",
    "1.1.1.",
    "🙂",
    "𠀀𠀁𠀂",
    "A１２３",
    "é\u{301}",
    "\u{202e}",
    "{v}",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

fn seedling(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => answers::fact(rng).text(),
        1 => empty::sentence(rng),
        2 => String::from_utf8_lossy(&(0..rng.below(60)).map(|_| rng.next() as u8).collect::<Vec<_>>()).into_owned(),
        _ => (0..rng.below(8)).map(|_| rng.pick(&PIECES)).collect(),
    }
}

fn mutate(text: &str, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..rng.from(1, 6) {
        let at = rng.below(chars.len() + 1);
        match rng.below(6) {
            0 => chars.truncate(at),
            1 => drop(chars.drain(..at)),
            2 => drop(chars.splice(at..at, rng.pick(&PIECES).chars())),
            3 if at < chars.len() => chars[at] = char::from_u32(rng.below(0x1_1000) as u32).unwrap_or('\u{fffd}'),
            4 if at < chars.len() => chars.swap(at, 0),
            _ => {
                let again: Vec<char> = chars.iter().take(at.min(30)).copied().collect();
                chars.splice(at..at, again);
            }
        }
        chars.truncate(2_000);
    }
    chars.into_iter().collect()
}

fn runs() -> usize {
    if std::env::var_os("PLUMBLINE_LONG").is_some() { 1_000_000 } else { 3_000 }
}

/// One block of texts through every reader; the count of texts that were read.
fn block(rng: &mut Rng, texts: usize) -> usize {
    let (mut index, mut names, mut empty, mut repeats) =
        (Copies::default(), Leftovers::default(), Perfunctory::default(), Repeats::default());
    let mut docs = copies::independent(rng.next(), 4);
    for n in 0..texts {
        let base = if rng.chance(50) { docs[rng.below(docs.len())].text.clone() } else { seedling(rng) };
        let text = mutate(&base, rng);
        let name = |rng: &mut Rng| mutate("霁川县水利局", rng);
        docs.push(Doc { id: format!("m{n}"), unit: name(rng), county: name(rng), text });
    }
    for d in &docs {
        index.add(d.clone()).expect("ids that differ");
        names.add(d.clone()).expect("ids that differ");
        empty.add(d).expect("ids that differ");
        repeats.add(Finding { id: d.id.clone(), text: d.text.clone(), unit: d.unit.clone(), ..Finding::default() }).expect("new");
    }
    let chars = |id: &str| docs.iter().find(|d| d.id == id).expect("known").text.chars().count() as u32;
    for p in index.pairs() {
        let (a, b) = (chars(&p.a), chars(&p.b));
        assert!(p.bits.is_finite() && (0.0..=1.0).contains(&p.score), "{p:?}");
        assert!(p.spans.iter().all(|s| s[0] < s[1] && s[1] <= a && s[2] < s[3] && s[3] <= b), "{p:?}");
    }
    for l in names.all() {
        assert!(l.start < l.end && l.end <= chars(&l.id), "{l:?}");
    }
    for v in empty.verdicts() {
        assert!(v.sentences.iter().all(|s| s.start < s.end && s.end <= chars(&v.id)), "{v:?}");
    }
    for d in docs.iter().take(5) {
        assert!(repeats.ranked(&d.id).iter().all(|r| r.1.is_finite() && r.0 != d.id));
    }
    docs.len()
}

#[test]
fn mutated_texts_break_nothing() {
    let (wanted, next, done) = (runs(), AtomicU64::new(1), AtomicUsize::new(0));
    std::thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                while done.load(Ordering::SeqCst) < wanted {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    done.fetch_add(block(&mut Rng(seed), 96), Ordering::SeqCst);
                }
            });
        }
    });
    let done = done.into_inner();
    println!("{done} mutated texts");
    assert!(done >= wanted);
}

#[test]
fn one_huge_text_and_one_without_an_end_are_read() {
    let huge = "经查，退还3万元。".repeat(20_000);
    let endless = "长".repeat(200_000);
    let mut index = Copies::default();
    for (n, text) in [huge, endless].into_iter().enumerate() {
        let doc = Doc { id: n.to_string(), text, ..Doc::default() };
        assert_eq!(detect::perfunctory::judge(&doc).id, doc.id);
        index.add(doc).expect("new");
    }
    assert_eq!(index.len(), 2);
    index.pairs();
}
