//! What the text detectors reach on texts of our own, and whether one that cries too often is silent. The floors are
//! what is reached; the goals that are missed stand in docs/detect.md.

mod support;

use detect::copies::Copies;
use detect::perfunctory::Perfunctory;
use detect::signal::DETECTORS;
use support::{Score, copies, perfunctory, repeats, written};

fn silent(name: &str) -> bool {
    DETECTORS.iter().find(|d| d.name == name).expect("listed").silent
}

#[test]
fn copied_text() {
    for size in [150, 600, 1200] {
        let corpus = copies::corpus(1, size);
        let mut index = Copies::default();
        corpus.docs.iter().for_each(|d| index.add(d.clone()).expect("ids that differ"));
        let (s, by, accused) = copies::score(&corpus, &index.pairs());
        println!("{size} {s:?} {by:?} {accused} of {}", copies::honest(&corpus));
        assert!(s.precision() >= 0.95 && s.f1() >= 0.95, "{s:?} {by:?}");
        assert!(by["verbatim"] >= 0.95 && by["partial"] >= 0.8, "{by:?}");
        assert!(silent("copied-text") || accused * 200 <= copies::honest(&corpus), "{accused} of {size}");
    }
}

#[test]
fn copied_text_in_small_corpora_accuses_hardly_anybody() {
    for size in [30, 60, 120, 190, 300] {
        // Six corpora together, since a small one holds one copy of each kind.
        let (mut accused, mut honest, mut all) = (0, 0, Score::default());
        for seed in 1..=6 {
            let corpus = copies::corpus(seed, size);
            let mut index = Copies::default();
            corpus.docs.iter().for_each(|d| index.add(d.clone()).expect("ids that differ"));
            let (s, _, wrong) = copies::score(&corpus, &index.pairs());
            all = Score { hit: all.hit + s.hit, claimed: all.claimed + s.claimed, wanted: all.wanted + s.wanted };
            (accused, honest) = (accused + wrong, honest + copies::honest(&corpus));
        }
        assert!(all.precision() >= 0.95 && all.f1() >= 0.95, "{size} texts: {all:?}");
        assert!(silent("copied-text") || accused * 200 <= honest, "{size} texts: {accused} of {honest}");
    }
}

#[test]
fn copied_text_of_sets_written_by_hand() {
    for (name, text) in written::COPIES {
        let (s, wrong) = copies::score_written(text);
        assert_eq!(wrong, 0, "{name}");
        assert!(s.recall() >= 0.9, "{name}: {s:?}");
    }
}

#[test]
fn a_look_up_finds_what_the_pairs_show() {
    let corpus = copies::corpus(2, 300);
    let mut index = Copies::for_lookup();
    let mut whole = Copies::default();
    corpus.docs.iter().for_each(|d| index.add(d.clone()).expect("ids that differ"));
    corpus.docs.iter().for_each(|d| whole.add(d.clone()).expect("ids that differ"));
    let mut asked = 0;
    for (copy, source, _) in &corpus.copies {
        let doc = corpus.docs.iter().find(|d| d.id == *copy).expect("listed");
        let pairs = whole.pairs_of(copy);
        if pairs.iter().any(|p| p.a == *source || p.b == *source) {
            asked += 1;
            assert!(index.lookup(doc).iter().any(|p| p.a == *source || p.b == *source), "{copy} {source}");
        }
    }
    assert!(asked * 10 >= corpus.copies.len() * 9, "{asked}");
}

#[test]
fn perfunctory_text_is_told_and_its_signal_seldom_wrong() {
    let truth = perfunctory::corpus(1, 2000);
    let mut all = Perfunctory::default();
    truth.iter().for_each(|(d, _)| drop(all.add(d).expect("ids that differ")));
    let mut verdicts: Vec<_> = all.verdicts().collect();
    let (s, accused) = perfunctory::score(&truth, &verdicts);
    assert!(s.f1() >= 0.93 && accused * 200 <= truth.len() / 2, "{s:?} {accused}");
    verdicts.iter_mut().for_each(|v| v.perfunctory = v.signal);
    let (s, accused) = perfunctory::score(&truth, &verdicts);
    assert!(s.recall() >= 0.8 && accused * 200 <= truth.len() / 2, "{s:?} {accused}");
    for (name, text) in written::SENTENCES {
        let (s, accused, honest) = perfunctory::score_written(text);
        assert!(s.f1() >= 0.93 && accused * 10 <= honest, "{name}: {s:?} {accused} of {honest}");
    }
}

#[test]
fn foreign_names_are_found_and_honest_texts_left_alone() {
    let (hit, wanted, accused, honest) = copies::leftovers(1, 600);
    assert!(wanted > 50 && hit * 10 >= wanted * 9, "{hit} of {wanted}");
    assert!(silent("foreign-name") || accused * 200 <= honest, "{accused} of {honest}");
}

#[test]
fn repeat_findings_are_ranked_and_the_detector_is_silent_while_it_links_what_is_no_repeat() {
    let (recall, places) = repeats::score(&repeats::corpus(1, false));
    assert!(recall >= 0.85 && places >= 0.85, "{recall} {places}");
    // The lines of the last three sets served to widen no list; the goal of .85 is missed on the last one.
    let floors = [(0.85, 0.85), (0.85, 0.85), (0.85, 0.85), (0.85, 0.85), (0.85, 0.85), (0.85, 0.85), (0.75, 0.75)];
    assert_eq!(floors.len(), written::SETS.len());
    for ((name, text), (recall_min, places_min)) in written::SETS.iter().zip(floors) {
        let (recall, places) = repeats::score(&repeats::written(text));
        assert!(recall >= recall_min && places >= places_min, "{name}: {recall} {places}");
    }
    let (_, wide) = written::SETS[written::SETS.len() - 1];
    let links = repeats::links(&repeats::written(wide), &[0.25])[0];
    assert!(links.right > links.wrong * 5 && links.lone > 40, "{links:?}");
    assert!(silent("repeat-finding") || links.lone_linked * 200 <= links.lone, "{links:?}");
}
