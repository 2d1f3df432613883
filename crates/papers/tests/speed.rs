//! Speed, in an optimised build: `cargo test --release -p papers --test speed -- --ignored --nocapture --test-threads 1`.
//! What counts is the time on the core, since the machine may be shared; the speed of SHA-256 in the same run stands beside it.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

#[path = "common/files.rs"]
mod files;

use papers::{
    propose::propose,
    read::{Tools, read},
};
use sha2::{Digest, Sha256};
use std::time::Instant;

/// Characters of ten pages of 22 lines of 28 characters.
const TEN_PAGES: usize = 6160;

/// Time that this thread has run on a core, in seconds: what other work on the machine leaves alone.
fn on_core() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    told.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn probe() -> f64 {
    let data = vec![7u8; 64 << 20];
    let begun = Instant::now();
    assert_ne!(Sha256::digest(&data)[0], Sha256::digest(b"")[0]);
    64.0 / begun.elapsed().as_secs_f64()
}

fn paragraphs() -> Vec<(Option<usize>, String)> {
    let mut all = vec![(None, "云岭县水务局党组关于巡察整改情况的通报".to_owned()), (Some(0), "反馈问题整改落实情况".to_owned())];
    let mut n = 0;
    while all.iter().map(|(_, t)| t.chars().count()).sum::<usize>() < TEN_PAGES {
        n += 1;
        if n % 8 == 1 {
            all.push((Some(1), format!("关于第{n}方面")));
        }
        all.push((Some(2), format!("关于“堤防管护不到位、第{n}段长期无人巡查”的问题")));
        all.push((None, format!("整改措施：一是修复堤防{n}处，追缴费用{n}.5万元。二是对{n}名责任人提醒谈话，组织培训{n}人次。三是完善巡查制度，明确责任单位和完成时限，逐段落实到人，每月通报检查结果。")));
        all.push((None, format!("责任单位：工程股、办公室；完成时限：2022年{}月底", n % 12 + 1)));
        all.push((None, "整改状态：已完成".to_owned()));
    }
    all
}

#[test]
#[ignore = "measures, in an optimised build"]
fn a_thousand_papers_of_ten_pages() {
    let numbers = ["一、", "（一）", "1."];
    let text: String = paragraphs().iter().map(|(l, t)| format!("{}{t}\n", l.map_or("", |l| numbers[l]))).collect();
    let body: String = paragraphs().iter().map(|(l, t)| files::p(t, *l)).collect();
    let lines: Vec<String> = text
        .lines()
        .flat_map(|l| l.chars().collect::<Vec<_>>().chunks(28).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>())
        .collect();
    let placed: Vec<(&str, i32, i32)> = lines.iter().enumerate().map(|(i, l)| (l.as_str(), 72, 20_000 - 20 * i as i32)).collect();
    let papers: usize = std::env::var("PLUMBLINE_PAPERS").map_or(1000, |n| n.parse().unwrap());
    println!("sha-256 {:.0} MB/s", probe());
    for (kind, bytes) in [("text", text.into_bytes()), ("docx", files::docx(&body)), ("pdf", files::pdf(&placed))] {
        let (begun, core) = (Instant::now(), on_core());
        let mut items = 0;
        for _ in 0..papers {
            items += propose(&read(&bytes, "", &Tools::none()).unwrap()).items.len();
        }
        let (took, core) = (begun.elapsed(), on_core() - core);
        println!(
            "{kind}: {papers} papers of ten pages to proposals in {core:.2} s on the core, {took:.2?} by the clock, {} findings each",
            items / papers
        );
        assert!(core < 10.0 * papers as f64 / 1000.0);
    }
    println!("sha-256 {:.0} MB/s", probe());
}

#[test]
#[ignore = "measures, in an optimised build"]
fn a_sheet_of_a_hundred_thousand_rows() {
    let head = ["序号", "问题", "整改措施", "责任单位", "完成时限", "完成情况"];
    let cell = |column: char, row: usize, text: &str| format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let mut sheet = String::from(r#"<sheetData><row r="1">"#);
    head.iter().zip('A'..).for_each(|(h, c)| sheet.push_str(&cell(c, 1, h)));
    sheet.push_str("</row>");
    for r in 2..=100_001 {
        let row = [
            r.to_string(),
            format!("第{r}处堤防管护不到位"),
            "修复堤防".to_owned(),
            "工程股".to_owned(),
            "2022年3月底".to_owned(),
            "已完成".to_owned(),
        ];
        sheet.push_str(&format!(r#"<row r="{r}">"#));
        row.iter().zip('A'..).for_each(|(t, c)| sheet.push_str(&cell(c, r, t)));
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData>");
    let bytes = files::xlsx(&sheet, &[]);
    println!("sha-256 {:.0} MB/s", probe());
    let core = on_core();
    let paper = read(&bytes, "", &Tools::none()).unwrap();
    let read_in = on_core() - core;
    let items = propose(&paper).items.len();
    let all = on_core() - core;
    println!("sheet of 100,000 rows: read in {read_in:.2} s on the core, proposal after {all:.2} s, {items} items");
    assert_eq!(items, 100_000);
    assert!(all < 5.0);
}
