//! Problems in lists of many forms: behind a label, below the name of a unit, between bullets or dashes.

use super::{
    finding::Finder,
    found::{Found, problem},
    phrase::{about, bullets, marks, problem_named, quotation_end, settled},
    reported::found_at,
    wording::{AMONG, Judge},
};
use crate::{
    clause::{FAULT, acts, asks, blames, fault, listed, throughout},
    doc::Doc,
    lexicon::{Often, often},
    tree::{
        Node, frame,
        label::{self, announces},
        marker,
    },
};
use std::ops::Range;

/// Fewest paragraphs between dashes that are problems of their own.
pub(super) const DASHES_MIN: usize = 2;
/// Share from which on the first sentence of one surely tells its problem.
const SURE: f32 = 0.5;
/// Longest bare name of a unit, in characters.
const UNIT_CHARS_MAX: usize = 20;
/// Share from which on what stands below it tells a problem without words that announce it.
const SURELY: f32 = 0.7;

/// Fewest clauses of a chain behind the sentence that sums them up.
const CHAIN_MIN: usize = 4;
/// Longest name of an aspect that a colon follows, in characters.
const ASPECT_CHARS_MAX: usize = 14;
/// Longest "the team pointed out," before one, in characters.
const LEAD_CHARS_MAX: usize = 12;
/// Longest "in the villages," before one, in characters.
const LEVEL_CHARS_MAX: usize = 8;
/// Longest line that announces the list below it, in characters.
const ANNOUNCED_CHARS_MAX: usize = 40;
/// Shortest problem that a sentence answers without quoting it, in characters.
const ANSWERED_CHARS_MIN: usize = 6;
/// Fewest lines right above the label of what was done.
const HEADS_MIN: usize = 2;

impl Finder<'_> {
    /// "The problems: first ...; second ...": entries of a list within its line, below a label of problems that stands alone.
    pub(super) fn of_label<'a>(&self, node: &'a Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let alone = |p: &&Range<usize>| frame::label(self.judge.plain(p)) == Some(p.len()) && announces(self.judge.plain(p));
        let Some(label) = node.paras.iter().find(alone) else { return Vec::new() };
        let below: Vec<&Node> = node.children.iter().skip_while(|c| c.marker.start < label.end).collect();
        let count = below.iter().zip(1..).take_while(|(c, n)| c.number == *n && c.kind == below[0].kind).count();
        // "Below: 'what was done:' and as many entries": each belongs to one.
        let answers = &below[count..];
        let answered = answers.len() == count && answers.iter().zip(1..).all(|(c, n)| c.number == n);
        let entries = &below[..count];
        let shows = self.judge.shows(self.judge.plain(label));
        let lines = !shows || answered;
        let shares: Vec<f32> = entries.iter().map(|c| listed(self.judge.plain(&c.text))).collect();
        let told = shares.iter().sum::<f32>() >= SURE * shares.len() as f32;
        if self.judge.letter() || count < DASHES_MIN || !told || !(lines || entries.iter().all(|c| c.inline)) {
            return Vec::new();
        }
        let found = |(i, c): (usize, &&'a Node)| {
            let own = self.found(c, path, 3, 75)?;
            let children = if answered { vec![answers[i].clone()] } else { c.children.clone() };
            // The label of what was done stands below the last of them.
            let paras = c.paras.iter().filter(|p| frame::label(self.judge.plain(p)) != Some(p.len())).cloned().collect();
            Some(Found { children: children.into(), paras, ..own })
        };
        entries.iter().enumerate().filter_map(found).collect()
    }

    /// Whether a label of problems, and nothing else, stands before a number within its line.
    pub(super) fn led(&self, doc: &Doc, node: &Node) -> bool {
        let line = doc.lines_to(node.marker.start).checked_sub(1).map(|i| doc.lines[i].range.start);
        let before = line.filter(|start| *start < node.marker.start).map(|start| self.judge.plain(&(start..node.marker.start)));
        before.is_some_and(|text| frame::label(text) == Some(text.len()) && announces(text))
    }

    /// Whether the line right above a list announces problems: "the problems found are told below:".
    pub(super) fn announces(&self, doc: &Doc, first: &Node) -> bool {
        let above = doc.lines_to(first.marker.start).checked_sub(2).and_then(|i| doc.lines.get(i));
        let text = above.map(|l| self.judge.plain(&l.range)).unwrap_or_default();
        let word = words!("problem_word").is_in(text) || words!("hazard_word").is_in(text);
        text.last() == Some(&':') && text.len() <= ANNOUNCED_CHARS_MAX && word && !words!("rectified").is_in(text)
    }

    /// Entries of a list within its line behind a label of problems, and the problems that are told in the paragraphs below.
    pub(super) fn of_led<'a>(&self, list: &'a [Node]) -> Vec<Found<'a>> {
        let shares: Vec<f32> = list.iter().map(|n| listed(self.judge.plain(&n.text))).collect();
        if shares.iter().sum::<f32>() < FAULT * shares.len() as f32 {
            return Vec::new();
        }
        let mut all = Vec::new();
        for node in list {
            let next = node.paras.iter().position(|p| self.judge.announced(self.judge.plain(p))).unwrap_or(node.paras.len());
            let entry = self.found(node, &[], 3, 75).filter(|f| !asks(self.judge.plain(&f.wording)));
            all.extend(entry.map(|f| Found { paras: node.paras[..next].to_vec(), ..f }));
            all.extend(self.of_paragraphs(&node.paras[next..], &node.children, &[], false));
        }
        all
    }

    /// "(One) On the archive. Files are loose, bound again; fields are empty, filled in": clauses that tell a problem each, and
    /// that it is settled.
    pub(super) fn of_settled<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let parts: Vec<Range<usize>> = [&node.text].into_iter().chain(&node.paras).flat_map(|p| self.judge.clauses(p)).collect();
        let told = |r: &Range<usize>| {
            let keep = settled(self.judge.plain(r))?;
            let comma = r.start + keep;
            Some((r.clone(), r.start..comma, self.judge.trim(comma + 1..r.end)))
        };
        let all: Vec<_> = parts.iter().filter_map(told).collect();
        if self.judge.letter() || !node.children.is_empty() || all.len() < DASHES_MIN {
            return Vec::new();
        }
        all.into_iter().map(|(text, wording, done)| Found { paras: vec![done], ..problem(text, wording, path, None) }).collect()
    }

    /// "Files are loose. By now they are bound. Fields are empty. By now ...": sentences that tell a problem each, and right
    /// behind each one how it stands by now.
    pub(super) fn of_now<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let sentences: Vec<Range<usize>> = node.paras.iter().flat_map(|p| self.judge.sentences(p)).collect();
        let plain = |i: usize| self.judge.plain(&sentences[i]);
        let now = |i: usize| words!("by_now").at(plain(i), 0).is_some();
        let marked: Vec<usize> = (1..sentences.len()).filter(|i| now(*i) && !now(i - 1)).collect();
        // A problem may be told in several sentences; what was done about the one before may be as well.
        let from = |n: usize| if n == 0 { 0 } else { marked[n - 1] + 1 };
        let surely = |i: &usize| throughout(plain(*i)) >= SURELY;
        let told: Vec<usize> = (0..marked.len()).map(|n| (from(n)..marked[n]).find(surely).unwrap_or(marked[n] - 1)).collect();
        let shares: Vec<f32> = told.iter().map(|i| throughout(plain(*i))).collect();
        let blamed = shares.iter().filter(|s| **s >= FAULT).count();
        let sure = blamed * 3 >= told.len() * 2 && shares.iter().sum::<f32>() >= SURE * shares.len() as f32;
        if self.judge.letter() || told.len() < DASHES_MIN || !sure {
            return Vec::new();
        }
        let ends = told.iter().skip(1).copied().chain([sentences.len()]);
        let found = |(at, end): (&usize, usize)| {
            let text = sentences[*at].clone();
            let wording = text.start..text.end - marks(plain(*at));
            Found { paras: sentences[at + 1..end].to_vec(), ..problem(text, wording, path, None) }
        };
        told.iter().zip(ends).map(found).collect()
    }

    /// "The register needs care. In the villages, some entries are late; some forms are empty; a few ...": clauses behind the
    /// first sentence most of which begin with "some", where all tell problems.
    pub(super) fn of_chain<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let text = self.judge.plain(&node.text);
        // "In drafting: A; B; C": a name and a colon open the list as well.
        let colon = text.iter().take(ASPECT_CHARS_MAX).position(|c| *c == ':').filter(|at| !blames(&text[..*at]));
        // What was done may follow in the same line.
        let own = self.judge.sentences(&node.text).into_iter().take_while(|s| !label::is_field(self.judge.plain(s))).last();
        let mut clauses_of = self.judge.clauses(&(node.text.start..own.map_or(node.text.end, |s| s.end)));
        if let Some(at) = colon.filter(|_| !clauses_of.is_empty()) {
            let first = clauses_of.remove(0);
            let rest = self.judge.trim((node.text.start + at + 1).min(first.end)..first.end);
            clauses_of.splice(0..0, [node.text.start..node.text.start + at, rest]);
        }
        let clauses = clauses_of.get(1..).unwrap_or_default();
        let lead = |r: &Range<usize>| {
            let r = &(r.start + found_at(self.judge.plain(r)).filter(|n| *n <= LEAD_CHARS_MAX).unwrap_or(0)..r.end);
            let text = self.judge.plain(r);
            let comma = text.iter().take(LEVEL_CHARS_MAX).position(|c| *c == ',');
            comma.filter(|at| words!("some_of").at(text, at + 1).is_some()).map_or(r.start, |at| r.start + at + 1)..r.end
        };
        let told: Vec<Range<usize>> = clauses.iter().map(lead).collect();
        let some = told.iter().filter(|r| words!("some_of").at(self.judge.plain(r), 0).is_some()).count();
        // "In management. A; B": the name of an aspect opens the list.
        let named = clauses_of.first().is_some_and(|r| words!("category_end").ends(self.judge.plain(r)).is_some()) || colon.is_some();
        let shares: Vec<f32> = told.iter().map(|r| listed(self.judge.plain(r))).collect();
        let all = shares.iter().all(|s| *s >= AMONG) && shares.iter().sum::<f32>() >= FAULT * shares.len() as f32;
        let chain = if named { told.len() >= DASHES_MIN } else { told.len() >= CHAIN_MIN && some * 2 >= told.len() };
        if self.judge.letter() || !(chain && all && (node.children.is_empty() || node.paras.iter().any(|p| self.judge.is_field(p)))) {
            return Vec::new();
        }
        told.into_iter().map(|w| problem(w.clone(), w, path, None)).collect()
    }

    /// "A. The drill is on paper -- staged again": entries most of which a dash parts into a problem and what was done.
    pub(super) fn of_parted<'a>(&self, list: &'a [Node], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let parted = |c: &'a Node| {
            let text = self.judge.plain(&c.text);
            let at = text.windows(2).position(|w| w == ['\u{2014}'; 2]).filter(|at| *at > 3)?;
            let end = at + text[at..].iter().take_while(|c| **c == '\u{2014}').count();
            Some((c, c.text.start..c.text.start + at, self.judge.trim(c.text.start + end..c.text.end)))
        };
        let parts: Vec<_> = list.iter().filter_map(parted).collect();
        let share = |r: &Range<usize>| listed(self.judge.plain(r));
        let (told, done) = parts.iter().fold((0.0, 0.0), |(a, b), (_, told, done)| (a + share(told), b + share(done)));
        let least = FAULT * parts.len() as f32;
        if self.judge.letter() || parts.len() < HEADS_MIN || parts.len() * 3 < list.len() * 2 || told < least || done >= least {
            return Vec::new();
        }
        let found = |(c, told, done): (&Node, Range<usize>, Range<usize>)| {
            let tag = self.judge.tag(&told);
            let told = self.judge.trim(told.start..tag.as_ref().map_or(told.end, |t| t.start - 1));
            let wording = told.start..told.end - marks(self.judge.plain(&told));
            Found { paras: vec![done], marker: c.marker.clone(), ..problem(c.text.clone(), wording, path, tag) }
        };
        parts.into_iter().map(found).collect()
    }

    /// In a circular, what stands below the bare name of a unit: sentences all of which surely tell problems.
    pub(super) fn of_unit<'a>(&self, node: &'a Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let text = self.judge.plain(&node.text);
        let unit = text.len() <= UNIT_CHARS_MAX && words!("place_end").ends(text).is_some() && !blames(text);
        if !(self.judge.letter() && unit) {
            return Vec::new();
        }
        if !node.children.is_empty() {
            return self.listed_below(node, path);
        }
        let parts: Vec<Range<usize>> = node.paras.iter().flat_map(|p| self.judge.clauses(p)).collect();
        let tells = |p: &Range<usize>| throughout(self.judge.plain(p)) >= SURELY && !asks(self.judge.plain(p));
        if parts.is_empty() || !parts.iter().all(tells) {
            return Vec::new();
        }
        let found = |p: &Range<usize>| problem(p.clone(), p.start..p.end - marks(self.judge.plain(p)), path, None);
        parts.iter().map(found).collect()
    }

    /// "Stone village: the bin overflows; the stove is cold": below a heading that names problems, what lines tell of places.
    pub(super) fn of_places<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let told = |p: &Range<usize>| {
            let text = self.judge.plain(p);
            let at = text.iter().take(UNIT_CHARS_MAX).position(|c| *c == ':')?;
            let place = words!("place_end").ends(&text[..at]).is_some() && frame::label(text).is_none();
            place.then(|| self.judge.clauses(&(p.start + at + 1..p.end)))
        };
        let lists: Vec<Vec<Range<usize>>> = node.paras.iter().filter_map(told).collect();
        let clauses: Vec<Range<usize>> = lists.iter().flatten().cloned().collect();
        let sum: f32 = clauses.iter().map(|r| listed(self.judge.plain(r))).sum();
        let named = node.children.is_empty() && self.judge.names_problems(node);
        if !named || lists.len() < DASHES_MIN || lists.len() < node.paras.len() || sum < FAULT * clauses.len() as f32 {
            return Vec::new();
        }
        let found = |r: Range<usize>| problem(r.clone(), r.start..r.end - marks(self.judge.plain(&r)), path, None);
        clauses.into_iter().map(found).collect()
    }

    /// The numbered lines below the bare name of a unit, where together they tell problems and none demands.
    fn listed_below<'a>(&self, node: &'a Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let shares: Vec<f32> = node.children.iter().map(|c| listed(self.judge.plain(&c.text))).collect();
        let bare = |c: &Node| c.children.is_empty() && c.paras.is_empty() && !asks(self.judge.plain(&c.text));
        let told = shares.iter().sum::<f32>() >= FAULT * shares.len() as f32 && shares.iter().all(|s| *s >= AMONG);
        if !(node.paras.is_empty() && told && node.children.iter().all(bare)) {
            return Vec::new();
        }
        node.children.iter().filter_map(|c| self.found(c, path, 3, 65)).collect()
    }

    /// "Concerning 'slow work' 'poor records'": each of several quotations one right behind another.
    pub(super) fn of_quotes<'a>(&self, node: &'a Node, path: &[Range<usize>], score: i32) -> Vec<Found<'a>> {
        let text = self.judge.plain(&node.text);
        let Some(from) = about(text).or_else(|| text.first().filter(|c| words!("open_quote").has(**c)).map(|_| 0)) else {
            return Vec::new();
        };
        let (mut i, mut all) = (from, Vec::new());
        while text.get(i).is_some_and(|c| words!("open_quote").has(*c)) {
            let Some(close) = quotation_end(text, i) else { return Vec::new() };
            all.push(node.text.start + i + 1..node.text.start + close);
            i = close + 1;
            i += usize::from(text.get(i).is_some_and(|c| matches!(c, '\u{3001}' | ',')));
        }
        let others = words!("and_others").at(text, i).map_or(0, |(n, _)| n);
        if all.len() < DASHES_MIN || problem_named(text, i + others).is_none() {
            return Vec::new();
        }
        let last = all.len() - 1;
        let of = |(n, wording): (usize, Range<usize>)| {
            let own = self.found(node, path, score, 80)?;
            // What was done about all of them belongs to the last.
            Some(if n == last { Found { wording, ..own } } else { problem(wording.clone(), wording, path, None) })
        };
        all.into_iter().enumerate().filter_map(of).collect()
    }

    /// "Concerning slow spending. To the problem that funds came late, ... To the problem that ...": what each sentence
    /// answers, where the one right behind the heading begins so.
    pub(super) fn of_answers<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let sentences: Vec<Range<usize>> = [&node.text].into_iter().chain(&node.paras).flat_map(|p| self.judge.sentences(p)).collect();
        let answers = |r: &Range<usize>| {
            let text = self.judge.plain(r);
            let (to, _) = words!("about_quoted").at(text, 0)?;
            let comma = text.iter().position(|c| *c == ',')?;
            let end = comma - words!("problem_word").end_len(&text[..comma]);
            let end = end - usize::from(words!("particle").has(text[end - 1]));
            (end < comma && end >= to + ANSWERED_CHARS_MIN).then_some(r.start + to..r.start + end)
        };
        let framed = about(self.judge.plain(&node.text)).is_some();
        let tells = |r: &Range<usize>| answers(r).is_some_and(|w| fault(self.judge.plain(&w)) >= FAULT);
        if self.judge.letter() {
            return Vec::new();
        }
        // Below a heading that names nothing, clauses nearly all of which answer.
        let clauses: Vec<Range<usize>> = node.paras.iter().flat_map(|p| self.judge.clauses(p)).collect();
        let answering = clauses.iter().filter_map(answers).collect::<Vec<_>>();
        let sum: f32 = answering.iter().map(|w| listed(self.judge.plain(w))).sum();
        let chain = answering.len() >= HEADS_MIN && answering.len() * 3 >= clauses.len() * 2 && sum >= FAULT * answering.len() as f32;
        let parts = if chain { clauses } else { sentences };
        if !(chain || framed && parts.get(1).is_some_and(tells)) {
            return Vec::new();
        }
        let told: Vec<(Range<usize>, Range<usize>)> = parts.into_iter().filter_map(|s| Some((s.clone(), answers(&s)?))).collect();
        told.into_iter().map(|(text, wording)| problem(text, wording, path, None)).collect()
    }

    /// Headings between bullets of one kind that tell problems, above lines between bullets of another.
    pub(super) fn of_bullets<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let glyph = |p: &Range<usize>| self.judge.plain(p).first().copied().filter(|c| often(Often::Bullet).has(*c));
        let Some(first) = node.paras.iter().find_map(glyph) else { return Vec::new() };
        let heads: Vec<usize> = (0..node.paras.len()).filter(|i| glyph(&node.paras[*i]) == Some(first)).collect();
        let bare = |p: &Range<usize>| self.judge.bare_line(p);
        let tells = heads.iter().filter(|i| throughout(self.judge.plain(&bare(&node.paras[**i]))) >= SURE).count();
        let parted = heads.windows(2).all(|w| w[1] > w[0] + 1) && node.paras.iter().filter_map(glyph).any(|c| c != first);
        if self.judge.letter() || !parted || tells * 2 < heads.len() {
            return Vec::new();
        }
        let ends = heads.iter().skip(1).copied().chain([node.paras.len()]);
        let found = |(at, end): (&usize, usize)| {
            let (text, wording) = (node.paras[*at].clone(), bare(&node.paras[*at]));
            let tag = self.judge.tag(&wording);
            let paras = node.paras[at + 1..end].to_vec();
            Found { paras, ..problem(text, wording, path, tag) }
        };
        heads.iter().zip(ends).map(found).collect()
    }

    /// Paragraphs between bullets that each tell a problem and no more.
    pub(super) fn of_bare_bullets<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let told: Vec<Range<usize>> = node.paras.iter().map(|p| self.judge.bare_line(p)).collect();
        let shares: Vec<f32> = told.iter().map(|r| listed(self.judge.plain(r))).collect();
        let all = node.children.is_empty() && node.paras.iter().all(|p| bullets(self.judge.plain(p)) > 0);
        let sure = shares.iter().all(|s| *s >= AMONG) && shares.iter().sum::<f32>() >= SURE * shares.len() as f32;
        let one = |r: &Range<usize>| !self.judge.plain(r).contains(&'\u{3002}');
        if self.judge.letter() || !all || !sure || told.len() < DASHES_MIN || !told.iter().all(one) {
            return Vec::new();
        }
        told.into_iter().map(|w| problem(w.clone(), w, path, None)).collect()
    }

    /// Paragraphs between dashes that each tell a problem in the first sentence, and what was done in the others: the heading
    /// above them is what they have in common.
    pub(super) fn of_dashes<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let bullet = |p: &Range<usize>| bullets(self.judge.plain(p));
        let parted = |p: &Range<usize>| {
            let text = self.judge.trim(p.start + Some(bullet(p)).filter(|n| *n > 0)?..p.end);
            let first = self.judge.clauses(&text).into_iter().next()?;
            let rest = self.judge.trim((first.end + 1).min(text.end)..text.end);
            let whole = self.judge.plain(&(first.end..text.end)).first() == Some(&'\u{3002}');
            (whole && !rest.is_empty()).then_some((text, first, rest))
        };
        let dashes = node.paras.iter().filter(|p| bullet(p) > 0).count();
        let parts: Vec<_> = node.paras.iter().filter_map(parted).collect();
        let share = |r: &Range<usize>| throughout(self.judge.plain(r));
        let sure = parts.iter().filter(|(_, first, rest)| share(first) >= SURE && share(rest) < SURE).count();
        if self.judge.letter() || sure < DASHES_MIN || sure * 2 < dashes {
            return Vec::new();
        }
        let found = |(text, first, _): (Range<usize>, Range<usize>, Range<usize>)| {
            let wording = self.judge.told(&first).unwrap_or(first);
            let tag = self.judge.tag(&wording);
            problem(text, wording, path, tag)
        };
        // Where most of a list tells problems, the rest does so in other words.
        parts.into_iter().filter(|(_, first, _)| !acts(self.judge.plain(first))).map(found).collect()
    }
}

impl Judge<'_> {
    /// What stands under a label of problems between semicolons, where all of it blames: "the problems found: A; B; C".
    /// Below a problem only what was fed back is listed so; else it is how that problem shows.
    pub fn labelled_list(&self, para: &Range<usize>, below: bool) -> Vec<Range<usize>> {
        let text = self.plain(para);
        let fed = |n: usize| !below || words!("finding_label").is(frame::label_name(&text[..n]));
        let lists = |n: &usize| announces(&text[..*n]) && !self.shows(&text[..*n]) && fed(*n);
        let Some(label) = frame::label(text).filter(lists) else { return Vec::new() };
        self.list(&(para.start + label..para.end))
    }

    /// The parts of a stretch up to its full stop that semicolons part, where all of them blame.
    pub fn list(&self, content: &Range<usize>) -> Vec<Range<usize>> {
        let content = self.trim(content.clone());
        let end = self.plain(&content).iter().position(|c| *c == '\u{3002}').map_or(content.end, |n| content.start + n);
        let parts = self.clauses(&(content.start..end));
        let parts: Vec<Range<usize>> =
            parts.into_iter().map(|p| self.unnumbered(p)).map(|p| p.start..p.end - marks(self.plain(&p))).collect();
        let shares: Vec<f32> = parts.iter().map(|p| listed(self.plain(p))).collect();
        let all = parts.len() >= 2 && shares.iter().all(|s| *s >= AMONG) && shares.iter().sum::<f32>() >= FAULT * shares.len() as f32;
        if all { parts } else { Vec::new() }
    }

    /// A part of a list without its number.
    fn unnumbered(&self, part: Range<usize>) -> Range<usize> {
        let ordinal = words!("draft_ordinal").at(self.plain(&part), 0).map(|(n, _)| part.start + n);
        let number = || marker::readings(self.whole_text(), part.start, part.end).into_iter().find(|r| r.doubt == 0).map(|r| r.text);
        ordinal.or_else(number).map_or(part.clone(), |start| self.trim(start.min(part.end)..part.end))
    }
}
