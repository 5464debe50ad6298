//! Processes killed at any moment: no acknowledged write is lost, and none is applied partially.
//!
//! `writers` kills servers while clients edit, `loads` kills the command `load`, and `imports`
//! kills servers while they import. Each prints a summary. `KILLS` sets the number of kills (the
//! rarer tests use a percentage of it). `KILL_SEED` repeats the random moments of an earlier run,
//! as far as timing allows.

use std::time::{Duration, SystemTime};

use crate::support::case_count;

mod client;
pub mod evidence;
mod imports;
mod loads;
pub mod profile;
mod redactions;
mod set;
pub mod wire;
mod writers;

/// Maximum time from a restart until readers see the last change; longer for an unoptimized server
/// on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 5 });

/// Number of kills: `usual`, or a percentage of `KILLS` if that is set, or of 2,000 if `NIGHTLY`
/// is.
fn kills(usual: usize, percent: usize) -> usize {
    match case_count("KILLS", 0, 2000) {
        0 => usual,
        kills => (kills * percent).div_ceil(100),
    }
}

/// Random numbers, the same ones for the same seed (SplitMix64).
pub struct Random(u64);

impl Random {
    /// Seeded with `KILL_SEED`, or with the time; prints the seed.
    #[expect(clippy::print_stdout, reason = "the seed is needed to repeat the run")]
    pub fn new() -> Self {
        let given = std::env::var("KILL_SEED").ok().map(|text| text.parse().unwrap());
        let now = || SystemTime::UNIX_EPOCH.elapsed().unwrap().as_micros() as u64;
        let seed = given.unwrap_or_else(now);
        println!("KILL_SEED={seed}");
        Self(seed)
    }

    /// Seeded with a number that the caller prints.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to `bound`, exclusive.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    /// A duration between these two.
    fn between(&mut self, shortest: Duration, longest: Duration) -> Duration {
        let span = longest.saturating_sub(shortest).as_micros() as usize;
        shortest + Duration::from_micros(self.below(span + 1) as u64)
    }

    /// A separate generator for another thread.
    fn part(&mut self) -> Self {
        Self(self.below(usize::MAX) as u64)
    }
}

/// Chooses moments around a commit, and adapts to the speed of the machine.
struct Aim(Duration);

impl Aim {
    /// Time from the start of the work to the kill.
    fn moment(&self, random: &mut Random) -> Duration {
        random.between(self.0 / 2, self.0 * 3 / 2)
    }

    /// Aims earlier if the kill came after the commit, and later otherwise.
    fn correct(&mut self, was_applied: bool) {
        self.0 = if was_applied { self.0 * 4 / 5 } else { self.0 * 5 / 4 };
    }
}

/// The median and the longest duration, as text.
fn median_and_worst(times: &mut [Duration]) -> String {
    times.sort_unstable();
    format!("median {:?}, worst {:?}", times[times.len() / 2], times[times.len() - 1])
}
