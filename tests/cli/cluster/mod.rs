//! Several nodes on PostgreSQL with a standby: readers and editors while a database or a node
//! stops and returns.
//!
//! These tests need PostgreSQL's server programs and nginx, start clusters with `scripts/cluster`,
//! and ignore `TEST_DATABASE_URL`. A plain run skips them. `scripts/test` runs them once; so does
//! `cargo test --test cli -- --ignored cluster::`. `FAILOVERS` sets the number of outages.

use std::time::Duration;

use crate::support::case_count;

mod failover;
mod following;
mod rig;
mod rolling;
mod start;
mod traffic;

/// Maximum response time: three seconds, and a margin for a busy machine.
const RESPONSE_LIMIT: Duration = Duration::from_millis(3800);
/// Maximum time from the return of a primary until writes succeed: five seconds, and longer for an
/// unoptimized server on a busy machine.
const RECOVERY_LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 15 } else { 5 });

/// Number of outages or of restarts.
fn repetitions(usual: usize, nightly: usize) -> usize {
    case_count("FAILOVERS", usual, nightly)
}
