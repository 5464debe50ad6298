//! Work on all cores.

use std::num::NonZero;
use std::panic;
use std::thread;

/// Maximum number of cores for one piece of work. Others respond to requests meanwhile, and a
/// single thread writes what the others make.
const MAX_CORES: usize = 8;

/// Number of cores that this process may use for one piece of work.
pub fn count() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(MAX_CORES)
}

/// Divides the items among the workers, of which each has at least `min_share` of them, and makes
/// something of each share, in their order.
pub fn map_shares<W: Send, I: Sync, O: Send>(
    workers: &mut [W],
    items: &[I],
    min_share: usize,
    make: impl Fn(&mut W, &[I]) -> O + Sync,
) -> Vec<O> {
    let share = items.len().div_ceil(workers.len().max(1)).max(min_share);
    let make = &make;
    let mut shares = workers.iter_mut().zip(items.chunks(share));
    let Some((own_worker, own_items)) = shares.next() else { return Vec::new() };
    thread::scope(|scope| {
        let spawn = |(worker, items)| scope.spawn(move || make(worker, items));
        let threads: Vec<_> = shares.map(spawn).collect();
        let mut made = vec![make(own_worker, own_items)];
        for thread in threads {
            made.push(thread.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::map_shares;

    #[test]
    fn results_have_the_order_of_the_items_for_any_number_of_workers() {
        let items: Vec<usize> = (0..10).collect();
        for workers in 1..=12 {
            let mut done = vec![0; workers];
            let made = map_shares(&mut done, &items, 2, |done, share| {
                *done += share.len();
                share.to_vec()
            });
            assert_eq!(made.concat(), items);
            assert_eq!(done.iter().sum::<usize>(), 10);
            // Only the last share may be smaller.
            assert!(done.iter().filter(|done| **done == 1).count() <= 1, "{done:?}");
        }
        assert!(map_shares(&mut [()], &[] as &[u8], 1, |(), _| ()).is_empty());
    }
}
