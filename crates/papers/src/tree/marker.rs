//! What a number at some place could mean. A place may have several readings; [`super::search`] chooses among them by
//! the sequences of the whole paper, so nothing is decided here.

use crate::lexicon::{Often, often};
use std::ops::Range;

/// Kind of numbering: glyph and delimiter. Levels are never read off the kind.
pub type Kind = u8;
/// Kinds that are told apart; fits a 64-bit set.
pub const KINDS: usize = 56;
/// First kind of headings like "question 1:", one for each word.
const LABELLED: Kind = 36;
/// Highest number that is taken for a heading's.
const NUMBER_MAX: u32 = 400;
/// Highest number that is one without a delimiter.
const BARE_MAX: u32 = 20;

pub const PART: Kind = 0;
pub const CHAPTER: Kind = 1;
pub const SECTION: Kind = 2;
pub const ARTICLE: Kind = 3;
pub const DIVISION: Kind = 4;
pub const CN_LIST: Kind = 5;
pub const CN_PAREN: Kind = 6;
pub const CN_HALF: Kind = 7;
pub const CN_DOT: Kind = 8;
pub const CN_SPACE: Kind = 9;
pub const DIGIT_DOT: Kind = 10;
pub const DIGIT_LIST: Kind = 11;
pub const DIGIT_PAREN: Kind = 12;
pub const DIGIT_HALF: Kind = 13;
pub const DIGIT_COMMA: Kind = 14;
pub const CIRCLED: Kind = 15;
pub const DECIMAL_2: Kind = 16;
pub const DECIMAL_3: Kind = 17;
pub const UPPER: Kind = 18;
pub const LOWER: Kind = 19;
pub const LETTER_PAREN: Kind = 20;
pub const ROMAN: Kind = 21;
pub const IS: Kind = 22;
pub const DEMAND: Kind = 23;
pub const FIRST: Kind = 24;
/// Headings without a number, by the outline level of the file: levels 1 to 9.
pub const OUTLINE: Kind = 25;

/// A number with no delimiter, as the heads of decimal lists have it.
pub const DIGIT_BARE: Kind = 34;
/// Capital numerals, as on cheques.
pub const CN_CAPITAL: Kind = 35;

/// From this on a number between black brackets is none of a list.
const BOXED_MAX: u32 = 100;

/// One reading of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Kind of numbering.
    pub kind: Kind,
    /// The number, from 1.
    pub number: u32,
    /// Marker with its delimiter, in the working text.
    pub marker: Range<usize>,
    /// Where the text begins.
    pub text: usize,
    /// What speaks against it, in tenths.
    pub doubt: i32,
    /// What it costs that no neighbour of its list is in sight, in tenths; less where the kind is in use already.
    pub lonely: i32,
    /// Number of the level above, for numbers like 2.1.
    pub above: Option<u32>,
}

/// Whether the kind is an ordinal of running text.
pub fn is_inline_kind(kind: Kind) -> bool {
    matches!(kind, IS | DEMAND | FIRST)
}

/// What it costs to say that a number of this kind at a line's beginning is none.
pub fn rejection(kind: Kind) -> i32 {
    match kind {
        PART | CHAPTER | SECTION | DIVISION | CN_LIST | CN_PAREN | CN_CAPITAL | ARTICLE => 40,
        DIGIT_BARE => 14,
        CIRCLED => 35,
        DIGIT_DOT | DIGIT_LIST | DIGIT_PAREN | ROMAN | CN_HALF => 30,
        IS | DEMAND | DIGIT_HALF => 26,
        DECIMAL_2 | DECIMAL_3 | CN_DOT => 24,
        UPPER | LOWER | LETTER_PAREN => 15,
        DIGIT_COMMA | FIRST => 12,
        CN_SPACE => 8,
        _ => 40,
    }
}

/// What it costs to accept a number of which neither the one before nor the one after exists.
pub fn loneliness(kind: Kind) -> i32 {
    match kind {
        UPPER | LOWER | LETTER_PAREN | CN_SPACE | DIGIT_COMMA | FIRST | DIGIT_BARE => 30,
        IS | DEMAND => 8,
        ARTICLE => 10,
        CN_PAREN | DIGIT_PAREN | CIRCLED => 6,
        DECIMAL_2 | DECIMAL_3 | DIGIT_HALF | CN_DOT => 15,
        _ => 4,
    }
}

/// Kinds that clerks mix within one list.
pub fn alike(a: Kind, b: Kind) -> bool {
    let family = |k| match k {
        CN_LIST | CN_DOT | CN_SPACE => 1,
        DIGIT_DOT | DIGIT_LIST | DIGIT_COMMA | DIGIT_BARE => 2,
        DIGIT_PAREN | DIGIT_HALF => 3,
        CN_PAREN | CN_HALF => 4,
        _ => 100 + k,
    };
    a != b && family(a) == family(b)
}

/// Returns every reading of the text at `at`, a line's text ending at `end`.
pub fn readings(text: &[char], at: usize, end: usize) -> Vec<Reading> {
    let s = Scan { text: &text[..end], at };
    let Some(first) = s.char(at) else { return Vec::new() };
    let found = match first {
        '(' => s.bracketed(')'),
        '\u{3010}' | '[' => s.boxed().or_else(|| s.labelled()),
        '0'..='9' => return s.digits(),
        'A'..='Z' | 'a'..='z' => s.letter(),
        _ => s.glyph().or_else(|| s.chinese()).or_else(|| s.labelled()),
    };
    found.into_iter().collect()
}

struct Scan<'a> {
    text: &'a [char],
    at: usize,
}

impl Scan<'_> {
    fn char(&self, i: usize) -> Option<char> {
        self.text.get(i).copied()
    }

    fn skip_blank(&self, mut i: usize) -> usize {
        while self.char(i) == Some(' ') {
            i += 1;
        }
        i
    }

    fn reading(&self, kind: Kind, number: u32, marker_end: usize, doubt: i32) -> Option<Reading> {
        (1..=NUMBER_MAX).contains(&number).then(|| Reading {
            kind,
            number,
            marker: self.at..marker_end,
            text: self.skip_blank(marker_end),
            doubt,
            lonely: 0,
            above: None,
        })
    }

    /// A number in Chinese or Arabic digits: value and where it ends.
    fn number(&self, i: usize) -> Option<(u32, usize, bool)> {
        let digits = self.text[i..].iter().take(4).take_while(|c| c.is_ascii_digit()).count();
        if digits > 0 {
            let n = self.text[i..i + digits].iter().fold(0, |n, c| n * 10 + c.to_digit(10).unwrap_or(0));
            return Some((n, i + digits, true));
        }
        cn_number(&self.text[i..]).map(|(n, len)| (n, i + len, false))
    }

    /// A number between black or square brackets alone.
    fn boxed(&self) -> Option<Reading> {
        let close = if self.char(self.at)? == '[' { ']' } else { '\u{3011}' };
        let digits = |c: char| c.is_ascii_digit();
        self.char(self.at + 1).filter(|c| digits(*c))?;
        // Figures of a year or of a document stand so as well.
        self.bracketed(close).filter(|r| r.number < BOXED_MAX)
    }

    fn bracketed(&self, closes: char) -> Option<Reading> {
        let start = self.skip_blank(self.at + 1);
        let (number, kind, after) = match self.number(start) {
            Some((n, after, true)) => (n, DIGIT_PAREN, after),
            Some((n, after, false)) => (n, CN_PAREN, after),
            None => match self.char(start)? {
                c @ 'a'..='z' => (c as u32 - 'a' as u32 + 1, LETTER_PAREN, start + 1),
                c @ 'A'..='Z' => (c as u32 - 'A' as u32 + 1, LETTER_PAREN, start + 1),
                _ => return None,
            },
        };
        let close = self.skip_blank(after);
        if self.char(close) != Some(closes) {
            return None;
        }
        let comma = self.char(close + 1).is_some_and(|c| matches!(c, '\u{3001}' | '.' | ','));
        let end = close + 1 + usize::from(comma);
        let doubt = if matches!(self.char(end), Some(';' | ')' | '\u{3001}')) { 20 } else { 0 };
        self.reading(kind, number, end, doubt)
    }

    fn digits(&self) -> Vec<Reading> {
        let Some((n, after, _)) = self.number(self.at) else { return Vec::new() };
        let delimiter = self.skip_blank(after);
        let mut all = Vec::new();
        match self.char(delimiter) {
            Some('.' | '\u{FF0E}') => {
                all.extend(self.reading(DIGIT_DOT, n, delimiter + 1, self.after_digit(delimiter + 1, true)));
                all.extend(self.decimal(n, after));
            }
            Some('\u{3001}') => all.extend(self.reading(DIGIT_LIST, n, delimiter + 1, self.after_digit(delimiter + 1, false))),
            Some(')') => all.extend(self.reading(DIGIT_HALF, n, delimiter + 1, 0)),
            Some(',') => all.extend(self.reading(DIGIT_COMMA, n, delimiter + 1, self.after_digit(delimiter + 1, true))),
            Some(c) if n <= BARE_MAX && crate::script::is_han(c) && !self.counts(after) => {
                all.extend(self.reading(DIGIT_BARE, n, after, 12))
            }
            _ => {}
        }
        all
    }

    /// Doubt from digits after the delimiter: "1.5" of some continuous unit is a decimal, "1.2020" and a year is not.
    fn after_digit(&self, i: usize, decimal: bool) -> i32 {
        let n = self.text[i..].iter().take_while(|c| c.is_ascii_digit()).count();
        let rest = &self.text[(i + n).min(self.text.len())..];
        match n {
            0 => 0,
            4 if self.char(i).is_some_and(|c| c == '1' || c == '2') && rest.first().is_some_and(|c| !matches!(c, '.' | '%')) => 2,
            _ if !decimal => 20,
            _ if rest.first() == Some(&'.') => 50,
            _ if words!("continuous_unit").at(rest, 0).is_some() => 60,
            _ if words!("discrete_unit").at(rest, 0).is_some() => 12,
            _ => 30,
        }
    }

    /// Whether a unit follows: "3 villages" counts and numbers nothing.
    fn counts(&self, i: usize) -> bool {
        let rest = &self.text[self.skip_blank(i)..];
        words!("continuous_unit").at(rest, 0).is_some()
            || words!("discrete_unit").at(rest, 0).is_some()
            || often(Often::DateMark).at(rest, 0).is_some()
    }

    /// Numbers such as 2.1 and 2.1.3.
    fn decimal(&self, first: u32, after: usize) -> Option<Reading> {
        let (mut above, mut i, mut depth) = (first, after, 1);
        let mut last = first;
        while self.char(i) == Some('.') && self.char(i + 1).is_some_and(|c| c.is_ascii_digit()) {
            let (n, end) = self.before_year(i + 1).or_else(|| self.number(i + 1).map(|(n, end, _)| (n, end)))?;
            above = last;
            last = n;
            i = end;
            depth += 1;
        }
        let kind = match depth {
            2 => DECIMAL_2,
            3 => DECIMAL_3,
            _ => return None,
        };
        let end = i + usize::from(matches!(self.char(i), Some('.' | '\u{3001}')));
        let rest = &self.text[end.min(self.text.len())..];
        let unit = end == i && words!("continuous_unit").at(rest, 0).is_some();
        let mut reading = self.reading(kind, last, end, if unit { 60 } else { 0 })?;
        reading.above = Some(above);
        Some(reading)
    }

    /// "2.2.22032": digits that end in a year of which the first ones are the number.
    fn before_year(&self, from: usize) -> Option<(u32, usize)> {
        let digits = self.text[from..].iter().take(8).take_while(|c| c.is_ascii_digit()).count();
        let end = from + digits.checked_sub(4).filter(|n| *n > 0)?;
        let year = matches!(self.char(end), Some('1' | '2')) && often(Often::DateMark).at(self.text, from + digits).is_some();
        let n = self.text[from..end].iter().fold(0, |n, c| n * 10 + c.to_digit(10).unwrap_or(0));
        year.then_some((n, end))
    }

    fn letter(&self) -> Option<Reading> {
        let c = self.char(self.at)?;
        if !matches!(self.char(self.at + 1), Some('.' | '\u{3001}' | ')'))
            || self.char(self.at + 2).is_some_and(|c| c.is_ascii_alphanumeric())
        {
            return None;
        }
        let (kind, n) = if c.is_ascii_uppercase() { (UPPER, c as u32 - 'A' as u32 + 1) } else { (LOWER, c as u32 - 'a' as u32 + 1) };
        self.reading(kind, n, self.at + 2, 0)
    }

    /// Numbers that are one glyph.
    fn glyph(&self) -> Option<Reading> {
        let c = self.char(self.at)?;
        for (glyph, name) in words!("run").entries() {
            let first = glyph[0];
            let len = match name.as_str() {
                "paren_cn" | "roman" => 12,
                "paren_letter" => 26,
                _ => 20,
            };
            if !(first as u32..first as u32 + len).contains(&(c as u32)) {
                continue;
            }
            let kind = match name.as_str() {
                "circled" => CIRCLED,
                "paren_digit" => DIGIT_PAREN,
                "digit_dot" => DIGIT_DOT,
                "paren_cn" => CN_PAREN,
                "paren_letter" => LETTER_PAREN,
                _ => ROMAN,
            };
            let delimiter = matches!(self.char(self.at + 1), Some('.' | '\u{3001}' | ','));
            return self.reading(kind, c as u32 - first as u32 + 1, self.at + 1 + usize::from(delimiter), 0);
        }
        None
    }

    fn chinese(&self) -> Option<Reading> {
        let ordinal = words!("ordinal_prefix").at(self.text, self.at);
        if let Some((len, _)) = ordinal {
            return self.ordinal(self.at + len);
        }
        let (n, len) = cn_number(&self.text[self.at..])?;
        let after = self.at + len;
        let delimiter = self.skip_blank(after);
        let next = self.char(delimiter)?;
        match next {
            '\u{3001}' if words!("numeral_capital").has(self.text[self.at]) => self.reading(CN_CAPITAL, n, delimiter + 1, 0),
            '\u{3001}' => self.reading(CN_LIST, n, delimiter + 1, self.enumeration(delimiter + 1)),
            '.' => self.reading(CN_DOT, n, delimiter + 1, 0),
            ')' => self.reading(CN_HALF, n, delimiter + 1, 0),
            _ => match words!("ordinal").at(self.text, after) {
                Some((len, kind)) => {
                    let kind = if kind == "demand" { DEMAND } else { IS };
                    let mut end = after + len;
                    end += usize::from(matches!(self.char(end), Some(':' | ',')));
                    self.reading(kind, n, end, if end >= self.text.len() { 20 } else { 0 })
                }
                None if delimiter > after => self.reading(CN_SPACE, n, after, 0),
                None => None,
            },
        }
    }

    /// Doubt about "one, two-class": a list of numerals in running text.
    fn enumeration(&self, i: usize) -> i32 {
        match cn_number(&self.text[i..]) {
            Some((_, len)) if words!("after_enumeration").at(self.text, i + len).is_some() => 40,
            _ if i >= self.text.len() => 10,
            _ => 0,
        }
    }

    /// Chapters, articles, and "first," of running text.
    fn ordinal(&self, i: usize) -> Option<Reading> {
        let (n, after, _) = self.number(self.skip_blank(i))?;
        let after = self.skip_blank(after);
        if let Some((len, kind)) = words!("part").at(self.text, after) {
            let end = after + len;
            let kind = match kind {
                "part" => PART,
                "chapter" => CHAPTER,
                "section" => SECTION,
                "article" => ARTICLE,
                _ => DIVISION,
            };
            let referred = words!("article_reference").at(self.text, end).is_some();
            return self.reading(kind, n, end, if referred { 35 } else { 0 });
        }
        // "Item one  Work is slow".
        if words!("item_word").at(self.text, after).is_some() && matches!(self.char(after + 1), Some(' ' | ':' | '.' | '\u{3001}')) {
            return self.reading(DIVISION, n, after + 2, 0);
        }
        match self.char(after)? {
            ',' | '\u{3001}' | ':' => self.reading(FIRST, n, after + 1, self.enumeration(after + 1)),
            _ => None,
        }
    }

    /// "Question 1:", "measure two:", and both in black brackets.
    fn labelled(&self) -> Option<Reading> {
        let list = words!("labelled");
        let boxed = self.char(self.at) == Some('\u{3010}');
        let start = self.at + usize::from(boxed);
        let (len, _) = list.at(self.text, start)?;
        let word = &self.text[start..start + len];
        let index = list.entries().iter().position(|(w, _)| w == word)?;
        let mut i = self.skip_blank(start + len);
        let bracket = self.char(i) == Some('(');
        i += usize::from(bracket);
        let (n, mut after, _) = self.number(i)?;
        if bracket {
            (self.char(after) == Some(')')).then_some(())?;
            after += 1;
        }
        let mut end = self.skip_blank(after);
        if boxed {
            (self.char(end) == Some('\u{3011}')).then_some(())?;
            (after, end) = (end + 1, self.skip_blank(end + 1));
        }
        let bracket = bracket || boxed;
        let delimited = matches!(self.char(end), Some(':' | '\u{3001}' | '.' | ','));
        if !delimited && !bracket && end < self.text.len() && self.char(after) != Some(' ') {
            return None;
        }
        let end = if delimited { end + 1 } else { after };
        self.reading(LABELLED + (index as u8).min(KINDS as u8 - LABELLED - 1), n, end, self.after_digit(end, false))
    }
}

/// Reads a Chinese numeral below one thousand at the start of `text`: value and length in characters.
pub fn cn_number(text: &[char]) -> Option<(u32, usize)> {
    let digit = |c: &char| often(Often::Numeral).at(&[*c], 0).and_then(|(_, v)| v.parse::<u32>().ok());
    let len = text.iter().take(8).take_while(|c| digit(c).is_some()).count();
    let mut values: Vec<u32> = text[..len].iter().filter_map(digit).collect();
    if values.is_empty() {
        return None;
    }
    // Digits without tens, as in a year, are read one after another.
    if values.len() > 1 && values.iter().all(|v| *v < 10) {
        return (values.len() <= 4).then(|| (values.iter().fold(0, |n, v| n * 10 + v), len));
    }
    let (mut total, mut unit) = (0, 0);
    for v in values.drain(..) {
        if v >= 10 {
            total += unit.max(1) * v;
            unit = 0;
        } else {
            unit = v;
        }
    }
    Some((total + unit, len))
}
