//! Pages printed in two columns: the left one is read before the right one, and what runs across both parts them.
//! A page is taken for one only where most lines on both sides fill their column, as cells of a table do not.

use super::page::Piece;

/// Most pieces of a page that is looked at.
const PIECES_MAX: usize = 20_000;
/// Fewest lines on each side.
const LINES_MIN: usize = 6;
/// Widest gap inside a line, in letters.
const GAP_MAX: f64 = 1.9;
/// Share of a column's width that a full line has at least.
const FULL: f64 = 0.8;
/// Places at which a gutter is looked for.
const STEPS: usize = 80;

/// A stretch of a line without a wide gap.
struct Stretch {
    x: f64,
    x_end: f64,
    y: f64,
    pieces: Vec<Piece>,
}

/// The pieces of a page of two columns in the order in which they are read, each run of a column for itself; nothing
/// where the page has no columns.
pub fn columns(pieces: &[Piece]) -> Option<Vec<Vec<Piece>>> {
    if pieces.len() < 2 * LINES_MIN || pieces.len() > PIECES_MAX {
        return None;
    }
    let all = stretches(pieces);
    let left = all.iter().map(|s| s.x).fold(f64::INFINITY, f64::min);
    let right = all.iter().map(|s| s.x_end).fold(f64::NEG_INFINITY, f64::max);
    let gutter = gutter(&all, left, right)?;
    let (mut groups, mut sides): (Vec<Vec<Piece>>, [Vec<Piece>; 2]) = (Vec::new(), [Vec::new(), Vec::new()]);
    for stretch in all {
        match side(&stretch, gutter) {
            Some(i) => sides[i].extend(stretch.pieces),
            None => {
                groups.extend(sides.iter_mut().map(std::mem::take));
                groups.push(stretch.pieces);
            }
        }
    }
    groups.extend(sides);
    groups.retain(|g| !g.is_empty());
    Some(groups)
}

/// Stretches from the top of the page down.
fn stretches(pieces: &[Piece]) -> Vec<Stretch> {
    let mut sorted: Vec<&Piece> = pieces.iter().filter(|p| !p.text.trim().is_empty()).collect();
    sorted.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut all: Vec<Stretch> = Vec::new();
    let mut from = 0;
    while from < sorted.len() {
        let first = sorted[from];
        let row = sorted[from..].iter().take_while(|p| first.y - p.y < 0.5 * first.size).count();
        let row = &mut sorted[from..from + row];
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        for (i, piece) in row.iter().enumerate() {
            match all.last_mut().filter(|s| i > 0 && piece.x - s.x_end < GAP_MAX * piece.size) {
                Some(stretch) => {
                    stretch.x_end = stretch.x_end.max(piece.x_end);
                    stretch.pieces.push((*piece).clone());
                }
                None => all.push(Stretch { x: piece.x, x_end: piece.x_end, y: first.y, pieces: vec![(*piece).clone()] }),
            }
        }
        from += row.len();
    }
    all
}

/// Where the two columns part.
fn gutter(all: &[Stretch], left: f64, right: f64) -> Option<f64> {
    let place = |i: usize| left + (right - left) * (0.3 + 0.4 * i as f64 / STEPS as f64);
    let across = |c: f64| all.iter().filter(|s| side(s, c).is_none()).count();
    let best = (0..=STEPS).map(place).min_by_key(|c| across(*c))?;
    // Columns stand side by side and are filled by their lines.
    let column = |i: usize| all.iter().filter(move |s| side(s, best) == Some(i)).collect::<Vec<_>>();
    let (lines, beside) =
        ([column(0), column(1)], |s: &Stretch, other: &[&Stretch]| other.iter().any(|o| (o.y - s.y).abs() < 2.0 * s.pieces[0].size));
    let filled = |lines: &[&Stretch]| {
        let from = lines.iter().map(|s| s.x).fold(f64::INFINITY, f64::min);
        let to = lines.iter().map(|s| s.x_end).fold(f64::NEG_INFINITY, f64::max);
        let full = lines.iter().filter(|s| s.x_end - s.x >= FULL * (to - from)).count();
        let broad = lines.first().is_some_and(|s| to - from > 8.0 * s.pieces[0].size);
        broad && full * 2 >= lines.len()
    };
    let paired = lines[0].iter().filter(|s| beside(s, &lines[1])).count();
    let fits = lines.iter().all(|l| l.len() >= LINES_MIN && filled(l)) && paired * 2 >= lines[1].len().min(lines[0].len());
    (fits && across(best) * 4 <= all.len()).then_some(best)
}

/// The side of a gutter on which a stretch stands; nothing where it runs across.
fn side(stretch: &Stretch, gutter: f64) -> Option<usize> {
    if stretch.x_end <= gutter {
        Some(0)
    } else if stretch.x >= gutter {
        Some(1)
    } else {
        None
    }
}
