//! PDF files with text in them. Lines are put together from where the pieces stand, and lines that only wrap are
//! joined to paragraphs. A file without text is a scan, and is said to be one.

mod column;
mod filter;
mod font;
mod lzw;
mod object;
mod page;
mod picture;

use super::{ReadError, Tools, tool};
use crate::{
    lexicon::{Often, often},
    paper::{Format, Paper},
    tree::{frame, marker},
};
pub use object::Pdf;
use object::{Dict, Object};
use page::{Piece, Reader};
use std::collections::HashSet;

/// Pages that are read.
const PAGES_MAX: usize = 3000;
/// Pages of a scan that are recognised.
const SCAN_PAGES_MAX: usize = 60;

/// Reads a PDF.
pub fn read(bytes: &[u8], tools: &Tools) -> Result<Paper, ReadError> {
    let mut pdf = Pdf::open(bytes)?;
    let pages = pages(&pdf);
    if pages.is_empty() {
        return Err(ReadError::Broken("pages".to_owned()));
    }
    let mut reader = Reader::new(&mut pdf);
    let mut read = Vec::new();
    for (dict, resources) in pages.iter().take(PAGES_MAX) {
        read.push(reader.page(dict, resources)?);
    }
    let chars: usize = read.iter().flat_map(|p| &p.pieces).map(|p| p.text.chars().filter(|c| !c.is_whitespace()).count()).sum();
    let codes = read.iter().fold([0, 0], |a, p| [a[0] + p.codes[0], a[1] + p.codes[1]]);
    let pictures: Vec<&Object> = read.iter().flat_map(|p| &p.pictures).collect();
    if chars < 4 * read.len() && !pictures.is_empty() {
        return scan(&mut pdf, &pictures.into_iter().cloned().collect::<Vec<_>>(), tools);
    }
    if chars == 0 {
        return Err(if codes[1] > 0 { ReadError::Unknown("pdf-fonts".to_owned()) } else { ReadError::Empty });
    }
    let mut paper = Paper::new(Format::Pdf);
    if codes[1] * 20 > codes[0] {
        paper.note("letters_unknown", format!("{} / {}", codes[1], codes[0]));
    }
    if pages.len() > PAGES_MAX {
        paper.note("read_in_part", PAGES_MAX.to_string());
    }
    for page in &read {
        let groups = column::columns(&page.pieces).unwrap_or_default();
        let groups = if groups.is_empty() { vec![lines(&page.pieces)] } else { groups.iter().map(|g| lines(g)).collect() };
        for paragraph in groups.iter().flat_map(|g| paragraphs(g)) {
            paper.push_lines(&paragraph);
        }
    }
    Ok(paper)
}

/// Pages in order with their resources.
fn pages(pdf: &Pdf) -> Vec<(Dict, Dict)> {
    let kind = |d: &Dict, name: &str| matches!(pdf.entry(d, "Type"), Object::Name(n) if n == name);
    let mut all = Vec::new();
    let root = pdf.objects().filter_map(|o| pdf.dict(o)).filter(|d| kind(d, "Catalog")).last();
    if let Some(top) = root.and_then(|r| r.get("Pages")) {
        descend(pdf, top, &Dict::new(), &mut HashSet::new(), &mut all, 0);
    }
    if all.is_empty() {
        for dict in pdf.objects().filter_map(|o| pdf.dict(o)).filter(|d| kind(d, "Page")).take(PAGES_MAX + 1) {
            all.push((dict.clone(), pdf.dict(pdf.entry(dict, "Resources")).cloned().unwrap_or_default()));
        }
    }
    all
}

fn descend(pdf: &Pdf, node: &Object, inherited: &Dict, seen: &mut HashSet<u32>, all: &mut Vec<(Dict, Dict)>, depth: usize) {
    if let Object::Ref(n) = node
        && !seen.insert(*n)
    {
        return;
    }
    let Some(dict) = pdf.dict(node) else { return };
    if depth > 60 || all.len() > PAGES_MAX {
        return;
    }
    let own = pdf.dict(pdf.entry(dict, "Resources")).cloned().unwrap_or_else(|| inherited.clone());
    match pdf.entry(dict, "Kids") {
        Object::Array(kids) => kids.iter().for_each(|k| descend(pdf, k, &own, seen, all, depth + 1)),
        _ => all.push((dict.clone(), own)),
    }
}

/// A line of a page.
#[derive(Debug)]
struct Line {
    x: f64,
    x_end: f64,
    y: f64,
    size: f64,
    text: String,
}

fn lines(pieces: &[Piece]) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    for piece in pieces {
        match all.last_mut().filter(|l| (l.y - piece.y).abs() < 0.5 * l.size.max(piece.size) && piece.x > l.x - l.size) {
            Some(line) => append(line, piece),
            None => all.push(Line { x: piece.x, x_end: piece.x_end, y: piece.y, size: piece.size, text: piece.text.clone() }),
        }
    }
    for line in &mut all {
        // Blanks at the beginning are an indent.
        let blanks = line.text.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\u{3000}' { 1.0 } else { 0.5 }).sum::<f64>();
        line.x += blanks * line.size;
        line.text = line.text.trim().to_owned();
    }
    all.retain(|l| !l.text.is_empty());
    all
}

fn append(line: &mut Line, piece: &Piece) {
    let gap = piece.x - line.x_end;
    let han = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let between = han(line.text.chars().last()) || han(piece.text.chars().next());
    if gap > line.size * if between { 0.9 } else { 0.2 } {
        line.text.push(' ');
    }
    line.text.push_str(&piece.text);
    line.x_end = line.x_end.max(piece.x_end);
    line.size = line.size.max(piece.size);
}

/// Joins lines that only wrap.
fn paragraphs(lines: &[Line]) -> Vec<String> {
    let left = lines.iter().map(|l| l.x).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|l| l.x_end).fold(f64::NEG_INFINITY, f64::max);
    let mut all: Vec<String> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let wraps = i.checked_sub(1).map(|j| &lines[j]).is_some_and(|before| {
            let full = before.x_end > right - 1.8 * before.size && right - left > 12.0 * before.size;
            let flush = line.x < left + 0.8 * line.size;
            let near = before.y - line.y > 0.0 && before.y - line.y < 3.0 * before.size.max(line.size);
            let alike = (before.size - line.size).abs() < 0.15 * before.size;
            full && flush && near && alike && !begins_anew(&before.text, &line.text)
        });
        match all.last_mut().filter(|_| wraps) {
            Some(last) => {
                let ascii = last.ends_with(|c: char| c.is_ascii_alphanumeric()) && line.text.starts_with(|c: char| c.is_ascii_alphabetic());
                if ascii {
                    last.push(' ');
                }
                last.push_str(&line.text);
            }
            None => all.push(line.text.clone()),
        }
    }
    all
}

/// Whether a line begins a paragraph although the one before it is full: it begins with a number that is no decimal.
fn begins_anew(before: &str, line: &str) -> bool {
    let fold = |s: &str| s.chars().map(crate::script::fold).collect::<Vec<char>>();
    let (before, line) = (fold(before), fold(line));
    let readings = marker::readings(&line, 0, line.len());
    let ended = before.last().is_some_and(|c| often(Often::Terminal).has(*c));
    readings.iter().any(|r| ended || r.doubt < 20) || frame::label(&line).is_some()
}

fn scan(pdf: &mut Pdf, pictures: &[Object], tools: &Tools) -> Result<Paper, ReadError> {
    let mut paper = Paper::new(Format::PdfScan);
    paper.note("scan_read_by_ocr", pictures.len().to_string());
    let (mut unread, mut forms): (usize, Vec<&str>) = (0, Vec::new());
    for picture in pictures.iter().take(SCAN_PAGES_MAX) {
        match picture::bytes(pdf, picture, tools)? {
            Some(bytes) => {
                let text = match tool::recognise(&bytes, tools) {
                    Err(ReadError::NeedsTool(_)) => return Err(ReadError::Scan),
                    other => other?,
                };
                text.lines().map(compact).filter(|l| !l.is_empty()).for_each(|l| paper.push_lines(&l));
            }
            None => {
                unread += 1;
                forms.extend(picture::form(pdf, picture));
            }
        }
    }
    if unread > 0 || pictures.len() > SCAN_PAGES_MAX {
        paper.note("pictures_unread", (unread + pictures.len().saturating_sub(SCAN_PAGES_MAX)).to_string());
    }
    forms.sort_unstable();
    forms.dedup();
    let forms = forms.join(", ");
    match (paper.text.is_empty(), forms.is_empty()) {
        (true, true) => return Err(ReadError::ScanBlank(unread)),
        (true, false) => return Err(ReadError::ScanForm(forms)),
        (false, false) => paper.note("pictures_form", forms),
        (false, true) => {}
    }
    Ok(paper)
}

/// Recognition puts blanks between ideographs; they are no text.
fn compact(line: &str) -> String {
    let chars: Vec<char> = line.trim().chars().collect();
    let wide = |c: Option<&char>| c.is_some_and(|c| !c.is_ascii());
    let blank = |i: usize| chars[i] == ' ' && (i > 0 && wide(chars.get(i - 1)) || wide(chars.get(i + 1)));
    (0..chars.len()).filter(|i| !blank(*i)).map(|i| chars[i]).collect()
}
