//! Small filters of PDF streams: letters that stand for bytes, and runs of one byte.

/// Byte of a run-length stream that ends it.
const END: u8 = 128;

/// Bytes that five letters stand for in fours; blanks and foreign bytes are passed over.
pub fn ascii85(data: &[u8]) -> Vec<u8> {
    let (mut out, mut group) = (Vec::new(), Vec::with_capacity(5));
    for c in data.iter().take_while(|c| **c != b'~') {
        match c {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(c - b'!')),
            _ => {}
        }
        if group.len() == 5 {
            out.extend(group.iter().fold(0u32, |v, d| v.wrapping_mul(85).wrapping_add(*d)).to_be_bytes());
            group.clear();
        }
    }
    if group.len() > 1 {
        let keep = group.len() - 1;
        group.resize(5, 84);
        let value = group.iter().fold(0u32, |v, d| v.wrapping_mul(85).wrapping_add(*d));
        out.extend(&value.to_be_bytes()[..keep]);
    }
    out
}

/// Unpacks runs to at most `limit` bytes and one run: up to 127 says how many bytes, less one, follow as they are, from
/// 129 on how often the next one stands, counted down from 257. Torn data yields what it held so far.
pub fn run_length(data: &[u8], limit: usize) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(length) = data.get(at).copied().filter(|l| *l != END && out.len() <= limit) {
        if length < END {
            let end = (at + 2 + usize::from(length)).min(data.len());
            out.extend_from_slice(&data[at + 1..end]);
            at = end;
        } else {
            let Some(byte) = data.get(at + 1) else { break };
            out.resize(out.len() + 257 - usize::from(length), *byte);
            at += 2;
        }
    }
    out
}
