//! What files say of their own making, and what they do not say.
#![allow(clippy::unwrap_used)]

#[path = "common/files.rs"]
mod files;

use papers::read::{Metadata, ReadError, metadata};

const CORE: &str = r#"<?xml version="1.0"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>甲 &amp; 乙</dc:creator><cp:lastModifiedBy>丙</cp:lastModifiedBy><dcterms:created>2022-03-01T16:30:00Z</dcterms:created><dcterms:modified>2022-03-02T08:00:00+08:00</dcterms:modified></cp:coreProperties>"#;

fn word(core: &str, settings: &str, body: &str) -> Vec<u8> {
    files::pack(&[
        ("docProps/core.xml", core.as_bytes().to_vec()),
        ("word/settings.xml", settings.as_bytes().to_vec()),
        ("word/document.xml", body.as_bytes().to_vec()),
    ])
}

/// Seconds of a day of 2022 counted from 1 January, and a time.
fn at(day: i64, hour: i64, minute: i64) -> Option<i64> {
    Some((18_993 + day) * 86_400 + hour * 3600 + minute * 60)
}

#[test]
fn a_word_file_tells_persons_times_and_sessions() {
    let settings =
        r#"<w:settings xmlns:w="w"><w:rsids><w:rsidRoot w:val="00A1"/><w:rsid w:val="00A1"/><w:rsid w:val="00B2"/></w:rsids></w:settings>"#;
    let body = r#"<w:document xmlns:w="w"><w:body><w:p w:rsidR="00C3" w:rsidRDefault="00B2"><w:r w:rsidRPr="00D4"><w:t>w:rsidR="00E5"</w:t></w:r></w:p></w:body></w:document>"#;
    let found = metadata(&word(CORE, settings, body)).unwrap();
    let rsids = ["00A1", "00B2", "00C3", "00D4"].map(str::to_owned).into();
    let (author, edited_by) = ("甲 & 乙".to_owned(), "丙".to_owned());
    assert_eq!(found, Metadata { created: at(59, 16, 30), modified: at(60, 0, 0), author, edited_by, rsids });
}

#[test]
fn a_sheet_has_no_sessions_and_a_bare_file_says_nothing() {
    assert_eq!(metadata(&files::register()).unwrap(), Metadata::default());
    assert_eq!(metadata(&files::notice_pdf()).unwrap(), Metadata::default());
    assert_eq!(metadata("一、正文".as_bytes()).unwrap(), Metadata::default());
    assert_eq!(metadata(b"").unwrap(), Metadata::default());
}

#[test]
fn a_pdf_tells_its_newest_information() {
    let mut pdf = files::notice_pdf();
    // Saved twice: the second trailer points to other information.
    pdf.extend(b"\n20 0 obj\n<< /Author (old) /CreationDate (D:20220102) >>\nendobj\ntrailer << /Info 20 0 R >>\n");
    pdf.extend(b"21 0 obj\n<< /Author <FEFF7532> /CreationDate (D:20220302003000+08'00') /ModDate (D:20220303) >>\nendobj\n");
    pdf.extend(b"trailer << /Info 21 0 R >>\n%%EOF");
    let found = metadata(&pdf).unwrap();
    assert_eq!((found.author.as_str(), found.created, found.modified), ("甲", at(59, 16, 30), at(61, 0, 0)));
}

#[test]
fn days_that_do_not_exist_and_damaged_files_are_not_believed() {
    for wrong in ["", "2022", "2022-13-01T00:00:00Z", "2022-02-3", "昨天", "２０２２-03-01T00:00:00Z"] {
        let core = CORE.replace("2022-03-01T16:30:00Z", wrong);
        assert_eq!(metadata(&word(&core, "", "")).unwrap().created, None, "{wrong}");
    }
    for day in ["1600-02-29", "1970-01-01", "2000-03-01", "2100-12-31"] {
        let core = CORE.replace("2022-03-01T16:30:00Z", day);
        assert!(metadata(&word(&core, "", "")).unwrap().created.is_some(), "{day}");
    }
    assert!(matches!(metadata(b"PK\x03\x04 and nothing more"), Err(ReadError::Broken(_))));
    let entities = r#"<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>"#;
    assert_eq!(metadata(&word(entities, "", "")), Err(ReadError::Entities));
}
