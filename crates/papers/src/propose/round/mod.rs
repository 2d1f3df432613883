//! Report of a round to a proposal of the round: mode, dates, teams, units, topics, gates, both feedbacks, who took
//! part by post, requirements by addressee, commitments. Read sentence by sentence; nothing is taken from outside.

mod people;
mod scope;

use super::Question;
use crate::{
    facts::{Field, Source},
    tree::frame,
};
use serde::Serialize;
use std::ops::Range;

pub use people::{Attendance, Commitment, Requirement};
pub use scope::{Period, Scope};

/// One channel of feedback.
#[derive(Clone, Debug, Serialize)]
pub struct Feedback {
    /// `jurisdiction` or `unit`.
    pub to: &'static str,
    /// Whether the unit's principal leader is told as well.
    pub principal: bool,
    /// By whom, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Field>,
    /// To whom, as printed.
    pub target: Field,
    /// When.
    pub period: Option<Period>,
    /// The clause that says so.
    pub field: Field,
}

/// A gate: the leading group or the secretary hears the teams.
#[derive(Clone, Debug, Serialize)]
pub struct Hearing {
    /// Who heard, as printed.
    pub body: Option<Field>,
    /// The sentence that says so.
    pub field: Field,
}

/// What a paper says about a round.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Round {
    /// Scope and time.
    #[serde(flatten)]
    pub scope: Scope,
    /// Gates.
    pub hearings: Vec<Hearing>,
    /// Channels of feedback, the jurisdiction's before the unit's where both are told of.
    pub feedbacks: Vec<Feedback>,
    /// Who took part.
    pub attendance: Vec<Attendance>,
    /// Requirements.
    pub requirements: Vec<Requirement>,
    /// Commitments.
    pub commitments: Vec<Commitment>,
    /// What to check.
    #[serde(skip)]
    pub questions: Vec<Question>,
}

impl Round {
    /// Reads the whole text.
    pub fn of(source: &Source) -> Round {
        let mut round = Round::default();
        let sentences = sentences(source);
        round.scope = Scope::of(source, &sentences);
        let mut channel = "jurisdiction";
        let mut speaker: Option<Field> = None;
        for sentence in &sentences {
            round.feedback(source, sentence, &mut channel);
            round.hearing(source, sentence);
            round.attendance.extend(people::attendance(source, sentence, channel));
            round.requirements.extend(people::requirements(source, sentence, channel, &mut speaker));
            round.commitments.extend(people::commitments(source, sentence, channel));
        }
        round.questions = round.scope.questions();
        let told = |to| round.feedbacks.iter().find(|f: &&Feedback| f.to == to);
        for (to, code) in [("jurisdiction", "no_jurisdiction_feedback"), ("unit", "no_unit_feedback")] {
            if told(to).is_none() {
                round.questions.push(Question { code, field: None, detail: String::new() });
            } else if let Some(f) = told(to).filter(|f| f.period.is_none()) {
                round.questions.push(Question {
                    code: "feedback_date_missing",
                    field: Some(f.field.clone()),
                    detail: f.target.quote.clone(),
                });
            }
        }
        round
    }

    /// Whether nothing of a round was found.
    pub fn is_empty(&self) -> bool {
        self.feedbacks.is_empty() && self.attendance.is_empty() && self.scope.teams.is_none() && self.scope.unit_count.is_none()
    }

    fn feedback(&mut self, source: &Source, sentence: &Range<usize>, channel: &mut &'static str) {
        let period = scope::period(source, sentence);
        for clause in clauses(source, sentence) {
            let text = source.doc.plain(&clause);
            let Some((fed, _, _)) = words!("fed_back").find(text) else { continue };
            let Some(to) = text[..fed].iter().rposition(|c| *c == '\u{5411}') else { continue };
            let by = clause.start..clause.start + to - words!("severally").ends(&text[..to]).map_or(0, |_| 2);
            let target = source.doc.trim(clause.start + to + 1..clause.start + fed);
            let told = source.doc.plain(&target);
            if told.is_empty() || told.len() > 40 {
                continue;
            }
            let to = if words!("to_unit").is_in(told) || !words!("jurisdiction_body").is_in(told) { "unit" } else { "jurisdiction" };
            *channel = to;
            let found = Feedback {
                to,
                principal: words!("principal").is_in(told),
                by: (!by.is_empty()).then(|| source.field(&by, 80)),
                target: source.field(&target, 85),
                period: period.clone(),
                field: source.field(&clause, 85),
            };
            // Each channel is told of several times; the fullest account is kept.
            match self.feedbacks.iter_mut().find(|f| f.to == to) {
                Some(f) => {
                    f.principal |= found.principal;
                    if f.period.is_none() && (found.period.is_some() || found.principal) {
                        *f = found;
                    }
                }
                None => self.feedbacks.push(found),
            }
        }
        self.feedbacks.sort_by_key(|f| f.to);
    }

    fn hearing(&mut self, source: &Source, sentence: &Range<usize>) {
        let Some((at, len, _)) = words!("hearing").find(source.doc.plain(sentence)) else { return };
        // "conveyed the speech made when hearing" tells of the hearing again.
        if words!("conveyed").is_in(source.doc.plain(sentence)) {
            return;
        }
        let body = source.doc.trim(sentence.start..sentence.start + at);
        let start = source.doc.plain(&body).iter().rposition(|c| *c == ',').map_or(body.start, |i| body.start + i + 1);
        let body = source.doc.trim(start..body.end);
        let body = (!body.is_empty()).then(|| source.field(&body, 85));
        let whole = source.doc.trim(sentence.start..sentence.end.max(sentence.start + at + len));
        self.hearings.push(Hearing { body, field: source.field(&whole, 90) });
    }
}

/// Sentences of the text, without their full stop; what the host of a page says about itself is none of them.
pub fn sentences(source: &Source) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for line in &source.doc.lines {
        let mut start = line.range.start;
        for i in line.range.clone().chain([line.range.end]) {
            if i == line.range.end || matches!(source.doc.plain[i], '\u{3002}' | '!') {
                let range = source.doc.trim(start..i);
                if !(range.is_empty() || frame::disclaims(source.doc.plain(&range))) {
                    all.push(range);
                }
                start = i + 1;
            }
        }
    }
    all
}

/// Parts of a sentence between commas and semicolons.
pub fn clauses(source: &Source, sentence: &Range<usize>) -> Vec<Range<usize>> {
    split(source, sentence, &[',', ';'])
}

/// Parts of a range between separators, trimmed, empty ones left out.
pub fn split(source: &Source, range: &Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let (mut all, mut start) = (Vec::new(), range.start);
    for i in range.clone().chain([range.end]) {
        if i == range.end || separators.contains(&source.doc.plain[i]) {
            let part = source.doc.trim(start..i);
            if !part.is_empty() {
                all.push(part);
            }
            start = i + 1;
        }
    }
    all
}
