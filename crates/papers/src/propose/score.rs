//! How surely a heading is a problem: a score for its form and its words.

use super::{
    phrase::{SURE, about, only_stands},
    reported::found_at,
    told::said_at_once,
    wording::{Judge, LEAD_CHARS_MAX},
};
use crate::{
    clause::{FAULT, acts, blames, fault},
    lexicon::{Often, often},
    tree::{Node, marker},
};
use std::ops::Range;

/// Longest name of an aspect that may be taken for a problem without the word, in characters.
const ASPECT_CHARS_MAX: usize = 10;

impl Judge<'_> {
    /// Whether a heading begins a section in which no problem is told.
    pub fn is_skipped(&self, node: &Node) -> bool {
        let text = self.plain(&node.text);
        let line = &text[..text.len().min(40)];
        // "Focusing on how the requirements of work are carried out" is what the inspection looked at.
        let aspect = words!("section_aspect").at(text, 0).is_some() && !words!("rectified").is_in(text);
        // What is to come is no problem, even where it is to prevent one.
        let attitude = words!("section_attitude").at(text, 0).is_some();
        if (attitude || words!("section_future").at(text, 0).is_some()) && self.quoted(&self.heading(node)).is_none() {
            return true;
        }
        // "How what is not yet done is to go on" is the name of such a section, whatever its words.
        if !aspect && words!("section_skip").ends(line) == Some("name") {
            return true;
        }
        // "The causes were looked for."
        if words!("cause_word").ends(self.plain(&self.head(node))).is_some() {
            return true;
        }
        let told = node.paras.iter().any(|p| self.announced(self.plain(p)));
        !(aspect || told)
            && words!("section_skip").is_in(line)
            && !(words!("section_keep").is_in(line) && node.level > 1)
            && self.quoted(&self.heading(node)).is_none()
            && !self.blamed_last(self.plain(&self.head(node)))
    }

    /// Score of a heading by itself.
    pub fn score(&self, node: &Node) -> i32 {
        let text = self.plain(&node.text);
        if self.told_below(node).is_some() {
            return 5;
        }
        if text.is_empty() {
            return -1;
        }
        let head = self.head(node);
        let first = self.plain(&head);
        let label = words!("labelled").at(self.plain(&node.marker), 0).map(|(_, v)| v);
        let labelled = label == Some("problem");
        if label.is_some_and(|l| l != "neutral") && !labelled {
            return -5;
        }
        let reported = found_at(text).or_else(|| said_at_once(text)).is_some_and(|n| n <= LEAD_CHARS_MAX);
        let mut score = if labelled || reported || self.names_problem(node) || self.states(text) { 5 } else { 0 };
        let generic = self.is_generic(&head);
        // "Problems in the field of study" names a field, with or without what was done about them.
        let category = [first, self.plain(&self.unframed(&head))].iter().any(|t| words!("category_end").ends(t).is_some());
        let ending = words!("wording_end").ends(first).is_some() && !category;
        let fault = self.fault(&head);
        let blames = fault >= FAULT;
        if ending && !generic && words!("problem_word").is_in(first) {
            // "Rectification of the problems of the budget" names a field where it heads a section and blames nobody.
            let field = node.level == 1 && !blames && about(first).is_none() && words!("rectified").is_in(first);
            score += if field { 0 } else { 3 };
        }
        score += if generic { 0 } else { i32::from(blames) + i32::from(fault >= SURE) };
        score += if words!("about").at(first, 0).is_some() && ending { 1 } else { 0 };
        score += if node.paras.iter().any(|p| self.is_field(p)) { 3 } else { 0 };
        score += if self.has_inner_field(text) { 3 } else { 0 };
        // "Carries out duties poorly" begins like a measure and ends like a problem.
        // What stands right above the label of its measures is none itself.
        let measured = node.paras.first().is_some_and(|p| self.is_field(p));
        score -=
            if acts(first) && about(first).is_none() && !(blames || ending || measured) { if self.letter() { 1 } else { 3 } } else { 0 };
        score -= if category { 2 } else { 0 };
        score -= if generic { 3 } else { 0 };
        // "First, work is slow. One is ..." begins its own line, and lists what was done.
        let measures = || !node.inline && node.children.iter().any(|c| c.inline && c.kind == marker::IS);
        score - i32::from(marker::is_inline_kind(node.kind) && !self.letter() && !measures())
    }

    /// The problem's words below a heading that only numbers it, as "problem 1" does.
    pub(super) fn told_below(&self, node: &Node) -> Option<Range<usize>> {
        let told = node.paras.first().filter(|p| self.says_nothing(node) && self.states(self.plain(p)))?;
        let mut whole = self.bare(told);
        self.go_on(&mut whole, &node.paras[1..]);
        Some(self.field(told, &whole)).filter(|w| w.len() > 3)
    }

    /// Whether a heading only numbers what stands below it: "item 3".
    pub(super) fn says_nothing(&self, node: &Node) -> bool {
        let text = self.plain(&node.text);
        let says = |c: &char| !(c.is_ascii_digit() || matches!(c, ' ' | ':' | '(' | ')') || often(Often::Numeral).has(*c));
        let mut i = 0;
        while i < text.len() {
            match words!("says_nothing").at(text, i) {
                Some((n, _)) => i += n,
                None if says(&text[i]) => return false,
                None => i += 1,
            }
        }
        // "Task eight" is all marker.
        !text.is_empty() || !node.marker.is_empty()
    }

    /// Whether a heading only names the problems that stand below it.
    pub fn names_problems(&self, node: &Node) -> bool {
        self.is_generic(&self.head(node))
    }

    /// Whether a heading only names a section of problems: nothing after such words blames.
    pub(super) fn is_generic(&self, head: &Range<usize>) -> bool {
        let first = self.plain(head);
        // "Rectification of the problem of slow work" frames a problem with the words that name a section.
        let inner = self.plain(&self.unframed(head));
        let ends = || blames(inner);
        let framed = || if about(first).is_some() { self.blamed_last(inner) } else { inner.len() < first.len() && ends() };
        let last = words!("generic_problem").find_all(first).pop();
        // "Problems that exist in the care of assets" names where they are.
        let within = |last: Option<(usize, usize, &str)>| last.is_some_and(|(at, _, _)| words!("within_last").ends(&first[..at]).is_some());
        only_stands(first) || last.is_some_and(|(at, n, _)| !blames(&first[at + n..])) && (within(last) || !framed())
    }

    /// How surely a sentence finds fault, without the frame of "concerning the problem of".
    pub(super) fn fault(&self, head: &Range<usize>) -> f32 {
        let bare = fault(self.plain(&self.unframed(head)));
        // "In the state of schools": a short name of an aspect says that it is one.
        let whole = self.plain(head);
        let aspect = whole.len() <= ASPECT_CHARS_MAX && words!("category_end").ends(whole).is_some();
        if aspect { bare.min(fault(whole)) } else { bare }
    }

    /// Whether the last words of a sentence blame.
    fn blamed_last(&self, first: &[char]) -> bool {
        blames(first.rsplit(|c| matches!(c, ',' | ';')).next().unwrap_or_default())
    }
}
