//! Edges of the rules: what lies between two rules, or just beyond one.

use rules::{
    Code, CommandKind, Seat,
    act::Actor,
    finding::{answer_objection::AnswerObjection, raise_objection::RaiseObjection},
    item::{
        ItemStep, close_item::CloseItem, decide_extension::DecideExtension, reopen_item::ReopenItem, request_extension::RequestExtension,
    },
    parts::*,
    registry::{add_jurisdiction::AddJurisdiction, declare_recusal::DeclareRecusal, end_appointment::EndAppointment},
    role::Role,
    signal::decide_signal::DecideSignal,
    testing::*,
    value::Flag,
};

/// The order is refused with that code, and nothing is recorded.
pub fn refused(world: &mut World, actor: Actor, input: rules::act::ActInput, command: impl Into<rules::Command>) -> Code {
    let before = world.record().len();
    let refusal = world.execute(actor, input, command).expect_err("the order was accepted");
    assert_eq!(world.record().len(), before, "a refused order left facts behind");
    refusal.code
}

#[test]
fn a_unit_objects_before_the_report_and_not_between_report_and_feedback() {
    let mut world = World::at(Stage::Found);
    let (finding, state) = world.findings().remove(0);
    let object =
        RaiseObjection { finding, manifestation: state.manifestations[0].id, text: "It was another road".into(), evidence: vec![] };
    let principal = world.cast.units[0].principal.actor();
    world.given(principal, object.clone());
    let leader = world.inspector_of(0, Role::TeamLeader);
    let report = world.report_team(0);
    assert_eq!(refused(&mut world, leader, Default::default(), report.clone()), Code::ObjectionOpen);
    let objection = world.latest(|e| if let rules::Event::ObjectionRaised(e) = e { Some(e.objection) } else { None });
    world.given(leader, AnswerObjection { finding, objection, sustained: Flag::No, reason: "It was this road".into(), corrected: None });
    world.given(leader, report);
    assert_eq!(refused(&mut world, principal, Default::default(), object), Code::FeedbackMissing);
}

#[test]
fn a_long_term_item_keeps_its_follow_up_date_also_where_one_signature_is_enough() {
    let mut world = World::autumn_2021();
    world.settings.two_signatures = Flag::No;
    world.advance_to(Stage::Verified);
    let items = world.items_of(0);
    let step = |world: &World, i: usize| world.facts().item(items[i]).unwrap().step;
    assert_eq!((step(&world, 0), step(&world, 1)), (ItemStep::Closed, ItemStep::Verified));
    let office = world.cast.office_head.actor();
    let close = CloseItem { follow_up: None, ..world.close_item(items[1]) };
    assert_eq!(refused(&mut world, office, Default::default(), close), Code::TextMissing);
    world.given(office, world.close_item(items[1]));
    assert_eq!(step(&world, 1), ItemStep::Closed);
}

#[test]
fn whoever_verified_does_not_decide_the_case_though_the_item_was_reopened_since() {
    let mut world = World::at(Stage::Claimed);
    let (deputy, county) = (world.cast.executive_deputy_head, world.cast.counties[0].id);
    let second_post = world.seat(deputy, Role::Supervisor, Some(county), None);
    let item = world.items_of(0)[0];
    world.given(second_post.actor(), world.verify_item(item));
    world.given(world.cast.office_head.actor(), world.close_item(item));
    world.given(world.cast.office_clerk.actor(), world.raise_signal(item));
    let (signal, reason) = (world.first_signal(), "It was not so".to_owned());
    world.wait_days(7);
    let upheld = DecideSignal { signal, upheld: Flag::Yes, reason: reason.clone(), alleged: Some(Failing::Weak) };
    world.given(world.cast.office_head.actor(), upheld);
    world.given(world.cast.office_head.actor(), ReopenItem { item, reason });
    world.wait_days(7);
    let decide = world.decide_case(world.first_case());
    assert_eq!(refused(&mut world, deputy.actor(), Default::default(), decide), Code::CaseIndependent);
}

#[test]
fn an_extension_is_decided_by_another_person_and_not_before_it_was_asked_for() {
    let mut world = World::at(Stage::InProgress);
    let (item, principal) = (world.items_of(0)[0], world.cast.units[0].principal);
    let office = world.cast.office_head.actor();
    world.given(
        office,
        EndAppointment {
            post: world.cast.executive_deputy_head.post,
            person: world.cast.executive_deputy_head.person,
            until: day("2022-01-09"),
        },
    );
    world.appoint(world.cast.executive_deputy_head.post, principal.person);
    let until = world.facts().item(item).unwrap().due.plus_days(20);
    world.given(principal.actor(), RequestExtension { item, until, reason: "Frost".into() });
    let decide = DecideExtension { item, granted: Flag::Yes, until, reason: "Frost indeed".into() };
    let both = world.actor(principal.person, world.cast.executive_deputy_head.seat());
    assert_eq!(refused(&mut world, both, Default::default(), decide.clone()), Code::SecondPerson);
    assert_eq!(refused(&mut world, office, on("2022-01-09"), decide.clone()), Code::BeforeCause);
    world.given(office, decide);
    assert_eq!(world.facts().item(item).unwrap().due, until);
}

#[test]
fn nobody_is_recorded_as_present_in_a_post_that_they_do_not_hold_in_either_channel() {
    let mut world = World::at(Stage::Heard);
    let head = world.cast.leading_group_head.actor();
    let mut order = world.feedback_to_county(0);
    order.attendance[0].person = world.cast.office_clerk.person;
    assert_eq!(refused(&mut world, head, Default::default(), order), Code::SeatNotHeld);
    world.advance_to(Stage::JurisdictionsFedBack);
    let mut order = world.feedback_to_unit(0);
    order.attendance[0].person = world.cast.office_clerk.person;
    assert_eq!(refused(&mut world, head, Default::default(), order), Code::SeatNotHeld);
}

#[test]
fn a_jurisdiction_of_the_round_has_a_unit_in_it() {
    let mut world = World::autumn_2021();
    let mut order = world.plan_round();
    order.units.truncate(4);
    let office = world.cast.office_head.actor();
    assert_eq!(refused(&mut world, office, Default::default(), order), Code::ListEmpty);
}

#[test]
fn nobody_acts_without_an_account_and_no_account_acts_as_the_installation() {
    let mut world = World::autumn_2021();
    let head = world.cast.office_head;
    let add = AddJurisdiction { name: "Fourth County".into() };
    for actor in [Actor { account: None, seat: head.seat() }, Actor { account: Some(head.account), seat: Seat::SetUp }] {
        assert_eq!(refused(&mut world, actor, Default::default(), add.clone()), Code::SeatNotHeld);
    }
}

#[test]
fn a_clerk_sets_no_secret_for_another() {
    let Sample { mut world, command, .. } = sample(CommandKind::SetCredential);
    let (clerk, contact, head) = (world.cast.office_clerk.actor(), world.cast.units[0].contact, world.cast.office_head);
    for other in [contact, head] {
        let input = world.for_another(other.seat(), other.person);
        assert_eq!(refused(&mut world, clerk, input, command.clone()), Code::EntryForOther);
    }
    world.given(contact.actor(), command);
}

#[test]
fn a_recusal_that_ended_before_field_work_bars_neither_from_the_team_nor_from_its_work() {
    let mut world = World::at(Stage::Authorised);
    let (person, unit) = (world.cast.inspectors[7].person, world.cast.units[0].id);
    let (from, until, against) = (day("2018-01-01"), Some(day("2021-09-12")), Against::Unit(unit));
    let declare = DeclareRecusal { person, against, rule: RecusalRule::Employer, fact: "worked there".into(), from, until };
    world.given(world.cast.office_head.actor(), declare.clone());
    world.advance_to(Stage::Entered);
    let liaison = world.inspector_of(0, Role::TeamLiaison);
    world.given(liaison, world.draft_paper(0));
    world.given(world.cast.office_head.actor(), DeclareRecusal { until: Some(day("2021-09-13")), ..declare });
    let order = world.draft_paper(0);
    assert_eq!(refused(&mut world, liaison, Default::default(), order), Code::NotPermitted);
    world.given(liaison, world.draft_paper(1));
}

#[test]
fn an_inspector_who_left_the_post_has_left_the_team() {
    let mut world = World::at(Stage::Entered);
    let (leader, inspector) = (world.inspector_of(0, Role::TeamMember), world.cast.inspectors[2]);
    world.given(leader, world.draft_paper(0));
    world.given(world.cast.office_head.actor(), EndAppointment { post: inspector.post, person: inspector.person, until: world.today() });
    world.wait_days(1);
    let order = world.draft_paper(0);
    assert_eq!(refused(&mut world, leader, Default::default(), order), Code::SeatNotHeld);
}

#[test]
fn whoever_did_a_part_for_another_unit_does_not_verify_the_item() {
    let mut world = World::at(Stage::Claimed);
    // At stage `InProgress` the body member of unit 1 did a part of the first item of unit 0.
    let (item, helper, post) = (world.items_of(0)[0], world.cast.units[1].body_member, world.cast.counties[0].supervisor.post);
    world.appoint(post, helper.person);
    let (actor, verify) = (world.actor(helper.person, Seat::Post(post)), world.verify_item(item));
    assert_eq!(refused(&mut world, actor, Default::default(), verify), Code::VerifierNotIndependent);
}
