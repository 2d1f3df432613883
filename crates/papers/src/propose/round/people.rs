//! Who took part by post, what was required of whom, and what was promised.

use super::{clauses, split};
use crate::facts::{Field, Source};
use serde::Serialize;
use std::ops::Range;

/// One post that took part.
#[derive(Clone, Debug, Serialize)]
pub struct Attendance {
    /// `jurisdiction` or `unit`: which feedback.
    pub channel: &'static str,
    /// `attended`, `talked_to`, `delivered`, `conveyed`, `stated`, `set_requirements`.
    pub act: String,
    /// Post as printed.
    pub post: Field,
    /// Name, where one is printed after the last post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Field>,
    /// What was conveyed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<Field>,
}

/// A requirement.
#[derive(Clone, Debug, Serialize)]
pub struct Requirement {
    /// Which feedback.
    pub channel: &'static str,
    /// Who set it, as printed.
    pub speaker: Option<Field>,
    /// Posts or bodies to whom it is addressed; empty where the paper leaves it open.
    pub addressees: Vec<Field>,
    /// The requirement.
    pub field: Field,
}

/// A commitment.
#[derive(Clone, Debug, Serialize)]
pub struct Commitment {
    /// Which feedback.
    pub channel: &'static str,
    /// Who made it.
    pub speaker: Option<Field>,
    /// The commitment.
    pub field: Field,
    /// Its single promises.
    pub parts: Vec<Field>,
}

/// Posts named in a range, and a name after the last of them.
fn posts(source: &Source, range: &Range<usize>) -> (Vec<Field>, Option<Field>) {
    let (mut all, mut person) = (Vec::new(), None);
    for part in split(source, range, &['\u{3001}', ',', ';']) {
        let text = source.doc.plain(&part);
        let with = words!("together_with").at(text, 0).map_or(0, |(n, _)| n);
        let Some((at, len, _)) = words!("post").find_all(&text[with..]).pop() else { continue };
        let end = with + at + len;
        all.push(source.field(&(part.start + with..part.start + end), 85));
        let rest = source.doc.trim(part.start + end..part.end);
        let name = source.doc.plain(&rest);
        let is_name = (2..=4).contains(&name.len()) && name.iter().all(|c| crate::script::is_han(*c)) && !words!("not_a_name").is_in(name);
        person = is_name.then(|| source.field(&rest, 75));
    }
    (all, person)
}

/// Returns who took part, as one sentence tells.
pub fn attendance(source: &Source, sentence: &Range<usize>, channel: &'static str) -> Vec<Attendance> {
    let mut all = Vec::new();
    let mut from = sentence.start;
    for (at, len, act) in words!("act").find_all(source.doc.plain(sentence)) {
        let (start, end) = (sentence.start + at, sentence.start + at + len);
        // The posts of one act stand between the act before and this one; for speech and statement, in its own clause.
        let clause = clauses(source, sentence).into_iter().find(|c| c.contains(&start)).map_or(from, |c| c.start);
        let whole = matches!(act, "attended" | "talked_to");
        let range = if whole { from..start } else { clause.max(from)..start };
        if act == "conveyed" {
            let told = end..clauses(source, &(end..sentence.end))
                .iter()
                .map(|c| c.end)
                .find(|e| words!("hearing").is_in(&source.doc.plain[end..*e]))
                .unwrap_or(end);
            // Who conveys is who spoke before in the same sentence.
            let post = posts(source, &(sentence.start..start)).0.pop();
            let object = (!told.is_empty()).then(|| source.field(&source.doc.trim(told), 75));
            all.extend(post.map(|post| Attendance { channel, act: act.to_owned(), post, person: None, object }));
        } else {
            let (found, person) = posts(source, &range);
            let last = found.len().saturating_sub(1);
            let person = |i: usize| if i == last { person.clone() } else { None };
            all.extend(found.into_iter().enumerate().map(|(i, post)| Attendance {
                channel,
                act: act.to_owned(),
                post,
                person: person(i),
                object: None,
            }));
        }
        from = end;
    }
    all
}

/// Returns the requirements of one sentence. `speaker` is who spoke last.
pub fn requirements(source: &Source, sentence: &Range<usize>, channel: &'static str, speaker: &mut Option<Field>) -> Vec<Requirement> {
    let text = source.doc.plain(sentence);
    let clauses = clauses(source, sentence);
    let Some(first) = clauses.first() else { return Vec::new() };
    match words!("said").find(source.doc.plain(first)) {
        Some((at, len, _)) if first.start + at + len == first.end => {
            *speaker = (at > 0).then(|| source.field(&(first.start..first.start + at), 75));
        }
        _ if words!("demand").at(text, 0).is_some() && speaker.is_some() => {}
        _ => {
            *speaker = None;
            return Vec::new();
        }
    }
    let mut all: Vec<(Range<usize>, Vec<Field>)> = Vec::new();
    for clause in &clauses {
        match addressees(source, clause) {
            Some(found) => all.push((clause.clone(), found)),
            None => {
                // A clause without a demand goes on with the one before it.
                if let Some((range, _)) = all.last_mut() {
                    range.end = clause.end;
                }
            }
        }
    }
    all.into_iter()
        .map(|(range, addressees)| Requirement { channel, speaker: speaker.clone(), addressees, field: source.field(&range, 80) })
        .collect()
}

/// Addressees of a clause that demands something; `None` where it demands nothing.
fn addressees(source: &Source, clause: &Range<usize>) -> Option<Vec<Field>> {
    let text = source.doc.plain(clause);
    let (at, _, _) = words!("demand").find(text)?;
    if words!("no_demand").at(text, at).is_some() {
        return None;
    }
    if at == 0 {
        return Some(Vec::new());
    }
    let range = source.doc.trim(clause.start..clause.start + at);
    let before = source.doc.plain(&range);
    if before.len() > 30 || !(words!("post").ends(before).is_some() || words!("addressee_end").ends(before).is_some()) {
        return None;
    }
    Some(split(source, &range, &['\u{3001}']).iter().map(|r| source.field(r, 80)).collect())
}

/// Returns the commitments of one sentence: what follows "declared that".
pub fn commitments(source: &Source, sentence: &Range<usize>, channel: &'static str) -> Vec<Commitment> {
    let text = source.doc.plain(sentence);
    let Some((at, len, _)) = words!("promise").find(text) else { return Vec::new() };
    let before = sentence.start..sentence.start + at;
    let (posts, _) = posts(source, &before);
    let range = sentence.start + at + len..sentence.end;
    split(source, &range, &[';'])
        .into_iter()
        .map(|part| Commitment { channel, speaker: posts.last().cloned(), field: source.field(&part, 80), parts: parts(source, &part) })
        .collect()
}

/// Single promises: between commas, and lists whose members begin with the same two characters.
fn parts(source: &Source, range: &Range<usize>) -> Vec<Field> {
    let mut all = Vec::new();
    for clause in split(source, range, &[',']) {
        let members = split(source, &clause, &['\u{3001}']);
        let head = |r: &Range<usize>| source.doc.plain(r).iter().take(2).copied().collect::<Vec<_>>();
        let alike = members.len() > 1 && members.iter().all(|m| head(m) == head(&members[0]));
        let list = if alike { members } else { vec![clause] };
        all.extend(list.iter().map(|r| source.field(r, 75)));
    }
    all
}
