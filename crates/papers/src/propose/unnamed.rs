//! What a paper tells that is none of the kinds: the answer of an office to an audit, a report on a building site. Only
//! what surely is a problem is drafted, and each draft is asked about.

use super::{Item, finding, genre};
use crate::{
    clause::{asks, throughout},
    facts::Source,
    tree::{Node, Tree, label, marker},
};

/// Confidence of such a draft in per cent at most.
const CONFIDENCE_MAX: u8 = 45;
/// Share from which on a numbered heading surely tells a problem.
const SURE: f32 = 0.6;

/// Drafts of a paper of no kind, in reading order.
pub(super) fn told(source: &Source, tree: &Tree, drafts: &[Item]) -> Vec<Item> {
    if !genre::may_tell(&source.doc.plain) {
        return Vec::new();
    }
    let mut items = if outlined(&tree.nodes) { headed(source, tree) } else { Vec::new() };
    if items.is_empty() {
        items = drafts.to_vec();
    }
    for item in &mut items {
        item.wording.confidence = item.wording.confidence.min(CONFIDENCE_MAX);
    }
    items
}

/// Whether lines of their own are numbered.
pub(super) fn outlined(nodes: &[Node]) -> bool {
    nodes.iter().any(|n| !(n.inline || marker::is_inline_kind(n.kind)))
}

/// Numbered headings that surely tell problems.
fn headed(source: &Source, tree: &Tree) -> Vec<Item> {
    let doc = source.doc;
    let found = finding::find(doc, tree, true).into_iter().filter(|f| !f.marker.is_empty() && !asks(doc.plain(&f.wording)));
    let found: Vec<finding::Found> = found.collect();
    let sure = |f: &&finding::Found| throughout(doc.plain(&f.wording)) >= SURE;
    // Where most of them surely do, the others do so in other words.
    let most = found.iter().filter(sure).count() * 3 >= found.len() * 2;
    // What to do is said below it.
    let answered = |f: &&finding::Found| f.paras.iter().any(|p| label::is_field(doc.plain(p)));
    let told = found.iter().filter(|f| most || sure(f) || answered(f));
    told.enumerate().map(|(i, f)| Item::of(source, &tree.wrap, i + 1, f, true)).collect()
}
