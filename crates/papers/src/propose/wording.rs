//! How a problem is worded: a score for a heading's form and words, and the stretch of it that is the problem.

use super::{
    closing::number_of,
    phrase::{about, bullets, counted, marks, names_only, only_counts, ratio, settled, tag, telling},
    quotes::enclosed,
    reported::found_at,
    told::{only_aspect, only_called, said_at_once},
};
use crate::{
    clause::{FAULT, acts, blames, fault},
    doc::Doc,
    lexicon::{Often, often},
    tree::{
        Node, Wrap, frame,
        label::{self, announces},
        marker,
    },
};
use rustc_hash::FxHashMap;
use std::{cell::RefCell, ops::Range};

/// Score from which a heading counts as a problem.
pub const PROBLEM: i32 = 2;
/// Longest first sentence of a paragraph that names a problem without a label, in characters.
const PARAGRAPH_CHARS_MAX: usize = 80;
/// Shortest clause "concerning the problem of ..." that names one without blaming, in characters.
const NAMED_CHARS_MIN: usize = 11;
/// From which share on an entry is taken whose list blames.
pub(super) const AMONG: f32 = 0.1;
/// How far behind the first sentence of a problem its frame may be closed, in characters.
const FRAME_CHARS_MAX: usize = 80;
/// Longest "the inspection pointed out," before a problem, in characters.
pub(super) const LEAD_CHARS_MAX: usize = 24;

/// Judges headings of one paper.
pub struct Judge<'d> {
    pub(super) doc: &'d Doc,
    wrap: &'d Wrap,
    /// A letter that feeds findings back tells of no measures.
    letter: bool,
    /// First sentences of headings, by where these begin: each is asked for many times.
    heads: RefCell<FxHashMap<usize, Range<usize>>>,
}

impl<'d> Judge<'d> {
    /// A judge of `doc`.
    pub fn new(doc: &'d Doc, wrap: &'d Wrap, letter: bool) -> Judge<'d> {
        Judge { doc, wrap, letter, heads: RefCell::default() }
    }

    /// Whether a heading blames, or quotes a problem.
    pub fn blames(&self, node: &Node) -> bool {
        let head = self.head(node);
        self.names_problem(node) || self.fault(&head) >= FAULT
    }

    /// Whether a heading ends with the word itself, and names no section of problems.
    pub fn is_called_problem(&self, node: &Node) -> bool {
        let head = self.head(node);
        let first = self.doc.plain(&head);
        let framed = self.doc.plain(&(self.unframed(&head).end..head.end));
        words!("problem_word").is_in(framed) && words!("category_end").ends(first).is_none() && !self.is_generic(&head)
    }

    /// Whether a label tells how a problem shows, and not what it is.
    pub fn shows(&self, label: &[char]) -> bool {
        label::content(frame::label_name(label)) == Some("manifestation")
    }

    /// The sentences of a paragraph that begin with "concerning": several problems may stand in one.
    pub fn pieces(&self, para: &Range<usize>) -> Vec<Range<usize>> {
        let text = self.doc.plain(para);
        let clause = |i: usize| matches!(text[i - 1], '\u{3002}' | ';' | ',' | ':') && about(&text[i..]).is_some();
        // "The committee, against the problem of slow work, ...": the word may stand within a clause.
        let against = |i: usize| {
            let word = words!("about").at(text, i).filter(|(_, v)| *v == "against");
            word.is_some_and(|(n, _)| words!("no_about").at(text, i + n).is_none())
        };
        // "The seventh problem, concerning 'slow work', is put right": the quotation follows at once.
        let quotes = |i: usize| {
            (i == 0 || words!("about").at(text, i - 1).is_none())
                && about(&text[i..]).is_some_and(|n| text.get(i + n).is_some_and(|c| words!("open_quote").has(*c)))
        };
        let begins = |i: &usize| *i == 0 || clause(*i) || against(*i) || quotes(*i);
        let starts: Vec<usize> = (0..text.len()).filter(begins).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let named = starts.iter().zip(ends).map(|(a, b)| para.start + a..para.start + b);
        let all: Vec<Range<usize>> = named.filter(|r| self.paragraph(r).is_some()).collect();
        if all.is_empty() { vec![para.clone()] } else { all }
    }

    /// The problem that a stretch under a problem's label tells, without "it was found that" before it.
    pub fn told(&self, content: &Range<usize>) -> Option<Range<usize>> {
        self.told_under(&[], content)
    }

    /// The problem of a field with this label.
    pub fn told_under(&self, label: &[char], content: &Range<usize>) -> Option<Range<usize>> {
        let head = self.under(label, &self.bare(content));
        Some(self.quoted(&head).unwrap_or_else(|| self.unframed(&head))).filter(|w| w.len() > 3)
    }

    /// The problem that whole sentences tell: a single one as under a problem's label, several as they stand.
    pub fn whole(&self, told: &Range<usize>) -> Option<Range<usize>> {
        let told = told.start..told.end - marks(self.plain(told));
        let several = self.plain(&told).iter().any(|c| matches!(c, '\u{3002}' | ';'));
        if several { Some(told) } else { self.told(&told) }
    }

    /// A range without white space around it.
    pub fn trim(&self, range: Range<usize>) -> Range<usize> {
        self.doc.trim(range)
    }

    /// Paragraphs without the breaks of a hard-wrapped paper: a line that only goes on belongs to the one before.
    pub fn unwrapped(&self, paras: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = Vec::with_capacity(paras.len());
        for para in paras {
            let goes_on = self.doc.line_at(para.start).is_some_and(|i| self.wrap.continues(self.doc, i));
            match all.last_mut() {
                Some(last) if goes_on && frame::label(self.plain(para)).is_none() => last.end = para.end,
                _ => all.push(para.clone()),
            }
        }
        all
    }

    /// Sentences of a paragraph.
    pub fn sentences(&self, para: &Range<usize>) -> Vec<Range<usize>> {
        self.parts(para, &['\u{3002}'])
    }

    /// Parts of a paragraph between semicolons and full stops.
    pub fn clauses(&self, para: &Range<usize>) -> Vec<Range<usize>> {
        self.parts(para, &[';', '\u{3002}'])
    }

    /// Parts of a paragraph between marks.
    fn parts(&self, para: &Range<usize>, marks: &[char]) -> Vec<Range<usize>> {
        let stops = para.clone().filter(|i| marks.contains(&self.doc.plain[*i])).chain([para.end]);
        let mut start = para.start;
        let mut part = |end: usize| self.doc.trim(std::mem::replace(&mut start, end + 1).min(end)..end);
        stops.map(&mut part).filter(|r| r.len() > 3).collect()
    }

    /// Whether the paper is a letter that feeds findings back.
    pub fn letter(&self) -> bool {
        self.letter
    }

    /// Folded characters of the whole paper.
    pub fn whole_text(&self) -> &[char] {
        &self.doc.plain
    }

    /// Folded characters of a range.
    pub fn plain(&self, range: &Range<usize>) -> &[char] {
        self.doc.plain(range)
    }

    /// Whether a label that announces a problem stands at the beginning.
    pub fn announced(&self, text: &[char]) -> bool {
        frame::label(text).is_some_and(|n| announces(&text[..n]))
    }

    /// Whether a label announces a problem, or a task that is none to be done: environmental notices call a problem so.
    pub fn states(&self, text: &[char]) -> bool {
        let told = |n: usize| blames(&text[n..]) || text.len() > n && !acts(&text[n..]);
        let task = |n: &usize| words!("label_task").is(frame::label_name(&text[..*n])) && told(*n);
        self.announced(text) || counted(text).is_some() || frame::label(text).as_ref().is_some_and(task)
    }

    /// Whether a label such as "what was done:" stands inside the heading's line.
    pub(super) fn has_inner_field(&self, text: &[char]) -> bool {
        (1..text.len()).any(|i| text[i - 1] == '\u{3002}' && frame::label(&text[i..]).is_some())
    }

    /// Whether a paragraph begins with the label of a field.
    pub fn is_field(&self, para: &Range<usize>) -> bool {
        label::is_field(self.doc.plain(para))
    }

    /// Where the first sentence of a stretch ends.
    fn sentence(&self, whole: &Range<usize>) -> Range<usize> {
        let text = self.doc.plain(whole);
        let about = about(text).is_some();
        let mut depth = 0i32;
        for (i, c) in text.iter().enumerate() {
            depth += i32::from(words!("open_quote").has(*c)) - i32::from(words!("close_quote").has(*c));
            // "Concerning the problem of slow work, the following was done".
            let turned = *c == ',' && about && words!("problem_word").ends(&text[..i]).is_some();
            if *c == '\u{3002}' && about && depth <= 0 {
                // "Concerning the problem that work is slow. Records are copied." may close its frame in the next sentence.
                let next = text[i + 1..].iter().take(FRAME_CHARS_MAX).position(|c| *c == '\u{3002}').map(|n| i + 1 + n);
                let framed = |end: &usize| words!("problem_of").ends(&text[..*end]).is_some();
                if let Some(end) = next.filter(|_| !framed(&i)).filter(framed) {
                    return whole.start..whole.start + end;
                }
            }
            if depth <= 0
                && (matches!(c, '\u{3002}' | ';' | '!') || turned || *c == ':' && i > 0 && !ratio(text, i) && !names_only(text, i))
            {
                return whole.start..whole.start + i;
            }
        }
        whole.clone()
    }

    /// First sentence of a heading, with the lines on which it goes on.
    pub(super) fn head(&self, node: &Node) -> Range<usize> {
        if let Some(known) = self.heads.borrow().get(&node.text.start) {
            return known.clone();
        }
        let head = self.sentence(&self.heading(node));
        let head = settled(self.plain(&head)).map_or(head.clone(), |keep| head.start..head.start + keep);
        self.heads.borrow_mut().insert(node.text.start, head.clone());
        head
    }

    /// What stands after a label that announces a problem, without a tag at the end.
    pub(super) fn bare(&self, range: &Range<usize>) -> Range<usize> {
        let text = self.doc.plain(range);
        let label = frame::label(text).filter(|_| self.states(text)).or_else(|| counted(text)).unwrap_or_else(|| number_of(text));
        let end = self.tag(range).map_or(range.end, |t| t.start - 1);
        // "The licence is not shown settled 02 the next shop": where a line lost its breaks, how it stands ends it.
        let said = |i: &usize| self.doc.plain[*i] == ' ' && words!("status").at(&self.doc.plain[..end], i + 1).is_some();
        let end = (range.start..end).find(said).unwrap_or(end);
        // "The problem Work is slow": a head that lost its line.
        let head = words!("task_problem").at(text, label).filter(|(n, _)| text.get(label + n) == Some(&' ')).map_or(0, |(n, _)| n + 1);
        let label = label + head;
        let start = range.start + label;
        // "The inspection pointed out, ..." is not part of it.
        let first = |n: &usize| *n <= LEAD_CHARS_MAX && start + n < end && !text[label..label + n].contains(&'\u{3002}');
        let lead = found_at(&text[label..]).filter(first).or_else(|| said_at_once(&text[label..])).unwrap_or(0);
        let start = start + lead + self.aspect(start + lead..end);
        let start = start + self.unit(start..end);
        // "1.(1) Work is slow": a number may stand behind another.
        let number = marker::readings(&self.doc.plain, start, end).into_iter().find(|r| r.doubt == 0 && r.kind == marker::DIGIT_PAREN);
        let start = number.map_or(start, |r| r.text.min(end));
        self.doc.trim(start..end.max(start))
    }

    /// Length of "The county." before a problem that is told of it and what was done since, or of "the village:" before one.
    fn unit(&self, range: Range<usize>) -> usize {
        let text = if range.start < range.end { self.doc.plain(&range) } else { return 0 };
        let Some(stop) = text.iter().take(LEAD_CHARS_MAX).position(|c| matches!(c, '\u{3002}' | ':')) else { return 0 };
        let name = &text[..stop];
        if text[stop] == ':' {
            let place = words!("place_end").ends(name).is_some() && frame::label(text).is_none() && !blames(name);
            return if place && blames(&text[stop + 1..]) { stop + 1 } else { 0 };
        }
        let named = words!("place_end").ends(name).is_some() || name.last().is_some_and(|c| words!("doer_last").has(*c));
        let told = text[stop + 1..].split(|c| *c == '\u{3002}').next().unwrap_or_default();
        if named && !blames(name) && fault(told) >= AMONG && stop + told.len() + 3 < text.len() { stop + 1 } else { 0 }
    }

    /// Length of "in study:" before a problem.
    fn aspect(&self, range: Range<usize>) -> usize {
        let text = if range.start < range.end { self.doc.plain(&range) } else { return 0 };
        let at = text.iter().take(LEAD_CHARS_MAX + 1).position(|c| matches!(c, ':' | ','));
        let list = |at: usize| if text[at] == ':' { words!("within_last") } else { words!("aspect_word") };
        let names = |at: &usize| words!("within").at(text, 0).is_some() && list(*at).ends(&text[..*at]).is_some();
        at.filter(names).filter(|at| blames(&text[at + 1..])).map_or(0, |at| at + 1)
    }

    /// The words in brackets at the end of a line, or of its first sentence, that say how a problem stands.
    pub fn tag(&self, range: &Range<usize>) -> Option<Range<usize>> {
        tag(self.doc, range)
    }

    /// Text of a heading and the paragraphs that only go on with its line.
    pub(super) fn heading(&self, node: &Node) -> Range<usize> {
        let mut whole = self.bare(&node.text);
        self.go_on(&mut whole, &node.paras);
        whole
    }

    /// Adds the paragraphs that only go on with the line before.
    pub(super) fn go_on(&self, whole: &mut Range<usize>, paras: &[Range<usize>]) {
        for para in paras.iter().take(3) {
            let text = self.doc.plain(whole);
            let open = text.iter().filter(|c| words!("open_quote").has(**c)).count()
                > text.iter().filter(|c| words!("close_quote").has(**c)).count();
            let Some(line) = self.doc.line_at(para.start) else { break };
            if !(open || self.wrap.continues(self.doc, line))
                || frame::label(self.doc.plain(para)).is_some()
                || text.last().is_some_and(|c| often(Often::Terminal).has(*c))
            {
                break;
            }
            whole.end = para.end;
        }
    }

    /// Wording of the problem of a heading.
    pub fn wording(&self, node: &Node) -> Range<usize> {
        if let Some(told) = self.told_below(node) {
            return told;
        }
        let heading = self.heading(node);
        // "Shortcomings that exist" is the name of a section, whatever stands in it.
        let named = self.doc.plain(&heading);
        let exist = words!("draft_still").at(named, 0).map_or(0, |(n, _)| n);
        let particle = usize::from(named.get(exist).is_some_and(|c| words!("particle").has(*c)));
        if self.says_nothing(node) || only_called(&named[(exist + particle).min(named.len())..]) {
            return node.text.start..node.text.start;
        }
        let told = self.quoted(&heading).unwrap_or_else(|| self.unframed(&self.below_aspect(self.field(&node.text, &heading), &node.text)));
        settled(self.plain(&told)).map_or(told.clone(), |keep| told.start..told.start + keep)
    }

    /// The sentence behind one that only names an aspect: "In answering. Letters lie for weeks".
    fn below_aspect(&self, head: Range<usize>, line: &Range<usize>) -> Range<usize> {
        let next = || self.sentence(&self.doc.trim((head.end + 1).min(line.end)..line.end));
        let aspect = only_aspect(self.plain(&head)) && !words!("draft_still").is_in(self.plain(&head));
        if aspect { Some(next()).filter(|n| blames(self.plain(n))).unwrap_or(head) } else { head }
    }

    /// The first sentence of what stands at `whole` under the label at the beginning of `range`; under a label of the whole
    /// finding all of it, where it goes on telling: "work is slow. Of nine kilns only two are done".
    pub(super) fn field(&self, range: &Range<usize>, whole: &Range<usize>) -> Range<usize> {
        let text = self.doc.plain(range);
        frame::label(text).map_or_else(|| self.sentence(whole), |n| self.under(&text[..n], whole))
    }

    /// The first sentence of what stands at `whole` under a label; under that of a whole finding, what goes on telling it.
    fn under(&self, label: &[char], whole: &Range<usize>) -> Range<usize> {
        let head = self.sentence(whole);
        let rest = self.doc.trim((head.end + 1).min(whole.end)..whole.end);
        let sentences = if words!("finding_label").is(frame::label_name(label)) { self.sentences(&rest) } else { Vec::new() };
        let told = &sentences[..telling(self.doc, &sentences)];
        let more = told.iter().any(|r| blames(self.doc.plain(r)));
        told.last().filter(|_| more).map_or(head.clone(), |last| head.start..last.end - marks(self.doc.plain(last)))
    }

    /// A sentence without "concerning" before it and "the problem of" after it.
    pub(super) fn unframed(&self, head: &Range<usize>) -> Range<usize> {
        let text = self.doc.plain(head);
        let begin = words!("about").at(text, 0).map_or(0, |(n, _)| n);
        let mut end = text.len();
        let cut = words!("wording_end").end_len(&text[begin..]);
        end -= if cut + begin + 3 < end { cut } else { 0 };
        // A verb frames a problem only together with the word itself: "solves the problem of slow work".
        let framed = about(text).is_some() || words!("problem_word").is_in(&text[end..]);
        let mut start = if framed { begin } else { 0 };
        // "To slow work and others that the check found": who found it is no part of it.
        if let Some((n, _)) = words!("found_of").at(text, start).filter(|(n, _)| framed && start + n + 3 < end) {
            start += n;
            end -= words!("draft_close").end_len(&text[start..end]);
        }
        // A line that ends with the mark of a list goes on elsewhere; its mark says nothing.
        end -= marks(&text[start..end]);
        // "'Work is slow'. What was done: ...": a line that quotes nothing but its problem.
        let whole = enclosed(&text[start..end]);
        self.doc.trim(head.start + start + usize::from(whole)..head.start + end - usize::from(whole))
    }

    /// Wording of the problem that a paragraph names: after its label, or "concerning ... the problem".
    pub fn paragraph(&self, para: &Range<usize>) -> Option<Range<usize>> {
        let text = self.doc.plain(para);
        let dash = bullets(text);
        let range = para.start + dash..para.end;
        let whole = self.bare(&range);
        let labelled = self.states(self.doc.plain(&range));
        let head = self.field(&range, &whole);
        let first = self.doc.plain(&head);
        let quoted = self.quoted(&head);
        // "Against 'slow work' that was fed back" names one all the same.
        let named = || quoted.as_ref().is_some_and(|q| blames(self.doc.plain(q)));
        let generic = || words!("generic_problem").is_in(first) && !named();
        if first.is_empty()
            || only_counts(self.plain(&self.unframed(&head)))
            || !labelled && (first.len() > PARAGRAPH_CHARS_MAX || generic())
        {
            return None;
        }
        let begins = about(first).is_some();
        let turned = self.doc.plain.get(head.end) == Some(&',') && first.len() >= NAMED_CHARS_MIN;
        let ends = words!("wording_end").ends(first).is_some() && words!("category_end").ends(first).is_none();
        let faulty = self.fault(&head) >= FAULT;
        // "Concerning the problems that were fed back" names none.
        let sourced = || words!("sourced").ends(self.doc.plain(&self.unframed(&head))).is_some();
        let at_once = || about(first).and_then(|n| first.get(n)).is_some_and(|c| words!("open_quote").has(*c));
        // "'Problems of storage'" is a name, with or without the word.
        let fault = |q: &Range<usize>| {
            let text = self.doc.plain(q);
            blames(&text[..text.len() - words!("problem_word").end_len(text)])
        };
        let told = begins && ends && (faulty || quoted.is_some() || turned && !sourced()) && words!("problem_word").is_in(first)
            || at_once() && quoted.as_ref().is_some_and(fault);
        // What a title quotes may be a name.
        let titled = !labelled && words!("title_end").ends(text).is_some() && !named();
        let quoted = quoted.filter(|_| (labelled || told) && !titled);
        quoted.or_else(|| (labelled || told).then(|| self.unframed(&head))).filter(|w| w.len() > 3)
    }
}
