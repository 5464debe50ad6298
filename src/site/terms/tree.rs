//! A vocabulary as a tree, broader terms above narrower ones.

use std::collections::HashSet;

use askama::Template;

use super::first_sentence;
use crate::catalog::Snapshot;
use crate::domain::{Term, TermScheme};

/// A term and its narrower terms.
#[derive(Template)]
#[template(path = "term_node.html")]
pub struct TermNode<'s> {
    pub term: &'s Term,
    /// The path of the scheme's page; the pages of its terms are below it.
    path: &'static str,
    /// Number of active organizations with this term or a narrower one.
    pub count: usize,
    /// Whether the tree shows the term for the first time. A term with several broader terms is
    /// below each of them; only the first time it has its definition and its narrower terms.
    is_first: bool,
    pub narrower: Vec<TermNode<'s>>,
}

impl<'s> TermNode<'s> {
    /// The roots of the tree of a scheme.
    pub fn roots(snapshot: &'s Snapshot, scheme: TermScheme) -> Vec<Self> {
        let terms = snapshot.vocabulary().terms(scheme).iter();
        let broadest = terms.filter(|term| term.broader.is_empty());
        let mut shown = HashSet::new();
        broadest.map(|term| Self::of(snapshot, scheme, term, &mut shown)).collect()
    }

    fn of(
        snapshot: &'s Snapshot,
        scheme: TermScheme,
        term: &'s Term,
        shown: &mut HashSet<&'s str>,
    ) -> Self {
        let is_first = shown.insert(term.slug.as_str());
        let narrower = snapshot.vocabulary().narrower(scheme, &term.slug).filter(|_| is_first);
        Self {
            term,
            path: scheme.path(),
            count: snapshot.term_count(scheme, &term.slug),
            is_first,
            narrower: narrower.map(|term| Self::of(snapshot, scheme, term, shown)).collect(),
        }
    }

    /// The definition in one sentence.
    pub fn in_short(&self) -> &'s str {
        first_sentence(self.term.definition.as_str())
    }
}
