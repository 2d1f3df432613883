//! What the text detectors reach on texts of our own, and whether one that cries too often is silent. The floors are
//! what is reached; the goals that are missed stand in docs/detect.md.

mod support;

use detect::copies::Copies;
use detect::perfunctory::Perfunctory;
use detect::signal::DETECTORS;
use support::{copies, perfunctory, repeats};

fn silent(name: &str) -> bool {
    DETECTORS.iter().find(|d| d.name == name).expect("listed").silent
}

#[test]
fn copied_text() {
    for size in [600, 1200] {
        let corpus = copies::corpus(1, size);
        let mut index = Copies::default();
        corpus.docs.iter().for_each(|d| index.add(d.clone()).expect("ids that differ"));
        let (s, by, accused) = copies::score(&corpus, &index.pairs());
        println!("{size} {s:?} {by:?} {accused} of {}", copies::honest(&corpus));
        assert!(s.precision() >= 0.95 && s.f1() >= 0.82, "{s:?} {by:?}");
        assert!(by["verbatim"] >= 0.95, "{by:?}");
        assert!(silent("copied-text") || accused * 200 <= copies::honest(&corpus), "{accused} of {size}");
    }
}

#[test]
fn perfunctory_text_is_told_but_cries_too_often_and_is_silent() {
    let truth = perfunctory::corpus(1, 1000);
    let mut all = Perfunctory::default();
    truth.iter().for_each(|(d, _)| drop(all.add(d).expect("ids that differ")));
    let (s, accused) = perfunctory::score(&truth, &all.verdicts().collect::<Vec<_>>());
    assert!(s.f1() >= 0.93, "{s:?}");
    assert!(silent("perfunctory-text") || accused * 200 <= truth.len() / 2, "{accused}");
}

#[test]
fn repeat_findings_fall_short_and_are_silent() {
    let (recall, places) = repeats::score(&repeats::corpus(1, true));
    assert!(recall >= 0.65 && places >= 0.6, "{recall} {places}");
    assert!(silent("repeat-finding") || recall >= 0.85 && places >= 0.85);
}
