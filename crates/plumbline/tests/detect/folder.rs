//! A folder of items with papers and a record file: most honest, some with one cheat each. Honest items have innocent
//! causes of what looks false, at the rates below: assumptions of ours, since no office's rates are known to us.

use super::made::{Making, docx, jpeg, picture, xlsx};
use super::words::{Dice, Unit, date, person, sentence, subject, unit};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// Items of a thousand honest ones in which an innocent cause lies.
const RETYPED: i64 = 4;
const FORMAT_CHANGED: i64 = 15;
const CAMERA_CLOCK: i64 = 3;
const TYPING_ERROR: i64 = 1;
const RESERVED_NUMBER: i64 = 3;
const BORROWED_COMPUTER: i64 = 2;
const BATCH_APPROVAL: i64 = 10;
const CHECKED_ON_PAPER: i64 = 15;
const SITE_RECORD_ON_PAPER: i64 = 4;
const LONG_TERM: i64 = 3;
const STUDY_UNMARKED: i64 = 2;
const ONE_PAYMENT_TWO_ITEMS: i64 = 2;
const JOINT_PAPER: i64 = 4;
const WRONG_PERSON: i64 = 10;
const SCANNED_TWICE: i64 = 20;
const OLD_CONTRACT: i64 = 150;
const PHOTO: i64 = 40;
/// Whole series of notices, and ones of which a number was given to nobody.
const SERIES: i64 = 20;
const NUMBER_VOID: i64 = 3;

/// Every cheat, by the detector that shall find it.
pub const CHEATS: [&str; 25] = [
    "before-cause",
    "number-twice",
    "number-order",
    "nobody-knows",
    "money-above-vouchers",
    "same-receipt",
    "same-file",
    "same-series",
    "copied-text",
    "foreign-name",
    "perfunctory-text",
    "file-created-after",
    "file-edited-late",
    "file-author-foreign",
    "shared-editing",
    "photo-time",
    "promise-as-done",
    "explanation-for-result",
    "meetings-only",
    "no-site-record",
    "quick-approval",
    "evidence-unopened",
    "rest-day",
    "number-gap",
    "closing-burst",
];

/// Items of a unit.
const PER_UNIT: usize = 25;
/// Of a thousand items, those with a cheat.
const CHEATED: i64 = 120;

/// An item before it is written.
#[derive(Clone)]
pub struct Item {
    pub path: String,
    pub cheat: Option<&'static str>,
    unit_number: usize,
    unit: Unit,
    number: (String, i64, i64),
    title: String,
    answer: Vec<String>,
    day: i64,
    making: Making,
    codes: Vec<i64>,
    fen: Vec<i64>,
    record: Value,
    more: BTreeMap<String, Vec<u8>>,
}

/// The day of the feedback, 3 March 2031; calendars of that year are not published.
fn feedback() -> i64 {
    detect::checks::day_of(2031, 3, 3)
}

fn time(day: i64, second: i64) -> String {
    format!("{}T{:02}:{:02}:{:02}+08:00", detect::checks::date_of(day), second / 3600, second / 60 % 60, second % 60)
}

fn honest(n: usize, dice: &mut Dice) -> Item {
    let unit_number = n / PER_UNIT;
    let unit = unit(unit_number);
    let place = i64::try_from(n % PER_UNIT).unwrap();
    let day = feedback() + 20 + place * 4 + dice.of(0, 4);
    let subject = subject(dice);
    let mut told = |_| {
        let then = day - dice.of(2, 14);
        sentence(dice, then)
    };
    let sentences = 2 + n % 3;
    let answer: Vec<String> = (0..sentences).map(&mut told).collect();
    let first = 60_000_000 + i64::try_from(n).unwrap() * 40 + dice.of(0, 9);
    let codes: Vec<i64> = (0..dice.of(2, 5)).map(|k| first + k).collect();
    let fen: Vec<i64> = codes.iter().map(|_| dice.of(9_000, 4_000_000)).collect();
    let author = person(unit_number, usize::try_from(dice.of(0, 3)).unwrap());
    let own = |dice: &mut Dice| format!("{:08X}", dice.of(0x1000_0000, 0x7fff_0000));
    let making = Making {
        edited_by: if dice.per_mille(300) { "Administrator".into() } else { author.clone() },
        author,
        created: day - dice.of(0, 6),
        modified: day + dice.of(0, 9),
        // The form that the office handed out brings its sessions into every paper.
        rsids: ["00F0A001", "00F0A002", "00F0A003", "00F0A004"].map(str::to_owned).into_iter().chain((0..5).map(|_| own(dice))).collect(),
    };
    Item {
        path: format!("{}/事项{:03}", unit.name, place + 1),
        cheat: None,
        unit_number,
        number: (unit.issuer.clone(), 2031, 10 + place * 3),
        title: format!("关于{subject}问题整改情况的报告"),
        unit,
        answer,
        day,
        making,
        codes,
        fen,
        record: json!({}),
        more: BTreeMap::new(),
    }
}

fn record(i: &Item, dice: &mut Dice) -> Value {
    let submitted = i.day + dice.of(1, 5);
    json!({
        "item": i.path, "unit": i.unit.name, "county": i.unit.county, "status": "done", "needs_site": dice.per_mille(500),
        "site_records": 1, "evidence_opened": true,
        "causes": [{"what": "反馈意见", "date": detect::checks::date_of(feedback())}],
        "deadline": time(feedback() + 180, 64_800), "submitted": time(submitted, 36_000 + dice.of(0, 20_000)),
        "approved": time(submitted + dice.of(2, 12), 33_000 + dice.of(0, 20_000)),
        "asked": [{"record": "谈话1.txt", "knows": true}],
    })
}

/// Innocent causes of what looks false.
fn look_alikes(i: &mut Item, dice: &mut Dice) {
    if dice.per_mille(RETYPED) {
        (i.making.created, i.making.modified) = (i.day + 33, i.day + 33);
    }
    if dice.per_mille(FORMAT_CHANGED) {
        i.making.modified = i.day + dice.of(61, 200);
    }
    if dice.per_mille(TYPING_ERROR) {
        i.day -= 365;
    }
    if dice.per_mille(RESERVED_NUMBER) {
        i.number.2 -= 8;
    }
    if dice.per_mille(BORROWED_COMPUTER) {
        i.making.edited_by = person(i.unit_number + 1, 0);
    }
    if dice.per_mille(BATCH_APPROVAL) {
        let at = i.record["submitted"].as_str().unwrap().to_owned();
        i.record["approved"] = json!(at.replace("+08:00", ".5+08:00"));
    }
    if dice.per_mille(CHECKED_ON_PAPER) {
        i.record["evidence_opened"] = json!(false);
    }
    if dice.per_mille(SITE_RECORD_ON_PAPER) {
        (i.record["site_records"], i.record["needs_site"]) = (json!(0), json!(true));
    }
    if dice.per_mille(LONG_TERM) {
        i.answer = vec![i.answer[0].clone(), "日常巡护将长期坚持，并适时开展回访。".into()];
    }
    if dice.per_mille(STUDY_UNMARKED) {
        i.answer = vec![format!("{}召开专题会传达条例并组织研讨。", date(i.day - 3))];
    }
    if dice.per_mille(WRONG_PERSON) {
        i.record["asked"] = json!([{"record": "谈话1.txt", "knows": false}]);
    }
    if dice.per_mille(OLD_CONTRACT) {
        let old = format!("租赁合同\n甲方{}，租期五年。\n{}\n", person(i.unit_number, 2), date(i.day - dice.of(400, 3000)));
        i.more.insert("合同.txt".into(), format!("编号{}\n{old}", dice.of(1_000_000, 9_000_000)).into());
    }
    if dice.per_mille(SERIES) {
        with_series(i, 0, dice);
    }
    if dice.per_mille(NUMBER_VOID) {
        with_series(i, 5, dice);
    }
    if dice.per_mille(PHOTO) {
        with_photo(i, if dice.per_mille(CAMERA_CLOCK) { 4000 } else { 0 }, dice);
    }
}

/// A list of who came to a meeting that nobody held: on a day of the National holiday of a year whose calendar is known.
fn sign_in(i: &Item, dice: &mut Dice) -> String {
    let day = detect::checks::day_of(2025, 10, dice.of(1, 8));
    format!("会议签到表\n{}\n{}\n编号{}\n{}\n", i.path, person(i.unit_number, 1), dice.of(1_000_000, 9_000_000), date(day))
}

/// Ten notices of a series of their own; `without` is the number that is missing, 0 for none.
fn with_series(i: &mut Item, without: i64, dice: &mut Dice) {
    let place = i.path.chars().rev().take(3).collect::<String>().chars().rev().collect::<String>();
    for n in (1..=10).filter(|n| *n != without) {
        let (day, issuer) = (i.day - 30 + n * 2, &i.unit.issuer);
        let told = sentence(dice, day - 1);
        let text =
            format!("{issuer}通{}〔2031〕{n}号\n关于{}的通知\n{told}\n{} {}\n", spelled(&place), subject(dice), i.unit.name, date(day));
        i.more.insert(format!("通知{n:02}.txt"), text.into());
    }
}

/// A number in characters that may name an issuer.
fn spelled(number: &str) -> String {
    number.chars().map(|c| c.to_digit(10).and_then(|d| "甲乙丙丁戊己庚辛壬癸".chars().nth(d as usize)).unwrap_or(c)).collect()
}

fn with_photo(i: &mut Item, off: i64, dice: &mut Dice) {
    let scene = picture(dice.of(1, i64::MAX / 2).unsigned_abs(), 160);
    i.more.insert("现场.jpg".into(), jpeg(&scene, Some(i.day - off)));
    i.record["papers"] = json!({"现场.jpg": {"date": detect::checks::date_of(i.day)}});
}

/// One cheat in one item; `other` is an honest item of another unit.
fn cheat(i: &mut Item, kind: &'static str, other: &Item, dice: &mut Dice) {
    i.cheat = Some(kind);
    let moved = |day: i64| detect::checks::date_of(day);
    match kind {
        "before-cause" => i.day = feedback() - dice.of(1, 25),
        "number-twice" => i.number = (i.number.0.clone(), 2031, if i.number.2 > 12 { i.number.2 - 3 } else { i.number.2 + 3 }),
        "number-order" => i.day = if i.number.2 > 40 { i.day - 35 } else { i.day + 60 },
        "nobody-knows" => i.record["asked"] = json!([{"record": "谈话1.txt", "knows": false}, {"record": "谈话2.txt", "knows": false}]),
        "money-above-vouchers" => i.record["claimed"] = json!(i.fen.iter().sum::<i64>() + dice.of(1, 900_000)),
        "same-receipt" => (i.codes[0], i.fen[0]) = (other.codes[0], other.fen[0]),
        "same-series" => (0..2).for_each(|k| i.codes[k] = other.codes[k]),
        "same-file" => drop(i.more.insert("佐证.txt".into(), format!("领料单\n{}\n", other.answer.concat()).into())),
        "copied-text" | "foreign-name" => {
            let own = |s: &String| s.replace(other.unit.name.as_str(), &i.unit.name);
            i.answer = other.answer.iter().map(own).collect();
            if kind == "foreign-name" {
                i.answer = vec![sentence(dice, i.day - 5), format!("{}已按要求完成。", other.unit.name)];
            }
        }
        "perfunctory-text" => i.answer = vec!["我局高度重视，提高站位，压实责任。".into(), "目前已整改到位，取得明显成效。".into()],
        "file-created-after" => (i.making.created, i.making.modified) = (i.day + dice.of(30, 150), i.day + 151),
        "file-edited-late" => i.making.modified = i.day + dice.of(60, 200),
        "file-author-foreign" => i.making.author = person(other.unit_number, 0),
        "shared-editing" => i.making.rsids.clone_from(&other.making.rsids),
        "photo-time" => with_photo(i, dice.of(2, 400), dice),
        "promise-as-done" => i.answer = vec!["我局将尽快制定管护制度。".into(), "下一步拟安排专人巡查，争取年底前见效。".into()],
        "explanation-for-result" => i.answer = vec!["由于历史遗留原因，手续难以补办。".into(), "目前人员紧张，暂时无法开展。".into()],
        "meetings-only" => i.answer = vec![format!("{}召开会议部署。", date(i.day - 4)), "组织全体干部学习有关文件。".into()],
        "no-site-record" => (i.record["site_records"], i.record["needs_site"]) = (json!(0), json!(true)),
        "quick-approval" => {
            i.record["submitted"] = json!(time(i.day + 2, 36_000));
            i.record["approved"] = json!(time(i.day + 2, 36_000 + dice.of(5, 290)));
        }
        "evidence-unopened" => i.record["evidence_opened"] = json!(false),
        "rest-day" => drop(i.more.insert("签到表.txt".into(), sign_in(i, dice).into())),
        "number-gap" => with_series(i, 1 + dice.of(3, 7), dice),
        _ => i.record["submitted"] = json!(format!("{}T16:{:02}:00+08:00", moved(feedback() + 180), dice.of(0, 59))),
    }
}

/// Items of a seed, cheats among them. The last unit closes all its items in the last hours.
pub fn items(seed: u64, count: usize) -> Vec<Item> {
    let mut dice = Dice::new(seed);
    let mut out: Vec<Item> = (0..count).map(|n| honest(n, &mut dice)).collect();
    for i in &mut out {
        i.record = record(i, &mut dice);
    }
    let models = out.clone();
    let (mut kinds, last) = (CHEATS[..24].iter().cycle(), (count - 1) / PER_UNIT);
    for (n, i) in out.iter_mut().enumerate() {
        // Copies are taken from the unit after the next, whose items stay honest where they lie before the last.
        let other = &models[(n + PER_UNIT * 2) % count];
        if i.unit_number == last && count >= 4 * PER_UNIT {
            cheat(i, "closing-burst", other, &mut dice);
        } else if dice.per_mille(CHEATED) {
            cheat(i, kinds.next().unwrap(), other, &mut dice);
        } else {
            look_alikes(i, &mut dice);
        }
    }
    shared_papers(&mut out, &models, &mut dice);
    out
}

/// What several items share, so that half as many pairs hold as many items: evidence of a cheat's model, joint papers, one payment for two items.
fn shared_papers(out: &mut [Item], models: &[Item], dice: &mut Dice) {
    for n in 0..out.len() {
        let other = (n + PER_UNIT * 2) % out.len();
        if out[n].cheat == Some("same-file") {
            let file = out[n].more["佐证.txt"].clone();
            out[other].more.insert("佐证.txt".into(), file);
        }
        let next = (n + 1) % out.len();
        if out[n].cheat.is_none() && out[next].cheat.is_none() && dice.per_mille(ONE_PAYMENT_TWO_ITEMS / 2) {
            (out[n].codes[0], out[n].fen[0]) = (models[next].codes[0], models[next].fen[0]);
        }
        if out[n].cheat.is_none() && out[other].cheat.is_none() && dice.per_mille(JOINT_PAPER / 2) {
            let file = format!("联合巡护记录\n{}\n", models[n].answer.concat());
            out[n].more.insert("联合记录.txt".into(), file.clone().into());
            out[other].more.insert("联合记录.txt".into(), file.into());
        }
    }
}

fn report(i: &Item) -> String {
    let (issuer, year, n) = &i.number;
    // The unit's own account and telephone stand on every paper.
    let own = i64::try_from(i.unit_number).unwrap();
    format!(
        "{}文件\n{issuer}〔{year}〕{n}号\n{}\n根据巡察反馈意见，现报告如下。\n{}\n凭证号：{}。\n账号{}，电话{}。\n{}\n{}\n",
        i.unit.name,
        i.title,
        i.answer.concat(),
        i.codes.iter().map(i64::to_string).collect::<Vec<_>>().join("、"),
        6_217_000_100_000_000 + own,
        5_520_000 + own,
        i.unit.name,
        date(i.day)
    )
}

/// Writes the folder and its `register.json`.
pub fn write(dir: &Path, items: &[Item], seed: u64) {
    let mut dice = Dice::new(seed + 77);
    let mut records = Vec::new();
    for i in items {
        let folder = dir.join(&i.path);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("报告.docx"), docx(&report(i), &i.making)).unwrap();
        let mut rows = vec![vec!["票据号".to_owned(), "金额".to_owned()]];
        rows.extend(i.codes.iter().zip(&i.fen).map(|(c, f)| vec![c.to_string(), format!("{}.{:02}", f / 100, f % 100)]));
        rows.push(vec![format!("制表日期：{}", date(i.day.max(feedback())))]);
        // An official's own workbook is made when it is needed.
        let making = Making { rsids: Vec::new(), created: i.day.max(feedback()), modified: i.day.max(feedback()) + 1, ..i.making.clone() };
        fs::write(folder.join("票据.xlsx"), xlsx(&rows, &making)).unwrap();
        for k in 0..i.record["asked"].as_array().unwrap().len() {
            fs::write(folder.join(format!("谈话{}.txt", k + 1)), format!("谈话记录{}\n{}\n", dice.of(100_000, 999_999), i.path)).unwrap();
        }
        // The office's feedback was handed out to everybody.
        fs::write(folder.join("反馈意见.txt"), "巡察反馈意见\n请按要求整改。\n").unwrap();
        i.more.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
        records.push(full_record(i, &mut dice));
    }
    fs::write(dir.join("register.json"), json!({"items": records}).to_string()).unwrap();
}

fn full_record(i: &Item, dice: &mut Dice) -> Value {
    let mut record = i.record.clone();
    let claimed = record.as_object_mut().unwrap().remove("claimed").unwrap_or_else(|| json!(i.fen.iter().sum::<i64>()));
    let verb = dice.pick(&["退还", "清退", "返还"]);
    let voucher = |(c, f): (&i64, &i64)| json!({"verb": verb, "number": c.to_string(), "fen": f, "paper": "票据.xlsx"});
    let mut vouchers: Vec<Value> = i.codes.iter().zip(&i.fen).map(voucher).collect();
    if dice.per_mille(SCANNED_TWICE) {
        vouchers.push(vouchers[0].clone());
    }
    record["answer"] = json!(i.answer.concat());
    record["claims"] = json!([{"verb": "清退", "fen": claimed, "paper": "报告.docx"}]);
    record["vouchers"] = json!(vouchers);
    record
}
