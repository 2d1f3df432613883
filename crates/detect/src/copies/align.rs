//! Sentences of two texts set side by side. What two sentences share is weighed as evidence that one was copied: rare
//! text, equal facts, and, where facts agree, the rarity of the frame in which they stand. Facts that differ at the same
//! place of a frame speak against it: that is how forms and honest texts of like content look.

use super::{
    Limits,
    counts::{Counts, FREE_PAPERS},
    order::order,
    sketch::{RUN, Sketch},
};
use crate::text::fact::FactKind;
use std::collections::HashMap;

/// A run stands for one symbol of the text; six runs cover what one independent six-symbol phrase tells.
const RUN_BITS_MAX: f32 = 10.0 / RUN as f32;
/// Bits that a differing fact takes away: a copier keeps most figures, two honest papers keep hardly one.
const DIFFERS_BITS: f32 = 2.5;
/// A frame is told by at least so many shared runs.
const FRAME_RUNS_MIN: u32 = 3;
/// Most bits that one frame may add: forms come as a whole, so frames of several sentences are no independent evidence.
const FRAME_BITS_MAX: f32 = 5.0;
/// Facts that tell less belong to the wording as often as to the case (one item, three copies).
const EQUAL_BITS_MIN: f32 = 4.0;
/// What text is worth where a single sentence is all that is shared and no fact in it is equal.
const LONE_SENTENCE: f32 = 0.5;
/// What equal counts and days are worth in sentences that share no text.
const LONE_FACTS: f32 = 0.4;
/// Facts of one sentence that are compared.
const FACTS_MAX: usize = 64;
/// Facts that differ from which on a text that others hold as well is taken for a form.
const FORM_DIFFERS_MIN: u32 = 2;

/// From this share on, words are evidence without an equal fact.
const WORDS_SUFFICE_SHARE: f32 = 0.5;
/// The same for words that no third paper holds: whoever copies a text and puts in other figures keeps them.
const WORDING_SHARE: f32 = 0.65;
/// Below this share a single equal fact is chance as often as not.
const SMALL_SHARE: f32 = 0.2;
const SMALL_SHARE_EQUALS_MIN: u32 = 2;
const SMALL_SHARE_BITS_MIN: f32 = 40.0;

/// Pairs of characters that two sentences with equal facts must share.
const WORDING_PAIRS_MIN: usize = 4;
/// Their share of the shorter sentence.
const WORDING_PAIRS_SHARE: f32 = 0.25;
/// The share where only one fact is equal, which may be chance.
const WORDING_PAIRS_SHARE_LONE: f32 = 0.4;
/// What they are worth by this share, and at most.
const WORDING_BITS: f32 = 24.0;
const WORDING_BITS_MAX: f32 = 12.0;

/// What two texts share.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    pub bits: f32,
    pub share: f32,
    pub spans: Vec<[u32; 4]>,
    /// Facts that tell something and are equal in the aligned sentences, and facts of one kind that differ.
    pub equals: u32,
    pub differs: u32,
    /// Most of the words of the poorer text stand in these two papers and in no other.
    pub one_wording: bool,
}

impl Alignment {
    /// Tells whether facts bear the pair out. Where a small part of the text is shared, words alone are no evidence: two
    /// honest papers may hold the same stock sentence, and a small corpus cannot show that many others hold it as well.
    pub fn is_witnessed(&self) -> bool {
        let words_suffice = self.share >= WORDS_SUFFICE_SHARE || self.one_wording;
        (words_suffice || self.equals > self.differs)
            && (self.share >= SMALL_SHARE || self.equals >= SMALL_SHARE_EQUALS_MIN || self.bits >= SMALL_SHARE_BITS_MIN)
    }
}

/// A run of a sentence: its hash, its bits, and how many papers hold it.
struct Run {
    sentence: u32,
    key: u64,
    bits: f32,
    papers: u32,
}

/// A fact of a sentence.
#[derive(Clone, Copy)]
struct Told {
    kind: FactKind,
    key: u64,
    bits: f32,
}

/// A text as weighed by the corpus.
struct Weighed {
    runs: Vec<Run>,
    facts: Vec<Vec<Told>>,
    /// Bits of each sentence.
    sums: Vec<f32>,
}

/// A text as features, and what each of its sentences is worth; 1 where nothing is said.
pub(super) type Judged<'a> = (&'a Sketch, &'a [f32]);

fn weigh(counts: &Counts, (s, worth): Judged) -> Weighed {
    let sentences = s.tokens.sentences as usize;
    let mut out = Weighed { runs: Vec::with_capacity(s.runs.len()), facts: vec![Vec::new(); sentences], sums: vec![0.0; sentences] };
    let worth = |sentence: u32| worth.get(sentence as usize).copied().unwrap_or(1.0);
    for (t, run) in s.tokens.tokens.iter().zip(&s.runs) {
        let worth = worth(t.sentence);
        let sum = &mut out.sums[t.sentence as usize];
        if *run != 0 {
            let (bits, papers) = counts.run_bits(*run, RUN_BITS_MAX);
            out.runs.push(Run { sentence: t.sentence, key: *run, bits: bits * worth, papers });
            *sum += bits * worth;
        }
        if let Some(f) = s.tokens.facts.get(t.fact as usize) {
            let bits = counts.bits(f.key(), f.prior_bits()) * worth;
            let facts = &mut out.facts[t.sentence as usize];
            if facts.len() < FACTS_MAX {
                facts.push(Told { kind: f.kind, key: f.key(), bits });
                *sum += bits;
            }
        }
    }
    out
}

/// What two sentences share.
#[derive(Clone, Copy, Default)]
struct Cell {
    runs: u32,
    /// Text bits of runs that few other papers hold, and of those that nobody else holds.
    text: f32,
    text_alone: f32,
    /// Fewest papers that hold one of the shared runs.
    papers: u32,
    equal: f32,
    /// Of these the bits of sums and numbers that say the same wherever they stand.
    equal_strong: f32,
    equals: u32,
    differs: u32,
    /// Bits of pairs of characters that both sentences hold, where their facts are equal.
    wording: f32,
}

impl Cell {
    fn add(&mut self, r: &Run) {
        self.papers = if self.runs == 0 { r.papers } else { self.papers.min(r.papers) };
        self.runs += 1;
        self.text += r.bits;
        if r.papers <= 2 {
            self.text_alone += r.bits;
        }
    }

    /// Sets the facts of two sentences against each other: equal ones, and ones of a kind that differ.
    fn compare(&mut self, a: &[Told], b: &[Told]) {
        let mut left: Vec<Told> = b.to_vec();
        let mut open: Vec<FactKind> = Vec::new();
        for f in a {
            match left.iter().position(|g| g.key == f.key) {
                Some(at) => {
                    left.swap_remove(at);
                    self.equal += f.bits;
                    if matches!(f.kind, FactKind::Money | FactKind::Document | FactKind::Code) {
                        self.equal_strong += f.bits;
                    }
                    self.equals += u32::from(f.bits >= EQUAL_BITS_MIN);
                }
                None => open.push(f.kind),
            }
        }
        for kind in open {
            if let Some(at) = left.iter().position(|g| g.kind == kind) {
                left.swap_remove(at);
                self.differs += 1;
            }
        }
    }

    /// Evidence without and with the frame. `form` leaves out the text that others hold as well.
    fn bits(&self, papers: u32, form: bool) -> (f32, f32) {
        let text = if form { self.text_alone } else { self.text };
        // Where sentences share no text, facts that differ are merely other facts.
        let against = if self.runs >= FRAME_RUNS_MIN { DIFFERS_BITS * self.differs as f32 } else { 0.0 };
        // Without a common word beside them, equal counts and days are mostly chance.
        let equal = if self.runs > 0 { self.equal } else { self.equal_strong + LONE_FACTS * (self.equal - self.equal_strong) };
        let plain = (text.max(self.wording) + equal - against).max(0.0);
        let framed = self.runs >= FRAME_RUNS_MIN && self.equals > self.differs && self.papers as f32 > FREE_PAPERS;
        let frame = if framed { (papers as f32 / self.papers as f32).log2().clamp(0.0, FRAME_BITS_MAX) } else { 0.0 };
        (plain, plain + frame)
    }
}

/// What every sentence of `a` shares with every one of `b`, row by row.
fn cells(a: &Weighed, b: &Weighed) -> Vec<Cell> {
    let mut where_b: HashMap<u64, Vec<u32>> = HashMap::with_capacity(b.runs.len());
    for r in &b.runs {
        let v = where_b.entry(r.key).or_default();
        if v.last() != Some(&r.sentence) {
            v.push(r.sentence);
        }
    }
    let width = b.sums.len();
    let mut out = vec![Cell::default(); a.sums.len() * width];
    for r in &a.runs {
        for other in where_b.get(&r.key).into_iter().flatten() {
            out[r.sentence as usize * width + *other as usize].add(r);
        }
    }
    for (i, cell) in out.iter_mut().enumerate() {
        cell.compare(&a.facts[i / width], &b.facts[i % width]);
    }
    out
}

/// Sets the wording of sentences with equal facts side by side: a paraphrase keeps figures and most words, but seldom six
/// characters in a row.
fn note_wording(cells: &mut [Cell], width: usize, (a, b): (Judged, Judged)) {
    if cells.iter().all(|c| c.equals <= c.differs) {
        return;
    }
    let (pairs_a, pairs_b) = (a.0.character_pairs(), b.0.character_pairs());
    for (n, cell) in cells.iter_mut().enumerate().filter(|(_, c)| c.equals > c.differs) {
        let (i, j) = (n / width, n % width);
        let worth = |side: Judged, at: usize| side.1.get(at).copied().unwrap_or(1.0);
        let (x, y) = (&pairs_a[i], &pairs_b[j]);
        let shared = x.iter().filter(|p| y.binary_search(p).is_ok()).count();
        let share = shared as f32 / x.len().min(y.len()).max(1) as f32;
        let stock = cell.runs > 0 && cell.papers as f32 > FREE_PAPERS;
        let share_min = if cell.equals < 2 { WORDING_PAIRS_SHARE_LONE } else { WORDING_PAIRS_SHARE };
        if !stock && shared >= WORDING_PAIRS_MIN && share >= share_min {
            cell.wording = (WORDING_BITS * share * worth(a, i).min(worth(b, j))).min(WORDING_BITS_MAX);
        }
    }
}

/// For every sentence of `a` the one of `b` with which it shares most words that no third paper holds, and these bits.
fn alone(cells: &[Cell], width: usize) -> Vec<(usize, usize, f32)> {
    let mut rows: Vec<(usize, usize, f32)> = Vec::new();
    for (i, row) in cells.chunks(width.max(1)).enumerate() {
        let best = row.iter().enumerate().max_by(|x, y| x.1.text_alone.total_cmp(&y.1.text_alone).then(y.0.cmp(&x.0)));
        rows.extend(best.filter(|(_, c)| c.text_alone > 0.0).map(|(j, c)| (i, j, c.text_alone)));
    }
    rows
}

/// A cell that was chosen: sentences, bits without the frame, bits with it.
type Chosen = (usize, usize, f32, f32);

/// Lets each sentence take those of the other text with which it shares most.
fn choose(cells: &[Cell], (wa, wb): (&Weighed, &Weighed), papers: u32, form: bool, limits: &Limits) -> Vec<Chosen> {
    let width = wb.sums.len();
    let enough = |c: &Chosen| c.3 >= limits.sentence_bits_min && c.2 >= limits.sentence_share_min * wa.sums[c.0].min(wb.sums[c.1]);
    let all = cells.iter().enumerate().map(|(n, c)| {
        let (plain, framed) = c.bits(papers, form);
        (n / width, n % width, plain, framed)
    });
    let mut order: Vec<Chosen> = all.filter(enough).collect();
    order.sort_by(|x, y| y.3.total_cmp(&x.3).then((x.0, x.1).cmp(&(y.0, y.1))));
    let (mut left_a, mut left_b) = (wa.sums.clone(), wb.sums.clone());
    let mut out = Vec::new();
    for (i, j, plain, framed) in order {
        // A sentence may be split in two by a copier, so it is used up by weight and not by number.
        let taken = plain.min(left_a[i]).min(left_b[j]);
        let bits = taken + if taken >= plain { framed - plain } else { 0.0 };
        if bits >= limits.sentence_bits_min {
            left_a[i] -= taken;
            left_b[j] -= taken;
            out.push((i, j, taken, bits));
        }
    }
    out
}

/// Tells whether two texts look like one form filled in twice: where their sentences share text, facts mostly differ.
fn is_form(cells: &[Cell], width: usize, chosen: &[Chosen]) -> bool {
    let sum = |f: fn(&Cell) -> u32| chosen.iter().map(|c| f(&cells[c.0 * width + c.1])).sum::<u32>();
    let (equals, differs) = (sum(|c| c.equals), sum(|c| c.differs));
    differs >= FORM_DIFFERS_MIN && differs > equals
}

/// Aligns two texts.
pub(super) fn align(counts: &Counts, a: Judged, b: Judged, limits: &Limits) -> Alignment {
    let (wa, wb) = (weigh(counts, a), weigh(counts, b));
    let width = wb.sums.len();
    let mut cells = cells(&wa, &wb);
    note_wording(&mut cells, width, (a, b));
    let mut chosen = choose(&cells, (&wa, &wb), counts.papers, false, limits);
    if is_form(&cells, width, &chosen) {
        chosen = choose(&cells, (&wa, &wb), counts.papers, true, limits);
    }
    let (bounds_a, bounds_b) = (a.0.bounds(), b.0.bounds());
    let spans = |c: &Chosen| [bounds_a[c.0].0, bounds_a[c.0].1, bounds_b[c.1].0, bounds_b[c.1].1];
    let poorer = wa.sums.iter().sum::<f32>().min(wb.sums.iter().sum());
    let plain: f32 = chosen.iter().map(|c| c.2).sum();
    let sum = |f: fn(&Cell) -> u32| chosen.iter().map(|c| f(&cells[c.0 * width + c.1])).sum::<u32>();
    let (equals, differs) = (sum(|c| c.equals), sum(|c| c.differs));
    let lone = chosen.len() == 1 && equals == 0;
    let mut out = Alignment {
        equals,
        differs,
        one_wording: false,
        bits: chosen.iter().map(|c| c.3).sum::<f32>() * if lone { LONE_SENTENCE } else { 1.0 },
        share: if poorer > 0.0 { (plain / poorer).min(1.0) } else { 0.0 },
        spans: chosen.iter().map(spans).collect(),
    };
    let words = |w: &Weighed| w.runs.iter().map(|r| r.bits).sum::<f32>();
    let rows = alone(&cells, width);
    let bits: f32 = rows.iter().map(|r| r.2).sum();
    let share = bits / words(&wa).min(words(&wb)).max(1.0);
    if share >= WORDING_SHARE {
        out.one_wording = true;
        out.share = out.share.max(share.min(1.0));
        if bits > out.bits {
            out.bits = bits;
            out.spans = rows.iter().map(|r| spans(&(r.0, r.1, r.2, r.2))).collect();
        }
    }
    if let Some(found) = order(counts, a.0, b.0).filter(|o| o.bits > out.bits) {
        out.spans = found.sentences.iter().map(|(i, j)| spans(&(*i, *j, 0.0, 0.0))).collect();
        (out.bits, out.share, out.equals, out.differs) = (found.bits, found.share.max(out.share), found.equals, 0);
    }
    out.spans.sort_unstable();
    out
}
