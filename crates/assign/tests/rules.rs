//! Every rule by itself: a lawful plan is broken in one rule, and the independent checker names that rule and no other; and every
//! rule of the round makes a difference, as the plan without it breaks it.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod common;

use assign::{Model, Outcome, State, Unlimited, read_plan};
use common::generator::{CITY, SEED, Size, infeasible, round};
use common::{check, checker, read, repeatable, solve};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A lawful plan with its round, as JSON.
struct Lawful {
    round: Value,
    plan: Value,
}

impl Lawful {
    fn city() -> Lawful {
        Lawful::of(CITY, 2)
    }

    fn of(size: Size, seed: u64) -> Lawful {
        let made = round(size, seed);
        let plan = serde_json::to_value(solve(&made, 300_000).plan).unwrap();
        Lawful { round: made, plan }
    }

    /// The most and the least of a figure over the teams.
    fn range(&self, figure: impl Fn(&Value) -> i64) -> (i64, i64) {
        let figures: Vec<i64> = self.plan.as_object().unwrap().values().map(figure).collect();
        (*figures.iter().min().unwrap(), *figures.iter().max().unwrap())
    }

    fn record(&self, list: &str, id: &Value) -> usize {
        self.round[list].as_array().unwrap().iter().position(|x| x["id"] == *id).unwrap()
    }

    fn field(&self, list: &str, id: &Value, field: &str) -> Value {
        self.round[list][self.record(list, id)][field].clone()
    }

    /// Codes of the broken rules, each once; the solver's own count must say so too.
    fn broken(&self) -> BTreeSet<String> {
        let broken = checker::check(&self.round, &self.plan).broken;
        let instance = read(&self.round);
        if let Ok(plan) = read_plan(&self.plan.to_string(), &instance) {
            let placed = plan.0.values().map(|t| t.units.len()).sum::<usize>() == instance.units.len();
            let led =
                broken.iter().all(|b| b[0] != "leader-seniority" && b[0] != "leader-grade" && b[0] != "leader-home" && b[0] != "liaison");
            let model = Model::new(&instance, &BTreeSet::new());
            if placed && led {
                assert_eq!(State::of_plan(&model, &plan).hard() > 0, !broken.is_empty(), "{broken:?}");
            }
        }
        broken.into_iter().map(|b| b[0].clone()).collect()
    }
}

fn length(list: &'static str) -> impl Fn(&Value) -> i64 {
    move |team| team[list].as_array().unwrap().len() as i64
}

/// Damages a fresh lawful plan and expects exactly these codes.
fn breaks(lawful: &Lawful, code: &str, damage: impl Fn(&mut Lawful)) {
    let mut next = Lawful { round: lawful.round.clone(), plan: lawful.plan.clone() };
    assert!(next.broken().is_empty(), "lawful before the damage");
    damage(&mut next);
    assert_eq!(next.broken(), BTreeSet::from([code.to_owned()]), "{code}");
}

#[test]
fn units_are_inspected_once_and_people_sent_once() {
    let lawful = Lawful::city();
    let least = lawful.round["units_per_team"][0].as_u64().unwrap() as usize;
    let large =
        |l: &Lawful| l.plan.as_object().unwrap().iter().find(|(_, t)| t["units"].as_array().unwrap().len() > least).unwrap().0.clone();
    breaks(&lawful, "uninspected", |l| {
        let team = large(l);
        l.plan[&team]["units"].as_array_mut().unwrap().pop();
    });
    // H1 and H2: a second place that breaks nothing but "once" is looked for, so that no other rule hides the damage.
    for (list, code) in [("units", "twice"), ("members", "twice")] {
        let teams: Vec<String> = lawful.plan.as_object().unwrap().keys().cloned().collect();
        let again =
            teams.iter().flat_map(|from| teams.iter().map(move |to| (from, to))).filter(|(from, to)| from != to).any(|(from, to)| {
                lawful.plan[from][list].as_array().unwrap().iter().any(|who| {
                    let mut plan = lawful.plan.clone();
                    plan[to][list].as_array_mut().unwrap().push(who.clone());
                    let broken = checker::check(&lawful.round, &plan).broken;
                    broken.len() == 1 && broken[0] == [code, who.as_str().unwrap()]
                })
            });
        assert!(again, "{list} twice");
        let first = &lawful.plan[&teams[0]][list][0];
        let mut plan = lawful.plan.clone();
        plan[&teams[1]][list].as_array_mut().unwrap().push(first.clone());
        let refused = read_plan(&plan.to_string(), &read(&lawful.round)).expect_err("twice");
        assert_eq!(refused.fault.code(), "twice");
    }
}

#[test]
fn sizes_counties_organisations_and_loads_are_counted() {
    // With more counties than teams, some team touches two.
    let lawful = Lawful::of(Size { counties: 13, ..CITY }, 2);
    let (people, units) = (lawful.range(length("members")), lawful.range(length("units")));
    let counties = |l: &Lawful, t: &Value| {
        t["units"].as_array().unwrap().iter().map(|u| l.field("units", u, "county").to_string()).collect::<BTreeSet<_>>().len() as i64
    };
    let same = |l: &Lawful, t: &Value| {
        let orgs: Vec<Value> = t["members"].as_array().unwrap().iter().map(|m| l.field("inspectors", m, "home_org")).collect();
        orgs.iter().map(|o| orgs.iter().filter(|p| *p == o).count()).max().unwrap() as i64
    };
    let loaded = |l: &Lawful, t: &Value| {
        let load: i64 = t["units"].as_array().unwrap().iter().map(|u| l.field("units", u, "size").as_i64().unwrap()).sum();
        (load + length("members")(t) - 1) / length("members")(t)
    };
    breaks(&lawful, "team-size-min", |l| l.round["team_size"] = json!([people.0 + 1, 9]));
    breaks(&lawful, "team-size-max", |l| l.round["team_size"] = json!([5, people.1 - 1]));
    breaks(&lawful, "units-min", |l| l.round["units_per_team"] = json!([units.0 + 1, 4]));
    breaks(&lawful, "units-max", |l| l.round["units_per_team"] = json!([1, units.1 - 1]));
    let most = lawful.range(|t| counties(&lawful, t)).1;
    assert!(most > 1, "a team that touches two counties");
    breaks(&lawful, "counties", |l| l.round["max_counties_per_team"] = json!(most - 1));
    let most = lawful.range(|t| same(&lawful, t)).1;
    assert!(most > 1, "a team with two of one organisation");
    breaks(&lawful, "same-org", |l| l.round["max_same_org"] = json!(most - 1));
    let most = lawful.range(|t| loaded(&lawful, t)).1;
    breaks(&lawful, "load", |l| l.round["person_load"] = json!(most - 1));
}

#[test]
fn every_kind_of_recusal_is_seen_and_its_period_ends() {
    let lawful = Lawful::city();
    let team = lawful.plan["G000"].clone();
    let (member, unit) = (team["members"][0].clone(), team["units"][0].clone());
    let p = lawful.record("inspectors", &member);
    for list in ["kin_units", "declared", "prior_units"] {
        breaks(&lawful, "recusal", |l| l.round["inspectors"][p][list].as_array_mut().unwrap().push(unit.clone()));
    }
    breaks(&lawful, "recusal", |l| l.round["inspectors"][p]["employers"] = json!([{"unit": unit, "years_ago": 5}]));
    breaks(&lawful, "recusal", |l| l.round["inspectors"][p]["home_county"] = l.field("units", &unit, "county"));
    let mut cooled = Lawful { round: lawful.round.clone(), plan: lawful.plan.clone() };
    cooled.round["inspectors"][p]["employers"] = json!([{"unit": unit, "years_ago": 6}]);
    assert!(cooled.broken().is_empty(), "six years are enough where five are asked");
}

#[test]
fn pairs_that_the_registry_forbids_are_kept_and_their_period_ends() {
    let lawful = Lawful::city();
    let team = lawful.plan["G000"].clone();
    let (member, unit) = (team["members"][0].clone(), team["units"][0].clone());
    let county = lawful.field("units", &unit, "county");
    let given = |l: &mut Lawful, pair: Value| {
        l.round["rules"] = json!({"field_work": ["2031-09-01", "2031-10-20"], "forbidden": [pair]});
    };
    let pair = |place: &str, name: &Value, from: &str, until: &str| json!({"inspector": member, place: name, "rule": "employer", "fact": "served there", "from": from, "until": until});
    breaks(&lawful, "recusal", |l| given(l, pair("unit", &unit, "2028-01-01", "2031-09-01")));
    breaks(&lawful, "recusal", |l| given(l, pair("unit", &unit, "2031-10-20", "2034-01-01")));
    breaks(&lawful, "recusal", |l| given(l, pair("county", &county, "2028-01-01", "2033-01-01")));
    breaks(&lawful, "recusal", |l| given(l, json!({"inspector": member, "unit": unit, "rule": "kin"})));
    for (from, until) in [("2028-01-01", "2031-08-31"), ("2031-10-21", "2034-01-01")] {
        let mut over = Lawful { round: lawful.round.clone(), plan: lawful.plan.clone() };
        given(&mut over, pair("unit", &unit, from, until));
        assert!(over.broken().is_empty(), "{from} to {until} misses the field work");
    }
}

/// Where a recusal stands makes no difference: in the record of the person, or among the pairs of the registry.
#[test]
fn a_registry_of_pairs_answers_as_the_records_do() {
    for (seed, way) in [(4, None), (11, None), (7, Some("skill")), (9, Some("skill-two"))] {
        let made = match way {
            None => round(SEED, seed),
            Some(way) => infeasible(SEED, seed, way),
        };
        let mut moved = made.clone();
        let (years, mut pairs) = (made["cooling_years"].as_i64().unwrap(), Vec::new());
        let units: BTreeSet<&str> = made["units"].as_array().unwrap().iter().map(|u| u["id"].as_str().unwrap()).collect();
        for (p, person) in made["inspectors"].as_array().unwrap().iter().enumerate() {
            let mut take = |unit: &Value, rule: &str| {
                if units.contains(unit.as_str().unwrap()) {
                    pairs.push(json!({"inspector": person["id"], "unit": unit, "rule": rule}));
                }
            };
            for (list, rule) in [("kin_units", "kin"), ("declared", "declared"), ("prior_units", "prior_round")] {
                person[list].as_array().unwrap().iter().for_each(|u| take(u, rule));
                moved["inspectors"][p][list] = json!([]);
            }
            let within = |e: &&Value| e["years_ago"].as_i64().unwrap() <= years;
            person["employers"].as_array().unwrap().iter().filter(within).for_each(|e| take(&e["unit"], "employer"));
            moved["inspectors"][p]["employers"] = json!([]);
        }
        assert!(pairs.len() > 10, "{pairs:?}");
        moved["rules"] = json!({"forbidden": pairs});
        assert_eq!(told(&made), told(&moved));
    }
}

/// What the product answers, without the facts behind it.
fn told(round: &Value) -> String {
    match assign::assign(&read(round), None, &repeatable(40_000), &Unlimited, &mut |_| {}) {
        Outcome::Plan(solved) => format!("{} {:?}", solved.cost.objective, solved.plan),
        Outcome::Conflict(found) => format!("{:?}", found.list.iter().map(|c| &c.elements).collect::<Vec<_>>()),
        Outcome::Open { broken } => panic!("no plan found, {broken} rules broken"),
    }
}

#[test]
fn skills_and_the_leader_are_checked() {
    let lawful = Lawful::city();
    let graded = |l: &Lawful, t: &Value| t["units"].as_array().unwrap().iter().any(|u| l.field("units", u, "grade") == 2);
    let team = lawful.plan.as_object().unwrap().values().find(|t| !graded(&lawful, t)).unwrap().clone();
    let (lead, unit) = (team["lead"].clone(), lawful.record("units", &team["units"][0]));
    let p = lawful.record("inspectors", &lead);
    let holders = team["members"].as_array().unwrap().iter();
    let holders = holders.filter(|m| lawful.field("inspectors", m, "skills").as_array().unwrap().contains(&json!("accounts"))).count();
    breaks(&lawful, "need", |l| l.round["units"][unit]["need"]["accounts"] = json!(holders + 1));
    breaks(&lawful, "leader-seniority", |l| l.round["inspectors"][p]["seniority"] = json!(2));
    breaks(&lawful, "leader-grade", |l| {
        l.round["units"][unit]["grade"] = json!(2);
        l.round["inspectors"][p]["seniority"] = json!(3);
    });
    breaks(&lawful, "leader-seniority", |l| {
        let stranger = l.plan["G001"]["members"][0].clone();
        let name = l.plan.as_object().unwrap().iter().find(|(_, t)| t["lead"] == lead).unwrap().0.clone();
        let stranger = if l.plan["G001"]["lead"] == lead { l.plan["G002"]["members"][0].clone() } else { stranger };
        l.plan[&name]["lead"] = stranger;
    });
}

/// Solves a round with a rule off and with it on: the first plan breaks the rule and nothing else, the second keeps it.
fn binds(code: &str, off: impl Fn(&mut Value), on: impl Fn(&mut Value)) {
    let (mut without, mut with) = (round(CITY, 6), round(CITY, 6));
    off(&mut without);
    on(&mut with);
    let free = serde_json::to_value(solve(&without, 300_000).plan).unwrap();
    let broken: BTreeSet<String> = checker::check(&with, &free).broken.into_iter().map(|b| b[0].clone()).collect();
    assert_eq!(broken, BTreeSet::from([code.to_owned()]), "what the plan without {code} breaks");
    let bound = solve(&with, 1_200_000);
    check(&with, &bound.plan, bound.cost.objective);
}

#[test]
fn limits_of_the_round_bind() {
    let nothing = |_: &mut Value| {};
    binds("recusal", |r| r["cooling_years"] = json!(0), |r| r["cooling_years"] = json!(11));
    binds("team-size-min", nothing, |r| r["team_size"] = json!([7, 9]));
    // Where spread costs nothing, teams grow unlike.
    let unlike = |field: &'static str, span: Value| {
        move |r: &mut Value| {
            r["weights"]["spread"] = json!(0);
            r["person_load"] = json!(7);
            r[field] = span.clone();
        }
    };
    binds("team-size-max", unlike("team_size", json!([5, 9])), unlike("team_size", json!([5, 8])));
    binds("units-min", unlike("units_per_team", json!([2, 4])), unlike("units_per_team", json!([3, 4])));
    // Fourteen teams for ten counties of four units each: a county in one team is the cheapest where it may be.
    let teams = |span: Value| {
        move |r: &mut Value| {
            r["teams"] = json!((0..14).map(|t| format!("G{t:03}")).collect::<Vec<_>>());
            r["weights"]["spread"] = json!(0);
            r["units_per_team"] = span.clone();
        }
    };
    binds("units-max", teams(json!([2, 6])), teams(json!([2, 3])));
    binds("need", nothing, |r| r["units"][0]["need"]["statute"] = json!(4));
    binds("leader-seniority", |r| r["lead_seniority"] = json!(1), |r| r["lead_seniority"] = json!(4));
    // As senior as any leader: less would break the rule for all leaders too.
    binds("leader-grade", |r| r["lead_seniority_grade2"] = r["lead_seniority"].clone(), |_| {});
    binds("load", |r| r["person_load"] = json!(30), |_| {});
    binds("same-org", |r| r["max_same_org"] = json!(9), |r| r["max_same_org"] = json!(1));
    let free = |r: &mut Value| {
        r["weights"]["county"] = json!(0);
        r["max_counties_per_team"] = json!(4);
    };
    binds("counties", free, |r| r["weights"]["county"] = json!(0));
}

#[test]
fn rules_beyond_the_ten_bind() {
    let set = |name: &'static str, value: Value| move |r: &mut Value| r["rules"][name] = value.clone();
    binds("leader-home", set("leader_home", json!("any")), set("leader_home", json!("outside")));
    binds("leader-home", set("leader_home", json!("any")), set("leader_home", json!("inside")));
    binds("liaison", set("liaison", json!("any")), set("liaison", json!("outside")));
    binds("liaison", set("liaison", json!("any")), set("liaison", json!("inside")));
    binds("no-mutual", |_| {}, set("no_mutual", json!(true)));
    binds("rotation", |_| {}, set("rotation", json!(true)));
}

#[test]
fn pins_and_bans_bind() {
    let plan = solve(&round(CITY, 6), 300_000).plan;
    let (team, crew) = plan.0.iter().next().unwrap();
    let (who, unit) = (&crew.members[0], &crew.units[0]);
    let other = plan.0.keys().nth(1).unwrap();
    binds("pin", |_| {}, |r| r["rules"]["pins"] = json!([[unit.0, other.0]]));
    binds("ban", |_| {}, |r| r["rules"]["bans"] = json!([[who.0, team.0], [unit.0, team.0]]));
}
