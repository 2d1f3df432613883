//! Folds what people change without changing the text: full-width forms, blanks, invisible characters.
//! Every folded character keeps its offset in the source, so that findings can point at the paper.

/// A folded text. `chars` and `offsets` are of one length; offsets are Unicode scalars of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normal {
    pub chars: Vec<char>,
    pub offsets: Vec<u32>,
}

impl Normal {
    /// The source offset one past the folded character `i`.
    pub fn end_of(&self, i: usize) -> u32 {
        self.offsets.get(i).map_or(0, |o| o + 1)
    }
}

/// Folds a text: full-width ASCII to ASCII, blanks, controls and zero-width characters left out, line ends kept.
pub fn normalize(text: &str) -> Normal {
    let mut out = Normal { chars: Vec::with_capacity(text.len() / 3 + 8), offsets: Vec::with_capacity(text.len() / 3 + 8) };
    for (i, c) in text.chars().enumerate() {
        let c = match c {
            '\n' | '0'..='9' | '\u{4e00}'..='\u{9fff}' => c,
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' => continue,
            c if c.is_whitespace() || c.is_control() => continue,
            c => c,
        };
        out.chars.push(c);
        out.offsets.push(u32::try_from(i).unwrap_or(u32::MAX));
    }
    out
}

/// Tells whether a text is no text: empty, or with more than a tenth of control or replacement characters.
pub fn is_unreadable(text: &str) -> bool {
    let (mut all, mut bad) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        bad += usize::from((c.is_control() && !c.is_whitespace()) || c == '\u{fffd}');
    }
    all == 0 || text.trim().is_empty() || bad * 10 > all
}
