//! A seat that sees little pays for little: its lists do not grow with a register that belongs to others.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use rules::{
    Event, StreamKey,
    event::{ItemDrafted, ItemPlanned},
    id::{ItemId, UnitId},
    parts::Assisting,
    permit::Scope,
    testing::{Stage, World},
    value::Date,
};
use std::time::{Duration, Instant};
use store::{
    Store,
    clock::SystemClock,
    db::Conn,
    read::{item, item::Filter, item_part},
};

/// Items of the unit that leads few, and parts of the one that only helps.
const FEW: usize = 5;

/// Units of the story: leads nearly all, leads few, helps with few.
fn units(world: &World) -> [UnitId; 3] {
    [0, 1, 2].map(|n| world.cast.units[n].id)
}

/// The story up to approved plans, then `count` items more.
fn register(home: &Home, world: &World, count: usize) -> Store {
    let [many, few, helps] = units(world);
    let drafted = world.record().iter().find_map(|f| if let Event::ItemDrafted(e) = &f.event { Some((e, &f.act)) } else { None });
    let (template, act): (&ItemDrafted, _) = drafted.unwrap();
    let story = world.record().iter().map(|f| (f.stream, f.act.clone(), f.event.clone()));
    let copies = (0..count).flat_map(|n| {
        let small = n % (count / FEW) == 0;
        let part = Assisting { unit: helps, part: "figures".into(), due: template.due };
        let (unit, assisting) = if small { (few, vec![part]) } else { (many, Vec::new()) };
        let (number, due): (i64, Date) = (n as i64 + 1_000, template.due.plus_days(n as i64 % 180));
        let drafted = ItemDrafted { number, due, unit, assisting, ..template.clone() };
        let id = uuid::Uuid::from_u128((0x0190_0000_0000_7000_8000_u128 << 48) | (n as u128) << 8 | 0xb);
        let stream = StreamKey::Item(ItemId(id));
        [(stream, act.clone(), Event::ItemDrafted(drafted)), (stream, act.clone(), Event::ItemPlanned(ItemPlanned {}))]
    });
    store::bulk::load(&home.settings, &SystemClock, 2026, &mut story.chain(copies), &mut |_| {}).unwrap();
    home.open()
}

/// The shortest of many goes: what disturbs the machine only adds to it.
fn shortest(store: &Store, look: impl Fn(&mut Conn, i64) -> usize) -> Duration {
    let go = || {
        let started = Instant::now();
        assert!(store.read(|c, a| Ok(look(c, a))).unwrap() >= FEW);
        started.elapsed()
    };
    (0..40).map(|_| go()).min().unwrap()
}

fn costs(store: &Store, seen: &Scope) -> [Duration; 3] {
    let all = Filter::default();
    [
        shortest(store, |c, a| item::page(c, a, seen, &all, None).unwrap().rows.len()),
        shortest(store, |c, a| item::total(c, a, seen, &all).unwrap() as usize),
        shortest(store, |c, a| item::counts(c, a, seen, &all).unwrap().iter().map(|n| n.1 as usize).sum()),
    ]
}

/// Sixteen times the register may not cost four times as much; reading through it costs more than that.
fn little_costs_little(home: fn() -> Option<Home>) {
    let world = World::at(Stage::PlansApproved);
    let (Some(small), Some(large)) = (home(), home()) else { return };
    let stores = [(&small, 250), (&large, 4_000)].map(|(home, count)| register(home, &world, count));
    let [_, few, helps] = units(&world);
    for unit in [few, helps] {
        let seen = Scope { units: vec![unit], cases: true, ..Scope::default() };
        let [small, large] = [&stores[0], &stores[1]].map(|store| costs(store, &seen));
        println!("page, total, counts: {small:?} of 250 items, {large:?} of 4,000");
        for (small, large) in small.into_iter().zip(large) {
            assert!(large < 4 * small, "{small:?} grew to {large:?}");
        }
    }
    let seen = Scope { units: vec![helps], cases: true, ..Scope::default() };
    let owed = stores[1].read(|c, a| item_part::owed(c, a, &seen, None)).unwrap();
    assert!(owed.len() >= FEW && owed.iter().all(|p| p.unit == helps));
}

#[test]
fn a_unit_with_few_items_pays_for_few_on_the_embedded_database() {
    little_costs_little(|| Some(Home::sqlite()));
}

#[test]
fn a_unit_with_few_items_pays_for_few_on_postgresql() {
    little_costs_little(Home::postgres);
}
