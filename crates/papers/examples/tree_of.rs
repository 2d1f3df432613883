use papers::{doc::Doc, paper::{Format, Paper}, tree::Tree};
fn main() {
    for f in std::env::args().skip(2) {
        let mut p = Paper::new(Format::Text);
        p.push_lines(&std::fs::read_to_string(&f).unwrap());
        let d = Doc::new(&p);
        let out = format!("{}/{}.json", std::env::args().nth(1).unwrap(), std::path::Path::new(&f).file_stem().unwrap().to_str().unwrap());
        std::fs::write(out, serde_json::to_string(&Tree::new(&d).out(&d, false)).unwrap()).unwrap();
    }
}
