//! Checks a plan against a round, both as plain JSON. Written from the statement of the rules alone.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What was found: every broken rule as a key such as `["need", unit, skill]`, and the objective.
pub struct Checked {
    pub broken: Vec<Vec<String>>,
    pub objective: i64,
}

fn s(v: &Value) -> String {
    v.as_str().unwrap_or_default().to_owned()
}

fn strings(v: &Value) -> Vec<String> {
    v.as_array().map(|a| a.iter().map(s).collect()).unwrap_or_default()
}

fn key(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|p| (*p).to_owned()).collect()
}

struct Round<'a> {
    round: &'a Value,
    people: BTreeMap<String, &'a Value>,
    units: BTreeMap<String, &'a Value>,
}

struct TeamView {
    name: String,
    lead: String,
    liaison: Option<String>,
    members: Vec<String>,
    units: Vec<String>,
}

/// Checks all rules and sums up the objective.
pub fn check(round: &Value, plan: &Value) -> Checked {
    judge(round, plan, true)
}

/// Checks all rules alone; for the many plans whose objective nobody asks for.
pub fn broken(round: &Value, plan: &Value) -> Vec<Vec<String>> {
    judge(round, plan, false).broken
}

fn judge(round: &Value, plan: &Value, points: bool) -> Checked {
    let by_id = |list: &'static str| round[list].as_array().expect("a list").iter().map(|x| (s(&x["id"]), x)).collect();
    let view = Round { round, people: by_id("inspectors"), units: by_id("units") };
    let mut broken = Vec::new();
    let plan = plan.as_object().expect("a plan is a map");
    let names = strings(&round["teams"]);
    for name in plan.keys().filter(|k| !names.contains(k)) {
        broken.push(key(&["unknown-team", name]));
    }
    let empty = Value::Null;
    let teams: Vec<TeamView> = names
        .iter()
        .map(|name| {
            let team = plan.get(name).unwrap_or(&empty);
            let liaison = team.get("liaison").map(s);
            TeamView {
                name: name.clone(),
                lead: s(&team["lead"]),
                liaison,
                members: strings(&team["members"]),
                units: strings(&team["units"]),
            }
        })
        .collect();
    once(&view, &teams, &mut broken);
    for team in &teams {
        if !plan.contains_key(&team.name) {
            broken.push(key(&["every-team"]));
            continue;
        }
        sizes(&view, team, &mut broken);
        recusals(&view, team, &mut broken);
        crew(&view, team, &mut broken);
    }
    placements(&view, &teams, &mut broken);
    mutual(&view, &teams, &mut broken);
    Checked { broken, objective: if points { objective(&view, &teams) } else { 0 } }
}

fn once(view: &Round, teams: &[TeamView], broken: &mut Vec<Vec<String>>) {
    let mut seen = BTreeSet::new();
    for who in teams.iter().flat_map(|t| t.members.iter().chain(&t.units)) {
        if !view.people.contains_key(who) && !view.units.contains_key(who) {
            broken.push(key(&["unknown", who]));
        }
        if !seen.insert(who.clone()) {
            broken.push(key(&["twice", who]));
        }
    }
    broken.extend(view.units.keys().filter(|u| !seen.contains(*u)).map(|u| key(&["uninspected", u])));
}

fn sizes(view: &Round, team: &TeamView, broken: &mut Vec<Vec<String>>) {
    let round = view.round;
    let (people, units) = (team.members.len() as i64, team.units.len() as i64);
    let limit = |name: &str, i: usize| round[name][i].as_i64().expect("a limit");
    let counties: BTreeSet<String> = team.units.iter().map(|u| s(&view.units[u]["county"])).collect();
    let load: i64 = team.units.iter().map(|u| view.units[u]["size"].as_i64().expect("a size")).sum();
    let rules = [
        ("team-size-min", people < limit("team_size", 0)),
        ("team-size-max", people > limit("team_size", 1)),
        ("units-min", units < limit("units_per_team", 0)),
        ("units-max", units > limit("units_per_team", 1)),
        ("counties", counties.len() as i64 > round["max_counties_per_team"].as_i64().expect("a limit")),
        ("load", load > people * round["person_load"].as_i64().expect("a limit")),
    ];
    broken.extend(rules.into_iter().filter(|r| r.1).map(|r| key(&[r.0])));
    let mut orgs: BTreeMap<String, i64> = BTreeMap::new();
    for p in &team.members {
        *orgs.entry(s(&view.people[p]["home_org"])).or_default() += 1;
    }
    if orgs.values().any(|n| *n > round["max_same_org"].as_i64().expect("a limit")) {
        broken.push(key(&["same-org"]));
    }
}

/// Whether the registry forbids the pair while the field work lasts; days of the same form compare as text.
fn forbidden(view: &Round, p: &str, u: &str) -> bool {
    let rules = &view.round["rules"];
    let (first, last) = (rules["field_work"][0].as_str().unwrap_or("0000"), rules["field_work"][1].as_str().unwrap_or("9999"));
    rules["forbidden"].as_array().into_iter().flatten().any(|pair| {
        let place = pair["unit"] == u || view.units[u]["county"] == pair["county"];
        let (from, until) = (pair["from"].as_str().unwrap_or("0000"), pair["until"].as_str().unwrap_or("9999"));
        pair["inspector"] == p && place && from <= last && first <= until
    })
}

fn recusals(view: &Round, team: &TeamView, broken: &mut Vec<Vec<String>>) {
    let cooling = view.round["cooling_years"].as_i64().expect("a limit");
    let rotation = view.round["rules"]["rotation"] == true;
    for p in &team.members {
        let person = view.people[p];
        let left = person["employers"].as_array().expect("employers");
        let counties: BTreeSet<String> =
            strings(&person["prior_units"]).iter().filter_map(|u| view.units.get(u)).map(|u| s(&u["county"])).collect();
        for u in &team.units {
            let named = ["kin_units", "declared", "prior_units"].iter().any(|list| strings(&person[*list]).contains(u));
            let employer = left.iter().any(|e| e["unit"] == u.as_str() && e["years_ago"].as_i64().expect("years") <= cooling);
            let forbidden = forbidden(view, p, u);
            if named || employer || forbidden || person["home_county"] == view.units[u]["county"] {
                broken.push(key(&["recusal", p, u]));
            } else if rotation && counties.contains(&s(&view.units[u]["county"])) {
                broken.push(key(&["rotation"]));
            }
        }
    }
}

fn crew(view: &Round, team: &TeamView, broken: &mut Vec<Vec<String>>) {
    for u in &team.units {
        for (skill, n) in view.units[u]["need"].as_object().expect("needs") {
            let have = team.members.iter().filter(|p| strings(&view.people[*p]["skills"]).contains(skill)).count() as i64;
            if have < n.as_i64().expect("a count") {
                broken.push(key(&["need", u, skill]));
            }
        }
    }
    if !team.members.contains(&team.lead) {
        broken.push(key(&["leader-seniority"]));
        return;
    }
    let seniority = view.people[&team.lead]["seniority"].as_i64().expect("seniority");
    let graded: Vec<&String> = team.units.iter().filter(|u| view.units[*u]["grade"] == 2).collect();
    let rank = |name: &str| view.round[name].as_i64().expect("a rank");
    let too_junior = !graded.is_empty() && seniority < rank("lead_seniority_grade2");
    // Who does not do for the grade, and would not do without it either, breaks both.
    if seniority < rank("lead_seniority") && (graded.is_empty() || too_junior) {
        broken.push(key(&["leader-seniority"]));
    }
    if too_junior {
        broken.extend(graded.iter().map(|u| key(&["leader-grade", u])));
    }
    let visited: BTreeSet<String> = view.units.values().map(|u| s(&u["county"])).collect();
    let from = |rule: &Value, who: &String| match rule.as_str() {
        Some("inside") => visited.contains(&s(&view.people[who]["home_county"])),
        Some("outside") => !visited.contains(&s(&view.people[who]["home_county"])),
        _ => true,
    };
    let rules = &view.round["rules"];
    if !from(&rules["leader_home"], &team.lead) {
        broken.push(key(&["leader-home"]));
    }
    if rules["liaison"].is_string() {
        let lawful = team.liaison.as_ref().is_some_and(|l| *l != team.lead && team.members.contains(l) && from(&rules["liaison"], l));
        if !lawful {
            broken.push(key(&["liaison"]));
        }
    }
}

fn placements(view: &Round, teams: &[TeamView], broken: &mut Vec<Vec<String>>) {
    let holds = |team: &str, who: &String| teams.iter().any(|t| t.name == team && (t.members.contains(who) || t.units.contains(who)));
    for (name, wanted) in [("pins", true), ("bans", false)] {
        for pair in view.round["rules"][name].as_array().unwrap_or(&Vec::new()) {
            let (who, team) = (s(&pair[0]), s(&pair[1]));
            if holds(&team, &who) != wanted {
                broken.push(key(&[if wanted { "pin" } else { "ban" }, &who, &team]));
            }
        }
    }
}

fn mutual(view: &Round, teams: &[TeamView], broken: &mut Vec<Vec<String>>) {
    if view.round["rules"]["no_mutual"] != true {
        return;
    }
    let mut sends = BTreeSet::new();
    for team in teams {
        for p in &team.members {
            for u in &team.units {
                sends.insert((s(&view.people[p]["home_county"]), s(&view.units[u]["county"])));
            }
        }
    }
    if sends.iter().any(|(a, b)| a != b && sends.contains(&(b.clone(), a.clone()))) {
        broken.push(key(&["no-mutual"]));
    }
}

fn objective(view: &Round, teams: &[TeamView]) -> i64 {
    let weight = |name: &str| view.round["weights"][name].as_i64().expect("a weight");
    let prior: BTreeSet<(String, String)> =
        view.round["prior_pairs"].as_array().expect("pairs").iter().map(|p| (s(&p[0]), s(&p[1]))).collect();
    let (mut sum, mut loads) = (0, Vec::new());
    for team in teams {
        let counties: BTreeSet<String> = team.units.iter().map(|u| s(&view.units[u]["county"])).collect();
        let known: BTreeSet<String> = team.members.iter().flat_map(|p| strings(&view.people[p]["sectors"])).collect();
        let unknown = team.units.iter().filter(|u| !known.contains(&s(&view.units[*u]["sector"]))).count() as i64;
        let mut pairs = 0;
        for a in &team.members {
            for b in team.members.iter().filter(|b| *b > a) {
                pairs += i64::from(prior.contains(&(a.clone(), b.clone())));
            }
        }
        let burden: i64 = team.members.iter().map(|p| view.people[p]["burden"].as_i64().expect("a burden")).sum();
        sum += weight("county") * counties.len() as i64 + weight("nosector") * unknown + weight("pair") * pairs + weight("burden") * burden;
        loads.push(team.units.iter().map(|u| view.units[u]["size"].as_i64().expect("a size")).sum::<i64>());
    }
    sum + weight("spread") * (loads.iter().max().unwrap_or(&0) - loads.iter().min().unwrap_or(&0))
}
