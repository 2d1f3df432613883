//! The only code that turns a permission scope into WHERE. Nothing is filtered after a query.

use super::Where;
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
    match any.len() {
        0 => w.and("1 = 0"),
        _ => w.and(&format!("({})", any.join(" OR "))),
    }
}
