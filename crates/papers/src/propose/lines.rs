//! Problems on lines of many forms: before brackets, arrows or the label of what was done, between bullets, on bare lines.

use super::{
    closing::number_of,
    finding::Finder,
    found::{Found, problem},
    lists::DASHES_MIN,
    phrase::{bullets, is_process, marks},
    wording::Judge,
};
use crate::{
    clause::{FAULT, acts, blames, fault, listed, throughout},
    lexicon::{Often, often},
    tree::{Node, frame, label, marker},
};
use std::ops::Range;

/// Share from which on lines surely tell problems.
const SURE: f32 = 0.5;
/// Share from which on one line does so by itself.
const SURELY: f32 = 0.7;
/// Longest line that heads what was done, in characters.
const HEAD_CHARS_MAX: usize = 80;
/// Shortest problem in brackets, in characters.
const BRACKET_CHARS_MIN: usize = 5;
/// Fewest lines right above the label of what was done.
const HEADS_MIN: usize = 2;
/// From this doubt on a number is part of the words.
const DOUBT_MAX: i32 = 12;

impl Finder<'_> {
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
            let wording = self.judge.trim(self.judge.bare_line(&told));
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
            frame::label(text).is_none().then(|| (p.clone(), p.start + 1..p.start + end, rest))
        };
        let parts: Vec<_> = paras.iter().filter_map(parted).collect();
        let plain = |r: &Range<usize>| self.judge.plain(r);
        let labelled = |(_, _, rest): &(Range<usize>, Range<usize>, Range<usize>)| label::is_field(plain(rest));
        let sum: f32 = parts.iter().map(|(_, told, _)| listed(plain(told))).sum();
        // Without a label, the words in the brackets must tell problems and those behind them what was done.
        let told = sum >= FAULT * parts.len() as f32 && parts.iter().all(|(_, _, rest)| !blames(plain(rest)));
        if self.judge.letter() || !(parts.iter().any(labelled) || parts.len() >= DASHES_MIN && told) {
            return Vec::new();
        }
        parts.into_iter().map(|(text, wording, rest)| Found { paras: vec![rest], ..problem(text, wording, path, None) }).collect()
    }

    /// Lines without a stop that surely tell problems, each above sentences of what was done; what stands above the first is
    /// none of them.
    pub(super) fn of_bare_heads<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let plain = |i: usize| self.judge.plain(&paras[i]);
        let stopped = |i: usize| plain(i).last().is_some_and(|c| often(Often::Terminal).has(*c));
        let heads_line = |i: &usize| !stopped(*i) && plain(*i).len() <= HEAD_CHARS_MAX && *i + 1 < paras.len() && stopped(*i + 1);
        let Some(first) = (0..paras.len()).filter(heads_line).find(|i| throughout(plain(*i)) >= SURELY) else { return Vec::new() };
        let heads: Vec<usize> = (first..paras.len()).filter(heads_line).collect();
        let ends: Vec<usize> = heads.iter().skip(1).copied().chain([paras.len()]).collect();
        // Every line without a stop heads one; only the lines of a signature at the end do not.
        let signed = (first..paras.len()).rev().take_while(|i| !stopped(*i)).count();
        let parted = (first..paras.len() - signed).all(|i| stopped(i) || heads.contains(&i));
        let mean = |all: Vec<usize>| all.iter().map(|i| throughout(plain(*i))).sum::<f32>() / all.len().max(1) as f32;
        let below: Vec<usize> = (first..paras.len() - signed).filter(|i| !heads.contains(i)).collect();
        let labelled = (first..paras.len() - signed).any(|i| !stopped(i) && frame::label(plain(i)).is_some());
        if self.judge.letter() || !parted || heads.len() < HEADS_MIN || labelled || mean(heads.clone()) < SURE || mean(below) >= FAULT {
            return Vec::new();
        }
        let found = |(at, end): (&usize, &usize)| {
            let wording = paras[*at].start..paras[*at].end - marks(plain(*at));
            Found { paras: paras[at + 1..*end].to_vec(), ..problem(paras[*at].clone(), wording, path, None) }
        };
        heads.iter().zip(&ends).map(found).collect()
    }

    /// The one line of a page cut from a longer notice that surely tells a problem and stands right above a field, with all
    /// that follows: its number begins no list there.
    pub(super) fn of_cut<'a>(&self, paras: &[Range<usize>], nodes: &'a [Node]) -> Vec<Found<'a>> {
        let number = |p: &Range<usize>| marker::readings(self.judge.whole_text(), p.start, p.end).into_iter().find(|r| r.doubt < DOUBT_MAX);
        let told = |p: &Range<usize>| number(p).map_or(p.start, |r| r.text)..p.end;
        let first = |p: &Range<usize>| self.judge.sentences(p).first().is_some_and(|s| fault(self.judge.plain(s)) >= SURE);
        let above = |i: &usize| label::is_field(self.judge.plain(&paras[i + 1])) && first(&told(&paras[*i]));
        let Some(at) = (0..paras.len().saturating_sub(1)).find(above) else { return Vec::new() };
        let text = told(&paras[at]);
        let text = text.start + number_of(self.judge.plain(&text))..text.end;
        let wording = text.start..text.end - marks(self.judge.plain(&text));
        let below = Found { paras: paras[at + 1..].to_vec(), children: nodes.into(), ..problem(text, wording, &[], None) };
        vec![below]
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
        let bare = |p: &Range<usize>| self.judge.bare_line(p);
        let items: Vec<Range<usize>> = paras[at + 1..].iter().take_while(|p| bullet(p)).map(bare).collect();
        let shares: Vec<f32> = items.iter().map(|r| listed(self.judge.plain(r))).collect();
        if items.len() < DASHES_MIN || shares.iter().sum::<f32>() < FAULT * shares.len() as f32 {
            return Vec::new();
        }
        items.into_iter().map(|w| problem(w.clone(), w, path, None)).collect()
    }

    /// Lines with an arrow from a problem to what was done.
    pub(super) fn of_arrows<'a>(&self, paras: &[Range<usize>], path: &[Range<usize>]) -> Vec<Found<'a>> {
        let parted = |p: &Range<usize>| {
            let text = self.judge.plain(p);
            let begin = bullets(text);
            let at = text.iter().position(|c| words!("arrow").has(*c)).filter(|at| *at > begin + 3 && !is_process(text))?;
            Some((p.clone(), self.judge.trim(p.start + begin..p.start + at), self.judge.trim(p.start + at + 1..p.end)))
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
}

impl Judge<'_> {
    /// A line without the bullets at its beginning and the marks at its end.
    pub(super) fn bare_line(&self, line: &Range<usize>) -> Range<usize> {
        let text = self.plain(line);
        line.start + bullets(text)..line.end - marks(text)
    }

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
}
