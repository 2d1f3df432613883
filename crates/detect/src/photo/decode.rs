//! Files to brightness, with limits that hold before a single pixel is unpacked.

use super::plane::Plane;
use super::whole::is_cut_off;
use image::{ImageDecoder, ImageReader, Limits as ImageLimits};
use std::io::Cursor;

/// What a file may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes_max: usize,
    pub pixels_max: u64,
    pub side_max: u32,
    pub memory_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes_max: 64 << 20, pixels_max: 120_000_000, side_max: 30_000, memory_bytes_max: 512 << 20 }
    }
}

/// Why a file gives no picture.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("empty file")]
    Empty,
    #[error("file of {bytes} bytes is larger than {bytes_max}")]
    TooLarge { bytes: usize, bytes_max: usize },
    #[error("picture of {width} x {height} pixels is larger than the limit")]
    TooManyPixels { width: u32, height: u32 },
    #[error("picture of {width} x {height} pixels is too small")]
    TooSmall { width: u32, height: u32 },
    #[error("not a picture")]
    NotAPicture,
    #[error("broken picture")]
    Broken(#[source] image::ImageError),
}

impl DecodeError {
    /// The code by which the edge words the complaint.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too-large",
            Self::TooManyPixels { .. } => "too-many-pixels",
            Self::TooSmall { .. } => "too-small",
            Self::NotAPicture => "not-a-picture",
            Self::Broken(_) => "broken-picture",
        }
    }
}

/// A picture ready for features: upright after its EXIF orientation, resized to a common area.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub plane: Plane,
    /// Size in the file, in pixels.
    pub width: u32,
    pub height: u32,
    /// Kept for comparing: deviation of brightness, near 0 for a blank page.
    pub contrast: f32,
    /// The file breaks off: the picture was read as far as it goes.
    pub cut_off: bool,
}

/// Pixels of the common size.
const AREA: f32 = 200_000.0;
/// Smallest side that can bear features.
const SIDE_MIN: u32 = 24;

/// Decodes a file.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > limits.bytes_max {
        return Err(DecodeError::TooLarge { bytes: bytes.len(), bytes_max: limits.bytes_max });
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| DecodeError::Broken(e.into()))?;
    let Some(format) = reader.format() else { return Err(DecodeError::NotAPicture) };
    let mut bound = ImageLimits::default();
    bound.max_image_width = Some(limits.side_max);
    bound.max_image_height = Some(limits.side_max);
    bound.max_alloc = Some(limits.memory_bytes_max);
    reader.limits(bound);
    let mut decoder = reader.into_decoder().map_err(DecodeError::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels_max || decoder.total_bytes() > limits.memory_bytes_max {
        return Err(DecodeError::TooManyPixels { width, height });
    }
    if width < SIDE_MIN || height < SIDE_MIN {
        return Err(DecodeError::TooSmall { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = image::DynamicImage::from_decoder(decoder).map_err(DecodeError::Broken)?;
    image.apply_orientation(orientation);
    // Transparent pixels would show the colour beneath, which nobody sees.
    let gray = image.to_luma8();
    drop(image);
    let plane =
        Plane { width: gray.width() as usize, height: gray.height() as usize, data: gray.as_raw().iter().map(|v| f32::from(*v)).collect() };
    Ok(Picture { cut_off: is_cut_off(bytes, format), ..prepare(&plane, width, height) })
}

/// Rows flatter than this, in grey levels, may be bars around a picture: a bar is of one tone, while the night and a blank wall
/// vary by 1 and more and are part of the picture.
const BAR_DEVIATION_MAX: f32 = 0.8;
/// A picture inside bars keeps at least this share of the side.
const INNER_SHARE_MIN: f32 = 0.2;

/// The longest run of lines that are not flat, where flat lines frame it: screenshots and letter-boxes.
fn inner(deviations: &[f32]) -> (usize, usize) {
    let n = deviations.len();
    let (mut best, mut i) = ((0, n), 0);
    let mut longest = 0;
    while i < n {
        let run = deviations[i..].iter().take_while(|d| **d > BAR_DEVIATION_MAX).count();
        if run > longest {
            (longest, best) = (run, (i, i + run));
        }
        i += run.max(1);
    }
    // A picture that fills the frame, or a page with blank lines in it, is left as it is.
    if longest as f32 >= INNER_SHARE_MIN * n as f32 { best } else { (0, n) }
}

fn deviation(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let n = values.clone().count().max(1) as f32;
    let mean = values.clone().sum::<f32>() / n;
    (values.map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt()
}

/// Deviations of the columns between two rows, taken row by row, since columns lie far apart in memory.
fn column_deviations(p: &Plane, top: usize, bottom: usize) -> Vec<f32> {
    let n = (bottom - top).max(1) as f32;
    let rows = || p.data[top * p.width..bottom * p.width].chunks_exact(p.width);
    let mut means = vec![0f32; p.width];
    rows().for_each(|row| means.iter_mut().zip(row).for_each(|(m, v)| *m += v));
    means.iter_mut().for_each(|m| *m /= n);
    let mut squares = vec![0f32; p.width];
    rows().for_each(|row| squares.iter_mut().zip(row).zip(&means).for_each(|((s, v), m)| *s += (v - m).powi(2)));
    squares.into_iter().map(|s| (s / n).sqrt()).collect()
}

/// Cuts away bars above, below and beside a picture.
fn without_bars(p: &Plane) -> Plane {
    let rows: Vec<f32> = (0..p.height).map(|y| deviation(p.data[y * p.width..(y + 1) * p.width].iter().copied())).collect();
    let (top, bottom) = inner(&rows);
    let columns = column_deviations(p, top, bottom);
    let (left, right) = inner(&columns);
    if (right - left) < SIDE_MIN as usize || (bottom - top) < SIDE_MIN as usize {
        return p.clone();
    }
    let data = (top..bottom).flat_map(|y| p.data[y * p.width + left..y * p.width + right].iter().copied()).collect();
    Plane { width: right - left, height: bottom - top, data }
}

/// Brings a plane to the common size, bars cut away.
pub fn prepare(plane: &Plane, width: u32, height: u32) -> Picture {
    let plane = &without_bars(plane);
    // A side much longer than the other would leave no room for the other at the common area.
    let scale = (AREA / (plane.width * plane.height) as f32).sqrt().min(1200.0 / plane.width.max(plane.height) as f32).min(4.0);
    let to = |n: usize| ((n as f32 * scale).round() as usize).max(SIDE_MIN as usize);
    let plane = plane.resized(to(plane.width), to(plane.height));
    let n = plane.data.len() as f32;
    let mean = plane.data.iter().sum::<f32>() / n;
    let contrast = (plane.data.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt();
    Picture { plane, width, height, contrast, cut_off: false }
}

/// Time as it stands (`YYYY:MM:DD hh:mm:ss`, local) and camera of a picture that still has its EXIF block.
pub fn exif(bytes: &[u8]) -> Option<(String, String)> {
    let read = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let text = |tag| read.get_field(tag, exif::In::PRIMARY).map(|f| f.display_value().to_string());
    Some((text(exif::Tag::DateTimeOriginal)?, text(exif::Tag::Model).unwrap_or_default()))
}
