//! Word files: paragraphs with outline levels and rendered automatic numbers, tables with merged cells, text boxes,
//! footnotes, tracked changes. Deleted text is reported and stands nowhere in the source; inserted text stands there.

use super::{
    ReadError,
    numbering::Numbering,
    pack::Pack,
    styles::Styles,
    table::{Cell, Table},
    xml::{Met, Tag, walk},
};
use crate::paper::{BlockKind, Change, ChangeKind, Format, Paper, Place};
use std::collections::HashMap;

/// Text that a Word file may hold, in scalars.
const TEXT_MAX: usize = 40_000_000;

/// Reads a Word file.
pub fn read(pack: &mut Pack) -> Result<Paper, ReadError> {
    let styles = pack.part("word/styles.xml")?.map_or(Ok(Styles::default()), |x| Styles::read(&x))?;
    let numbering = pack.part("word/numbering.xml")?.map_or(Ok(Numbering::default()), |x| Numbering::read(&x))?;
    let mut notes = HashMap::new();
    for (part, kind) in [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")] {
        if let Some(xml) = pack.part(part)? {
            read_notes(&xml, kind, &mut notes)?;
        }
    }
    let body = pack.part("word/document.xml")?.unwrap_or_default();
    let mut reader = Body { styles, numbering, notes, ..Body::default() };
    let whole = walk(body.as_slice(), &mut |met| reader.met(met))?;
    let mut paper = reader.finish();
    if !whole {
        paper.note("read_in_part", "");
    }
    if paper.text.iter().all(|c| c.is_whitespace()) {
        return Err(if whole { ReadError::Empty } else { ReadError::Broken("xml".to_owned()) });
    }
    Ok(paper)
}

fn read_notes(xml: &[u8], kind: &str, notes: &mut HashMap<String, String>) -> Result<(), ReadError> {
    let (mut id, mut text, mut inside) = (String::new(), String::new(), false);
    walk(xml, &mut |met| {
        match met {
            Met::Open(t) if t.name == kind => {
                id = format!("{kind}{}", t.get("id").unwrap_or_default());
                text.clear();
            }
            Met::Open(t) if t.name == "t" => inside = true,
            Met::Close("t") => inside = false,
            Met::Text(s) if inside => text.push_str(s),
            Met::Close(name) if name == kind => {
                notes.insert(std::mem::take(&mut id), text.trim().to_owned());
            }
            _ => {}
        }
        Ok(true)
    })?;
    Ok(())
}

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    text: String,
    chars: usize,
    style: String,
    number: Option<u32>,
    level: Option<usize>,
    outline: Option<u8>,
    /// Texts of notes that it refers to.
    asides: Vec<String>,
    /// Changes with places inside the paragraph.
    changes: Vec<Change>,
}

struct Tracked {
    kind: ChangeKind,
    author: String,
    date: String,
    start: usize,
    deleted: String,
}

#[derive(Default)]
struct Body {
    styles: Styles,
    numbering: Numbering,
    notes: HashMap<String, String>,
    paper: Option<Paper>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<(Table, Cell)>,
    tables_done: usize,
    boxes: Vec<Vec<String>>,
    tracked: Vec<Tracked>,
    /// Depth of elements that are skipped as a whole.
    skipped: usize,
    in_text: bool,
    in_deleted: bool,
    in_properties: usize,
    contents: usize,
    total: usize,
}

impl Body {
    fn met(&mut self, met: Met) -> Result<bool, ReadError> {
        match met {
            Met::Open(t) => self.open(&t),
            Met::Close(name) => self.close(name),
            Met::Text(s) if self.skipped == 0 => self.text(s),
            Met::Text(_) => {}
        }
        Ok(self.total < TEXT_MAX)
    }

    fn text(&mut self, s: &str) {
        let Some(p) = self.paragraphs.last_mut() else { return };
        if self.in_deleted {
            if let Some(t) = self.tracked.last_mut() {
                t.deleted.push_str(s);
            }
        } else if self.in_text {
            if self.tracked.last().is_some_and(|t| t.kind == ChangeKind::Deleted) {
                // Moved-away text is written as plain text inside its mark.
                self.tracked.last_mut().into_iter().for_each(|t| t.deleted.push_str(s));
                return;
            }
            p.text.push_str(s);
            p.chars += s.chars().count();
            self.total += s.len();
        }
    }

    fn open(&mut self, t: &Tag) {
        if self.skipped > 0 || t.name == "Fallback" {
            self.skipped += usize::from(t.name == "Fallback");
            return;
        }
        match t.name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" | "rPr" => self.in_properties += 1,
            "tbl" => self.tables.push(Default::default()),
            "tr" => self.table(|t, _| t.rows.push(Vec::new())),
            "tc" => self.table(|_, c| *c = Cell { span: 1, ..Cell::default() }),
            "gridSpan" => {
                let span = t.number("val").unwrap_or(1).clamp(1, 256) as usize;
                self.table(|_, c| c.span = span);
            }
            "vMerge" => {
                let merged = t.get("val").is_none_or(|v| v != "restart");
                self.table(|_, c| c.merged = merged);
            }
            "txbxContent" => self.boxes.push(Vec::new()),
            "t" => self.in_text = true,
            "delText" => self.in_deleted = true,
            "ins" | "del" | "moveFrom" | "moveTo" if self.in_properties == 0 => self.track(t),
            "footnoteReference" | "endnoteReference" => self.refer(t),
            _ => self.property(t),
        }
    }

    fn property(&mut self, t: &Tag) {
        let Some(p) = self.paragraphs.last_mut() else { return };
        match t.name {
            "pStyle" => p.style = t.get("val").unwrap_or_default(),
            "numId" => p.number = t.number("val"),
            "ilvl" => p.level = t.number("val").map(|n| (n as usize).min(8)),
            "outlineLvl" => p.outline = t.number("val").filter(|n| *n < 9).map(|n| n as u8 + 1),
            "tab" | "ptab" if self.in_properties == 0 => self.glyph(' '),
            "br" | "cr" => self.glyph('\n'),
            "noBreakHyphen" => self.glyph('-'),
            _ => {}
        }
    }

    fn glyph(&mut self, c: char) {
        if let Some(p) = self.paragraphs.last_mut() {
            p.text.push(c);
            p.chars += 1;
        }
    }

    fn track(&mut self, t: &Tag) {
        let kind = if matches!(t.name, "ins" | "moveTo") { ChangeKind::Inserted } else { ChangeKind::Deleted };
        let start = self.paragraphs.last().map_or(0, |p| p.chars);
        let (author, date) = (t.get("author").unwrap_or_default(), t.get("date").unwrap_or_default());
        self.tracked.push(Tracked { kind, author, date, start, deleted: String::new() });
    }

    fn refer(&mut self, t: &Tag) {
        let id = format!("{}{}", t.name.trim_end_matches("Reference"), t.get("id").unwrap_or_default());
        if let (Some(p), Some(text)) = (self.paragraphs.last_mut(), self.notes.get(&id)) {
            p.asides.push(text.clone());
        }
    }

    fn table(&mut self, change: impl FnOnce(&mut Table, &mut Cell)) {
        if let Some((table, cell)) = self.tables.last_mut() {
            change(table, cell);
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= usize::from(name == "Fallback");
            return;
        }
        match name {
            "p" => self.close_paragraph(),
            "pPr" | "rPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "tc" => self.table(|t, c| {
                if let Some(row) = t.rows.last_mut() {
                    row.push(std::mem::take(c));
                }
            }),
            "tbl" => self.close_table(),
            "txbxContent" => {
                let lines = self.boxes.pop().unwrap_or_default();
                if let Some(p) = self.paragraphs.last_mut() {
                    p.asides.extend(lines);
                }
            }
            "t" => self.in_text = false,
            "delText" => self.in_deleted = false,
            "ins" | "del" | "moveFrom" | "moveTo" if self.in_properties == 0 => self.close_tracked(),
            _ => {}
        }
    }

    fn close_tracked(&mut self) {
        let (Some(t), Some(p)) = (self.tracked.pop(), self.paragraphs.last_mut()) else { return };
        let text: String = match t.kind {
            ChangeKind::Deleted => t.deleted,
            ChangeKind::Inserted => p.text.chars().skip(t.start).collect(),
        };
        if !text.is_empty() {
            let end = if t.kind == ChangeKind::Inserted { p.chars } else { t.start };
            p.changes.push(Change { kind: t.kind, text, author: t.author, date: t.date, place: Place { start: t.start, end } });
        }
    }

    fn close_paragraph(&mut self) {
        let Some(p) = self.paragraphs.pop() else { return };
        let effect = self.styles.effect(&p.style);
        let list = p.number.or(effect.number).filter(|n| *n > 0);
        let linked = || list.and_then(|l| self.numbering.level_of(l, effect.owner));
        let level = p.level.or(effect.level).or_else(linked).unwrap_or(0);
        let number = list.filter(|_| !p.text.trim().is_empty()).and_then(|l| self.numbering.next(l, level)).unwrap_or_default();
        if effect.contents {
            // Entries of a table of contents repeat the headings with page numbers.
            self.contents += 1;
            return;
        }
        let whole = format!("{number}{}", p.text);
        if let Some(lines) = self.boxes.last_mut() {
            lines.push(whole);
            lines.extend(p.asides);
        } else if let Some((_, cell)) = self.tables.last_mut() {
            cell.lines.push(whole);
            cell.lines.extend(p.asides);
        } else {
            let number = number.chars().count();
            self.write(&whole, number, p.outline.or(effect.outline), p);
        }
    }

    fn write(&mut self, whole: &str, number: usize, outline: Option<u8>, p: Paragraph) {
        let paper = self.paper.get_or_insert_with(|| Paper::new(Format::Docx));
        let start = paper.text.len() + number;
        for (i, line) in whole.split('\n').enumerate() {
            let kind = if i == 0 {
                BlockKind::Paragraph { outline: outline.filter(|_| !line.trim().is_empty()), number }
            } else {
                BlockKind::Paragraph { outline: None, number: 0 }
            };
            paper.push(line, kind);
        }
        for mut change in p.changes {
            change.place = Place { start: change.place.start + start, end: change.place.end + start };
            paper.changes.push(change);
        }
        for aside in p.asides.iter().filter(|a| !a.trim().is_empty()) {
            paper.push(&aside.replace('\n', " "), BlockKind::Aside);
        }
    }

    fn close_table(&mut self) {
        let Some((table, _)) = self.tables.pop() else { return };
        if let Some((_, cell)) = self.tables.last_mut() {
            // A table inside a cell is read as the cell's lines.
            cell.lines.extend(table.rows.into_iter().map(|r| r.into_iter().flat_map(|c| c.lines).collect::<Vec<_>>().join(" ")));
            return;
        }
        let paper = self.paper.get_or_insert_with(|| Paper::new(Format::Docx));
        table.write(paper, self.tables_done);
        self.tables_done += 1;
    }

    fn finish(mut self) -> Paper {
        while !self.tables.is_empty() {
            self.close_table();
        }
        let mut paper = self.paper.take().unwrap_or_else(|| Paper::new(Format::Docx));
        if !paper.changes.is_empty() {
            paper.note("tracked_changes", paper.changes.len().to_string());
        }
        if self.contents > 0 {
            paper.note("contents_dropped", self.contents.to_string());
        }
        if self.total >= TEXT_MAX {
            paper.note("read_in_part", "");
        }
        // A paper that stands in text boxes as a whole has its headings there.
        let empty = |p: &Paper, b: &crate::paper::Block| p.text[b.place.start..b.place.end].iter().all(|c| c.is_whitespace());
        if paper.blocks.iter().all(|b| b.kind == BlockKind::Aside || empty(&paper, b)) {
            let plain = BlockKind::Paragraph { outline: None, number: 0 };
            paper.blocks.iter_mut().for_each(|b| b.kind = plain.clone());
        }
        paper
    }
}
