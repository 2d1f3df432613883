//! Plans of every size, each judged by the independent checker.

mod common;

use assign::{Fault, Options, Outcome, Seed, Unlimited, assign, read_instance};
use common::generator::{CITY, DOUBLE, PROVINCE, SEED, round};
use common::{check, read, repeatable, solve};
use serde_json::{Value, json};

#[test]
fn a_small_round_is_solved_to_the_proved_optimum() {
    let mut solved_rounds = 0;
    for seed in 0..12 {
        let made = round(SEED, seed);
        if let Outcome::Plan(solved) = assign(&read(&made), None, &repeatable(400_000), &Unlimited, &mut |_| {}) {
            check(&made, &solved.plan, solved.cost.objective);
            assert_eq!(solved.gap(), 0, "round {seed}");
            solved_rounds += 1;
        }
    }
    assert!(solved_rounds >= 6, "most made-up rounds have a plan, not only {solved_rounds}");
}

#[test]
fn a_city_gets_a_lawful_plan_near_its_bound() {
    for seed in 1..=2 {
        let solved = solve(&round(CITY, seed), 2_000_000);
        assert!(solved.gap() * 10 <= solved.cost.objective, "{} above {}", solved.cost.objective, solved.bound);
    }
}

#[test]
fn a_province_gets_a_lawful_plan_near_its_bound() {
    let solved = solve(&round(PROVINCE, 1), 1_500_000);
    assert!(solved.gap() * 10 <= solved.cost.objective, "{} above {}", solved.cost.objective, solved.bound);
}

#[test]
fn twice_a_province_gets_a_lawful_plan() {
    solve(&round(DOUBLE, 1), 3_000_000);
}

#[test]
fn threads_change_nothing_but_the_time() {
    for (size, seed, iterations) in [(SEED, 4, 60_000), (CITY, 3, 600_000), (PROVINCE, 1, 1_500_000)] {
        let made = round(size, seed);
        let run = |threads| match assign(&read(&made), None, &Options { threads, ..repeatable(iterations) }, &Unlimited, &mut |_| {}) {
            Outcome::Plan(solved) => {
                check(&made, &solved.plan, solved.cost.objective);
                (serde_json::to_string(&solved.plan).unwrap_or_default(), solved.bound, solved.iterations)
            }
            _ => panic!("no plan"),
        };
        let one = run(1);
        assert!(!one.0.is_empty());
        for threads in [2, 5] {
            assert_eq!(run(threads), one, "{threads} threads, {} teams", size.teams);
        }
    }
}

#[test]
fn another_seed_searches_another_way() {
    let made = read(&round(CITY, 3));
    let run = |seed| match assign(&made, None, &Options { seed, ..repeatable(300_000) }, &Unlimited, &mut |_| {}) {
        Outcome::Plan(solved) => {
            check(&round(CITY, 3), &solved.plan, solved.cost.objective);
            solved.plan
        }
        _ => panic!("no plan"),
    };
    assert_ne!(run(Seed::from(1)), run(Seed::from(2)));
}

#[test]
fn a_lawful_plan_comes_first_and_only_gets_better() {
    let made = read(&round(CITY, 1));
    let mut told = Vec::new();
    let Outcome::Plan(solved) = assign(&made, None, &repeatable(2_000_000), &Unlimited, &mut |p| told.push(p)) else { panic!("no plan") };
    check(&round(CITY, 1), &solved.plan, solved.cost.objective);
    assert_eq!(told[0].broken, 0);
    assert!(told.windows(2).all(|w| w[1].objective <= w[0].objective && w[1].bound >= w[0].bound));
}

#[test]
fn a_stop_signal_ends_the_search() {
    let made = read(&round(CITY, 5));
    let asked = std::sync::atomic::AtomicU64::new(0);
    let budget = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 2_000;
    let endless = Options { iterations: None, ..repeatable(0) };
    let Outcome::Plan(solved) = assign(&made, None, &endless, &budget, &mut |_| {}) else { panic!("no plan") };
    check(&round(CITY, 5), &solved.plan, solved.cost.objective);
}

#[test]
fn a_rule_that_is_off_changes_nothing() {
    let plain = solve(&round(CITY, 6), 300_000);
    let off = json!({"leader_home": "any", "liaison": null, "no_mutual": false, "pins": [], "bans": {}});
    let mut made = round(CITY, 6);
    made["rules"] = off;
    assert_eq!(solve(&made, 300_000).plan, plain.plan);
}

#[test]
fn a_seed_is_a_number_or_64_digits() {
    assert_eq!(Seed::parse("7"), Some(Seed::from(7)));
    assert!(Seed::parse(&"0f".repeat(32)).is_some());
    assert_ne!(Seed::parse(&"0f".repeat(32)), Seed::parse(&"f0".repeat(32)));
    for bad in ["", "-1", "0x7", "seven", &"g".repeat(64), "18446744073709551616"] {
        assert_eq!(Seed::parse(bad), None, "{bad}");
    }
}

/// One damage to a round, the path where it is found, and its code.
type Damage = (fn(&mut Value), &'static str, &'static str);

#[test]
fn every_fault_is_found_with_its_place() {
    let damages: [Damage; 15] = [
        (|r| r["units"][3]["size"] = json!("many"), "$.units[3].size", "kind"),
        (|r| r["units"][3]["size"] = json!(-1), "$.units[3].size", "range"),
        (|r| r["units"][3]["need"] = json!([]), "$.units[3].need", "kind"),
        (|r| r["units"][3]["county"] = json!("nowhere"), "$.units[3].county", "unknown"),
        (|r| r["inspectors"][0] = json!({}), "$.inspectors[0]", "missing"),
        (|r| r["inspectors"][5]["id"] = json!("N0001"), "$.inspectors[5]", "twice"),
        (|r| r["inspectors"][5]["id"] = json!("D001"), "$", "ambiguous"),
        (|r| r["team_size"] = json!([9, 5]), "$.team_size", "crossed"),
        (|r| r["teams"] = json!([]), "$.teams", "range"),
        (|r| r["weights"] = Value::Null, "$", "missing"),
        (|r| r["rules"] = json!({"leader_hom": "inside"}), "$.rules.leader_hom", "unknown"),
        (|r| r["rules"] = json!({"pins": [["N0001", "G009"]]}), "$.rules.pins[0]", "unknown"),
        (|r| r["rules"] = json!({"pins": ["N0001=G000", "N0001=G001"]}), "$.rules.pins[1]", "pinned-twice"),
        (|r| r["rules"] = json!({"pins": {"N0001": "G000"}, "bans": {"N0001": ["G000"]}}), "$.rules.pins.N0001", "pinned-and-banned"),
        (|r| r["inspectors"][0]["skills"] = json!((0..70).map(|i| format!("skill{i}")).collect::<Vec<_>>()), "$", "too-many"),
    ];
    for (damage, path, code) in damages {
        let mut made = round(SEED, 1);
        damage(&mut made);
        let error = read_instance(&made.to_string()).expect_err(path);
        assert_eq!((error.path.as_str(), error.fault.code()), (path, code), "{error}");
    }
}

#[test]
fn malformed_json_is_found_by_line_and_column() {
    let at = |text: &str| match read_instance(text).expect_err("malformed").fault {
        Fault::Syntax { line, column, what } => (line, column, what),
        other => panic!("{other}"),
    };
    assert_eq!(at("{\n  \"teams\": [,]\n}").0, 2);
    assert!(at("{\"teams\": [], \"teams\": []}").2.contains("repeated key `teams`"));
    assert!(at("{\"person_load\": 1.5}").2.contains("without fractions"));
}
