//! Wire forms. Facts live for ever: a golden file holds one of each kind and every word that an enum may say, and it
//! only ever grows. `PLUMBLINE_GOLDEN=write` adds what is missing and changes nothing that is there.

use rules::{
    Command, CommandKind, Event, Seat, StreamKey,
    act::{ActInput, PaperRef},
    parts::*,
    role::Role,
    testing::*,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, path::PathBuf};

fn golden_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/events.json")
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(m) => Value::Object(m.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), without_nulls(v))).collect()),
        Value::Array(list) => Value::Array(list.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

/// The fullest event of each kind that the samples and the story give.
fn one_of_each() -> BTreeMap<&'static str, Value> {
    let mut out: BTreeMap<&'static str, Value> = BTreeMap::new();
    let mut worlds = vec![World::at(Stage::NoticePublished)];
    for kind in CommandKind::ALL {
        let Sample { mut world, actor, command } = sample(*kind);
        world.given(actor, command);
        worlds.push(world);
    }
    let mut returned = World::at(Stage::PlansSubmitted);
    let Sample { actor, command, .. } = sample(CommandKind::ReviewPlan);
    returned.given(actor, command);
    returned.given(returned.cast.units[0].principal.actor(), returned.submit_plan(0));
    worlds.push(returned);
    for fact in worlds.iter().flat_map(|w| w.record()) {
        let body = without_nulls(&serde_json::to_value(&fact.event).unwrap());
        let fuller = out.get(fact.event.name()).is_none_or(|old| old.to_string().len() < body.to_string().len());
        if fuller {
            out.insert(fact.event.name(), body);
        }
    }
    out
}

/// Every word that an enum may say in a recorded body.
fn words() -> Map<String, Value> {
    macro_rules! words {
        ($($name:ident),*) => {
            [$((stringify!($name), json!($name::ALL))),*]
        };
    }
    let lists = words!(
        RoundKind,
        RecusalRule,
        CredentialKind,
        Gate,
        SigningStep,
        Nature,
        ReportKind,
        MeasureKind,
        VerificationMeans,
        Failing,
        Outcome,
        NoticeKind,
        ResultKind,
        Role
    );
    lists.into_iter().map(|(name, list)| (name.to_owned(), list)).collect()
}

fn golden() -> Value {
    let path = golden_path();
    let mut golden: Value =
        std::fs::read_to_string(&path).map_or(json!({"events": {}, "words": {}}), |t| serde_json::from_str(&t).unwrap());
    if std::env::var("PLUMBLINE_GOLDEN").as_deref() == Ok("write") {
        for (kind, body) in one_of_each() {
            golden["events"].as_object_mut().unwrap().entry(kind).or_insert(body);
        }
        for (name, list) in words() {
            let kept = golden["words"].as_object_mut().unwrap().entry(name).or_insert(json!([]));
            let kept = kept.as_array_mut().unwrap();
            let new: Vec<Value> = list.as_array().unwrap().iter().filter(|w| !kept.contains(w)).cloned().collect();
            kept.extend(new);
        }
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, serde_json::to_string_pretty(&golden).unwrap() + "\n").unwrap();
    }
    golden
}

#[test]
fn every_kind_of_event_keeps_its_wire_form() {
    let golden = golden();
    let events = golden["events"].as_object().unwrap();
    for kind in Event::KINDS {
        let body = events.get(*kind).unwrap_or_else(|| panic!("the golden file lacks `{kind}`"));
        let event: Event = serde_json::from_value(body.clone()).unwrap_or_else(|e| panic!("`{kind}` is no longer read: {e}"));
        assert_eq!(event.name(), *kind);
        assert_eq!(&without_nulls(&serde_json::to_value(&event).unwrap()), body, "the wire form of `{kind}` has changed");
    }
    for kind in events.keys() {
        assert!(Event::KINDS.contains(&kind.as_str()), "the kind `{kind}` was dropped");
    }
    assert_eq!(golden["words"], Value::Object(words()), "words of the record were renamed, dropped, or are not in the golden file");
}

#[test]
fn bodies_hold_integers_and_strings_only() {
    fn walk(kind: &str, value: &Value) {
        match value {
            Value::Object(m) => m.values().for_each(|v| walk(kind, v)),
            Value::Array(list) => list.iter().for_each(|v| walk(kind, v)),
            Value::Number(n) => assert!(n.is_i64() || n.is_u64(), "`{kind}` holds the float {n}"),
            Value::String(_) => {}
            other => panic!("`{kind}` holds {other}"),
        }
    }
    for (kind, body) in golden()["events"].as_object().unwrap() {
        walk(kind, body);
    }
    for (kind, body) in one_of_each() {
        walk(kind, &body);
    }
}

#[test]
fn every_event_of_the_story_is_read_back_as_it_was_written() {
    for fact in World::at(Stage::NoticePublished).record() {
        let text = serde_json::to_string(&fact.event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), fact.event);
        let text = serde_json::to_string(&fact.act).unwrap();
        assert_eq!(serde_json::from_str::<rules::act::Act>(&text).unwrap(), fact.act);
        assert_eq!(fact.stream.to_string().parse::<StreamKey>().unwrap(), fact.stream);
        let seat = fact.act.decided_by.seat;
        assert_eq!(seat.to_string().parse::<Seat>().unwrap(), seat);
    }
}

#[test]
fn every_command_is_read_back_as_it_was_written_and_refuses_unknown_fields() {
    for kind in CommandKind::ALL {
        let command = sample(*kind).command;
        let value = serde_json::to_value(&command).unwrap();
        assert_eq!(value["command"], kind.name());
        assert_eq!(serde_json::from_value::<Command>(value.clone()).unwrap(), command);
        // Options may be left out.
        assert_eq!(serde_json::from_value::<Command>(without_nulls(&value)).unwrap(), command, "`{}` without its nulls", kind.name());
        for place in objects(&value, &mut Vec::new()) {
            let mut odd = value.clone();
            odd.pointer_mut(&place).unwrap().as_object_mut().unwrap().insert("surprise".to_owned(), json!("box"));
            assert!(serde_json::from_value::<Command>(odd).is_err(), "`{}` takes an unknown field at `{place}`", kind.name());
        }
    }
}

/// Places of all objects within a value, as JSON pointers.
fn objects(value: &Value, path: &mut Vec<String>) -> Vec<String> {
    let mut out = Vec::new();
    let children: Vec<(String, &Value)> = match value {
        Value::Object(m) => {
            out.push(path.iter().map(|p| format!("/{p}")).collect());
            m.iter().map(|(k, v)| (k.clone(), v)).collect()
        }
        Value::Array(list) => list.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        path.push(key);
        out.extend(objects(child, path));
        path.pop();
    }
    out
}

#[test]
fn what_is_said_of_an_act_refuses_unknown_fields() {
    let paper = Some(PaperRef { number: "No. 7".to_owned(), scan: None });
    let input = ActInput { paper, ..on("2021-11-08") };
    let value = serde_json::to_value(&input).unwrap();
    assert_eq!(serde_json::from_value::<ActInput>(value.clone()).unwrap(), input);
    for place in ["", "/paper"] {
        let mut odd = value.clone();
        odd.pointer_mut(place).unwrap().as_object_mut().unwrap().insert("surprise".to_owned(), json!(1));
        assert!(serde_json::from_value::<ActInput>(odd).is_err(), "an unknown field is taken at `{place}`");
    }
}
