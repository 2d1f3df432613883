//! `plumbline assign` as a user meets it: status, JSON, words in both languages, files. The round is small and made up.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

fn round() -> Value {
    let unit = |i: usize| json!({"id": format!("D{i}"), "county": format!("K{}", i % 3), "sector": "roads", "size": 10 + i, "grade": 1, "need": {"accounts": 1}});
    let person = |i: usize| {
        let burden = i % 3;
        json!({
            "id": format!("N{i:02}"), "home_county": "CAPITAL", "home_org": format!("S{}", i % 10), "skills": ["accounts"],
            "seniority": 1 + i % 4, "sectors": ["roads"], "employers": [], "kin_units": [], "declared": [], "prior_units": [],
            "burden": burden,
        })
    };
    json!({
        "counties": ["K0", "K1", "K2"], "teams": ["G0", "G1", "G2"], "team_size": [5, 9], "units_per_team": [2, 4],
        "max_counties_per_team": 2, "max_same_org": 2, "person_load": 10, "cooling_years": 5, "lead_seniority": 3,
        "lead_seniority_grade2": 4, "weights": {"county": 10, "spread": 1, "nosector": 20, "pair": 4, "burden": 1},
        "units": (0..6).map(unit).collect::<Vec<_>>(), "inspectors": (0..20).map(person).collect::<Vec<_>>(), "prior_pairs": [["N00", "N01"]],
    })
}

fn world(round: &Value) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("round.json"), round.to_string()).unwrap();
    dir
}

fn run(dir: &Path, args: &[&str]) -> (Option<i32>, Value, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_plumbline")).current_dir(dir).args(args).output().unwrap();
    assert!(stdout.iter().filter(|b| **b == b'\n').count() <= 1, "one line");
    let (line, words) = (serde_json::from_slice(&stdout).unwrap_or_default(), String::from_utf8(stderr).unwrap());
    for text in [&words, &Value::to_string(&line)] {
        assert!(!text.contains("assign-") && !text.contains("{$"), "no wording: {text}");
    }
    (status.code(), line, words)
}

fn file(dir: &Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(dir.join(name)).unwrap()).unwrap()
}

fn chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn a_plan_is_written_and_summed_up_in_one_line() {
    let dir = world(&round());
    let solve = |threads| {
        let (status, line, words) =
            run(dir.path(), &["assign", "round.json", "--iterations", "60000", "--threads", threads, "-o", "plan.json"]);
        assert_eq!((status, words.as_str()), (Some(0), ""), "no progress without a terminal");
        assert!(line["lawful"] == true && line["gap"] == 0 && line["objective"] == line["bound"] && line["seconds"].is_number());
        file(dir.path(), "plan.json")
    };
    assert_eq!(solve("1"), solve("2"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "nothing half written is left");
}

#[test]
fn no_lawful_plan_is_status_2_with_the_conflict_in_both_languages() {
    let mut made = round();
    made["units"][0]["need"] = json!({"statute": 1});
    made["inspectors"][3]["skills"] = json!(["statute"]);
    made["inspectors"][3]["declared"] = json!(["D0"]);
    let dir = world(&made);
    for (lang, zh) in [("en", false), ("zh", true)] {
        let (status, line, words) = run(dir.path(), &["--lang", lang, "assign", "round.json", "--witnesses", "w.json", "-o", "plan.json"]);
        assert_eq!(status, Some(2));
        let elements = line["conflicts"][0]["elements"].as_array().unwrap();
        assert_eq!(elements.iter().map(|e| e["code"].as_str().unwrap()).collect::<Vec<_>>(), ["need", "recusal"]);
        assert!(line["lawful"] == false && line["changes"].as_array().unwrap().iter().all(|c| c["lawful_then"] == true));
        assert!(chinese(&words) == zh && words.contains("D0") && words.contains("N03"), "{words}");
        assert!(!dir.path().join("plan.json").exists() && file(dir.path(), "w.json")[0]["plan"].is_object());
    }
}

#[test]
fn bad_input_is_status_1_with_what_and_where() {
    let mut made = round();
    made["units"][3]["size"] = json!("many");
    let dir = world(&round());
    std::fs::write(dir.path().join("kind.json"), made.to_string()).unwrap();
    std::fs::write(dir.path().join("syntax.json"), "{\n \"teams\": [,]\n}").unwrap();
    let cases: [(&[&str], &str); 9] = [
        (&["kind.json"], "$.units[3].size"),
        (&["syntax.json"], "2"),
        (&["missing.json"], "missing.json"),
        (&["round.json", "--pin", "N99=G0"], "--pin N99=G0"),
        (&["round.json", "--pin", "N01=G0", "--pin", "N01=G1"], "--pin N01=G1"),
        (&["round.json", "--pin", "N01=G0", "--ban", "N01=G0"], "--ban N01=G0"),
        (&["round.json", "--seconds", "0"], "--seconds"),
        (&["round.json", "--unheard"], "--unheard"),
        (&[], "INSTANCE.json"),
    ];
    for (args, place) in cases {
        for lang in ["en", "zh"] {
            let (status, line, words) = run(dir.path(), &[&["--lang", lang, "assign"], args].concat());
            assert_eq!((status, &line), (Some(1), &Value::Null), "{args:?}");
            assert!(words.contains(place), "{words}");
            assert_eq!(chinese(&words), lang == "zh", "{words}");
        }
    }
    assert_eq!(run(dir.path(), &["assign", "round.json", "--seed", "abc"]).0, Some(1));
}

#[test]
fn reasons_are_given_in_the_language_asked_for() {
    let mut made = round();
    made["inspectors"][2]["employers"] = json!([{"unit": "D1", "years_ago": 2}]);
    made["rules"] = json!({"liaison": true, "pins": {"D1": "G1"}});
    let dir = world(&made);
    for (lang, zh) in [("en", false), ("zh", true)] {
        let (status, line, _) =
            run(dir.path(), &["--lang", lang, "assign", "round.json", "--iterations", "60000", "--explain", "-o", "plan.json"]);
        assert_eq!(status, Some(0));
        let reasons = line["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), 26);
        assert!(reasons.iter().all(|r| chinese(r["words"].as_str().unwrap()) == zh));
        let person = reasons.iter().find(|r| r["who"] == "N02").unwrap();
        let barred = person["not"].as_array().unwrap().iter().find(|e| e["team"] == "G1").unwrap();
        assert_eq!((barred["grounds"][0]["code"].as_str(), &barred["grounds"][0]["period_years"]), (Some("employer"), &json!([-2, 3])));
    }
}

#[test]
fn pairs_of_the_registry_are_told_with_rule_fact_and_period() {
    let mut made = round();
    let pair = |rule: &str, fact: &str, from: &str, until: &str| json!({"inspector": "N02", "county": "K1", "rule": rule, "fact": fact, "from": from, "until": until});
    made["rules"] = json!({
        "field_work": ["2031-09-01", "2031-10-20"],
        "forbidden": [pair("employer", "deputy there", "2028-06-01", "2033-05-31"), pair("kin", "", "2020-01-01", "2025-01-01")],
        "pins": [["D1", "G1"]],
    });
    let dir = world(&made);
    for (lang, words) in
        [("en", "former employer (deputy there), 2028-06-01 to 2033-05-31"), ("zh", "曾任职（deputy there），2028-06-01 至 2033-05-31")]
    {
        let (status, line, _) =
            run(dir.path(), &["--lang", lang, "assign", "round.json", "--iterations", "60000", "--explain", "-o", "plan.json"]);
        assert_eq!(status, Some(0));
        let person = line["reasons"].as_array().unwrap().iter().find(|r| r["who"] == "N02").unwrap();
        let barred = person["not"].as_array().unwrap().iter().find(|e| e["team"] == "G1").unwrap();
        let ground = barred["grounds"].as_array().unwrap().iter().find(|g| g["fact"]["unit"] == "D1").unwrap();
        assert_eq!(ground["period"], json!({"from": "2028-06-01", "until": "2033-05-31"}));
        assert!(barred["words"].as_str().unwrap().contains(words), "{barred}");
        assert_eq!(
            barred["grounds"].as_array().unwrap().iter().filter(|g| g["fact"]["unit"] == "D1").count(),
            1,
            "what ended is no ground"
        );
    }
    let bad = [
        (json!({"inspector": "N99", "unit": "D1", "rule": "kin"}), "$.rules.forbidden[0].inspector", "N99"),
        (json!({"inspector": "N02", "unit": "D9", "rule": "kin"}), "$.rules.forbidden[0].unit", "D9"),
        (json!({"inspector": "N02", "unit": "D1", "rule": "friend"}), "$.rules.forbidden[0].rule", "friend"),
        (json!({"inspector": "N02", "rule": "kin"}), "$.rules.forbidden[0]", "unit"),
        (
            json!({"inspector": "N02", "unit": "D1", "county": "K1", "rule": "kin"}),
            "$.rules.forbidden[0].county",
            "either a unit or a county",
        ),
        (json!({"inspector": "N02", "unit": "D1", "rule": "kin", "from": "2031-02-30"}), "$.rules.forbidden[0].from", "2031-09-01"),
        (pair("kin", "", "2031-02-03", "2031-02-02"), "$.rules.forbidden[0].until", "2031-02-02"),
    ];
    for (pair, place, said) in bad {
        made["rules"] = json!({"forbidden": [pair]});
        let dir = world(&made);
        let (status, _, words) = run(dir.path(), &["--lang", "en", "assign", "round.json", "-o", "plan.json"]);
        assert!(status == Some(1) && words.contains(place) && words.contains(said), "{words}");
        assert!(!dir.path().join("plan.json").exists());
    }
}

#[test]
fn wishes_are_priced_late_declarations_repaired_and_draws_repeated() {
    let dir = world(&round());
    let wishes =
        ["assign", "round.json", "--iterations", "60000", "--what-if", "pin=N02:G0", "--what-if", "swap=N00:N03", "-o", "plan.json"];
    let (_, line, _) = run(dir.path(), &wishes);
    for wish in line["what_if"].as_array().unwrap() {
        assert!(wish["price"].as_i64().unwrap() >= 0 && wish["price_exact"] == true, "{wish}");
    }
    let plan = file(dir.path(), "plan.json");
    let (who, unit) = (&plan["G0"]["members"][0], &plan["G0"]["units"][0]);
    let late = json!({"declared": [{"inspector": who, "unit": unit}]});
    std::fs::write(dir.path().join("late.json"), late.to_string()).unwrap();
    let (status, line, words) =
        run(dir.path(), &["assign", "round.json", "--repair", "late.json", "--from", "plan.json", "-o", "repaired.json"]);
    assert_eq!(status, Some(0), "{words}");
    assert!(line["repair"]["proved_fewest"] == true && line["repair"]["people_changed"].as_i64().unwrap() <= 2, "{line}");
    assert!(!file(dir.path(), "repaired.json")["G0"]["members"].as_array().unwrap().contains(who));
    let seed = "7e".repeat(32);
    let draw = || run(dir.path(), &["assign", "round.json", "--iterations", "60000", "--tolerance", "2", "--seed", &seed]).1;
    let (one, other) = (draw(), draw());
    assert_eq!((&one["draw"], &one["plan"]), (&other["draw"], &other["plan"]));
    assert!(one["draw"]["frame_size"].as_u64().unwrap() > 1);
}

/// The rules as the command's own words cannot tell them: sizes, places of the plan's people, and everything once.
fn lawful(made: &Value, plan: &Value) {
    let teams = plan.as_object().unwrap();
    let all = |list: &str| teams.values().flat_map(|t| t[list].as_array().unwrap().clone()).collect::<Vec<_>>();
    let (members, units) = (all("members"), all("units"));
    let distinct = |list: &[Value]| list.iter().map(Value::to_string).collect::<std::collections::BTreeSet<_>>().len();
    assert_eq!((teams.len(), units.len(), distinct(&units), distinct(&members)), (3, 6, 6, members.len()));
    for team in teams.values() {
        let person = |m: &Value| made["inspectors"].as_array().unwrap().iter().find(|p| p["id"] == *m).unwrap();
        let members = team["members"].as_array().unwrap();
        assert!((5..=9).contains(&members.len()) && members.contains(&team["lead"]));
        assert!(person(&team["lead"])["seniority"].as_i64().unwrap() >= 3);
        assert!(
            team["units"]
                .as_array()
                .unwrap()
                .iter()
                .all(|u| members.iter().all(|m| { !person(m)["declared"].as_array().unwrap().contains(u) }))
        );
    }
}

#[test]
fn a_bad_wish_is_refused_before_the_search_and_a_swap_against_a_pin_keeps_the_plan() {
    let dir = world(&round());
    for (wish, place) in
        [("pin=N99:G0", "--what-if pin=N99:G0"), ("swap=N01:D1", "--what-if swap=N01:D1"), ("ban=N02:G1", "--what-if ban=N02:G1")]
    {
        let args = ["assign", "round.json", "--pin", "N02=G1", "--seconds", "60", "--what-if", wish, "-o", "plan.json"];
        let (status, line, words) = run(dir.path(), &args);
        assert_eq!((status, line), (Some(1), Value::Null));
        assert!(words.contains(place) && !dir.path().join("plan.json").exists(), "{words}");
    }
    let args = ["assign", "round.json", "--pin", "N02=G1", "--iterations", "60000", "--what-if", "swap=N02:N03", "-o", "plan.json"];
    let (status, line, _) = run(dir.path(), &args);
    let plan = file(dir.path(), "plan.json");
    lawful(&round(), &plan);
    assert!(status == Some(0) && plan["G1"]["members"].as_array().unwrap().contains(&json!("N02")));
    let same = plan["G1"]["members"].as_array().unwrap().contains(&json!("N03"));
    assert!(same || line["what_if"][0]["lawful"] == false && line["what_if"][0]["words"].as_str().unwrap().contains("N02"), "{line}");
}

#[test]
fn a_place_where_no_plan_can_be_written_is_refused_before_the_search() {
    let dir = world(&round());
    for place in ["nowhere/plan.json", "."] {
        let (status, line, words) = run(dir.path(), &["assign", "round.json", "--seconds", "60", "-o", place]);
        assert_eq!((status, line), (Some(1), Value::Null));
        assert!(words.contains(place), "{words}");
    }
}

#[test]
fn a_terminal_sees_progress_and_a_file_does_not() {
    let dir = world(&round());
    let plumbline = env!("CARGO_BIN_EXE_plumbline");
    for (lang, word) in [("en", "bound"), ("zh", "下界")] {
        let command = format!("'{plumbline}' --lang {lang} assign round.json --iterations 60000 -o plan.json");
        // `script` of util-linux runs a command on a terminal of its own.
        let shown = Command::new("script").current_dir(dir.path()).args(["-qec", &command, "/dev/null"]).output().unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        let line = shown.lines().last().unwrap().rsplit('\r').find(|part| part.contains("objective")).unwrap_or_default().to_owned();
        assert!(shown.contains("\r\u{1b}[2K") && shown.contains(word), "{shown:?}");
        assert!(line.contains("\"lawful\":true"), "{shown:?}");
        lawful(&round(), &file(dir.path(), "plan.json"));
    }
}

#[test]
fn the_first_lawful_plan_is_timed() {
    let dir = world(&round());
    let (_, line, _) = run(dir.path(), &["assign", "round.json", "--iterations", "60000"]);
    lawful(&round(), &line["plan"]);
    assert!(line["lawful_seconds"].as_f64().unwrap() <= line["seconds"].as_f64().unwrap());
}
