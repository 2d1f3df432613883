//! What the speed examples know of the machine: time on a core, and a probe of how fast it is just now.

use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

/// Time that this thread has had on a core, so that other work on the machine does not count; the clock where the system
/// does not tell.
pub fn on_core(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|t| t.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Megabytes of SHA-256 a second on one core: how fast this machine is just now.
pub fn probe() -> f64 {
    let block = vec![7u8; 1 << 20];
    let start = Instant::now();
    let (begin, mut n) = (on_core(start), 0);
    while on_core(start) - begin < Duration::from_millis(300) {
        for _ in 0..20 {
            std::hint::black_box(Sha256::digest(&block));
        }
        n += 20;
    }
    f64::from(n) / (on_core(start) - begin).as_secs_f64()
}
