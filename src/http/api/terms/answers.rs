//! The answer type of a term.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Snapshot;
use crate::domain::{Slug, Term, TermScheme};

/// A term of the vocabulary, with the terms below it and the number of its organizations.
#[derive(Serialize, ToSchema)]
#[schema(as = TermWithCount)]
pub struct TermAnswer {
    #[serde(flatten)]
    term: Term,
    /// The terms directly below it (`skos:narrower`).
    narrower: Vec<Slug>,
    /// Number of active organizations that name it or a term below it.
    #[schema(example = 12)]
    count: usize,
}

impl TermAnswer {
    pub fn new(snapshot: &Snapshot, scheme: TermScheme, term: &Term) -> Self {
        let narrower = snapshot.vocabulary().narrower(scheme, &term.slug);
        Self {
            narrower: narrower.map(|term| term.slug.clone()).collect(),
            count: snapshot.term_count(scheme, &term.slug),
            term: term.clone(),
        }
    }
}
