//! Rounds of a size class whose every parameter varies: counts, limits, loads, skills, seniority, recusals, weights, rules.

use super::generator::{Chance, SEED, Size, round};
use serde_json::{Value, json};

/// Between these, both included.
fn between(chance: &mut Chance, low: usize, high: usize) -> usize {
    low + chance.below(high - low + 1)
}

/// Makes up a round of about this size. Most have a plan; nothing says whether one has.
pub fn varied(class: Size, seed: u64) -> Value {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ class.people as u64);
    (0..8).for_each(|_| _ = chance.below(2));
    let teams =
        if class.teams == SEED.teams { between(&mut chance, 2, 4) } else { between(&mut chance, class.teams * 2 / 3, class.teams * 5 / 4) };
    let per_team = between(&mut chance, 20, class.units * 10 / class.teams + 8);
    let size = Size {
        teams,
        counties: between(&mut chance, 2.max(class.counties * 2 / 3), class.counties * 4 / 3),
        units: (teams * per_team / 10).max(2 * teams),
        people: teams * between(&mut chance, 7, 11),
        units_max: class.units_max,
    };
    let mut made = round(size, seed.wrapping_add(7_000));
    limits(&mut made, &mut chance);
    units(&mut made, &mut chance);
    people(&mut made, &mut chance);
    if chance.one_in(2) {
        rules(&mut made, &mut chance, size);
    }
    made["counties"] = Value::Null;
    made
}

fn limits(made: &mut Value, chance: &mut Chance) {
    if chance.one_in(2) {
        made["team_size"] = json!([between(chance, 3, 5), between(chance, 7, 10)]);
    }
    if chance.one_in(3) {
        let most = made["units_per_team"][1].as_u64().expect("a limit") as usize;
        made["units_per_team"] = json!([between(chance, 1, 2), between(chance, most, most + 2)]);
    }
    if chance.one_in(3) {
        made["max_counties_per_team"] = json!(between(chance, 2, 3));
    }
    if chance.one_in(3) {
        made["max_same_org"] = json!(between(chance, 1, 3));
    }
    if chance.one_in(2) {
        made["person_load"] = json!(between(chance, 8, 16));
    }
    if chance.one_in(3) {
        made["cooling_years"] = json!(between(chance, 0, 10));
    }
    if chance.one_in(3) {
        let mut weight = |most| between(chance, 0, most);
        made["weights"] =
            json!({"county": weight(20), "spread": weight(4), "nosector": weight(30), "pair": weight(8), "burden": weight(4)});
    }
}

fn units(made: &mut Value, chance: &mut Chance) {
    let (least, range) = (between(chance, 4, 10), between(chance, 1, 16));
    let resize = chance.one_in(2);
    let grades = between(chance, 3, 12);
    let plain = chance.one_in(3);
    for u in made["units"].as_array_mut().expect("units") {
        if resize {
            u["size"] = json!(least + chance.below(range));
        }
        u["grade"] = json!(1 + usize::from(chance.one_in(grades)));
        if plain && chance.one_in(2) {
            u["need"] = json!({"conduct": 1});
        }
    }
}

fn people(made: &mut Value, chance: &mut Chance) {
    let count = made["units"].as_array().expect("units").len();
    let (more, lists) = (chance.below(4), ["kin_units", "declared", "prior_units"]);
    let scarce = chance.one_in(4);
    let orgs = chance.one_in(4).then(|| between(chance, 6, 30));
    for p in made["inspectors"].as_array_mut().expect("people") {
        for _ in 0..chance.below(more + 1) {
            let unit = format!("D{:03}", chance.below(count));
            p[lists[chance.below(3)]].as_array_mut().expect("a list").push(json!(unit));
        }
        if scarce && chance.one_in(2) {
            p["skills"].as_array_mut().expect("skills").truncate(1);
        }
        if let Some(orgs) = orgs {
            p["home_org"] = json!(format!("S{:03}", chance.below(orgs)));
        }
    }
}

fn rules(made: &mut Value, chance: &mut Chance, size: Size) {
    let homes = ["any", "outside", "inside"];
    let mut rules = json!({});
    if chance.one_in(3) {
        rules["leader_home"] = json!(homes[chance.below(3)]);
    }
    if chance.one_in(3) {
        rules["liaison"] = json!(homes[chance.below(3)]);
    }
    if chance.one_in(4) {
        rules["no_mutual"] = json!(true);
    }
    if chance.one_in(3) {
        rules["rotation"] = json!(true);
    }
    let spots = |chance: &mut Chance, most: usize| {
        let one = |chance: &mut Chance| {
            let who =
                if chance.one_in(3) { format!("D{:03}", chance.below(size.units)) } else { format!("N{:04}", chance.below(size.people)) };
            (who, format!("G{:03}", chance.below(size.teams)))
        };
        let spots: std::collections::BTreeMap<String, String> = (0..chance.below(most + 1)).map(|_| one(chance)).collect();
        spots
    };
    let pins = spots(chance, 4);
    let bans: Vec<_> = spots(chance, 6).into_iter().filter(|(who, team)| pins.get(who) != Some(team)).collect();
    rules["pins"] = json!(pins.into_iter().collect::<Vec<_>>());
    rules["bans"] = json!(bans);
    made["rules"] = rules;
}
