//! A problem as it was found in a paper, with what stands below it.

use super::{fields::Numbered, phrase::tag};
use crate::{doc::Doc, tree::Node};
use std::{borrow::Cow, ops::Range};

/// A problem found in the tree.
pub struct Found<'a> {
    /// Its number; empty where it has none.
    pub marker: Range<usize>,
    /// The line on which it stands.
    pub text: Range<usize>,
    /// Later paragraphs that belong to it.
    pub paras: Vec<Range<usize>>,
    /// Fields that are numbered beside it.
    pub fields: Vec<Numbered>,
    /// Headings below it.
    pub children: Cow<'a, [Node]>,
    /// Texts of the headings above it.
    pub path: Vec<Range<usize>>,
    /// Wording.
    pub wording: Range<usize>,
    /// The words in brackets after it that say how it stands.
    pub tag: Option<Range<usize>>,
    /// Confidence in per cent.
    pub confidence: u8,
    /// Whether its section tells of nothing else: then no sentence there says what was done.
    pub section: bool,
    pub(super) score: i32,
}

impl Found<'_> {
    /// The words in brackets that close its list and say how it stands; where several entries bear such words, each
    /// speaks for itself alone.
    pub fn list_tag(&self, doc: &Doc) -> Option<Range<usize>> {
        let mut tags = self.children.iter().map(|c| tag(doc, &c.text));
        let last = tags.next_back()??;
        tags.all(|t| t.is_none()).then_some(last)
    }
}

/// A problem told in a paragraph of its own.
pub(super) fn problem<'a>(text: Range<usize>, wording: Range<usize>, path: &[Range<usize>], tag: Option<Range<usize>>) -> Found<'a> {
    Found {
        marker: text.start..text.start,
        text,
        paras: Vec::new(),
        fields: Vec::new(),
        children: Cow::Owned(Vec::new()),
        path: path.to_vec(),
        wording,
        tag,
        confidence: 70,
        section: false,
        score: 3,
    }
}
