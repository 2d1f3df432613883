//! A tree to a proposal for the register. A proposal decides nothing: every field has its place in the source and a
//! confidence, totals are reconciled, and whatever is unsure is a question for a person.

mod again;
mod below;
mod closing;
mod draft;
mod fielded;
mod fields;
pub mod finding;
mod firsts;
mod found;
mod framed;
pub mod genre;
pub mod item;
mod lines;
mod lists;
mod phrase;
mod quotes;
pub mod register;
mod reported;
mod round;
mod score;
mod summed;
mod sure;
mod told;
mod total;
mod unnamed;
mod wording;

use crate::{
    clause,
    doc::Doc,
    facts::{Facts, Field, Source},
    paper::{Change, Format, Note, Paper},
    tree::{Node, Tree, TreeOut, frame},
};
use serde::Serialize;
use std::{cell::LazyCell, collections::HashSet, ops::Range};

pub use closing::is_problem_head;
pub use genre::Genre;
pub use item::Item;
pub use round::Round;
pub use total::Total;

/// Confidence that a field of recognised text has at most; below that of a wording that needs no question.
const RECOGNISED_MAX: u8 = 65;

/// Something that a person must look at. Codes are worded by the caller.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Code, for example `damaged_date`.
    pub code: &'static str,
    /// Where it arises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// A figure or name that belongs to it.
    pub detail: String,
}

/// What the register could take over from a paper.
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// Kind of paper.
    pub genre: Genre,
    /// Confidence of the kind in per cent.
    pub genre_confidence: u8,
    /// Title.
    pub title: Vec<Field>,
    /// Inspected unit.
    pub unit: Option<Field>,
    /// Round, for reports and summaries of rounds.
    pub round: Option<Round>,
    /// Findings, each with the item that would bear it.
    pub items: Vec<Item>,
    /// Totals stated and found.
    pub totals: Vec<Total>,
    /// Facts that stand outside of items.
    pub facts: Facts,
    /// What to check.
    pub questions: Vec<Question>,
    /// What the file was, and what a person should know about it.
    pub format: Format,
    /// Notes of the reader.
    pub notes: Vec<Note>,
    /// Tracked changes.
    pub changes: Vec<Change>,
    /// The tree with places: nothing is lost.
    pub tree: TreeOut,
    /// The source text that all places refer to.
    pub source: String,
}

/// Makes the proposal of a paper.
pub fn propose(paper: &Paper) -> Proposal {
    let _kept = clause::Kept::begin();
    let doc = Doc::new(paper);
    let tree = Tree::new(&doc);
    let most = if paper.format == Format::PdfScan { RECOGNISED_MAX } else { 100 };
    let source = Source { doc: &doc, text: &paper.text, most };
    let table = register::read(&source);
    let running = tree.wrap.unwrapped(&doc);
    let running = Source { doc: &running, ..source };
    let drafts = LazyCell::new(|| draft::drafts(&running));
    let (mut kind, mut confidence) = genre::genre(&source, &tree, table.items.len(), &drafts);
    let mut items = match kind {
        Genre::Register => table.items,
        Genre::RectificationNotice | Genre::RectificationPlan | Genre::FeedbackLetter => {
            let letter = kind == Genre::FeedbackLetter;
            let found = finding::find(&doc, &tree, letter);
            // A notice may tell its one or two problems in the rows of a table only.
            if found.is_empty() { table.items } else { item::all(&source, &tree.wrap, &found, letter) }
        }
        _ => Vec::new(),
    };
    // News of a feedback numbers what is told within its sentences only, and so it does with what is demanded.
    let outlined = unnamed::outlined(&tree.nodes);
    let bare = kind == Genre::RectificationNotice && items.is_empty();
    let round = matches!(kind, Genre::RoundReport | Genre::RoundSummary);
    let told = kind == Genre::FeedbackLetter && (items.is_empty() || !outlined) || round || bare;
    if told && !drafts.is_empty() {
        items = drafts.clone();
    }
    if kind == Genre::RoundReport && genre::told_units(&doc, &tree) {
        // Under the name of a unit its problems are told in lists and in running text.
        let found = finding::find(&doc, &tree, true);
        let listed = found.iter().filter(|f| !f.marker.is_empty()).map(|f| Item::of(&source, &tree.wrap, 0, f, true));
        items = joined(items, listed.collect());
    }
    if kind == Genre::None {
        (kind, items) = unnamed::told(&source, &tree, &drafts);
        confidence = if kind == Genre::None { confidence } else { unnamed::CONFIDENCE };
    }
    let round = round.then(|| Round::of(&source));
    if kind == Genre::RoundReport && items.is_empty() && round.as_ref().is_some_and(Round::is_empty) {
        (kind, confidence) = (Genre::None, 60);
    }
    let mut items = again::without(&doc, items);
    let outside = outside(&doc, &tree, &items);
    let mut facts = Facts::default();
    outside.iter().for_each(|r| facts.add(&source, r));
    let mut seen = HashSet::new();
    items.iter_mut().map(|i| &mut i.facts).chain([&mut facts]).for_each(|f| f.keep_new(&mut seen));
    let totals = if kind == Genre::None { Vec::new() } else { total::totals(&source, &outside, &items) };
    let mut proposal = Proposal {
        genre: kind,
        genre_confidence: confidence,
        title: title(&source),
        unit: unit(&source, &tree),
        round: round.filter(|_| kind != Genre::None),
        items,
        totals,
        facts,
        questions: Vec::new(),
        format: paper.format,
        notes: paper.notes.clone(),
        changes: paper.changes.clone(),
        tree: tree.out(&doc, true),
        source: paper.text.iter().collect(),
    };
    proposal.questions = questions(&source, &tree, &proposal);
    if kind == Genre::Register {
        // A row of all numbers and no problem may be a line of sums: a person looks.
        let ask = |r| Question { code: "row_without_problem", field: Some(source.field(r, 60)), detail: String::new() };
        proposal.questions.extend(table.bare.iter().map(ask));
    }
    proposal
}

/// Drafts and the listed problems that no draft holds, in reading order.
fn joined(mut items: Vec<Item>, listed: Vec<Item>) -> Vec<Item> {
    let apart = |a: &Item, b: &Item| a.wording.place.end <= b.wording.place.start || b.wording.place.end <= a.wording.place.start;
    let free: Vec<Item> = listed.into_iter().filter(|l| items.iter().all(|i| apart(l, i))).collect();
    items.extend(free);
    items.sort_by_key(|i| i.wording.place.start);
    items.iter_mut().enumerate().for_each(|(i, item)| item.number = i + 1);
    items
}

/// Stretches that belong to no item: titles, and headings that carry none.
fn outside(doc: &Doc, tree: &Tree, items: &[Item]) -> Vec<Range<usize>> {
    let mut all = tree.titles.clone();
    let starts: Vec<usize> = items.iter().map(|i| i.wording.place.start).collect();
    fn go(doc: &Doc, nodes: &[Node], starts: &[usize], all: &mut Vec<Range<usize>>) {
        for node in nodes {
            let own = doc.place(&node.marker).start..doc.place(&node.text).end.max(node.paras.first().map_or(0, |p| doc.place(p).end));
            let inside_children =
                node.children.iter().any(|c| doc.place(&c.marker).start <= own.end && doc.place(&c.whole()).end >= own.end);
            if !inside_children && starts.iter().any(|s| own.contains(s)) {
                continue;
            }
            all.push(node.text.clone());
            all.extend(node.paras.iter().cloned());
            go(doc, &node.children, starts, all);
        }
    }
    go(doc, &tree.nodes, &starts, &mut all);
    // Rows of a register are read as items.
    let rows: HashSet<usize> = doc.lines.iter().filter(|l| l.row.is_some()).map(|l| l.range.start).collect();
    all.retain(|r| !r.is_empty() && (items.is_empty() || !rows.contains(&r.start)));
    all
}

/// The first lines, up to the first that is a sentence.
fn title(source: &Source) -> Vec<Field> {
    let lines = source.doc.lines.iter().filter(|l| l.row.is_none() && !l.aside);
    let is_title = |r: &Range<usize>| r.len() <= 60 && !source.doc.plain(r).iter().any(|c| matches!(c, '\u{3002}' | ';'));
    let numbered = |r: &Range<usize>| !crate::tree::marker::readings(&source.doc.plain, r.start, r.end).is_empty();
    lines.map(|l| &l.range).take_while(|r| is_title(r) && !numbered(r)).take(4).map(|r| source.field(r, 85)).collect()
}

/// The inspected unit: whom the title names before "concerning", or who signs.
fn unit(source: &Source, tree: &Tree) -> Option<Field> {
    let begins = words!("signature_begin");
    let name = |range: &Range<usize>| {
        let text = source.doc.plain(range);
        // "The third team to the bureau's Party group": the unit is whom it speaks to.
        let told = (1..text.len())
            .rev()
            .find(|i| matches!(text[i - 1], '\u{5411}' | '\u{5BF9}') && words!("team_unit").ends(&text[..i - 1]).is_some());
        let skip = told.unwrap_or_else(|| begins.at(text, 0).map_or(0, |(n, _)| n));
        let about = words!("about").find_all(text).iter().find(|a| a.2 != "verb").map_or(text.len(), |a| a.0);
        let head = &text[skip.min(about)..about];
        // The longest beginning that ends as names of Party bodies end.
        let end = (3..=head.len()).rev().find(|n| words!("unit_end").ends(&head[..*n]).is_some())?;
        let range = range.start + skip..range.start + skip + end;
        (end <= 30 && !head[..end].iter().any(|c| matches!(c, ',' | '\u{3002}'))).then(|| source.field(&range, 80))
    };
    tree.titles.iter().filter(|r| r.len() <= 60).find_map(name)
}

fn questions(source: &Source, tree: &Tree, p: &Proposal) -> Vec<Question> {
    let mut all = Vec::new();
    let mut ask = |code, field: Option<&Field>, detail: String| all.push(Question { code, field: field.cloned(), detail });
    let dates = p.facts.dates.iter().chain(p.items.iter().flat_map(|i| i.facts.dates.iter().chain(&i.due)));
    let mut damaged: Vec<&Field> = dates.filter(|d| d.damaged).map(|d| &d.field).collect();
    damaged.dedup_by_key(|f| f.place);
    damaged.iter().for_each(|f| ask("damaged_date", Some(f), f.quote.clone()));
    for t in p.totals.iter().filter(|t| t.agrees == Some(false)) {
        ask("total_differs", Some(&t.field), format!("{} / {}", t.stated, t.found.unwrap_or(0)));
    }
    if p.genre != Genre::None {
        numbering(source, &tree.nodes, &mut |code, range| ask(code, Some(&source.field(range, 60)), String::new()));
    }
    if matches!(p.genre, Genre::RectificationNotice | Genre::Register) {
        for item in p.items.iter().filter(|i| i.status.value == "unknown") {
            ask("status_unknown", Some(&item.wording), item.number.to_string());
        }
    }
    for item in p.items.iter().filter(|i| i.wording.confidence < 70) {
        ask("wording_unsure", Some(&item.wording), item.number.to_string());
    }
    for money in p.items.iter().flat_map(|i| &i.facts.money).filter(|m| m.verb == "none") {
        ask("money_without_verb", Some(&money.field), money.field.quote.clone());
    }
    if matches!(p.genre, Genre::RectificationNotice | Genre::RectificationPlan | Genre::FeedbackLetter | Genre::Register)
        && p.items.is_empty()
    {
        ask("no_findings", None, String::new());
    }
    if let Some(round) = &p.round {
        all.extend(round.questions.iter().cloned());
    }
    all
}

/// Numbers that are missing or stand twice within one list.
fn numbering(_source: &Source, nodes: &[Node], ask: &mut dyn FnMut(&'static str, &Range<usize>)) {
    for pair in nodes.windows(2) {
        if pair[0].kind != pair[1].kind || pair[1].kind >= crate::tree::marker::OUTLINE && pair[1].kind < crate::tree::marker::OUTLINE + 9 {
            continue;
        }
        if pair[1].number == pair[0].number {
            ask("duplicate_number", &pair[1].marker);
        } else if pair[1].number > pair[0].number + 1 {
            ask("missing_number", &pair[1].marker);
        }
    }
    for node in nodes {
        numbering(_source, &node.children, ask);
    }
}

/// Whether a line is a label and nothing else.
pub fn is_bare_label(text: &[char]) -> bool {
    frame::label(text) == Some(text.len())
}
