//! The page of a vocabulary: its terms with definitions, narrower terms below broader ones.

use askama::Template;

use super::first_sentence;
use super::tree::TermNode;
use crate::catalog::Snapshot;
use crate::domain::TermScheme;
use crate::site::vocabularies::{VocabularyWords, vocabulary_pages, words};
use crate::site::{Frame, SiteError};

#[derive(Template)]
#[template(path = "terms.html")]
struct TermsPage<'s> {
    frame: Frame,
    title: &'static str,
    lead: &'static str,
    path: &'static str,
    /// The path and title of each other vocabulary.
    others: Vec<(&'static str, &'static str)>,
    roots: Vec<TermNode<'s>>,
}

/// The page of a scheme: the tree of its terms with definitions.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn terms(frame: Frame, snapshot: &Snapshot, scheme: TermScheme) -> Result<String, SiteError> {
    let VocabularyWords { title, lead, .. } = words(scheme);
    let roots = TermNode::roots(snapshot, scheme);
    let path = scheme.path();
    let others = vocabulary_pages().into_iter().filter(|(other, _)| *other != path).collect();
    let frame = frame.titled(title).described(first_sentence(lead));
    Ok(TermsPage { frame, title, lead, path, others, roots }.render()?)
}
