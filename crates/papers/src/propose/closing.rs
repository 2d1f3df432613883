//! The notice that closes one task: its sections are the fields of one item. "One, the task. Two, the aim. Three, the
//! measures. Four, how it was completed."

use super::{
    fields::Numbered,
    finding::{Finder, Found},
    reported::found_at,
};
use crate::{
    clause::{FAULT, fault, throughout},
    doc::Doc,
    tree::{Node, Tree, label},
};
use std::{borrow::Cow, ops::Range};

/// Longest head of such a section, in characters.
const HEAD_CHARS_MAX: usize = 24;
/// Share from which on the first sentence of a section surely is its problem.
const SURE: f32 = 0.5;

/// The head of a section: up to its first mark.
fn head(doc: &Doc, node: &Node) -> Range<usize> {
    let text = doc.plain(&node.text);
    let len = text.iter().position(|c| matches!(c, '\u{3002}' | ':' | ',' | ';')).unwrap_or(text.len());
    node.text.start..node.text.start + len
}

/// Whether a section holds the problem itself.
fn holds_problem(name: &[char]) -> bool {
    let listed = words!("task_section").at(name, 0).is_some_and(|(n, v)| n == name.len() && v == "problem");
    name.len() <= HEAD_CHARS_MAX && (listed || words!("task_problem").ends(name).is_some())
}

/// Whether a section holds another field of the item.
fn holds_field(name: &[char]) -> bool {
    // "Aims, and how they were reached" ends as a head of fields does.
    let listed = name.len() <= HEAD_CHARS_MAX && words!("task_section").ends(name) == Some("field");
    let known = label::owner(name).is_some() || label::is_due(name) || label::is_status(name);
    listed || known || label::content(name).is_some_and(|v| v != "problem")
}

/// Index of the section of the first level that tells the one problem of a notice; nothing for other papers.
pub fn task(doc: &Doc, tree: &Tree) -> Option<usize> {
    let name = |n: &Node| head(doc, n);
    let problems: Vec<usize> = (0..tree.nodes.len()).filter(|i| holds_problem(doc.plain(&name(&tree.nodes[*i])))).collect();
    let [first] = problems.as_slice() else { return None };
    let fields = tree.nodes[first + 1..].iter().filter(|n| holds_field(doc.plain(&name(n)))).count();
    (fields >= 1 && fields == tree.nodes.len() - first - 1).then_some(*first)
}

impl Finder<'_> {
    /// The problems of the section `at`, with the other sections as the fields of the last.
    pub fn of_task<'a>(&self, doc: &Doc, nodes: &'a [Node], at: usize) -> Vec<Found<'a>> {
        let node = &nodes[at];
        let name = head(doc, node);
        let rest = doc.trim((name.end + 1).min(node.text.end)..node.text.end);
        let told: Vec<Range<usize>> = match node.children.is_empty() {
            true => Some(rest).filter(|r| !r.is_empty()).into_iter().chain(node.paras.iter().cloned()).take(1).collect(),
            false => node.children.iter().map(|c| c.text.clone()).collect(),
        };
        // What is called a problem is one, whatever its words; a task may be no more than what is to be done.
        let called = words!("problem_word").is_in(doc.plain(&name));
        let mut all: Vec<Found<'a>> = told.into_iter().filter_map(|t| self.of_section(doc, t, called)).collect();
        if let Some(last) = all.last_mut() {
            last.fields = nodes[at + 1..].iter().map(|n| field(doc, n)).collect();
        }
        all
    }

    /// The problem of a stretch; nothing where none of its sentences tells one.
    fn of_section<'a>(&self, doc: &Doc, told: Range<usize>, called: bool) -> Option<Found<'a>> {
        let sentences = self.judge.clauses(&told);
        // Where the problem is not told at once, it is what an inspection found; else what blames, or is called one.
        let blames = |s: &&Range<usize>| fault(doc.plain(s)) >= FAULT;
        let found = |s: &Range<usize>| found_at(doc.plain(s)).map(|n| doc.trim(s.start + n..s.end));
        let named = |s: &&Range<usize>| called || words!("problem_word").ends(doc.plain(s)).is_some();
        let at_once = sentences.first().filter(|s| throughout(doc.plain(s)) >= SURE).cloned();
        let later = || sentences.iter().find_map(found).or_else(|| sentences.iter().find(blames).or(sentences.iter().find(named)).cloned());
        let first = at_once.or_else(later)?;
        // "But the bureau only ..." goes on from what was required.
        let turn = words!("but").at(doc.plain(&first), 0).map_or(0, |(n, _)| n);
        let wording = self.judge.told(&(first.start + turn..first.end))?;
        Some(Found {
            marker: first.start..first.start,
            text: told,
            paras: Vec::new(),
            fields: Vec::new(),
            children: Cow::Owned(Vec::new()),
            path: Vec::new(),
            tag: None,
            wording,
            confidence: 80,
            score: 5,
        })
    }
}

/// A section as a field: its head, and all that stands under it.
fn field(doc: &Doc, node: &Node) -> Numbered {
    let label = head(doc, node);
    let rest = doc.trim((label.end + 1).min(node.text.end)..node.text.end);
    let own = Some(rest).filter(|r| !r.is_empty()).into_iter().chain(node.paras.iter().cloned());
    let below = node.children.iter().flat_map(|c| std::iter::once(c.text.clone()).chain(c.paras.iter().cloned()));
    Numbered { label, content: own.chain(below).filter(|r| !r.is_empty()).collect() }
}
