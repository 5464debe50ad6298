//! The service that matches terms of the vocabularies, so that a column of labels becomes one of
//! terms.
//!
//! A slug names a term only within its vocabulary, so the id of a term is both:
//! `focus_area.bonded-labour`.

use super::Service;
use super::candidates::{CandidateAnswer, Feature, TypeAnswer};
use super::cells::Cell;
use super::extend::WantedProperty;
use super::manifest::{Described, Manifest};
use super::queries::Query;
use super::suggestions::{EntitySuggestion, MAX, NamedThing};
use super::term_properties;
use crate::catalog::{Basis, Snapshot, TermQuery, term_id};
use crate::domain::{Keyword, Term, TermScheme};
use crate::site::capitalized;

/// The service of terms.
pub struct Terms;

/// Maximum number of characters of a description.
const DESCRIPTION: usize = 160;

fn kind(scheme: TermScheme) -> TypeAnswer {
    TypeAnswer { id: scheme.as_str(), name: capitalized(scheme.singular()) }
}

/// The vocabulary of a term, and the beginning of its definition.
fn description(scheme: TermScheme, term: &Term) -> String {
    let text = match &term.replaced_by {
        Some(slug) => format!("replaced by {slug}"),
        None => term.definition.as_str().to_owned(),
    };
    let text = format!("{} · {text}", capitalized(scheme.singular()));
    match text.char_indices().nth(DESCRIPTION) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl Service for Terms {
    const PATH: &'static str = "/api/v1/reconcile/terms";

    fn manifest(base: &str) -> Manifest {
        Manifest::new(
            base,
            Described {
                name: "Antislavery Directory: terms",
                path: Self::PATH,
                pages: "/terms/",
                schema_space: "http://www.w3.org/2004/02/skos/core#Concept".to_owned(),
                types: TermScheme::ALL.iter().map(|&scheme| kind(scheme)).collect(),
            },
        )
    }

    fn candidates(snapshot: &Snapshot, query: &Query) -> Vec<CandidateAnswer> {
        let types = query.types.iter().filter_map(|id| TermScheme::from_word(id));
        let schemes: Vec<TermScheme> = types.collect();
        let query = TermQuery { text: &query.text, schemes: &schemes, limit: query.limit };
        let candidates = snapshot.term_candidates(&query).into_iter().map(|it| CandidateAnswer {
            id: term_id(it.scheme, it.term),
            name: it.term.label.as_str().to_owned(),
            description: description(it.scheme, it.term),
            types: vec![kind(it.scheme)],
            score: it.score,
            is_match: it.is_match,
            features: vec![
                Feature::number("name", it.score),
                Feature::flag("exact_name", it.basis == Basis::Name),
                Feature::flag("identifier", it.basis == Basis::Identifier),
            ],
        });
        candidates.collect()
    }

    fn types() -> Vec<NamedThing> {
        let named = |&scheme: &TermScheme| NamedThing {
            id: scheme.as_str().to_owned(),
            name: capitalized(scheme.singular()),
            description: format!(
                "The terms of the vocabulary {}",
                scheme.plural().replace('_', " ")
            ),
        };
        TermScheme::ALL.iter().map(named).collect()
    }

    fn properties(_: &Snapshot) -> Vec<NamedThing> {
        term_properties::all()
    }

    fn cells(
        snapshot: &Snapshot,
        base: &str,
        id: &str,
        wanted: &[WantedProperty],
    ) -> Option<Vec<Vec<Cell>>> {
        let (scheme, term) = snapshot.term_with_id(id)?;
        let cells = |wanted| term_properties::cells(snapshot, base, scheme, term, wanted);
        Some(wanted.iter().map(cells).collect())
    }

    fn suggest(snapshot: &Snapshot, typed: &str, skip: usize) -> Vec<EntitySuggestion> {
        let found = snapshot.complete_terms(typed).into_iter().skip(skip).take(MAX);
        let suggestion = found.map(|(scheme, term)| EntitySuggestion {
            id: term_id(scheme, term),
            name: term.label.as_str().to_owned(),
            description: description(scheme, term),
            notable: vec![scheme.as_str()],
        });
        suggestion.collect()
    }
}
