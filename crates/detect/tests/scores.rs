//! What the text detectors reach on texts of our own, and whether one that cries too often is silent. The floors are
//! what is reached; the goals that are missed stand in docs/detect.md.

mod support;

use detect::copies::Copies;
use detect::perfunctory::Perfunctory;
use detect::signal::DETECTORS;
use support::{copies, perfunctory, repeats, written};

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
        // With few papers a form is not yet seen to be one: there the limit is missed, as docs/detect.md says.
        assert!(size < 600 || silent("copied-text") || accused * 200 <= copies::honest(&corpus), "{accused} of {size}");
    }
}

#[test]
fn copied_text_of_a_set_written_by_hand() {
    let (docs, truth) = copies::written(include_str!("data/copies.txt"));
    let mut index = Copies::default();
    docs.into_iter().for_each(|d| index.add(d).expect("ids that differ"));
    let claimed: Vec<(String, String)> = index.pairs().into_iter().map(|p| (p.a, p.b)).collect();
    let hits = claimed.iter().filter(|p| truth.contains(p)).count();
    assert_eq!(hits, claimed.len(), "{claimed:?}");
    assert!(hits * 100 >= truth.len() * 80, "{hits} of {}", truth.len());
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
}

#[test]
fn foreign_names_are_found_and_honest_texts_left_alone() {
    let (hit, wanted, accused, honest) = copies::leftovers(1, 600);
    assert!(wanted > 50 && hit * 10 >= wanted * 9, "{hit} of {wanted}");
    assert!(silent("foreign-name") || accused * 200 <= honest, "{accused} of {honest}");
}

#[test]
fn repeat_findings_are_ranked_and_the_detector_is_silent_while_its_alarms_are_not_measured() {
    let (recall, places) = repeats::score(&repeats::corpus(1, false));
    assert!(recall >= 0.85 && places >= 0.85, "{recall} {places}");
    // The last set was written after the list of concepts and never served to widen it.
    let floors = [(0.85, 0.85), (0.85, 0.85), (0.6, 0.65)];
    for ((name, text), (recall_min, places_min)) in written::SETS.iter().zip(floors) {
        let (recall, places) = repeats::score(&repeats::written(text));
        assert!(recall >= recall_min && places >= places_min, "{name}: {recall} {places}");
    }
    assert!(silent("repeat-finding"));
}
