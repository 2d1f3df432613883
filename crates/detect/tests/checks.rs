//! Checks of timelines, numbers, people, money and closing: what raises them, what does not, and where the line runs.

use detect::checks::*;
use detect::signal::{Check, DETECTORS, Hint, Signal, Sound, Source, blocks_closing};

const DAY: i64 = 86_400;

fn day(text: &str) -> i64 {
    let n: Vec<i64> = text.split('-').map(|x| x.parse().expect("a number")).collect();
    day_of(n[0], n[1], n[2])
}

/// Everything a signal must bring with it.
fn whole<C: Check + std::fmt::Debug>(s: &Signal<C>) {
    let d = s.detector();
    assert!(d.version >= 1 && !d.explanations.is_empty() && !s.params().is_empty() && !s.sources().is_empty(), "{s:?}");
    let json = serde_json::to_value(s).expect("plain data");
    for key in ["detector", "version", "fact", "params", "sources", "explanations", "weight", "silent"] {
        assert!(json.get(key).is_some(), "{key} of {s:?}");
    }
    assert_eq!(json["weight"], s.check().weight());
}

fn one<C: Check + std::fmt::Debug>(found: &[Signal<C>]) -> &Signal<C> {
    assert_eq!(found.len(), 1, "{found:?}");
    whole(&found[0]);
    &found[0]
}

fn papers_of<C: Check>(s: &Signal<C>) -> Vec<&str> {
    s.sources().iter().map(|x| x.paper.as_str()).collect()
}

#[test]
fn civil_days_are_right_on_the_edges_and_turn_back() {
    for (text, n) in [("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("2100-03-01", 47_541)] {
        assert_eq!((day(text), date_of(n)), (n, text.to_owned()));
    }
    for n in (-200_000..200_000).step_by(37) {
        assert_eq!(day(&date_of(n)), n);
    }
}

#[test]
fn only_sound_checks_weigh_blocking_and_every_name_is_given_once() {
    assert!(Sound::ALL.iter().all(|c| c.weight() == "blocking"));
    assert!(Hint::ALL.iter().all(|c| ["advisory", "context"].contains(&c.weight())));
    let names: std::collections::BTreeSet<&str> = DETECTORS.iter().map(|d| d.name).collect();
    assert_eq!(names.len(), DETECTORS.len());
    assert_eq!(DETECTORS.len(), Sound::ALL.len() + Hint::ALL.len());
    let version = |n: &str| DETECTORS.iter().find(|d| d.name == n).map(|d| d.version);
    let own = [detect::copies::VERSION, detect::perfunctory::VERSION, detect::repeats::VERSION, detect::photo::VERSION];
    assert_eq!(["copied-text", "perfunctory-text", "repeat-finding", "same-photo"].map(version), own.map(Some));
}

fn paper(id: &str, date: &str) -> Dated {
    Dated { paper: id.into(), day: Some(day(date)), span: (3, 12), title: format!("关于{id}的报告"), ..Dated::default() }
}

fn cause(what: &str, date: &str) -> Cause {
    Cause { what: what.into(), day: day(date) }
}

#[test]
fn a_paper_dated_before_its_cause_blocks() {
    let mut p = paper("a", "2031-03-04");
    p.causes = vec![cause("feedback", "2031-03-05"), cause("plan", "2031-03-20"), cause("older", "2031-01-01")];
    let found = before_cause(std::slice::from_ref(&p));
    let s = one(&found);
    assert_eq!((s.param("cause"), s.param("cause_date"), s.param("date")), (Some("plan"), Some("2031-03-20"), Some("2031-03-04")));
    assert!(s.sources().contains(&Source { paper: "a".into(), start: 3, end: 12 }));
    assert_eq!(blocks_closing(&found).len(), 1);
    // On the day itself is no day before.
    p.causes = vec![cause("feedback", "2031-03-04")];
    assert!(before_cause(std::slice::from_ref(&p)).is_empty());
    p.causes = vec![cause("feedback", "2031-03-05")];
    p.pre_existing = true;
    assert!(before_cause(std::slice::from_ref(&p)).is_empty());
    (p.pre_existing, p.day) = (false, None);
    assert!(before_cause(std::slice::from_ref(&p)).is_empty());
    assert!(before_cause(&[paper("b", "1999-01-01")]).is_empty());
}

fn numbered(id: &str, issuer: &str, n: u64, date: &str) -> Dated {
    Dated { number: Some((issuer.into(), 2031, n)), ..paper(id, date) }
}

#[test]
fn one_number_on_two_documents_blocks_and_a_scan_beside_its_original_does_not() {
    let (a, b) = (numbered("a", "青水字", 5, "2031-03-04"), numbered("b", "青水字", 5, "2031-03-04"));
    assert_eq!(papers_of(one(&number_twice(&[b.clone(), a.clone()]))), ["a", "b"]);
    let same_title = Dated { title: a.title.clone(), ..b.clone() };
    assert!(number_twice(&[a.clone(), same_title.clone()]).is_empty());
    let other_day = Dated { day: Some(day("2031-03-05")), ..same_title.clone() };
    one(&number_twice(&[a.clone(), other_day]));
    // A scan has neither title nor date that can be read.
    let scan = Dated { title: String::new(), day: None, ..b.clone() };
    assert!(number_twice(&[a.clone(), scan]).is_empty());
    assert!(number_twice(&[a.clone(), a.clone()]).is_empty(), "a paper is not held against itself");
    for other in [numbered("b", "云水字", 5, "2031-03-04"), numbered("b", "青水字", 6, "2031-03-04"), numbered("b", "", 5, "2031-03-04")]
    {
        assert!(number_twice(&[a.clone(), other]).is_empty());
    }
    let year = Dated { number: Some(("青水字".into(), 2032, 5)), ..b };
    assert!(number_twice(&[a.clone(), year]).is_empty());
    // Two copies of one paper and a third, other paper: the third does not hide behind them.
    let third = numbered("c", "青水字", 5, "2031-03-04");
    assert_eq!(papers_of(one(&number_twice(&[third, same_title, a]))), ["a", "c"]);
}

#[test]
fn number_order_against_date_order_counts_from_seven_days_on() {
    let list = |date: &str| vec![numbered("a", "青水字", 5, "2031-03-20"), numbered("b", "青水字", 6, date)];
    let found = number_order(&list("2031-03-13"));
    let s = one(&found);
    assert_eq!(papers_of(s), ["a", "b"]);
    assert_eq!(blocks_closing(&found).len(), 1);
    assert!(number_order(&list("2031-03-14")).is_empty());
    assert!(number_order(&list("2031-03-30")).is_empty());
    let mut undated = list("2031-03-01");
    undated[1].day = None;
    assert!(number_order(&undated).is_empty());
    let other = vec![numbered("a", "青水字", 5, "2031-03-20"), numbered("b", "云水字", 6, "2031-03-01")];
    assert!(number_order(&other).is_empty());
    let same = vec![numbered("a", "青水字", 5, "2031-03-20"), numbered("b", "青水字", 5, "2031-03-01")];
    assert!(number_order(&same).is_empty(), "of one number twice, number-twice speaks");
}

#[test]
fn one_misdated_paper_is_named_alone_and_not_its_honest_neighbours() {
    let mut list: Vec<Dated> =
        (1..=20).map(|n| numbered(&format!("p{n:02}"), "青水字", n, &date_of(day("2031-02-01") + 5 * n as i64))).collect();
    assert!(number_order(&list).is_empty());
    list[2].day = Some(day("2031-12-30"));
    let found = number_order(&list);
    assert!(papers_of(one(&found)).contains(&"p03"));
    list.reverse();
    assert_eq!(number_order(&list), found, "the order of the records does not matter");
}

fn asked(record: &str, concerned: bool, knows: bool) -> Asked {
    Asked { item: "i".into(), record: record.into(), concerned, knows }
}

#[test]
fn people_asked_again_who_know_nothing_block_unless_one_is_the_wrong_person() {
    let found = nobody_knows(&[asked("r1", false, false), asked("r2", false, false)]);
    assert_eq!((one(&found).param("asked"), blocks_closing(&found).len()), (Some("2"), 1));
    assert!(nobody_knows(&[asked("r1", false, false)]).is_empty());
    assert!(nobody_knows(&[asked("r1", false, false), asked("r1", false, false)]).is_empty(), "one record twice is one");
    one(&nobody_knows(&[asked("r1", true, false)]));
    assert!(nobody_knows(&[asked("r1", true, false), asked("r2", false, true)]).is_empty());
    let other = Asked { item: "k".into(), ..asked("r2", false, false) };
    assert!(nobody_knows(&[asked("r1", false, false), other]).is_empty());
}

#[test]
fn a_hole_in_a_series_that_is_nearly_whole_is_context() {
    let list =
        |numbers: &[u64]| -> Vec<Dated> { numbers.iter().map(|n| numbered(&format!("p{n}"), "青水字", *n, "2031-03-04")).collect() };
    let found = number_gap(&list(&[1, 2, 3, 4, 5, 7, 8, 9]));
    assert_eq!((one(&found).param("numbers"), found[0].check().weight()), (Some("青水字[2031]6"), "context"));
    for whole in [&[1, 2, 3, 4, 5, 6, 7, 8][..], &[1, 2, 3, 4, 5, 7, 8], &[1, 9, 17, 33, 40, 50, 61, 77], &[1, 1, 1, 3, 3, 3, 5, 6]] {
        assert!(number_gap(&list(whole)).is_empty(), "{whole:?}");
    }
}

#[test]
fn days_of_rest_are_context_and_an_unknown_calendar_says_nothing() {
    let list = [paper("a", "2031-03-08"), paper("b", "2031-03-10"), Dated { day: None, ..paper("c", "2031-03-08") }];
    let found = rest_day(&list, |d| Some(d != day("2031-03-08")));
    assert_eq!((papers_of(one(&found)), found[0].check().weight()), (vec!["a"], "context"));
    assert!(rest_day(&list, |_| None).is_empty());
}

fn claim(verb: &str, fen: i64) -> Claim {
    Claim { item: "i".into(), verb: verb.into(), fen, source: Source::paper("report") }
}

fn voucher(item: &str, verb: &str, number: &str, fen: i64, paper: &str) -> Voucher {
    Voucher { item: item.into(), verb: verb.into(), number: number.into(), fen, paper: paper.into() }
}

#[test]
fn money_above_the_vouchers_blocks() {
    let v = [voucher("i", "清退", "0001", 600, "v1"), voucher("i", "清退", "", 400, "v2")];
    assert!(money_above_vouchers(&[claim("清退", 1000)], &v).is_empty());
    let found = money_above_vouchers(&[claim("清退", 1001)], &v);
    assert_eq!((one(&found).param("vouchers_fen"), papers_of(&found[0])), (Some("1000"), vec!["report", "v1", "v2"]));
    assert_eq!(blocks_closing(&found).len(), 1);
    one(&money_above_vouchers(&[claim("清退", 1)], &[]));
    assert!(money_above_vouchers(&[claim("清退", 0)], &[]).is_empty());
    // One voucher scanned twice counts once; another item's voucher and another verb's do not count.
    one(&money_above_vouchers(
        &[claim("清退", 1000)],
        &[voucher("i", "清退", "0001", 600, "v1"), voucher("i", "清退", "0001", 600, "v1b")],
    ));
    one(&money_above_vouchers(&[claim("清退", 1000)], &[voucher("k", "清退", "0001", 1000, "v1")]));
    one(&money_above_vouchers(&[claim("清退", 1000)], &[voucher("i", "核减", "0001", 1000, "v1")]));
    // To clear back and to pay back is one movement; two claims of one verb are not added.
    assert!(money_above_vouchers(&[claim("清退", 1000)], &[voucher("i", "退还", "0001", 1000, "v1")]).is_empty());
    assert!(money_above_vouchers(&[claim("清退", 600), claim("清退", 400)], &[voucher("i", "清退", "0001", 600, "v1")]).is_empty());
    // Sums beyond what fits stay at the edge and do not turn over.
    let much = [voucher("i", "清退", "1", i64::MAX, "v1"), voucher("i", "清退", "2", i64::MAX, "v2")];
    assert!(money_above_vouchers(&[claim("清退", i64::MAX)], &much).is_empty());
}

#[test]
fn one_receipt_under_two_items_is_named_and_never_blocks() {
    let v = |item: &str, number: &str, fen| voucher(item, "清退", number, fen, &format!("{item}/v"));
    let found = same_receipt(&[v("i", "0001", 600), v("k", "0001", 600)]);
    assert_eq!((one(&found).param("items"), papers_of(&found[0])), (Some("i, k"), vec!["i/v", "k/v"]));
    assert_eq!(found[0].check().weight(), "advisory");
    for honest in
        [[v("i", "0001", 600), v("k", "0002", 600)], [v("i", "", 600), v("k", "", 600)], [v("i", "0001", 600), v("k", "0001", 700)]]
    {
        assert!(same_receipt(&honest).is_empty());
    }
    assert!(same_receipt(&[v("i", "0001", 600), voucher("i", "清退", "0001", 600, "again")]).is_empty());
}

fn closing(n: usize, before_deadline: i64) -> Closing {
    let deadline_at = 700 * DAY;
    Closing {
        item: format!("i{n:02}"),
        unit: "青水局".into(),
        submitted_at: deadline_at - before_deadline,
        approved_at: deadline_at + DAY,
        deadline_at,
        site_records: 1,
        needs_site: true,
        evidence_opened: true,
    }
}

#[test]
fn a_burst_needs_ten_items_and_four_fifths_within_six_hours() {
    let burst = |late: usize, early: usize| {
        let items: Vec<Closing> =
            (0..late).map(|n| closing(n, 6 * 3600)).chain((0..early).map(|n| closing(50 + n, 6 * 3600 + 1))).collect();
        closing_burst(&items)
    };
    assert_eq!((one(&burst(10, 0)).param("late"), burst(10, 0)[0].check().weight()), (Some("10"), "context"));
    assert!(burst(9, 0).is_empty());
    one(&burst(12, 3));
    assert!(burst(11, 3).is_empty());
    // After the deadline is late, no burst; what was never submitted counts for nothing.
    assert!(closing_burst(&(0..20).map(|n| closing(n, -1)).collect::<Vec<_>>()).is_empty());
    let with_open: Vec<Closing> =
        (0..10).map(|n| closing(n, 60)).chain((0..10).map(|n| Closing { submitted_at: 0, ..closing(60 + n, 0) })).collect();
    one(&closing_burst(&with_open));
}

#[test]
fn closed_without_a_record_from_the_site() {
    let bare = Closing { site_records: 0, ..closing(1, DAY) };
    one(&no_site_record(std::slice::from_ref(&bare)));
    for honest in [closing(1, DAY), Closing { needs_site: false, ..bare.clone() }, Closing { approved_at: 0, ..bare.clone() }] {
        assert!(no_site_record(&[honest]).is_empty());
    }
}

#[test]
fn approved_within_five_minutes_and_with_nothing_opened_are_two_signals() {
    let after = |seconds| Closing { approved_at: closing(1, 0).submitted_at + seconds, ..closing(1, 0) };
    assert_eq!(one(&quick_approval(&[after(299)])).param("seconds"), Some("299"));
    one(&quick_approval(&[after(0)]));
    for honest in [after(300), after(-1), Closing { submitted_at: 0, ..after(10) }, Closing { approved_at: 0, ..after(10) }] {
        assert!(quick_approval(&[honest]).is_empty());
    }
    let unopened = Closing { evidence_opened: false, ..closing(1, DAY) };
    one(&evidence_unopened(std::slice::from_ref(&unopened)));
    assert!(quick_approval(std::slice::from_ref(&unopened)).is_empty());
    assert!(evidence_unopened(&[closing(1, DAY), Closing { approved_at: 0, ..unopened }]).is_empty());
}
