//! Files made in code, so that the repository holds no binaries.

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

/// What a Word file or a workbook tells of its making.
#[derive(Debug, Clone, Default)]
pub struct Making {
    pub author: String,
    pub edited_by: String,
    /// Days since 1970-01-01.
    pub created: i64,
    pub modified: i64,
    pub rsids: Vec<String>,
}

fn pack(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn core(m: &Making) -> String {
    let at = |d: i64| format!("{}T03:00:00Z", detect::checks::date_of(d));
    format!(
        r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>{}</dc:creator><cp:lastModifiedBy>{}</cp:lastModifiedBy><dcterms:created>{}</dcterms:created><dcterms:modified>{}</dcterms:modified></cp:coreProperties>"#,
        m.author,
        m.edited_by,
        at(m.created),
        at(m.modified)
    )
}

/// A Word file; every line is a paragraph.
pub fn docx(text: &str, m: &Making) -> Vec<u8> {
    let w = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let body: String = text.lines().map(|l| format!("<w:p><w:r><w:t>{l}</w:t></w:r></w:p>")).collect();
    let rsids: String = m.rsids.iter().map(|r| format!(r#"<w:rsid w:val="{r}"/>"#)).collect();
    pack(&[
        ("word/document.xml", format!("<w:document {w}><w:body>{body}</w:body></w:document>")),
        ("word/settings.xml", format!("<w:settings {w}><w:rsids>{rsids}</w:rsids></w:settings>")),
        ("docProps/core.xml", core(m)),
    ])
}

/// A workbook of one sheet.
pub fn xlsx(rows: &[Vec<String>], m: &Making) -> Vec<u8> {
    let s = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let cell = |r: usize, c: usize, t: &str| {
        format!(r#"<c r="{}{}" t="inlineStr"><is><t>{t}</t></is></c>"#, char::from(b'A' + u8::try_from(c).unwrap()), r + 1)
    };
    let row = |(r, cells): (usize, &Vec<String>)| {
        format!(r#"<row r="{}">{}</row>"#, r + 1, cells.iter().enumerate().map(|(c, t)| cell(r, c, t)).collect::<String>())
    };
    let sheet: String = rows.iter().enumerate().map(row).collect();
    let link = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#;
    pack(&[
        ("xl/workbook.xml", format!(r#"<workbook {s}><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels", link.to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {s}><sheetData>{sheet}</sheetData></worksheet>")),
        ("docProps/core.xml", core(m)),
    ])
}

/// A PDF of one page and its dates; the last line stands on the right, as a signature does.
pub fn pdf(lines: &[&str], m: &Making) -> Vec<u8> {
    let hex = |s: &str| s.encode_utf16().map(|u| format!("{u:04X}")).collect::<String>();
    let show = |(n, t): (usize, &&str)| {
        format!("BT /F1 12 Tf 1 0 0 1 {} {} Tm <{}> Tj ET\n", if n + 1 == lines.len() { 400 } else { 72 }, 780 - 20 * n, hex(t))
    };
    let content: String = lines.iter().enumerate().map(show).collect();
    let date = |d: i64| format!("(D:{}030000Z)", detect::checks::date_of(d).replace('-', ""));
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /DW 1000 >>".to_owned(),
        format!("<< /CreationDate {} /ModDate {} >>", date(m.created), date(m.modified)),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    for (i, o) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n{o}\nendobj\n", i + 1).bytes());
    }
    out.extend(b"trailer << /Root 1 0 R /Info 7 0 R >>\n%%EOF");
    out
}

/// A picture of grey sheets that lie over each other, different for every seed.
pub fn picture(seed: u64, side: u32) -> image::GrayImage {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40).unwrap() % below
    };
    let mut out = image::GrayImage::from_pixel(side, side, image::Luma([120]));
    for _ in 0..90 {
        let (x, y, w, h, tone) = (next(side), next(side), 3 + next(side / 4 + 1), 3 + next(side / 5 + 1), 30 + next(190));
        for (i, j) in (x..(x + w).min(side)).flat_map(|i| (y..(y + h).min(side)).map(move |j| (i, j))) {
            out.put_pixel(i, j, image::Luma([u8::try_from(tone).unwrap()]));
        }
    }
    out.pixels_mut().for_each(|p| p.0[0] = p.0[0].saturating_add(u8::try_from(next(12)).unwrap()));
    out
}

/// The picture as JPEG; with the day it was taken where one is given.
pub fn jpeg(picture: &image::GrayImage, taken: Option<i64>) -> Vec<u8> {
    let mut out = Vec::new();
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90)).unwrap();
    if let Some(day) = taken {
        let segment = exif(&format!("{} 09:30:00\0", detect::checks::date_of(day).replace('-', ":")));
        out.splice(2..2, segment);
    }
    out
}

/// A segment of EXIF that holds the time of taking and nothing else.
fn exif(time: &str) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    // One entry that leads to the second table, in it the time.
    tiff.extend([0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0]);
    tiff.extend([0, 1, 0x90, 0x03, 0, 2, 0, 0, 0, u8::try_from(time.len()).unwrap(), 0, 0, 0, 44, 0, 0, 0, 0]);
    tiff.extend(time.bytes());
    let mut out = vec![0xFF, 0xE1];
    out.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out
}

/// A picture as PNG.
pub fn png(picture: &image::GrayImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A few bytes that claim to be a picture of 3.6 thousand million pixels.
pub fn bomb() -> Vec<u8> {
    let mut out = png(&picture(1, 64));
    out[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    out[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let crc = crc32(&out[12..29]);
    out[29..33].copy_from_slice(&crc.to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |c, b| (0..8).fold(c ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 }))
}

/// An office file under a password: the container that holds nothing but what is encrypted.
pub fn encrypted() -> Vec<u8> {
    let mut out = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    out.resize(512, 0);
    out.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    out.resize(2048, 0);
    out
}
