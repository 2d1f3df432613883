//! What a seat may see, list by list on both databases: the store's WHERE against the rules' word on each row. A list
//! asked with a seat's scope has to hold exactly the rows of the full list that the scope allows.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::{
    Event, StreamKey,
    act::standing,
    id::*,
    permit::{self, RowScope, Scope},
    testing::{Stage, World},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Store, StoreError,
    db::Conn,
    read::{
        finding,
        item::{self, Filter},
        item_part,
        outcome::{self, Of},
        registry::{self, Noun},
        round, unit_progress,
    },
};

/// Everything of the authority.
fn whole() -> Scope {
    Scope { whole: true, cases: true, registry: true, ..Scope::default() }
}

/// A world told to a store, with where its units lie in the store's ids.
struct Told {
    store: Store,
    round: RoundId,
    /// County of each unit.
    county: BTreeMap<UnitId, JurisdictionId>,
    /// Units that help with an item, as the facts say it.
    helping: BTreeMap<ItemId, Vec<UnitId>>,
    /// Scopes of all seats, in the store's ids, with the seat's role.
    seats: Vec<(String, Scope)>,
}

impl Told {
    fn at(home: &Home, stage: Stage) -> Told {
        let (store, world) = (home.open(), World::at(stage));
        let mut teller = Teller::default();
        teller.tell(&store, &home.clock, &world);
        let county = world.cast.units.iter().map(|u| (teller.id(u.id), teller.id(world.cast.counties[u.county].id))).collect();
        let seats = world.seats().into_iter().map(|(person, actor)| {
            let standing = standing(&world.facts(), actor.seat, Some(person), world.today()).unwrap();
            let s = permit::scope(&world.facts(), &standing).unwrap();
            let own = Scope {
                jurisdictions: s.jurisdictions.iter().map(|j| teller.id(*j)).collect(),
                units: s.units.iter().map(|u| teller.id(*u)).collect(),
                inspected: s.inspected.iter().map(|(r, u)| (teller.id(*r), teller.id(*u))).collect(),
                ..s
            };
            (standing.role.name().to_owned(), own)
        });
        let helping = world.record().iter().filter_map(|f| match (&f.stream, &f.event) {
            (StreamKey::Item(id), Event::ItemDrafted(e)) => Some((teller.id(*id), e.assisting.iter().map(|p| teller.id(p.unit)).collect())),
            _ => None,
        });
        let (round, helping, seats) = (teller.id(world.round()), helping.collect(), seats.collect());
        Told { store, round, county, helping, seats }
    }

    fn read<T>(&self, query: impl FnOnce(&mut Conn, i64) -> Result<T, StoreError>) -> T {
        self.store.read(query).unwrap()
    }

    fn row(&self, unit: UnitId, released: bool) -> RowScope {
        RowScope { jurisdiction: self.county[&unit], unit, round: self.round, released }
    }

    /// Units that a seat deals with; a county's are all of its own.
    fn dealt_with(&self, scope: &Scope) -> BTreeSet<UnitId> {
        let own = |u: &UnitId, j: &JurisdictionId| {
            scope.jurisdictions.contains(j) || scope.units.contains(u) || scope.inspected.contains(&(self.round, *u))
        };
        self.county.iter().filter(|(u, j)| scope.registry || own(u, j)).map(|(u, _)| *u).collect()
    }

    /// Whether a seat sees the item only because its unit helps with it.
    fn helps(&self, scope: &Scope, name: &str, unit: UnitId) -> bool {
        let item = name.strip_prefix("item ").and_then(|id| id.parse::<ItemId>().ok());
        item.is_some_and(|id| scope.allows_part(&self.helping[&id])) && !scope.allows(&self.row(unit, true))
    }

    /// The lists of cases: every row by name, with whether it has been fed back.
    fn rows(&self, scope: &Scope) -> BTreeMap<String, (UnitId, bool)> {
        let mut out = BTreeMap::new();
        let parsed = |text: &str| text.parse::<UnitId>().ok().unwrap();
        for i in self.read(|c, a| item::page(c, a, scope, &Filter::default(), None)).rows {
            assert_eq!(self.read(|c, a| item::find(c, a, scope, i.item)).as_ref(), Some(&i));
            assert_eq!(i.helps, self.helps(scope, &format!("item {}", i.item), i.unit));
            out.insert(format!("item {}", i.item), (i.unit, true));
        }
        for f in self.read(|c, a| finding::list(c, a, scope, self.round, None)) {
            out.insert(format!("finding {}", f.finding), (parsed(&f.unit), f.released));
        }
        for p in self.read(|c, a| finding::papers(c, a, scope, self.round)) {
            out.insert(format!("paper {}", p.paper), (parsed(&p.unit), false));
        }
        for s in self.read(|c, a| outcome::signals(c, a, scope, Of::default())) {
            out.insert(format!("signal {}", s.signal), (s.unit, true));
        }
        for k in self.read(|c, a| outcome::cases(c, a, scope, Of::default())) {
            out.insert(format!("case {}", k.case), (k.unit, true));
        }
        out
    }
}

fn cases(told: &Told) -> (usize, usize) {
    let all = told.rows(&whole());
    let (mut seen, mut hidden) = (0, 0);
    for (role, scope) in &told.seats {
        let may = |k: &str, unit, released| scope.allows(&told.row(unit, released)) || told.helps(scope, k, unit);
        let expected: BTreeSet<&String> =
            all.iter().filter(|(k, (unit, released))| may(k.as_str(), *unit, *released)).map(|(k, _)| k).collect();
        let listed = told.rows(scope);
        assert_eq!(listed.keys().collect::<BTreeSet<_>>(), expected, "{role}");
        let total = told.read(|c, a| item::total(c, a, scope, &Filter::default()));
        let counted: i64 = told.read(|c, a| item::counts(c, a, scope, &Filter::default())).iter().map(|c| c.1).sum();
        let items = listed.keys().filter(|k| k.starts_with("item")).count() as i64;
        assert_eq!((total, counted), (items, items), "{role}");
        let steps = told.read(|c, a| unit_progress::list(c, a, scope, told.round));
        let shown = told.county.keys().filter(|u| scope.allows(&told.row(**u, true))).count();
        assert_eq!(steps.len(), shown, "{role}");
        seen += expected.len();
        hidden += all.len() - expected.len();
    }
    (seen, hidden)
}

/// A county sees the letters to itself and its units, a unit its own, a team those to its units and their counties.
fn feedbacks(told: &Told) {
    let all = told.read(|c, a| round::feedbacks(c, a, &whole(), told.round));
    assert_eq!(all.len(), told.county.len() + told.county.values().collect::<BTreeSet<_>>().len());
    for (role, scope) in &told.seats {
        let units = if scope.cases { told.dealt_with(&Scope { registry: scope.whole, ..scope.clone() }) } else { BTreeSet::new() };
        let counties: BTreeSet<String> = match scope.whole || !scope.inspected.is_empty() {
            true => units.iter().map(|u| told.county[u].to_string()).collect(),
            false => scope.jurisdictions.iter().map(ToString::to_string).collect(),
        };
        let to = |f: &round::FeedbackRow| {
            f.unit.as_ref().is_some_and(|u| units.contains(&u.parse().ok().unwrap()))
                || f.jurisdiction.as_ref().is_some_and(|j| counties.contains(j))
        };
        let expected: Vec<_> = all.iter().filter(|f| to(f)).cloned().collect();
        assert_eq!(told.read(|c, a| round::feedbacks(c, a, scope, told.round)), expected, "{role}");
    }
}

/// Bodies, posts and persons: all of them, or those that the seat deals with.
fn directory(told: &Told) {
    let list = |scope: &Scope, noun| told.read(|c, a| registry::list(c, a, scope, noun));
    let (units, counties) = (list(&whole(), Noun::Unit), list(&whole(), Noun::Jurisdiction));
    let (posts, persons) = (list(&whole(), Noun::Post), list(&whole(), Noun::Person));
    assert!(units.len() >= told.county.len() && counties.len() > 2 && posts.len() > 20 && persons.len() > 20);
    for (role, scope) in &told.seats {
        if scope.registry {
            assert_eq!((list(scope, Noun::Unit), list(scope, Noun::Post)), (units.clone(), posts.clone()), "{role}");
            assert_eq!(list(scope, Noun::Person).len(), persons.len(), "{role}");
            continue;
        }
        let own: BTreeSet<String> = told.dealt_with(scope).iter().map(ToString::to_string).collect();
        let mut near: BTreeSet<String> = told.dealt_with(scope).iter().map(|u| told.county[u].to_string()).collect();
        near.extend(scope.jurisdictions.iter().map(ToString::to_string));
        let of = |p: &&registry::Named| match (&p.unit, &p.jurisdiction) {
            (Some(unit), _) => own.contains(unit),
            (None, Some(county)) => near.contains(county),
            (None, None) => false,
        };
        let expected: Vec<_> = posts.iter().filter(of).cloned().collect();
        assert_eq!(list(scope, Noun::Post), expected, "{role}");
        let expected: Vec<_> = units.iter().filter(|u| own.contains(&u.id)).cloned().collect();
        assert_eq!(list(scope, Noun::Unit), expected, "{role}");
        let expected: Vec<_> = counties.iter().filter(|j| near.contains(&j.id)).cloned().collect();
        assert_eq!(list(scope, Noun::Jurisdiction), expected, "{role}");
        assert_eq!(list(scope, Noun::Person), Vec::new(), "{role}");
    }
}

/// A unit that helps lists the item and what it owes, and sees of it the plan and its own report; whoever leads sees
/// all, and other units nothing.
fn parts(told: &Told) {
    let (item, helping) = told.helping.iter().find(|(_, units)| !units.is_empty()).unwrap();
    let all = told.read(|c, a| item_part::owed(c, a, &whole(), None));
    assert_eq!(all.iter().map(|p| (p.item, p.unit)).collect::<Vec<_>>(), [(*item, helping[0])]);
    let (leads, record) = (all[0].leads, told.read(|c, a| item_part::facts(c, a, &whole(), *item)));
    let of = |unit: UnitId| told.seats.iter().filter(move |(_, s)| s.units == [unit]);
    assert!(of(helping[0]).count() >= 3 && record.len() >= 2 && leads != helping[0]);
    for (role, scope) in of(helping[0]) {
        assert_eq!(told.read(|c, a| item_part::owed(c, a, scope, Some(told.round))), all, "{role}");
        let row = told.read(|c, a| item::find(c, a, scope, *item)).unwrap();
        assert_eq!((row.helps, row.signals), (true, 0), "{role}");
        assert_eq!(told.read(|c, a| item::covered(c, a, scope, *item)), Vec::new(), "{role}");
        let seen: Vec<&str> = told.read(|c, a| item_part::facts(c, a, scope, *item)).iter().map(|f| f.event.name()).collect();
        assert_eq!(
            seen,
            if all[0].done_on.is_some() { vec!["item_drafted", "item_planned", "part_done"] } else { vec!["item_drafted", "item_planned"] }
        );
        let of_item = Of { item: Some(*item), ..Of::default() };
        assert_eq!(told.read(|c, a| outcome::signals(c, a, scope, of_item)), Vec::new(), "{role}");
        for f in &record {
            let shown = told.read(|c, a| item_part::shows(c, a, scope, *item, f.position));
            assert_eq!(shown, seen.contains(&f.event.name()), "{role}: {}", f.event.name());
        }
        let led = Filter { led_only: true, ..Filter::default() };
        let (led, listed) =
            (told.read(|c, a| item::total(c, a, scope, &led)), told.read(|c, a| item::total(c, a, scope, &Filter::default())));
        assert_eq!(led + 1, listed, "{role}");
    }
    for (role, scope) in told.seats.iter().filter(|(_, s)| !s.whole && s.units != [helping[0]]) {
        assert_eq!(told.read(|c, a| item_part::owed(c, a, scope, None)), Vec::new(), "{role}");
        let seen = told.read(|c, a| item_part::facts(c, a, scope, *item)).len();
        assert_eq!(seen, if scope.allows(&told.row(leads, true)) { record.len() } else { 0 }, "{role}");
    }
}

/// A part is owed from the plan on until its unit says that it is done.
fn part_by_part(home: &Home) {
    let told = Told::at(home, Stage::PlansApproved);
    let open = told.read(|c, a| item_part::owed(c, a, &whole(), None));
    assert_eq!(open.iter().map(|p| p.done_on).collect::<Vec<_>>(), [None]);
    parts(&told);
}

fn every_list(home: &Home) {
    let told = Told::at(home, Stage::NoticePublished);
    parts(&told);
    let (seen, hidden) = cases(&told);
    assert!(seen > 100 && hidden > 100, "{seen} seen, {hidden} hidden");
    feedbacks(&told);
    directory(&told);
}

/// Before the feedback a unit sees nothing of what was found, its team and the office do.
fn before_feedback(home: &Home) {
    let told = Told::at(home, Stage::Heard);
    let (seen, hidden) = cases(&told);
    assert!(seen > 20 && hidden > 100, "{seen} seen, {hidden} hidden");
    let unit = told.seats.iter().find(|(role, _)| role == "principal_leader").unwrap();
    assert_eq!(told.rows(&unit.1).len(), 0);
    assert!(!told.dealt_with(&unit.1).is_empty());
}

#[test]
fn a_seat_lists_what_the_rules_allow_on_sqlite() {
    every_list(&Home::sqlite());
    part_by_part(&Home::sqlite());
    before_feedback(&Home::sqlite());
}

#[test]
fn a_seat_lists_what_the_rules_allow_on_postgresql() {
    if let Some(home) = Home::postgres() {
        every_list(&home);
        part_by_part(&Home::postgres().unwrap());
        before_feedback(&Home::postgres().unwrap());
    }
}
