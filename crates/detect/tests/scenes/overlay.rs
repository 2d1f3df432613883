//! What different pictures have in common though they are different: the mark of a watermark program (one layout, the same
//! labels and project, other time and place), a logo in a corner, and printed forms that were filled in differently.

use super::{HEIGHT, Rng, WIDTH, hash, mix, noise, photograph};
use detect::photo::plane::Plane;

/// Number of layouts of marks: a panel, a large time with a line, a strip, a logo in a corner.
pub const MARKS: u64 = 4;

/// Tells whether a place in the unit square is ink of a letter.
fn letter(code: u64, u: f32, v: f32) -> bool {
    if !(0.06..0.94).contains(&u) || !(0.06..0.94).contains(&v) {
        return false;
    }
    let s = mix(code + 4_000);
    // Strokes across and down, as most letters have, and one on the slant.
    let across = (0..3).any(|n| (v - 0.15 - 0.7 * hash(s, n, 1)).abs() < 0.07 && u > 0.5 * hash(s, n, 2) && u < 0.5 + 0.5 * hash(s, n, 3));
    let down = (0..2).any(|n| (u - 0.15 - 0.7 * hash(s, n, 4)).abs() < 0.07 && v > 0.5 * hash(s, n, 5) && v < 0.5 + 0.5 * hash(s, n, 6));
    across || down || (hash(s, 0, 7) > 0.5 && (u - v * hash(s, 0, 8) - 0.2).abs() < 0.07)
}

/// A line of letters.
struct Line {
    at: (f32, f32),
    size: f32,
    codes: Vec<u64>,
}

impl Line {
    fn new(x: f32, y: f32, size: f32, codes: impl IntoIterator<Item = u64>) -> Self {
        Self { at: (x, y), size, codes: codes.into_iter().collect() }
    }
    fn inks(&self, x: f32, y: f32) -> bool {
        let (u, v) = ((x - self.at.0) / self.size, (y - self.at.1) / self.size);
        (0.0..1.0).contains(&v) && u >= 0.0 && self.codes.get(u as usize).is_some_and(|c| letter(*c, u.fract(), v))
    }
}

/// Fixed letters of a layout, and letters that differ from picture to picture.
fn fixed(mark: u64, row: u64, n: u64) -> impl Iterator<Item = u64> {
    (0..n).map(move |i| mark * 1000 + row * 50 + i)
}
fn other(r: &mut Rng, n: usize, of: usize) -> Vec<u64> {
    (0..n).map(|_| 90_000 + r.below(of) as u64).collect()
}

fn lines(mark: u64, w: f32, h: f32, r: &mut Rng) -> Vec<Line> {
    let row = |n: u64, x: f32, y: f32, size: f32, same: u64, vary: usize, r: &mut Rng| {
        Line::new(x, y, size, fixed(mark, n, same).chain(other(r, vary, if vary < 6 { 10 } else { 400 })))
    };
    match mark {
        0 => {
            let mut all = vec![row(0, 30.0, h - 186.0, 22.0, 6, 0, r)];
            for (n, (same, vary)) in [(13, 0), (11, 0), (9, 4), (8, 5), (6, 8)].into_iter().enumerate() {
                all.push(row(n as u64 + 1, 24.0, h - 148.0 + 25.0 * n as f32, 17.0, same, vary, r));
            }
            all
        }
        1 => vec![
            row(0, 20.0, h - 118.0, 40.0, 0, 5, r),
            row(1, 232.0, h - 112.0, 16.0, 5, 5, r),
            row(2, 20.0, h - 66.0, 19.0, 6, 7, r),
            row(3, 20.0, h - 40.0, 17.0, 9, 0, r),
            row(4, w - 130.0, h - 52.0, 20.0, 5, 0, r),
            row(5, w - 130.0, h - 26.0, 9.0, 4, 9, r),
        ],
        2 => vec![row(0, 12.0, h - 36.0, 20.0, 16, 9, r)],
        _ => vec![row(0, w - 110.0, 78.0, 16.0, 6, 0, r)],
    }
}

/// A picture with a mark of a layout; `seed` makes what differs in it.
pub fn marked(p: &Plane, mark: u64, seed: u64) -> Plane {
    let (w, h) = (p.width as f32, p.height as f32);
    let mut r = Rng(mix(seed ^ 0x77));
    let all = lines(mark, w, h, &mut r);
    let shade = |x: f32, y: f32, v: f32| match mark {
        0 if (14.0..300.0).contains(&x) && y > h - 192.0 && y < h - 160.0 => 95.0,
        0 if (14.0..300.0).contains(&x) && y > h - 192.0 && y < h - 14.0 => v * 0.4 + 20.0,
        1 if (222.0..226.0).contains(&x) && y > h - 116.0 && y < h - 78.0 => 235.0,
        2 if y > h - 46.0 => v * 0.3,
        3 if ((x - w + 60.0).hypot(y - 42.0) - 30.0).abs() < 3.0 => 225.0,
        3 if (x - w + 60.0).hypot(y - 42.0) < 24.0 => {
            if letter(7, (x - w + 84.0) / 48.0, (y - 18.0) / 48.0) {
                235.0
            } else {
                60.0
            }
        }
        _ => v,
    };
    let mut out = p.clone();
    for y in 0..p.height {
        for x in 0..p.width {
            let (fx, fy) = (x as f32, y as f32);
            let v = &mut out.data[y * p.width + x];
            *v = shade(fx, fy, *v);
            if all.iter().any(|l| l.inks(fx, fy)) {
                *v = 248.0;
            } else if all.iter().any(|l| l.inks(fx - 1.5, fy - 1.5)) {
                *v *= 0.5;
            }
        }
    }
    out
}

/// Photographs on which there is little beside the mark: blank walls by day, and night with lamps; others as they are.
pub fn ground(scene: u64) -> Plane {
    let mut r = Rng(mix(scene ^ 0x1234));
    let (lx, ly, level) = (r.range(0.0, 560.0), r.range(0.0, 420.0), r.range(0.0, 40.0));
    let lamps: Vec<[f32; 3]> = (0..1 + r.below(3)).map(|_| [r.range(60.0, 500.0), r.range(30.0, 200.0), r.range(4.0, 14.0)]).collect();
    let seed = r.bits();
    let wall = |x: f32, y: f32| {
        let glow = (-((x - lx).powi(2) + (y - ly).powi(2)) / 90_000.0).exp();
        165.0 + level + 30.0 * glow + 2.0 * noise(seed, x / 50.0, y / 50.0)
    };
    let night = |x: f32, y: f32| {
        let light: f32 = lamps.iter().map(|l| 200.0 * (-((x - l[0]).powi(2) + (y - l[1]).powi(2)) / (l[2] * l[2] * 8.0)).exp()).sum();
        9.0 + level / 4.0 + light + 3.0 * noise(seed, x / 90.0, y / 60.0)
    };
    if scene % 4 > 1 {
        return photograph(scene, 0);
    }
    let mut out = Plane::new(WIDTH, HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let (fx, fy) = (x as f32, y as f32);
            let base = if scene.is_multiple_of(4) { wall(fx, fy) } else { night(fx, fy) };
            out.data[y * WIDTH + x] = (base + 2.0 * noise(seed + 5, fx / 1.7, fy / 1.7)).clamp(0.0, 255.0);
        }
    }
    out
}

/// Size of a filled-in form, in pixels.
const FORM: (usize, usize) = (420, 560);

/// Tells whether a hand wrote at a place: thin strokes that lean, in the fields of a form.
fn hand(s: u64, u: f32, v: f32) -> bool {
    let (cell, inside) = ((u / 13.0).floor() as i64, (u / 13.0).fract());
    let lean = inside - 0.25 * (v - 0.5);
    (0..3).any(|n| {
        let (a, b) = (hash(s + n, cell, 1), hash(s + n, cell, 2));
        if n % 2 == 0 {
            (lean - 0.1 - 0.7 * a - 0.3 * b * v).abs() < 0.09
        } else {
            (v - 0.1 - 0.7 * a - 0.4 * (b - 0.5) * lean).abs() < 0.09
        }
    }) && (0.0..1.0).contains(&v)
}

/// How a form was filled in: by one hand, some fields by another.
#[derive(Debug, Clone, Copy)]
pub struct Filled {
    pub by: u64,
    /// Fields that `other` wrote: so many, drawn by its number.
    pub fields: usize,
    pub other: u64,
}

impl Filled {
    /// All fields by one hand.
    pub fn all(by: u64) -> Self {
        Self { by, fields: 0, other: 0 }
    }

    /// Who wrote a field of `rows` rows.
    fn hand(&self, row: u64, half: u64, rows: u64) -> u64 {
        let mut r = Rng(mix(self.other ^ 0x51));
        let theirs = (0..self.fields).any(|_| (r.below(rows as usize) as u64, 0) == (row, half));
        if theirs { self.by ^ (self.other + 1) << 20 } else { self.by }
    }
}

/// Brightness of a form `form` as filled in, at a place of the sheet.
fn sheet(form: u64, filled: Filled, x: f32, y: f32) -> f32 {
    let (rows, pitch) = (11 + (form % 4) as i64, 34.0);
    let title = Line::new(110.0, 22.0, 26.0, fixed(600 + form, 0, 8));
    let note = Line::new(36.0, 536.0, 11.0, fixed(600 + form, 40, 26));
    if title.inks(x, y) || note.inks(x, y) {
        return 45.0;
    }
    let (u, v) = (x - 30.0, y - 70.0);
    let row = (v / pitch).floor();
    let (n, inside) = (row as i64, v - row * pitch);
    let split = if n % 3 == 2 { 2 } else { 1 };
    let half = if split == 2 && u > 180.0 { 1 } else { 0 };
    let left = half as f32 * 180.0;
    if (0.0..360.0).contains(&u) && n >= 0 && n < rows {
        if inside < 1.6 || !(1.6..=358.4).contains(&u) || (u - left - 84.0).abs() < 0.9 || (split == 2 && (u - 180.0).abs() < 0.9) {
            return 95.0;
        }
        let fill = filled.hand(n as u64, half as u64, rows as u64);
        let label = Line::new(left + 8.0, 10.0, 17.0, fixed(600 + form, 1 + n as u64 * 2 + half as u64, 4));
        if label.inks(u, inside) {
            return 60.0;
        }
        let end = left + 96.0 + if split == 2 { 70.0 } else { 90.0 + 140.0 * hash(fill, n, 3) };
        if u > left + 92.0 && u < end && hand(mix(fill * 77 + n as u64 * 3 + half as u64), u - left - 92.0, (inside - 7.0) / 20.0) {
            return 80.0;
        }
    }
    234.0
}

/// Brightness of a page that bears nothing but the head of an office and a line at its foot.
fn letterhead(office: u64, x: f32, y: f32) -> f32 {
    let head = Line::new(70.0, 30.0, 34.0, fixed(800 + office, 0, 8));
    let foot = [(0, 522.0), (1, 538.0)].map(|(n, at)| Line::new(50.0, at, 10.0, fixed(800 + office, 20 + n * 10, 30)));
    let rule = (y - 84.0).abs() < 1.5 && (36.0..384.0).contains(&x);
    if head.inks(x, y) || foot.iter().any(|l| l.inks(x, y)) || rule { 60.0 } else { 236.0 }
}

/// A sheet of paper by the brightness at a place of it.
type Sheet<'a> = &'a dyn Fn(f32, f32) -> f32;

/// A blank page under the head of an office, scanned; another `page` is another sheet of paper.
pub fn blank_page(office: u64, page: u64) -> Plane {
    scan_of(&|x, y| letterhead(office, x, y), mix(office ^ page << 9))
}

/// The same page photographed by hand.
pub fn blank_page_photographed(office: u64, page: u64) -> Plane {
    photograph_of(&|x, y| letterhead(office, x, y), mix(office ^ page << 10))
}

/// A scan of a filled-in form; `scan` makes how it lies on the glass and the noise.
pub fn scanned(form: u64, filled: Filled, scan: u64) -> Plane {
    scan_of(&|x, y| sheet(form, filled, x, y), form ^ filled.by << 8 ^ scan << 24 ^ filled.other << 32)
}

/// A filled-in form that lies on a desk, photographed by hand: from another stand and in other light each time.
pub fn photographed(form: u64, filled: Filled, shot: u64) -> Plane {
    photograph_of(&|x, y| sheet(form, filled, x, y), form ^ filled.by << 9 ^ shot << 25 ^ filled.other << 33)
}

/// A sheet on a desk, by hand: turned, slanting, a shade across it, the grain of a sensor.
fn photograph_of(sheet: Sheet, seed: u64) -> Plane {
    let mut r = Rng(mix(seed ^ 0x909));
    let (turn, zoom) = (r.range(-0.06, 0.06), r.range(1.02, 1.25));
    let (dx, dy) = (r.range(-12.0, 12.0), r.range(-12.0, 12.0));
    let (kx, ky) = (r.range(-3e-4, 3e-4), r.range(-3e-4, 3e-4));
    let (lx, ly, fall) = (r.range(0.0, 420.0), r.range(0.0, 560.0), r.range(0.15, 0.5));
    let (exposure, seed, desk) = (r.range(0.75, 1.05), r.bits(), r.range(60.0, 150.0));
    let mut out = Plane::new(FORM.0, FORM.1);
    for y in 0..FORM.1 {
        for x in 0..FORM.0 {
            let (fx, fy) = (x as f32, y as f32);
            let (u, v) = (fx - 210.0, fy - 280.0);
            let w = 1.0 + kx * u + ky * v;
            let (sx, sy) = (210.0 + (u - turn * v) / w * zoom + dx, 280.0 + (v + turn * u) / w * zoom + dy);
            let on_sheet = (0.0..FORM.0 as f32).contains(&sx) && (0.0..FORM.1 as f32).contains(&sy);
            let base = if on_sheet { sheet(sx, sy) } else { desk + 14.0 * noise(seed + 2, sx / 9.0, sy / 60.0) };
            let light = 1.0 - fall * ((fx - lx).hypot(fy - ly) / 600.0) + 0.05 * noise(seed + 3, fx / 70.0, fy / 70.0);
            let sensor = 3.0 * noise(seed, fx / 1.6, fy / 1.6) + 2.0 * (r.unit() - 0.5);
            out.data[y * FORM.0 + x] = (base * light * exposure + sensor).clamp(0.0, 255.0);
        }
    }
    out.blurred(0.6)
}

/// A sheet on the glass of a scanner.
fn scan_of(sheet: Sheet, seed: u64) -> Plane {
    let mut r = Rng(mix(seed));
    let (turn, dx, dy) = (r.range(-0.01, 0.01), r.range(-5.0, 5.0), r.range(-5.0, 5.0));
    let (gain, seed) = (r.range(0.95, 1.04), r.bits());
    let mut out = Plane::new(FORM.0, FORM.1);
    for y in 0..FORM.1 {
        for x in 0..FORM.0 {
            let (u, v) = (x as f32 - 210.0, y as f32 - 280.0);
            let value = sheet(210.0 + u - turn * v + dx, 280.0 + v + turn * u + dy);
            out.data[y * FORM.0 + x] = (value * gain + 1.5 * noise(seed, x as f32 / 1.5, y as f32 / 1.5)).clamp(0.0, 255.0);
        }
    }
    out.blurred(0.6)
}
