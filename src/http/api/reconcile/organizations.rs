//! The service that matches organizations.

use super::Service;
use super::candidates::{CandidateAnswer, Feature, TypeAnswer};
use super::cells::Cell;
use super::extend::WantedProperty;
use super::manifest::{Described, Manifest};
use super::properties::{self, Values, description};
use super::queries::Query;
use super::suggestions::{EntitySuggestion, MAX, NamedThing};
use crate::catalog::{Basis, Candidate, KeyResolution, Known, NameQuery, Snapshot};

/// The service of organizations.
pub struct Organizations;

/// The type of every organization, in the vocabulary of schema.org.
const TYPE: &str = "NGO";
const TYPE_NAME: &str = "Organization against slavery";

fn kind() -> TypeAnswer {
    TypeAnswer { id: TYPE, name: TYPE_NAME.to_owned() }
}

impl Service for Organizations {
    const PATH: &'static str = "/api/v1/reconcile";

    fn manifest(base: &str) -> Manifest {
        Manifest::new(
            base,
            Described {
                name: "Antislavery Directory",
                path: Self::PATH,
                pages: "/organizations/",
                schema_space: "https://schema.org/".to_owned(),
                types: vec![kind()],
            },
        )
    }

    // All organizations are of one type, so a type excludes none.
    fn candidates(snapshot: &Snapshot, query: &Query) -> Vec<CandidateAnswer> {
        let (mut names, mut known): (Vec<&str>, Vec<Known>) = (Vec::new(), Vec::new());
        for property in &query.properties {
            if let Some(read) = properties::known(snapshot, property) {
                names.push(&property.id);
                known.push(read);
            }
        }
        let query = NameQuery { text: &query.text, known: &known, limit: query.limit };
        let candidates = snapshot.organization_candidates(&query).into_iter();
        candidates.map(|candidate| answer(&candidate, &names)).collect()
    }

    fn types() -> Vec<NamedThing> {
        vec![NamedThing {
            id: TYPE.to_owned(),
            name: TYPE_NAME.to_owned(),
            description: "Every organization of the directory".to_owned(),
        }]
    }

    fn properties(snapshot: &Snapshot) -> Vec<NamedThing> {
        properties::all(snapshot)
    }

    fn cells(
        snapshot: &Snapshot,
        base: &str,
        id: &str,
        wanted: &[WantedProperty],
    ) -> Option<Vec<Vec<Cell>>> {
        let (KeyResolution::Current(entry) | KeyResolution::Redirect(entry)) =
            snapshot.resolve_key(id)
        else {
            return None;
        };
        let values = Values::new(snapshot, entry, base);
        Some(wanted.iter().map(|property| values.cells(property)).collect())
    }

    fn suggest(snapshot: &Snapshot, typed: &str, skip: usize) -> Vec<EntitySuggestion> {
        let found = snapshot.complete_organizations(typed, skip, MAX).into_iter();
        let suggestion = found.map(|entry| EntitySuggestion {
            id: entry.slug().to_owned(),
            name: entry.name().to_owned(),
            description: description(&entry),
            notable: vec![TYPE],
        });
        suggestion.collect()
    }
}

/// A candidate with its features; `names` are the ids of the known properties.
fn answer(candidate: &Candidate<'_>, names: &[&str]) -> CandidateAnswer {
    let mut features = vec![
        Feature::number("name", candidate.name_score),
        Feature::flag("exact_name", candidate.basis == Basis::Name),
        Feature::flag("identifier", candidate.basis == Basis::Identifier),
    ];
    for (name, agrees) in names.iter().zip(&candidate.agreements) {
        let is_new = features.iter().all(|feature| feature.id != **name);
        if let (Some(agrees), true) = (agrees, is_new) {
            features.push(Feature::flag(name, *agrees));
        }
    }
    CandidateAnswer {
        id: candidate.entry.slug().to_owned(),
        name: candidate.entry.name().to_owned(),
        description: description(&candidate.entry),
        types: vec![kind()],
        score: candidate.score,
        is_match: candidate.is_match,
        features,
    }
}
