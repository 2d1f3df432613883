//! `detect papers`: what the files of a folder tell. The folder of a file is its unit and item.

use super::{Failure, files, papers_read, photos};
use crate::text::{Lang, text, text_with};
use detect::checks::{self, Attachment, Dated};
use detect::photo::Album;
use detect::signal::Signal;
use detect::signals;
use detect::text::{FactKind, fact::facts, normalize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Characters before a document's bracket that name its issuer.
const ISSUER_CHARS_MAX: usize = 8;

/// Reads all files of a folder and writes their signals.
pub fn papers(dir: &Path, output: &Path, lang: Lang) -> Result<(), Failure> {
    let paths = files::walk(dir)?;
    let (mut attachments, mut dated, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
    for (n, p) in paths.iter().enumerate() {
        let shown = p.strip_prefix(dir).unwrap_or(p).display().to_string();
        match papers_read::read(p) {
            Ok((bytes, paper)) => {
                let group = p.parent().and_then(|d| d.strip_prefix(dir).ok()).map(|d| d.display().to_string()).unwrap_or_default();
                let (a, d) = describe(&shown, &group, &bytes, &paper);
                if paper.picture {
                    pictures.push((shown, a.item.clone(), p.clone()));
                }
                attachments.push(a);
                dated.push(d);
            }
            Err(code) => files::complain(lang, &shown, code),
        }
        files::progress(lang, n + 1, paths.len());
    }
    let mut found = checks::file_metadata(&attachments);
    found.extend(checks::shared_editing(&attachments, &[]));
    found.extend(checks::same_file(&attachments));
    found.extend(checks::same_series(&attachments));
    found.extend(checks::number_twice(&dated));
    found.extend(checks::number_order(&dated));
    found.extend(same_photos(&pictures, lang));
    found.sort();
    let mut out = String::new();
    for s in found.iter().filter(|s| !s.silent) {
        out.push_str(&line(s, lang, output)?);
        out.push('\n');
    }
    files::replace(output, &out)
}

/// A signal with its wording.
fn line(s: &Signal, lang: Lang, output: &Path) -> Result<String, Failure> {
    let fail = |source| Failure::Json { path: output.display().to_string(), source };
    let mut json = serde_json::to_value(s).map_err(fail)?;
    // Parameter names come from the crate and live as long as the program only there; the list is closed.
    let names = [
        "date",
        "created",
        "edited",
        "by",
        "taken",
        "sessions",
        "items",
        "numbers",
        "number",
        "title_a",
        "title_b",
        "other",
        "other_date",
        "agreement",
    ];
    let params: Vec<(&'static str, String)> =
        s.params.iter().filter_map(|(k, v)| names.iter().find(|n| *n == k).map(|n| (*n, v.clone()))).collect();
    json["text"] = text_with(lang, &format!("detect-signal-{}", s.fact), &params).into();
    json["explanation_texts"] = s.explanations.iter().map(|e| text(lang, &format!("detect-explanation-{e}"))).collect::<Vec<_>>().into();
    serde_json::to_string(&json).map_err(fail)
}

fn describe(shown: &str, group: &str, bytes: &[u8], paper: &papers_read::Paper) -> (Attachment, Dated) {
    let n = normalize(&paper.text);
    let found = facts(&n.chars);
    let full = |f: &&detect::text::Fact| f.kind == FactKind::Date && f.extra > 0;
    // Official papers are dated at their end.
    let last = found.iter().rfind(full);
    let day = last.map(|f| checks::day_of(i64::from(f.extra), (f.value / 100) as i64, (f.value % 100) as i64));
    let first = found.iter().find(|f| f.kind == FactKind::Document);
    let number = first.filter(|f| f.start < 120).map(|f| {
        let from = (f.start as usize).saturating_sub(ISSUER_CHARS_MAX);
        let before = &n.chars[from..f.start as usize];
        let word = before.iter().rposition(|c| !c.is_alphanumeric()).map_or(0, |i| i + 1);
        (before[word..].iter().collect::<String>(), f.extra, f.value)
    });
    let attachment = Attachment {
        paper: shown.to_owned(),
        unit: group.split(['/', '\\']).next().unwrap_or_default().to_owned(),
        item: group.to_owned(),
        digest: hex::encode(Sha256::digest(bytes)),
        day,
        metadata: paper.metadata.clone(),
        numbers: found.iter().filter(|f| f.kind == FactKind::Code).map(|f| f.value).collect(),
    };
    let title: String = n.chars.split(|c| *c == '\n').find(|l| l.len() > 4).unwrap_or_default().iter().take(60).collect();
    let span = last.map_or((0, 0), |f| (n.offsets[f.start as usize], n.end_of(f.end as usize - 1)));
    (attachment, Dated { paper: shown.to_owned(), day, span, number, title, ..Dated::default() })
}

/// One photograph or scan under two items.
fn same_photos(pictures: &[(String, String, PathBuf)], lang: Lang) -> Vec<Signal> {
    let by: BTreeMap<&str, (&str, &Path)> =
        pictures.iter().map(|(shown, item, p)| (shown.as_str(), (item.as_str(), p.as_path()))).collect();
    let mut album = Album::default();
    for (shown, _, path) in pictures {
        match photos::load(path) {
            // Names within a folder differ, so none is refused.
            Ok(p) => drop(album.add(shown, &p.features)),
            Err(code) => files::complain(lang, shown, code),
        }
    }
    let pairs = album.pairs(|id| photos::load(by.get(id)?.1).ok());
    let other_item = pairs.into_iter().filter(|p| by.get(p.a.as_str()).map(|x| x.0) != by.get(p.b.as_str()).map(|x| x.0));
    other_item.map(|p| signals::photo(&p)).collect()
}
