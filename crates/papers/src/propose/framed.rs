//! The problem that a heading or a paragraph quotes behind "concerning".

use super::{
    phrase::{SURE, about, problem_named},
    wording::Judge,
};
use crate::{
    clause::{blames, fault},
    lexicon::{Often, often},
    script::is_han,
    tree::Node,
};
use std::ops::Range;

impl Judge<'_> {
    /// Whether a stretch begins with "concerning" and a quotation.
    pub fn quotes_at_once(&self, range: &Range<usize>) -> bool {
        let text = self.doc.plain(range);
        about(text).and_then(|n| text.get(n)).is_some_and(|c| words!("open_quote").has(*c))
    }

    /// Whether the heading quotes a problem, and not the name of an aspect that holds several.
    pub fn names_problem(&self, node: &Node) -> bool {
        self.quoted(&self.heading(node)).is_some() && words!("category_end").ends(self.doc.plain(&self.head(node))).is_none()
    }

    /// The quoted problem after "concerning", or at the beginning.
    pub(super) fn quoted(&self, whole: &Range<usize>) -> Option<Range<usize>> {
        let text = self.doc.plain(whole);
        let from = text.iter().position(|c| matches!(c, '\u{201C}' | '"' | '\u{300C}'))?;
        let before = &text[..from];
        let framed = words!("about").is_in(before) || about(text) == Some(from) || words!("quote_before").ends(before).is_some();
        // "Checks were slack, there was 'paper work'": the quotation is a part of the problem.
        let part = before.contains(&',') && fault(before) >= SURE;
        if from > 0 && (!framed || from > 40 || part || self.is_worded(before)) {
            return None;
        }
        let labelled = from == 0 && whole.start > 0 && matches!(self.doc.plain[whole.start - 1], ':' | ',');
        let Some(end) = closed(text, from) else { return self.unclosed(whole, from) };
        let end = if framed { last_closed(text, from, end) } else { end };
        let after = words!("after_quote").at(text, end + 1).is_some();
        // "The problem of 'slow work' that was named before is still there" is a problem as a whole.
        let goes_on = from > 0 && about(before).is_none() && fault(&text[end + 1..]) >= SURE;
        if goes_on {
            return None;
        }
        let bare = text.len() <= end + 2 && (framed || labelled);
        let inner = self.doc.trim(whole.start + from + 1..whole.start + end);
        let stop = self.doc.plain(&inner).iter().rev().take_while(|c| matches!(c, '\u{3002}' | ';' | ',')).count();
        ((after || bare) && end > from + 4).then_some(inner.start..inner.end - stop)
    }

    /// The problem of a quotation right after "concerning" that is never closed: its first sentence, where it blames.
    fn unclosed(&self, whole: &Range<usize>, from: usize) -> Option<Range<usize>> {
        let text = self.doc.plain(whole);
        let stop = text[from..].iter().position(|c| matches!(c, '\u{3002}' | ';')).map_or(text.len(), |n| from + n);
        let framed = |i: &usize| problem_named(text, *i).is_some_and(|n| matches!(text.get(i + n), None | Some(',' | '\u{3002}' | ';')));
        let stop = (from + 1..stop).find(framed).unwrap_or(stop);
        // Where the paper breaks off within the quotation, all that is left of it.
        let rest = &self.doc.plain[whole.end..];
        let cut = !rest.iter().any(|c| !c.is_whitespace()) && !text.last().is_some_and(|c| often(Often::Terminal).has(*c));
        let first = self.doc.trim(whole.start + from + 1..whole.start + stop);
        let inner = if cut { self.doc.trim(first.start..whole.end) } else { first.clone() };
        (about(text) == Some(from) && first.len() > 3 && blames(self.doc.plain(&first))).then_some(inner)
    }

    /// Whether the words before a quote are part of a problem, and not "concerning" and who said so: a slogan or a nickname
    /// is quoted within a problem.
    fn is_worded(&self, before: &[char]) -> bool {
        let Some((at, n, _)) = words!("about").find(before) else { return false };
        let between = &before[at + n..];
        let said = words!("quote_before").ends(between).is_some() || words!("inspected").ends(between).is_some();
        !said && between.iter().any(|c| is_han(*c) && !often(Often::Numeral).has(*c) && !"\u{7B2C}\u{9879}\u{4E2A}".contains(*c))
    }
}

/// Where the quotation that opens at `from` is closed.
fn closed(text: &[char], from: usize) -> Option<usize> {
    let mut depth = 0i32;
    for (i, c) in text.iter().enumerate().skip(from) {
        match c {
            '\u{201C}' | '\u{300C}' => depth += 1,
            '"' if depth == 0 => depth += 1,
            '\u{201D}' | '\u{300D}' | '"' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some(i);
        }
    }
    None
}

/// Where a quotation is closed that holds quotation marks of the same glyph: before "the problem of". A nickname that is
/// quoted first is closed by the next mark, at `end`.
fn last_closed(text: &[char], from: usize, end: usize) -> usize {
    let named = |i: &usize| (text[*i] == '"' || words!("close_quote").has(text[*i])) && problem_named(text, *i + 1).is_some();
    let first = &text[from + 1..end];
    let nickname = !(first.is_empty() || first.contains(&',') || blames(first));
    if named(&end) || nickname {
        return end;
    }
    let stop = text[end..].iter().position(|c| matches!(c, '\u{3002}' | ';')).map_or(text.len(), |n| end + n);
    (end + 1..stop).find(named).unwrap_or(end)
}
