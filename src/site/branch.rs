//! A vocabulary as a tree, wider terms before narrower ones.

use askama::Template;

use crate::catalog::Snapshot;
use crate::domain::{Term, TermScheme};

/// A term and what stands below it.
#[derive(Template)]
#[template(path = "branch.html")]
pub struct Branch<'s> {
    term: &'s Term,
    /// Where the pages of the scheme are.
    folder: &'static str,
    /// How many active organizations it stands for.
    count: usize,
    narrower: Vec<Branch<'s>>,
}

impl<'s> Branch<'s> {
    /// The tree of a scheme, by its widest terms.
    pub fn tree(snapshot: &'s Snapshot, scheme: TermScheme) -> Vec<Self> {
        let terms = snapshot.vocabulary().terms(scheme).iter();
        let widest = terms.filter(|term| term.broader.is_none());
        widest.map(|term| Self::of(snapshot, scheme, term)).collect()
    }

    fn of(snapshot: &'s Snapshot, scheme: TermScheme, term: &'s Term) -> Self {
        let narrower = snapshot.vocabulary().narrower(scheme, &term.slug);
        Self {
            term,
            folder: folder(scheme),
            count: snapshot.term_count(scheme, &term.slug),
            narrower: narrower.map(|term| Self::of(snapshot, scheme, term)).collect(),
        }
    }
}

/// Where the pages of a scheme are.
pub fn folder(scheme: TermScheme) -> &'static str {
    match scheme {
        TermScheme::FocusArea => "/focus-areas",
        TermScheme::Approach => "/approaches",
    }
}
