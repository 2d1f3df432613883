//! What a file says of its own making: who, when, in which editing sessions. It proves little by itself (a copied
//! file keeps its author, a converted one gets a new day), so it is handed over as it stands and judged elsewhere.

use super::{
    ReadError,
    pack::Pack,
    pdf::Pdf,
    xml::{Met, walk},
};
use std::collections::BTreeSet;

/// Editing sessions that are kept.
const RSIDS_MAX: usize = 10_000;

/// What a file says of its own making. Times are seconds since 1970-01-01 UTC; a time without a zone is read as UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    pub created: Option<i64>,
    pub modified: Option<i64>,
    /// Who made it, empty where it is not said.
    pub author: String,
    /// Who saved it last.
    pub edited_by: String,
    /// Numbers that Word gives to editing sessions; files that share them come from one file.
    pub rsids: BTreeSet<String>,
}

/// Reads the metadata of docx, xlsx and PDF; of any other file there is none.
pub fn metadata(bytes: &[u8]) -> Result<Metadata, ReadError> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.starts_with(b"PK\x03\x04") {
        office(&mut Pack::open(bytes)?)
    } else if head.windows(5).any(|w| w == b"%PDF-") {
        Ok(of_pdf(&Pdf::open(bytes)?))
    } else {
        Ok(Metadata::default())
    }
}

fn office(pack: &mut Pack) -> Result<Metadata, ReadError> {
    let mut out = Metadata::default();
    if let Some(xml) = pack.part("docProps/core.xml")? {
        core(&xml, &mut out)?;
    }
    for part in ["word/settings.xml", "word/document.xml"] {
        if let Some(xml) = pack.part(part)? {
            sessions(&xml, &mut out.rsids)?;
        }
    }
    Ok(out)
}

fn core(xml: &[u8], out: &mut Metadata) -> Result<(), ReadError> {
    let mut text = String::new();
    walk(xml, &mut |met| {
        match met {
            Met::Open(_) => text.clear(),
            Met::Text(t) => text.push_str(t),
            Met::Close(name) => {
                let value = text.trim();
                match name {
                    "created" => out.created = iso_seconds(value),
                    "modified" => out.modified = iso_seconds(value),
                    "creator" => out.author = value.to_owned(),
                    "lastModifiedBy" => out.edited_by = value.to_owned(),
                    _ => {}
                }
                text.clear();
            }
        }
        Ok(true)
    })
    .map(drop)
}

/// Paragraphs and runs carry the session in attributes; the settings list all of them in elements.
fn sessions(xml: &[u8], out: &mut BTreeSet<String>) -> Result<(), ReadError> {
    const ATTRIBUTES: [&str; 5] = ["rsidR", "rsidRDefault", "rsidP", "rsidRPr", "rsidTr"];
    walk(xml, &mut |met| {
        if let Met::Open(tag) = met {
            match tag.name {
                "rsid" | "rsidRoot" => out.extend(tag.get("val")),
                "p" | "r" | "tr" | "sectPr" => out.extend(ATTRIBUTES.iter().filter_map(|a| tag.get(a))),
                _ => {}
            }
        }
        Ok(out.len() < RSIDS_MAX)
    })
    .map(drop)
}

fn of_pdf(pdf: &Pdf) -> Metadata {
    let field = |name: &str| pdf.info(name).map(|b| text_of(&b)).unwrap_or_default();
    Metadata {
        created: pdf_seconds(&field("CreationDate")),
        modified: pdf_seconds(&field("ModDate")),
        author: field("Author"),
        ..Metadata::default()
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 behind its mark, else one byte a character.
fn text_of(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

/// Seconds of `2023-05-06T07:08:09Z`, or with an offset.
fn iso_seconds(text: &str) -> Option<i64> {
    let (date, rest) = (text.get(..10)?, text.get(10..).unwrap_or_default());
    let time = rest.strip_prefix('T').unwrap_or_default();
    let clock: String = time.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let zone = time.get(clock.len()..).unwrap_or_default().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    seconds(&digits(date), &digits(&clock), zone)
}

/// Seconds of `D:20230506070809+08'00'`.
fn pdf_seconds(text: &str) -> Option<i64> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let figures: String = text.chars().take_while(char::is_ascii_digit).collect();
    let zone = text.get(figures.len()..).unwrap_or_default();
    let (date, clock) = figures.split_at(figures.len().min(8));
    seconds(date, clock, zone)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Seconds of `YYYYMMDD`, `HHMMSS` (or less of it) and a zone such as `Z`, `+08:00`, `+08'00'`.
fn seconds(date: &str, clock: &str, zone: &str) -> Option<i64> {
    let part = |text: &str, from: usize| text.get(from..from + 2).and_then(|t| t.parse::<i64>().ok());
    let (year, month, day) = (date.get(..4)?.parse::<i64>().ok()?, part(date, 4)?, part(date, 6)?);
    let (hour, minute, second) = (part(clock, 0).unwrap_or(0), part(clock, 2).unwrap_or(0), part(clock, 4).unwrap_or(0));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let figures = digits(zone);
    let offset = part(&figures, 0).unwrap_or(0) * 3600 + part(&figures, 2).unwrap_or(0) * 60;
    let ahead = if zone.starts_with('-') { -offset } else { offset };
    Some(day_number(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - ahead)
}

/// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 719_469
}
