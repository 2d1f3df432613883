//! Tiny picture files of every kind that is read, made by our own code.

use image::codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder};

pub const WIDTH: u32 = 40;
pub const HEIGHT: u32 = 32;

/// Numbers from a seed.
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }
}

/// Bytes of a picture with edges and slopes.
fn pixels(channels: usize) -> Vec<u8> {
    let value = |x: usize, y: usize, c: usize| if (x / 7 + y / 5).is_multiple_of(2) { 40 + 3 * x + 20 * c } else { 220 - 4 * y };
    let (w, h) = (WIDTH as usize, HEIGHT as usize);
    (0..h).flat_map(|y| (0..w).flat_map(move |x| (0..channels).map(move |c| value(x, y, c).min(255) as u8))).collect()
}

/// A grey PNG.
pub fn png(width: u32, height: u32, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(bytes, width, height, ExtendedColorType::L8).expect("written to memory");
    out
}

/// A small PNG whose head tells of a huge picture.
pub fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut out = png(64, 64, &[0; 64 * 64]);
    // The size stands behind the signature and the name of the first chunk, its check sum behind 13 bytes of it.
    out[16..20].copy_from_slice(&width.to_be_bytes());
    out[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&out[12..29]).to_be_bytes();
    out[29..33].copy_from_slice(&sum);
    out
}

/// Check sum of a PNG chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |c, b| (0..8).fold(c ^ u32::from(*b), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 }))
}

/// Every kind, by name.
pub fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let kinds = [(ExtendedColorType::L8, 1), (ExtendedColorType::Rgb8, 3), (ExtendedColorType::Rgba8, 4)];
    let mut out = Vec::new();
    for (kind, channels) in kinds {
        let bytes = pixels(channels);
        let mut file = Vec::new();
        PngEncoder::new(&mut file).write_image(&bytes, WIDTH, HEIGHT, kind).expect("written to memory");
        out.push(("png", file));
        if channels < 4 {
            let mut file = Vec::new();
            JpegEncoder::new_with_quality(&mut file, 80).encode(&bytes, WIDTH, HEIGHT, kind).expect("written to memory");
            out.push(("jpeg", file));
        }
        if channels > 1 {
            let mut file = Vec::new();
            WebPEncoder::new_lossless(&mut file).encode(&bytes, WIDTH, HEIGHT, kind).expect("written to memory");
            out.push(("webp", file));
        }
    }
    out
}
