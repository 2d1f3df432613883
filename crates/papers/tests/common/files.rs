//! Small files of every kind, made here so that the repository holds no binaries.
#![allow(dead_code)]

use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

/// An archive of parts.
pub fn pack(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#;

/// A Word file with a body; styles and numbering are always the same.
pub fn docx(body: &str) -> Vec<u8> {
    let level = |i: usize, format: &str, text: &str| {
        format!(
            r#"<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let levels = [
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimal", "（%4）"),
    ];
    let numbering = format!(
        r#"<w:numbering {W}><w:abstractNum w:abstractNumId="7">{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>"#,
        levels.concat()
    );
    let styles = format!(
        r#"<w:styles {W}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H1"/></w:style><w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>"#
    );
    let notes = format!(r#"<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>脚注内容。</w:t></w:r></w:p></w:footnote></w:footnotes>"#);
    let document = format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>"#);
    pack(&[
        ("word/document.xml", document.into_bytes()),
        ("word/numbering.xml", numbering.into_bytes()),
        ("word/styles.xml", styles.into_bytes()),
        ("word/footnotes.xml", notes.into_bytes()),
    ])
}

/// A paragraph, numbered at a level of the list where one is given.
pub fn p(text: &str, level: Option<usize>) -> String {
    let number =
        level.map(|l| format!(r#"<w:pPr><w:numPr><w:ilvl w:val="{l}"/><w:numId w:val="1"/></w:numPr></w:pPr>"#)).unwrap_or_default();
    format!("<w:p>{number}<w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A notice with everything that a Word file can hide.
pub fn rich_docx() -> Vec<u8> {
    let cell = |extra: &str, text: &str| format!("<w:tc><w:tcPr>{extra}</w:tcPr>{}</w:tc>", p(text, None));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = [
        row(&[cell("", "问题"), cell("", "整改措施"), cell("", "完成时限")]),
        row(&[cell(r#"<w:vMerge w:val="restart"/>"#, "台账不清"), cell("", "重建台账"), cell("", "2022年3月底")]),
        row(&[cell("<w:vMerge/>", ""), cell("", "每月核对"), cell("", "2022年4月")]),
    ];
    let changed = r#"<w:p><w:r><w:t>清退</w:t></w:r><w:del w:author="甲" w:date="2022-01-01T00:00:00Z"><w:r><w:delText>5万元</w:delText></w:r></w:del><w:ins w:author="乙"><w:r><w:t>3万元</w:t></w:r></w:ins><w:r><w:t>。</w:t></w:r></w:p>"#;
    let boxed = format!(
        r#"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#,
        p("框内文字", None),
        p("框内文字", None)
    );
    let styled = |s: &str, t: &str| format!(r#"<w:p><w:pPr><w:pStyle w:val="{s}"/></w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>"#);
    let body = [
        p("云岭县水务局党组关于巡察整改情况的通报", None),
        styled("TOC1", "总体情况	1"),
        styled("Own", "总体情况"),
        boxed,
        p("整改情况", Some(0)),
        p("资金方面", Some(1)),
        p("台账混乱问题", Some(2)),
        changed.to_owned(),
        p("制度缺失问题", Some(2)),
        p("队伍方面", Some(1)),
        p("培训不足问题", Some(2)),
        format!("<w:tbl>{}</w:tbl>", table.concat()),
    ];
    docx(&body.concat())
}

const S: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// A workbook with one sheet.
pub fn xlsx(sheet: &str, strings: &[&str]) -> Vec<u8> {
    let strings: String = strings.iter().map(|s| format!("<si><t>{s}</t></si>")).collect();
    let parts: [(&str, String); 5] = [
        ("xl/workbook.xml", format!(r#"<workbook {S}><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>"#)),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned(),
        ),
        ("xl/sharedStrings.xml", format!("<sst {S}>{strings}</sst>")),
        ("xl/styles.xml", format!(r#"<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#)),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {S}>{sheet}</worksheet>")),
    ];
    pack(&parts.map(|(n, x)| (n, x.into_bytes())))
}

/// A register of two problems, one over merged rows.
pub fn register() -> Vec<u8> {
    let strings = [
        "问题",
        "整改措施",
        "责任单位",
        "完成时限",
        "完成情况",
        "食堂采购不规范",
        "重新招标",
        "总务科、财务科",
        "已完成",
        "账目不清",
        "清账",
        "公开",
    ];
    let sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row><row r="2"><c r="A2" t="s"><v>5</v></c><c r="B2" t="s"><v>6</v></c><c r="C2" t="s"><v>7</v></c><c r="D2" s="1"><v>44834</v></c><c r="E2" t="s"><v>8</v></c></row><row r="3"><c r="A3" t="s"><v>9</v></c><c r="B3" t="s"><v>10</v></c></row><row r="4"><c r="B4" t="s"><v>11</v></c></row></sheetData><mergeCells><mergeCell ref="A3:A4"/></mergeCells>"#;
    xlsx(sheet, &strings)
}

/// A PDF of one page; each line at its place, the font's table of characters beside it.
pub fn pdf(lines: &[(&str, i32, i32)]) -> Vec<u8> {
    let hex = |s: &str| s.encode_utf16().map(|u| format!("{u:04X}")).collect::<String>();
    let content: String = lines.iter().map(|(t, x, y)| format!("BT /F1 12 Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET\n", hex(t))).collect();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /DW 1000 >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    for (i, o) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n{o}\nendobj\n", i + 1).bytes());
    }
    out.extend(b"trailer << /Root 1 0 R >>\n%%EOF");
    out
}

/// A notice as PDF, one heading wrapped.
pub fn notice_pdf() -> Vec<u8> {
    pdf(&[
        ("云岭县水务局党组关于巡察整改情况的通报", 120, 780),
        ("一、针对“堤防日常管护不到位、部分岸段多年没有安排专人", 72, 750),
        ("巡查”问题", 72, 730),
        ("1.修复堤防2处。", 96, 710),
        ("2.追缴费用1.5万元。", 96, 690),
        ("— 1 —", 280, 40),
    ])
}

pub const NOTICE: &str = "云岭县水务局党组关于巡察整改情况的通报\n一、针对“堤防管护不到位”问题\n（一）整改措施：一是修复堤防2处。二是追缴费用1.5万元。\n责任单位：工程股\n完成时限：2022年2月30日\n二、關(guān)於“台賬(zhàng)不清”問題(tí)\n①重建台账。②培训3人次，诫勉2人。\n云岭县水务局党组\n2022年5月6日\n";

/// A PDF whose only page is one picture.
pub fn scan(picture: &str, data: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n1 0 obj\n<< /Type /Page /Resources << /XObject << /I 3 0 R >> >> /Contents 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Length 5 >>\nstream\n/I Do\nendstream\nendobj\n3 0 obj\n"
        .to_vec();
    out.extend(format!("<< /Subtype /Image {picture} /Length {} >>\nstream\n", data.len()).bytes());
    out.extend(data);
    out.extend(b"\nendstream\nendobj\n");
    out
}

/// Bytes as FlateDecode unpacks them.
pub fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A register that was pasted with every cell on a line of its own.
pub const STACKED: &str = "云岭县水务局党组巡察整改情况公示表\n序号\n反馈问题\n整改举措\n完成情况\n1\n堤防管护不到位\n修复堤防2处\n已完成\n2\n台账不清\n重建台账\n整改中\n3\n水费收缴不及时\n清理欠费\n已完成\n";

/// A register whose values commas part, quoted and not.
pub const SEPARATED: &str = "云岭县水务局整改台账\n序号,反馈问题,整改措施,完成情况\n1,\"堤防管护不到位,\n钥匙挂在门外\",修复堤防2处,已完成\n,,\"印发\"\"须知\"\"\",\n2,台账不清,重建台账,整改中\n";

/// Codes as LZW streams hold them: a code grows by a bit one code early, or not.
pub fn lzw_codes(codes: &[usize], early: usize) -> Vec<u8> {
    let (mut bits, mut since) = (Vec::new(), 0usize);
    for code in codes {
        // The reader makes an entry with every code but the first after a clearing.
        let known = (258 + since.saturating_sub(1)).min(4096);
        let width = (((known + early).ilog2() + 1) as usize).clamp(9, 12);
        bits.extend((0..width).rev().map(|i| code >> i & 1 == 1));
        since = if *code == 256 { 0 } else { since + 1 };
    }
    bits.chunks(8).map(|b: &[bool]| (0..8).fold(0, |v, i| v << 1 | u8::from(b.get(i) == Some(&true)))).collect()
}

/// Packs bytes with LZW.
pub fn lzw(data: &[u8], early: usize) -> Vec<u8> {
    let (mut codes, mut table, mut word) = (vec![256], std::collections::HashMap::<Vec<u8>, usize>::new(), Vec::<u8>::new());
    let code = |table: &std::collections::HashMap<Vec<u8>, usize>, w: &[u8]| if w.len() == 1 { w[0] as usize } else { table[w] };
    for byte in data {
        let longer = [word.as_slice(), &[*byte]].concat();
        if longer.len() == 1 || table.contains_key(&longer) {
            word = longer;
            continue;
        }
        codes.push(code(&table, &word));
        if table.len() < 3800 {
            table.insert(longer, 258 + table.len());
        } else {
            codes.push(256);
            table.clear();
        }
        word = vec![*byte];
    }
    codes.extend([code(&table, &word), 257]);
    lzw_codes(&codes, early)
}

/// A PDF whose content stream is packed under the filter's name.
pub fn packed_pdf(lines: &[(&str, i32, i32)], filter: &str, pack: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let whole = pdf(lines);
    let at = |needle: &[u8], from: usize| from + whole[from..].windows(needle.len()).position(|w| w == needle).unwrap();
    let start = at(b"stream\n", 0) + 7;
    let end = at(b"endstream", start);
    let packed = pack(&whole[start..end]);
    let head = at(b"<< /Length", 0);
    let dict = format!("<< {filter} /Length {} >>\nstream\n", packed.len());
    [&whole[..head], dict.as_bytes(), &packed, b"\n", &whole[end..]].concat()
}

/// Lines of a page in two columns of `letters` each, row by row as some programs write them, or column by column.
pub fn two_columns(left: &[&str], right: &[&str], by_row: bool) -> Vec<u8> {
    let y = |i: usize| 700 - 20 * i as i32;
    let a: Vec<(&str, i32, i32)> = left.iter().enumerate().map(|(i, t)| (*t, 60, y(i))).collect();
    let b: Vec<(&str, i32, i32)> = right.iter().enumerate().map(|(i, t)| (*t, 320, y(i))).collect();
    let mut all = vec![("云岭县水务局党组关于巡察整改情况的通报全文如下请予监督", 110, 760)];
    if by_row {
        for i in 0..a.len().max(b.len()) {
            all.extend(a.get(i).into_iter().chain(b.get(i)));
        }
    } else {
        all.extend(a.into_iter().chain(b));
    }
    pdf(&all)
}

/// The two columns of a page.
pub const COLUMNS: [[&str; 7]; 2] = [
    [
        "一、针对“堤防日常管护不到位、部",
        "分岸段多年没有安排专人巡查”问题",
        "局党组制定管护办法并且落实巡查员",
        "四十六名，逐段公示责任人姓名电话",
        "，修复堤防两处，清理河道十七公里",
        "，此项已经完成整改并且长期坚持。",
        "二、针对“水费收缴不及时、部分用",
    ],
    [
        "水单位欠费三年未催缴”问题，下达",
        "催缴通知二十三份，追缴水费五万元",
        "，并且建立按月核对的收费台账制度",
        "。三、针对“河道采砂许可审批不严",
        "、现场监管长期缺位”问题，重新核",
        "对许可九份，撤销两份，现场监管由",
        "两人以上共同负责并且留存影像。",
    ],
];

/// Rows of such a register whose empty cells left nothing.
pub const HOLES: &str = "1\n堤防管护不到位\n修复堤防2处\n柏岁宁\n2023年3月底\n已完成\n2\n台账不清\n重建台账\n2023年4月底\n3\n水费收缴不及时\n荀知白\n已完成\n4\n考勤制度执行不严\n通报3人\n荀知白\n立行立改\n中共霁川坪区水务局党组\n";

/// Head of such a register.
pub const HEAD: &str = "霁川坪区水务局党组巡察整改台账\n序号\n反馈问题\n整改措施\n责任领导\n完成时限\n完成情况\n";
