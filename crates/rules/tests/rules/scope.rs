//! Who sees what, said once more without the table: seat by seat, row by row, over a world with several hats.

use rules::{
    Seat,
    act::{Actor, standing},
    id::*,
    parts::{Against, RecusalRule},
    permit::{self, RowScope},
    registry::{appoint::Appoint, declare_recusal::DeclareRecusal, end_appointment::EndAppointment},
    role::Role::{self, *},
    testing::*,
};

/// Every unit of the authority in the round and in one that is none, fed back or not.
fn rows(world: &World) -> Vec<RowScope> {
    let other = RoundId(uuid::Uuid::nil());
    let mut out = Vec::new();
    for unit in &world.cast.units {
        for round in [world.round(), other] {
            for released in [false, true] {
                out.push(RowScope { jurisdiction: world.cast.counties[unit.county].id, unit: unit.id, round, released });
            }
        }
    }
    out
}

/// What the design says in words: the office and the leading group see all; a county sees its own and a unit its own
/// once fed back; a team sees its units in its round, less those that the person must keep away from; administrators
/// and the pool of inspectors see no case.
fn may_see(world: &World, person: PersonId, actor: &Actor, row: &RowScope) -> bool {
    match actor.seat {
        Seat::SetUp => false,
        Seat::Team(round, team) => {
            let inspected = row.round == round && world.round_state().team_of(row.unit) == Some(team);
            let who = world.facts().person(person).unwrap();
            let kept_away = who.recusals.iter().any(|r| match r.against {
                Against::Unit(u) => u == row.unit,
                Against::Jurisdiction(j) => j == row.jurisdiction,
            });
            inspected && !kept_away && who.home != Some(row.jurisdiction)
        }
        Seat::Post(post) => {
            let post = world.facts().post(post).unwrap();
            match post.role {
                OfficeHead | OfficeClerk | LeadingGroupHead | ExecutiveDeputyHead | LeadingGroupMember => true,
                SystemAdministrator | SecurityAdministrator | AuditAdministrator | Inspector => false,
                PrincipalLeader | BodyMember | ContactPerson => row.released && post.unit == Some(row.unit),
                _ => row.released && post.jurisdiction == Some(row.jurisdiction),
            }
        }
    }
}

fn compare(world: &World) -> (usize, usize) {
    let (mut seen, mut tried) = (0, 0);
    for (person, actor) in world.seats() {
        let standing = standing(&world.facts(), actor.seat, Some(person), world.today()).unwrap();
        let scope = permit::scope(&world.facts(), &standing).unwrap();
        let office = matches!(standing.role, OfficeHead | OfficeClerk | LeadingGroupHead | ExecutiveDeputyHead | LeadingGroupMember);
        let pool = matches!(standing.role, SystemAdministrator | SecurityAdministrator | AuditAdministrator | Inspector);
        assert_eq!(scope.registry, office || pool, "a {} and the registry", standing.role.name());
        for row in rows(world) {
            let expected = may_see(world, person, &actor, &row);
            assert_eq!(scope.allows(&row), expected, "a {} and the row {row:?}", standing.role.name());
            seen += usize::from(expected);
            tried += 1;
        }
    }
    (seen, tried)
}

#[test]
fn what_a_seat_sees_is_what_the_design_says_for_every_seat_and_row() {
    for stage in [Stage::TeamsFormed, Stage::UnitsFedBack, Stage::NoticePublished] {
        let (seen, tried) = compare(&World::at(stage));
        assert!(seen > 100 && tried - seen > 100, "{seen} of {tried}");
    }
}

#[test]
fn second_posts_recusals_and_departures_change_sight_at_once() {
    let mut world = World::at(Stage::Entered);
    let office = world.cast.office_head.actor();
    let (contact, county) = (world.cast.units[0].contact, world.cast.counties[2].clone());
    world.given(office, Appoint { post: county.supervisor.post, person: contact.person, from: world.today() });
    let (leader, against) = (world.cast.inspectors[1].person, Against::Unit(world.cast.units[0].id));
    let recusal = DeclareRecusal { person: leader, against, rule: RecusalRule::Kin, fact: "kin".into(), from: world.today(), until: None };
    world.given(office, recusal);
    let secretary = world.cast.counties[0].secretary;
    world.given(office, EndAppointment { post: secretary.post, person: secretary.person, until: world.today() });
    compare(&world);
    let before = world.seats().len();
    world.wait_days(1);
    assert_eq!(world.seats().len(), before - 1);
    compare(&world);
    assert!(standing(&world.facts(), secretary.seat(), Some(secretary.person), world.today()).is_err());
}

#[test]
fn the_installation_sees_nothing() {
    let world = World::at(Stage::Entered);
    let standing = standing(&world.facts(), Seat::SetUp, None, world.today()).unwrap();
    assert_eq!(standing.role, Role::SetUp);
    let scope = permit::scope(&world.facts(), &standing).unwrap();
    assert!(rows(&world).iter().all(|row| !scope.allows(row)));
}
