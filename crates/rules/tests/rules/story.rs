//! The autumn round, told as given, when, then.

use rules::testing::*;

#[test]
fn the_story_is_told_to_its_end_and_replays_to_the_same_states() {
    let world = World::at(Stage::NoticePublished);
    assert_eq!(&replay(world.record()).unwrap(), world.states());
}

#[test]
fn every_order_has_a_sample_that_is_accepted() {
    for kind in rules::CommandKind::ALL {
        let Sample { mut world, actor, command } = sample(*kind);
        world.given(actor, command);
    }
}
