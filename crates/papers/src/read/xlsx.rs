//! Sheets, read row by row so that a hostile sheet costs no more than its limits. Dates come out as dates, merged
//! cells repeat the place of their owner.

use super::{
    ReadError,
    pack::Pack,
    table::COLUMNS_MAX,
    xml::{Met, walk},
};
use crate::paper::{Block, BlockKind, Format, Paper, Place};

/// Rows of a workbook that are read; the rest is said to be left out.
pub const ROWS_MAX: usize = 200_000;
/// Text of a workbook that is read, in scalars.
const TEXT_MAX: usize = 40_000_000;
/// Different strings of a workbook, and ranges of merged cells.
const STRINGS_MAX: usize = 4_000_000;
const MERGES_MAX: usize = 100_000;

/// Reads a workbook: every visible sheet in order.
pub fn read(pack: &mut Pack) -> Result<Paper, ReadError> {
    let strings = pack.part("xl/sharedStrings.xml")?.map_or(Ok(Vec::new()), |x| shared(&x))?;
    let dates = pack.part("xl/styles.xml")?.map_or(Ok(Vec::new()), |x| date_styles(&x))?;
    let mut paper = Paper::new(Format::Xlsx);
    let mut rows = 0;
    for (i, (name, path)) in sheets(pack)?.into_iter().enumerate() {
        let Some(stream) = pack.stream(&path)? else { continue };
        paper.push(&name, BlockKind::Aside);
        let mut sheet = sheet(&mut paper, &strings, &dates, i, &mut rows);
        let whole = walk(stream, &mut |met| Ok(sheet.met(met)))?;
        let cut = sheet.cut;
        sheet.finish();
        if !whole || cut {
            paper.note("read_in_part", if cut { ROWS_MAX.to_string() } else { String::new() });
        }
    }
    if !paper.blocks.iter().any(|b| matches!(b.kind, BlockKind::Row { .. })) {
        return Err(ReadError::Empty);
    }
    Ok(paper)
}

/// Names and parts of the visible sheets.
fn sheets(pack: &mut Pack) -> Result<Vec<(String, String)>, ReadError> {
    let mut targets = std::collections::HashMap::new();
    if let Some(xml) = pack.part("xl/_rels/workbook.xml.rels")? {
        walk(xml.as_slice(), &mut |met| {
            if let Met::Open(t) = met
                && t.name == "Relationship"
            {
                targets.insert(t.get("Id").unwrap_or_default(), t.get("Target").unwrap_or_default());
            }
            Ok(true)
        })?;
    }
    let mut all = Vec::new();
    let book = pack.part("xl/workbook.xml")?.unwrap_or_default();
    walk(book.as_slice(), &mut |met| {
        if let Met::Open(t) = met
            && t.name == "sheet"
            && t.get("state").is_none_or(|s| s == "visible")
        {
            let target = targets.get(&t.get_full("r:id").or_else(|| t.get("id")).unwrap_or_default()).cloned().unwrap_or_default();
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            all.push((t.get_full("name").unwrap_or_default(), path));
        }
        Ok(all.len() < 200)
    })?;
    Ok(all)
}

/// Strings that cells refer to; readings beside the text are left out.
fn shared(xml: &[u8]) -> Result<Vec<String>, ReadError> {
    let (mut all, mut text, mut inside, mut phonetic) = (Vec::new(), String::new(), false, false);
    walk(xml, &mut |met| {
        match met {
            Met::Open(t) if t.name == "si" => text.clear(),
            Met::Open(t) if t.name == "rPh" => phonetic = true,
            Met::Open(t) if t.name == "t" => inside = !phonetic,
            Met::Text(s) if inside => text.push_str(s),
            Met::Close("t") => inside = false,
            Met::Close("rPh") => phonetic = false,
            Met::Close("si") => all.push(std::mem::take(&mut text)),
            _ => {}
        }
        Ok(all.len() < STRINGS_MAX)
    })?;
    Ok(all)
}

/// For each cell style, whether it shows a date.
fn date_styles(xml: &[u8]) -> Result<Vec<bool>, ReadError> {
    let (mut custom, mut all, mut inside) = (std::collections::HashMap::new(), Vec::new(), false);
    walk(xml, &mut |met| {
        match met {
            Met::Open(t) if t.name == "numFmt" => {
                let code = t.get("formatCode").unwrap_or_default().to_ascii_lowercase();
                // Colours and conditions in brackets, and quoted words, say nothing about dates.
                let mut depth = 0;
                let bare: String = code
                    .chars()
                    .filter(|c| {
                        depth += match c {
                            '[' => 1,
                            ']' => -1,
                            _ => 0,
                        };
                        depth == 0
                    })
                    .collect();
                let date = bare.contains('y') && bare.contains('m') || bare.contains('d') && bare.contains('m');
                custom.insert(t.number("numFmtId").unwrap_or(0), date);
            }
            Met::Open(t) if t.name == "cellXfs" => inside = true,
            Met::Close("cellXfs") => inside = false,
            Met::Open(t) if t.name == "xf" && inside => {
                let id = t.number("numFmtId").unwrap_or(0);
                all.push(matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58) || custom.get(&id).copied().unwrap_or(false));
            }
            _ => {}
        }
        Ok(all.len() < 100_000)
    })?;
    Ok(all)
}

struct Sheet<'a> {
    paper: &'a mut Paper,
    strings: &'a [String],
    dates: &'a [bool],
    table: usize,
    rows: &'a mut usize,
    row: u32,
    column: usize,
    kind: String,
    style: usize,
    text: String,
    inside: bool,
    cells: Vec<(usize, String)>,
    /// Row number and block of each row written.
    written: Vec<(u32, usize)>,
    merges: Vec<[(u32, usize); 2]>,
    cut: bool,
}

fn sheet<'a>(paper: &'a mut Paper, strings: &'a [String], dates: &'a [bool], table: usize, rows: &'a mut usize) -> Sheet<'a> {
    let (row, column, style) = (0, 0, 0);
    let (kind, text, cells) = (String::new(), String::new(), Vec::new());
    let (written, merges) = (Vec::new(), Vec::new());
    Sheet { paper, strings, dates, table, rows, row, column, kind, style, text, inside: false, cells, written, merges, cut: false }
}

impl Sheet<'_> {
    fn met(&mut self, met: Met) -> bool {
        match met {
            Met::Open(t) => match t.name {
                "row" => {
                    self.row = t.number("r").unwrap_or(self.row + 1);
                    self.column = 0;
                }
                "c" => {
                    self.column = t.get("r").and_then(|r| column(&r)).unwrap_or(self.column + 1);
                    self.kind = t.get("t").unwrap_or_default();
                    self.style = t.number("s").unwrap_or(0) as usize;
                    self.text.clear();
                }
                "v" | "t" => self.inside = true,
                "mergeCell" if self.merges.len() < MERGES_MAX => {
                    let range = t.get("ref").unwrap_or_default();
                    if let Some((a, b)) = range.split_once(':')
                        && let (Some(a), Some(b)) = (cell(a), cell(b))
                    {
                        self.merges.push([a, b]);
                    }
                }
                _ => {}
            },
            Met::Text(s) if self.inside && self.text.len() < 100_000 => self.text.push_str(s),
            Met::Close("v" | "t") => self.inside = false,
            Met::Close("c") => self.close_cell(),
            Met::Close("row") => return self.close_row(),
            _ => {}
        }
        true
    }

    fn close_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let value = match self.kind.as_str() {
            "s" => text.trim().parse::<usize>().ok().and_then(|i| self.strings.get(i)).cloned().unwrap_or_default(),
            "" | "n" if self.dates.get(self.style) == Some(&true) => date(&text).unwrap_or(text),
            _ => text,
        };
        if !value.trim().is_empty() && (1..=COLUMNS_MAX).contains(&self.column) {
            self.cells.push((self.column, value));
        }
    }

    fn close_row(&mut self) -> bool {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return true;
        }
        if *self.rows >= ROWS_MAX || self.paper.text.len() > TEXT_MAX {
            self.cut = true;
            return false;
        }
        *self.rows += 1;
        let start = self.paper.text.len();
        let mut places: Vec<Place> = Vec::new();
        for (column, value) in cells {
            while places.len() + 1 < column {
                places.push(Place { start: self.paper.text.len(), end: self.paper.text.len() });
                self.paper.text.push('\t');
            }
            let from = self.paper.text.len();
            self.paper.text.extend(value.trim().chars().map(|c| if c == '\t' || c == '\r' { ' ' } else { c }));
            if places.len() < column {
                places.push(Place { start: from, end: self.paper.text.len() });
                self.paper.text.push('\t');
            }
        }
        self.paper.text.pop();
        let place = Place { start, end: self.paper.text.len() };
        self.paper.text.push('\n');
        self.written.push((self.row, self.paper.blocks.len()));
        self.paper.blocks.push(Block { place, kind: BlockKind::Row { table: self.table, cells: places } });
        true
    }

    /// Gives merged cells the place of their owner, and all rows the same width.
    fn finish(self) {
        let width = self.written.iter().filter_map(|(_, b)| row_cells(&self.paper.blocks[*b]).map(<[Place]>::len)).max().unwrap_or(0);
        for (_, block) in &self.written {
            let end = self.paper.blocks[*block].place.end;
            if let BlockKind::Row { cells, .. } = &mut self.paper.blocks[*block].kind {
                cells.resize(width, Place { start: end, end });
            }
        }
        let mut budget = 4_000_000usize;
        for [from, to] in &self.merges {
            let at = self.written.partition_point(|(r, _)| *r < from.0);
            let Some((_, first)) = self.written.get(at).filter(|(r, _)| *r == from.0) else { continue };
            let Some(owner) = row_cells(&self.paper.blocks[*first]).and_then(|c| c.get(from.1 - 1)).copied() else { continue };
            for (_, block) in self.written[at..].iter().take_while(|(r, _)| *r <= to.0) {
                let BlockKind::Row { cells, .. } = &mut self.paper.blocks[*block].kind else { continue };
                for cell in cells.iter_mut().take(to.1).skip(from.1 - 1) {
                    *cell = owner;
                    budget = budget.saturating_sub(1);
                }
                if budget == 0 {
                    return;
                }
            }
        }
    }
}

fn row_cells(block: &Block) -> Option<&[Place]> {
    match &block.kind {
        BlockKind::Row { cells, .. } => Some(cells),
        _ => None,
    }
}

/// Column from 1 of a reference such as `AB12`.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let n = letters.take(4).fold(0usize, |n, b| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1);
    (n > 0).then_some(n)
}

/// Row and column of a reference.
fn cell(reference: &str) -> Option<(u32, usize)> {
    let digits = reference.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    Some((digits.parse().ok()?, column(reference)?))
}

/// A serial day of the 1900 system as `YYYY-MM-DD`.
fn date(serial: &str) -> Option<String> {
    let days = serial.trim().parse::<f64>().ok().filter(|d| (61.0..2_958_466.0).contains(d))?.trunc() as i64;
    // Days since 1970-01-01, then the civil date of the proleptic Gregorian calendar.
    let z = days - 25_569 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    Some(format!("{:04}-{month:02}-{day:02}", yoe + era * 400 + i64::from(month <= 2)))
}
