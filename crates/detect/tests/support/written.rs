//! The hand-written sets, in the order in which they were written.

/// Findings: before the list of concepts was widened; after it; after it was widened again; a blind set before the
/// thesaurus, another one after it, one of many fields by another hand, a wide one after the looser wordings.
pub const SETS: [(&str, &str); 7] = [
    ("findings", include_str!("../data/findings.txt")),
    ("findings-later", include_str!("../data/findings-later.txt")),
    ("findings-last", include_str!("../data/findings-last.txt")),
    ("findings-blind", include_str!("../data/findings-blind.txt")),
    ("findings-final", include_str!("../data/findings-final.txt")),
    ("findings-streets", include_str!("../data/findings-streets.txt")),
    ("findings-wide", include_str!("../data/findings-wide.txt")),
];

/// Papers with copies among them.
pub const COPIES: [(&str, &str); 5] = [
    ("copies", include_str!("../data/copies.txt")),
    ("copies-blind", include_str!("../data/copies-blind.txt")),
    ("copies-kinds", include_str!("../data/copies-kinds.txt")),
    ("copies-offices", include_str!("../data/copies-offices.txt")),
    ("copies-trades", include_str!("../data/copies-trades.txt")),
];

/// Sentences and paragraphs with a mark: + can be checked, - cannot.
pub const SENTENCES: [(&str, &str); 5] = [
    ("sentences", include_str!("../data/sentences.txt")),
    ("sentences-blind", include_str!("../data/sentences-blind.txt")),
    ("sentences-offices", include_str!("../data/sentences-offices.txt")),
    ("sentences-pictures", include_str!("../data/sentences-pictures.txt")),
    ("sentences-trades", include_str!("../data/sentences-trades.txt")),
];
