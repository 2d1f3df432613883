//! Explanations, wishes, repairs and draws, each held against the independent checker.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod common;

use assign::{Late, Model, Outcome, Placed, Repaired, Seed, Unlimited, WhatIf, read_what_if, repair, what_if, wish, with_late};
use common::generator::{CITY, SEED, round};
use common::{check, checker, read, repeatable, solve};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn every_place_has_a_why_and_every_other_place_a_why_not() {
    let made = round(CITY, 2);
    let instance = read(&made);
    let solved = solve(&made, 300_000);
    let model = Model::new(&instance, &BTreeSet::new());
    let list = assign::explain(&instance, &model, &solved.state, &|_| true);
    assert_eq!(list.len(), 140);
    let plan = serde_json::to_value(&solved.plan).expect("a plan is JSON");
    for explanation in &list {
        assert!(!explanation.why.is_empty(), "{}", explanation.who);
        let teams = explanation.not.iter().map(|e| &e.team).chain(&explanation.team).collect::<BTreeSet<_>>();
        assert_eq!(teams.len(), 12, "{} is accounted for in every team", explanation.who);
        assert!(explanation.not.iter().all(|e| e.price.is_some() || !e.grounds.is_empty()));
        for other in explanation.not.iter().filter(|e| e.kind == "barred").take(2) {
            if explanation.who.starts_with('N') {
                // Put there after all, the person breaks just the recusal that is given as the ground.
                let mut wrong = plan.clone();
                for team in wrong.as_object_mut().expect("a map").values_mut() {
                    team["members"].as_array_mut().expect("members").retain(|m| *m != explanation.who.as_str());
                }
                wrong[&other.team.0]["members"].as_array_mut().expect("members").push(json!(explanation.who));
                let broken = checker::check(&made, &wrong).broken;
                assert!(broken.iter().any(|b| b[0] == "recusal" && b[1] == explanation.who), "{other:?}: {broken:?}");
            }
        }
    }
}

#[test]
fn a_former_employer_is_a_ground_with_a_period() {
    let mut made = round(CITY, 2);
    let solved = solve(&made, 200_000);
    let (team, members) = solved.plan.0.iter().next().map(|(t, p)| (t.clone(), p.clone())).expect("a team");
    let outsider = made["inspectors"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|p| !members.members.iter().any(|m| m.0 == p["id"].as_str().unwrap()))
        .unwrap();
    outsider["employers"] = json!([{"unit": members.units[0].0, "years_ago": 3}]);
    let who = outsider["id"].as_str().unwrap().to_owned();
    let instance = read(&made);
    let model = Model::new(&instance, &BTreeSet::new());
    let state = assign::State::of_plan(&model, &solved.plan);
    let list = assign::explain(&instance, &model, &state, &|name| name == who);
    let there = list[0].not.iter().find(|e| e.team == team).expect("the team is told");
    let ground = there.grounds.iter().find(|g| g.code == "employer").expect("the employer is told");
    assert_eq!(ground.period_years, Some((-3, 2)));
}

#[test]
fn a_wish_has_a_price_and_its_plan_keeps_it() {
    let made = round(SEED, 4);
    let (instance, base) = (read(&made), solve(&made, 200_000));
    // Somebody from outside, whom no home county bars, stays at home in the best plan: being sent costs something.
    let home = instance.inspectors.iter().filter(|p| base.plan.team_of(&p.id).is_none() && p.home_county.0 == "CAPITAL");
    let person = home.max_by_key(|p| p.burden).expect("somebody stays at home").id.clone();
    let (mut dearer, mut exact) = (0, 0);
    for team in &instance.teams {
        for kind in ["pin", "ban"] {
            let what = read_what_if(&instance, &format!("{kind}={person}:{team}"), "here").expect("well formed");
            let wished = wish(&instance, &base.plan, &what, "here").expect("no contradiction");
            let mut checked = made.clone();
            checked["rules"] = json!({ format!("{kind}s"): [[person.0, team.0]] });
            let Outcome::Plan(solved) = what_if(&wished, &base, &repeatable(200_000), &Unlimited) else {
                // Somebody may be barred from every staff that is left; a ban of somebody at home can always be kept.
                assert_eq!(kind, "pin", "{team}: no plan");
                continue;
            };
            check(&checked, &solved.plan, solved.cost.objective);
            // A wish only takes plans away, so none is cheaper than a proved optimum.
            assert!(base.gap() == 0 && solved.cost.objective >= base.cost.objective, "{kind} {team}");
            exact += i64::from(solved.gap() == 0);
            dearer += i64::from(solved.cost.objective > base.cost.objective);
        }
    }
    assert!(dearer > 0 && exact >= 3, "{dearer} cost something, {exact} are exact");
}

#[test]
fn a_swap_exchanges_two_places() {
    let made = round(CITY, 2);
    let (instance, base) = (read(&made), solve(&made, 300_000));
    let mut priced = 0;
    for (a, b) in [(0, 1), (2, 9), (30, 31), (50, 70)] {
        let (a, b) = (instance.inspectors[a].id.clone(), instance.inspectors[b].id.clone());
        let what = WhatIf::Swap(Placed::Inspector(a.clone()), Placed::Inspector(b.clone()));
        let wished = wish(&instance, &base.plan, &what, "here").expect("no contradiction");
        if let Outcome::Plan(solved) = what_if(&wished, &base, &repeatable(300_000), &Unlimited) {
            assert_eq!(solved.plan.team_of(&a), base.plan.team_of(&b));
            assert_eq!(solved.plan.team_of(&b), base.plan.team_of(&a));
            check(&made, &solved.plan, solved.cost.objective);
            priced += 1;
        }
    }
    assert!(priced > 0);
}

#[test]
fn a_wish_that_names_nobody_is_refused() {
    let made = round(SEED, 4);
    let instance = read(&made);
    for (text, code) in [
        ("pin=N9999:G000", "unknown"),
        ("pin=N0001:G999", "unknown"),
        ("move=N0001:G000", "kind"),
        ("swap=N0001:D001", "kind"),
        ("pin", "kind"),
    ] {
        assert_eq!(read_what_if(&instance, text, "here").expect_err(text).fault.code(), code);
    }
}

/// Places of people as the checker's rules see them: the fewest changes with the same units, by trying all of one and of two.
fn fewest_changes(made: &Value, plan: &Value, most: usize) -> Option<(usize, i64)> {
    let teams: Vec<String> = plan.as_object().unwrap().keys().cloned().collect();
    let people: Vec<String> = made["inspectors"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect();
    let senior = |p: &Value| made["inspectors"].as_array().unwrap().iter().find(|x| x["id"] == *p).unwrap()["seniority"].as_i64();
    let moved = |plan: &Value, who: &str, to: Option<&String>| {
        let mut next = plan.clone();
        for team in next.as_object_mut().unwrap().values_mut() {
            team["members"].as_array_mut().unwrap().retain(|m| m != who);
        }
        if let Some(to) = to {
            next[to]["members"].as_array_mut().unwrap().push(json!(who));
        }
        for team in next.as_object_mut().unwrap().values_mut() {
            let lead = team["members"].as_array().unwrap().iter().max_by_key(|m| senior(m)).cloned().unwrap_or_default();
            team["lead"] = lead;
        }
        next
    };
    let mut layer = vec![plan.clone()];
    for depth in 1..=most {
        let (mut best, mut next_layer) = (None, Vec::new());
        for base in &layer {
            for who in &people {
                for to in teams.iter().map(Some).chain([None]) {
                    let next = moved(base, who, to);
                    let checked = checker::check(made, &next);
                    if checked.broken.is_empty() {
                        best = Some(best.map_or(checked.objective, |b: i64| b.min(checked.objective)));
                    } else if depth < most {
                        next_layer.push(next);
                    }
                }
            }
        }
        if let Some(objective) = best {
            return Some((depth, objective));
        }
        layer = next_layer;
    }
    None
}

#[test]
fn a_late_declaration_changes_the_fewest_people_for_the_least() {
    let mut compared = 0;
    for seed in [4, 6, 7, 15] {
        let made = round(SEED, seed);
        let (instance, base) = (read(&made), solve(&made, 200_000));
        let team = base.plan.0.values().next().expect("a team");
        let late = Late { declared: vec![(team.members[0].clone(), team.units[0].clone())], absent: Vec::new() };
        let changed = with_late(&instance, &late);
        let mut made = made.clone();
        for p in made["inspectors"].as_array_mut().unwrap().iter_mut().filter(|p| p["id"] == team.members[0].0.as_str()) {
            p["declared"].as_array_mut().unwrap().push(json!(team.units[0].0));
        }
        let Repaired::Plan(repaired) = repair(&changed, &base.plan, &repeatable(300_000), &Unlimited) else { continue };
        check(&made, &repaired.plan, repaired.cost.objective);
        let before = serde_json::to_value(&base.plan).expect("a plan is JSON");
        if repaired.moved_units.is_empty() && repaired.changes.len() <= 2 {
            assert!(repaired.proved);
            assert_eq!(fewest_changes(&made, &before, 2), Some((repaired.changes.len(), repaired.cost.objective)), "round {seed}");
            compared += 1;
        }
    }
    assert!(compared >= 2);
}

#[test]
fn somebody_absent_is_replaced() {
    let made = round(CITY, 2);
    let (instance, base) = (read(&made), solve(&made, 300_000));
    let who = base.plan.0.values().next().expect("a team").lead.clone();
    let changed = with_late(&instance, &Late { declared: Vec::new(), absent: vec![who.clone()] });
    let Repaired::Plan(repaired) = repair(&changed, &base.plan, &repeatable(300_000), &Unlimited) else { panic!("no repair") };
    check(&made, &repaired.plan, repaired.cost.objective);
    assert_eq!(repaired.plan.team_of(&who), None);
    assert!(repaired.changes.len() <= 3 && repaired.proved);
}

#[test]
fn a_draw_is_repeated_by_anyone_and_its_frame_does_not_know_the_seed() {
    let made = round(CITY, 2);
    let (instance, base) = (read(&made), solve(&made, 300_000));
    let seeds = ["5a".repeat(32), "c3".repeat(32), "11".repeat(32)].map(|s| Seed::parse(&s).expect("64 digits"));
    let drawn = seeds.map(|seed| assign::draw(&instance, &base, 3, seed).expect("a draw"));
    for d in &drawn {
        check(&made, &d.plan, d.cost.objective);
        assert!(d.cost.objective <= base.cost.objective + 3);
        assert_eq!(d.frame, drawn[0].frame);
        for plan in &d.frame {
            let checked = checker::check(&made, &serde_json::to_value(plan).expect("a plan is JSON"));
            assert!(checked.broken.is_empty() && checked.objective <= base.cost.objective + 3);
        }
    }
    assert!(drawn[0].frame.len() > 10);
    assert_ne!(drawn[0].plan, drawn[1].plan);
    assert_eq!(assign::draw(&instance, &base, 3, seeds[2]).expect("a draw").plan, drawn[2].plan);
}

/// Puts somebody or something in another team, where given in exchange for another; the most senior member leads.
fn moved(made: &Value, plan: &Value, list: &str, who: &str, to: &str, with: Option<&str>) -> Value {
    let mut next = plan.clone();
    let teams = next.as_object_mut().unwrap();
    let here = teams.iter().find(|(_, t)| t[list].as_array().unwrap().contains(&json!(who))).map(|(name, _)| name.clone());
    for team in teams.values_mut() {
        team[list].as_array_mut().unwrap().retain(|m| *m != who && Some(m.as_str().unwrap()) != with);
    }
    teams[to][list].as_array_mut().unwrap().push(json!(who));
    if let (Some(here), Some(with)) = (here, with) {
        teams[&here][list].as_array_mut().unwrap().push(json!(with));
    }
    lead_by_seniority(made, &mut next);
    next
}

fn lead_by_seniority(made: &Value, plan: &mut Value) {
    let senior = |p: &Value| made["inspectors"].as_array().unwrap().iter().find(|x| x["id"] == *p).unwrap()["seniority"].as_i64();
    for team in plan.as_object_mut().unwrap().values_mut() {
        let lead = team["members"].as_array().unwrap().iter().max_by_key(|m| senior(m)).cloned().unwrap_or_default();
        team["lead"] = lead;
    }
}

#[test]
fn every_price_is_paid_and_every_broken_rule_breaks() {
    let made = round(CITY, 2);
    let (instance, solved) = (read(&made), solve(&made, 300_000));
    let model = Model::new(&instance, &BTreeSet::new());
    let plan = serde_json::to_value(&solved.plan).unwrap();
    let base = solved.cost.objective;
    let (mut priced, mut broke) = ([0, 0], [0, 0]);
    for e in assign::explain(&instance, &model, &solved.state, &|name| name.ends_with(['1', '4', '8'])) {
        let unit = usize::from(e.who.starts_with('D'));
        let list = ["members", "units"][unit];
        for other in e.not.iter().filter(|o| o.kind != "barred") {
            let checked = checker::check(&made, &moved(&made, &plan, list, &e.who, &other.team.0, other.with.as_deref()));
            match other.price {
                Some(price) => {
                    assert_eq!((checked.broken.len(), checked.objective - base), (0, price), "{} to {other:?}", e.who);
                    priced[unit] += 1;
                }
                None => {
                    assert!(!checked.broken.is_empty() && !other.grounds.is_empty(), "{} to {other:?}", e.who);
                    broke[unit] += 1;
                }
            }
        }
        for ground in e.why.iter().filter(|g| ["replacing-costs", "dropping-costs", "moving-costs"].contains(&g.code)) {
            let fact = |name: &str| ground.fact.iter().find(|f| f.0 == name).unwrap().1.clone();
            let (price, with): (i64, String) = (fact("price").parse().unwrap(), fact("with"));
            assert!(price >= -base, "{ground:?}");
            if ground.code == "replacing-costs" {
                let home = e.team.as_ref().unwrap().0.clone();
                let mut next = moved(&made, &plan, list, &with, &home, None);
                next[&home][list].as_array_mut().unwrap().retain(|m| *m != e.who.as_str());
                lead_by_seniority(&made, &mut next);
                let checked = checker::check(&made, &next);
                assert_eq!((checked.broken.len(), checked.objective - base), (0, price), "{}: {ground:?}", e.who);
            }
        }
        if let (Some(team), 0) = (&e.team, unit) {
            let mut next = plan.clone();
            next[&team.0]["members"].as_array_mut().unwrap().retain(|m| *m != e.who.as_str());
            lead_by_seniority(&made, &mut next);
            assert_eq!(checker::check(&made, &next).broken.is_empty(), e.without.is_empty(), "{} without", e.who);
        }
    }
    assert!(priced.iter().all(|n| *n > 20) && broke.iter().all(|n| *n > 0), "{priced:?} {broke:?}");
}
