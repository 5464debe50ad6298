//! Loads profiles into a store.

use antislavery_directory::directory::{self, EditPolicy, Incoming, LoadOptions, LoadReport};
use antislavery_directory::domain::Author;
use antislavery_directory::seed::{self, Form, Kind};
use antislavery_directory::store::Store;
use serde_json::Value;

/// Reads profiles into a batch that [`load`] accepts.
pub fn batch(profiles: &[Value]) -> seed::Batch {
    let text = Value::from(profiles).to_string();
    seed::read_text("profiles", text, Kind::Organizations, Form::Json)
}

/// Loads a batch, which must be valid; with `prune`, withdraws organizations missing from it.
pub fn load(store: &Store, batch: &seed::Batch, prune: bool) -> LoadReport {
    let mistakes: Vec<&str> =
        batch.mistakes.iter().map(|mistake| mistake.violation.message.as_str()).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    let default_vocabulary = &seed::embedded_vocabulary();
    let terms = batch.terms.iter().map(|document| (document.value.0, &document.value.1));
    let organizations = batch.organizations.iter().map(|document| document.value.clone());
    let batch = directory::Batch {
        terms: terms.collect(),
        has_unreadable_terms: false,
        organizations: organizations.map(|profile| Incoming::Profile((), profile)),
        default_vocabulary,
    };
    let options = LoadOptions {
        dry_run: false,
        prune,
        edits: EditPolicy::Overwrite,
        source: "a test",
        progress: &mut |_| {},
        before_commit: &mut || {},
    };
    directory::load(store, batch, options, &Author::command("test")).unwrap()
}
