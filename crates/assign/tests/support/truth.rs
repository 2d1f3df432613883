//! The truth about a tiny round, plan by plan: whether there is a lawful one, and what the cheapest costs, also where rules and
//! facts are dropped. Written from the statement of the rules alone; nothing is shared with the solver. At most 8 units and 16 people.
//!
//! A rule or fact is named by a key such as `["need", unit, skill]`, as in the checker.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub type Key = Vec<String>;

/// A limit that nothing reaches.
const NEVER: i64 = 1_000_000;

fn text(v: &Value) -> &str {
    v.as_str().expect("a text")
}

fn list<'v>(v: &'v Value, key: &str) -> &'v [Value] {
    v[key].as_array().map_or(&[], Vec::as_slice)
}

fn int(v: &Value) -> i64 {
    v.as_i64().expect("a number")
}

fn key(parts: &[&str]) -> Key {
    parts.iter().map(|p| (*p).to_owned()).collect()
}

fn names(v: &Value, field: &str, name: &Value) -> bool {
    list(v, field).contains(name)
}

/// A pair of the registry that some day of the field work falls under.
fn forbidden(round: &Value, p: &Value, u: &Value) -> bool {
    let (rules, meant) = (&round["rules"], |pair: &Value| pair["unit"] == u["id"] || pair["county"] == u["county"]);
    let ended = |pair: &Value| pair["until"].as_str().is_some_and(|day| day < text(&rules["field_work"][0]));
    let later = |pair: &Value| pair["from"].as_str().is_some_and(|day| day > text(&rules["field_work"][1]));
    let pairs = rules["forbidden"].as_array().map_or(&[][..], Vec::as_slice);
    pairs.iter().any(|pair| pair["inspector"] == p["id"] && meant(pair) && !ended(pair) && !later(pair))
}

/// Home county, a former post in the window, kin, a declaration, an inspection in the last two rounds, or a pair of the registry.
fn recused(round: &Value, p: &Value, u: &Value) -> bool {
    let recent = |e: &Value| e["unit"] == u["id"] && int(&e["years_ago"]) <= int(&round["cooling_years"]);
    p["home_county"] == u["county"]
        || forbidden(round, p, u)
        || list(p, "employers").iter().any(recent)
        || ["kin_units", "declared", "prior_units"].iter().any(|field| names(p, field, &u["id"]))
}

/// A unit of the same county was inspected in the last two rounds.
fn returns(round: &Value, p: &Value, u: &Value) -> bool {
    list(round, "units").iter().any(|v| v["county"] == u["county"] && names(p, "prior_units", &v["id"]))
}

/// Lists the keys of everything in a round that can be dropped, but for that every team is sent.
pub fn every_key(round: &Value) -> BTreeSet<Key> {
    let mut keys: BTreeSet<Key> =
        ["same-org", "counties", "leader-seniority", "load", "team-size-min", "team-size-max", "units-min", "units-max"]
            .iter()
            .chain(&["rotation", "no-mutual", "liaison", "leader-home"])
            .map(|code| key(&[code]))
            .collect();
    for u in list(round, "units") {
        let id = text(&u["id"]);
        keys.insert(key(&["leader-grade", id]));
        keys.extend(u["need"].as_object().expect("needs").keys().map(|skill| key(&["need", id, skill])));
        for p in list(round, "inspectors").iter().filter(|p| recused(round, p, u)) {
            keys.insert(key(&["recusal", text(&p["id"]), id]));
        }
    }
    for (rule, code) in [("pins", "pin"), ("bans", "ban")] {
        keys.extend(list(&round["rules"], rule).iter().map(|b| key(&[code, text(&b[0]), text(&b[1])])));
    }
    keys
}

/// A round without what was dropped. Units and people are bits.
struct Truth<'r> {
    round: &'r Value,
    dropped: &'r BTreeSet<Key>,
    units: &'r [Value],
    people: &'r [Value],
    teams: Vec<&'r str>,
    /// Units that bar a person, by person.
    bars: Vec<u32>,
    /// Whether no organisation has too many, by set of people.
    orgs: Vec<bool>,
    may_stay: bool,
    no_mutual: bool,
    /// Only whether there is a plan matters, not what it costs.
    any: bool,
    best: Option<i64>,
    /// Staffs by team and units.
    known: BTreeMap<(usize, u32), Vec<(i64, u32)>>,
}

/// Returns what the cheapest lawful plan of a round costs.
pub fn least(round: &Value) -> Option<i64> {
    count_out(round, &BTreeSet::new(), false)
}

/// Tells whether a round without these rules and facts has a lawful plan.
pub fn feasible(round: &Value, dropped: &BTreeSet<Key>) -> bool {
    count_out(round, dropped, true).is_some()
}

fn count_out(round: &Value, dropped: &BTreeSet<Key>, any: bool) -> Option<i64> {
    let on = |code: &str| !dropped.contains(&key(&[code]));
    let (units, people) = (list(round, "units"), list(round, "inspectors"));
    let teams: Vec<&str> = list(round, "teams").iter().map(text).collect();
    let (may_stay, no_mutual) = (!on("every-team"), round["rules"]["no_mutual"] == true && on("no-mutual"));
    let rotation = round["rules"]["rotation"] == true && on("rotation");
    let bars = |p: &Value| {
        let barred = |u: &Value| {
            (recused(round, p, u) || rotation && returns(round, p, u))
                && !dropped.contains(&key(&["recusal", text(&p["id"]), text(&u["id"])]))
        };
        units.iter().enumerate().filter(|(_, u)| barred(u)).fold(0, |set, (i, _)| set | 1 << i)
    };
    let same = if on("same-org") { int(&round["max_same_org"]) } else { NEVER };
    let orgs = (0..1u32 << people.len()).map(|set| {
        let count = |p: &Value| each(set).filter(|q| people[*q]["home_org"] == p["home_org"]).count() as i64;
        each(set).all(|p| count(&people[p]) <= same)
    });
    let (bars, orgs) = (people.iter().map(bars).collect(), orgs.collect());
    let mut truth =
        Truth { round, dropped, units, people, teams, bars, orgs, may_stay, no_mutual, any, best: None, known: BTreeMap::new() };
    truth.pack(0, &mut vec![0; truth.teams.len()]);
    truth.best
}

fn each(set: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |i| set >> i & 1 != 0)
}

impl Truth<'_> {
    fn limit(&self, code: &str, value: &Value, off: i64) -> i64 {
        if self.dropped.contains(&key(&[code])) { off } else { int(value) }
    }

    /// Tells whether pins and bans that are in force let someone or something into a team.
    fn placed(&self, who: &Value, team: &str) -> bool {
        let rule = |field: &str, code: &str, good: &dyn Fn(&str) -> bool| {
            list(&self.round["rules"], field)
                .iter()
                .filter(|b| b[0] == *who && !self.dropped.contains(&key(&[code, text(&b[0]), text(&b[1])])))
                .all(|b| good(text(&b[1])))
        };
        rule("pins", "pin", &|at| at == team) && rule("bans", "ban", &|at| at != team)
    }

    /// Tells whether no pin and no ban speaks of this team or the other.
    fn twins(&self, a: &str, b: &str) -> bool {
        let rules = ["pins", "bans"].iter().flat_map(|field| list(&self.round["rules"], field));
        rules.filter(|rule| rule[1] == a || rule[1] == b).count() == 0
    }

    /// Gives unit `u` and all after it to every team in turn.
    fn pack(&mut self, u: usize, packing: &mut Vec<u32>) {
        if self.any && self.best.is_some() {
            return;
        }
        if u == self.units.len() {
            self.staff(packing);
            return;
        }
        for t in 0..packing.len() {
            // Teams that nothing tells apart are filled in their order.
            let twin = (0..t).any(|s| packing[s] == 0 && self.twins(self.teams[s], self.teams[t]));
            if packing[t] == 0 && twin || !self.placed(&self.units[u]["id"], self.teams[t]) {
                continue;
            }
            packing[t] |= 1 << u;
            if self.packed(packing[t], true) {
                self.pack(u + 1, packing);
            }
            packing[t] &= !(1 << u);
        }
    }

    fn counties(&self, units: u32) -> BTreeSet<&str> {
        each(units).map(|u| text(&self.units[u]["county"])).collect()
    }

    fn load(&self, units: u32) -> i64 {
        each(units).map(|u| int(&self.units[u]["size"])).sum()
    }

    /// Tells whether a team may hold these units; more will come where the packing is not done.
    fn packed(&self, units: u32, more: bool) -> bool {
        let count = i64::from(units.count_ones());
        let least = self.limit("units-min", &self.round["units_per_team"][0], 0);
        let most = self.limit("units-max", &self.round["units_per_team"][1], NEVER);
        let counties = self.limit("counties", &self.round["max_counties_per_team"], NEVER);
        (more || count >= least) && count <= most && self.counties(units).len() as i64 <= counties
    }

    fn staff(&mut self, packing: &[u32]) {
        let weight = |name: &str| int(&self.round["weights"][name]);
        let stays = |units: u32| units == 0 && self.may_stay;
        if !packing.iter().all(|units| stays(*units) || self.packed(*units, false)) {
            return;
        }
        let loads: Vec<i64> = packing.iter().map(|units| self.load(*units)).collect();
        let spread = loads.iter().max().unwrap_or(&0) - loads.iter().min().unwrap_or(&0);
        let counties: usize = packing.iter().map(|units| self.counties(*units).len()).sum();
        let points = weight("county") * counties as i64 + weight("spread") * spread;
        let mut staffs = Vec::new();
        for (t, units) in packing.iter().enumerate() {
            if !self.known.contains_key(&(t, *units)) {
                let found = self.staffs(t, *units);
                self.known.insert((t, *units), found);
            }
            let found = self.known[&(t, *units)].clone();
            if found.is_empty() {
                return;
            }
            staffs.push((t, found));
        }
        staffs.sort_by_key(|s| s.1.len());
        self.join(packing, &staffs, &mut Vec::new(), points);
    }

    /// Chooses a staff for every team in turn, so that nobody is in two and no two counties send people to each other.
    fn join(&mut self, packing: &[u32], staffs: &[(usize, Vec<(i64, u32)>)], chosen: &mut Vec<(usize, u32)>, points: i64) {
        let rest: i64 = staffs[chosen.len()..].iter().map(|s| s.1[0].0).sum();
        let late = self.best.is_some_and(|best| self.any || points + rest >= best);
        let taken = chosen.iter().fold(0, |set, c| set | c.1);
        let left = &staffs[chosen.len()..];
        if late || left.iter().any(|s| s.1.iter().all(|staff| staff.1 & taken != 0)) {
            return;
        }
        let Some((t, list)) = left.first() else {
            self.best = Some(points);
            return;
        };
        for (cost, staff) in list.iter().filter(|s| s.1 & taken == 0) {
            chosen.push((*t, *staff));
            if !self.no_mutual || !self.mutual(packing, chosen) {
                self.join(packing, staffs, chosen, points + cost);
            }
            chosen.pop();
        }
    }

    fn mutual(&self, packing: &[u32], chosen: &[(usize, u32)]) -> bool {
        let mut sends = BTreeSet::new();
        for (t, staff) in chosen {
            for from in each(*staff).map(|p| text(&self.people[p]["home_county"])) {
                sends.extend(self.counties(packing[*t]).into_iter().map(|to| (from, to)));
            }
        }
        sends.iter().any(|(a, b)| a != b && sends.contains(&(*b, *a)))
    }

    /// Lists the lawful staffs of a team, the cheapest first. One that holds another which is no dearer is left out: the smaller one
    /// goes with whatever the larger one goes with.
    fn staffs(&self, t: usize, units: u32) -> Vec<(i64, u32)> {
        let mut found: Vec<(i64, u32)> = Vec::new();
        let whole = (1u32 << self.people.len()) - 1;
        let may = |p: &usize| self.bars[*p] & units == 0 && self.placed(&self.people[*p]["id"], self.teams[t]);
        let allowed = each(whole).filter(may).fold(0, |set, p| set | 1 << p);
        let must = each(whole).filter(|p| self.pinned(*p, t)).fold(0, |set, p| set | 1 << p);
        let mut sets: Vec<u32> = (0..=whole).filter(|set| set & !allowed == 0 && must & !set == 0 && self.orgs[*set as usize]).collect();
        sets.sort_by_key(|set| set.count_ones());
        for set in sets.into_iter().filter(|set| self.lawful(units, *set)) {
            let cost = self.cost(units, set);
            if !found.iter().any(|f| f.1 & set == f.1 && f.0 <= cost) {
                found.push((cost, set));
            }
        }
        found.sort_unstable();
        found
    }

    fn pinned(&self, p: usize, t: usize) -> bool {
        let here = |b: &&Value| b[0] == self.people[p]["id"] && b[1] == self.teams[t];
        let mut pins = list(&self.round["rules"], "pins").iter().filter(here);
        pins.any(|b| !self.dropped.contains(&key(&["pin", text(&b[0]), text(&b[1])])))
    }

    /// Tells whether these people do for these units; who is kept from them, and organisations, are looked at before.
    fn lawful(&self, units: u32, set: u32) -> bool {
        let round = self.round;
        let count = i64::from(set.count_ones());
        if self.may_stay && units == 0 && set == 0 {
            // A team that stays has neither units nor members.
            return true;
        }
        let least = self.limit("team-size-min", &round["team_size"][0], 1);
        let most = self.limit("team-size-max", &round["team_size"][1], NEVER);
        let carried = self.dropped.contains(&key(&["load"])) || int(&round["person_load"]) * count >= self.load(units);
        self.packed(units, false)
            && (least..=most).contains(&count)
            && carried
            && each(units).all(|u| self.served(u, set))
            && self.led(units, set)
    }

    fn served(&self, u: usize, set: u32) -> bool {
        let unit = &self.units[u];
        unit["need"].as_object().expect("needs").iter().all(|(skill, n)| {
            let skilled = each(set).filter(|p| list(&self.people[*p], "skills").iter().any(|s| s == skill.as_str())).count();
            self.dropped.contains(&key(&["need", text(&unit["id"]), skill])) || skilled as i64 >= int(n)
        })
    }

    /// Tells whether there is a leader, and beside him a liaison where one is asked for.
    fn led(&self, units: u32, set: u32) -> bool {
        let round = self.round;
        let graded = |u: usize| {
            let unit = &self.units[u];
            unit["grade"] == 2 && !self.dropped.contains(&key(&["leader-grade", text(&unit["id"])]))
        };
        let rank = if each(units).any(graded) {
            int(&round["lead_seniority_grade2"])
        } else {
            self.limit("leader-seniority", &round["lead_seniority"], 0)
        };
        let from = |code: &str, rule: &Value, p: usize| {
            let visited = self.units.iter().any(|u| u["county"] == self.people[p]["home_county"]);
            let wrong = rule == "inside" && !visited || rule == "outside" && visited;
            self.dropped.contains(&key(&[code])) || !wrong
        };
        let rules = &round["rules"];
        let liaison = rules["liaison"].is_string() && !self.dropped.contains(&key(&["liaison"]));
        each(set).any(|p| {
            int(&self.people[p]["seniority"]) >= rank
                && from("leader-home", &rules["leader_home"], p)
                && (!liaison || each(set).any(|q| q != p && from("liaison", &rules["liaison"], q)))
        })
    }

    fn cost(&self, units: u32, set: u32) -> i64 {
        let weight = |name: &str| int(&self.round["weights"][name]);
        let knows = |u: usize| each(set).any(|p| names(&self.people[p], "sectors", &self.units[u]["sector"]));
        let unknown = each(units).filter(|u| !knows(*u)).count() as i64;
        let burden: i64 = each(set).map(|p| int(&self.people[p]["burden"])).sum();
        let id = |p: usize| text(&self.people[p]["id"]);
        let again =
            |a: usize, b: usize| id(a) < id(b) && list(self.round, "prior_pairs").iter().any(|pair| pair[0] == id(a) && pair[1] == id(b));
        let pairs = each(set).flat_map(|a| each(set).map(move |b| (a, b))).filter(|(a, b)| again(*a, *b)).count() as i64;
        weight("nosector") * unknown + weight("pair") * pairs + weight("burden") * burden
    }
}
