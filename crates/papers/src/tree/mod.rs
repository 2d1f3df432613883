//! Numbered text to a tree of headings and paragraphs. Nothing is lost: every line that is not page furniture is a
//! title line, a heading's text or a paragraph, with its place in the source.

mod candidate;
pub mod frame;
pub mod label;
pub mod marker;
mod search;

use crate::{
    doc::{Doc, Line},
    paper::Place,
};
use candidate::{Candidate, candidates};
use frame::Role;
use marker::Kind;
use search::Choice;
use serde::Serialize;
use std::ops::Range;

pub use candidate::Wrap;

/// A heading of the working text.
#[derive(Clone, Debug)]
pub struct Node {
    /// Level from 1.
    pub level: usize,
    /// Marker, empty for a heading without a number.
    pub marker: Range<usize>,
    /// Kind of its number.
    pub kind: Kind,
    /// Its number.
    pub number: u32,
    /// Text on the marker's line.
    pub text: Range<usize>,
    /// Later lines of this heading.
    pub paras: Vec<Range<usize>>,
    /// Whether it begins inside a line.
    pub inline: bool,
    /// Headings below it.
    pub children: Vec<Node>,
}

/// Tree of the working text.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Lines that belong to no heading.
    pub titles: Vec<Range<usize>>,
    /// Headings of the first level.
    pub nodes: Vec<Node>,
    /// Lines dropped as page furniture.
    pub furniture: Vec<Range<usize>>,
    /// How its lines are wrapped.
    pub wrap: Wrap,
}

impl Tree {
    /// Reads `doc`.
    pub fn new(doc: &Doc) -> Tree {
        let roles = frame::roles(doc);
        let wrap = Wrap::new(doc, &roles);
        let all = candidates(doc, &roles, &wrap);
        let chosen = search::choose(&all);
        Builder { doc, tree: Tree { wrap, ..Tree::default() }, path: Vec::new() }.build(&roles, &all, &chosen)
    }

    /// Calls `visit` for every heading in reading order with the headings above it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node, &[&'a Node])) {
        fn go<'a>(nodes: &'a [Node], above: &mut Vec<&'a Node>, visit: &mut dyn FnMut(&'a Node, &[&'a Node])) {
            for node in nodes {
                visit(node, above);
                above.push(node);
                go(&node.children, above, visit);
                above.pop();
            }
        }
        go(&self.nodes, &mut Vec::new(), visit);
    }

    /// The tree in the form in which it is written to a file.
    pub fn out(&self, doc: &Doc, places: bool) -> TreeOut {
        TreeOut {
            title_lines: self.titles.iter().map(|r| doc.text(r)).collect(),
            nodes: self.nodes.iter().map(|n| n.out(doc, places)).collect(),
            places: places.then(|| self.titles.iter().map(|r| doc.place(r)).collect()),
        }
    }
}

/// Tree as written: strings only, and places where they are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TreeOut {
    /// Lines that belong to no heading.
    pub title_lines: Vec<String>,
    /// Headings of the first level.
    pub nodes: Vec<NodeOut>,
    /// Places of the title lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<Vec<Place>>,
}

/// Heading as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodeOut {
    /// Level from 1.
    pub level: usize,
    /// Marker as printed.
    pub marker: String,
    /// Text on the marker's line.
    pub text: String,
    /// Later lines.
    pub paras: Vec<String>,
    /// Headings below.
    pub children: Vec<NodeOut>,
    /// Places of marker, text and paragraphs, in this order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<Vec<Place>>,
}

impl Node {
    fn out(&self, doc: &Doc, places: bool) -> NodeOut {
        NodeOut {
            level: self.level,
            marker: doc.text(&self.marker),
            text: doc.text(&self.text),
            paras: self.paras.iter().map(|r| doc.text(r)).collect(),
            children: self.children.iter().map(|n| n.out(doc, places)).collect(),
            places: places.then(|| [&self.marker, &self.text].into_iter().chain(&self.paras).map(|r| doc.place(r)).collect()),
        }
    }

    /// Whole of the heading: from its marker to the end of its last paragraph or child.
    pub fn whole(&self) -> Range<usize> {
        let end = self.children.last().map_or(0, |c| c.whole().end);
        self.marker.start..end.max(self.text.end).max(self.paras.last().map_or(0, |p| p.end))
    }
}

struct Builder<'a> {
    doc: &'a Doc,
    tree: Tree,
    /// Indices of the open headings, from the first level down.
    path: Vec<usize>,
}

impl Builder<'_> {
    fn build(mut self, roles: &[Role], all: &[Candidate], chosen: &[Choice]) -> Tree {
        let mut next = 0;
        for (i, line) in self.doc.lines.iter().enumerate() {
            match roles[i] {
                Role::Furniture => self.tree.furniture.push(line.range.clone()),
                Role::Title => self.tree.titles.push(line.range.clone()),
                Role::Break => {
                    self.path.clear();
                    self.tree.titles.push(line.range.clone());
                }
                Role::Body => {
                    let from = next;
                    while chosen.get(next).is_some_and(|c| all[c.candidate].line == i) {
                        next += 1;
                    }
                    match pieces(self.doc, line) {
                        Some(pieces) => pieces.into_iter().for_each(|p| self.paragraph(p, None)),
                        None => self.line(&line.range, all, &chosen[from..next], chosen.get(next)),
                    }
                }
            }
        }
        self.tree
    }

    fn line(&mut self, line: &Range<usize>, all: &[Candidate], here: &[Choice], next: Option<&Choice>) {
        let start = |c: &Choice| all[c.candidate].readings[c.reading].marker.start;
        let head = self.doc.trim(line.start..here.first().map_or(line.end, start));
        if !head.is_empty() {
            let depth = here.first().or(next).map(|c| c.depth);
            // "In control:" between two lists of one heading names the second, and is the heading's.
            let begins = |c: &&Choice| {
                let reading = &all[c.candidate].readings[c.reading];
                reading.number == 1 && c.depth < self.path.len() && self.doc.trim(line.end..reading.marker.start).is_empty()
            };
            if let Some(list) = next.filter(|c| here.is_empty() && self.doc.plain[head.end - 1] == ':' && begins(c)) {
                self.path.truncate(list.depth);
            }
            self.paragraph(head, if here.is_empty() { depth } else { None });
        }
        for (k, choice) in here.iter().enumerate() {
            let (candidate, end) = (&all[choice.candidate], here.get(k + 1).map_or(line.end, start));
            let reading = &candidate.readings[choice.reading];
            let node = Node {
                level: choice.depth + 1,
                marker: reading.marker.clone(),
                kind: reading.kind,
                number: reading.number,
                text: self.doc.trim(reading.text.min(end)..end),
                paras: Vec::new(),
                inline: candidate.inline,
                children: Vec::new(),
            };
            self.path.truncate(choice.depth);
            let siblings = match self.open() {
                Some(node) => &mut node.children,
                None => &mut self.tree.nodes,
            };
            siblings.push(node);
            let last = siblings.len() - 1;
            self.path.push(last);
        }
    }

    /// Adds a paragraph to the open heading. A label such as "responsible:" goes to the heading whose labels stand
    /// before its list, unless the list goes on with `next_depth` and has labels of its own.
    fn paragraph(&mut self, range: Range<usize>, next_depth: Option<usize>) {
        let is_label = frame::label(self.doc.plain(&range)).is_some();
        if is_label && self.path.len() > 1 {
            let depth = self.label_depth(self.doc.plain(&range), next_depth);
            self.path.truncate(depth);
        }
        match self.open() {
            Some(node) => node.paras.push(range),
            None => self.tree.titles.push(range),
        }
    }

    /// How many open headings stay open for a label's paragraph.
    fn label_depth(&self, text: &[char], next_depth: Option<usize>) -> usize {
        let open = self.path.len();
        let nodes = self.open_nodes();
        let labelled = |n: &Node| n.paras.iter().any(|p| frame::label(self.doc.plain(p)).is_some());
        let Some(above) = (0..open - 1).rev().find(|d| labelled(nodes[*d])) else {
            let (last, siblings) = (nodes[open - 1], &nodes[open - 2].children);
            let before = siblings.len() >= 2 && labelled(&siblings[siblings.len() - 2]);
            // A list of running text is part of its heading's paragraph, and what follows is the heading's again; so
            // are the measures that are numbered as such, and a list whose end alone bears who answers and how it stands.
            let closes = frame::closing_label(text) && (siblings.len() > 1 || self.labelled_before(&nodes, open - 2));
            let part = marker::is_inline_kind(last.kind) || frame::is_measure(self.doc.plain(&last.marker)) || closes;
            return if part && !before && !labelled(last) && next_depth != Some(open - 1) { open - 1 } else { open };
        };
        let siblings = &nodes[open - 2].children;
        let before = siblings.len() >= 2 && labelled(&siblings[siblings.len() - 2]);
        let goes_on = next_depth.is_some_and(|d| d + 1 == open) && open - 1 > above;
        if before || goes_on || labelled(nodes[open - 1]) { open } else { above + 1 }
    }

    /// Whether the heading before this one, of the same kind, bears labels of its own beside a list.
    fn labelled_before(&self, nodes: &[&Node], depth: usize) -> bool {
        let labelled = |n: &Node| n.paras.iter().any(|p| frame::label(self.doc.plain(p)).is_some());
        let siblings = |d: usize| if d == 0 { &self.tree.nodes } else { &nodes[d - 1].children };
        let before = |d: usize| siblings(d).len().checked_sub(2).map(|i| &siblings(d)[i]);
        // The first of its list is likened to the last of the list before.
        let earlier = before(depth).or_else(|| before(depth.checked_sub(1)?)?.children.last());
        earlier.is_some_and(|n| n.kind == nodes[depth].kind && !n.children.is_empty() && labelled(n))
    }

    fn open_nodes(&self) -> Vec<&Node> {
        let mut all = Vec::with_capacity(self.path.len());
        let mut siblings = &self.tree.nodes;
        for i in &self.path {
            all.push(&siblings[*i]);
            siblings = &siblings[*i].children;
        }
        all
    }

    fn open(&mut self) -> Option<&mut Node> {
        let (first, rest) = self.path.split_first()?;
        let mut node = self.tree.nodes.get_mut(*first)?;
        for i in rest {
            node = node.children.get_mut(*i)?;
        }
        Some(node)
    }
}

/// Lines of a row whose cells stand on lines of their own.
fn pieces(doc: &Doc, line: &Line) -> Option<Vec<Range<usize>>> {
    let (_, cells) = line.row.as_ref()?;
    let first = cells.first()?;
    (doc.plain.get(first.end) == Some(&'\n') && first.end < line.range.end)
        .then(|| cells.iter().filter(|c| !c.is_empty()).cloned().collect())
}
