//! The organizations that a client names by their keys, and samples.

use super::ParameterValue;
use super::meant::meant_organization;
use super::reader::Reader;
use super::values::Number;
use crate::catalog::{Entry, Sample};
use crate::http::protocol::limits::{SAMPLE_MAX, SEED_MAX};

/// Organizations by any of their keys, in the order of the client.
pub struct KeyList(Option<Vec<NamedKey>>);

/// A key of the client, with the organization that has it.
struct NamedKey {
    given: String,
    /// Its slug, and whether it is withdrawn.
    found: Option<(String, bool)>,
}

impl ParameterValue for KeyList {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        if !reader.has(name) {
            return Self(None);
        }
        let Some(snapshot) = reader.snapshot() else { return Self(None) };
        let found = |entry: Entry<'_>| (entry.slug().to_owned(), entry.withdrawal().is_some());
        let keys = reader.many(name).into_iter().map(|given| NamedKey {
            found: meant_organization(&snapshot, &given).map(found),
            given,
        });
        Self(Some(keys.collect()))
    }
}

/// Organizations by any of their keys, with or without `WITHDRAWN` ones: their slugs, each once, in
/// the order of the client. `None` if the client names none.
pub struct KnownOrganizations<const WITHDRAWN: bool>(pub Option<Vec<String>>);

impl<const WITHDRAWN: bool> ParameterValue for KnownOrganizations<WITHDRAWN> {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        if !reader.has(name) {
            return Self(None);
        }
        let Some(snapshot) = reader.snapshot() else { return Self(None) };
        let mut slugs: Vec<String> = Vec::new();
        for key in reader.many(name) {
            let meant = meant_organization(&snapshot, &key);
            if let Some((_, successor)) = meant.as_ref().and_then(Entry::withdrawal)
                && !WITHDRAWN
            {
                reader.withdrawn_key(name, &key, successor);
                continue;
            }
            match meant.map(|entry| entry.slug().to_owned()) {
                Some(slug) if slugs.contains(&slug) => {}
                Some(slug) => slugs.push(slug),
                None => {
                    let nearest = || snapshot.nearest_slug(&key).map(str::to_owned);
                    reader.unknown_key(name, &key, "is not an organization", nearest);
                }
            }
        }
        Self(Some(slugs))
    }
}

impl KeyList {
    /// The slugs of the listed organizations, each once, and the keys that are of none. Withdrawn
    /// organizations are listed only if the client asks for them.
    pub fn sorted_out(self, with_withdrawn: bool) -> (Option<Vec<String>>, Vec<String>) {
        let Some(keys) = self.0 else { return (None, Vec::new()) };
        let (mut slugs, mut unknown) = (Vec::new(), Vec::new());
        for NamedKey { given, found } in keys {
            let (list, key) = match found {
                Some((slug, is_withdrawn)) if with_withdrawn || !is_withdrawn => (&mut slugs, slug),
                _ => (&mut unknown, given),
            };
            if !list.contains(&key) {
                list.push(key);
            }
        }
        (Some(slugs), unknown)
    }
}

/// The sample that a request asks for. Without a seed, an API request gets another sample each time,
/// and a page always the same.
pub fn sample(
    reader: &Reader,
    size: Number<1, SAMPLE_MAX>,
    seed: Number<0, SEED_MAX>,
) -> Option<Sample> {
    let size = size.0?;
    let seed = seed.0.and_then(|seed| u64::try_from(seed).ok());
    let random = || if reader.is_page() { 1 } else { random_seed() };
    Some(Sample { size, seed: seed.unwrap_or_else(random) })
}

/// A random seed, or 1 if the operating system has none.
fn random_seed() -> u64 {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        // Few digits are easy to copy.
        Ok(()) => u64::from_le_bytes(bytes) % 1_000_000_000,
        Err(_) => 1,
    }
}
