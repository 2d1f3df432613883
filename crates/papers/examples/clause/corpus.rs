//! The corpus of the judge of clauses: files of `corpus/`, and what the engine of repeats knows of problems: their
//! official names tell problems, the names of the things they befall are none.

use papers::{clause::Class, script::fold};
use sha2::{Digest, Sha256};
use std::{fs, io, path::Path};

/// A line: what it does, and its text, folded.
pub type Line = (Class, Vec<char>);

/// Names and texts of the files of a folder, by name.
pub fn files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "txt") {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
            all.push((name.unwrap_or_default(), fs::read_to_string(&path)?));
        }
    }
    all.sort();
    Ok(all)
}

/// Texts of the whole corpus; `here` is the folder of this crate.
pub fn all(here: &Path) -> io::Result<Vec<String>> {
    let own = files(&here.join("corpus"))?.into_iter().map(|(_, text)| text);
    let known = files(&here.join("../detect/data/problems"))?.into_iter().map(|(_, text)| known(&text));
    Ok(own.chain(known).collect())
}

/// Names of known problems and of the things that they befall, in the form of the corpus.
fn known(file: &str) -> String {
    let line = |line: &str| match line.strip_prefix('=') {
        Some(things) => things.split_whitespace().map(|thing| format!("O\t{thing}\n")).collect(),
        None => line.split_whitespace().next().map_or_else(String::new, |name| format!("P\t{name}\n")),
    };
    file.lines().filter(|l| !l.starts_with(['#', '['])).map(line).collect()
}

/// Lines of the corpus; what is no line of it is an error with its number.
pub fn lines(files: &[String]) -> Result<Vec<Line>, String> {
    let mut all = Vec::new();
    for file in files {
        for (i, line) in file.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            let (letter, text) = line.split_once('\t').ok_or_else(|| format!("line {}: no tab: {line}", i + 1))?;
            let class = Class::of(letter).ok_or_else(|| format!("line {}: no class {letter}", i + 1))?;
            all.push((class, text.chars().map(fold).collect()));
        }
    }
    Ok(all)
}

/// Head of the weights file of a corpus; its digest says from which one the weights were learned.
pub fn head(corpus: &[String]) -> String {
    let digest: String = Sha256::digest(corpus.concat()).iter().map(|b| format!("{b:02x}")).collect();
    format!(
        "# Weights of the judge of clauses: a run of characters and what it adds to each class, in thirty-seconds of a natural logarithm.\n\
         # ^ and $ are the beginning and the end of a text, 0 a figure; 1 to 3 stand for so many characters before the end.\n\
         # Written by the example `clause`, never by hand.\n\
         # corpus {digest}\n"
    )
}
