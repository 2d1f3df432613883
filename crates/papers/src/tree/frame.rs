//! Tells apart what belongs to the body and what stands around it: page furniture, signature, attachments.

pub use super::label::{closing_label, label, label_name};
use super::marker;
use crate::{
    doc::{Doc, Line},
    lexicon::{Often, is_figure, often},
};
use std::collections::HashMap;

/// Part that a line plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Heading or paragraph, or a title before the first heading.
    Body,
    /// Signature or list of attachments: belongs to no heading.
    Title,
    /// An attachment begins here; numbering starts afresh.
    Break,
    /// Dropped.
    Furniture,
}

/// Longest line of a title or signature, in characters.
const TITLE_CHARS_MAX: usize = 45;
/// Longest line on which the host of a page speaks of itself, in characters.
const DISCLAIMER_CHARS_MAX: usize = 240;
/// Fewest entries of a menu between bars.
const MENU_MIN: usize = 4;
/// Longest entry of a menu, in characters.
const MENU_CHARS_MAX: usize = 8;
/// How many lines from the end a signature is looked for.
const TAIL_LINES_MAX: usize = 12;

/// Returns the part of each line of `doc`.
pub fn roles(doc: &Doc) -> Vec<Role> {
    let mut roles = vec![Role::Body; doc.lines.len()];
    furniture(doc, &mut roles);
    attachments(doc, &mut roles);
    signature(doc, &mut roles);
    roles
}

fn furniture(doc: &Doc, roles: &mut [Role]) {
    let numbers: Vec<bool> = doc.lines.iter().map(|l| l.row.is_none() && is_page_number(doc.plain(&l.range))).collect();
    let mut count: HashMap<&[char], usize> = HashMap::new();
    for line in &doc.lines {
        *count.entry(doc.plain(&line.range)).or_default() += 1;
    }
    let first_marker = doc.lines.iter().position(|l| !marker::readings(&doc.plain, l.range.start, l.range.end).is_empty()).unwrap_or(0);
    for (i, line) in doc.lines.iter().enumerate() {
        let text = doc.plain(&line.range);
        let near_page_end = (i > 0 && numbers[i - 1]) || numbers.get(i + 1) == Some(&true);
        let short = text.len() <= TITLE_CHARS_MAX && label(text).is_none() && !often(Often::Terminal).has(text[text.len() - 1]);
        let repeated = count.get(text).is_some_and(|n| *n > 1) && short && near_page_end && i > first_marker;
        let running_title = i > first_marker
            && short
            && text.len() >= 8
            && i + TAIL_LINES_MAX < doc.lines.len()
            && Some(text) == doc.lines.first().map(|l| doc.plain(&l.range));
        let web =
            line.row.is_none() && (text.len() <= 100 && is_web_furniture(text) || text.len() <= DISCLAIMER_CHARS_MAX && disclaims(text));
        if numbers[i] || repeated || running_title || web {
            roles[i] = Role::Furniture;
        }
    }
}

/// Whether the host of a page speaks of itself: whose the words are, and that they bind nobody.
pub fn disclaims(text: &[char]) -> bool {
    words!("disclaimer").is_in(text)
}

/// A line around a web page's text: it begins as such lines do, or it strings together who, when and how often.
fn is_web_furniture(text: &[char]) -> bool {
    let bullets = text.iter().take_while(|c| **c == ' ' || often(Often::Bullet).has(**c)).count();
    let text = &text[bullets..];
    if text.len() <= 80 && words!("furniture").at(text, 0).is_some() || words!("furniture_whole").is(text) {
        return true;
    }
    // "Home | News | Search": a menu.
    let menu: Vec<&[char]> = text.split(|c| *c == '|').collect();
    if menu.len() >= MENU_MIN && menu.iter().all(|m| m.len() <= MENU_CHARS_MAX) {
        return true;
    }
    let parts = words!("furniture_part");
    parts.at(text, 0).is_some() && parts.find_all(text).len() >= 2 && !text.contains(&'\u{3002}')
}

/// "— 3 —", "page 3 of 10", "3 / 10", or a bare number.
fn is_page_number(text: &[char]) -> bool {
    let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2500}' | '\u{4E00}' | ' ' | '\u{B7}' | '/' | '~');
    let mut digits = 0;
    let mut dashes = 0;
    let mut i = 0;
    while i < text.len() {
        let c = text[i];
        if c.is_ascii_digit() {
            digits += 1;
        } else if let Some((n, _)) = words!("page_word").at(text, i) {
            dashes += 1;
            i += n;
            continue;
        } else if dash(c) {
            dashes += usize::from(c != ' ');
        } else if !matches!(c, 'P' | 'p' | '.' | ',') {
            return false;
        }
        i += 1;
    }
    (1..=8).contains(&digits) && (dashes > 0 || digits <= 3) && !text.contains(&'.') && text.len() <= 24 && !year_range(text)
}

/// "2021-2023" is a span of years.
fn year_range(text: &[char]) -> bool {
    text.len() >= 8 && text.iter().take(4).all(char::is_ascii_digit) && text.iter().rev().take(4).all(char::is_ascii_digit)
}

fn attachments(doc: &Doc, roles: &mut [Role]) {
    let mut i = 0;
    while i < doc.lines.len() {
        let text = doc.plain(&doc.lines[i].range);
        match attachment(text).filter(|_| roles[i] == Role::Body && doc.lines[i].row.is_none()) {
            Some(true) => i = attachment_list(doc, roles, i),
            Some(false) => i = attachment_title(doc, roles, i),
            None => i += 1,
        }
    }
}

/// Whether a line names attachments: `Some(true)` for a list of them, `Some(false)` for the head of one.
fn attachment(text: &[char]) -> Option<bool> {
    let (len, _) = words!("attachment").at(text, 0)?;
    let digits = text[len..].iter().take_while(|c| c.is_ascii_digit() || **c == ' ' || often(Often::Numeral).has(**c)).count();
    match text.get(len + digits) {
        None => Some(text.len() > 8 || text.contains(&':')),
        Some(':') if text.len() == len + digits + 1 && digits > 0 => Some(false),
        Some(':') => Some(true),
        _ => text[len - 1].eq(&':').then_some(true),
    }
}

fn attachment_list(doc: &Doc, roles: &mut [Role], from: usize) -> usize {
    roles[from] = Role::Title;
    let text = &doc.lines[from].range;
    let colon = text.clone().find(|i| doc.plain[*i] == ':').map_or(text.end, |i| i + 1);
    let first = marker::readings(&doc.plain, colon + doc.plain[colon..text.end].iter().take_while(|c| **c == ' ').count(), text.end);
    let mut next = first.first().map_or(1, |r| r.number + 1);
    let mut i = from + 1;
    while let Some(line) = doc.lines.get(i) {
        let readings = marker::readings(&doc.plain, line.range.start, line.range.end);
        let listed =
            readings.iter().any(|r| r.number == next && matches!(r.kind, marker::DIGIT_DOT | marker::DIGIT_LIST | marker::DIGIT_COMMA));
        let named = attachment(doc.plain(&line.range)) == Some(true);
        if line.range.len() > TITLE_CHARS_MAX || !(listed || named) || roles[i] != Role::Body {
            break;
        }
        roles[i] = Role::Title;
        next += 1;
        i += 1;
    }
    i
}

/// Head of an attachment, and its title up to the first number.
fn attachment_title(doc: &Doc, roles: &mut [Role], from: usize) -> usize {
    roles[from] = Role::Break;
    let mut i = from + 1;
    while let Some(line) = doc.lines.get(i).filter(|_| i <= from + 4) {
        let text = doc.plain(&line.range);
        let ends = often(Often::Terminal).has(text[text.len() - 1]);
        let numbered = !marker::readings(&doc.plain, line.range.start, line.range.end).is_empty();
        if ends || numbered || line.row.is_some() || text.len() > TITLE_CHARS_MAX || roles[i] != Role::Body {
            break;
        }
        roles[i] = Role::Break;
        i += 1;
    }
    i
}

fn signature(doc: &Doc, roles: &mut [Role]) {
    // The end of the body is the end of the paper, or the place where the first attachment begins.
    let stops: Vec<usize> = (0..=doc.lines.len())
        .filter(|i| *i == doc.lines.len() || (roles[*i] == Role::Break && (*i == 0 || roles[*i - 1] != Role::Break)))
        .collect();
    for stop in stops {
        let body: Vec<usize> = (0..stop).rev().filter(|i| roles[*i] != Role::Furniture).take(TAIL_LINES_MAX).collect();
        let mut at = 0;
        while body.get(at).is_some_and(|i| roles[*i] == Role::Title || in_brackets(doc.plain(&doc.lines[*i].range))) {
            at += 1;
        }
        let dated = body.get(at).is_some_and(|i| is_dateline(doc.plain(&doc.lines[*i].range)));
        let mut found = if dated { at + 1 } else { at };
        while body.get(found).is_some_and(|i| is_signer(doc, &doc.lines[*i], found == at)) {
            found += 1;
        }
        let after_heading = body.get(found).is_some_and(|i| headed(doc, &doc.lines[*i]));
        let lone_date = dated && found == at + 1;
        if lone_date && (after_heading || found >= body.len()) || found == at && !dated {
            continue;
        }
        for i in &body[..found] {
            if roles[*i] == Role::Body {
                roles[*i] = Role::Title;
            }
        }
    }
}

fn in_brackets(text: &[char]) -> bool {
    text.first() == Some(&'(') && text.last() == Some(&')') && text.len() <= 20 && marker::readings(text, 0, text.len()).is_empty()
}

/// Whether a line is a heading that still waits for its text.
fn headed(doc: &Doc, line: &Line) -> bool {
    let numbered = !marker::readings(&doc.plain, line.range.start, line.range.end).is_empty();
    numbered && line.range.len() <= 16 && !often(Often::Terminal).has(doc.plain[line.range.end - 1])
}

/// A line that is a date and nothing else; damaged dates count too.
pub fn is_dateline(text: &[char]) -> bool {
    let marks = often(Often::DateMark).find_all(text);
    let inside = |c: &char| {
        c.is_ascii_digit()
            || often(Often::Numeral).has(*c)
            || matches!(c, ' ' | '-' | '.' | '/' | 'X' | 'x' | '\u{D7}')
            || often(Often::DateMark).has(*c)
    };
    let digits = text.iter().filter(|c| is_figure(**c)).count();
    text.len() <= 16 && text.iter().all(inside) && (marks.len() >= 2 || digits >= 6) && !text.ends_with(&['.'])
}

/// A line that names who signs: short, no sentence, and it ends as names of bodies end.
fn is_signer(doc: &Doc, line: &Line, last: bool) -> bool {
    let text = doc.plain(&line.range);
    let end = text[text.len() - 1];
    let sentence = text.iter().any(|c| often(Often::Terminal).has(*c) || *c == ',') || end == '\u{3001}';
    let numbered = !marker::readings(&doc.plain, line.range.start, line.range.end).is_empty();
    if text.len() > 40 || text.len() < 3 || sentence || numbered || line.row.is_some() || line.outline.is_some() {
        return false;
    }
    let begins = words!("signature_begin").at(text, 0).is_some();
    begins || (words!("signature_end").ends(text).is_some() && (!last || text.len() >= 5))
}

/// Whether a marker numbers measures, as in "measure one:".
pub fn is_measure(marker: &[char]) -> bool {
    words!("labelled").at(marker, 0).is_some_and(|(_, v)| v.is_empty())
}
