//! Scores of the text detectors on texts of our own.  usage: scores [SEED ...] | scores sizes SEED ... | scores export FOLDER
//! `export` writes the corpora of seed 1 with their truth, for other tools: copies.jsonl, pairs.jsonl, findings.json.
#[path = "../tests/support/mod.rs"]
mod support;

use detect::copies::{Copies, Leftovers};
use detect::perfunctory::Perfunctory;
use support::{Score, copies, perfunctory, repeats};

fn line(name: &str, s: &Score, accused: usize, honest: usize) {
    let rate = accused as f64 * 1000.0 / honest.max(1) as f64;
    println!(
        "{name}: P {:.3} R {:.3} F1 {:.3}; false alarms {accused} of {honest} honest = {rate:.1} per 1,000",
        s.precision(),
        s.recall(),
        s.f1()
    );
}

/// What a signal would show of the first ranked, were it shown from a likeness on.
fn links(all: &[repeats::Marked]) {
    const THRESHOLDS: [f32; 4] = [0.15, 0.25, 0.35, 0.45];
    for (t, l) in THRESHOLDS.iter().zip(repeats::links(all, &THRESHOLDS)) {
        println!("  links from {t:.2} on: {} right, {} wrong; of {} without a repeat {} linked", l.right, l.wrong, l.lone, l.lone_linked);
    }
}

fn written() {
    for (name, text) in support::written::SETS {
        let all = repeats::written(text);
        let (r, m) = repeats::score(&all);
        println!("repeat-finding, {name} ({} texts): recall@5 {r:.3} MRR {m:.3}", all.len());
        links(&all);
    }
    for (name, text) in support::written::COPIES {
        let (s, wrong) = copies::score_written(text);
        println!("copied-text, {name}: {} of {} copies, {wrong} pairs wrong", s.hit, s.wanted);
    }
    for (name, text) in support::written::SENTENCES {
        let (s, accused, honest) = perfunctory::score_written(text);
        line(&format!("perfunctory-text, {name}"), &s, accused, honest);
    }
}

/// Copies in corpora of every size: false alarms per 1,000 honest texts are what counts there.
fn sizes(seed: u64) {
    for size in [30, 60, 120, 190, 300, 600] {
        let corpus = copies::corpus(seed, size);
        let mut index = Copies::default();
        corpus.docs.iter().for_each(|d| index.add(d.clone()).expect("ids that differ"));
        let (s, _, accused) = copies::score(&corpus, &index.pairs());
        line(&format!("copied-text, seed {seed}, {size} texts"), &s, accused, copies::honest(&corpus));
    }
}

fn export(folder: &std::path::Path) {
    let corpus = copies::corpus(1, 1200);
    let lines = |all: Vec<serde_json::Value>| all.iter().map(|v| format!("{v}\n")).collect::<String>();
    let docs = corpus.docs.iter().map(|d| serde_json::json!(d)).collect();
    let pairs = corpus.copies.iter().map(|(a, b, kind)| serde_json::json!({ "a": a, "b": b, "kind": kind })).collect();
    let findings: Vec<_> =
        repeats::corpus(1, false).iter().map(|(f, n)| serde_json::json!({ "id": f.id, "text": f.text, "type": n })).collect();
    for (name, text) in
        [("copies.jsonl", lines(docs)), ("pairs.jsonl", lines(pairs)), ("findings.json", serde_json::json!(findings).to_string())]
    {
        std::fs::write(folder.join(name), text).expect("a folder that can be written");
    }
    for (name, text) in support::written::SETS {
        let all: Vec<_> =
            repeats::written(text).iter().map(|(f, n)| serde_json::json!({ "id": f.id, "text": f.text, "type": n })).collect();
        std::fs::write(folder.join(format!("{name}.json")), serde_json::json!(all).to_string()).expect("a folder that can be written");
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [what, folder] = &args[..]
        && what == "export"
    {
        return export(folder.as_ref());
    }
    if let [what, seeds @ ..] = &args[..]
        && what == "sizes"
    {
        return seeds.iter().for_each(|s| sizes(s.parse().expect("a number")));
    }
    written();
    let mut seeds: Vec<u64> = std::env::args().skip(1).map(|s| s.parse().expect("a number")).collect();
    if seeds.is_empty() {
        seeds = vec![1, 2, 3];
    }
    for seed in seeds {
        let corpus = copies::corpus(seed, 1200);
        let (mut index, mut names) = (Copies::default(), Leftovers::default());
        for d in &corpus.docs {
            index.add(d.clone()).expect("ids that differ");
            names.add(d.clone()).expect("ids that differ");
        }
        let (s, by, accused) = copies::score(&corpus, &index.pairs());
        println!("seed {seed}");
        line("copied-text", &s, accused, copies::honest(&corpus));
        println!("  {}", by.iter().map(|(k, v)| format!("{k} {v:.3}")).collect::<Vec<_>>().join(" "));
        let honest = |id: &str| !corpus.copies.iter().any(|c| c.0 == id);
        let mut accused: Vec<String> = names.all().into_iter().map(|l| l.id).filter(|id| honest(id)).collect();
        accused.dedup();
        println!("foreign-name: false alarms {} of {} honest", accused.len(), copies::honest(&corpus));
        let (hit, wanted, wrong, honest) = copies::leftovers(seed, 1200);
        println!("foreign-name, forgotten names: {hit} of {wanted} found, {wrong} of {honest} honest accused");
        let truth = perfunctory::corpus(seed, 2000);
        let mut all = Perfunctory::default();
        truth.iter().for_each(|(d, _)| drop(all.add(d).expect("ids that differ")));
        let mut verdicts: Vec<_> = all.verdicts().collect();
        let (s, accused) = perfunctory::score(&truth, &verdicts);
        line("perfunctory-text", &s, accused, truth.len() / 2);
        verdicts.iter_mut().for_each(|v| v.perfunctory = v.signal);
        let (s, accused) = perfunctory::score(&truth, &verdicts);
        line("perfunctory-text, signal", &s, accused, truth.len() / 2);
        let ((r, m), (rb, mb)) = (repeats::score(&repeats::corpus(seed, false)), repeats::score(&repeats::corpus(seed, true)));
        println!("repeat-finding: recall@5 {r:.3} MRR {m:.3}; bare texts: recall@5 {rb:.3} MRR {mb:.3}");
    }
}
