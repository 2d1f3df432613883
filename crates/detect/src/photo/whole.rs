//! Whether the file of a picture breaks off: decoders read such a file as far as it goes and say nothing.

use image::ImageFormat;

/// Tells whether the end that a format writes is missing. Other formats are never called cut off.
pub fn is_cut_off(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => !jpeg_ends(bytes),
        ImageFormat::Png => !png_ends(bytes),
        ImageFormat::WebP => {
            bytes.get(4..8).and_then(|b| b.try_into().ok()).is_some_and(|b| webp_beyond(bytes.len(), u32::from_le_bytes(b)))
        }
        _ => false,
    }
}

/// The head of a WebP tells the length of all that follows its first eight bytes.
fn webp_beyond(len: usize, stated: u32) -> bool {
    len.saturating_sub(8) < stated as usize
}

/// Walks the segments of a JPEG file to the mark of its end. Segments are skipped by their length, since the small preview in
/// one of them has an end of its own.
fn jpeg_ends(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut at = 2;
    while let Some(mark) = next_mark(bytes, &mut at) {
        match mark {
            END => return true,
            // Marks without a length.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some(&[high, low]) = bytes.get(at..at + 2) else { return false };
                at += usize::from(u16::from_be_bytes([high, low]));
                if mark == SCAN {
                    at = data_end(bytes, at);
                }
            }
        }
    }
    false
}

/// The next mark, and the place behind it.
fn next_mark(bytes: &[u8], at: &mut usize) -> Option<u8> {
    let from = bytes.get(*at..)?;
    let start = from.iter().position(|b| *b == 0xff)?;
    let fill = from[start..].iter().take_while(|b| **b == 0xff).count();
    let mark = from.get(start + fill)?;
    *at += start + fill + 1;
    Some(*mark)
}

/// Where the coded data of a scan end: at a byte of 0xff that neither is data (0x00 behind it) nor a mark to start anew.
fn data_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let ends = |w: &[u8]| w[0] == 0xff && !matches!(w[1], 0x00 | 0xd0..=0xd7 | 0xff);
    from + rest.windows(2).position(ends).unwrap_or(rest.len())
}

/// Walks the chunks of a PNG file to its last one, `IEND`.
fn png_ends(bytes: &[u8]) -> bool {
    const SIGNATURE: usize = 8;
    // Length, name and check of a chunk.
    const AROUND: usize = 12;
    let mut at = SIGNATURE;
    while let Some(head) = bytes.get(at..at + 8) {
        let len = head[..4].iter().fold(0usize, |n, b| n << 8 | usize::from(*b));
        at = at.saturating_add(len).saturating_add(AROUND);
        if &head[4..] == b"IEND" {
            return at <= bytes.len();
        }
    }
    false
}
