//! Support code that the integration tests share.
//!
//! Each test binary includes this module and uses a part of it, so its `main.rs` expects
//! `dead_code` here. Helpers that only one binary needs live in that binary.

pub mod app;
pub mod load;
pub mod profiles;
pub mod wait;

#[path = "../../benches/generate/generator/mod.rs"]
pub mod generator;
#[path = "../../benches/generate/odd.rs"]
pub mod odd;
#[path = "../../benches/generate/work.rs"]
pub mod work;

mod database;

pub use database::TestDatabase;

/// Number of random cases to try: the environment variable `name` if it is set, otherwise
/// `nightly` if `NIGHTLY` is set, otherwise `usual`.
pub fn case_count(name: &str, usual: usize, nightly: usize) -> usize {
    let given = std::env::var(name).ok().map(|text| text.parse().unwrap());
    let is_nightly = std::env::var_os("NIGHTLY").is_some();
    given.unwrap_or(if is_nightly { nightly } else { usual })
}
