//! Pictures of our own: six kinds of scenes as continuous surfaces, so that a second visit sees them from another stand,
//! in other light, with other things about; and edits as people make them. The material of a scene (brick, wood, stone)
//! keeps its grain from visit to visit, as it does in the world; light and sensor do not.
#![allow(dead_code, reason = "each test takes a part")]

pub mod edits;
pub mod lookalike;
pub mod overlay;
pub mod score;

use detect::photo::plane::Plane;
use std::sync::{Arc, Mutex};

pub const WIDTH: usize = 560;
pub const HEIGHT: usize = 420;

/// Numbers from a seed.
pub struct Rng(pub u64);

impl Rng {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number 0..1 for a cell of a grid.
fn hash(seed: u64, x: i64, y: i64) -> f32 {
    (mix(seed ^ mix((x as u64).wrapping_mul(0x1f1f) ^ mix(y as u64))) >> 40) as f32 / (1u64 << 24) as f32
}

/// Smooth noise −1..1 with features of one unit.
fn noise(seed: u64, x: f32, y: f32) -> f32 {
    let (xi, yi) = (x.floor(), y.floor());
    let (fx, fy) = (x - xi, y - yi);
    let (u, v) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));
    let at = |dx: i64, dy: i64| hash(seed, xi as i64 + dx, yi as i64 + dy);
    let (top, low) = (at(0, 0) * (1.0 - u) + at(1, 0) * u, at(0, 1) * (1.0 - u) + at(1, 1) * u);
    2.0 * (top * (1.0 - v) + low * v) - 1.0
}

fn grain(seed: u64, x: f32, y: f32) -> f32 {
    noise(seed, x / 40.0, y / 40.0) * 0.5 + noise(seed + 1, x / 11.0, y / 11.0) * 0.3 + noise(seed + 2, x / 3.5, y / 3.5) * 0.25
}

fn bricks(s: u64, x: f32, y: f32) -> f32 {
    let (bw, bh) = (44.0 + 30.0 * hash(s, 1, 1), 16.0 + 10.0 * hash(s, 1, 2));
    let row = (y / bh).floor();
    let u = x / bw + if row as i64 % 2 == 0 { 0.0 } else { 0.5 };
    let (wx, wy) = (150.0 + 250.0 * hash(s, 2, 1), 80.0 + 150.0 * hash(s, 2, 2));
    if (x - wx).abs() < 60.0 && (y - wy).abs() < 70.0 {
        let bar = ((x - wx).abs() < 4.0) || ((y - wy).abs() < 4.0) || (x - wx).abs() > 54.0 || (y - wy).abs() > 64.0;
        return if bar { 210.0 } else { 60.0 + 20.0 * noise(s + 9, x / 30.0, y / 20.0) };
    }
    let mortar = u.fract() * bw < 3.0 || (y / bh).fract() * bh < 3.0;
    let crack = (x - 300.0 - 60.0 * noise(s + 5, 0.0, y / 50.0)).abs() < 1.6;
    if crack {
        45.0
    } else if mortar {
        175.0
    } else {
        95.0 + 50.0 * hash(s, u.floor() as i64, row as i64) + 14.0 * grain(s + 20, x, y)
    }
}

fn shelf(s: u64, x: f32, y: f32) -> f32 {
    let row = (y / 105.0).floor();
    let inside = y - row * 105.0;
    if inside < 7.0 {
        return 70.0 + 12.0 * grain(s + 30, x, y * 4.0);
    }
    let (mut left, mut n) = (-30.0, 0i64);
    loop {
        let wide = 12.0 + 26.0 * hash(s, n, row as i64);
        if x < left + wide || n > 80 {
            let top = 10.0 + 25.0 * hash(s + 1, n, row as i64);
            if inside < top {
                return 35.0;
            }
            let label = (inside - 60.0 - 20.0 * hash(s + 2, n, row as i64)).abs() < 9.0 && x - left > 3.0 && x - left < wide - 3.0;
            let ink = label && (inside as i64 % 4 == 0) && hash(s + 3, x as i64 / 3, y as i64 / 4) > 0.4;
            let cloth = 50.0 + 170.0 * hash(s + 4, n, row as i64);
            return if ink {
                30.0
            } else if label {
                235.0
            } else {
                cloth + 10.0 * grain(s + n as u64, x, y)
            };
        }
        left += wide;
        n += 1;
    }
}

fn stones(s: u64, x: f32, y: f32) -> f32 {
    let size = 26.0 + 30.0 * hash(s, 0, 9) + y / 14.0;
    let (cx, cy) = ((x / size).floor() as i64, (y / size).floor() as i64);
    let (mut best, mut second, mut who) = (f32::MAX, f32::MAX, (0, 0));
    for j in cy - 1..=cy + 1 {
        for i in cx - 1..=cx + 1 {
            let (px, py) = ((i as f32 + hash(s, i, j)) * size, (j as f32 + hash(s + 1, i, j)) * size);
            let d = (x - px).hypot(y - py);
            if d < best {
                (second, best, who) = (best, d, (i, j));
            } else if d < second {
                second = d;
            }
        }
    }
    if second - best < 3.0 { 40.0 } else { 80.0 + 110.0 * hash(s + 2, who.0, who.1) - best * 0.9 + 16.0 * grain(s + 40, x, y) }
}

/// Rows of strokes as a hand or a printer makes them.
fn strokes(s: u64, x: f32, y: f32, pitch: f32, gap: f32) -> bool {
    let (row, line) = ((y / pitch).floor() as i64, (y / pitch).fract() * pitch);
    let (cell, inside) = ((x / 11.0).floor() as i64, (x / 11.0).fract() * 11.0);
    if hash(s, cell / 4, row) < gap || line > pitch * 0.6 || inside > 8.5 {
        return false;
    }
    let bits = (hash(s + 1, cell, row) * 65536.0) as u32;
    bits >> ((line / pitch / 0.6 * 4.0) as u32 * 4 + (inside / 8.5 * 4.0) as u32).min(15) & 1 == 1
}

fn sheet(s: u64, x: f32, y: f32) -> f32 {
    let (left, top) = (60.0 + 60.0 * hash(s, 1, 1), 15.0 + 25.0 * hash(s, 1, 2));
    let (u, v) = (x - left, y - top);
    if !(0.0..370.0).contains(&u) || !(0.0..370.0).contains(&v) {
        return 110.0 + 25.0 * noise(s, x / 7.0, y / 90.0) + 12.0 * grain(s + 50, x, y);
    }
    let ruled = (u - 20.0) % 82.0 < 1.6 || (v - 30.0) % 26.0 < 1.6;
    let seal = ((u - 260.0).hypot(v - 290.0) - 36.0).abs() < 3.5;
    let paper = 226.0 + 7.0 * grain(s + 60, x, y);
    if seal {
        120.0
    } else if strokes(s + 6, u, v - 36.0, 26.0, 0.35) {
        55.0
    } else if ruled {
        130.0
    } else {
        paper
    }
}

fn receipt(s: u64, x: f32, y: f32) -> f32 {
    let left = 170.0 + 80.0 * hash(s, 1, 1);
    let (u, v) = (x - left - y * 0.06, y - 12.0);
    if !(0.0..190.0).contains(&u) || !(0.0..390.0).contains(&v) {
        let tile = ((x / 37.0).floor() + (y / 37.0).floor()) as i64 % 2 == 0;
        return if tile { 150.0 } else { 120.0 } + 18.0 * grain(s + 70, x, y);
    }
    let ink = u > 14.0 && u < 176.0 && strokes(s + 8, u - 14.0, v - 10.0, 17.0, 0.3);
    if ink { 60.0 } else { 218.0 + 8.0 * grain(s + 80, x, y) }
}

fn field(s: u64, x: f32, y: f32) -> f32 {
    let horizon = 130.0 + 70.0 * hash(s, 1, 1) + 12.0 * noise(s, x / 80.0, 0.0);
    for n in 0..9 {
        let (tx, ty, r) = (560.0 * hash(s, n, 3), horizon + 20.0 * hash(s, n, 4), 14.0 + 26.0 * hash(s, n, 5));
        let d = (x - tx).hypot((y - ty) * 1.2) + 6.0 * noise(s + 3, x / 8.0, y / 8.0);
        if d < r {
            return 45.0 + 30.0 * hash(s, n, 6) + 22.0 * noise(s + 90, x / 4.0, y / 4.0);
        }
    }
    if y < horizon {
        return 200.0 - y * 0.15;
    }
    let depth = (y - horizon).max(1.0);
    let across = (x - 280.0 - 100.0 * (hash(s, 1, 2) - 0.5)) / depth * 60.0;
    let furrow = (across / 9.0).sin() * 22.0;
    120.0 + furrow + 20.0 * grain(s + 95, across * 2.0, 4000.0 / depth)
}

/// Number of kinds of scenes.
pub const KINDS: usize = 6;

/// The surface of a scene at a place; seeds of one residue are one kind.
fn surface(scene: u64, x: f32, y: f32) -> f32 {
    let s = mix(scene + 77);
    match scene as usize % KINDS {
        0 => bricks(s, x, y),
        1 => shelf(s, x, y),
        2 => stones(s, x, y),
        3 => sheet(s, x, y),
        4 => field(s, x, y),
        _ => receipt(s, x, y),
    }
}

/// Tells whether a scene is a paper.
pub fn is_paper(scene: u64) -> bool {
    matches!(scene as usize % KINDS, 3 | 5)
}

/// A photograph of a scene. Visit 0 is the first; another visit has another stand, other light, other things about, and a
/// sensor that is never twice the same.
pub fn photograph(scene: u64, visit: u64) -> Plane {
    // Kept, since tests and measures ask for the same ones again and again; memory is bounded.
    static KEPT: Mutex<Vec<(Shot, Arc<Plane>)>> = Mutex::new(Vec::new());
    let known = KEPT.lock().expect("no test panics here").iter().find(|k| k.0 == (scene, visit)).map(|k| k.1.clone());
    if let Some(p) = known {
        return (*p).clone();
    }
    let taken = photograph_from(scene, visit, if visit == 0 { 0.0 } else { 1.0 });
    let mut kept = KEPT.lock().expect("no test panics here");
    if kept.len() >= KEPT_MAX {
        kept.remove(0);
    }
    kept.push(((scene, visit), Arc::new(taken.clone())));
    taken
}

/// A scene and a visit.
type Shot = (u64, u64);

/// Photographs kept, of 940 KB each.
const KEPT_MAX: usize = 128;

/// The same from a stand that is `away` from the first: 0 is a camera that nobody moved, 1 another stand.
pub fn photograph_from(scene: u64, visit: u64, away: f32) -> Plane {
    let mut r = Rng(mix(scene * 1000 + visit));
    let (turn, zoom) = (away * r.range(-0.05, 0.05), 1.0 + away * r.range(-0.12, 0.12));
    let (dx, dy) = (away * r.range(-30.0, 30.0), away * r.range(-18.0, 18.0));
    let (kx, ky) = (away * r.range(-2e-4, 2e-4), away * r.range(-2e-4, 2e-4));
    let (lx, ly, lamp) = (r.range(0.0, 560.0), r.range(0.0, 420.0), r.range(20.0, 55.0));
    let exposure = r.range(0.8, 1.12);
    let light = r.bits();
    let things: Vec<[f32; 5]> = (0..if visit == 0 { 0 } else { 2 + r.below(4) })
        .map(|_| [r.range(0.0, 560.0), r.range(120.0, 420.0), r.range(8.0, 26.0), r.range(20.0, 60.0), r.range(20.0, 220.0)])
        .collect();
    let mut out = Plane::new(WIDTH, HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let (u, v) = (x as f32 - 280.0, y as f32 - 210.0);
            let w = 1.0 + kx * u + ky * v;
            let (sx, sy) = (280.0 + (u - turn * v) / w * zoom + dx, 210.0 + (v + turn * u) / w * zoom + dy);
            let thing = things.iter().find(|t| (x as f32 - t[0]).abs() < t[2] && (y as f32 - t[1]).abs() < t[3]);
            let base = thing.map_or_else(|| surface(scene, sx, sy), |t| t[4] + 10.0 * noise(scene + visit, x as f32 / 5.0, y as f32 / 9.0));
            let glow = lamp * (-((x as f32 - lx).powi(2) + (y as f32 - ly).powi(2)) / 60_000.0).exp();
            let shade = 1.0 + 0.06 * noise(light, x as f32 / 60.0, y as f32 / 60.0);
            let sensor = 4.0 * noise(light + 5, x as f32 / 1.7, y as f32 / 1.7) + 3.0 * (r.unit() - 0.5);
            out.data[y * WIDTH + x] = ((base + glow) * exposure * shade + sensor).clamp(0.0, 255.0);
        }
    }
    out.blurred(0.6)
}
