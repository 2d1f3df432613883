//! Wording of faults, grounds and elements, by their codes.

use crate::text::{Lang, Params, text, text_with};
use assign::{Element, Elsewhere, Fault, Ground, Instance, Period};
use std::io::ErrorKind;

/// Joins parts as the language does.
pub fn join(lang: Lang, parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(&text(lang, "assign-join"))
}

/// What is wrong with the input.
pub fn fault(lang: Lang, fault: &Fault) -> String {
    let mut params: Params = fault.params();
    // Kinds of values and of things have names of their own.
    for (name, value) in &mut params {
        if matches!((*name, fault), ("expected", _) | ("what", Fault::TooMany { .. })) {
            *value = text(lang, &format!("assign-kind-{value}"));
        }
    }
    if let Some(code) = fault.syntax() {
        let said = text_with(lang, &format!("assign-syntax-{code}"), &params);
        params.iter_mut().filter(|p| p.0 == "what").for_each(|p| p.1.clone_from(&said));
    }
    text_with(lang, &format!("assign-fault-{}", fault.code()), &params)
}

/// Why a file cannot be read or written.
pub fn file(lang: Lang, error: &std::io::Error) -> String {
    let code = match error.kind() {
        ErrorKind::NotFound => "missing",
        ErrorKind::PermissionDenied => "denied",
        ErrorKind::InvalidData => "no-text",
        ErrorKind::IsADirectory => "folder",
        ErrorKind::NotADirectory => "no-folder",
        _ => "other",
    };
    text_with(lang, &format!("assign-file-{code}"), &[("what", error.to_string())])
}

/// A rule with its fact and period.
pub fn ground(lang: Lang, ground: &Ground) -> String {
    let mut params: Params = ground.fact.clone();
    for (name, value) in &mut params {
        match *name {
            "recusal" => *value = text(lang, &format!("assign-recusal-{value}")),
            "fact" if !value.is_empty() => *value = text_with(lang, "assign-told", &[("fact", value.clone())]),
            _ => {}
        }
    }
    params.extend(ground.period.map(|p| ("period", period(lang, p))));
    text_with(lang, &format!("assign-ground-{}", ground.code), &params)
}

/// From when to when.
fn period(lang: Lang, period: Period) -> String {
    let key = match (period.from, period.until) {
        (Some(_), Some(_)) => "both",
        (Some(_), None) => "from",
        (None, Some(_)) => "until",
        (None, None) => "open",
    };
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    text_with(lang, &format!("assign-period-{key}"), &[("from", day(period.from)), ("until", day(period.until))])
}

/// Several of them.
pub fn grounds(lang: Lang, list: &[Ground]) -> String {
    join(lang, list.iter().map(|g| ground(lang, g)))
}

/// A rule or fact of a conflict.
pub fn element(lang: Lang, instance: &Instance, element: &Element) -> String {
    let mut params: Params = element.fact(instance);
    for (name, value) in &mut params {
        if *name == "home" {
            *value = text(lang, &format!("assign-home-{value}"));
        }
    }
    params.push(("reasons", grounds(lang, &element.grounds(instance))));
    text_with(lang, &format!("assign-element-{}", element.code()), &params)
}

/// Why not in another team.
pub fn elsewhere(lang: Lang, other: &Elsewhere) -> String {
    let team = ("team", other.team.0.clone());
    match other.price {
        Some(price) => {
            let key = if other.with.is_some() { "assign-elsewhere-exchange" } else { "assign-elsewhere-price" };
            text_with(lang, key, &[team, ("price", price.to_string()), ("with", other.with.clone().unwrap_or_default())])
        }
        None => text_with(lang, &format!("assign-elsewhere-{}", other.kind), &[team, ("grounds", grounds(lang, &other.grounds))]),
    }
}
