//! Perfunctory text: hand-written sentences, headings, numbers inside slogans, sentences of many units.

use detect::copies::Doc;
use detect::perfunctory::judge;

fn doc(unit: &str, text: &str) -> Doc {
    Doc { id: "x".into(), unit: unit.into(), county: String::new(), text: text.into() }
}

#[test]
fn hand_written_sentences_are_told_apart() {
    let (mut wrong, mut all) = (Vec::new(), 0);
    for line in include_str!("data/sentences.txt").lines().filter(|l| l.starts_with(['+', '-'])) {
        let (sign, text) = line.split_at(1);
        let verdict = judge(&doc("", text.trim()));
        all += 1;
        if verdict.perfunctory == (sign == "+") {
            wrong.push(format!("{line} {:?}", verdict.sentences));
        }
    }
    assert!(wrong.len() * 20 <= all, "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}
