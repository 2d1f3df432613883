//! One by one, in any order, or built anew from the papers: the same pairs, names, verdicts and rankings as one batch; no
//! id twice; and what an addition costs does not grow with the corpus.

mod support;

use detect::copies::{Copies, Doc, Leftover, Leftovers, Pair};
use detect::perfunctory::{Perfunctory, Verdict};
use detect::repeats::Repeats;
use std::collections::BTreeMap;
use support::{Rng, copies, perfunctory, repeats};

fn papers() -> Vec<Doc> {
    copies::corpus(11, 300).docs
}

/// The same papers in other orders, the last one backwards.
fn orders(docs: &[Doc]) -> Vec<Vec<Doc>> {
    let shuffled = |seed| {
        let mut all = docs.to_vec();
        Rng(seed).shuffle(&mut all);
        all
    };
    vec![shuffled(1), shuffled(2), shuffled(3), docs.iter().rev().cloned().collect()]
}

fn index(docs: &[Doc]) -> Copies {
    let mut ix = Copies::default();
    docs.iter().for_each(|d| ix.add(d.clone()).expect("ids that differ"));
    ix
}

fn pairs(docs: &[Doc]) -> Vec<Pair> {
    index(docs).pairs()
}

#[test]
fn pairs_of_any_order_and_of_an_index_that_was_asked_in_between_are_those_of_the_batch() {
    let docs = papers();
    let batch = pairs(&docs);
    assert!(batch.len() > 60, "{} pairs", batch.len());
    for order in orders(&docs) {
        assert_eq!(pairs(&order), batch);
        let mut asked = Copies::default();
        for (n, d) in order.into_iter().enumerate() {
            asked.lookup(&d);
            asked.add(d).expect("ids that differ");
            if n % 100 == 0 {
                asked.pairs();
            }
        }
        assert_eq!(asked.pairs(), batch);
    }
}

#[test]
fn pairs_of_one_paper_are_those_of_all_that_hold_it() {
    let docs = papers();
    let ix = index(&docs);
    let batch = ix.pairs();
    for d in &docs {
        let wanted: Vec<Pair> = batch.iter().filter(|p| p.a == d.id || p.b == d.id).cloned().collect();
        assert_eq!(ix.pairs_of(&d.id), wanted, "{}", d.id);
    }
}

#[test]
fn a_template_registered_late_takes_out_what_one_registered_early_does() {
    let docs = papers();
    let template = &docs[7].text;
    let mut early = Copies::default();
    early.register_template(template);
    docs.iter().for_each(|d| early.add(d.clone()).expect("ids that differ"));
    let mut late = index(&docs);
    late.register_template(template);
    assert_eq!(early.pairs(), late.pairs());
}

fn names(docs: &[Doc]) -> Vec<Leftover> {
    let mut ix = Leftovers::default();
    docs.iter().for_each(|d| ix.add(d.clone()).expect("ids that differ"));
    ix.all()
}

/// Texts that name other places, the named ones coming early and late.
fn naming() -> Vec<Doc> {
    let mut rng = Rng(5);
    let units: Vec<_> = (0..60).map(|_| support::words::Unit::any(&mut rng)).collect();
    (0..300)
        .map(|n| {
            let (own, other) = (&units[n % 60], &units[(n * 7 + 1) % 60]);
            let text =
                format!("{}在{}的做法已推开。{}", support::words::village(&mut rng), other.name(), support::empty::sentence(&mut rng));
            Doc { id: format!("n{n}"), unit: own.name(), county: own.county.to_owned(), text }
        })
        .collect()
}

#[test]
fn foreign_names_are_the_same_in_any_order() {
    let docs = naming();
    let batch = names(&docs);
    assert!(batch.len() > 200, "{}", batch.len());
    for order in orders(&docs) {
        assert_eq!(names(&order), batch);
    }
}

fn verdicts(docs: &[Doc]) -> BTreeMap<String, Verdict> {
    let mut all = Perfunctory::default();
    docs.iter().for_each(|d| drop(all.add(d).expect("ids that differ")));
    all.verdicts().map(|v| (v.id.clone(), v)).collect()
}

#[test]
fn verdicts_are_the_same_in_any_order_and_an_addition_names_the_papers_that_it_touches() {
    let docs: Vec<Doc> = perfunctory::corpus(3, 400).into_iter().map(|x| x.0).collect();
    let batch = verdicts(&docs);
    for order in orders(&docs) {
        assert_eq!(verdicts(&order), batch);
    }
    let mut all = Perfunctory::default();
    let mut known: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    let seen = |v: &Verdict| v.sentences.iter().map(|s| s.verifiable).collect::<Vec<bool>>();
    for d in &docs {
        for touched in all.add(d).expect("ids that differ") {
            known.insert(touched.clone(), seen(&all.verdict(&touched).expect("known")));
        }
        known.insert(d.id.clone(), seen(&all.verdict(&d.id).expect("known")));
    }
    let last: BTreeMap<String, Vec<bool>> = batch.values().map(|v| (v.id.clone(), seen(v))).collect();
    assert_eq!(known, last);
}

#[test]
fn a_sentence_becomes_boilerplate_for_those_who_wrote_it_first_as_well() {
    let text = "局里给食堂换了新灶台。";
    let doc =
        |n: usize| Doc { id: n.to_string(), unit: format!("霁川县第{n}水管站"), county: "霁川县".into(), text: text.into() };
    let mut all = Perfunctory::default();
    for n in 0..3 {
        assert_eq!(all.add(&doc(n)).expect("new"), Vec::<String>::new());
    }
    assert!(!all.verdict("0").expect("known").perfunctory);
    assert_eq!(all.add(&doc(3)).expect("new"), ["0", "1", "2"]);
    assert!((0..4).all(|n| all.verdict(&n.to_string()).expect("known").perfunctory));
}

#[test]
fn rankings_are_the_same_in_any_order() {
    let mut all = repeats::corpus(4, false);
    let ranked = |all: &[repeats::Marked]| {
        let mut r = Repeats::default();
        all.iter().for_each(|(f, _)| r.add(f.clone()).expect("ids that differ"));
        all.iter().map(|(f, _)| (f.id.clone(), r.ranked(&f.id))).collect::<BTreeMap<_, _>>()
    };
    let batch = ranked(&all);
    for seed in 0..4 {
        Rng(seed).shuffle(&mut all);
        assert_eq!(ranked(&all), batch);
    }
}

#[test]
fn an_id_that_is_known_is_refused_and_changes_nothing() {
    let docs = papers();
    let (mut copies, mut names, mut empty, mut repeats) = (index(&docs), Leftovers::default(), Perfunctory::default(), Repeats::default());
    for d in &docs {
        names.add(d.clone()).expect("new");
        empty.add(d).expect("new");
    }
    for (f, _) in repeats::corpus(1, true) {
        repeats.add(f).expect("new");
    }
    let (pairs, found) = (copies.pairs(), names.all());
    let verdicts: Vec<Verdict> = empty.verdicts().collect();
    let first = repeats.findings()[0].clone();
    let ranked = repeats.ranked(&first.id);
    let again = Doc { text: docs[1].text.clone(), ..docs[0].clone() };
    assert_eq!(copies.add(again.clone()).expect_err("known").id, again.id);
    assert_eq!(names.add(again.clone()).expect_err("known").id, again.id);
    assert_eq!(empty.add(&again).expect_err("known").id, again.id);
    assert_eq!(repeats.add(first.clone()).expect_err("known").id, first.id);
    assert_eq!((copies.len(), copies.pairs(), names.all()), (docs.len(), pairs, found));
    assert_eq!((empty.verdicts().collect::<Vec<_>>(), repeats.ranked(&first.id)), (verdicts, ranked));
}

#[test]
fn an_addition_reads_no_more_texts_in_a_large_corpus_than_in_a_small_one() {
    let cost = |size: usize| {
        let docs = copies::corpus(8, size).docs;
        let (mut ix, mut names) = (Copies::default(), Leftovers::default());
        let (old, new) = docs.split_at(docs.len() - 50);
        for d in old {
            ix.add(d.clone()).expect("new");
            names.add(d.clone()).expect("new");
        }
        let before = (ix.readings(), names.readings());
        for d in new {
            ix.add(d.clone()).expect("new");
            ix.pairs_of(&d.id);
            names.add(d.clone()).expect("new");
        }
        (ix.readings() - before.0, names.readings() - before.1)
    };
    let (small, large) = (cost(150), cost(1200));
    // Eight times the papers: what is read again stays of one order, and never approaches the corpus for each addition.
    assert!(large.0 <= small.0 * 3 + 200, "{small:?} {large:?}");
    assert!(large.1 <= small.1 + 10, "{small:?} {large:?}");
    // Lists are fullest in between: even there an addition reads an eighth of the corpus at most.
    let fullest = cost(800);
    assert!(fullest.0 <= 50 * 800 / 8, "{fullest:?}");
}
