//! Problems whose fields are numbered beside them: "1. problem: ... 2. measure: ... 3. result: ...", with or without a
//! colon, the words on the same line or on the next.

use super::{finding::Finder, found::Found};
use crate::{
    clause::{acts, blames},
    lexicon::{Often, often},
    tree::{Node, frame, label::announces},
};
use std::{borrow::Cow, ops::Range};

/// A field of an item: its label and what stands under it.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// Label.
    pub label: Range<usize>,
    /// Stretches under it.
    pub content: Vec<Range<usize>>,
}

impl Finder<'_> {
    /// Problems of a heading all of whose children are fields; nothing where they are not.
    pub fn of_fields<'a>(&self, node: &'a Node, path: &[Range<usize>]) -> Option<Vec<Found<'a>>> {
        let fields: Vec<Numbered> = node.children.iter().map(|c| self.numbered(c)).collect::<Option<_>>()?;
        // "(One) The task": what stands under it tells the problem where it is not to be done.
        let task = |f: &Numbered| {
            let name = frame::label_name(self.judge.plain(&f.label));
            words!("label_task").is(name) && f.content.first().is_some_and(|c| blames(self.judge.plain(c)) || !acts(self.judge.plain(c)))
        };
        let section = |f: &Numbered| {
            let name = self.judge.plain(&f.label);
            words!("task_problem").at(name, 0).is_some_and(|(n, v)| n == name.len() && v == "problem")
        };
        let is_problem = |f: &Numbered| announces(self.judge.plain(&f.label)) || section(f) || task(f);
        let problems = fields.iter().filter(|f| is_problem(f)).count();
        // Problems one after another, each with its own fields below, are no fields of each other.
        // A page may break off within the section of the problem.
        let cut = fields.len() == 1 && section(&fields[0]) && !fields[0].content.is_empty();
        if problems == 0 || problems == fields.len() && !cut || !is_problem(&fields[0]) {
            return None;
        }
        // Below a heading that is called a problem itself stands how it shows.
        let shows = |f: &Numbered| self.judge.shows(self.judge.plain(&f.label));
        if problems == 1 && shows(&fields[0]) && self.judge.is_called_problem(node) {
            let mut found = self.found(node, &path[..path.len().saturating_sub(1)], 5, 85)?;
            found.children.to_mut().clear();
            found.fields = fields;
            return Some(vec![found]);
        }
        let mut all: Vec<Found<'a>> = Vec::new();
        // Where the problems begin that stand in one field together.
        let mut group = 0;
        for (child, field) in node.children.iter().zip(fields) {
            if !is_problem(&field) {
                // As many entries as problems: each belongs to one. Else all belong to the last.
                let each = all.len() - group > 1 && child.children.len() == all.len() - group;
                for (i, entry) in child.children.iter().enumerate() {
                    let at = if each { group + i } else { all.len() - 1 };
                    all[at].children.to_mut().push(entry.clone());
                }
                all.last_mut()?.fields.push(field);
                continue;
            }
            group = all.len();
            let content = field.content.first()?;
            let list = self.judge.list(content);
            let told = if list.is_empty() { vec![self.judge.told_under(self.judge.plain(&field.label), content)?] } else { list };
            all.extend(told.into_iter().map(|wording| Found {
                marker: child.marker.clone(),
                text: content.clone(),
                paras: Vec::new(),
                fields: Vec::new(),
                children: Cow::Owned(Vec::new()),
                path: path.to_vec(),
                tag: self.judge.tag(&wording),
                wording,
                confidence: 80,
                section: false,
                score: 5,
            }));
        }
        Some(all)
    }

    /// Label and content of a heading that is a field.
    pub(super) fn numbered(&self, node: &Node) -> Option<Numbered> {
        let text = self.judge.plain(&node.text);
        let section = || words!("task_section").is(text) || words!("task_problem").is(text);
        let whole = (often(Often::Label).is(text) || section()).then_some(text.len());
        let len = whole.or_else(|| frame::label(text))?;
        let rest = self.judge.trim(node.text.start + len..node.text.end);
        let content = Some(rest).filter(|r| !r.is_empty()).into_iter().chain(node.paras.iter().cloned()).collect();
        Some(Numbered { label: node.text.start..node.text.start + len, content })
    }
}
