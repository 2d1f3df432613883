//! Registers pasted with every cell on a line of its own, the head's cells first. The numbers of the first column part
//! the rows. An empty cell leaves a blank line or none at all: then the cells of a row are laid to the columns, in order,
//! as their words fit best.

use super::table::COLUMNS_MAX;
use crate::{
    clause,
    lexicon::{Often, often},
    paper::{Block, BlockKind, Paper, Place},
    propose::register::heads,
    script::{fold, is_han},
    strip::strip,
    tree::{frame, marker},
};
use std::ops::Range;

/// Longest head of a column, in characters.
const HEAD_CHARS_MAX: usize = 12;
/// Longest line of a head, in bytes.
const HEAD_BYTES_MAX: usize = 48;
/// Columns of a register without numbers.
const UNNUMBERED_COLUMNS: Range<usize> = 2..7;
/// Fewest rows of one.
const UNNUMBERED_MIN: usize = 2;
/// Fewest columns of a register of one row.
const KNOWN_MIN: usize = 4;
/// One head of so many may be unknown in such a register.
const UNKNOWN_SHARE: usize = 8;
/// Shortest problem that blames nobody, in characters.
const PROBLEM_CHARS_MIN: usize = 5;
/// Most rows of one.
const ROWS_MAX: usize = 10_000;
/// Longest name of who answers, in characters.
const NAME_CHARS_MAX: usize = 16;
/// Shortest cell whose words are judged, in characters.
const SAYS_CHARS_MIN: usize = 4;
/// Lines at most that a row has beyond its columns, and a cell beyond one.
const MORE_LINES_MAX: usize = 8;
/// Longest piece of a head that stands on two lines, in characters.
const PIECE_CHARS_MAX: usize = 4;
/// Numbers that are left out between two rows, at most.
const LEFT_OUT_MAX: usize = 60;
/// What a list costs that goes on in another cell.
const LIST_CUT: i32 = 6;
/// What leaving a column empty costs.
const EMPTY: i32 = -1;

/// How the rows of a register are numbered.
#[derive(Clone, Copy)]
struct Style {
    /// Some rows of a longer table: it begins with another number than one.
    part: bool,
    /// Whether a point stands behind each number; elsewhere "2." on a line is an entry of a cell.
    dotted: bool,
}

/// A row: its lines, and for each column the lines of its cell, if it has one.
pub struct Row {
    /// Lines of the row.
    pub lines: Range<usize>,
    cells: Vec<Option<Range<usize>>>,
}

/// Rows of a register that begins with the first of `lines`, head first; nothing where there is none.
pub fn rows(lines: &[&str]) -> Option<Vec<Row>> {
    numbered(lines).or_else(|| unnumbered(lines))
}

/// Rows without numbers: as many filled lines each as the head has, where the cells under "problem" tell problems.
fn unnumbered(lines: &[&str]) -> Option<Vec<Row>> {
    let filled = || (0..lines.len()).filter(|i| !cell(lines[*i]).is_empty());
    let head: Vec<usize> = filled().take(UNNUMBERED_COLUMNS.end).take_while(|i| lines[*i].len() <= HEAD_BYTES_MAX).collect();
    if head.first() != Some(&0) {
        return None;
    }
    // A head is a name without marks; "1. slow work" is none.
    let name = |n: &Vec<char>| n.iter().all(|c| is_han(*c) || matches!(c, ' ' | '(' | ')'));
    let names: Vec<Vec<char>> = head.iter().map(|i| folded(cell(lines[*i]))).take_while(name).collect();
    UNNUMBERED_COLUMNS.filter(|n| *n <= names.len()).find_map(|columns| {
        let kinds = heads(names[..columns].iter().map(Vec::as_slice)).filter(|k| k.last() != Some(&"") && !k.contains(&"number"))?;
        let problem = kinds.iter().position(|k| *k == "problem").filter(|at| names[*at].len() <= HEAD_CHARS_MAX)?;
        let all: Vec<usize> = filled().skip(columns).take_while(|i| !signs(lines[*i])).take(ROWS_MAX * columns).collect();
        let told = |row: &&[usize]| clause::listed(&folded(cell(lines[row[problem]]))) >= clause::FAULT;
        let rows: Vec<&[usize]> = all.chunks_exact(columns).take_while(told).collect();
        let row = |cells: &[usize]| Row { lines: cells[0]..cells[columns - 1] + 1, cells: one_each(cells) };
        (rows.len() >= UNNUMBERED_MIN).then(|| [&head[..columns]].into_iter().chain(rows).map(row).collect())
    })
}

/// Cells of one line each.
fn one_each(lines: &[usize]) -> Laid {
    lines.iter().map(|i| Some(*i..*i + 1)).collect()
}

/// What stands on a line, without the stroke that parted it from the next cell.
fn cell(line: &str) -> &str {
    line.trim().trim_end_matches(|c: char| matches!(c, '|' | '\u{FF5C}') || c.is_whitespace())
}

/// Rows that the numbers of the first column part.
fn numbered(lines: &[&str]) -> Option<Vec<Row>> {
    let first: Vec<char> = lines[0].trim().chars().take(HEAD_CHARS_MAX + 1).map(fold).collect();
    (words!("column").at(&first, 0).filter(|(n, _)| *n == first.len())?.1 == "number").then_some(())?;
    let filled = |from: usize| (from..lines.len()).filter(|i| !lines[*i].trim().is_empty());
    let head: Vec<usize> = filled(0).take(COLUMNS_MAX).take_while(|i| number(lines[*i]).is_none()).collect();
    let short = |i: &usize| folded(lines[*i]).len() <= HEAD_CHARS_MAX;
    if !head.iter().all(short) {
        return None;
    }
    let (cells, names) = whole_heads(lines, &head);
    let kinds = heads(names.iter().map(Vec::as_slice))?;
    let mut rows = vec![Row { lines: 0..head.last()? + 1, cells: cells.into_iter().map(Some).collect() }];
    // A part of a longer table begins with another number than one.
    let first = filled(head.last()? + 1).next().and_then(|i| number(lines[i]))?;
    let mut last = first.checked_sub(1)?;
    let style = Style { part: first > 1, dotted: filled(head.last()? + 1).next().is_some_and(|i| lines[i].contains('.')) };
    while let Some((n, row)) = row(lines, rows.last()?.lines.end, last, &kinds, style) {
        last = n;
        rows.push(row);
    }
    // One row is a register where it fills all columns, or where every one of many heads is known.
    let told = || kinds.iter().zip(&rows[1].cells).any(|(kind, cell)| *kind == "problem" && cell.is_some());
    let unknown = kinds.iter().filter(|k| k.is_empty()).count();
    let known = kinds.len() >= KNOWN_MIN && unknown * UNKNOWN_SHARE <= kinds.len();
    let alone = rows.len() == 2 && (first > 1 && rows[1].cells.iter().all(Option::is_some) || known && told());
    (rows.len() > 2 || alone).then_some(rows)
}

/// The lines of each head and its name: of two short lines the first of which says nothing by itself, but both do, one.
fn whole_heads(lines: &[&str], head: &[usize]) -> (Vec<Range<usize>>, Vec<Vec<char>>) {
    let known = |name: &[char]| heads([&['\u{95EE}', '\u{9898}'][..], name].into_iter()).is_some();
    let (mut cells, mut names): (Vec<Range<usize>>, Vec<Vec<char>>) = (Vec::new(), Vec::new());
    for i in head {
        let name = folded(lines[*i]);
        let whole = names.last().map(|last| [last.as_slice(), &name].concat());
        let piece = |n: &Vec<char>| n.len() <= PIECE_CHARS_MAX && !known(n);
        let exact = |n: &[char]| words!("column").at(n, 0).is_some_and(|(len, _)| len == n.len());
        let listed = exact(&name) && words!("column").at(&name, 0).is_none_or(|(_, kind)| kind != "number");
        // "Problem / category" is one head, though either could be.
        let both = whole.as_ref().is_some_and(|w| exact(w)) && name.len() <= PIECE_CHARS_MAX;
        match whole.filter(|w| both || name.len() <= PIECE_CHARS_MAX && names.last().is_some_and(piece) && !listed && known(w)) {
            Some(whole) => {
                names.pop();
                names.push(whole);
                cells.last_mut().into_iter().for_each(|c| c.end = i + 1);
            }
            None => {
                names.push(name);
                cells.push(*i..i + 1);
            }
        }
    }
    (cells, names)
}

/// Whether a line numbers the row after number `n`; a part of a longer table may leave numbers out, where each stands
/// between blank lines.
fn numbers_next(lines: &[&str], i: usize, n: usize, style: Style) -> bool {
    if lines[i].contains('.') != style.dotted {
        return false;
    }
    let blank = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|l| l.trim().is_empty());
    let alone = || blank(i.checked_sub(1)) && blank(Some(i + 1));
    number(lines[i]).is_some_and(|m| m == n + 1 || style.part && m > n && m <= n + LEFT_OUT_MAX && alone())
}

/// The row after number `n` that begins with the first filled line at or after `from`, or below the name of an aspect, with
/// its own number.
fn row(lines: &[&str], from: usize, n: usize, kinds: &[&str], style: Style) -> Option<(usize, Row)> {
    let filled = |from: usize| (from..lines.len()).filter(|i| !lines[*i].trim().is_empty());
    let first = filled(from).next()?;
    let start = if category(lines[first]) { filled(first).nth(2)? } else { first };
    let n = number(lines[start]).filter(|_| numbers_next(lines, start, n, style))?;
    // With blank lines for empty cells a row may have as many lines as columns; a row of the next number ends it, and so
    // does the name of the next aspect, or the signature.
    let next = |i: usize| filled(i + 1).next().is_some_and(|below| numbers_next(lines, below, n, style));
    // A date above the next number says when this row is due.
    let due = |i: usize| kinds.contains(&"due") && next(i);
    let ends = |i: &usize| numbers_next(lines, *i, n, style) || signs(lines[*i]) && !due(*i) || category(lines[*i]);
    let columns = kinds.len() - 1;
    let below: Vec<usize> = filled(start + 1).take_while(|i| !ends(i)).take(columns + MORE_LINES_MAX + 1).collect();
    let ended = filled(start + 1).nth(below.len()).is_none_or(|i| ends(&i));
    let stop = filled(start + 1).nth(below.len()).unwrap_or(lines.len());
    let last = *below.last()?;
    if below.len() == columns || !ended && below.len() > columns && n_lines(&below, columns, lines, kinds) == columns {
        let cells = [start].into_iter().chain(below[..columns].iter().copied()).map(|i| Some(i..i + 1)).collect();
        return Some((n, Row { lines: start..below[columns - 1] + 1, cells }));
    }
    let blank = |i: usize| Some(i..i + 1).filter(|_| !lines[i].trim().is_empty());
    if ended && stop - start == kinds.len() && (last + 1 < stop || below.len() < last - start) {
        return Some((n, Row { lines: start..stop, cells: (start..stop).map(blank).collect() }));
    }
    if !ended && below.len() <= columns {
        return None;
    }
    let own = if ended { &below[..] } else { &below[..n_lines(&below, columns, lines, kinds)] };
    let (_, laid) = lay(lines, own, &kinds[1..])?;
    let cells = [Some(start..start + 1)].into_iter().chain(laid).collect();
    Some((n, Row { lines: start..own.last()? + 1, cells }))
}

/// Whether a line is the number of an aspect, whose name stands on the next.
fn category(line: &str) -> bool {
    let text = folded(line);
    let text = text.strip_suffix(&['\u{3001}']).unwrap_or(&text);
    !text.is_empty() && text.len() <= 3 && text.iter().all(|c| often(Often::Numeral).has(*c))
}

/// How many of the lines below a number are those of its row, where nothing ends it: as many as lie best.
fn n_lines(below: &[usize], columns: usize, lines: &[&str], kinds: &[&str]) -> usize {
    let score = |n: &usize| lay(lines, &below[..*n], &kinds[1..]).map(|(score, _)| score);
    (columns..=below.len().min(columns + MORE_LINES_MAX)).rev().max_by_key(score).unwrap_or(columns)
}

/// For each column the lines that it gets.
type Laid = Vec<Option<Range<usize>>>;

/// Lays lines to columns in order, with how well they fit. Where there are more lines than columns, a cell that tells
/// something may have several.
fn lay(lines: &[&str], own: &[usize], kinds: &[&str]) -> Option<(i32, Laid)> {
    let (n, m) = (own.len(), kinds.len());
    let texts: Vec<Vec<char>> = own.iter().map(|i| folded(lines[*i])).collect();
    let tells = |kind: &str| matches!(kind, "problem" | "measure" | "progress" | "target");
    let most = |k: usize| if n > m && tells(kinds[k]) { 1 + MORE_LINES_MAX } else { 1 };
    // Measures are told in several lines sooner than the problem itself.
    let cost = |k: usize| if kinds[k] == "problem" { 2 } else { 1 };
    // Numbered lines belong together: all of a list lies in one cell.
    let listed: Vec<Option<u32>> = texts.iter().map(|t| entry(t)).collect();
    let follows = |i: usize| i > 0 && listed.get(i).copied().flatten().is_some_and(|n| listed[i - 1] == Some(n.wrapping_sub(1)));
    let put = |c: usize, lines: usize, k: usize| {
        let list = listed[c - lines] == Some(1) && (c - lines + 1..c).all(follows);
        let cut = if follows(c) { LIST_CUT } else { 0 };
        fit(&texts[c - lines..c].concat(), kinds[k]) - if list { 0 } else { cost(k) * (lines as i32 - 1) } - cut
    };
    // best[c][k]: the first c lines lie in the first k columns.
    let mut best = vec![vec![None::<(i32, usize)>; m + 1]; n + 1];
    best[0][0] = Some((0, 0));
    for k in 1..=m {
        for c in 0..=n {
            let left = best[c][k - 1].map(|(s, _)| (s + EMPTY, 0));
            let with = |l: usize| best[c - l][k - 1].map(|(s, _)| (s + put(c, l, k - 1), l));
            best[c][k] = (1..=most(k - 1).min(c)).filter_map(with).chain(left).max_by_key(|(s, l)| (*s, std::cmp::Reverse(*l)));
        }
    }
    let (score, _) = best[n][m]?;
    let mut laid = vec![None; m];
    let mut c = n;
    for k in (1..=m).rev() {
        let (_, l) = best[c][k]?;
        laid[k - 1] = (l > 0).then(|| own[c - l]..own[c - 1] + 1);
        c -= l;
    }
    Some((score, laid))
}

/// The number that a line begins with as an entry of a list.
fn entry(text: &[char]) -> Option<u32> {
    marker::readings(text, 0, text.len()).into_iter().find(|r| r.doubt == 0).map(|r| r.number)
}

/// How well a cell's words fit a kind of column.
fn fit(cell: &[char], kind: &str) -> i32 {
    let yes = |fits: bool| if fits { 4 } else { -4 };
    let status = words!("status").find(cell).is_some_and(|(_, n, _)| cell.len() <= n + 4) || words!("status_whole").is(cell);
    let dated = cell.iter().any(char::is_ascii_digit) && cell.len() <= NAME_CHARS_MAX && often(Often::DateMark).find(cell).is_some();
    let flagged = words!("flag").find(cell).is_some_and(|(_, n, _)| cell.len() <= n + 4);
    let sentence = cell.iter().any(|c| c.is_ascii_digit() || *c == ',' || often(Often::Terminal).has(*c));
    // A word or two may be anybody's name.
    let (measure, blames) = if cell.len() < SAYS_CHARS_MIN { (false, false) } else { (clause::acts(cell), clause::blames(cell)) };
    match kind {
        "due" => yes(dated || flagged),
        "status" => yes(status),
        // "WX2025003": letters and figures.
        "number" => yes(cell.iter().any(char::is_ascii_digit) && cell.iter().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))),
        "leader" | "unit" | "lead" | "department" | "person" | "assist" => {
            yes(!sentence && !status && !dated && !flagged && !measure && !blames && cell.len() <= NAME_CHARS_MAX)
        }
        // A name is no problem: "the county".
        "problem" if cell.len() < PROBLEM_CHARS_MIN && !blames => -4,
        "problem" => (if measure && !blames { -2 } else { 2 }) + 2 * i32::from(blames),
        "progress" if status => 3,
        "measure" | "progress" | "target" if status || dated || flagged => -3,
        "measure" | "progress" | "target" => 1 + 2 * i32::from(measure || sentence) - 2 * i32::from(blames && !measure),
        "category" => {
            if sentence || measure {
                -3
            } else {
                1
            }
        }
        _ => 0,
    }
}

/// Whether a line closes the paper.
fn signs(line: &str) -> bool {
    let text = folded(line);
    frame::is_dateline(&text) && text.len() > 7 && words!("date_mark").find_all(&text).len() == 3
        || words!("signature_begin").at(&text, 0).is_some()
}

/// The folded characters of a line, without scraped readings.
fn folded(line: &str) -> Vec<char> {
    let line = line.trim();
    if line.contains(['(', '\u{FF08}']) { strip(line).chars().map(fold).collect() } else { line.chars().map(fold).collect() }
}

fn number(line: &str) -> Option<usize> {
    line.trim().trim_end_matches('.').parse().ok()
}

/// Where the cell on a line ends, in characters.
fn cell_end(line: &str) -> usize {
    let blank = line.chars().count() - line.trim_start().chars().count();
    blank + cell(line).chars().count()
}

/// Adds a row whose cells stand on lines of their own.
pub fn push(paper: &mut Paper, lines: &[&str], row: &Row, table: usize) {
    let start = paper.text.len();
    let mut places = Vec::new();
    for line in &lines[row.lines.clone()] {
        let from = paper.text.len();
        paper.text.extend(line.chars());
        places.push(Place { start: from, end: from + cell_end(line) });
        paper.text.push('\n');
    }
    let nowhere = Place { start, end: start };
    let of = |lines: &Range<usize>| Place {
        start: places[lines.start - row.lines.start].start,
        end: places[lines.end - 1 - row.lines.start].end,
    };
    let cells = row.cells.iter().map(|c| c.as_ref().map_or(nowhere, of)).collect();
    let place = Place { start, end: paper.text.len() - 1 };
    paper.blocks.push(Block { place, kind: BlockKind::Row { table, cells } });
}
