//! Which headings are problems. A problem is recognised by its form (quoted after "concerning"), by words that blame,
//! by labels below it, and by its company; measures and sections on organisation are not problems.

use crate::{
    doc::Doc,
    lexicon::{Often, often, words},
    tree::{Node, Tree, Wrap, frame, marker},
};
use std::ops::Range;

/// A problem found in the tree.
pub struct Found<'a> {
    /// Its heading.
    pub node: &'a Node,
    /// Headings above it.
    pub path: Vec<&'a Node>,
    /// Wording.
    pub wording: Range<usize>,
    /// Confidence in per cent.
    pub confidence: u8,
}

/// Score from which a heading counts as a problem.
const PROBLEM: i32 = 2;

/// Returns the problems of a tree in reading order.
pub fn find<'a>(doc: &Doc, tree: &'a Tree) -> Vec<Found<'a>> {
    let wrap = Wrap::new(doc);
    let finder = Finder { doc, wrap: &wrap };
    let mut all = Vec::new();
    for node in &tree.nodes {
        finder.collect(node, &mut Vec::new(), &mut all);
    }
    all
}

struct Finder<'a> {
    doc: &'a Doc,
    wrap: &'a Wrap,
}

impl Finder<'_> {
    fn collect<'a>(&self, node: &'a Node, path: &mut Vec<&'a Node>, all: &mut Vec<Found<'a>>) {
        let own = self.score(node);
        if self.is_skipped(node) && own < 5 {
            return;
        }
        let mut below = Vec::new();
        path.push(node);
        for child in &node.children {
            self.collect(child, path, &mut below);
        }
        self.add_company(node, path, &mut below);
        path.pop();
        // Children are problems of their own when most of them are; otherwise they are this heading's measures.
        let of_children = node.children.iter().filter(|c| below.iter().any(|f| c.whole().contains(&f.node.marker.start))).count();
        let category =
            !below.is_empty() && (of_children * 2 >= node.children.len() || own < PROBLEM) && (own < 5 || self.strong(node, &below));
        if category {
            all.append(&mut below);
        } else if own >= PROBLEM {
            let wording = self.wording(node);
            if !wording.is_empty() {
                let confidence = (60 + 5 * own.min(7)) as u8;
                all.push(Found { node, path: path.clone(), wording, confidence });
            }
        }
    }

    /// Whether headings below a problem are problems as well, and not its measures.
    fn strong(&self, node: &Node, found: &[Found]) -> bool {
        let listed = node.paras.iter().any(|p| self.is_field(p));
        if listed || self.names_problem(node) {
            return !listed && found.iter().any(|f| self.score(f.node) >= 3);
        }
        found.iter().any(|f| self.score(f.node) >= 3)
            || found.iter().all(|f| !marker::is_inline_kind(f.node.kind) && self.score(f.node) >= PROBLEM)
    }

    /// Adds the few headings of a list whose other headings are problems: clerks word them in many ways.
    fn add_company<'a>(&self, node: &'a Node, path: &[&'a Node], below: &mut Vec<Found<'a>>) {
        let direct = node.children.iter().filter(|c| below.iter().any(|f| std::ptr::eq(f.node, *c))).count();
        if direct * 3 < node.children.len() * 2 || node.children.len() < 3 {
            return;
        }
        for (i, child) in node.children.iter().enumerate() {
            let listed = below.iter().any(|f| child.whole().contains(&f.node.marker.start));
            if listed || self.score(child) < 0 || self.is_skipped(child) {
                continue;
            }
            let at = below.iter().position(|f| f.node.marker.start > child.marker.start).unwrap_or(below.len());
            let wording = self.wording(&node.children[i]);
            if !wording.is_empty() {
                below.insert(at, Found { node: child, path: path.to_vec(), wording, confidence: 50 });
            }
        }
    }

    fn is_skipped(&self, node: &Node) -> bool {
        let text = self.doc.plain(&node.text);
        let line = &text[..text.len().min(40)];
        words("section_skip").is_in(line) && !(words("section_keep").is_in(line) && node.level > 1) && self.quoted(node).is_none()
    }

    fn score(&self, node: &Node) -> i32 {
        let text = self.doc.plain(&node.text);
        if text.is_empty() {
            return -1;
        }
        let head = self.head(node);
        let first = self.doc.plain(&head);
        let label = words("labelled").at(self.doc.plain(&node.marker), 0).map(|(_, v)| v);
        let labelled = label == Some("problem");
        if label.is_some() && !labelled {
            return -5;
        }
        let mut score = if labelled || self.names_problem(node) { 5 } else { 0 };
        let generic = words("generic_problem").is_in(first);
        let ending = words("wording_end").ends(first).is_some() && words("category_end").ends(first).is_none();
        if ending && !generic && words("problem_word").is_in(first) {
            score += 3;
        }
        score += if words("negative").is_in(first) && !generic { 2 } else { 0 };
        score += if words("about").at(first, 0).is_some() && ending { 1 } else { 0 };
        score += if node.paras.iter().any(|p| self.is_field(p)) { 3 } else { 0 };
        score += if self.has_inner_field(text) { 3 } else { 0 };
        // "Carries out duties poorly" begins like a measure and ends like a problem.
        let blamed_last = words("negative").find_all(first).last().is_some_and(|(at, n, _)| at + n + 8 >= first.len());
        let measure = words("measure_begin").at(first, 0).is_some() && words("about").at(first, 0).is_none();
        score -= if measure && !(blamed_last || ending) { 3 } else { 0 };
        score -= if words("category_end").ends(first).is_some() { 2 } else { 0 };
        score -= if generic { 3 } else { 0 };
        score - i32::from(marker::is_inline_kind(node.kind))
    }

    /// Whether a label such as "what was done:" stands inside the heading's line.
    fn has_inner_field(&self, text: &[char]) -> bool {
        (1..text.len()).any(|i| text[i - 1] == '\u{3002}' && frame::label(&text[i..]).is_some())
    }

    fn is_field(&self, para: &Range<usize>) -> bool {
        let text = self.doc.plain(para);
        frame::label(text).is_some_and(|n| {
            let name = label_name(&text[..n]);
            ["label_measure", "label_owner", "label_due", "label_status"].iter().any(|l| words(l).is(name))
        })
    }

    /// First sentence of a heading, with the lines on which it goes on.
    fn head(&self, node: &Node) -> Range<usize> {
        let whole = self.heading(node);
        let text = self.doc.plain(&whole);
        let mut depth = 0i32;
        for (i, c) in text.iter().enumerate() {
            depth += i32::from(words("open_quote").has(*c)) - i32::from(words("close_quote").has(*c));
            if depth <= 0 && matches!(c, '\u{3002}' | ';' | '!') || *c == ':' && i > 0 && depth <= 0 {
                return whole.start..whole.start + i;
            }
        }
        whole
    }

    /// Text of a heading and the paragraphs that only go on with its line.
    fn heading(&self, node: &Node) -> Range<usize> {
        let mut whole = node.text.clone();
        // "Problem: ..." is the problem under its label.
        if let Some(label) =
            frame::label(self.doc.plain(&whole)).filter(|n| words("problem_label").is(label_name(&self.doc.plain(&whole)[..*n])))
        {
            whole = self.doc.trim(whole.start + label..whole.end);
        }
        for para in node.paras.iter().take(3) {
            let text = self.doc.plain(&whole);
            let open = text.iter().filter(|c| words("open_quote").has(**c)).count()
                > text.iter().filter(|c| words("close_quote").has(**c)).count();
            let Some(line) = self.doc.lines.iter().position(|l| l.range.start == para.start) else { break };
            if !(open || self.wrap.continues(self.doc, line))
                || frame::label(self.doc.plain(para)).is_some()
                || text.last().is_some_and(|c| often(Often::Terminal).has(*c))
            {
                break;
            }
            whole.end = para.end;
        }
        whole
    }

    /// Whether the heading quotes a problem, and not the name of an aspect that holds several.
    fn names_problem(&self, node: &Node) -> bool {
        self.quoted(node).is_some() && words("category_end").ends(self.doc.plain(&self.head(node))).is_none()
    }

    /// The quoted problem after "concerning", or at the beginning of the heading.
    fn quoted(&self, node: &Node) -> Option<Range<usize>> {
        let whole = self.heading(node);
        let text = self.doc.plain(&whole);
        let from = text.iter().position(|c| matches!(c, '\u{201C}' | '"' | '\u{300C}'))?;
        let about = words("about").is_in(&text[..from]);
        if from > 0 && (!about || from > 40) {
            return None;
        }
        let (mut depth, mut end) = (0i32, None);
        for (i, c) in text.iter().enumerate().skip(from) {
            match c {
                '\u{201C}' | '\u{300C}' => depth += 1,
                '"' if depth == 0 => depth += 1,
                '\u{201D}' | '\u{300D}' | '"' => depth -= 1,
                _ => continue,
            }
            if depth == 0 {
                end = Some(i);
                break;
            }
        }
        let end = end?;
        let after = words("after_quote").at(text, end + 1).is_some();
        let bare = text.len() <= end + 2 && about;
        ((after || bare) && end > from + 4).then_some(whole.start + from + 1..whole.start + end)
    }

    /// Wording of the problem.
    pub fn wording(&self, node: &Node) -> Range<usize> {
        if let Some(quoted) = self.quoted(node) {
            return quoted;
        }
        let head = self.head(node);
        let text = self.doc.plain(&head);
        let start = words("about").at(text, 0).map_or(0, |(n, _)| n);
        let mut end = text.len();
        let cut = words("wording_end").entries().iter().filter(|(w, _)| text[start..].ends_with(w)).map(|(w, _)| w.len()).max();
        end -= cut.filter(|n| *n + start + 3 < end).unwrap_or(0);
        self.doc.trim(head.start + start..head.start + end)
    }
}

/// Name of a label without brackets, colon and blanks.
pub fn label_name(label: &[char]) -> &[char] {
    let keep = |c: &char| !matches!(*c, ':' | ' ' | '\u{3010}' | '\u{3011}' | '[' | ']' | '(' | ')');
    let start = label.iter().position(keep).unwrap_or(label.len());
    let end = label.iter().rposition(keep).map_or(start, |i| i + 1);
    &label[start..end]
}
