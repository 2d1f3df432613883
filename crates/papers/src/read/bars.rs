//! Tables pasted with bars between their cells, whose rows were broken over several lines: the numbers of the first column
//! say where a row begins.

use super::plain::BARS_LINES_MAX;
use crate::script::fold;
use std::borrow::Cow;

/// Glyphs that part cells as a bar does.
const BARS: [char; 4] = ['\u{2016}', '\u{2502}', '\u{FF5C}', '\u{2503}'];
/// Fewest bars of a line that begins a head.
const BARS_MIN: usize = 2;
/// Fewest rows of such a table.
const ROWS_MIN: usize = 2;

/// The text with every other glyph that parts cells written as a bar, where whole rows of them stand.
pub fn same_bars(text: &str) -> Cow<'_, str> {
    let parts = |line: &str| line.chars().filter(|c| BARS.contains(c)).count() > BARS_MIN;
    if text.lines().filter(|l| parts(l)).count() < ROWS_MIN {
        return Cow::Borrowed(text);
    }
    let line = |l: &str| if parts(l) { l.replace(BARS, "|") } else { l.to_owned() };
    Cow::Owned(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

/// The text with the broken rows of its table of bars each on one line.
pub fn unbroken(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let Some(head) = lines.iter().take(BARS_LINES_MAX).position(|l| begins_head(l)) else { return Cow::Borrowed(text) };
    let end = (head..lines.len()).find(|i| !lines[*i].contains('|')).unwrap_or(lines.len());
    let mut starts: Vec<usize> = vec![head];
    starts.extend((head + 1..end).filter(|i| number(lines[*i]).is_some()));
    let next = |pair: &[usize]| number(lines[pair[0]]).zip(number(lines[pair[1]])).is_some_and(|(a, b)| b == a + 1);
    let ordered = starts.len() > ROWS_MIN && starts[1..].windows(2).all(next);
    let broken = starts.len() < end - head;
    // A head of one line, and lines without a number, are a table that need not be mended.
    if !(ordered && broken) {
        return Cow::Borrowed(text);
    }
    let ends = starts.iter().skip(1).copied().chain([end]);
    let rows = starts.iter().zip(ends).map(|(from, to)| row(&lines[*from..to]));
    let all: Vec<String> =
        lines[..head].iter().map(|l| (*l).to_owned()).chain(rows).chain(lines[end..].iter().map(|l| (*l).to_owned())).collect();
    Cow::Owned(all.join("\n"))
}

/// A row of several lines on one: a line that ends with a bar is followed by the next cell, else its last cell goes on.
fn row(lines: &[&str]) -> String {
    lines.iter().map(|l| l.trim()).collect::<Vec<_>>().join(" ")
}

/// Whether the first cell of a line is the head of a column of numbers.
fn begins_head(line: &str) -> bool {
    let first: Vec<char> = line.split('|').next().unwrap_or_default().trim().chars().map(fold).collect();
    line.matches('|').count() >= BARS_MIN && words!("column").at(&first, 0).is_some_and(|(n, kind)| n == first.len() && kind == "number")
}

/// The number in the first cell of a line.
fn number(line: &str) -> Option<usize> {
    line.split_once('|')?.0.trim().parse().ok()
}
