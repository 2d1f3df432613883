//! Chooses the reading of a paper's numbers whose sequences run 1, 2, 3: a beam search over all candidates, where a
//! level is a place in the stack of open lists, so that the glyph never says which level it is.

use super::{
    candidate::Candidate,
    marker::{self, KINDS, Kind, Reading},
};

/// Hypotheses kept after each candidate.
const BEAM: usize = 14;
/// Deepest nesting; deeper lists are read as siblings.
const DEPTH_MAX: usize = 12;

/// A heading that was chosen: candidate, reading, depth from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Index of the candidate.
    pub candidate: usize,
    /// Index of its reading.
    pub reading: usize,
    /// Depth from 0.
    pub depth: usize,
}

#[derive(Clone)]
struct Open {
    kind: Kind,
    number: u32,
    line: usize,
}

#[derive(Clone)]
struct Hypothesis {
    cost: i32,
    stack: Vec<Open>,
    /// Kinds accepted so far.
    seen: u64,
    /// For each kind, the kinds that have stood above it.
    above: [u64; KINDS],
    /// Last number of each kind.
    last: [u32; KINDS],
    /// Index in the arena of the last choice.
    trail: usize,
}

struct Step {
    before: usize,
    choice: Choice,
}

const ROOT: usize = usize::MAX;

/// Returns the headings of the best reading, in order.
pub fn choose(candidates: &[Candidate]) -> Vec<Choice> {
    let start = Hypothesis { cost: 0, stack: Vec::new(), seen: 0, above: [0; KINDS], last: [0; KINDS], trail: ROOT };
    let mut arena: Vec<Step> = Vec::new();
    let mut beam = vec![start];
    for (index, candidate) in candidates.iter().enumerate() {
        let mut next: Vec<(i32, usize, Option<Move>)> = Vec::new();
        for (h, hypothesis) in beam.iter().enumerate() {
            next.push((hypothesis.cost + candidate.rejection, h, None));
            for (r, reading) in candidate.readings.iter().enumerate() {
                let seen = hypothesis.seen & (1u64 << reading.kind) != 0;
                let doubt = reading.doubt + if seen { reading.lonely / 5 } else { reading.lonely };
                moves(hypothesis, candidate, reading, r, &mut |m| next.push((hypothesis.cost + m.cost + doubt, h, Some(m))));
            }
        }
        next.sort_by_key(|(cost, h, m)| (*cost, m.is_none(), *h));
        let mut grown: Vec<Hypothesis> = Vec::with_capacity(BEAM);
        for (cost, h, m) in next.into_iter().take(BEAM * 3) {
            let hypothesis = apply(&beam[h], cost, m.as_ref(), candidate, index, &mut arena);
            // Two ways to the same open lists differ only in the past: the dearer one is dropped.
            if !grown.iter().any(|g| same(&g.stack, &hypothesis.stack)) {
                grown.push(hypothesis);
            }
            if grown.len() == BEAM {
                break;
            }
        }
        beam = grown;
    }
    let mut at = beam.first().map_or(ROOT, |h| h.trail);
    let mut chosen = Vec::new();
    while let Some(step) = arena.get(at) {
        chosen.push(step.choice);
        at = step.before;
    }
    chosen.reverse();
    chosen
}

fn same(a: &[Open], b: &[Open]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.kind == y.kind && x.number == y.number)
}

/// A way to take a reading: how many open lists stay, and whether the last of them goes on.
struct Move {
    reading: usize,
    keep: usize,
    goes_on: bool,
    cost: i32,
}

fn moves(h: &Hypothesis, candidate: &Candidate, reading: &Reading, index: usize, add: &mut dyn FnMut(Move)) {
    if candidate.fresh {
        add(Move { reading: index, keep: 0, goes_on: false, cost: if reading.number == 1 { 0 } else { 20 } });
        return;
    }
    if (marker::OUTLINE..marker::OUTLINE + 9).contains(&reading.kind) {
        let keep = h.stack.iter().position(|o| o.kind >= reading.kind && o.kind < marker::OUTLINE + 9).unwrap_or(0);
        let outlines = h.stack.iter().take_while(|o| (marker::OUTLINE..reading.kind).contains(&o.kind)).count();
        add(Move { reading: index, keep: keep.max(outlines).min(h.stack.len()), goes_on: false, cost: 0 });
        return;
    }
    for (d, open) in h.stack.iter().enumerate() {
        let mixed = marker::alike(open.kind, reading.kind);
        if open.kind == reading.kind || mixed {
            if reading.above.is_some_and(|a| d > 0 && h.stack[d - 1].number != a) {
                continue;
            }
            let cost = sequence(open, reading, candidate.line) + if mixed { 12 } else { 0 };
            add(Move { reading: index, keep: d + 1, goes_on: true, cost });
        }
    }
    if h.stack.len() < DEPTH_MAX {
        for keep in 0..=h.stack.len() {
            if let Some(cost) = open_cost(h, candidate, reading, keep) {
                add(Move { reading: index, keep, goes_on: false, cost });
            }
        }
    }
}

/// Cost of a list going on from `open` to `reading`.
fn sequence(open: &Open, reading: &Reading, line: usize) -> i32 {
    let (last, n) = (open.number, reading.number);
    match n {
        _ if n == last + 1 => 0,
        1 if marker::is_inline_kind(reading.kind) && open.line != line => 3,
        1 if last == 1 => 20,
        1 => 25,
        _ if n == last => 18,
        _ if n == last + 2 => 15,
        _ if n == last + 3 => 25,
        _ if n > last => 30 + (n - last).min(20) as i32,
        _ => 32,
    }
}

/// Cost of opening a list below the first `keep` open ones.
fn open_cost(h: &Hypothesis, candidate: &Candidate, reading: &Reading, keep: usize) -> Option<i32> {
    let kind = reading.kind;
    let (bit, kept, closed) = (1u64 << kind, &h.stack[..keep], &h.stack[keep..]);
    let above_is = |open: &Open| h.above[open.kind as usize] & bit != 0;
    let mut cost = match reading.number {
        1 => 2,
        n if h.last[kind as usize] + 1 == n && h.seen & bit != 0 => 4,
        n if h.seen & bit != 0 => 14 + 2 * n.min(8) as i32,
        n => 36 + 2 * n.min(8) as i32,
    };
    match reading.above {
        Some(a) if kept.last().is_none_or(|o| o.number != a) => return None,
        Some(_) => {}
        None if matches!(kind, marker::DECIMAL_2 | marker::DECIMAL_3) => return None,
        None => {}
    }
    if let Some(top) = kept.last() {
        // A list that stood above another one does not come to stand below it.
        cost += if above_is(top) { 25 } else { 0 };
        if marker::is_inline_kind(top.kind) && !candidate.inline && !marker::is_inline_kind(kind) {
            cost += 6;
        }
    }
    if kept.iter().any(|o| o.kind == kind) {
        cost += 40;
    } else if kept.iter().any(|o| marker::alike(o.kind, kind)) {
        cost += 8;
    }
    if let Some(first) = closed.first() {
        // Closing lists to open one beside them needs a reason: it has stood above them, or they are of running text.
        let beside = if above_is(first) || marker::is_inline_kind(first.kind) { 4 } else { 22 };
        cost += beside + if closed.iter().any(|o| o.kind == kind) { 20 } else { 0 };
        if kept.is_empty() {
            cost += 8;
        }
    }
    Some(cost)
}

fn apply(h: &Hypothesis, cost: i32, m: Option<&Move>, candidate: &Candidate, index: usize, arena: &mut Vec<Step>) -> Hypothesis {
    let mut h = h.clone();
    h.cost = cost;
    let Some(m) = m else { return h };
    let reading = &candidate.readings[m.reading];
    let open = Open { kind: reading.kind, number: reading.number, line: candidate.line };
    h.stack.truncate(m.keep);
    if m.goes_on {
        h.stack.pop();
    }
    for o in &h.stack {
        h.above[reading.kind as usize] |= 1u64 << o.kind;
    }
    h.stack.push(open);
    h.seen |= 1u64 << reading.kind;
    h.last[reading.kind as usize] = reading.number;
    arena.push(Step { before: h.trail, choice: Choice { candidate: index, reading: m.reading, depth: h.stack.len() - 1 } });
    h.trail = arena.len() - 1;
    h
}
