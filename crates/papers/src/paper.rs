//! A paper as a reader hands it over: its whole text, and the blocks it consists of. Every place anywhere in this
//! crate's output is a half-open range of Unicode scalars of [`Paper::text`].

use serde::Serialize;

/// A half-open range of Unicode scalars of the source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// First scalar.
    pub start: usize,
    /// One past the last scalar.
    pub end: usize,
}

/// What the file was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain or pasted text.
    Text,
    /// A web page.
    Html,
    /// Office Open XML text.
    Docx,
    /// Office Open XML sheet.
    Xlsx,
    /// PDF with text in it.
    Pdf,
    /// PDF of pictures, read by character recognition.
    PdfScan,
    /// Old Word file, converted by LibreOffice.
    Doc,
}

/// What a block of the source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph or a line of plain text.
    Paragraph {
        /// Outline level from 1, where the file states one.
        outline: Option<u8>,
        /// Length in scalars of an automatic number that stands rendered at the beginning of the block.
        number: usize,
    },
    /// A row of a table; cells are places in the source, merged cells repeat the place of their owner.
    Row {
        /// Which table of the paper, from 0.
        table: usize,
        /// One place a column.
        cells: Vec<Place>,
    },
    /// Text of a footnote, endnote or text box; it never carries a number of the outline.
    Aside,
}

/// A block of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands, without its line end.
    pub place: Place,
    /// What it is.
    pub kind: BlockKind,
}

/// A tracked change. Inserted text stands in the source; deleted text does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `inserted` or `deleted`.
    pub kind: ChangeKind,
    /// The wording that was inserted or deleted.
    pub text: String,
    /// Who made it, as the file says.
    pub author: String,
    /// When it was made, as the file says.
    pub date: String,
    /// Where it stands; empty for a deletion.
    pub place: Place,
}

/// The two kinds of tracked changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Added while changes were tracked.
    Inserted,
    /// Struck out while changes were tracked.
    Deleted,
}

/// Something about the file that a person should know; the wording of each code is the caller's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Code, for example `scan_read_by_ocr`.
    pub code: &'static str,
    /// A figure or name that belongs to it; may be empty.
    pub detail: String,
}

/// A paper that has been read.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What the file was.
    pub format: Format,
    /// The whole text; lines end in `\n`, cells of a row are parted by tabs.
    pub text: Vec<char>,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
    /// Tracked changes.
    pub changes: Vec<Change>,
    /// What a person should know.
    pub notes: Vec<Note>,
}

impl Paper {
    /// An empty paper.
    pub fn new(format: Format) -> Paper {
        Paper { format, text: Vec::new(), blocks: Vec::new(), changes: Vec::new(), notes: Vec::new() }
    }

    /// Returns the text at a place; a place outside the text is empty.
    pub fn at(&self, place: Place) -> String {
        self.text.get(place.start..place.end).unwrap_or_default().iter().collect()
    }

    /// Adds a note once.
    pub fn note(&mut self, code: &'static str, detail: impl Into<String>) {
        let note = Note { code, detail: detail.into() };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds a block of `text` and its line end.
    pub fn push(&mut self, text: &str, kind: BlockKind) {
        let start = self.text.len();
        self.text.extend(text.chars());
        self.blocks.push(Block { place: Place { start, end: self.text.len() }, kind });
        self.text.push('\n');
    }

    /// Adds each line of `text` as a paragraph.
    pub fn push_lines(&mut self, text: &str) {
        for line in text.split('\n') {
            self.push(line, BlockKind::Paragraph { outline: None, number: 0 });
        }
    }
}
