//! Proposals of the documents: what each must hold, and that the source at every place equals the field.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/files.rs"]
mod files;

use common::{Document, all, eighth, eleventh, fifth, fourth, held, ninth, seventh, sixth, tenth, third, thirteenth, twelfth};
use papers::{
    facts::Field,
    paper::Paper,
    propose::{Proposal, propose},
    read::Tools,
};
use std::collections::BTreeSet;

fn read(raw: &str) -> (Paper, Proposal) {
    let paper = papers::read::read(raw.as_bytes(), "", &Tools::none()).unwrap();
    let proposal = propose(&paper);
    (paper, proposal)
}

/// Whether the proposal holds what one line of the document asks for.
fn holds(p: &Proposal, key: &str, value: &str) -> bool {
    let parts: Vec<&str> = value.split('|').collect();
    let item = |n: &str| {
        let mut it = n.split_whitespace();
        p.items.get(it.next()?.parse::<usize>().ok()? - 1)
    };
    let (head, last) = (parts[0], parts[parts.len() - 1]);
    match key {
        "genre" => p.genre.name() == value,
        "unit" => p.unit.as_ref().is_some_and(|u| u.value == value),
        "finding" => p.items.iter().any(|i| i.wording.value == value),
        "money" => all_facts(p).any(|f| f.money.iter().any(|m| m.verb == head && m.fen == last.parse::<i64>().unwrap())),
        "person" => all_facts(p).any(|f| f.persons.iter().any(|x| x.kind == head && x.count.to_string() == last)),
        "total" => p.totals.iter().any(|t| t.what == head && t.stated.to_string() == parts[1] && t.agrees == Some(parts[2] == "yes")),
        "question" => p.questions.iter().any(|q| q.code == value),
        "status" => item(head).is_some_and(|i| i.status.value == last),
        "owner" => item(head).is_some_and(|i| i.owners.iter().any(|o| o.field.value == last)),
        "due" => item(head).is_some_and(|i| i.due.iter().any(|d| d.field.value == last)),
        "date" => all_facts(p).any(|f| f.dates.iter().any(|d| d.field.value == value)),
        "measures" => item(head).is_some_and(|i| i.measures.len().to_string() == last),
        _ => panic!("unknown expectation {key}"),
    }
}

fn all_facts(p: &Proposal) -> impl Iterator<Item = &papers::facts::Facts> {
    p.items.iter().map(|i| &i.facts).chain([&p.facts])
}

#[test]
fn proposals_hold_what_was_written_down_before() {
    check("own documents", &all());
}

#[test]
fn proposals_of_the_held_out_documents_hold_what_was_written_down_before() {
    check("held out", &held());
    check("third set", &third());
    check("fourth set", &fourth());
    check("fifth set", &fifth());
    check("sixth set", &sixth());
    check("seventh set", &seventh());
    check("eighth set", &eighth());
    check("ninth set", &ninth());
    check("tenth set", &tenth());
    check("eleventh set", &eleventh());
    check("twelfth set", &twelfth());
    check("thirteenth set", &thirteenth());
}

/// Every fact belongs to one item or to none: whoever adds up all of them counts each amount and each person once.
#[test]
fn no_fact_is_counted_twice() {
    let documents = [all(), held(), third(), fourth(), fifth(), sixth(), seventh(), eighth(), ninth(), tenth()];
    let (mut facts, mut twice) = (0, Vec::new());
    for d in documents.iter().flatten() {
        let (_, p) = read(&d.raw);
        let mut seen = BTreeSet::new();
        let places = |f: &papers::facts::Facts| {
            let dates = f.dates.iter().map(|d| &d.field);
            let figures = f.money.iter().map(|m| &m.field).chain(f.counts.iter().map(|c| &c.field));
            dates.chain(figures).chain(f.persons.iter().map(|x| &x.field)).cloned().collect::<Vec<Field>>()
        };
        for field in all_facts(&p).flat_map(places) {
            facts += 1;
            if !seen.insert((field.place.start, field.place.end)) {
                twice.push(format!("{}: {} at {}", d.name, field.quote, field.place.start));
            }
        }
    }
    assert!(facts > 1_500, "{facts} facts");
    assert!(twice.is_empty(), "{} of {facts}\n{}", twice.len(), twice.join("\n"));
}

/// Plates and boards are counted in the word that people say for the unit of money; a verb may follow its amount.
#[test]
fn money_is_told_from_things_and_has_its_verb() {
    let text = "云岭县水务局党组关于巡察整改情况的通报\n一、关于门牌缺失的问题\n补设门牌212块，更换水表4500块，罚款200块，每户退500块钱。\n\
        二、关于收入未入账的问题\n处置废旧物资21.6万元上缴财政，支付拖欠账款432.8万元。\n云岭县水务局党组\n2022年5月6日\n";
    let (_, p) = read(text);
    let money = all_facts(&p).flat_map(|f| &f.money);
    let found: Vec<(i64, &str)> = money.map(|m| (m.fen, m.verb_field.as_ref().map_or("", |f| f.value.as_str()))).collect();
    assert_eq!(found, [(20_000, "罚款"), (50_000, ""), (21_600_000, "上缴"), (432_800_000, "支付")]);
}

fn check(name: &str, documents: &[Document]) {
    // Right and all: expectations, and among them the problems with their wording.
    let (mut every, mut problems) = ((0, 0), (0, 0));
    let (mut missed, mut extra) = (Vec::new(), Vec::new());
    for d in documents {
        let (_, p) = read(&d.raw);
        for (key, value) in &d.expected {
            let right = holds(&p, key, value);
            for count in [Some(&mut every), (key == "finding").then_some(&mut problems)].into_iter().flatten() {
                count.0 += usize::from(right);
                count.1 += 1;
            }
            if !right {
                missed.push(format!("{}: {key} {value}", d.name));
            }
        }
        extra.extend(invented(d, &p));
    }
    let (missed, invented) = (missed.join("\n"), extra.join("\n"));
    eprintln!(
        "{name}: fields {}/{}, problems {}/{}, invented {}\n{missed}\n{invented}",
        every.0,
        every.1,
        problems.0,
        problems.1,
        extra.len()
    );
    assert!(every.0 * 100 >= every.1 * 95 && problems.0 * 100 >= problems.1 * 95);
    assert!(extra.is_empty(), "{extra:?}");
}

fn invented(d: &Document, p: &Proposal) -> Vec<String> {
    if !d.expected.iter().any(|(k, _)| k == "finding") {
        return Vec::new();
    }
    let expected = |w: &str| d.expected.iter().any(|(k, v)| k == "finding" && v == w);
    p.items.iter().filter(|i| !expected(&i.wording.value)).map(|i| format!("{}: {}", d.name, i.wording.value)).collect()
}

/// Every field anywhere in a proposal, found by its shape in the JSON: the key under which it stands, quote, place.
fn fields(key: &str, value: &serde_json::Value, found: &mut Vec<(String, String, usize, usize)>) {
    match value {
        serde_json::Value::Object(map) => {
            if let (Some(quote), Some(place)) = (map.get("quote").and_then(|q| q.as_str()), map.get("place")) {
                let at = |k: &str| usize::try_from(place[k].as_u64().unwrap()).unwrap();
                found.push((key.to_owned(), quote.to_owned(), at("start"), at("end")));
            }
            map.iter().for_each(|(k, v)| fields(&if k == "field" { key.to_owned() } else { k.clone() }, v, found));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|v| fields(key, v, found)),
        _ => {}
    }
}

/// Checks every field of a paper, and notes under which keys they stand.
fn check_places(name: &str, paper: &Paper, keys: &mut BTreeSet<String>) -> usize {
    let mut found = Vec::new();
    fields("", &serde_json::to_value(propose(paper)).unwrap(), &mut found);
    for (key, quote, start, end) in &found {
        let at: String = paper.text[*start..*end].iter().collect();
        assert_eq!(&at, quote, "{name}: {key}");
        keys.insert(key.clone());
    }
    found.len()
}

#[test]
fn the_source_at_every_place_equals_the_field() {
    let (mut checked, mut keys, tools) = ([0; 4], BTreeSet::new(), Tools::none());
    for d in all()
        .into_iter()
        .chain(held())
        .chain(third())
        .chain(fourth())
        .chain(fifth())
        .chain(sixth())
        .chain(seventh())
        .chain(eighth())
        .chain(ninth())
        .chain(tenth())
        .chain(eleventh())
        .chain(twelfth())
        .chain(thirteenth())
    {
        let (paper, p) = read(&d.raw);
        checked[0] += check_places(&d.name, &paper, &mut keys);
        let plain = |f: &Field| f.value == f.quote.replace('\n', "");
        if !d.raw.contains('(') && !papers::script::is_traditional(&paper.text) {
            assert!(p.items.iter().all(|i| plain(&i.wording)), "{}", d.name);
        }
        // The same text as a Word file and as a page of a PDF.
        let body: String = d.raw.lines().map(|l| files::p(&l.replace('<', "&lt;"), None)).collect();
        checked[1] += check_places(&d.name, &papers::read::read(&files::docx(&body), "", &tools).unwrap(), &mut keys);
        let lines: Vec<String> =
            d.raw.lines().flat_map(|l| l.chars().collect::<Vec<_>>().chunks(30).map(|c| c.iter().collect()).collect::<Vec<_>>()).collect();
        let placed: Vec<(&str, i32, i32)> = lines.iter().enumerate().map(|(i, l)| (l.as_str(), 72, 9000 - 20 * i as i32)).collect();
        checked[2] += check_places(&d.name, &papers::read::read(&files::pdf(&placed), "", &tools).unwrap(), &mut keys);
    }
    for file in [files::register(), files::rich_docx(), files::notice_pdf()] {
        checked[3] += check_places("file", &papers::read::read(&file, "", &tools).unwrap(), &mut keys);
    }
    eprintln!(
        "fields at their place: text {}, docx {}, pdf {}, files with tables {}\n{keys:?}",
        checked[0], checked[1], checked[2], checked[3]
    );
    assert!(checked[..3].iter().all(|n| *n > 1000) && checked[3] > 20, "{checked:?}");
    for key in KINDS {
        assert!(keys.contains(key), "no paper has a field under {key}");
    }
}

/// Keys under which a proposal holds fields; each must occur in some paper.
const KINDS: [&str; 18] = [
    "title",
    "unit",
    "wording",
    "path",
    "measures",
    "causes",
    "targets",
    "results",
    "manifestations",
    "owners",
    "due",
    "status",
    "flags",
    "dates",
    "money",
    "verb_field",
    "persons",
    "kind_field",
];
