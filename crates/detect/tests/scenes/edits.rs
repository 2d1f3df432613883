//! Edits as people make them before a photograph is handed in again.

use super::{Rng, hash};
use detect::photo::plane::Plane;
use image::codecs::jpeg::JpegEncoder;

/// Names of the edits, in the order of `edited`.
pub const EDITS: [&str; 16] = [
    "jpeg20",
    "small",
    "gamma",
    "curve",
    "crop10",
    "crop25",
    "crop35",
    "transposed",
    "upside-down",
    "turned-5",
    "stamp",
    "sticker",
    "chat",
    "soft",
    "framed",
    "many",
];

/// JPEG bytes of a plane.
pub fn jpeg(p: &Plane, quality: u8) -> Vec<u8> {
    let bytes: Vec<u8> = p.data.iter().map(|v| v.round().clamp(0.0, 255.0) as u8).collect();
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .encode(&bytes, p.width as u32, p.height as u32, image::ExtendedColorType::L8)
        .expect("a picture in memory");
    out
}

fn map(width: usize, height: usize, f: impl Fn(usize, usize) -> f32) -> Plane {
    let data = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| f(x, y).clamp(0.0, 255.0)).collect();
    Plane { width, height, data }
}

fn tone(p: &Plane, f: impl Fn(f32) -> f32) -> Plane {
    map(p.width, p.height, |x, y| 255.0 * f(p.at(x, y) / 255.0))
}

fn crop(p: &Plane, share: f32, r: &mut Rng) -> Plane {
    let (w, h) = ((p.width as f32 * (1.0 - share)) as usize, (p.height as f32 * (1.0 - share)) as usize);
    let (x0, y0) = (r.below(p.width - w + 1), r.below(p.height - h + 1));
    map(w, h, |x, y| p.at(x + x0, y + y0))
}

fn turned(p: &Plane, degrees: f32, fill: f32) -> Plane {
    let (s, c) = degrees.to_radians().sin_cos();
    let (cx, cy) = (p.width as f32 / 2.0, p.height as f32 / 2.0);
    map(p.width, p.height, |x, y| {
        let (u, v) = (x as f32 - cx, y as f32 - cy);
        p.sample(cx + c * u - s * v, cy + s * u + c * v).unwrap_or(fill)
    })
}

/// A bar with strokes like letters, as cameras print time and place.
fn stamp(p: &Plane, r: &mut Rng) -> Plane {
    let (x0, y0, seed) = (r.below(p.width / 3), p.height.saturating_sub(60 + r.below(30)), r.bits());
    map(p.width, p.height, |x, y| {
        if !(x0..x0 + 230).contains(&x) || !(y0..y0 + 44).contains(&y) {
            return p.at(x, y);
        }
        let ink = (y - y0) % 20 > 5 && (x - x0) % 9 < 6 && hash(seed, (x - x0) as i64 / 3, (y - y0) as i64 / 4) > 0.45;
        if ink { 250.0 } else { p.at(x, y) * 0.4 }
    })
}

fn sticker(p: &Plane, r: &mut Rng) -> Plane {
    let (cx, cy, size) = (r.range(80.0, 480.0), r.range(80.0, 340.0), 44.0);
    map(p.width, p.height, |x, y| {
        let d = (x as f32 - cx).hypot(y as f32 - cy);
        if d < size { if d > size - 5.0 { 30.0 } else { 225.0 } } else { p.at(x, y) }
    })
}

/// A photograph as a chat program shows it on a telephone.
fn chat(p: &Plane, r: &mut Rng) -> Plane {
    let width = 420;
    let small = p.resized(width, p.height * width / p.width);
    let (height, seed) = (900, r.bits());
    let top = 220 + r.below(200);
    map(width, height, |x, y| {
        if (top..top + small.height).contains(&y) {
            small.at(x, y - top)
        } else if y < 30 && y % 14 > 4 && x % 8 < 5 && hash(seed, x as i64 / 8, y as i64 / 14) > 0.6 {
            40.0
        } else {
            238.0
        }
    })
}

fn framed(p: &Plane) -> Plane {
    let edge = 36;
    map(p.width + 2 * edge, p.height + 2 * edge, |x, y| {
        let inside = (edge..edge + p.width).contains(&x) && (edge..edge + p.height).contains(&y);
        if inside { p.at(x - edge, y - edge) } else { 248.0 }
    })
}

/// The picture as handed in again, as a file.
pub fn edited(p: &Plane, edit: usize, seed: u64) -> Vec<u8> {
    let mut r = Rng(seed.wrapping_mul(31) ^ edit as u64);
    let (w, h) = (p.width, p.height);
    let out = match EDITS[edit] {
        "jpeg20" => return jpeg(p, 20),
        "small" => p.resized(w * 2 / 5, h * 2 / 5),
        "gamma" => tone(p, |v| v.powf(1.7)),
        "curve" => tone(p, |v| 0.5 + ((v - 0.45) * 4.0).tanh() / 2.0),
        "crop10" => crop(p, 0.10, &mut r),
        "crop25" => crop(p, 0.25, &mut r),
        "crop35" => crop(p, 0.35, &mut r),
        "transposed" => map(h, w, |x, y| p.at(y, x)),
        "upside-down" => map(w, h, |x, y| p.at(x, h - 1 - y)),
        "turned-5" => turned(p, -5.0, 255.0),
        "stamp" => stamp(p, &mut r),
        "sticker" => sticker(p, &mut r),
        "chat" => chat(p, &mut r),
        "soft" => p.blurred(1.6),
        "framed" => framed(p),
        _ => {
            let c = crop(p, 0.12, &mut r);
            let mirrored = map(c.width, c.height, |x, y| c.at(c.width - 1 - x, y));
            return jpeg(&stamp(&turned(&mirrored, 2.0, 0.0), &mut r), 40);
        }
    };
    jpeg(&out, 88)
}
