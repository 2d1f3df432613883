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

/// Reads a record file. A file that is no record at all fails; a bad entry is named and left out.
pub fn read(path: &Path, lang: Lang) -> Result<Records, Failure> {
    let text = files::read_text(path)?;
    let fail = |source| Failure::Json { path: path.display().to_string(), source };
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(fail)?;
    let mut out = Records { forms: file.forms, ..Records::default() };
    for (n, value) in file.items.into_iter().enumerate() {
        let at = format!("{}:{}", path.display(), n + 1);
        match serde_json::from_value::<Item>(value) {
            Ok(mut i) => {
                i.item = i.item.trim_matches('/').to_owned();
                if i.item.is_empty() || out.items.iter().any(|o| o.item == i.item) {
                    files::complain(lang, &at, if i.item.is_empty() { "no-item" } else { "id-twice" });
                } else {
                    out.items.push(i);
                }
            }
            Err(e) => eprintln!("{}", text_with(lang, "detect-bad-record", &[("file", at), ("cause", e.to_string())])),
        }
    }
    Ok(out)
}
