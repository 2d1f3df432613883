//! The only code that turns a permission scope into WHERE. Nothing is filtered after a query.

use super::{Where, registry::Noun};
use rules::permit::Scope;

/// Narrows a list to what a seat may see. The table carries `jurisdiction`, `unit`, `round` and `released`.
pub fn narrow(w: &mut Where, table: &str, scope: &Scope) {
    if !scope.cases {
        w.and("1 = 0");
        return;
    }
    if scope.released_only {
        w.and(&format!("{table}.released = 1"));
    }
    if scope.whole {
        return;
    }
    let mut any = Vec::new();
    for j in &scope.jurisdictions {
        let p = w.bind(j.to_string());
        any.push(format!("{table}.jurisdiction = {p}"));
    }
    for u in &scope.units {
        let p = w.bind(u.to_string());
        any.push(format!("{table}.unit = {p}"));
    }
    for (round, unit) in &scope.inspected {
        let (r, u) = (w.bind(round.to_string()), w.bind(unit.to_string()));
        any.push(format!("({table}.round = {r} AND {table}.unit = {u})"));
    }
    w.any(&any);
}

/// Narrows the feedbacks `f` of rounds: a county sees those to itself and to its units, a unit those to itself, a team
/// those to its units and to their counties.
pub fn narrow_feedbacks(w: &mut Where, scope: &Scope) {
    if scope.whole && scope.cases {
        return;
    }
    let mut any = Vec::new();
    if scope.cases {
        for j in &scope.jurisdictions {
            let p = w.bind(j.to_string());
            any.push(format!("f.jurisdiction = {p} OR f.unit IN (SELECT unit FROM unit WHERE authority = $1 AND jurisdiction = {p})"));
        }
        for u in &scope.units {
            let p = w.bind(u.to_string());
            any.push(format!("f.unit = {p}"));
        }
        for (round, unit) in &scope.inspected {
            let (r, u) = (w.bind(round.to_string()), w.bind(unit.to_string()));
            let county = format!("(SELECT jurisdiction FROM unit WHERE authority = $1 AND unit = {u})");
            any.push(format!("f.round = {r} AND (f.unit = {u} OR f.jurisdiction = {county})"));
        }
    }
    w.any(&any);
}

/// Narrows a list of the registry, table `t`: a county deals with itself and its units, a unit with itself and its
/// county, a team with its units and their counties. Persons are listed with the whole registry only.
pub fn narrow_registry(w: &mut Where, noun: Noun, scope: &Scope) {
    if scope.whole || scope.registry {
        return;
    }
    let mut any = Vec::new();
    for j in scope.jurisdictions.iter().filter(|_| noun != Noun::Person) {
        let p = w.bind(j.to_string());
        any.push(match noun {
            Noun::Post => format!("t.jurisdiction = {p} OR t.unit IN (SELECT unit FROM unit WHERE authority = $1 AND jurisdiction = {p})"),
            _ => format!("t.jurisdiction = {p}"),
        });
    }
    let units = scope.units.iter().chain(scope.inspected.iter().map(|(_, u)| u));
    for u in units.filter(|_| noun != Noun::Person) {
        let p = w.bind(u.to_string());
        let county = format!("t.jurisdiction = (SELECT jurisdiction FROM unit WHERE authority = $1 AND unit = {p})");
        any.push(match noun {
            Noun::Jurisdiction => county,
            Noun::Post => format!("t.unit = {p} OR (t.unit IS NULL AND {county})"),
            _ => format!("t.unit = {p}"),
        });
    }
    w.any(&any);
}
