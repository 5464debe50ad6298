//! Edits by people that a load would replace.

use std::cmp::Reverse;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{Slug, SubjectKind, changed_keys};
use crate::store::{Authors, Edits, StoreError, add_author};

/// Stands for the author of redactions before the last load.
const REDACTION: &str = "a redaction";

/// How a load treats profiles and terms with values that were edited since a load or import wrote
/// them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EditPolicy {
    /// Load nothing, and report them.
    #[default]
    Refuse,
    /// Leave them as they are.
    Keep,
    /// Replace them.
    Overwrite,
}

/// A profile or term that was edited, and that a load would replace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EditedDocument {
    #[serde(skip)]
    pub subject: SubjectKind,
    pub slug: Slug,
    /// The edited root keys that would be replaced; none if the edit removed a term.
    pub keys: Vec<String>,
    /// Each author, with the time of their latest edit, newest first.
    pub authors: Authors,
}

impl EditedDocument {
    /// The edits that `newer` would replace in an organization or term; `None` if it keeps them
    /// all.
    pub(super) fn of(
        subject: SubjectKind,
        slug: &Slug,
        edits: &Edits,
        current: &str,
        newer: &str,
    ) -> Result<Option<Self>, StoreError> {
        let is_redacted = |key: &String| {
            edits.redacted.iter().any(|redacted| redacted.is_empty() || redacted == key)
        };
        let edited = |key: &String| edits.keys.iter().find(|(edited, _)| edited == key);
        let mut keys =
            changed_keys(current, newer).map_err(|err| StoreError::Corrupt(err.to_string()))?;
        keys.retain(|key| edited(key).is_some() || is_redacted(key));
        // A redaction alters the earlier revisions too, so its own revision changes no key.
        let is_by_redaction = keys.iter().any(is_redacted);
        let mut authors = if is_by_redaction { edits.authors.clone() } else { Authors::new() };
        let mut of_keys: Vec<_> =
            keys.iter().filter_map(edited).flat_map(|(_, authors)| authors).collect();
        of_keys.sort_by_key(|(_, at)| Reverse(*at));
        of_keys.into_iter().for_each(|(author, at)| add_author(&mut authors, author, *at));
        if authors.is_empty() {
            authors.extend(edits.redacted_at.map(|at| (REDACTION.to_owned(), at)));
        }
        Ok((!keys.is_empty()).then(|| Self { subject, slug: slug.clone(), keys, authors }))
    }

    /// An organization or term that would be withdrawn, or that the edits removed.
    pub(super) fn whole(subject: SubjectKind, slug: &Slug, edits: &Edits, keys: &[&str]) -> Self {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Self { subject, slug: slug.clone(), keys, authors: edits.authors.clone() }
    }
}

/// The edited keys, and each author with the time: `a21: founded (key:curators, 2026-…)`.
impl fmt::Display for EditedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject {
            SubjectKind::Organization => {}
            SubjectKind::Term(scheme) => write!(f, "{} ", scheme.singular())?,
        }
        let keys = match self.keys.as_slice() {
            [] => "removed".to_owned(),
            keys => keys.join(", "),
        };
        write!(f, "{}: {keys} (", self.slug)?;
        for (number, (author, at)) in self.authors.iter().enumerate() {
            let separator = if number == 0 { "" } else { "; " };
            write!(f, "{separator}{}", authored(author, *at))?;
        }
        f.write_str(")")
    }
}

/// The author and time of an edit, for a message.
pub(super) fn authored(author: &str, at: Timestamp) -> String {
    format!("{author}, {}", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
}
