//! `/edit/terms`: the vocabularies, the form of a term, and the page that removes one.

mod form;
mod page;

use askama::Template;

pub use form::TermForm;
pub use page::{TermPage, term};

use super::EditFrame;
use crate::catalog::Snapshot;
use crate::domain::{Keyword, Term, TermScheme};
use crate::site::vocabularies::words;
use crate::site::{Frame, SiteError};

/// A vocabulary in the list.
struct VocabularyEntry {
    title: &'static str,
    path: &'static str,
    terms: Vec<TermEntry>,
}

/// A term in a list.
struct TermEntry {
    slug: String,
    label: String,
    is_group: bool,
    /// Whether it has a broader term.
    is_below: bool,
}

impl From<&Term> for TermEntry {
    fn from(term: &Term) -> Self {
        Self {
            slug: term.slug.to_string(),
            label: term.label.to_string(),
            is_group: term.group,
            is_below: !term.broader.is_empty(),
        }
    }
}

#[derive(Template)]
#[template(path = "edit/terms.html")]
struct TermsTemplate<'p> {
    frame: EditFrame,
    /// The slug of the term that was just removed.
    removed: Option<&'p str>,
    vocabularies: Vec<VocabularyEntry>,
}

#[derive(Template)]
#[template(path = "edit/remove_term.html")]
struct RemoveTemplate<'p> {
    frame: EditFrame,
    scheme_path: &'static str,
    slug: &'p str,
    label: &'p str,
    /// The number of listed profiles that use it.
    listed: usize,
    refusal: Option<&'p str>,
    users: &'p [(String, String)],
}

/// The list of all terms. `removed` is the slug of one that was just removed.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn terms(
    frame: EditFrame,
    snapshot: &Snapshot,
    removed: Option<&str>,
) -> Result<String, SiteError> {
    let vocabulary = |scheme: &TermScheme| VocabularyEntry {
        title: words(*scheme).title,
        path: scheme.path(),
        terms: snapshot.vocabulary().terms(*scheme).iter().map(TermEntry::from).collect(),
    };
    let vocabularies = TermScheme::ALL.iter().map(vocabulary).collect();
    Ok(TermsTemplate { frame: frame.titled("Terms"), removed, vocabularies }.render()?)
}

/// The page on which an admin confirms that a term is to be removed. `refused` says why it was not,
/// with the path and name of each document that uses it.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn remove_term(
    frame: EditFrame,
    snapshot: &Snapshot,
    (scheme, term): (TermScheme, &Term),
    refused: Option<(&str, &[(String, String)])>,
) -> Result<String, SiteError> {
    let (refusal, users) = refused.map_or((None, [].as_slice()), |(why, users)| (Some(why), users));
    let page = RemoveTemplate {
        frame: frame.titled(format!("Remove “{}”", term.label)),
        scheme_path: scheme.path(),
        slug: term.slug.as_str(),
        label: term.label.as_str(),
        listed: snapshot.term_count(scheme, &term.slug),
        refusal,
        users,
    };
    Ok(page.render()?)
}
