//! Word lists: a name that no data file knows would be an empty list, silently.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

use std::path::Path;

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_list_that_is_asked_for_exists() {
    let mut source = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut source);
    let known = papers::lexicon::names();
    let asked: Vec<&str> = source.split("words!(\"").skip(1).filter_map(|s| s.split_once('"')).map(|(name, _)| name).collect();
    assert!(asked.len() > 50, "{}", asked.len());
    for name in asked {
        assert!(known.contains(name), "no list is called {name}");
        assert!(!papers::lexicon::words(name).entries().is_empty(), "{name} is empty");
    }
}
