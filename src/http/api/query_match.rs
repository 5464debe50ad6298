//! Which words of a query the results have, for the OpenAPI document.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog;

/// Which words of the query the results have.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMatch {
    /// All words are required.
    AllWords,
    /// Nothing has all words, so the results have any of them.
    AnyWord,
    /// The query has no letters and no digits, so there are no results.
    NoWords,
}

impl From<catalog::QueryMatch> for QueryMatch {
    fn from(query_match: catalog::QueryMatch) -> Self {
        match query_match {
            catalog::QueryMatch::AllWords => Self::AllWords,
            catalog::QueryMatch::AnyWord => Self::AnyWord,
            catalog::QueryMatch::NoWords => Self::NoWords,
        }
    }
}
