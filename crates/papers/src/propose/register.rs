//! A register as a table: its columns are known by their heads, merged cells carry their owner's text downwards.

use super::{closing, item::Item, phrase::marks};
use crate::{
    clause::{self, FAULT},
    doc::Line,
    facts::{Source, dates},
    lexicon::is_figure,
    tree::marker,
};
use std::ops::Range;

/// Rows in which the heads are looked for.
const HEAD_ROWS_MAX: usize = 8;
/// Fewest numbered problems of one cell.
const LISTED_MIN: usize = 2;
/// Shortest problem of a cell without its frame, in characters.
const CELL_CHARS_MIN: usize = 4;
/// Longest words of who complains before a colon, in characters.
const LEAD_CHARS_MAX: usize = 30;
/// Longest head that is understood by its words, in characters.
const HEAD_CHARS_MAX: usize = 10;

/// Rows of the registers of a paper.
#[derive(Default)]
pub struct Rows {
    /// Items, in reading order.
    pub items: Vec<Item>,
    /// Numbers of rows in which no problem stands.
    pub bare: Vec<Range<usize>>,
}

/// Returns the rows of every table that is a register.
pub fn read(source: &Source) -> Rows {
    let mut all = Rows::default();
    let mut from = 0;
    let lines = &source.doc.lines;
    while from < lines.len() {
        let Some((table, _)) = &lines[from].row else {
            from += 1;
            continue;
        };
        // The name of a section may stand on a line of its own between two rows.
        let rows_on = |i: &usize| lines[*i].row.as_ref().is_none_or(|(t, _)| t == table);
        let end = (from..lines.len()).take_while(rows_on).filter(|i| lines[*i].row.is_some()).last().map_or(from, |i| i) + 1;
        rows(source, &lines[from..end], &mut all);
        from = end;
    }
    all
}

/// What each column holds, where the row is the head of a register.
fn columns(source: &Source, line: &Line) -> Option<Vec<&'static str>> {
    let (_, cells) = line.row.as_ref()?;
    heads(cells.iter().map(|r| source.doc.plain(r)))
}

/// What each column holds by its folded head; nothing where these are not the heads of a register.
pub fn heads<'a>(cells: impl Iterator<Item = &'a [char]>) -> Option<Vec<&'static str>> {
    let list: &'static crate::lexicon::Words = words!("column");
    let kind = |cell: &[char]| {
        let text: Vec<char> = cell.iter().copied().filter(|c| !matches!(c, ' ' | '\n')).collect();
        let exact = list.at(&text, 0).filter(|(n, _)| *n == text.len() || text.get(*n) == Some(&'('));
        exact.map_or_else(|| about(&text), |(_, v)| v)
    };
    let mut kinds: Vec<&'static str> = cells.map(kind).collect();
    // Where no column is called one of problems, that of the tasks tells them.
    let task = if kinds.contains(&"problem") { "" } else { "problem" };
    kinds.iter_mut().filter(|k| **k == "task").for_each(|k| *k = task);
    let known = kinds.iter().filter(|k| !k.is_empty()).count();
    (kinds.contains(&"problem") && known >= 2).then_some(kinds)
}

/// What a column of an unknown head is about, by the words in it.
fn about(head: &[char]) -> &'static str {
    if head.len() > HEAD_CHARS_MAX {
        return "";
    }
    let list: &'static crate::lexicon::Words = words!("column_word");
    list.find_all(head).pop().map_or("", |(_, _, v)| v)
}

fn rows(source: &Source, lines: &[Line], found: &mut Rows) {
    let Rows { items: all, bare } = found;
    let Some(head) = (0..lines.len().min(HEAD_ROWS_MAX)).find(|i| columns(source, &lines[*i]).is_some()) else { return };
    let Some(columns_) = columns(source, &lines[head]) else { return };
    let from = all.len();
    for line in &lines[head + 1..] {
        let Some((_, cells)) = &line.row else { continue };
        // A line of dashes below the head.
        if source.doc.plain(&line.range).iter().all(|c| !c.is_alphanumeric()) {
            continue;
        }
        // A head that is repeated on the next page is no item.
        if columns(source, line).is_some() {
            continue;
        }
        // A word that blames nobody is the name of a place under the wrong head.
        let tells = |i: usize| cells[i].len() >= CELL_CHARS_MIN || clause::blames(source.doc.plain(&cells[i]));
        let full = |i: usize| !cells[i].is_empty() && (columns_[i] != "problem" || tells(i));
        let filled = |kind: &str| (0..cells.len().min(columns_.len())).rev().find(|i| columns_[*i] == kind && full(*i));
        // The last of several columns of problems that is not left empty is the closest to the matter.
        let Some(problem) = filled("problem") else {
            // A row without number and problem goes on with the one above.
            match (filled("number"), all[from..].last_mut()) {
                (Some(number), _) => bare.push(cells[number].clone()),
                (None, Some(item)) => fill(source, item, &columns_, cells, cells.len()),
                (None, None) => {}
            }
            continue;
        };
        // What stands around the table may be parted as its rows are: words where a number should stand.
        let numeral = |c: &char| is_figure(*c);
        if filled("number").is_some_and(|n| n != problem && !source.doc.plain(&cells[n]).iter().any(numeral)) {
            continue;
        }
        let wordings = wordings(source, &cells[problem]);
        let last = all.len().saturating_sub(wordings.len());
        let same = all[last..].iter().map(|i| i.wording.place).eq(wordings.iter().map(|w| source.doc.place(w)));
        if !same {
            let count = all.len();
            all.extend(wordings.iter().enumerate().map(|(i, w)| Item::new(count + i + 1, source.field(w, 90))));
        }
        let count = all.len();
        for item in &mut all[count - wordings.len()..] {
            fill(source, item, &columns_, cells, problem);
        }
    }
}

/// The problems of a cell: each that is numbered in it, where all blame, else what the cell tells.
fn wordings(source: &Source, cell: &Range<usize>) -> Vec<Range<usize>> {
    let bare = |r: &Range<usize>| r.start..r.end - marks(source.doc.plain(r));
    let listed: Vec<Range<usize>> = closing::listed(source.doc, cell).iter().map(bare).collect();
    let blames = |r: &Range<usize>| clause::listed(source.doc.plain(r)) >= FAULT;
    if listed.len() >= LISTED_MIN && listed.iter().all(blames) { listed } else { vec![wording(source, cell)] }
}

/// What a cell tells, without the number of its row and the stop at its end.
fn wording(source: &Source, cell: &Range<usize>) -> Range<usize> {
    let readings = |from: usize| marker::readings(&source.doc.plain, from, cell.end);
    let first = readings(cell.start).into_iter().find(|r| r.doubt == 0);
    let next = |r: &marker::Reading| (r.text..cell.end).any(|i| readings(i).iter().any(|o| o.kind == r.kind && o.number == r.number + 1));
    let start = first.filter(|r| !next(r)).map_or(cell.start, |r| r.text.min(cell.end));
    let start = start + source.doc.plain(&(start..cell.end)).iter().take_while(|c| matches!(c, '?' | ' ')).count();
    let end = cell.end - marks(source.doc.plain(&(start..cell.end)));
    // "Concerning the problem that work is slow": a cell is framed as a heading is.
    let text = source.doc.plain(&(start..end));
    let of = words!("problem_of").end_len(text);
    let about = words!("about").at(text, 0).map_or(0, |(n, _)| n);
    // "They report that the gate is locked".
    let by = words!("complainant").at(text, 0).map_or(0, |(n, _)| n);
    let said = words!("complains").at(text, by).filter(|(n, _)| by + n + CELL_CHARS_MIN < text.len() && of == 0).map_or(0, |(n, _)| by + n);
    let (start, text) = (start + said, &text[said..]);
    // "The people of the estate say: ...", "the problem of complaint no. 73 is: ...".
    let colon = text.iter().take(LEAD_CHARS_MAX).position(|c| *c == ':').filter(|at| !clause::blames(&text[..*at]));
    let says = |at: usize| words!("reported_verb").ends(&text[..at]).is_some() || words!("problem_is").ends(&text[..at]).is_some();
    if let Some(at) = colon.filter(|at| says(*at) && at + CELL_CHARS_MIN < text.len()) {
        return source.doc.trim(start + at + 1..end);
    }
    if of > 0 && about + of + CELL_CHARS_MIN < text.len() { start + about..end - of } else { start..end }
}

fn fill(source: &Source, item: &mut Item, columns: &[&str], cells: &[Range<usize>], problem: usize) {
    for (i, (kind, cell)) in columns.iter().zip(cells).enumerate() {
        if cell.is_empty() || i == problem {
            continue;
        }
        let field = source.field(cell, 90);
        let add = |list: &mut Vec<crate::facts::Field>| {
            if !list.contains(&field) {
                list.push(field.clone());
            }
        };
        match *kind {
            "category" | "problem" => add(&mut item.path),
            "measure" => {
                // A merged cell comes again with every row that it spans.
                if !item.measures.contains(&field) {
                    item.facts.add(source, cell);
                }
                add(&mut item.measures);
            }
            "target" => add(&mut item.targets),
            "progress" => {
                add(&mut item.results);
                item.facts.add(source, cell);
            }
            "status" => item.set_status(source, &[], cell),
            "due" => {
                let known: Vec<_> = item.due.iter().map(|d| d.field.place).collect();
                item.due.extend(dates(source, cell).into_iter().filter(|d| !known.contains(&d.field.place)));
                item.flags(source, cell);
            }
            "number" if item.marker.is_empty() => item.marker = source.doc.text(cell),
            "leader" | "unit" | "lead" | "department" | "person" | "assist"
                if !item.owners.iter().any(|o| o.field.place.start >= field.place.start && o.field.place.end <= field.place.end) =>
            {
                item.owners(source, kind, cell);
            }
            _ => {}
        }
    }
}
