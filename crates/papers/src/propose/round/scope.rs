//! Time and scope of a round: kind, mode, dates, teams, units, jurisdictions, topics.

use super::clauses;
use crate::{
    facts::{Field, Source, dates, number},
    lexicon::is_figure,
    propose::Question,
};
use serde::Serialize;
use std::ops::Range;

/// A span of time as printed; month or day precision.
#[derive(Clone, Debug, Serialize)]
pub struct Period {
    /// First month or day.
    pub from: String,
    /// Last month or day.
    pub to: String,
    /// As printed.
    pub field: Field,
}

/// What a round looks at, beyond its topics.
#[derive(Clone, Debug, Serialize)]
pub struct Focus {
    /// `focus`, `duty`, `deviation`.
    pub kind: String,
    /// As printed.
    pub field: Field,
}

/// Scope of a round.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Scope {
    /// `routine`, `special`, `ad_hoc`, `look_back`.
    pub kind: Option<Field>,
    /// `elevated`, `cross`, `dual_feedback`, `unified_deployment`, `linked`.
    pub modes: Vec<Field>,
    /// Field work.
    pub field_work: Option<Period>,
    /// Date of the notice; its year may be missing.
    pub dateline: Option<Field>,
    /// Who published.
    pub issuer: Option<Field>,
    /// Number of teams.
    pub teams: Option<Field>,
    /// Number of units.
    pub unit_count: Option<Field>,
    /// Kind of the units, as printed.
    pub unit_kind: Option<Field>,
    /// Units or sectors that are named.
    pub units: Vec<Field>,
    /// Number of jurisdictions.
    pub jurisdiction_count: Option<Field>,
    /// Topics.
    pub topics: Vec<Field>,
    /// Focus, duty, deviation.
    pub focus: Vec<Focus>,
}

impl Scope {
    /// Reads all sentences.
    pub fn of(source: &Source, sentences: &[Range<usize>]) -> Scope {
        let mut scope = Scope::default();
        for sentence in sentences {
            scope.modes(source, sentence);
            scope.counts(source, sentence);
            scope.units(source, sentence);
            scope.topics(source, sentence);
        }
        if let Some(first) = source.doc.lines.iter().take(4).map(|l| &l.range).find(|r| source.doc.plain(r).len() > 20) {
            scope.dateline(source, first);
        }
        scope
    }

    /// What to check about the scope.
    pub fn questions(&self) -> Vec<Question> {
        let mut all = Vec::new();
        let mut ask = |code, field: &Option<Field>, detail: String| all.push(Question { code, field: field.clone(), detail });
        if self.dateline.as_ref().is_some_and(|d| d.value.starts_with("--")) {
            ask("year_missing", &self.dateline, String::new());
        }
        let count = self.unit_count.as_ref().and_then(|f| f.value.parse::<usize>().ok());
        if let Some(count) = count.filter(|n| *n != self.units.len()) {
            ask("units_not_all_named", &self.unit_count, format!("{} / {count}", self.units.len()));
        }
        if self.jurisdiction_count.is_some() {
            ask("jurisdictions_not_named", &self.jurisdiction_count, String::new());
        }
        if self.field_work.is_none() {
            ask("field_work_date_missing", &None, String::new());
        }
        if self.teams.is_none() {
            ask("teams_missing", &None, String::new());
        }
        all
    }

    fn modes(&mut self, source: &Source, sentence: &Range<usize>) {
        let text = source.doc.plain(sentence);
        for (at, len, value) in words!("mode").find_all(text) {
            if !self.modes.iter().any(|m| m.value == value) {
                self.modes.push(source.typed(&(sentence.start + at..sentence.start + at + len), value.to_owned(), 90));
            }
        }
        if self.kind.is_none() && words!("inspection").is_in(text) {
            self.kind = words!("round_kind")
                .find(text)
                .map(|(at, len, value)| source.typed(&(sentence.start + at..sentence.start + at + len), value.to_owned(), 85));
        }
    }

    fn counts(&mut self, source: &Source, sentence: &Range<usize>) {
        let text = &source.doc.plain[..sentence.end];
        let mut i = sentence.start;
        while i < sentence.end {
            let fresh = i == sentence.start || !is_figure(text[i - 1]);
            let begins = fresh && is_figure(text[i]);
            let Some((n, after)) = begins.then(|| number(text, i, sentence.end)).flatten() else {
                i += 1;
                continue;
            };
            let value = (n / 1_000_000).to_string();
            if self.teams.is_none()
                && words!("piece").at(text, after).is_some()
                && let Some(end) =
                    (after + 1..sentence.end.min(after + 7)).find_map(|j| words!("team_unit").at(text, j).map(|(len, _)| j + len))
                && !text[after..end].iter().any(|c| matches!(c, ',' | '\u{3001}'))
                && words!("no_team").ends(&text[..end]).is_none()
            {
                self.teams = Some(source.typed(&(i..end), value.clone(), 85));
            }
            if self.jurisdiction_count.is_none()
                && let Some((len, _)) = words!("jurisdiction_unit").at(text, after)
                && !text.get(after + len).is_some_and(|c| words!("directly_under").has(*c))
            {
                self.jurisdiction_count = Some(source.typed(&(i..after + len), value, 80));
            }
            i = after.max(i + 1);
        }
    }

    /// Units of the sentence that tells of the field work: "inspected A, B, C and others, 6 county departments".
    fn units(&mut self, source: &Source, sentence: &Range<usize>) {
        let text = source.doc.plain(sentence);
        if !words!("inspection").is_in(text) || self.unit_count.is_some() {
            return;
        }
        let Some(verb) = words!("field_work").find_all(text).pop().map(|(at, ..)| at) else { return };
        let Some(object) = text[..verb].iter().rposition(|c| *c == '\u{5BF9}') else { return };
        let range = source.doc.trim(sentence.start + object + 1..sentence.start + verb);
        if self.field_work.is_none() {
            self.field_work = period(source, sentence);
        }
        let object = source.doc.plain(&range);
        let mut named_end = range.end;
        for i in (0..object.len()).rev() {
            let fresh = i == 0 || !object[i - 1].is_ascii_digit();
            let Some((n, after)) = is_figure(object[i]).then(|| number(object, i, object.len())).flatten() else {
                continue;
            };
            if fresh && words!("piece").at(object, after).is_some() && words!("units_end").ends(object).is_some() {
                self.unit_count = Some(source.typed(&(range.start + i..range.end), (n / 1_000_000).to_string(), 85));
                self.unit_kind = Some(source.field(&(range.start + after + 1..range.end), 80));
                named_end = range.start + i;
                break;
            }
        }
        for part in super::split(source, &(range.start..named_end), &['\u{3001}', ',']) {
            let text = source.doc.plain(&part);
            let skip =
                number(text, 0, text.len()).and_then(|(_, n)| words!("jurisdiction_unit").at(text, n).map(|(len, _)| n + len)).unwrap_or(0);
            let end = text.len() - usize::from(words!("and_others").ends(text).is_some());
            if end > skip {
                self.units.push(source.field(&(part.start + skip..part.start + end), 80));
            }
        }
    }

    fn topics(&mut self, source: &Source, sentence: &Range<usize>) {
        if !words!("inspection").is_in(source.doc.plain(sentence)) {
            return;
        }
        for clause in clauses(source, sentence) {
            let text = source.doc.plain(&clause);
            if let Some((len, kind)) = words!("focus").at(text, 0) {
                let range = source.doc.trim(clause.start + len..clause.end);
                if !self.focus.iter().any(|f| f.field.place == source.doc.place(&range)) {
                    self.focus.push(Focus { kind: kind.to_owned(), field: source.field(&range, 80) });
                }
            }
            let Some((len, _)) = words!("topic_begin").at(text, 0) else { continue };
            if !self.topics.is_empty() {
                continue;
            }
            let whose = words!("to_unit").at(text, len).map_or(0, |(n, _)| n);
            let end = words!("topic_end").entries().iter().filter(|(w, _)| text.ends_with(w)).map(|(w, _)| w.len()).max().unwrap_or(0);
            for part in super::split(source, &(clause.start + len + whose..clause.end - end), &['\u{3001}']) {
                self.topics.push(source.field(&part, 80));
            }
        }
    }

    fn dateline(&mut self, source: &Source, line: &Range<usize>) {
        let head = line.start..line.end.min(line.start + 40);
        let text = source.doc.plain(&head);
        let found = dates(source, &head).into_iter().next();
        let Some(date) = found else { return };
        let end = head.clone().find(|i| source.doc.at[*i] >= date.field.place.end).unwrap_or(head.end);
        if words!("place_end").at(text, end - head.start).is_none() {
            return;
        }
        let start = head.clone().find(|i| source.doc.at[*i] >= date.field.place.start).unwrap_or(head.start);
        let issuer = source.doc.trim(head.start..start);
        self.issuer = (!issuer.is_empty()).then(|| source.field(&issuer, 75));
        self.dateline = Some(date.field);
    }
}

/// The first date of a sentence, with the end of its span where it has one.
pub fn period(source: &Source, sentence: &Range<usize>) -> Option<Period> {
    let found = dates(source, sentence);
    let first = found.iter().find(|d| !d.damaged)?;
    let index = |place: usize| sentence.clone().find(|i| source.doc.at[*i] >= place).unwrap_or(sentence.end);
    let (start, mut end) = (index(first.field.place.start), index(first.field.place.end));
    let from = first.field.value.clone();
    let mut to = from.clone();
    let text = &source.doc.plain[..sentence.end];
    if let Some((len, _)) = words!("until").at(text, end) {
        let next = end + len;
        if let Some(d) = found.iter().find(|d| index(d.field.place.start) == next) {
            end = index(d.field.place.end);
            let year = from.get(..4).unwrap_or_default();
            to = d.field.value.strip_prefix("--").map_or_else(|| d.field.value.clone(), |rest| format!("{year}-{rest}"));
        } else if let Some((n, after)) = number(text, next, sentence.end)
            && words!("month").at(text, after).is_some()
            && from.len() >= 4
        {
            end = after + 1;
            to = format!("{}-{:02}", &from[..4], n / 1_000_000);
        }
    }
    Some(Period { from, to, field: source.field(&(start..end), 90) })
}
