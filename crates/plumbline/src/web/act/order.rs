//! From what was typed to the order that the API would take. What is missing is left for the rules to name.

use super::{
    Draft, paper_end, papers_sent,
    rows::sent,
    specs::{Sort, specs},
};
use crate::{malformed::Wrong, problem::Problem};
use rules::{CommandKind, StreamKey, parts::ResultKind, role::Role};
use serde_json::{Map, Value, json};

/// The role of a place in the form of a team.
pub fn place(n: usize) -> Role {
    match n {
        0 => Role::TeamLeader,
        1 => Role::TeamDeputy,
        2 => Role::TeamLiaison,
        _ => Role::TeamMember,
    }
}

/// The order as the API would take it.
pub fn order(kind: CommandKind, subject: StreamKey, draft: &Draft) -> Result<Value, Problem> {
    let mut order = Map::new();
    match subject {
        StreamKey::Plan(round, unit) => {
            order.insert("round".to_owned(), json!(round));
            order.insert("unit".to_owned(), json!(unit));
        }
        other => {
            let id = draft.subject.rsplit('/').next().unwrap_or_default();
            order.insert(other.noun().to_owned(), json!(id));
        }
    }
    for (name, sort, required) in specs(kind).unwrap_or_default() {
        let typed = draft.values.get(*name).map(String::as_str).unwrap_or_default();
        if *sort == Sort::Sums {
            let sums: Value = serde_json::from_str(typed).map_err(|_| Problem::malformed(*name, Wrong::Kind))?;
            order.insert("lines".to_owned(), sums["lines"].clone());
            order.insert("totals".to_owned(), sums["totals"].clone());
            continue;
        }
        let value = match sort {
            Sort::Lines => json!(lines(typed).collect::<Vec<_>>()),
            Sort::Many => json!(typed.split(',').filter(|l| !l.is_empty()).collect::<Vec<_>>()),
            Sort::Files => evidence(draft)?,
            Sort::Withheld => withheld(draft),
            Sort::Results => results(draft)?,
            Sort::Demands(post) => demands(draft, post),
            Sort::Leaves => leaves(name, typed)?,
            Sort::Team => team(draft),
            Sort::Items => items(draft),
            // An empty text goes to the rules, whose refusal says what is missing; an empty choice is left out.
            Sort::Text | Sort::Short if *required => json!(typed),
            _ if typed.is_empty() => continue,
            _ => json!(typed),
        };
        order.insert((*name).to_owned(), value);
    }
    Ok(Value::Object(order))
}

fn lines(typed: &str) -> impl Iterator<Item = &str> {
    typed.lines().map(str::trim).filter(|l| !l.is_empty())
}

/// The files that arrived, each with what was said of its row.
fn evidence(draft: &Draft) -> Result<Value, Problem> {
    let mut out = Vec::new();
    for row in 0..papers_sent(&draft.values) {
        let end = paper_end(row);
        let typed = |name: &str| draft.values.get(&format!("{name}{end}")).filter(|v| !v.is_empty());
        let files: Vec<_> = draft.files.iter().filter(|f| f.row == row).collect();
        // Words about a paper that is not there are not dropped in silence.
        if files.is_empty() && row > 0 && (typed("caption").is_some() || typed("paper_number").is_some()) {
            return Err(Problem::malformed(format!("evidence[{row}].file"), Wrong::Missing));
        }
        for file in files {
            let caption = typed("caption").unwrap_or(&file.name);
            let mut one = json!({"digest": file.digest, "name": file.name, "caption": caption, "pre_existing": flag(typed("pre_existing").is_some())});
            for (field, name) in [("number", "paper_number"), ("dated", "dated")] {
                if let Some(value) = typed(name) {
                    one[field] = json!(value);
                }
            }
            out.push(one);
        }
    }
    Ok(Value::Array(out))
}

fn flag(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// Figures that were filled in; money is typed in yuan and recorded in fen. Every file of the claim proves a figure, or
/// those of the row that was chosen for it.
fn results(draft: &Draft) -> Result<Value, Problem> {
    let mut out = Vec::new();
    for kind in ResultKind::ALL {
        let Some(typed) = draft.values.get(&format!("result_{}", kind.name())).filter(|v| !v.is_empty()) else { continue };
        let plain = plain(typed);
        let figure = if kind.money() { fen(&plain) } else { plain.parse().ok() };
        let figure = figure.ok_or_else(|| Problem::malformed(format!("results.{}", kind.name()), Wrong::Value(typed.clone())))?;
        let row: Option<usize> = draft.values.get(&format!("result_{}_proof", kind.name())).and_then(|r| r.parse().ok());
        let proofs = draft.files.iter().filter(|f| row.is_none_or(|r| r == f.row));
        let digests: Vec<&String> = proofs.map(|f| &f.digest).collect();
        out.push(json!({"sort": kind.name(), "figure": figure, "evidence": digests}));
    }
    Ok(Value::Array(out))
}

/// A figure without marks of thousands, its digits as a keyboard for Chinese may have widened them.
fn plain(typed: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff0e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    };
    typed.chars().filter(|c| ![',', '，', ' '].contains(c)).map(narrow).collect()
}

fn fen(plain: &str) -> Option<i64> {
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let cents = format!("{part:0<2}");
    if cents.len() != 2 || !cents.bytes().all(|b| b.is_ascii_digit()) || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)
}

/// What is typed in a row of its own, rather than set beforehand: a row without any of it is none.
fn typed_in(sort: Sort) -> (&'static str, &'static [&'static str]) {
    match sort {
        Sort::Demands("addressee") => ("requirements", &["text", "post", "due", "speaker"]),
        Sort::Demands(_) => ("commitments", &["text", "post", "due"]),
        Sort::Team => ("member", &["person"]),
        Sort::Withheld => ("withheld", &["item", "reason", "approver"]),
        _ => ("item", &["wording", "cause", "target", "department", "person", "measure", "assisting"]),
    }
}

const MEASURE: &[&str] = &["content", "leader", "department"];
const ASSISTING: &[&str] = &["unit", "part", "due"];

/// Numbers of the rows of a list in which something was typed, from 0.
fn filled(draft: &Draft, list: &str, names: &[&str]) -> Vec<usize> {
    let typed = |n: &usize| {
        let begin = format!("{list}_{n}_");
        names.iter().any(|name| match *name {
            "measure" => !filled(draft, &format!("{begin}measure"), MEASURE).is_empty(),
            "assisting" => !filled(draft, &format!("{begin}assisting"), ASSISTING).is_empty(),
            name => draft.values.get(&format!("{begin}{name}")).is_some_and(|v| !v.is_empty()),
        })
    };
    (0..sent(&draft.values, list)).filter(typed).collect()
}

/// The row of the form, from 0, that became entry `n` of a list of the order.
pub fn row_of(kind: CommandKind, draft: &Draft, n: usize) -> usize {
    let list = specs(kind).unwrap_or_default().iter().find(|s| matches!(s.1, Sort::Demands(_) | Sort::Team | Sort::Withheld | Sort::Items));
    let rows = list.map(|s| typed_in(s.1)).map(|(list, names)| filled(draft, list, names)).unwrap_or_default();
    rows.get(n).copied().unwrap_or(n)
}

/// Entries of a list, each made of its row.
fn entries(draft: &Draft, sort: Sort, made: impl Fn(&dyn Fn(&str) -> String, usize) -> Value) -> Value {
    let (list, names) = typed_in(sort);
    let one = |n: usize| made(&|name: &str| draft.values.get(&format!("{list}_{n}_{name}")).cloned().unwrap_or_default(), n);
    Value::Array(filled(draft, list, names).into_iter().map(one).collect())
}

fn demands(draft: &Draft, post: &'static str) -> Value {
    entries(draft, Sort::Demands(post), |typed, _| {
        let mut one = json!({"text": typed("text"), "due": typed("due")});
        one[post] = json!(typed("post"));
        if post == "addressee" {
            one["speaker"] = Some(typed("speaker")).filter(|s| !s.is_empty()).map_or(Value::Null, Value::String);
        }
        one
    })
}

fn withheld(draft: &Draft) -> Value {
    entries(draft, Sort::Withheld, |typed, _| json!({"item": typed("item"), "reason": typed("reason"), "approver": typed("approver")}))
}

fn leaves(name: &'static str, typed: &str) -> Result<Value, Problem> {
    let one = |line: &str| {
        let (text, amount) = line.split_once(['|', '｜']).map_or((line, None), |(t, a)| (t.trim(), Some(a.trim())));
        match amount {
            None => Ok(json!({"text": text, "amount": null})),
            Some(yuan) => {
                let fen = fen(&plain(yuan)).ok_or_else(|| Problem::malformed(name, Wrong::Value(yuan.to_owned())))?;
                Ok(json!({"text": text, "amount": fen}))
            }
        }
    };
    Ok(Value::Array(lines(typed).map(one).collect::<Result<_, Problem>>()?))
}

fn team(draft: &Draft) -> Value {
    entries(draft, Sort::Team, |typed, n| {
        let role = Some(typed("role")).filter(|r| !r.is_empty()).unwrap_or_else(|| place(n).name().to_owned());
        json!({"person": typed("person"), "role": role})
    })
}

/// Items, each with what it covers: one may cover several manifestations, and several may cover one.
fn items(draft: &Draft) -> Value {
    entries(draft, Sort::Items, |typed, n| {
        let covers: Vec<String> = typed("covers").split(',').filter(|l| !l.is_empty()).map(str::to_owned).collect();
        json!({
            "covers": covers, "wording": typed("wording"), "cause": typed("cause"), "target": typed("target"),
            "assisting": parts(draft, n), "responsible_leader": typed("leader"), "responsible_department": typed("department"),
            "responsible_person": typed("person"), "long_term": flag(!typed("long_term").is_empty()),
            "within_period": flag(typed("beyond").is_empty()), "due": typed("due"), "measures": measures(draft, n, typed),
        })
    })
}

/// The measures of an item. Leader, department and day are the item's where a measure has none of its own.
fn measures(draft: &Draft, item: usize, of_item: &dyn Fn(&str) -> String) -> Value {
    let list = format!("item_{item}_measure");
    let one = |n: usize| {
        let own = |name: &str| draft.values.get(&format!("{list}_{n}_{name}")).cloned().unwrap_or_default();
        let or = |name: &str| Some(own(name)).filter(|v| !v.is_empty()).unwrap_or_else(|| of_item(name));
        json!({"content": own("content"), "leader": or("leader"), "department": or("department"), "due": or("due"), "sort": own("sort")})
    };
    Value::Array(filled(draft, &list, MEASURE).into_iter().map(one).collect())
}

fn parts(draft: &Draft, item: usize) -> Value {
    let list = format!("item_{item}_assisting");
    let one = |n: usize| {
        let own = |name: &str| draft.values.get(&format!("{list}_{n}_{name}")).cloned().unwrap_or_default();
        json!({"unit": own("unit"), "part": own("part"), "due": own("due")})
    };
    Value::Array(filled(draft, &list, ASSISTING).into_iter().map(one).collect())
}
