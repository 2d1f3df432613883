//! Proves bounds anew, without a line of the solver: that no lawful plan of a round costs less than a number. Two proofs: over
//! units alone, for up to 64 of them (`units_prove`), and over units and people, for the smallest rounds (`people_prove`).
//! Both leave out the rules of the round beyond H1–H10, which only forbid more plans.
//!
//! The first proof: a plan splits the units into sets that one team may take. For each least load that a team could have, and
//! each count of touches beyond one per team, the largest load that the claim still leaves room for is a window; a search through
//! all ways to cover the units by sets within the window finds none, or none with so few people that the claim is undercut.

use serde_json::Value;
use std::collections::BTreeMap;

/// A set of units that one team may take.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub units: u64,
    pub load: i64,
    pub counties: i64,
    /// Least members that carry it (H3, H10).
    pub people: i64,
}

/// What the proofs read of a round.
pub struct Facts {
    pub teams: i64,
    pub county: Vec<usize>,
    pub counties: usize,
    pub size: Vec<i64>,
    pub units_min: i64,
    pub weight: BTreeMap<String, i64>,
    /// Burden of the cheapest 0, 1, … people, weighted.
    pub cheapest: Vec<i64>,
    /// Fewest people that carry all units, however these are split.
    pub people: i64,
    /// Every set that a team may take.
    pub loads: Vec<Load>,
}

fn number(v: &Value) -> i64 {
    v.as_i64().expect("a whole number")
}

fn list<'v>(round: &'v Value, name: &str) -> &'v Vec<Value> {
    round[name].as_array().expect("a list")
}

impl Facts {
    /// Reads a round of at most 64 units.
    pub fn new(round: &Value) -> Facts {
        let units = list(round, "units");
        assert!(units.len() <= 64, "units are bits");
        let mut names: Vec<&str> = units.iter().map(|u| u["county"].as_str().expect("a county")).collect();
        names.sort_unstable();
        names.dedup();
        let weight: BTreeMap<String, i64> =
            round["weights"].as_object().expect("weights").iter().map(|(k, v)| (k.clone(), number(v))).collect();
        let mut burdens: Vec<i64> = list(round, "inspectors").iter().map(|p| weight["burden"] * number(&p["burden"])).collect();
        burdens.sort_unstable();
        let mut cheapest = vec![0];
        burdens.iter().for_each(|b| cheapest.push(cheapest[cheapest.len() - 1] + b));
        let mut facts = Facts {
            teams: list(round, "teams").len() as i64,
            county: units.iter().map(|u| names.iter().position(|n| u["county"] == **n).expect("listed")).collect(),
            counties: names.len(),
            size: units.iter().map(|u| number(&u["size"])).collect(),
            units_min: number(&round["units_per_team"][0]),
            weight,
            cheapest,
            people: 0,
            loads: Vec::new(),
        };
        let each = number(&round["person_load"]);
        facts.people = (number(&round["team_size"][0]) * facts.teams).max((facts.total() + each - 1) / each);
        assert!(facts.units_min > 0, "a team without units would touch no county");
        facts.grow(round, 0, Load { units: 0, load: 0, counties: 0, people: 0 });
        facts
    }

    fn grow(&mut self, round: &Value, from: usize, set: Load) {
        let (low, high) = (number(&round["team_size"][0]), number(&round["team_size"][1]));
        let (most, each) = (number(&round["units_per_team"][1]), number(&round["person_load"]));
        for u in from..self.size.len() {
            let seen = (0..u).any(|v| set.units >> v & 1 != 0 && self.county[v] == self.county[u]);
            let load = set.load + self.size[u];
            let people = low.max((load + each - 1) / each);
            let next = Load { units: set.units | 1 << u, load, counties: set.counties + i64::from(!seen), people };
            if people > high || next.counties > number(&round["max_counties_per_team"]) {
                continue;
            }
            if i64::from(next.units.count_ones()) >= self.units_min {
                self.loads.push(next);
            }
            if i64::from(next.units.count_ones()) < most {
                self.grow(round, u + 1, next);
            }
        }
    }

    fn total(&self) -> i64 {
        self.size.iter().sum()
    }

    /// Points of so many touches and people; more people than there are cannot be sent.
    fn points(&self, touches: i64, people: i64) -> Option<i64> {
        Some(self.weight["county"] * touches + self.cheapest.get(people as usize)?)
    }
}

/// Tells whether it is proved, from the units alone, that no lawful plan costs less than `bound`.
pub fn units_prove(facts: &Facts, bound: i64) -> bool {
    let mut least: Vec<i64> = facts.loads.iter().map(|l| l.load).collect();
    least.sort_unstable();
    least.dedup();
    let most_touches = facts.loads.iter().map(|l| l.counties).max().unwrap_or(0);
    let holds = |low: i64| (0..=facts.teams * (most_touches - 1)).all(|extra| window_holds(facts, low, extra, bound));
    least.into_iter().filter(|low| low * facts.teams <= facts.total()).all(holds)
}

/// The part of the claim about plans whose least load is at least `low`, with `extra` touches beyond one per team.
fn window_holds(facts: &Facts, low: i64, extra: i64, bound: i64) -> bool {
    let mut people = facts.people;
    loop {
        // So few people are impossible, or undercut the claim only within this window.
        let Some(points) = facts.points(facts.teams + extra, people) else { return true };
        let room = bound - 1 - points;
        if room < 0 {
            return true;
        }
        let high = if facts.weight["spread"] > 0 { low + room / facts.weight["spread"] } else { facts.total() };
        match Cover::new(facts, low, high).fewest(u64::MAX >> (64 - facts.size.len()), extra, facts.teams) {
            None => return true,
            Some(fewest) if fewest <= people => return false,
            Some(fewest) => people = fewest,
        }
    }
}

/// All ways to cover units by sets whose loads lie in a window.
struct Cover<'f> {
    facts: &'f Facts,
    low: i64,
    high: i64,
    /// Sets within the window, by each of their units.
    with_unit: Vec<Vec<Load>>,
    /// For some units of one county, by bits: the fewest people of 0, 1, … teams that visit no other county.
    alone: BTreeMap<u64, Vec<Option<i64>>>,
    of_county: Vec<u64>,
    known: BTreeMap<(u64, i64, i64), Option<i64>>,
}

fn less(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

impl<'f> Cover<'f> {
    fn new(facts: &'f Facts, low: i64, high: i64) -> Cover<'f> {
        let units = facts.size.len();
        let within = |l: &&Load| l.load >= low && l.load <= high;
        let mut with_unit = vec![Vec::new(); units];
        for l in facts.loads.iter().filter(within) {
            (0..units).filter(|u| l.units >> u & 1 != 0).for_each(|u| with_unit[u].push(*l));
        }
        let bits = |c: usize| (0..units).filter(|u| facts.county[*u] == c).fold(0, |set, u| set | 1 << u);
        let of_county: Vec<u64> = (0..facts.counties).map(bits).collect();
        let mut cover = Cover { facts, low, high, with_unit, alone: BTreeMap::new(), of_county: of_county.clone(), known: BTreeMap::new() };
        for county in of_county {
            let mut set = 0;
            // Every subset, the smaller number first, so that what a set leaves over is known already.
            loop {
                let row = cover.alone_row(set);
                cover.alone.insert(set, row);
                if set == county {
                    break;
                }
                set = (set | !county).wrapping_add(1) & county;
            }
        }
        cover
    }

    fn alone_row(&self, set: u64) -> Vec<Option<i64>> {
        let mut row = vec![None; set.count_ones() as usize + 1];
        if set == 0 {
            row[0] = Some(0);
            return row;
        }
        for l in self.with_unit[set.trailing_zeros() as usize].iter().filter(|l| l.units & !set == 0) {
            for (teams, rest) in self.alone[&(set ^ l.units)].iter().enumerate() {
                row[teams + 1] = less(row[teams + 1], rest.map(|r| r + l.people));
            }
        }
        row
    }

    /// The fewest people of `teams` teams that cover these units with `extra` touches beyond one per team; `None` where none can.
    fn fewest(&mut self, left: u64, extra: i64, teams: i64) -> Option<i64> {
        if left == 0 {
            return (extra == 0 && teams == 0).then_some(0);
        }
        let load: i64 = (0..self.facts.size.len()).filter(|u| left >> u & 1 != 0).map(|u| self.facts.size[u]).sum();
        if load < self.low * teams || load > self.high * teams || i64::from(left.count_ones()) < self.facts.units_min * teams {
            return None;
        }
        if extra == 0 {
            return self.counties_alone(left, teams);
        }
        // A team with n touches too many ties at most 2n counties, and one that cannot be covered alone must be tied.
        let is_stuck = |c: &&u64| self.alone[&(*c & left)].iter().all(Option::is_none);
        if self.of_county.iter().filter(is_stuck).count() as i64 > 2 * extra {
            return None;
        }
        if let Some(known) = self.known.get(&(left, extra, teams)) {
            return *known;
        }
        // Every cover has a set with this unit; one of a county that must be tied leaves the fewest.
        let unit = self.of_county.iter().find(is_stuck).map_or(left, |c| c & left).trailing_zeros() as usize;
        let mut best = None;
        for at in 0..self.with_unit[unit].len() {
            let l = self.with_unit[unit][at];
            if l.units & !left == 0 && l.counties - 1 <= extra {
                best = less(best, self.fewest(left ^ l.units, extra - l.counties + 1, teams - 1).map(|rest| rest + l.people));
            }
        }
        self.known.insert((left, extra, teams), best);
        best
    }

    fn counties_alone(&self, left: u64, teams: i64) -> Option<i64> {
        let mut sums = vec![None; teams as usize + 1];
        sums[0] = Some(0);
        for county in &self.of_county {
            let row = &self.alone[&(county & left)];
            let mut next = vec![None; sums.len()];
            for (before, sum) in sums.iter().enumerate() {
                for (more, people) in row.iter().enumerate().take(next.len() - before) {
                    next[before + more] = less(next[before + more], sum.zip(*people).map(|(a, b)| a + b));
                }
            }
            sums = next;
        }
        sums[teams as usize]
    }
}

/// One staff of a team: people as bits, and its points.
type Staff = (u64, i64);

/// A round of at most 64 people, as the proof over people reads it.
struct People<'r> {
    round: &'r Value,
    /// By burden, the cheapest first.
    inspectors: Vec<&'r Value>,
    facts: Facts,
}

/// Tells whether it is proved, from units and people, that no lawful plan costs less than `bound`. Every split of the units, every
/// staff of each of its teams that the claim leaves points for, and every way to choose one of each so that nobody is chosen twice.
pub fn people_prove(round: &Value, bound: i64) -> bool {
    let mut inspectors: Vec<&Value> = list(round, "inspectors").iter().collect();
    assert!(inspectors.len() <= 64, "people are bits");
    inspectors.sort_by_key(|p| number(&p["burden"]));
    let people = People { round, inspectors, facts: Facts::new(round) };
    let mut splits = Vec::new();
    people.split(u64::MAX >> (64 - people.facts.size.len()), &mut Vec::new(), &mut splits);
    // What each set may cost at most, beside the least that the others cost.
    let mut most: BTreeMap<u64, i64> = BTreeMap::new();
    let least = |l: &Load| people.facts.cheapest[l.people as usize];
    for split in &splits {
        let room = bound - 1 - people.units_points(split) - split.iter().map(least).sum::<i64>();
        for l in split.iter().filter(|_| room >= 0) {
            let limit = most.entry(l.units).or_default();
            *limit = (*limit).max(room + least(l));
        }
    }
    let staffs: BTreeMap<u64, Vec<Staff>> = most.iter().map(|(units, most)| (*units, people.staffs(*units, *most))).collect();
    let undercut = |split: &Vec<Load>| {
        let lists: Option<Vec<&Vec<Staff>>> = split.iter().map(|l| staffs.get(&l.units)).collect();
        lists.is_some_and(|lists| disjoint(&lists, 0, bound - 1 - people.units_points(split)))
    };
    !splits.iter().any(undercut)
}

/// Tells whether one staff of each list can be chosen, nobody twice, for at most so many points.
fn disjoint(lists: &[&Vec<Staff>], taken: u64, left: i64) -> bool {
    let Some((first, rest)) = lists.split_first() else { return true };
    let least: i64 = rest.iter().map(|l| l.first().map_or(i64::MAX / 8, |s| s.1)).sum();
    let affordable = first.iter().take_while(|s| s.1 + least <= left);
    affordable.into_iter().any(|s| s.0 & taken == 0 && disjoint(rest, taken | s.0, left - s.1))
}

impl People<'_> {
    fn split(&self, left: u64, chosen: &mut Vec<Load>, found: &mut Vec<Vec<Load>>) {
        if left == 0 || chosen.len() as i64 == self.facts.teams {
            if left == 0 && chosen.len() as i64 == self.facts.teams {
                found.push(chosen.clone());
            }
            return;
        }
        for l in self.facts.loads.iter().filter(|l| l.units & !left == 0 && l.units.trailing_zeros() == left.trailing_zeros()) {
            chosen.push(*l);
            self.split(left ^ l.units, chosen, found);
            chosen.pop();
        }
    }

    fn units_points(&self, split: &[Load]) -> i64 {
        let loads = split.iter().map(|l| l.load);
        let spread = loads.clone().max().unwrap_or(0) - loads.min().unwrap_or(0);
        let weight = &self.facts.weight;
        weight["county"] * split.iter().map(|l| l.counties).sum::<i64>() + weight["spread"] * spread
    }

    fn chosen(&self, set: u64) -> impl Iterator<Item = &Value> + Clone {
        self.inspectors.iter().enumerate().filter(move |(i, _)| set >> i & 1 != 0).map(|(_, p)| *p)
    }

    /// Every lawful staff of these units for at most so many points, the cheapest first. One that only adds people to another
    /// lawful one which knows all sectors is left out, as it is no cheaper.
    fn staffs(&self, units: u64, most: i64) -> Vec<Staff> {
        let places: Vec<&Value> = list(self.round, "units").iter().enumerate().filter(|(u, _)| units >> u & 1 != 0).map(|u| u.1).collect();
        let barred = |p: &Value| places.iter().any(|u| self.barred(p, u));
        let open: Vec<usize> = (0..self.inspectors.len()).filter(|i| !barred(self.inspectors[*i])).collect();
        let people = self.facts.loads.iter().find(|l| l.units == units).map_or(0, |l| l.people);
        let mut found = Vec::new();
        self.grow(&places, &open, people, most, 0, &mut found);
        found.sort_by_key(|s: &Staff| s.1);
        found
    }

    fn grow(&self, places: &[&Value], open: &[usize], people: i64, most: i64, set: u64, found: &mut Vec<Staff>) {
        let burden = self.facts.weight["burden"] * self.chosen(set).map(|p| number(&p["burden"])).sum::<i64>();
        let count = i64::from(set.count_ones());
        if burden > most || count > number(&self.round["team_size"][1]) {
            return;
        }
        if count >= people && self.lawful(places, set) {
            let unknown = places.iter().filter(|u| !self.chosen(set).any(|p| list(p, "sectors").contains(&u["sector"]))).count() as i64;
            let points = burden + self.facts.weight["pair"] * self.pairs(set) + self.facts.weight["nosector"] * unknown;
            if points <= most {
                found.push((set, points));
            }
            if unknown == 0 {
                return;
            }
        }
        for (at, next) in open.iter().enumerate() {
            self.grow(places, &open[at + 1..], people, most, set | 1 << next, found);
        }
    }

    fn pairs(&self, set: u64) -> i64 {
        let there: Vec<&Value> = self.chosen(set).map(|p| &p["id"]).collect();
        let both = |pair: &&Value| pair[0].as_str() < pair[1].as_str() && there.contains(&&pair[0]) && there.contains(&&pair[1]);
        let mut again: Vec<&Value> = list(self.round, "prior_pairs").iter().filter(both).collect();
        again.sort_by_key(|p| (p[0].as_str(), p[1].as_str()));
        again.dedup();
        again.len() as i64
    }

    fn barred(&self, p: &Value, u: &Value) -> bool {
        let recent = |e: &Value| e["unit"] == u["id"] && number(&e["years_ago"]) <= number(&self.round["cooling_years"]);
        let named = ["kin_units", "declared", "prior_units"].iter().any(|facts| list(p, facts).contains(&u["id"]));
        p["home_county"] == u["county"] || named || list(p, "employers").iter().any(recent)
    }

    fn lawful(&self, places: &[&Value], set: u64) -> bool {
        let need = |(skill, n): (&String, &Value)| {
            self.chosen(set).filter(|p| list(p, "skills").iter().any(|s| s == skill.as_str())).count() as i64 >= number(n)
        };
        let rank = if places.iter().any(|u| number(&u["grade"]) >= 2) { "lead_seniority_grade2" } else { "lead_seniority" };
        let same = |p: &Value| self.chosen(set).filter(|q| q["home_org"] == p["home_org"]).count() as i64;
        places.iter().all(|u| u["need"].as_object().expect("needs").iter().all(need))
            && self.chosen(set).any(|p| number(&p["seniority"]) >= number(&self.round[rank]))
            && self.chosen(set).all(|p| same(p) <= number(&self.round["max_same_org"]))
    }
}
