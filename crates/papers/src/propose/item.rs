//! What a problem's heading carries: measures, causes, results, owners, dates, status. Only what is printed under a
//! label is taken for a field; a status without a label stays unknown and is asked about.

use super::{
    finding::{Found, label_name},
    round::split,
};
use crate::{
    facts::{Date, Facts, Field, Source, dates},
    lexicon::{Often, often, words},
    tree::{Node, frame},
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
        }
    }

    /// Reads the item of a problem.
    pub fn of(source: &Source, number: usize, found: &Found) -> Item {
        let mut item = Item::new(number, source.field(&found.wording, found.confidence));
        item.marker = source.doc.text(&found.marker);
        item.path = found.path.iter().filter(|text| !text.is_empty()).map(|text| source.field(text, 90)).collect();
        let rest = after_wording(source, found);
        let mut stretches: Vec<Range<usize>> = rest.into_iter().collect();
        for para in found.paras.iter().filter(|p| p.end > found.wording.end) {
            match stretches.last_mut() {
                Some(last) if goes_on(source, last, para) => last.end = para.end,
                _ => stretches.push(para.clone()),
            }
        }
        if let Some(tag) = &found.tag {
            item.set_status(source, &[], tag);
        }
        for stretch in &stretches {
            item.facts.add(source, stretch);
            for (label, content) in labelled(source, stretch) {
                item.take(source, label.as_ref(), &content, !found.children.is_empty());
            }
        }
        for child in found.children {
            item.child(source, child);
        }
        item
    }

    fn child(&mut self, source: &Source, child: &Node) {
        let whole = child.whole();
        self.facts.add(source, &whole);
        let text = if child.text.is_empty() { child.paras.first().cloned() } else { Some(child.text.clone()) };
        // A label inside a list's last entry belongs to the item, not to the measure.
        if let Some(mut parts) = text.map(|t| labelled(source, &t)) {
            if let Some((None, content)) = parts.first().cloned() {
                self.measures.push(source.field(&content, 85));
                parts.remove(0);
            }
            for (label, content) in parts {
                self.take(source, label.as_ref(), &content, false);
            }
        }
        for para in &child.paras {
            for (label, content) in labelled(source, para).into_iter().filter(|(l, _)| l.is_some()) {
                self.take(source, label.as_ref(), &content, true);
            }
        }
    }

    /// Takes one labelled stretch; one without a label is a measure, unless the measures are listed below.
    fn take(&mut self, source: &Source, label: Option<&Range<usize>>, content: &Range<usize>, listed: bool) {
        let Some(label) = label else {
            if !listed && !content.is_empty() {
                self.measures.push(source.field(content, 60));
            }
            return;
        };
        let name = label_name(source.doc.plain(label));
        if content.is_empty() {
            return;
        }
        if let Some((_, role)) = words("label_owner").at(name, 0).filter(|(n, _)| *n == name.len()) {
            return self.owners(source, role, content);
        }
        if words("label_due").is(name) {
            self.flags(source, content);
            return self.due.extend(dates(source, content));
        }
        match words("label_measure").at(name, 0).filter(|(n, _)| *n == name.len()).map(|(_, v)| v) {
            Some("measure") => self.measures.push(source.field(content, 85)),
            Some("result") => self.results.push(source.field(content, 85)),
            Some("target") => self.targets.push(source.field(content, 85)),
            Some("cause") => self.causes.push(source.field(content, 85)),
            Some("manifestation") => self.manifestations.push(source.field(content, 80)),
            _ => {}
        }
        if words("label_status").is(name) {
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
        let mixed = words("label_measure").is(name);
        let mut chosen = None;
        for clause in split(source, content, &['\u{3002}', ';', ',']) {
            let text = source.doc.plain(&clause);
            let Some((start, len, value)) = words("status").find(text) else { continue };
            if !mixed || text.len() <= len + 4 {
                chosen = Some((clause.start + start..clause.start + start + len, value));
                break;
            }
        }
        let Some((range, value)) = chosen else { return };
        if value != "done" && self.due.is_empty() {
            self.due_of_status(source, content, &range);
        }
        let measures = words("label_measure").at(name, 0).is_some_and(|(_, v)| v == "measure");
        if self.status.field.is_none() || !measures {
            self.status = Status { value: value.to_owned(), field: Some(source.field(&range, if mixed { 75 } else { 90 })) };
        }
    }

    /// "Going on, finished by the end of March": the date of the sentence that states the status is its deadline.
    fn due_of_status(&mut self, source: &Source, content: &Range<usize>, status: &Range<usize>) {
        let sentences = split(source, content, &['\u{3002}', ';']);
        let own = sentences.into_iter().filter(|s| s.contains(&status.start));
        for clause in own.flat_map(|s| split(source, &s, &[','])) {
            if words("due_cue").is_in(source.doc.plain(&clause)) {
                self.due.extend(dates(source, &clause));
            }
        }
    }

    /// Reads flags.
    pub fn flags(&mut self, source: &Source, content: &Range<usize>) {
        for (start, len, kind) in words("flag").find_all(source.doc.plain(content)) {
            let range = content.start + start..content.start + start + len;
            if !self.flags.iter().any(|f| f.kind == kind) {
                self.flags.push(Flag { kind: kind.to_owned(), field: source.field(&range, 85) });
            }
        }
    }
}

/// Whether a paragraph only goes on with the sentence of the one before it.
fn goes_on(source: &Source, before: &Range<usize>, para: &Range<usize>) -> bool {
    let open = before.end > before.start && !often(Often::Terminal).has(source.doc.plain[before.end - 1]);
    let adjacent = source.doc.plain[before.end..para.start].iter().filter(|c| **c == '\n').count() == 1;
    open && adjacent && before.len() > 8 && frame::label(source.doc.plain(para)).is_none()
}

/// What stands on the heading's line after the sentence of the problem.
fn after_wording(source: &Source, found: &Found) -> Option<Range<usize>> {
    let text = &source.doc.plain;
    let end = found.text.end;
    let mut i = found.wording.end;
    while i < end && !matches!(text[i], '\u{3002}' | ';' | '!') {
        i += 1;
    }
    let rest = source.doc.trim((i + 1).min(end)..end);
    (!rest.is_empty()).then_some(rest)
}

/// Splits a stretch at its labels: at its beginning, and after each sentence. Returns label and content.
pub fn labelled(source: &Source, stretch: &Range<usize>) -> Vec<(Option<Range<usize>>, Range<usize>)> {
    let text = &source.doc.plain;
    let mut parts: Vec<(Option<Range<usize>>, usize)> = vec![(None, stretch.start)];
    let mut i = stretch.start;
    while i < stretch.end {
        let boundary = i == stretch.start || matches!(text[i - 1], '\u{3002}' | ';' | '\n' | ' ');
        match boundary.then(|| frame::label(&text[i..stretch.end])).flatten() {
            Some(len) => {
                parts.push((Some(i..i + len), i + len));
                i += len;
            }
            None => i += 1,
        }
    }
    let ends: Vec<usize> = parts.iter().skip(1).map(|(l, _)| l.as_ref().map_or(stretch.end, |l| l.start)).chain([stretch.end]).collect();
    let all = parts.into_iter().zip(ends).map(|((label, start), end)| (label, source.doc.trim(start..end.max(start))));
    all.filter(|(label, content)| label.is_some() || !content.is_empty()).collect()
}
