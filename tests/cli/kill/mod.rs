//! Whatever is killed at whatever moment: what was acknowledged stays, and
//! nothing is ever there by half.
//!
//! `writers` kills servers while clients edit, `loads` kills the command `load`,
//! `imports` kills servers while they import. Each says what it counted.
//! `KILLS` is how often (in hundredths of that for the rarer ones), `KILL_SEED`
//! repeats the moments of an earlier run as far as a machine can.

use std::time::{Duration, SystemTime};

use crate::counts::count;

mod client;
pub mod evidence;
mod imports;
mod loads;
pub mod profile;
mod set;
pub mod wire;
mod writers;

/// How long a restarted server may take until its readers see everything. An
/// unoptimized one on a busy machine is given more.
const READY_WITHIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 5 });

/// How often to kill: `usual`; where `KILLS` is set, this share of it, and of 2,000
/// where `NIGHTLY` is.
fn kills(usual: usize, percent: usize) -> usize {
    match count("KILLS", 0, 2000) {
        0 => usual,
        kills => (kills * percent).div_ceil(100),
    }
}

/// Numbers by chance, the same ones for the same seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    /// Seeded by `KILL_SEED` or else by the clock, and says by what.
    #[expect(clippy::print_stdout, reason = "who repeats a run must know the seed")]
    pub fn new() -> Self {
        let given = std::env::var("KILL_SEED").ok().map(|text| text.parse().unwrap());
        let now = || SystemTime::UNIX_EPOCH.elapsed().unwrap().as_micros() as u64;
        let seed = given.unwrap_or_else(now);
        println!("KILL_SEED={seed}");
        Self(seed)
    }

    /// Seeded by a number that is said elsewhere.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// One of so many numbers from 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    /// A time between these two.
    fn between(&mut self, shortest: Duration, longest: Duration) -> Duration {
        let span = longest.saturating_sub(shortest).as_micros() as usize;
        shortest + Duration::from_micros(self.below(span + 1) as u64)
    }

    /// Another source of numbers, for another thread.
    fn part(&mut self) -> Self {
        Self(self.below(usize::MAX) as u64)
    }
}

/// Kills around the moment of a commit, wherever in the work a machine has it.
struct Aim(Duration);

impl Aim {
    /// When to kill, from the beginning of the work.
    fn moment(&self, chance: &mut Chance) -> Duration {
        chance.between(self.0 / 2, self.0 * 3 / 2)
    }

    /// Aims earlier after a kill that came behind the commit, else later.
    fn correct(&mut self, was_applied: bool) {
        self.0 = if was_applied { self.0 * 4 / 5 } else { self.0 * 5 / 4 };
    }
}

/// The median and the longest of some times, as text.
fn median_and_worst(times: &mut [Duration]) -> String {
    times.sort_unstable();
    format!("median {:?}, worst {:?}", times[times.len() / 2], times[times.len() - 1])
}
