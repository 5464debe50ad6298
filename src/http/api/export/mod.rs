//! `/export`: every match of a list, as a stream.

mod chunks;

use std::time::Instant;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;

use super::schemas::ExportedProfile;
use crate::catalog::{ExportRequest, Snapshot};
use crate::directory::{ExportFormat, ExportWriter};
use crate::http::Service;
use crate::http::extract::parameters::criteria::{Criteria, CriteriaParameters, OrderParameter};
use crate::http::extract::parameters::reader::Params;
use crate::http::extract::parameters::view::View;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::client;
use crate::http::protocol::limits::{EXPORT_TIMEOUT, EXPORTS, EXPORTS_PER_CLIENT};
use crate::http::protocol::negotiation::{accept, preferred_type, stream_encoding};
use crate::http::protocol::reply::JSON;
use crate::http::server::{Full, Place};
use chunks::Chunks;

/// When a client may try again that reads too many exports, in seconds.
const EXPORT_RETRY_SECONDS: u64 = 10;

const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv; charset=utf-8";

/// The parameters of [`export_organizations`] besides the criteria, for the
/// document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ExportParameters {
    /// Root keys of the profile, with commas: each profile is then an object of exactly these, or
    /// in CSV these are the columns. Keys of the server (`id`, `revision`, …) can be among them.
    #[param(example = "slug,name,countries")]
    fields: Option<String>,
    /// `ndjson` (usual), `json` (an array) or `csv`. Without it the `Accept` header decides.
    #[param(example = "csv")]
    format: Option<String>,
    /// `raw` writes the cells of CSV exactly. Otherwise every text is quoted, and each part of it
    /// that a spreadsheet would run as a formula, at its beginning or after `;`, a tab or a line
    /// break, has an apostrophe before it. Other formats are always exact.
    #[param(example = "raw")]
    csv: Option<String>,
}

/// An export as it was asked for.
struct ExportQuery {
    criteria: Criteria,
    fields: Option<Vec<String>>,
    format: Option<ExportFormat>,
    is_raw: bool,
}

/// Export organizations
///
/// Every organization that the list finds, whole, in its order, from one state of the directory.
/// A line of NDJSON is the profile as it was written, without the keys that the server adds, so
/// that it can be loaded again. CSV has a row of column names; without `fields` the columns are
/// those that can be read in a spreadsheet: slug, name, acronym, status, founded, headquarters,
/// website, affiliation, focus_areas, approaches, countries, ways_to_help, identifiers, summary,
/// framing, method, verified_at. In a cell, the elements of a list are joined by `; `, and of an
/// object stands its text (of a country its code, of a source its address). The answer is made
/// while it is read; a connection that breaks off is an export that is not complete.
#[utoipa::path(
    get,
    path = "/api/v1/export",
    tag = "organizations",
    params(CriteriaParameters, OrderParameter, ExportParameters),
    responses(
        (status = 200, description = "All profiles, as a file", content(
            (String = "application/x-ndjson"),
            (Vec<ExportedProfile> = "application/json"),
            (String = "text/csv"),
        ), headers(("Content-Disposition" = String, description = "A name for the file"))),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "As many exports run as may, or the catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn export_organizations(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let query = ExportQuery::parse(request.query_string(), &snapshot)?;
    let format = query.format(&request)?;
    let encoding = stream_encoding(&request);
    let mut response = HttpResponse::Ok();
    let disposition = format!("attachment; filename=\"organizations.{}\"", format.as_str());
    response
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static(media_type(format))))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"));
    if let Some(token) = encoding.token() {
        response.insert_header((header::CONTENT_ENCODING, token));
    }
    let writer = ExportWriter::new(format, query.fields.clone(), query.is_raw);
    if request.method() == Method::HEAD {
        return Ok(response.body(Chunks::nothing(writer)));
    }
    let place = place(&request, &service)?;
    let profiles = snapshot.export(&query.request()).map_err(|err| Problem::internal(&err))?;
    let until = Instant::now() + EXPORT_TIMEOUT;
    Ok(response.body(Chunks::new(profiles, writer, encoding).held_until(until, place)))
}

/// One of the places for exports. Each keeps its state of the directory, so they are few.
fn place(request: &HttpRequest, service: &Service) -> Result<Place, Problem> {
    let client = client::address(request, &service.settings.trusted_proxies);
    service.exports.take(client).map_err(|full| match full {
        Full::Client => Problem::too_many(
            format!("this client reads {EXPORTS_PER_CLIENT} exports already; wait for one to end"),
            EXPORT_RETRY_SECONDS,
        ),
        Full::Everywhere => Problem::unavailable(&format!(
            "{EXPORTS} exports are being read, as many as may be; retry in a moment"
        )),
    })
}

fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Ndjson => NDJSON,
        ExportFormat::Json => JSON,
        ExportFormat::Csv => CSV,
    }
}

impl ExportQuery {
    fn parse(query: &str, snapshot: &Snapshot) -> Result<Self, Problem> {
        let others = ["fields", "format", "csv"];
        let names: Vec<&str> = Criteria::names().chain(others).collect();
        let mut params = Params::parse(query, &names);
        let criteria = Criteria::read(&mut params, snapshot);
        let fields = View::read(&mut params).fields;
        let format = format(&mut params);
        let is_raw = params.one("csv").is_some_and(|word| {
            if word != "raw" {
                let reason = "is not a way to write CSV";
                params.unknown_value("csv", &word, reason, || vec!["raw".to_owned()]);
            }
            true
        });
        params.finish()?;
        Ok(Self { criteria, fields, format, is_raw })
    }

    /// The format asked for, else the first that the client prefers.
    fn format(&self, request: &HttpRequest) -> Result<ExportFormat, Problem> {
        let bare = |format| media_type(format).split(';').next().unwrap_or_default();
        match self.format {
            Some(format) => accept(request, bare(format)).map(|()| format),
            None => {
                let types = ExportFormat::ALL.map(bare);
                preferred_type(request, &types).map(|index| ExportFormat::ALL[index])
            }
        }
    }

    fn request(&self) -> ExportRequest<'_> {
        ExportRequest {
            filter: &self.criteria.filter,
            question: self.criteria.question.as_ref(),
            sort: self.criteria.sort,
            as_written: self.fields.is_none(),
        }
    }
}

fn format(params: &mut Params) -> Option<ExportFormat> {
    let word = params.one("format")?;
    let format = word.parse().ok();
    if format.is_none() {
        let allowed = || ExportFormat::ALL.map(|format| format.as_str().to_owned()).into();
        params.unknown_value("format", &word, "is not a format of exports", allowed);
    }
    format
}
