//! Development: pairs of a corpus on stdout.  usage: copies DOCS.jsonl
use std::io::BufRead;
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let mut ix = detect::copies::Copies::default();
    for l in std::io::BufReader::new(std::fs::File::open(path).expect("readable")).lines() {
        let doc: detect::copies::Doc = serde_json::from_str(&l.expect("text")).expect("json");
        ix.add(doc).expect("ids that differ");
    }
    for p in ix.pairs() {
        println!("{}", serde_json::to_string(&p).expect("json"));
    }
}
