//! What an act would be about is told before its order is made, and is what the order says itself.

use rules::{
    Command, CommandKind,
    CommandKind::*,
    about::About,
    permit::{self, Resource},
    testing::*,
};

/// The act as a page knows it: the stream, and of the values only unit and feedback.
fn foreseen(command: &Command) -> Option<About> {
    let fields = serde_json::to_value(command).unwrap();
    let of = |name: &str| fields.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    let known = About::of(command.kind(), command.subject()?);
    Some(About { unit: of("unit").and_then(|u| u.parse().ok()), feedback: of("feedback").and_then(|f| f.parse().ok()), ..known })
}

/// Whether what was foreseen says nothing that the order does not.
fn within(foreseen: &Resource, said: &Resource) -> bool {
    fn fits<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        a.is_none() || a == b
    }
    fits(foreseen.jurisdiction, said.jurisdiction)
        && fits(foreseen.unit, said.unit)
        && fits(foreseen.round, said.round)
        && fits(foreseen.team, said.team)
        && fits(foreseen.post, said.post)
        && fits(foreseen.person, said.person)
}

#[test]
fn what_is_foreseen_is_what_the_order_says() {
    let (mut same, mut less) = (0, Vec::new());
    for kind in CommandKind::ALL {
        let Sample { world, command, .. } = sample(*kind);
        let Some(about) = foreseen(&command) else { continue };
        let (told, said) = (about.resource(&world.facts()).unwrap(), command.resource(&world.facts()).unwrap());
        assert!(within(&told, &said), "`{}` is foreseen as {told:?}, and says {said:?}", kind.name());
        if told == said { same += 1 } else { less.push(*kind) }
    }
    assert!(same > 30, "only {same}");
    // To whom a feedback goes and which team changes stand in fields of their own.
    assert_eq!(less, [ReplaceMember, DeliverFeedback]);
}

#[test]
fn whoever_gives_the_order_is_permitted_what_is_foreseen() {
    let mut asked = 0;
    for kind in CommandKind::ALL {
        let Sample { world, command, actor } = sample(*kind);
        let Some(about) = foreseen(&command).filter(|_| *kind != DeliverFeedback) else { continue };
        let facts = world.facts();
        let person = actor.account.map(|a| facts.account(a).unwrap().person);
        let sits = rules::act::standing(&facts, actor.seat, person, world.today()).unwrap();
        permit::check(&facts, *kind, &sits, &about.resource(&facts).unwrap()).unwrap_or_else(|h| panic!("`{}`: {h:?}", kind.name()));
        asked += 1;
    }
    assert!(asked > 30, "only {asked}");
}
