//! `GET /dataset`: a version of the dataset, and its files.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::dataset::{KeptDataset, KeptFile};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::values::Number;
use crate::http::problem::{HistoryResponses, Problem, ProblemBody};
use crate::http::protocol::limits::DATASET_TIMEOUT;
use crate::http::protocol::reply::{JSON, json};

parameters! {
    /// Which version of the dataset.
    pub struct DatasetParameters {
        /// The number of a change: the dataset is the state of the directory after it. Without it,
        /// the newest version.
        #[param(minimum = 0, example = 100)]
        version: Number<0, { usize::MAX }> as u64,
    }
}

/// A version of the dataset.
#[derive(Serialize, ToSchema)]
pub struct Dataset {
    /// The number of the last change in it.
    #[schema(example = 156)]
    version: i64,
    /// When that change was made.
    #[schema(example = "2026-11-25T10:00:00Z", format = DateTime)]
    updated_at: String,
    /// Number of profiles, withdrawn ones included.
    #[schema(example = 41)]
    organizations: usize,
    /// The licence of the data, as an SPDX identifier.
    #[schema(example = "CC0-1.0")]
    licence: &'static str,
    /// All files, first `dataset.zip` with the others in it.
    files: Vec<DatasetFile>,
    links: DatasetLinks,
}

/// A file of the dataset.
#[derive(Serialize, ToSchema)]
pub struct DatasetFile {
    #[schema(example = "organizations.csv")]
    name: String,
    /// The contents, in a sentence.
    description: String,
    /// The path of the file. It supports `Range`, and its ETag is its SHA-256.
    #[schema(example = "/data/156/organizations.csv")]
    url: String,
    #[schema(example = "text/csv; charset=utf-8")]
    media_type: &'static str,
    #[schema(example = 123456)]
    bytes: u64,
    /// The SHA-256 in hexadecimal.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )]
    sha256: String,
}

/// Related resources.
#[derive(Serialize, ToSchema)]
pub struct DatasetLinks {
    /// The page of this version, for people.
    #[schema(example = "/data/156")]
    page: String,
    /// A path that redirects to the zip of the newest version.
    #[schema(example = "/data/latest/dataset.zip")]
    latest: &'static str,
    /// The changes since a version: add `?from=` and its number.
    #[schema(example = "/api/v1/changes/summary")]
    changes: &'static str,
}

impl Dataset {
    fn of(kept: &KeptDataset) -> Self {
        let version = kept.version();
        Self {
            version,
            updated_at: kept.at().to_string(),
            organizations: kept.organizations(),
            licence: "CC0-1.0",
            files: kept.files().iter().map(|file| DatasetFile::of(version, file)).collect(),
            links: DatasetLinks {
                page: format!("/data/{version}"),
                latest: "/data/latest/dataset.zip",
                changes: "/api/v1/changes/summary",
            },
        }
    }
}

impl DatasetFile {
    fn of(version: i64, file: &KeptFile) -> Self {
        Self {
            name: file.name.clone(),
            description: file.description(),
            url: file_path(version, &file.name),
            media_type: file.media_type(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
        }
    }
}

/// The path of a file of the dataset.
pub fn file_path(version: i64, name: &str) -> String {
    format!("/data/{version}/{name}")
}

/// Read about the dataset
///
/// All profiles and terms as files: JSON Lines, CSV, SQLite, the vocabularies, a data dictionary,
/// checksums and a citation, and a zip of them. Every change of the directory makes a version, whose
/// number is that of the change. The files of a version never change; the same state gives the same
/// bytes on every server, and those of the command `export --format dataset`. A dataset is made when it
/// is first asked for.
#[utoipa::path(
    get,
    path = "/api/v1/dataset",
    tag = "organizations",
    params(DatasetParameters),
    responses(
        (status = 200, description = "The version and its files", body = Dataset),
        HistoryResponses,
        (status = 404, description = "The directory does not have this version", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "A text in this version was redacted, or the directory has no history before a later version", body = ProblemBody, content_type = "application/problem+json"),
        (status = 507, description = "The disk of the server is full", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_dataset(
    call: Call,
    Parameters(wanted): Parameters<DatasetParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let version = wanted.version.0.map(|it| i64::try_from(it).unwrap_or(i64::MAX));
    let version = version.unwrap_or(call.snapshot().position().change);
    let kept = dataset(&call, version).await?;
    respond_json(&call, &kept)
}

/// The dataset of a version, which is made first unless the server has it.
///
/// # Errors
///
/// Those of [`Service::dataset`](crate::http::service::Service).
pub async fn dataset(call: &Call, version: i64) -> Result<Arc<KeptDataset>, Problem> {
    call.service().dataset(call.snapshot(), version, DATASET_TIMEOUT).await
}

/// Responds with the description of a dataset.
pub fn respond_json(call: &Call, kept: &KeptDataset) -> Result<HttpResponse, Problem> {
    let zip = kept.files().first().map(|file| file.sha256.as_str()).unwrap_or_default();
    let reply = call.reply(&format!("/api/v1/dataset?version={} {zip}", kept.version()));
    call.respond(reply, || Ok(json(&Dataset::of(kept))))
}
