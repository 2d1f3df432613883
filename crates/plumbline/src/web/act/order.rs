//! From what was typed to the order that the API would take. What is missing is left for the rules to name.

use super::{
    Draft, MEMBERS, ROWS,
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
            order.insert("withheld".to_owned(), json!([]));
            continue;
        }
        let value = match sort {
            Sort::Lines => json!(lines(typed).collect::<Vec<_>>()),
            Sort::Many | Sort::GivenList => json!(typed.split(',').filter(|l| !l.is_empty()).collect::<Vec<_>>()),
            Sort::Files => evidence(draft),
            Sort::Results => results(draft)?,
            Sort::Demands(post) => demands(draft, name, post),
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

fn evidence(draft: &Draft) -> Value {
    let caption = draft.values.get("caption").filter(|c| !c.is_empty());
    let older = if draft.values.contains_key("pre_existing") { "yes" } else { "no" };
    let one = |(digest, name): &(String, String)| json!({"digest": digest, "name": name, "caption": caption.unwrap_or(name), "pre_existing": older});
    Value::Array(draft.files.iter().map(one).collect())
}

/// Figures that were filled in; money is typed in yuan and recorded in fen. Every file of the claim proves them.
fn results(draft: &Draft) -> Result<Value, Problem> {
    let digests: Vec<&String> = draft.files.iter().map(|f| &f.0).collect();
    let mut out = Vec::new();
    for kind in ResultKind::ALL {
        let Some(typed) = draft.values.get(&format!("result_{}", kind.name())).filter(|v| !v.is_empty()) else { continue };
        let figure = if kind.money() { fen(typed) } else { typed.replace([',', '，'], "").parse().ok() };
        let figure = figure.ok_or_else(|| Problem::malformed("results", Wrong::Value(typed.clone())))?;
        out.push(json!({"sort": kind.name(), "figure": figure, "evidence": digests}));
    }
    Ok(Value::Array(out))
}

fn fen(yuan: &str) -> Option<i64> {
    let plain = yuan.replace([',', '，', ' '], "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let cents = format!("{part:0<2}");
    if cents.len() != 2 || !cents.bytes().all(|b| b.is_ascii_digit()) || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)
}

/// A row counts where its text was typed or anything else of it was.
fn demands(draft: &Draft, field: &str, post: &str) -> Value {
    let row = |n: usize| {
        let typed = |name: &str| draft.values.get(&format!("{field}_{n}_{name}")).cloned().unwrap_or_default();
        let (text, holder, due) = (typed("text"), typed("post"), typed("due"));
        if text.is_empty() && due.is_empty() {
            return None;
        }
        let mut one = json!({"text": text, "due": due});
        one[post] = json!(holder);
        if post == "addressee" {
            one["speaker"] = Value::Null;
        }
        Some(one)
    };
    Value::Array((0..ROWS).filter_map(row).collect())
}

fn leaves(name: &'static str, typed: &str) -> Result<Value, Problem> {
    let one = |line: &str| {
        let (text, amount) = line.split_once(['|', '｜']).map_or((line, None), |(t, a)| (t.trim(), Some(a.trim())));
        match amount {
            None => Ok(json!({"text": text, "amount": null})),
            Some(yuan) => {
                let fen = fen(yuan).ok_or_else(|| Problem::malformed(name, Wrong::Value(yuan.to_owned())))?;
                Ok(json!({"text": text, "amount": fen}))
            }
        }
    };
    Ok(Value::Array(lines(typed).map(one).collect::<Result<_, Problem>>()?))
}

fn team(draft: &Draft) -> Value {
    let row = |n: usize| {
        let person = draft.values.get(&format!("member_{n}_person")).filter(|p| !p.is_empty())?;
        Some(json!({"person": person, "role": place(n).name()}))
    };
    Value::Array((0..3 + MEMBERS).filter_map(row).collect())
}

/// Items in the order of the manifestations; one that is handled with an earlier one adds to what that covers.
fn items(draft: &Draft) -> Value {
    let leaves: Vec<&str> = draft.values.get("leaves").map(|l| l.split(',').filter(|l| !l.is_empty()).collect()).unwrap_or_default();
    let mut out: Vec<(usize, Value)> = Vec::new();
    for (n, leaf) in leaves.iter().enumerate() {
        let typed = |name: &str| draft.values.get(&format!("item_{n}_{name}")).cloned().unwrap_or_default();
        let with = typed("with").parse::<usize>().ok();
        if let Some(earlier) = with.and_then(|w| out.iter_mut().find(|o| o.0 == w))
            && let Some(covers) = earlier.1["covers"].as_array_mut()
        {
            covers.push(json!(leaf));
            continue;
        }
        // A row in which nothing was typed is no item: the rules then name what is not covered.
        if ["wording", "cause", "target", "measure", "department", "person"].iter().all(|f| typed(f).is_empty()) {
            continue;
        }
        let yes = |on: bool| if on { "yes" } else { "no" };
        let long_term = !typed("long_term").is_empty();
        out.push((
            n,
            json!({
                "covers": [leaf], "wording": typed("wording"), "cause": typed("cause"), "target": typed("target"), "assisting": [],
                "responsible_leader": typed("leader"), "responsible_department": typed("department"), "responsible_person": typed("person"),
                "long_term": yes(long_term), "within_period": yes(!long_term), "due": typed("due"),
                "measures": [{ "content": typed("measure"), "leader": typed("leader"), "department": typed("department"),
                    "due": typed("due"), "sort": typed("sort") }],
            }),
        ));
    }
    Value::Array(out.into_iter().map(|o| o.1).collect())
}
