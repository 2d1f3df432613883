//! What a paper tells that is none of the kinds: the answer of an office to an audit, a report on a building site. Only
//! what surely is a problem is drafted, and each draft is asked about.

use super::{
    Item, closing, fielded, finding,
    found::Found,
    genre::{self, Genre},
    item,
    phrase::{about, problem_named},
    round::split,
};
use crate::{
    clause::{Class, asks, judge, throughout},
    facts::Source,
    script::fold,
    tree::{Node, Tree, frame, label, marker},
};
use std::ops::Range;

/// Confidence in per cent of a kind that no title tells.
pub(super) const CONFIDENCE: u8 = 60;
/// Confidence of such a draft in per cent at most.
const CONFIDENCE_MAX: u8 = 45;
/// Fewest numbered sections of a paper without line breaks.
const SECTIONS_MIN: usize = 2;
/// Longest wording that may be no more than a name, in characters.
const NAME_CHARS_MAX: usize = 6;
/// Share from which on so short a wording surely tells a problem.
const SURELY: f32 = 0.9;
/// Share from which on a sentence says what was done.
const DONE: f32 = 0.5;
/// Share from which on a numbered heading surely tells a problem.
const SURE: f32 = 0.6;

/// The kind that a paper without a title of any turns out to be by what it tells, and its problems in reading order.
pub(super) fn told(source: &Source, tree: &Tree, drafts: &[Item]) -> (Genre, Vec<Item>) {
    if !genre::may_tell(&source.doc.plain) {
        return (Genre::None, Vec::new());
    }
    let found = finding::find(source.doc, tree, false);
    // The heads of a task that is closed say what it is.
    let closed = !found.is_empty() && words!("rectified").is_in(&source.doc.plain) && closing::task(source.doc).is_some();
    if let Some(kind) = fielded::kind(source, &found).or(closed.then_some(Genre::RectificationNotice)) {
        return (kind, item::all(source, &tree.wrap, &found, false));
    }
    let items = surely_told(source, tree, &found, drafts);
    let sure = |i: &Item| throughout(&i.wording.value.chars().map(fold).collect::<Vec<_>>()) >= SURE;
    // One heading among others may only sound like a problem.
    let alone = matches!(items.as_slice(), [one] if !one.marker.is_empty());
    if alone || !items.iter().any(sure) || !genre::feeds_back(source) {
        return (Genre::None, items);
    }
    // Where what was done stands below each of them, it is an account of rectification.
    let own = |i: &Item| found.iter().any(|f| source.doc.place(&f.wording) == i.wording.place && done_below(source, f));
    if found.len() == items.len() && items.iter().all(own) {
        return (Genre::RectificationNotice, item::all(source, &tree.wrap, &found, false));
    }
    (Genre::FeedbackLetter, items)
}

/// Whether what stands below a problem says what was done, and demands nothing.
fn done_below(source: &Source, found: &Found) -> bool {
    let below = found.paras.iter().chain(found.children.iter().map(|c| &c.text)).filter(|r| r.start >= found.wording.end);
    let stretch = found.text.start.max(found.wording.end)..found.text.end;
    let done = |r: &Range<usize>| {
        let sentences = split(source, r, &['\u{3002}']);
        sentences.iter().any(|s| judge(source.doc.plain(s)).share(Class::Measure) >= DONE)
    };
    below.chain([&stretch]).any(done)
}

/// Drafts of a paper of no kind, in reading order.
fn surely_told(source: &Source, tree: &Tree, found: &[Found], drafts: &[Item]) -> Vec<Item> {
    let mut items = if outlined(&tree.nodes) { headed(source, tree) } else { asked(source, tree, found) };
    if items.is_empty() {
        items = drafts.to_vec();
    }
    for item in &mut items {
        item.wording.confidence = item.wording.confidence.min(CONFIDENCE_MAX);
    }
    items
}

/// Whether lines of their own are numbered, or sections of a paper that lost its line breaks.
pub(super) fn outlined(nodes: &[Node]) -> bool {
    let sections: Vec<&Node> = nodes.iter().filter(|n| n.kind == marker::CN_LIST).collect();
    let run_on = sections.len() >= SECTIONS_MIN && sections.iter().any(|n| !n.children.is_empty());
    nodes.iter().any(|n| !(n.inline || marker::is_inline_kind(n.kind))) || run_on
}

/// What paragraphs ask about: "concerning the problem of smoke that people told of: ...".
fn asked(source: &Source, tree: &Tree, found: &[Found]) -> Vec<Item> {
    let doc = source.doc;
    let framed = |f: &&Found| {
        let text = doc.plain(&f.text);
        let named = problem_named(text, f.wording.end - f.text.start).map(|n| f.wording.end - f.text.start + n);
        let labelled = frame::label(text).is_some_and(|n| label::announces(&text[..n]));
        let asked = about(text).is_some() && named.and_then(|at| text.get(at)) == Some(&':');
        f.marker.is_empty() && (asked || labelled)
    };
    let told = found.iter().filter(framed);
    told.enumerate().map(|(i, f)| Item::of(source, &tree.wrap, i + 1, f, false)).collect()
}

/// Numbered headings that surely tell problems.
fn headed(source: &Source, tree: &Tree) -> Vec<Item> {
    let doc = source.doc;
    let found = finding::find(doc, tree, true).into_iter().filter(|f| !f.marker.is_empty() && !asks(doc.plain(&f.wording)));
    // A word or two are a name where they do not surely blame.
    let name = |f: &Found| f.wording.len() <= NAME_CHARS_MAX && throughout(doc.plain(&f.wording)) < SURELY;
    // "Whoever tips rubbish" is what a law forbids.
    let forbids = |f: &Found| doc.plain(&f.wording).last().is_some_and(|c| words!("particle").has(*c));
    let found: Vec<Found> = found.filter(|f| !name(f) && !forbids(f)).collect();
    let sure = |f: &&Found| throughout(doc.plain(&f.wording)) >= SURE;
    // Where most of them surely do, the others do so in other words.
    let count = found.iter().filter(sure).count();
    let (most, half) = (count * 3 >= found.len() * 2, count * 2 >= found.len());
    // Where half do, praise and what was done may stand among them.
    let other = |f: &&Found| matches!(judge(doc.plain(&f.wording)).class(), Class::Praise | Class::Measure | Class::Demand);
    // What to do is said below it.
    let answered = |f: &&Found| f.paras.iter().any(|p| label::is_field(doc.plain(p)));
    let framed =
        |f: &&Found| about(doc.plain(&f.text)).is_some() && problem_named(doc.plain(&f.text), f.wording.end - f.text.start).is_some();
    let told = found.iter().filter(|f| most || half && !other(f) || sure(f) || answered(f) || framed(f));
    told.enumerate().map(|(i, f)| Item::of(source, &tree.wrap, i + 1, f, true)).collect()
}
