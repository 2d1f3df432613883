//! Trees of the documents, of all layouts and traps.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Document, Score, all, eighth, eleventh, fifth, fourth, held, ninth, seventh, sixth, tenth, third, thirteenth, twelfth};
use papers::{
    doc::Doc,
    read::Tools,
    tree::{Tree, TreeOut},
};

fn read(raw: &str) -> TreeOut {
    let paper = papers::read::read(raw.as_bytes(), "", &Tools::none()).unwrap();
    let doc = Doc::new(&paper);
    Tree::new(&doc).out(&doc, false)
}

#[test]
fn trees_of_all_documents_are_as_expected() {
    check("own documents", &all());
}

#[test]
fn trees_of_the_held_out_documents_are_as_expected() {
    check("held out", &held());
    check("third set", &third());
    check("fourth set", &fourth());
    check("fifth set", &fifth());
    check("sixth set", &sixth());
    check("seventh set", &seventh());
    check("eighth set", &eighth());
    check("ninth set", &ninth());
    check("tenth set", &tenth());
    check("eleventh set", &eleventh());
    check("twelfth set", &twelfth());
    check("thirteenth set", &thirteenth());
}

fn check(name: &str, documents: &[Document]) {
    let mut score = Score::default();
    for d in documents {
        let got = read(&d.raw);
        let before = score.wrong.len();
        score.add(&d.name, &got, &d.tree);
        if score.wrong.len() > before && std::env::var_os("SHOW").is_some() {
            eprintln!("== {}\n{}\n-- want\n{}", d.name, show(&got), show(&d.tree));
        }
    }
    let (node, edge) = (Score::f1(score.node), Score::f1(score.edge));
    eprintln!("{name}: node {node:.3} edge {edge:.3} exact {}/{} wrong {:?}", score.exact, score.of, score.wrong);
    assert!(node >= 0.95 && edge >= 0.93 && score.exact * 100 >= score.of * 80);
}

fn show(tree: &TreeOut) -> String {
    fn go(n: &papers::tree::NodeOut, out: &mut String) {
        out.push_str(&format!("{}{} {}|{} {:?}\n", "  ".repeat(n.level - 1), n.level, n.marker, n.text, n.paras));
        n.children.iter().for_each(|c| go(c, out));
    }
    let mut out = format!("{:?}\n", tree.title_lines);
    tree.nodes.iter().for_each(|n| go(n, &mut out));
    out
}

#[test]
fn readings_are_stripped_and_real_brackets_stay() {
    let mut right = 0;
    let lines: Vec<(&str, &str)> =
        include_str!("documents/strip.txt").lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')).collect();
    for (raw, want) in &lines {
        let got = papers::strip::strip(raw);
        right += usize::from(got == *want);
        assert_eq!(got, *want, "{raw}");
    }
    eprintln!("strip {right}/{}", lines.len());
}
