//! Choices out of one number, so that a step of a sequence can be told, and shrunk, as that number.

pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % (n.max(1) as u64)) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).cloned()
    }

    /// One of those that fit, mostly; now and then any.
    pub fn prefer<T: Clone>(&mut self, list: &[T], fits: impl Fn(&T) -> bool) -> Option<T> {
        let fitting: Vec<T> = list.iter().filter(|x| fits(x)).cloned().collect();
        if fitting.is_empty() || self.one_in(6) { self.pick(list) } else { self.pick(&fitting) }
    }
}
