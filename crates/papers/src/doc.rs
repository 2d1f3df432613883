//! The text as the reader works on it: readings and invisible characters taken out, folded beside printed glyphs, and
//! for every character its place in the source. All ranges inside the crate are ranges of this text.

use crate::{
    paper::{BlockKind, Paper, Place},
    script,
    strip::kept,
};
use std::ops::Range;

/// A line: a paragraph, a row or an aside.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its characters, trimmed.
    pub range: Range<usize>,
    /// Outline level from 1.
    pub outline: Option<u8>,
    /// Characters of a rendered automatic number.
    pub number: usize,
    /// Row of a table: table and cells.
    pub row: Option<(usize, Vec<Range<usize>>)>,
    /// Footnote or text box.
    pub aside: bool,
}

/// Working text of a paper.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// Folded characters, for comparison.
    pub plain: Vec<char>,
    /// Characters as printed.
    pub glyph: Vec<char>,
    /// Place in the source of each character.
    pub at: Vec<usize>,
    /// Lines that are not empty.
    pub lines: Vec<Line>,
}

impl Doc {
    /// Builds the working text of `paper`.
    pub fn new(paper: &Paper) -> Doc {
        let mut doc = Doc::default();
        for block in &paper.blocks {
            let source = &paper.text[block.place.start..block.place.end];
            let keep = kept(source);
            let start = doc.plain.len();
            for (i, c) in source.iter().enumerate() {
                if keep[i] && !invisible(*c) {
                    doc.plain.push(script::fold(*c));
                    doc.glyph.push(*c);
                    doc.at.push(block.place.start + i);
                }
            }
            let range = doc.trim(start..doc.plain.len());
            if !range.is_empty() {
                let line = doc.line(range, &block.kind, block.place.start);
                doc.lines.push(line);
            }
            doc.plain.push('\n');
            doc.glyph.push('\n');
            doc.at.push(block.place.end);
        }
        doc
    }

    fn line(&self, range: Range<usize>, kind: &BlockKind, block_start: usize) -> Line {
        let (mut line, end) =
            (Line { range: range.clone(), outline: None, number: 0, row: None, aside: false }, self.at[range.end - 1] + 1);
        match kind {
            BlockKind::Paragraph { outline, number } => {
                line.outline = *outline;
                let until = block_start + number;
                line.number = range.clone().take_while(|i| self.at[*i] < until).count();
            }
            BlockKind::Row { table, cells } => {
                let cell = |p: &Place| self.trim(self.find(p.start, &range)..self.find(p.end.min(end), &range));
                line.row = Some((*table, cells.iter().map(cell).collect()));
            }
            BlockKind::Aside => line.aside = true,
        }
        line
    }

    /// First character of `within` at or after a place of the source; merged cells may lie in an earlier line.
    fn find(&self, source: usize, within: &Range<usize>) -> usize {
        let all = if self.at.get(within.start).is_some_and(|s| source < *s) { 0..self.at.len() } else { within.clone() };
        all.start + self.at[all].partition_point(|s| *s < source)
    }

    /// Shrinks a range to what stands between white space.
    pub fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let blank = |c: char| c == ' ' || c == '\n' || c.is_whitespace();
        while range.start < range.end && blank(self.plain[range.start]) {
            range.start += 1;
        }
        while range.start < range.end && blank(self.plain[range.end - 1]) {
            range.end -= 1;
        }
        range.start..range.end.max(range.start)
    }

    /// Index of the line that begins at `start`.
    pub fn line_at(&self, start: usize) -> Option<usize> {
        self.lines.binary_search_by_key(&start, |l| l.range.start).ok()
    }

    /// Number of the lines that begin at `at` or before: the same for all places of one line.
    pub fn lines_to(&self, at: usize) -> usize {
        self.lines.partition_point(|l| l.range.start <= at)
    }

    /// Working text of several stretches written as one, for a sentence that lines or pages break; its places are
    /// those of the whole text, its lines are not.
    pub fn joined(&self, parts: &[Range<usize>]) -> Doc {
        let mut doc = Doc::default();
        for part in parts {
            doc.plain.extend_from_slice(&self.plain[part.clone()]);
            doc.glyph.extend_from_slice(&self.glyph[part.clone()]);
            doc.at.extend_from_slice(&self.at[part.clone()]);
        }
        doc
    }

    /// The same text with the lines that only go on with the one before joined to it; its places are those of this text.
    pub fn unwrapped(&self, goes_on: impl Fn(usize) -> bool) -> Doc {
        let mut doc = Doc::default();
        // Where each character of this text stands in the other.
        let mut to = Vec::with_capacity(self.plain.len() + 1);
        let starts: Vec<usize> = (1..self.lines.len()).filter(|i| goes_on(*i)).map(|i| self.lines[i].range.start).collect();
        let mut next = 0;
        for (i, c) in self.plain.iter().enumerate() {
            if starts.get(next) == Some(&i) {
                // The line end and the blanks around it.
                let kept = doc.plain.iter().rposition(|c: &char| !c.is_whitespace()).map_or(0, |n| n + 1);
                doc.plain.truncate(kept);
                doc.glyph.truncate(kept);
                doc.at.truncate(kept);
                to.iter_mut().rev().take_while(|t| **t > kept).for_each(|t| *t = kept);
                next += 1;
            }
            to.push(doc.plain.len());
            doc.plain.push(*c);
            doc.glyph.push(self.glyph[i]);
            doc.at.push(self.at[i]);
        }
        to.push(doc.plain.len());
        let moved = |r: &Range<usize>| to[r.start]..to[r.end];
        for line in &self.lines {
            let range = moved(&line.range);
            match doc.lines.last_mut().filter(|_| starts.binary_search(&line.range.start).is_ok()) {
                Some(last) => last.range.end = range.end,
                None => {
                    let row = line.row.as_ref().map(|(table, cells)| (*table, cells.iter().map(moved).collect()));
                    doc.lines.push(Line { range, row, ..line.clone() });
                }
            }
        }
        doc
    }

    /// Folded characters of a range.
    pub fn plain(&self, range: &Range<usize>) -> &[char] {
        &self.plain[range.clone()]
    }

    /// Characters of a range as printed.
    pub fn text(&self, range: &Range<usize>) -> String {
        self.glyph[range.clone()].iter().collect()
    }

    /// Wording of a range in simplified Chinese, with the line ends inside it and the blanks that follow them taken out.
    pub fn wording(&self, range: &Range<usize>) -> String {
        let mut lines = self.glyph[range.clone()].split(|c| *c == '\n');
        let first = lines.next().unwrap_or_default().iter();
        let others = lines.flat_map(|l| l.iter().skip_while(|c| c.is_whitespace()));
        script::simplify(&first.chain(others).collect::<String>())
    }

    /// Place in the source of a range; an empty range has an empty place.
    pub fn place(&self, range: &Range<usize>) -> Place {
        let start = self.at.get(range.start).copied().unwrap_or(self.at.last().copied().unwrap_or(0));
        let end = if range.is_empty() { start } else { self.at[range.end - 1] + 1 };
        Place { start, end: end.max(start) }
    }
}

fn invisible(c: char) -> bool {
    matches!(c, '\r' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}')
}
