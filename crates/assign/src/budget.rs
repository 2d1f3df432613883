//! How long a search may go on. The crate has no clock of its own: whoever calls it brings one, or counts iterations.

/// Says when to stop. Asked about a thousand times a second, from several threads.
pub trait Budget: Sync {
    /// Returns true once the time is over; must not go back to false.
    fn over(&self) -> bool;
}

/// A budget that never ends by itself; the search then needs a number of iterations.
pub struct Unlimited;

impl Budget for Unlimited {
    fn over(&self) -> bool {
        false
    }
}

/// Any function is a budget.
impl<F: Fn() -> bool + Sync> Budget for F {
    fn over(&self) -> bool {
        self()
    }
}

/// A share of the iterations, and the caller's stop signal.
pub struct Meter<'a> {
    left: u64,
    used: u64,
    budget: &'a dyn Budget,
    stopped: bool,
}

impl<'a> Meter<'a> {
    /// Opens a meter for `left` moves.
    pub fn new(left: u64, budget: &'a dyn Budget) -> Meter<'a> {
        Meter { left, used: 0, budget, stopped: false }
    }

    /// Counts `moves` as done and tells whether to stop.
    #[inline]
    pub fn spend(&mut self, moves: u64) -> bool {
        self.used += moves;
        self.stopped = self.stopped || self.used >= self.left || self.budget.over();
        self.stopped
    }

    /// Moves done so far.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Moves that may still be done.
    pub fn left(&self) -> u64 {
        self.left.saturating_sub(self.used)
    }
}
