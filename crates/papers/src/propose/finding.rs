//! Which headings are problems. A heading is judged by its form and wording, by the level it stands on, and by its
//! company; measures and sections on organisation are not problems. A paragraph with a problem's label is one as well.

use super::{
    closing, firsts,
    found::{Found, problem},
    phrase::{is_process, pointed_out},
    reported::found_at,
    wording::{AMONG, Judge, PROBLEM},
};
use crate::{
    clause::{FAULT, asks, blames, fault, listed},
    doc::Doc,
    tree::{
        Node, Tree, frame,
        label::announces,
        marker::{self, Kind},
    },
};
use rustc_hash::FxHashMap;
use std::{borrow::Cow, collections::HashMap, ops::Range};

/// Fewest problems that a paragraph of a letter strings together.
const LISTED_MIN: usize = 3;

/// Shortest list in which headings are taken for their company, in entries.
const COMPANY_MIN: usize = 3;
/// Share from which on a word or two surely tell a problem.
const SURE: f32 = 0.8;
/// Longest wording that may be no more than a name, in characters.
const NAME_CHARS_MAX: usize = 8;
/// Mean share of a list that a letter calls one of problems.
const CALLED: f32 = 0.25;
/// Longest wording that is taken for its company, in characters.
const COMPANY_CHARS_MAX: usize = 120;
/// Fewest problems of a paper without numbers, where headings tell fewer.
const UNNUMBERED_MIN: usize = 3;
/// Fewest lines of such a paper.
const UNNUMBERED_LINES_MIN: usize = 12;
/// Longest frame that closes a problem on a line of its own, in characters.
const ALONE_CHARS_MAX: usize = 6;

/// One way of reading after another.
trait OrWhereNone {
    /// What was found; where nothing was, what another way finds.
    fn or_where_none(self, other: impl FnOnce() -> Self) -> Self;
}

impl OrWhereNone for Vec<Found<'_>> {
    fn or_where_none(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_empty() { other() } else { self }
    }
}

/// Returns the problems of a tree in reading order; a letter that feeds findings back has no measures in it.
pub fn find<'a>(doc: &Doc, tree: &'a Tree, letter: bool) -> Vec<Found<'a>> {
    let judge = Judge::new(doc, &tree.wrap, letter);
    let mut finder = Finder { judge, levels: HashMap::new(), scores: FxHashMap::default() };
    finder.score_all(&tree.nodes);
    finder.levels = finder.learn(&tree.nodes);
    if let Some(task) = closing::task(doc).filter(|_| !letter) {
        let all = finder.of_task(doc, &tree.wrap, &task);
        if !all.is_empty() {
            return all;
        }
    }
    // "Problem: ... What was done:" and then a list: one problem above its measures.
    let opens = |p: &Range<usize>| frame::label(doc.plain(p)) == Some(p.len()) && finder.judge.is_field(p);
    let first = tree.nodes.first().map_or(0, |n| n.marker.start);
    let above: Vec<Range<usize>> = tree.titles.iter().filter(|p| p.start < first).cloned().collect();
    if above.iter().any(|p| finder.judge.states(doc.plain(p))) && above.last().is_some_and(opens) {
        let mut all = finder.of_paragraphs(&above, &tree.nodes, &[], false);
        // Further tasks stand below the last measure of the first.
        let mut below = Vec::new();
        tree.nodes.iter().for_each(|node| finder.collect(node, &mut Vec::new(), &mut below));
        all.extend(below.into_iter().filter(|f| finder.judge.announced(doc.plain(&f.text))));
        if !all.is_empty() {
            return all;
        }
    }
    let mut all = Vec::new();
    // Lists within lines that stand below no heading, each from its first entry on.
    let within = |n: &Node| marker::is_inline_kind(n.kind) || n.inline;
    let goes_on = |a: &Node, b: &Node| (within(a) && within(b) || a.kind == b.kind) && b.number == a.number + 1;
    for list in tree.nodes.chunk_by(goes_on) {
        let mut told = if within(&list[0]) && finder.led(doc, &list[0]) { finder.of_led(list) } else { Vec::new() };
        if told.is_empty() {
            told = finder.of_parted(list, &[]);
        }
        if !told.is_empty() {
            all.extend(told);
            continue;
        }
        list.iter().for_each(|node| finder.collect(node, &mut Vec::new(), &mut told));
        if within(&list[0]) || list.iter().all(|n| n.children.is_empty()) {
            finder.add_company(list, &[], finder.announces(doc, &list[0]), &mut told);
        }
        all.extend(told);
    }
    // A paper without numbers, or with numbers in its measures only.
    let unnumbered = || finder.of_paragraphs(&tree.titles, &tree.nodes, &[], false);
    if all.is_empty() || tree.titles.len() >= UNNUMBERED_LINES_MIN && all.len() < UNNUMBERED_MIN {
        let above = unnumbered();
        if all.is_empty() || above.len() >= UNNUMBERED_MIN {
            all = above;
        }
    }
    // A list that is then answered item by item.
    let bare =
        |f: &Found| f.paras.is_empty() && f.children.is_empty() && f.fields.is_empty() && f.text.end <= f.wording.end + ALONE_CHARS_MAX;
    let again = |i: usize| all[i + 1..].iter().any(|o: &Found| !bare(o) && doc.plain(&o.wording) == doc.plain(&all[i].wording));
    let drop: Vec<usize> = (0..all.len()).rev().filter(|i| bare(&all[*i]) && again(*i)).collect();
    drop.into_iter().for_each(|i| {
        all.remove(i);
    });
    all.retain(|f| !is_process(doc.plain(&f.wording)));
    // In a layout that no rule knows, more problems stand in first sentences than the rules found.
    let more = if letter { Vec::new() } else { firsts::untaken(doc, &all) };
    if more.len() > all.len() {
        all.extend(more);
        all.sort_by_key(|f| f.wording.start);
    }
    if all.is_empty() && !letter {
        all = finder.of_cut(&tree.titles, &tree.nodes);
    }
    if all.is_empty() && !letter {
        let told = tree.titles.iter().filter_map(|p| pointed_out(doc, p));
        // What the title quotes in short is told in full below.
        all.extend(told.max_by_key(|r| r.len()).map(|r| problem(r.clone(), r, &[], None)));
    }
    all
}

/// A level of a paper: kind of number and depth.
type Level = (Kind, usize);

/// What the headings of a level are in this paper.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Mostly problems: a heading worded otherwise is one too.
    Problems,
    /// Mostly none, below a level of problems: a heading that blames is a measure all the same.
    Measures,
}

/// Count of a level: headings, problems among them, plain measures, headings below a problem.
#[derive(Default)]
struct Count {
    all: usize,
    problems: usize,
    measures: usize,
    below: usize,
}

pub(super) struct Finder<'d> {
    pub(super) judge: Judge<'d>,
    levels: HashMap<Level, Part>,
    /// Score of each heading by itself, by where it stands.
    scores: FxHashMap<(usize, usize), i32>,
}

impl Finder<'_> {
    /// Scores headings and all below them, each once.
    fn score_all(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.scores.insert((node.marker.start, node.text.start), self.judge.score(node));
            self.score_all(&node.children);
        }
    }

    /// Score of a heading by itself.
    fn own_score(&self, node: &Node) -> i32 {
        self.scores.get(&(node.marker.start, node.text.start)).copied().unwrap_or_default()
    }

    /// Learns from the whole paper which of its levels bear problems.
    fn learn(&self, nodes: &[Node]) -> HashMap<Level, Part> {
        let mut counts: HashMap<Level, Count> = HashMap::new();
        self.count(nodes, false, &mut counts);
        let part = |c: &Count| {
            if c.all >= 3 && c.problems * 2 >= c.all && c.measures * 4 <= c.all {
                Some(Part::Problems)
            } else if c.all >= 2 && c.below * 3 >= c.all * 2 && c.problems * 2 < c.all {
                Some(Part::Measures)
            } else {
                None
            }
        };
        counts.iter().filter_map(|(level, count)| Some((*level, part(count)?))).collect()
    }

    fn count(&self, nodes: &[Node], below: bool, counts: &mut HashMap<Level, Count>) {
        for node in nodes {
            let score = self.own_score(node);
            if self.judge.is_skipped(node) && score < 5 {
                continue;
            }
            let count = counts.entry((node.kind, node.level)).or_default();
            count.all += 1;
            count.problems += usize::from(score >= PROBLEM);
            count.measures += usize::from(score < 0);
            count.below += usize::from(below);
            self.count(&node.children, score >= PROBLEM, counts);
        }
    }

    /// Score of a heading, in the light of its level.
    fn score(&self, node: &Node) -> i32 {
        let score = self.own_score(node);
        match self.levels.get(&(node.kind, node.level)) {
            // A letter tells of no measures: what seems to be one among problems is a problem.
            Some(Part::Problems) if (-i32::from(self.judge.letter())..PROBLEM).contains(&score) => PROBLEM,
            Some(Part::Measures) if (PROBLEM..5).contains(&score) => PROBLEM - 1,
            _ => score,
        }
    }

    pub(super) fn found<'a>(&self, node: &'a Node, path: &[Range<usize>], score: i32, confidence: u8) -> Option<Found<'a>> {
        let wording = self.judge.wording(node);
        let told = self.judge.plain(&wording);
        // A word or two that blame nobody name something, whatever stands around them.
        let name = told.len() <= NAME_CHARS_MAX && score < 5 && listed(told) < AMONG;
        if name || words!("no_problem").ends(told).is_some() {
            return None;
        }
        let (marker, text) = (node.marker.clone(), node.text.clone());
        let (paras, children, tag) = (node.paras.clone(), Cow::Borrowed(node.children.as_slice()), self.judge.tag(&node.text));
        (!wording.is_empty()).then(|| Found {
            marker,
            text,
            paras,
            fields: Vec::new(),
            children,
            path: path.to_vec(),
            wording,
            tag,
            confidence,
            section: false,
            score,
        })
    }

    fn collect<'a>(&self, node: &'a Node, path: &mut Vec<Range<usize>>, all: &mut Vec<Found<'a>>) {
        let own = self.score(node);
        if self.judge.is_skipped(node) && own < 5 {
            return;
        }
        let mut below = Vec::new();
        path.push(node.text.clone());
        if let Some(found) = self.of_fields(node, path) {
            path.pop();
            return all.extend(found);
        }
        // What is listed under "measures" below a problem is no problem, whatever it put right.
        let told = |child: &Node| own < PROBLEM || self.numbered(child).is_none_or(|f| announces(self.judge.plain(&f.label)));
        for child in node.children.iter().filter(|c| told(c)) {
            self.collect(child, path, &mut below);
        }
        self.add_company(&node.children, path, self.judge.names_problems(node), &mut below);
        let dashed = self.of_bullets(node, path).or_where_none(|| self.of_dashes(node, path));
        let dashed = dashed.or_where_none(|| self.of_bare_bullets(node, path));
        let dashed = dashed.or_where_none(|| self.of_parted(&node.children, path));
        if !dashed.is_empty() {
            path.pop();
            return all.extend(dashed);
        }
        let answered = self.of_answers(node, path).or_where_none(|| self.of_settled(node, path));
        let answered = answered.or_where_none(|| self.of_now(node, path));
        let answered = answered.or_where_none(|| self.of_chain(node, path));
        let answered = answered.or_where_none(|| self.of_quotes(node, path, own));
        if !answered.is_empty() {
            path.pop();
            return all.extend(answered);
        }
        let listed = self.of_label(node, path).or_where_none(|| self.of_unit(node, path));
        let listed = listed.or_where_none(|| self.of_places(node, path));
        if !listed.is_empty() {
            path.pop();
            return all.extend(listed);
        }
        let mut paragraphs = self.of_paragraphs(&node.paras, &node.children, path, own >= PROBLEM);
        if paragraphs.is_empty() && below.is_empty() && own < PROBLEM {
            paragraphs = self.listed(&node.paras, path);
        }
        path.pop();
        // "Concerning 'slow work'" on a line of its own below a problem tells which of it is meant.
        let alone = |f: &Found| f.text.end <= f.wording.end + ALONE_CHARS_MAX && self.judge.quotes_at_once(&f.text);
        let narrowed = || paragraphs.len() == 1 && paragraphs.iter().all(alone);
        if paragraphs.len() > usize::from(own >= PROBLEM) || narrowed() || !paragraphs.is_empty() && self.names_only(node) {
            all.extend(paragraphs);
            // In a letter a unit's problems may be told in a paragraph, and more of them in a list after it.
            if self.judge.letter() && own < PROBLEM {
                all.append(&mut below);
            }
            return;
        }
        // Children are problems of their own when most of them are; otherwise they are this heading's measures.
        let of_children = node.children.iter().filter(|c| below.iter().any(|f| c.whole().contains(&f.marker.start))).count();
        let category =
            !below.is_empty() && (of_children * 2 >= node.children.len() || own < PROBLEM) && (own < 5 || self.strong(node, &below));
        if category {
            all.append(&mut below);
        } else if own >= PROBLEM {
            all.extend(self.found(node, path, own, (60 + 5 * own.min(7)) as u8));
        }
    }

    /// Whether a heading only names what the problem told under a label below it is about: it blames nobody, or is a title.
    fn names_only(&self, node: &Node) -> bool {
        fn label_of(text: &[char]) -> Option<&[char]> {
            frame::label(text).map(|n| &text[..n])
        }
        let name = self.judge.plain(&node.text);
        // One among headings that are problems is one that shows itself below.
        let among_problems = self.levels.get(&(node.kind, node.level)) == Some(&Part::Problems);
        let shows = |l: &[char]| self.judge.shows(l) && (among_problems || self.judge.is_called_problem(node));
        let tells = |p: &Range<usize>| label_of(self.judge.plain(p)).is_some_and(|l| announces(l) && !shows(l));
        // "The problem: ..." below "the problem of slow work" tells it in full.
        let told_whole = |p: &Range<usize>| {
            let whole = |l| words!("finding_label").is(frame::label_name(l));
            label_of(self.judge.plain(p)).is_some_and(whole) && p.len() > node.text.len()
        };
        // "Duty ten: young staff" above "The problem: ..." is a title, even where it sounds like blame.
        let surer = |p: &Range<usize>| tells(p) && fault(self.judge.plain(p)) > fault(name);
        let titled = |p: &Range<usize>| name.contains(&':') && surer(p);
        let again = |p: &Range<usize>| words!("problem_word").ends(name).is_some() && told_whole(p);
        let short = |p: &Range<usize>| name.len() <= NAME_CHARS_MAX && fault(name) < SURE && tells(p);
        node.paras.first().is_some_and(|p| again(p) || titled(p) || short(p)) || !self.judge.blames(node) && node.paras.iter().any(tells)
    }

    /// Whether headings below a problem are problems as well, and not its measures.
    fn strong(&self, node: &Node, found: &[Found]) -> bool {
        if self.judge.letter() {
            return true;
        }
        let listed = node.paras.iter().any(|p| self.judge.is_field(p));
        if listed || self.judge.names_problem(node) {
            return !listed && found.iter().any(|f| f.score >= 3);
        }
        let plain = |f: &Found| node.children.iter().any(|c| c.marker == f.marker && marker::is_inline_kind(c.kind));
        found.iter().any(|f| f.score >= 3) || found.iter().all(|f| !plain(f) && f.score >= PROBLEM)
    }

    /// Problems of a letter that stand one after another in a paragraph, parted by semicolons.
    fn listed<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let parts = |p: &Range<usize>| self.judge.clauses(p);
        let lists = paras.iter().map(parts).filter(|parts| {
            let blamed = parts.iter().filter(|p| blames(self.judge.plain(p))).count();
            self.judge.letter() && parts.len() >= LISTED_MIN && blamed * 3 >= parts.len() * 2
        });
        let found = |text: Range<usize>| Found { confidence: 60, ..problem(text.clone(), text, path, None) };
        // "The team learned: ..." is not part of the first.
        let told = |p: Range<usize>| p.start + found_at(self.judge.plain(&p)).unwrap_or(0)..p.end;
        lists.flatten().map(|p| found(self.judge.trim(told(p)))).collect()
    }

    /// Adds the few headings of a list whose other headings are problems: clerks word them in many ways.
    /// Below a heading that names problems, and lists nothing else, none need be sure by its form.
    fn add_company<'a>(&self, list: &'a [Node], path: &[Range<usize>], named: bool, below: &mut Vec<Found<'a>>) {
        let direct = list.iter().filter(|c| below.iter().any(|f| f.marker == c.marker)).count();
        let bare = list.iter().all(|c| c.children.is_empty() && !c.paras.iter().any(|p| self.judge.is_field(p)));
        let sum: f32 = list.iter().map(|c| listed(self.judge.plain(&self.judge.wording(c)))).sum();
        let told = named && bare && sum >= if self.judge.letter() { CALLED } else { FAULT } * list.len() as f32;
        let least = if told { 0 } else { list.len() * 2 };
        if direct * 3 < least || list.len() < COMPANY_MIN {
            return;
        }
        for child in list {
            let listed = below.iter().any(|f| child.whole().contains(&f.marker.start));
            // A letter has no measures, but it has demands.
            let acts = self.score(child) < 0 && (!(self.judge.letter() || named) || asks(self.judge.plain(&child.text)));
            let generic = self.judge.names_problems(child);
            if listed || acts || generic || self.judge.is_skipped(child) || self.judge.wording(child).len() > COMPANY_CHARS_MAX {
                continue;
            }
            let at = below.iter().position(|f| f.marker.start > child.marker.start).unwrap_or(below.len());
            if let Some(found) = self.found(child, path, 1, 50) {
                below.insert(at, found);
            }
        }
    }

    /// Problems that stand in paragraphs: each with the paragraphs and headings up to the next. What follows a list of
    /// running text stands in the tree below the list's last entry. `below` says that their heading is a problem itself.
    pub(super) fn of_paragraphs<'a>(
        &self,
        paras: &[Range<usize>],
        children: &'a [Node],
        path: &[Range<usize>],
        below: bool,
    ) -> Vec<Found<'a>> {
        let whole = self.judge.unwrapped(paras);
        let paras = whole.as_slice();
        let lines = self.of_tagged(paras, path).or_where_none(|| self.of_heads(paras, path));
        let lines = lines.or_where_none(|| self.of_items(paras, path));
        let lines = lines.or_where_none(|| self.of_arrows(paras, path));
        let lines = lines.or_where_none(|| self.of_brackets(paras, path));
        let lines = lines.or_where_none(|| if children.is_empty() { self.of_bare_heads(paras, path) } else { Vec::new() });
        if !(below || lines.is_empty()) {
            return lines;
        }
        let problem = |p: &Range<usize>| {
            let listed = self.judge.labelled_list(p, below);
            let one = || self.judge.paragraph(p).map(|wording| (p.clone(), wording)).into_iter().collect();
            if listed.is_empty() { one() } else { listed.into_iter().map(|w| (w.clone(), w)).collect::<Vec<_>>() }
        };
        let listed = behind_lists(children);
        let mut found: Vec<(Range<usize>, Range<usize>)> =
            paras.iter().chain(listed).flat_map(|p| self.judge.pieces(p)).flat_map(|p| problem(&p)).collect();
        found.sort_by_key(|f| f.0.start);
        // "How it shows" right below a problem tells no other.
        let shows = |f: &(Range<usize>, Range<usize>)| {
            let text = self.judge.plain(&f.0);
            frame::label(text).is_some_and(|n| self.judge.shows(&text[..n]))
        };
        let next = |a: &Range<usize>, b: &Range<usize>| !paras.iter().any(|p| p.start >= a.end && p.end <= b.start);
        let drop: Vec<usize> = (1..found.len()).filter(|i| shows(&found[*i]) && next(&found[i - 1].0, &found[*i].0)).collect();
        drop.into_iter().rev().for_each(|i| {
            found.remove(i);
        });
        let end = |i: usize| found.get(i + 1).map_or(usize::MAX, |(next, _)| next.start);
        let item = |(i, (text, wording)): (usize, &(Range<usize>, Range<usize>))| {
            let own = |start: usize| start >= text.end && start < end(i);
            let first = children.partition_point(|c| c.marker.start < text.end);
            let count = children[first..].iter().take_while(|c| own(c.marker.start)).count();
            let mut children = Cow::Borrowed(&children[first..first + count]);
            if children.iter().any(|c| c.paras.iter().any(|p| p.start >= end(i))) {
                children.to_mut().iter_mut().for_each(|c| c.paras.retain(|p| own(p.start)));
            }
            Found {
                marker: text.start..text.start,
                text: text.clone(),
                paras: paras[paras.partition_point(|p| p.start < text.end)..].iter().take_while(|p| own(p.start)).cloned().collect(),
                fields: Vec::new(),
                children,
                path: path.to_vec(),
                wording: wording.clone(),
                tag: self.judge.tag(text),
                confidence: 75,
                section: false,
                score: 5,
            }
        };
        found.iter().enumerate().map(item).collect()
    }
}

/// Paragraphs that stand in the tree below the entries of lists within lines.
fn behind_lists(nodes: &[Node]) -> Vec<&Range<usize>> {
    let lists = nodes.iter().filter(|c| c.inline || marker::is_inline_kind(c.kind));
    lists.flat_map(|c| c.paras.iter().chain(behind_lists(&c.children))).collect()
}
