//! `/reconcile`: matches the names in other people's lists, by the Reconciliation Service API 0.2
//! of the W3C Entity Reconciliation Community Group. OpenRefine is its best-known client.
//!
//! There are two services: of organizations, and below `/terms` of the terms of the vocabularies.
//! A service is a type that implements [`Service`]; `answering` has the requests that both share.
//!
//! - `queries` and `extend` read requests, from `lenient_json`: one odd query never fails its batch.
//!   They know no organization, so that another version of the protocol can have other readers.
//! - `manifest`, `candidates`, `cells` and `suggestions` are the shapes of responses.
//! - `organizations` and `terms` match, suggest and describe; `properties` is the table of the
//!   properties of organizations, `term_properties` that of terms.
//! - `operations` has the handlers, with their documentation.
//!
//! The rule: a client copies the manifest once and never reads it again, so every URL in it stays.

mod answering;
mod candidates;
mod cells;
mod extend;
mod lenient_json;
mod manifest;
pub mod operations;
mod organizations;
mod properties;
mod queries;
mod suggestions;
pub mod term_operations;
mod term_properties;
mod terms;

use crate::catalog::Snapshot;
use candidates::CandidateAnswer;
use cells::Cell;
use extend::WantedProperty;
use manifest::Manifest;
use queries::Query;
use suggestions::{EntitySuggestion, NamedThing};

/// A reconciliation service.
trait Service {
    /// The path of the service, without a slash at the end.
    const PATH: &'static str;

    /// The manifest, with URLs that begin with `base`.
    fn manifest(base: &str) -> Manifest;

    /// The candidates for a query, the best first.
    fn candidates(snapshot: &Snapshot, query: &Query) -> Vec<CandidateAnswer>;

    /// The types of the things that the service matches.
    fn types() -> Vec<NamedThing>;

    /// The properties of these things.
    fn properties(snapshot: &Snapshot) -> Vec<NamedThing>;

    /// The cells of the thing with an id, for each of the wanted properties; `None` if there is no
    /// such thing. URLs begin with `base`.
    fn cells(
        snapshot: &Snapshot,
        base: &str,
        id: &str,
        wanted: &[WantedProperty],
    ) -> Option<Vec<Vec<Cell>>>;

    /// The things that a person may mean who has typed a part of a name or id, without the first
    /// `skip`.
    fn suggest(snapshot: &Snapshot, typed: &str, skip: usize) -> Vec<EntitySuggestion>;
}
