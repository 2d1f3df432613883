//! What a problem's heading carries: measures, causes, results, owners, dates, status. Only what is printed under a
//! label is taken for a field; a status without a label stays unknown and is asked about.

use super::{
    below::{after_wording, labelled, section_before, section_rest, stretches},
    fields::Numbered,
    found::Found,
    phrase::telling,
    round::split,
};
use crate::{
    clause::{FAULT, acts, throughout},
    facts::{Date, Facts, Field, Source, dates},
    lexicon::{Often, often},
    tree::{Node, Wrap, frame, label, marker},
};
use serde::Serialize;
use std::ops::Range;

/// One problem and the row of the register that would bear it.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// From 1, in reading order.
    pub number: usize,
    /// Marker as printed, where it has one.
    pub marker: String,
    /// Headings above, outermost first.
    pub path: Vec<Field>,
    /// Wording of the problem.
    pub wording: Field,
    /// Measures, in order.
    pub measures: Vec<Field>,
    /// Causes.
    pub causes: Vec<Field>,
    /// Targets.
    pub targets: Vec<Field>,
    /// What was reported under a label of results.
    pub results: Vec<Field>,
    /// Concrete manifestations given below the problem.
    pub manifestations: Vec<Field>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
    /// When it is due.
    pub due: Vec<Date>,
    /// Status by its label.
    pub status: Status,
    /// `immediate`, `long_term`, `repeat`, where the paper says so under a label.
    pub flags: Vec<Flag>,
    /// Facts of everything below the heading.
    pub facts: Facts,
    /// Whether what has no label tells how the problem shows.
    #[serde(skip)]
    letter: bool,
}

/// Someone who answers.
#[derive(Clone, Debug, Serialize)]
pub struct Owner {
    /// `unit`, `department`, `person`, `leader`, `lead`, `assist`.
    pub role: String,
    /// Name as printed.
    pub field: Field,
}

/// Status of an item.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// `done`, `basically_done`, `stage_done`, `in_progress`, `not_done`, `unknown`.
    pub value: String,
    /// The words that say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
}

/// A flag of an item.
#[derive(Clone, Debug, Serialize)]
pub struct Flag {
    /// Which one.
    pub kind: String,
    /// The words that say so.
    pub field: Field,
}

impl Item {
    /// An item with its wording only.
    pub fn new(number: usize, wording: Field) -> Item {
        Item {
            number,
            marker: String::new(),
            path: Vec::new(),
            wording,
            measures: Vec::new(),
            causes: Vec::new(),
            targets: Vec::new(),
            results: Vec::new(),
            manifestations: Vec::new(),
            owners: Vec::new(),
            due: Vec::new(),
            status: Status { value: "unknown".to_owned(), field: None },
            flags: Vec::new(),
            facts: Facts::default(),
            letter: false,
        }
    }

    /// Takes what has no label, with how surely it is what it is taken for.
    fn take_bare(&mut self, field: Field) {
        if self.letter { self.manifestations.push(field) } else { self.measures.push(field) }
    }

    /// Reads the item of a problem; a letter that feeds findings back tells below it how it shows, and no measures.
    pub fn of(source: &Source, wrap: &Wrap, number: usize, found: &Found, letter: bool) -> Item {
        let mut item = Item::new(number, source.field(&found.wording, found.confidence));
        item.letter = letter;
        item.marker = source.doc.text(&found.marker);
        item.path = found.path.iter().filter(|text| !text.is_empty()).map(|text| source.field(text, 90)).collect();
        if let Some(tag) = &found.tag {
            item.set_status(source, &[], tag);
        }
        let rest = if found.section { None } else { after_wording(source, found).map(|r| item.bracketed(source, r)) };
        if found.section {
            let around = [section_before(source, found), section_rest(source, found)];
            item.manifestations.extend(around.into_iter().flatten().map(|r| source.field(&r, 75)));
        }
        if let Some(said) = rest.as_ref().and_then(|r| status_alone(source, r)) {
            item.set_status(source, &[], &said);
        }
        let later = found.paras.iter().filter(|p| p.start >= found.wording.end);
        let stretches_below = stretches(source, wrap, rest, later);
        let labelled_at = stretches_below.iter().position(|s| has_field(&s.source(source), &s.range));
        let before = labelled_at.or_else(|| fields_beside(source, found).then_some(usize::MAX));
        let before = before.or_else(|| announced(source, found).then_some(0));
        for (i, stretch) in stretches_below.iter().enumerate() {
            let source = stretch.source(source);
            item.facts.add(&source, &stretch.range);
            for (label, mut content) in labelled(&source, &stretch.range) {
                if label.is_none() {
                    content = item.shown(&source, &content, before.is_some_and(|b| i <= b));
                }
                item.take(&source, label.as_ref(), &content, !found.children.is_empty());
            }
        }
        for field in &found.fields {
            let name = frame::label_name(source.doc.plain(&field.label));
            for stretch in stretches(source, wrap, None, field.content.iter()) {
                let source = stretch.source(source);
                item.facts.add(&source, &stretch.range);
                item.take_named(&source, name, &stretch.range);
            }
        }
        let shown = shown_before(source, found);
        for (i, child) in found.children.iter().enumerate() {
            item.child(source, wrap, child, i < shown);
        }
        if let Some(tag) = found.list_tag(source.doc).filter(|_| item.status.field.is_none()) {
            item.set_status(source, &[], &tag);
        }
        if let Some(said) = closing_status(source, found).filter(|_| item.status.field.is_none()) {
            item.set_status(source, &[], &said);
        }
        item
    }

    /// Takes the words in brackets at the beginning of a stretch that say how the item stands; returns what follows.
    fn bracketed(&mut self, source: &Source, rest: Range<usize>) -> Range<usize> {
        let text = source.doc.plain(&rest);
        let close = text.iter().position(|c| *c == ')').filter(|_| text.first() == Some(&'('));
        match close.filter(|c| words!("status").is(&text[1..*c])) {
            Some(close) => {
                self.set_status(source, &[], &(rest.start + 1..rest.start + close));
                source.doc.trim(rest.start + close + 1..rest.end)
            }
            None => rest,
        }
    }

    /// Takes an entry below the problem; `shown` says that it tells how the problem shows, up to the label of measures.
    fn child(&mut self, source: &Source, wrap: &Wrap, child: &Node, shown: bool) {
        let text = Some(child.text.clone()).filter(|t| !t.is_empty());
        let mut measured = false;
        for stretch in stretches(source, wrap, text, child.paras.iter()) {
            let source = stretch.source(source);
            self.facts.add(&source, &stretch.range);
            // A label inside a list's last entry belongs to the item, not to the measure.
            for (label, content) in labelled(&source, &stretch.range) {
                match label {
                    Some(_) => self.take(&source, label.as_ref(), &content, measured && !shown),
                    None if shown && !measured => self.manifestations.push(source.field(&content, 75)),
                    None if !measured => self.take_bare(source.field(&content, 85)),
                    None => continue,
                }
                measured = true;
            }
        }
        child.children.iter().for_each(|c| self.facts_below(source, wrap, c));
    }

    /// Facts of what stands below a measure.
    fn facts_below(&mut self, source: &Source, wrap: &Wrap, node: &Node) {
        for stretch in stretches(source, wrap, Some(node.text.clone()), node.paras.iter()) {
            self.facts.add(&stretch.source(source), &stretch.range);
        }
        node.children.iter().for_each(|c| self.facts_below(source, wrap, c));
    }

    /// Takes the sentences at the beginning of a stretch without a label that tell how the problem shows, and returns what
    /// follows. `before` says that the label of measures is still to come: then all do that tell of nothing done.
    fn shown(&mut self, source: &Source, content: &Range<usize>, before: bool) -> Range<usize> {
        if self.letter {
            return content.clone();
        }
        let shows = |sentence: &&Range<usize>| {
            let text = source.doc.plain(sentence);
            throughout(text) >= FAULT && !acts(text)
        };
        let sentences = split(source, content, &['\u{3002}']);
        let count = if before { telling(source.doc, &sentences) } else { sentences.iter().take_while(shows).count() };
        let end = sentences[..count].last().map_or(content.start, |s| s.end);
        let shown = source.doc.trim(content.start..end);
        if !shown.is_empty() {
            self.manifestations.push(source.field(&shown, 60));
        }
        let text = &source.doc.plain;
        let stop = (end..content.end).find(|i| text[*i] != '\u{3002}').unwrap_or(content.end);
        source.doc.trim(if shown.is_empty() { content.start } else { stop }..content.end)
    }

    /// Takes one labelled stretch; one without a label is a measure, unless the measures are listed below.
    fn take(&mut self, source: &Source, label: Option<&Range<usize>>, content: &Range<usize>, listed: bool) {
        let Some(label) = label else {
            if !listed && !content.is_empty() && !only_numbers(source.doc.plain(content)) {
                self.take_bare(source.field(content, 60));
            }
            return;
        };
        if !content.is_empty() {
            self.take_named(source, frame::label_name(source.doc.plain(label)), content);
        }
    }

    /// Takes what stands under the label called `name`.
    fn take_named(&mut self, source: &Source, name: &[char], content: &Range<usize>) {
        if let Some(role) = label::owner(name) {
            return self.owners(source, role, content);
        }
        if label::is_due(name) {
            self.flags(source, content);
            return self.due.extend(dates(source, content));
        }
        match label::content(name) {
            Some("measure") if only_status(source, content) => {}
            Some("measure") => self.measures.push(source.field(content, 85)),
            Some("result") => self.results.push(source.field(content, 85)),
            Some("target") => self.targets.push(source.field(content, 85)),
            Some("cause") => self.causes.push(source.field(content, 85)),
            Some("manifestation") => self.manifestations.push(source.field(content, 80)),
            _ => {}
        }
        if label::is_status(name) {
            self.set_status(source, name, content);
        }
    }

    /// Splits "A, B and C" of an owner's field.
    pub fn owners(&mut self, source: &Source, role: &str, content: &Range<usize>) {
        let text = &source.doc.plain;
        let mut start = content.start;
        for i in content.clone().chain([content.end]) {
            if i == content.end || matches!(text[i], '\u{3001}' | ';' | ',' | '\u{3002}' | '\n') {
                let part = source.doc.trim(start..i);
                if !part.is_empty() {
                    self.owners.push(Owner { role: role.to_owned(), field: source.field(&part, 90) });
                }
                start = i + 1;
            }
        }
    }

    /// Reads a status; a label that mostly carries measures counts only where it plainly states completion.
    pub fn set_status(&mut self, source: &Source, name: &[char], content: &Range<usize>) {
        self.flags(source, content);
        // A label that carries measures or results as well states a status only in a clause of its own.
        let mixed = label::content(name).is_some();
        let mut chosen = None;
        for clause in split(source, content, &['\u{3002}', ';', ',']) {
            let text = source.doc.plain(&clause);
            let whole = words!("status_whole").at(text, 0).filter(|(n, _)| *n == text.len() && !name.is_empty()).map(|(n, v)| (0, n, v));
            let Some((start, len, value)) = whole.or_else(|| words!("status").find(text)) else { continue };
            if !mixed || text.len() <= len + 4 {
                chosen = Some((clause.start + start..clause.start + start + len, value));
                break;
            }
        }
        let Some((range, value)) = chosen else { return };
        if value != "done" && self.due.is_empty() {
            self.due_of_status(source, content, &range);
        }
        let measures = label::content(name) == Some("measure");
        if self.status.field.is_none() || !measures {
            self.status = Status { value: value.to_owned(), field: Some(source.field(&range, if mixed { 75 } else { 90 })) };
        }
    }

    /// "Going on, finished by the end of March": the date of the sentence that states the status is its deadline, and so
    /// is one by which the end is foreseen.
    fn due_of_status(&mut self, source: &Source, content: &Range<usize>, status: &Range<usize>) {
        let sentences = split(source, content, &['\u{3002}', ';']);
        for sentence in sentences {
            let own = sentence.contains(&status.start);
            for clause in split(source, &sentence, &[',']) {
                let text = source.doc.plain(&clause);
                // In another sentence only what is plainly foreseen is a deadline.
                if words!("due_cue").is_in(text) && own || words!("due_foreseen").is_in(text) && words!("due_until").is_in(text) {
                    self.due.extend(dates(source, &clause));
                }
            }
        }
    }

    /// Reads flags.
    pub fn flags(&mut self, source: &Source, content: &Range<usize>) {
        for (start, len, kind) in words!("flag").find_all(source.doc.plain(content)) {
            let range = content.start + start..content.start + start + len;
            if !self.flags.iter().any(|f| f.kind == kind) {
                self.flags.push(Flag { kind: kind.to_owned(), field: source.field(&range, 85) });
            }
        }
    }
}

/// The items of problems, numbered from one.
pub(super) fn all(source: &Source, wrap: &Wrap, found: &[Found], letter: bool) -> Vec<Item> {
    found.iter().enumerate().map(|(i, f)| Item::of(source, wrap, i + 1, f, letter)).collect()
}

/// How many entries below a problem tell how it shows: those up to the first in which the label of measures stands, where
/// no such label stands before them.
fn shown_before(source: &Source, found: &Found) -> usize {
    let measures = |range: &Range<usize>| has_measures(source, range);
    let inline = |n: &Node| marker::is_inline_kind(n.kind);
    if !found.fields.is_empty() || measures(&found.text) || found.paras.iter().any(measures) {
        return 0;
    }
    let first = found.children.iter().position(|c| measures(&c.text) || c.paras.iter().any(measures));
    first.filter(|i| found.children[..=*i].iter().all(inline)).map_or(0, |i| i + 1)
}

/// Whether the label of measures stands in a stretch.
fn has_measures(source: &Source, range: &Range<usize>) -> bool {
    let named = |label: &Range<usize>| label::content(frame::label_name(source.doc.plain(label))) == Some("measure");
    labelled(source, range).iter().any(|(label, _)| label.as_ref().is_some_and(named))
}

/// Whether a label of what was done, is to be reached, by whom or by when stands in a stretch.
fn has_field(source: &Source, range: &Range<usize>) -> bool {
    labelled(source, range).iter().any(|(label, _)| label.as_ref().is_some_and(|l| is_of_measures(source, l)))
}

/// Whether a label belongs to what was done about a problem, and not to its telling.
fn is_of_measures(source: &Source, label: &Range<usize>) -> bool {
    let name = frame::label_name(source.doc.plain(label));
    let content = label::content(name).is_some_and(|role| matches!(role, "measure" | "result" | "target"));
    content || label::owner(name).is_some() || label::is_due(name) || label::is_status(name)
}

/// Whether such a label stands in a field beside a problem or in the first entry below it.
fn fields_beside(source: &Source, found: &Found) -> bool {
    let named = |f: &Numbered| is_of_measures(source, &f.label);
    found.fields.iter().any(named) || found.children.first().is_some_and(|c| has_field(source, &c.text))
}

/// Whether a label announces the problem on its line: what follows up to the next goes on telling it.
fn announced(source: &Source, found: &Found) -> bool {
    let text = source.doc.plain(&found.text);
    frame::label(text).is_some_and(|n| label::announces(&text[..n]))
}

/// Whether every clause says how it stands and none what was done.
fn only_status(source: &Source, content: &Range<usize>) -> bool {
    split(source, content, &['\u{3002}', ';', ',']).iter().all(|clause| words!("status").is_in(source.doc.plain(clause)))
}

/// The last sentence below a problem's last entry, where it is a status and nothing else, and no other entry has one.
fn closing_status(source: &Source, found: &Found) -> Option<Range<usize>> {
    let last = |n: &Node| {
        let stretch = n.paras.last().unwrap_or(&n.text);
        let sentence = split(source, stretch, &['\u{3002}', ';']).pop()?;
        words!("status").is(source.doc.plain(&sentence)).then_some(sentence)
    };
    let mut all = found.children.iter().map(last);
    let closing = all.next_back()??;
    all.all(|s| s.is_none()).then_some(closing)
}

/// The first sentence after a problem's, where it is a status and nothing else; with the sentences that may date it.
fn status_alone(source: &Source, rest: &Range<usize>) -> Option<Range<usize>> {
    let first = split(source, rest, &['\u{3002}', ';']).into_iter().next()?;
    words!("status").is(source.doc.plain(&first)).then_some(first.start..rest.end)
}

/// Whether a line only numbers what follows: "no. 2".
fn only_numbers(text: &[char]) -> bool {
    let number = words!("column").at(text, 0).filter(|(_, what)| *what == "number").map(|(n, _)| n);
    let counts = |c: &char| c.is_ascii_digit() || matches!(c, ' ' | ':') || often(Often::Numeral).has(*c);
    number.is_some_and(|n| text[n..].iter().all(counts))
}
