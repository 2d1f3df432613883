//! Canonical JSON: the ordering and escaping of RFC 8785, and refusal of every other spelling.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use ledger::canonical::{CanonicalError, DEPTH_MAX, is_canonical, parse, to_vec};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

#[test]
fn keys_are_ordered_by_utf16_units() {
    // The members of RFC 8785 §3.2.3; U+1F600 has a surrogate as its first unit and so comes before U+FB33.
    let value = json!({
        "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis",
    });
    let bytes = to_vec(&value).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    let order = ["\"\\r\":", "\"1\":", "\"\u{80}\":", "\"\u{f6}\":", "\"\u{20ac}\":", "\"\u{1f600}\":", "\"\u{fb33}\":"];
    let places: Vec<_> = order.iter().map(|key| text.find(key).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    assert_eq!(parse(&bytes).unwrap(), value);
}

#[test]
fn strings_are_escaped_in_one_way() {
    let value = "\u{20ac}$\u{0f}\nA'B\"\\\\\"/\u{8}\t\u{c}\r\u{7f}\u{2028}😀";
    let expected = "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\u{7f}\u{2028}😀\"";
    assert_eq!(String::from_utf8(to_vec(value).unwrap()).unwrap(), expected);
    assert_eq!(parse(expected.as_bytes()).unwrap(), json!(value));
}

#[test]
fn every_other_spelling_is_refused() {
    let table = [
        "",
        " 1",
        "1 ",
        "01",
        "-0",
        "1.0",
        "1e3",
        "+1",
        "9007199254740992",
        "-9007199254740992",
        "true",
        "false",
        "null",
        "nul",
        r#"{"b":1,"a":2}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a": 1}"#,
        r#"{"a":1,}"#,
        "[1,]",
        "[1 ,2]",
        "[,1]",
        r#"{"a"}"#,
        "{1:2}",
        "[1",
        "{",
        r#""\/""#,
        r#""\u0041""#,
        r#""\u000A""#,
        r#""\u000a""#,
        r#""\u001F""#,
        r#""\ud83d\ude00""#,
        r#""\ud800""#,
        "\"\n\"",
        "\"",
        "\"\\",
        "\u{feff}1",
        "1\0",
        "[]]",
        "--1",
        "-",
    ];
    for text in table {
        assert!(!is_canonical(text.as_bytes()), "{text:?}");
    }
    assert!(!is_canonical(b"\"\xff\"") && !is_canonical(b"\"\xed\xa0\x80\""), "not UTF-8");
    for text in ["9007199254740991", "-9007199254740991", "0", "[]", "{}", "\"\"", r#""\u001f""#, r#"{"a":{"b":[1,"x"]}}"#] {
        assert!(is_canonical(text.as_bytes()), "{text:?}");
    }
}

#[test]
fn refusals_name_the_path() {
    #[derive(Serialize)]
    struct Inner<'a> {
        title: &'a str,
        done: Option<bool>,
    }
    #[derive(Serialize)]
    struct Outer<'a> {
        items: Vec<Inner<'a>>,
    }
    let error = to_vec(&Outer { items: vec![Inner { title: "a", done: Some(true) }] }).unwrap_err();
    assert_eq!(error, CanonicalError::Refused { kind: "boolean", path: "$.items[0].done".into() });
    let error = to_vec(&Outer { items: vec![Inner { title: "a", done: None }] }).unwrap_err();
    assert_eq!(error.to_string(), "null at `$.items[0].done` has no place in canonical JSON");
    assert_eq!(to_vec(&json!({ "a": [1, 2.5] })).unwrap_err(), CanonicalError::Refused { kind: "float", path: "$.a[1]".into() });
    assert_eq!(to_vec(&json!({ "n": 1u64 << 53 })).unwrap_err(), CanonicalError::IntegerRange { path: "$.n".into() });
    assert!(to_vec(&f64::NAN).is_err() && to_vec(&u128::MAX).is_err() && to_vec(&i128::MIN).is_err() && to_vec(&()).is_err());
}

#[test]
fn a_key_written_twice_is_refused() {
    #[derive(Serialize)]
    struct Twice {
        id: u8,
        #[serde(flatten)]
        rest: BTreeMap<&'static str, u8>,
    }
    let error = to_vec(&Twice { id: 1, rest: BTreeMap::from([("id", 2)]) }).unwrap_err();
    assert_eq!(error, CanonicalError::DuplicateKey { path: "$.id".into() });
}

#[test]
fn enums_and_integer_keys_are_written_as_serde_json_does() {
    #[derive(Serialize)]
    enum Any {
        Unit,
        One(u8),
        Two(u8, u8),
        Named { b: u8, a: u8 },
    }
    let value = (Any::Unit, Any::One(1), Any::Two(1, 2), Any::Named { b: 2, a: 1 }, BTreeMap::from([(10, 'x'), (9, 'y')]));
    let expected = r#"["Unit",{"One":1},{"Two":[1,2]},{"Named":{"a":1,"b":2}},{"10":"x","9":"y"}]"#;
    assert_eq!(String::from_utf8(to_vec(&value).unwrap()).unwrap(), expected);
}

#[test]
fn depth_is_bounded_in_both_directions() {
    let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
    assert!(is_canonical(&nested(DEPTH_MAX)));
    assert!(!is_canonical(&nested(DEPTH_MAX + 2)));
    assert!(!is_canonical(&vec![b'['; 1_000_000]), "no stack is used up");
    let deep = |depth| (0..depth).fold(json!(1), |value, _| json!([value]));
    assert!(to_vec(&deep(DEPTH_MAX)).is_ok());
    assert!(matches!(to_vec(&deep(DEPTH_MAX + 1)), Err(CanonicalError::TooDeep { .. })));
}

fn any_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![".*".prop_map(Value::from), (-((1i64 << 53) - 1)..(1i64 << 53)).prop_map(Value::from)];
    scalar.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(".*", inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect()))
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in any_value()) {
        let bytes = to_vec(&value).unwrap();
        prop_assert_eq!(parse(&bytes).unwrap(), value.clone());
        prop_assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    }

    #[test]
    fn what_is_read_is_written_back(bytes in prop::collection::vec(prop::sample::select(br#"{}[]",:-0129ab\u "#.to_vec()), 0..24)) {
        if let Ok(value) = parse(&bytes) {
            prop_assert_eq!(to_vec(&value).unwrap(), bytes);
        }
    }
}
