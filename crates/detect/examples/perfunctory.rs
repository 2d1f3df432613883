//! Development: verdicts of a corpus on stdout.  usage: perfunctory DOCS.jsonl
use std::io::BufRead;
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let docs: Vec<detect::copies::Doc> = std::io::BufReader::new(std::fs::File::open(path).expect("readable"))
        .lines()
        .map(|l| serde_json::from_str(&l.expect("text")).expect("json"))
        .collect();
    let mut seen = detect::perfunctory::Boilerplate::default();
    docs.iter().for_each(|d| seen.add(d));
    for d in &docs {
        println!("{}", serde_json::to_string(&detect::perfunctory::judge(d, &seen)).expect("json"));
    }
}
