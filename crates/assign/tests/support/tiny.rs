//! Tiny rounds that are strange in many ways at once; about half of them have no plan, and nothing says which.

use crate::common::generator::Chance;
use serde_json::{Value, json};

/// Between these, both included.
fn between(chance: &mut Chance, low: usize, high: usize) -> usize {
    low + chance.below(high - low + 1)
}

fn some(chance: &mut Chance, n: usize, once_in: usize, name: impl Fn(usize) -> String) -> Vec<String> {
    (0..n).filter(|_| chance.one_in(once_in)).map(name).collect()
}

/// Makes up a round of 2 to 4 teams, 4 to 7 units and 4 to 9 people.
pub fn tiny(seed: u64) -> Value {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(77));
    (0..8).for_each(|_| _ = chance.below(2));
    let chance = &mut chance;
    let teams = between(chance, 2, 4);
    // Four teams with many people take too long to count out.
    let most = if teams == 4 { (6, 8) } else { (7, 9) };
    let (units, people) = (between(chance, 4, most.0), between(chance, 2 * teams, most.1));
    let counties = between(chance, 2, 4);
    let mut made = json!({
        "name": format!("tiny-{seed}"),
        "teams": (0..teams).map(|t| format!("G{t}")).collect::<Vec<_>>(),
        "team_size": [between(chance, 1, 2), between(chance, 2, 4)],
        "units_per_team": [between(chance, 0, 1), between(chance, units.div_ceil(teams), 5)],
        "max_counties_per_team": between(chance, 1, 3), "max_same_org": between(chance, 1, 3),
        "person_load": between(chance, 6, 14), "cooling_years": between(chance, 0, 6),
        "lead_seniority": between(chance, 1, 2), "lead_seniority_grade2": between(chance, 2, 4),
    });
    made["units"] = (0..units).map(|u| unit(chance, u, counties)).collect();
    made["inspectors"] = (0..people).map(|p| person(chance, p, units, counties)).collect();
    let mut weight = |most| between(chance, 0, most);
    made["weights"] = json!({"county": weight(12), "spread": weight(3), "nosector": weight(20), "pair": weight(6), "burden": weight(3)});
    let pair = |chance: &mut Chance| json!([format!("N{:02}", chance.below(people)), format!("N{:02}", chance.below(people))]);
    made["prior_pairs"] = (0..chance.below(2 * people)).map(|_| pair(chance)).collect();
    made["rules"] = rules(chance, teams, units, people);
    if chance.one_in(2) {
        let pairs: Vec<Value> = (0..1 + chance.below(4)).map(|_| forbidden(chance, &made["units"], people)).collect();
        made["rules"]["forbidden"] = json!(pairs);
        made["rules"]["field_work"] = json!(["2031-04-01", "2031-06-30"]);
    }
    made
}

/// A pair of the registry; of three such, one has ended before the field work or begins after it.
fn forbidden(chance: &mut Chance, units: &Value, people: usize) -> Value {
    let unit = &units[chance.below(units.as_array().map_or(1, Vec::len))];
    let rule = ["employer", "kin", "declared", "prior_round"][chance.below(4)];
    let mut pair = json!({"inspector": format!("N{:02}", chance.below(people)), "rule": rule});
    if chance.one_in(4) {
        pair["county"] = unit["county"].clone();
    } else {
        pair["unit"] = unit["id"].clone();
    }
    match chance.below(6) {
        0 => pair["until"] = json!("2031-03-31"),
        1 => pair["from"] = json!("2031-07-01"),
        2 => pair["until"] = json!("2031-04-01"),
        3 => pair["from"] = json!("2031-06-30"),
        _ => {}
    }
    pair
}

fn unit(chance: &mut Chance, u: usize, counties: usize) -> Value {
    let mut need = json!({});
    for skill in ["accounts", "statute", "works"] {
        if chance.one_in(6) {
            need[skill] = json!(if chance.one_in(4) { 2 } else { 1 });
        }
    }
    let sector = ["roads", "schools", "canals"][chance.below(3)];
    json!({
        "id": format!("D{u}"), "county": format!("K{}", chance.below(counties)), "sector": sector,
        "size": chance.below(10), "grade": if chance.one_in(6) { 2 } else { 1 }, "need": need,
    })
}

fn person(chance: &mut Chance, p: usize, units: usize, counties: usize) -> Value {
    let unit = |u: usize| format!("D{u}");
    // More homes than counties of units: some come from outside.
    let home = chance.below(counties + 2);
    let employers: Vec<Value> =
        some(chance, units, 14, unit).into_iter().map(|u| json!({"unit": u, "years_ago": chance.below(9)})).collect();
    let any = ["accounts", "statute", "works"];
    let skills: Vec<&str> = any.into_iter().filter(|_| chance.one_in(2)).collect();
    let known = ["roads", "schools", "canals"];
    let sectors: Vec<&str> = known.into_iter().filter(|_| chance.one_in(2)).collect();
    json!({
        "id": format!("N{p:02}"), "home_county": format!("K{home}"), "home_org": format!("S{}", chance.below(4)), "skills": skills,
        "seniority": between(chance, 1, 4), "sectors": sectors, "employers": employers, "kin_units": some(chance, units, 24, unit),
        "declared": some(chance, units, 24, unit), "prior_units": some(chance, units, 20, unit), "burden": chance.below(4),
    })
}

fn rules(chance: &mut Chance, teams: usize, units: usize, people: usize) -> Value {
    let homes = ["any", "outside", "inside"];
    let mut rules = json!({"no_mutual": chance.one_in(2), "rotation": chance.one_in(3)});
    if chance.one_in(4) {
        rules["leader_home"] = json!(homes[chance.below(3)]);
    }
    if chance.one_in(3) {
        rules["liaison"] = json!(homes[chance.below(3)]);
    }
    let spot = |chance: &mut Chance| {
        let who = if chance.one_in(2) { format!("D{}", chance.below(units)) } else { format!("N{:02}", chance.below(people)) };
        (who, format!("G{}", chance.below(teams)))
    };
    let mut pins: Vec<(String, String)> = Vec::new();
    for _ in 0..chance.below(3) {
        let pin = spot(chance);
        if !pins.iter().any(|p| p.0 == pin.0) {
            pins.push(pin);
        }
    }
    let mut bans: Vec<(String, String)> = Vec::new();
    for _ in 0..chance.below(6) {
        let ban = spot(chance);
        if !pins.contains(&ban) && !bans.contains(&ban) {
            bans.push(ban);
        }
    }
    rules["pins"] = json!(pins);
    rules["bans"] = json!(bans);
    rules
}
