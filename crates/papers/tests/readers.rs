//! Readers: what each kind of file hides is found, and hostile files are refused with a reason.
// Clippy exempts unwraps in test functions only, not in what they call.
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/files.rs"]
mod files;

use files::*;
use papers::{
    doc::Doc,
    paper::{ChangeKind, Format, Paper},
    propose::{Genre, propose},
    read::{ReadError, Tools, read},
    tree::{NodeOut, Tree},
};

fn paper(bytes: &[u8]) -> Paper {
    read(bytes, "", &Tools::none()).unwrap()
}

fn refused(bytes: &[u8]) -> ReadError {
    read(bytes, "", &Tools::none()).unwrap_err()
}

fn headings(paper: &Paper) -> Vec<String> {
    fn go(n: &NodeOut, all: &mut Vec<String>) {
        all.push(format!("{} {}{}", n.level, n.marker, n.text));
        n.children.iter().for_each(|c| go(c, all));
    }
    let doc = Doc::new(paper);
    let mut all = Vec::new();
    Tree::new(&doc).out(&doc, false).nodes.iter().for_each(|n| go(n, &mut all));
    all
}

fn text(paper: &Paper) -> String {
    paper.text.iter().collect()
}

#[test]
fn docx_numbers_are_rendered_and_styles_are_inherited() {
    let want = [
        "1 一、总体情况",
        "1 二、整改情况",
        "2 （一）资金方面",
        "3 1.台账混乱问题",
        "3 2.制度缺失问题",
        "2 （二）队伍方面",
        "3 1.培训不足问题",
    ];
    assert_eq!(headings(&paper(&rich_docx())), want);
}

#[test]
fn docx_levels_are_found_by_the_styles_they_are_linked_to() {
    let styled = |s: &str, t: &str| format!(r#"<w:p><w:pPr><w:pStyle w:val="{s}"/></w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>"#);
    let level = |i: usize, style: &str, text: &str| {
        format!(
            r#"<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="{style}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let style = |id: &str| {
        format!(r#"<w:style w:type="paragraph" w:styleId="{id}"><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>"#)
    };
    let body =
        [styled("A", "资金方面"), styled("B", "台账混乱"), styled("B", "制度缺失"), styled("A", "队伍方面"), styled("B", "培训不足")];
    let parts = [
        ("word/document.xml", format!("<w:document><w:body>{}</w:body></w:document>", body.concat())),
        (
            "word/numbering.xml",
            format!(
                r#"<w:numbering><w:abstractNum w:abstractNumId="2">{}{}</w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#,
                level(0, "A", "%1、"),
                level(1, "B", "（%2）")
            ),
        ),
        ("word/styles.xml", format!("<w:styles>{}{}</w:styles>", style("A"), style("B"))),
    ];
    let file = pack(&parts.map(|(name, text)| (name, text.into_bytes())));
    assert_eq!(headings(&paper(&file)), ["1 一、资金方面", "2 （一）台账混乱", "2 （二）制度缺失", "1 二、队伍方面", "2 （一）培训不足"]);
}

#[test]
fn docx_tracked_changes_are_shown_as_such() {
    let paper = paper(&rich_docx());
    assert!(text(&paper).contains("清退3万元。") && !text(&paper).contains("5万元"));
    let kinds: Vec<(ChangeKind, &str, &str)> = paper.changes.iter().map(|c| (c.kind, c.text.as_str(), c.author.as_str())).collect();
    assert_eq!(kinds, [(ChangeKind::Deleted, "5万元", "甲"), (ChangeKind::Inserted, "3万元", "乙")]);
    assert_eq!(paper.at(paper.changes[1].place), "3万元");
    assert!(paper.notes.iter().any(|n| n.code == "tracked_changes"));
}

#[test]
fn docx_text_boxes_footnotes_and_contents_are_read_once() {
    let text = text(&paper(&rich_docx()));
    assert_eq!(text.matches("框内文字").count(), 1);
    assert_eq!(text.matches("脚注内容。").count(), 1);
    assert_eq!(text.matches("总体情况").count(), 1, "an entry of the table of contents is no heading");
}

#[test]
fn docx_merged_cells_are_one_item() {
    let p = propose(&paper(&rich_docx()));
    assert_eq!(p.genre, Genre::Register);
    assert_eq!(p.items.len(), 1);
    assert_eq!((p.items[0].wording.value.as_str(), p.items[0].measures.len(), p.items[0].due.len()), ("台账不清", 2, 2));
}

#[test]
fn xlsx_register_is_read_with_dates_and_merged_cells() {
    let p = propose(&paper(&register()));
    let words: Vec<&str> = p.items.iter().map(|i| i.wording.value.as_str()).collect();
    assert_eq!(words, ["食堂采购不规范", "账目不清"]);
    assert_eq!(p.items[0].due[0].field.value, "2022-09-30");
    assert_eq!(p.items[0].owners.len(), 2);
    assert_eq!((p.items[0].status.value.as_str(), p.items[1].status.value.as_str()), ("done", "unknown"));
    assert_eq!(p.items[1].measures.len(), 2);
}

#[test]
fn pdf_lines_are_joined_and_page_numbers_dropped() {
    let paper = paper(&notice_pdf());
    assert_eq!(paper.format, Format::Pdf);
    let p = propose(&paper);
    assert_eq!(p.items[0].wording.value, "堤防日常管护不到位、部分岸段多年没有安排专人巡查");
    assert_eq!(p.items[0].measures.len(), 2);
    assert!(!p.tree.title_lines.iter().any(|t| t.contains('—')));
}

#[test]
fn text_is_read_in_every_encoding() {
    let wide: Vec<u8> = NOTICE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide_be: Vec<u8> = [0xFE, 0xFF].into_iter().chain(NOTICE.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let simple = papers::script::simplify(&papers::strip::strip(NOTICE));
    let (gb, _, _) = encoding_rs::GB18030.encode(&simple);
    let want = headings(&paper(simple.as_bytes()));
    for bytes in [wide, wide_be] {
        assert_eq!(text(&paper(&bytes)).trim_end(), NOTICE.trim_end());
    }
    assert_eq!(headings(&paper(&gb)), want);
    assert_eq!(headings(&paper(simple.replace('\n', "\r\n").as_bytes())), want);
    let page = format!(
        "<html><head><title>x</title></head><body>{}</body></html>",
        simple.lines().map(|l| format!("<p>&nbsp;{l}</p>\n")).collect::<String>()
    );
    assert_eq!(headings(&paper(page.as_bytes())), want);
}

#[test]
fn bombs_are_refused_and_cost_little() {
    let zeros = vec![b' '; 10 << 20];
    assert!(matches!(refused(&pack(&[("word/document.xml", zeros)])), ReadError::Bomb(_)));
    let entities = br#"<!DOCTYPE d [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>"#;
    assert_eq!(refused(&pack(&[("word/document.xml", entities.to_vec())])), ReadError::Entities);
    let deep = "<a>".repeat(100_000).into_bytes();
    assert_eq!(refused(&pack(&[("word/document.xml", deep)])), ReadError::TooDeep);
}

#[test]
fn broken_encrypted_and_foreign_files_are_refused_with_a_reason() {
    let whole = rich_docx();
    assert!(matches!(refused(&whole[..whole.len() / 2]), ReadError::Broken(_)));
    assert_eq!(refused(b""), ReadError::Empty);
    assert_eq!(refused(b"   \n\n"), ReadError::Empty);
    assert!(matches!(refused(b"\x89PNG\r\n\x1a\n"), ReadError::Unknown(_)));
    assert!(matches!(refused(&pack(&[("a.txt", b"x".to_vec())])), ReadError::Unknown(_)));
    let ole = |name: &str| {
        let wide = name.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 600]).chain(wide).collect::<Vec<u8>>()
    };
    assert_eq!(refused(&ole("EncryptedPackage")), ReadError::Encrypted);
    assert_eq!(refused(&ole("WordDocument")), ReadError::NeedsTool("libreoffice"));
    let locked = String::from_utf8(pdf(&[])).unwrap().replace("/Root 1 0 R", "/Root 1 0 R /Encrypt 9 0 R");
    assert_eq!(refused(locked.as_bytes()), ReadError::Encrypted);
    let noise: Vec<u8> = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert!(matches!(refused(&noise), ReadError::Unknown(_)));
}

#[test]
fn a_scan_is_said_to_be_one() {
    let page = "<< /Type /Page /Resources << /XObject << /I 3 0 R >> >> /Contents 2 0 R >>";
    let scan = format!(
        "%PDF-1.4\n1 0 obj\n{page}\nendobj\n2 0 obj\n<< /Length 5 >>\nstream\n/I Do\nendstream\nendobj\n3 0 obj\n<< /Subtype /Image /Filter /DCTDecode >>\nstream\nx\nendstream\nendobj\n"
    );
    assert_eq!(refused(scan.as_bytes()), ReadError::Scan);
}

#[test]
fn a_wrong_ending_and_macros_are_noted() {
    let paper = read(&rich_docx(), "paper.pdf", &Tools::none()).unwrap();
    assert!(paper.notes.iter().any(|n| n.code == "wrong_ending"));
    let with_macros =
        pack(&[("word/document.xml", b"<w:document><w:p><w:t>x</w:t></w:p></w:document>".to_vec()), ("word/vbaProject.bin", vec![1])]);
    assert!(read(&with_macros, "", &Tools::none()).unwrap().notes.iter().any(|n| n.code == "macros_ignored"));
}

#[test]
fn a_sheet_beyond_the_limits_is_read_in_part() {
    let row = |i: usize| format!(r#"<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>x</t></is></c></row>"#);
    let sheet = format!("<sheetData>{}</sheetData>", (1..=200_005).map(row).collect::<String>());
    let paper = paper(&xlsx(&sheet, &[]));
    assert!(paper.notes.iter().any(|n| n.code == "read_in_part"));
    // A single cell at the far corner costs one cell.
    let corner = r#"<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="B1048576"><v>2</v></c></row></sheetData>"#;
    assert!(self::paper(&xlsx(corner, &[])).text.len() < 1000);
}

#[test]
fn a_tool_that_hangs_is_ended() {
    let tools = Tools { office: Some("sleep".into()), time_max: std::time::Duration::from_millis(50), ..Tools::none() };
    // `sleep` refuses such arguments at once: a failure, and never a wait without end.
    let doc: Vec<u8> = b"{\\rtf1 x}".to_vec();
    assert!(matches!(read(&doc, "", &tools), Err(ReadError::ToolFailed(_) | ReadError::ToolTimeout(_) | ReadError::NeedsTool(_))));
}

#[test]
fn lzw_streams_are_unpacked() {
    // The example of the specification.
    let known = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
    assert_eq!(lzw(&[45, 45, 45, 45, 45, 65, 45, 45, 45, 66], 1), known);
    let texts: Vec<String> = (0..400).map(|i| format!("第{i}条河道巡查记录缺失{}处", i * 7919 % 1000)).collect();
    let lines: Vec<(&str, i32, i32)> = texts.iter().enumerate().map(|(i, t)| (t.as_str(), 72, 9000 - 20 * i as i32)).collect();
    let plain = paper(&pdf(&lines));
    for (filter, early) in [("/Filter /LZWDecode", 1), ("/Filter [/LZWDecode] /DecodeParms [<< /EarlyChange 0 >>]", 0)] {
        let file = packed_pdf(&lines, filter, |d| lzw(d, early));
        assert_eq!(paper(&file).text, plain.text, "{filter}");
    }
    // A torn stream yields what it held so far, and a bomb no more than the limit.
    let torn = packed_pdf(&lines, "/Filter /LZWDecode", |d| lzw(d, 1)[..2000].to_vec());
    assert!((1..plain.text.len()).contains(&paper(&torn).text.len()));
    // Each entry is one blank longer than the one before: seven million blanks in six thousand bytes, eight times.
    let blanks: Vec<usize> = (0..8).flat_map(|_| [256, 32].into_iter().chain(258..4096)).collect();
    let bomb = packed_pdf(&[("河", 72, 700)], "/Filter /LZWDecode", |_| lzw_codes(&blanks, 1));
    assert!(matches!(refused(&bomb), ReadError::Bomb(_)));
}

#[test]
fn a_scan_in_a_form_that_is_not_read_names_it() {
    let tools = Tools { ocr: Some("false".into()), ..Tools::none() };
    let file = files::scan("/Width 8 /Height 8 /BitsPerComponent 1 /Filter /JBIG2Decode", &[0; 40]);
    for tools in [Tools::none(), tools] {
        assert_eq!(read(&file, "", &tools).unwrap_err(), ReadError::ScanForm("JBIG2".to_owned()));
    }
    // Depths that no scanner uses are left out; that a program is missing is not said of them.
    let odd = files::scan("/Width 8 /Height 8 /BitsPerComponent 4", &[0; 40]);
    assert_eq!(refused(&odd), ReadError::ScanBlank(1));
}

#[test]
fn a_page_of_two_columns_is_read_column_by_column() {
    let [left, right] = COLUMNS;
    let column = |lines: &[&str]| lines.concat();
    for by_row in [true, false] {
        let text: String = paper(&two_columns(&left, &right, by_row)).text.iter().collect();
        let want = format!("云岭县水务局党组关于巡察整改情况的通报全文如下请予监督{}{}", column(&left), column(&right));
        assert_eq!(text.replace('\n', ""), want, "{by_row}");
        assert!(text.contains("分岸段多年没有安排专人巡查”问题局党组"), "{text}");
    }
    // Cells of a table stand side by side as well, and do not fill their columns.
    let cells = ["堤防管护", "水费收缴", "河道采砂", "台账", "会议记录", "考勤", "公车"];
    let done = ["修复", "催缴", "核对许可九份", "重建", "补齐", "每月通报", "封存"];
    let text: String = paper(&two_columns(&cells, &done, true)).text.iter().collect();
    assert!(text.contains("堤防管护 修复\n"), "{text}");
}

#[test]
fn a_register_pasted_cell_by_cell_may_lack_numbers() {
    let head = "云岭县食堂检查结果公布\n学校食堂 |\n具体问题 |\n整改情况 |\n";
    let rows =
        "松溪小学食堂 |\n餐具消毒记录不全 |\n已补齐记录 |\n白石中学食堂 |\n操作间地面积水，防滑垫破损 |\n已更换防滑垫 |\n扫一扫手机查看\n";
    let p = propose(&paper(format!("{head}{rows}").as_bytes()));
    assert_eq!(p.genre, Genre::Register);
    let told: Vec<&str> = p.items.iter().map(|i| i.wording.quote.as_str()).collect();
    assert_eq!(told, ["餐具消毒记录不全", "操作间地面积水，防滑垫破损"]);
    // Cells that tell no problem are no register, whatever the lines above them are called.
    let done = "松溪小学食堂 |\n召开会议3次 |\n已补齐记录 |\n白石中学食堂 |\n举办培训班2期 |\n已更换防滑垫 |\n";
    assert_ne!(propose(&paper(format!("{head}{done}").as_bytes())).genre, Genre::Register);
}

#[test]
fn a_register_pasted_cell_by_cell_may_have_empty_cells() {
    // Empty cells leave nothing, or a blank line; what follows the last row is no cell.
    let gone = HOLES;
    let blank = "1\n堤防管护不到位\n修复堤防2处\n柏岁宁\n2023年3月底\n已完成\n2\n台账不清\n重建台账\n\n2023年4月底\n\n3\n水费收缴不及时\n\n荀知白\n\n已完成\n4\n考勤制度执行不严\n通报3人\n荀知白\n立行立改\n\n中共霁川坪区水务局党组\n";
    for text in [gone, blank] {
        let p = propose(&paper(format!("{HEAD}{text}").as_bytes()));
        assert_eq!(p.genre, Genre::Register, "{text}");
        let row = |i: usize| {
            let item = &p.items[i];
            let owners: Vec<&str> = item.owners.iter().map(|o| o.field.value.as_str()).collect();
            let (measures, due) = (item.measures.len(), item.due.first().map_or("", |d| d.field.quote.as_str()));
            format!("{} {measures} {} {due} {}", item.wording.value, owners.concat(), item.status.value)
        };
        let rows: Vec<String> = (0..p.items.len()).map(row).collect();
        let want = [
            "堤防管护不到位 1 柏岁宁 2023年3月底 done",
            "台账不清 1  2023年4月底 unknown",
            "水费收缴不及时 0 荀知白  done",
            "考勤制度执行不严 1 荀知白  unknown",
        ];
        assert_eq!(rows, want);
    }
}

#[test]
fn a_row_with_a_number_and_no_problem_is_asked_about() {
    let rows = "1\t堤防管护不到位\t修复堤防2处\n2\t\t重建台账\n3\t水费收缴不及时\t逐户催缴\n";
    let p = propose(&paper(format!("序号\t存在问题\t整改措施\n{rows}").as_bytes()));
    assert_eq!(p.genre, Genre::Register);
    assert_eq!(p.items.len(), 2);
    let asked: Vec<&str> =
        p.questions.iter().filter(|q| q.code == "row_without_problem").filter_map(|q| q.field.as_ref().map(|f| f.quote.as_str())).collect();
    assert_eq!(asked, ["2"]);
}

#[test]
fn separated_values_are_a_register() {
    let rows = |separator: &str| {
        [
            ["序号", "反馈问题", "整改措施", "责任单位", "完成时限", "完成情况"],
            ["1", "\"夜间不开门,\n读者在门口排队\"", "调整开放时间到21时", "公共服务部", "2024年6月30日", "已完成"],
            ["", "", "\"增加志愿者12名；印发\"\"须知\"\"\"", "", "", ""],
            ["2", "采购的书架没有验收单", "补办验收3批", "办公室", "2024年7月15日", "正在推进"],
        ]
        .map(|r| r.join(separator))
        .join("\n")
    };
    for separator in [",", ";"] {
        let text = format!("云岭县图书馆整改台账\n{}\n", rows(separator));
        let (gbk, _, _) = encoding_rs::GB18030.encode(&text);
        for bytes in [text.as_bytes(), &gbk] {
            let paper = read(bytes, "register.csv", &Tools::none()).unwrap();
            let p = papers::propose::propose(&paper);
            assert_eq!(p.genre.name(), "register", "{separator}");
            let items: Vec<(&str, usize, &str)> =
                p.items.iter().map(|i| (i.wording.value.as_str(), i.measures.len(), i.status.value.as_str())).collect();
            assert_eq!(items, [("夜间不开门, 读者在门口排队", 2, "done"), ("采购的书架没有验收单", 1, "in_progress")]);
            assert_eq!(p.items[0].measures[1].value, "增加志愿者12名；印发\"须知\"");
            assert_eq!((p.items[1].owners[0].field.value.as_str(), p.items[1].due.len()), ("办公室", 1));
        }
    }
    // A web page's table with bars, in rows or a cell a line.
    for bars in [
        "云岭县图书馆安全检查，发现以下隐患：\n序号 | 位置 | 存在问题 | 完成情况 |\n1 | 书库 | 灭火器压在箱底 | 已完成 |\n2 | 门厅 | 疏散门反锁 | 整改中 |\n附图片\n",
        "云岭县图书馆安全检查结果如下：\n序号 |\n位置 |\n存在问题 |\n完成情况 |\n1 |\n书库 |\n灭火器压在箱底 |\n已完成 |\n2 |\n门厅 |\n疏散门反锁 |\n整改中 |\n",
    ] {
        let p = propose(&paper(bars.as_bytes()));
        let items: Vec<(&str, &str)> = p.items.iter().map(|i| (i.wording.value.as_str(), i.status.value.as_str())).collect();
        assert_eq!((p.genre, items), (Genre::Register, vec![("灭火器压在箱底", "done"), ("疏散门反锁", "in_progress")]));
    }
    // A sentence that speaks of the same things is none, nor is a head without a row of its width.
    for text in ["存在问题,整改措施,完成情况如下。\n一、关于账目不清的问题\n", "序号,反馈问题,完成情况\n1,账目不清\n"]
    {
        assert!(paper(text.as_bytes()).blocks.iter().all(|b| !matches!(b.kind, papers::paper::BlockKind::Row { .. })), "{text}");
    }
}
