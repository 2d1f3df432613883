//! LZW as PDF streams have it: codes of nine to twelve bits, high bit first.

/// Code that empties the table.
const CLEAR: usize = 256;
/// Code that ends the data.
const END: usize = 257;
/// Most codes of a table.
const CODES_MAX: usize = 4096;

/// Unpacks `data` to at most `limit` bytes and one; torn data yields what it held so far. `early` says that a code
/// grows by a bit one code before it must, as nearly all writers have it.
pub fn unpack(data: &[u8], early: bool, limit: usize) -> Vec<u8> {
    let (mut out, mut bits): (Vec<u8>, Bits) = (Vec::new(), Bits { data, at: 0 });
    // Each entry is a stretch of what is out already: where it begins and how long it is.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    while out.len() <= limit {
        let next = END + 1 + table.len();
        let width = match next + usize::from(early) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        let Some(code) = bits.take(width).filter(|c| *c != END) else { break };
        if code == CLEAR {
            (last, table) = (None, Vec::new());
            continue;
        }
        let start = out.len();
        // An entry is what the code before stood for, and the byte that follows it.
        if let Some((from, len)) = last.filter(|_| END + 1 + table.len() < CODES_MAX) {
            table.push((from, len + 1));
        }
        if code < CLEAR {
            out.push(code as u8);
        } else {
            let Some((from, len)) = table.get(code - END - 1).copied() else { break };
            // The newest entry may reach into what it writes itself.
            for i in from..from + len {
                let Some(byte) = out.get(i).copied() else { break };
                out.push(byte);
            }
        }
        last = Some((start, out.len() - start));
    }
    out
}

/// Bits of a stream.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// The next `width` bits.
    fn take(&mut self, width: usize) -> Option<usize> {
        let mut value = 0;
        for i in self.at..self.at + width {
            let byte = self.data.get(i / 8)?;
            value = value << 1 | usize::from(byte >> (7 - i % 8) & 1);
        }
        self.at += width;
        Some(value)
    }
}
