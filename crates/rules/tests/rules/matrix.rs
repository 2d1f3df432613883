//! Role × command, generated from the permission table: what is not in the table is refused, what is in it is refused
//! where the relation does not hold.

use rules::{
    Code, CommandKind, Seat,
    act::Actor,
    permit::{Relation, rows},
    role::{Level, Role},
    testing::{autumn::SET_UP, *},
};
use std::collections::BTreeSet;

/// A seat of each role, at home in the place that the samples are about where there are several.
fn seat_of(world: &World, role: Role) -> Option<Actor> {
    let held = |role| {
        world.seats().into_iter().map(|s| s.1).find(|a| match a.seat {
            Seat::Post(p) => world.facts().post(p).unwrap().role == role,
            _ => false,
        })
    };
    match role.level() {
        Level::Team if world.rounds().first().is_some_and(|r| !r.1.teams.is_empty()) => Some(world.team_actor(0, role)),
        Level::Team => None,
        _ if role == Role::SetUp => Some(SET_UP),
        _ => held(role),
    }
}

#[test]
fn every_order_has_a_row_and_is_accepted_from_a_seat_of_it() {
    for kind in CommandKind::ALL {
        assert!(!rows(*kind).is_empty(), "`{}` is permitted to nobody", kind.name());
        let Sample { mut world, actor, command } = sample(*kind);
        world.execute(actor, Default::default(), command).unwrap_or_else(|r| panic!("`{}` was refused: {r:?}", kind.name()));
    }
}

#[test]
fn every_order_is_refused_to_every_role_without_a_row() {
    let mut tried = 0;
    for kind in CommandKind::ALL {
        let Sample { mut world, command, .. } = sample(*kind);
        if *kind == CommandKind::FoundAuthority {
            // Its own sample begins with nobody in any seat.
            world = World::autumn_2021();
        }
        let permitted: BTreeSet<Role> = rows(*kind).into_iter().map(|r| r.0).collect();
        for role in Role::ALL.into_iter().filter(|r| !permitted.contains(r)) {
            let Some(actor) = seat_of(&world, role) else { continue };
            let refusal = world.execute(actor, Default::default(), command.clone());
            let code = refusal.expect_err(&format!("`{}` was accepted from a {}", kind.name(), role.name())).code;
            assert_eq!(code, Code::NotPermitted, "`{}` from a {}", kind.name(), role.name());
            tried += 1;
        }
    }
    assert!(tried > 700, "only {tried} pairs were tried");
}

/// The same role in another county, unit or team than the sample is about: refused, unless another row holds.
#[test]
fn a_row_is_no_right_where_its_relation_does_not_hold() {
    let mut tried = 0;
    for kind in CommandKind::ALL {
        let Sample { mut world, command, .. } = sample(*kind);
        for (role, relation) in rows(*kind) {
            let only_row = rows(*kind).iter().filter(|r| r.0 == role).count() == 1;
            let strangers: Vec<Actor> = match (relation, only_row) {
                // The samples are about county 0, unit 0 and 1, team 0.
                (Relation::Jurisdiction, true) => in_county(&world, role, 2),
                (Relation::Unit, true) => in_unit(&world, role, 5),
                (Relation::Team, true) if world.rounds()[0].1.teams.len() == 3 => vec![world.team_actor(2, role)],
                _ => continue,
            };
            for actor in strangers {
                let refusal = world.execute(actor, Default::default(), command.clone());
                let code = refusal.expect_err(&format!("`{}` was accepted from a strange {}", kind.name(), role.name())).code;
                assert_eq!(code, Code::NotPermitted, "`{}` from a strange {}", kind.name(), role.name());
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "only {tried} strangers were tried");
}

#[test]
fn a_duty_is_fulfilled_by_its_holder_alone_and_a_recusal_declared_by_the_person_or_the_office() {
    for (kind, allowed) in [(CommandKind::FulfilDuty, 0), (CommandKind::DeclareRecusal, 2)] {
        let Sample { mut world, actor, command } = sample(kind);
        let strangers: Vec<Actor> = world.seats().into_iter().map(|s| s.1).filter(|a| *a != actor).collect();
        let mut accepted = 0;
        for stranger in strangers {
            match world.execute(stranger, Default::default(), command.clone()) {
                Ok(_) => accepted += 1,
                Err(refusal) => assert_eq!(refusal.code, Code::NotPermitted),
            }
        }
        // The clerk and the inspector; the head of office is the sample's own actor.
        assert_eq!(accepted, allowed, "`{}`", kind.name());
    }
}

fn in_county(world: &World, role: Role, county: usize) -> Vec<Actor> {
    let c = &world.cast.counties[county];
    let all = [c.secretary, c.discipline_secretary, c.organisation_head, c.leader_in_charge, c.office_head, c.supervisor];
    all.into_iter().filter(|p| p.role == role).map(|p| p.actor()).collect()
}

fn in_unit(world: &World, role: Role, unit: usize) -> Vec<Actor> {
    let u = &world.cast.units[unit];
    [u.principal, u.body_member, u.contact].into_iter().filter(|p| p.role == role).map(|p| p.actor()).collect()
}
