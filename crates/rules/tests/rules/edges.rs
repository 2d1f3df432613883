//! Edges of the rules: what lies between two rules, or just beyond one.

use rules::{
    Code,
    finding::{answer_objection::AnswerObjection, raise_objection::RaiseObjection},
    item::{ItemStep, close_item::CloseItem, reopen_item::ReopenItem},
    parts::*,
    role::Role,
    signal::decide_signal::DecideSignal,
    testing::*,
    value::Flag,
};

/// The order is refused with that code, and nothing is recorded.
pub fn refused(world: &mut World, actor: rules::act::Actor, input: rules::act::ActInput, command: impl Into<rules::Command>) -> Code {
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
