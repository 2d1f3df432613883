//! Pictures of a scan in forms that tesseract reads: JPEG as it is, fax streams inside a TIFF, everything else as PNM.

use super::{
    super::{
        ReadError,
        tool::{self, Tools},
    },
    object::{Dict, Object, Pdf},
};

/// Longest side of a picture, in pixels.
const SIDE_MAX: usize = 30_000;

/// A picture's bytes; nothing for compressions and colours that are not read, or whose program is not installed.
pub fn bytes(pdf: &mut Pdf, picture: &Object, tools: &Tools) -> Result<Option<Vec<u8>>, ReadError> {
    let Object::Stream(dict, _) = picture else { return Ok(None) };
    let filters = pdf.filters(dict);
    let one = filters.len() == 1;
    match filters.last().map(String::as_str) {
        Some("DCTDecode" | "DCT" | "JPXDecode") => return Ok(one.then(|| pdf.raw(picture).to_vec())),
        Some("JBIG2Decode") => return if one { bilevel(pdf, picture, dict, tools) } else { Ok(None) },
        Some("CCITTFaxDecode" | "CCF") => return Ok(fax(pdf, picture, dict).filter(|_| one)),
        _ => {}
    }
    let (Some(width), Some(height)) = (size(pdf, dict, "Width"), size(pdf, dict, "Height")) else { return Ok(None) };
    let bits = size(pdf, dict, "BitsPerComponent").unwrap_or(1);
    let parms = parameters(pdf, dict);
    let predictor = parms.as_ref().and_then(|d| size(pdf, d, "Predictor")).unwrap_or(1);
    let inverted = inverted(pdf, dict);
    let mut data = pdf.data(picture)?;
    if predictor >= 10 {
        let colors = parms.as_ref().and_then(|d| size(pdf, d, "Colors")).unwrap_or(1).clamp(1, 4);
        data = unfilter(&data, (width * bits * colors).div_ceil(8), (bits * colors).div_ceil(8));
    } else if predictor == 2 && bits == 8 {
        let colors = parms.as_ref().and_then(|d| size(pdf, d, "Colors")).unwrap_or(1).clamp(1, 4);
        add_up(&mut data, width * colors, colors);
    } else if predictor != 1 {
        return Ok(None);
    }
    let row = width.div_ceil(8);
    let (kind, depth) = match bits {
        1 if data.len() >= row * height => ("P4", ""),
        8 if data.len() / (width * height) == 1 => ("P5", "255\n"),
        8 if data.len() / (width * height) == 3 => ("P6", "255\n"),
        _ => return Ok(None),
    };
    // In a bitmap one is black, in a PDF white, unless it says otherwise.
    if bits == 1 && !inverted {
        data.iter_mut().for_each(|b| *b = !*b);
    }
    let mut out = format!("{kind}\n{width} {height}\n{depth}").into_bytes();
    out.extend(data);
    Ok(Some(out))
}

/// Whether a picture says that its colours are turned round.
fn inverted(pdf: &Pdf, dict: &Dict) -> bool {
    matches!(pdf.entry(dict, "Decode"), Object::Array(a) if matches!(a.first(), Some(Object::Number(n)) if *n == 1.0))
}

/// A picture of two colours that a program of the machine unpacks; nothing where it is not installed.
fn bilevel(pdf: &mut Pdf, picture: &Object, dict: &Dict, tools: &Tools) -> Result<Option<Vec<u8>>, ReadError> {
    let shared = parameters(pdf, dict).map(|p| pdf.entry(&p, "JBIG2Globals").clone());
    let shared = shared.filter(|o| matches!(o, Object::Stream(..))).map(|o| pdf.data(&o)).transpose()?;
    match tool::unpack_bilevel(pdf.raw(picture), shared.as_deref(), tools) {
        // One torn picture takes no other page with it.
        Err(ReadError::NeedsTool(_) | ReadError::ToolFailed(_)) => Ok(None),
        Ok(mut map) => {
            // "P4", width and height: the pixels follow the third line.
            let start = map.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(1).map_or(map.len(), |(i, _)| i + 1);
            if inverted(pdf, dict) {
                map[start..].iter_mut().for_each(|b| *b = !*b);
            }
            Ok(Some(map))
        }
        Err(other) => Err(other),
    }
}

/// Name of a compression that is not read, for a picture that was left out because of it.
pub fn form(pdf: &Pdf, picture: &Object) -> Option<&'static str> {
    let Object::Stream(dict, _) = picture else { return None };
    match pdf.filters(dict).last().map(String::as_str) {
        Some("JBIG2Decode") => Some("JBIG2"),
        _ => None,
    }
}

fn size(pdf: &Pdf, dict: &Dict, key: &str) -> Option<usize> {
    if let Object::Number(n) = pdf.entry(dict, key) { Some(*n as usize).filter(|n| (1..=SIDE_MAX).contains(n)) } else { None }
}

/// Parameters of the last filter.
fn parameters(pdf: &Pdf, dict: &Dict) -> Option<Dict> {
    match pdf.entry(dict, "DecodeParms") {
        Object::Array(all) => all.last().and_then(|o| pdf.dict(o)).cloned(),
        one => pdf.dict(one).cloned(),
    }
}

/// A fax stream in the file form that holds such streams: one strip, white is zero.
fn fax(pdf: &Pdf, picture: &Object, dict: &Dict) -> Option<Vec<u8>> {
    const ENTRIES: u32 = 10;
    let parms = parameters(pdf, dict).unwrap_or_default();
    let number = |key: &str| if let Object::Number(n) = pdf.entry(&parms, key) { *n } else { 0.0 };
    let width = size(pdf, &parms, "Columns").or_else(|| size(pdf, dict, "Width"))? as u32;
    let height = size(pdf, dict, "Height")? as u32;
    let data = pdf.raw(picture);
    let k = number("K");
    // Negative: group 4; zero: group 3 by lines; positive: group 3 by lines and columns.
    let (compression, options) = if k < 0.0 { (4, 0) } else { (3, u32::from(k > 0.0)) };
    let start = 8 + 2 + 12 * ENTRIES + 4;
    let entries: [(u16, u32); ENTRIES as usize] = [
        (256, width),
        (257, height),
        (258, 1),
        (259, compression),
        (262, 0),
        (273, start),
        (277, 1),
        (278, height),
        (279, u32::try_from(data.len()).ok()?),
        (if compression == 4 { 293 } else { 292 }, options),
    ];
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    out.extend((ENTRIES as u16).to_le_bytes());
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(4u16.to_le_bytes());
        out.extend(1u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend(data);
    Some(out)
}

/// Undoes the prediction of rows as TIFF has it: each byte is what it adds to the one `step` to its left.
fn add_up(data: &mut [u8], row: usize, step: usize) {
    for line in data.chunks_mut(row) {
        (step..line.len()).for_each(|i| line[i] = line[i].wrapping_add(line[i - step]));
    }
}

/// Undoes the prediction of rows as PNG has it; `step` is the distance of the byte to the left.
fn unfilter(data: &[u8], row: usize, step: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    for line in data.chunks(row + 1) {
        let from = out.len();
        for (i, byte) in line[1..].iter().enumerate() {
            let left = if i >= step { out[from + i - step] } else { 0 };
            let up = if from >= row { out[from + i - row] } else { 0 };
            let corner = if from >= row && i >= step { out[from + i - row - step] } else { 0 };
            let guess = match line[0] {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            out.push(byte.wrapping_add(guess));
        }
    }
    out
}

/// The neighbour that is nearest to left + up - corner.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (to_left, to_up, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}
