//! The only code that turns a permission scope into WHERE. Nothing is filtered after a query.

use super::{Where, registry::Noun};
use rules::permit::Scope;

/// Narrows a list to what a seat may see. The table carries `jurisdiction`, `unit`, `round` and `released`.
pub fn narrow(w: &mut Where, table: &str, scope: &Scope) {
    let seen = condition(w, table, scope);
    w.and(&seen);
}

/// What a seat may see, as a condition on a table that carries `jurisdiction`, `unit`, `round` and `released`.
fn condition(w: &mut Where, table: &str, scope: &Scope) -> String {
    if !scope.cases {
        return NOTHING.to_owned();
    }
    let released = if scope.released_only { format!("{table}.released = 1") } else { EVERYTHING.to_owned() };
    if scope.whole {
        return released;
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
    match (any.is_empty(), scope.released_only) {
        (true, _) => NOTHING.to_owned(),
        (false, true) => format!("({released} AND ({}))", any.join(" OR ")),
        (false, false) => format!("({})", any.join(" OR ")),
    }
}

const EVERYTHING: &str = "1 = 1";
const NOTHING: &str = "1 = 0";

/// How a seat stands to an item `i`: conditions of which at most one holds.
pub struct Items {
    /// It sees all of it.
    pub led: String,
    /// Its unit helps with it: it sees the plan and its own part.
    pub helped: String,
    /// Parts `p` of its unit.
    own: String,
}

/// One way to items: what to select from, the condition there, and whether the seat only helps with them.
pub struct Way {
    pub from: String,
    pub seen: String,
    pub helps: bool,
}

impl Items {
    /// The ways to the items that a seat may see, which share no item. Each goes through an index of its own; asking for
    /// both at once would read the whole register for a unit that has little of it.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = vec![Way { from: "item i".to_owned(), seen: self.led.clone(), helps: false }];
        if self.helped != NOTHING {
            // CROSS, so that the embedded database takes the parts first; an expression, so that it does not walk through
            // the parts of everybody in the order of items.
            let from = format!(
                "(SELECT DISTINCT p.item || '' AS item FROM item_part p WHERE p.authority = $1 AND {}) h CROSS JOIN item i",
                self.own
            );
            ways.push(Way { from, seen: format!("i.item = h.item AND NOT {}", self.led), helps: true });
        }
        ways
    }
}

/// As [`items`], without those that the seat's unit only helps with.
pub fn led(w: &mut Where, scope: &Scope) -> Items {
    Items { led: condition(w, "i", scope), helped: NOTHING.to_owned(), own: NOTHING.to_owned() }
}

/// How a seat stands to items `i`, whose authority is the first parameter.
pub fn items(w: &mut Where, scope: &Scope) -> Items {
    let led = condition(w, "i", scope);
    let own = if scope.whole { NOTHING.to_owned() } else { parts(w, "p", scope) };
    if own == NOTHING {
        return Items { led, helped: NOTHING.to_owned(), own };
    }
    let helped = format!("(NOT {led} AND i.item IN (SELECT p.item FROM item_part p WHERE p.authority = $1 AND {own}))");
    Items { led, helped, own }
}

/// The parts of a seat's unit in items of others, as a condition on a table that carries `unit`.
pub fn parts(w: &mut Where, table: &str, scope: &Scope) -> String {
    let places: Vec<String> = scope.units.iter().filter(|_| scope.cases).map(|u| w.bind(u.to_string())).collect();
    if places.is_empty() { NOTHING.to_owned() } else { format!("{table}.unit IN ({})", places.join(", ")) }
}

/// Narrows parts to those that a seat's unit owes; whoever sees the whole sees all of them.
pub fn narrow_parts(w: &mut Where, table: &str, scope: &Scope) {
    let seen = if scope.whole && scope.cases { EVERYTHING.to_owned() } else { parts(w, table, scope) };
    w.and(&seen);
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
