//! A round compiled to dense indices, as the search needs it. An element that was dropped is already gone here, so that
//! everything behind this file has one meaning of "lawful".

use crate::element::Element;
use crate::ids::{CountyId, InspectorId, TeamId, UnitId};
use crate::instance::{Home, Instance, Placed, Placement};
use std::collections::{BTreeMap, BTreeSet};

/// Limits that hold for every team; a dropped rule has the limit that never binds.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Whether a team may stay empty, with neither units nor members.
    pub may_stay: bool,
    pub size_min: usize,
    pub size_max: usize,
    pub units_min: usize,
    pub units_max: usize,
    pub counties: usize,
    pub same_org: usize,
    /// Load a member carries; 0 where the rule is dropped.
    pub person_load: i64,
    pub lead: i64,
    pub lead_grade2: i64,
    pub liaison: bool,
    pub no_mutual: bool,
}

/// The compiled round: persons `0..people`, units `0..units`, teams `0..teams`, in the order of the instance.
#[derive(Clone, Debug)]
pub struct Model {
    pub people: usize,
    pub units: usize,
    pub teams: usize,
    /// Counties of units first (`0..unit_counties`), then homes that hold no unit.
    pub counties: Vec<CountyId>,
    pub unit_counties: usize,
    pub skills: Vec<String>,
    pub inspector_ids: Vec<InspectorId>,
    pub unit_ids: Vec<UnitId>,
    pub team_ids: Vec<TeamId>,
    pub home: Vec<u16>,
    pub org: Vec<u16>,
    /// Bit sets over `skills`, by person.
    pub has: Vec<u64>,
    pub knows: Vec<u64>,
    pub seniority: Vec<i64>,
    pub burden: Vec<i64>,
    pub lead_home_ok: Vec<bool>,
    pub liaison_home_ok: Vec<bool>,
    pub county: Vec<u16>,
    /// One bit over sectors, by unit.
    pub sector: Vec<u64>,
    pub size: Vec<i64>,
    pub grade2: Vec<bool>,
    /// (skill, count) by unit.
    pub need: Vec<Vec<(u8, u16)>>,
    barred: Vec<bool>,
    pair: Vec<u64>,
    pair_words: usize,
    person_at: Vec<bool>,
    unit_at: Vec<bool>,
    pub person_pin: Vec<Option<usize>>,
    pub unit_pin: Vec<Option<usize>>,
    pub limits: Limits,
    pub weights: crate::instance::Weights,
}

fn indexed<'a, T: Ord + Clone + 'a>(first: impl Iterator<Item = &'a T>, rest: impl Iterator<Item = &'a T>) -> (Vec<T>, usize) {
    let head: BTreeSet<&T> = first.collect();
    let tail: BTreeSet<&T> = rest.filter(|x| !head.contains(x)).collect();
    let count = head.len();
    (head.into_iter().chain(tail).cloned().collect(), count)
}

fn index_of<T: Ord>(names: &[T]) -> BTreeMap<&T, usize> {
    names.iter().enumerate().map(|(i, n)| (n, i)).collect()
}

impl Model {
    /// Compiles a round without the elements in `dropped`.
    pub fn new(instance: &Instance, dropped: &BTreeSet<Element>) -> Model {
        let units = &instance.units;
        let people = &instance.inspectors;
        let (counties, unit_counties) = indexed(units.iter().map(|u| &u.county), people.iter().map(|p| &p.home_county));
        let (orgs, _) = indexed(people.iter().map(|p| &p.home_org), [].iter());
        let (skills, _) = indexed(people.iter().flat_map(|p| &p.skills), units.iter().flat_map(|u| u.need.iter().map(|n| &n.0)));
        let (sectors, _) = indexed(people.iter().flat_map(|p| &p.sectors), units.iter().map(|u| &u.sector));
        let (at_county, at_org, at_skill, at_sector) = (index_of(&counties), index_of(&orgs), index_of(&skills), index_of(&sectors));
        let bits = |names: &[String], at: &BTreeMap<&String, usize>| names.iter().fold(0, |set, n| set | 1u64 << at[n]);
        let home: Vec<u16> = people.iter().map(|p| at_county[&p.home_county] as u16).collect();
        let from = |rule: Option<Home>, off: Element| -> Vec<bool> {
            let rule = rule.filter(|_| !dropped.contains(&off)).unwrap_or(Home::Any);
            let inside = home.iter().map(|h| (*h as usize) < unit_counties);
            inside.map(|inside| rule == Home::Any || (rule == Home::Inside) == inside).collect()
        };
        let mut model = Model {
            people: people.len(),
            units: units.len(),
            teams: instance.teams.len(),
            unit_counties,
            inspector_ids: people.iter().map(|p| p.id.clone()).collect(),
            unit_ids: units.iter().map(|u| u.id.clone()).collect(),
            team_ids: instance.teams.clone(),
            lead_home_ok: from(Some(instance.rules.leader_home), Element::LeaderHome),
            liaison_home_ok: from(instance.rules.liaison, Element::Liaison),
            org: people.iter().map(|p| at_org[&p.home_org] as u16).collect(),
            has: people.iter().map(|p| bits(&p.skills, &at_skill)).collect(),
            knows: people.iter().map(|p| bits(&p.sectors, &at_sector)).collect(),
            seniority: people.iter().map(|p| p.seniority).collect(),
            burden: people.iter().map(|p| p.burden).collect(),
            county: units.iter().map(|u| at_county[&u.county] as u16).collect(),
            sector: units.iter().map(|u| 1u64 << at_sector[&u.sector]).collect(),
            size: units.iter().map(|u| u.size).collect(),
            grade2: vec![false; units.len()],
            need: vec![Vec::new(); units.len()],
            barred: Vec::new(),
            pair_words: people.len().div_ceil(64),
            pair: vec![0; people.len() * people.len().div_ceil(64)],
            person_at: vec![true; people.len() * instance.teams.len()],
            unit_at: vec![true; units.len() * instance.teams.len()],
            person_pin: vec![None; people.len()],
            unit_pin: vec![None; units.len()],
            limits: limits(instance, dropped),
            weights: instance.weights,
            home,
            counties: counties.clone(),
            skills: skills.clone(),
        };
        model.bar(instance, dropped);
        model.place(instance, dropped, None);
        for u in 0..units.len() {
            model.demand(instance, dropped, u);
        }
        model
    }

    /// Compiles anew what one element decides, after it was dropped or put back in force.
    pub fn refresh(&mut self, instance: &Instance, dropped: &BTreeSet<Element>, element: &Element) {
        match element {
            Element::Need { unit, .. } | Element::LeaderGrade { unit } => {
                if let Some(u) = self.unit_ids.iter().position(|id| id == unit) {
                    self.demand(instance, dropped, u);
                }
            }
            Element::Recusal { inspector, unit } => {
                let p = self.inspector_ids.iter().position(|id| id == inspector);
                let u = self.unit_ids.iter().position(|id| id == unit);
                // A pair that rotation alone bars is no recusal, so the element decides by itself.
                if let (Some(p), Some(u)) = (p, u) {
                    self.barred[p * self.units + u] = !dropped.contains(element);
                }
            }
            Element::Pin(placement) | Element::Ban(placement) => self.place(instance, dropped, Some(&placement.who)),
            Element::LeaderHome | Element::Liaison | Element::Rotation => *self = Model::new(instance, dropped),
            _ => self.limits = limits(instance, dropped),
        }
    }

    /// What a unit asks of its team: leader's grade and skills.
    fn demand(&mut self, instance: &Instance, dropped: &BTreeSet<Element>, u: usize) {
        let unit = &instance.units[u];
        let asked = |n: &&(String, i64)| n.1 > 0 && !dropped.contains(&Element::Need { unit: unit.id.clone(), skill: n.0.clone() });
        let at = |skill: &String| self.skills.iter().position(|k| k == skill);
        let need = unit.need.iter().filter(asked).filter_map(|(k, n)| Some((at(k)? as u8, (*n).min(i64::from(u16::MAX)) as u16)));
        self.need[u] = need.collect();
        self.grade2[u] = unit.grade >= 2 && !dropped.contains(&Element::LeaderGrade { unit: unit.id.clone() });
    }

    fn bar(&mut self, instance: &Instance, dropped: &BTreeSet<Element>) {
        let rotation = instance.rules.rotation && !dropped.contains(&Element::Rotation);
        let (nu, words) = (self.units, self.pair_words);
        self.barred = vec![false; self.people * nu];
        let at: BTreeMap<&UnitId, usize> = self.unit_ids.iter().enumerate().map(|(i, u)| (u, i)).collect();
        let county_of: BTreeMap<&UnitId, &CountyId> = instance.units.iter().map(|u| (&u.id, &u.county)).collect();
        for (p, person) in instance.inspectors.iter().enumerate() {
            let row = &mut self.barred[p * nu..(p + 1) * nu];
            let cooling = person.employers.iter().filter(|e| e.years_ago <= instance.cooling_years).map(|e| &e.unit);
            let named = cooling.chain(&person.kin_units).chain(&person.declared).chain(&person.prior_units);
            for u in named.filter_map(|u| at.get(u)) {
                row[*u] = true;
            }
            let been: BTreeSet<_> = person.prior_units.iter().filter_map(|u| county_of.get(u)).collect();
            for (u, unit) in instance.units.iter().enumerate() {
                let forbidden = person.forbidden.iter().any(|f| f.bars(unit));
                row[u] |= forbidden || unit.county == person.home_county || rotation && been.contains(&&unit.county);
            }
        }
        let person_at: BTreeMap<&InspectorId, usize> = index_of(&self.inspector_ids);
        for element in dropped {
            if let Element::Recusal { inspector, unit } = element
                && let (Some(p), Some(u)) = (person_at.get(inspector), at.get(unit))
            {
                self.barred[p * nu + u] = false;
            }
        }
        for (a, b) in &instance.prior_pairs {
            if let (Some(&a), Some(&b)) = (person_at.get(a), person_at.get(b))
                && self.inspector_ids[a] < self.inspector_ids[b]
            {
                self.pair[a * words + b / 64] |= 1 << (b % 64);
                self.pair[b * words + a / 64] |= 1 << (a % 64);
            }
        }
    }

    /// Pins and bans that are in force; of one inspector or unit alone where one is given.
    fn place(&mut self, instance: &Instance, dropped: &BTreeSet<Element>, only: Option<&Placed>) {
        let nt = self.teams;
        let spot = |model: &Model, placement: &Placement| {
            let team = model.team_ids.iter().position(|t| *t == placement.team)?;
            match &placement.who {
                Placed::Inspector(id) => Some((true, model.inspector_ids.iter().position(|p| p == id)?, team)),
                Placed::Unit(id) => Some((false, model.unit_ids.iter().position(|u| u == id)?, team)),
            }
        };
        let rules = &instance.rules;
        let meant = |p: &&Placement| only.is_none_or(|who| p.who == *who);
        let first = only.and_then(|_| rules.pins.iter().chain(&rules.bans).find(meant));
        if let Some((person, who, _)) = first.and_then(|one| spot(self, one)) {
            let (pins, at) = if person { (&mut self.person_pin, &mut self.person_at) } else { (&mut self.unit_pin, &mut self.unit_at) };
            pins[who] = None;
            at[who * nt..(who + 1) * nt].fill(true);
        }
        for pin in rules.pins.iter().filter(meant).filter(|p| !dropped.contains(&Element::Pin((*p).clone()))) {
            let Some((person, who, team)) = spot(self, pin) else { continue };
            let (pins, at) = if person { (&mut self.person_pin, &mut self.person_at) } else { (&mut self.unit_pin, &mut self.unit_at) };
            pins[who] = Some(team);
            for t in (0..nt).filter(|t| *t != team) {
                at[who * nt + t] = false;
            }
        }
        for ban in rules.bans.iter().filter(meant).filter(|b| !dropped.contains(&Element::Ban((*b).clone()))) {
            let Some((person, who, team)) = spot(self, ban) else { continue };
            let at = if person { &mut self.person_at } else { &mut self.unit_at };
            at[who * nt + team] = false;
        }
        // A unit that bans leave one team is fixed to it, as it must be somewhere; people may stay at home.
        for (u, pin) in self.unit_pin.iter_mut().enumerate() {
            let mut left = (0..nt).filter(|t| self.unit_at[u * nt + t]);
            if let (Some(team), None) = (left.next(), left.next()) {
                *pin = Some(team);
            }
        }
    }

    /// Tells whether H5 keeps person `p` from unit `u`.
    #[inline]
    pub fn barred(&self, p: usize, u: usize) -> bool {
        self.barred[p * self.units + u]
    }

    /// Tells whether two people served together before.
    #[inline]
    pub fn pair(&self, a: usize, b: usize) -> bool {
        self.pair[a * self.pair_words + b / 64] >> (b % 64) & 1 != 0
    }

    /// Counts the pairs of these people who served together before.
    pub fn pairs_among(&self, people: &[u16]) -> i64 {
        let mut there = vec![0u64; self.pair_words];
        for p in people {
            there[*p as usize / 64] |= 1 << (p % 64);
        }
        let of = |p: &u16| &self.pair[*p as usize * self.pair_words..(*p as usize + 1) * self.pair_words];
        let both = |p| of(p).iter().zip(&there).map(|(a, b)| i64::from((a & b).count_ones())).sum::<i64>();
        people.iter().map(both).sum::<i64>() / 2
    }

    /// Tells whether pins and bans allow person `p` in team `t`.
    #[inline]
    pub fn person_at(&self, p: usize, t: usize) -> bool {
        self.person_at[p * self.teams + t]
    }

    /// Returns 1 for somebody who is pinned to a team, else 0.
    #[inline]
    pub fn pinned(&self, p: u16) -> i64 {
        i64::from(self.person_pin[p as usize].is_some())
    }

    /// Tells whether pins and bans allow unit `u` in team `t`.
    #[inline]
    pub fn unit_at(&self, u: usize, t: usize) -> bool {
        self.unit_at[u * self.teams + t]
    }

    /// Fixes a person or a unit to a team, or keeps it from the team.
    pub fn hold(&mut self, person: bool, who: usize, team: usize, there: bool) {
        let nt = self.teams;
        let (pins, at) = if person { (&mut self.person_pin, &mut self.person_at) } else { (&mut self.unit_pin, &mut self.unit_at) };
        if !there {
            at[who * nt + team] = false;
            return;
        }
        pins[who] = Some(team);
        (0..nt).filter(|t| *t != team).for_each(|t| at[who * nt + t] = false);
    }

    /// Keeps the people of one county out of another.
    pub fn keep_out(&mut self, from: usize, to: usize) {
        for p in (0..self.people).filter(|p| self.home[*p] as usize == from) {
            (0..self.units).filter(|u| self.county[*u] as usize == to).for_each(|u| self.barred[p * self.units + u] = true);
        }
    }

    /// Groups teams that no pin and no ban tells apart; teams of one group may trade their names.
    pub fn alike(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<(Vec<bool>, Vec<bool>), Vec<usize>> = BTreeMap::new();
        for t in 0..self.teams {
            let people = (0..self.people).map(|p| self.person_at(p, t)).collect();
            let units = (0..self.units).map(|u| self.unit_at(u, t)).collect();
            groups.entry((people, units)).or_default().push(t);
        }
        groups.into_values().collect()
    }

    /// Returns the least count of members that a load asks for (H3, H10).
    #[inline]
    pub fn members_for(&self, load: i64) -> i64 {
        let limits = &self.limits;
        let carried = if limits.person_load == 0 { 0 } else { (load + limits.person_load - 1) / limits.person_load };
        carried.max(limits.size_min as i64)
    }
}

fn limits(instance: &Instance, dropped: &BTreeSet<Element>) -> Limits {
    let unless = |element: Element, value: i64, off: i64| if dropped.contains(&element) { off } else { value };
    let many = 1_000_000;
    // A team without members has no leader, so one member remains where the least size is dropped.
    Limits {
        may_stay: dropped.contains(&Element::EveryTeam),
        size_min: unless(Element::TeamSizeMin, instance.team_size.min, 1) as usize,
        size_max: unless(Element::TeamSizeMax, instance.team_size.max, many) as usize,
        units_min: unless(Element::UnitsMin, instance.units_per_team.min, 0) as usize,
        units_max: unless(Element::UnitsMax, instance.units_per_team.max, many) as usize,
        counties: unless(Element::Counties, instance.max_counties_per_team, many) as usize,
        same_org: unless(Element::SameOrg, instance.max_same_org, many) as usize,
        person_load: unless(Element::Load, instance.person_load, 0),
        lead: unless(Element::LeaderSeniority, instance.lead_seniority, 0),
        lead_grade2: instance.lead_seniority_grade2,
        liaison: instance.rules.liaison.is_some() && !dropped.contains(&Element::Liaison),
        no_mutual: instance.rules.no_mutual && !dropped.contains(&Element::NoMutual),
    }
}
