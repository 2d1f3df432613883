//! Development: rankings on stdout.  usage: repeats FINDINGS.json
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let all: Vec<detect::repeats::Finding> = serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("json");
    let mut r = detect::repeats::Repeats::default();
    all.into_iter().for_each(|f| r.add(f).expect("ids that differ"));
    let out: std::collections::BTreeMap<&str, Vec<String>> =
        r.findings().iter().map(|f| (f.id.as_str(), r.ranked(&f.id).into_iter().map(|x| x.0).collect())).collect();
    println!("{}", serde_json::to_string(&out).expect("json"));
}
