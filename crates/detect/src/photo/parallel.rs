//! Work on a list by several threads; what comes out does not depend on them.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads by which the candidates of one picture are compared, and a look-up in a large index is read.
pub const THREADS: usize = 2;

/// Does the work for every item, the first ones first, and gives what came out in the order of the items. With one thread,
/// or one item, no other is started. Work that panics panics here.
pub fn in_order<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if threads <= 1 || items.len() <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        while let Some((at, item)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?))) {
            done.push((at, work(item)));
        }
        done
    };
    let mut all = std::thread::scope(|s| {
        let others: Vec<_> = (1..threads.min(items.len())).map(|_| s.spawn(run)).collect();
        let mut all = run();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(cause) => std::panic::resume_unwind(cause),
            }
        }
        all
    });
    all.sort_unstable_by_key(|d| d.0);
    all.into_iter().map(|d| d.1).collect()
}
