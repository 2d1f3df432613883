//! The one source of chance: xoshiro256++ (Blackman and Vigna, 2019), filled from a seed by SplitMix64.
//! Equal seeds give equal streams on every machine; nothing here reads the environment.

/// A seed of 256 bits: a decimal number, or the 64 hexadecimal digits of a published draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed([u64; 4]);

impl Seed {
    /// Reads a decimal `u64` or exactly 64 hexadecimal digits; `None` for all else.
    pub fn parse(text: &str) -> Option<Seed> {
        if text.len() == 64 {
            let mut words = [0; 4];
            for (word, at) in words.iter_mut().zip([0, 16, 32, 48]) {
                let digits = text.get(at..at + 16)?;
                if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return None;
                }
                *word = u64::from_str_radix(digits, 16).ok()?;
            }
            return Some(Seed(words));
        }
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse::<u64>().ok().map(Seed::from)
    }
}

impl From<u64> for Seed {
    fn from(number: u64) -> Self {
        Seed([number, 0, 0, 0])
    }
}

/// A stream of pseudo-random numbers.
#[derive(Clone, Debug)]
pub struct Rng([u64; 4]);

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// Opens stream number `stream` of a seed; different numbers give unrelated streams.
    pub fn new(seed: Seed, stream: u64) -> Rng {
        let mut mix = stream.wrapping_mul(0xd134_2543_de82_ef95) ^ 0x6a09_e667_f3bc_c908;
        let mut state = [0; 4];
        for (slot, word) in state.iter_mut().zip(seed.0) {
            mix ^= word;
            *slot = split_mix(&mut mix);
        }
        if state == [0; 4] {
            state[0] = 1;
        }
        let mut rng = Rng(state);
        for _ in 0..8 {
            rng.next();
        }
        rng
    }

    /// Returns the next 64 bits.
    #[inline]
    pub fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// Returns a number below `n`, every one equally likely but for a bias below 2⁻³²; 0 where `n` is 0.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        (((self.next() >> 32) * n as u64) >> 32) as usize
    }

    /// Returns a number below `n` without any bias, by rejection (for draws that people rely on).
    pub fn draw(&mut self, n: u64) -> u64 {
        if n < 2 {
            return 0;
        }
        let limit = u64::MAX - u64::MAX % n;
        loop {
            let x = self.next();
            if x < limit {
                return x % n;
            }
        }
    }

    /// Shuffles in place without bias (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.draw(i as u64 + 1) as usize;
            items.swap(i, j);
        }
    }
}
