//! The organizations that may be the same as one that an editor is about to add.

use askama::Template;

use crate::catalog::{NameMatch, SharedTrait, SimilarExisting, Snapshot};
use crate::domain::ProposedOrganization;
use crate::site::SiteError;
use crate::text::folded_words;

#[derive(Template)]
#[template(path = "edit/similar.html")]
struct SimilarPart<'s> {
    similar: Vec<SimilarExisting<'s>>,
    /// The folded name of the proposed organization.
    name: String,
}

/// A part of a page: the organizations that may be the same as a proposed one. Empty if there are
/// none.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn similar(snapshot: &Snapshot, proposed: &ProposedOrganization) -> Result<String, SiteError> {
    let similar = snapshot.similar_existing(proposed, NameMatch::Similar);
    if similar.is_empty() {
        return Ok(String::new());
    }
    Ok(SimilarPart { similar, name: folded_words(&proposed.name) }.render()?)
}

/// The parts that are like those of the proposed organization, in words: `the same website and a
/// similar name`. `name` is its folded name.
fn reasons(similar: &SimilarExisting<'_>, name: &str) -> String {
    let is_same_name = similar.entry.names().next().is_some_and(|own| own.folded == name);
    let words: Vec<&str> = similar
        .why
        .iter()
        .map(|shared| match shared {
            SharedTrait::Identifier => "the same identifier",
            SharedTrait::Name if is_same_name => "the same name",
            SharedTrait::Name => "a similar name",
            SharedTrait::Website => "the same website",
            SharedTrait::OtherName => "another name like this one",
        })
        .collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
