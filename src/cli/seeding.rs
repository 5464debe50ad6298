//! The built-in profiles and terms that `serve` loads when it starts.

use super::{Failure, seeds};
use crate::directory::{self, EditPolicy, Incoming, LoadOptions};
use crate::domain::{Author, Keyword, Organization, TermScheme};
use crate::seed::{self, Origin};
use crate::store::Store;

/// Loads the built-in profiles into an empty directory. Returns their number; `None` if the
/// directory was not empty.
pub fn seed_if_empty(store: &Store) -> Result<Option<usize>, Failure> {
    if store.position()?.change > 0 {
        return Ok(None);
    }
    let batch = seed::embedded();
    seeds::refuse_mistakes(&batch, "nothing was loaded")?;
    let terms = seeds::terms(&batch.terms);
    let profiles = batch.organizations.into_iter().map(|it| (it.origin, it.value));
    load(store, terms, profiles, "the built-in profiles").map(Some)
}

/// Adds the built-in terms of each vocabulary of which a directory has none: a directory of version
/// 0.1 has two vocabularies only.
pub fn add_missing_vocabularies(store: &Store) -> Result<(), Failure> {
    let vocabulary = seed::embedded_vocabulary();
    let present = store.schemes_with_terms()?;
    let mut missing = TermScheme::ALL.iter().filter(|it| !present.contains(it));
    if !missing.any(|&scheme| !vocabulary.terms(scheme).is_empty()) {
        return Ok(());
    }
    match load(store, Vec::new(), std::iter::empty(), "the built-in vocabularies") {
        Ok(_) => log::info!("the vocabularies that this version adds were loaded"),
        // A server on a database that it may not write to still serves.
        Err(err) => log::warn!("the vocabularies that this version adds were not loaded: {err}"),
    }
    Ok(())
}

fn load(
    store: &Store,
    terms: Vec<(TermScheme, &crate::domain::Term)>,
    profiles: impl Iterator<Item = (Origin, Organization)>,
    source: &str,
) -> Result<usize, Failure> {
    let to_load = directory::Batch {
        terms,
        has_unreadable_terms: false,
        organizations: profiles.map(|(origin, profile)| Incoming::Profile(origin, profile)),
        default_vocabulary: &seed::embedded_vocabulary(),
    };
    let options = LoadOptions {
        dry_run: false,
        prune: false,
        edits: EditPolicy::Keep,
        source,
        progress: &mut |_| {},
        before_commit: &mut || {},
    };
    let report = directory::load(store, to_load, options, &Author::command("serve"))?;
    Ok(report.added.len())
}
