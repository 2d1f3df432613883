//! Fonts of a PDF, as far as text needs them: from codes to characters, and how far each code moves the pen.

use super::super::ReadError;
use super::object::{Dict, Lexer, Object, Pdf};
use encoding_rs::{GB18030, UTF_16BE, WINDOWS_1252};
use std::collections::HashMap;

/// Entries of one table of characters.
const ENTRIES_MAX: usize = 120_000;

/// How codes become characters without a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Codes {
    Latin,
    Utf16,
    Gbk,
    Unknown,
}

/// A font.
pub struct Font {
    wide: bool,
    codes: Codes,
    table: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    width: f64,
}

impl Font {
    /// Reads a font's dictionary.
    pub fn read(pdf: &mut Pdf, dict: &Dict) -> Result<Font, ReadError> {
        let wide = matches!(pdf.entry(dict, "Subtype"), Object::Name(n) if n == "Type0");
        let codes = match pdf.entry(dict, "Encoding") {
            _ if !wide => Codes::Latin,
            Object::Name(n) if n.starts_with("Uni") => Codes::Utf16,
            Object::Name(n) if n.starts_with("GB") => Codes::Gbk,
            _ => Codes::Unknown,
        };
        let mut font = Font { wide, codes, table: HashMap::new(), widths: HashMap::new(), width: if wide { 1000.0 } else { 500.0 } };
        let to_unicode = pdf.entry(dict, "ToUnicode").clone();
        if matches!(to_unicode, Object::Stream(..)) {
            let data = pdf.data(&to_unicode)?;
            font.read_table(&data);
        }
        if wide {
            font.wide_widths(pdf, dict);
        } else {
            font.simple_widths(pdf, dict);
        }
        Ok(font)
    }

    fn simple_widths(&mut self, pdf: &Pdf, dict: &Dict) {
        let Object::Number(first) = *pdf.entry(dict, "FirstChar") else { return };
        let Object::Array(widths) = pdf.entry(dict, "Widths") else { return };
        for (i, w) in widths.iter().take(256).enumerate() {
            if let Object::Number(w) = pdf.resolve(w) {
                self.widths.insert(first as u32 + i as u32, *w);
            }
        }
    }

    fn wide_widths(&mut self, pdf: &Pdf, dict: &Dict) {
        let Object::Array(below) = pdf.entry(dict, "DescendantFonts") else { return };
        let Some(cid) = below.first().and_then(|o| pdf.dict(o)) else { return };
        if let Object::Number(w) = *pdf.entry(cid, "DW") {
            self.width = w;
        }
        let Object::Array(list) = pdf.entry(cid, "W") else { return };
        let mut i = 0;
        while i + 1 < list.len() && self.widths.len() < ENTRIES_MAX {
            let Object::Number(first) = *pdf.resolve(&list[i]) else { break };
            match (pdf.resolve(&list[i + 1]), list.get(i + 2).map(|o| pdf.resolve(o))) {
                (Object::Array(widths), _) => {
                    for (k, w) in widths.iter().take(ENTRIES_MAX).enumerate() {
                        if let Object::Number(w) = pdf.resolve(w) {
                            self.widths.insert((first as u32).saturating_add(k as u32), *w);
                        }
                    }
                    i += 2;
                }
                (Object::Number(last), Some(Object::Number(w))) => {
                    let (from, to) = (first as u32, (*last as u32).min((first as u32).saturating_add(65_535)));
                    self.widths.extend((from..=to).take(ENTRIES_MAX).map(|c| (c, *w)));
                    i += 3;
                }
                _ => break,
            }
        }
    }

    /// Reads a table from codes to characters.
    fn read_table(&mut self, data: &[u8]) {
        let mut lexer = Lexer::new(data, 0);
        let (mut operands, mut one_byte): (Vec<Object>, bool) = (Vec::new(), false);
        while let Some(object) = lexer.next(0) {
            match object {
                Object::Word(w) => {
                    match w.as_str() {
                        "endcodespacerange" => one_byte = matches!(operands.first(), Some(Object::Bytes(b)) if b.len() == 1),
                        "endbfchar" => operands.chunks_exact(2).for_each(|p| self.one(&p[0], &p[1])),
                        "endbfrange" => operands.chunks_exact(3).for_each(|p| self.range(p)),
                        _ => {}
                    }
                    operands.clear();
                }
                object => operands.push(object),
            }
            if self.table.len() > ENTRIES_MAX || operands.len() > ENTRIES_MAX * 3 {
                break;
            }
        }
        if self.wide && one_byte {
            self.wide = false;
        }
    }

    fn one(&mut self, code: &Object, text: &Object) {
        if let (Object::Bytes(code), Object::Bytes(text)) = (code, text) {
            self.table.insert(number(code), utf16(text));
        }
    }

    fn range(&mut self, p: &[Object]) {
        let (Object::Bytes(from), Object::Bytes(to)) = (&p[0], &p[1]) else { return };
        let (from, to) = (number(from), number(to));
        let to = to.min(from.saturating_add(65_535));
        match &p[2] {
            Object::Bytes(first) => {
                let text = utf16(first);
                let mut chars: Vec<char> = text.chars().collect();
                let Some(last) = chars.pop() else { return };
                let head: String = chars.into_iter().collect();
                for (k, code) in (from..=to).enumerate() {
                    if self.table.len() > ENTRIES_MAX {
                        return;
                    }
                    if let Some(c) = char::from_u32(last as u32 + k as u32) {
                        self.table.insert(code, format!("{head}{c}"));
                    }
                }
            }
            Object::Array(list) => {
                for (code, text) in (from..=to).zip(list) {
                    if let Object::Bytes(text) = text {
                        self.table.insert(code, utf16(text));
                    }
                }
            }
            _ => {}
        }
    }

    /// Characters of a string, its width in thousandths of the size, its codes, and codes without a character.
    pub fn text(&self, bytes: &[u8]) -> (String, f64, usize, usize) {
        let (mut out, mut width, mut codes, mut unknown, mut i) = (String::new(), 0.0, 0, 0, 0);
        while i < bytes.len() {
            let two = self.wide && (self.codes != Codes::Gbk || bytes[i] >= 0x80) && i + 1 < bytes.len();
            let code = &bytes[i..i + if two { 2 } else { 1 }];
            i += code.len();
            let n = number(code);
            codes += 1;
            width += self.widths.get(&n).copied().unwrap_or(if code.len() == 1 && self.wide { 500.0 } else { self.width });
            match (self.table.get(&n), self.codes) {
                (Some(text), _) => out.push_str(text),
                (None, Codes::Latin) => out.push_str(&WINDOWS_1252.decode(code).0),
                (None, Codes::Utf16) => out.push_str(&utf16(code)),
                (None, Codes::Gbk) => out.push_str(&GB18030.decode_without_bom_handling(code).0),
                (None, Codes::Unknown) => unknown += 1,
            }
        }
        (out, width, codes, unknown)
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |n, b| n << 8 | u32::from(*b))
}

fn utf16(bytes: &[u8]) -> String {
    UTF_16BE.decode_without_bom_handling(bytes).0.chars().filter(|c| *c != '\0').collect()
}
