//! Organizations that may be the same as one that a client is about to add.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{self, API};

/// An organization of the directory that may be the same as the one in the request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SimilarExisting {
    #[schema(example = "free-the-slaves")]
    slug: String,
    #[schema(example = "Free the Slaves")]
    name: String,
    /// `active`, `inactive`, `unknown` or `withdrawn`; a withdrawn organization can be restored.
    #[schema(example = "active")]
    status: String,
    #[schema(required = true, example = "https://freetheslaves.net/")]
    website: Option<String>,
    /// The parts that are alike, the strongest first: `identifier` in any spelling, `name`, `website` by its
    /// host, `other_name` (an acronym too).
    #[schema(example = json!(["name", "website"]))]
    why: Vec<&'static str>,
    /// From 0 to 100: 100 for an identifier or the whole name, 98 for another name, 90 for the
    /// website, 70 for an acronym; from 80 for a similar name.
    #[schema(example = 100.0, minimum = 0, maximum = 100)]
    score: f64,
    links: SimilarLinks,
}

/// The links of a similar organization, as paths.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SimilarLinks {
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/organizations/free-the-slaves")]
    this: String,
}

impl From<catalog::SimilarExisting<'_>> for SimilarExisting {
    fn from(similar: catalog::SimilarExisting<'_>) -> Self {
        let catalog::SimilarExisting { entry, why, score } = similar;
        Self {
            slug: entry.slug().to_owned(),
            name: entry.name().to_owned(),
            status: entry.status().to_owned(),
            website: entry.website().map(str::to_owned),
            why: why.into_iter().map(|shared| shared.as_str()).collect(),
            score,
            links: SimilarLinks { this: format!("{API}/organizations/{}", entry.slug()) },
        }
    }
}
