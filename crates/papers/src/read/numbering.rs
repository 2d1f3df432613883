//! Automatic numbers of a docx: they are not in the text, so they are counted and rendered here as Word would.

use super::{
    ReadError,
    xml::{Met, walk},
};
use std::collections::HashMap;

/// Levels of a list.
const LEVELS: usize = 9;

#[derive(Clone, Debug, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    text: String,
    glued: bool,
    legal: bool,
}

/// Lists of a docx and where each stands.
#[derive(Debug, Default)]
pub struct Numbering {
    kinds: HashMap<u32, Vec<Level>>,
    lists: HashMap<u32, (u32, HashMap<usize, u32>)>,
    counters: HashMap<u32, [Option<u32>; LEVELS]>,
    begun: HashMap<u32, bool>,
    /// Levels that are linked to a style, by kind of list and style.
    linked: HashMap<(u32, String), usize>,
}

impl Numbering {
    /// Reads the part.
    pub fn read(xml: &[u8]) -> Result<Numbering, ReadError> {
        let mut n = Numbering::default();
        let (mut kind, mut list, mut level) = (0, 0, 0usize);
        let mut in_list = false;
        walk(xml, &mut |met| {
            let Met::Open(t) = met else { return Ok(true) };
            match t.name {
                "abstractNum" => {
                    (kind, in_list) = (t.number("abstractNumId").unwrap_or(0), false);
                    n.kinds.insert(kind, vec![Level::default(); LEVELS]);
                }
                "num" => {
                    (list, in_list) = (t.number("numId").unwrap_or(0), true);
                    n.lists.insert(list, (0, HashMap::new()));
                }
                "abstractNumId" if in_list => n.list(list).0 = t.number("val").unwrap_or(0),
                "lvlOverride" => level = t.number("ilvl").unwrap_or(0) as usize,
                "startOverride" => {
                    n.list(list).1.insert(level, t.number("val").unwrap_or(1));
                }
                "lvl" => level = t.number("ilvl").unwrap_or(0) as usize,
                name if !in_list => {
                    let value = t.get("val").unwrap_or_default();
                    let Some(l) = n.kinds.get_mut(&kind).and_then(|k| k.get_mut(level)) else { return Ok(true) };
                    match name {
                        "pStyle" => {
                            n.linked.insert((kind, value), level);
                        }
                        "start" => l.start = value.parse().ok(),
                        "numFmt" => l.format = value,
                        "lvlText" => l.text = value,
                        "suff" => l.glued = value == "nothing",
                        "isLgl" => l.legal = true,
                        _ => {}
                    }
                }
                _ => {}
            }
            Ok(true)
        })?;
        Ok(n)
    }

    fn list(&mut self, list: u32) -> &mut (u32, HashMap<usize, u32>) {
        self.lists.entry(list).or_default()
    }

    /// The level of a list that is linked to a style.
    pub fn level_of(&self, list: u32, style: &str) -> Option<usize> {
        let (kind, _) = self.lists.get(&list)?;
        self.linked.get(&(*kind, style.to_owned())).copied()
    }

    /// Counts one paragraph on and returns its number as Word would print it; `None` for bullets and unknown lists.
    pub fn next(&mut self, list: u32, level: usize) -> Option<String> {
        let (kind, overrides) = self.lists.get(&list)?;
        let levels = self.kinds.get(kind)?;
        let own = levels.get(level)?;
        let first = !self.begun.insert(list, true).unwrap_or(false);
        let counters = self.counters.entry(*kind).or_insert([None; LEVELS]);
        if first {
            for (l, start) in overrides.iter().filter(|(l, _)| **l < LEVELS) {
                counters[*l] = start.checked_sub(1).map(|s| s.min(30_000));
                counters[l + 1..].fill(None);
            }
        }
        let start = own.start.unwrap_or(1).min(30_000);
        counters[level] = Some(counters[level].map_or(start, |c| c.saturating_add(1)));
        counters[level + 1..].fill(None);
        for (l, counter) in counters.iter_mut().enumerate().take(level) {
            counter.get_or_insert_with(|| levels[l].start.unwrap_or(1).min(30_000));
        }
        if own.format == "bullet" || own.format == "none" && !own.text.contains('%') {
            return None;
        }
        let mut out = String::new();
        let mut chars = own.text.chars();
        while let Some(c) = chars.next() {
            match (c, c == '%') {
                (_, true) => {
                    let l = chars.next().and_then(|d| d.to_digit(10)).filter(|d| (1..=9).contains(d))? as usize - 1;
                    let format = if own.legal { "decimal" } else { &levels[l].format };
                    out.push_str(&render(counters[l].unwrap_or(1), format));
                }
                (c, _) => out.push(c),
            }
        }
        if out.is_empty() {
            return None;
        }
        if !own.glued {
            out.push(' ');
        }
        Some(out)
    }
}

/// A number in a format of Word.
pub fn render(n: u32, format: &str) -> String {
    let glyph = |first: u32, max: u32| (1..=max).contains(&n).then(|| char::from_u32(first + n - 1)).flatten().map(String::from);
    let found = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "ideographTraditional"
        | "ideographDigital"
        | "koreanDigital2"
        | "taiwaneseDigital"
        | "japaneseDigitalTenThousand" => Some(chinese(n)),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => glyph(0x2460, 20),
        "decimalEnclosedParen" => glyph(0x2474, 20),
        "decimalEnclosedFullstop" => glyph(0x2488, 20),
        "decimalFullWidth" | "decimalFullWidth2" => Some(n.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect()),
        "upperLetter" => glyph('A' as u32, 26),
        "lowerLetter" => glyph('a' as u32, 26),
        "upperRoman" => Some(roman(n)),
        "lowerRoman" => Some(roman(n).to_ascii_lowercase()),
        "decimalZero" => Some(format!("{n:02}")),
        _ => None,
    };
    found.unwrap_or_else(|| n.to_string())
}

/// Counting numeral below one thousand; larger ones digit by digit.
fn chinese(n: u32) -> String {
    let word = |v: u32| words!("numeral_out").entries().iter().find(|(_, x)| *x == v.to_string()).map(|(w, _)| w[0]);
    let digit = |v: u32| word(v).map(String::from).unwrap_or_default();
    match n {
        0 => digit(0),
        1..=9 => digit(n),
        10..=99 => {
            let tens = if n >= 20 { digit(n / 10) } else { String::new() };
            let ones = if !n.is_multiple_of(10) { digit(n % 10) } else { String::new() };
            format!("{tens}{}{ones}", digit(10))
        }
        100..=999 => {
            let rest = match n % 100 {
                0 => String::new(),
                r @ 1..=9 => format!("{}{}", digit(0), digit(r)),
                r @ 10..=19 => format!("{}{}", digit(1), chinese(r)),
                r => chinese(r),
            };
            format!("{}{}{rest}", digit(n / 100), digit(100))
        }
        _ => n.to_string().chars().filter_map(|c| c.to_digit(10)).map(digit).collect(),
    }
}

fn roman(mut n: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    n = n.min(3999);
    for (value, text) in STEPS {
        while n >= value {
            out.push_str(text);
            n -= value;
        }
    }
    out
}
