//! Labels of fields, such as "what was done:". The usual ones are listed; others are put together of the same few words,
//! of which the last says what the field is.

use crate::lexicon::{Often, often};

/// Longest label put together of words, in characters.
const COMPOSED_CHARS_MAX: usize = 14;

/// The label that a line begins with: length with its colon.
pub fn label(text: &[char]) -> Option<usize> {
    let bullet = match text.first() {
        Some(c) if !crate::script::is_han(*c) => text.iter().take_while(|c| **c == ' ' || often(Often::Bullet).has(**c)).count(),
        _ => 0,
    };
    let bracket = matches!(text.get(bullet), Some('\u{3010}' | '[' | '('));
    let open = bullet + usize::from(bracket);
    let len = often(Often::Label).at(text, open).map(|(n, _)| n).max(composed(&text[open..]).map(|(n, _)| n))?;
    let mut end = open + len;
    if bracket {
        matches!(text.get(end)?, '\u{3011}' | ']' | ')').then_some(())?;
        end += 1;
        return Some(end + usize::from(text.get(end) == Some(&':')));
    }
    let word = open..end;
    // "Problem 1:" and "problem (1):" are labels as well.
    end += text[end..].iter().take(5).take_while(|c| counts(c)).count();
    match text.get(end)? {
        ':' => Some(end + 1),
        ',' if words!("label_said").is(&text[word]) => Some(end + 1),
        _ => None,
    }
}

/// Whether a character may number a label: "problem 1", "problem (A)", "opinion no. 3".
fn counts(c: &char) -> bool {
    let counter = matches!(c, '\u{7B2C}' | '\u{6761}' | '\u{9879}' | '\u{4E2A}' | '\u{53F7}');
    c.is_ascii_digit()
        || c.is_ascii_uppercase()
        || matches!(c, ' ' | '(' | ')' | '\u{2460}'..='\u{2473}')
        || counter
        || often(Often::Numeral).has(*c)
}

/// Whether a line begins with the label of who answers, when, or how it stands, as the end of an item does.
pub fn closing_label(text: &[char]) -> bool {
    label(text)
        .map(|n| label_name(&text[..n]))
        .is_some_and(|name| (owner(name).is_some() || is_due(name) || is_status(name)) && content(name).is_none())
}

/// Whether a line begins with the label of a field other than the problem.
pub fn is_field(text: &[char]) -> bool {
    label(text).map(|n| label_name(&text[..n])).is_some_and(|name| {
        let other = content(name).is_some_and(|v| v != "problem");
        other || owner(name).is_some() || is_due(name) || is_status(name)
    })
}

/// Name of a label without bullet, brackets, colon and blanks.
pub fn label_name(label: &[char]) -> &[char] {
    let keep = |c: &char| !matches!(*c, ':' | ',' | ' ' | '\u{3010}' | '\u{3011}' | '[' | ']' | '(' | ')') && !often(Often::Bullet).has(*c);
    let start = label.iter().position(keep).unwrap_or(label.len());
    let named = |c: &char| keep(c) && !counts(c);
    let end = label.iter().rposition(named).map_or(start, |i| i + 1).max(start);
    &label[start..end]
}

/// What the field of a label is about: `problem`, `measure`, `result`, `target`, `cause`, `manifestation`.
pub fn content(name: &[char]) -> Option<&'static str> {
    let listed = words!("label_measure").at(name, 0).filter(|(n, _)| *n == name.len()).map(|(_, v)| v);
    let role = |r: &&str| ["problem", "measure", "result", "target", "cause", "manifestation"].contains(r);
    listed.or_else(|| whole(name).filter(role))
}

/// Whom the field of a label names.
pub fn owner(name: &[char]) -> Option<&'static str> {
    let listed = words!("label_owner").at(name, 0).filter(|(n, _)| *n == name.len()).map(|(_, v)| v);
    let role = |r: &&str| ["unit", "department", "person", "leader"].contains(r);
    listed.or_else(|| whole(name).filter(role))
}

/// Whether the field of a label says when.
pub fn is_due(name: &[char]) -> bool {
    words!("label_due").is(name) || whole(name) == Some("due")
}

/// Whether the field of a label may say how an item stands.
pub fn is_status(name: &[char]) -> bool {
    words!("label_status").is(name) || whole(name).is_some_and(|r| matches!(r, "status" | "result" | "measure"))
}

/// Whether a label announces a problem.
pub fn announces(label: &[char]) -> bool {
    let name = label_name(label);
    words!("problem_label").is(name) || whole(name).is_some_and(|r| matches!(r, "problem" | "manifestation"))
}

/// Role of a label that is not listed.
fn whole(name: &[char]) -> Option<&'static str> {
    (!often(Often::Label).is(name)).then(|| composed(name)).flatten().filter(|(n, _)| *n == name.len()).map(|(_, r)| r)
}

/// A label put together of words at the beginning of a text: its length and its role. The words must be two at least, and
/// one of them must speak of rectification or of who answers.
fn composed(text: &[char]) -> Option<(usize, &'static str)> {
    let (mut at, mut words, mut anchored, mut role) = (0, 0, false, "");
    while let Some((n, value)) = words!("label_piece").at(text, at).filter(|(n, _)| at + n <= COMPOSED_CHARS_MAX) {
        let (kind, anchor) = value.split_once(' ').unwrap_or((value, ""));
        anchored |= !anchor.is_empty();
        role = kind;
        at += n;
        words += 1;
    }
    (words >= 2 && anchored && !matches!(role, "" | "-")).then_some((at, role))
}
