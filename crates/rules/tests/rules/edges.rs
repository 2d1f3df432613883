//! Edges of the rules: what lies between two rules, or just beyond one.

use rules::{
    Code,
    finding::{answer_objection::AnswerObjection, raise_objection::RaiseObjection},
    role::Role,
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
