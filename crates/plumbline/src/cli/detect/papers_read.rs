//! Text and metadata of one file: docx, xlsx, PDF, picture. One function, so that the crate that reads papers can take
//! its place. Archives are unpacked under limits.

use detect::checks::{Metadata, day_of};
use lopdf::{Document, Object};
use std::io::{Cursor, Read};
use std::path::Path;

/// What a file gives.
#[derive(Debug, Default)]
pub struct Paper {
    pub text: String,
    pub metadata: Metadata,
    pub picture: bool,
}

const FILE_BYTES_MAX: u64 = 64 << 20;
const PART_BYTES_MAX: u64 = 32 << 20;
const PARTS_MAX: usize = 2_000;
const PAGES_MAX: usize = 500;

/// Reads a file by its ending; the error is the code of a complaint.
pub fn read(path: &Path) -> Result<(Vec<u8>, Paper), &'static str> {
    if std::fs::metadata(path).map_err(|_| "unreadable-file")?.len() > FILE_BYTES_MAX {
        return Err("too-large");
    }
    let bytes = std::fs::read(path).map_err(|_| "unreadable-file")?;
    if bytes.is_empty() {
        return Err("empty");
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let paper = match ending.as_str() {
        "docx" => office(&bytes, &["word/document.xml"])?,
        "xlsx" => office(&bytes, &["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])?,
        // A hostile file may trip the reader; the other files must not suffer for it.
        "pdf" => std::panic::catch_unwind(|| pdf(&bytes)).map_err(|_| "broken-file")??,
        "jpg" | "jpeg" | "png" | "webp" => picture(&bytes),
        "txt" | "md" => Paper { text: String::from_utf8_lossy(&bytes).into_owned(), ..Paper::default() },
        _ => return Err("unknown-kind"),
    };
    Ok((bytes, paper))
}

fn office(bytes: &[u8], parts: &[&str]) -> Result<Paper, &'static str> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "broken-file")?;
    if zip.len() > PARTS_MAX {
        return Err("too-large");
    }
    let mut out = Paper::default();
    for name in parts {
        if let Some(xml) = part(&mut zip, name)? {
            out.text.push_str(&xml_text(&xml));
            out.metadata.rsids.extend(attributes(&xml, "w:rsid"));
        }
    }
    if let Some(xml) = part(&mut zip, "word/settings.xml")? {
        out.metadata.rsids.extend(tags(&xml, "w:rsid").filter_map(|t| value_of(t, "w:val")));
    }
    if let Some(xml) = part(&mut zip, "docProps/core.xml")? {
        let field = |name: &str| element(&xml, name).unwrap_or_default();
        out.metadata.created = iso_seconds(&field("dcterms:created"));
        out.metadata.modified = iso_seconds(&field("dcterms:modified"));
        out.metadata.author = field("dc:creator");
        out.metadata.edited_by = field("cp:lastModifiedBy");
    }
    Ok(out)
}

fn part(zip: &mut zip::ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, &'static str> {
    let Ok(file) = zip.by_name(name) else { return Ok(None) };
    let mut bytes = Vec::new();
    // The size in the header may lie, so the reader itself is bounded.
    let n = file.take(PART_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|_| "broken-file")?;
    if n as u64 > PART_BYTES_MAX { Err("too-large") } else { Ok(Some(String::from_utf8_lossy(&bytes).into_owned())) }
}

/// Inner parts of all tags that begin with a name.
fn tags<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    xml.split('<').skip(1).filter_map(move |t| t.split('>').next()).filter(move |t| t.split([' ', '/']).next() == Some(name))
}

fn value_of(tag: &str, attribute: &str) -> Option<String> {
    let rest = tag.split_once(&format!("{attribute}=\""))?.1;
    rest.split('"').next().map(str::to_owned)
}

/// Values of all attributes whose name begins so.
fn attributes<'a>(xml: &'a str, prefix: &'a str) -> impl Iterator<Item = String> + 'a {
    xml.split(prefix)
        .skip(1)
        .filter_map(|t| t.split_once("=\""))
        .filter(|(n, _)| n.len() <= 12 && n.chars().all(char::is_alphanumeric))
        .filter_map(|(_, v)| v.split('"').next())
        .map(str::to_owned)
}

fn element(xml: &str, name: &str) -> Option<String> {
    let rest = xml.split_once(&format!("<{name}"))?.1.split_once('>')?.1;
    Some(unescape(rest.split('<').next()?))
}

fn unescape(s: &str) -> String {
    s.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

fn xml_text(xml: &str) -> String {
    let mut out = String::new();
    for t in xml.split('<').skip(1) {
        let Some((tag, text)) = t.split_once('>') else { continue };
        match tag.split([' ', '/']).next() {
            Some("w:t" | "t" | "v") if !tag.ends_with('/') => out.push_str(&unescape(text)),
            _ if matches!(tag, "/w:p" | "/si" | "/row" | "/c") => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// Seconds of `2023-05-06T07:08:09Z`; zones other than UTC are left aside, since a day's width is enough here.
fn iso_seconds(s: &str) -> Option<i64> {
    let n = |r: std::ops::Range<usize>| s.get(r)?.parse::<i64>().ok();
    let (y, m, d) = (n(0..4)?, n(5..7)?, n(8..10)?);
    let time = n(11..13).unwrap_or(0) * 3600 + n(14..16).unwrap_or(0) * 60 + n(17..19).unwrap_or(0);
    ((1..=12).contains(&m) && (1..=31).contains(&d)).then(|| day_of(y, m, d) * 86_400 + time)
}

fn pdf(bytes: &[u8]) -> Result<Paper, &'static str> {
    let doc = Document::load_mem(bytes).map_err(|_| "broken-file")?;
    let mut out = Paper::default();
    let pages: Vec<u32> = doc.get_pages().keys().copied().take(PAGES_MAX).collect();
    // A page without a text layer is a scan: no complaint.
    out.text = doc.extract_text(&pages).unwrap_or_default();
    let info = doc.trailer.get(b"Info").ok().and_then(|o| match o {
        Object::Reference(id) => doc.get_object(*id).ok(),
        o => Some(o),
    });
    if let Some(info) = info.and_then(|o| o.as_dict().ok()) {
        let field = |k: &[u8]| info.get(k).ok().and_then(|v| v.as_str().ok()).map(|v| String::from_utf8_lossy(v).into_owned());
        let date = |k: &[u8]| field(k).and_then(|s| compact_seconds(s.trim_start_matches("D:")));
        out.metadata.created = date(b"CreationDate");
        out.metadata.modified = date(b"ModDate");
        out.metadata.author = field(b"Author").unwrap_or_default();
    }
    Ok(out)
}

/// Seconds of `20230506070809`.
fn compact_seconds(s: &str) -> Option<i64> {
    let n = |r: std::ops::Range<usize>| s.get(r);
    iso_seconds(&format!(
        "{}-{}-{}T{}:{}:{}",
        n(0..4)?,
        n(4..6)?,
        n(6..8)?,
        n(8..10).unwrap_or("00"),
        n(10..12).unwrap_or("00"),
        n(12..14).unwrap_or("00")
    ))
}

fn picture(bytes: &[u8]) -> Paper {
    let mut out = Paper { picture: true, ..Paper::default() };
    // Chat programs strip EXIF; its absence proves nothing and is no complaint.
    if let Some((taken, camera)) = detect::photo::decode::exif(bytes) {
        out.metadata.taken = iso_seconds(&taken.replacen(':', "-", 2));
        out.metadata.camera = camera;
    }
    out
}
