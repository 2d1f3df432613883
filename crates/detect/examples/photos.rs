//! Development: pairs of two folders on stdout.  usage: photos REGISTER QUERY
use detect::photo::{self, compare::Prepared, index::INDEXED};
fn load(dir: &str) -> Vec<(String, Prepared)> {
    let mut names: Vec<_> = std::fs::read_dir(dir).expect("folder").map(|e| e.expect("entry").path()).collect();
    names.sort();
    names
        .iter()
        .filter_map(|p| {
            let pic = photo::decode(&std::fs::read(p).expect("readable"), &photo::Limits::default()).ok()?;
            Some((p.file_name()?.to_string_lossy().into_owned(), Prepared::of(pic.plane)))
        })
        .collect()
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (reg, query) = (load(&args[1]), load(&args[2]));
    let mut ix = photo::PhotoIndex::default();
    reg.iter().for_each(|(name, p)| {
        ix.add(&p.features, photo::album::key_of(name));
    });
    eprintln!("{} bytes a picture, {} features, {INDEXED} indexed", ix.bytes_per_picture(), reg[0].1.features.all.len());
    for (name, q) in &query {
        let mut any = false;
        for c in ix.candidates(&q.features) {
            let (rn, r) = &reg[c.picture as usize];
            if let Some(m) = photo::compare(q, r) {
                any |= m.kind == photo::Kind::SamePhoto;
                let kind = if m.kind == photo::Kind::SamePhoto { "same_photo" } else { "same_place" };
                println!(
                    r#"{{"query":"{name}","register":"{rn}","kind":"{kind}","score":{},"votes":{},"w":{},"agr":{},"ov":{}}}"#,
                    m.score, c.votes, m.witnesses, m.agreement, m.overlap
                );
            }
        }

        if !any && std::env::var("BRUTE").is_ok() {
            for (rn, r) in &reg {
                if let Some(m) = photo::compare(q, r) {
                    eprintln!("brute {name} {rn} {m:?}");
                }
            }
        }
    }
}
