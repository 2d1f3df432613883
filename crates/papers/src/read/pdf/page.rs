//! Content of a page: follows the text operators and gathers pieces of text with where they stand.

use super::super::ReadError;
use super::{
    font::Font,
    object::{Dict, Lexer, Object, Pdf},
};
use std::{collections::HashMap, rc::Rc};

/// Operators of a whole file.
const OPERATORS_MAX: usize = 6_000_000;
/// Deepest nesting of forms.
const FORMS_MAX: usize = 5;

type Matrix = [f64; 6];

/// A piece of text on a page.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Left end of its baseline.
    pub x: f64,
    /// Right end of its baseline.
    pub x_end: f64,
    /// Height of its baseline.
    pub y: f64,
    /// Size of its letters.
    pub size: f64,
    /// Text.
    pub text: String,
}

/// What a page holds.
#[derive(Default)]
pub struct Page {
    /// Pieces in the order of the content.
    pub pieces: Vec<Piece>,
    /// Pictures.
    pub pictures: Vec<Object>,
    /// Codes shown, and those without a character.
    pub codes: [usize; 2],
}

/// Reads pages, keeping fonts.
pub struct Reader<'p, 'a> {
    pdf: &'p mut Pdf<'a>,
    fonts: HashMap<String, Rc<Font>>,
    operators: usize,
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    leading: f64,
    spacing: f64,
    word: f64,
    scale: f64,
    rise: f64,
}

impl<'p, 'a> Reader<'p, 'a> {
    /// A reader of a file's pages.
    pub fn new(pdf: &'p mut Pdf<'a>) -> Reader<'p, 'a> {
        Reader { pdf, fonts: HashMap::new(), operators: 0 }
    }

    /// Reads a page.
    pub fn page(&mut self, dict: &Dict, resources: &Dict) -> Result<Page, ReadError> {
        let contents: Vec<Object> = match self.pdf.entry(dict, "Contents") {
            Object::Array(all) => all.iter().take(500).map(|o| self.pdf.resolve(o).clone()).collect(),
            one => vec![one.clone()],
        };
        let mut data = Vec::new();
        for stream in &contents {
            data.extend(self.pdf.data(stream)?);
            data.push(b'\n');
        }
        let mut page = Page::default();
        let state = State {
            ctm: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            font: None,
            size: 10.0,
            leading: 0.0,
            spacing: 0.0,
            word: 0.0,
            scale: 1.0,
            rise: 0.0,
        };
        self.content(&data, resources, state, &mut page, 0)?;
        Ok(page)
    }

    fn content(&mut self, data: &[u8], resources: &Dict, mut s: State, page: &mut Page, depth: usize) -> Result<(), ReadError> {
        let (mut lexer, mut operands): (_, Vec<Object>) = (Lexer::new(data, 0), Vec::new());
        let mut saved: Vec<State> = Vec::new();
        let (mut line, mut text) = (IDENTITY, IDENTITY);
        while let Some(object) = lexer.next(0) {
            let Object::Word(word) = object else {
                if operands.len() < 64 {
                    operands.push(object);
                }
                continue;
            };
            self.operators += 1;
            if self.operators > OPERATORS_MAX {
                break;
            }
            let n: Vec<f64> = operands.iter().map(|o| if let Object::Number(n) = o { *n } else { 0.0 }).collect();
            let at = |i: usize| n.get(i).copied().unwrap_or(0.0);
            match word.as_str() {
                "q" if saved.len() < 200 => saved.push(s.clone()),
                "Q" => s = saved.pop().unwrap_or(s),
                "cm" => s.ctm = multiply([at(0), at(1), at(2), at(3), at(4), at(5)], s.ctm),
                "BT" => (line, text) = (IDENTITY, IDENTITY),
                "Tf" => {
                    s.size = n.last().copied().unwrap_or(10.0);
                    if let Some(Object::Name(name)) = operands.first() {
                        s.font = self.font(resources, name)?;
                    }
                }
                "TL" => s.leading = at(0),
                "Tc" => s.spacing = at(0),
                "Tw" => s.word = at(0),
                "Tz" => s.scale = at(0) / 100.0,
                "Ts" => s.rise = at(0),
                "Td" | "TD" => {
                    if word == "TD" {
                        s.leading = -at(1);
                    }
                    line = multiply([1.0, 0.0, 0.0, 1.0, at(0), at(1)], line);
                    text = line;
                }
                "Tm" => {
                    line = [at(0), at(1), at(2), at(3), at(4), at(5)];
                    text = line;
                }
                "T*" | "'" | "\"" => {
                    line = multiply([1.0, 0.0, 0.0, 1.0, 0.0, -s.leading], line);
                    text = line;
                    if word != "T*" {
                        show(&s, &mut text, operands.last(), page);
                    }
                }
                "Tj" | "TJ" => show(&s, &mut text, operands.last(), page),
                "BI" => skip_inline_picture(&mut lexer),
                "Do" => {
                    if let Some(Object::Name(name)) = operands.first() {
                        self.object(resources, &name.clone(), &s, page, depth)?;
                    }
                }
                _ => {}
            }
            operands.clear();
        }
        Ok(())
    }

    fn object(&mut self, resources: &Dict, name: &str, s: &State, page: &mut Page, depth: usize) -> Result<(), ReadError> {
        let Some(object) = self.pdf.dict(resources.get("XObject").unwrap_or(&Object::Null)).map(|d| self.pdf.entry(d, name).clone()) else {
            return Ok(());
        };
        let Object::Stream(dict, _) = &object else { return Ok(()) };
        match self.pdf.entry(dict, "Subtype") {
            Object::Name(n) if n == "Image" && page.pictures.len() < 50 => page.pictures.push(object.clone()),
            Object::Name(n) if n == "Form" && depth < FORMS_MAX => {
                let own = self.pdf.dict(self.pdf.entry(dict, "Resources")).cloned();
                let mut inner = s.clone();
                if let Object::Array(m) = self.pdf.entry(dict, "Matrix") {
                    let m: Vec<f64> = m.iter().map(|o| if let Object::Number(n) = self.pdf.resolve(o) { *n } else { 0.0 }).collect();
                    if let Ok(m) = Matrix::try_from(m) {
                        inner.ctm = multiply(m, s.ctm);
                    }
                }
                let data = self.pdf.data(&object)?;
                self.content(&data, own.as_ref().unwrap_or(resources), inner, page, depth + 1)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn font(&mut self, resources: &Dict, name: &str) -> Result<Option<Rc<Font>>, ReadError> {
        let Some(fonts) = self.pdf.dict(resources.get("Font").unwrap_or(&Object::Null)) else { return Ok(None) };
        let Some(entry) = fonts.get(name) else { return Ok(None) };
        // The same name means another font on another page, so the key is the object where there is one.
        let key = if let Object::Ref(n) = entry { format!("{n}") } else { format!("{name}/{entry:?}") };
        if let Some(font) = self.fonts.get(&key) {
            return Ok(Some(font.clone()));
        }
        let Some(dict) = self.pdf.dict(entry).cloned() else { return Ok(None) };
        let font = Rc::new(Font::read(self.pdf, &dict)?);
        if self.fonts.len() < 2000 {
            self.fonts.insert(key, font.clone());
        }
        Ok(Some(font))
    }
}

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn multiply(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Shows a string, or an array of strings and shifts.
fn show(s: &State, text: &mut Matrix, operand: Option<&Object>, page: &mut Page) {
    let Some(font) = &s.font else { return };
    let items = match operand {
        Some(Object::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => return,
    };
    for item in items {
        match item {
            Object::Number(n) => *text = multiply([1.0, 0.0, 0.0, 1.0, -n / 1000.0 * s.size * s.scale, 0.0], *text),
            Object::Bytes(bytes) => {
                let (out, width, codes, unknown) = font.text(bytes);
                let blanks = out.chars().filter(|c| *c == ' ').count() as f64;
                let advance = (width / 1000.0 * s.size + s.spacing * codes as f64 + s.word * blanks) * s.scale;
                let from = multiply([1.0, 0.0, 0.0, 1.0, 0.0, s.rise], multiply(*text, s.ctm));
                *text = multiply([1.0, 0.0, 0.0, 1.0, advance, 0.0], *text);
                let to = multiply(*text, s.ctm);
                let size = (s.size * from[2].hypot(from[3])).abs();
                page.codes[0] += codes;
                page.codes[1] += unknown;
                if !out.is_empty() && from[4].is_finite() && from[5].is_finite() && to[4].is_finite() {
                    page.pieces.push(Piece { x: from[4], x_end: to[4], y: from[5], size: size.clamp(0.1, 1000.0), text: out });
                }
            }
            _ => {}
        }
    }
}

fn skip_inline_picture(lexer: &mut Lexer) {
    let from = lexer.at;
    let found = super::object::find(lexer.bytes, b"ID", from).and_then(|i| {
        (i..)
            .take_while(|i| *i < lexer.bytes.len())
            .find(|i| lexer.bytes[*i..].starts_with(b"EI") && lexer.bytes.get(i.wrapping_sub(1)).is_some_and(u8::is_ascii_whitespace))
    });
    lexer.at = found.map_or(lexer.bytes.len(), |i| i + 2);
}
