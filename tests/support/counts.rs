//! How often what is drawn by chance is tried.

/// How often: what the variable `name` says, else `usual` times, or `nightly` times
/// where `NIGHTLY` is set.
pub fn count(name: &str, usual: usize, nightly: usize) -> usize {
    let given = std::env::var(name).ok().map(|text| text.parse().unwrap());
    let is_nightly = std::env::var_os("NIGHTLY").is_some();
    given.unwrap_or(if is_nightly { nightly } else { usual })
}
