//! The record file of `detect papers`: what the papers alone do not say of their items. Its format stands in
//! docs/detect.md; an entry that does not fit is named and the rest goes on.

use super::{Failure, files};
use crate::text::{Lang, text_with};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Everything that a record file tells.
#[derive(Debug, Default)]
pub struct Records {
    pub items: Vec<Item>,
    /// Papers that the office handed out, by their path in the folder.
    pub forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    items: Vec<serde_json::Value>,
    #[serde(default)]
    forms: Vec<String>,
}

/// One item. What is left out is not known, and what is not known raises nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Folder of its papers, relative to the folder that is read, with `/`.
    pub item: String,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub county: String,
    #[serde(default)]
    pub answer: String,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub about_study: bool,
    #[serde(default)]
    pub needs_site: bool,
    pub site_records: Option<u32>,
    pub evidence_opened: Option<bool>,
    #[serde(default)]
    pub causes: Vec<Cause>,
    pub deadline: Option<jiff::Timestamp>,
    pub submitted: Option<jiff::Timestamp>,
    pub approved: Option<jiff::Timestamp>,
    #[serde(default)]
    pub claims: Vec<Claim>,
    #[serde(default)]
    pub vouchers: Vec<Voucher>,
    #[serde(default)]
    pub asked: Vec<Asked>,
    /// What is known of single papers, by their path below the item's folder.
    #[serde(default)]
    pub papers: BTreeMap<String, About>,
}

/// How far the unit says the item is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Done,
    NotYet,
    #[default]
    Unknown,
}

/// Feedback, plan or meeting that the item's papers answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub what: String,
    pub date: jiff::civil::Date,
}

/// Money that the item claims; `paper` below the item's folder, empty where the answer says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub verb: String,
    pub fen: i64,
    #[serde(default)]
    pub paper: String,
}

/// A voucher of the item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    pub verb: String,
    #[serde(default)]
    pub number: String,
    pub fen: i64,
    pub paper: String,
}

/// A person who was asked again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub record: String,
    #[serde(default)]
    pub concerned: bool,
    pub knows: bool,
}

/// A paper whose date is known otherwise, or that was there before.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub date: Option<jiff::civil::Date>,
    #[serde(default)]
    pub pre_existing: bool,
}

/// Why an entry was left out.
#[derive(Debug)]
enum Bad {
    NoItem,
    Twice,
    NotAnEntry(serde_json::Error),
}

/// Reads a record file. A file that is no record at all fails; a bad entry is named and left out.
pub fn read(path: &Path, lang: Lang) -> Result<Records, Failure> {
    let text = files::read_text(path)?;
    let fail = |source| Failure::Json { path: path.display().to_string(), source };
    let (out, bad) = parse(&text).map_err(fail)?;
    for (n, bad) in bad {
        let at = format!("{}:{n}", path.display());
        match bad {
            Bad::NoItem => files::complain(lang, &at, "no-item"),
            Bad::Twice => files::complain(lang, &at, "id-twice"),
            Bad::NotAnEntry(e) => eprintln!("{}", text_with(lang, "detect-bad-record", &[("file", at), ("cause", e.to_string())])),
        }
    }
    Ok(out)
}

/// The records of a text, and the entries that were left out, by their number from 1.
fn parse(text: &str) -> Result<(Records, Vec<(usize, Bad)>), serde_json::Error> {
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    let (mut out, mut bad) = (Records { forms: file.forms, ..Records::default() }, Vec::new());
    for (n, value) in file.items.into_iter().enumerate() {
        let found = serde_json::from_value::<Item>(value).map_err(Bad::NotAnEntry).and_then(|mut i| {
            i.item = i.item.trim_matches('/').to_owned();
            match () {
                () if i.item.is_empty() => Err(Bad::NoItem),
                () if out.items.iter().any(|o: &Item| o.item == i.item) => Err(Bad::Twice),
                () => Ok(i),
            }
        });
        match found {
            Ok(i) => out.items.push(i),
            Err(e) => bad.push((n + 1, e)),
        }
    }
    Ok((out, bad))
}

#[cfg(test)]
mod tests {
    //! The mutating harness of record files: whatever stands in one, it is read or refused with a reason, and the checks over
    //! it end. `PLUMBLINE_LONG=1` makes the million.
    use super::super::{features::Kept, papers_check::Folder};
    use super::*;

    const SEED: &str = r#"{"forms": ["样表.docx"], "items": [
        {"item": "甲局/事项1", "unit": "甲局", "county": "云岭县", "answer": "已退还1.2万元。", "status": "done", "about_study": false,
         "needs_site": true, "site_records": 0, "evidence_opened": false, "causes": [{"what": "反馈", "date": "2031-03-03"}],
         "deadline": "2031-08-01T18:00:00+08:00", "submitted": "2031-08-01T17:00:00+08:00", "approved": "2031-08-01T17:03:00+08:00",
         "claims": [{"verb": "退还", "fen": 1200000, "paper": "a.txt"}, {"verb": "退还", "fen": 9223372036854775807}],
         "vouchers": [{"verb": "退还", "number": "30417001", "fen": 9223372036854775807, "paper": "v.xlsx"}],
         "asked": [{"record": "谈话.txt", "concerned": true, "knows": false}],
         "papers": {"p.jpg": {"date": "2031-05-05", "pre_existing": false}}},
        {"item": "甲局/事项2", "status": "not_yet", "claims": [{"verb": "退还", "fen": -9223372036854775808}]}]}"#;
    /// What stands in the place of a value: ends of ranges, other types, ends of the calendar.
    const VALUES: [&str; 16] = [
        "null",
        "true",
        "-1",
        "0",
        "1e400",
        "18446744073709551616",
        "9223372036854775807",
        "-9223372036854775808",
        "\"\"",
        "[]",
        "{}",
        "\"9999-12-31T23:59:59Z\"",
        "\"-009999-01-01\"",
        "\"2031-02-30\"",
        "\"\\ud800\"",
        "\"/../\"",
    ];

    fn next(state: &mut u64) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize
    }

    /// Where values of a JSON text begin and end: after a colon, up to the next comma or bracket. Rough on purpose.
    fn a_value(text: &[u8], state: &mut u64) -> Option<(usize, usize)> {
        let colons: Vec<usize> = (0..text.len()).filter(|i| text[*i] == b':').collect();
        let from = colons.get(next(state) % colons.len().max(1))? + 1;
        let len = text[from..].iter().position(|c| b",}]".contains(c))?;
        Some((from, from + len))
    }

    fn mutated(state: &mut u64) -> Vec<u8> {
        let mut text = SEED.as_bytes().to_vec();
        for _ in 0..=next(state) % 3 {
            let (at, kind) = (next(state) % text.len().max(1), next(state) % 6);
            match kind {
                0 if !text.is_empty() => text[at] = next(state) as u8,
                1 => text.truncate(at),
                2 => text.insert(at.min(text.len()), b"{}[]\",:"[next(state) % 7]),
                3 => {
                    let piece = text[at..(at + next(state) % 90).min(text.len())].to_vec();
                    text.splice(at..at, piece);
                }
                _ => {
                    if let Some((a, b)) = a_value(&text, state) {
                        text.splice(a..b, VALUES[next(state) % VALUES.len()].bytes());
                    }
                }
            }
        }
        text
    }

    #[test]
    fn whatever_stands_in_a_record_file_is_read_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let runs = if std::env::var("PLUMBLINE_LONG").is_ok() { 1_000_000 } else { 3_000 };
        let (mut state, mut read, mut refused, mut entries) = (5, 0, 0, 0);
        let mut kept = Kept::open(&dir.path().join("out")).unwrap();
        for _ in 0..runs {
            // As `files::read_text` does: what is no UTF-8 becomes replacement characters.
            let text = String::from_utf8_lossy(&mutated(&mut state)).into_owned();
            match parse(&text) {
                Ok((records, bad)) => {
                    (read, entries) = (read + 1, entries + bad.len());
                    let found = Folder::new(Vec::new(), Records { forms: Vec::new(), ..records }, Lang::En).findings(&mut kept).unwrap();
                    assert!(found.blocking.len() + found.remarks.len() < 1_000);
                }
                Err(e) => {
                    refused += 1;
                    assert!(!e.to_string().is_empty());
                }
            }
        }
        println!("{read} read with {entries} entries left out, {refused} refused");
        assert!(read * 10 > runs && refused * 10 > runs && entries * 20 > runs, "{read} {refused} {entries} of {runs}");
    }
}
