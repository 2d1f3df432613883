//! `plumbline read` and `plumbline strip` as people run them: output, account in both languages, exit status.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

const NOTICE: &str = "云岭县水务局党组关于巡察整改情况的通报\n反馈意见共指出问题3个。\n一、针对“堤防管护不到位”问题\n1.修复堤防2处。\n2.清退费用1.5万元。\n整改状态：已完成\n二、针对“台账不清”问题\n1.重建台账。\n2022年2月30日\n";

fn run(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plumbline"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads a file never reads its standard input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn err(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_tree_has_the_keys_of_the_format_and_nothing_else() {
    let out = run(&["--lang", "en", "read", "-", "--as", "tree"], NOTICE);
    assert_eq!(out.status.code(), Some(0), "{}", err(&out));
    let tree = json(&out.stdout);
    let mut keys: Vec<&String> = tree.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["nodes", "title_lines"]);
    assert_eq!(tree["nodes"][0]["children"][1]["text"], "清退费用1.5万元。");
    assert_eq!(tree["nodes"][0].as_object().unwrap().len(), 5);
}

#[test]
fn a_proposal_is_written_as_a_whole_and_accounted_for_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (paper, file) = (folder.path().join("notice.txt"), folder.path().join("out.json"));
    std::fs::write(&paper, NOTICE).unwrap();
    std::fs::write(&file, "old").unwrap();
    let go = |lang: &str| run(&["--lang", lang, "read", paper.to_str().unwrap(), "--as", "proposal", "-o", file.to_str().unwrap()], "");
    let (zh, en) = (go("zh"), go("en"));
    assert_eq!((zh.status.code(), en.status.code()), (Some(0), Some(0)), "{}", err(&zh));
    assert!(err(&zh).contains("数目不符") && err(&zh).contains("不是日期"), "{}", err(&zh));
    assert!(err(&en).contains("DOES NOT ADD UP") && err(&en).contains("is no date"), "{}", err(&en));
    for out in [&zh, &en] {
        assert!(!err(out).contains("read-"), "a key without wording: {}", err(out));
    }
    let proposal = json(&std::fs::read(&file).unwrap());
    assert_eq!(proposal["items"].as_array().unwrap().len(), 2);
    assert_eq!(proposal["items"][0]["status"]["value"], "done");
    assert_eq!(proposal["items"][1]["status"]["value"], "unknown");
    assert_eq!(names(folder.path()), ["notice.txt", "out.json"]);
}

fn names(folder: &Path) -> Vec<String> {
    let mut all: Vec<String> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    all.sort();
    all
}

#[test]
fn a_dash_stands_for_standard_output_as_it_does_for_input() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.args(["--lang", "en", "read", "-", "--as", "tree", "-o", "-"]).current_dir(folder.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(NOTICE.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(json(&out.stdout)["nodes"].is_array(), "{}", err(&out));
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_text_of_no_kind_is_answered_with_no() {
    let out = run(&["--lang", "zh", "read", "-"], "今天天气晴朗。\n");
    assert_eq!(out.status.code(), Some(2));
    assert!(err(&out).contains("不属于已知文种"));
}

#[test]
fn bad_input_says_why_and_leaves_the_old_output_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (paper, file) = (folder.path().join("bad.docx"), folder.path().join("out.json"));
    std::fs::write(&paper, b"PK\x03\x04 torn").unwrap();
    std::fs::write(&file, "old").unwrap();
    for (lang, word) in [("zh", "损坏"), ("en", "damaged")] {
        let out = run(&["--lang", lang, "read", paper.to_str().unwrap(), "-o", file.to_str().unwrap()], "");
        assert_eq!(out.status.code(), Some(1));
        assert!(err(&out).contains(word), "{}", err(&out));
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    for (lang, word) in [("zh", "没有这个文件"), ("en", "no such file")] {
        let missing = run(&["--lang", lang, "read", "no-such-file.docx"], "");
        assert_eq!(missing.status.code(), Some(1));
        assert!(err(&missing).contains(word) && !err(&missing).contains("os error"), "{}", err(&missing));
    }
}

#[test]
fn whatever_is_no_paper_is_answered_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let noise: Vec<u8> = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let cases = [
        (file("empty.txt", b""), "没有文字", "holds no text"),
        (file("noise.bin", &noise), "既不是文本", "neither text nor"),
        (file("picture.png", b"\x89PNG\r\n\x1a\n"), "png", "png"),
        (file("torn.pdf", b"%PDF-1.4\n1 0 obj"), "找不到页面", "no page"),
        (folder.path().to_str().unwrap().to_owned(), "文件夹", "folder"),
    ];
    for (path, zh, en) in cases {
        for (lang, word) in [("zh", zh), ("en", en)] {
            let out = run(&["--lang", lang, "read", &path], "");
            assert_eq!((out.status.code(), out.stdout.len()), (Some(1), 0), "{path}");
            let said = err(&out);
            assert!(said.contains(word) && !said.contains("read-") && said.matches(&path).count() == 1, "{said}");
        }
    }
}

#[test]
fn strip_takes_readings_out_and_leaves_brackets_of_the_author() {
    let out = run(&["strip"], "松溪縣(xiàn)召開(kāi)會(huì)議(第2次)\n個(ge) 人");
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "松溪縣召開會議(第2次)\n個人");
    assert_eq!(out.status.code(), Some(0));
}

/// Every wording that the account can ask for exists in both languages, whatever paper comes.
#[test]
fn both_languages_word_the_same_keys() {
    let keys = |text: &str| text.lines().filter_map(|l| l.split_once(" = ")).map(|(k, _)| k.trim().to_owned()).collect::<Vec<_>>();
    let (zh, en) = (keys(include_str!("../locales/zh-Hans/read.ftl")), keys(include_str!("../locales/en/read.ftl")));
    assert_eq!(zh, en);
    let names = ["file", "why", "path", "detail", "headings", "levels", "titles", "genre", "percent", "value", "place", "count", "number"];
    let more = ["wording", "measures", "status", "verb", "yuan", "kind", "what", "stated", "found", "quote"];
    let params: Vec<(&'static str, String)> = names.into_iter().chain(more).map(|n| (n, "1".to_owned())).collect();
    for lang in plumbline::text::Lang::ALL {
        for key in &en {
            assert_ne!(&plumbline::text::text_with(lang, key, &params), key);
        }
    }
}

#[test]
fn a_letter_is_told_without_status_and_a_long_list_says_how_much_is_left() {
    let news = "区委第三巡察组向云岭区残联党组反馈巡察情况\n近日，区委第三巡察组向云岭区残联党组反馈了巡察情况。巡察发现了一些问题，主要是：学习不够深入；辅具采购把关不严；党员发展工作滞后。\n";
    let many: String = (1..=70).map(|i| format!("{i}.关于第{i}本台账登记不规范的问题\n补录台账。\n")).collect();
    let many = format!("云岭区残联党组关于巡察整改情况的通报\n{many}");
    let read = |lang: &str, text: &str| {
        let out = run(&["--lang", lang, "read", "-"], text);
        assert_eq!(out.status.code(), Some(0), "{}", err(&out));
        err(&out)
    };
    let (zh, en) = (read("zh", news), read("en", news));
    assert!(zh.contains("反馈意见") && zh.contains("单位：云岭区残联党组") && !zh.contains("状态"), "{zh}");
    assert!(en.contains("feedback letter") && !en.contains("status") && en.contains("counted in characters"), "{en}");
    // Sixty findings and sixty questions are printed; both lists say what is left out.
    assert_eq!(read("en", &many).matches("and 10 more").count(), 2);
    assert_eq!(read("zh", &many).matches("另有 10 个").count(), 2);
}

#[test]
fn what_is_told_between_a_problem_and_its_measures_is_accounted_for_as_how_it_shows() {
    let point = |n: usize, told: &str| format!("{n}.消防管理不严。{told}\n整改措施：更换灭火器{n}具，张贴标识。\n");
    let told = ["三处安全出口堆放杂物。", "值班记录缺页两个月。", "灭火器过期未更换。"];
    let points: String = told.iter().enumerate().map(|(i, t)| point(i + 1, t)).collect();
    let paper = format!("青砚县粮库党支部关于巡察整改情况的通报\n一、整改情况\n{points}青砚县粮库党支部\n2024年3月1日\n");
    let (zh, en) = (run(&["--lang", "zh", "read", "-"], &paper), run(&["--lang", "en", "read", "-"], &paper));
    for told in told {
        let told = told.trim_end_matches('。');
        assert!(err(&zh).contains(&format!("表现：{told}")), "{}", err(&zh));
        assert!(err(&en).contains(&format!("how it shows: {told}")), "{}", err(&en));
    }
    assert!(err(&en).contains("measures 1"), "{}", err(&en));
}
