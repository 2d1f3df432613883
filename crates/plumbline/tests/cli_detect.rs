//! `plumbline detect` as people run it: the formats, what is said of broken input and in which language, exit status,
//! nothing half written, and a run that was broken off and taken up again.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod detect;

use detect::{detect_in, err, lines, made};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder that is gone at the end, and paths in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Names of the files that lie in the folder itself.
    fn files(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.0.path()).unwrap().map(Result::unwrap).filter(|e| e.file_type().unwrap().is_file());
        let mut out: Vec<String> = files.map(|e| e.file_name().into_string().unwrap()).collect();
        out.sort();
        out
    }
}

fn go(args: &[&str], status: i32) -> String {
    let out = detect_in("en", args);
    assert_eq!(out.status.code(), Some(status), "{}", err(&out));
    assert!(!err(&out).contains("detect-"), "a key without wording: {}", err(&out));
    assert!(out.stdout.is_empty());
    err(&out)
}

fn s(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn keys(v: &Value) -> Vec<&str> {
    let mut out: Vec<&str> = v.as_object().unwrap().keys().map(String::as_str).collect();
    out.sort_unstable();
    out
}

const FACTS: &str = "2031年5月6日，砚溪县渔业局对柳汀村趸船缆绳逐根检查，更换缆绳37根，支出18436元，旧件送交废旧仓库。望蕖村码头加固护栏214米，验收单编号3041987。";

fn doc(id: &str, unit: &str, text: &str) -> String {
    format!("{}\n", json!({"id": id, "unit": unit, "county": "", "text": text}))
}

/// Texts with one copy among them, and lines that are none.
fn texts(place: &Place, bad: bool) -> PathBuf {
    let other = "2031年6月2日，档案馆清点库房，登记卷宗1208册，修补破损卷皮96个，支出4310元。";
    let mut out =
        doc("a", "砚溪县渔业局", FACTS) + &doc("b", "枫屿县渔业局", &FACTS.replace("砚溪", "枫屿")) + &doc("c", "砚溪县档案馆", other);
    if bad {
        out.push_str("{\"id\": \"cut off\n\nno json\n");
        out.push_str(&doc("d", "x", ""));
        out.push_str(&doc("e", "x", "\u{1}\u{2}\u{3}\u{4}ab"));
        out.push_str(&doc("a", "x", other));
        out.push_str("{\"unit\": \"no id\", \"text\": \"x\"}\n");
    }
    let mut bytes = out.into_bytes();
    if bad {
        bytes.extend(b"\xff\xfe\x00\xff\n");
    }
    place.put("docs.jsonl", bytes)
}

#[test]
fn copies_give_pairs_with_spans_and_name_every_bad_line() {
    let place = Place::new();
    let (input, out) = (texts(&place, true), place.at("pairs.jsonl"));
    let said = go(&["copies", s(&input), "-o", s(&out)], 0);
    for (line, cause) in [
        (4, "record in JSON"),
        (6, "record in JSON"),
        (7, "empty or no text"),
        (8, "empty or no text"),
        (9, "used before"),
        (10, "record in JSON"),
        (11, "record in JSON"),
    ] {
        assert!(said.lines().any(|l| l.contains(&format!("docs.jsonl:{line}`")) && l.contains(cause)), "{line} {cause}: {said}");
    }
    let pairs = lines(&out);
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    assert!(["a", "b", "score", "spans"].iter().all(|k| keys(&pairs[0]).contains(k)));
    assert_eq!((&pairs[0]["a"], &pairs[0]["b"]), (&json!("a"), &json!("b")));
    let length = u64::try_from(FACTS.chars().count()).unwrap();
    for span in pairs[0]["spans"].as_array().unwrap() {
        let n: Vec<u64> = span.as_array().unwrap().iter().map(|x| x.as_u64().unwrap()).collect();
        assert!(n.len() == 4 && n[0] < n[1] && n[2] < n[3] && n[1] <= length && n[3] <= length, "{n:?}");
    }
    // Bad lines change nothing of what the good ones give.
    let clean = Place::new();
    let (input, again) = (texts(&clean, false), clean.at("pairs.jsonl"));
    assert_eq!(go(&["copies", s(&input), "-o", s(&again)], 0), "");
    assert_eq!(lines(&again), pairs);
    assert_eq!(clean.files(), ["docs.jsonl", "pairs.jsonl"]);
}

#[test]
fn complaints_are_in_the_language_asked_for() {
    let place = Place::new();
    let (input, out) = (texts(&place, true), place.at("out.jsonl"));
    let zh = err(&detect_in("zh", &["perfunctory", s(&input), "-o", s(&out)]));
    assert!(zh.contains("不是 JSON 记录") && zh.contains("编号重复") && zh.contains("其余继续") && !zh.contains("the rest"), "{zh}");
    let missing = err(&detect_in("zh", &["copies", s(&place.at("none")), "-o", s(&out)]));
    assert!(missing.contains("无法读取"), "{missing}");
}

#[test]
fn perfunctory_gives_a_line_a_text_with_its_sentences() {
    let place = Place::new();
    let input = place
        .put("docs.jsonl", doc("full", "砚溪县渔业局", FACTS) + &doc("empty", "枫屿县渔业局", "高度重视，提高站位。认真落实，取得实效。"));
    let out = place.at("out.jsonl");
    assert_eq!(go(&["perfunctory", s(&input), "-o", s(&out)], 0), "");
    let verdicts = lines(&out);
    assert_eq!(keys(&verdicts[0]), ["id", "perfunctory", "score", "sentences", "signal"]);
    assert_eq!(verdicts.iter().map(|v| v["perfunctory"].as_bool().unwrap()).collect::<Vec<_>>(), [false, true]);
    assert_eq!(verdicts[1]["sentences"].as_array().unwrap().len(), 2);
}

#[test]
fn repeats_rank_and_say_that_they_are_silent() {
    let place = Place::new();
    let findings = json!([{"id": "1", "text": "公务接待费超标准列支"}, {"id": "2", "text": "超标准列支公务接待费用"}, {"id": "3", "text": "河道堤防缺少管护"}, {"id": "1", "text": "again"}, {"id": "4", "text": ""}, 7]);
    let (input, out) = (place.put("findings.json", findings.to_string()), place.at("ranked.json"));
    let said = go(&["repeats", s(&input), "-o", s(&out)], 0);
    assert!(said.contains("silent") && said.contains(":4`") && said.contains(":5`") && said.contains(":6`"), "{said}");
    let ranked: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(keys(&ranked), ["1", "2", "3"]);
    assert_eq!((&ranked["1"][0], &ranked["2"][0]), (&json!("2"), &json!("1")));
    let broken = place.put("broken.json", "[{\"id\": \"1\"");
    let said = go(&["repeats", s(&broken), "-o", s(&place.at("none.json"))], 1);
    assert!(said.contains("broken.json") && !place.at("none.json").exists(), "{said}");
}

#[test]
fn what_stops_a_command_stops_it_early_and_leaves_the_old_output_as_it_was() {
    let place = Place::new();
    let (empty, out) = (place.put("empty.jsonl", "\n  \n"), place.put("out.jsonl", "old\n"));
    for args in [["copies", s(&empty)], ["perfunctory", s(&empty)], ["copies", s(&place.at("none"))], ["repeats", s(&place.at("none"))]] {
        let said = go(&[args[0], args[1], "-o", s(&out)], 1);
        assert!(said.contains(args[1]), "{said}");
    }
    std::fs::create_dir(place.at("folder")).unwrap();
    let folder = place.at("folder");
    for args in [vec!["papers", s(&folder)], vec!["photos", s(&folder), s(&folder)]] {
        assert!(go(&[&args[..], &["-o", s(&out)]].concat(), 1).contains("nothing to read"));
    }
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "old\n");
    let input = texts(&place, true);
    let said = go(&["copies", s(&input), "-o", s(&place.at("no/such/folder.jsonl"))], 1);
    assert_eq!(said.lines().count(), 1, "before any line was read: {said}");
    go(&["copies", s(&input), "-o", s(&place.at("folder"))], 1);
    assert_eq!(detect_in("en", &["copies"]).status.code(), Some(1));
    assert_eq!(place.files(), ["docs.jsonl", "empty.jsonl", "out.jsonl"]);
}

/// A register and queries: the same picture again, another one, and files that are no pictures.
fn photos(place: &Place) -> [PathBuf; 2] {
    for seed in 1..4 {
        place.put(&format!("register/r{seed}.jpg"), made::jpeg(&made::picture(seed, 256), None));
    }
    place.put("query/again.png", made::png(&made::picture(2, 256)));
    place.put("query/other.jpg", made::jpeg(&made::picture(9, 256), None));
    place.put("query/bomb.png", made::bomb());
    place.put("query/empty.jpg", b"");
    place.put("query/text.jpg", "no picture");
    place.put("query/tiny.png", made::png(&made::picture(1, 3)));
    let whole = made::jpeg(&made::picture(5, 256), None);
    place.put("query/cut.jpg", &whole[..whole.len() / 3]);
    place.put("query/breaks-off.jpg", &whole[..whole.len() * 9 / 10]);
    place.put("register/office.png", made::encrypted());
    [place.at("register"), place.at("query")]
}

#[test]
fn photos_find_the_picture_again_and_name_broken_ones_bombs_and_what_is_no_picture() {
    let place = Place::new();
    let ([register, query], out) = (photos(&place), place.at("pairs.jsonl"));
    let said = go(&["photos", s(&register), s(&query), "-o", s(&out)], 0);
    for (file, cause) in [
        ("bomb.png", "too many pixels"),
        ("empty.jpg", "empty"),
        ("text.jpg", "not a picture"),
        ("tiny.png", "too small"),
        ("office.png", "not a picture"),
        ("breaks-off.jpg", "breaks off"),
    ] {
        assert!(said.lines().any(|l| l.contains(file) && l.contains(cause)), "{file} {cause}: {said}");
    }
    let pairs = lines(&out);
    assert!(pairs.iter().any(|p| p["query"] == "again.png" && p["register"] == "r2.jpg" && p["kind"] == "same_photo"), "{pairs:?}");
    assert!(pairs.iter().all(|p| p["query"] == "again.png"), "{pairs:?}");
    assert!(["query", "register", "kind", "score"].iter().all(|k| keys(&pairs[0]).contains(k)));
    assert_eq!(place.files(), ["pairs.jsonl"]);
}

/// Papers of two items of two units with something for most checks, and files that cannot be read.
fn papers(place: &Place) -> PathBuf {
    let text = |unit: &str, number: &str, date: &str, more: &str| {
        format!("{unit}发〔2031〕{number}号\n关于{unit}趸船问题整改情况的报告\n{more}凭证30417001、30417002。\n{date}\n")
    };
    let making = made::Making { author: "甲乙丙".into(), created: 22_500, modified: 22_500, ..made::Making::default() };
    place.put("papers/砚溪渔业局/一/报告.docx", made::docx(&text("砚渔", "12", "2031年5月6日", "修好3处。"), &making));
    place.put(
        "papers/枫屿渔业局/二/报告.pdf",
        made::pdf(&["枫渔发〔2031〕7号", "关于缆绳问题整改情况的报告", "按砚渔发〔2031〕12号办理。", "2031年5月1日"], &making),
    );
    place.put("papers/枫屿渔业局/二/说明.txt", text("枫渔", "8", "2031年5月9日", "换好8根。"));
    let receipt = made::picture(4, 256);
    place.put("papers/砚溪渔业局/一/收据.jpg", made::jpeg(&receipt, Some(22_000)));
    place.put("papers/枫屿渔业局/二/收据.png", made::png(&receipt));
    place.put("papers/坏/bomb.png", made::bomb());
    place.put("papers/坏/locked.docx", made::encrypted());
    place.put("papers/坏/cut.docx", &made::docx("x", &making)[..300]);
    place.put("papers/坏/sheet.docx", made::xlsx(&[vec!["制表日期：2031年5月6日".into()]], &making));
    place.put("papers/坏/photo.pdf", made::jpeg(&made::picture(8, 256), None));
    place.put("papers/坏/empty.pdf", b"");
    place.put("papers/坏/noise.txt", (0..=255u8).cycle().take(4000).collect::<Vec<_>>());
    place.at("papers")
}

fn detectors(signals: &[Value]) -> Vec<&str> {
    let mut out: Vec<&str> = signals.iter().map(|x| x["detector"].as_str().unwrap()).collect();
    out.dedup();
    out
}

#[test]
fn papers_name_every_bad_file_and_what_is_silent_and_give_signals_with_their_reasons() {
    let place = Place::new();
    let (dir, out) = (papers(&place), place.at("signals.jsonl"));
    let said = go(&["papers", s(&dir), "-o", s(&out)], 0);
    for (file, cause) in [
        ("bomb.png", "too many pixels"),
        ("locked.docx", "password"),
        ("cut.docx", "broken"),
        ("sheet.docx", "read as what it is"),
        ("photo.pdf", "read as what it is"),
        ("empty.pdf", "empty"),
        ("noise.txt", ""),
    ] {
        assert!(said.lines().any(|l| l.contains(file) && l.contains(cause)), "{file} {cause}: {said}");
    }
    assert!(said.contains("same-photo") && said.contains("no all-clear"), "{said}");
    let found = lines(&out);
    for wanted in ["before-cause", "same-series", "copied-text"] {
        assert!(detectors(&found).contains(&wanted), "{wanted}: {found:?}");
    }
    assert!(["same-photo", "file-created-after"].iter().all(|d| !detectors(&found).contains(d)), "{found:?}");
    for x in &found {
        let texts = x["explanation_texts"].as_array().unwrap();
        assert!(!texts.is_empty() && texts.len() == x["explanations"].as_array().unwrap().len(), "{x}");
        let words = texts.iter().chain([&x["text"]]).map(|t| t.as_str().unwrap());
        assert!(words.into_iter().all(|t| !t.contains("detect-") && !t.contains('{')), "{x}");
        assert!(x["version"].as_u64().unwrap() >= 1 && !x["sources"].as_array().unwrap().is_empty() && x["weight"].is_string());
    }
    // One receipt pictured under two items is found by the silent detector, and shown where it is asked for.
    let said = go(&["papers", s(&dir), "-o", s(&out), "--with-silent"], 0);
    let receipt = lines(&out).into_iter().find(|x| x["detector"] == "same-photo").unwrap();
    assert!(lines(&out).iter().any(|x| x["detector"] == "file-created-after" && x["silent"] == true));
    assert!(receipt["silent"] == true && receipt["sources"].as_array().unwrap().len() == 2 && said.contains("marked as silent"));
    // The output may lie among the papers and is none.
    let inside = dir.join("signals.jsonl");
    go(&["papers", s(&dir), "-o", s(&inside)], 0);
    let first = lines(&inside);
    go(&["papers", s(&dir), "-o", s(&inside)], 0);
    assert_eq!((lines(&inside), first), (found.clone(), found));
}

#[test]
fn a_record_file_lets_checks_of_money_words_and_closing_run_and_its_bad_entries_are_named() {
    let place = Place::new();
    let (dir, out) = (papers(&place), place.at("signals.jsonl"));
    let one = json!({
        "item": "砚溪渔业局/一", "unit": "砚溪县渔业局", "county": "砚溪县", "status": "done", "answer": "我局将尽快修好。",
        "causes": [{"what": "反馈意见", "date": "2031-06-01"}], "needs_site": true, "site_records": 0, "evidence_opened": false,
        "submitted": "2031-07-01T10:00:00+08:00", "approved": "2031-07-01T10:01:00+08:00", "deadline": "2031-08-01T18:00:00+08:00",
        "claims": [{"verb": "清退", "fen": 500_000}], "vouchers": [{"verb": "退还", "number": "1", "fen": 499_999, "paper": "收据.jpg"}],
        "asked": [{"record": "没有.txt", "concerned": true, "knows": false}], "papers": {"收据.jpg": {"date": "2031-05-05"}},
    });
    let bare = json!({"item": "枫屿渔业局/二", "status": "not_yet", "answer": "我局将尽快换好。"});
    let bad =
        [json!({"item": "x", "colour": 1}), json!({"item": "y", "submitted": "yesterday"}), json!(3), json!({"item": ""}), bare.clone()];
    let all: Vec<Value> = [one.clone(), bare].into_iter().chain(bad).collect();
    place.put("papers/register.json", json!({"items": all}).to_string());
    let said = go(&["papers", s(&dir), "-o", s(&out)], 0);
    for n in 3..=7 {
        assert!(said.lines().any(|l| l.contains(&format!("register.json:{n}`"))), "{n}: {said}");
    }
    assert!(said.contains("没有.txt") && said.contains("colour"), "{said}");
    let found = lines(&out);
    let of = |detector: &str| found.iter().filter(|x| x["detector"] == detector).collect::<Vec<_>>();
    for wanted in ["before-cause", "money-above-vouchers", "nobody-knows"] {
        assert!(of(wanted).iter().any(|x| x["weight"] == "blocking"), "{wanted}: {found:?}");
    }
    assert!(of("money-above-vouchers")[0]["text"].as_str().unwrap().contains("4999.99"));
    for wanted in ["promise-as-done", "photo-time"] {
        assert_eq!(of(wanted).len(), 1, "{wanted}: {found:?}");
    }
    assert!(of("no-site-record").is_empty() && said.contains("no-site-record"), "silent, and named so: {said}");
    let loud = place.at("loud");
    go(&["papers", s(&dir), "-o", s(&loud), "--with-silent"], 0);
    let silent: Vec<Value> = lines(&loud).into_iter().filter(|x| x["detector"] == "no-site-record").collect();
    assert!(silent.len() == 1 && silent[0]["silent"] == true, "{silent:?}");
    // A record that is none at all stops the command; the entry alone, under another name, gives the same.
    let broken = place.put("broken.json", "{");
    assert!(go(&["papers", s(&dir), "-o", s(&place.at("none")), "--register", s(&broken)], 1).contains("broken.json"));
    assert!(!place.at("none").exists());
}

/// The command, to be broken off.
fn start(args: &[&str]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_plumbline")).args(["--lang", "en", "detect"]).args(args).stderr(Stdio::null()).spawn().unwrap()
}

/// Lets a command run until its state holds so many lines, and breaks it off.
fn break_off(args: &[&str], state: &Path, enough: usize) {
    let mut child = start(args);
    loop {
        let steps = std::fs::read_to_string(state).map_or(0, |t| t.lines().count());
        if steps >= enough {
            break;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be broken off");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn papers_broken_off_go_on_where_they_stopped_and_give_the_same() {
    let place = Place::new();
    let (dir, out, state) = (papers(&place), place.at("signals.jsonl"), place.at("signals.jsonl.state"));
    for n in 0..400 {
        place.put(&format!("papers/多/{n:03}.txt"), format!("第{n}号\n{FACTS}\n").repeat(60));
    }
    let args = ["papers", s(&dir), "-o", s(&out)];
    let said = go(&args, 0);
    let whole = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    break_off(&args, &state, 20);
    assert!(!out.exists() && state.exists(), "nothing half written, and what was read is kept");
    // A line that was cut off, as by a lost machine, is read again; what is kept is believed.
    let mut kept = std::fs::read_to_string(&state).unwrap();
    let steps = kept.lines().count();
    assert!((20..400).contains(&steps), "{steps}");
    kept.truncate(kept.len() - 30);
    std::fs::write(&state, &kept).unwrap();
    assert_eq!(go(&args, 0), said, "broken files are named again");
    assert_eq!(std::fs::read(&out).unwrap(), whole);
    assert!(!state.exists());
    // What is kept is believed, not read again, as long as its file is the same.
    break_off(&args, &state, 20);
    let kept = std::fs::read_to_string(&state).unwrap();
    assert!(kept.contains("broken-file"));
    std::fs::write(&state, kept.replace("broken-file", "encrypted")).unwrap();
    let complaint = |said: &str| said.lines().find(|l| l.contains("cut.docx")).unwrap().to_owned();
    assert!(complaint(&go(&args, 0)).contains("password"));
    break_off(&args, &state, 20);
    let kept = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, kept.replace("broken-file", "encrypted")).unwrap();
    place.put("papers/坏/cut.docx", b"PK\x03\x04 other");
    assert!(complaint(&go(&args, 0)).contains("broken"));
}

#[test]
fn photos_broken_off_go_on_where_they_stopped_and_give_the_same() {
    let place = Place::new();
    let ([register, query], out) = (photos(&place), place.at("pairs.jsonl"));
    for n in 0..30 {
        place.put(&format!("query/z{n:02}.jpg"), made::jpeg(&made::picture(100 + n, 256), None));
    }
    let args = ["photos", s(&register), s(&query), "-o", s(&out)];
    let said = go(&args, 0);
    let whole = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    break_off(&args, &place.at("pairs.jsonl.state"), 8);
    assert!(!out.exists());
    // The features of the register are kept, and a record that was cut off is taken again.
    let kept = std::fs::read(place.at("pairs.jsonl.features")).unwrap();
    assert!(kept.len() > 1_000, "{}", kept.len());
    std::fs::write(place.at("pairs.jsonl.features"), &kept[..kept.len() - 30]).unwrap();
    assert_eq!(go(&args, 0), said, "pictures that were found broken before are named again");
    assert_eq!(std::fs::read(&out).unwrap(), whole);
    assert_eq!(place.files(), ["pairs.jsonl"]);
}

/// Papers of two counties that tell the same works, so that most have a partner.
fn many_texts(place: &Place) -> PathBuf {
    let paper = |n: usize| {
        let told = format!("2031年5月{}日，对第{n}号趸船缆绳逐根检查，更换缆绳{}根，支出{}元。", n % 28 + 1, 100 + n * 7, 40_000 + n * 37);
        let again = format!("第{n}号码头加固护栏{}米，验收单编号{}。", 200 + n * 3, 3_000_000 + n * 17);
        doc(&format!("a{n}"), "砚溪县渔业局", &format!("砚溪县{told}{again}"))
            + &doc(&format!("b{n}"), "枫屿县渔业局", &format!("枫屿县{told}{again}"))
    };
    place.put("docs.jsonl", (0..3_000).map(paper).collect::<String>())
}

/// A list of findings, told in a few ways.
fn many_findings(place: &Place) -> PathBuf {
    let of = |n: usize| {
        let text = match n % 3 {
            0 => format!("第{n}号食堂采购未招标"),
            1 => format!("食堂{n}买菜不招标，账目不清"),
            _ => format!("渔船{n}年检缺失"),
        };
        json!({"id": format!("f{n}"), "text": text})
    };
    place.put("findings.json", serde_json::Value::from((0..1_500).map(of).collect::<Vec<_>>()).to_string())
}

#[test]
fn texts_broken_off_go_on_where_they_stopped_and_give_the_same() {
    for what in ["copies", "repeats"] {
        let place = Place::new();
        let input = if what == "copies" { many_texts(&place) } else { many_findings(&place) };
        let (out, state) = (place.at("out.json"), place.at("out.json.state"));
        let args = [what, s(&input), "-o", s(&out)];
        let said = go(&args, 0);
        let whole = std::fs::read(&out).unwrap();
        assert!(whole.len() > 100_000, "{what} {}", whole.len());
        std::fs::remove_file(&out).unwrap();
        break_off(&args, &state, 4);
        assert!(!out.exists() && state.exists(), "nothing half written");
        // A step that is kept is believed: what stands in it now comes out.
        let kept = std::fs::read_to_string(&state).unwrap();
        let step = kept.lines().nth(1).unwrap();
        let (name, lines): (String, Vec<String>) = serde_json::from_str(step).unwrap();
        assert!(!lines.is_empty(), "{step}");
        let fewer = json!((&name, &lines[1..])).to_string();
        std::fs::write(&state, kept.replace(step, &fewer)).unwrap();
        assert_eq!(go(&args, 0), said);
        assert!(std::fs::read(&out).unwrap().len() < whole.len());
        // Broken off in a line, and on an input that has changed since.
        break_off(&args, &state, 4);
        let mut kept = std::fs::read_to_string(&state).unwrap();
        kept.truncate(kept.len() - 20);
        std::fs::write(&state, kept).unwrap();
        go(&args, 0);
        assert_eq!(std::fs::read(&out).unwrap(), whole);
        assert!(!state.exists());
    }
}

#[test]
fn perfunctory_broken_off_leaves_nothing_behind_and_begins_anew() {
    let place = Place::new();
    let (input, out) = (many_texts(&place), place.at("out.jsonl"));
    let mut child = start(&["perfunctory", s(&input), "-o", s(&out)]);
    std::thread::sleep(std::time::Duration::from_millis(10));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(place.files(), ["docs.jsonl"]);
}

#[test]
fn progress_is_shown_on_a_terminal_and_nowhere_else() {
    let place = Place::new();
    let (input, out) = (texts(&place, false), place.at("pairs.jsonl"));
    let command = [env!("CARGO_BIN_EXE_plumbline"), "--lang", "en", "detect", "copies", s(&input), "-o", s(&out)];
    let script = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
    let shown = Command::new("python3").args(["-c", script]).args(command).stdin(Stdio::null()).output().unwrap();
    assert!(shown.status.success() && String::from_utf8_lossy(&shown.stdout).contains("3 of 3"), "{shown:?}");
    assert_eq!(go(&["copies", s(&input), "-o", s(&out)], 0), "");
}

#[test]
fn every_detector_and_explanation_is_worded_in_both_languages() {
    for lang in ["en", "zh-Hans"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang).join("detect.ftl");
        let text = std::fs::read_to_string(path).unwrap();
        let has = |key: String| assert!(text.lines().any(|l| l.starts_with(&format!("{key} = "))), "{key} in {lang}");
        for d in ::detect::signal::DETECTORS.iter() {
            has(format!("detect-signal-{}", d.name));
            d.explanations.iter().for_each(|e| has(format!("detect-explanation-{e}")));
        }
    }
}
