//! The report of an import.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{LoadReport, SimilarAdded, TableReport};
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
    /// most 100; none if the import adds more than 10,000 profiles.
    similar: Vec<ImportSimilar>,
    /// Number of such profiles that `similar` leaves out.
    #[schema(example = 0)]
    similar_left_out: usize,
    /// Always empty: if there are mistakes, nothing is imported and the response is a problem.
    errors: Vec<ProblemError>,
    /// Of a table: the first 1,000 cells that changed a profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cells: Option<Vec<ImportedCell>>,
    /// Of a table: the number of cells that changed a profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 30)]
    cell_count: Option<usize>,
    /// Of a table: facts that the sender should know, such as an identifier without its zeros.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    notices: Option<Vec<ImportNotice>>,
}

/// A cell of a table that changed a profile.
#[derive(Serialize, ToSchema)]
pub struct ImportedCell {
    /// The row, as a spreadsheet shows it, from 1.
    #[schema(example = 12)]
    row: usize,
    /// The name of the column, as in the header.
    #[schema(example = "founded")]
    column: String,
    slug: Slug,
    /// The cell of an export before the import. A long text begins shortly before the first
    /// difference.
    #[schema(example = "1997")]
    old: String,
    /// The cell of an export after the import.
    #[schema(example = "1998")]
    new: String,
}

/// A fact about a table, or about one of its rows or cells.
#[derive(Serialize, ToSchema)]
pub struct ImportNotice {
    /// The row; null if it is about the whole table.
    #[schema(required = true, example = 12)]
    row: Option<usize>,
    /// The name of the column; null if it is about the whole row or table.
    #[schema(required = true, example = "identifiers")]
    column: Option<String>,
    #[schema(
        example = "`3079904` was read as `03079904`: a spreadsheet removes zeros at the beginning"
    )]
    message: String,
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
    /// The parts that are alike: `identifier`, `name`, `website`, `other_name`.
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
            cells: None,
            cell_count: None,
            notices: None,
        }
    }

    fn of_table(report: TableReport, dry_run: bool) -> Self {
        let cells = report.cells.into_iter().map(|it| ImportedCell {
            row: it.row,
            column: it.column,
            slug: it.slug,
            old: it.old,
            new: it.new,
        });
        let notices = report.notices.into_iter().map(|it| ImportNotice {
            row: it.row,
            column: it.column,
            message: it.message,
        });
        Self {
            cells: Some(cells.collect()),
            cell_count: Some(report.cell_count),
            notices: Some(notices.collect()),
            ..Self::new(report.load, dry_run)
        }
    }
}

/// Responds with a report.
pub fn respond(report: LoadReport, dry_run: bool) -> HttpResponse {
    let change = report.change;
    respond_with(&ImportReport::new(report, dry_run), change, dry_run)
}

/// Responds with the report of a table.
pub fn respond_of_table(report: TableReport, dry_run: bool) -> HttpResponse {
    let change = report.load.change;
    respond_with(&ImportReport::of_table(report, dry_run), change, dry_run)
}

fn respond_with(report: &ImportReport, change: i64, dry_run: bool) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if !dry_run {
        response.insert_header((X_CHANGE, change));
    }
    response.body(json(report))
}
