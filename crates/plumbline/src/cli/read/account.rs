//! The account of a reading for people: what was found, what does not add up, what to check.

use crate::text::{Lang, text, text_with};
use papers::{
    facts::Field,
    paper::{Note, Paper},
    propose::{Genre, Item, Proposal, Round},
    tree::{NodeOut, TreeOut},
};
use std::collections::BTreeMap;

/// Most characters of how a problem shows.
const SHOWN_CHARS_MAX: usize = 60;
/// Longest list that is printed in full.
const LIST_MAX: usize = 60;

/// Account of a tree.
pub fn tree(lang: Lang, paper: &Paper, tree: &TreeOut) -> String {
    fn count(nodes: &[NodeOut]) -> usize {
        nodes.iter().map(|n| 1 + count(&n.children)).sum()
    }
    fn depth(nodes: &[NodeOut]) -> usize {
        nodes.iter().map(|n| 1 + depth(&n.children)).max().unwrap_or(0)
    }
    let params = [
        ("headings", count(&tree.nodes).to_string()),
        ("levels", depth(&tree.nodes).to_string()),
        ("titles", tree.title_lines.len().to_string()),
    ];
    let mut out = text_with(lang, "read-tree", &params) + "\n";
    notes(lang, &paper.notes, &mut out);
    out
}

/// Account of a proposal.
pub fn proposal(lang: Lang, p: &Proposal) -> String {
    let genre = text(lang, &format!("read-genre-{}", p.genre.name().replace('_', "-")));
    let mut out = text_with(lang, "read-genre", &[("genre", genre), ("percent", p.genre_confidence.to_string())]) + "\n";
    if p.genre == Genre::None {
        out += &(text(lang, if p.items.is_empty() { "read-none" } else { "read-none-drafts" }) + "\n");
    }
    notes(lang, &p.notes, &mut out);
    if let Some(unit) = &p.unit {
        line(lang, &mut out, "read-unit", unit);
    }
    if let Some(r) = &p.round {
        round(lang, r, &mut out);
    }
    if !p.items.is_empty() {
        out += &(text_with(lang, "read-items", &[("count", p.items.len().to_string())]) + "\n");
        // A letter tells of problems; measures and status come later.
        let key = if matches!(p.genre, Genre::FeedbackLetter | Genre::RoundReport | Genre::None) { "read-item-told" } else { "read-item" };
        p.items.iter().take(LIST_MAX).for_each(|i| item(lang, key, i, &mut out));
        if p.items.len() > LIST_MAX {
            out += &(text_with(lang, "read-more", &[("count", (p.items.len() - LIST_MAX).to_string())]) + "\n");
        }
    }
    facts(lang, p, &mut out);
    for t in &p.totals {
        let key = match t.agrees {
            Some(true) => "read-total-agrees",
            Some(false) => "read-total-differs",
            None => "read-total-unknown",
        };
        let what = text(lang, &format!("read-total-{}", t.what));
        let found = t.found.unwrap_or(0).to_string();
        out += &(text_with(lang, key, &[("what", what), ("stated", t.stated.to_string()), ("found", found)]) + "\n");
    }
    questions(lang, p, &mut out);
    if p.unit.is_some() || !p.items.is_empty() || !p.questions.is_empty() {
        out += &(text(lang, "read-places") + "\n");
    }
    out
}

fn notes(lang: Lang, notes: &[Note], out: &mut String) {
    for note in notes {
        let key = format!("read-note-{}", note.code.replace('_', "-"));
        *out += &(text_with(lang, &key, &[("detail", note.detail.clone())]) + "\n");
    }
}

fn line(lang: Lang, out: &mut String, key: &str, field: &Field) {
    *out += &(text_with(lang, key, &[("value", field.value.clone()), ("place", place(field))]) + "\n");
}

fn place(field: &Field) -> String {
    format!("{}–{}", field.place.start, field.place.end)
}

fn item(lang: Lang, key: &str, i: &Item, out: &mut String) {
    let status = text(lang, &format!("read-status-{}", i.status.value.replace('_', "-")));
    let params = [
        ("number", i.number.to_string()),
        ("wording", i.wording.value.clone()),
        ("measures", i.measures.len().to_string()),
        ("status", status),
        ("percent", i.wording.confidence.to_string()),
        ("place", place(&i.wording)),
    ];
    *out += &format!("  {}\n", text_with(lang, key, &params));
    if let Some(first) = i.manifestations.first() {
        let mut told: String = first.value.chars().take(SHOWN_CHARS_MAX).collect();
        if i.manifestations.len() > 1 || first.value.chars().count() > SHOWN_CHARS_MAX {
            told.push('\u{2026}');
        }
        *out += &format!("     {}\n", text_with(lang, "read-item-shows", &[("value", told), ("place", place(first))]));
    }
}

/// Money by verb and people by kind: verbs and kinds are never added into one.
fn facts(lang: Lang, p: &Proposal, out: &mut String) {
    let mut money: BTreeMap<&str, (i64, usize)> = BTreeMap::new();
    let mut people: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for f in p.items.iter().map(|i| &i.facts).chain([&p.facts]) {
        for m in &f.money {
            let sum = money.entry(m.verb.as_str()).or_default();
            *sum = (sum.0.saturating_add(m.fen), sum.1 + 1);
        }
        for x in &f.persons {
            let sum = people.entry((x.kind.as_str(), x.unit.as_str())).or_default();
            *sum = sum.saturating_add(x.count);
        }
    }
    for (verb, (fen, count)) in money {
        let verb = text(lang, &format!("read-money-{}", verb.replace('_', "-")));
        let yuan = format!("{}.{:02}", fen / 100, fen % 100);
        *out += &(text_with(lang, "read-money", &[("verb", verb), ("yuan", yuan), ("count", count.to_string())]) + "\n");
    }
    for ((kind, unit), count) in people {
        let kind = text(lang, &format!("read-person-{}", kind.replace('_', "-")));
        let key = if unit == "person_times" { "read-person-times" } else { "read-persons" };
        *out += &(text_with(lang, key, &[("kind", kind), ("count", count.to_string())]) + "\n");
    }
}

fn round(lang: Lang, r: &Round, out: &mut String) {
    let s = &r.scope;
    let modes: Vec<String> = s.modes.iter().map(|m| text(lang, &format!("read-mode-{}", m.value.replace('_', "-")))).collect();
    let mut say = |key: &str, value: String| {
        if !value.is_empty() {
            *out += &(text_with(lang, key, &[("value", value)]) + "\n");
        }
    };
    let list = |fields: &[Field]| fields.iter().map(|f| f.value.clone()).collect::<Vec<_>>().join(&text(lang, "read-comma"));
    let one = |f: &Option<Field>| f.as_ref().map(|f| f.value.clone()).unwrap_or_default();
    say("read-round-mode", modes.join(&text(lang, "read-comma")));
    say("read-round-kind", s.kind.as_ref().map(|k| text(lang, &format!("read-kind-{}", k.value.replace('_', "-")))).unwrap_or_default());
    say("read-round-field-work", s.field_work.as_ref().map(|p| format!("{} – {}", p.from, p.to)).unwrap_or_default());
    say("read-round-teams", one(&s.teams));
    say("read-round-units", one(&s.unit_count));
    say("read-round-unit-kind", one(&s.unit_kind));
    say("read-round-named", list(&s.units));
    say("read-round-jurisdictions", one(&s.jurisdiction_count));
    say("read-round-topics", list(&s.topics));
    for hearing in &r.hearings {
        say("read-round-hearing", one(&hearing.body));
    }
    for f in &r.feedbacks {
        let when = f.period.as_ref().map(|p| format!("{} – {}", p.from, p.to)).unwrap_or_else(|| text(lang, "read-no-date"));
        say(&format!("read-round-feedback-{}", f.to), format!("{} ({when})", f.target.value));
    }
    for channel in ["jurisdiction", "unit"] {
        let posts: Vec<Field> = r.attendance.iter().filter(|a| a.channel == channel).map(|a| a.post.clone()).collect();
        say(&format!("read-round-posts-{channel}"), list(&posts));
    }
    say("read-round-requirements", r.requirements.len().to_string());
    for q in &r.requirements {
        let to = if q.addressees.is_empty() { text(lang, "read-open") } else { list(&q.addressees) };
        say("read-round-requirement", format!("{to}: {}", q.field.value));
    }
    say("read-round-commitments", r.commitments.len().to_string());
    for c in &r.commitments {
        say("read-round-commitment", c.field.value.clone());
    }
}

fn questions(lang: Lang, p: &Proposal, out: &mut String) {
    if p.questions.is_empty() {
        return;
    }
    *out += &(text_with(lang, "read-questions", &[("count", p.questions.len().to_string())]) + "\n");
    for q in p.questions.iter().take(LIST_MAX) {
        let key = format!("read-question-{}", q.code.replace('_', "-"));
        let quote = q.field.as_ref().map(|f| f.quote.clone()).unwrap_or_default();
        let at = q.field.as_ref().map(place).unwrap_or_default();
        let params = [("detail", q.detail.clone()), ("quote", quote), ("place", at)];
        *out += &format!("  ? {}\n", text_with(lang, &key, &params).trim_end());
    }
    if p.questions.len() > LIST_MAX {
        *out += &(text_with(lang, "read-more", &[("count", (p.questions.len() - LIST_MAX).to_string())]) + "\n");
    }
}
