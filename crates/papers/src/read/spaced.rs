//! Registers whose cells only blanks part: in columns below each other, or with a head of which every word names a column
//! and rows that begin with the next number and have as many words, but for those of the problem.

use super::{plain::BARS_LINES_MAX, table::COLUMNS_MAX};
use crate::{propose::register::heads, script::fold};
use std::borrow::Cow;

/// Columns of such a register.
const COLUMNS_MIN: usize = 3;
/// Longest head of a column, in characters.
const HEAD_CHARS_MAX: usize = 10;
/// Fewest rows.
const ROWS_MIN: usize = 3;

/// The text with the rows of such a register parted by bars.
pub fn barred(text: &str) -> Cow<'_, str> {
    match aligned(text) {
        Cow::Borrowed(_) => numbered(text),
        owned => owned,
    }
}

/// Cells of a line whose columns several blanks part.
fn spread(line: &str) -> Vec<&str> {
    line.split("  ").flat_map(|c| c.split('\u{3000}')).map(str::trim).filter(|c| !c.is_empty()).collect()
}

/// A register whose columns stand below each other: a head, and right below it rows of as many cells.
fn aligned(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let is_head = |l: &str| {
        let cells: Vec<Vec<char>> = spread(l).iter().map(|w| w.chars().map(fold).collect()).collect();
        let fits = (COLUMNS_MIN..=COLUMNS_MAX).contains(&cells.len()) && cells.iter().all(|c| c.len() <= HEAD_CHARS_MAX);
        fits && heads(cells.iter().map(Vec::as_slice)).is_some()
    };
    let Some(head) = lines.iter().take(BARS_LINES_MAX).position(|l| is_head(l)) else { return Cow::Borrowed(text) };
    let columns = spread(lines[head]).len();
    let end = (head + 1..lines.len()).find(|i| spread(lines[*i]).len() != columns).unwrap_or(lines.len());
    if end - head <= ROWS_MIN {
        return Cow::Borrowed(text);
    }
    let row = |(i, l): (usize, &&str)| if (head..end).contains(&i) { spread(l).join("|") } else { (*l).to_owned() };
    Cow::Owned(lines.iter().enumerate().map(row).collect::<Vec<_>>().join("\n"))
}

/// A register whose rows the numbers of the first column begin.
fn numbered(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let found = (0..lines.len().min(BARS_LINES_MAX)).find_map(|i| Some((i, columns(lines[i])?)));
    let Some((head, (columns, problem))) = found else { return Cow::Borrowed(text) };
    let (mut rows, mut even): (Vec<(usize, String)>, usize) = (Vec::new(), 0);
    for (i, line) in lines.iter().enumerate().skip(head + 1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first().and_then(|w| w.parse::<usize>().ok()) != Some(rows.len() + 1)
            || words.len() < columns
            || line.contains(['|', '\t'])
        {
            continue;
        }
        even += usize::from(words.len() == columns);
        let more = words.len() - columns;
        let told = words[problem..=problem + more].join(" ");
        let cells = words[..problem].iter().copied().chain([told.as_str()]).chain(words[problem + more + 1..].iter().copied());
        rows.push((i, cells.collect::<Vec<_>>().join("|")));
    }
    if rows.len() < ROWS_MIN || even * 3 < rows.len() * 2 {
        return Cow::Borrowed(text);
    }
    let mut all: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
    all[head] = lines[head].split_whitespace().collect::<Vec<_>>().join("|");
    rows.into_iter().for_each(|(i, row)| all[i] = row);
    Cow::Owned(all.join("\n"))
}

/// Number of columns of a head, and which of them holds the problem.
fn columns(line: &str) -> Option<(usize, usize)> {
    let words: Vec<Vec<char>> = line.split_whitespace().map(|w| w.chars().map(fold).collect()).collect();
    if !(COLUMNS_MIN..=COLUMNS_MAX).contains(&words.len()) {
        return None;
    }
    let kinds = heads(words.iter().map(Vec::as_slice)).filter(|kinds| kinds[0] == "number" && kinds.iter().all(|k| !k.is_empty()))?;
    let problem = kinds.iter().position(|k| *k == "problem")?;
    Some((words.len(), problem))
}
