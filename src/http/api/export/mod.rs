//! `GET /export`: every organization that matches, as a stream.

mod chunks;
mod output;
mod workbook;

use std::time::Instant;

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Encoding, Export, ExportRequest};
use crate::directory::{ExportFormat, ExportWriter};
use crate::domain::{Code, Profile};
use crate::http::api::editing::X_CHANGE;
use crate::http::api::organizations::answers::OrganizationFields;
use crate::http::extract::call::{Call, Context};
use crate::http::extract::parameters::criteria::{Criteria, FilterParameters, OrderParameter};
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::view::Fields;
use crate::http::extract::parameters::{ParameterSet, ParameterValue, Parameters};
use crate::http::problem::{INVALID_PARAMETER, Problem, ProblemBody};
use crate::http::protocol::client::client_address;
use crate::http::protocol::connections::per_client::{LimitReached, Slot};
use crate::http::protocol::limits::{EXPORT_TIMEOUT, EXPORTS, EXPORTS_PER_CLIENT};
use crate::http::protocol::negotiation::stream_encoding;
use crate::site::query_string;
use chunks::Chunks;
use output::{OutputFormat, accepted_format};
use workbook::workbook_body;

/// Number of seconds after which a client that reads too many exports may try again.
const EXPORT_RETRY_SECONDS: u64 = 10;

const PATH: &str = "/api/v1/export";

/// The header with the query that was searched instead of a misspelled one. An export has no other
/// place for it.
const CORRECTED_QUERY: HeaderName = HeaderName::from_static("x-corrected-query");

parameters! {
    /// How an export is written.
    pub struct ExportParameters {
        /// Root keys of the profile, separated by commas. Each profile is then an object of exactly
        /// these keys; in CSV they are the columns. Keys of the server (`id`, `revision`, …) are
        /// allowed.
        #[param(example = "slug,name,countries")]
        fields: Fields as String,
        /// `ndjson` (default), `json` (an array), `csv` or `xlsx` (a workbook with the cells of CSV).
        /// Without it the `Accept` header decides.
        #[param(example = "csv")]
        format: Option<OutputFormat> as String,
        /// `raw` writes the cells of CSV unchanged. By default, every text is quoted, and each part
        /// that a spreadsheet would run as a formula gets an apostrophe before it: at the beginning
        /// of the text, or after `;`, a tab or a line break. Other formats are always
        /// unchanged: a `format` that is not `csv` is refused together with it.
        #[param(example = "raw")]
        csv: RawCells as String,
    }
}

/// Whether the cells of CSV are written unchanged.
pub struct RawCells(bool);

impl ParameterValue for RawCells {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let word = reader.one(name);
        if let Some(word) = word.as_ref().filter(|word| *word != "raw") {
            let reason = "is not a way to write CSV";
            reader.unknown_value(name, word, reason, || vec!["raw".to_owned()]);
        }
        Self(word.is_some())
    }
}

/// The parameters of an export.
pub struct ExportQuery {
    criteria: Criteria,
    output: ExportParameters,
}

impl ExportQuery {
    /// The request in its canonical form.
    fn canonical(&self, format: OutputFormat) -> String {
        let ExportParameters { fields, csv: RawCells(is_raw), .. } = &self.output;
        let mut pairs = self.criteria.pairs();
        pairs.push(("format", format.as_str().to_owned()));
        pairs.extend(fields.0.as_ref().map(|fields| ("fields", fields.join(","))));
        pairs.push(("csv", is_raw.to_string()));
        format!("{PATH}?{}", query_string(&pairs))
    }
}

impl ParameterSet for ExportQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        Criteria::names().chain(ExportParameters::names())
    }

    fn read(reader: &mut Reader) -> Self {
        Self { criteria: Criteria::read(reader), output: ExportParameters::read(reader) }
    }
}

/// A profile as it was written; with `fields`, an object of exactly these keys.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes profiles that are streamed as they are stored")]
pub enum ExportedProfile {
    Whole(Box<Profile>),
    Fields(OrganizationFields),
}

/// Export organizations
///
/// Every organization that matches the filters, as a whole profile, in the order of the list. All
/// of them come from one state of the directory. A line of NDJSON is the profile as it was written,
/// without the keys that the server adds, so that it can be loaded again.
///
/// CSV begins with a row of column names. Without `fields` it has the columns that are readable in
/// a spreadsheet: slug, name, acronym, status, founded, headquarters, website, affiliation,
/// focus_areas, approaches, populations, sectors, kinds, countries, ways_to_help, identifiers,
/// summary, framing, lens, method, verified_at. It begins with a byte order mark, without which spreadsheets garble letters that
/// are not ASCII; with `csv=raw` it has none. In a cell, the elements of a list are joined by `; `,
/// and an object is reduced to its text (a country to its code, a source to its URL).
///
/// XLSX has the same cells as CSV: years are numbers, all others are texts, which a spreadsheet never
/// runs as formulas.
///
/// The response is made while the client reads it, except for XLSX. If the connection breaks, the
/// export is incomplete. A table that was exported as CSV or XLSX and changed in a spreadsheet can be
/// imported again.
#[utoipa::path(
    get,
    path = "/api/v1/export",
    tag = "organizations",
    params(FilterParameters, OrderParameter, ExportParameters),
    responses(
        (status = 200, description = "All profiles, as a file", content(
            (String = "application/x-ndjson"),
            (Vec<ExportedProfile> = "application/json"),
            (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ), headers(
            ("Content-Disposition" = String, description = "The name of the file, with the change number"),
            ("ETag" = String, description = "Of the change and the request: with `If-None-Match`, the response is 304 if nothing has changed"),
            ("X-Change" = i64, description = "The number of the newest change that the export contains"),
            ("X-Corrected-Query" = Option<String>, description = "If words of `q` were misspelled: the query that was searched instead, percent-encoded"),
        )),
        (status = 304, description = "The client already has this export"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The server already writes the maximum number of exports, or the catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn export_organizations(
    call: Call,
    Parameters(query): Parameters<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let format = accepted_format(&call, query.output.format)?;
    check_only_csv(&query.output)?;
    let encoding = match format {
        OutputFormat::Text(_) => stream_encoding(call.request()),
        // It is compressed already.
        OutputFormat::Workbook => Encoding::Identity,
    };
    let canonical = query.canonical(format);
    let reply = call.reply_on(&canonical, query.criteria.day()).with_type(format.media_type());
    let mut response = match call.respond_streamed(&reply, encoding) {
        Ok(response) => response,
        Err(unchanged) => return Ok(*unchanged),
    };
    let change = call.snapshot().position().change;
    let disposition =
        format!("attachment; filename=\"organizations-{change}.{}\"", format.as_str());
    response
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((X_CHANGE, change))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"));
    let ExportParameters { fields, csv: RawCells(is_raw), .. } = query.output;
    let as_written = fields.0.is_none();
    let text_format = match format {
        OutputFormat::Text(format) => format,
        OutputFormat::Workbook => ExportFormat::Csv,
    };
    let writer = ExportWriter::new(text_format, fields.0.clone(), is_raw);
    if call.request().method() == Method::HEAD {
        return Ok(response.body(Chunks::empty(writer)));
    }
    let slot = acquire_slot(&call)?;
    let request = ExportRequest {
        filter: &query.criteria.filter,
        query: query.criteria.query.as_ref(),
        sort: query.criteria.sort,
        as_written,
    };
    let profiles = call.snapshot().export(&request).map_err(|err| Problem::internal(&err))?;
    if let Some(corrected) = corrected_query(&profiles) {
        response.insert_header((CORRECTED_QUERY, corrected));
    }
    let deadline = Instant::now() + EXPORT_TIMEOUT;
    if format == OutputFormat::Workbook {
        return Ok(response.body(workbook_body(profiles, fields.0, deadline, slot).await?));
    }
    let snapshot = profiles.snapshot();
    Ok(response.body(Chunks::new(profiles, writer, encoding).with_limit(deadline, snapshot, slot)))
}

/// Refuses `csv` for an export in another format, which it would not change.
fn check_only_csv(output: &ExportParameters) -> Result<(), Problem> {
    let RawCells(is_raw) = output.csv;
    let csv = OutputFormat::Text(ExportFormat::Csv);
    let other = output.format.filter(|format| *format != csv);
    let Some(format) = other.filter(|_| is_raw) else { return Ok(()) };
    let message = format!(
        "`csv` is available only with `format=csv`: `{}` is always unchanged; leave `csv` out",
        format.as_str()
    );
    Err(Problem::of_parameter(&INVALID_PARAMETER, "csv", Code::Contradiction, message))
}

/// The percent-encoded query that was searched instead of a misspelled one.
fn corrected_query(export: &Export) -> Option<String> {
    let corrected = export.interpretation.as_ref()?.corrected_query.as_ref()?;
    Some(utf8_percent_encode(corrected, NON_ALPHANUMERIC).to_string())
}

/// Takes a slot for an export. There are few, because each export keeps a snapshot in memory.
///
/// # Errors
///
/// 429 if the client already reads the maximum, 503 if the server already writes the maximum.
fn acquire_slot(context: &Context) -> Result<Slot, Problem> {
    let client = client_address(context.request(), &context.settings().trusted_proxies);
    context.service().exports.acquire(client).map_err(|limit| match limit {
        LimitReached::PerClient => Problem::too_many(
            format!(
                "this client already reads {EXPORTS_PER_CLIENT} exports, the maximum; wait until \
                 one ends"
            ),
            EXPORT_RETRY_SECONDS,
        ),
        LimitReached::Total => Problem::unavailable(&format!(
            "the server already writes {EXPORTS} exports, the maximum; retry in a moment"
        )),
    })
}
