//! Several nodes on PostgreSQL with a standby: what readers and editors see while a database,
//! or a node, goes and comes.
//!
//! They need PostgreSQL's server programs and nginx, start clusters by `scripts/cluster`, and take
//! no notice of `TEST_DATABASE_URL`. So a plain run leaves them out, and says so;
//! `scripts/test` runs them once, as `cargo test --test cli -- --ignored cluster::` does.
//! `FAILOVERS` is how often a primary goes.

use std::time::Duration;

use crate::counts::count;

mod failover;
mod following;
mod rig;
mod rolling;
mod start;
mod traffic;

/// How long any answer may take: three seconds, and a little for a busy machine.
const ANSWERED_WITHIN: Duration = Duration::from_millis(3800);
/// How long after a primary is there writes may still be refused. Five seconds are wanted; an
/// unoptimized server on a busy machine is given more.
const HEALED_WITHIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 15 } else { 5 });

/// How often a primary goes, or the nodes are restarted.
fn times(usual: usize, nightly: usize) -> usize {
    count("FAILOVERS", usual, nightly)
}
