//! How many papers hold a feature, exactly: a table of open places that grows with the corpus. A table of fixed size
//! would fill up, every feature would look common, and a large corpus would show no copies at all.

/// Papers that may share a feature before it begins to count as common.
pub(super) const FREE_PAPERS: f32 = 4.0;
/// Low bits of a place hold the count, the others the hash.
const COUNT_BITS: u32 = 16;
const COUNT_MAX: u64 = (1 << COUNT_BITS) - 1;

/// The counts of a corpus. Additions commute.
#[derive(Debug)]
pub(super) struct Counts {
    places: Vec<u64>,
    used: usize,
    pub papers: u32,
}

impl Default for Counts {
    fn default() -> Self {
        Self { places: vec![0; 1 << 12], used: 0, papers: 0 }
    }
}

impl Counts {
    #[inline]
    fn hash(key: u64) -> u64 {
        key.wrapping_mul(0xd6e8_feb8_6659_fd93) & !COUNT_MAX
    }

    /// The place of a hash: where it stands, or the free one where it would.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        let mask = self.places.len() - 1;
        let mut at = self.begin(hash);
        while self.places[at] != 0 && self.places[at] & !COUNT_MAX != hash {
            at = (at + 1) & mask;
        }
        at
    }

    /// Counts the features of one more paper, each once however often `keys` holds it. `seen` is room to work in, kept from
    /// paper to paper.
    pub fn add_paper(&mut self, keys: impl Iterator<Item = u64> + Clone, seen: &mut Vec<u64>) {
        self.papers += 1;
        // Places lie far apart in memory. Asked for together they arrive together, one by one each would be waited for.
        let wait = keys.clone().fold(0, |x, k| x ^ self.places[self.begin(Self::hash(k))]);
        std::hint::black_box(wait);
        let room = (keys.clone().count() * 2).next_power_of_two().max(16);
        seen.clear();
        seen.resize(room, 0);
        for key in keys {
            let mut at = (key.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as usize & (room - 1);
            while seen[at] != 0 && seen[at] != key {
                at = (at + 1) & (room - 1);
            }
            if seen[at] == 0 {
                seen[at] = key;
                self.add(key);
            }
        }
    }

    /// Where the search for a hash begins.
    #[inline]
    fn begin(&self, hash: u64) -> usize {
        (hash >> (64 - self.places.len().trailing_zeros())) as usize
    }

    /// Counts a feature for one more paper.
    #[inline]
    fn add(&mut self, key: u64) {
        let hash = Self::hash(key);
        let at = self.place(hash);
        let old = self.places[at];
        if old == 0 {
            self.places[at] = hash | 1;
            self.used += 1;
            if self.used * 4 > self.places.len() * 3 {
                self.grow();
            }
        } else if old & COUNT_MAX < COUNT_MAX {
            self.places[at] = old + 1;
        }
    }

    fn grow(&mut self) {
        let wider = vec![0; self.places.len() * 2];
        for old in std::mem::replace(&mut self.places, wider).into_iter().filter(|p| *p != 0) {
            let at = self.place(old & !COUNT_MAX);
            self.places[at] = old;
        }
    }

    /// Papers that hold a feature.
    #[inline]
    fn holders(&self, key: u64) -> u32 {
        (self.places[self.place(Self::hash(key))] & COUNT_MAX) as u32
    }

    /// Bits of a feature: `prior` where it is rare, less the more papers share it.
    #[inline]
    pub fn bits(&self, key: u64, prior: f32) -> f32 {
        let shared = self.holders(key) as f32 - FREE_PAPERS;
        if shared <= 0.0 { prior } else { prior.min((self.papers.max(1) as f32 / shared).log2().max(0.0)) }
    }

    /// Bits of a run of text: what a few papers share is worth its full weight, what many share is a template and worth
    /// nothing. The runs of one phrase stand or fall together, so a middle weight for each would add up to false evidence.
    /// Beside them how many papers hold it.
    #[inline]
    pub fn run_bits(&self, key: u64, prior: f32) -> (f32, u32) {
        let spare = (self.papers as f32 / 200.0).min(60.0);
        let holders = self.holders(key);
        let shared = holders as f32 - FREE_PAPERS;
        (if shared <= 0.0 { prior } else { prior * (1.0 - shared / (spare + 1.0)).max(0.0) }, holders)
    }
}
