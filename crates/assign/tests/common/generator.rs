//! Makes up rounds from a seed. Places, people and organisations are numbers; nobody is meant.

use serde_json::{Value, json};

/// How large a round is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub teams: usize,
    pub counties: usize,
    pub units: usize,
    pub people: usize,
    pub units_max: usize,
}

pub const SEED: Size = Size { teams: 3, counties: 3, units: 6, people: 24, units_max: 4 };
pub const CITY: Size = Size { teams: 12, counties: 10, units: 40, people: 100, units_max: 4 };
pub const PROVINCE: Size = Size { teams: 60, counties: 60, units: 300, people: 600, units_max: 6 };
pub const DOUBLE: Size = Size { teams: 120, counties: 120, units: 600, people: 1200, units_max: 6 };

const SKILLS: [&str; 5] = ["accounts", "statute", "staffing", "works", "conduct"];
const SECTORS: [&str; 8] = ["roads", "schools", "clinics", "forests", "canals", "markets", "housing", "archives"];
const NEEDS: [&[(usize, i64)]; 6] =
    [&[(0, 1), (4, 1)], &[(1, 1), (4, 1)], &[(0, 2), (4, 1)], &[(0, 1), (2, 1)], &[(3, 2), (4, 1)], &[(1, 1), (2, 1), (4, 1)]];

/// A linear congruential generator (Knuth's MMIX constants), enough to make things up.
pub struct Chance(pub u64);

impl Chance {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Makes up a round.
pub fn round(size: Size, seed: u64) -> Value {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9).wrapping_add(size.people as u64));
    for _ in 0..8 {
        chance.below(2);
    }
    let county = |i: usize| format!("K{i:03}");
    let unit = |i: usize| format!("D{i:03}");
    let person = |i: usize| format!("N{i:04}");
    let units: Vec<Value> = (0..size.units)
        .map(|i| {
            let need: serde_json::Map<String, Value> =
                NEEDS[chance.below(NEEDS.len())].iter().map(|(k, n)| (SKILLS[*k].to_owned(), json!(n))).collect();
            json!({
                "id": unit(i), "county": county(i % size.counties), "sector": SECTORS[chance.below(8)],
                "size": 7 + chance.below(15), "grade": if chance.one_in(7) { 2 } else { 1 }, "need": need,
            })
        })
        .collect();
    let some_units =
        |chance: &mut Chance, most: usize| (0..chance.below(most + 1)).map(|_| unit(chance.below(size.units))).collect::<Vec<_>>();
    let inspectors: Vec<Value> = (0..size.people)
        .map(|i| {
            let home = if chance.below(4) == 0 { "CAPITAL".to_owned() } else { county(chance.below(size.counties)) };
            let first = chance.below(5);
            let mut skills = vec![SKILLS[first]];
            if chance.below(5) < 3 {
                skills.push(SKILLS[(first + 1 + chance.below(4)) % 5]);
            }
            let mut sectors = vec![SECTORS[chance.below(8)]];
            if chance.one_in(2) {
                sectors.push(SECTORS[chance.below(8)]);
            }
            let mut employers = Vec::new();
            if chance.one_in(3) {
                employers.push(json!({"unit": unit(chance.below(size.units)), "years_ago": chance.below(12)}));
            }
            let kin_units = if chance.one_in(5) { some_units(&mut chance, 1) } else { Vec::new() };
            let declared = if chance.one_in(12) { some_units(&mut chance, 1) } else { Vec::new() };
            let burden = [0, 0, 0, 1, 1, 2, 3][chance.below(7)];
            json!({
                "id": person(i), "home_county": home, "home_org": format!("S{:03}", chance.below(size.people / 6 + 2)),
                "skills": skills, "seniority": 1 + chance.below(4), "sectors": sectors, "employers": employers,
                "kin_units": kin_units, "declared": declared, "prior_units": some_units(&mut chance, 2), "burden": burden,
            })
        })
        .collect();
    let pairs: Vec<Value> = (0..size.people * 2)
        .map(|_| (chance.below(size.people), chance.below(size.people)))
        .filter(|(a, b)| a < b)
        .map(|(a, b)| json!([person(a), person(b)]))
        .collect();
    json!({
        "name": format!("made-up-{}-{seed}", size.people), "counties": (0..size.counties).map(county).collect::<Vec<_>>(),
        "teams": (0..size.teams).map(|t| format!("G{t:03}")).collect::<Vec<_>>(),
        "team_size": [5, 9], "units_per_team": [2, size.units_max], "max_counties_per_team": 2, "max_same_org": 2, "person_load": 10,
        "cooling_years": 5, "lead_seniority": 3, "lead_seniority_grade2": 4,
        "weights": {"county": 10, "spread": 1, "nosector": 20, "pair": 4, "burden": 1},
        "units": units, "inspectors": inspectors, "prior_pairs": pairs,
    })
}

/// The ways in which a made-up round can be without a lawful plan.
pub const WAYS: [&str; 8] = ["skill", "skill-two", "seniors", "load", "units", "counties", "pins", "placed"];

/// Makes up a round without a lawful plan.
pub fn infeasible(size: Size, seed: u64, way: &str) -> Value {
    let mut round = round(size, seed);
    let declare = |round: &mut Value, unit: &str, skill: &str, but: usize| {
        let holders = round["inspectors"].as_array_mut().expect("people").iter_mut();
        for p in holders.filter(|p| p["skills"].as_array().expect("skills").contains(&json!(skill))).skip(but) {
            p["declared"].as_array_mut().expect("a list").push(json!(unit));
        }
    };
    match way {
        "skill" => {
            round["units"][1]["need"] = json!({"statute": 1});
            declare(&mut round, "D001", "statute", 0);
        }
        "skill-two" => {
            round["units"][2]["need"] = json!({"works": 2});
            declare(&mut round, "D002", "works", 1);
        }
        "seniors" => {
            round["units"][0]["grade"] = json!(2);
            for p in round["inspectors"].as_array_mut().expect("people") {
                if p["seniority"] == 4 {
                    p["seniority"] = json!(3);
                }
            }
            for u in round["units"].as_array_mut().expect("units").iter_mut().skip(1) {
                u["grade"] = json!(1);
            }
        }
        "load" => round["person_load"] = json!(1),
        "units" => round["units_per_team"] = json!([1, size.units / size.teams - 1]),
        "counties" => {
            round["max_counties_per_team"] = json!(1);
            round["teams"] = json!((0..size.counties - 1).map(|t| format!("G{t:03}")).collect::<Vec<_>>());
            round["units_per_team"] = json!([1, size.units]);
            round["team_size"] = json!([2, 60]);
        }
        "pins" => {
            let p = round["inspectors"][0].clone();
            let u = round["units"].as_array().expect("units").iter().find(|u| u["county"] != p["home_county"]).expect("a unit").clone();
            round["inspectors"][0]["declared"].as_array_mut().expect("a list").push(u["id"].clone());
            round["rules"] = json!({"pins": [[p["id"], "G000"], [u["id"], "G000"]]});
        }
        "placed" => {
            let bans: Vec<Value> = (0..size.teams).map(|t| json!(["D000", format!("G{t:03}")])).collect();
            round["rules"] = json!({ "bans": bans });
        }
        other => panic!("unknown way {other}"),
    }
    round
}
