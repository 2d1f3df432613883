//! Data of the bench: the founding story up to approved plans, then as many items as asked, as facts through `project`.

use super::Failure;
use rules::{
    Event, StreamKey,
    act::Act,
    event::{ItemDrafted, ItemPlanned},
    id::*,
    testing::{Stage, World},
};
use std::path::Path;
use store::{
    Settings,
    clock::{Clock, SystemClock},
};

/// What a bench signs in with.
pub const PASSWORD: &str = "a password for the bench";

/// Facts of the story with plans approved, and the world that knows its actors.
pub fn world() -> World {
    World::at(Stage::PlansApproved)
}

/// Loads the story and copies of its items until there are `count`; returns the number of entries.
pub fn load(dir: &Path, world: &World, count: u64) -> Result<u64, Failure> {
    let templates: Vec<(ItemDrafted, Act)> = world
        .record()
        .iter()
        .filter_map(|f| match &f.event {
            Event::ItemDrafted(e) => Some((e.clone(), f.act.clone())),
            _ => None,
        })
        .collect();
    let story: Vec<(StreamKey, Act, Event)> = world.record().iter().map(|f| (f.stream, f.act.clone(), f.event.clone())).collect();
    let copies = (templates.len() as u64..count).flat_map(move |n| {
        let (template, act) = &templates[(n % templates.len() as u64) as usize];
        let mut e = template.clone();
        e.number = n as i64 + 1;
        e.due = e.due.plus_days((n % 180) as i64);
        let stream =
            StreamKey::Item(ItemId(uuid::Uuid::from_u128((0x0190_0000_0000_7000_8000_0000_0000_0000_u128) | u128::from(n) << 16 | 0xb)));
        [(stream, act.clone(), Event::ItemDrafted(e)), (stream, act.clone(), Event::ItemPlanned(ItemPlanned {}))]
    });
    let zone = "Asia/Shanghai";
    let year = store::clock::civil_day(SystemClock.now(), zone).year();
    let entries = store::bulk::load(&Settings::folder(dir), &SystemClock, year, &mut story.into_iter().chain(copies), &mut |_| {})?;
    Ok(entries)
}
