//! Tables pasted with bars between their cells, whose rows were broken over several lines: the numbers of the first column
//! say where a row begins.

use super::plain::BARS_LINES_MAX;
use crate::{propose::is_problem_head, script::fold};
use std::borrow::Cow;

/// Glyphs that part cells as a bar does.
const BARS: [char; 4] = ['\u{2016}', '\u{2502}', '\u{FF5C}', '\u{2503}'];
/// Fewest bars of a line that begins a head.
const BARS_MIN: usize = 2;
/// Fewest rows of such a table.
const ROWS_MIN: usize = 2;
/// Lines at most on which a row between its own bars goes on.
const MORE_LINES_MAX: usize = 5;
/// Lines at most on which such a row goes on up to its last bar.
const CLOSED_LINES_MAX: usize = 12;
/// Fewest fields of a table that stands on end.
const FIELDS_MIN: usize = 3;
/// Longest line on which a row between tabs goes on, in bytes.
const MORE_BYTES_MAX: usize = 60;

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

/// The text with every row that begins with a bar up to the bar that ends it on one line.
pub fn closed_rows(text: &str) -> Cow<'_, str> {
    let opens = |l: &str| l.trim_start().starts_with('|');
    let open = |l: &str| opens(l) && l.matches('|').count() >= BARS_MIN && !l.trim_end().ends_with('|');
    let whole = |l: &str| opens(l) && l.trim_end().ends_with('|');
    if text.lines().filter(|l| whole(l)).count() < ROWS_MIN || !text.lines().any(open) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let bars = |l: &str| l.matches('|').count();
    let full = lines.iter().filter(|l| whole(l)).map(|l| bars(l)).max().unwrap_or(0);
    let (mut all, mut i): (Vec<String>, usize) = (Vec::with_capacity(lines.len()), 0);
    while i < lines.len() {
        let more = lines[i + 1..].iter().take(CLOSED_LINES_MAX).take_while(|l| !opens(l) && !l.is_empty());
        // A cell of several lines may end with a bar and not be the last.
        let mut count = bars(lines[i]);
        let mut ends = more.enumerate().filter(|(_, l)| {
            count += bars(l);
            l.trim_end().ends_with('|') && count >= full
        });
        let end = ends.next().map(|(n, _)| i + 1 + n);
        let rest = lines[i + 1..].iter().take_while(|l| !opens(l)).count();
        let broken = i + 1 + rest == lines.len() && rest > 0 && rest <= CLOSED_LINES_MAX;
        let end = end.or_else(|| broken.then_some(lines.len() - 1)).filter(|_| open(lines[i])).unwrap_or(i);
        all.push(lines[i..=end].iter().map(|l| l.trim()).collect::<Vec<_>>().concat());
        if end == i {
            all.pop();
            all.push(lines[i].to_owned());
        }
        i = end + 1;
    }
    Cow::Owned(all.join("\n"))
}

/// The text with the rows of its table of tabs each on one line: between two rows whose numbers follow one another, short
/// lines without a tab go on with the last cell.
pub fn tabbed(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let number = |l: &str| l.split_once('\t').and_then(|(n, _)| n.trim().parse::<usize>().ok());
    let rows: Vec<(usize, usize)> = (0..lines.len()).filter_map(|i| Some((i, number(lines[i])?))).collect();
    let broken = |pair: &&[(usize, usize)]| {
        let (from, to) = (pair[0].0, pair[1].0);
        let between = &lines[from + 1..to];
        let next = pair[1].1 == pair[0].1 + 1 && lines[from].matches('\t').count() == lines[to].matches('\t').count();
        next && (1..=MORE_LINES_MAX).contains(&between.len()) && between.iter().all(|l| !l.contains('\t') && l.len() <= MORE_BYTES_MAX)
    };
    let joins: Vec<(usize, usize)> = rows.windows(2).filter(broken).map(|pair| (pair[0].0, pair[1].0)).collect();
    if joins.is_empty() {
        return Cow::Borrowed(text);
    }
    let goes_on = |i: usize| joins.iter().any(|(from, to)| i > *from && i < *to);
    let mut all = String::with_capacity(text.len());
    for (i, line) in lines.iter().enumerate() {
        if i > 0 && !goes_on(i) {
            all.push('\n');
        }
        all.push_str(if goes_on(i) { line.trim() } else { line });
    }
    Cow::Owned(all)
}

/// The text with the lines of a table that stands on end, "field | what stands in it |", as fields with a colon: where three
/// at least are known and one of them is that of the problem.
pub fn upright(text: &str) -> Cow<'_, str> {
    let field = |line: &'_ str| -> Option<(bool, String)> {
        let (name, rest) = line.trim().trim_start_matches('|').split_once('|')?;
        let rest = rest.trim().trim_end_matches('|').trim();
        let folded: Vec<char> = name.trim().chars().map(fold).collect();
        let problem = is_problem_head(&folded).filter(|_| !rest.is_empty() && !rest.contains('|'))?;
        Some((problem, format!("{}:{rest}", name.trim())))
    };
    let found: Vec<Option<(bool, String)>> = text.split('\n').map(|l| l.contains('|').then(|| field(l)).flatten()).collect();
    if found.iter().flatten().count() < FIELDS_MIN || !found.iter().flatten().any(|f| f.0) {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').zip(found).map(|(line, found)| found.map_or_else(|| line.to_owned(), |f| f.1));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
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
