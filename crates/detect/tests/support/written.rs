//! The hand-written sets of findings, in the order in which they were written.

/// Before the list of concepts was widened; after it; after it was widened again.
pub const SETS: [(&str, &str); 3] = [
    ("findings", include_str!("../data/findings.txt")),
    ("findings-later", include_str!("../data/findings-later.txt")),
    ("findings-last", include_str!("../data/findings-last.txt")),
];
