//! Problems in lists of many forms: behind a label, below the name of a unit, between bullets or dashes.

use super::{
    finding::{Finder, Found, problem},
    phrase::{about, marks, problem_named, settled},
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
const DASHES_MIN: usize = 2;
/// Share from which on the first sentence of one surely tells its problem.
const SURE: f32 = 0.5;
/// Longest bare name of a unit, in characters.
const UNIT_CHARS_MAX: usize = 20;
/// Share from which on what stands below it tells a problem without words that announce it.
const SURELY: f32 = 0.7;

/// Longest line that heads what was done, in characters.
const HEAD_CHARS_MAX: usize = 80;
/// Fewest clauses of a chain behind the sentence that sums them up.
const CHAIN_MIN: usize = 4;
/// Longest name of an aspect that a colon follows, in characters.
const ASPECT_CHARS_MAX: usize = 14;
/// Longest "the team pointed out," before one, in characters.
const LEAD_CHARS_MAX: usize = 12;
/// Longest "in the villages," before one, in characters.
const LEVEL_CHARS_MAX: usize = 8;
/// Shortest problem that a sentence answers without quoting it, in characters.
const ANSWERED_CHARS_MIN: usize = 6;
/// Shortest problem in brackets, in characters.
const BRACKET_CHARS_MIN: usize = 5;
/// Fewest lines right above the label of what was done.
const HEADS_MIN: usize = 2;

impl Finder<'_> {
    /// "The problems: first ...; second ...": entries of a list within its line, below a label of problems that stands alone.
    pub(super) fn of_label<'a>(&self, node: &'a Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let alone = |p: &&Range<usize>| frame::label(self.judge.plain(p)) == Some(p.len()) && announces(self.judge.plain(p));
        let Some(label) = node.paras.iter().find(alone) else { return Vec::new() };
        let below = node.children.iter().skip_while(|c| c.marker.start < label.end);
        let entries: Vec<&Node> = below.zip(1..).take_while(|(c, n)| c.inline && c.number == *n).map(|(c, _)| c).collect();
        let shares: Vec<f32> = entries.iter().map(|c| listed(self.judge.plain(&c.text))).collect();
        if self.judge.letter() || entries.len() < DASHES_MIN || shares.iter().sum::<f32>() < SURE * shares.len() as f32 {
            return Vec::new();
        }
        entries.into_iter().filter_map(|c| self.found(c, path, 3, 75)).collect()
    }

    /// Whether a label of problems, and nothing else, stands before a number within its line.
    pub(super) fn led(&self, doc: &Doc, node: &Node) -> bool {
        let line = doc.lines_to(node.marker.start).checked_sub(1).map(|i| doc.lines[i].range.start);
        let before = line.filter(|start| *start < node.marker.start).map(|start| self.judge.plain(&(start..node.marker.start)));
        before.is_some_and(|text| frame::label(text) == Some(text.len()) && announces(text))
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
            let mut depth = 0i32;
            let closes = |c: &char| {
                depth += i32::from(words!("open_quote").has(*c)) - i32::from(words!("close_quote").has(*c));
                depth <= 0
            };
            let Some(n) = text[i..].iter().position(closes) else { return Vec::new() };
            all.push(node.text.start + i + 1..node.text.start + i + n);
            i += n + 1;
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
        if self.judge.letter() || !framed || !sentences.get(1).is_some_and(tells) {
            return Vec::new();
        }
        let told: Vec<(Range<usize>, Range<usize>)> = sentences.into_iter().filter_map(|s| Some((s.clone(), answers(&s)?))).collect();
        told.into_iter().map(|(text, wording)| problem(text, wording, path, None)).collect()
    }

    /// Lines each of which ends with words in brackets that say how it stands and what was done.
    pub(super) fn of_tagged<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let tagged: Vec<(&Range<usize>, Range<usize>)> = paras.iter().filter_map(|p| Some((p, self.judge.said_in_brackets(p)?))).collect();
        let told = |(p, said): &(&Range<usize>, Range<usize>)| p.start..said.start - 1;
        let blamed = tagged.iter().filter(|t| blames(self.judge.plain(&told(t)))).count();
        if tagged.len() < DASHES_MIN || blamed * 2 < tagged.len() {
            return Vec::new();
        }
        let found = |(p, said): &(&Range<usize>, Range<usize>)| {
            let told = told(&(p, said.clone()));
            let bullets = self.judge.plain(&told).iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count();
            let wording = self.judge.trim(told.start + bullets..told.end - marks(self.judge.plain(&told)));
            // What was done follows the first sentence of the words in brackets.
            let first =
                self.judge.plain(said).iter().position(|c| matches!(c, '\u{3002}' | ',' | ';')).map_or(said.end, |n| said.start + n);
            let done = self.judge.trim((first + 1).min(said.end)..said.end);
            let paras = Some(done).filter(|d| !d.is_empty()).into_iter().collect();
            Found { paras, ..problem(told, wording, path, Some(said.start..first)) }
        };
        tagged.iter().map(found).collect()
    }

    /// Paragraphs that begin with a problem in brackets: "[Work is slow] What was done: ...".
    pub(super) fn of_brackets<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let parted = |p: &Range<usize>| {
            let text = self.judge.plain(p);
            let close = match text.first()? {
                '\u{3010}' => '\u{3011}',
                '[' => ']',
                _ => return None,
            };
            let end = text.iter().position(|c| *c == close).filter(|e| *e > BRACKET_CHARS_MIN)?;
            let rest = self.judge.trim((p.start + end + 1).min(p.end)..p.end);
            let label = frame::label(text).is_some() || !label::is_field(self.judge.plain(&rest));
            (!label).then(|| (p.clone(), p.start + 1..p.start + end, rest))
        };
        let parts: Vec<_> = paras.iter().filter_map(parted).collect();
        if self.judge.letter() || parts.is_empty() {
            return Vec::new();
        }
        parts.into_iter().map(|(text, wording, rest)| Found { paras: vec![rest], ..problem(text, wording, path, None) }).collect()
    }

    /// Lines without a stop that surely tell problems, each above sentences of what was done.
    pub(super) fn of_bare_heads<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let plain = |i: usize| self.judge.plain(&paras[i]);
        let stopped = |i: usize| plain(i).last().is_some_and(|c| often(Often::Terminal).has(*c));
        let heads: Vec<usize> = (0..paras.len()).filter(|i| !stopped(*i) && plain(*i).len() <= HEAD_CHARS_MAX).collect();
        let ends: Vec<usize> = heads.iter().skip(1).copied().chain([paras.len()]).collect();
        let parted = heads.first() == Some(&0) && heads.iter().zip(&ends).all(|(a, b)| *b > a + 1);
        let mean = |all: Vec<usize>| all.iter().map(|i| throughout(plain(*i))).sum::<f32>() / all.len().max(1) as f32;
        let below: Vec<usize> = (0..paras.len()).filter(|i| !heads.contains(i)).collect();
        let labelled = (0..paras.len()).any(|i| frame::label(plain(i)).is_some());
        if self.judge.letter() || !parted || heads.len() < HEADS_MIN || labelled || mean(heads.clone()) < SURE || mean(below) >= FAULT {
            return Vec::new();
        }
        let found = |(at, end): (&usize, &usize)| {
            let wording = paras[*at].start..paras[*at].end - marks(plain(*at));
            Found { paras: paras[at + 1..*end].to_vec(), ..problem(paras[*at].clone(), wording, path, None) }
        };
        heads.iter().zip(&ends).map(found).collect()
    }

    /// Lines without a number that stand right above the label of what was done, and lines like them further on.
    pub(super) fn of_heads<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let plain = |i: usize| self.judge.plain(&paras[i]);
        let bare = |i: usize| {
            let text = plain(i);
            let open = text.last().is_some_and(|c| c.is_alphanumeric() || words!("close_quote").has(*c) || matches!(c, ')' | '%' | '"'));
            open && text.len() <= HEAD_CHARS_MAX && frame::label(text).is_none()
        };
        let above = |i: &usize| bare(*i) && paras.get(i + 1).is_some_and(|p| label::is_field(self.judge.plain(p)));
        let blamed = |i: &usize| fault(plain(*i)) >= FAULT;
        let over: Vec<usize> = (0..paras.len()).filter(above).collect();
        let mut heads: Vec<usize> = over.iter().copied().filter(blamed).collect();
        if self.judge.letter() || heads.len() < HEADS_MIN {
            return Vec::new();
        }
        // Where most of them surely do, the others tell problems in other words.
        if heads.len() * 3 >= over.len() * 2 {
            heads = over;
        }
        // "01 Work is slow": a number without a mark.
        let number = |i: usize| {
            let digits = plain(i).iter().take_while(|c| c.is_ascii_digit()).count();
            if digits > 0 && plain(i).get(digits) == Some(&' ') { digits + 1 } else { 0 }
        };
        // Further on the labels may be left out: a line that surely tells a problem, and one below it that acts.
        let acted = |i: usize| i < paras.len() && !bare(i) && throughout(plain(i)) < SURE;
        let alike = |i: &usize| *i > heads[0] && bare(*i) && throughout(plain(*i)) >= SURELY && acted(i + 1);
        let all: Vec<usize> = (0..paras.len()).filter(|i| heads.contains(i) || alike(i)).collect();
        let ends = all.iter().skip(1).copied().chain([paras.len()]);
        let found = |(at, end): (&usize, usize)| {
            let wording = paras[*at].start + number(*at)..paras[*at].end - marks(plain(*at));
            let tag = self.judge.tag(&wording);
            // The name of the next aspect ends what belongs to a problem.
            let own = (at + 1..end).take_while(|i| !bare(*i)).map(|i| paras[i].clone()).collect();
            Found { paras: own, ..problem(paras[*at].clone(), wording, path, tag) }
        };
        all.iter().zip(ends).map(found).collect()
    }

    /// Lines between bullets right below words that announce problems: "it was found that the following is lacking:".
    pub(super) fn of_items<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let bullet = |p: &Range<usize>| self.judge.plain(p).first().is_some_and(|c| often(Often::Bullet).has(*c));
        let announces = |p: &Range<usize>| {
            let text = self.judge.plain(p);
            let sentence = text.rsplit(|c| *c == '\u{3002}').next().unwrap_or_default();
            text.last() == Some(&':')
                && words!("draft_close_noun").is_in(sentence)
                && !words!("rectified").is_in(sentence)
                && !acts(sentence)
        };
        let Some(at) = paras.iter().position(announces) else { return Vec::new() };
        let bare = |p: &Range<usize>| {
            let bullets = self.judge.plain(p).iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count();
            p.start + bullets..p.end - marks(self.judge.plain(p))
        };
        let items: Vec<Range<usize>> = paras[at + 1..].iter().take_while(|p| bullet(p)).map(bare).collect();
        let shares: Vec<f32> = items.iter().map(|r| listed(self.judge.plain(r))).collect();
        if items.len() < DASHES_MIN || shares.iter().sum::<f32>() < FAULT * shares.len() as f32 {
            return Vec::new();
        }
        items.into_iter().map(|w| problem(w.clone(), w, path, None)).collect()
    }

    /// Headings between bullets of one kind that tell problems, above lines between bullets of another.
    pub(super) fn of_bullets<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let glyph = |p: &Range<usize>| self.judge.plain(p).first().copied().filter(|c| often(Often::Bullet).has(*c));
        let Some(first) = node.paras.iter().find_map(glyph) else { return Vec::new() };
        let heads: Vec<usize> = (0..node.paras.len()).filter(|i| glyph(&node.paras[*i]) == Some(first)).collect();
        let bare = |p: &Range<usize>| {
            let bullets = self.judge.plain(p).iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count();
            p.start + bullets..p.end - marks(self.judge.plain(p))
        };
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
        let bullets = |p: &Range<usize>| self.judge.plain(p).iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count();
        let bare = |p: &Range<usize>| p.start + bullets(p)..p.end - marks(self.judge.plain(p));
        let told: Vec<Range<usize>> = node.paras.iter().map(bare).collect();
        let shares: Vec<f32> = told.iter().map(|r| listed(self.judge.plain(r))).collect();
        let all = node.children.is_empty() && node.paras.iter().all(|p| bullets(p) > 0);
        let sure = shares.iter().all(|s| *s >= AMONG) && shares.iter().sum::<f32>() >= SURE * shares.len() as f32;
        let one = |r: &Range<usize>| !self.judge.plain(r).contains(&'\u{3002}');
        if self.judge.letter() || !all || !sure || told.len() < DASHES_MIN || !told.iter().all(one) {
            return Vec::new();
        }
        told.into_iter().map(|w| problem(w.clone(), w, path, None)).collect()
    }

    /// Lines with an arrow from a problem to what was done.
    pub(super) fn of_arrows<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let parted = |p: &Range<usize>| {
            let text = self.judge.plain(p);
            let bullets = text.iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count();
            let at = text.iter().position(|c| words!("arrow").has(*c)).filter(|at| *at > bullets + 3)?;
            Some((p.clone(), self.judge.trim(p.start + bullets..p.start + at), self.judge.trim(p.start + at + 1..p.end)))
        };
        let parts: Vec<_> = paras.iter().filter_map(parted).filter(|(_, _, done)| done.len() > 1).collect();
        let sum: f32 = parts.iter().map(|(_, told, _)| listed(self.judge.plain(told))).sum();
        if self.judge.letter() || parts.len() < DASHES_MIN || sum < FAULT * parts.len() as f32 {
            return Vec::new();
        }
        let found = |(text, told, done): (Range<usize>, Range<usize>, Range<usize>)| {
            let wording = self.judge.told(&told).unwrap_or(told);
            Found { paras: vec![done], ..problem(text, wording, path, None) }
        };
        parts.into_iter().map(found).collect()
    }

    /// Paragraphs between dashes that each tell a problem in the first sentence, and what was done in the others: the heading
    /// above them is what they have in common.
    pub(super) fn of_dashes<'a>(&self, node: &Node, path: &[Range<usize>]) -> Vec<Found<'a>> {
        let bullet = |p: &Range<usize>| self.judge.plain(p).iter().take_while(|c| often(Often::Bullet).has(**c) || **c == ' ').count();
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
    /// What the words in brackets at the end of a line say, where they begin with how it stands.
    fn said_in_brackets(&self, para: &Range<usize>) -> Option<Range<usize>> {
        let text = self.plain(para);
        let end = text.len() - marks(text);
        (text[..end].last() == Some(&')')).then_some(())?;
        let mut depth = 0i32;
        let opens = |i: &usize| {
            depth += i32::from(text[*i] == ')') - i32::from(text[*i] == '(');
            depth == 0
        };
        let open = (0..end).rev().find(opens).filter(|o| *o > 3)?;
        words!("status").at(text, open + 1).is_some().then_some(para.start + open + 1..para.start + end - 1)
    }

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
