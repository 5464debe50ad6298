//! The organization that an editor named in a form, in any way.

use crate::catalog::{KeyResolution, NameQuery, Snapshot};
use crate::http::extract::parameters::meant::meant_organization;

/// Maximum number of organizations that a message suggests.
const MAX_SUGGESTED: usize = 3;

/// The slug and name of the organization with this slug, former slug, identifier or name; `None`
/// for the empty text.
///
/// # Errors
///
/// A sentence, if there is none, several have the name, or it is withdrawn.
pub fn named_organization(
    snapshot: &Snapshot,
    typed: &str,
) -> Result<Option<(String, String)>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let by_key = match snapshot.resolve_key(typed) {
        KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => Some(entry),
        KeyResolution::Unknown => meant_organization(snapshot, typed),
    };
    match by_key.or_else(|| snapshot.only_named(typed)) {
        Some(entry) if entry.withdrawal().is_some() => {
            Err(format!("{} is withdrawn itself. Choose another.", entry.name()))
        }
        Some(entry) => Ok(Some((entry.slug().to_owned(), entry.name().to_owned()))),
        None => Err(unknown(snapshot, typed)),
    }
}

/// The sentence for a text that names no organization, or several.
fn unknown(snapshot: &Snapshot, typed: &str) -> String {
    let query = NameQuery { text: typed, known: &[], limit: MAX_SUGGESTED };
    let similar = snapshot.organization_candidates(&query);
    let names: Vec<String> = similar
        .iter()
        .filter(|candidate| candidate.entry.withdrawal().is_none())
        .map(|candidate| format!("{} ({})", candidate.entry.name(), candidate.entry.slug()))
        .collect();
    match names.as_slice() {
        [] => "No organization of this directory has this name, slug or identifier.".to_owned(),
        names => {
            format!("This does not name one organization. Did you mean {}?", names.join(" or "))
        }
    }
}
