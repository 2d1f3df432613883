//! Plain text in UTF-8, UTF-16 or GB18030.

use super::{ReadError, bars, spaced, stacked, table::COLUMNS_MAX, xlsx::ROWS_MAX};
use crate::{
    paper::{BlockKind, Format, Paper, Place},
    propose::register::heads,
    script::fold,
    tree::{frame, label},
};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Lines from the beginning among which the head of a table of separated values is looked for.
pub(super) const HEAD_LINES_MAX: usize = 8;
/// The same for cells between bars, which no sentence has.
pub(super) const BARS_LINES_MAX: usize = 40;
/// Cells that are left of a row that is broken off, at least.
const CUT_MIN: usize = 2;
/// What parts the values of a record.
const SEPARATORS: [u8; 3] = *b",;|";
/// Shortest line that may have lost its breaks, in bytes.
const RUN_ON_BYTES_MIN: usize = 600;
/// How far into such a line the first label may stand, in characters.
const RUN_ON_CHARS_MIN: usize = 20;
/// Longest label that is looked for, in characters.
const LABEL_CHARS_MAX: usize = 24;
/// Fewest labels of problems in such lines.
const LABELS_MIN: usize = 3;
/// Fewest lines of question marks alone.
const LOST_MIN: usize = 3;
/// Fewest lines that end with the bar of a cell in a table that was pasted cell by cell.
const BARS_MIN: usize = 6;

/// Decodes a file: its text with unified line ends, and the name of its encoding.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((e, _)) => e,
        None if wide(bytes, 1) => UTF_16LE,
        None if wide(bytes, 0) => UTF_16BE,
        None if mostly_utf8(bytes) => UTF_8,
        None => GB18030,
    };
    let (text, _, _) = encoding.decode(bytes);
    let total = text.chars().count();
    let bad = text.chars().filter(|c| *c == '\u{FFFD}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}' | '\u{B}'))).count();
    // One damaged character in fifty may be a torn copy; more is no text.
    if bad * 50 > total {
        return Err(ReadError::Unknown("binary".to_owned()));
    }
    Ok((unify(&text), encoding.name()))
}

/// Whether the bytes are UTF-8 but for a damaged place here and there.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let bad = text.chars().filter(|c| *c == '\u{FFFD}').count();
    bad == 0 || bad * 100 < text.chars().filter(|c| !c.is_ascii()).count()
}

/// Line ends and form feeds become `\n`.
fn unify(text: &str) -> String {
    text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace(['\r', '\u{C}', '\u{B}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

/// Whether every second byte is such as the high bytes of UTF-16 text are: zero, punctuation, or an ideograph's.
fn wide(bytes: &[u8], high: usize) -> bool {
    let pairs: Vec<(u8, u8)> = bytes.chunks_exact(2).take(2000).map(|p| (p[high], p[1 - high])).collect();
    let ascii = pairs.iter().filter(|(h, l)| *h == 0 && matches!(l, b'\n' | b'\r' | b' '..=b'~')).count();
    let punctuation =
        pairs.iter().filter(|(h, l)| *h == 0x30 && *l < 0x20 || *h == 0xFF && *l < 0x60 || matches!(h, 1 | 0x20..=0x25)).count();
    bytes.len().is_multiple_of(2) && pairs.len() >= 4 && ascii + punctuation > 0 && {
        let han = pairs.iter().filter(|(h, _)| (0x4E..=0x9F).contains(h)).count();
        ascii * 2 > pairs.len() || (ascii > 0 && (ascii + punctuation + han) * 20 > pairs.len() * 19)
    }
}

/// Every line is a block; lines parted by tabs under the heads of a register are its rows, and so are records of values
/// that commas or semicolons part.
pub fn read(text: &str) -> Paper {
    let mut paper = Paper::new(Format::Text);
    let parted = parted(text.strip_suffix('\n').unwrap_or(text));
    let clean = without_lost_blanks(&parted);
    let bare = without_bars(&clean);
    let same = bars::same_bars(&bare);
    let upright = bars::upright(&same);
    let closed = bars::closed_rows(&upright);
    let tabbed = bars::tabbed(&closed);
    let whole = bars::unbroken(&tabbed);
    let barred = spaced::barred(&whole);
    let text = barred.as_ref();
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).take(BARS_LINES_MAX).enumerate();
    let parts = |line: usize, c: u8| line < HEAD_LINES_MAX || c == b'|';
    let separator = |line: usize, at: usize| SEPARATORS.into_iter().find(|c| parts(line, *c) && is_table(&text[at..], *c));
    let mut found = starts.filter_map(|(line, at)| separator(line, at).map(|c| (at, c)));
    match found.next() {
        Some((at, separator)) => {
            text[..at].lines().for_each(|line| paper.push_lines(line));
            records(&mut paper, &text[at..], separator);
        }
        None => push(&mut paper, text),
    }
    paper
}

/// A text in whose long lines every label of a problem begins a line: their breaks were lost, and a blank is left of each.
fn parted(text: &str) -> Cow<'_, str> {
    if !text.split('\n').any(|l| l.len() >= RUN_ON_BYTES_MIN) {
        return Cow::Borrowed(text);
    }
    let mut chars: Vec<char> = text.chars().collect();
    let folded: Vec<char> = chars.iter().map(|c| fold(*c)).collect();
    let (mut line, mut found) = (0, Vec::new());
    for i in 0..folded.len() {
        if folded[i] == '\n' {
            line = i + 1;
        } else if folded[i] == ' ' && i >= line + RUN_ON_CHARS_MIN {
            let rest = &folded[i + 1..folded.len().min(i + LABEL_CHARS_MAX)];
            found.extend(frame::label(rest).filter(|n| label::announces(&rest[..*n])).map(|_| i));
        }
    }
    if found.len() < LABELS_MIN {
        return Cow::Borrowed(text);
    }
    found.into_iter().for_each(|i| chars[i] = '\n');
    Cow::Owned(chars.into_iter().collect())
}

/// A text without the question marks that stand for blanks that a scrape could not write: where whole lines are nothing else.
fn without_lost_blanks(text: &str) -> Cow<'_, str> {
    let lost = |c: char| matches!(c, '?' | '\u{FF1F}') || c.is_whitespace();
    if text.lines().filter(|l| l.contains('?') && l.chars().all(lost)).count() < LOST_MIN {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split('\n').map(|l| l.trim_start_matches(lost)).collect::<Vec<_>>().join("\n"))
}

/// A text without the bars behind cells that stand on lines of their own.
fn without_bars(text: &str) -> Cow<'_, str> {
    let cell = |line: &str| line.ends_with('|') && line.matches('|').count() == 1;
    if text.lines().filter(|l| cell(l)).count() < BARS_MIN {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.split('\n').map(|l| if cell(l) { l.trim_end_matches('|').trim_end() } else { l }).collect();
    Cow::Owned(lines.join("\n"))
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// Whether a text begins with the heads of a register and a record of as many values.
fn is_table(text: &str, separator: u8) -> bool {
    let first = text.split('\n').next().unwrap_or_default();
    // A sentence is no head, whatever its commas part.
    if first.contains(['\t', '\u{3002}']) || !first.as_bytes().contains(&separator) {
        return false;
    }
    let mut reader = reader(text, separator);
    // The name of a section may stand on a line of its own above the first row.
    let records: Vec<csv::StringRecord> =
        reader.records().take(3).map_while(Result::ok).enumerate().filter(|(i, r)| *i == 0 || r.len() > 1).map(|(_, r)| r).collect();
    let [head, row, ..] = records.as_slice() else { return false };
    // A page may break off within its first row.
    let number = row.iter().find(|c| !c.is_empty());
    let cut = separator == b'|'
        && row.len() > CUT_MIN
        && number.is_some_and(|c| c.bytes().all(|b| b.is_ascii_digit()) || c.starts_with('\u{7B2C}'));
    (head.len() == row.len() || cut) && is_head(&head.iter().collect::<Vec<_>>().join("\t"))
}

/// Adds records of separated values, quoted or not, as rows of one table.
fn records(paper: &mut Paper, text: &str, separator: u8) {
    let mut reader = reader(text, separator);
    // What was text stays text: nothing but the size of the table can be amiss.
    for record in reader.records().map_while(Result::ok).take(ROWS_MAX) {
        let cells: Vec<String> = record.iter().map(|c| c.replace(['\n', '\t'], " ")).collect();
        let line = cells.join("\t");
        let start = paper.text.len();
        match cells.len() {
            1 => paper.push_lines(&line),
            _ => paper.push(&line, BlockKind::Row { table: 0, cells: self::cells(&line, start) }),
        }
    }
    if reader.records().next().is_some() {
        paper.note("read_in_part", ROWS_MAX.to_string());
    }
}

/// Adds the lines of a text.
pub fn push(paper: &mut Paper, text: &str) {
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut tables, mut open, mut i) = (0, false, 0);
    while let Some(line) = lines.get(i) {
        if let Some(rows) = stacked::rows(&lines[i..]) {
            tables += usize::from(open);
            for row in &rows {
                stacked::push(paper, &lines[i..], row, tables);
            }
            (tables, open) = (tables + 1, false);
            i += rows.last().map_or(1, |r| r.lines.end);
            continue;
        }
        i += 1;
        if !line.contains('\t') {
            tables += usize::from(open);
            open = false;
            paper.push_lines(line);
            continue;
        }
        open = open || is_head(line);
        let start = paper.text.len();
        let kind = if open {
            BlockKind::Row { table: tables, cells: cells(line, start) }
        } else {
            BlockKind::Paragraph { outline: None, number: 0 }
        };
        paper.push(line, kind);
    }
}

fn is_head(line: &str) -> bool {
    let folded: Vec<Vec<char>> = line.split('\t').take(COLUMNS_MAX).map(|c| c.chars().map(fold).collect()).collect();
    heads(folded.iter().map(Vec::as_slice)).is_some()
}

fn cells(line: &str, start: usize) -> Vec<Place> {
    let mut at = start;
    line.split('\t')
        .take(COLUMNS_MAX)
        .map(|cell| {
            let place = Place { start: at, end: at + cell.chars().count() };
            at = place.end + 1;
            place
        })
        .collect()
}
