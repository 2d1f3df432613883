//! Development: rankings on stdout.  usage: repeats FINDINGS.json
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let all: Vec<detect::repeats::Finding> = serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("json");
    let mut r = detect::repeats::Repeats::default();
    all.into_iter().for_each(|f| r.add(f));
    let out: std::collections::BTreeMap<_, Vec<String>> =
        r.ranked().into_iter().map(|(k, v)| (k, v.into_iter().map(|x| x.0).collect())).collect();
    println!("{}", serde_json::to_string(&out).expect("json"));
}
