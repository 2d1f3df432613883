//! Tables of a docx: merged cells repeat the place of their owner, and a table of one column is only a frame.

use crate::paper::{Block, BlockKind, Paper, Place};

/// Columns that a row may have; wider ones are cut.
pub const COLUMNS_MAX: usize = 256;

/// A cell while it is read.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Paragraphs.
    pub lines: Vec<String>,
    /// Columns that it spans.
    pub span: usize,
    /// Goes on with the cell above it.
    pub merged: bool,
}

/// A table while it is read.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Rows of cells.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Writes the table into `paper` as rows, or as paragraphs where it has one column only.
    pub fn write(&self, paper: &mut Paper, number: usize) {
        if self.rows.iter().all(|r| r.len() <= 1) {
            for line in self.rows.iter().flatten().flat_map(|c| &c.lines) {
                paper.push_lines(line);
            }
            return;
        }
        let mut owners: Vec<Option<Place>> = Vec::new();
        for row in &self.rows {
            let start = paper.text.len();
            let mut cells: Vec<Place> = Vec::new();
            for cell in row {
                if cells.len() >= COLUMNS_MAX {
                    paper.note("columns_cut", COLUMNS_MAX.to_string());
                    break;
                }
                if !cells.is_empty() {
                    paper.text.push('\t');
                }
                let from = paper.text.len();
                let above = owners.get(cells.len()).copied().flatten().filter(|_| cell.merged);
                if above.is_none() {
                    let text = cell.lines.iter().map(String::as_str).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
                    paper.text.extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
                }
                let place = above.unwrap_or(Place { start: from, end: paper.text.len() });
                for _ in 0..cell.span.clamp(1, COLUMNS_MAX - cells.len()) {
                    cells.push(place);
                }
            }
            owners = cells.iter().copied().map(Some).collect();
            let place = Place { start, end: paper.text.len() };
            paper.text.push('\n');
            paper.blocks.push(Block { place, kind: BlockKind::Row { table: number, cells } });
        }
    }
}
