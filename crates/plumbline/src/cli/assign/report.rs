//! The JSON of the command: every reason once as code and figures, once in words.

use super::{Job, words};
use crate::text::{text, text_with};
use assign::{Change, Conflict, Conflicts, Cost, Element, Explanation, Instance, Repair, Witness};
use serde_json::{Map, Value, json};
use std::time::Instant;

/// The summary that every answer begins with.
pub fn summary(job: &Job, cost: &Cost, bound: i64) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("objective".into(), json!(cost.objective));
    line.insert("bound".into(), json!(bound));
    line.insert("gap".into(), json!(cost.objective - bound));
    line.insert("seconds".into(), seconds(job));
    line.insert("lawful".into(), json!(true));
    line.insert("proved_optimal".into(), json!(cost.objective == bound));
    let Cost { county, spread, nosector, pair, burden, .. } = cost;
    line.insert("parts".into(), json!({"county": county, "spread": spread, "nosector": nosector, "pair": pair, "burden": burden}));
    line
}

/// Seconds since the command began, to the millisecond.
pub fn seconds(job: &Job) -> Value {
    json!(rounded(job.started))
}

/// Seconds since then, to the millisecond.
pub fn rounded(then: Instant) -> f64 {
    then.elapsed().as_millis() as f64 / 1_000.0
}

/// The summary where there is no lawful plan, or none was found.
pub fn no_plan(job: &Job, proved: bool) -> Map<String, Value> {
    let none = Value::Null;
    let mut line = Map::new();
    for key in ["objective", "bound", "gap"] {
        line.insert(key.into(), none.clone());
    }
    line.insert("seconds".into(), seconds(job));
    line.insert("lawful".into(), json!(false));
    line.insert("proved_infeasible".into(), json!(proved));
    line
}

/// Reasons for places.
pub fn reasons(job: &Job, list: &[Explanation]) -> Value {
    let lang = job.lang;
    let one = |e: &Explanation| {
        let not = e.not.iter().map(|other| {
            let mut value = json!(other);
            value["words"] = json!(words::elsewhere(lang, other));
            value
        });
        let mut value = json!({"who": e.who, "team": e.team, "why": e.why, "without": e.without, "not": not.collect::<Vec<_>>()});
        let mut said = words::grounds(lang, &e.why);
        if !e.without.is_empty() {
            said = words::join(lang, [said, text_with(lang, "assign-without", &[("grounds", words::grounds(lang, &e.without))])]);
        }
        value["words"] = json!(said);
        value
    };
    Value::Array(list.iter().map(one).collect())
}

fn element(job: &Job, instance: &Instance, element: &Element) -> Value {
    let fact: Map<String, Value> = element.fact(instance).into_iter().map(|(k, v)| (k.to_owned(), json!(v))).collect();
    json!({
        "rule": element.rule(),
        "code": element.code(),
        "fact": fact,
        "reasons": element.grounds(instance),
        "words": words::element(job.lang, instance, element),
    })
}

fn conflict(job: &Job, instance: &Instance, conflict: &Conflict) -> Value {
    let elements: Vec<Value> = conflict.elements.iter().map(|e| element(job, instance, e)).collect();
    let balance = conflict.balance.map(|(asked, there)| json!({"asked": asked, "there": there}));
    json!({"elements": elements, "minimal": conflict.minimal, "balance": balance})
}

fn change(job: &Job, instance: &Instance, witness: &Witness) -> Value {
    let name = |e: &Element| words::element(job.lang, instance, e);
    json!({
        "drop": element(job, instance, &witness.dropped),
        "also": witness.also.iter().map(|e| element(job, instance, e)).collect::<Vec<_>>(),
        "lawful_then": witness.plan.is_some(),
        "words": match (witness.plan.is_some(), witness.also.is_empty()) {
            (false, _) => text_with(job.lang, "assign-drop-open", &[("element", name(&witness.dropped))]),
            (true, true) => text_with(job.lang, "assign-drop", &[("element", name(&witness.dropped))]),
            (true, false) => {
                let also = words::join(job.lang, witness.also.iter().map(name));
                text_with(job.lang, "assign-drop-also", &[("element", name(&witness.dropped)), ("also", also)])
            }
        },
    })
}

/// A proof that there is no lawful plan, as JSON.
pub fn conflicts(job: &Job, instance: &Instance, found: &Conflicts) -> Map<String, Value> {
    let mut line = no_plan(job, true);
    line.insert("conflicts".into(), found.list.iter().map(|c| conflict(job, instance, c)).collect());
    line.insert("changes".into(), found.witnesses.iter().map(|w| change(job, instance, w)).collect());
    line
}

/// The same in words, line by line.
pub fn conflicts_in_words(job: &Job, instance: &Instance, found: &Conflicts) -> String {
    let mut lines = Vec::new();
    for (i, conflict) in found.list.iter().enumerate() {
        let key = if i == 0 { "assign-conflict" } else { "assign-conflict-beside" };
        lines.push(text_with(job.lang, key, &[("count", conflict.elements.len().to_string())]));
        lines.extend(conflict.elements.iter().map(|e| format!("- {}", words::element(job.lang, instance, e))));
        if let Some((asked, there)) = conflict.balance {
            lines.push(text_with(job.lang, "assign-balance", &[("asked", asked.to_string()), ("there", there.to_string())]));
        }
    }
    let alone = found.witnesses.iter().all(|w| w.plan.is_some() && w.also.is_empty());
    lines.push(text(job.lang, if alone { "assign-drop-any" } else { "assign-drop-some" }));
    lines.join("\n")
}

/// The plans that show each conflict's changes.
pub fn witnesses(job: &Job, instance: &Instance, found: &Conflicts) -> Value {
    let one = |w: &Witness| {
        let mut value = change(job, instance, w);
        value["plan"] = json!(w.plan);
        value
    };
    Value::Array(found.witnesses.iter().map(one).collect())
}

/// A repair as JSON.
pub fn repair(job: &Job, repair: &Repair) -> Value {
    let home = || text(job.lang, "assign-at-home");
    let one = |c: &Change| {
        let place = |team: &Option<assign::TeamId>| team.as_ref().map_or_else(home, |t| t.0.clone());
        let params = [("inspector", c.inspector.0.clone()), ("from", place(&c.from)), ("to", place(&c.to))];
        json!({"inspector": c.inspector, "from": c.from, "to": c.to, "words": text_with(job.lang, "assign-change", &params)})
    };
    json!({
        "people_changed": repair.changes.len(),
        "proved_fewest": repair.proved,
        "changes": repair.changes.iter().map(one).collect::<Vec<_>>(),
        "moved_units": repair.moved_units,
    })
}
