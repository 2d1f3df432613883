//! The judge of clauses: its weights belong to its corpus, what it learns is the same each time and holds for a hand that
//! it did not learn from.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[path = "../examples/clause/corpus.rs"]
mod corpus;
#[path = "../examples/clause/learn.rs"]
mod learn;

use corpus::Line;
use learn::SETTINGS;
use papers::{
    clause::{self, Class, Weights},
    script::fold,
};
use std::path::Path;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folded(text: &str) -> Vec<char> {
    text.chars().map(fold).collect()
}

/// Lines of the files of the corpus that begin with `hand`.
fn by(hand: char) -> Vec<Line> {
    let files = corpus::files(&here().join("corpus")).unwrap().into_iter().filter(|(name, _)| name.starts_with(hand));
    corpus::lines(&files.map(|(_, text)| text).collect::<Vec<_>>()).unwrap()
}

#[test]
fn the_weights_were_learned_from_the_corpus_as_it_is() {
    let corpus = corpus::all(here()).unwrap();
    let head = corpus::head(&corpus);
    assert!(clause::FILE.starts_with(&head), "learn anew: cargo run --release -p papers --example clause -- learn");
    assert!(!clause::FILE.starts_with(&corpus::head(&corpus[1..])));
    let lines = clause::FILE.lines().skip_while(|l| l.starts_with("# "));
    assert!(lines.clone().count() > 5000 && lines.clone().all(|l| l.split_once('\t').is_some()));
    assert!(clause::FILE.len() <= 400_000, "{}", clause::FILE.len());
}

#[test]
fn a_small_corpus_is_learned_alike_each_time() {
    let small: Vec<Line> = by('c').into_iter().take(300).collect();
    let once = learn::written(&learn::learn(&small, &SETTINGS), "");
    assert_eq!(once, learn::written(&learn::learn(&small, &SETTINGS), ""));
    let weights = Weights::read(&once);
    let right = small.iter().filter(|(class, text)| weights.judge(text).class() == *class).count();
    assert!(right * 10 >= small.len() * 9, "{right} of {}", small.len());
}

#[test]
fn what_one_hand_taught_holds_for_another() {
    for (taught, judged) in [('a', 'b'), ('b', 'a')] {
        let weights = Weights::read(&learn::written(&learn::learn(&by(taught), &SETTINGS), ""));
        let lines = by(judged);
        let (mut hit, mut said, mut all) = (0, 0, 0);
        for (class, text) in &lines {
            let blamed = weights.judge(text).share(Class::Problem) >= clause::FAULT;
            let problem = *class == Class::Problem;
            (hit, said, all) = (hit + usize::from(blamed && problem), said + usize::from(blamed), all + usize::from(problem));
        }
        println!("{taught} to {judged}: {hit} of {all} problems, {said} said, of {} lines", lines.len());
        // Whoever calls every line a problem is right with `all` of the lines.
        assert!(hit * 4 >= all * 3 && hit * lines.len() * 10 >= said * all * 12);
    }
}

#[test]
fn kinds_of_clauses_are_told_apart() {
    let is = |text: &str, class: Class| {
        let verdict = clause::judge(&folded(text));
        assert_eq!(verdict.class(), class, "{text}: {verdict:?}");
        assert!((Class::ALL.map(|c| verdict.share(c)).iter().sum::<f32>() - 1.0).abs() < 1e-4);
    };
    is("渡口巡查记录不完整", Class::Problem);
    is("堤防管护责任落实不到位", Class::Problem);
    is("未发现渡口超载问题", Class::Praise);
    is("已对堤防管护责任不落实的问题进行了整改", Class::Measure);
    is("要坚决防止渡口巡查走过场", Class::Demand);
    is("根据县委统一部署，县委第二巡察组对渡口管理所开展了巡察", Class::Background);
    is("主要存在以下问题", Class::Summary);
    is("是否按规定巡查渡口", Class::Watched);
}

#[test]
fn a_verdict_gives_its_reasons() {
    let text = folded("渡口巡查不到位");
    let reasons = clause::weights().reasons(&text, Class::Problem);
    assert!(reasons.iter().any(|(run, weight)| run == "不到位$" && *weight > 0), "{reasons:?}");
    assert!(reasons.windows(2).all(|pair| pair[0].1.abs() >= pair[1].1.abs()));
    let numbered = clause::judge(&folded("（一）渡口巡查不到位")).share(Class::Problem);
    assert!((numbered - clause::judge(&text).share(Class::Problem)).abs() < 1e-6);
}
