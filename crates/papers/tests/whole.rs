//! Whole papers by hands that had seen neither the reader nor each other: every problem with its wording, and no other.
//! Each set was written down with what it must yield and read once before the reader was changed; docs/reading.md has
//! those first figures.

#![allow(clippy::unwrap_used)]

use papers::{
    propose::propose,
    read::{Tools, read},
};

/// Least share of problems found, in per cent.
const FOUND_MIN: usize = 98;
/// Wordings that are none of the problems written down, of a hundred found, at most.
const WRONG_MAX: usize = 2;

struct Set {
    papers: usize,
    found: usize,
    all: usize,
    wrong: Vec<String>,
    kinds: usize,
}

/// A wording without the marks that part clauses.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{FF0C}' | ',' | '\u{3001}' | '\u{FF1B}' | ';' | '\u{3002}' | ' ')).collect()
}

/// Reads a set: `@@ name`, the paper, `---`, `!kind`, and a problem a line; `~` begins one that may be read as several.
fn measure(file: &str) -> Set {
    let mut set = Set { papers: 0, found: 0, all: 0, wrong: Vec::new(), kinds: 0 };
    let whole = format!("\n{file}");
    for block in whole.split("\n@@ ").skip(1) {
        let (name, rest) = block.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("\n---\n").unwrap();
        let kind = expected.lines().find_map(|l| l.strip_prefix('!')).unwrap();
        let lines = || expected.lines().filter(|l| !l.is_empty() && !l.starts_with('!')).map(str::trim_end);
        let runs: Vec<&str> = lines().filter_map(|l| l.strip_prefix("~ ")).collect();
        let mut left: Vec<&str> = lines().filter(|l| !l.starts_with("~ ")).collect();
        let paper = read(format!("{text}\n").as_bytes(), "paper.txt", &Tools::none()).unwrap();
        let proposal = propose(&paper);
        set.papers += 1;
        set.all += left.len() + runs.len();
        set.kinds += usize::from(proposal.genre.name() == kind);
        // What may be read as one problem or as several: all of it, however it is cut.
        let part = |run: &str, wording: &str| bare(run).contains(&bare(wording));
        let told = |run: &&&str| {
            let own = proposal.items.iter().flat_map(|i| [&i.wording].into_iter().chain(&i.manifestations));
            let len: usize = own.map(|f| &f.value).filter(|w| part(run, w)).map(|w| bare(w).len()).sum();
            len * 10 >= bare(run).len() * 7
        };
        set.found += runs.iter().filter(told).count();
        for item in &proposal.items {
            if runs.iter().any(|r| part(r, &item.wording.value)) {
                continue;
            }
            match left.iter().position(|w| *w == item.wording.value) {
                Some(i) => {
                    left.swap_remove(i);
                    set.found += 1;
                }
                None => set.wrong.push(format!("{name}: {}", item.wording.value)),
            }
        }
    }
    set
}

#[test]
fn whole_papers_of_other_hands_are_read_to_their_problems() {
    let sets = [
        ("a", include_str!("documents/whole/a.txt")),
        ("b", include_str!("documents/whole/b.txt")),
        ("c", include_str!("documents/whole/c.txt")),
        ("d", include_str!("documents/whole/d.txt")),
        ("e", include_str!("documents/whole/e.txt")),
        ("f", include_str!("documents/whole/f.txt")),
        ("g", include_str!("documents/whole/g.txt")),
    ];
    for (name, file) in sets {
        let set = measure(file);
        let Set { papers, found, all, wrong, kinds } = &set;
        println!("{name}: {papers} papers, {found}/{all} problems, {} wrong, {kinds} kinds\n{}", wrong.len(), wrong.join("\n"));
        assert!(found * 100 >= all * FOUND_MIN, "{name}: {found} of {all}");
        assert!(wrong.len() * 100 <= found * WRONG_MAX, "{name}: {wrong:?}");
        assert!(kinds * 100 >= papers * 85, "{name}: {kinds} of {papers} kinds");
    }
}
