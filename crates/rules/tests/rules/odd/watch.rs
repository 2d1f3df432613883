//! What must hold of any record, said from the facts alone and without the folded states.

use rules::{
    Event, Fact, StreamKey,
    id::*,
    parts::{Addressee, Day},
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
struct Watched {
    unit: Option<UnitId>,
    round: Option<RoundId>,
    /// Drafted, reported, claimed, or did a part.
    involved: BTreeSet<PersonId>,
    /// Who verified after the latest claim.
    verifier: Option<PersonId>,
    claimed: bool,
}

/// Returns how many items were closed, or what is wrong.
pub fn watch(record: &[Fact]) -> Result<usize, String> {
    let mut items: BTreeMap<ItemId, Watched> = BTreeMap::new();
    let mut seats: BTreeSet<(PersonId, UnitId)> = BTreeSet::new();
    let mut unit_of_post: BTreeMap<PostId, UnitId> = BTreeMap::new();
    let mut two_signatures: BTreeMap<RoundId, bool> = BTreeMap::new();
    let mut closed = 0;
    for fact in record {
        let by = fact.act.decided_by.person;
        if fact.act.occurred_on > civil_day(fact) {
            return Err(format!("the fact {} happened on {}, after it was recorded", fact.position, fact.act.occurred_on));
        }
        match (&fact.stream, &fact.event) {
            (StreamKey::Post(post), Event::PostCreated(e)) => drop(e.unit.map(|u| unit_of_post.insert(*post, u))),
            (StreamKey::Person(person), Event::SeatTaken(e)) => seats.extend(unit_of_post.get(&e.post).map(|u| (*person, *u))),
            (StreamKey::Round(round), Event::RoundPlanned(e)) => drop(two_signatures.insert(*round, e.settings.two_signatures.yes())),
            _ => {}
        }
        let StreamKey::Item(id) = fact.stream else { continue };
        let item = items.entry(id).or_default();
        match &fact.event {
            Event::ItemDrafted(e) => {
                (item.unit, item.round) = (Some(e.unit), Some(e.round));
                item.involved.insert(by);
            }
            Event::ProgressReported(_) | Event::PartDone(_) => drop(item.involved.insert(by)),
            Event::ClaimedDone(_) => {
                item.involved.insert(by);
                (item.claimed, item.verifier) = (true, None);
            }
            Event::ItemVerified(_) => {
                let sits = item.unit.is_some_and(|u| seats.contains(&(by, u)));
                if item.involved.contains(&by) || sits {
                    return Err(format!("the item {id} was verified by {by}, who is not independent"));
                }
                item.verifier = Some(by);
            }
            Event::ItemReturned(_) | Event::ItemReopened(_) => (item.claimed, item.verifier) = (false, None),
            Event::ItemClosed(_) => {
                closed += 1;
                let verifier = item.verifier.filter(|_| item.claimed);
                let verifier = verifier.ok_or(format!("the item {id} was closed without verification of its latest claim"))?;
                let two = item.round.is_some_and(|r| two_signatures[&r]);
                if two && verifier == by {
                    return Err(format!("the item {id} was verified and closed by {by} alone"));
                }
            }
            _ => {}
        }
    }
    channels(record)?;
    Ok(closed)
}

/// The day of the server's clock in the authority's time zone, eight hours east.
fn civil_day(fact: &Fact) -> Day {
    let days = (fact.recorded_at.0 / 1_000_000 + 8 * 3_600) / 86_400;
    rules::testing::day("1970-01-01").plus_days(days)
}

/// No unit is fed back before the jurisdictions that the round's settings ask for, by the days on which it happened.
fn channels(record: &[Fact]) -> Result<(), String> {
    let mut plans: BTreeMap<StreamKey, rules::event::RoundPlanned> = BTreeMap::new();
    let mut told: BTreeMap<(StreamKey, JurisdictionId), Day> = BTreeMap::new();
    for fact in record {
        match &fact.event {
            Event::RoundPlanned(e) => drop(plans.insert(fact.stream, e.clone())),
            Event::FeedbackDelivered(e) => match e.to {
                Addressee::Jurisdiction(j) => drop(told.insert((fact.stream, j), fact.act.occurred_on)),
                Addressee::Unit(unit) => {
                    let plan = &plans[&fact.stream];
                    let own = plan.units.iter().find(|u| u.unit == unit).map(|u| u.jurisdiction);
                    let all = plan.settings.all_jurisdictions_first.yes();
                    let first = plan.jurisdictions.iter().filter(|j| plan.settings.jurisdiction_channel.yes() && (all || Some(**j) == own));
                    for j in first {
                        if told.get(&(fact.stream, *j)).is_none_or(|day| *day > fact.act.occurred_on) {
                            return Err(format!("the unit {unit} was fed back before the jurisdiction {j}"));
                        }
                    }
                }
            },
            _ => {}
        }
    }
    Ok(())
}
