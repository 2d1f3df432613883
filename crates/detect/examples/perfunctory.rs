//! Development: verdicts of a corpus on stdout.  usage: perfunctory DOCS.jsonl
use std::io::BufRead;
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let mut all = detect::perfunctory::Perfunctory::default();
    for l in std::io::BufReader::new(std::fs::File::open(path).expect("readable")).lines() {
        let doc: detect::copies::Doc = serde_json::from_str(&l.expect("text")).expect("json");
        all.add(&doc).expect("ids that differ");
    }
    for v in all.verdicts() {
        println!("{}", serde_json::to_string(&v).expect("json"));
    }
}
