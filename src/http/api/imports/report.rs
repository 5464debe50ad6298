//! The report of an import.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{LoadReport, SimilarAdded};
use crate::domain::Slug;
use crate::http::api::editing::X_CHANGE;
use crate::http::problem::ProblemError;
use crate::http::protocol::reply::{JSON, json};

/// The result of an import, or of a dry run.
#[derive(Serialize, ToSchema)]
pub struct ImportReport {
    /// The id with which the import can be reverted; null if nothing was changed.
    #[schema(required = true, example = "01977f2c-6a4e-7c3b-9d5e-2f1a0b8c4d6e", format = "uuid")]
    id: Option<String>,
    /// Whether nothing was changed because of `dry_run`.
    dry_run: bool,
    added: Vec<Slug>,
    updated: Vec<ImportUpdate>,
    /// Number of profiles that were already the same.
    #[schema(example = 40)]
    unchanged: usize,
    withdrawn: Vec<Slug>,
    /// Edited profiles that were left as they are because of `keep_edits`, with the edited keys in
    /// which the import differs.
    kept: Vec<ImportUpdate>,
    /// Added profiles of organizations that the directory, as it was before, or the same import may
    /// have already: by whole names, the host of the website, and identifiers in any spelling. At
    /// most 100.
    similar: Vec<ImportSimilar>,
    /// Number of such profiles that `similar` leaves out.
    #[schema(example = 0)]
    similar_left_out: usize,
    /// Always empty: if there are mistakes, nothing is imported and the response is a problem.
    errors: Vec<ProblemError>,
}

/// An organization that an import updated.
#[derive(Serialize, ToSchema)]
pub struct ImportUpdate {
    slug: Slug,
    /// The root keys that changed.
    #[schema(example = json!(["summary", "sources"]))]
    changed: Vec<String>,
}

/// An added profile, and the organizations that may be the same.
#[derive(Serialize, ToSchema)]
pub struct ImportSimilar {
    slug: Slug,
    /// At least one, at most 10.
    similar_existing: Vec<ImportSimilarOrganization>,
}

/// An organization that may be the same as an added one.
#[derive(Serialize, ToSchema)]
pub struct ImportSimilarOrganization {
    #[schema(example = "free-the-slaves")]
    slug: String,
    /// What is alike: `identifier`, `name`, `website`, `other_name`.
    #[schema(example = json!(["name", "website"]))]
    why: Vec<&'static str>,
    /// Whether the same import adds it.
    added: bool,
}

impl From<SimilarAdded> for ImportSimilar {
    fn from(added: SimilarAdded) -> Self {
        let similar = added.similar.into_iter().map(|it| ImportSimilarOrganization {
            slug: it.slug,
            why: it.why,
            added: it.is_added,
        });
        Self { slug: added.slug, similar_existing: similar.collect() }
    }
}

impl ImportReport {
    fn new(report: LoadReport, dry_run: bool) -> Self {
        let updated = report.updated.into_iter();
        Self {
            id: report.id,
            dry_run,
            added: report.added,
            updated: updated
                .map(|it| ImportUpdate { slug: it.slug, changed: it.changed })
                .collect(),
            unchanged: report.unchanged,
            withdrawn: report.withdrawn,
            kept: report
                .kept
                .into_iter()
                .map(|it| ImportUpdate { slug: it.slug, changed: it.keys })
                .collect(),
            similar: report.similar.into_iter().map(Into::into).collect(),
            similar_left_out: report.similar_left_out,
            errors: Vec::new(),
        }
    }
}

/// Responds with a report.
pub fn respond(report: LoadReport, dry_run: bool) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if !dry_run {
        response.insert_header((X_CHANGE, report.change));
    }
    response.body(json(&ImportReport::new(report, dry_run)))
}
